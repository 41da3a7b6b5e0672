"""Clusters and borders: how far the two agree, and which countries each cluster joins."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int64]
Countries = Sequence[tuple[str, ...]]


def agreement(cluster: Labels, countries: Countries, tied: NDArray[np.bool_]) -> dict[str, Any]:
    """Return `ami`, `homogeneity` and `completeness` over the `n_compared` tied nodes with exactly one country.

    The adjusted mutual information comes first, for it is 0 where clusters fall on countries as chance lets them.
    Homogeneity 1: no cluster crosses a border. Completeness 1: no country is split. All nan below two nodes.

    References
    ----------
    vinh2010, rosenberg2007

    Examples
    --------
    Two clusters of two, two countries, each cluster with one member of each:

    >>> tied = np.ones(4, dtype=bool)
    >>> found = agreement(np.array([0, 0, 1, 1]), [("RO",), ("DE",), ("RO",), ("DE",)], tied)
    >>> found["n_compared"], round(found["homogeneity"], 2), round(found["completeness"], 2)
    (4, 0.0, 0.0)
    """
    single = np.array([len(codes) == 1 for codes in countries], dtype=bool) & tied
    told: dict[str, Any] = {"n_compared": int(single.sum())}
    if single.sum() < 2:
        return told | dict.fromkeys(("ami", "homogeneity", "completeness"), float("nan"))
    from sklearn.metrics import adjusted_mutual_info_score, homogeneity_completeness_v_measure

    country = [codes[0] for codes, one in zip(countries, single, strict=True) if one]
    homogeneity, completeness, _ = homogeneity_completeness_v_measure(country, cluster[single])
    return told | {
        "ami": float(adjusted_mutual_info_score(country, cluster[single])),
        "homogeneity": float(homogeneity),
        "completeness": float(completeness),
    }


def joined(cluster: Labels, countries: Countries) -> list[tuple[str, ...]]:
    """Return for each cluster the countries of its members, that of most members first; unknown is none.

    Examples
    --------
    >>> joined(np.array([0, 0, 0, 1]), [("RO",), ("DE", "RO"), (), ("FR",)])
    [('RO', 'DE'), ('FR',)]
    """
    members: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for number, codes in zip(cluster.tolist(), countries, strict=True):
        members[number].update(codes)
    counted = [members[number] for number in range(int(cluster.max(initial=-1)) + 1)]
    return [tuple(code for _, code in sorted((-n, code) for code, n in of.items())) for of in counted]
