"""All paths with the fewest hops between two entities, and how many of them respect time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis._arrivals import EARLY, NEVER, Occasions, passed
from netintel.analysis._hops import Hops

Codes = NDArray[np.int64]

MOST_STEPS: Final = 100_000
"""Shortest paths that run over more hops than this together are not counted."""


@dataclass(frozen=True)
class Fewest:
    """How many hops the shortest paths have, and how many such paths there are: nan where they were not counted."""

    hops: float
    every: float
    surely_in_time: float
    possibly_in_time: float


def fewest(hops: Hops, kept: Codes, distance: tuple[Codes, Codes], start: int, goal: int) -> Fewest:
    """Count the paths with the fewest hops, from each node's number of hops to the start and to the goal.

    They are counted layer by layer, by the time at which something can have come there at the earliest, so that
    their number does not matter.
    """
    nan = float("nan")
    length = int(distance[0][goal])
    if length < 0:
        return Fewest(nan, 0, 0, 0)
    a = np.concatenate([hops.source[kept], hops.target[kept]])
    b = np.concatenate([hops.target[kept], hops.source[kept]])
    hop = np.concatenate([kept, kept])
    from_start, to_goal = distance[0][a], distance[1][b]
    on = np.flatnonzero((from_start >= 0) & (to_goal >= 0) & (from_start + 1 + to_goal == length))
    if len(on) > MOST_STEPS:
        return Fewest(length, nan, nan, nan)
    on = on[np.argsort(from_start[on], kind="stable")]
    steps = [(int(a[i]), int(b[i]), occasions(hops.between(int(hop[i])))) for i in on]
    return Fewest(length, *(_count(start, goal, steps, surely) for surely in (None, True, False)))


def occasions(rows: pd.DataFrame) -> Occasions:
    """Return when something could pass, from the pieces of evidence of a hop."""
    return Occasions(*(rows[column].to_numpy() for column in Occasions._fields))


def _count(start: int, goal: int, steps: list[tuple[int, int, Occasions]], surely: bool | None) -> int:
    """Return how many paths over steps in order of their layer respect time; all of them for None."""
    found: dict[int, Counter[int]] = {start: Counter({EARLY: 1})}
    for a, b, when in steps:
        for there, paths in found.get(a, Counter()).items():
            if surely is not None:
                there = int(passed(np.full(len(when.begin), there), when, surely).min(initial=NEVER))
            if there != NEVER:
                found.setdefault(b, Counter())[there] += paths
    return sum(found.get(goal, Counter()).values())
