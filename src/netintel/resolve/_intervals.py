"""How far precision and recall can be trusted: true entities drawn again, with replacement."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from netintel.resolve.agreement import scores

_DRAWS = 200


def with_intervals(parts: dict[str, pd.DataFrame], seed: int) -> pd.DataFrame:
    """Return precision, recall and F1 of each measure with `_low` and `_high`, where 95 % of 200 samples lie.

    Entities are drawn, not pairs: the pairs of one entity are right or wrong together.
    """
    told = {name: _row(table, name, seed) for name, table in parts.items()}
    return pd.DataFrame(told).T.rename_axis("measure")


def _row(table: pd.DataFrame, name: str, seed: int) -> dict[str, Any]:
    measured = scores(table.sum(), name)
    drawn = scores(_sums(table, seed), name)
    row: dict[str, Any] = {}
    for word, value in measured.items():
        low, high = _middle(drawn[word])
        row |= {word: value, f"{word}_low": low, f"{word}_high": high}
    return row


def _sums(table: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return the sums of the parts in each sample; every measure is measured on the same samples."""
    rng, n = np.random.default_rng(seed), len(table)
    values = table.to_numpy(float)
    sums = [np.bincount(rng.integers(0, n, n), minlength=n) @ values if n else values.sum(0) for _ in range(_DRAWS)]
    return pd.DataFrame(sums, columns=table.columns)


def _middle(values: pd.Series[float]) -> tuple[float, float]:
    told = np.asarray(values)[np.isfinite(values)]
    if not len(told):
        return float("nan"), float("nan")
    low, high = np.quantile(told, [0.025, 0.975])
    return float(low), float(high)
