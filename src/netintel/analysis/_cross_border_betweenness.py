"""Shortest paths through each node: between any two nodes, or only between two of different jurisdictions.

Exact, or from some start nodes; a very large network is sampled by `_path_sampling`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._bare import Bare
from netintel.model.network import Network

if TYPE_CHECKING:
    import igraph

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Starts:
    """Groups of start nodes with the nodes their paths may end at, and the ends where paths count.

    `groups` pairs the nodes that share a set of jurisdictions with all nodes whose known sets are disjoint from it;
    together the groups name each possible start once.
    """

    groups: tuple[tuple[Codes, Codes], ...]

    @property
    def nodes(self) -> Codes:
        """Return every possible start."""
        return np.concatenate([np.zeros(0, dtype=np.int64), *(starts for starts, _ in self.groups)])

    def among(self, chosen: Codes) -> Iterator[tuple[Codes, Codes]]:
        """Yield the groups with only the chosen starts."""
        for starts, ends in self.groups:
            left = starts[np.isin(starts, chosen)]
            if len(left):
                yield left, ends


def all_starts(bare: Bare) -> Starts:
    """Return one group: every node may start and end a path (plain betweenness)."""
    nodes = np.arange(bare.n)
    return Starts(((nodes, nodes),) if len(nodes) else ())


def cross_border_starts(bare: Bare) -> Starts:
    """Return a group for each set of jurisdictions; nodes of unknown jurisdiction neither start nor end a path."""
    members: dict[tuple[str, ...], list[int]] = {}
    for node, countries in enumerate(bare.countries):
        if countries:
            members.setdefault(countries, []).append(node)
    groups = []
    for countries, starts in sorted(members.items()):
        ends = [node for other, nodes in members.items() if not set(countries) & set(other) for node in nodes]
        if ends:
            groups.append((np.array(starts, dtype=np.int64), np.array(sorted(ends), dtype=np.int64)))
    return Starts(tuple(groups))


def cross_border_betweenness(network: Network) -> Floats:
    """Return for each node the pairs of nodes of different jurisdictions whose shortest paths lead through it.

    A pair counts where both ends are known and have no jurisdiction in common; a pair with several shortest paths
    gives each node the share of them it lies on. Unordered pairs in an undirected network, ordered in a directed one.
    Weights are not used. Exact; about as dear as plain betweenness: nodes times ties.

    References
    ----------
    brandes2008

    Examples
    --------
    >>> import pandas as pd
    >>> edges = pd.DataFrame({"source": ["a", "b", "c"], "target": ["b", "c", "d"]})
    >>> nodes = pd.DataFrame({"id": ["a", "b", "c", "d"], "jurisdiction": ["RO", "RO", "DE", "RO"]})
    >>> cross_border_betweenness(Network.from_edgelist(edges, nodes, directed=False)).tolist()
    [0.0, 1.0, 0.0, 0.0]
    """
    bare = Bare.of(network)
    return through(bare.graph, cross_border_starts(bare))


def some_of(starts: Starts, size: int | None, rng: np.random.Generator) -> Codes | None:
    """Draw so many starts at random, each at most once; None, which is all of them, where there are no more."""
    nodes = starts.nodes
    return None if size is None or size >= len(nodes) else rng.permutation(nodes)[:size]


def through(graph: igraph.Graph, starts: Starts, chosen: Codes | None = None) -> Floats:
    """Return shortest-path pairs through each node; from the `chosen` starts only, scaled up to all, where given."""
    nodes = starts.nodes
    picked = nodes if chosen is None else chosen
    total = np.zeros(graph.vcount())
    for some, ends in starts.among(picked):
        found = graph.betweenness(directed=graph.is_directed(), sources=some.tolist(), targets=ends.tolist())
        total += np.array(found, dtype=np.float64)
    return total * (len(nodes) / max(len(picked), 1))
