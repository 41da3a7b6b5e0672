"""Partitions of high quality: many Leiden runs, the best of them, the proved one where there is time, stability."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._rewire import igraph_random
from netintel.model.network import FloatArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Labels = NDArray[np.int64]
Method = Literal["modularity", "CPM"]

NEAR = 0.99
"""A partition counts as near-equal from this part of the best quality on."""


@dataclass(frozen=True)
class Partitions:
    """Partitions of the same nodes (one a row) and the quality of each."""

    labels: Labels
    quality: FloatArray

    @property
    def best(self) -> Labels:
        """Return the partition of highest quality, the earliest of equals."""
        best: Labels = self.labels[int(np.argmax(np.round(self.quality, 9)))]
        return best

    @property
    def n_near_equal(self) -> int:
        """Return how many different partitions come within 1 % of the best quality, itself included."""
        top = self.quality.max(initial=0.0)
        near = self.labels[self.quality >= NEAR * top - 1e-12]
        return len({by_size(labels).tobytes() for labels in near})


def leiden(
    n: int,
    source: NDArray[np.integer],
    target: NDArray[np.integer],
    weight: FloatArray | None,
    *,
    runs: int,
    generator: random.Random,
    resolution: float = 1.0,
    method: Method = "modularity",
) -> Partitions:
    """Return partitions of an undirected graph by Leiden runs that start at different random orders.

    Each run maximises `quality` in two iterations, as the authors' programs do; what a single run misses, the best of
    many finds. Without ties every node is its own cluster.

    References
    ----------
    traag2019

    Examples
    --------
    Two triangles joined by one tie:

    >>> s, t = np.array([0, 0, 1, 3, 3, 4, 2]), np.array([1, 2, 2, 4, 5, 5, 3])
    >>> found = leiden(6, s, t, None, runs=5, generator=random.Random(0))
    >>> by_size(found.best).tolist(), round(float(found.quality.max()), 4)
    ([0, 0, 0, 1, 1, 1], 0.3571)
    """
    import igraph

    if len(source) == 0:
        return Partitions(np.tile(np.arange(n), (runs, 1)), np.zeros(runs))
    graph = igraph.Graph(n=n, edges=zip(source.tolist(), target.tolist(), strict=True))
    weights = None if weight is None else weight.tolist()
    scale = 1.0 if method == "modularity" else density(n, source, target, weight)
    labels = np.empty((runs, n), dtype=np.int64)
    with igraph_random(generator):
        for run in range(runs):
            found = graph.community_leiden(
                objective_function=method, weights=weights, resolution=resolution * scale, n_iterations=2
            )
            labels[run] = found.membership
    reached = [quality(n, source, target, weight, one, resolution=resolution, method=method) for one in labels]
    return Partitions(labels, np.array(reached))


def quality(
    n: int,
    source: NDArray[np.integer],
    target: NDArray[np.integer],
    weight: FloatArray | None,
    labels: Labels,
    *,
    resolution: float = 1.0,
    method: Method = "modularity",
) -> float:
    """Return the part of all ties that lie within clusters above `resolution` times what chance gives.

    Chance is, by "modularity", ties drawn between ends as they are: e_c - resolution a_c^2, summed over clusters with
    the part e_c of ties within and the part a_c of all ends; by "CPM" (constant Potts model), ties drawn between any
    two tied nodes alike: e_c - resolution n_c (n_c - 1) / n (n - 1). 0 without ties.

    References
    ----------
    newman2004, traag2011

    Examples
    --------
    Two triangles joined by one tie: 6 of 7 ties within, and of 15 pairs 6.

    >>> s, t = np.array([0, 0, 1, 3, 3, 4, 2]), np.array([1, 2, 2, 4, 5, 5, 3])
    >>> two = np.array([0, 0, 0, 1, 1, 1])
    >>> [round(quality(6, s, t, None, two, method=method), 4) for method in ("modularity", "CPM")]
    [0.3571, 0.4571]
    """
    strength = np.ones(len(source)) if weight is None else weight
    total = strength.sum()
    if total == 0:
        return 0.0
    within = strength[labels[source] == labels[target]].sum() / total
    if method == "modularity":
        size = int(labels.max()) + 1
        ends = np.bincount(labels[source], strength, size) + np.bincount(labels[target], strength, size)
        return float(within - resolution * ((ends / (2 * total)) ** 2).sum())
    tied = np.zeros(n, dtype=bool)
    tied[source] = tied[target] = True
    members = np.bincount(labels[tied])
    return float(within - resolution * (members * (members - 1)).sum() / (tied.sum() * (tied.sum() - 1)))


def density(n: int, source: NDArray[np.integer], target: NDArray[np.integer], weight: FloatArray | None) -> float:
    """Return the mean weight of a pair of tied nodes: the resolution of CPM at which chance gives as many ties."""
    tied = np.zeros(n, dtype=bool)
    tied[source] = tied[target] = True
    total = len(source) if weight is None else weight.sum()
    return float(total / (tied.sum() * (tied.sum() - 1) / 2))


def most_gain(gain: FloatArray, *, seconds: float) -> Labels | None:
    """Return the partition with the largest sum of gains over pairs in one cluster, or None where time ran out first.

    An integer program over pairs (together or apart) with the triangle constraints that can bind: those in which a
    pair gains by being together. With the gains of modularity it is what igraph's `community_optimal_modularity`
    solves, which cannot be stopped: 25 countries without clear blocs take it longer than a user waits.

    Parameters
    ----------
    gain
        Symmetric matrix: what it gains, or loses, to have two nodes in one cluster; its diagonal is not read.
    seconds
        Time the solver may take.

    References
    ----------
    brandes2008modularity, miyauchi2015

    Examples
    --------
    >>> most_gain(np.array([[0, 2, -1], [2, 0, -2], [-1, -2, 0.0]]), seconds=5).tolist()
    [0, 0, 1]
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    n = len(gain)
    if n < 2:
        return np.arange(n)
    left, right = np.triu_indices(n, 1)
    constraints = _triangles(gain)
    solved = milp(
        -2 * gain[left, right],
        integrality=np.ones(len(left), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(constraints, -np.inf, 1)] if constraints.shape[0] else [],
        options={"time_limit": seconds},
    )
    if solved.status != 0:
        return None
    together = solved.x > 0.5
    joined = csr_array((np.ones(together.sum()), (left[together], right[together])), shape=(n, n))
    labels: Labels = connected_components(joined, directed=False)[1].astype(np.int64)
    return labels


