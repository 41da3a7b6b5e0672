"""Features on what is stated in words and shared by many: a town, a postcode, an occupation. Rare words count more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netintel.resolve._codes import numbered
from netintel.resolve._records import Records, Values
from netintel.resolve.features._feature import Feature, Level, Mask

_DRAWS, _USUAL = 200_000, 50
"""Pairs drawn to see what chance gives; as how many more records the usual shares count."""


@dataclass(frozen=True)
class Two:
    """Two values: equal, alike in spelling, and which share of the records that say any say the left one."""

    same: Mask
    alike: Mask
    share: NDArray[np.float64]


def feature(name: str, thing: str, *properties: str, m: float, kin: float) -> Feature:
    """Return the feature that compares what is stated under some properties."""

    def rare(two: Two) -> Mask:
        return two.same & (two.share <= 0.0005)

    def usual(two: Two) -> Mask:
        return two.same & (two.share <= 0.02)

    def common(two: Two) -> Mask:
        return two.same

    def alike(two: Two) -> Mask:
        return two.alike

    def other(two: Two) -> Mask:
        return ~two.same

    rare.__doc__ = f"the same {thing}, which few name"
    usual.__doc__ = f"the same {thing}"
    common.__doc__ = f"the same {thing}, a common one"
    alike.__doc__ = f"almost the same {thing}"
    other.__doc__ = f"another {thing}"
    levels = (
        Level(rare, m=0.4 * m, u=0.001, kin=0.4 * kin),
        Level(usual, m=0.4 * m, u=0.01, kin=0.4 * kin),
        Level(common, m=0.2 * m, u=0.04, kin=0.2 * kin),
        Level(alike, m=(1 - m) / 3, u=0.01),
        Level(other, m=(1 - m) * 2 / 3, u=0.94),
    )

    def values(records: Records) -> Values:
        found: Values = records.kept(name, lambda: _folded(records, properties))
        return found

    def pair(records: Records, a: NDArray[Any], b: NDArray[Any]) -> Two:
        stated = values(records)
        naming = max(int((stated.counts > 0).sum()), 1)
        return Two(np.asarray(a == b), _alike(stated.words, a, b), (records.holders(stated) / naming)[a])

    def chance(records: Records) -> list[float]:
        a, b = records.strangers(values(records), _DRAWS)
        two, left = pair(records, a, b), np.ones(len(a), bool)
        found = []
        for level in levels[:-1]:
            holds = level.holds(two) & left
            left &= ~holds
            found.append(float(holds.sum()) / max(len(a), 1))
        found.append(float(left.sum()) / max(len(a), 1))
        stating, usual = len(np.unique(values(records).owner)), np.array([level.u for level in levels])
        return list((stating * np.array(found) + _USUAL * usual) / (stating + _USUAL))

    both = ("person", "organisation")
    return Feature(name, both, values, pair, levels, chance=chance)


def _folded(records: Records, properties: tuple[str, ...]) -> Values:
    from anyascii import anyascii

    rows = records.claims(properties)
    plain = {text: " ".join(anyascii(text).lower().split()) for text in rows["value"].unique()}
    return Values.of(rows["at"].to_numpy(), rows["value"].map(plain), len(records))


def _alike(words: NDArray[Any], a: NDArray[Any], b: NDArray[Any]) -> Mask:
    from rapidfuzz.distance import JaroWinkler
    from rapidfuzz.process import cpdist

    size = max(len(words), 1)
    low, high = np.minimum(a, b).astype(np.int64), np.maximum(a, b).astype(np.int64)
    at, unique = numbered(low * size + high)
    score = cpdist(words[unique // size], words[unique % size], scorer=JaroWinkler.similarity, dtype=np.float32)
    found: Mask = (score >= 0.9)[at]
    return found
