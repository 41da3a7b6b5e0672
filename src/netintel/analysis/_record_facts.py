"""What a record is worth and where it lies: originator, chance to be wrong, file and place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.model.cited import COLUMNS
from netintel.vocab.evaluation import drop_rate

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph


def worth(graph: EntityGraph) -> pd.DataFrame:
    """Return `export`, `originator` and `rate` (the chance to be wrong, by its evaluation) of each record code."""
    stored: pd.DataFrame = graph.tables.records.select(["export", "originator", "evaluation"]).to_pandas()
    graded = stored["evaluation"].astype(object).where(stored["evaluation"].notna(), None)
    rates = {code: drop_rate(code) for code in graded.unique()}
    return pd.DataFrame(
        {
            "export": stored["export"],
            "originator": stored["originator"].astype(object).fillna("not stated"),
            "rate": np.array([rates[code] for code in graded], dtype=np.float64),
        }
    )


def told(graph: EntityGraph, records: NDArray[np.int64]) -> pd.DataFrame:
    """Return one row a record, in the columns of `Result.records`; they speak for no tie."""
    rows: pd.DataFrame = graph.tables.records.take(records).to_pandas()
    received = graph.received.iloc[rows["export"].to_numpy()]
    rows["record"] = graph.record_ids[records]
    for column in ("export", "file", "sha256"):
        rows[column] = received[column].to_numpy()
    return rows.assign(tie=None)[list(COLUMNS)]
