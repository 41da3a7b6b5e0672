"""What holds a network together once some nodes are gone: components, connected pairs, inverse distances.

Ties count without direction. Connected pairs after every possible next removal come from one depth-first search;
distances from many starts at once come from bits, one bit a start, spread along the ties step by step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_WORDS_AT_ONCE = 2_000_000
_STARTS_AT_ONCE = 1024
FAR = 255
"""Stands for a distance of 255 and more, and for no path at all."""


@dataclass(frozen=True, eq=False)
class Adjacency:
    """Neighbours of each of `n` nodes, without direction, loops and repetitions.

    Attributes
    ----------
    tail, head
        Every tie twice, once from each end, sorted by tail, then head.
    """

    n: int
    tail: Codes
    head: Codes

    @classmethod
    def of(cls, n: int, source: NDArray[np.integer[Any]], target: NDArray[np.integer[Any]]) -> Adjacency:
        """List the ties from both ends; ends beyond `n` make the network larger."""
        a, b = source.astype(np.int64), target.astype(np.int64)
        size = max(n, int(max(a.max(initial=-1), b.max(initial=-1))) + 1)
        other = a != b
        both = np.concatenate([a[other] * size + b[other], b[other] * size + a[other]])
        keys = np.unique(both)
        return cls(size, keys // max(size, 1), keys % max(size, 1))

    def without(self, gone: Mask) -> Adjacency:
        """Return the same nodes without the ties of those gone."""
        left = ~(np.take(gone, self.tail) | np.take(gone, self.head))
        return Adjacency(self.n, self.tail[left], self.head[left])

    def joined(self, pairs: Sequence[tuple[int, int]]) -> Adjacency:
        """Return the same nodes with some ties more."""
        if not pairs:
            return self
        new = np.array(pairs, dtype=np.int64)
        keys = np.unique(np.concatenate([new[:, 0] * self.n + new[:, 1], new[:, 1] * self.n + new[:, 0]]))
        known = np.append(self.tail * self.n + self.head, self.n * self.n)
        place = np.searchsorted(known, keys)
        keys, place = keys[known[place] != keys], place[known[place] != keys]
        tail, head = keys // self.n, keys % self.n
        return Adjacency(self.n, np.insert(self.tail, place, tail), np.insert(self.head, place, head))

    @cached_property
    def degree(self) -> Codes:
        """Return how many neighbours each node has."""
        return np.bincount(self.tail, minlength=self.n)

    @cached_property
    def begins(self) -> Codes:
        """Return where the neighbours of each node begin in `head`; one longer than the nodes."""
        return np.concatenate([[0], np.cumsum(self.degree)]).astype(np.int64)

    @cached_property
    def matrix(self) -> csr_array:
        """Return the ties as a sparse matrix of ones."""
        from scipy.sparse import csr_array

        return csr_array((np.ones(len(self.head)), self.head, self.begins), shape=(self.n, self.n))

    @cached_property
    def component(self) -> Codes:
        """Return the number of the component of each node."""
        from scipy.sparse.csgraph import connected_components

        return np.asarray(connected_components(self.matrix, directed=False)[1], dtype=np.int64)

    @cached_property
    def _closed(self) -> tuple[Codes, Codes]:
        """Return neighbours and the node itself, and where those of each node begin."""
        everybody = np.arange(self.n)
        return np.insert(self.head, self.begins[1:], everybody), self.begins[:-1] + everybody

    def spread(self, bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """Return the bits of each node joined with those of its neighbours (first axis: nodes)."""
        ends, begins = self._closed
        joined: NDArray[np.uint64] = np.bitwise_or.reduceat(np.take(bits, ends, axis=0), begins, axis=0)
        return joined


def connected_pairs(adjacency: Adjacency) -> int:
    """Return the ordered pairs of nodes joined by a path."""
    size = np.bincount(adjacency.component)
    return int((size * (size - 1)).sum())


def pairs_left(adjacency: Adjacency) -> Codes:
    """Return for each node the ordered pairs still joined by a path when it is gone.

    A depth-first tree tells for each node which of its branches have no other way up: these, and the rest of the
    component, are the parts that its removal leaves (Hopcroft and Tarjan).

    Examples
    --------
    A path of four: without an inner node one pair is left, in both orders; without an end three nodes hold together.

    >>> pairs_left(Adjacency.of(4, np.array([0, 1, 2]), np.array([1, 2, 3]))).tolist()
    [6, 2, 2, 6]
    """
    n = adjacency.n
    if n == 0:
        return np.zeros(0, dtype=np.int64)
    place, parent = _depth_first(adjacency)
    low = place.copy()[np.argsort(place)]
    highest = np.full(n + 1, n + 1, dtype=np.int64)
    if len(adjacency.head):
        filled = np.flatnonzero(adjacency.degree)
        reached = np.minimum.reduceat(place[adjacency.head], adjacency.begins[:-1][filled])
        highest[place[filled]] = reached
    low = np.minimum(low, highest)
    size, low = _branches(parent, low)
    branch = np.arange(1, n + 1)
    cut = branch[(parent[1:] > 0) & (low[1:] >= parent[1:])]
    parts = np.bincount(parent[cut], size[cut] * (size[cut] - 1), minlength=n + 1)
    beyond = np.bincount(parent[cut], size[cut], minlength=n + 1)
    whole = np.bincount(adjacency.component)
    mine = whole[adjacency.component]
    rest = mine - 1 - beyond[place[:n]]
    left = (whole * (whole - 1)).sum() - mine * (mine - 1) + parts[place[:n]] + rest * (rest - 1)
    return np.asarray(left, dtype=np.int64)


def _depth_first(adjacency: Adjacency) -> tuple[Codes, Codes]:
    """Return the place of each node in a depth-first order, and the parent's place of each place.

    One more node, at place 0, leads into every component; its own parent is place 0.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import depth_first_order

    n = adjacency.n
    doors = np.unique(adjacency.component, return_index=True)[1]
    heads = np.concatenate([adjacency.head, doors])
    begins = np.concatenate([adjacency.begins, [len(heads)]])
    graph = csr_array((np.ones(len(heads)), heads, begins), shape=(n + 1, n + 1))
    order, before = depth_first_order(graph, n, directed=True)
    place = np.empty(n + 1, dtype=np.int64)
    place[order] = np.arange(n + 1)
    parent = np.zeros(n + 1, dtype=np.int64)
    parent[1:] = place[before[order[1:]]]
    return place, parent


