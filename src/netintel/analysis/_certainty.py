"""How far a count can be trusted: the chance that each thing counted is real, and what range of counts that gives."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

_MOST = 8
"""Originators whose being right or wrong is gone through in every combination; beyond, steps are independent."""

LEVEL = 0.9


@lru_cache(maxsize=100_000)
def attested(steps: frozenset[frozenset[int]], rates: tuple[float, ...]) -> float:
    """Return the chance that every step is attested by an originator who is right.

    Parameters
    ----------
    steps
        For each step the numbers of the originators who attest it.
    rates
        For each originator the chance to be wrong about the person, independent of the others.

    Examples
    --------
    Two originators attest one step each, a third both:

    >>> round(attested(frozenset({frozenset({0, 2}), frozenset({1, 2})}), (0.5, 0.5, 0.2)), 3)
    0.85
    >>> attested(frozenset(), ())
    1.0
    """
    if len(rates) > _MOST:
        return float(prod(1 - prod(rates[o] for o in step) for step in steps))
    total = 0.0
    for right in product((False, True), repeat=len(rates)):
        if all(any(right[o] for o in step) for step in steps):
            total += prod(1 - rate if ok else rate for rate, ok in zip(rates, right, strict=True))
    return total


def interval(chances: Iterable[float]) -> tuple[int, int]:
    """Return the 90 % range of how many of independent things are real, exactly.

    Examples
    --------
    >>> interval([1.0, 1.0, 0.5]), interval([])
    ((2, 3), (0, 0))
    """
    spread: NDArray[np.float64] = np.ones(1)
    for chance in chances:
        spread = np.convolve(spread, (1 - chance, chance))
    below = np.cumsum(spread)
    low = int(np.searchsorted(below, (1 - LEVEL) / 2 + 1e-12))
    return low, min(int(np.searchsorted(below, (1 + LEVEL) / 2 - 1e-12)), len(spread) - 1)
