"""Strict rows of tables: everything is text, nothing is guessed, a faulty row is set aside by its number.

The number of a row is the line it begins on, the header's line included, as an editor or a spreadsheet shows it.
Lines and spreadsheet rows without any content are no rows and are not counted. Outer blanks of a cell are not kept.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Final

from netintel.errors import FileRejectedError
from netintel.loaders import _reading, _workbook_size
from netintel.loaders._lines import Lines
from netintel.loaders._source import Source
from netintel.model.builder import Builder
from netintel.model.limits import Limits
from netintel.vocab import dates

DELIMITERS: Final = ",;\t|"
_SNIFFED = 50
_UNTOLD = "the row was read by position; a shifted row would say things of the wrong entity"

Row = tuple[int, str, list[str]]
Numbered = Iterator[Row]


@dataclass(frozen=True)
class Sheet:
    """A table with its header.

    Attributes
    ----------
    rows
        Locator and cells of the rows that have as many cells as the header.
    order : str or None
        Order of day and month, where a mapping states it.
    decimal : str
        Decimal sign, where a mapping states it.
    """

    header: tuple[str, ...]
    rows: Iterable[tuple[str, list[str]]]
    order: dates.Order | None = None
    decimal: str = ""


@dataclass(frozen=True)
class Workbook:
    """A workbook: its sheets in order, those of them that are hidden, and what is hidden in all of them."""

    source: Source
    sheet_names: tuple[str, ...]
    hidden: tuple[str, ...]
    within: _workbook_size.Hidden


def delimited(source: Source, build: Builder, encoding: str | None, delimiter: str | None, header_row: int) -> Sheet:
    """Return the rows of a CSV or TSV file; they can be had as columns too (`_row_blocks.Delimited`).

    Raises
    ------
    FileRejectedError
        The encoding is unknown, a quotation mark is never closed, or the header is missing or names a column twice.
    """
    from netintel.loaders._row_blocks import Delimited

    rows = Delimited(source, build, encoding, delimiter, header_row)
    return Sheet(rows.header, rows)


def sniff_delimiter(text: str) -> str:
    """Return the delimiter that cuts the first rows into the same number of cells, more than one.

    Examples
    --------
    >>> sniff_delimiter("a;b;c\\n1,5;2,5;x\\n3,5;4,5;y\\n"), sniff_delimiter("only\\none\\n")
    (';', ',')
    """
    best, chosen = (0.0, 0), ","
    for mark in DELIMITERS:
        widths = [len(row) for row in _first(text, mark) if row]
        if widths and widths[0] > 1:
            rating = (round(widths.count(widths[0]) / len(widths), 1), widths[0])
            if rating > best:
                best, chosen = rating, mark
    return chosen


def workbook(source: Source) -> Workbook:
    """Open an XLSX workbook, values only; its size and members are checked before anything is unpacked."""
    within = _workbook_size.check(source)
    sheets = [sheet for frame in _reading.frames(source, "sheets") for sheet in frame.rows]
    names, hidden = (tuple(name for name, _ in sheets), tuple(name for name, hides in sheets if hides))
    return Workbook(source, names, hidden, within)


def spreadsheet(book: Workbook, name: str, build: Builder, header_row: int) -> Sheet:
    """Return the rows of one sheet; numbers without fraction as integers, dates as ISO, formulas as their value."""
    return below(numbered_cells(book, name), header_row, build)


def below(lines: Numbered, header_row: int, build: Builder) -> Sheet:
    """Return the rows of a sheet below its header, which is in this line or the next with content."""
    titles, _ = header(lines, header_row, build.limits)
    return Sheet(titles, ((locator, cells) for _, locator, cells in checked(lines, titles, build)))


def numbered_cells(book: Workbook, name: str) -> Numbered:
    """Give row number, locator and cells of every row of a sheet, the header's included."""
    rows = (row for frame in _reading.frames(book.source, "cells", name) if frame.what == "rows" for row in frame.rows)
    return _located(name, rows)


def shown(book: Workbook) -> Iterator[tuple[str, Numbered]]:
    """Give the name and the rows of each sheet that has content and is not hidden; all are read at once."""
    for name, rows in groupby(_named_rows(book), itemgetter(0)):
        yield name, _located(name, (cells for _, cells in rows))