def _branches(parent: Codes, low: Codes) -> tuple[Codes, Codes]:
    """Return for each place the nodes of its branch, and the highest place that the branch is tied to."""
    up, best, size = parent.tolist(), low.tolist(), [1] * len(parent)
    for place in range(len(up) - 1, 0, -1):
        above = up[place]
        size[above] += size[place]
        if best[place] < best[above]:
            best[above] = best[place]
    return np.array(size, dtype=np.int64), np.array(best, dtype=np.int64)


def inverse_distances(adjacency: Adjacency, sets: Codes, starts: Codes | None = None) -> Floats:
    """Return for each set of removed nodes the sum of 1/d over ordered pairs left, 0 where there is no path.

    Parameters
    ----------
    adjacency
    sets
        One row a set of nodes to be left out.
    starts
        First nodes of the pairs, to estimate the sum from those of them that are left; all where None.
    """
    chosen = np.arange(adjacency.n) if starts is None else starts
    total = np.zeros(len(sets))
    for begin in range(0, len(chosen), _STARTS_AT_ONCE):
        some = chosen[begin : begin + _STARTS_AT_ONCE]
        words = -(-len(some) // 64)
        together = max(1, _WORDS_AT_ONCE // max((len(adjacency.head) + adjacency.n) * words, 1))
        for first in range(0, len(sets), together):
            total[first : first + together] += _from_starts(adjacency, sets[first : first + together], some)
    left = len(chosen) - np.isin(sets, chosen).sum(axis=1)
    every: Floats = total * (adjacency.n - sets.shape[1]) / np.maximum(left, 1)
    return every


def _from_starts(adjacency: Adjacency, sets: Codes, starts: Codes) -> Floats:
    there = np.ones((adjacency.n, len(sets)), dtype=bool)
    there[sets, np.arange(len(sets))[:, None]] = False
    mask = np.where(there, ~np.uint64(0), np.uint64(0))[:, :, None]
    bits = _own_bits(adjacency.n, starts)[:, None, :] & mask
    known = _counted(bits)
    total = np.zeros(len(sets))
    for distance in range(1, adjacency.n):
        bits = adjacency.spread(bits) & mask
        now = _counted(bits)
        if np.array_equal(now, known):
            break
        total += (now - known) / distance
        known = now
    return total


def _own_bits(n: int, starts: Codes) -> NDArray[np.uint64]:
    """Return nodes x words, with the bit of each start at its own node."""
    bits = np.zeros((n, -(-len(starts) // 64)), dtype=np.uint64)
    position = np.arange(len(starts))
    np.bitwise_or.at(bits, (starts, position // 64), np.uint64(1) << (position % 64).astype(np.uint64))
    return bits


def _counted(bits: NDArray[np.uint64]) -> Codes:
    counted: Codes = np.bitwise_count(bits).sum(axis=(0, 2), dtype=np.int64)
    return counted


def distances(adjacency: Adjacency, starts: Codes) -> NDArray[np.uint8]:
    """Return nodes x starts: steps between them, `FAR` for 255 and more and where there is no path."""
    told = np.full((adjacency.n, len(starts)), FAR, dtype=np.uint8)
    for begin in range(0, len(starts), _STARTS_AT_ONCE):
        some = starts[begin : begin + _STARTS_AT_ONCE]
        bits = _own_bits(adjacency.n, some)
        new = bits
        for distance in range(FAR):
            seen = np.unpackbits(new.view(np.uint8), axis=1, count=len(some), bitorder="little").astype(bool)
            told[:, begin : begin + _STARTS_AT_ONCE][seen] = distance
            wider = adjacency.spread(bits)
            new = wider & ~bits
            bits = wider
            if not new.any():
                break
    return told


def fragmentation(pairs: Floats | Codes | float, left: int) -> Any:
    """Return 1 less the part of the ordered pairs of the nodes left that `pairs` counts; 1 below two nodes."""
    possible = left * (left - 1)
    return 1 - np.asarray(pairs, dtype=np.float64) / possible if possible > 0 else np.ones(np.shape(pairs))
