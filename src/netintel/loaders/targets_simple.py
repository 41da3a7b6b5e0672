"""OpenSanctions `targets.simple.csv`: one sanctioned or wanted person, organisation or thing a row.

Publisher
    OpenSanctions; one file a dataset.
Channel
    Download, CSV in UTF-8, every cell quoted, several values in a cell parted by `;`.
    The same table as a sheet of a workbook or as Parquet is known by its titles too.
Unit counted
    Row: one line below the header. A row without id or schema, or of another length, is set aside with its number; a
    row repeated word for word is a duplicate.
Identity
    `id`, within the file, as in the FollowTheMoney loader.
Handling
    None in the format: what the case states for the file.

Reading
-------
Columns are read by name, in any order; they differ from year to year (`program_ids` since 2025).

=========================================  =============================================================================
column                                     becomes
=========================================  =============================================================================
`schema`                                   kind, as in the FollowTheMoney loader; claim `source_type` where they differ;
                                           an unknown schema gives a Concept and is counted
`name`, `aliases`                          name (never parted), alias
`birth_date`                               birth_date
`countries`                                linked_country, basis `unstated`: the column joins nationality, residence,
                                           registration, flag … and does not say which
`addresses`, `phones`, `emails`            address, phone, email
`identifiers`                              wallet of a CryptoWallet (its case kept), else identifier: whether it is of
                                           a passport, a register or a web site is not said
`sanctions`, `program_ids`                 sanction, program_id
`dataset`                                  originator of the record
`first_seen`, `last_seen`, `last_change`   dataset_first_seen, dataset_last_seen, last_change: when the dataset held it
others                                     claims under their own title
=========================================  =============================================================================

Nothing is ignored. Traps: a name may hold `;`; the simple file has no ties between its rows, the FollowTheMoney file
of the same dataset has them, and says what its countries and numbers are.

References: OpenSanctions, simplified tabular format.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from netintel.errors import FileRejectedError
from netintel.loaders import _header
from netintel.loaders._ftm_schema import KINDS, snake
from netintel.loaders._rows import Sheet
from netintel.loaders._source import Head, Source
from netintel.model.builder import Builder

NAME: Final = "targets_simple"
TITLE: Final = "OpenSanctions simple CSV"
PUBLISHER: Final = "OpenSanctions"
UNIT: Final = "row"
IDS: Final = "file"

_NEEDED: Final = frozenset({"id", "schema", "name", "aliases", "identifiers", "dataset"})
_SEVERAL: Final = {
    "aliases": "alias",
    "birth_date": "birth_date",
    "countries": "linked_country",
    "addresses": "address",
    "identifiers": "identifier",
    "sanctions": "sanction",
    "phones": "phone",
    "emails": "email",
    "program_ids": "program_id",
}
_ONE: Final = {"name": "name", "first_seen": "dataset_first_seen", "last_seen": "dataset_last_seen"}
_WORD = re.compile(r"[A-Z][A-Za-z]{1,40}")


def sniff(head: Head) -> bool:
    """Return whether the first line titles the columns of a simple file."""
    return head.header.knows == NAME


def recognises(titles: Sequence[str]) -> bool:
    """Return whether these are the titles of a simple file."""
    return _NEEDED.issubset(titles)


def read(source: Source, build: Builder) -> None:
    """Read every row."""
    read_rows(_header.sheet(source, build), source, build)


def read_rows(sheet: Sheet, source: Source, build: Builder) -> None:
    """Read the rows below their titles."""
    if not set(sheet.header) >= _NEEDED:
        raise FileRejectedError("no_header", "the first row does not title the columns", "ask for the file again")
    unknown: Counter[str] = Counter()
    for locator, cells in sheet.rows:
        row = dict(zip(sheet.header, cells, strict=True))
        missing = next((title for title in ("id", "schema") if not row[title]), None)
        if missing is not None:
            what = f"a target without {missing}: of whom or what it speaks is not said"
            build.quarantine(locator, f"missing_{missing}", what, "ask for the row again", missing)
            continue
        if not build.record(locator, "\x1f".join(cells).encode(), originator=row["dataset"] or None):
            continue
        schema = row["schema"]
        kind = KINDS.get(schema)
        unknown[schema] += kind is None
        said = [pair for title, cell in row.items() if cell for pair in _said(schema, title, cell)]
        build.entity(row["id"], kind or "Concept", said if kind == schema else [*said, ("source_type", schema)])
    _tell(unknown, build)


def _said(schema: str, title: str, cell: str) -> list[tuple[str, str]]:
    """Return what a cell says.

    Examples
    --------
    >>> _said("Person", "aliases", "Ana;A. P."), _said("Person", "name", "Ana; the tall")
    ([('alias', 'Ana'), ('alias', 'A. P.')], [('name', 'Ana; the tall')])
    """
    if title in ("id", "schema", "dataset"):
        return []
    if title not in _SEVERAL:
        return [(_ONE.get(title, snake(title) or "untitled"), cell)]
    prop = "wallet" if (schema, title) == ("CryptoWallet", "identifiers") else _SEVERAL[title]
    return [(prop, text) for part in cell.split(";") if (text := part.strip())]


def _tell(unknown: Counter[str], build: Builder) -> None:
    for schema, times in sorted(unknown.items()):
        if times:
            shown = f"schema {schema!r}" if _WORD.fullmatch(schema) else "a schema of an odd name"
            what = f"{shown} is not in FollowTheMoney as netintel knows it; {times} rows taken as Concept"
            build.warn("unknown_schema", what, "nothing is lost", field="schema", locator="")
