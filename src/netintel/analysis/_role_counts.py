"""Gould-Fernandez role counts of every node, exact, for several jurisdictions a node and unknown mass."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._triads import Triads

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    Shares = csr_array | NDArray[np.float64]

Floats = NDArray[np.float64]
ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")
_DENSE = 1_000_000
"""Shares of edges, triangles or nodes up to which dense arrays are faster than sparse ones."""


@dataclass(frozen=True)
class RoleCounts:
    """Open two-paths a -> v -> c (a not c, no arc a -> c) through each node v, by role; ordered pairs (a, c)."""

    coordinator: Floats
    itinerant: Floats
    gatekeeper: Floats
    representative: Floats
    liaison: Floats
    undetermined: Floats

    def of(self, role: str) -> Floats:
        """Return the counts of one role, by its name."""
        counts: Floats = getattr(self, role)
        return counts

    @property
    def boundary(self) -> Floats:
        """Return the open two-paths that cross a border: every role but coordinator."""
        return self.itinerant + self.gatekeeper + self.representative + self.liaison


@dataclass(frozen=True)
class Alike:
    """How surely the ends of edges and the corners of triangles are of one jurisdiction, under one labelling.

    Attributes
    ----------
    shares
        Nodes x jurisdictions, dense where the network is small; `known` is its row sums.
    edge
        Chance that both ends of an edge are of one jurisdiction.
    edge_low, edge_high
        The same for three independent draws, two of them from the high end, and two from the low end.
    triangle
        Chance that three corners are of one jurisdiction.
    itself
        Chance that two draws from one node agree.
    """

    shares: Shares
    known: Floats
    edge: Floats
    edge_low: Floats
    edge_high: Floats
    triangle: Floats
    itself: Floats

    @classmethod
    def of(cls, triads: Triads, shares: csr_array) -> Alike:
        """Compute the chances for the edges and triangles of `triads`."""
        rows = max(len(triads.low), len(triads.corners[0]), triads.n)
        held: Shares = shares.toarray() if rows * shares.shape[1] <= _DENSE else shares
        low, high = held[triads.low], held[triads.high]
        x, y, z = triads.corners
        return cls(
            shares=held,
            known=_row_sums(held),
            edge=_row_dots(low, high),
            edge_low=_row_dots(low, _product(high, high)),
            edge_high=_row_dots(high, _product(low, low)),
            triangle=_row_dots(held[x], _product(held[y], held[z])),
            itself=_row_dots(held, held),
        )


@dataclass(frozen=True)
class _Sums:
    """Sums over two-paths through each node: three alike, each pair alike, all known, and their number."""

    all_alike: Floats
    first_two: Floats
    last_two: Floats
    outer_two: Floats
    known: Floats
    number: Floats

    def minus(self, other: _Sums) -> _Sums:
        return _Sums(*(getattr(self, name) - getattr(other, name) for name in self.__dataclass_fields__))


def role_counts(triads: Triads, alike: Alike, kept: NDArray[np.bool_] | None = None) -> RoleCounts:
    """Count roles where only the ties `kept` are there (all of them where None)."""
    there = triads.present(kept)
    paths = _all_two_paths(triads, alike, kept)
    open_paths = paths.minus(_returning(triads, alike, there)).minus(_closed(triads, alike, there))
    found = _roles(open_paths)
    shares = alike.shares if isinstance(alike.shares, np.ndarray) else alike.shares.data
    hard = bool(((shares == 1.0) | (shares == 0.0)).all())
    # Sums of products in floating point: whole numbers come back whole, and a zero is not shown as -1e-15.
    return RoleCounts(*(np.rint(part) if hard else np.where(part < 1e-9, 0.0, part) for part in found))


def _roles(sums: _Sums) -> tuple[Floats, ...]:
    t = sums.all_alike
    coordinator, itinerant = t, sums.outer_two - t
    gatekeeper, representative = sums.last_two - t, sums.first_two - t
    liaison = sums.known - sums.first_two - sums.last_two - sums.outer_two + 2 * t
    return coordinator, itinerant, gatekeeper, representative, liaison, sums.number - sums.known


def _all_two_paths(triads: Triads, alike: Alike, kept: NDArray[np.bool_] | None) -> _Sums:
    """Sum over every pair of an arc in and an arc out, from the neighbours' shares alone."""
    from scipy.sparse import csr_array

    there = slice(None) if kept is None else kept[triads.tie]
    tail, head = triads.tail[there], triads.head[there]
    into = csr_array((np.ones(len(tail)), (head, tail)), shape=(triads.n, triads.n))
    out_of = csr_array((np.ones(len(tail)), (tail, head)), shape=(triads.n, triads.n))
    shares, known = alike.shares, alike.known
    shares_in, shares_out = _neighbours(into, shares), _neighbours(out_of, shares)
    known_in, known_out = (np.asarray(side @ known, np.float64) for side in (into, out_of))
    both = _product(shares_in, shares_out)
    return _Sums(
        all_alike=_row_dots(shares, both),
        first_two=_row_dots(shares, shares_in) * known_out,
        last_two=_row_dots(shares, shares_out) * known_in,
        outer_two=_row_sums(both) * known,
        known=known_in * known_out * known,
        number=(np.bincount(head, minlength=triads.n) * np.bincount(tail, minlength=triads.n)).astype(np.float64),
    )


