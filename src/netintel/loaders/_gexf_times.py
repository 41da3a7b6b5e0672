"""The times of GEXF: dates, or numbers of the file's own clock; one, several, open or not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from netintel.loaders._graph_words import number

TIMES: Final = frozenset({"start", "end", "startopen", "endopen", "timestamp", "timestamps", "intervals"})
"""Attributes of an element that say when it was."""

_CALENDAR: Final = frozenset({"date", "datetime"})
_INTERVAL = re.compile(r"[\[\](]\s*([^,;\[\]()<>]+?)\s*,\s*([^,;\[\]()<>]+?)\s*[\[\])]")


class Span(NamedTuple):
    """One stretch of time as the file writes it; an empty side is open."""

    start: str
    end: str
    open: str = ""
    """Sides that are left out themselves: `start`, `end`, `start end`."""

    def told(self) -> str:
        """Return it as one text."""
        return f"{self.start}/{self.end}" + (f" without its {self.open}" if self.open else "")


def spans(said: Mapping[str, str]) -> list[Span]:
    """Return the stretches of time that the attributes of an element say.

    Examples
    --------
    >>> spans({"start": "2024-01-02", "endopen": "2024-03-01"})
    [Span(start='2024-01-02', end='2024-03-01', open='end')]
    >>> spans({"timestamps": "<[1, 2]>"}), spans({"intervals": "<[1,2][4,5]>"}), spans({"id": "0"})
    ([Span(start='1', end='1', open=''), Span(start='2', end='2', open='')], \
[Span(start='1', end='2', open=''), Span(start='4', end='5', open='')], [])
    """
    found = []
    begun, ended = said.get("start") or said.get("startopen", ""), said.get("end") or said.get("endopen", "")
    if begun or ended:
        sides = [side for side in ("start", "end") if said.get(f"{side}open") and not said.get(side)]
        found.append(Span(begun, ended, " ".join(sides)))
    points = [said.get("timestamp", ""), *re.split(r"[,;]", said.get("timestamps", "").strip("<>[] "))]
    found += [Span(point.strip(), point.strip()) for point in points if point.strip()]
    found += [Span(*pair) for pair in _INTERVAL.findall(said.get("intervals", ""))]
    return found


def is_date(text: str, timeformat: str) -> bool:
    """Return whether a time is a date: stated by the file, or written as nothing else could be."""
    return timeformat.lower() in _CALENDAR or number(text) is None


def claims(all_: list[Span], timeformat: str) -> list[tuple[str, str]]:
    """Return what an element says of its times: the whole stretch from the first to the last, and each part.

    Examples
    --------
    >>> claims([Span("2024-01-02", "2024-01-05"), Span("2024-02-01", "")], "date")
    [('start_date', '2024-01-02'), ('spell', '2024-01-02/2024-01-05'), ('spell', '2024-02-01/')]
    >>> claims([Span("3", "7")], "double")
    [('start', '3'), ('end', '7')]
    """
    if not all_:
        return []
    dated = all(is_date(time, timeformat) for span in all_ for time in (span.start, span.end) if time)
    starts, ends = [span.start for span in all_], [span.end for span in all_]
    found = []
    if all(starts):
        found.append(("start_date" if dated else "start", min(starts) if dated else min(starts, key=_step)))
    if all(ends):
        found.append(("end_date" if dated else "end", max(ends) if dated else max(ends, key=_step)))
    if len(all_) > 1 or any(span.open for span in all_):
        found += [("spell", span.told()) for span in all_]
    return found


def _step(text: str) -> float:
    return number(text) or 0.0