def _named_rows(book: Workbook) -> Iterator[tuple[str, list[str]]]:
    name = ""
    for frame in _reading.frames(book.source, "cells"):
        if frame.what == "head":
            name = frame.rows[0][0]
        else:
            yield from ((name, cells) for cells in frame.rows)


def _located(name: str, rows: Iterable[list[str]]) -> Numbered:
    return ((number, f"sheet {name} row {number}", cells) for number, cells in enumerate(rows, 1))


def numbered(text: str, delimiter: str, build: Builder) -> Numbered:
    """Give line number, locator and cells of every row, the header's included; misplaced quotes are set aside."""
    return strict(Lines(text.encode("utf-8")), delimiter, build)


def strict(lines: Lines, delimiter: str, build: Builder, until: int | None = None) -> Numbered:
    """Give the rows of lines from where they are read to; with `until`, as far as one begins before that byte."""
    csv.field_size_limit(build.limits.field_characters)
    try:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
    except (TypeError, ValueError) as error:
        raise FileRejectedError("delimiter", "the delimiter is not one character", "correct the mapping") from error
    while until is None or lines.at < until or not lines.between_rows:
        line = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            _refuse_if_ambiguous(error, line, build.limits)
            for swallowed in range(line, lines.number + 1):  # a row is a line here: where rows end is unclear too
                build.quarantine(
                    f"row {swallowed}",
                    "misplaced_quote",
                    f"text follows a quotation mark that closes a cell begun in row {line}: unclear where cells end",
                    "double the quotation marks inside the cell, or ask for the export again",
                )
            continue
        yield line, f"row {line}", [cell.strip() for cell in cells]


def _refuse_if_ambiguous(error: csv.Error, line: int, limits: Limits) -> None:
    told = str(error)
    if "unexpected end of data" in told:
        raise FileRejectedError(
            "unclosed_quote",
            "a quotation mark that opens here is never closed; all rows after it would be one cell",
            "close it, or ask for the export again",
            f"row {line}",
        ) from error
    if "field larger" in told:
        seen = f"a cell of more than {limits.field_characters:,} characters"
        raise limits.exceeded("field_characters", seen, "cell_too_large", f"row {line}") from error


def _first(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text[: 64 * 1024], newline=""), delimiter=delimiter)
    try:
        for row in reader:
            rows.append(row)
            if len(rows) == _SNIFFED:
                break
    except csv.Error:
        pass
    return rows


def header(lines: Numbered, header_row: int, limits: Limits) -> tuple[tuple[str, ...], int]:
    """Return the titles, and how many cells the header has, those without title at its end included."""
    for line, locator, cells in lines:
        if line >= header_row and any(cells):
            width = len(cells)
            while cells and not cells[-1]:
                cells.pop()
            _check_header(cells, locator, limits)
            return tuple(cells), width
    raise no_header()


def no_header() -> FileRejectedError:
    """Return the refusal of a table without content."""
    return FileRejectedError("no_header", "the table has no header", "state `header_row` in the mapping")


def _check_header(cells: Sequence[str], locator: str, limits: Limits) -> None:
    if len(cells) > limits.columns:
        raise limits.exceeded("columns", f"{len(cells):,} columns", "too_many_columns", locator)
    twice = [place for place, cell in enumerate(cells, 1) if cell and cells.index(cell) + 1 != place]
    if twice:
        raise FileRejectedError(
            "duplicate_header",
            f"column {twice[0]} has the same title as column {cells.index(cells[twice[0] - 1]) + 1}",
            "give each column its own title",
            locator,
        )


def checked(lines: Numbered, titles: Sequence[str], build: Builder) -> Numbered:
    """Give the rows that have as many cells as the header; others are set aside, and those without content left."""
    width, header = len(titles), list(titles)
    for line, locator, cells in lines:
        if len(cells) > width and not any(cells[width:]):
            del cells[width:]
        if not any(cells):
            continue
        if len(cells) != width:
            build.quarantine(
                locator, "wrong_number_of_cells", f"{len(cells)} cells where the header has {width}; {_UNTOLD}",
                "quote cells that hold the delimiter, or ask for the row again",
            )  # fmt: skip
        elif cells == header:
            repeated_header(locator, build)
        else:
            yield line, locator, cells


def repeated_header(locator: str, build: Builder) -> None:
    """Set a row aside that is the header once more."""
    build.quarantine(locator, "repeated_header", "the header again, not data", "nothing to do")
