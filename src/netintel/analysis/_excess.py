"""Pairs in excess, found one after the other: a strong corridor must not hide, or make, another one.

Totals are kept by the null model. A strong corridor raises the totals of its two countries, and with them what is
expected of both, so that it hides itself and their other corridors; and it takes their partners away, so that pairs
that nothing was done to look raised. Therefore, once a pair is found, its ties are set apart and the others are
compared with what the remaining totals give (docs/decisions/0014). A pair with no more ties than all totals give is in
excess of nothing, however little the remaining ones give: it keeps its first p.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._significance import adjusted, counted_in_parts
from netintel.model.network import FloatArray

BoolArray = NDArray[np.bool_]

SIGNIFICANT = 0.05
_AT_ONCE = 20
"""One candidate in twenty, at least one, is set apart before the others are looked at again."""
_ROUNDS, _NEAR = 200, 1e-7


@dataclass(frozen=True)
class Excess:
    """Each cell's expectation and one-sided p when what was found before it is set apart, and p adjusted."""

    expected: FloatArray
    p: FloatArray
    adjusted: FloatArray

    @classmethod
    def of(
        cls,
        observed: FloatArray,
        expected: FloatArray,
        deviation: FloatArray,
        unit: FloatArray,
        cells: BoolArray,
        p: FloatArray,
    ) -> Excess:
        """Find the cells in excess.

        Parameters
        ----------
        observed, expected, deviation
            Matrices: counts, and their mean and standard deviation under a null that keeps rows' and columns' totals.
        unit
            What one tie adds to a cell, typically: 1 where everybody has one jurisdiction.
        cells
            The cells to be tested; in a symmetric matrix those above the diagonal.
        p
            One-sided p of each cell while nothing is set apart.
        """
        row, column = np.nonzero(cells)
        symmetric = not np.tril(cells).any()
        apart = np.zeros_like(cells)
        found = np.zeros(len(row), dtype=bool)
        raised = (observed > expected)[row, column]
        mean, chance = expected[row, column].copy(), p[row, column].copy()
        while True:
            all_p = adjusted(chance)
            new = np.flatnonzero(~found & raised & (all_p <= SIGNIFICANT) & (observed[row, column] > mean))
            if len(new) == 0:
                break
            new = new[np.argsort(chance[new], kind="stable")][: 1 + len(new) // _AT_ONCE]
            found[new] = True
            apart[row[new], column[new]] = True
            if symmetric:
                apart[column[new], row[new]] = True
            part = _remaining(observed, expected, apart, symmetric)[row, column]
            # What was found keeps the p it was found by.
            mean = np.where(found, mean, expected[row, column] * part)
            one = unit[row, column]
            spread = deviation[row, column] * np.sqrt(part)
            again = counted_in_parts(observed[row, column], mean, spread, one)
            chance = np.where(found | ~raised | (deviation[row, column] == 0), chance, again)
        parts = [np.full(observed.shape, np.nan) for _ in range(3)]
        for matrix, values in zip(parts, (mean, chance, all_p), strict=True):
            matrix[row, column] = values
        return cls(*parts)


def _remaining(observed: FloatArray, expected: FloatArray, apart: BoolArray, symmetric: bool) -> FloatArray:
    """Return by what part each cell's expectation changes when the totals are those of the cells not set apart."""
    left, base = np.where(apart, 0.0, observed), np.where(apart, 0.0, expected)
    rows, columns = scaling(base, left.sum(axis=1), left.sum(axis=0), symmetric=symmetric)
    return np.outer(rows, columns)


def scaling(
    base: FloatArray, rows: FloatArray, columns: FloatArray, *, symmetric: bool
) -> tuple[FloatArray, FloatArray]:
    """Return factors of rows and columns by which a matrix gets these totals (Sinkhorn); 0 for a total of 0.

    Examples
    --------
    >>> down, across = scaling(np.array([[0.0, 2], [2, 0]]), np.array([3.0, 3]), np.array([3.0, 3]), symmetric=True)
    >>> (np.outer(down, across) * [[0, 2], [2, 0]]).round(6).tolist()
    [[0.0, 3.0], [3.0, 0.0]]
    """
    down, across = np.ones(len(base)), np.ones(len(base))
    for _ in range(_ROUNDS):
        before = down
        if symmetric:
            reached = down * (base @ down)
            down = np.where(reached > 0, down * np.sqrt(rows / np.where(reached > 0, reached, 1)), 0.0)
            across = down
        else:
            given = base @ across
            down = np.where(given > 0, rows / np.where(given > 0, given, 1), 0.0)
            taken = down @ base
            across = np.where(taken > 0, columns / np.where(taken > 0, taken, 1), 0.0)
        if np.abs(down - before).max(initial=0) < _NEAR:
            break
    return down, across
