"""Judgements on identity: appended, never overwritten; of two about the same pair of origins the later one holds."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from netintel.model.tables import Tables

Judgement = Literal["same", "not_same", "unsure"]

JUDGEMENTS: tuple[Judgement, ...] = ("same", "not_same", "unsure")


def held(tables: Tables) -> pd.DataFrame:
    """Return the judgement that holds for each pair of origins: `left` < `right` (codes), `judgement`, `score`."""
    judged: pd.DataFrame = tables.judgements.select(["left", "right", "judgement", "score"]).to_pandas()
    left, right = judged["left"].to_numpy(), judged["right"].to_numpy()
    judged["left"], judged["right"] = np.minimum(left, right), np.maximum(left, right)
    return judged.drop_duplicates(["left", "right"], keep="last", ignore_index=True)
