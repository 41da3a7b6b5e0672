"""How far a rank can be trusted: the same ranking with ties left out by their chance of not being real."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ranks = NDArray[np.int32]
Kept = NDArray[np.bool_]


@dataclass(frozen=True)
class RankIntervals:
    """For each item the interval its rank fell in, and the chance of a rank in the top."""

    low: Ranks
    high: Ranks
    p_top: Floats


def ranks(value: Floats) -> tuple[Ranks, Ranks]:
    """Return the best and the worst rank of each item, 1 for the largest value; both are equal without ties.

    Examples
    --------
    >>> best, worst = ranks(np.array([5.0, 3.0, 3.0, 1.0]))
    >>> best.tolist(), worst.tolist()
    ([1, 2, 2, 4], [1, 3, 3, 4])
    """
    ordered = np.sort(value)
    best = len(value) - np.searchsorted(ordered, value, side="right") + 1
    worst = len(value) - np.searchsorted(ordered, value, side="left")
    return best.astype(np.int32), worst.astype(np.int32)


def rank_intervals(
    value: Callable[[Kept], Floats],
    drop: Floats,
    *,
    times: int,
    top: int,
    level: float,
    rng: np.random.Generator,
) -> RankIntervals:
    """Rank again `times` times, each tie left out with its own chance, independently.

    Items of equal value share a place by chance: the interval runs from the best rank of the low end to the worst rank
    of the high end, and a tie across the top counts with the part of it that fits, so that `p_top` adds up to `top`.

    Parameters
    ----------
    value
        What is ranked, given which ties are kept; more is better.
    drop
        Chance (0-1) of each tie.
    times
        Number of resamples.
    top
        Length of the list `p_top` is about.
    level
        Chance (0-1) the interval should hold; the rest is split evenly between both ends.
    """
    drawn = [ranks(value(rng.random(len(drop)) >= drop)) for _ in range(times)]
    best, worst = np.stack([low for low, _ in drawn]), np.stack([high for _, high in drawn])
    inside = np.clip((top - best + 1) / (worst - best + 1), 0.0, 1.0)
    outside = (1 - level) / 2
    return RankIntervals(
        low=np.quantile(best, outside, axis=0, method="lower").astype(np.int32),
        high=np.quantile(worst, 1 - outside, axis=0, method="higher").astype(np.int32),
        p_top=inside.mean(axis=0),
    )
