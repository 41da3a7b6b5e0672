"""Neo4j CSV: nodes and relationships as `neo4j-admin import` reads them, or as APOC writes them.

Publisher
    neo4j.com; written by hand for imports, by `apoc.export.csv.*`, and by tools that feed Neo4j.
Channel
    `.csv`, `.tsv`, `.txt`, one file a label or type: nodes under a header with `:ID`, relationships under one with
    `:START_ID` and `:END_ID`; or both in one file under `_id`, `_labels`, …, `_start`, `_end`, `_type`.
    The same table as a sheet of a workbook or as Parquet is known by its titles too.
Unit counted
    Row: one node or relationship. A row with another number of cells, a node without id or with one that another node
    has, and a relationship without one of its ends are set aside; a row repeated word for word is a duplicate.
Identity
    The id within its id space: `p1` of `:ID(Person)` is `Person:p1`, in the file of nodes and in those of the
    relationships that name it; without a space the id alone. Files of one folder meet by it.
Handling
    Columns `handling`, `evaluation`, `originator`, `assertion`, `review_due`.

=========================  =============================================================================
column                     becomes
=========================  =============================================================================
`:LABEL`, `_labels`        kind, by the first label that is one; claim `source_type` where the words
                           differ; Victim, Witness, Suspect also the category; labels that are no kind
                           give a Concept and are counted. Without a
                           label a column `kind`, else the id space or the name of the id column, else a
                           Person, as in an edge list, and a warning says how many
`name:ID`, `personId:ID`   the id, and a claim under the column's name, as Neo4j stores it
`name`, `label`            name; without any name or number the id is the name
other columns of nodes     claims, as in GraphML: `nationality`, `birthDate` -> birth_date, `lat` …
`:START_ID`, `:END_ID`     source and target of a link, which is always directed
`:TYPE`, `_type`           kind of the link
`first`, `date`, `since`…  first, last, amount, currency, role, weight of the link; others are claims
`tags:string[]`            one claim for each part between `;`
`claims`, `references`     what netintel writes beside the format's own fields
=========================  =============================================================================

Ignored: columns `:IGNORE`, as Neo4j does, counted; empty cells.

Traps
-----
Headers may lie in a file of their own (`persons-header.csv`): a file of rows without header is refused, join the two.
Ids are unique only within their space. A relationship whose ends no file describes is read; they are stubs. Other
delimiters for arrays than `;` must be turned into it.

References: neo4j.com/docs/operations-manual, "Neo4j Admin import"; neo4j.com/docs/apoc, "Export to CSV".
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from netintel.errors import FileRejectedError
from netintel.loaders import _header, _rows
from netintel.loaders._graph_elements import Elements, Pairs
from netintel.loaders._graph_words import kind_of, number, property_name
from netintel.loaders._source import Head, Source
from netintel.model.builder import Builder

NAME: Final = "neo4j"
TITLE: Final = "Neo4j import and export CSV"
PUBLISHER: Final = "neo4j.com"
UNIT: Final = "row"
IDS: Final = "file"

_TITLE = re.compile(
    r"(?P<name>[^:]*):(?P<type>[A-Za-z_]+)(?P<many>\[\])?(?:\((?P<space>[^)]*)\))?(?:\{.*\})?(?P<m>\[\])?"
)
_APOC: Final = {
    "_id": "ID", "_labels": "LABEL", "_start": "START_ID", "_end": "END_ID", "_type": "TYPE",
}  # fmt: skip
_ENDS: Final = frozenset({"START_ID", "END_ID"})
_OWN: Final = frozenset({"ID", "LABEL", "TYPE", "IGNORE", *_ENDS})
_NUMERIC: Final = frozenset({"int", "integer", "long", "float", "double", "byte", "short"})
_BOOLEAN: Final = frozenset({"true", "false"})


class _Column(NamedTuple):
    place: int
    title: str
    type: str
    """One of the format's own in capitals (`ID`, `START_ID`, …), else a type of values in small letters."""
    many: bool
    space: str


def sniff(head: Head) -> bool:
    """Return whether the header has an id, or both ends, as Neo4j writes them."""
    return head.header.knows == NAME


def recognises(titles: Sequence[str]) -> bool:
    """Return whether these are titles as Neo4j writes them."""
    return _is_header(_columns(titles))


def read(source: Source, build: Builder) -> None:
    """Read the nodes and relationships; several columns may have one title, so that rows are not cut as elsewhere."""
    text, row = source.text().removeprefix("\ufeff"), source.head.header.row
    first = next(islice(io.StringIO(text, newline=""), row - 1, None), "")
    _header.tell_above(source.head.header, build)
    lines = _rows.numbered(text, _rows.sniff_delimiter(first + "\n"), build)
    header = next((cells for line, _, cells in lines if line >= row and any(cells)), [])
    columns = _columns(header)
    if not _is_header(columns):
        raise FileRejectedError(
            "no_header", "the first row is no header with `:ID`, or with `:START_ID` and `:END_ID`", "add it"
        )
    _Reader(columns, header, build).read(lines)


def read_rows(sheet: _rows.Sheet, source: Source, build: Builder) -> None:
    """Read the rows below their titles."""
    header = list(sheet.header)
    _Reader(_columns(header), header, build).read((0, locator, cells) for locator, cells in sheet.rows)


