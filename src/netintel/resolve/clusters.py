"""Which records hold together? Clusters by the constant Potts model on the weighted match graph.

A chain of pairs joins what no single pair would: A is like B, B is like C, and A is surely not C. Plain connected
components follow every chain. The constant Potts model weighs all pairs of a cluster: the bits for and against each
pair that was compared, and a little against each that was not (Traag, Van Dooren and Nesterov 2011). Where the two
differ a person should look.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from netintel.model._apart import components

RESOLUTION, LEAN, MOST = 0.7, 0.5, 10.0
"""Bits against any two of a cluster; bits for a pair that was compared, for whoever shares enough to be compared is
more often the same than not compared at all; and the bits that one pair may weigh."""


def clusters(n: int, left: NDArray[Any], right: NDArray[Any], odds: NDArray[Any]) -> NDArray[np.int64]:
    """Return the cluster of each of n nodes.

    Parameters
    ----------
    left, right
        The pairs that were compared.
    odds
        Their log2 odds to be the same; negative speaks against.

    Examples
    --------
    0 - 1 and 1 - 2 are likely pairs; without 0 - 2 they are a chain, with strong evidence against it they part.

    >>> clusters(3, np.array([0, 1]), np.array([1, 2]), np.array([5.0, 4.0])).tolist()
    [0, 0, 0]
    >>> clusters(3, np.array([0, 1, 0]), np.array([1, 2, 2]), np.array([5.0, 4.0, -9.0])).tolist()
    [0, 0, 1]
    """
    import igraph

    speaks = odds > 0
    component = components(n, left[speaks], right[speaks])
    inside = component[left] == component[right]
    several = np.bincount(component, minlength=n)[component[left]] > 2
    use = inside & several
    group = component.astype(np.int64)
    if use.any():
        node = np.unique(np.concatenate([left[use], right[use]]))
        ends = np.searchsorted(node, left[use]), np.searchsorted(node, right[use])
        graph = igraph.Graph(len(node), list(zip(ends[0].tolist(), ends[1].tolist(), strict=True)))
        weights = np.clip(odds[use] + LEAN, -MOST, MOST)
        group[node] = n + np.asarray(_leiden(graph, weights.tolist()))
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
