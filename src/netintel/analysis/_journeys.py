"""The journeys of persons: their steps put in the order of time, as a sequence of countries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from netintel.analysis._presence import ARRIVING, EXPLOITED, LEAVING, START

_AFTER: Final = "~"
"""Follows every character of a date: `2024~` is the end of 2024."""


class Step(NamedTuple):
    """A person in a country; `rows` are the presences that say so, `date` is empty where none is known."""

    country: str
    date: str
    phase: int
    event: int
    rows: tuple[int, ...]


class Journey(NamedTuple):
    """Countries in the order of time, the presences behind each, and whether dates alone put them in order."""

    countries: tuple[str, ...]
    rows: tuple[tuple[int, ...], ...]
    by_dates: bool


def journeys(steps: Sequence[Step], victim: bool) -> tuple[list[Journey], int]:
    """Return the journeys of one person, and how many steps could not be placed.

    A step stands where its date stands, at the precision it has: no date is padded. Two steps that overlap in time in
    two countries (2024 and 2024-03, or one day) are put in order by what was done (leaving before arriving) where both
    dates are as precise; else the less precise one is left out, and both where neither is. A victim is recruited
    first and exploited last where dates do not say otherwise, and the journey begins there.
    A person who comes back to where a journey began has made it, and may begin another. Undated steps make a journey
    only where all name one country.

    Examples
    --------
    >>> made, left = journeys([Step("DE", "2024-03", 2, -1, (0,)), Step("RO", "2024-02", 2, -1, (1,)),
    ...                        Step("FR", "2024", 2, -1, (2,))], victim=False)
    >>> made[0].countries, left
    (('RO', 'DE'), 1)
    """
    if not victim:
        steps = [s._replace(phase=s.phase if s.phase in (LEAVING, ARRIVING) else 2) for s in steps]
    dated = [step for step in steps if step.date]
    placed = sorted([*dated, *_ends(steps, dated, victim)], key=_place)
    kept = _orderly(placed, victim)
    if not kept and len({step.country for step in steps}) == 1:
        kept = list(steps)
    left = len(steps) - len(kept)
    begin = next((i for i, step in enumerate(kept) if step.phase == START), 0)
    return list(_cut(_collapsed(kept[begin:]))), left


def _ends(steps: Sequence[Step], dated: Sequence[Step], victim: bool) -> list[Step]:
    """Return a victim's undated recruitment and exploitation, where they name one country and no date gainsays it."""
    found = []
    for end in ((START,), (EXPLOITED, EXPLOITED + 1)) if victim else ():
        mine = [step for step in steps if step.phase in end]
        if len({step.country for step in mine}) == 1:
            found += [step for step in mine if not step.date]
    return found


def _place(step: Step) -> tuple[str, int, str, tuple[int, ...]]:
    begin, end = _span(step)
    return (end if step.phase >= EXPLOITED else begin), step.phase, step.country, step.rows


def _span(step: Step) -> tuple[str, str]:
    """Return texts that stand before and after every moment the step may have been at."""
    if not step.date:
        return ("", "") if step.phase == START else (_AFTER, _AFTER)
    return step.date, step.date + _AFTER


def _orderly(placed: list[Step], victim: bool) -> list[Step]:
    """Return the steps of which it is known that they follow one another."""
    lost: set[int] = set()
    for i, one in enumerate(placed):
        for j in range(i + 1, len(placed)):
            other = placed[j]
            if _before(one, other):
                if other.phase < EXPLOITED:
                    break
            elif one.country != other.country and not _by_act(one, other, victim):
                lost |= _coarser(i, one, j, other)
    return [step for i, step in enumerate(placed) if i not in lost]


def _before(one: Step, other: Step) -> bool:
    return _span(one)[1] < _span(other)[0]


def _by_act(one: Step, other: Step, victim: bool) -> bool:
    """Return whether what was done tells which of two steps of one time was first."""
    if one.phase == other.phase:
        return False
    ends = victim and (START in (one.phase, other.phase) or max(one.phase, other.phase) >= EXPLOITED)
    return ends or _digits(one) == _digits(other) or (one.event >= 0 and one.event == other.event)


def _coarser(i: int, one: Step, j: int, other: Step) -> set[int]:
    if _digits(one) == _digits(other):
        return {i, j}
    return {i} if _digits(one) < _digits(other) else {j}


def _digits(step: Step) -> int:
    """Return how precise a date is: the length of year, month, day or of more."""
    return min(len(step.date), len("2024-03-01T"))


def _collapsed(steps: Sequence[Step]) -> list[list[Step]]:
    """Return runs of steps in one country."""
    runs: list[list[Step]] = []
    for step in steps:
        if runs and runs[-1][0].country == step.country:
            runs[-1].append(step)
        else:
            runs.append([step])
    return runs


def _cut(runs: list[list[Step]]) -> Iterator[Journey]:
    begin = 0
    for i, run in enumerate(runs):
        if i > begin and run[0].country == runs[begin][0].country:
            yield _journey(runs[begin : i + 1])
            begin = i
    if begin < len(runs) - 1 or len(runs) == 1:
        yield _journey(runs[begin:])


def _journey(runs: Sequence[list[Step]]) -> Journey:
    rows = tuple(tuple(row for step in run for row in step.rows) for run in runs)
    by_dates = all(_before(before[-1], after[0]) for before, after in pairwise(runs))
    return Journey(tuple(run[0].country for run in runs), rows, by_dates)
