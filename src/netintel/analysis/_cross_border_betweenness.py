"""Shortest paths through each node: between any two nodes, or only between two of different jurisdictions.

Exact where affordable; beyond, from a sample of start nodes with a bound on the error.
"""

from __future__ import annotations

import math
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

CONFIDENCE = 0.95
"""Chance that no node's sampled value is off by more than the bound."""


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


def sampled(graph: igraph.Graph, starts: Starts, size: int, rng: np.random.Generator) -> tuple[Floats, float]:
    """Return pairs through each node estimated from `size` starts, and a bound on the error of all of them.

    Starts are drawn with replacement; the bound is the empirical-Bernstein one for every node at once [audibert2009].
    Estimates have three significant digits, for more would be noise.
    """
    nodes = starts.nodes
    total, squares = np.zeros(graph.vcount()), np.zeros(graph.vcount())
    for start in rng.choice(nodes, size).tolist():
        ((one, ends),) = starts.among(np.array([start]))
        found = graph.betweenness(directed=graph.is_directed(), sources=one.tolist(), targets=ends.tolist())
        value = np.array(found, dtype=np.float64)
        total, squares = total + value, squares + value**2
    mean = total / size
    spread = np.maximum(squares / size - mean**2, 0.0)
    log = math.log(3 * graph.vcount() / (1 - CONFIDENCE))
    # igraph gives each end of an undirected path half of the pair.
    reach = max((len(ends) for _, ends in starts.groups), default=0) * (1.0 if graph.is_directed() else 0.5)
    bound = float(np.sqrt(2 * spread.max() * log / size) + 3 * reach * log / size)
    return _three_digits(mean * len(nodes)), bound * len(nodes)


def _three_digits(value: Floats) -> Floats:
    size = np.floor(np.log10(value, out=np.zeros_like(value), where=value > 0))
    rounded: Floats = np.round(value / 10**size, 2) * 10**size
    return rounded
