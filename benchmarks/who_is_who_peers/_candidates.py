"""Pairs of rows that share a value as it is written: what blocking on raw strings gives."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd


def sharing(keys: Iterable[pd.Series], *, crowd: int) -> pd.DataFrame:
    """Return `left` < `right`, the rows that share a value of one of the keys, each pair once.

    A key has one value a row, or several rows of its index; a value that more than `crowd` rows have is left out.
    """
    found = [_pairs(key.dropna(), crowd) for key in keys]
    codes = np.unique(np.concatenate(found)) if found else np.array([], np.int64)
    return pd.DataFrame({"left": codes >> 32, "right": codes & 0xFFFFFFFF})


def _pairs(key: pd.Series, crowd: int) -> np.ndarray:
    rows = pd.DataFrame({"row": key.index.to_numpy(np.int64), "value": pd.factorize(key)[0]}).drop_duplicates()
    rows = rows[rows.groupby("value")["row"].transform("size").between(2, crowd)]
    pairs = rows.merge(rows, on="value")
    pairs = pairs[pairs["row_x"] < pairs["row_y"]]
    return np.unique((pairs["row_x"].to_numpy() << 32) | pairs["row_y"].to_numpy())


def words(name: pd.Series) -> pd.Series:
    """Return the words of the names in lower case, a row each."""
    split = name.str.lower().str.split(r"[\s,.]+", regex=True).explode()
    return split[split.str.len() >= 3]
