"""The parts of a report: each turns the graph and the results into plain values for its template."""
