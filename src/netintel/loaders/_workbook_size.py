"""Refuses a workbook that is small as a file and does not fit into memory, before the reader of workbooks sees it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from typing import Final, NamedTuple

from netintel.errors import FileRejectedError
from netintel.loaders import _archive
from netintel.loaders._source import Source
from netintel.loaders._xml import refused_doctype
from netintel.model.limits import Limits

_MAX_CELLS = 20_000_000
_PLACE: Final = re.compile(rb"""\sr=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_TEXT: Final = re.compile(rb"<(?:\w+:)?si(?:\s[^>]*)?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_SHARED: Final = re.compile(rb"""<(?:\w+:)?c\s[^>]*\bt=["']s["'][^>]*>\s*<(?:\w+:)?v>\s*([0-9]{1,9})""")
_HIDDEN: Final = re.compile(rb"""<(?:\w+:)?(row|col)\s[^>]*\bhidden=["'](?:1|true)["']""")
_ERROR: Final = re.compile(rb"""<(?:\w+:)?c\s[^>]*\bt=["']e["']""")


class Hidden(NamedTuple):
    """How many rows and groups of columns of all sheets are not shown, and how many cells hold only an error."""

    rows: int
    columns: int
    errors: int


def check(source: Source) -> Hidden:
    """Check what the members unpack to, the cells that a sheet spans, and the text that its cells share.

    Returns
    -------
    Hidden
        What is not shown or is an error: the reader of workbooks does not tell.

    Raises
    ------
    FileRejectedError
        One of them is more than fits, or the container is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as packed:
            _check_members(packed, len(source.data), source.limits)
            names = packed.namelist()
            _archive.check_names(packed.infolist())
            _check_doctype(packed)
            shared = [
                len(m[1] or b"") for n in names if n == "xl/sharedStrings.xml" for m in _TEXT.finditer(packed.read(n))
            ]
            rows = columns = errors = 0
            for name in names:
                if name.startswith("xl/worksheets/"):
                    sheet = packed.read(name)
                    _check_extent(sheet)
                    _check_text(sheet, shared, source.limits)
                    hidden = Counter(_HIDDEN.findall(sheet))
                    rows, columns = rows + hidden[b"row"], columns + hidden[b"col"]
                    errors += len(_ERROR.findall(sheet))
            return Hidden(rows, columns, errors)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, NotImplementedError) as error:
        raise FileRejectedError("broken_workbook", "the workbook is damaged or cut off", "ask for it again") from error


def _check_members(packed: zipfile.ZipFile, size: int, limits: Limits) -> None:
    sizes = [member.file_size for member in packed.infolist()]
    seen = f"unpacks to {sum(sizes):,} bytes in {len(sizes):,} members"
    exceeded = [
        name
        for name, many in (
            ("members", len(sizes) > limits.members),
            ("file_bytes", sum(sizes) > limits.file_bytes),
            ("ratio", sum(sizes) > max(size, 1024) * limits.ratio),
        )
        if many
    ]
    if exceeded:
        raise limits.exceeded(exceeded[0], seen, "zip_ratio")


def _check_doctype(packed: zipfile.ZipFile) -> None:
    for name in packed.namelist():
        with packed.open(name) as member:
            start = member.read(4096)
        if any("<!DOCTYPE".encode(encoding) in start for encoding in ("utf-8", "utf-16-le", "utf-16-be")):
            raise refused_doctype()


def _check_extent(sheet: bytes) -> None:
    """Refuse a sheet whose outermost cells span more than fits: the reader makes room for all between them."""
    rows = columns = 0
    for place in _PLACE.finditer(sheet):
        rows = max(rows, int(place[2]))
        columns = max(columns, sum((letter - 64) * 26**power for power, letter in enumerate(reversed(place[1]))))
    if rows * columns > _MAX_CELLS:
        raise FileRejectedError(
            "sheet_too_large",
            f"a sheet that spans {rows:,} rows by {columns:,} columns, more than {_MAX_CELLS:,} cells",
            "delete the stray cell far out, or save the table as CSV",
        )


def _check_text(sheet: bytes, shared: list[int], limits: Limits) -> None:
    """Refuse a sheet whose cells repeat long texts: a text is kept once in the file, but once a cell in memory."""
    times = Counter(map(int, _SHARED.findall(sheet)))
    held = sum(count * shared[place] for place, count in times.items() if place < len(shared))
    if held > limits.file_bytes:
        raise limits.exceeded("file_bytes", f"the texts of a sheet's cells take {held:,} bytes", "sheet_too_large")
