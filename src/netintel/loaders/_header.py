"""Finds the header of a table: its first line, or below it the first that a loader knows by its titles.

Statements of banks and exports of authorities often have an account holder, a period or a reference above the titles.
A line is taken for titles only where a loader knows all that it needs of them; what stands above is counted in a
warning and kept nowhere.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import Final, NamedTuple

from netintel.loaders import _rows
from netintel.loaders._mapping import Block
from netintel.loaders._source import START, Head, Source
from netintel.model.builder import Builder

NAMES: Final = (".csv", ".tsv", ".tab", ".txt")
_SEARCHED: Final = 30


class Header(NamedTuple):
    """Where the titles of a table are, and who knows them."""

    row: int
    """Number of the line, 1 is the first of the file."""
    titles: tuple[str, ...]
    knows: str
    """NAME of the loader that knows the table by these titles, empty where none does."""
    above: int
    """How many lines with content stand above a header that was looked for."""


NONE: Final = Header(1, (), "", 0)


def of_head(head: Head) -> Header:
    """Return the header of a text table that no mapping explains; for `sniff`, so it never fails."""
    if head.mapped or head.is_json or not head.name.endswith(NAMES) or not is_text(head.start):
        return NONE
    return of_text(head.whole_text)


def of_text(text: str, first: int = 1) -> Header:
    """Return the header in the beginning of a text, looked for from a line on."""
    lines = list(islice(io.StringIO(text[:START], newline=""), first - 1 + 2 * _SEARCHED))
    if len(text) >= START and len(lines) > first:
        lines.pop()  # it may be cut
    return found(((number, _cells(line)) for number, line in enumerate(lines, 1)), first)


def found(lines: Iterable[tuple[int, Sequence[str]]], first: int = 1) -> Header:
    """Return the first line that a loader knows by its titles among the first thirty with content, else the first."""
    from netintel.loaders._registry import knowing  # which finds the loaders, that look for their headers here

    full = ((number, tuple(cells)) for number, cells in lines if number >= first and any(cells))
    beginning = list(islice(full, _SEARCHED))
    for above, (number, titles) in enumerate(beginning):
        known = knowing(titles)
        if known is not None:
            return Header(number, titles, known.NAME, above)
    return Header(beginning[0][0], beginning[0][1], "", 0) if beginning else NONE


def sheet(source: Source, build: Builder, given: Block | None = None) -> _rows.Sheet:
    """Return the rows of a text table below its header, and tell of what stands above it.

    Parameters
    ----------
    given
        What a mapping says of how the table is written: encoding, delimiter, the line from which the header is.
    """
    encoding, delimiter, first = (given.encoding, given.delimiter, given.header_row) if given else (None, None, 1)
    declared = encoding or source.defaults.get("encoding")
    text = source.text(declared).removeprefix("\ufeff") if declared else source.head.whole_text
    header = of_text(text, first)
    tell_above(header, build)
    if delimiter is None and header.row > 1:
        lines = io.StringIO(text, newline="")
        delimiter = _rows.sniff_delimiter("".join(islice(lines, header.row - 1, header.row + 500)))
    return stated(_rows.delimited(source, build, encoding, delimiter, header.row), given)


def of_lines(lines: _rows.Numbered, given: Block | None = None) -> tuple[Header, _rows.Numbered]:
    """Return the header of a sheet, and all its lines."""
    first = given.header_row if given is not None else 1
    beginning = list(islice(lines, first - 1 + 2 * _SEARCHED))
    return found(((number, cells) for number, _, cells in beginning), first), chain(beginning, lines)


def below(
    header: Header, lines: _rows.Numbered, build: Builder, given: Block | None = None, locator: str = ""
) -> _rows.Sheet:
    """Return the rows of a sheet below its header, and tell of what stands above it."""
    tell_above(header, build, locator)
    return stated(_rows.below(lines, header.row, build), given)


def stated(sheet: _rows.Sheet, given: Block | None) -> _rows.Sheet:
    """Return a sheet with what a mapping says of its dates and numbers; what it does not say is found by looking."""
    if given is None:
        return sheet
    order = given.order if "dates" in given.stated else None
    return _rows.Sheet(sheet.header, sheet.rows, order, given.decimal if "decimal" in given.stated else "")


def tell_above(header: Header, build: Builder, locator: str = "") -> None:
    """Tell how many lines stand above the header."""
    if header.above:
        build.warn(
            "lines_above_header",
            f"{header.above} lines stand above the header in line {header.row}; they are no rows, and kept nowhere",
            "look at them in the file: they may say whose the table is, and of which time", locator=locator,
        )  # fmt: skip


def is_text(start: bytes) -> bool:
    """Return whether the beginning of a file is UTF-8, or marked as UTF-16; other encodings must be stated."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return True


def _cells(line: str) -> list[str]:
    """Return the cells of a line by itself; blanks before a quotation mark are a fault, of which its loader tells."""
    line = line.rstrip("\r\n")
    mark = _rows.sniff_delimiter(line + "\n")
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=mark, skipinitialspace=True), [])]
    except csv.Error:
        return []
