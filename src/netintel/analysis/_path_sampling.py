"""Shortest paths through each node of a very large network, from paths between pairs of nodes drawn at random.

A search from both ends meets after looking at a small part of the network, so that thousands of pairs cost what one
search of all of it from a single start costs; and each pair says no more than 0 or 1 of a node, which keeps the bound
narrow.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._bare import Bare
from netintel.analysis._cross_border_betweenness import Starts

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]

CONFIDENCE = 0.95
"""Chance that no node's sampled value is off by more than the bound."""


@dataclass(frozen=True, eq=False)
class Sampler:
    """Draws one shortest path of each of many pairs.

    Attributes
    ----------
    bare : Bare
    starts : Starts
        Between which nodes.
    """

    bare: Bare
    starts: Starts
    _sides: tuple[_Side, _Side] = field(init=False)

    def __post_init__(self) -> None:
        source, target = self.bare.source, self.bare.target
        if not self.bare.directed:
            source, target = np.concatenate((source, target)), np.concatenate((target, source))
        forward, backward = (_Arcs.of(self.bare.n, *ends) for ends in ((source, target), (target, source)))
        sides = _Side.of(forward, backward), _Side.of(backward, forward)
        object.__setattr__(self, "_sides", sides)

    @cached_property
    def pairs(self) -> float:
        """Return the number of pairs that count: unordered in an undirected network."""
        ordered = float(sum(len(starts) * len(ends) for starts, ends in self.starts.groups))
        return ordered if self.bare.directed else ordered / 2

    def through(self, times: int, rng: np.random.Generator) -> tuple[Floats, float]:
        """Return pairs through each node estimated from so many paths, and a bound on the error of all of them.

        The bound is the empirical-Bernstein one for every node at once [audibert2009]. Estimates have three significant
        digits, for more would be noise.
        """
        n = self.bare.n
        if not self.pairs or not times:
            return np.zeros(n), 0.0
        sizes = np.array([len(starts) * len(ends) for starts, ends in self.starts.groups], dtype=np.float64)
        inner: list[Codes] = []
        for group in rng.choice(len(sizes), times, p=sizes / sizes.sum()).tolist():
            starts, ends = self.starts.groups[group]
            s, t = int(starts[rng.integers(len(starts))]), int(ends[rng.integers(len(ends))])
            inner.append(self._path(s, t, rng))
        part = np.bincount(np.concatenate(inner), minlength=n) / times
        log = math.log(3 * n / (1 - CONFIDENCE))
        spread = float((part * (1 - part)).max(initial=0.0))
        bound = math.sqrt(2 * spread * log / times) + 3 * log / times
        return _three_digits(part * self.pairs), bound * self.pairs

    def _path(self, s: int, t: int, rng: np.random.Generator) -> Codes:
        """Return the inner nodes of a shortest path drawn evenly from all between two nodes; none without one."""
        none = np.zeros(0, dtype=np.int64)
        if s == t:
            return none
        one, other = self._sides
        one.begin(s)
        other.begin(t)
        while True:
            near, far = (one, other) if one.edge <= other.edge else (other, one)
            new = near.grow()
            if not len(new):
                return none
            met = new[far.seen[new] == far.turn]
            if len(met):
                break
        ways = one.ways[met] * other.ways[met]
        middle = int(
            met[np.searchsorted(np.cumsum(ways), rng.random() * ways.sum(), side="right").clip(0, len(met) - 1)]
        )
        path = [*one.back(middle, rng), middle, *other.back(middle, rng)]
        return np.array([node for node in path if node not in (s, t)], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class _Arcs:
    """The nodes that arcs lead to, one node's after the other's."""

    begin: Codes
    head: Codes

    @classmethod
    def of(cls, n: int, tail: Codes, head: Codes) -> _Arcs:
        begin = np.concatenate(([0], np.cumsum(np.bincount(tail, minlength=n))))
        return cls(begin, head[np.argsort(tail, kind="stable")])

    def out_of(self, nodes: Codes) -> tuple[Codes, Codes]:
        """Return the ends of all arcs out of these nodes, and which of the nodes each comes from."""
        count = self.begin[nodes + 1] - self.begin[nodes]
        origin = np.repeat(np.arange(len(nodes)), count)
        within = np.arange(len(origin)) - np.repeat(np.cumsum(count) - count, count)
        return self.head[self.begin[nodes][origin] + within], origin


class _Side:
    """A search from one end. What was seen in earlier searches is told apart by the number of the turn."""

    def __init__(self, onward: _Arcs, back: _Arcs, n: int) -> None:
        self.onward, self.backward = onward, back
        self.seen, self.level = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
        self.ways = np.zeros(n)
        self.turn = 0

    @classmethod
    def of(cls, onward: _Arcs, back: _Arcs) -> _Side:
        return cls(onward, back, len(onward.begin) - 1)

    def begin(self, node: int) -> None:
        self.turn += 1
        self.front = np.array([node], dtype=np.int64)
        self.depth = 0
        self.seen[node], self.level[node], self.ways[node] = self.turn, 0, 1.0

    @property
    def edge(self) -> int:
        """Return how many arcs the next step looks at."""
        return int((self.onward.begin[self.front + 1] - self.onward.begin[self.front]).sum())

    def grow(self) -> Codes:
        """Go one step farther and return the nodes reached first there."""
        head, origin = self.onward.out_of(self.front)
        fresh = self.seen[head] != self.turn
        head, ways = head[fresh], self.ways[self.front][origin[fresh]]
        new, at = np.unique(head, return_inverse=True)
        self.depth += 1
        self.seen[new], self.level[new] = self.turn, self.depth
        self.ways[new] = np.bincount(at, weights=ways, minlength=len(new))
        self.front = new
        return new

    def back(self, node: int, rng: np.random.Generator) -> list[int]:
        """Return the nodes of a path drawn evenly from all between this one and where the search began."""
        path = []
        while self.level[node] > 1:
            before = self.backward.head[self.backward.begin[node] : self.backward.begin[node + 1]]
            before = before[(self.seen[before] == self.turn) & (self.level[before] == self.level[node] - 1)]
            upto = np.cumsum(self.ways[before])
            node = int(before[min(np.searchsorted(upto, rng.random() * upto[-1], side="right"), len(before) - 1)])
            path.append(node)
        return path


def _three_digits(value: Floats) -> Floats:
    size = np.floor(np.log10(value, out=np.zeros_like(value), where=value > 0))
    rounded: Floats = np.round(value / 10**size, 2) * 10**size
    return rounded
