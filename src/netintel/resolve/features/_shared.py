"""Features on what should belong to one: a phone, an account, an e-mail address. How many hold it counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netintel.resolve._records import Records, Values
from netintel.resolve.features._feature import Feature, Level, Mask

SAMPLED = 100
"""A small case is a sample of more: strangers share things as rarely as if there were so many more records."""


@dataclass(frozen=True)
class Two:
    """Two values, equal or not, and how many records hold the left one."""

    same: Mask
    holders: NDArray[np.int64]


def feature(
    name: str, thing: str, values: Callable[[Records], Values], m: float, *, kin: float, poles: tuple[str, ...]
) -> Feature:
    """Return the feature that compares values of one sort for equality.

    Parameters
    ----------
    thing
        As the sentence names it: "phone number".
    m
        How often two records of one entity that both name one name the same.
    kin
        How often relatives share one.
    """

    def alone(two: Two) -> Mask:
        return two.same & (two.holders <= 3)

    def few(two: Two) -> Mask:
        return two.same & (two.holders <= 10)

    def many(two: Two) -> Mask:
        return two.same

    def other(two: Two) -> Mask:
        return ~two.same

    alone.__doc__ = f"the same {thing}"
    few.__doc__ = f"the same {thing}, which up to ten others name"
    many.__doc__ = f"the same {thing}, which a crowd names"
    other.__doc__ = f"another {thing}"
    levels = (
        Level(alone, m=0.6 * m, u=0.01, kin=kin),
        Level(few, m=0.35 * m, u=0.3, kin=kin / 2),  # whoever shares with four shares with strangers, too
        Level(many, m=0.05 * m, u=5e-3),
        Level(other, m=1 - m, u=0.99),
    )

    def chance(records: Records) -> list[float]:
        return shared_by_chance(records, values(records), [level.u for level in levels])

    return Feature(name, poles, values, _pair(values), levels, learned="everywhere", decides=True, chance=chance)


def shared_by_chance(records: Records, values: Values, rates: list[float]) -> list[float]:
    """Return how often two records share a value by chance, alone, among few, in a crowd, and not.

    The first rates are strangers a record shares a value with, whatever the size of the case; a crowd is counted.
    """
    naming = max(int((values.counts > 0).sum()), 2)
    holders = records.holders(values)
    crowd = holders[holders > 10].astype(float)
    many = float((crowd * (crowd - 1)).sum()) / (naming * (naming - 1)) + 1 / naming**2
    found = [2 * rates[0] / (naming + SAMPLED), 2 * rates[1] / (naming + SAMPLED), min(many, 0.5)]
    return [*found, max(1 - sum(found), 0.4)]


def _pair(values: Callable[[Records], Values]) -> Callable[[Records, NDArray[Any], NDArray[Any]], Two]:
    def pair(records: Records, a: NDArray[Any], b: NDArray[Any]) -> Two:
        return Two(a == b, records.holders(values(records))[a])

    return pair
