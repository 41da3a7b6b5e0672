"""`Repeats`: which rows of a table repeat an earlier one; sixteen bytes a row are kept, and no Python object."""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Keys = tuple[NDArray[np.uint64], NDArray[np.uint64]]
Mask = NDArray[np.bool_]


class Repeats:
    """Remembers the rows it was shown, by 128 bits of their BLAKE2 hash.

    Examples
    --------
    >>> seen = Repeats()
    >>> seen.fresh(pa.array(["a", "b", "a"])).tolist(), seen.fresh(pa.array(["b", "c"])).tolist()
    ([True, True, False], [False, True])
    """

    def __init__(self) -> None:
        self._runs: list[Keys] = []

    def fresh(self, texts: pa.Array) -> Mask:
        """Return which texts were not met before, neither here nor earlier."""
        high, low = _hashed(texts)
        order = np.argsort(high, kind="stable")
        if (np.diff(high[order]) == 0).any():  # rows repeat one another; sorting by both halves takes twice as long
            order = np.lexsort((low, high))
        keys = high[order], low[order]
        new = np.append(True, (keys[0][1:] != keys[0][:-1]) | (keys[1][1:] != keys[1][:-1]))[: len(order)]
        for run in self._runs:
            new[new] = ~_holds(run, (keys[0][new], keys[1][new]))
        self._add((keys[0][new], keys[1][new]))
        fresh = np.zeros(len(order), bool)
        fresh[order[new]] = True
        return fresh

    def _add(self, run: Keys) -> None:
        """Keep few runs, each at least twice as long as the next: a row is moved seldom, and looked up in few."""
        self._runs.append(run)
        while len(self._runs) > 1 and len(self._runs[-2][0]) < 2 * len(self._runs[-1][0]):
            last, before = self._runs.pop(), self._runs.pop()
            high, low = np.concatenate([before[0], last[0]]), np.concatenate([before[1], last[1]])
            order = np.argsort(high, kind="stable")
            self._runs.append((high[order], low[order]))


def _hashed(texts: pa.Array) -> Keys:
    hashed = hashlib.blake2b
    digests = b"".join([hashed(text, digest_size=16).digest() for text in texts.cast(pa.binary()).to_pylist()])
    keys = np.frombuffer(digests, np.uint64).reshape(-1, 2)
    return keys[:, 0].copy(), keys[:, 1].copy()


def _holds(run: Keys, wanted: Keys) -> Mask:
    """Return which keys are in a run; the halves of two keys can be equal without the keys being so."""
    at = np.searchsorted(run[0], wanted[0])
    held = np.zeros(len(at), bool)
    open_ = at < len(run[0])
    while open_.any():
        open_[open_] = run[0][at[open_]] == wanted[0][open_]
        held[open_] = run[1][at[open_]] == wanted[1][open_]
        open_ &= ~held
        at += 1
        open_ &= at < len(run[0])
    return held
