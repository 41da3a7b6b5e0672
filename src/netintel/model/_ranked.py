"""`Ranked`: texts as whole numbers in the order of the texts, so that many rows are ordered without their texts."""

from __future__ import annotations

import math
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


def in_order(keys: list[Codes], rest: Callable[[NDArray[np.int64]], pa.Array]) -> tuple[NDArray[np.int64], Codes]:
    """Return rows ordered by their keys, those with equal keys by the text of what else they say, and each row's rank.

    Rows that say the same have the same rank.

    Parameters
    ----------
    keys
        Ranks of each row, the most important first; no negative ones.
    rest
        Makes the texts of some rows; asked only for rows that have the keys of another.

    Examples
    --------
    >>> says = pa.array(["x", "b", "a", "a"])
    >>> order, ranks = in_order([np.array([0, 1, 1, 1], np.int32)], lambda rows: says.take(pa.array(rows)))
    >>> order[:1].tolist(), ranks.tolist()
    ([0], [0, 2, 1, 1])
    """
    size = len(keys[0])
    order, new = _by_keys(keys)
    tied = ~new
    tied[:-1] |= ~new[1:]
    rows = order[tied]
    if len(rows):
        group, said = np.cumsum(new)[tied], Ranked.of(rest(rows)).ranks
        within = np.lexsort([said, group])
        order[tied] = rows[within]
        group, said = group[within], said[within]
        new[tied] = np.append(True, (group[1:] != group[:-1]) | (said[1:] != said[:-1]))
    ranks = np.empty(size, np.int32)
    ranks[order] = np.cumsum(new) - 1
    return order, ranks


def _by_keys(keys: list[Codes]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return rows ordered by their keys, and which of them has other keys than the row before it."""
    spans = [int(key.max(initial=0)) + 1 for key in keys]
    if math.prod(spans) < 2**63:  # one number a row sorts faster than several
        joined = keys[0].astype(np.int64)
        for key, span in zip(keys[1:], spans[1:], strict=True):
            joined = joined * span + key
        if (joined[1:] >= joined[:-1]).all():
            order = np.arange(len(joined))
        else:
            order = np.argsort(joined, kind="stable")
            joined = joined[order]
        return order, np.append(True, joined[1:] != joined[:-1])[: len(order)]
    order = np.lexsort(keys[::-1])
    new = np.zeros(len(order), bool)
    new[:1] = True
    for key in keys:
        new[1:] |= key[order][1:] != key[order][:-1]
    return order, new
