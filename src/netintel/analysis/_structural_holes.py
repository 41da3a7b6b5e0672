"""Effective size of a node's circle, and how its ties spread over jurisdictions, from edges and triangles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._triads import Triads

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Kept = NDArray[np.bool_] | None


def degree(triads: Triads, kept: Kept = None) -> Floats:
    """Return the number of distinct neighbours, whatever the direction of the tie."""
    there = _strength(triads, kept) > 0
    return np.bincount(np.concatenate([triads.low[there], triads.high[there]]), minlength=triads.n).astype(np.float64)


def effective_size(triads: Triads, kept: Kept = None) -> Floats:
    """Return Burt's effective size: neighbours less their redundancy; k - 2t/k for t ties among k neighbours.

    In a directed network a tie in both directions weighs twice one in a single direction. nan without ties.

    References
    ----------
    burt1992

    Examples
    --------
    >>> triangle = Triads.of(3, np.array([0, 0, 1]), np.array([1, 2, 2]), directed=False)
    >>> effective_size(triangle).tolist()
    [1.0, 1.0, 1.0]
    """
    strength = _strength(triads, kept)
    total, strongest = np.zeros(triads.n), np.zeros(triads.n)
    for ends in (triads.low, triads.high):
        total += np.bincount(ends, weights=strength, minlength=triads.n)
        np.maximum.at(strongest, ends, strength)
    redundant = np.zeros(triads.n)
    x, y, z = triads.corners
    xy, xz, yz = (strength[side] for side in triads.sides)
    for ego, (one, to_one), (other, to_other), between in (
        (x, (y, xy), (z, xz), yz),
        (y, (x, xy), (z, yz), xz),
        (z, (x, xz), (y, yz), xy),
    ):
        # An alter is redundant as far as its strongest tie is to another alter, weighed by ego's part in that one.
        shared = _ratio(to_other * between, strongest[one]) + _ratio(to_one * between, strongest[other])
        circle = (to_one > 0) & (to_other > 0)
        redundant += np.bincount(ego, weights=_ratio(shared * circle, total[ego]), minlength=triads.n)
    neighbours = degree(triads, kept)
    return np.where(neighbours > 0, neighbours - redundant, np.nan)


def participation(triads: Triads, shares: csr_array, kept: Kept = None) -> Floats:
    """Return how evenly a node's neighbours spread over jurisdictions: 1 - sum of squared parts.

    0 where all known neighbours are of one, at most 1 - 1/(number of jurisdictions); neighbours of unknown
    jurisdiction are left out, and a node without a known neighbour has nan.

    References
    ----------
    guimera2005

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> star = Triads.of(3, np.array([0, 0]), np.array([1, 2]), directed=False)
    >>> participation(star, csr_array(np.eye(3))).tolist()
    [0.5, 0.0, 0.0]
    """
    from scipy.sparse import csr_array as matrix

    there = _strength(triads, kept) > 0
    low, high = triads.low[there], triads.high[there]
    ends = np.concatenate([low, high]), np.concatenate([high, low])
    by_jurisdiction = matrix((np.ones(len(ends[0])), ends), shape=(triads.n, triads.n)) @ shares
    known = np.asarray(by_jurisdiction.sum(axis=1)).ravel()
    squares = np.asarray(by_jurisdiction.multiply(by_jurisdiction).sum(axis=1)).ravel()
    return np.where(known > 0, 1 - _ratio(squares, known**2), np.nan)


def _strength(triads: Triads, kept: Kept) -> Floats:
    """Return the number of arcs of each edge: 1 or 2 in a directed network, 2 in an undirected one, 0 if left out."""
    forward, backward = triads.present(kept)
    return forward.astype(np.float64) + backward


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
