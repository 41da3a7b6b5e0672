"""How well one partition of records agrees with the true one: by pairs, and by records (B³)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Codes = NDArray[np.int64]

MEASURES = ("pairs", "b3")


def agreement(found: ArrayLike, truth: ArrayLike) -> pd.DataFrame:
    """Return precision, recall and F1 of clusters against the truth, by pairs and by records (B³).

    By pairs one cluster of 100 records weighs as much as 4,950 clusters of two; B³ asks of each record how much of its
    cluster belongs there, so that large clusters do not drown the small ones. Both are told because they differ where
    a few large clusters are wrong.

    Pairs: right / found and right / true, where a pair is two records of one cluster. B³: with n records in common
    between the cluster of a record and its true entity, n / size of the cluster (precision) and n / size of the entity
    (recall), averaged over records.

    Parameters
    ----------
    found
        The cluster of each record, as any label.
    truth
        The true entity of each record, in the same order.

    Returns
    -------
    pandas.DataFrame
        Index `pairs`, `b3`; `precision`, `recall`, `f1` (0-1). Pairwise precision is nan where no two records were
        joined, recall where no two belong together.

    Limits
    ------
    Both count every record alike: that one merge harms a person and another one only costs time is not in them.

    References
    ----------
    bagga1998; amigo2009

    Examples
    --------
    One true entity of three records and one of a single record; the third of the three was joined to the other one.
    Of two pairs found one is right, of three true ones one was found; the precisions of the records are 1, 1, 1/2 and
    1/2, their recalls 2/3, 2/3, 1/3 and 1.

    >>> agreement(["x", "x", "y", "y"], ["A", "A", "A", "B"]).round(3)
           precision  recall     f1
    pairs       0.50   0.333  0.400
    b3          0.75   0.667  0.706
    """
    parts = entity_parts(labels(found), labels(truth)).sum()
    return pd.DataFrame({measure: scores(parts, measure) for measure in MEASURES}).T


def labels(values: ArrayLike) -> Codes:
    """Return any labels as whole numbers from 0."""
    codes: Codes = pd.factorize(np.asarray(values), use_na_sentinel=False)[0].astype(np.int64)
    return codes


def entity_parts(found: Codes, truth: Codes) -> pd.DataFrame:
    """Return what each true entity adds to the sums of which precision and recall are the ratios.

    Records are counted, pairs never listed: a cluster of 100,000 costs as much as any other.

    Returns
    -------
    pandas.DataFrame
        A row an entity: `records`, `right` (pairs of it that were joined), `true` (its pairs), `found` (joined pairs;
        one that joins two entities is half of each), `b3_precision` and `b3_recall` (sums over its records).
    """
    size, whole = np.bincount(found), np.bincount(truth)
    pieces, common = np.unique(truth * max(len(size), 1) + found, return_counts=True)
    entity, cluster = pieces // max(len(size), 1), size[pieces % max(len(size), 1)]
    n = len(whole)
    return pd.DataFrame(
        {
            "records": whole,
            "right": np.bincount(entity, common * (common - 1) / 2, n),
            "true": whole * (whole - 1) / 2,
            "found": np.bincount(entity, common * (cluster - 1) / 2, n),
            "b3_precision": np.bincount(entity, common * common / cluster, n),
            "b3_recall": np.bincount(entity, common * common / whole[entity], n),
        }
    )


def scores(parts: Any, measure: str) -> dict[str, Any]:
    """Return precision, recall and F1 of sums of the columns of `entity_parts`; numbers or arrays of them."""
    with np.errstate(invalid="ignore", divide="ignore"):
        if measure == "b3":
            precision = np.divide(parts["b3_precision"], parts["records"])
            recall = np.divide(parts["b3_recall"], parts["records"])
            f1 = 2 * precision * recall / (precision + recall)
        else:
            precision = np.divide(parts["right"], parts["found"])
            recall = np.divide(parts["right"], parts["true"])
            f1 = np.divide(2 * parts["right"], parts["found"] + parts["true"])
    return {"precision": precision, "recall": recall, "f1": f1}
