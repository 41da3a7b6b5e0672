"""How sure a corridor is: whether it is one in networks that may be the true one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from netintel.analysis._excess import SIGNIFICANT, BoolArray, Excess, scaling
from netintel.analysis._mixing import Mixing
from netintel.analysis._plausible import Plausible
from netintel.analysis._significance import counted_in_parts
from netintel.model.network import FloatArray, Network

WORK = 10_000_000
"""Ties in all plausible networks together; a large network gets fewer of them, at least 20."""
DRAWS = 100


@dataclass(frozen=True)
class Certainty:
    """What plausible networks say of each pair: ties in nine of ten, and how often in excess and in the backbone."""

    low: FloatArray
    high: FloatArray
    in_excess: FloatArray
    kept: FloatArray
    draws: int

    @classmethod
    def of(
        cls,
        network: Network,
        expected: FloatArray,
        deviation: FloatArray,
        unit: FloatArray,
        cells: BoolArray,
        backbone: Callable[[FloatArray], BoolArray],
        hidden: float,
        seed: int,
        *,
        crossing: bool,
    ) -> Certainty:
        """Draw plausible networks and look for corridors in each.

        Rewiring each of them would cost a thousand times more; the expectation of the recorded network is scaled to
        the totals of the drawn one instead, its standard deviation by the root of the same factor.

        Parameters
        ----------
        network
            In the order of its labels.
        expected, deviation
            Of the mixing matrix under the null.
        unit
            What one tie adds to a cell, typically.
        cells
            The pairs.
        backbone
            From the matrix without domestic ties to what is kept.
        hidden
            Part of the real ties that nobody recorded.
        seed
        crossing
            Whether the null keeps each country's ties across borders, or all of its ties.
        """
        mixing, plausible = Mixing(network), Plausible(network, hidden=hidden)
        if crossing:
            expected = without_diagonal(expected)
        rng = np.random.default_rng([seed, 1])
        draws = int(min(DRAWS, max(20, WORK // max(network.n_ties, 1))))
        counts = np.empty((draws, int(cells.sum())))
        excess, kept = np.zeros(expected.shape), np.zeros(expected.shape)
        for turn in range(draws):
            observed = mixing.matrix(*(ends.astype(np.int32) for ends in plausible.draw(rng)))
            counts[turn] = observed[cells]
            abroad = without_diagonal(observed)
            kept += backbone(abroad)
            excess += _in_excess(abroad if crossing else observed, expected, deviation, unit, cells)
        low, high = (np.full(expected.shape, np.nan) for _ in range(2))
        low[cells], high[cells] = np.quantile(counts, [0.05, 0.95], axis=0)
        return cls(low, high, excess / draws, kept / draws, draws)


def without_diagonal(matrix: FloatArray) -> FloatArray:
    """Return a mixing matrix without domestic ties."""
    abroad = matrix.copy()
    np.fill_diagonal(abroad, 0)
    return abroad


def _in_excess(
    observed: FloatArray, expected: FloatArray, deviation: FloatArray, unit: FloatArray, cells: BoolArray
) -> BoolArray:
    symmetric = not np.tril(cells).any()
    rows, columns = scaling(expected, observed.sum(axis=1), observed.sum(axis=0), symmetric=symmetric)
    part = np.outer(rows, columns)
    mean, spread = expected * part, deviation * np.sqrt(part)
    p = np.where(spread > 0, counted_in_parts(observed, mean, spread, unit), 1.0)
    found = Excess.of(observed, mean, spread, unit, cells & ((observed > 0) | (mean > 0)), p)
    with np.errstate(invalid="ignore"):
        significant: BoolArray = (found.adjusted <= SIGNIFICANT) & (observed > mean)
    return significant
