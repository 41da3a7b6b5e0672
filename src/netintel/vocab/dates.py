"""Dates with their precision: an ISO prefix (`1965`, `1965-03`, `1965-03-02`) or a UTC instant.

A date is never padded: 1965 stays 1965. An instant keeps its original text beside it (the claim's `original`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, Literal

from netintel.vocab.months import months

Order = Literal["year-first", "day-first", "month-first"]

_CLOCKED = r"(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([AaPp])\.?[Mm]\.?)?)?"
_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?)?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})" + _CLOCKED)
_DAY_NAMED = re.compile(
    r"(?:[^\W\d]{2,3}, )?(?:(\d{1,2})(?:\.|st|nd|rd|th|er)?[-/. ]+)?(?:de |of )?([^\W\d]{3,12})\.?,?"
    r"[-/. ]+(?:de |del )?(\d{4})(?: ?г\.?)?" + _CLOCKED
)
_MONTH_NAMED = re.compile(r"([^\W\d]{3,12})\.? (\d{1,2})(?:st|nd|rd|th)?, ?(\d{4})" + _CLOCKED)
_YEAR_NAMED = re.compile(r"(\d{4})[-/. ]([^\W\d]{3,12})(?:[-/. ](\d{1,2}))?")
_CHINESE = re.compile(r"(\d{4})[年년] ?(?:(\d{1,2})[月월] ?(?:(\d{1,2})[日일])?)?")
_WEEK = re.compile(r"(\d{4})-?W(\d{2})-?([1-7])")
_ORDINAL = re.compile(r"(\d{4})-(\d{3})")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d+)?")
_CLOCK = re.compile(r"\d{4}[-/]\d{2}[-/]\d{2}[T ]\d{2}:\d{2}")
_MIDNIGHT = re.compile(r"(\d{4}[-/]\d{2}[-/]\d{2}[T ])24(:00(?::00(?:\.0+)?)?(?:Z|[+-]\d{2}:?\d{2})?)")
_MAIL = re.compile(r"(?:[A-Z][a-z]{2}, )?(\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2}) ?([+-]\d{4}|GMT|UTC|UT|Z)")
_FIRST_YEAR, _LAST_YEAR = 1600, 2200


@lru_cache(maxsize=200_000)
def parse(text: str, order: Order = "year-first") -> str | None:
    """Return a date or instant in canonical form, or None where the text is no date in this order.

    Parameters
    ----------
    text
        The date as the export writes it; months may be named in some twenty languages.
    order
        Order of day, month and year where the year comes last; `year-first` reads no such date, because a guess
        between 03/04 and 04/03 would be silent. Dates with dots (`24.11.2026`) are day-first in every order.

    Returns
    -------
    str or None
        `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or `YYYY-MM-DDTHH:MM:SSZ` (UTC; a clock time without zone is kept
        without `Z`). None for an impossible date, a range, an approximate date, a year of two digits, a year that
        only another calendar has (before 1600 or after 2200), and the number by which a spreadsheet holds a date;
        `trouble` tells which. Ten or thirteen digits that begin with 1 are seconds or milliseconds since 1970.

    Examples
    --------
    >>> parse("1965"), parse("1965-05-00"), parse("1975/00/00"), parse("31.02.1980")
    ('1965', '1965-05', '1975', None)
    >>> parse("05/06/1965") is None, parse("05/06/1965", "day-first"), parse("May 29, 2012")
    (True, '1965-06-05', '2012-05-29')
    >>> parse("23-MAR-2006"), parse("5 марта 2011"), parse("mars 2006"), parse("2019-W07-3")
    ('2006-03-23', '2011-03-05', '2006-03', '2019-02-13')
    >>> parse("2024-03-01T10:00:00+02:00"), parse("20060601 0008"), parse("2024-02-29T24:00")
    ('2024-03-01T08:00:00Z', '2006-06-01T00:08:00', '2024-03-01T00:00:00')
    >>> parse("circa 1970"), parse("12/03/65", "day-first"), parse("38799"), parse("1405/03/01")
    (None, None, None, None)
    """
    stripped = text.strip()
    if not stripped.isascii():
        stripped = _western_digits(stripped)
    if _CLOCK.match(stripped):
        return _instant(stripped)
    for pattern, read in _FORMS:
        match = pattern.fullmatch(stripped)
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


def from_epoch(moment: str | int) -> str | None:
    """Return the UTC instant of epoch seconds, or of milliseconds where there are thirteen digits; None for 0.

    Examples
    --------
    >>> from_epoch("1700000000"), from_epoch("1700000000000"), from_epoch("0")
    ('2023-11-14T22:13:20Z', '2023-11-14T22:13:20Z', None)
    """
    try:
        number = int(moment)
        seconds, thousandths = divmod(number, 1000) if number >= 10**12 else (number, 0)
        if number <= 0:
            return None
        fraction = f".{thousandths:03d}".rstrip("0") if thousandths else ""
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S") + fraction + "Z"
    except (ValueError, OverflowError, OSError):
        return None


_TROUBLES: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"[1-9]\d{4}(?:[.,]\d+)?"), "excel_serial"),
    (re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+|#+"), "excel_damaged"),
    (
        re.compile(
            r"(?:9999|0000|0001|2999)(?:[-/.]?\d\d?[-/.]?\d\d?)?(?:[T ].*)?|\d\d?[-/.]\d\d?[-/.](?:9999|0000|0001|2999)"
        ),
        "placeholder_date",
    ),
    (
        re.compile(
            r"(?:1[345]\d\d|2[3-6]\d\d)(?:\D.*)?|.*\D(?:1[345]\d\d|2[3-6]\d\d)(?: ?هـ?)?|.*(?:昭和|平成|令和|大正).*"
        ),
        "other_calendar",
    ),
    (re.compile(r"\d\d?[-/. ](?:\d\d?|\w{3,9})[-/. ]'?\d\d(?:\D.*)?|'?\d\d[-/.]\d\d?[-/.]\d\d?"), "two_digit_year"),
    (
        re.compile(
            r"(?:c|ca|circa|about|abt|approx|around|env|environ|vers|um|etwa|hacia|cerca|около|before|after|vor|nach"
            r"|avant|après|early|mid|late|~|<|>|\?)\b.*\d.*|.*\d(?:\?|~|s|er)",
            re.IGNORECASE,
        ),
        "approximate_date",
    ),
    (re.compile(r"\d{4}(?:[-/.]\d\d?){0,2} ?(?:-|–|—|/|to|bis|à|until|\.\.) ?\d{4}.*"), "range_of_dates"),
    (re.compile(r"\d{4} ?[-–—/] ?(?:1[3-9]|[2-9]\d)"), "range_of_dates"),
    (re.compile(r"\d{4}-?W\d\d|\d{4}[- ]?Q[1-4]|Q[1-4][- /]?\d{4}"), "range_of_dates"),
)


def trouble(text: str) -> str:
    """Return the code of the reason why a text is not read as a date.

    Examples
    --------
    >>> trouble("38799"), trouble("12/03/65"), trouble("1405/03/01"), trouble("9999-12-31")
    ('excel_serial', 'two_digit_year', 'other_calendar', 'placeholder_date')
    >>> trouble("circa 1970"), trouble("1970-1975"), trouble("2019-W07"), trouble("31.02.1980")
    ('approximate_date', 'range_of_dates', 'range_of_dates', 'date_not_understood')
    """
    stripped = _western_digits(text[:80].strip())
    return next((code for shape, code in _TROUBLES if shape.fullmatch(stripped)), "date_not_understood")


def _western_digits(text: str) -> str:
    """Write Arabic-Indic, Devanagari and other decimal digits as 0-9: the same number in another hand."""
    return "".join(str(int(c)) if c.isdecimal() else c for c in text)


def _instant(text: str) -> str | None:
    late = _MIDNIGHT.fullmatch(text)  # the end of a day is the beginning of the next
    plain = text if late is None else f"{late[1]}00{late[2]}"
    if plain.endswith((" UTC", " GMT")):
        plain = plain[:-4] + "Z"
    try:
        moment = datetime.fromisoformat(plain.replace("/", "-")) + timedelta(days=late is not None)
        if moment.tzinfo is None:
            return moment.strftime("%Y-%m-%dT%H:%M:%S") if _is_year(moment.year) else None
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    fraction = f".{moment.microsecond:06d}".rstrip("0") if moment.microsecond else ""
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z" if _is_year(moment.year) else None


def _is_year(year: int) -> bool:
    return _FIRST_YEAR <= year <= _LAST_YEAR


def _day(year: str | int, month: str | int | None, day: str | int | None) -> str | None:
    """Return a date as precise as it is given; 0 stands for what is not known."""
    year, month, day = int(year), int(month or 0), int(day or 0)
    if not _is_year(year) or month > 12:
        return None
    if month == 0:
        return str(year) if day == 0 else None
    if day == 0:
        return f"{year}-{month:02d}"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _year_first(match: re.Match[str], _: Order) -> str | None:
    return _day(*match.groups())


def _compact(match: re.Match[str], _: Order) -> str | None:
    year, month, day, hour, minute, second = match.groups()
    return _with_clock(_day(year, month, day), hour, minute, second)


def _year_last(match: re.Match[str], order: Order) -> str | None:
    first, second, year, *clock = match.groups()
    dotted = "." in match.group(0).split(" ")[0]
    if order == "year-first" and not dotted and int(first) + int(second):
        return None
    day, month = (second, first) if order == "month-first" and not dotted else (first, second)
    return _with_clock(_day(year, month, day), *clock)


def _day_named(match: re.Match[str], _: Order) -> str | None:
    day, month, year, *clock = match.groups()
    return _named(year, month, day, *clock)


def _month_named(match: re.Match[str], _: Order) -> str | None:
    month, day, year, *clock = match.groups()
    return _named(year, month, day, *clock)


def _year_named(match: re.Match[str], _: Order) -> str | None:
    return _named(*match.groups())


def _named(year: str, name: str, day: str | None, *clock: str | None) -> str | None:
    month = months().get(name.lower().replace("i̇", "i"))
    return _with_clock(_day(year, month, day), *clock) if month else None


def _week(match: re.Match[str], _: Order) -> str | None:
    year, week, day = map(int, match.groups())
    try:
        return date.fromisocalendar(year, week, day).isoformat() if _is_year(year) else None
    except ValueError:
        return None


def _ordinal(match: re.Match[str], _: Order) -> str | None:
    year, day = int(match[1]), int(match[2])
    if not (_is_year(year) and day):
        return None
    found = date(year, 1, 1) + timedelta(day - 1)
    return found.isoformat() if found.year == year else None


def _epoch(match: re.Match[str], _: Order) -> str | None:
    whole, fraction = match[0].partition(".")[::2]
    return None if fraction.strip("0") and len(whole) == 13 else from_epoch(whole)


def _mail(match: re.Match[str], _: Order) -> str | None:
    zone = match[2] if match[2][0] in "+-" else "+0000"
    try:
        return _instant(datetime.strptime(f"{match[1]} {zone}", "%d %b %Y %H:%M:%S %z").isoformat())
    except ValueError:
        return None


def _with_clock(
    day: str | None,
    hour: str | None = None,
    minute: str | None = None,
    second: str | None = None,
    half: str | None = None,
) -> str | None:
    if day is None or hour is None:
        return day
    if len(day) < 10:
        return None
    at = int(hour)
    if half is not None:
        if not 1 <= at <= 12:
            return None
        at = at % 12 + (12 if half in "pP" else 0)
    return _instant(f"{day}T{at:02d}:{minute}:{second or '00'}")


_Reader = Callable[[re.Match[str], Order], str | None]
_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_YEAR_FIRST, _year_first),
    (_EPOCH, _epoch),
    (_COMPACT, _compact),
    (_YEAR_LAST, _year_last),
    (_MAIL, _mail),
    (_DAY_NAMED, _day_named),
    (_MONTH_NAMED, _month_named),
    (_YEAR_NAMED, _year_named),
    (_CHINESE, _year_first),
    (_WEEK, _week),
    (_ORDINAL, _ordinal),
)
