"""In which order of time something can pass from entity to entity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Seconds = NDArray[np.int64]

EARLY: Final = -(2**62)
NEVER: Final = 2**62


class Occasions(NamedTuple):
    """When something could pass a hop, one entry a piece of evidence: see `Hops.pieces`."""

    begin: Seconds
    end: Seconds
    last_begin: Seconds
    last_end: Seconds
    lasting: NDArray[np.bool_]
    dated: NDArray[np.bool_]

    def at(self, rows: NDArray[np.int64] | slice) -> Occasions:
        """Return some of them."""
        return Occasions(
            self.begin[rows], self.end[rows], self.last_begin[rows], self.last_end[rows],
            self.lasting[rows], self.dated[rows],
        )  # fmt: skip


def passed(there: Seconds, when: Occasions, surely: bool) -> Seconds:
    """Return when each occasion has passed on what was `there` before, `NEVER` where it comes too late.

    What is known to the day may have happened at any time of that day. It passes *surely* when whatever the exact
    times, what was there before comes first: the stretch before has ended when this one begins. It passes *possibly*
    when some exact times would do. A tie that lasts passes at any time between its first and its last date. What has
    no date passes at any time, and never surely.

    Examples
    --------
    Two acts on one day may have happened in either order:

    >>> day = Occasions(*(np.array([v]) for v in (0, 86400, 0, 86400)), np.array([False]), np.array([True]))
    >>> arrived = passed(np.array([EARLY]), day, surely=True)
    >>> int(arrived[0]), int(passed(arrived, day, surely=True)[0]) == NEVER
    (86400, True)
    >>> arrived = passed(np.array([EARLY]), day, surely=False)
    >>> int(arrived[0]), int(passed(arrived, day, surely=False)[0])
    (0, 0)
    """
    if surely:
        kept = np.where(when.lasting, np.maximum(there, when.end), when.end)
        fits = when.dated & (there <= np.where(when.lasting, when.last_begin, when.begin))
        return np.where(fits, kept, NEVER)
    dated = np.where(there < when.last_end, np.maximum(there, when.begin), NEVER)
    return np.where(when.dated, dated, there)


def earliest(
    start: int, n: int, source: NDArray[np.int64], target: NDArray[np.int64], when: Occasions, surely: bool
) -> Seconds:
    """Return when each of n nodes can be reached from `start` at the earliest, over occasions in both directions.

    Waves: each round passes on over all occasions at once, so the cost is occasions times the most hops needed.
    """
    arrived = np.full(n, NEVER, np.int64)
    arrived[start] = EARLY
    ends = np.concatenate([source, target]), np.concatenate([target, source])
    both = Occasions(*(np.concatenate([column, column]) for column in when))
    moved = np.zeros(n, bool)
    moved[start] = True
    while moved.any():
        rows = np.flatnonzero(moved[ends[0]])
        news = passed(arrived[ends[0][rows]], both.at(rows), surely)
        before = arrived.copy()
        np.minimum.at(arrived, ends[1][rows], news)
        moved = arrived < before
    return arrived


def over(hops: Sequence[Occasions], there: int, surely: bool) -> int:
    """Return when what was `there` before has passed all hops of one path in this order, `NEVER` where it cannot."""
    for when in hops:
        there = int(passed(np.full(len(when.begin), there), when, surely).min(initial=NEVER))
        if there == NEVER:
            return NEVER
    return there
