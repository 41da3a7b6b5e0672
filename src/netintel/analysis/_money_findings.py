"""Patterns of payments as they may be told: without protected persons, or with five of them and more."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._payments import Payments
from netintel.vocab import small_counts


@dataclass(frozen=True)
class Finding:
    """One pattern: its payments in order of time, the size it is measured by, and the middle of a fan."""

    pattern: str
    size: int
    payments: tuple[int, ...]
    centre: int = -1


def visited(paid: Payments, finding: Finding) -> list[int]:
    """Return entity codes in order: along a chain, or the centre of a fan and then the others."""
    at = list(finding.payments)
    if finding.centre < 0:
        return [int(paid.source[at[0]]), *paid.target[at].tolist()]
    others = paid.source[at] if finding.pattern == "fan_in" else paid.target[at]
    return [finding.centre, *dict.fromkeys(others.tolist())]


def shown(
    spared: NDArray[np.bool_], persons: NDArray[np.bool_], paid: Payments, found: list[Finding], legs: int, fan: int
) -> list[Finding]:
    """Return what may be told of findings: without protected persons, but for five or more others of one fan.

    Accounts that several protected persons hold are spared with them and count none of them.
    """
    if not spared.any():
        return found
    told = (
        _chain(spared, paid, one, legs) if one.centre < 0 else _fan(spared, persons, paid, one, fan) for one in found
    )
    # Chains that come from several protected persons are one without them, and that would count these people.
    return list(dict.fromkeys(finding for finding in told if finding is not None))


def _chain(spared: NDArray[np.bool_], paid: Payments, finding: Finding, legs: int) -> Finding | None:
    """Return a chain without the payments at its ends that a protected person makes or gets; None if none is left."""
    at = list(finding.payments)
    if finding.pattern == "chain":
        at = at[int(spared[paid.source[at[0]]]) :]
        at = at[: len(at) - int(bool(at) and bool(spared[paid.target[at[-1]]]))]
    if len(at) < legs or spared[paid.source[at]].any() or spared[paid.target[at]].any():
        return None
    return replace(finding, payments=tuple(at), size=len(at))


def _fan(
    spared: NDArray[np.bool_], persons: NDArray[np.bool_], paid: Payments, finding: Finding, fan: int
) -> Finding | None:
    """Return a fan without its protected others where they are fewer than five; None if too few others are left."""
    at = np.array(finding.payments, np.int64)
    others = paid.source[at] if finding.pattern == "fan_in" else paid.target[at]
    theirs = spared[others]
    them = np.unique(others[theirs])
    if persons[them].sum() < small_counts.FEWEST:
        at, finding = at[~theirs], replace(finding, size=finding.size - len(them))
    if spared[finding.centre] or finding.size < fan:
        return None
    return replace(finding, payments=tuple(at.tolist()))
