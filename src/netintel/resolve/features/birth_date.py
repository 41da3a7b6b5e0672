"""Are the two born on the same day?

Reads `birth_date` with the precision it was given in: 1965 is a year, not the first of January. Agencies swap day and
month, mistype a digit, and put the first of January where the day is unknown; each is a level of its own. The first
of January 1900 and its like are what a database writes for an unknown date, and are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netintel.resolve._records import Records, Values
from netintel.resolve.features._feature import Feature, Level, Mask

Ints = NDArray[np.int16]


@dataclass(frozen=True)
class _Dates:
    """Year, month and day; 0 where not stated."""

    year: Ints
    month: Ints
    day: Ints

    @classmethod
    def of(cls, words: NDArray[Any]) -> _Dates:
        parts = np.zeros((3, len(words)), np.int16)
        for at, word in enumerate(words):
            for part, text in enumerate(str(word)[:10].split("-")[:3]):
                if text.isascii() and text.isdigit():
                    parts[part, at] = int(text)
        return cls(*parts)

    def take(self, codes: NDArray[Any]) -> _Dates:
        return _Dates(self.year[codes], self.month[codes], self.day[codes])


@dataclass(frozen=True)
class _Two:
    a: _Dates
    b: _Dates

    @property
    def full(self) -> Mask:
        return np.asarray((self.a.day > 0) & (self.b.day > 0), bool)

    @property
    def year(self) -> Mask:
        return np.asarray(self.a.year == self.b.year, bool)

    @property
    def month(self) -> Mask:
        return np.asarray(self.a.month == self.b.month, bool)

    @property
    def day(self) -> Mask:
        return np.asarray(self.a.day == self.b.day, bool)


def same_day(two: _Two) -> Mask:
    """born on the same day"""
    return np.asarray(two.full & two.year & two.month & two.day & ~_new_year(two.a), bool)


def same_new_year(two: _Two) -> Mask:
    """born on the same first of January, often put for an unknown day"""
    return np.asarray(two.full & two.year & two.month & two.day, bool)


def swapped(two: _Two) -> Mask:
    """born on the same day, with day and month swapped"""
    return np.asarray(two.full & two.year & (two.a.day == two.b.month) & (two.a.month == two.b.day), bool)


def one_digit(two: _Two) -> Mask:
    """birth dates that differ in one digit"""
    return np.asarray(two.full & (_digits(two) == 1), bool)


def same_month(two: _Two) -> Mask:
    """born in the same month, one of them without a day"""
    return np.asarray(two.year & two.month & (two.a.month > 0) & ((two.a.day == 0) | (two.b.day == 0)), bool)


def same_year(two: _Two) -> Mask:
    """born in the same year, one of them without month and day"""
    return np.asarray(two.year & ((two.a.month == 0) | (two.b.month == 0)), bool)


def same_year_other_day(two: _Two) -> Mask:
    """born in the same year, on another day"""
    return np.asarray(two.year, bool)


def other_year_same_day(two: _Two) -> Mask:
    """born on the same day of another year"""
    return np.asarray(two.full & two.month & two.day & ~_new_year(two.a), bool)


def year_beside(two: _Two) -> Mask:
    """born a year apart, one of them without month and day"""
    return np.asarray((np.abs(two.a.year - two.b.year) == 1) & ((two.a.month == 0) | (two.b.month == 0)), bool)


def other(two: _Two) -> Mask:
    """born on different days"""
    return np.asarray(~two.year, bool)


def _new_year(dates: _Dates) -> Mask:
    found: Mask = (dates.month == 1) & (dates.day == 1)
    return found


def _digits(two: _Two) -> NDArray[np.int16]:
    """Return in how many of the eight digits two full dates differ."""
    differ = np.zeros(len(two.a.year), np.int16)
    for side in ("year", "month", "day"):
        one, another = getattr(two.a, side), getattr(two.b, side)
        for power in (1, 10, 100, 1000)[: 4 if side == "year" else 2]:
            differ += (one // power % 10 != another // power % 10).astype(np.int16)
    return differ


_LEVELS = (
    Level(same_day, m=0.78, u=4e-5, kin=0.03),
    Level(same_new_year, m=0.02, u=2e-5, kin=0.001),
    Level(swapped, m=0.03, u=3e-5, kin=0.0002),
    Level(one_digit, m=0.05, u=2e-3, kin=0.006),
    Level(same_month, m=0.01, u=2e-4, kin=0.003),
    Level(same_year, m=0.07, u=5e-3, kin=0.01),
    Level(same_year_other_day, m=0.02, u=2e-2, kin=0.02),
    Level(other_year_same_day, m=0.01, u=2e-3, kin=0.004),
    Level(year_beside, m=0.002, u=5e-3, kin=0.006),
    Level(other, m=0.01, u=0.95, kin=0.92),
)


_NONE = ("1900-01-01", "1899-12-30", "1899-12-31", "0001-01-01", "9999-12-31")
"""Where databases and spreadsheets begin or end: no birth dates."""


def _values(records: Records) -> Values:
    """Return what is a date, under the codes that all that is stated has."""

    def told() -> Values:
        stated = records.values("birth_date")
        date = (dates(records).year > 0) & ~np.isin(stated.words.astype(str), _NONE)
        kept = date[stated.code]
        start = np.r_[0, np.cumsum(kept)][stated.start].astype(np.int64)
        return Values(start, stated.code[kept], stated.words)

    found: Values = records.kept("birth dates", told)
    return found


def dates(records: Records) -> _Dates:
    """Return the parts of each date that the records name."""
    found: _Dates = records.kept("dates", lambda: _Dates.of(records.values("birth_date").words))
    return found


def _pair(records: Records, a: NDArray[Any], b: NDArray[Any]) -> _Two:
    parts = dates(records)
    return _Two(parts.take(a), parts.take(b))


_VAGUE = (same_new_year, same_month, same_year, year_beside)


def decides(level: NDArray[np.uint8]) -> Mask:
    """Return for levels (counted from 1, 0 unknown) whether two full dates were compared."""
    vague = [0, *(1 + place for place, lv in enumerate(_LEVELS) if lv.holds in _VAGUE)]
    return np.asarray(~np.isin(level, vague), bool)


_USUAL = 100
"""A few dates say little of how dates fall: the usual shares count as so many more."""


def chance(records: Records) -> list[float]:
    """Return how often each level holds by chance: for dates whose year and day of the year go together at random.

    Years and days are drawn apart from one another out of those the records name, so that the records of one person,
    which say the same, do not count as chance.
    """
    draws, random = 1 << 20, np.random.default_rng(1)
    values = _values(records)
    if not len(values.code):
        return [level.u for level in _LEVELS]
    parts = dates(records)
    drawn = []
    for _ in range(2):
        years, days = random.choice(np.sort(values.code), draws), random.choice(np.sort(values.code), draws)
        drawn.append(_Dates(parts.year[years], parts.month[days], parts.day[days]))
    two, left = _Two(*drawn), np.ones(draws, bool)
    found = []
    for level in _LEVELS[:-1]:
        holds = level.holds(two) & left
        left &= ~holds
        found.append(float(holds.mean()))
    dated = len(np.unique(values.owner))
    usual = np.array([level.u for level in _LEVELS])
    drawn_shares = np.array([*found, float(left.mean())])
    return list((dated * drawn_shares + _USUAL * usual) / (dated + _USUAL))


FEATURE = Feature("birth date", ("person",), _values, _pair, _LEVELS, learned="fixed", decides=True, chance=chance)
