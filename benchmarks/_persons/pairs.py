"""Pairs of places with an equal key, in lots that fit in memory."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

CHUNK = 500_000


def within(key: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield all pairs of places with an equal key, in lots."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    first, lot, size = np.arange(len(order) - 1), [], 0
    for step in range(1, len(order)):
        first = first[first + step < len(order)]
        first = first[ordered[first] == ordered[first + step]]
        if not len(first):
            break
        lot.append((order[first], order[first + step]))
        size += len(first)
        if size > CHUNK:
            yield np.concatenate([a for a, _ in lot]), np.concatenate([b for _, b in lot])
            lot, size = [], 0
    if lot:
        yield np.concatenate([a for a, _ in lot]), np.concatenate([b for _, b in lot])


def with_initials(key: np.ndarray, initial: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield pairs of a record with an initial and any record of an equal key, each pair once."""
    order = np.argsort(key, kind="stable")
    for some in np.array_split(np.flatnonzero(initial), max(1, int(initial.sum()) // 2000)):
        low = np.searchsorted(key[order], key[some])
        high = np.searchsorted(key[order], key[some], side="right")
        left = np.repeat(some, high - low)
        start = np.repeat(low - np.concatenate([[0], (high - low).cumsum()[:-1]]), high - low)
        right = order[start + np.arange(len(left))]
        keep = (~initial[right]) | (left < right)
        yield left[keep], right[keep]
