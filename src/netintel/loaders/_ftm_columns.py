"""Many plain FollowTheMoney lines at once, as columns: in a large file nearly all lines are alike.

A block is plain where every line is one JSON object of the usual fields, with lists of texts as properties. Whatever
else a block holds, `plain` says None of it, and it is read line by line. In a plain block single rows may still be
`odd` (a date that is not understood, two payers of one payment): those are read line by line as well, so nothing
that needs words is decided here.
"""

from __future__ import annotations

import io
from collections import defaultdict
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_TEXTS: Final = pa.list_(pa.string())
_FIELDS: Final[dict[str, pa.DataType]] = {
    "id": pa.string(),
    "schema": pa.string(),
    "caption": pa.string(),
    "datasets": _TEXTS,
    "referents": _TEXTS,
    "first_seen": pa.string(),
    "last_seen": pa.string(),
    "last_change": pa.string(),
    "target": pa.bool_(),
}
_AROUND: Final = {
    "first_seen": "dataset_first_seen",
    "last_seen": "dataset_last_seen",
    "last_change": "last_change",
}
_MOST_PROPERTIES: Final = 1000
"""FollowTheMoney has some 400; a file with more is no ordinary one."""

Rows = NDArray[np.int64]


class Column(NamedTuple):
    """One property of some rows of a block: in which row each text stands."""

    rows: Rows
    texts: pa.Array

    def of(self, wanted: NDArray[np.bool_]) -> Column:
        """Return the part that stands in the wanted rows."""
        keep = wanted[self.rows]
        return self if keep.all() else Column(self.rows[keep], self.texts.filter(pa.array(keep)))


class _Names(msgspec.Struct):
    properties: dict[str, msgspec.Raw]


class Block:
    """The columns of a plain block, one row a line."""

    def __init__(self, table: pa.Table, starts: Rows) -> None:
        self.starts = starts
        self._table = table
        schemas = table["schema"].combine_chunks().dictionary_encode()
        self._schema = schemas.indices.to_numpy()
        self._schemas: list[str] = schemas.dictionary.to_pylist()
        self.ids: list[str] = table["id"].to_pylist()
        self.odd = np.zeros(len(starts), bool)

    @property
    def originators(self) -> pa.Array:
        """The datasets of each row, joined; empty where it states none."""
        return pc.fill_null(pc.binary_join(self._column("datasets"), "; "), "")

    def schemas(self) -> list[tuple[str, NDArray[np.bool_]]]:
        """Return each schema and which rows are of it."""
        return [(schema, self._schema == code) for code, schema in enumerate(self._schemas)]

    def properties(self) -> dict[str, dict[str, Column]]:
        """Return the properties of each schema; a row with an empty text is odd."""
        found: dict[str, dict[str, Column]] = defaultdict(dict)
        said = self._column("properties")
        for place, field in enumerate(said.type):
            column = _unfolded(said.field(place))
            self.odd[column.rows[_is_empty(column.texts)]] = True
            schema = self._schema[column.rows]
            for code in np.unique(schema).tolist():
                found[self._schemas[code]][field.name] = column.of(self._schema == code)
        return found

    def around(self) -> dict[str, Column]:
        """Return what lines say beside their properties, under the names it has here."""
        said = {"referent": _unfolded(self._column("referents")), "caption": self._captions()}
        for field, name in _AROUND.items():
            said[name] = _told(self._column(field))
        said["target"] = _told(self._column("target").cast(pa.string()))
        return said

    def _captions(self) -> Column:
        """Return the captions that are neither the schema nor one of the names."""
        caption, names = self._column("caption"), self._column("properties").type
        repeated = pc.fill_null(pc.equal(caption, self._column("schema")), True).to_numpy(zero_copy_only=False)
        if names.get_field_index("name") >= 0:
            column = _unfolded(pc.struct_field(self._column("properties"), "name"))
            same = pc.equal(column.texts, caption.take(column.rows)).to_numpy(zero_copy_only=False)
            repeated = repeated.copy()
            repeated[column.rows[same.astype(bool)]] = True
        return _told(caption).of(~repeated)

    def _column(self, field: str) -> Any:
        return self._table[field].combine_chunks()


class Blocks:
    """Reads blocks of lines, and remembers which properties the file has used so far."""

    def __init__(self) -> None:
        self._known: dict[str, None] = {}

    def plain(self, lines: bytes) -> Block | None:
        """Return the columns of lines (no line feed at their end), None where they are not plain."""
        starts = _starts(lines) if lines else None
        if starts is None:
            return None
        table = self._parsed(lines)
        if table is None and self._learn(lines):
            table = self._parsed(lines)
        if table is None or table.num_rows != len(starts) or not _is_plain(table):
            return None
        return Block(table, starts)

    def _parsed(self, lines: bytes) -> pa.Table | None:
        from pyarrow import json

        # Types are stated, for Arrow would take texts that look like dates for dates.
        said = pa.struct([(name, _TEXTS) for name in self._known])
        schema = pa.schema([*_FIELDS.items(), ("properties", said)])
        try:
            return json.read_json(
                io.BytesIO(lines),
                read_options=json.ReadOptions(use_threads=False, block_size=len(lines) + 1),
                parse_options=json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error"),
            )
        except pa.ArrowInvalid:
            return None

    def _learn(self, lines: bytes) -> bool:
        """Note properties that were not met before; return whether there are any."""
        before = len(self._known)
        try:
            for entity in msgspec.json.Decoder(_Names).decode_lines(lines):
                self._known.update(dict.fromkeys(entity.properties))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return False
        return before < len(self._known) <= _MOST_PROPERTIES


def _starts(lines: bytes) -> Rows | None:
    """Return where each line begins, None where some line is not one object.

    Between `}` at the end of a line and `{` at the beginning of the next, JSON lets no value go on; so as many values
    as lines is one value a line.
    """
    try:
        lines.decode()
    except UnicodeDecodeError:
        return None
    letters = np.frombuffer(lines, np.uint8)
    ends = np.flatnonzero(letters == ord("\n"))
    starts = np.concatenate([[0], ends + 1])
    last = np.concatenate([ends, [len(letters)]]) - 1
    last = last - (letters[last] == ord("\r"))
    whole = last.min() > 0 and starts.max() < len(letters)
    return starts if whole and (letters[starts] == ord("{")).all() and (letters[last] == ord("}")).all() else None


def _is_plain(table: pa.Table) -> bool:
    if any(table[field].null_count for field in ("id", "schema", "properties")):
        return False
    if any(_is_empty(table[field].combine_chunks()).any() for field in ("id", "schema")):
        return False
    lists = [table["datasets"].combine_chunks(), table["referents"].combine_chunks()]
    lists += table["properties"].combine_chunks().flatten()
    return not any(column.flatten().null_count for column in lists)


def _unfolded(lists: Any) -> Column:
    return Column(pc.list_parent_indices(lists).to_numpy(), pc.list_flatten(lists))


def _told(texts: pa.Array) -> Column:
    rows = np.flatnonzero(pc.fill_null(pc.not_equal(texts, ""), False).to_numpy(zero_copy_only=False))
    return Column(rows, texts.take(pa.array(rows)))


def _is_empty(texts: pa.Array) -> NDArray[np.bool_]:
    empty: NDArray[np.bool_] = pc.equal(texts, "").to_numpy(zero_copy_only=False).astype(bool)
    return empty
