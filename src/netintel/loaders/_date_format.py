"""Dates in a form that a mapping states, for columns whose form alone would be a guess."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from netintel.vocab import dates
from netintel.vocab.months import months

PRECISIONS: Final = {"year": 4, "month": 7, "day": 10}
_PARTS: Final = {
    "%Y": r"(?P<Y>\d{4})", "%y": r"(?P<y>\d{2})", "%m": r"(?P<m>\d{1,2})", "%d": r"(?P<d>\d{1,2})",
    "%H": r"(?P<H>\d{1,2})", "%M": r"(?P<M>\d{2})", "%S": r"(?P<S>\d{2})", "%b": r"(?P<b>[^\W\d]{3,12})\.?",
    "%B": r"(?P<b>[^\W\d]{3,12})",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DateFormat:
    """A stated form of dates.

    Attributes
    ----------
    pattern : str
        As `strptime` has it: %Y %y %m %d %H %M %S, and %b or %B for the name of a month in some twenty languages. Empty
        where dates are read as everywhere.
    until : int or None
        The last year that a year of two digits may be; 2026 reads 27 as 1927.
    precision : str
        `year`, `month` or `day`, where the export pads its dates; empty keeps all.
    """

    pattern: str = ""
    until: int | None = None
    precision: str = ""

    def reader(self, order: dates.Order) -> Callable[[str], str | None]:
        """Return what reads a date of this form; it gives None for a text of another.

        Examples
        --------
        >>> read = DateFormat("%d.%m.%y", 2026).reader("year-first")
        >>> read("03.02.80"), read("3.2.26"), read("1980")
        ('1980-02-03', '2026-02-03', None)
        >>> DateFormat(precision="year").reader("day-first")("01/01/1980")
        '1980'
        """
        shape = shape_of(self.pattern) if self.pattern else None

        def read(text: str) -> str | None:
            if shape is None:
                found = dates.parse(text, order)
            else:
                match = shape.fullmatch(text.strip())
                found = self._of(match) if match is not None else None
            return found[: PRECISIONS[self.precision]] if found and self.precision else found

        return read

    def _of(self, match: re.Match[str]) -> str | None:
        said = match.groupdict()
        year = said.get("Y") or self._century(said["y"])
        month = said.get("m") or (str(months().get(said["b"].lower(), 0)) if said.get("b") else None)
        day = said.get("d")
        if month is None:
            return dates.parse(year)
        if day is None:
            return dates.parse(f"{year}-{int(month):02d}")
        try:
            whole = date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            return None
        clock = f"T{int(said['H']):02d}:{said.get('M') or '00'}:{said.get('S') or '00'}" if said.get("H") else ""
        return dates.parse(whole + clock)

    def _century(self, two: str) -> str:
        until = self.until or 0
        year = until - until % 100 + int(two)
        return str(year if year <= until else year - 100)


def shape_of(pattern: str) -> re.Pattern[str] | None:
    """Return the form that a pattern states, None where it is none: a year is needed, and each part at most once.

    Examples
    --------
    >>> shape_of("%d.%m.%Y") is not None, shape_of("%d.%m"), shape_of("%q")
    (True, None, None)
    """
    parts = re.split(r"(%.)", pattern)
    codes = [part for part in parts if part.startswith("%")]
    if len(set(codes)) < len(codes) or any(code not in _PARTS for code in codes):
        return None
    if len({"%Y", "%y"}.intersection(codes)) != 1 or len({"%m", "%b", "%B"}.intersection(codes)) > 1:
        return None
    if ("%d" in codes and not {"%m", "%b", "%B"}.intersection(codes)) or ("%H" in codes and "%d" not in codes):
        return None
    return re.compile("".join(_PARTS.get(part) or re.escape(part) for part in parts), re.IGNORECASE)
