"""Turns many rows at once into entities and links as a block of the mapping language says.

Says what `_table_rows.RowReader` says of the same rows. Rows in which the same keys are missing say the same things of
the same entities, so that each such group is said column by column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.loaders._graph_words import number
from netintel.loaders._mapping import Block, EntityRule, LinkRule, Value
from netintel.loaders._repeats import Repeats
from netintel.loaders._row_blocks import Batch
from netintel.loaders._table_words import FALSE, KINDS, is_directed, link_kind, own_name, read_marks
from netintel.model._columns import Said, Ties
from netintel.model.builder import Builder

Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
Claims = list[tuple[str, Rows, pa.Array]]
"""Property, in which rows it stands, and the texts; none is empty."""

_COLUMNS: Final = {
    "date": "first", "first": "first", "last": "last", "amount": "amount", "currency": "currency", "weight": "weight",
    "role": "role",
}  # fmt: skip
_READ: Final[dict[type, frozenset[str]]] = {
    Value: frozenset({"columns", "literal", "split", "join"}),
    EntityRule: frozenset({"kind", "key", "literal_key", "prefix", "properties"}),
    LinkRule: frozenset({"kind", "source", "target", "directed", "properties"}),
    Block: frozenset(
        {"entities", "links", "sheet", "encoding", "delimiter", "header_row", "order", "decimal"}
        | {"defaults", "record", "filters", "footer_rows", "stated", "drop"}
    ),
}


def is_columnar(block: Block) -> bool:
    """Return whether nothing in a block asks for rows one by one: a word not known here, two values of one column."""
    rules: list[EntityRule | LinkRule] = [*block.entities.values(), *block.links]
    values = [value for rule in rules for _, value in rule.properties]
    values += [*(rule.kind for rule in rules), *(link.directed for link in block.links), *block.record.values()]
    if not all(_is_known(thing) for thing in (block, *rules, *values)) or len(block.entities) > 60:
        return False
    for link in block.links:
        filled = [(_COLUMNS[prop], value) for prop, value in link.properties if prop in _COLUMNS]
        if len({column for column, _ in filled}) < len(filled) or not all(_is_single(value) for _, value in filled):
            return False
    return True


def _is_known(thing: Any) -> bool:
    """Whether a rule says nothing but what is read here; the language may grow."""
    others = (field for field in fields(thing) if field.name not in _READ[type(thing)])
    return all(field.default is not MISSING and getattr(thing, field.name) == field.default for field in others)


def _is_single(value: Value) -> bool:
    return value.literal is not None or value.join is not None or (value.split is None and len(value.columns) == 1)


@dataclass(frozen=True)
class _Part:
    """Rows with their records, and the native id of each entity, None where the rows make none."""

    batch: Batch
    records: Rows
    ids: list[pa.Array]

    def of(self, wanted: Mask) -> _Part:
        if wanted.all():
            return self
        keep = pa.array(wanted)
        return _Part(self.batch.of(wanted), self.records[wanted], [column.filter(keep) for column in self.ids])


class BatchReader:
    """Reads batches of the rows of one table.

    Attributes
    ----------
    left_out : int
        Rows that do not pass the block's filter.
    kinds : Counter
        Kinds of entities outside the vocabulary, and of how many entities each was said.
    """

    def __init__(self, block: Block, header: tuple[str, ...], said: Mapping[str, str], build: Builder) -> None:
        self._block, self._header, self._said, self._build = block, header, said, build
        self._place = {title: place for place, title in enumerate(header)}
        self._names = list(block.entities)
        self._entities = list(block.entities.values())
        self._repeats = Repeats()
        named = {self._place[column] for columns in (*self._taken(), self._in_marks()) for column in columns}
        self._rest = [
            (own_name(title) if title else "untitled", place)
            for untitled in (False, True)
            for place, title in enumerate(header)
            if place not in named and bool(title) is not untitled and not block.drop
        ]
        self.left_out, self.kinds = 0, Counter[str]()
        self._described: list[tuple[Rows, int, Rows, list[str]]] = []

    def read(self, batch: Batch) -> None:
        """Read rows in their order in the file."""
        ids = [self._ids(rule, batch) for rule in self._entities]
        sound, pattern = self._with_keys(batch, ids)
        batch, ids, pattern = batch.of(sound), [i.filter(pa.array(sound)) for i in ids], pattern[sound]
        marks = self._marks(batch)
        fresh = self._repeats.fresh(batch.texts)
        self._build.repeated(int((~fresh).sum()))
        if not fresh.any():
            return
        keep = pa.array(fresh)
        batch, ids, pattern = batch.of(fresh), [i.filter(keep) for i in ids], pattern[fresh]
        marks = {key: text.filter(keep) if isinstance(text, pa.Array) else text for key, text in marks.items()}
        records = self._build.records(batch.locators(), marks.pop("originator", None), **marks)
        passing = self._passing(batch)
        self.left_out += int((~passing).sum())
        part = _Part(batch, records, ids)
        for missing in np.unique(pattern[passing]).tolist():
            self._take(part.of(passing & (pattern == missing)), missing)
        self._describe()

    # Which rows are records ---------------------------------------------------------------------------------------

    def _ids(self, rule: EntityRule, batch: Batch) -> pa.Array:
        if rule.literal_key is not None:
            return pa.repeat(pa.scalar(rule.prefix + rule.literal_key, pa.string()), len(batch))
        keys = [batch.columns[self._place[column]] for column in rule.key]
        any_text = _any([_filled(key) for key in keys], len(batch))
        joined = pc.binary_join_element_wise(*keys, "|") if len(keys) > 1 else keys[0]
        named = pc.binary_join_element_wise(rule.prefix, joined, "") if rule.prefix else joined
        return named if any_text.all() else pc.if_else(pa.array(any_text), named, pa.scalar(None, pa.string()))

    def _with_keys(self, batch: Batch, ids: list[pa.Array]) -> tuple[Mask, Rows]:
        """Set rows aside that hold text which a missing key would lose; return the others, and what each lacks."""
        pattern = np.zeros(len(batch), np.int64)
        for place, native_ids in enumerate(ids):
            pattern |= native_ids.is_null().to_numpy(zero_copy_only=False).astype(np.int64) << place
        aside = np.zeros(len(batch), bool)
        fields_ = np.zeros(len(batch), np.int64)
        passing = self._passing(batch)
        for missing in np.unique(pattern[pattern > 0]).tolist():
            made = [not missing >> place & 1 for place in range(len(ids))]
            lost = [_filled(batch.columns[place]) for place in self._losable(made)] if any(made) else []
            of_pattern = pattern == missing
            aside |= of_pattern & passing & (_any(lost, len(batch)) if any(made) else True)
            fields_[of_pattern] = made.index(False)
        for row in np.flatnonzero(aside).tolist():
            self._build.quarantine(
                f"row {batch.lines[row]}", "missing_key",
                "the row does not say of whom it speaks: the cells of a key are empty",
                "add the key in the export, or ask for the row again", self._entities[fields_[row]].key[0],
            )  # fmt: skip
        return ~aside, pattern

    def _taken(self) -> list[set[str]]:
        """Return the columns of each entity, then of each link."""
        entities = [set(rule.key) | _columns([rule.kind, *_values(rule)]) for rule in self._entities]
        return entities + [_columns([rule.kind, rule.directed, *_values(rule)]) for rule in self._block.links]

    def _losable(self, made: list[bool]) -> list[int]:
        ends = ((self._names.index(link.source), self._names.index(link.target)) for link in self._block.links)
        parts = list(zip(self._taken(), [*made, *(made[a] and made[b] for a, b in ends)], strict=True))
        taken = set().union(*(columns for columns, is_made in parts if is_made))
        lost = set().union(*(columns - taken for columns, is_made in parts if not is_made))
        return [self._place[column] for column in lost]

    def _in_marks(self) -> set[str]:
        return _columns(self._block.record.values()) | {one.column for one in self._block.filters}

    def _passing(self, batch: Batch) -> Mask:
        passing = np.ones(len(batch), bool)
        for one in self._block.filters:
            among = pc.is_in(batch.columns[self._place[one.column]], pa.array(one.texts, pa.string()))
            passing &= among.to_numpy(zero_copy_only=False) == one.wanted
        return passing

    def _marks(self, batch: Batch) -> dict[str, Any]:
        texts = {key: self._joined(value, batch, "; ") for key, value in self._block.record.items()}
        return read_marks(texts, self._said, batch, self._build)

    # What they say ------------------------------------------------------------------------------------------------

    def _take(self, part: _Part, missing: int) -> None:
        made = [not missing >> place & 1 for place in range(len(self._entities))]
        codes: dict[int, Rows] = {}
        said: list[Said] = []
        rest = [(name, *_texts(part.batch.columns[place])) for name, place in self._rest]
        ends = [(self._names.index(link.source), self._names.index(link.target)) for link in self._block.links]
        ties = [(link, *end) for link, end in zip(self._block.links, ends, strict=True) if all(made[e] for e in end)]
        for place, rule in enumerate(self._entities):
            if not made[place] or (not rule.properties and ties):
                continue
            claims = self._claims(rule.properties, part.batch)
            if not ties:
                claims, rest = claims + rest, []
            codes[place] = self._coded(part, place)
            claims += self._kind(rule, place, part, codes[place])
            said += self._typed(claims, codes[place], part)
        for link, source, target in ties:
            for end in (source, target):
                codes[end] = self._coded(part, end) if end not in codes else codes[end]
            said += self._tie(link, codes[source], codes[target], part, rest)
            rest = []
        self._build.say(said)

    def _coded(self, part: _Part, place: int) -> Rows:
        words = part.ids[place].dictionary_encode()
        found: Rows = self._build.codes(words.dictionary.to_pylist())[words.indices.to_numpy()]
        return found

    def _kind(self, rule: EntityRule, place: int, part: _Part, codes: Rows) -> Claims:
        """Note the kind of each entity; return the words that are no kinds."""
        texts = self._joined(rule.kind, part.batch, "")
        words = texts.dictionary_encode()
        read = [KINDS.get(word.lower(), "Concept" if word else "Person") for word in words.dictionary.to_pylist()]
        strange = [bool(word) and word.lower() not in KINDS for word in words.dictionary.to_pylist()]
        _, first = np.unique(codes, return_index=True)
        of = words.indices.to_numpy()
        self._described.append((part.records[first], place, codes[first], [read[of[row]] for row in first.tolist()]))
        rows = np.flatnonzero(np.array(strange, bool)[of])
        self.kinds.update(texts.take(pa.array(rows)).to_pylist())
        return [("source_type", rows, texts.take(pa.array(rows)))]

    def _describe(self) -> None:
        """Tell the kinds in the order of the rows: the first word counts."""
        told = [
            (record, place, code, kind)
            for records, place, codes, kinds in self._described
            for record, code, kind in zip(records.tolist(), codes.tolist(), kinds, strict=True)
        ]
        self._described = []
        told.sort()
        self._build.describe((code for _, _, code, _ in told), (kind for *_, kind in told))

    def _typed(self, claims: Claims, subjects: Rows, part: _Part, *, on_link: bool = False) -> list[Said]:
        said = []
        for prop, rows, texts in claims:
            if not len(rows):
                continue
            values = self._build.canonical(prop, texts)
            self._warn(prop, rows, texts, values, part.batch)
            said.append(Said(prop, subjects[rows], part.records[rows], texts, values, on_link))
        return said

    def _warn(self, field: str, rows: Rows, texts: pa.Array, values: pa.Array, batch: Batch, kind: str = "") -> None:
        if values.null_count:
            null = values.is_null()  # several in a row where a cell holds several values
            at = batch.locators().take(pa.array(rows[null.to_numpy(zero_copy_only=False)]))
            self._build.not_understood(field, texts.filter(null), at, kind)

    def _tie(self, link: LinkRule, sources: Rows, targets: Rows, part: _Part, rest: Claims) -> list[Said]:
        batch = part.batch
        columns: dict[str, Any] = {}
        claims = list(rest)
        for prop, value in link.properties:
            column = _COLUMNS.get(prop)
            if column is None:
                claims += self._claims(((prop, value),), batch)
            else:
                rows, texts = _texts(self._joined(value, batch, ""))
                columns[column], more = self._column(column, rows, texts, batch)
                claims += more
        kinds = self._joined(link.kind, batch, "")
        kind = _words(kinds, link_kind, pa.string())
        ways = self._joined(link.directed, batch, "")
        stated = _words(ways, lambda way: way.lower() not in FALSE if way else None, pa.bool_())
        directed = pc.coalesce(stated, _words(kinds, is_directed, pa.bool_()))
        ties = self._build.tie(Ties(kind, sources, targets, part.records, directed, **columns))
        return self._typed(claims, ties, part, on_link=True)

    def _column(self, column: str, rows: Rows, texts: pa.Array, batch: Batch) -> tuple[pa.Array, Claims]:
        """Return a column of links, null where a row says nothing there, and the texts that it does not say."""
        read: pa.Array = texts
        claims: Claims = []
        if column in ("amount", "weight") and self._block.decimal == ",":
            claims.append((f"{column}_text", rows, texts))
            texts = pc.replace_substring(pc.replace_substring(texts, ".", ""), " ", "")
            texts = pc.replace_substring(texts, ",", ".")
        if column in ("first", "last"):
            read = self._build.dates(texts)
            unlike = pc.fill_null(pc.not_equal(read, texts), True)
            claims.append((f"{column}_text", *_where(rows, texts, unlike)))
            self._warn(column, rows, texts, read, batch, "date")
        elif column == "amount":
            exact = self._build.amounts(texts)
            odd_rows, odd = _where(rows, texts, exact.is_null())
            claims.append(("amount_text", odd_rows, odd))
            rounded = self._build.rounded(odd)
            self._warn("amount", odd_rows, odd, rounded, batch, "amount")
            read = pc.replace_with_mask(exact, exact.is_null(), rounded)
        elif column == "weight":
            read = _words(texts, number, pa.float64())
            odd_rows, odd = _where(rows, texts, read.is_null())
            claims.append(("weight_text", odd_rows, odd))
            for row in odd_rows.tolist():
                self._build.warn(*NO_WEIGHT, field="weight", locator=f"row {batch.lines[row]}")
        return _spread(rows, read, len(batch)), claims

    # Values -------------------------------------------------------------------------------------------------------

    def _claims(self, properties: Iterable[tuple[str, Value]], batch: Batch) -> Claims:
        return [(prop, rows, texts) for prop, value in properties for rows, texts in self._each(value, batch)]

    def _each(self, value: Value, batch: Batch) -> list[tuple[Rows, pa.Array]]:
        """Return the values of rows, no empty one: in which row each stands."""
        if value.split is None or value.join is not None or value.literal is not None:
            return [_texts(column) for column in self._whole(value, batch)]
        return [_parted(batch.columns[self._place[column]], value.split) for column in value.columns]

    def _whole(self, value: Value, batch: Batch) -> list[pa.Array]:
        if value.literal is not None:
            return [pa.repeat(pa.scalar(value.literal, pa.string()), len(batch))]
        columns = [batch.columns[self._place[column]] for column in value.columns]
        return columns if value.join is None else [_joined_texts(columns, value.join)]

    def _joined(self, value: Value, batch: Batch, between: str) -> pa.Array:
        """Return all values of each row as one text."""
        if value.split is None or value.join is not None or value.literal is not None:
            columns = self._whole(value, batch)
            return columns[0] if len(columns) == 1 else _joined_texts(columns, between)
        parted = [_rejoined(batch.columns[self._place[column]], value.split, between) for column in value.columns]
        return parted[0] if len(parted) == 1 else _joined_texts(parted, between)


NO_WEIGHT: Final = (
    "weight_not_understood",
    "a weight that is no number; the text is kept, no weight is set",
    "state the decimal sign in the mapping, or correct the export",
)


def _values(rule: EntityRule | LinkRule) -> list[Value]:
    return [value for _, value in rule.properties]


def _columns(values: Iterable[Value]) -> set[str]:
    return {column for value in values for column in value.columns}


def _filled(column: pa.Array) -> Mask:
    filled: Mask = pc.not_equal(column, "").to_numpy(zero_copy_only=False)
    return filled


def _any(masks: list[Mask], size: int) -> Mask:
    return np.logical_or.reduce(masks) if masks else np.zeros(size, bool)


def _texts(column: pa.Array) -> tuple[Rows, pa.Array]:
    filled = _filled(column)
    return np.flatnonzero(filled), column if filled.all() else column.filter(pa.array(filled))


def _where(rows: Rows, texts: pa.Array, mask: pa.Array) -> tuple[Rows, pa.Array]:
    return rows[mask.to_numpy(zero_copy_only=False).astype(bool)], texts.filter(mask)


def _parted(column: pa.Array, mark: str) -> tuple[Rows, pa.Array]:
    rows, texts = _texts(column)
    parts = pc.split_pattern(texts, mark)
    place, flat = pc.list_parent_indices(parts).to_numpy(), pc.utf8_trim_whitespace(parts.flatten())
    within, kept = _texts(flat)
    return rows[place[within]], kept


def _rejoined(column: pa.Array, mark: str, between: str) -> pa.Array:
    return _words(column, lambda text: between.join(p for part in text.split(mark) if (p := part.strip())), pa.string())


def _joined_texts(columns: list[pa.Array], between: str) -> pa.Array:
    if not columns:
        raise ValueError("a value without columns")
    known = [pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column) for column in columns]
    return pc.binary_join_element_wise(*known, between, null_handling="skip")


def _words(texts: pa.Array, read: Callable[[str], Any], kind: pa.DataType) -> pa.Array:
    """Return what is read of each text; a text that occurs often is read once."""
    words = texts.dictionary_encode()
    return pa.array([read(word) for word in words.dictionary.to_pylist()], kind).take(words.indices)


def _spread(rows: Rows, values: pa.Array, size: int) -> pa.Array:
    if len(rows) == size:
        return values
    place = np.full(size, -1)
    place[rows] = np.arange(len(rows))
    return values.take(pa.array(place, mask=place < 0))
