"""Have the two firms a country in common?

Reads `registration`, `jurisdiction` and `country` of organisations. Weak: most firms of one name that one case names
are of one country, and many are registered in one and run from another.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from netintel.resolve._records import Records, Values
from netintel.resolve.features._feature import Feature, Level, Mask


def same(equal: Mask) -> Mask:
    """a country of registration or seat in common"""
    return equal


def other(equal: Mask) -> Mask:
    """registered and seated in different countries"""
    return ~equal


def _values(records: Records) -> Values:
    return records.values("registration", "jurisdiction", "country")


def _pair(records: Records, a: NDArray[Any], b: NDArray[Any]) -> Mask:
    found: Mask = np.asarray(a == b)
    return found


FEATURE = Feature(
    "seat",
    ("organisation",),
    _values,
    _pair,
    (Level(same, m=0.95, u=0.5), Level(other, m=0.05, u=0.5)),
    learned="beside names",
)
