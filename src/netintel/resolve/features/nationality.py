"""Have the two a nationality in common?

Reads `nationality` and `citizenship`. A weak feature: most who share a name share a country, and many have two. It
can be switched off. Ethnicity, religion and other special categories are read by no feature at all.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from netintel.resolve._records import Records, Values
from netintel.resolve.features._feature import Feature, Level, Mask


def same(equal: Mask) -> Mask:
    """a nationality in common"""
    return equal


def other(equal: Mask) -> Mask:
    """no nationality in common"""
    return ~equal


def _values(records: Records) -> Values:
    return records.values("nationality", "citizenship")


def _pair(records: Records, a: NDArray[Any], b: NDArray[Any]) -> Mask:
    found: Mask = np.asarray(a == b)
    return found


FEATURE = Feature(
    "nationality",
    ("person",),
    _values,
    _pair,
    (Level(same, m=0.95, u=0.6), Level(other, m=0.05, u=0.4)),
    learned="beside names",
)
