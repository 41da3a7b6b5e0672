"""`Columns`: the column lists that `Builder` collects and turns into Arrow batches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from netintel.model.tables import SCHEMAS


class Columns:
    """The column lists of one batch."""

    def __init__(self, first_claim: int = 0) -> None:
        self.first_claim = first_claim
        self.subjects: list[tuple[int, bool, int, int]] = []
        self.properties: list[str] = []
        self.values: list[str | None] = []
        self.originals: list[tuple[int, str]] = []
        self.references: list[tuple[int, int]] = []
        self.marks: list[tuple[int, str | None, str | None]] = []
        self.links: list[tuple[Any, ...]] = []
        self.link_records: list[tuple[int, int]] = []
        self.records: list[tuple[Any, ...]] = []

    def batches(self, n_claims: int) -> dict[str, pa.RecordBatch]:
        claims = self._claims(n_claims)
        return {
            "claims": claims,
            "originals": batch("originals", transposed(self.originals, 2)),
            "marks": batch("marks", transposed(self.marks, 3)),
            "links": batch("links", transposed(self.links, 13)),
            "link_records": batch("link_records", transposed(self.link_records, 2)),
            "records": batch("records", [[0] * len(self.records), *transposed(self.records, 6)]),
        }

    def _claims(self, n_claims: int) -> pa.RecordBatch:
        subject, on_link, record, count = (np.array(c) for c in transposed(self.subjects, 4))
        count = count.astype(np.int64)
        referred = np.full(n_claims - self.first_claim, -1, np.int32)
        for claim, target in self.references:
            referred[claim - self.first_claim] = target
        columns = [
            pa.array(np.repeat(subject.astype(np.int32), count)),
            pa.array(np.repeat(on_link.astype(bool), count)),
            pa.array(self.properties, pa.string()).dictionary_encode(),
            pa.array(self.values, pa.string()),
            pa.array(referred, mask=referred < 0),
            pa.array(np.repeat(record.astype(np.int32), count)),
        ]
        return pa.RecordBatch.from_arrays(columns, schema=SCHEMAS["claims"])


def transposed(rows: list[Any], width: int) -> list[list[Any]]:
    return [[row[place] for row in rows] for place in range(width)]


def _arrays(name: str, columns: list[Any]) -> list[pa.Array]:
    made = []
    for column, field in zip(columns, SCHEMAS[name], strict=True):
        if pa.types.is_dictionary(field.type):
            made.append(pa.array(column, pa.string()).dictionary_encode())
        else:
            made.append(pa.array(column, field.type))
    return made


def batch(name: str, columns: list[Any]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(_arrays(name, columns), schema=SCHEMAS[name])


def table(name: str, columns: list[Any]) -> pa.Table:
    return pa.Table.from_arrays(_arrays(name, columns), schema=SCHEMAS[name])
