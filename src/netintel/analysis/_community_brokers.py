"""Who ties communities together, averaged over many partitions instead of trusting one."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._leiden import leiden

if TYPE_CHECKING:
    import igraph

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

_STARTS = 200
"""Nodes of a community from which its mean path length is taken; all where it has no more."""


def community_brokerage(graph: igraph.Graph, *, partitions: int, seed: int) -> Floats:
    """Return the community broker score of each node, averaged over Leiden partitions by modularity.

    One partition among many near-equal ones must not decide who a broker is: a node that ties communities together
    in every partition keeps its score, one that does in a few partitions loses most of it.

    References
    ----------
    paquetclouston2022, traag2019

    Examples
    --------
    Two triangles joined by the tie 2 - 3: each of the two reaches both, three people at distance one.

    >>> import igraph
    >>> joined = igraph.Graph([(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5), (2, 3)])
    >>> community_brokerage(joined, partitions=5, seed=0).tolist()
    [0.0, 0.0, 6.0, 6.0, 0.0, 0.0]
    """
    plain = graph.as_undirected() if graph.is_directed() else graph
    n = plain.vcount()
    ends = np.array(plain.get_edgelist(), dtype=np.int64).reshape(-1, 2)
    drawn = leiden(n, ends[:, 0], ends[:, 1], None, runs=partitions, generator=random.Random(seed)).labels
    different, times = np.unique(drawn, axis=0, return_counts=True)
    scores = [local_brokerage(plain, labels) for labels in different]
    return np.average(scores, axis=0, weights=times).round(12) if n else np.zeros(0)


def local_brokerage(graph: igraph.Graph, labels: Labels) -> Floats:
    """Return the community broker score for one partition; 0 for nodes without a tie to another community.

    A community is worth its members over the mean path length inside it. A broker has what its own community is worth,
    and of each other community it has a tie to, what that is worth over the square root of the number of members of
    its own community who have one.

    Limits
    ------
    A community of one has no path length; it is worth 1, one person at one step. Pairs without a path inside are
    left out of the mean. In communities above 200 nodes the mean is taken from 200 of them.

    References
    ----------
    paquetclouston2022

    Examples
    --------
    b and c both reach the pair d - e, which is worth 2 and shared by two brokers: 3 / 1 + 2 / sqrt(2).

    >>> import igraph
    >>> graph = igraph.Graph([(0, 1), (0, 2), (1, 2), (3, 4), (1, 3), (2, 3)])
    >>> local_brokerage(graph, np.array([0, 0, 0, 1, 1])).round(4).tolist()
    [0.0, 4.4142, 4.4142, 5.0, 0.0]
    """
    _, community = np.unique(labels, return_inverse=True)
    worth = _worth(graph, community)
    ends = np.array(graph.get_edgelist(), dtype=np.int64).reshape(-1, 2)
    across = ends[community[ends[:, 0]] != community[ends[:, 1]]]
    node, other = np.concatenate([across[:, 0], across[:, 1]]), np.concatenate([across[:, 1], across[:, 0]])
    k = len(worth)
    reached = np.unique(node * max(k, 1) + community[other])
    broker, target = reached // max(k, 1), reached % max(k, 1)
    pair = community[broker] * k + target
    fellows = np.unique(pair, return_inverse=True, return_counts=True)
    alone = 1.0 / np.sqrt(fellows[2][fellows[1]])
    abroad = np.bincount(broker, weights=worth[target] * alone, minlength=graph.vcount())
    return np.where(abroad > 0, worth[community] + abroad, 0.0)


def _worth(graph: igraph.Graph, community: Labels) -> Floats:
    """Return members over mean path length of each community."""
    order = np.argsort(community, kind="stable")
    size = np.bincount(community)
    members = np.split(order, np.cumsum(size)[:-1]) if len(size) else []
    return np.array([len(inside) / _mean_path(graph.induced_subgraph(inside.tolist())) for inside in members])


def _mean_path(community: igraph.Graph) -> float:
    n = community.vcount()
    if n < 2 or community.ecount() == 0:
        return 1.0
    if n <= _STARTS:
        return float(community.average_path_length(directed=False))
    starts = np.linspace(0, n - 1, _STARTS).astype(np.int64)
    distance = np.array(community.distances(source=starts.tolist()), dtype=np.float64)
    return float(distance[np.isfinite(distance) & (distance > 0)].mean())
