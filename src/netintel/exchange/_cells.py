"""Cells of tables that no spreadsheet takes for a formula, in files that say how to read them back.

A text that begins with `=`, `+`, `-`, `@`, a tabulator, a carriage return or an apostrophe gets one apostrophe before
it; plain numbers do not. The mapping beside such a file says `cells: netintel`, and the reader takes it off again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO, Final

_TOGETHER: Final = 20_000
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "'")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def safe(text: str) -> str:
    """Return a text as it stands in a cell.

    Examples
    --------
    >>> safe("=1+1"), safe("-8.5"), safe("+40722123456"), safe("O'Neill"), safe("'quoted'")
    ("'=1+1", '-8.5', "'+40722123456", "O'Neill", "''quoted'")
    """
    return "'" + text if text.startswith(_DANGEROUS) and not _NUMBER.fullmatch(text) else text


def write_rows(file: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a CSV table in UTF-8; every row as wide as the header."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header)
    for number, row in enumerate(rows, 1):
        writer.writerow([safe(cell) for cell in row])
        if number % _TOGETHER == 0:
            file.write(buffer.getvalue().encode())
            buffer.seek(0)
            buffer.truncate()
    file.write(buffer.getvalue().encode())
