"""netintel: the exports are loaded, matched and merged as the README says; the records then follow their entities.

Merged twice: from the default threshold, the score from which 2 % of the pairs are expected to be wrong, and from 0.95.
The seconds are of one match and both merges.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import netintel as ni

_ALSO = 0.95


def prepare(frame: pd.DataFrame, folder: Path) -> tuple[Any, pd.Index]:
    """Return the graph of the exports, and for each row of the frame its origin."""
    graph = ni.load(folder, progress=lambda _line: None)
    origins = graph.origins.set_index(["file", "native_id"])["origin"]
    wanted = origins.reindex(pd.MultiIndex.from_frame(frame[["file", "native"]]))
    if wanted.isna().any():
        raise ValueError(f"{wanted.isna().sum()} of {len(frame)} rows have no origin in the graph")
    return graph, pd.Index(wanted)


def find(given: tuple[Any, pd.Index]) -> pd.DataFrame:
    """Return the matches of rows, and in `attrs` for each threshold the entity of each row after the merge."""
    graph, rows = given
    matches = ni.resolve.match(graph)
    clusters = {}
    for threshold in (matches.threshold(), _ALSO):
        merged = ni.resolve.merge(graph, matches.above(threshold))
        clusters[threshold] = np.asarray(merged.entity_of_origin[graph.origin_ids.get_indexer(rows)], np.int64)
    table = matches.table()
    left, right = (rows.get_indexer(pd.Index(table[side])) for side in ("left", "right"))
    inside = (left >= 0) & (right >= 0)
    pairs = pd.DataFrame({"left": left[inside], "right": right[inside], "score": table["score"].to_numpy()[inside]})
    pairs.attrs["clusters"] = clusters
    return pairs
