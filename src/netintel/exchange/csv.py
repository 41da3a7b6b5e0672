"""CSV: a folder of tables, for spreadsheets, pandas, R and QGIS; read back by `netintel.load`.

`entities.csv` and `links.csv` hold one row each, with marks; what has no column of its own stands in `claims` as JSON.
Beside each lies a mapping that says what the columns mean, so the folder loads as it is. `claims.csv`, `records.csv`,
`received.csv`, `issues.csv`, `judgements.csv` and `origins.csv` are the tables of the graph whole, with every claim's
own record, handling, grading and original text; their mappings say that they are not read again.

Cells that a spreadsheet would take for a formula begin with an apostrophe (`_cells`), which the mapping declares and
the reader takes off. UTF-8 without mark, lines end with CR LF. Texts with line breaks, control characters or outer
blanks stand escaped in `claims`, never in a cell.

Everything in the graph is written, victims and informants included, with their category; this is no release.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from netintel.exchange._attributes import is_plain
from netintel.exchange._cells import write_rows
from netintel.exchange._contents import Contents
from netintel.exchange._folder import new_folder
from netintel.exchange._loss import Loss
from netintel.exchange._tables import CARRIED, TABLES, mapping, tables
from netintel.store import durable

NAME: Final = "csv"
TITLE: Final = "CSV tables (folder)"
SUFFIX: Final = ""
CARRIES: Final = CARRIED

holds = is_plain


def write(contents: Contents, path: Path) -> list[Loss]:
    """Write the tables, each with its mapping."""
    with new_folder(path) as folder:
        for name, header, rows in tables(contents):
            with durable.writing(folder / f"{name}.csv") as file:
                write_rows(file, header, rows)
            durable.write(folder / f"{name}.csv.mapping.yml", mapping(TABLES[name]).encode())
    return [
        Loss(
            "ids", contents.replaced + contents.replaced_links, "an id that no cell keeps; it is the claim `native_id`"
        )
    ]
