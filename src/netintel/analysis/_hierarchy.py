"""How constraint spreads over a node's contacts: evenly, or by one of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._triads import Triads

Floats = NDArray[np.float64]


def hierarchy(triads: Triads) -> Floats:
    """Return Burt's hierarchy: the Coleman-Theil concentration of the constraint that each contact puts on a node.

    With c_j the constraint by contact j, C their sum and N their number, it is
    sum_j r_j ln r_j / (N ln N) for r_j = c_j / (C / N). 0 where all contacts constrain alike, towards 1 where one of
    them holds all the constraint, and 1 for a node with one contact; nan without contacts. A node that looks unbound
    by a low constraint may still hang on one contact: then this is high.

    References
    ----------
    burt1992

    Examples
    --------
    The centre of a star is constrained alike by all; its leaves have one contact each:

    >>> hierarchy(Triads.of(4, np.array([0, 0, 0]), np.array([1, 2, 3]), directed=False)).tolist()
    [0.0, 1.0, 1.0, 1.0]
    """
    by_high, by_low = dyadic_constraint(triads)
    contacts = np.bincount(np.concatenate([triads.low, triads.high]), minlength=triads.n).astype(np.float64)
    total = _sum_at(triads, by_high, by_low)
    on_low, on_high = _spread(by_high, total, contacts, triads.low), _spread(by_low, total, contacts, triads.high)
    entropy = _sum_at(triads, on_low, on_high)
    several = contacts > 1
    scale = np.where(several, contacts * np.log(np.maximum(contacts, 2)), 1.0)
    found = np.clip(entropy / scale, 0.0, 1.0).round(12)
    return np.where(several, found, np.where(contacts == 1, 1.0, np.nan))


def dyadic_constraint(triads: Triads) -> tuple[Floats, Floats]:
    """Return for each edge the constraint that its high end puts on its low end, and its low end on its high end.

    c_vj = (p_vj + sum_q p_vq p_qj)^2, where p_vj is the part of v's arcs, out and in, that join it to j. Their sum over
    a node's contacts is its constraint.

    References
    ----------
    burt1992

    Examples
    --------
    In a triangle each contact holds half of the ties, and a quarter more by the third node:

    >>> by_high, by_low = dyadic_constraint(Triads.of(3, np.array([0, 0, 1]), np.array([1, 2, 2]), directed=False))
    >>> by_high.tolist()
    [0.5625, 0.5625, 0.5625]
    """
    forward, backward = triads.present(None)
    arcs = forward.astype(np.float64) + backward
    total = _sum_at(triads, arcs, arcs)
    up, down = arcs / total[triads.low], arcs / total[triads.high]
    to_high, to_low = up.copy(), down.copy()
    xy, xz, yz = triads.sides
    # A side runs from its low to its high corner: `up` is the part of its low end, `down` of its high end.
    for gained, side, part in (
        (to_high, xy, up[xz] * down[yz]),
        (to_high, xz, up[xy] * up[yz]),
        (to_low, xy, up[yz] * down[xz]),
        (to_high, yz, down[xy] * up[xz]),
        (to_low, xz, down[yz] * down[xy]),
        (to_low, yz, down[xz] * up[xy]),
    ):
        gained += np.bincount(side, weights=part, minlength=len(gained))
    return to_high**2, to_low**2


def _spread(constraint: Floats, total: Floats, contacts: Floats, ego: NDArray[np.int64]) -> Floats:
    ratio = constraint * contacts[ego] / total[ego]
    return ratio * np.log(ratio)


def _sum_at(triads: Triads, at_low: Floats, at_high: Floats) -> Floats:
    """Return for each node the sum over its edges."""
    ends, values = np.concatenate([triads.low, triads.high]), np.concatenate([at_low, at_high])
    return np.bincount(ends, weights=values, minlength=triads.n).astype(np.float64)
