"""netintel: the exports are loaded, matched and merged as the README says; the records then follow their entities."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import netintel as ni

THRESHOLD = 0.95


def prepare(frame: pd.DataFrame, folder: Path) -> tuple[Any, pd.Index]:
    """Return the graph of the exports, and for each row of the frame its origin."""
    graph = ni.load(folder, progress=lambda _line: None)
    origins = graph.origins.set_index(["file", "native_id"])["origin"]
    wanted = origins.reindex(pd.MultiIndex.from_frame(frame[["file", "native"]]))
    if wanted.isna().any():
        raise ValueError(f"{wanted.isna().sum()} of {len(frame)} rows have no origin in the graph")
    return graph, pd.Index(wanted)


def find(given: tuple[Any, pd.Index]) -> pd.DataFrame:
    """Return the matches of rows, and in `attrs` the entity of each row after the merge."""
    graph, rows = given
    matches = ni.resolve.match(graph)
    merged = ni.resolve.merge(graph, matches.above(THRESHOLD))
    entity = merged.entity_of_origin[graph.origin_ids.get_indexer(rows)]
    table = matches.table()
    left, right = (rows.get_indexer(pd.Index(table[side])) for side in ("left", "right"))
    inside = (left >= 0) & (right >= 0)
    pairs = pd.DataFrame({"left": left[inside], "right": right[inside], "score": table["score"].to_numpy()[inside]})
    pairs.attrs["labels"] = np.asarray(entity, np.int64)
    return pairs
