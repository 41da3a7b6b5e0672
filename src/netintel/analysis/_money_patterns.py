"""Chains, fans and cycles of payments: found by sorted arrays, the same for recorded and for shuffled payments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._payments import Payments

Codes = NDArray[np.int64]

LONGEST: Final = 12
"""Chains are followed over this many legs at most, cycles over half as many."""

CANDIDATES: Final = 30_000_000
"""Pairs of payments looked at in one search; beyond it, payments with most candidates are left out, and counted."""

_DAY: Final = 86_400
_PART: Final = 4_000_000
_HAIR: Final = 1e-9
"""Amounts equal but for rounding in the last digits are equal."""


@dataclass(frozen=True, eq=False)
class Onward:
    """Which payment may hand on the money of which: `before[i]` is handed on by `after[i]`, in order of `before`."""

    before: Codes
    after: Codes
    left_out: int


@dataclass(frozen=True, eq=False)
class Fans:
    """The fullest window of each centre and currency: `first` is its first payment, with its payments' positions."""

    centre: Codes
    size: Codes
    members: list[Codes]
    left_out: int


def onward(paid: Payments, days: float, tolerance: float) -> Onward:
    """Return which payments may hand on which: from whom was paid, in the same currency, within `days`, less a fee.

    The second is at most the first and at least 1 - tolerance of it, does not go back to the payer, and does not come
    earlier; on one day, known to the day, either may have been first.
    """
    order, lowest, span, key = _sorted(paid, paid.source)
    group = paid.target * max(len(paid.currencies), 1) + paid.currency
    longest = int((paid.end - paid.begin).max(initial=0))
    since = group * span + np.maximum(paid.begin - lowest - longest, 0)
    until = group * span + np.minimum(paid.begin - lowest + int(days * _DAY), span - 1)
    begins, ends = np.searchsorted(key, since), np.searchsorted(key, until, side="right")
    kept, left_out = _within_bound(ends - begins)
    parts = []
    for rows in _parts(kept, ends - begins):
        p, q = _enumerated(rows, begins, ends, order)
        fits = (paid.amount[q] <= paid.amount[p] * (1 + _HAIR)) & (
            paid.amount[q] >= paid.amount[p] * (1 - tolerance) * (1 - _HAIR)
        )
        coarse = np.maximum((paid.end - paid.begin)[p], (paid.end - paid.begin)[q]) > 1
        later = (paid.begin[q] >= paid.end[p]) | (coarse & (paid.end[q] > paid.begin[p]) & (p != q))
        keep = fits & later & (paid.target[q] != paid.source[p])
        parts.append((p[keep], q[keep]))
    p, q = (np.concatenate([part[i] for part in parts]) if parts else np.zeros(0, np.int64) for i in (0, 1))
    inner = np.argsort(p, kind="stable")
    return Onward(p[inner], q[inner], left_out)


def chains(paid: Payments, on: Onward, legs: int) -> list[tuple[int, ...]]:
    """Return for each payment that hands on none its longest chain onward, where it has at least so many legs.

    Where several payments may hand one on, that with the longest chain behind it goes, then the nearest amount, then
    the first. A chain does not come back to anybody.
    """
    depth = np.ones(len(paid), np.int64)
    for _ in range(LONGEST - 1):
        deeper = depth.copy()
        np.maximum.at(deeper, on.before, depth[on.after] + 1)
        if (deeper == depth).all():
            break
        depth = deeper
    lost = np.abs(paid.amount[on.before] - paid.amount[on.after])
    order = np.lexsort([on.after, lost, -depth[on.after], on.before])
    first = np.ones(len(order), bool)
    first[1:] = on.before[order][1:] != on.before[order][:-1]
    following = np.full(len(paid), -1, np.int64)
    following[on.before[order][first]] = on.after[order][first]
    begins = np.ones(len(paid), bool)
    begins[on.after] = False
    found = (_followed(paid, following, int(start)) for start in np.flatnonzero(begins & (depth >= legs)))
    return [chain for chain in found if len(chain) >= legs]


