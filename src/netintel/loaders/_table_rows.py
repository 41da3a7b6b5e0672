"""Turns rows into entities and links as a block of the mapping language says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

import msgspec

from netintel.errors import FileRejectedError
from netintel.loaders import _written
from netintel.loaders._date_format import DateFormat
from netintel.loaders._graph_words import number
from netintel.loaders._mapping import Block, EntityRule, LinkRule, Value
from netintel.loaders._row_blocks import Delimited
from netintel.loaders._table_batches import BatchReader, is_columnar
from netintel.loaders._table_words import FALSE, KINDS, is_directed, link_kind, mark, own_name, refuse_classified
from netintel.model.builder import Builder
from netintel.vocab import properties

__all__ = ["RowReader", "is_directed", "link_kind", "own_name", "refuse_classified"]

Cells = list[str]
Pairs = list[tuple[str, str]]
Get = Callable[[Cells], list[str]]
_COLUMNS: Final = ("first", "last", "amount", "currency", "weight", "role")


class _Entity(NamedTuple):
    kind: Get
    key: tuple[int, ...]
    literal: str | None
    prefix: str
    properties: tuple[tuple[str, Get], ...]
    columns: frozenset[int]


class _Link(NamedTuple):
    kind: Get
    source: int
    target: int
    directed: Get
    properties: tuple[tuple[str, Get], ...]
    columns: frozenset[int]
    id: Get | None = None


class RowReader:
    """Reads the rows of one table.

    A row is set aside when it holds text that no entity or link of it takes, because a key is missing: nothing of
    a row is lost without a word. Columns that the block does not name are kept as claims on the row's first link,
    or its first entity, under their own title.
    """

    def __init__(self, block: Block, header: tuple[str, ...], said: Mapping[str, str], build: Builder) -> None:
        self._build, self._said, self._decimal = build, said, block.decimal
        self._block, self._header = block, header
        self._index = {title: place for place, title in enumerate(header)}
        self._header_told = _header_told(block, header)
        self._names = list(block.entities)
        self._entities = [self._entity(rule) for rule in block.entities.values()]
        self._links = [self._link(rule) for rule in block.links]
        self._record = {key: self._mark_of(value) for key, value in block.record.items()}
        self._filters = [(self._place(one.column), one) for one in block.filters]
        named = set().union(*(e.columns for e in self._entities), *(tie.columns for tie in self._links))
        named |= {self._place(column) for value in block.record.values() for column in value.columns}
        named |= {place for place, _ in self._filters}
        self._unnamed = [(own_name(title), p) for p, title in enumerate(header) if p not in named and title]
        self._untitled = [place for place, title in enumerate(header) if not title and place not in named]
        self._dropped = len(self._unnamed) + len(self._untitled) if block.drop else 0
        if block.drop:
            self._unnamed, self._untitled = [], []
        self._left_out, self._kinds, self._undated = 0, Counter[str](), Counter[str]()
        self._misspelt = _misspelt(block)
        self._meaning = repr((header, replace(block, sheet=None, stated=frozenset()))).encode("utf-8", "surrogatepass")
        build.expect(date_order=block.order, default_country=block.defaults.get("default_country"))

    def read(self, rows: Iterable[tuple[str, Cells]]) -> None:
        """Read all rows, and tell what concerns the whole table."""
        if self._block.written and self._filters:
            self._build.warn(
                "for_people_only", "a table that netintel wrote for people and spreadsheets; nothing of it is read",
                "the tables `entities` and `links` beside it hold what is read", locator=self._block.sheet or "",
            )  # fmt: skip
            return
        if isinstance(rows, Delimited) and rows.in_columns and is_columnar(self._block):
            reader = BatchReader(self._block, self._header, self._said, self._build)
            for batch in rows.batches():
                reader.read(batch)
            self._left_out, self._kinds = reader.left_out, reader.kinds
        else:
            for locator, cells in rows:
                self._row(locator, cells)
        self._tell()

    def _row(self, locator: str, cells: Cells) -> None:
        if self._block.written:
            cells = [cell.removeprefix("'") for cell in cells]
        ids = [_native_id(entity, cells) for entity in self._entities]
        passes = all(one.passes(cells[place]) for place, one in self._filters)
        lost = self._lost(ids, cells) if passes else None
        if lost is not None:
            self._build.quarantine(
                locator, "missing_key", "the row does not say of whom it speaks: the cells of a key are empty",
                "add the key in the export, or ask for the row again", lost,
            )  # fmt: skip
            return
        if not self._build.record(locator, self._canonical(cells), **self._marks(locator, cells)):
            return
        if not passes:
            self._left_out += 1
            return
        self._take(ids, cells)

    def _canonical(self, cells: Cells) -> bytes:
        """The same cells mean something else under other headers or another block: they repeat no row there."""
        return self._meaning + msgspec.json.encode(cells)

    def _take(self, ids: list[str | None], cells: Cells) -> None:
        build, rest = self._build, [(name, cells[place]) for name, place in self._unnamed if cells[place]]
        rest += [("untitled", cells[place]) for place in self._untitled if cells[place]]
        ties = [link for link in self._links if ids[link.source] and ids[link.target]]
        for native_id, entity in zip(ids, self._entities, strict=True):
            if native_id is None or (not entity.properties and ties):
                continue
            claims = [(prop, value) for prop, get in entity.properties for value in get(cells)]
            if not ties:
                claims, rest = claims + rest, []
            claims, references = self._beside(claims)
            build.entity(native_id, self._kind("".join(entity.kind(cells)), claims), claims)
            for prop, target in references:
                build.reference(native_id, prop, target)
        for link in ties:
            self._tie(link, str(ids[link.source]), str(ids[link.target]), cells, rest)
            rest = []

    def _tie(self, link: _Link, source: str, target: str, cells: Cells, rest: list[tuple[str, str]]) -> None:
        columns: dict[str, Any] = {}
        claims = list(rest)
        status = "recorded"
        for prop, get in link.properties:
            values = [value for value in get(cells) if value]
            column = "first" if prop == "date" else prop
            if values and column == "role":
                columns[column] = "; ".join(values)
            elif values and column in _COLUMNS and column not in columns:
                columns[column], *values = values
                claims += [(prop, value) for value in values]
            else:
                claims += [(prop, value) for value in values]
        self._numbers(columns, claims)
        kind = "".join(link.kind(cells))
        way = "".join(link.directed(cells)).lower()
        directed = way not in FALSE if way else is_directed(kind)
        native_id = "".join(link.id(cells)) or None if link.id is not None else None
        if self._block.written and ("status", "inferred") in claims:
            claims.remove(("status", "inferred"))
            status = "inferred"
        claims, references = self._beside(claims)
        if self._block.written:
            claims = _written.lift(claims, columns)
        self._build.link(
            source, target, kind if self._block.written else link_kind(kind), native_id=native_id, directed=directed,
            status=status, claims=claims, references=references, **columns,
        )  # fmt: skip

    def _beside(self, claims: Pairs) -> tuple[Pairs, Pairs]:
        """Take apart what netintel writes as JSON in tables of its own: further claims, and references."""
        if not self._block.written:
            return claims, []
        found: dict[str, Pairs] = {"": [], "claims": [], "references": []}
        for prop, text in claims:
            told = _written.pairs(text) if prop in ("claims", "references") else None
            found["" if told is None else prop] += [(prop, text)] if told is None else told
        return [*found[""], *found["claims"]], found["references"]

    def _numbers(self, columns: dict[str, Any], claims: list[tuple[str, str]]) -> None:
        if self._decimal == ",":
            for column in ("amount", "weight"):
                if column in columns:
                    claims.append((f"{column}_text", columns[column]))
                    columns[column] = columns[column].replace(".", "").replace(" ", "").replace(",", ".")
        if "weight" in columns:
            weight = number(columns["weight"])
            if weight is not None:
                columns["weight"] = weight
            else:
                claims.append(("weight_text", columns.pop("weight")))
                self._build.warn(
                    "weight_not_understood", "a weight that is no number; the text is kept, no weight is set",
                    "state the decimal sign in the mapping, or correct the export", field="weight",
                )  # fmt: skip

    def _kind(self, text: str, claims: list[tuple[str, str]]) -> str:
        known = KINDS.get(text.lower())
        if known is not None:
            return known
        if text == "Unknown" and self._block.written:
            return text
        if text:
            claims.append(("source_type", text))
            self._kinds[text] += 1
            return "Concept"
        return "Person"

    def _lost(self, ids: list[str | None], cells: Cells) -> str | None:
        """Return the title of a key that is missing, where text of the row would be lost by it."""
        missing = [place for place, native_id in enumerate(ids) if native_id is None]
        if not missing:
            return None
        parts = [(entity.columns, made is not None) for entity, made in zip(self._entities, ids, strict=True)]
        parts += [(link.columns, ids[link.source] is not None and ids[link.target] is not None) for link in self._links]
        taken = set().union(*(columns for columns, made in parts if made))
        lost = any(cells[place] for columns, made in parts if not made for place in columns - taken)
        if lost or len(missing) == len(ids):
            return self._header[self._entities[missing[0]].key[0]]
        return None

    def _marks(self, locator: str, cells: Cells) -> dict[str, str | None]:
        marks: dict[str, str | None] = dict(self._said)
        for key, get in self._record.items():
            text = "; ".join(value for value in get(cells) if value)
            if text:
                marks[key] = self._mark(key, text, locator)
        return marks

    def _mark(self, key: str, text: str, locator: str) -> str | None:
        found, warning = mark(key, text)
        if warning is not None:
            self._build.warn(*warning, field=key, locator=locator)
        return self._said.get(key) if found is None else found

    def _tell(self) -> None:
        if self._unnamed:
            titles = ", ".join(name for name, _ in self._unnamed)
            self._build.warn(
                "columns_not_named", f"{len(self._unnamed)} columns are kept under their own title: {titles}",
                "say in a mapping what they mean, if it matters", locator="",
            )  # fmt: skip
        if self._untitled:
            self._build.warn(
                "columns_without_title", f"{len(self._untitled)} columns have no title; kept as `untitled`",
                "give each column a title", locator="",
            )  # fmt: skip
        if self._dropped:
            self._build.warn(
                "columns_dropped",
                f"{self._dropped} columns that the mapping does not name were left out, as it states",
                "name them in the mapping to take them, or state `undeclared: keep`", locator="",
            )  # fmt: skip
        for prop, times in self._undated.items():
            self._build.warn(
                "date_not_in_format", f"{times} dates have not the form that the mapping states; the text is kept",
                "correct `format` or the export", field=prop, locator="",
            )  # fmt: skip
        if self._left_out:
            self._build.warn(
                "filtered", f"{self._left_out} rows do not pass the mapping's filter and say nothing here",
                "remove `filter` from the mapping to take them", locator="",
            )  # fmt: skip
        for name, meant in self._misspelt:
            self._build.warn(
                "unknown_property", f"the mapping's property {name!r} is not in the vocabulary and kept as text",
                f"{meant!r} was perhaps meant", field=name, locator="",
            )  # fmt: skip
        if self._kinds:  # their words are cells, which may hold anything
            self._build.warn(
                "unknown_kind",
                f"{self._kinds.total()} entities of {len(self._kinds)} kinds outside the vocabulary taken as Concept",
                "their words are in the claims `source_type`; use the kinds of netintel.vocab.kinds", field="kind",
                locator="",
            )  # fmt: skip

    def _entity(self, rule: EntityRule) -> _Entity:
        key = tuple(self._place(column) for column in rule.key)
        values = [rule.kind, *(value for _, value in rule.properties)]
        made = self._said_of(rule)
        columns = frozenset(key) | self._places(values)
        return _Entity(self._get(rule.kind), key, rule.literal_key, rule.prefix, made, columns)

    def _link(self, rule: LinkRule) -> _Link:
        named = [rule.id] if rule.id is not None else []
        values = [rule.kind, rule.directed, *named, *(value for _, value in rule.properties)]
        ends = (self._names.index(rule.source), self._names.index(rule.target))
        made = self._said_of(rule)
        native_id = self._get(rule.id) if rule.id is not None else None
        return _Link(self._get(rule.kind), *ends, self._get(rule.directed), made, self._places(values), native_id)

    def _said_of(self, rule: EntityRule | LinkRule) -> tuple[tuple[str, Get], ...]:
        made: list[tuple[str, Get]] = []
        for prop, value in rule.properties:
            get = self._get(value)
            made += self._dated(prop, get, value.date) if value.date is not None else [(prop, get)]
        return tuple(made)

    def _dated(self, prop: str, get: Get, form: DateFormat) -> list[tuple[str, Get]]:
        """Read dates of a stated form; the text as the export has it is kept beside them."""
        read = form.reader(self._block.order)

        def texts(cells: Cells) -> list[str]:
            return [text for text in get(cells) if text]

        def found(cells: Cells) -> list[str]:
            read_of = [read(text) for text in texts(cells)]
            if None in read_of:
                self._undated[prop] += read_of.count(None)
            return [moment for moment in read_of if moment is not None]

        return [(prop, found), (f"{prop}_text", texts)]

    def _places(self, values: Iterable[Value]) -> frozenset[int]:
        return frozenset(self._place(column) for value in values for column in value.columns)

    def _place(self, column: str) -> int:
        if column not in self._index:
            raise FileRejectedError(
                "column_missing",
                f"the mapping names a column {column!r} that the header does not have",
                self._header_told,
            )
        return self._index[column]

    def _mark_of(self, value: Value) -> Get:
        get, scheme = self._get(value), value.scheme
        return (lambda cells: [f"{scheme}:{text}" for text in get(cells) if text]) if scheme else get

    def _get(self, value: Value) -> Get:
        literal, split, places = value.literal, value.split, [self._place(column) for column in value.columns]
        if literal is not None:
            constant = [literal]
            return lambda cells: constant
        if value.join is not None:
            join = value.join
            return lambda cells: [join.join(cells[place] for place in places if cells[place])]
        if split is not None:
            return lambda cells: [part.strip() for place in places for part in cells[place].split(split)]
        if len(places) == 1:
            only = places[0]
            return lambda cells: [cells[only]]
        return lambda cells: [cells[place] for place in places]


def _native_id(entity: _Entity, cells: Cells) -> str | None:
    if entity.literal is not None:
        return entity.prefix + entity.literal
    if len(entity.key) == 1:
        key = cells[entity.key[0]]
        return entity.prefix + key if key else None
    parts = [cells[place] for place in entity.key]
    return entity.prefix + "|".join(parts) if any(parts) else None


def _header_told(block: Block, header: tuple[str, ...]) -> str:
    """Show the header only where the mapping knows a title of it: a table without one begins with somebody's data."""
    said = [pair for entity in block.entities.values() for pair in entity.properties]
    said += [pair for link in block.links for pair in link.properties]
    named = {column for _, value in said for column in value.columns}
    named = named.union(*(entity.key for entity in block.entities.values()))
    if named.isdisjoint(header):
        return "no column of the mapping is in its header; state `header_row` in the mapping, or check the file"
    return f"the header has: {', '.join(header)}"


def _misspelt(block: Block) -> list[tuple[str, str]]:
    """Return the properties of a block that the vocabulary lacks and nearly has, each with the nearest in it."""
    rules: list[EntityRule | LinkRule] = [*block.entities.values(), *block.links]
    known = sorted({*properties.types(), *_COLUMNS})
    strange = sorted({name for rule in rules for name, _ in rule.properties} - set(known))
    near = ((name, get_close_matches(name, known, 1, 0.85)) for name in strange)
    return [(name, found[0]) for name, found in near if found]
