"""VALUES: claims, records, files received, judgements, the case, the entity graph, networks and results."""
