"""How far precision and recall can be trusted: true entities drawn again, with replacement."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from netintel.resolve.agreement import scores

_DRAWS = 200


def with_intervals(parts: dict[str, pd.DataFrame], measures: dict[str, str], seed: int) -> pd.DataFrame:
    """Return precision, recall and F1 with `_low` and `_high`, between which 95 % of 200 samples lie.

    Entities are drawn, not pairs: the pairs of one entity are right or wrong together. All rows share their samples.

    Parameters
    ----------
    parts
        What each entity adds (as `entity_parts` says), by a name of the clusters.
    measures
        For each row of the answer, which of the parts it measures; the row `b3` by records, the others by pairs.
    """
    drawn = _sums(pd.concat(parts, axis=1), seed)
    told = {row: _row(parts[of].sum(), drawn[of], row) for row, of in measures.items()}
    return pd.DataFrame(told).T.rename_axis("measure")


def _row(sums: pd.Series[float], drawn: Any, measure: str) -> dict[str, float]:
    samples = scores(drawn, measure)
    row: dict[str, float] = {}
    for word, value in scores(sums, measure).items():
        low, high = _middle(samples[word])
        row |= {word: value, f"{word}_low": low, f"{word}_high": high}
    return row


def _sums(table: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return the sums of the parts in each sample."""
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
