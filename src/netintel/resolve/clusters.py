"""Which origins hold together? Clusters by the constant Potts model on the weighted match graph.

A chain of pairs joins what no single pair would: A is like B, B is like C, and A is not like C. Plain connected
components follow every chain. The constant Potts model asks that the members of a cluster be like one another on
average more than `RESOLUTION`, and cuts chains (Traag, Van Dooren and Nesterov 2011).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

RESOLUTION = 0.3


def grouped(n: int, left: NDArray[Any], right: NDArray[Any], score: NDArray[Any]) -> NDArray[np.int64]:
    """Return the cluster of each of n nodes; edges are pairs with their probability."""
    import igraph

    component = components(n, left, right)
    group = component.copy()
    size = np.bincount(component, minlength=n)
    inside = size[component[left]] > 2
    if not inside.any():
        return group
    node = np.unique(np.concatenate([left[inside], right[inside]]))
    place = np.searchsorted(node, left[inside]), np.searchsorted(node, right[inside])
    graph = igraph.Graph(len(node), list(zip(place[0].tolist(), place[1].tolist(), strict=True)))
    found = _leiden(graph, score[inside].tolist())
    group[node] = n + np.asarray(found)
    return np.unique(group, return_inverse=True)[1].astype(np.int64)


def _leiden(graph: Any, weights: list[float]) -> list[int]:
    import random

    import igraph

    igraph.set_random_number_generator(random.Random(7))
    try:
        found = graph.community_leiden(
            objective_function="CPM", weights=weights, resolution=RESOLUTION, n_iterations=-1
        )
    finally:
        igraph.set_random_number_generator(random)
    membership: list[int] = found.membership
    return membership


def components(n: int, left: NDArray[Any], right: NDArray[Any]) -> NDArray[np.int64]:
    """Return the connected component of each of n nodes."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)
