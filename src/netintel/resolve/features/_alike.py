"""Which words are spelled a little differently, and which sound alike?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from netintel.resolve._codes import numbered

NEAR = 0.8


def alike(texts: NDArray[Any], length: NDArray[Any], a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.bool_]:
    """Return for two lists of codes whether the words differ by one slip, or two in words of eight letters and more.

    A slip is a letter left out, put in, taken for another, or swapped with its neighbour. Words of fewer than four
    letters are never alike: too many are.
    """
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    size = max(len(texts), 1)
    low, high = np.minimum(a, b).astype(np.int64), np.maximum(a, b).astype(np.int64)
    at, unique = numbered(low * size + high)
    one, other = unique // size, unique % size
    shorter = np.minimum(length[one], length[other])
    allowed = np.where(shorter >= 8, 2, np.where(shorter >= 4, 1, 0))
    close = np.flatnonzero(np.abs(length[one] - length[other]) <= allowed)
    found = np.zeros(len(unique), bool)
    if len(close):
        far = cpdist(texts[one[close]], texts[other[close]], scorer=OSA.distance, score_cutoff=2, dtype=np.int32)
        found[close] = (far <= allowed[close]) & (allowed[close] > 0)
    result: NDArray[np.bool_] = found[at]
    return result


def near(texts: NDArray[Any], a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.bool_]:
    """Return for two lists of codes whether the words sound alike: a Jaro-Winkler similarity of 0.8 and more."""
    from rapidfuzz.distance import JaroWinkler
    from rapidfuzz.process import cpdist

    size = max(len(texts), 1)
    low, high = np.minimum(a, b).astype(np.int64), np.maximum(a, b).astype(np.int64)
    at, unique = numbered(low * size + high)
    one, other = texts[unique // size], texts[unique % size]
    like = cpdist(one, other, scorer=JaroWinkler.similarity, score_cutoff=NEAR, dtype=np.float32)
    return np.asarray((like >= NEAR)[at], bool)
