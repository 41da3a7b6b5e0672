"""The resolution profile: at which scales a network falls into the same clusters, from few and large to many small."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._leiden import Labels, Partitions

GRID: NDArray[np.float64] = np.geomspace(0.25, 8, 21)
"""Resolutions tried, each 19 % above the one before."""
SAME = 0.85
"""Partitions of two neighbouring resolutions count as the same from this adjusted Rand index on."""
LEAST = 2.0
"""A run of resolutions is a plateau where its last is at least so many times its first."""


@dataclass(frozen=True)
class Plateau:
    """Resolutions from `low` to `high` that give nearly the same partition, that of the one in the middle."""

    low: float
    high: float
    n_clusters: int

    @property
    def middle(self) -> float:
        return float(np.sqrt(self.low * self.high))

    @property
    def span(self) -> float:
        return self.high / self.low


def plateaus(partition: Callable[[float], Partitions], tied: NDArray[np.bool_]) -> list[Plateau]:
    """Return the plateaus of a network, the longest first.

    A plateau is where the number of clusters does not hang on what was asked for: the network has parts of that scale.
    Everybody in one cluster is no such scale, nor are clusters that leave half of the tied nodes alone.

    Parameters
    ----------
    partition
        From a resolution to the partitions found at it.
    tied
        Which nodes have a tie; the others are left out of the comparison.

    References
    ----------
    ronhovde2009, traag2011

    Examples
    --------
    Resolutions up to 1 give two clusters, those above leave every node alone:

    >>> two, six = np.array([[0, 0, 0, 1, 1, 1]]), np.arange(6)[None, :]
    >>> found = plateaus(lambda r: Partitions(two if r < 1.1 else six, np.ones(1)), np.ones(6, dtype=bool))
    >>> [(round(p.low, 2), round(p.high, 2), p.n_clusters) for p in found]
    [(0.25, 1.0, 2)]
    """
    found = [partition(float(resolution)).best[tied] for resolution in GRID]
    alike = [rand_index(a, b) >= SAME for a, b in pairwise(found)]
    runs, first = [], 0
    for last in range(len(GRID)):
        if last == len(GRID) - 1 or not alike[last]:
            runs.append((first, last))
            first = last + 1
    made = [
        Plateau(float(GRID[a]), float(GRID[b]), len(np.unique(found[(a + b) // 2])))
        for a, b in runs
        if GRID[b] >= LEAST * GRID[a] - 1e-9 and _tells(found[(a + b) // 2])
    ]
    return sorted(made, key=lambda plateau: (-round(plateau.span, 6), plateau.low))


def _tells(labels: Labels) -> bool:
    """Return whether a partition has several clusters and puts most nodes into one with others."""
    size = np.bincount(labels)
    return int((size > 0).sum()) > 1 and 2 * int((size == 1).sum()) < len(labels)


def rand_index(one: Labels, other: Labels) -> float:
    """Return the adjusted Rand index of two partitions: 1 the same, 0 as alike as chance.

    References
    ----------
    hubert1985

    Examples
    --------
    >>> rand_index(np.array([0, 0, 1, 1]), np.array([5, 5, 2, 2])), rand_index(np.array([0, 0, 1]), np.array([0, 0, 0]))
    (1.0, 0.0)
    """
    n = len(one)
    pairs = _pairs(np.full(1, n))
    a = np.unique(one, return_inverse=True)[1].astype(np.int64)
    b = np.unique(other, return_inverse=True)[1].astype(np.int64)
    both = np.unique(a * (int(b.max(initial=0)) + 1) + b, return_counts=True)[1]
    ones, others = _pairs(np.bincount(a)), _pairs(np.bincount(b))
    chance = ones * others / pairs if pairs else 0.0
    most = (ones + others) / 2
    return float((_pairs(both) - chance) / (most - chance)) if most > chance else 1.0


def _pairs(sizes: NDArray[np.int64]) -> float:
    return float((sizes * (sizes - 1) // 2).sum())