class _Reader:
    """Reads the rows under one header."""

    def __init__(self, columns: Sequence[_Column], header: list[str], build: Builder) -> None:
        self._header, self._width, self._build, self._elements = header, len(header), build, Elements(build)
        of = {kind: [column for column in columns if column.type == kind] for kind in sorted(_OWN)}
        self._ids, self._labels, self._types = of["ID"], of["LABEL"], of["TYPE"]
        self._starts, self._ends, self._unread = of["START_ID"], of["END_ID"], of["IGNORE"]
        self._values = [column for column in columns if column.type not in _OWN]
        self._otherwise = next((kind for c in self._ids for kind in _spoken(c)), "")
        self._ignored = 0

    def read(self, lines: _rows.Numbered) -> None:
        """Read all rows, and tell what concerns the whole file."""
        for _, locator, cells in lines:
            if any(cells):
                self._row(locator, cells)
        if self._ignored:
            self._elements.count(
                "columns_ignored", "cells of columns marked :IGNORE ignored, as Neo4j does",
                "change the header if they are wanted", "", times=self._ignored,
            )  # fmt: skip
        self._elements.tell()

    def _row(self, locator: str, cells: list[str]) -> None:
        if len(cells) > self._width and not any(cells[self._width :]):
            del cells[self._width :]
        if len(cells) != self._width:
            self._elements.set_aside(
                locator, "wrong_number_of_cells", f"{len(cells)} cells where the header has {self._width}", ""
            )
            return
        if cells == self._header:
            _rows.repeated_header(locator, self._build)
            return
        self._ignored += sum(1 for column in self._unread if cells[column.place])
        if self._starts and self._ends and (not self._ids or any(cells[c.place] for c in (*self._starts, *self._ends))):
            self._relationship(locator, cells)
        else:
            self._node(locator, cells)

    def _node(self, locator: str, cells: list[str]) -> None:
        said: Pairs = [("labels", ";".join(labels))] if (labels := _texts(self._labels, cells)) else []
        said += [(column.title, cells[column.place]) for column in self._ids if column.title]
        said += self._said(locator, cells)
        self._elements.node(locator, _native_id(self._ids, cells), said, otherwise=self._otherwise)

    def _relationship(self, locator: str, cells: list[str]) -> None:
        ends = (_native_id(self._starts, cells), _native_id(self._ends, cells))
        said: Pairs = [("kind", kind) for kind in _texts(self._types, cells)] + self._said(locator, cells)
        self._elements.edge(locator, ends, said, native_id=_native_id(self._ids, cells))

    def _said(self, locator: str, cells: list[str]) -> Pairs:
        said: Pairs = []
        for place, title, kind, many, _ in self._values:
            text = cells[place]
            if not text:
                continue
            parts = [part for part in text.split(";") if part] if many else [text]
            said += [(title, part) for part in parts]
            if kind in _NUMERIC:
                odd = sum(number(part) is None for part in parts)
            elif kind == "boolean":
                odd = sum(part.lower() not in _BOOLEAN for part in parts)
            else:
                continue
            if odd and property_name(title) != "weight":  # told of in its own words
                self._elements.count(
                    "type_differs", "values that are not of the type their column declares; kept as text",
                    "correct the export", locator, field=property_name(title), times=odd,
                )  # fmt: skip
        return said


def _columns(titles: Sequence[str] | Iterator[str]) -> list[_Column]:
    found = []
    for place, title in enumerate(titles):
        match = _TITLE.fullmatch(title)
        name, word = (match["name"], match["type"]) if match is not None else (title, "string")
        many = match is not None and (match["many"] or match["m"]) is not None
        space = (match["space"] or "") if match is not None else ""
        if name in _APOC and word.upper() not in _OWN - {"ID", "LABEL"}:
            found.append(_Column(place, "", _APOC[name], many, space))
        else:
            found.append(_Column(place, name, word if word in _OWN else word.lower(), many, space))
    return found


def _is_header(columns: Sequence[_Column]) -> bool:
    types = {column.type for column in columns}
    titled = {column.title for column in columns if column.type == "ID"}
    bare = types >= {"ID"} and (len(columns) == 1 or bool(types - {"ID"}) or bool(titled))
    return bare or types >= _ENDS


def _spoken(column: _Column) -> Iterator[str]:
    """Give the kind that an id space or the name of an id column speaks of: `(Person)`, `personId`."""
    for name in (column.space, column.title):
        word = re.sub(r"[-_ ]?id$", "", name, flags=re.IGNORECASE)
        one = re.sub(r"ies$", "y", word).removesuffix("s")
        kind = kind_of(word) or kind_of(one)
        if kind is not None:
            yield kind


def _native_id(columns: Sequence[_Column], cells: list[str]) -> str:
    texts = [f"{c.space}:{cells[c.place]}" if c.space else cells[c.place] for c in columns if cells[c.place]]
    return "|".join(texts) if len(texts) == len(columns) else ""


def _texts(columns: Sequence[_Column], cells: list[str]) -> list[str]:
    return [cells[column.place] for column in columns if cells[column.place]]
