"""FollowTheMoney statements: one value of one property, as one dataset says it, a row.

Publisher
    OpenSanctions (`statements.csv`), nomenklatura and whoever exports from them.
Channel
    CSV in UTF-8; columns are read by name, their order and presence vary.
    The same table as a sheet of a workbook or as Parquet is known by its titles too.
Unit counted
    Statement: one row below the header. A row without entity, property, schema or value is set aside with its number; a
    row repeated word for word is a duplicate.
Identity
    `canonical_id`, else `entity_id`, within the file, as in the FollowTheMoney loader. Values that name an entity by
    the id it had in its dataset are led to its canonical id.
Handling
    None in the format: what the case or the mapping states for the file.

Reading
-------
=======================================  =============================================================================
column                                   becomes
=======================================  =============================================================================
`dataset`                                originator of the record: each statement is a record of its own
`schema`                                 kind; where statements of one entity differ, the most specific one, and each
                                         is a claim `source_type`; an unknown schema gives a Concept and is counted
`prop`, `value`                          the claim, named as in the FollowTheMoney loader
`prop` of an edge schema                 statements of a tie (Ownership, Family …) are put together: its ends are the
                                         link, dates, amount and role its columns, every statement a record of it.
                                         Several ends on one side give one link each (`id`, `id#2`)
`holder`, `caller`, `entity` of a node   a link, as in the FollowTheMoney loader
`prop` = `id`                            that the dataset holds the entity; its value is a checksum
`entity_id`                              claim `referent` where it is not the canonical id, once each
`original_value`, `lang`, `origin`       claims of the same record: statement.original_value, statement.lang,
                                         statement.origin
`external`                               claim statement.external where true: a candidate of an enrichment, not the
                                         dataset's own
`first_seen`, `last_seen`                dataset_first_seen, dataset_last_seen: when the dataset held the statement
others                                   claims statement.<title>
=======================================  =============================================================================

All statements of a tie without one of its ends are set aside: it ties nothing.

Left out, counted: `id` (a hash of the other columns), `prop_type` (follows from schema and property), checksums.

Traps
-----
Statements of one entity need not stand together; schemata of one entity differ between datasets; a name said by five
datasets is five statements, and one name.

References: followthemoney.tech, statement-based data model; OpenSanctions, statement data.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final

from netintel.errors import FileRejectedError
from netintel.loaders import _ftm_schema as ftm_schema
from netintel.loaders import _header
from netintel.loaders._ftm_schema import COLUMN_OF, EDGES, HELD_DOCUMENTS, KINDS, OF_HOLDER, Plans, Reference
from netintel.loaders._row_blocks import twice
from netintel.loaders._rows import Sheet
from netintel.loaders._source import Head, Source
from netintel.model.builder import Builder

NAME: Final = "ftm_statements"
TITLE: Final = "FollowTheMoney statements (CSV)"
PUBLISHER: Final = "OpenSanctions"
UNIT: Final = "statement"
IDS: Final = "file"

_NEEDED: Final = frozenset({"prop", "schema", "value", "dataset"})
_GENERAL: Final = {"Thing": 0, "Interval": 0, "Asset": 1, "LegalEntity": 1, "Interest": 1, "Organization": 2}
_BESIDE: Final = {
    "original_value": "statement.original_value",
    "lang": "statement.lang",
    "origin": "statement.origin",
    "first_seen": "dataset_first_seen",
    "last_seen": "dataset_last_seen",
}
_OWN: Final = frozenset({"canonical_id", "entity_id", "prop", "prop_type", "schema", "value", "dataset", "id"})
_FALSE: Final = frozenset({"", "0", "f", "false", "n", "no"})
_WORD = re.compile(r"[A-Z][A-Za-z]{1,40}")

Row = dict[str, str]


@dataclass(slots=True)
class _Tie:
    """What the statements of one tie say together."""

    schema: str
    sources: dict[str, None] = field(default_factory=dict)
    targets: dict[str, None] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)


def sniff(head: Head) -> bool:
    """Return whether the first line titles the columns of statements."""
    return head.header.knows == NAME


def recognises(titles: Sequence[str]) -> bool:
    """Return whether these are titles of statements."""
    return _NEEDED.issubset(titles) and not {"canonical_id", "entity_id"}.isdisjoint(titles)


def read(source: Source, build: Builder) -> None:
    """Read the statements."""
    read_rows(_header.sheet(source, build), source, build)


def read_rows(sheet: Sheet, source: Source, build: Builder) -> None:
    """Read the rows twice: what the ties and entities are, then every statement."""
    if not set(sheet.header) >= _NEEDED:
        raise FileRejectedError("no_header", "the first row does not title statements", "ask for the file again")
    reader = _Reader(build)
    first, sheet = twice(sheet)
    for _, row in _statements(first):
        reader.learn(row)
    reader.settle()
    for locator, row in _statements(sheet):
        reader.read(locator, row)
    reader.tell()


def _statements(sheet: Sheet) -> Iterator[tuple[str, Row]]:
    for locator, cells in sheet.rows:
        yield locator, dict(zip(sheet.header, cells, strict=True))


def _key(row: Row) -> str:
    return row.get("canonical_id") or row.get("entity_id") or ""


class _Reader:
    """The state of reading one file: what its entities are, and the ties that are put together."""

    def __init__(self, build: Builder) -> None:
        self._build = build
        self._plans = Plans()
        self._schema: dict[str, str] = {}
        self._canonical: dict[str, str] = {}
        self._ties: dict[str, _Tie] = {}
        self._said_of_ties: list[tuple[str, str, str]] = []
        self._holders: dict[str, dict[str, None]] = {}
        self._referents: set[tuple[str, str]] = set()
        self._types: set[tuple[str, str]] = set()
        self._linked: set[str] = set()
        self._unknown: dict[str, set[str]] = {}
        self._left: Counter[str] = Counter()

    # First: what there is ----------------------------------------------------------------------------------------

    def learn(self, row: Row) -> None:
        """Learn of the entity that a statement speaks of."""
        key, schema, prop, value = _key(row), row["schema"], row["prop"], row["value"]
        if not (key and schema and prop and value):
            return
        if row.get("entity_id") and row["entity_id"] != key:
            self._canonical[row["entity_id"]] = key
        known = self._schema.get(key)
        if known is None or _rank(schema) > _rank(known):
            self._schema[key] = schema
        if schema in EDGES:
            self._said_of_ties.append((key, prop, value))
        elif schema in HELD_DOCUMENTS and prop == "holder":
            self._holders.setdefault(key, {})[value] = None

    def settle(self) -> None:
        """Put the ties together, when all ids are known."""
        for key, prop, value in self._said_of_ties:
            tie = self._ties.setdefault(key, _Tie(self._schema[key]))
            edge = EDGES.get(tie.schema)
            if edge is None:
                continue
            column = COLUMN_OF.get(prop)
            if prop in (edge.source, edge.target):
                ends = tie.sources if prop == edge.source else tie.targets
                ends[self._canonical.get(value, value)] = None
            elif column is not None:
                tie.columns.setdefault(column, value)
        for key, prop, value in self._said_of_ties:  # accounts are the ends of a payment that names no payer
            tie = self._ties[key]
            edge = EDGES.get(tie.schema)
            if edge is not None and prop == edge.source_else and not tie.sources:
                tie.sources[self._canonical.get(value, value)] = None
            elif edge is not None and prop == edge.target_else and not tie.targets:
                tie.targets[self._canonical.get(value, value)] = None
        self._said_of_ties = []

    # Then: every statement ---------------------------------------------------------------------------------------

    def read(self, locator: str, row: Row) -> None:
        """Read one statement."""
        key = _key(row)
        missing = next((title for title in ("schema", "prop", "value") if not row[title]), None if key else "entity_id")
        if missing is not None or not key:
            field_ = missing if key else "entity_id"
            what = f"a statement without {field_}: of whom it speaks, or what it says, is not told"
            self._build.quarantine(locator, "incomplete_statement", what, "ask for the row again", field_ or "")
            return
        tie = self._ties.get(key)
        edge = EDGES.get(self._schema[key])
        if tie is not None and edge is not None and not (tie.sources and tie.targets):
            end = edge.target if tie.sources else edge.source
            what = f"a statement about a tie ({tie.schema}) of which no statement names the {end}"
            self._build.quarantine(locator, "missing_end", what, "ask for all statements of the tie", end)
            return
        canonical = "\x1f".join(row.values()).encode()
        if not self._build.record(locator, canonical, originator=row["dataset"] or None):
            return
        self._left.update(title for title in ("id", "prop_type") if row.get(title))
        if tie is not None and edge is not None:
            self._tie(key, tie, row)
        else:
            self._node(key, row)

    def _beside(self, key: str, row: Row) -> Iterator[tuple[str, str]]:
        """Give what a row says beside its value."""
        entity = row.get("entity_id", "")
        if entity and entity != key and (key, entity) not in self._referents:
            self._referents.add((key, entity))
            yield "referent", entity
        for title, cell in row.items():
            if not cell or title in _OWN:
                continue
            if title == "external":
                if cell.lower() not in _FALSE:
                    yield "statement.external", "true"
            else:
                yield _BESIDE.get(title, f"statement.{title or 'untitled'}"), cell

    def _source_type(self, key: str, row: Row, kind: str) -> Iterable[tuple[str, str]]:
        schema = row["schema"]
        if schema == kind or (key, schema) in self._types:
            return ()
        self._types.add((key, schema))
        return (("source_type", schema),)

    def _node(self, key: str, row: Row) -> None:
        schema, prop, value = self._schema[key], row["prop"], row["value"]
        kind = KINDS.get(schema)
        if kind is None:
            self._unknown.setdefault(schema, set()).add(key)
            kind = "Concept"
        said = [*self._source_type(key, row, kind), *self._beside(key, row)]
        how = self._plans[schema][prop] if prop != "id" else ()
        if prop == "id":
            self._left["value of id"] += 1
        elif isinstance(how, Reference):
            other = self._canonical.get(value, value)
            source, target = (other, key) if how.inward else (key, other)
            self._build.link(source, target, how.kind, role=how.role)
        else:
            said += [(name, value) for name in ((how,) if isinstance(how, str) else how)]
        self._build.entity(key, kind, said)
        if schema in HELD_DOCUMENTS:
            for name, text in said:
                if name in OF_HOLDER:
                    for holder in self._holders.get(key, ()):
                        self._build.claim(self._canonical.get(holder, holder), name, text)

    def _tie(self, key: str, tie: _Tie, row: Row) -> None:
        edge, prop, value = EDGES[tie.schema], row["prop"], row["value"]
        end = self._canonical.get(value, value)
        said = [*self._source_type(key, row, tie.schema), *self._beside(key, row)]
        column = COLUMN_OF.get(prop)
        own: dict[str, Any] = {}
        if prop == "id":
            self._left["value of id"] += 1
        elif column is not None:
            own = {column: value}
        elif prop not in (edge.source, edge.target) and end not in {**tie.sources, **tie.targets}:
            said.append((ftm_schema.snake(prop), value))
        for number, (source, target) in enumerate(product(tie.sources, tie.targets), 1):
            if (prop == edge.source and end != source) or (prop == edge.target and end != target):
                continue
            native = key if number == 1 else f"{key}#{number}"
            self._link(native, source, target, tie, own, said)

    def _link(
        self, native: str, source: str, target: str, tie: _Tie, own: dict[str, Any], said: list[tuple[str, str]]
    ) -> None:
        """Say the link, with all its columns where it is said first, with the row's own later."""
        first = native not in self._linked
        self._linked.add(native)
        columns = tie.columns if first else own
        if first:
            said = [*said, *((name, text) for name, text in own.items() if tie.columns.get(name) != text)]
        self._build.link(
            source,
            target,
            tie.schema,
            native_id=native,
            directed=EDGES[tie.schema].directed,
            role=columns.get("role"),
            first=columns.get("first"),
            last=columns.get("last"),
            amount=columns.get("amount"),
            currency=columns.get("currency"),
            claims=said,
        )

    def tell(self) -> None:
        """Tell once a file what was met on the way."""
        warn = self._build.warn
        for schema, keys in sorted(self._unknown.items()):
            shown = f"schema {schema!r}" if _WORD.fullmatch(schema) else "a schema of an odd name"
            what = f"{shown} is not in FollowTheMoney as netintel knows it; {len(keys)} entities taken as Concept"
            warn("unknown_schema", what, "nothing is lost", field="schema", locator="")
        if self._left:
            listed = ", ".join(f"{title} {n}" for title, n in sorted(self._left.items()))
            warn("left_out", f"left out, they follow from the rest: {listed}", "nothing to do", locator="")


def _rank(schema: str) -> int:
    return _GENERAL.get(schema, 3)
