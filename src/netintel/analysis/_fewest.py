"""All ways with the fewest hops between two entities, and how many of them respect time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis._arrivals import EARLY, NEVER, Occasions, over
from netintel.analysis._hops import Hops

Codes = NDArray[np.int64]

MOST_STEPS: Final = 100_000
"""Shortest ways that run over more hops than this together are not counted."""


@dataclass(frozen=True)
class Fewest:
    """How many hops the shortest ways have, and how many such ways there are: nan where they were not counted."""

    hops: float
    every: float
    surely_in_time: float
    possibly_in_time: float


def fewest(
    hops: Hops, kept: Codes, stop: NDArray[np.bool_], distance: tuple[Codes, Codes], start: int, goal: int
) -> Fewest:
    """Count the ways with the fewest hops, from each node's number of hops to the start and to the goal.

    Two ways are different where their stops are. They are counted layer by layer, by the time at which something can
    have come to each stop at the earliest, so that their number does not matter.
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
    onward: dict[int, list[tuple[int, Occasions]]] = {}
    for i in on:
        onward.setdefault(int(a[i]), []).append((int(b[i]), occasions(hops.between(int(hop[i])))))
    return Fewest(length, *(_count(onward, stop, distance[0], start, goal, surely) for surely in (None, True, False)))


def occasions(rows: pd.DataFrame) -> Occasions:
    """Return when something could pass, from the pieces of evidence of a hop."""
    return Occasions(*(rows[column].to_numpy() for column in Occasions._fields))


def _count(
    onward: dict[int, list[tuple[int, Occasions]]],
    stop: NDArray[np.bool_],
    away: Codes,
    start: int,
    goal: int,
    surely: bool | None,
) -> int:
    """Return how many ways respect time; all of them for None."""
    found: dict[int, Counter[int]] = {start: Counter({EARLY: 1})}
    waiting = [(0, start)]
    while waiting:
        node = heappop(waiting)[1]
        if node == goal:
            continue
        for there, ways in found.pop(node).items():
            for other, arrived in _next_stops(onward, stop, node, there, surely).items():
                if other not in found:
                    found[other] = Counter()
                    heappush(waiting, (int(away[other]), other))
                found[other][arrived] += ways
    return sum(found.get(goal, Counter()).values())


def _next_stops(
    onward: dict[int, list[tuple[int, Occasions]]], stop: NDArray[np.bool_], begin: int, there: int, surely: bool | None
) -> dict[int, int]:
    """Return when each next stop is reached at the earliest, whatever joins it to this one."""
    layer = {begin: there}
    found: dict[int, int] = {}
    while layer:
        after: dict[int, int] = {}
        for node, moment in layer.items():
            for other, when in onward.get(node, []):
                arrived = moment if surely is None else over([when], moment, surely)
                if arrived < NEVER:
                    after[other] = min(arrived, after.get(other, NEVER))
        found |= {node: moment for node, moment in after.items() if stop[node]}
        layer = {node: moment for node, moment in after.items() if not stop[node]}
    return found
