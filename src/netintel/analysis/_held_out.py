"""How well hidden ties are found again: ties of the network itself are hidden on purpose and asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis._borders import BORDERS, Borders
from netintel.analysis._closeness import Closeness, Walks

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]

HIDDEN = 0.1
"""Part of the ties of each sort that is hidden at a time."""

FEW = 10
"""With fewer hidden ties in all the numbers of a sort say nothing, and are told as such."""


@dataclass(frozen=True)
class Found:
    """How the hidden ties lay among the pairs without a tie."""

    hidden: int
    pairs: int
    auc: float
    average_precision: float
    hits: float


def found(hidden: Floats, others: Floats, unscored: int, k: int) -> Found:
    """Return how well scores tell hidden ties from other pairs without a tie.

    Parameters
    ----------
    hidden
        Scores of the hidden ties, 0 where nothing points to one.
    others
        Scores above 0 of other pairs.
    unscored
        Number of other pairs of score 0.
    k
        Length of the list that hits are counted in; a tie of scores across its end counts with the part that fits.

    Examples
    --------
    >>> found(np.array([3.0, 1.0]), np.array([2.0, 1.0]), 1, 2)
    Found(hidden=2, pairs=5, auc=0.75, average_precision=0.75, hits=1.0)
    """
    pairs = len(hidden) + len(others) + unscored
    if not len(hidden) or not len(others) + unscored:
        return Found(len(hidden), pairs, float("nan"), float("nan"), float("nan"))
    levels = np.unique(np.append(hidden, 0.0))[::-1]
    right, wrong = np.sort(hidden), np.sort(others)
    true = len(right) - np.searchsorted(right, levels, side="left")
    false = len(wrong) - np.searchsorted(wrong, levels, side="left") + np.where(levels > 0, 0, unscored)
    gained = np.diff(true, prepend=0)
    below = np.searchsorted(wrong, hidden, side="left") + np.where(hidden > 0, unscored, 0)
    level = np.searchsorted(wrong, hidden, side="right") + unscored - below
    auc = float((below + level / 2).mean() / (len(others) + unscored))
    return Found(
        len(hidden),
        pairs,
        auc,
        float((gained * true / (true + false)).sum() / len(hidden)),
        _hits(right, wrong, pairs, k),
    )


def _hits(right: Floats, wrong: Floats, pairs: int, k: int) -> float:
    """Return how many hidden ties are expected among the first k of all pairs."""
    if k >= pairs:
        return float(len(right))
    every = np.sort(np.concatenate([right, wrong]))
    edge = float(every[-k]) if k <= len(every) else 0.0
    above_right, above = int((right > edge).sum()), int((every > edge).sum())
    at_right = int((right == edge).sum())
    at = pairs - above if edge == 0 else int((every == edge).sum())
    return above_right + at_right * (k - above) / at


def held_out(
    source: NDArray[np.int32],
    target: NDArray[np.int32],
    listed: NDArray[np.bool_],
    borders: Borders,
    method: Closeness,
    *,
    times: int,
    k: int,
    rng: np.random.Generator,
    part: float = HIDDEN,
) -> pd.DataFrame:
    """Return how well hidden ties are found, each sort of pair by itself.

    Each time a part of the ties between listed nodes of each sort (a tenth) is hidden at random, all sorts together,
    and all pairs without a tie are scored from what is left.

    Returns
    -------
    pandas.DataFrame
        Index `border`. `hidden` (ties hidden in all), `pairs` (pairs without a tie at a time), `base_rate` (part of
        them that were hidden ties: the precision of a blind guess), `auc`, `average_precision`, `precision` (part of
        the first k that were hidden ties); nan where fewer than 10 ties were hidden in all.
    """
    size = len(listed)
    key = np.unique(np.minimum(source, target).astype(np.int64) * size + np.maximum(source, target))
    low, high = key // max(size, 1), key % max(size, 1)
    sort = np.where(listed[low] & listed[high], borders.of(low, high), -1)
    open_pairs = borders.pairs(listed) - np.bincount(sort[sort >= 0], minlength=len(BORDERS))
    runs: list[list[Found]] = [[] for _ in BORDERS]
    for _ in range(times):
        hidden = _hidden(sort, part, rng)
        walks = Walks(low[~hidden], high[~hidden], size)
        close = walks.close(method, listed)
        code = close.low * size + close.high
        other = ~np.isin(code, key)
        of_other = borders.of(close.low[other], close.high[other])
        asked = close.of(low, high, size)
        for i, run in enumerate(runs):
            others = close.score[other][of_other == i]
            run.append(found(asked[hidden & (sort == i)], others, int(open_pairs[i]) - len(others), k))
    rows = [_row(run, k) for run in runs]
    return pd.DataFrame(rows, index=pd.Index(BORDERS, name="border"))


def _hidden(sort: Codes, part: float, rng: np.random.Generator) -> NDArray[np.bool_]:
    hidden = np.zeros(len(sort), dtype=bool)
    for i in range(len(BORDERS)):
        ties = np.flatnonzero(sort == i)
        hidden[rng.permutation(ties)[: int(np.ceil(part * len(ties)))]] = True
    return hidden


def _row(run: list[Found], k: int) -> dict[str, float]:
    hidden = sum(one.hidden for one in run)
    told = [one for one in run if not np.isnan(one.auc)] if hidden >= FEW else []

    def mean(values: list[float]) -> float:
        return float(np.mean(values)) if values else float("nan")

    return {
        "hidden": hidden,
        "pairs": round(mean([one.pairs for one in run])),
        "base_rate": mean([one.hidden / one.pairs for one in told]),
        "auc": mean([one.auc for one in told]),
        "average_precision": mean([one.average_precision for one in told]),
        "precision": mean([one.hits / min(k, one.pairs) for one in told]),
    }
