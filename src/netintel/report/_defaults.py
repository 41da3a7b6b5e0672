"""The analyses a report makes when it is given no results."""

from __future__ import annotations

from netintel.model.network import Network
from netintel.model.results import Result


def default_results(network: Network) -> tuple[Result, ...]:
    """Return corridors, brokers, jurisdiction clusters and communities of a network.

    Where no jurisdiction is known nothing can cross a border: brokers go by plain betweenness, and there are neither
    corridors nor clusters of jurisdictions.
    """
    from netintel.analysis.brokers import brokers
    from netintel.analysis.communities import communities
    from netintel.analysis.corridors import corridors
    from netintel.analysis.jurisdiction_clusters import jurisdiction_clusters

    if not network.jurisdictions:
        return brokers(network, method="betweenness"), communities(network)
    return corridors(network), brokers(network), jurisdiction_clusters(network), communities(network)
