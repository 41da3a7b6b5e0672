"""XLSX: the tables of `csv` as sheets of one workbook, with one mapping beside it.

Every cell is text: no formula, no date and no number that a spreadsheet could round. Texts that would be formulas in a
CSV begin with an apostrophe as there. No author, no path; times inside are fixed, so the same graph gives the same
bytes. A sheet holds 1,048,576 rows and a cell 32,767 characters: what is larger is refused in words, use `csv`.

Needs the library xlsxwriter (`pip install 'netintel[report]'`).

Everything in the graph is written, victims and informants included, with their category; this is no release.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from netintel.errors import ExchangeError, MissingExtraError
from netintel.exchange._attributes import is_plain
from netintel.exchange._cells import safe
from netintel.exchange._contents import Contents
from netintel.exchange._loss import Loss
from netintel.exchange._tables import CARRIED, TABLES, Rows, mapping, tables
from netintel.store import durable

NAME: Final = "xlsx"
TITLE: Final = "XLSX workbook"
SUFFIX: Final = ".xlsx"
CARRIES: Final = CARRIED

MAX_ROWS: Final = 1_048_576
MAX_CHARACTERS: Final = 32_767
_FIXED: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)

holds = is_plain


def write(contents: Contents, path: Path) -> list[Loss]:
    """Write the workbook and the mapping beside it."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtraError.of("xlsxwriter", "report") from error
    whole = io.BytesIO()
    book = xlsxwriter.Workbook(whole, {"in_memory": True, "constant_memory": False})
    book.set_properties({"author": "", "created": _FIXED})
    names = []
    for name, header, rows in tables(contents):
        _sheet(book.add_worksheet(name), name, header, rows)
        names.append(name)
    book.close()
    durable.write(path, whole.getvalue())
    read = [{**TABLES[name], "table": {**TABLES[name]["table"], "sheet": name}} for name in names]
    durable.write(path.with_name(f"{path.name}.mapping.yml"), mapping({"sheets": read}).encode())
    return [
        Loss(
            "ids", contents.replaced + contents.replaced_links, "an id that no cell keeps; it is the claim `native_id`"
        )
    ]


def _sheet(sheet: Any, name: str, header: list[str], rows: Rows) -> None:
    for place, title in enumerate(header):
        sheet.write_string(0, place, title)
    for number, row in enumerate(rows, 1):
        if number >= MAX_ROWS:
            raise _too_large(f"the table {name} has more rows than the {MAX_ROWS:,} of a sheet")
        for place, cell in enumerate(row):
            text = safe(cell)
            if len(text) > MAX_CHARACTERS:
                raise _too_large(f"row {number} of {name}, {header[place]}: more than {MAX_CHARACTERS:,} characters")
            if text:
                sheet.write_string(number, place, text)


def _too_large(what: str) -> ExchangeError:
    error = ExchangeError(f"no XLSX workbook can hold this: {what}")
    error.add_note("Hint: write format csv, which has no such limits.")
    return error
