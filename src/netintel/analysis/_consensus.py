"""Consensus: from many partitions of networks that may be the true one, the partition on which they agree."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._leiden import Labels, leiden
from netintel.model.network import FloatArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Codes = NDArray[np.integer]

ROUNDS = 10
"""Rounds after which what is found is taken; most networks settle in two or three."""


@dataclass(frozen=True)
class Consensus:
    """The partition on which many agree, the rounds it took, and whether the last round changed nothing."""

    labels: Labels
    rounds: int
    settled: bool


def together(partitions: Labels, source: Codes, target: Codes) -> FloatArray:
    """Return for each tie in which part of the partitions (one a row) both its ends are together; nan without any.

    Only pairs with a tie are looked at: a matrix of all pairs of 100,000 nodes fits in no memory.

    References
    ----------
    lancichinetti2012, tandon2019

    Examples
    --------
    >>> together(np.array([[0, 0, 1], [0, 1, 1]]), np.array([0, 1, 0]), np.array([1, 2, 2])).tolist()
    [0.5, 0.5, 0.0]
    """
    if len(partitions) == 0:
        return np.full(len(source), np.nan)
    times = np.zeros(len(source), dtype=np.int64)
    for labels in partitions:
        times += labels[source] == labels[target]
    return times / len(partitions)


def consensus(
    n: int,
    source: Codes,
    target: Codes,
    part: FloatArray,
    *,
    runs: int,
    generator: random.Random,
    resolution: float = 1.0,
) -> Consensus:
    """Return the partition of a network whose ties weigh as much as partitions agree that their ends are together.

    Leiden runs on the network so weighted; how often they put both ends of a tie together is its next weight, until
    every weight is 0 or 1: then all runs are the same. A tie of weight 0 is out.

    Parameters
    ----------
    part
        For each tie in which part of the partitions its ends are together.
    runs
        Leiden runs a round.

    References
    ----------
    lancichinetti2012, traag2019

    Examples
    --------
    Two triangles; partitions agree on each of them and never joined them:

    >>> s, t = np.array([0, 0, 1, 3, 3, 4, 2]), np.array([1, 2, 2, 4, 5, 5, 3])
    >>> weight = np.array([1, 1, 1, 1, 1, 1, 0.0])
    >>> consensus(6, s, t, weight, runs=5, generator=random.Random(0)).labels.tolist()
    [0, 0, 0, 1, 1, 1]
    """
    weight, labels = part, np.arange(n)
    for turn in range(1, ROUNDS + 1):
        held = weight > 0
        one, other = source[held], target[held]
        found = leiden(n, one, other, weight[held], runs=runs, generator=generator, resolution=resolution)
        labels = found.best
        weight = np.zeros(len(source))
        weight[held] = together(found.labels, one, other)
        if ((weight == 0) | (weight == 1)).all():
            return Consensus(labels, turn, settled=True)
    return Consensus(labels, ROUNDS, settled=False)


def belonging(n: int, source: Codes, target: Codes, part: FloatArray, cluster: Labels) -> csr_array:
    """Return the degree (0-1) to which each node (row) belongs to each cluster (column) that it touches.

    A node belongs to a cluster by its ties there, each weighed by how often its ends are together, over all its ties so
    weighed; a row sums to 1, or holds nothing where no tie ever held.

    Examples
    --------
    b is tied to a, always with it, and to c, with it once in three:

    >>> part = np.array([1.0, 1 / 3])
    >>> belonging(3, np.array([0, 1]), np.array([1, 2]), part, np.array([0, 0, 1])).toarray().tolist()
    [[1.0, 0.0], [0.75, 0.25], [1.0, 0.0]]
    """
    from scipy.sparse import coo_array

    ends = np.concatenate((source, target)).astype(np.int64)
    touched = cluster[np.concatenate((target, source))]
    weight = np.concatenate((part, part))
    held = weight > 0
    ends, touched, weight = ends[held], touched[held], weight[held]
    total = np.bincount(ends, weights=weight, minlength=n)
    shape = (n, int(cluster.max(initial=0)) + 1)
    found: csr_array = coo_array((weight / total[ends], (ends, touched)), shape=shape).tocsr()
    found.sum_duplicates()
    return found
