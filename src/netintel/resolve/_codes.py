"""Distinct numbers and rows, fast: pairs run to tens of millions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_ROOM = 62
"""Bits of a number that columns may fill together."""


def distinct(codes: NDArray[Any]) -> NDArray[Any]:
    """Return the distinct numbers in ascending order, by sorting: `numpy.unique` hashes, which is slower here."""
    ordered = np.sort(codes)
    keep = np.ones(len(ordered), bool)
    keep[1:] = ordered[1:] != ordered[:-1]
    return ordered[keep]


def numbered(codes: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return for each number its place among the distinct ones, and these in the order in which they come first."""
    at, unique = pd.factorize(codes)
    return at.astype(np.int64), unique


def rows(columns: Iterable[NDArray[Any]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each row its place among the distinct rows, and for each of these a row that shows it.

    Parameters
    ----------
    columns
        Whole numbers of 0 and more.
    """
    code, room = np.zeros(0, np.int64), _ROOM
    for column in columns:
        width = max(int(column.max(initial=0)).bit_length(), 1)
        if width > room:
            code, room = numbered(code)[0], _ROOM - len(code).bit_length()
        code = column.astype(np.int64) if not len(code) else code << width | column
        room -= width
    at, unique = numbered(code)
    shown = np.zeros(len(unique), np.int64)
    shown[at[::-1]] = np.arange(len(at))[::-1]
    return at, shown
