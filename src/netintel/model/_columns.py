"""`Columns`: what `Builder` collects record by record; `Said` and `Ties`: what it is given of many records at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

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

    @property
    def empty(self) -> bool:
        """Whether nothing was collected yet."""
        return not (self.records or self.subjects or self.links or self.link_records)

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


@dataclass(frozen=True)
class Said:
    """One property of many subjects: who or which link, in which record, the text, and its canonical value.

    The value is null where the text is not understood. With `targets`, each claim names another entity by its code, and
    texts and values are null.
    """

    prop: str
    subjects: NDArray[np.int64]
    records: NDArray[np.int64]
    texts: pa.Array
    values: pa.Array
    on_link: bool = False
    targets: NDArray[np.int64] | None = None

    @classmethod
    def naming(
        cls,
        prop: str,
        subjects: NDArray[np.int64],
        records: NDArray[np.int64],
        targets: NDArray[np.int64],
        *,
        on_link: bool = False,
    ) -> Said:
        """Return claims by which subjects name other entities without a tie between them."""
        nothing = pa.nulls(len(subjects), pa.string())
        return cls(prop, subjects, records, nothing, nothing, on_link, targets)

    def changed(self) -> NDArray[np.int64]:
        """Return where the value is not the text."""
        if self.values is self.texts:
            return np.array([], np.int64)
        unlike = pc.fill_null(pc.not_equal(self.values, self.texts), True)
        return np.flatnonzero(unlike.to_numpy(zero_copy_only=False))


@dataclass(frozen=True)
class Ties:
    """Many links, each by codes of its ends and record; what all of them say is one word, what none says is None."""

    kind: pa.Array | str
    sources: NDArray[np.int64]
    targets: NDArray[np.int64]
    records: NDArray[np.int64]
    directed: pa.Array | bool = True
    native_id: pa.Array | None = None
    role: pa.Array | str | None = None
    first: pa.Array | None = None
    last: pa.Array | None = None
    amount: pa.Array | None = None
    currency: pa.Array | None = None
    weight: pa.Array | None = None

    def batch(self) -> pa.RecordBatch:
        said = {
            **vars(self),
            "source": pa.array(self.sources, pa.int32()),
            "target": pa.array(self.targets, pa.int32()),
            "record": pa.array(self.records, pa.int32()),
            "status": "recorded",
        }
        columns = [_filled(said[field.name], field.type, len(self.sources)) for field in SCHEMAS["links"]]
        return pa.RecordBatch.from_arrays(columns, schema=SCHEMAS["links"])


def claims_batch(parts: list[Said]) -> pa.RecordBatch:
    """Return the claims of many records, part after part."""
    names = list(dict.fromkeys(part.prop for part in parts))
    sizes = [len(part.subjects) for part in parts]
    place = np.repeat(np.array([names.index(part.prop) for part in parts], np.int32), sizes)
    columns = [
        pa.array(np.concatenate([part.subjects for part in parts]), pa.int32()),
        pa.array(np.repeat(np.array([part.on_link for part in parts]), sizes)),
        pa.DictionaryArray.from_arrays(pa.array(place), pa.array(names, pa.string())),
        pa.concat_arrays([part.values for part in parts]),
        _targets(parts),
        pa.array(np.concatenate([part.records for part in parts]), pa.int32()),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMAS["claims"])


def _targets(parts: list[Said]) -> pa.Array:
    columns = [
        pa.nulls(len(p.subjects), pa.int32()) if p.targets is None else pa.array(p.targets, pa.int32()) for p in parts
    ]
    return pa.concat_arrays(columns)


def records_batch(locators: pa.Array, said: dict[str, pa.Array | str | None]) -> pa.RecordBatch:
    """Return many records of one export; what holds for all of them is given as one word or None."""
    given = {**said, "export": pa.array(np.zeros(len(locators), np.int32)), "locator": locators}
    columns = [_filled(given.get(field.name), field.type, len(locators)) for field in SCHEMAS["records"]]
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMAS["records"])


def _filled(said: pa.Array | str | bool | None, kind: pa.DataType, size: int) -> pa.Array:
    if said is None:
        return pa.nulls(size, kind)
    column = said if isinstance(said, pa.Array) else pa.repeat(pa.scalar(said), size)
    return column.dictionary_encode() if pa.types.is_dictionary(kind) else column


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
