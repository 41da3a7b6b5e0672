"""Parquet and GeoParquet: tables as `table` reads them, with a mapping or with titles that a loader knows.

Publisher
    Any agency that exports from a database, Spark, pandas, R or a GIS.
Channel
    Files named `.parquet`, `.pq`, `.geoparquet`. The reader runs in a process of its own, with bounds on its memory and
    time and without an environment: a file that breaks it is refused, and costs nothing else. A file whose titles
    another loader knows (`cdr`, `bank_rows` …) is read by it and counts as of its format.
Unit counted
    Row. `row 1` is the first: the titles of columns are no row of such a file. Rows without content are no rows; a row
    that does not say of whom it speaks is set aside; one repeated cell for cell is a duplicate.
Identity
    The key columns, within the file; the mapping's `prefix` or the same plain ids let files speak of one another.
Handling
    Columns `handling`, `evaluation`, `originator`, or the defaults of the mapping or the case.

=========================  ==========================================================================================
a column of                becomes text, and is then read as a column of `table`
=========================  ==========================================================================================
texts, words by number     as they are, without outer blanks
integers, decimals         all their digits; numbers with a fraction the fewest digits that give the same number
booleans                   `true`, `false`
days, times of day         ISO 8601
instants                   ISO 8601, in UTC with `Z` where the file knows the zone, else as they stand; in a column
                           without zone where all are midnight, days
durations                  seconds
lists of texts             parted by `;` as in any table; JSON where one of them holds a `;`
other lists, groups, maps  JSON
points of GeoParquet       columns `latitude` and `longitude`, or `<title> latitude` and so on where these are taken
nothing, not a number      empty
=========================  ==========================================================================================

Left out
    Bytes, of which only the size is told (`binary, 12 bytes`), and lines and areas of GeoParquet: both are counted in a
    warning. What the writer noted about itself (pandas, Arrow, types of extensions) is not read at all: some of it is
    a program.

Traps
-----
pandas makes numbers with a fraction of integers where one is missing: `7.0` is read as `7`. It has no days: a column of
midnights is one. Old writers mark texts as bytes: cast them to text. Points that are not in longitude and latitude
(WGS 84) are refused.

References: Apache Parquet, "Logical types"; GeoParquet 1.1, "File metadata about geometry columns".
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from netintel.errors import FileRejectedError
from netintel.loaders import _header, _reading, _rows
from netintel.loaders._child import Frame
from netintel.loaders._mapping import blocks
from netintel.loaders._registry import Loader
from netintel.loaders._source import Head, Source
from netintel.loaders.table import read_sheet
from netintel.model.builder import Builder

NAME: Final = "parquet"
TITLE: Final = "Parquet, GeoParquet"
PUBLISHER: Final = "any agency"
UNIT: Final = "row"
IDS: Final = "file"

_NAMES: Final = (".parquet", ".pq", ".geoparquet")


def sniff(head: Head) -> bool:
    """Return whether the file is Parquet by its name and its first bytes."""
    return head.name.endswith(_NAMES) and head.start.startswith(b"PAR1")


def read(source: Source, build: Builder) -> Loader | None:
    """Read the rows as the mapping or the titles of the columns say; return the loader that knew these, if one did."""
    parts = blocks(source.mapping) if source.mapping is not None else (None,)
    if len(parts) > 1:
        raise FileRejectedError("mapping_error", "the mapping has `sheets`, but the file is no workbook", "correct it")
    frames = _reading.frames(source, "parquet")
    titles = [title for frame in islice(frames, 1) for title in frame.rows[0]]
    header, _ = _rows.header(iter([(1, "the titles", titles)]), 1, build.limits)
    checked = _rows.checked(_numbered(frames, build), header, build)
    sheet = _rows.Sheet(header, ((locator, cells) for _, locator, cells in checked))
    return read_sheet(_header.stated(sheet, parts[0]), parts[0], source, build)


def _numbered(frames: Iterator[Frame], build: Builder) -> _rows.Numbered:
    number = 0
    for frame in frames:
        for cells in frame.rows:
            number += 1
            yield number, f"row {number}", cells
        if frame.number:
            _tell(frame.what, frame.number, build)


def _tell(what: str, number: int, build: Builder) -> None:
    if what == "binary":
        build.warn(
            "binary_not_read", f"{number:,} cells hold bytes; only their size is kept",
            "if they are texts, cast the column to text and export again", locator="",
        )  # fmt: skip
    else:
        build.warn(
            "geometry_not_read", f"{number:,} geometries are no points and left out",
            "export a point for each, for example its centre", locator="",
        )  # fmt: skip
