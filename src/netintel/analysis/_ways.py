"""The surest ways from one entity to another, told apart by whom they go through and not by which phone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._hops import Hops

Codes = NDArray[np.int64]

_A_HOP: Final = 1e-6
"""Among ways that are equally sure, the one with fewer hops is shorter."""

_FAR: Final = float("inf")
_SAME: Final = 9
"""Digits to which two lengths are compared, so that the order of a sum decides nothing."""


@dataclass(frozen=True)
class Way:
    """One way: the nodes of its surest chain of hops in order, those hops, and where its stops are among the nodes."""

    nodes: tuple[int, ...]
    hops: tuple[int, ...]
    stops: tuple[int, ...]

    @property
    def through(self) -> tuple[int, ...]:
        """Return the nodes that make this way another than others."""
        return tuple(self.nodes[at] for at in self.stops)

    def steps(self) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
        """Yield the nodes and the hops from each stop to the next."""
        for a, b in pairwise(self.stops):
            yield self.nodes[a : b + 1], self.hops[a:b]


class _Found(NamedTuple):
    length: float
    nodes: tuple[int, ...]
    hops: tuple[int, ...]


class Ways:
    """Ways over some of the hops between two nodes.

    A way goes from stop to stop: actors, phones and accounts that nobody is known to hold, and the two ends. What
    joins two stops, such as a phone that both hold, its number or an event, is no stop: that two people are joined by
    a phone and by its number is one way and not two.
    """

    def __init__(self, hops: Hops, kept: Codes, start: int, goal: int) -> None:
        self.hops, self.start, self.goal = hops, start, goal
        self.stop = hops.stop.copy()
        self.stop[[start, goal]] = True
        ends = np.concatenate([hops.source[kept], hops.target[kept]])
        other = np.concatenate([hops.target[kept], hops.source[kept]])
        order = np.lexsort([other, ends])
        self._begins = np.searchsorted(ends[order], np.arange(len(hops.labels) + 1))
        self._other, self._hop = other[order], np.concatenate([kept, kept])[order]
        self._length = self._lengths(self._hop)
        self._left = self._to_goal(kept)

    def surest(self, k: int) -> list[Way]:
        """Return the k surest ways, the surest first (Yen's algorithm, which leaves a found way after each stop)."""
        found: list[Way] = []
        seen: set[tuple[int, ...]] = set()
        waiting: list[tuple[float, int, tuple[int, ...], Way]] = []
        self._add(waiting, seen, Way((self.start,), (), (0,)), set())
        while waiting and len(found) < k:
            way = heappop(waiting)[-1]
            found.append(way)
            for i, at in enumerate(way.stops[:-1]):
                root = Way(way.nodes[: at + 1], way.hops[:at], way.stops[: i + 1])
                alike = [one.through for one in found if one.through[: i + 1] == root.through]
                self._add(waiting, seen, root, {through[i + 1] for through in alike})
        return found

    def chains(self, way: Way) -> list[list[tuple[int, ...]]]:
        """Return for each step of a way all chains of up to three hops that join its two stops, the surest first.

        Where the surest is longer it stands alone. A hop to a carrier may also lead over the number that it states.
        """
        return [self._chains(nodes, hops) for nodes, hops in way.steps()]

    def around(self, node: int) -> Iterator[tuple[int, int]]:
        """Yield the neighbours of a node, each with the hop that leads there."""
        rows = slice(self._begins[node], self._begins[node + 1])
        yield from zip(self._other[rows].tolist(), self._hop[rows].tolist(), strict=True)

    def _chains(self, nodes: tuple[int, ...], hops: tuple[int, ...]) -> list[tuple[int, ...]]:
        one, other = nodes[0], nodes[-1]
        there = dict(self.around(other))
        found: list[tuple[int, ...]] = [(there[one],)] if one in there else []
        for joint, hop in self.around(one):
            if self.stop[joint]:
                continue
            if joint in there:
                found.append((hop, there[joint]))
            found += [
                (hop, between, there[next_one])
                for next_one, between in self.around(joint)
                if next_one in there and next_one != one and not self.stop[next_one]
            ]
        for i, (a, b) in enumerate(pairwise(nodes)):
            beside = dict(self.around(b))
            found += [
                (*hops[:i], first, beside[number], *hops[i + 1 :])
                for number, first in self.around(a)
                if self.hops.part[number] == "identifier" and number in beside and number not in nodes
            ]
        return list(dict.fromkeys([hops, *sorted(found, key=lambda chain: (len(chain), chain))]))

    def _to_goal(self, kept: Codes) -> NDArray[np.float64]:
        """Return how far each node is from the goal, whatever is passed."""
        import igraph

        ends = zip(self.hops.source[kept].tolist(), self.hops.target[kept].tolist(), strict=True)
        graph = igraph.Graph(n=len(self.hops.labels), edges=list(ends))
        return np.array(graph.distances(self.goal, weights=self._lengths(kept).tolist())[0])

    def _lengths(self, hops: Codes) -> NDArray[np.float64]:
        length: NDArray[np.float64] = -np.log1p(-np.minimum(self.hops.drop[hops], 1 - 1e-12)) + _A_HOP
        return length

    def _add(
        self,
        waiting: list[tuple[float, int, tuple[int, ...], Way]],
        seen: set[tuple[int, ...]],
        root: Way,
        banned: set[int],
    ) -> None:
        """Add the surest way that begins like `root` and whose next stop is not banned, where there is one."""
        rest = self._next(root.nodes[-1], frozenset(root.nodes[:-1]), banned)
        if rest is None:
            return
        nodes, hops = (*root.nodes[:-1], *rest.nodes), (*root.hops, *rest.hops)
        way = Way(nodes, hops, tuple(int(at) for at in np.flatnonzero(self.stop[list(nodes)])))
        if way.through not in seen:
            seen.add(way.through)
            length = round(float(self._lengths(np.array(hops, np.int64)).sum()), _SAME)
            heappush(waiting, (length, len(way.stops), way.through, way))

    def _next(self, begin: int, avoid: frozenset[int], banned: Collection[int]) -> _Found | None:
        """Return the shortest rest from a stop whose next stop is not banned, and that passes nothing twice."""
        best: _Found | None = None
        dead: set[int] = set()
        for chain in self._search(begin, avoid, whole=False):
            at = chain.nodes[-1]
            if best is not None and round(chain.length + self._left[at], _SAME) > round(best.length, _SAME):
                break
            if at in banned or at in dead:
                continue
            for rest in self._completed(chain, avoid, dead):
                if best is None or self._order(rest) < self._order(best):
                    best = rest
        return best

    def _order(self, rest: _Found) -> tuple[float, int, tuple[int, ...]]:
        return round(rest.length, _SAME), int(self.stop[list(rest.nodes)].sum()), rest.nodes

    def _completed(self, chain: _Found, avoid: frozenset[int], dead: set[int]) -> Iterator[_Found]:
        """Yield rests that begin with a chain to the next stop; where the surest passes it again, both ways out.

        Nodes from which the goal cannot be reached join the dead.
        """
        at = chain.nodes[-1]
        if at == self.goal:
            yield chain
            return
        free = next(self._search(at, avoid | {chain.nodes[0]}, whole=True, dead=dead), None)
        if free is None:
            return
        if not set(free.nodes) & set(chain.nodes[:-1]):
            yield _joined(chain, free)
            return
        apart = next(self._search(at, avoid | set(chain.nodes[:-1]), whole=True), None)
        if apart is not None:
            yield _joined(chain, apart)
        taken = avoid | set(free.nodes[1:])
        other = next((one for one in self._search(chain.nodes[0], taken, whole=False) if one.nodes[-1] == at), None)
        if other is not None:
            yield _joined(other, free)

    def _search(
        self, begin: int, avoid: frozenset[int], *, whole: bool, dead: set[int] | None = None
    ) -> Iterator[_Found]:
        """Yield the shortest chains from a node to each next stop, or to the goal, in order of what they promise (A*).

        A chain to a next stop passes no other stop; with `whole`, stops are passed and the goal alone is reached.
        """
        if begin in avoid or self._left[begin] == _FAR:
            return
        waiting = [(float(self._left[begin]), 0.0, begin, -1, -1)]
        came: dict[int, tuple[int, int]] = {}
        while waiting:
            _, length, node, before, hop = heappop(waiting)
            if node in came:
                continue
            came[node] = before, hop
            if node != begin and (node == self.goal if whole else self.stop[node]):
                yield _Found(length, *_traced(came, node))
                if whole:
                    return
                continue
            rows = slice(self._begins[node], self._begins[node + 1])
            for other, one, far in zip(
                self._other[rows].tolist(), self._hop[rows].tolist(), self._length[rows].tolist(), strict=True
            ):
                if other not in came and other not in avoid and self._left[other] < _FAR:
                    promised = round(length + far + float(self._left[other]), _SAME)
                    heappush(waiting, (promised, length + far, other, node, one))
        if dead is not None:
            dead.update(came)


def _traced(came: dict[int, tuple[int, int]], node: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    nodes, hops = [node], []
    while came[nodes[-1]][0] >= 0:
        before, hop = came[nodes[-1]]
        nodes.append(before)
        hops.append(hop)
    return tuple(reversed(nodes)), tuple(reversed(hops))


def _joined(chain: _Found, rest: _Found) -> _Found:
    return _Found(chain.length + rest.length, (*chain.nodes, *rest.nodes[1:]), (*chain.hops, *rest.hops))