def modularity(counts: FloatArray, labels: Labels) -> float:
    """Return the modularity of a partition of a weighted graph; 0 without weights.

    Examples
    --------
    >>> modularity(np.array([[0.0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]), np.array([0, 0, 1, 1]))
    0.5
    """
    total = counts.sum()
    if total == 0:
        return 0.0
    strength = counts.sum(axis=1)
    same = labels[:, None] == labels[None, :]
    return float((counts * same).sum() / total - (np.outer(strength, strength) * same).sum() / total**2)


def by_size(labels: Labels) -> Labels:
    """Return the same partition numbered from 0 by size, equal sizes in the order of their first member.

    Examples
    --------
    >>> by_size(np.array([7, 2, 2, 5, 5])).tolist()
    [2, 0, 0, 1, 1]
    """
    _, first, inverse, size = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    number = np.empty(len(size), dtype=np.int64)
    number[np.lexsort((first, -size))] = np.arange(len(size))
    ordered: Labels = number[inverse]
    return ordered


def stability(reference: Labels, drawn: Labels) -> FloatArray:
    """Return for each node how often, on average, another member of its cluster is with it in the drawn partitions.

    A node alone in its cluster gets the part of the draws in which it is alone; nan without draws.

    References
    ----------
    lancichinetti2012

    Examples
    --------
    a and b are together in both draws, c is with them in one:

    >>> stability(np.array([0, 0, 0, 1]), np.array([[0, 0, 0, 1], [0, 0, 2, 1]])).tolist()
    [0.75, 0.75, 0.5, 1.0]
    """
    n = len(reference)
    if len(drawn) == 0:
        return np.full(n, np.nan)
    size = np.bincount(reference)[reference]
    total = np.zeros(n)
    for labels in drawn:
        _, key = np.unique(reference * (labels.max(initial=0) + 1) + labels, return_inverse=True)
        companions = np.bincount(key)[key] - 1
        alone = np.bincount(labels)[labels] == 1
        total += np.where(size > 1, companions / np.maximum(size - 1, 1), alone)
    return total / len(drawn)


def _triangles(gain: FloatArray) -> csr_array:
    """Return the constraints x_ab + x_bc - x_ac <= 1 for which one of the first two pairs gains by being together."""
    from scipy.sparse import csr_array

    n = len(gain)
    number = np.zeros((n, n), dtype=np.int64)
    number[np.triu_indices(n, 1)] = np.arange(n * (n - 1) // 2)
    number = number + number.T
    rows: list[tuple[int, int, int]] = []
    for a, b, c in combinations(range(n), 3):
        for middle, one, other in ((a, b, c), (b, a, c), (c, a, b)):
            if gain[middle, one] >= 0 or gain[middle, other] >= 0:
                rows.append((number[middle, one], number[middle, other], number[one, other]))
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3)
    row = np.repeat(np.arange(len(columns)), 3)
    values = np.tile([1.0, 1.0, -1.0], len(columns))
    return csr_array((values, (row, columns.ravel())), shape=(len(columns), n * (n - 1) // 2))
