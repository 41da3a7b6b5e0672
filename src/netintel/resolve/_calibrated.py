"""Are names as rare as was counted? Checked against the pairs whose birth dates decide.

How rare a name is follows from counts, and counts are of records: several records of one person that nobody joined yet
make the name look common; words that go together make it look rare. Among the pairs of which both birth dates are
known, the dates tell which are the same, whatever the names foretold. Where names of some rarity foretell fewer or
more than there are, their bits are moved, for the pairs without dates too.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_WIDTH, _STEPS = 2.0, 32
"""Bits of rarity that are looked at together, and how many such steps there are."""

_STRENGTH, _MOST = 30.0, 6.0
"""As many pairs as are needed to move half-way, and bits moved at most."""


def moved(
    level: NDArray[np.uint8],
    group: NDArray[np.uint8],
    rare: NDArray[np.float32],
    foretold: NDArray[Any],
    found: NDArray[Any],
) -> NDArray[np.float32]:
    """Return the bits of rarity, moved so that names foretell as many of the same as were found.

    Parameters
    ----------
    level, group, rare
        Level of the names of each pair, whether it is of two exports (0) or of one (1), whose names are those of one
        country and so less rare in it, and their bits.
    foretold
        The log2 odds of each pair by prior and names alone; nan where it shall not teach.
    found
        The probability of each pair by all that could be compared.
    """
    step = np.clip(rare / _WIDTH, 0, _STEPS - 1).astype(np.int64)
    levels = int(level.max(initial=0)) + 1
    cell = (group.astype(np.int64) * levels + level) * _STEPS + step
    teaches = ~np.isnan(foretold)
    size = 2 * levels * _STEPS
    n = np.bincount(cell[teaches], minlength=size)
    same = np.bincount(cell[teaches], weights=found[teaches], minlength=size)
    shift = np.zeros(size)
    for _ in range(3):
        odds = np.clip(foretold[teaches] + shift[cell[teaches]], -60, 60)
        said = np.bincount(cell[teaches], weights=1 / (1 + np.exp2(-odds)), minlength=size)
        shift += _logit(same, n) - _logit(said, n)
    shift = np.clip(shift, -_MOST, _MOST) * n / (n + _STRENGTH)
    return np.asarray(rare + shift[cell], np.float32)


def _logit(part: NDArray[Any], n: NDArray[Any]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.log2((part + 0.5) / (n - part + 0.5))
    return found
