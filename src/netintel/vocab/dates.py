"""Dates with their precision: an ISO prefix (`1965`, `1965-03`, `1965-03-02`) or a UTC instant.

A date is never padded: 1965 stays 1965. An instant keeps its original text beside it (the claim's `original`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Literal

Order = Literal["year-first", "day-first", "month-first"]

_YEAR_FIRST = re.compile(r"^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?)?$")
_YEAR_LAST = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$")
_WORDS = re.compile(r"^(?:(\d{1,2})\.? ([A-Za-z]{3,9})\.?,? (\d{4})|([A-Za-z]{3,9})\.? (\d{1,2}), ?(\d{4}))$")
_CLOCK = re.compile(r"^\d{4}[-/]\d{2}[-/]\d{2}[T ]\d{2}:\d{2}")
_MONTHS = {
    name[:3]: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(), 1
    )
}


@lru_cache(maxsize=200_000)
def parse(text: str, order: Order = "year-first") -> str | None:
    """Return a date or instant in canonical form, or None where the text is no date in this order.

    Parameters
    ----------
    text
        The date as the export writes it.
    order
        Order of day, month and year where the year comes last; `year-first` reads no such date, because a guess
        between 03/04 and 04/03 would be silent. Dates with dots (`24.11.2026`) are day-first in every order.

    Returns
    -------
    str or None
        `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or `YYYY-MM-DDTHH:MM:SSZ` (UTC; a clock time without zone is kept
        without `Z`). None for an impossible date.

    Examples
    --------
    >>> parse("1965"), parse("1965-05-00"), parse("1975/00/00"), parse("31.02.1980")
    ('1965', '1965-05', '1975', None)
    >>> parse("05/06/1965") is None, parse("05/06/1965", "day-first"), parse("May 29, 2012")
    (True, '1965-06-05', '2012-05-29')
    >>> parse("2024-03-01T10:00:00+02:00"), parse("20060601 0008")
    ('2024-03-01T08:00:00Z', '2006-06-01T00:08:00')
    """
    stripped = text.strip()
    if _CLOCK.match(stripped):
        return _instant(stripped)
    for pattern, read in _FORMS:
        match = pattern.match(stripped)
        if match is not None:
            return read(match, order)
    return None


def precision(value: str) -> str:
    """Return `year`, `month`, `day` or `instant` for a canonical date.

    Examples
    --------
    >>> precision("1965"), precision("1965-05"), precision("2024-03-01T08:00:00Z")
    ('year', 'month', 'instant')
    """
    return {4: "year", 7: "month", 10: "day"}.get(len(value), "instant")


def from_epoch(seconds: str | int) -> str | None:
    """Return the UTC instant of epoch seconds, None for 0 or no number.

    Examples
    --------
    >>> from_epoch("1700000000"), from_epoch("0")
    ('2023-11-14T22:13:20Z', None)
    """
    try:
        number = int(seconds)
        return datetime.fromtimestamp(number, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if number > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def _instant(text: str) -> str | None:
    try:
        moment = datetime.fromisoformat(text.replace("/", "-"))
        if moment.tzinfo is None:
            return moment.strftime("%Y-%m-%dT%H:%M:%S")
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    fraction = f".{moment.microsecond:06d}".rstrip("0") if moment.microsecond else ""
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z"


def _day(year: str | int, month: str | int, day: str | int) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _year_first(match: re.Match[str], _: Order) -> str | None:
    year, month, day = match.groups()
    if not 1000 <= int(year) <= 2200:
        return None
    if month is None or int(month) == 0:
        return year if day is None or int(day) == 0 else None
    if day is None or int(day) == 0:
        return f"{year}-{int(month):02d}" if int(month) <= 12 else None
    return _day(year, month, day)


def _compact(match: re.Match[str], _: Order) -> str | None:
    year, month, day, hour, minute, second = match.groups()
    found = _day(year, month, day) if 1000 <= int(year) <= 2200 else None
    return _with_clock(found, hour, minute, second)


def _year_last(match: re.Match[str], order: Order) -> str | None:
    first, second, year, *clock = match.groups()
    if order == "year-first" and "." not in match.group(0):
        return None
    day, month = (second, first) if order == "month-first" and "." not in match.group(0) else (first, second)
    return _with_clock(_day(year, month, day), *clock)


def _words(match: re.Match[str], _: Order) -> str | None:
    day1, month1, year1, month2, day2, year2 = match.groups()
    month = _MONTHS.get((month1 or month2).lower()[:3])
    return _day(year1 or year2, month, day1 or day2) if month else None


def _with_clock(day: str | None, hour: str | None, minute: str | None, second: str | None) -> str | None:
    if day is None or hour is None:
        return day
    return _instant(f"{day}T{int(hour):02d}:{minute}:{second or '00'}")


_Reader = Callable[[re.Match[str], Order], str | None]
_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_YEAR_FIRST, _year_first),
    (_COMPACT, _compact),
    (_YEAR_LAST, _year_last),
    (_WORDS, _words),
)
