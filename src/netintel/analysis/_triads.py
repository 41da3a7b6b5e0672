"""Arcs, edges and triangles of a network, listed once and reused under every mask of ties and every labelling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]

_WEDGES_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Triads:
    """What open and closed two-paths are counted from.

    Attributes
    ----------
    n
        Number of nodes.
    tail, head, tie
        Arcs; an undirected tie is two arcs. `tie` is the index of the tie an arc comes from.
    low, high
        Ends of each edge (a pair of nodes with at least one arc), the end of lower degree first.
    forward, backward
        Tie that runs low to high, and high to low; -1 where there is none.
    corners
        Three arrays: the nodes of each triangle.
    sides
        Three arrays: the edges of each triangle, between corners 0-1, 0-2 and 1-2; each runs low to high in that order.
    """

    n: int
    tail: Codes
    head: Codes
    tie: Codes
    low: Codes
    high: Codes
    forward: Codes
    backward: Codes
    corners: tuple[Codes, Codes, Codes]
    sides: tuple[Codes, Codes, Codes]

    @classmethod
    def of(cls, n: int, source: NDArray[np.integer], target: NDArray[np.integer], *, directed: bool) -> Triads:
        """List arcs, edges and triangles of simple ties (no loops, no repeated ties)."""
        start, end = source.astype(np.int64), target.astype(np.int64)
        tie = np.arange(len(start))
        degree = np.bincount(np.concatenate([start, end]), minlength=n)
        by_degree = np.argsort(degree, kind="stable")
        position = np.empty(n, dtype=np.int64)
        position[by_degree] = np.arange(n)
        first, second = position[start], position[end]
        keys, edge = np.unique(np.minimum(first, second) * n + np.maximum(first, second), return_inverse=True)
        forward = np.full(len(keys), -1, dtype=np.int64)
        backward = forward.copy()
        upward = first < second
        forward[edge[upward]] = tie[upward]
        backward[edge[~upward]] = tie[~upward]
        if not directed:
            forward = backward = np.maximum(forward, backward)
            start, end, tie = np.concatenate([start, end]), np.concatenate([end, start]), np.concatenate([tie, tie])
        corners, sides = _triangles(n, keys)
        return cls(
            n=n,
            tail=start,
            head=end,
            tie=tie,
            low=by_degree[keys // max(n, 1)],
            high=by_degree[keys % max(n, 1)],
            forward=forward,
            backward=backward,
            corners=(by_degree[corners[0]], by_degree[corners[1]], by_degree[corners[2]]),
            sides=sides,
        )

    def present(self, kept: NDArray[np.bool_] | None) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return for each edge whether its forward and its backward arc are there, given the ties kept."""
        there = self.forward >= 0, self.backward >= 0
        if kept is None:
            return there
        return there[0] & kept[self.forward], there[1] & kept[self.backward]


def _triangles(n: int, keys: Codes) -> tuple[tuple[Codes, Codes, Codes], tuple[Codes, Codes, Codes]]:
    """List each triangle once: pairs of higher neighbours of a node that are neighbours themselves.

    Edges run to the end of higher degree, so a node has at most about sqrt(2m) higher neighbours: a hub costs little.
    """
    low, high = keys // max(n, 1), keys % max(n, 1)
    row_end = np.searchsorted(low, low, side="right")
    follow = row_end - np.arange(len(keys)) - 1
    wedges_before = np.concatenate([[0], np.cumsum(follow)])
    found: list[tuple[Codes, Codes, Codes]] = [(low[:0], low[:0], low[:0])]
    begin = 0
    while begin < len(keys):
        stop = int(np.searchsorted(wedges_before, wedges_before[begin] + _WEDGES_AT_ONCE, side="right")) - 1
        stop = max(stop, begin + 1)
        found.append(_closed_wedges(n, keys, high, follow, begin, min(stop, len(keys))))
        begin = stop
    first, second, third = (np.concatenate(part) for part in zip(*found, strict=True))
    return (low[first], high[first], high[second]), (first, second, third)


def _closed_wedges(
    n: int, keys: Codes, high: Codes, follow: Codes, begin: int, stop: int
) -> tuple[Codes, Codes, Codes]:
    counts = follow[begin:stop]
    first = np.repeat(np.arange(begin, stop), counts)
    within = np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts)
    second = first + 1 + within
    wanted = high[first] * n + high[second]
    third = np.searchsorted(keys, wanted)
    third[third == len(keys)] = 0
    closed = keys[third] == wanted if len(keys) else wanted == 0
    return first[closed], second[closed], third[closed]
