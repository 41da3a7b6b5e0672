"""Are the two of the same gender?

Reads `gender` where it is male or female. Names tell most of it already, hence little is added; what differs speaks
against.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.resolve._records import Records, Values
from netintel.resolve.features._feature import Feature, Level, Mask

_WORDS = {"m": "male", "male": "male", "f": "female", "female": "female", "w": "female"}


def same(equal: Mask) -> Mask:
    """of the same gender"""
    return equal


def other(equal: Mask) -> Mask:
    """of different gender"""
    return ~equal


def _values(records: Records) -> Values:
    def known() -> Values:
        rows = records.claims(("gender",))
        word = rows["value"].str.strip().str.lower().map(_WORDS).astype(object)
        told = np.asarray(pd.notna(word))
        return Values.of(rows["at"].to_numpy()[told], word[told], len(records))

    found: Values = records.kept("gender", known)
    return found


def _pair(records: Records, a: NDArray[Any], b: NDArray[Any]) -> Mask:
    found: Mask = np.asarray(a == b)
    return found


FEATURE = Feature(
    "gender",
    ("person",),
    _values,
    _pair,
    (Level(same, m=0.97, u=0.7), Level(other, m=0.03, u=0.3)),
    learned="beside names",
)
