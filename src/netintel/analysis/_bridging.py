"""Whether a node stands between dense parts, and what each of its ties does for the cohesion of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._triads import Triads

if TYPE_CHECKING:
    import igraph

Floats = NDArray[np.float64]

COHESION_NODES = 2_000
"""Nodes up to which the loss of cohesion is computed."""


def bridging_centrality(betweenness: Floats, triads: Triads) -> Floats:
    """Return betweenness times the bridging coefficient: high for a node of few ties between nodes of many.

    The coefficient of v is (1/k_v) over the sum of 1/k_u of its neighbours u; k counts neighbours. nan without ties.

    References
    ----------
    hwang2008

    Examples
    --------
    On a path of three, the middle lies between one pair; 1/2 over 1 + 1 is a quarter:

    >>> path = Triads.of(3, np.array([0, 1]), np.array([1, 2]), directed=False)
    >>> bridging_centrality(np.array([0.0, 1.0, 0.0]), path).tolist()
    [0.0, 0.25, 0.0]
    """
    ends, others = np.concatenate([triads.low, triads.high]), np.concatenate([triads.high, triads.low])
    contacts = np.bincount(ends, minlength=triads.n).astype(np.float64)
    inverse = np.divide(1.0, contacts, out=np.full(triads.n, np.nan), where=contacts > 0)
    around = np.bincount(ends, weights=inverse[others], minlength=triads.n)
    coefficient: Floats = np.divide(inverse, around, out=np.full(triads.n, np.nan), where=around > 0)
    return betweenness * coefficient


def cohesion_loss(graph: igraph.Graph) -> Floats:
    """Return Valente and Fujimoto's bridging: by how much cohesion falls, on average, when one tie of a node is cut.

    Cohesion is the mean of 1/d over ordered pairs of nodes, 1/infinity being 0; each tie of the node is cut alone. nan
    without ties. Directions are not used.

    Only pairs all of whose shortest paths run over a tie become farther when it is cut. They have one end among those
    who reach its far side only by it, so only these need a new search, from the smaller of both sides.

    Limits
    ------
    Holds the distances of all pairs: `COHESION_NODES` nodes are the most. Takes 0.02 s for 200 ties and 4 s for 3,000,
    each time: with 200 plausible networks, seconds and a quarter of an hour.

    References
    ----------
    valente2010

    Examples
    --------
    On a path of three, cohesion is (1 + 1 + 1/2) / 3; without either tie it is 1/3:

    >>> import igraph
    >>> cohesion_loss(igraph.Graph([(0, 1), (1, 2)])).tolist()
    [0.5, 0.5, 0.5]
    """
    plain = graph.as_undirected() if graph.is_directed() else graph
    n = plain.vcount()
    if n > COHESION_NODES:
        raise ValueError(
            f"cohesion loss: expected at most {COHESION_NODES} nodes, got {n}; it needs the distances of all pairs"
        )
    ends = np.array(plain.get_edgelist(), dtype=np.int64).reshape(-1, 2)
    distance = _distances(plain, np.arange(n))
    before = np.zeros((n, n), dtype=np.int32)
    for one, other in ends:
        before[:, other] += distance[:, one] + 1 == distance[:, other]
        before[:, one] += distance[:, other] + 1 == distance[:, one]
    loss = np.zeros(len(ends))
    for tie, (one, other) in enumerate(ends):
        sides = [
            np.flatnonzero((distance[:, near] + 1 == distance[:, far]) & (before[:, far] == 1))
            for near, far in ((one, other), (other, one))
        ]
        starts = min(sides, key=len)
        loss[tie] = (_nearness(distance[starts]) - _nearness(_distances(_without(plain, tie), starts))).sum()
    contacts = np.bincount(ends.ravel(), minlength=n)
    # A pair that becomes farther has one end at each side, so each was counted once, and stands for both orders.
    summed = 2 * np.bincount(ends.ravel(), weights=np.repeat(loss, 2), minlength=n) / max(n * (n - 1), 1)
    mean: Floats = np.divide(summed, contacts, out=np.full(n, np.nan), where=contacts > 0)
    return mean


def _without(graph: igraph.Graph, tie: int) -> igraph.Graph:
    cut = graph.copy()
    cut.delete_edges(tie)
    return cut


def _distances(graph: igraph.Graph, starts: NDArray[np.int64]) -> Floats:
    found: Floats = np.array(graph.distances(source=starts.tolist()), dtype=np.float64)
    return found.reshape(len(starts), graph.vcount())


def _nearness(distance: Floats) -> Floats:
    """Return 1/d, 0 where there is no path and from a node to itself."""
    near: Floats = np.divide(1.0, distance, out=np.zeros_like(distance), where=distance > 0)
    return near
