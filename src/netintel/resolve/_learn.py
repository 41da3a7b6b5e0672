"""The weights of the levels, learned from the case itself without labels: a Fellegi-Sunter model fitted by EM.

Each level holds with probability m for two records of one entity and u for two of different ones. u is what chance
gives and is counted; m and the prior follow from the pairs by expectation-maximisation. Both are drawn towards where
they start, so that a case of two hundred records is not learned by heart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netintel.resolve._codes import rows
from netintel.resolve.features._feature import Feature

Floats = NDArray[np.float64]

_M_STRENGTH, _U_STRENGTH, _PRIOR_STRENGTH = 30.0, 50.0, 5.0
_ROUNDS, _CLOSE = 60, 1e-5
_RELATIVES = 0.1
"""Records of relatives that each record of a person has in a case."""
_SAMPLED = 100
"""A small case is a sample of more: relatives meet in it as if there were so many more records."""

_RARELY = 0.01
"""A level that holds for fewer of two strangers is met among the pairs compared, whatever their names."""

_LABEL = 5.0
"""A pair that a person judged counts as much as so many that nobody did."""


@dataclass(frozen=True)
class Weights:
    """What was learned.

    Attributes
    ----------
    prior : array of 2
        The share of all pairs that are the same: of two exports, and of one.
    m, u : tuples of arrays
        For each feature and level.
    kin : tuple of arrays
        For each feature and level how often it holds for relatives, nan where they are like strangers.
    related : float
        The share of all pairs that are relatives.
    """

    prior: Floats
    m: tuple[Floats, ...]
    u: tuple[Floats, ...]
    kin: tuple[Floats, ...]
    related: float

    def prior_bits(self, group: NDArray[Any]) -> Floats:
        """Return the log2 odds before anything is compared."""
        return np.asarray(np.log2(self.prior / (1 - self.prior))[group], np.float64)

    def table(self, feature: int) -> Floats:
        """Return the bits of each level of a feature, 0 for unknown first."""
        return np.asarray(np.r_[0.0, np.log2(self.m[feature] / self.u[feature])], np.float64)

    def odds(self, levels: NDArray[np.uint8], rare: NDArray[Any], group: NDArray[Any]) -> Floats:
        """Return the log2 odds of each pair: its prior, its levels, and how rare its names are."""
        found = self.prior_bits(group) + rare
        for feature in range(levels.shape[1]):
            found = found + self.table(feature)[levels[:, feature]]
        return np.asarray(found + self.family(levels, rare), np.float64)

    def family(self, levels: NDArray[np.uint8], rare: NDArray[Any]) -> Floats:
        """Return the bits, 0 or less, by which a pair looks less surely one person because relatives look so, too."""
        likelier = np.log2(self.related) + np.asarray(rare, np.float64)
        for feature, (kin, u) in enumerate(zip(self.kin, self.u, strict=True)):
            table = np.r_[0.0, np.log2(np.where(np.isnan(kin), u, kin) / u)]
            likelier = likelier + table[levels[:, feature]]
        found: Floats = -np.logaddexp2(0.0, likelier)
        return found


@dataclass(frozen=True)
class Observed:
    """What there is to learn from.

    Attributes
    ----------
    levels : list of arrays
        For each feature the level of each pair, 0 unknown.
    bits : list of arrays
        For each feature the bits by rarity of each pair, or an empty array.
    group : array
        0 for pairs of two exports, 1 for pairs of one.
    possible : array of 2
        All pairs there are of either group, also those that were not compared.
    most : array of 2
        The largest share of the pairs of either group that can be the same: a record of one export is at most one
        of another's.
    naming : list of int
        For each feature how many records can be compared by it.
    names_agree : array
        Whether the names of the pair agree in two words or more.
    judged : array
        1 and 0 where a person judged the pair the same or not, -1 elsewhere.
    """

    levels: Sequence[NDArray[np.uint8]]
    bits: Sequence[NDArray[np.float32]]
    group: NDArray[np.uint8]
    possible: Floats
    most: Floats
    naming: Sequence[int]
    names_agree: NDArray[np.bool_]
    judged: NDArray[np.int8]


@dataclass(frozen=True)
class _Patterns:
    """The distinct combinations of levels, and how many pairs show each."""

    levels: NDArray[np.uint8]
    bits: Floats
    group: NDArray[np.uint8]
    agree: NDArray[np.bool_]
    judged: NDArray[np.int8]
    count: Floats

    @classmethod
    def of(cls, seen: Observed) -> _Patterns:
        rare = np.zeros(len(seen.group), np.float64)
        for part in seen.bits:
            if len(part):
                rare += part
        step = np.round(rare * 2).clip(0, 255)
        at, first = rows([step, *seen.levels, seen.group, seen.names_agree, seen.judged + 1])
        count = np.bincount(at).astype(float)
        mean = np.bincount(at, weights=rare) / count
        levels = np.column_stack([column[first] for column in seen.levels])
        return cls(levels, mean, seen.group[first], seen.names_agree[first], seen.judged[first], count)


def start(features: Sequence[Feature], chances: Sequence[Floats], n: int, possible: Floats) -> Weights:
    """Return where learning begins."""
    prior = np.minimum(np.array([0.3, 0.004]) * max(n, 2) / np.maximum(possible, 1), [0.02, 0.002])
    m = tuple(_share(np.array([level.m for level in feature.levels])) for feature in features)
    kin = tuple(np.array([np.nan if lv.kin is None else lv.kin for lv in feature.levels]) for feature in features)
    return Weights(np.maximum(prior, 1e-12), m, tuple(chances), kin, 2 * _RELATIVES / (n + _SAMPLED))


def learn(features: Sequence[Feature], begin: Weights, seen: Observed) -> Weights:
    """Return the weights that explain the pairs best."""
    patterns = _Patterns.of(seen)
    weights = begin
    for _ in range(_ROUNDS):
        sure = _posterior(weights, patterns)
        new = _maximised(features, begin, weights, patterns, sure, seen)
        moved = max(float(np.abs(a - b).max()) for a, b in zip(new.m, weights.m, strict=True))
        weights = new
        if moved < _CLOSE:
            break
    return weights


def _posterior(weights: Weights, patterns: _Patterns) -> Floats:
    odds = weights.odds(patterns.levels, patterns.bits, patterns.group)
    sure = 1 / (1 + np.exp2(-np.clip(odds, -200, 200)))
    return np.where(patterns.judged >= 0, patterns.judged, sure)


def _maximised(
    features: Sequence[Feature],
    begin: Weights,
    weights: Weights,
    patterns: _Patterns,
    sure: Floats,
    seen: Observed,
) -> Weights:
    count = patterns.count * np.where(patterns.judged >= 0, _LABEL, 1.0)
    same, other = count * sure, count * (1 - sure)
    found = np.bincount(patterns.group, weights=same, minlength=2)
    prior = (found + _PRIOR_STRENGTH) / (seen.possible + _PRIOR_STRENGTH / begin.prior)
    m, u = [], []
    for place, feature in enumerate(features):
        level, size = patterns.levels[:, place], len(feature.levels)
        held = np.bincount(level, weights=same, minlength=size + 1)[1:]
        m.append(_share(held + _M_STRENGTH * begin.m[place]))
        u.append(_chance(feature, begin.u[place], weights.u[place], level, other, patterns.agree, seen.naming[place]))
    return replace(weights, prior=np.clip(prior, 1e-12, seen.most), m=tuple(m), u=tuple(u))


def _chance(
    feature: Feature,
    begin: Floats,
    now: Floats,
    level: NDArray[np.uint8],
    other: Floats,
    agree: NDArray[np.bool_],
    naming: int,
) -> Floats:
    size = len(feature.levels)
    if feature.learned == "beside names":
        held = np.bincount(level, weights=other * agree, minlength=size + 1)[1:]
        return _share(held + _U_STRENGTH * begin)
    if feature.learned == "everywhere":
        held = np.bincount(level, weights=other, minlength=size + 1)[1:]
        possible = max(naming * (naming - 1) / 2, 1.0)
        expected = begin * possible
        drawn = (held + 3) / (1 + 3 / np.maximum(expected, 1e-9)) / possible
        rarely = begin < _RARELY
        beside = np.bincount(level, weights=other * agree, minlength=size + 1)[1:] + _U_STRENGTH * begin
        rest = beside / beside[~rarely].sum()
        return np.where(rarely, np.minimum(drawn, _RARELY), rest)
    return now


def _share(parts: Floats) -> Floats:
    found: Floats = np.maximum(parts, 1e-9) / np.maximum(parts, 1e-9).sum()
    return found
