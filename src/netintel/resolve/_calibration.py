"""Whether a score is a probability: the share of true pairs among those with that score."""

from __future__ import annotations

import numpy as np
import pandas as pd

_EDGES = (0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1)
_Z = 1.96
_MOST = 1000


def reliability(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return by interval of the score: `low`, `high`, `pairs`, mean `score`, share `true` with its Wilson interval.

    The intervals are narrow at both ends, where decisions fall and most pairs lie; the last one holds 1.

    Examples
    --------
    >>> reliability(pd.DataFrame({"score": [0.6, 0.7, 1.0], "same": [True, False, True]}))[["low", "pairs", "true"]]
        low  pairs  true
    0  0.50      2   0.5
    1  0.99      1   1.0
    """
    place = np.digitize(pairs["score"], _EDGES[1:-1])
    grouped = pairs.groupby(place)
    table = pd.DataFrame({"pairs": grouped.size(), "score": grouped["score"].mean(), "true": grouped["same"].mean()})
    table.insert(0, "low", np.array(_EDGES, float)[table.index])
    table.insert(1, "high", np.array(_EDGES, float)[table.index + 1])
    n, share = table["pairs"], table["true"]
    middle, spread = share + _Z**2 / (2 * n), _Z * np.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    table["true_low"], table["true_high"] = (middle - spread) / (1 + _Z**2 / n), (middle + spread) / (1 + _Z**2 / n)
    return table.reset_index(drop=True)


def losses(pairs: pd.DataFrame) -> dict[str, float]:
    """Return expected calibration error, Brier score and log loss; nan without pairs.

    The first is the mean distance between score and share of true pairs over the intervals of `reliability`, weighted
    by pairs. Log loss takes a score of 0 or 1 as off by the smallest step of a double, so that one error there is
    dear, not infinite.

    Examples
    --------
    One pair of 0.8 that is true, one of 0.2 that is not: each is off by 0.2.

    >>> told = losses(pd.DataFrame({"score": [0.8, 0.2], "same": [True, False]}))
    >>> {word: round(value, 3) for word, value in told.items()}
    {'calibration_error': 0.2, 'brier': 0.04, 'log_loss': 0.223}
    """
    if not len(pairs):
        return dict.fromkeys(("calibration_error", "brier", "log_loss"), float("nan"))
    table = reliability(pairs)
    score, same = pairs["score"].to_numpy(float), pairs["same"].to_numpy(float)
    step = np.finfo(float).eps
    sure = np.clip(np.where(same == 1, score, 1 - score), step, 1 - step)
    return {
        "calibration_error": float(np.average(abs(table["score"] - table["true"]), weights=table["pairs"])),
        "brier": float(np.mean((score - same) ** 2)),
        "log_loss": float(-np.mean(np.log(sure))),
    }


def curve(pairs: pd.DataFrame, true: int) -> pd.DataFrame:
    """Return for each score as threshold what it would give, at most 1,000 of them, highest first.

    Examples
    --------
    >>> curve(pd.DataFrame({"score": [0.9, 0.5], "same": [True, False]}), 2).round(3)
       score  found  precision  recall     f1  expected_precision
    0    0.9      1        1.0     0.5  0.667                 0.9
    1    0.5      2        0.5     0.5  0.500                 0.7
    """
    ordered = pairs.sort_values("score", ascending=False)
    score = ordered["score"].to_numpy(float)
    ends = np.flatnonzero(np.append(score[1:] != score[:-1], True)) if len(score) else np.array([], int)
    if len(ends) > _MOST:
        ends = ends[np.linspace(0, len(ends) - 1, _MOST).astype(int)]
    found, right = ends + 1, np.cumsum(ordered["same"].to_numpy(int))[ends]
    return pd.DataFrame(
        {
            "score": score[ends],
            "found": found,
            "precision": right / found,
            "recall": right / true if true else np.nan,
            "f1": 2 * right / (found + true),
            "expected_precision": np.cumsum(score)[ends] / found,
        }
    )
