"""What the lines of a plain block say, property by property; rows that need more words are left odd."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from netintel.loaders import _ftm_schema as ftm_schema
from netintel.loaders._ftm_columns import Block, Column, Rows
from netintel.loaders._ftm_schema import COLUMN_OF, EDGES, HELD_DOCUMENTS, KINDS, OF_HOLDER, Edge, Plan, Reference
from netintel.model._columns import Said, Ties
from netintel.model.builder import Builder

Mask = NDArray[np.bool_]


class _Piece(NamedTuple):
    """One property with its canonical values, null where a text is not understood."""

    prop: str
    column: Column
    values: pa.Array

    def of(self, wanted: Mask) -> _Piece:
        keep = pa.array(wanted[self.column.rows])
        return _Piece(self.prop, self.column.of(wanted), self.values.filter(keep))


class _Edges(NamedTuple):
    """The ties of one schema: their rows, both ends, and what stands in the columns of a link, one text a row."""

    schema: str
    edge: Edge
    rows: Mask
    source: Column
    target: Column
    columns: dict[str, Column]


class Reading:
    """Reads a block into a builder; afterwards `block.odd` tells the rows that were left."""

    def __init__(self, block: Block, build: Builder, plans: Mapping[str, Plan]) -> None:
        self._block, self._build = block, build
        self._size = len(block.ids)
        self._nodes: list[_Piece] = []
        self._ties: list[_Piece] = []
        self._edges: list[_Edges] = []
        self._references: list[tuple[str, Reference, Column]] = []
        is_edge = np.zeros(self._size, bool)
        said = block.properties()
        for schema, rows in block.schemas():
            if schema in EDGES:
                is_edge |= rows
                self._edge(schema, rows, said.get(schema, {}))
            else:
                self._node(schema, rows, said.get(schema, {}), plans[schema])
        for name, column in block.around().items():
            self._note(self._nodes, name, column.of(~is_edge))
            self._note(self._ties, name, column.of(is_edge))

    def _note(self, pieces: list[_Piece], prop: str, column: Column) -> None:
        values = self._build.canonical(prop, column.texts)
        self._not_understood(column, values)
        pieces.append(_Piece(prop, column, values))

    def _not_understood(self, column: Column, values: pa.Array) -> None:
        if values.null_count:
            self._block.odd[column.rows[values.is_null().to_numpy(zero_copy_only=False)]] = True

    def _node(self, schema: str, at: Mask, said: dict[str, Column], plan: Plan) -> None:
        if KINDS.get(schema, "Concept") != schema:
            rows = np.flatnonzero(at)
            self._note(self._nodes, "source_type", Column(rows, pa.repeat(pa.scalar(schema), len(rows))))
        for prop, column in said.items():
            how = plan[prop]
            if isinstance(how, Reference):
                self._references.append((schema, how, column))
                if schema in HELD_DOCUMENTS:
                    self._block.odd |= self._times(column) > 1
            else:
                for name in (how,) if isinstance(how, str) else how:
                    self._note(self._nodes, name, column)

    def _edge(self, schema: str, at: Mask, said: dict[str, Column]) -> None:
        edge, odd = EDGES[schema], self._block.odd
        nothing = Column(np.array([], np.int64), pa.array([], pa.string()))
        source, target = said.pop(edge.source, nothing), said.pop(edge.target, nothing)
        odd |= at & ((self._times(source) != 1) | (self._times(target) != 1))
        odd |= at & np.array(["#" in key for key in self._block.ids])  # as the second of several ends is named
        columns: dict[str, Column] = {}
        for prop, column in said.items():
            name = COLUMN_OF.get(prop)
            if prop in (edge.source_else, edge.target_else):
                odd[column.rows] = True
            elif name is None:
                self._note(self._ties, ftm_schema.snake(prop), column)
            else:
                before = columns.get(name, nothing)
                columns[name] = _both(before, column)
                odd |= self._times(columns[name]) > 1
        for name, values in self._typed(columns).items():
            self._not_understood(columns[name], values)
            columns[name] = Column(columns[name].rows, values)
        self._edges.append(_Edges(schema, edge, at, source, target, columns))

    def _typed(self, columns: dict[str, Column]) -> dict[str, pa.Array]:
        read = {"first": self._build.moments, "last": self._build.moments, "amount": self._build.amounts}
        return {name: read[name](column.texts) for name, column in columns.items() if name in read}

    def _times(self, column: Column) -> NDArray[np.int64]:
        return np.bincount(column.rows, minlength=self._size)

    # What is read goes to the builder -----------------------------------------------------------------------------

    def tell(self, numbers: Rows) -> dict[str, int]:
        """Say all rows that are not odd; return how many are of each schema that is not known."""
        plain, build, block = ~self._block.odd, self._build, self._block
        at = np.flatnonzero(plain)
        record = np.full(self._size, -1)
        locators = pa.array([f"line {number}" for number in numbers[at].tolist()], pa.string())
        record[at] = build.records(locators, block.originators.take(pa.array(at)))
        node, unknown = self._described(plain)
        tie = np.full(self._size, -1)
        for edges in self._edges:
            rows = np.flatnonzero(edges.rows & plain)
            tie[rows] = build.tie(self._links(edges, rows, record))
        said = [_said(piece.of(plain), node, record) for piece in self._nodes]
        said += [_said(piece.of(plain), tie, record, on_link=True) for piece in self._ties]
        build.say([*said, *self._referred(plain, node, record)])
        return unknown

    def _described(self, plain: Mask) -> tuple[Rows, dict[str, int]]:
        node, unknown = np.full(self._size, -1), {}
        for schema, of_schema in self._block.schemas():
            rows = np.flatnonzero(of_schema & plain)
            if schema in EDGES or not len(rows):
                continue
            if schema not in KINDS:
                unknown[schema] = len(rows)
            ids = [self._block.ids[row] for row in rows.tolist()]
            node[rows] = self._build.codes(ids, KINDS.get(schema, "Concept"))
        return node, unknown

    def _links(self, edges: _Edges, rows: Rows, record: Rows) -> Ties:
        said: dict[str, Any] = {name: _spread(column, self._size, rows) for name, column in edges.columns.items()}
        return Ties(
            edges.schema,
            self._build.codes(_spread(edges.source, self._size, rows).to_pylist()),
            self._build.codes(_spread(edges.target, self._size, rows).to_pylist()),
            record[rows],
            edges.edge.directed,
            pa.array([self._block.ids[row] for row in rows.tolist()], pa.string()),
            **said,
        )

    def _referred(self, plain: Mask, node: Rows, record: Rows) -> list[Said]:
        """Link nodes with what they name; return what a document says of its holder."""
        holder = np.full(self._size, -1)
        for schema, link, column in self._references:
            rows, texts = column.of(plain)
            others = self._build.codes(texts.to_pylist())
            ends = (others, node[rows]) if link.inward else (node[rows], others)
            self._build.tie(Ties(link.kind, *ends, record[rows], role=link.role))
            if link.role == "holder" and schema in HELD_DOCUMENTS:
                holder[rows] = others
        held = plain & (holder >= 0)
        return [_said(piece.of(held), holder, record) for piece in self._nodes if piece.prop in OF_HOLDER]


def _said(piece: _Piece, subject: Rows, record: Rows, *, on_link: bool = False) -> Said:
    rows, texts = piece.column
    return Said(piece.prop, subject[rows], record[rows], texts, piece.values, on_link)


def _both(one: Column, other: Column) -> Column:
    return Column(np.concatenate([one.rows, other.rows]), pa.concat_arrays([one.texts, other.texts]))


def _spread(column: Column, size: int, rows: Rows) -> pa.Array:
    """Return the text of each row, null where it has none."""
    place = np.full(size, -1)
    place[column.rows] = np.arange(len(column.rows))
    return column.texts.take(pa.array(place[rows], mask=place[rows] < 0))
