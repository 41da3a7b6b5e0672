"""The best team of many countries: sets are ruled out by a bound until none is left, or a number of sets is spent.

What a team covers is at most a sum over its members and over its pairs, and just that where every end of an item lies
in one country. Teams grow by one country at a time, in one fixed order, and what a part of a team can still come to is
bounded by the best that each later country could add. Nothing depends on time, so that every machine tells the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._teams import LISTED, Best, Codes, Floats, Items, members_in

LOOKED_AT = 400_000
"""Parts of teams that are looked at for one number of members; beyond, the best found is told with its gap."""

_BEAM = 300
_CLIMBED = 3
_AT_ONCE = 20_000


def best_of_size(items: Items, members: int) -> Best:
    """Return the best teams of one size: all of them, or the best found and what none can exceed."""
    quadratic = _Quadratic.of(items)
    found = quadratic.climbed(quadratic.beam(members))
    coverage = items.coverage(found)
    if coverage == 0 and items.coverage((1 << items.n) - 1) == 0:
        return Best(members, 0.0, (), True, 0.0)
    search = _Search(quadratic, members, coverage, {found})
    bound, ended = search.run()
    equal = sorted(search.teams)
    if search.coverage == 0:
        return Best(members, 0.0, (), True, max(bound, 0.0))
    return Best(
        members, search.coverage, tuple(equal[:LISTED]), ended and len(equal) <= LISTED, max(bound, search.coverage)
    )


@dataclass(frozen=True, eq=False)
class _Quadratic:
    """What no team can exceed: the sum of `alone` over its members and of `together` over its pairs.

    Countries stand in the order `country`, those with most to cover first.
    """

    items: Items
    country: Codes
    alone: Floats
    together: Floats

    @classmethod
    def of(cls, items: Items) -> _Quadratic:
        """Bound items; one whose ends lie in several countries counts no less than it does."""
        ends = np.array([items.alone(i) for i in range(items.n)])
        country = np.argsort(-ends, kind="stable")
        one, other = (members_in(side, country) for side in (items.one, items.other))
        weighed = items.weight[:, None]
        if items.covers == "both":
            across = (one * weighed).T @ other
            pairs = across + across.T
            np.fill_diagonal(pairs, 0.0)
            return cls(items, country, np.diagonal(across), pairs)
        either = np.maximum(one, other)
        # One of s countries is enough: counting each and taking off 2 / s for each two never counts less than that.
        pairs = (either * (weighed * 2 / np.maximum(either.sum(axis=1, keepdims=True), 2))).T @ either
        np.fill_diagonal(pairs, 0.0)
        return cls(items, country, (either * weighed).sum(axis=0), -pairs)

    @property
    def n(self) -> int:
        """Return the number of countries."""
        return self.items.n

    def team(self, places: Codes) -> int:
        """Return places in the order as the bits of a team."""
        return int(sum(1 << int(self.country[place]) for place in places))

    def beam(self, members: int) -> Codes:
        """Return places of good teams, one a row: the best of those that grow out of the best smaller ones."""
        inside = np.zeros((1, self.n), dtype=bool)
        value = np.zeros(1)
        for _ in range(members):
            grown = value[:, None] + self.alone + inside @ self.together
            grown[inside] = -np.inf
            order = np.argsort(-grown, axis=None, kind="stable")[: min(_BEAM * members, int((~inside).sum()))]
            row, new = order // self.n, order % self.n
            wider = inside[row].copy()
            wider[np.arange(len(row)), new] = True
            inside, first = np.unique(wider, axis=0, return_index=True)
            value = grown[row, new][first]
            kept = np.argsort(-value, kind="stable")[:_BEAM]
            inside, value = inside[kept], value[kept]
        return np.nonzero(inside)[1].reshape(len(inside), members)

    def climbed(self, teams: Codes) -> int:
        """Return the best team that swaps of one member lead to from the first ones."""
        ends = []
        for places in teams[:_CLIMBED]:
            now = self.team(places)
            while (better := self._swapped(now)) != now:
                now = better
            ends.append((-self.items.coverage(now), now))
        return min(ends)[1]

    def _swapped(self, team: int) -> int:
        """Return the team with the one member swapped that raises the coverage most, the same where none does."""
        inside = [1 << i for i in range(self.n) if team >> i & 1]
        outside = [1 << i for i in range(self.n) if not team >> i & 1]
        swapped = np.array([team ^ gone ^ new for gone in inside for new in outside], dtype=np.int64)
        covered = self.items.coverages(swapped)
        at = int(covered.argmax()) if len(covered) else 0
        return int(swapped[at]) if len(covered) and covered[at] > self.items.coverage(team) else team

    @cached_property
    def at_best(self) -> Floats:
        """Return first place x number x place: at most what so many other countries from `first` on add to one there.

        Half of what is between two countries goes to each.
        """
        best = np.zeros((self.n + 1, self.n + 1, self.n))
        for first in range(self.n):
            ordered = -np.sort(-self._others(first), axis=1)
            best[first, 1 : ordered.shape[1] + 1] = np.cumsum(ordered, axis=1).T / 2
            best[first, ordered.shape[1] + 1 :] = best[first, ordered.shape[1]]
        return best

    def _others(self, first: int) -> Floats:
        """Return for each place what is between it and those from `first` on, itself left out."""
        kept = self.together[:, first:].copy()
        own = np.arange(first, self.n)
        kept[own, own - first] = -np.inf if self.items.covers == "either" else 0.0
        if self.items.covers == "either":
            kept = -np.sort(-kept, axis=1)[:, : max(kept.shape[1] - 1, 0)]
        return kept


@dataclass
class _Search:
    """Parts of teams, the most promising first, that grow by a later country until they are teams or ruled out."""

    bounds: _Quadratic
    members: int
    coverage: float
    teams: set[int]
    looked: int = 0

    def run(self) -> tuple[float, bool]:
        """Return what no team exceeds, and whether all teams as good as the best are known."""
        inside, value, last = np.zeros((1, self.bounds.n), dtype=bool), np.zeros(1), np.full(1, -1)
        waiting = [(inside, value, last, np.full(1, np.inf))]
        while waiting:
            inside, value, last, bound = waiting.pop()
            kept = bound >= self._least
            inside, value, last, bound = inside[kept], value[kept], last[kept], bound[kept]
            if not len(value):
                continue
            if self.looked >= LOOKED_AT:
                left = [bound.max(), *(part[3].max() for part in waiting)]
                return max(left), False
            if len(value) > _AT_ONCE:
                waiting.append((inside[_AT_ONCE:], value[_AT_ONCE:], last[_AT_ONCE:], bound[_AT_ONCE:]))
                inside, value, last = inside[:_AT_ONCE], value[:_AT_ONCE], last[:_AT_ONCE]
            grown = self._grown(inside, value, last)
            if grown is not None:
                waiting.append(grown)
        return self.coverage, True

    @property
    def _least(self) -> float:
        """Return the bound from which on a team may be as good as the best."""
        return self.coverage * (1 - 1e-12) - 1e-9

    def _grown(
        self, inside: NDArray[np.bool_], value: Floats, last: Codes
    ) -> tuple[NDArray[np.bool_], Floats, Codes, Floats] | None:
        """Add each later country; whole teams are looked at, parts are returned with their bounds, the best first."""
        size = int(inside[0].sum()) + 1
        more = self.bounds.alone + inside @ self.bounds.together
        place = np.arange(self.bounds.n)
        open_ones = place[None, :] > last[:, None]
        open_ones &= place[None, :] < self.bounds.n - (self.members - size)
        row, new = np.nonzero(open_ones)
        self.looked += len(row)
        told = value[row] + more[row, new]
        bound = told + self._rest(more, row, new, self.members - size)
        kept = bound >= self._least
        row, new, told, bound = row[kept], new[kept], told[kept], bound[kept]
        if not len(row):
            return None
        wider = inside[row].copy()
        wider[np.arange(len(row)), new] = True
        if size == self.members:
            self._tell(wider)
            return None
        order = np.argsort(-bound, kind="stable")
        return wider[order], told[order], new[order], bound[order]

    def _rest(self, more: Floats, row: Codes, new: Codes, left: int) -> Floats:
        """Return at most what so many countries after the new one add."""
        if not left:
            return np.zeros(len(row))
        added = np.empty(len(row))
        for first in np.unique(new).tolist():
            here = np.flatnonzero(new == first)
            each = more[row[here], first + 1 :] + self.bounds.together[first, first + 1 :]
            each += self.bounds.at_best[first + 1, left - 1, first + 1 :]
            most = np.partition(each, each.shape[1] - left, axis=1)[:, each.shape[1] - left :]
            added[here] = most.sum(axis=1)
        return added

    def _tell(self, inside: NDArray[np.bool_]) -> None:
        """Look at whole teams and keep the best."""
        bits = np.int64(1) << self.bounds.country
        teams = np.where(inside, bits, 0).sum(axis=1)
        for begin in range(0, len(teams), 2_000):
            some = teams[begin : begin + 2_000]
            covered = self.bounds.items.coverages(some)
            most = float(covered.max())
            if most > self.coverage:
                self.coverage, self.teams = most, set()
            if most == self.coverage:
                self.teams |= set(some[covered == most].tolist())
