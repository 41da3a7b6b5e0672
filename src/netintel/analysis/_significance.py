"""Significance of counts: where the observed lies among draws from a null model, and what many such tests allow.

Every p here is a two-sided *mid-p*: a draw equal to the observed counts half. Where the observed and the draws could be
exchanged for each other, such a p is at or below 0.05 in 5 % of cases however coarse the counts are, on average over
them; the p that counts ties in full would be so less often.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.model.network import FloatArray

FEW = 5.0
"""Expected counts below this are not near enough to normal for a z to be read as one."""
ENOUGH = 2.0
"""Draws beyond the observed from which their share is p; with fewer a curve fitted to all draws carries on."""
_LEAST = 1e-12
_NOISE = 1e-9
_COLUMNS = 2000


def adjusted(p: FloatArray) -> FloatArray:
    """Return Benjamini-Hochberg adjusted p-values; what is nan was not tested and stays nan.

    References
    ----------
    benjamini1995

    Examples
    --------
    >>> adjusted(np.array([0.01, 0.04, np.nan, 0.03, 0.5])).round(4).tolist()
    [0.04, 0.0533, nan, 0.0533, 0.5]
    """
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")[::-1]]
    result = np.full_like(p, np.nan)
    result[order] = np.minimum(np.minimum.accumulate(p[order] * len(order) / np.arange(len(order), 0, -1)), 1)
    return result


@dataclass
class Tails:
    """Where observed values lie among drawn ones, kept as running sums so that the draws need no memory.

    Attributes
    ----------
    observed
        Any array of values; `add` takes arrays of its shape.
    """

    observed: FloatArray

    def __post_init__(self) -> None:
        self.n = 0
        self._above, self._equal = (np.zeros(self.observed.shape, dtype=np.int64) for _ in range(2))
        self._sums = np.zeros((3, *self.observed.shape))

    def add(self, drawn: FloatArray) -> None:
        """Take in one draw."""
        # Differences from the observed keep the powers small, so that the moments lose no digits.
        difference = np.where(np.abs(drawn - self.observed) < _NOISE, 0.0, drawn - self.observed)
        self._above += difference > 0
        self._equal += difference == 0
        power = difference
        for i in range(len(self._sums)):
            self._sums[i] += power
            power = power * difference
        self.n += 1

    @property
    def mean(self) -> FloatArray:
        """Return the mean of the draws; nan before the first."""
        return self.observed + self._moment(0)

    @property
    def deviation(self) -> FloatArray:
        """Return the standard deviation of the draws; exactly 0 where all were alike, nan before the second."""
        if self.n < 2:
            return np.full(self.observed.shape, np.nan)
        variance = (self._moment(1) - self._moment(0) ** 2) * self.n / (self.n - 1)
        return np.sqrt(np.where(variance > _NOISE, variance, 0.0))

    @property
    def cautious(self) -> FloatArray:
        """Return `deviation` one standard error wider: a p far out hangs on it, and few draws leave it uncertain.

        Examples
        --------
        >>> tails = Tails(np.array(0.0))
        >>> for i in range(50):
        ...     tails.add(np.array(float(i % 2)))
        >>> round(float(tails.cautious / tails.deviation), 3)
        1.1
        """
        wider: FloatArray = self.deviation * (1 + 1 / np.sqrt(2 * max(self.n, 1)))
        return wider

    @property
    def skewness(self) -> FloatArray:
        """Return the skewness of the draws, 0 where they do not vary."""
        first, second, third = (self._moment(i) for i in range(3))
        variance = second - first**2
        central = third - 3 * first * second + 2 * first**3
        skew: FloatArray = np.where(variance > _NOISE, central / np.maximum(variance, _NOISE) ** 1.5, 0.0)
        return skew

    @property
    def z(self) -> FloatArray:
        """Return the distance of the observed from the mean in standard deviations; nan where nothing varies."""
        spread = self.deviation
        z: FloatArray = np.divide(-self._moment(0), spread, out=np.full(spread.shape, np.nan), where=spread > 0)
        return z

    @property
    def above(self) -> FloatArray:
        """Return the chance of more than the observed, with half that of as much: the observed is one draw among all.

        Examples
        --------
        Of 0 to 98 three are above 95 and 95 itself is one; with the observed: (3 + 2/2) / 100.

        >>> tails = Tails(np.array(95.0))
        >>> for i in range(99):
        ...     tails.add(np.array(float(i)))
        >>> float(tails.above)
        0.04
        """
        share: FloatArray = (self._above + (self._equal + 1) / 2) / (self.n + 1)
        return share

    @property
    def skewed(self) -> FloatArray:
        """Return `above` by a gamma curve with the mean, spread and skewness of the draws, to carry on where few are.

        Its thin tail ends somewhere. Below what the draws can show, one in their number, no tail is therefore thinner
        than that of a normal curve.

        Examples
        --------
        >>> tails = Tails(np.array(-0.9))
        >>> for i in range(99):
        ...     tails.add(np.array(float(i % 10 == 0)))
        >>> float(skewed(tails.z, tails.skewness)), 0 < 1 - float(tails.skewed) < 1e-3
        (1.0, True)
        """
        from scipy.special import ndtr

        z, least = self.z, 1 / (self.n + 1)
        curve = skewed(z, self.skewness)
        high = np.maximum(curve, np.minimum(ndtr(-z), least))
        low = np.maximum(1 - curve, np.minimum(ndtr(z), least))
        return np.clip(np.where(z > 0, high, 1 - low), _LEAST, 1 - _LEAST)

    def upper(self, fitted: FloatArray) -> FloatArray:
        """Return the one-sided p of an excess: `above`, and where few draws are left, `fitted`.

        Parameters
        ----------
        fitted
            As `above`, by a curve that carries on where fewer than two draws lie beyond the observed. 1 is returned
            where the draws do not vary.
        """
        return np.where(self.deviation > 0, self._carried_on(self.above, fitted), 1.0)

    def p(self, fitted: FloatArray) -> FloatArray:
        """Return the two-sided p; `fitted` as for `upper`."""
        share, beyond = (np.minimum(chance, 1 - chance) for chance in (self.above, fitted))
        return np.where(self.deviation > 0, np.minimum(1.0, 2 * self._carried_on(share, beyond)), 1.0)

    def _carried_on(self, share: FloatArray, beyond: FloatArray) -> FloatArray:
        few = share * (self.n + 1) < ENOUGH
        return np.where(few, np.minimum(beyond, ENOUGH / (self.n + 1)), share)

    def _moment(self, i: int) -> FloatArray:
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(self._sums[i] / self.n)


def counted(observed: FloatArray, mean: FloatArray, deviation: FloatArray) -> FloatArray:
    """Return the chance of more than the observed, half of as much, for counts with this mean and deviation.

    Binomial where the variance is below the mean (totals are fixed), negative binomial above it, Poisson between;
    carried on between whole numbers by the beta and gamma functions, and by the normal curve beyond what a binomial
    reaches. Never below 1e-12: no draws can tell more.

    Examples
    --------
    Two of a Poisson count with mean 1: P(>2) + P(2) / 2 = 0.0803 + 0.0920. One of a binomial with n = 2, chance 1/2:
    1/4 + 1/4. One of a negative binomial with mean 1 and variance 2 (geometric, 1/2): 1/4 + 1/8.

    >>> counted(np.array([2.0, 1, 1]), np.ones(3), np.sqrt([1, 0.5, 2])).round(4).tolist()
    [0.1723, 0.5, 0.375]
    """
    from scipy.special import ndtr

    chance = (_at_least(observed, mean, deviation**2) + _at_least(observed + 1, mean, deviation**2)) / 2
    z = np.divide(observed - mean, deviation, out=np.zeros(observed.shape), where=deviation > 0)
    return np.maximum(np.where((chance == 0) & (deviation > 0), ndtr(-z), chance), _LEAST)


def counted_in_parts(observed: FloatArray, mean: FloatArray, deviation: FloatArray, unit: FloatArray) -> FloatArray:
    """Return `counted` for sums of parts of ties, in multiples of `unit` (at most 1).

    Fewer than five ties in parts say no more than as many whole ties: parts of one tie are not independent.

    Examples
    --------
    Two quarters of a tie, where 0.1 of a tie is expected:

    >>> half, one = np.array([0.5]), np.ones(1)
    >>> bool(counted_in_parts(half, one / 10, one / 8, one / 4)[0] > counted(half * 4, one * 0.4, one / 2)[0])
    True
    """
    chance = counted(observed / unit, mean / unit, deviation / unit)
    split = (unit < 1) & (observed < FEW)
    whole_ties = counted(observed[split], mean[split], np.sqrt(mean[split]))
    chance[split] = np.maximum(chance[split], whole_ties)
    return chance


def _at_least(least: FloatArray, mean: FloatArray, variance: FloatArray) -> FloatArray:
    from scipy.special import gammainc

    x = np.maximum(least, 1e-12)
    mean, variance = np.maximum(mean, 1e-12), np.maximum(variance, 1e-12)
    narrow, wide = variance < mean * (1 - 1e-6), variance > mean * (1 + 1e-6)
    poisson = ~(narrow | wide)
    chance = np.empty(x.shape)
    # Each curve for its own cells alone: the incomplete functions are what corridors cost.
    for cells, tail in ((narrow, _binomial), (wide, _negative_binomial)):
        chance[cells] = tail(x[cells], mean[cells], variance[cells])
    chance[poisson] = gammainc(x[poisson], mean[poisson])
    return np.where(least <= 0, 1.0, chance)


def _binomial(x: FloatArray, mean: FloatArray, variance: FloatArray) -> FloatArray:
    from scipy.special import betainc

    trials = mean**2 / (mean - variance)
    inside = betainc(x, np.maximum(trials - x + 1, 1e-12), np.clip(mean / trials, 0, 1))
    return np.where(x < trials + 1, inside, 0.0)


def _negative_binomial(x: FloatArray, mean: FloatArray, variance: FloatArray) -> FloatArray:
    from scipy.special import betainc

    return np.asarray(betainc(x, mean**2 / (variance - mean), 1 - mean / variance), dtype=np.float64)


def skewed(z: FloatArray, skewness: FloatArray) -> FloatArray:
    """Return the chance of a value more than z deviations above the mean, by a gamma curve of this skewness.

    Examples
    --------
    Without skewness it is the normal curve; an exponential has skewness 2 and passes 2 deviations with chance exp(-3).

    >>> skewed(np.array([1.96, 2.0]), np.array([0.0, 2.0])).round(4).tolist()
    [0.025, 0.0498]
    """
    from scipy.special import gammaincc, ndtr

    size = np.abs(skewness)
    shape = 4 / np.maximum(size, 0.01) ** 2
    turned = np.where(skewness < 0, -z, z)
    upper = gammaincc(shape, np.maximum(shape + turned * np.sqrt(shape), 0.0))
    upper = np.where(skewness < 0, 1 - upper, upper)
    chance: FloatArray = np.where(size < 0.01, ndtr(-z), upper)
    return chance


def ranked(stack: NDArray[Any]) -> FloatArray:
    """Return the two-sided p of every row of a stack among all its rows, column by column; row 0 is the observed.

    Examples
    --------
    >>> ranked(np.array([[9.0], [1], [2], [2], [3]])).ravel().round(2).tolist()
    [0.2, 0.2, 0.8, 0.8, 0.6]
    """
    rows = len(stack)
    below = (pd.DataFrame(np.round(stack, 9)).rank().to_numpy() - 0.5) / rows
    both: FloatArray = np.minimum(1.0, 2 * np.minimum(below, 1 - below))
    return both


def whole(stack: NDArray[Any]) -> float:
    """Return p of all columns together: how often a draw's least p among its columns is as small as the observed's.

    Each column's p is taken among all rows, the draws' like the observed's, so that this one p is right however the
    columns hang together. It is at least 1 / (2 rows); nan where no column varies.

    Examples
    --------
    Nine draws of two columns; nobody else is as far out as the observed is in the first:

    >>> draws = np.array([[i % 3, i % 4] for i in range(9)], dtype=float)
    >>> whole(np.vstack([[[7.0, 1]], draws]))
    0.05
    """
    varying = np.flatnonzero(np.ptp(stack, axis=0) > _NOISE)
    if len(varying) == 0:
        return float("nan")
    least, far = np.ones(len(stack)), np.zeros(len(stack))
    for part in np.array_split(varying, 1 + len(varying) // _COLUMNS):
        values = stack[:, part].astype(np.float64)
        least = np.minimum(least, ranked(values).min(axis=1))
        far = np.maximum(far, (np.abs(values - values.mean(axis=0)) / values.std(axis=0)).max(axis=1))
    # Few draws allow few least p; among rows with the same one, the further out in deviations goes first.
    least, far = np.round(least, 12), np.round(far, 9)
    smaller = (least < least[0]) | ((least == least[0]) & (far > far[0]))
    equal = (least == least[0]) & (far == far[0])
    return float((smaller.sum() + equal.sum() / 2) / len(stack))


def two_tails(observed: float, drawn: NDArray[Any]) -> float:
    """Return the two-sided p of one value among drawn ones.

    Examples
    --------
    Of 0 to 98 five are below 5 and 5 itself is one; with the observed: 2 x (5 + 2/2) / 100.

    >>> two_tails(5.0, np.arange(99.0))
    0.12
    """
    return float(ranked(np.concatenate(([observed], drawn))[:, None])[0, 0])
