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

LEAST_MEMBERS = 3
"""A jurisdiction of fewer members is no circle to be compared with."""


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


def efficiency(triads: Triads, kept: Kept = None) -> Floats:
    """Return effective size over the number of neighbours: 1 where no two of them are tied; nan without ties.

    References
    ----------
    burt1992

    Examples
    --------
    >>> triangle = Triads.of(3, np.array([0, 0, 1]), np.array([1, 2, 2]), directed=False)
    >>> efficiency(triangle).tolist()
    [0.5, 0.5, 0.5]
    """
    return effective_size(triads, kept) / np.maximum(degree(triads, kept), 1)


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
    contacts = by_jurisdiction(triads, shares, kept)
    known = np.asarray(contacts.sum(axis=1), dtype=np.float64).ravel()
    squares = np.asarray(contacts.multiply(contacts).sum(axis=1), dtype=np.float64).ravel()
    return np.where(known > 0, 1 - _ratio(squares, known**2), np.nan)


def participation_scale(n_jurisdictions: int) -> float:
    """Return the largest participation that so many jurisdictions allow, 1 - 1/K; nan for fewer than two.

    Examples
    --------
    >>> participation_scale(4), participation_scale(1)
    (0.75, nan)
    """
    return 1 - 1 / n_jurisdictions if n_jurisdictions > 1 else float("nan")


def within_degree(triads: Triads, shares: csr_array, kept: Kept = None) -> Floats:
    """Return by how many standard deviations a node has more contacts at home than its compatriots have.

    Among nodes of little participation it tells the boss of a cell from its members. A node of several jurisdictions
    has the mean of its scores by its shares; nan for a node of no known jurisdiction, and where the jurisdiction has
    fewer than three members or all of them have the same number of contacts in it.

    References
    ----------
    guimera2005

    Examples
    --------
    One boss of three members: 3, 1, 1, 1 contacts, mean 1.5, standard deviation 0.866:

    >>> from scipy.sparse import csr_array
    >>> star = Triads.of(4, np.array([0, 0, 0]), np.array([1, 2, 3]), directed=False)
    >>> within_degree(star, csr_array(np.ones((4, 1)))).round(3).tolist()
    [1.732, -0.577, -0.577, -0.577]
    """
    if not shares.nnz:
        return np.full(triads.n, np.nan)
    contacts = by_jurisdiction(triads, shares, kept)
    node, group = shares.nonzero()
    share = np.asarray(shares[node, group], dtype=np.float64).ravel()
    inside = np.asarray(contacts[node, group], dtype=np.float64).ravel()
    size, members = (_sum_by(group, one, shares.shape[1]) for one in (share, np.ones_like(share)))
    mean = _ratio(_sum_by(group, share * inside, len(size)), size)[group]
    spread = np.sqrt(_ratio(_sum_by(group, share * (inside - mean) ** 2, len(size)), size))[group]
    tellable = (members[group] >= LEAST_MEMBERS) & (spread > 1e-9)
    z = np.divide(inside - mean, spread, out=np.full(len(node), np.nan), where=tellable)
    weight = _sum_by(node, share, triads.n)
    return np.where(weight > 0, _ratio(_sum_by(node, share * z, triads.n), weight), np.nan)


def by_jurisdiction(triads: Triads, shares: csr_array, kept: Kept) -> csr_array:
    """Return for each node how many neighbours it has in each jurisdiction."""
    from scipy.sparse import csr_array as matrix

    there = _strength(triads, kept) > 0
    low, high = triads.low[there], triads.high[there]
    ends = np.concatenate([low, high]), np.concatenate([high, low])
    contacts: csr_array = matrix((np.ones(len(ends[0])), ends), shape=(triads.n, triads.n)) @ shares
    return contacts


def _strength(triads: Triads, kept: Kept) -> Floats:
    """Return the number of arcs of each edge: 1 or 2 in a directed network, 2 in an undirected one, 0 if left out."""
    forward, backward = triads.present(kept)
    return forward.astype(np.float64) + backward


def _sum_by(at: NDArray[np.integer], value: Floats, n: int) -> Floats:
    return np.bincount(at, weights=value, minlength=n).astype(np.float64)


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
