"""Joins corrected records to the export they were set aside from: its ids are theirs, as if they had been right."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from netintel.model.tables import SCHEMAS, Tables

if TYPE_CHECKING:
    import pandas as pd

SUFFIX: Final = ".quarantine.csv"
"""What the file beside corrected records is called: it says why they were set aside, and of which export."""


def corrects(file: Path, known: Collection[str]) -> str | None:
    """Return the SHA-256 of the export that a file of corrected records belongs to, None where it is no such file."""
    beside = file.with_name(file.name + SUFFIX)
    if not os.path.isfile(beside) or beside.is_symlink():  # `Path.is_file` raises where a name is too long
        return None
    try:
        with beside.open(encoding="utf-8", newline="") as content:
            first = next(csv.DictReader(content), {})
    except (UnicodeDecodeError, csv.Error):
        return None
    sha256 = str(first.get("sha256") or "")
    return sha256 if re.fullmatch("[0-9a-f]{64}", sha256) and sha256 in known else None


def loaded(files: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `received` that were loaded to correct an earlier export, each file once.

    An export all of whose records were set aside and that is loaded again as it was corrects nothing.
    """
    later = files[files["corrects"].notna() & (files["corrects"] != files["sha256"])]
    return later.drop_duplicates(["sha256", "corrects"])


def joined(tables: Tables) -> Tables:
    """Return the tables in which corrected records speak of the entities of the export they were set aside from."""
    pairs = _pairs(tables)
    if not pairs:
        return tables
    export = tables.origins["export"].to_numpy().copy()
    native = tables.origins["native_id"].to_pylist()
    kinds = tables.origins["kind"].to_pylist()
    place = np.arange(len(export))
    for later, first in pairs.items():
        known = {native[at]: at for at in np.flatnonzero(export == first).tolist()}
        for at in np.flatnonzero(export == later).tolist():
            export[at] = first
            same = known.setdefault(native[at], at)
            place[at] = same
            if kinds[same] == "Unknown":
                kinds[same] = kinds[at]
    kept = np.flatnonzero(place == np.arange(len(place)))
    code = np.full(len(place), -1, np.int32)
    code[kept] = np.arange(len(kept), dtype=np.int32)
    code = code[place]
    columns = [export[kept], [native[at] for at in kept], pa.array([kinds[at] for at in kept]).dictionary_encode()]
    origins = pa.table(
        [pa.array(column, field.type) if not isinstance(column, pa.Array) else column.cast(field.type)
         for column, field in zip(columns, SCHEMAS["origins"], strict=True)], schema=SCHEMAS["origins"],
    )  # fmt: skip
    return replace(
        tables, origins=origins, claims=_claims(tables.claims, code),
        links=_recoded(tables.links, code, "source", "target"),
        judgements=_recoded(tables.judgements, code, "left", "right"),
    )  # fmt: skip


def _pairs(tables: Tables) -> dict[int, int]:
    """Return for each export of corrected records the export they belong to, where that holds records."""
    rows = tables.received.select(["sha256", "corrects", "ids"]).to_pylist()
    first = {row["sha256"]: at for at, row in reversed(list(enumerate(rows)))}
    holding = set(tables.records["export"].unique().to_pylist())
    known = {at: first.get(row["corrects"]) for at, row in enumerate(rows) if row["corrects"] and row["ids"] == "file"}
    return {at: of for at, of in known.items() if of in holding and of is not None}


def _claims(claims: pa.Table, code: NDArray[np.int32]) -> pa.Table:
    on_link = claims["on_link"].to_numpy()
    subject = claims["subject"].to_numpy().copy()
    subject[~on_link] = code[subject[~on_link]]
    claims = claims.set_column(0, "subject", pa.array(subject, pa.int32()))
    return _recoded(claims, code, "reference")


def _recoded(table: pa.Table, code: NDArray[np.int32], *columns: str) -> pa.Table:
    for name in columns:
        old = table[name].combine_chunks()
        known = old.is_valid().to_numpy(zero_copy_only=False)
        numbers = old.fill_null(0).to_numpy(zero_copy_only=False)
        new = pa.array(code[numbers] if len(numbers) else numbers, pa.int32(), mask=~known)
        table = table.set_column(table.schema.get_field_index(name), name, new)
    return table
