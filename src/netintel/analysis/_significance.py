"""Significance of counts: p-values of one pair, adjusted for many pairs."""

from __future__ import annotations

import numpy as np

from netintel.model.network import FloatArray

FEW = 5.0
"""Expected counts below this are not near enough to normal for a z to give a p."""


def adjusted(p: FloatArray) -> FloatArray:
    """Return Benjamini-Hochberg adjusted p-values.

    Examples
    --------
    >>> adjusted(np.array([0.01, 0.04, 0.03, 0.5])).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    order = np.argsort(p, kind="stable")[::-1]
    scaled = p[order] * len(p) / np.arange(len(p), 0, -1)
    result = np.empty_like(p)
    result[order] = np.minimum(np.minimum.accumulate(scaled), 1)
    return result


def mid_p(observed: FloatArray, expected: FloatArray) -> FloatArray:
    """Return the two-sided mid-p of Poisson counts, carried on between whole numbers by the gamma function.

    Examples
    --------
    Two seen, one expected: P(>2) + P(2)/2 = 0.0803 + 0.0920 by a Poisson table, twice that is the answer.

    >>> mid_p(np.array([2.0]), np.array([1.0])).round(4).tolist()
    [0.3445]
    """
    from scipy.special import gammainc

    least = np.where(observed > 0, gammainc(np.maximum(observed, 1e-12), expected), 1.0)
    above: FloatArray = 0.5 * (least + gammainc(observed + 1, expected))
    both: FloatArray = np.minimum(1.0, 2 * np.minimum(above, 1 - above))
    return both


def two_sided_p(observed: FloatArray, expected: FloatArray, z: FloatArray) -> FloatArray:
    """Return p from z where 5 or more are expected, the mid-p below that, and 1 where z is nan.

    Examples
    --------
    >>> two_sided_p(np.array([19.6, 2, 7]), np.array([10.0, 1, 7]), np.array([1.96, 9, np.nan])).round(2).tolist()
    [0.05, 0.34, 1.0]
    """
    from scipy.stats import norm

    p = np.where(expected < FEW, mid_p(observed, expected), 2 * norm.sf(np.abs(z)))
    return np.where(np.isnan(z), 1.0, p)


def two_tails(observed: float, drawn: FloatArray) -> float:
    """Return twice the smaller tail of the drawn values, the observed one counted among them, at most 1.

    Examples
    --------
    Of 0 to 98, six are at most 5, and with the observed one seven in a hundred:

    >>> two_tails(5.0, np.arange(99.0))
    0.14
    """
    above = (1 + int((drawn >= observed - 1e-12).sum())) / (1 + len(drawn))
    below = (1 + int((drawn <= observed + 1e-12).sum())) / (1 + len(drawn))
    return min(1.0, 2 * min(above, below))
