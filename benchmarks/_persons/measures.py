"""Agreement of clusters with the truth, by pairs and by B³, written apart from the product that it judges."""

from __future__ import annotations

import numpy as np
import pandas as pd


def agreement(truth: pd.Series, found: pd.Series) -> dict[str, float]:
    """Return precision, recall and F1 by pairs, and by record (B³), of clusters over the same records in one order.

    >>> agreement(pd.Series([1, 1, 1, 2]), pd.Series([7, 7, 8, 8]))["precision"]
    0.5
    """
    both = pd.DataFrame({"truth": truth.to_numpy(), "found": found.to_numpy()})
    size = both.groupby("truth")["found"].transform("size").to_numpy(dtype=float)
    guess = both.groupby("found")["truth"].transform("size").to_numpy(dtype=float)
    common = both.groupby(["truth", "found"])["truth"].transform("size").to_numpy(dtype=float)
    right, told, true = (common - 1).sum() / 2, (guess - 1).sum() / 2, (size - 1).sum() / 2
    found_of = {
        "precision": float(right / told) if told else float("nan"),
        "recall": float(right / true) if true else float("nan"),
        "b3_precision": float(np.mean(common / guess)),
        "b3_recall": float(np.mean(common / size)),
    }
    for kind in ("", "b3_"):
        p, r = found_of[f"{kind}precision"], found_of[f"{kind}recall"]
        found_of[f"{kind}f1"] = 2 * p * r / (p + r) if p + r else float("nan")
    return found_of
