"""How close two nodes are by the short walks between them, for all pairs that have any: sparse, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Closeness = Literal["resource_walks", "resource_allocation", "adamic_adar", "katz"]

METHODS: tuple[Closeness, ...] = ("resource_walks", "resource_allocation", "adamic_adar", "katz")
LONG: frozenset[Closeness] = frozenset({"resource_walks", "katz"})
"""Methods that also count walks of three ties."""

TWO_STEPS = 20_000_000
"""Walks of two ties looked through in one scoring; beyond, the nodes of most contacts join nobody."""

THREE_STEPS = 20_000_000
"""Walks of three ties; a network with more is scored by walks of two ties only."""

_DAMPING = 0.5
_KATZ = 0.3
_BLOCK = 4_000_000
_DIGITS = 10


@dataclass(frozen=True)
class Close:
    """Pairs with a walk of two or three ties between them: `low` < `high` (codes) and `score`, in order of the pair."""

    low: Codes
    high: Codes
    score: Floats

    def of(self, low: Codes, high: Codes, size: int) -> Floats:
        """Return the score of some pairs; 0 where no walk joins them."""
        if len(self.low) == 0:
            return np.zeros(len(low))
        key, asked = self.low * size + self.high, low * size + high
        at = np.minimum(np.searchsorted(key, asked), len(key) - 1)
        return np.where(key[at] == asked, self.score[at], 0.0)


class Walks:
    """Walks of two and three ties in one simple network; the direction of ties is not used.

    Parameters
    ----------
    source, target
        Codes of the ends of each tie.
    size
        Number of nodes.
    """

    def __init__(self, source: NDArray[Any], target: NDArray[Any], size: int) -> None:
        from scipy.sparse import csr_array

        low, high = np.minimum(source, target).astype(np.int64), np.maximum(source, target).astype(np.int64)
        key = np.unique(low[low != high] * size + high[low != high])
        self.size, self.low, self.high = size, key // max(size, 1), key % max(size, 1)
        ends = (np.concatenate([self.low, self.high]), np.concatenate([self.high, self.low]))
        self.ties: csr_array = csr_array((np.ones(2 * len(key)), ends), shape=(size, size))
        self.degree: Floats = np.bincount(ends[0], minlength=size).astype(np.float64)

    @cached_property
    def cap(self) -> float:
        """Return the number of contacts above which a node joins nobody, infinite where all are looked through."""
        walks = np.sort(self.degree) ** 2
        within = np.cumsum(walks) <= TWO_STEPS
        return float("inf") if within.all() else float(max(np.sort(self.degree)[within].max(initial=0), 1))

    @cached_property
    def three_steps(self) -> float:
        """Return the number of walks of three ties, both directions."""
        return float(2 * (self.degree[self.low] * self.degree[self.high]).sum())

    def steps(self, method: Closeness) -> int:
        """Return the ties of the longest walks that are counted."""
        return 3 if method in LONG and self.three_steps <= THREE_STEPS and np.isinf(self.cap) else 2

    def work(self, method: Closeness) -> float:
        """Return about how many steps one scoring takes."""
        two = float((np.minimum(self.degree, self.cap) ** 2).sum())
        return two + (self.three_steps if self.steps(method) == 3 else 0.0) + 10 * len(self.low)

    def close(self, method: Closeness, listed: NDArray[np.bool_]) -> Close:
        """Return the score of every pair of listed nodes that a counted walk joins, tied pairs too.

        What a pair's own tie adds to its walks (there and back again) is taken out.
        """
        weight = self._weight(method)
        damping = _DAMPING if method == "resource_walks" else _KATZ / self._largest()
        parts = list(self._rows(weight, damping if self.steps(method) == 3 else 0.0, listed))
        low, high, score = (np.concatenate([part[i] for part in parts]) for i in range(3)) if parts else _nothing()
        if self.steps(method) == 3:
            score = score - damping * self._own(low, high, weight)
        some = np.round(score, _DIGITS) > 0
        return Close(low[some].astype(np.int64), high[some].astype(np.int64), np.round(score[some], _DIGITS))

    def _weight(self, method: Closeness) -> Floats:
        weight = np.ones(self.size)
        joins = self.degree > 1
        if method == "adamic_adar":
            weight[joins] = 1 / np.log(self.degree[joins])
        elif method != "katz":
            weight[joins] = 1 / self.degree[joins]
        return np.where(joins & (self.degree <= self.cap), weight, 0.0)

    def _largest(self) -> float:
        """Return the largest eigenvalue, of the direction that all nodes together give, to about three digits."""
        vector = np.ones(self.size)
        value = 1.0
        for _ in range(30):
            turned = self.ties @ vector + vector  # moved by 1, so that a bipartite network settles, too
            value = float(np.linalg.norm(turned))
            if value == 0:
                return 1.0
            vector = turned / value
        return max(value - 1, 1.0)

    def _rows(self, weight: Floats, damping: float, listed: NDArray[np.bool_]) -> Iterator[tuple[Codes, Codes, Floats]]:
        from scipy.sparse import triu

        onward = self.ties.multiply(weight[:, None]).tocsr()
        cost = np.cumsum(self.ties @ self.degree + 1)
        if damping:
            cost = np.cumsum(self.ties @ (self.ties @ self.degree) + 1)
        begin = 0
        while begin < self.size:
            spent = cost[begin - 1] if begin else 0.0
            end = max(int(np.searchsorted(cost, spent + _BLOCK, side="right")), begin + 1)
            reached = self.ties[begin:end] @ onward
            if damping:
                reached = reached + damping * (reached @ onward)
            above = triu(reached, k=begin + 1, format="coo")
            low, high = above.coords[0].astype(np.int64) + begin, above.coords[1].astype(np.int64)
            keep = listed[low] & listed[high] & (above.data > 0)
            order = np.argsort(low[keep] * self.size + high[keep])
            yield low[keep][order], high[keep][order], above.data[keep][order]
            begin = end

    def _own(self, low: Codes, high: Codes, weight: Floats) -> Floats:
        """Return the walks of three ties that pass along a pair's own tie."""
        around = self.ties @ weight
        walks = weight[low] * around[low] + weight[high] * around[high] - weight[low] * weight[high]
        key = self.low * self.size + self.high
        tied = np.zeros(len(low), dtype=bool)
        if len(key):
            asked = low * self.size + high
            tied = key[np.minimum(np.searchsorted(key, asked), len(key) - 1)] == asked
        own: Floats = np.where(tied, walks, 0.0)
        return own


def _nothing() -> tuple[Codes, Codes, Floats]:
    return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
