"""Are the two tied to the same others?

Reads the links of the graph: whom and what each is linked to, whom its phones and accounts were in contact with, and
who took part in the same events. Only what few are tied to counts; a hub (a call centre, an exchange, a bank) counts
nothing. What both name as their own phone or account is compared as such and not again here, nor is what only this
shared phone leads to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netintel.resolve._records import Pairs, Records, Values
from netintel.resolve.features._feature import Feature, Level, Mask
from netintel.resolve.features._shared import SAMPLED
from netintel.resolve.features._ties import Ties, ties

_ALONE = 3
_RUN, _DRAWN = 1 << 21, 5_000


@dataclass(frozen=True)
class _Two:
    """Whether two are tied to one another, to how many same others, and to how many whom next to nobody else is."""

    known: Mask
    shared: NDArray[np.int64]
    alone: NDArray[np.int64]


def one_another(two: _Two) -> Mask:
    """tied to one another"""
    return two.known


def three(two: _Two) -> Mask:
    """tied to the same three or more, whom few others are tied to"""
    return np.asarray(two.shared >= 3, bool)


def pair(two: _Two) -> Mask:
    """tied to the same two, whom few others are tied to"""
    return np.asarray(two.shared == 2, bool)


def alone(two: _Two) -> Mask:
    """tied to the same one, whom next to nobody else is tied to"""
    return np.asarray(two.alone == 1, bool)


def one(two: _Two) -> Mask:
    """tied to the same one, whom few others are tied to"""
    return np.asarray(two.shared == 1, bool)


def others(two: _Two) -> Mask:
    """tied to others only"""
    return np.asarray(two.shared == 0, bool)


_LEVELS = (
    Level(one_another, m=0.0005, u=0.05, kin=0.3),
    Level(three, m=0.10, u=0.001, kin=0.1),
    Level(pair, m=0.07, u=0.003, kin=0.1),
    Level(alone, m=0.10, u=0.01, kin=0.05),
    Level(one, m=0.05, u=0.03, kin=0.05),
    Level(others, m=0.68, u=0.95),
)


def _values(records: Records) -> Values:
    """Return one value for each record that has ties: how many."""

    def told() -> Values:
        found = ties(records)
        counts = found.counts
        has = counts > 0
        n = max(len(records), 1)
        has[(found.known // n).astype(np.int64)] = True
        who = np.flatnonzero(has)
        start = np.r_[0, np.cumsum(has)].astype(np.int64)
        words = np.array([_told(int(count)) for count in counts[who]], dtype=object)
        return Values(start, np.arange(len(who), dtype=np.int32), words)

    values: Values = records.kept(f"neighbours of {int(records.bearer.max(initial=-1))}", told)
    return values


def _told(ties: int) -> str:
    return "one tie that others have" if ties == 1 else f"{ties} ties that others have"


def _pair(records: Records, a: NDArray[Any], b: NDArray[Any]) -> _Two:
    who = _values(records).owner
    return _compared(ties(records), Pairs(who[a], who[b]))


def _compared(found: Ties, pairs: Pairs) -> _Two:
    left, right = pairs.left.astype(np.int64), pairs.right.astype(np.int64)
    known = found.know(left, right)
    swap = found.counts[left] > found.counts[right]
    fewer, more = np.where(swap, right, left), np.where(swap, left, right)
    shared, lone = np.zeros(len(left), np.int64), np.zeros(len(left), np.int64)
    ends = np.cumsum(found.counts[fewer])
    begin = 0
    while begin < len(left):  # so many ties at once
        end = max(int(np.searchsorted(ends, (ends[begin - 1] if begin else 0) + _RUN)), begin + 1)
        shared[begin:end], lone[begin:end] = _shared(found, fewer[begin:end], more[begin:end])
        begin = end
    return _Two(known, shared, lone)


def _shared(
    found: Ties, fewer: NDArray[np.int64], more: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many of the ties of either first are ties of the second, and to how many next to nobody else is."""
    times = found.counts[fewer]
    place = np.repeat(np.arange(len(fewer)), times)
    row = np.arange(len(place)) - np.repeat(np.cumsum(times) - times, times) + found.start[fewer][place]
    there, same = found.row(more[place], found.node[row])
    same &= ~((found.by[row] == found.by[there]) & (found.by[row] >= 0))
    same &= ~(found.named[row] & found.named[there])
    few = same & (found.holders[row] <= _ALONE)
    n = len(fewer)
    return np.bincount(place[same], minlength=n), np.bincount(place[few], minlength=n)


def chance(records: Records) -> list[float]:
    """Return how often each level holds by chance: counted over those of different entities, as far as they are known.

    A small case is a sample of more, and whoever shares a name is oftener tied than strangers are: the first of what is
    returned is never less than what is usual for those compared.
    """
    found, values = ties(records), _values(records)
    naming = max(len(values.code), 2)
    usual = [2 * level.u / (naming + SAMPLED) for level in _LEVELS[1:-1]]
    counted = _counted(records, found, values.owner)
    shares = [max(u, share) for u, share in zip(usual, counted, strict=True)]
    return [_LEVELS[0].u, *shares, max(1 - _LEVELS[0].u - sum(shares), 0.5)]


def _counted(records: Records, found: Ties, who: NDArray[Any]) -> list[float]:
    """Return the share of pairs of different entities that are tied to the same: three, two, one alone, one."""
    from scipy.sparse import csr_array

    n = len(records)
    if not len(found.node):
        return [0.0] * 4
    shape = (n, int(found.node.max()) + 1)
    tied = csr_array((np.ones(len(found.node), np.int8), found.node, found.start), shape=shape)
    drawn = np.random.default_rng(len(who)).permutation(who)[:_DRAWN]
    meet = (tied[drawn] @ tied.T).tocoo()
    left, right = drawn[meet.row].astype(np.int32), meet.col.astype(np.int32)
    apart = records.bearer[left] != records.bearer[right]
    two = _compared(found, Pairs(left[apart], right[apart]))
    possible = float(len(drawn)) * (len(who) + SAMPLED)
    left_over, shares = ~two.known, []
    for level in _LEVELS[1:-1]:
        holds = level.holds(two) & left_over
        left_over &= ~holds
        shares.append(float(holds.sum()) / possible)
    return shares


FEATURE = Feature(
    "neighbours", ("person", "organisation"), _values, _pair, _LEVELS, learned="beside names", chance=chance
)
