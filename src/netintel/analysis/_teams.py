"""Which team of countries covers most, for each number of members: exact, or with the gap that is left.

What is to be covered are items: a weight, and the countries at either end as bits of a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]
Covers = Literal["both", "either"]

ALL_TEAMS = 20
"""Up to this many countries every team is looked at."""

MOST = 60
"""Countries that are tried where not every team is looked at."""

LISTED = 20
"""Equally good teams that are listed for one number of members."""

LARGEST = 12
"""Members of the largest team that is looked for where not every team is looked at."""

_DIGITS = 9


@dataclass(frozen=True)
class Best:
    """The best teams of one number of members, as bits, none where nothing can be covered; no team exceeds `bound`."""

    members: int
    coverage: float
    teams: tuple[int, ...]
    all_listed: bool
    bound: float

    @property
    def proved(self) -> bool:
        """Return whether no team of this size covers more."""
        return self.bound <= self.coverage * (1 + 1e-9) + 1e-9


@dataclass(frozen=True, eq=False)
class Items:
    """What a team may cover.

    Attributes
    ----------
    n : int
        Number of countries.
    one, other : int64 arrays
        Countries at each end of an item, bit i for country i; 0 where none of these is there.
    weight : float64 array
    covers : str
        `both`: a member at each end. `either`: a member at one end at least.
    """

    n: int
    one: Codes
    other: Codes
    weight: Floats
    covers: Covers

    def coverage(self, team: int) -> float:
        """Return the weight that one team covers."""
        return float(self.coverages(np.array([team], dtype=np.int64))[0])

    def coverages(self, teams: Codes) -> Floats:
        """Return the weight that each team covers."""
        here, there = (self.one & teams[:, None]) != 0, (self.other & teams[:, None]) != 0
        covered: Floats = ((here & there if self.covers == "both" else here | there) @ self.weight).round(self._digits)
        return covered

    def alone(self, country: int) -> float:
        """Return the weight of items with an end in one country."""
        return round(float(self.weight[((self.one | self.other) >> country & 1).astype(bool)].sum()), self._digits)

    @cached_property
    def total(self) -> float:
        """Return the weight of all items."""
        return round(float(self.weight.sum()), self._digits)

    @cached_property
    def _digits(self) -> int:
        """Return how many decimals of a sum tell: what is beyond twelve digits of the whole is rounding."""
        whole = float(self.weight.sum())
        return min(_DIGITS, 12 - int(np.ceil(np.log10(whole)))) if whole > 0 else _DIGITS

    def every_team(self) -> Floats:
        """Return the coverage of each team, indexed by its bits; for up to 20 countries."""
        outside = (1 << self.n) - 1 - np.arange(1 << self.n)
        missed = self._within(self.one | self.other)
        if self.covers == "both":
            missed = self._within(self.one) + self._within(self.other) - missed
        covered: Floats = np.round(self.weight.sum() - missed[outside], self._digits)
        return covered

    def _within(self, ends: Codes) -> Floats:
        """Return for each set of countries the weight of items whose ends lie within it (sums over subsets)."""
        found = np.bincount(ends, weights=self.weight, minlength=1 << self.n).astype(np.float64)
        for i in range(self.n):
            halves = found.reshape(-1, 2, 1 << i)
            halves[:, 1, :] += halves[:, 0, :]
        return found

    def best(self) -> list[Best]:
        """Return the best teams of 1, 2, … members, up to the first that covers all that can be covered."""
        return self._best_of_every() if self.n <= ALL_TEAMS else self._best_by_search()

    def _best_of_every(self) -> list[Best]:
        covered, found = self.every_team(), []
        for members, teams in enumerate(teams_by_size(self.n)[1:], start=1):
            most = float(covered[teams].max())
            equal = teams[covered[teams] == most] if most > 0 else teams[:0]
            listed = tuple(equal[:LISTED].tolist())
            found.append(Best(members, most, listed, len(equal) <= LISTED, most))
            if most == covered[-1]:
                break
        return found

    def _best_by_search(self) -> list[Best]:
        from netintel.analysis._team_search import best_of_size

        found, most = [], self.coverage((1 << self.n) - 1)
        for members in range(1, min(self.n, LARGEST) + 1):
            found.append(best_of_size(self, members))
            if found[-1].coverage >= most:
                break
        return found

    def cheapest(self, cost: Floats) -> tuple[int, bool]:
        """Return the cheapest team that covers all that can be covered, and whether it is proved to be."""
        if self.n > ALL_TEAMS:
            from netintel.analysis._team_programme import cheapest

            return cheapest(self, cost)
        covered = self.every_team()
        full = np.flatnonzero(covered == covered[-1])
        price = np.round(((full[:, None] >> np.arange(self.n)) & 1) @ cost, _DIGITS)
        return int(full[np.lexsort((full, price))[0]]), True


def teams_by_size(n: int) -> list[Codes]:
    """Return the teams of 0, 1, … n members, as bits.

    Examples
    --------
    >>> [teams.tolist() for teams in teams_by_size(2)]
    [[0], [1, 2], [3]]
    """
    every = np.arange(1 << n)
    size = np.bitwise_count(every)
    order = np.argsort(size, kind="stable")
    return np.split(every[order], np.cumsum(np.bincount(size, minlength=n + 1))[:-1])


def members_of(team: int, n: int) -> list[int]:
    """Return the places of the members of a team.

    Examples
    --------
    >>> members_of(0b101, 3)
    [0, 2]
    """
    return [i for i in range(n) if team >> i & 1]


def members_in(side: Codes, country: Codes) -> Floats:
    """Return sides x countries: 1 where a side, given as bits, has the country."""
    members: Floats = (side[:, None] >> country & 1).astype(np.float64)
    return members
