"""References that lead nowhere: ids that exports name and none describes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa

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
    named = _mentions(tables)
    grouped = named[named["origin"].isin(stubs)].groupby("origin", sort=True)["record"].agg(["size", "min"])
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


def _mentions(tables: Tables) -> pd.DataFrame:
    """Return `origin`, `record`, one row each time a link or claim names an origin."""
    claims, links = tables.claims, tables.links
    on_entity = ~claims["on_link"].to_numpy(zero_copy_only=False)
    reference = claims["reference"].to_pandas().fillna(-1).to_numpy(np.int64)
    record = claims["record"].to_numpy()
    origins = [claims["subject"].to_numpy()[on_entity], reference[reference >= 0]]
    records = [record[on_entity], record[reference >= 0]]
    for end in ("source", "target"):
        origins.append(links[end].to_numpy())
        records.append(links["record"].to_numpy())
    return pd.DataFrame({"origin": np.concatenate(origins), "record": np.concatenate(records)})
