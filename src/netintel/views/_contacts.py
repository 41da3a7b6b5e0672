"""With which countries does somebody have contact? For display alone: no number is made from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from netintel.analysis.actors import actors
from netintel.model.network import Network

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph
    from netintel.model.results import Result

    Subject = EntityGraph | Network


def network_of(graph: Subject, result: Result) -> Network | None:
    """Return the network that a result stands on: the graph itself, or its default projection.

    None where the result was computed on another projection, which is not given: what another network says would
    mislead.
    """
    network = graph if isinstance(graph, Network) else actors(graph)
    return network if network.recipe == result.projection else None


def countries_touched(network: Network, nodes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return for each node the codes of the countries of those it is tied to, the one with most of them first.

    Empty for somebody whose contacts are all of unknown country.
    """
    touched: dict[str, tuple[str, ...]] = {}
    for node in nodes:
        code = int(network.labels.get_indexer(pd.Index([node]))[0])
        others = {*network.target[network.source == code], *network.source[network.target == code]}
        met = Counter(country for other in others for country in network.countries[other])
        touched[node] = tuple(country for country, _ in sorted(met.items(), key=lambda item: (-item[1], item[0])))
    return touched
