"""How far a rank can be trusted: ranks in networks that may be the true one, and ranks that these would be seen at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ranks = NDArray[np.int32]

_STEPS = 48
_NEAR = 0.2
"""True ranks are looked at together with those up to this part above and below."""


@dataclass(frozen=True)
class RankIntervals:
    """For each item the interval its true rank is in, and the chance of a rank in the top."""

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
    recorded: Floats, true: Sequence[Floats], seen: Sequence[Floats], *, top: int, level: float
) -> RankIntervals:
    """Return where the true rank of each item is, from plausible truths and from how each would be seen.

    Ranks in plausible truths alone err for the items that matter: whoever truly leads tends to be seen too low, for a
    missing tie takes a lead away more often than it gives one. Therefore the interval holds, beside the part `level` of
    an item's ranks in plausible truths, every true rank at which an item would be seen at the recorded rank without
    this being among the rarest cases (Neyman's construction, over all items of about that true rank).

    Items of equal value share a place by chance: the interval runs from the best rank of the low end to the worst rank
    of the high end, and a tie across the top counts with the part of it that fits, so that `p_top` adds up to `top`.

    Parameters
    ----------
    recorded
        The value of each item in what was recorded; more is better.
    true
        The values in each plausible truth.
    seen
        For each of the first of these, the values in it seen again as it was recorded: with its ties hidden anew.
    top
        Length of the list `p_top` is about.
    level
        Chance (0-1) the interval should hold; the rest is split evenly between both ends.

    References
    ----------
    neyman1937
    """
    best, worst = (np.stack(part) for part in zip(*map(ranks, true), strict=True))
    outside = (1 - level) / 2
    inside = np.clip((top - best + 1) / (worst - best + 1), 0.0, 1.0)
    low, high = _seen_from(ranks(recorded), best[: len(seen)], [ranks(values) for values in seen], outside)
    return RankIntervals(
        low=np.minimum(low, np.quantile(best, outside, axis=0, method="lower")).astype(np.int32),
        high=np.maximum(high, np.quantile(worst, 1 - outside, axis=0, method="higher")).astype(np.int32),
        p_top=inside.mean(axis=0),
    )


def _seen_from(
    recorded: tuple[Ranks, Ranks], true: Ranks, seen: list[tuple[Ranks, Ranks]], outside: float
) -> tuple[Ranks | Floats, Ranks | Floats]:
    """Return the least and the greatest true rank that is often enough seen at the recorded rank."""
    n = len(recorded[0])
    if not n or not seen:
        return recorded
    order = np.argsort(true, axis=None, kind="stable")
    sorted_true = true.ravel()[order]
    # How many times the true rank the rank seen is: looking at near ranks together then widens nothing.
    best, worst = (np.stack(side).ravel()[order] / sorted_true for side in zip(*seen, strict=True))
    looked_at = np.unique(np.round(np.geomspace(1, n, _STEPS)))
    around = np.maximum(2, _NEAR * looked_at)
    begin = np.searchsorted(sorted_true, looked_at - around)
    end = np.searchsorted(sorted_true, looked_at + around, side="right")
    ends = [(b, e) if e > b else (0, len(order)) for b, e in zip(begin, end, strict=True)]
    high = looked_at * [np.quantile(worst[b:e], 1 - outside, method="higher") for b, e in ends]
    low = looked_at * [np.quantile(best[b:e], outside, method="lower") for b, e in ends]
    # A better true rank is not seen worse: what noise of the draws says against it is evened out.
    high, low = (np.maximum.accumulate(np.round(side, 6)) for side in (high, low))
    first = np.minimum(np.searchsorted(high, recorded[0]), len(looked_at) - 1)
    last = np.maximum(np.searchsorted(low, recorded[1], side="right") - 1, 0)
    return np.minimum(looked_at[first], recorded[0]), np.maximum(looked_at[last], recorded[1])