def _returning(triads: Triads, alike: Alike, there: tuple[NDArray[np.bool_], NDArray[np.bool_]]) -> _Sums:
    """Sum over a -> v -> a, which are not two-paths: the edges joined in both directions, once for each end."""
    mutual = np.flatnonzero(there[0] & there[1])
    low, high = triads.low[mutual], triads.high[mutual]
    middle, outer = np.concatenate([low, high]), np.concatenate([high, low])
    same = np.tile(alike.edge[mutual], 2)
    known, n = alike.known, triads.n
    pair = _sum_by(middle, same * known[outer], n)
    return _Sums(
        all_alike=_sum_by(middle, np.concatenate([alike.edge_low[mutual], alike.edge_high[mutual]]), n),
        first_two=pair,
        last_two=pair,
        outer_two=_sum_by(middle, alike.itself[outer] * known[middle], n),
        known=_sum_by(middle, known[outer] ** 2 * known[middle], n),
        number=_sum_by(middle, np.ones(len(middle)), n),
    )


def _closed(triads: Triads, alike: Alike, there: tuple[NDArray[np.bool_], NDArray[np.bool_]]) -> _Sums:
    """Sum over a -> v -> c with an arc a -> c: six orders of the corners of each triangle."""
    total = np.zeros((6, triads.n))
    for a, v, c in permutations(range(3)):
        sides = [triads.sides[p + q - 1] for p, q in ((a, v), (v, c), (a, c))]
        arcs = [there[0 if p < q else 1][side] for side, (p, q) in zip(sides, ((a, v), (v, c), (a, c)), strict=True)]
        at = np.flatnonzero(arcs[0] & arcs[1] & arcs[2])
        known = [alike.known[triads.corners[corner][at]] for corner in (a, v, c)]
        same = [alike.edge[side[at]] for side in sides]
        values = (
            alike.triangle[at],
            same[0] * known[2],
            same[1] * known[0],
            same[2] * known[1],
            known[0] * known[1] * known[2],
            np.ones(len(at)),
        )
        middle = triads.corners[v][at]
        total += np.stack([_sum_by(middle, value, triads.n) for value in values])
    return _Sums(*total)


def _sum_by(node: NDArray[np.int64], value: Floats, n: int) -> Floats:
    return np.bincount(node, weights=value, minlength=n).astype(np.float64)


def _neighbours(matrix: csr_array, shares: Shares) -> Any:
    return matrix @ shares


def _row_sums(matrix: Shares) -> Floats:
    return np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()


def _row_dots(left: Shares, right: Shares) -> Floats:
    if isinstance(left, np.ndarray):
        return np.asarray(np.einsum("ij,ij->i", left, np.asarray(right)), np.float64)
    return _row_sums(_product(left, right))


def _product(left: Any, right: Any) -> Any:
    return left * right if isinstance(left, np.ndarray) else left.multiply(right)
