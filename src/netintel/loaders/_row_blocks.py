"""Rows of a delimited file as columns, many at once: in a large table nearly all rows are alike.

A block is clean where its lines are its rows: no cell runs over several lines, quotation marks stand where they
must, every line has as many cells as the header and none is empty. Only such a block is cut by Arrow; any other is read
strictly, row by row, and ends in columns too, so that what a row is and says never depends on how it was read.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.loaders import _rows
from netintel.loaders._lines import Lines
from netintel.loaders._source import Source
from netintel.model.builder import Builder

BETWEEN: Final = "\x1f"
"""Stands between the cells of a row in `Batch.texts`; a file that holds it is read row by row."""

_BLOCK: Final = 8 * 1024 * 1024
_GROWTH: Final = 8
"""A block is at least this part of what was read before it: what is looked up in all earlier rows for each block
costs, in a whole file, no more than this many looks a row."""

_ROWS: Final = 50_000
_RETURN, _FEED, _QUOTE, _BLANK, _NOT_ASCII = 13, 10, 34, 32, 128

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Batch:
    """Rows of a table: the line each begins on, and for each title of the header a column of texts without nulls.

    Rows that are no lines (of a workbook, of Parquet) have `places`, their locators.
    """

    lines: Places
    columns: list[pa.Array]
    places: pa.Array | None = None

    def __len__(self) -> int:
        return len(self.lines)

    def of(self, wanted: Mask) -> Batch:
        """Return the wanted rows."""
        if wanted.all():
            return self
        keep = pa.array(wanted)
        places = self.places.filter(keep) if self.places is not None else None
        part = Batch(self.lines[wanted], [column.filter(keep) for column in self.columns], places)
        if "texts" in self.__dict__:
            part.__dict__["texts"] = self.texts.filter(keep)
        return part

    def locators(self) -> pa.Array:
        """Return the locator of each row."""
        if self.places is not None:
            return self.places
        return pc.binary_join_element_wise("row", pa.array(self.lines).cast(pa.string()), " ")

    @cached_property
    def texts(self) -> pa.Array:
        """Each row as one text, equal where all cells are."""
        return pc.binary_join_element_wise(*self.columns, BETWEEN) if len(self.columns) > 1 else self.columns[0]


class Delimited:
    """The rows of a CSV or TSV file below its header: one by one by iteration, or many at once by `batches`."""

    def __init__(self, source: Source, build: Builder, encoding: str | None, delimiter: str | None, row: int) -> None:
        self._data = source.utf8(encoding)
        self._build = build
        self._delimiter = delimiter or _rows.sniff_delimiter(_beginning(self._data))
        self._lines = Lines(self._data)
        for _ in islice(self._lines, row - 1):  # what stands above the header is no table, and may not be cut like one
            pass
        self.header, self._cells = _rows.header(_rows.strict(self._lines, self._delimiter, build), row, build.limits)
        marks = self._delimiter in _rows.DELIMITERS and b"\x00" not in self._data
        self.in_columns = marks and BETWEEN.encode() not in self._data

    def __iter__(self) -> Iterator[tuple[str, list[str]]]:
        """Give (locator, cells) of every row that has as many cells as the header."""
        rows = _rows.strict(self._lines, self._delimiter, self._build)
        return ((locator, cells) for _, locator, cells in _rows.checked(rows, self.header, self._build))

    def unheard(self) -> Delimited:
        """Return the same rows to be looked through first: their faults are told when they are read."""
        other = copy(self)
        other._build, other._lines = Builder(limits=self._build.limits), self._lines.copy()
        return other

    def batches(self) -> Iterator[Batch]:
        """Give the same rows, many at once."""
        data, lines = self._data, self._lines
        while lines.at < len(data) or not lines.between_rows:  # read, and perhaps not given: lines may end with CR
            size = max(_BLOCK, lines.at // _GROWTH)
            end = data.find(b"\n", min(lines.at + size, len(data))) + 1 or len(data)
            batch = self._clean(lines, end) if lines.between_rows else None
            batch = self._sound(batch) if batch is not None else self._strict(end)
            if len(batch):
                yield batch

    def _clean(self, lines: Lines, end: int) -> Batch | None:
        block = self._data[lines.at : end]
        longest = self._build.limits.field_characters  # a longer line is left to the reader that counts each cell
        cut = self.in_columns
        starts = _starts(np.frombuffer(block, np.uint8), ord(self._delimiter), longest) if cut else None
        columns = self._cut(block, len(starts)) if starts is not None else None
        if starts is None or columns is None:
            return None
        first = lines.number + 1
        lines.skip(end, len(starts))
        return Batch(np.arange(first, first + len(starts)), columns)

    def _cut(self, block: bytes, rows: int) -> list[pa.Array] | None:
        from pyarrow import csv

        names = [str(place) for place in range(self._cells)]
        try:
            table = csv.read_csv(
                io.BytesIO(block),
                csv.ReadOptions(use_threads=False, block_size=len(block) + 1, column_names=names),
                csv.ParseOptions(delimiter=self._delimiter, quote_char='"', double_quote=True, escape_char=False),
                csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
            )
        except pa.ArrowInvalid:
            return None
        if table.num_rows != rows:
            return None
        columns = [_stripped(column.combine_chunks()) for column in table.columns]
        surplus = columns[len(self.header) :]
        return columns[: len(self.header)] if all(_is_blank(column) for column in surplus) else None

    def _sound(self, batch: Batch) -> Batch:
        """Leave out rows without content, and set aside headers that are repeated."""
        texts = batch.texts
        empty, header = (BETWEEN.join(cells) for cells in ([""] * len(self.header), self.header))
        unsound = pc.is_in(texts, pa.array([empty, header])).to_numpy(zero_copy_only=False)
        if not unsound.any():
            return batch
        for line in batch.lines[unsound & pc.equal(texts, header).to_numpy(zero_copy_only=False)].tolist():
            _rows.repeated_header(f"row {line}", self._build)
        return batch.of(~unsound)

    def _strict(self, end: int) -> Batch:
        rows = _rows.strict(self._lines, self._delimiter, self._build, end)
        found = [(line, cells) for line, _, cells in _rows.checked(rows, self.header, self._build)]
        columns = zip(*(cells for _, cells in found), strict=True) if found else [() for _ in self.header]
        return Batch(np.array([line for line, _ in found], np.int64), [pa.array(c, pa.string()) for c in columns])


def batches(sheet: _rows.Sheet) -> Iterator[Batch]:
    """Give the rows of any table as columns."""
    if isinstance(sheet.rows, Delimited):
        yield from sheet.rows.batches()
        return
    for part in _parts(sheet.rows):
        places, cells = zip(*part, strict=True)
        columns = [pa.array(column, pa.string()) for column in zip(*cells, strict=True)]
        yield Batch(np.arange(len(part)), columns, pa.array(places, pa.string()))


def twice(sheet: _rows.Sheet) -> tuple[_rows.Sheet, _rows.Sheet]:
    """Return a table to be looked through, and to be read thereafter."""
    if isinstance(sheet.rows, Delimited):
        return replace(sheet, rows=sheet.rows.unheard()), sheet
    held = replace(sheet, rows=list(sheet.rows))
    return held, held


def _parts(rows: Iterable[tuple[str, list[str]]]) -> Iterator[list[tuple[str, list[str]]]]:
    given = iter(rows)
    while part := list(islice(given, _ROWS)):
        yield part


def _beginning(data: bytes) -> str:
    return data[: 256 * 1024].decode("utf-8", "ignore")


def _stripped(column: pa.Array) -> pa.Array:
    """Leave out outer blanks, where there may be any: looking at two bytes of each cell is less work."""
    _, offsets, data = column.buffers()
    if data is None or not len(data):
        return column
    letters, ends = np.frombuffer(data, np.uint8), np.frombuffer(offsets, np.int32)[: len(column) + 1]
    last = len(letters) - 1
    for letter in (letters[np.minimum(ends[:-1], last)], letters[np.maximum(ends[1:] - 1, 0)]):
        if ((letter <= _BLANK) | (letter >= _NOT_ASCII)).any():
            trimmed: pa.Array = pc.utf8_trim_whitespace(column)
            return trimmed
    return column


def _is_blank(column: pa.Array) -> bool:
    return bool(pc.all(pc.equal(column, "")).as_py())


def _starts(block: Bytes, delimiter: int, longest: int) -> Places | None:
    """Return where each line begins, None where lines may not be rows."""
    ends = np.flatnonzero(block == _FEED)
    returns = np.flatnonzero(block == _RETURN)
    if len(returns) and (returns[-1] == len(block) - 1 or (block[returns + 1] != _FEED).any()):
        return None
    starts = np.append(0, ends + 1)
    starts = starts[:-1] if starts[-1] == len(block) else starts
    if not len(starts) or np.diff(starts, append=len(block)).max() > longest:
        return None
    return starts if _well_quoted(block, ends, delimiter) else None


def _well_quoted(block: Bytes, ends: Places, delimiter: int) -> bool:
    """Whether quotation marks open at the begin of a cell and close at its end, on the same line."""
    marks = np.flatnonzero(block == _QUOTE)
    if not len(marks):
        return True
    if len(marks) % 2 or (np.searchsorted(marks, ends) % 2).any():
        return False
    opening, closing = marks[::2], marks[1::2]
    inner = np.append(opening[1:] == closing[:-1] + 1, False)  # `""` closes and opens: a mark within the cell
    before = np.append(_FEED, block)[opening]
    after = np.append(block, np.array([_FEED], np.uint8))[closing + 1]
    opens = (before == delimiter) | (before == _FEED) | np.append(False, inner[:-1])
    closes = (after == delimiter) | (after == _FEED) | (after == _RETURN) | inner
    return bool(opens.all() and closes.all())
