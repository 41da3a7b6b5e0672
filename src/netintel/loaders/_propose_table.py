"""Finds the table in a file whose encoding, delimiter, header and end nobody stated."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from netintel.errors import FileRejectedError
from netintel.loaders import _encodings, _rows
from netintel.loaders import _propose_foreign as _foreign
from netintel.loaders._encodings import Guess
from netintel.loaders._source import Source, receive
from netintel.model.limits import DEFAULT
from netintel.vocab.column_titles import fold, known

_SEARCHED, _SAMPLED = 30, 5_000
_TOTALS: Final = frozenset(
    "total sum summe gesamt insgesamt totale somma suma razem ogolem итого всего общо разом усього συνολο toplam "
    "المجموع totaal totals totales totaux".split()
)


@dataclass(frozen=True)
class Table:
    """A table as it stands in a file.

    Attributes
    ----------
    encoding : str
        Empty where the file says it itself (a byte order mark, UTF-8, a workbook).
    guesses : sequence of Guess
        Where the encoding is guessed: what it could be, most likely first.
    delimiter, sheet : str
        Empty where there is none.
    sheets : tuple of str
        All sheets of a workbook.
    header_row : int
        Number of the header's line.
    footer_rows : int
        How many lines at the end are no rows.
    odd_rows : int
        How many rows have another number of cells than the header; they are not among the rows.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, list[str]], ...]
    encoding: str = ""
    guesses: Sequence[Guess] = ()
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    header_row: int = 1
    footer_rows: int = 0
    odd_rows: int = 0


def find_table(path: Path) -> Table:
    """Return the table of a file; of a workbook, its first sheet.

    Raises
    ------
    FileRejectedError
        The file is no table, or too large.
    """
    source = receive(path, path.name, None, {}, DEFAULT)
    _foreign.refuse(source)
    if source.data.startswith(b"PK"):
        return _of_workbook(source)
    encoding, guesses = _encoding(source.data)
    text = source.text(encoding or None).removeprefix("\ufeff")
    delimiter = _delimiter(text)
    lines: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    try:
        for cells in reader:
            lines.append((before + 1, [cell.strip() for cell in cells]))
            before = reader.line_num
            if len(lines) > _SAMPLED:
                break
    except csv.Error as error:
        raise FileRejectedError(
            "no_table", "the file cannot be cut into rows and cells", "ask for it as CSV or XLSX", f"row {before + 1}"
        ) from error
    header_row, header, rows, footer, odd = _parts(lines)
    located = tuple((f"row {line}", cells) for line, cells in rows)
    return Table(path.name, header, located, encoding, guesses, delimiter, "", (), header_row, footer, odd)


def _of_workbook(source: Source) -> Table:
    book = _rows.workbook(source)
    sheet = book.sheet_names[0]
    lines = [(line, cells) for line, _, cells in _rows.numbered_cells(book, sheet)][: _SAMPLED + 1]
    header_row, header, rows, footer, odd = _parts(lines)
    located = tuple((f"sheet {sheet} row {line}", cells) for line, cells in rows)
    names = tuple(book.sheet_names)
    return Table(source.name, header, located, "", (), "", sheet, names, header_row, footer, odd)


def _encoding(data: bytes) -> tuple[str, Sequence[Guess]]:
    if any(data.startswith(mark) for mark, _ in _encodings.MARKS):
        return "", ()
    if not _encodings.is_wide(data):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return "", ()
    found = _encodings.guesses(data)
    if not found:
        raise FileRejectedError(
            "encoding_unknown", "the bytes are text in no encoding known here", "ask for it as UTF-8"
        )
    return found[0].encoding, found[:3]


def _delimiter(text: str) -> str:
    """Return the mark that cuts most of the first lines into one number of cells, and that the largest."""
    best, chosen = (0.0, 0), ","
    for mark in _rows.DELIMITERS:
        try:
            widths = [len(row) for row, _ in zip(csv.reader(io.StringIO(text[:256_000], newline=""), delimiter=mark),
                                                 range(100), strict=False) if any(row)]  # fmt: skip
        except csv.Error:
            continue
        width, count = Counter(widths).most_common(1)[0] if widths else (1, 0)
        if width > 1 and (count / len(widths), width) > best:
            best, chosen = (round(count / len(widths), 1), width), mark
    return chosen


def _parts(
    lines: list[tuple[int, list[str]]],
) -> tuple[int, tuple[str, ...], list[tuple[int, list[str]]], int, int]:
    """Return the header's line, its titles, the rows below it, how many lines below are no rows, and how many odd."""
    full = [(line, cells) for line, cells in lines if any(cells)]
    if not full:
        raise FileRejectedError("no_header", "the table has no header", "ask for it with the titles of its columns")
    place = max(range(min(_SEARCHED, len(full))), key=lambda at: (_titled(full[at][1]), -at))
    line, titles = full[place]
    header = list(titles)
    while header and not header[-1]:
        header.pop()
    width = len(header)
    below = full[place + 1 :]
    footer = 0
    whole = len(lines) <= _SAMPLED  # of a longer table the end was not looked at
    while whole and len(below) > 1 and _is_footer([*below[-1][1], *[""] * (width - len(below[-1][1]))][:width]):
        below.pop()
        footer += 1
    rows = [(number, cells[:width]) for number, cells in below if len(cells) >= width and not any(cells[width:])]
    return line, tuple(header), rows, footer, len(below) - len(rows)


def _titled(cells: list[str]) -> float:
    """Return how much a line is a header: its cells are titles that are known, and text, and many."""
    texts = [cell for cell in cells if cell]
    understood = sum(fold(cell) in known() for cell in texts)
    wordy = sum(any(c.isalpha() for c in cell) and len(cell) < 60 for cell in texts)
    return 3 * understood + wordy - 0.5 * (len(texts) - wordy)


def _is_footer(cells: list[str]) -> bool:
    texts = [cell for cell in cells if cell]
    if not texts:
        return True
    begins = fold(texts[0].rstrip(":")).split()[:1]
    return (bool(begins) and begins[0] in _TOTALS) or (len(texts) == 1 and len(cells) >= 4 and len(texts[0]) > 12)