def cycles(paid: Payments, on: Onward, legs: int) -> tuple[list[tuple[int, ...]], int]:
    """Return chains of at least so many legs that end where they began, and how many begun ones were given up.

    Of one round of payments that days leave open where it began there is one cycle.
    """
    begins = np.searchsorted(on.before, np.arange(len(paid) + 1))
    trails = np.arange(len(paid))[:, None]
    found: list[tuple[int, ...]] = []
    given_up = 0
    for length in range(2, LONGEST // 2 + 1):
        last = trails[:, -1]
        counts = begins[last + 1] - begins[last]
        if counts.sum() > CANDIDATES // 10:
            keep = np.sort(
                np.argsort(counts, kind="stable")[: np.searchsorted(np.cumsum(np.sort(counts)), CANDIDATES // 10)]
            )
            given_up += len(trails) - len(keep)
            trails, counts, last = trails[keep], counts[keep], last[keep]
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        step = on.after[np.repeat(begins[last], counts) + within]
        trails = np.column_stack([np.repeat(trails, counts, axis=0), step])
        back = paid.target[step] == paid.source[trails[:, 0]]
        fresh = ~(paid.target[step][:, None] == paid.target[trails[:, :-1]]).any(axis=1)
        if length >= legs:
            found += [tuple(trail) for trail in trails[back & fresh].tolist()]
        trails = trails[~back & fresh]
        if not len(trails):
            break
    return list({tuple(sorted(trail)): trail for trail in reversed(found)}.values())[::-1], given_up


def fans(paid: Payments, days: float, fan: int, alike: float | None, *, inward: bool) -> Fans:
    """Return centres that so many different others pay, or are paid by, within some `days`: each one's fullest window.

    With `alike`, only payments count that are within this part of the window's first one.
    """
    centre, other = (paid.target, paid.source) if inward else (paid.source, paid.target)
    order, _, _, key = _sorted(paid, centre)
    at = np.empty(len(paid), np.int64)
    at[order] = np.arange(len(paid))
    group = centre * max(len(paid.currencies), 1) + paid.currency
    last = np.minimum(
        np.searchsorted(key, key[at] + int(days * _DAY), side="right"),
        np.searchsorted(group[order], group, side="right"),
    )
    kept, left_out = _within_bound(last - at)
    kept = kept[(last - at)[kept] >= fan]
    size = np.zeros(len(paid), np.int64)
    for rows in _parts(kept, last - at):
        p, q = _enumerated(rows, at, last, order)
        if alike is not None:
            near = np.abs(paid.amount[q] - paid.amount[p]) <= alike * paid.amount[p] * (1 + _HAIR)
            p, q = p[near], q[near]
        width = int(other.max(initial=0)) + 1
        size += np.bincount(np.unique(p * width + other[q]) // width, minlength=len(paid))
    full = np.flatnonzero(size >= fan)
    best = full[np.lexsort([full, -size[full], group[full]])]
    first = np.ones(len(best), bool)
    first[1:] = group[best][1:] != group[best][:-1]
    best = best[first]
    members = []
    for p in best:
        q = order[at[p] : last[p]]
        members.append(
            q if alike is None else q[np.abs(paid.amount[q] - paid.amount[p]) <= alike * paid.amount[p] * (1 + _HAIR)]
        )
    return Fans(centre[best], size[best], members, left_out)


def _sorted(paid: Payments, node: Codes) -> tuple[Codes, int, int, Codes]:
    """Return payments in order of node, currency and time, the lowest time, the span of times, and their keys."""
    lowest = int(paid.begin.min(initial=0)) if len(paid) else 0
    span = int((paid.begin - lowest).max(initial=0)) + 1 if len(paid) else 1
    keys = (node * max(len(paid.currencies), 1) + paid.currency) * span + (paid.begin - lowest)
    order = np.argsort(keys, kind="stable")
    return order, lowest, span, keys[order]


def _within_bound(counts: Codes) -> tuple[Codes, int]:
    """Return which rows to look at, those with fewest candidates first, and how many are left out."""
    if counts.sum() <= CANDIDATES:
        return np.flatnonzero(counts > 0), 0
    order = np.argsort(counts, kind="stable")
    fits = int(np.searchsorted(np.cumsum(counts[order]), CANDIDATES, side="right"))
    kept = np.sort(order[:fits])
    return kept[counts[kept] > 0], len(counts) - fits


def _parts(rows: Codes, counts: Codes) -> list[Codes]:
    if not len(rows):
        return []
    edges = np.searchsorted(np.cumsum(counts[rows]), np.arange(_PART, int(counts[rows].sum()), _PART))
    return [part for part in np.split(rows, edges) if len(part)]


def _enumerated(rows: Codes, begins: Codes, ends: Codes, order: Codes) -> tuple[Codes, Codes]:
    """Return each row beside each of its candidates."""
    counts = ends[rows] - begins[rows]
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(rows, counts), order[np.repeat(begins[rows], counts) + within]


def _followed(paid: Payments, following: Codes, start: int) -> tuple[int, ...]:
    chain, seen = [start], {int(paid.source[start]), int(paid.target[start])}
    while len(chain) < LONGEST:
        step = int(following[chain[-1]])
        if step < 0 or int(paid.target[step]) in seen:
            break
        chain.append(step)
        seen.add(int(paid.target[step]))
    return tuple(chain)
