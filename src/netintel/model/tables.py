"""The tables at rest: Arrow tables over integer codes; what users see are views of them.

Claims hold the properties of entities, and the rarer properties of links; links have their own wide table. Opaque
ids are never stored: they are made from the case's key when a table is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import pyarrow as pa

_WORD = pa.dictionary(pa.int32(), pa.string())
AMOUNT = pa.decimal128(38, 18)

SCHEMAS: dict[str, pa.Schema] = {
    "origins": pa.schema([("export", pa.int32()), ("native_id", pa.string()), ("kind", _WORD)]),
    "claims": pa.schema(
        [
            ("subject", pa.int32()),
            ("on_link", pa.bool_()),
            ("property", _WORD),
            ("value", pa.string()),
            ("reference", pa.int32()),
            ("record", pa.int32()),
        ]
    ),
    "originals": pa.schema([("claim", pa.int32()), ("original", pa.string())]),
    "marks": pa.schema([("claim", pa.int32()), ("handling", _WORD), ("evaluation", _WORD)]),
    "links": pa.schema(
        [
            ("native_id", pa.string()),
            ("kind", _WORD),
            ("source", pa.int32()),
            ("target", pa.int32()),
            ("directed", pa.bool_()),
            ("role", _WORD),
            ("first", pa.string()),
            ("last", pa.string()),
            ("amount", AMOUNT),
            ("currency", _WORD),
            ("weight", pa.float64()),
            ("status", _WORD),
            ("record", pa.int32()),
        ]
    ),
    "link_records": pa.schema([("link", pa.int32()), ("record", pa.int32())]),
    "records": pa.schema(
        [
            ("export", pa.int32()),
            ("locator", pa.string()),
            ("originator", _WORD),
            ("handling", _WORD),
            ("evaluation", _WORD),
            ("assertion", _WORD),
            ("review_due", _WORD),
        ]
    ),
    "received": pa.schema(
        [
            ("file", pa.string()),
            ("format", pa.string()),
            ("unit", pa.string()),
            ("sha256", pa.string()),
            ("bytes", pa.int64()),
            ("read", pa.int64()),
            ("accepted", pa.int64()),
            ("quarantined", pa.int64()),
            ("duplicates", pa.int64()),
            ("entities", pa.int64()),
            ("links", pa.int64()),
            ("originator", pa.string()),
            ("handling", pa.string()),
            ("loader", pa.string()),
            ("ids", pa.string()),
            ("archive", pa.string()),
            ("corrects", pa.string()),
        ]
    ),
    "issues": pa.schema(
        [
            ("export", pa.int32()),
            ("locator", pa.string()),
            ("field", pa.string()),
            ("code", pa.string()),
            ("severity", pa.string()),
            ("message", pa.string()),
            ("hint", pa.string()),
        ]
    ),
    "judgements": pa.schema(
        [
            ("left", pa.int32()),
            ("right", pa.int32()),
            ("judgement", pa.string()),
            ("by", pa.string()),
            ("at", pa.string()),
            ("score", pa.float64()),
            ("reason", pa.string()),
        ]
    ),
}

_OFFSETS: dict[str, dict[str, str]] = {
    "origins": {"export": "received"},
    "claims": {"reference": "origins", "record": "records"},
    "originals": {"claim": "claims"},
    "marks": {"claim": "claims"},
    "links": {"source": "origins", "target": "origins", "record": "records"},
    "link_records": {"link": "links", "record": "records"},
    "records": {"export": "received"},
    "issues": {"export": "received"},
    "judgements": {"left": "origins", "right": "origins"},
}


@dataclass(frozen=True, eq=False)
class Tables:
    """All tables of one graph at rest; codes are row numbers of the table they point to.

    `claims.subject` is an origin, or a link where `on_link`; `claims.reference` is an origin or null;
    `received.ids` says whether native ids are `global` (unique in the world, as STIX ids) or `file`;
    `received.archive` is the SHA-256 of the archive that a file was received in, `received.corrects` that of the
    export whose records it holds corrected.
    """

    origins: pa.Table
    claims: pa.Table
    originals: pa.Table
    marks: pa.Table
    links: pa.Table
    link_records: pa.Table
    records: pa.Table
    received: pa.Table
    issues: pa.Table
    judgements: pa.Table

    @classmethod
    def empty(cls) -> Tables:
        """Return tables without a row."""
        return cls(**{name: schema.empty_table() for name, schema in SCHEMAS.items()})

    @classmethod
    def concat(cls, parts: Iterable[Tables]) -> Tables:
        """Return one set of tables; each part's codes are moved behind those of the parts before it."""
        shifted: dict[str, list[pa.Table]] = {name: [] for name in SCHEMAS}
        offset = dict.fromkeys(SCHEMAS, 0)
        for part in parts:
            for name in SCHEMAS:
                shifted[name].append(_shift(name, getattr(part, name), offset))
            for name in SCHEMAS:
                offset[name] += getattr(part, name).num_rows
        joined = {
            name: pa.concat_tables(tables) if tables else SCHEMAS[name].empty_table()
            for name, tables in shifted.items()
        }
        return cls(**{name: table.unify_dictionaries().combine_chunks() for name, table in joined.items()})

    def names(self) -> tuple[str, ...]:
        """Return the tables' names in a fixed order."""
        return tuple(f.name for f in fields(self))

    def differs_in_judgements_alone(self, other: Tables) -> bool:
        """Return whether all other tables are the very ones that other tables hold, not only equal to them."""
        return all(getattr(self, name) is getattr(other, name) for name in self.names() if name != "judgements")


def _shift(name: str, table: pa.Table, offset: dict[str, int]) -> pa.Table:
    import pyarrow.compute as pc

    for column, over in _OFFSETS.get(name, {}).items():
        if offset[over]:
            moved = pc.add(table[column], pa.scalar(offset[over], pa.int32()))
            table = table.set_column(table.schema.get_field_index(column), column, moved)
    if name == "claims" and (offset["origins"] or offset["links"]):
        by = pc.if_else(
            table["on_link"], pa.scalar(offset["links"], pa.int32()), pa.scalar(offset["origins"], pa.int32())
        )
        table = table.set_column(0, "subject", pc.add(table["subject"], by))
    return table
