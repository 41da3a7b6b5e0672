"""What a matching feature is: some claimed properties, and small levels of agreement, the strongest first.

A level is a function of two sides; its docstring is the sentence shown to the analyst. The values of two records are
compared each with each, and the two that speak most for one entity decide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from netintel.resolve._records import Pairs, Records, Values

Mask = NDArray[np.bool_]

Learned = Literal["fixed", "everywhere", "beside names"]
"""How u is found: computed beforehand; counted over all pairs; or counted among pairs that share a name, because
what is compared goes with names (a Vietnamese name with Vietnam)."""


@dataclass(frozen=True)
class Level:
    """One degree of agreement.

    Attributes
    ----------
    holds : function
        Of what the feature makes of two lists of values: a mask. Its docstring is the sentence.
    m, u : float
        How often it holds for two records of one entity, and of two; where to start learning from.
    kin : float or None
        How often it holds for relatives, who share a surname, a phone, a home, and twins a birthday; None where they
        are like strangers.
    """

    holds: Callable[[Any], Mask]
    m: float
    u: float
    kin: float | None = None

    @property
    def said(self) -> str:
        """The sentence."""
        return " ".join((self.holds.__doc__ or "").split()).rstrip(".")


@dataclass(frozen=True)
class Feature:
    """One matching feature.

    Attributes
    ----------
    name : str
        As the analyst reads it.
    poles : tuple of str
        What is compared: person, organisation.
    values : function of Records -> Values
    pair : function of Records, left and right codes of values -> what the levels look at
    levels : tuple of Level
        The last is what remains.
    learned : str
    decides : bool
        Whether it can tell two of the same name apart; where no such feature can be compared, a pair is undecidable.
    bits : function or None
        For what `pair` made, log2 of 1 / how often chance gives this very agreement; levels then have u = 1.
    """

    name: str
    poles: tuple[str, ...]
    values: Callable[[Records], Values]
    pair: Callable[[Records, NDArray[Any], NDArray[Any]], Any]
    levels: tuple[Level, ...]
    learned: Learned = "fixed"
    decides: bool = False
    bits: Callable[[Any], NDArray[np.float32]] | None = None
    chance: Callable[[Records], list[float]] | None = None

    @property
    def sentences(self) -> list[str]:
        """The sentence of each level."""
        return [level.said for level in self.levels]


@dataclass(frozen=True)
class Compared:
    """What a feature found: `level` (0 unknown, else 1 + place of the level), `bits`, and the codes that decided."""

    level: NDArray[np.uint8]
    bits: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]


def compare(feature: Feature, records: Records, pairs: Pairs) -> Compared:
    """Return for each pair the level that holds for the two values that speak most for one entity."""
    values = feature.values(records)
    n = len(pairs)
    level, bits = np.zeros(n, np.uint8), np.zeros(n, np.float32)
    left, right = np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    pair, a, b = _combinations(values, pairs)
    if len(pair):
        found = feature.pair(records, a, b)
        degree = _levels(feature, found, len(pair))
        rare = feature.bits(found) if feature.bits else np.zeros(len(pair), np.float32)
        best = _best(feature, pair, degree, rare)
        at = pair[best]
        level[at], bits[at], left[at], right[at] = degree[best] + 1, rare[best], a[best], b[best]
    return Compared(level, bits, left, right)


def _combinations(values: Values, pairs: Pairs) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return each pair with each value of its left and of its right."""
    ours, theirs = values.counts[pairs.left], values.counts[pairs.right]
    times = ours * theirs
    pair = np.repeat(np.arange(len(pairs)), times)
    within = np.arange(len(pair)) - np.repeat(np.cumsum(times) - times, times)
    width = theirs[pair]
    a = values.code[values.start[pairs.left][pair] + within // width]
    b = values.code[values.start[pairs.right][pair] + within % width]
    return pair, a, b


def _levels(feature: Feature, found: Any, n: int) -> NDArray[np.uint8]:
    degree = np.full(n, len(feature.levels) - 1, np.uint8)
    open_still = np.ones(n, bool)
    for place, level in enumerate(feature.levels[:-1]):
        holds = level.holds(found) & open_still
        degree[holds] = place
        open_still &= ~holds
    return degree


def _best(
    feature: Feature, pair: NDArray[Any], degree: NDArray[np.uint8], rare: NDArray[np.float32]
) -> NDArray[np.int64]:
    if len(pair) == pair[-1] + 1 and pair[0] == 0 and (np.diff(pair) == 1).all():
        return np.arange(len(pair))
    weight = np.log2([level.m / level.u for level in feature.levels])[degree] + rare
    order = np.lexsort((-weight, pair))
    first = np.r_[True, np.diff(pair[order]) > 0]
    found: NDArray[np.int64] = order[first]
    return found
