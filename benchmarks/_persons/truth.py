"""The pairs of records that are of one person, and how hard they are."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks._persons.pairs import within
from benchmarks._persons.records import draw_of, script_of


def true_pairs(frame: pd.DataFrame) -> pd.DataFrame:
    """Return every pair of records of one person.

    Returns
    -------
    pandas.DataFrame
        `left`, `right` (places in the frame), `scripts_differ` (the names are written in two scripts), `undecidable`
        (neither a date, a paper nor a phone stands on both sides: only names and nations are left to compare).
    """
    shown = draw_of(frame).shown
    lots = list(within(frame["person"].to_numpy()))
    i, j = (np.concatenate([lot[k] for lot in lots]) for k in (0, 1))
    script = script_of(shown["writing"].to_numpy(), shown["culture"].to_numpy())
    told = np.stack([shown["precision"] != "none", shown["paper"] >= 0, shown["phone"] >= 0])
    comparable = (told[:, i] & told[:, j]).any(axis=0)
    return pd.DataFrame({"left": i, "right": j, "scripts_differ": script[i] != script[j], "undecidable": ~comparable})
