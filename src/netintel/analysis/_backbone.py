"""Backbones: which pairs of a counted country graph stand out from the noise of counting."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from netintel.model.network import FloatArray

DELTA = 1.64
"""Noise-corrected: standard deviations above expectation; about one pair in twenty by chance alone."""
ALPHA = 0.05
"""Disparity filter: chance that a pair takes so large a part of a country's ties when shares are random."""


def noise_corrected(counts: FloatArray, delta: float = DELTA) -> NDArray[np.bool_]:
    """Return which pairs have more ties than their totals suggest, beyond the noise of counting.

    With row total n_i., column total n_.j and n.. = all, kappa = n.. / (n_i. n_.j) and the lift
    L = (kappa n_ij - 1) / (kappa n_ij + 1), between -1 and 1, 0 where the count is what the totals suggest.
    The chance of a tie has a beta prior whose mean and variance are those of a hypergeometric draw; its posterior
    gives the variance of n_ij, and the delta method that of L. A pair is kept where L > delta * sd(L).

    Parameters
    ----------
    counts
        Square matrix of counts >= 0, symmetric where pairs have no direction; the diagonal counts into the totals.
    delta
        Standard deviations; 1.28, 1.64 and 2.32 are the paper's values for about 10, 5 and 1 percent.

    Returns
    -------
    bool matrix
        False where nothing was counted, and where one row and column hold everything (no noise to compare with).

    References
    ----------
    coscia2017

    Examples
    --------
    >>> noise_corrected(np.array([[0.0, 30, 2, 2], [30, 0, 2, 2], [2, 2, 0, 30], [2, 2, 30, 0]])).astype(int)
    array([[0, 1, 0, 0],
           [1, 0, 0, 0],
           [0, 0, 0, 1],
           [0, 0, 1, 0]])
    """
    lift, deviation = noise_corrected_lift(counts)
    with np.errstate(invalid="ignore"):
        kept: NDArray[np.bool_] = (counts > 0) & (lift > delta * deviation)
    return kept


def noise_corrected_lift(counts: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the lift of each pair and its standard deviation; nan where a total is 0 or holds everything."""
    n = counts.sum()
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    product = np.outer(rows, columns)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = product / n**2
        variance = product * np.outer(n - rows, n - columns) / (n**4 * (n - 1))
        alpha = mean**2 / variance * (1 - mean) - mean
        beta = mean / variance * (1 - mean**2) - (1 - mean)
        chance = (alpha + counts) / (alpha + beta + n)
        kappa = n / product
        slope = kappa + counts * (1 / product - n * np.add.outer(rows, columns) / product**2)
        lift = (kappa * counts - 1) / (kappa * counts + 1)
        deviation = np.sqrt(n * chance * (1 - chance)) * np.abs(2 * slope / (kappa * counts + 1) ** 2)
    return lift, deviation


def noise_corrected_p(counts: FloatArray) -> FloatArray:
    """Return the chance that noise lifts a pair so far up, by the normal curve; nan where nothing can be compared.

    Examples
    --------
    >>> p = noise_corrected_p(np.array([[0.0, 30, 2, 2], [30, 0, 2, 2], [2, 2, 0, 30], [2, 2, 30, 0]]))
    >>> (p < 0.05)[0].astype(int).tolist()
    [0, 1, 0, 0]
    """
    from scipy.special import ndtr

    lift, deviation = noise_corrected_lift(counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        p: FloatArray = ndtr(-lift / deviation)
    return p


def disparity(counts: FloatArray, alpha: float = ALPHA) -> NDArray[np.bool_]:
    """Return which pairs take so large a part of a country's ties that random shares would rarely give it.

    A country with k partners and strength s that shared its strength at random would give a partner a part of at
    least w / s with chance p = (1 - w / s)^(k - 1). Each pair has one p from either end (leaving and arriving);
    the smaller one counts, and the pair is kept where it is below alpha. With one partner p is 1: nothing to compare.

    Parameters
    ----------
    counts
        Square matrix of counts >= 0, symmetric where pairs have no direction.
    alpha
        Chance accepted for each pair, 0-1.

    References
    ----------
    serrano2009

    Examples
    --------
    The hub gives 18 of its 20 ties to one of three partners: p = (1 - 0.9)^2 = 0.01.

    >>> star = np.zeros((4, 4))
    >>> star[0, 1:] = star[1:, 0] = [18, 1, 1]
    >>> disparity(star)[0].astype(int)
    array([0, 1, 0, 0])
    """
    kept: NDArray[np.bool_] = (counts > 0) & (disparity_p(counts) < alpha)
    return kept


def disparity_p(counts: FloatArray) -> FloatArray:
    """Return the smaller of a pair's two chances; 1 where a country has one partner, or none."""
    leaving = _share_p(counts)
    arriving = _share_p(counts.T).T
    return np.minimum(leaving, arriving)


def _share_p(counts: FloatArray) -> FloatArray:
    strength = counts.sum(axis=1, keepdims=True)
    partners = (counts > 0).sum(axis=1, keepdims=True)
    share = np.divide(counts, strength, out=np.zeros_like(counts), where=strength > 0)
    p: FloatArray = (1 - share) ** np.maximum(partners - 1, 0)
    return p
