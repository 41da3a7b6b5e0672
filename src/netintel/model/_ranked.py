"""`Ranked`: texts as whole numbers in the order of the texts, so that many rows are ordered without their texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Codes = NDArray[np.int32]


@dataclass(frozen=True)
class Ranked:
    """Which place each text has among the distinct texts, and these in order."""

    ranks: Codes
    words: pa.Array

    @classmethod
    def of(cls, texts: pa.Array) -> Ranked:
        """Return the ranks of texts without nulls; equal texts have the same rank.

        Examples
        --------
        >>> Ranked.of(pa.array(["b", "a", "b"])).ranks.tolist()
        [1, 0, 1]
        """
        order = pc.sort_indices(texts)
        ordered = texts.take(order)
        new = np.ones(len(ordered), bool)
        if len(ordered):
            new[1:] = pc.not_equal(ordered[1:], ordered[:-1]).to_numpy(zero_copy_only=False)
        ranks = np.empty(len(ordered), np.int32)
        ranks[order.to_numpy()] = np.cumsum(new) - 1
        return cls(ranks, ordered.filter(pa.array(new)))


def in_order(keys: list[Codes], rest: Callable[[NDArray[np.int64]], pa.Array]) -> NDArray[np.int64]:
    """Return rows ordered by their keys, and those with equal keys by the text of what else they say.

    Parameters
    ----------
    keys
        Ranks of each row, the most important first.
    rest
        Makes the texts of some rows; asked only for rows that have the keys of another.
    """
    order = np.lexsort(keys[::-1])
    equal = np.ones(max(len(order) - 1, 0), bool)
    for key in keys:
        ordered = key[order]
        equal &= ordered[1:] == ordered[:-1]
    tied = np.append(False, equal) | np.append(equal, False) if len(order) else equal
    rows, group = order[tied], np.cumsum(~np.append(False, equal))[tied] if len(order) else order
    if len(rows):
        order[tied] = rows[np.lexsort([Ranked.of(rest(rows)).ranks, group])]
    return order
