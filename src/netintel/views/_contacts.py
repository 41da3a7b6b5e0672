"""With which countries does somebody have contact? For display alone: no number is made from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from netintel.analysis.actors import actors
from netintel.model.network import Network

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph
    from netintel.model.results import Result

    Subject = EntityGraph | Network


def countries_touched(graph: Subject, result: Result, nodes: Iterable[str]) -> dict[str, tuple[str, ...]] | None:
    """Return for each node the countries of those it is tied to, in the network that the result stands on.

    Parameters
    ----------
    graph
        The network itself, or the entity graph it was projected from.
    result
        What is drawn; its recipe says how the network was made.
    nodes
        Labels of the network.

    Returns
    -------
    dict or None
        Sorted codes; empty for somebody whose contacts are all unknown. None where the network was projected with
        other than the default settings and is not given: contacts from another network would mislead.
    """
    network = graph if isinstance(graph, Network) else actors(graph)
    if network.recipe != result.projection:
        return None
    touched: dict[str, tuple[str, ...]] = {}
    for node in nodes:
        code = int(network.labels.get_indexer(pd.Index([node]))[0])
        others = [*network.target[network.source == code], *network.source[network.target == code]]
        touched[node] = tuple(sorted({c for other in others for c in network.countries[other]}))
    return touched
