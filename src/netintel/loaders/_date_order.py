"""The order of day and month that the dates of a table show themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from netintel.model.builder import Builder
from netintel.vocab import dates

_YEAR_LAST: Final = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/]\d{2,4}\b")


def has_year_last(text: str) -> bool:
    """Return whether a date is one of day, month and year, or of month, day and year, in figures."""
    return _YEAR_LAST.match(text) is not None


def order_of(texts: Iterable[str], field: str, build: Builder) -> dates.Order:
    """Return the order of the dates of a table where all that show one agree, and tell how many do not show it.

    `25/03/2026` shows that the day comes first, `03/25/2026` that the month does; `03/04/2026` shows nothing. Where
    none shows an order, or some show one and some the other, dates with the year last are not read.
    """
    found = [(int(m[1]), int(m[2])) for text in texts if (m := _YEAR_LAST.match(text)) is not None]
    day_first, month_first = sum(a > 12 for a, _ in found), sum(b > 12 for _, b in found)
    if bool(day_first) == bool(month_first):
        return "year-first"
    order: dates.Order = "day-first" if day_first else "month-first"
    shown = day_first or month_first
    if len(found) > shown:
        build.warn(
            "date_order_inferred",
            f"{len(found) - shown} dates such as 03/04/2026 are read {order}, as {shown} other dates of the table show",
            "if that is wrong, write a mapping with `table: {dates: …}`", field=field, locator="",
        )  # fmt: skip
    return order
