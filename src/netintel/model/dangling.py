"""References that lead nowhere: ids that exports name and none describes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from netintel.model.merges import roots
from netintel.model.tables import SCHEMAS, Tables

CODE = "dangling_reference"


def with_dangling(tables: Tables) -> Tables:
    """Return the tables with one warning for each id that is named and described by no export, and no others.

    An id that another export describes is no issue; when next month's file describes it, the warning goes.
    """
    kind = tables.origins["kind"].to_pandas().astype("str").to_numpy()
    open_stub = (kind == "Unknown") & (kind[roots(tables)] == "Unknown")
    others = tables.issues.filter(pa.array(tables.issues["code"].to_pandas().to_numpy() != CODE))
    return replace(tables, issues=pa.concat_tables([others, _warnings(tables, np.flatnonzero(open_stub))]))


def _warnings(tables: Tables, stubs: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pa.Table:
    grouped = _mentions(tables, stubs).groupby("origin", sort=True)["record"].agg(["size", "min"])
    locator = tables.records["locator"].combine_chunks().take(pa.array(grouped["min"].to_numpy())).to_pylist()
    export = tables.origins["export"].to_numpy()[grouped.index.to_numpy()]
    rows = {
        "export": export,
        "locator": locator,
        "field": [""] * len(grouped),
        "code": [CODE] * len(grouped),
        "severity": ["warning"] * len(grouped),
        "message": [
            f"an id that no export describes is named {count} times, here among them; kept as one stub"
            for count in grouped["size"]
        ],
        "hint": ["normal where a partner sends a part of its data; load the file that describes it"] * len(grouped),
    }
    return pa.table(rows, SCHEMAS["issues"])


def _mentions(tables: Tables, stubs: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pd.DataFrame:
    """Return `origin`, `record`, one row each time a link or claim names a stub."""
    claims, links = tables.claims, tables.links
    stub = np.zeros(tables.origins.num_rows + 1, bool)  # the last place stands for no reference
    stub[stubs] = True
    record = claims["record"].to_numpy()
    on_entity = ~claims["on_link"].to_numpy(zero_copy_only=False)
    reference = pc.fill_null(claims["reference"], -1).to_numpy()
    ends = [(links[end].to_numpy(), links["record"].to_numpy()) for end in ("source", "target")]
    named = [(claims["subject"].to_numpy()[on_entity], record[on_entity]), (reference, record), *ends]
    origin, by = (np.concatenate(side) for side in zip(*((o[stub[o]], r[stub[o]]) for o, r in named), strict=True))
    return pd.DataFrame({"origin": origin, "record": by})
