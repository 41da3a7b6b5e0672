"""The best team of many countries as an integer programme: proved, or with the gap that is left."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np

from netintel.analysis._teams import LISTED, Best, Codes, Floats, Items

SECONDS = 5.0
"""Time for one size of team, equally good ones included; what is not proved by then is told with its bound."""


@dataclass(frozen=True)
class _Solved:
    """The team found, 0 where none was; `proved` that there is no better one, or none at all."""

    team: int
    bound: float
    proved: bool


def best_of_size(items: Items, members: int) -> Best:
    """Return the best teams of one size, equal ones found one after the other by ruling out those found."""
    ends = monotonic() + SECONDS
    first = _solve(items, members, [], SECONDS)
    if not first.team:  # none found in time; the countries with most weight make one
        team = _heaviest(items, members)
        return Best(members, items.coverage(team), (team,), False, items.total)
    coverage = items.coverage(first.team)
    if coverage == 0:
        return Best(members, 0.0, (), True, 0.0 if first.proved else first.bound)
    teams, ended = [first.team], False
    while first.proved and not ended and len(teams) <= LISTED and (seconds := ends - monotonic()) > 0:
        more = _solve(items, members, teams, seconds)
        if not more.team or items.coverage(more.team) < coverage:
            ended = more.proved
            break
        teams.append(more.team)
    bound = coverage if first.proved else max(first.bound, coverage)
    return Best(members, coverage, tuple(sorted(teams[:LISTED])), ended, bound)


def cheapest(items: Items, cost: Floats) -> tuple[int, bool]:
    """Return the cheapest team that covers all that can be covered, and whether it is proved to be: a set cover."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    sides = [items.one, items.other] if items.covers == "both" else [items.one | items.other]
    able = (items.weight > 0) & np.logical_and.reduce([side != 0 for side in sides])
    needed = np.unique(np.concatenate([side[able] for side in sides]))
    if not len(needed):
        return 0, True
    ones = np.ones(items.n, dtype=np.int64)
    rule = LinearConstraint(_members(needed, items.n), 1, np.inf)
    solved = milp(
        cost,
        integrality=ones,
        bounds=Bounds(0, 1),
        constraints=[rule],
        options={"time_limit": SECONDS, "mip_rel_gap": 0.0},
    )
    if solved.x is None:
        return (1 << items.n) - 1, False
    return _team(solved.x), solved.status == 0


def _heaviest(items: Items, members: int) -> int:
    ends = np.array([items.alone(i) for i in range(items.n)])
    return int(sum(1 << int(i) for i in np.argsort(-ends, kind="stable")[:members]))


def _solve(items: Items, size: int, without: list[int], seconds: float) -> _Solved:
    """Choose countries (0 or 1 each) and the items they cover (0 to 1 each) for most weight, but none of some teams."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    n, m = items.n, len(items.weight)
    sides = [items.one, items.other] if items.covers == "both" else [items.one | items.other]
    chosen = np.concatenate([np.ones(n), np.zeros(m)])
    rules = [LinearConstraint(_covering(sides, n), -np.inf, 0), LinearConstraint(chosen[None, :], size, size)]
    for team in without:
        bits = np.concatenate([(team >> np.arange(n) & 1).astype(np.float64), np.zeros(m)])
        rules.append(LinearConstraint(bits[None, :], -np.inf, bits.sum() - 1))
    solved = milp(
        np.concatenate([np.zeros(n), -items.weight]),
        integrality=chosen,
        bounds=Bounds(0, 1),
        constraints=rules,
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    if solved.x is None:
        return _Solved(0, np.inf, solved.status == 2)
    return _Solved(_team(solved.x[:n]), -float(solved.mip_dual_bound), solved.status == 0)


def _covering(sides: list[Codes], n: int) -> Any:
    """Return rows by which an item is covered no more than each of its sides has members."""
    from scipy.sparse import block_array, csr_array, eye_array

    return block_array([[-csr_array(_members(side, n)), eye_array(len(side))] for side in sides], format="csr")


def _members(side: Codes, n: int) -> Floats:
    members: Floats = (side[:, None] >> np.arange(n) & 1).astype(np.float64)
    return members


def _team(chosen: Floats) -> int:
    return int(sum(1 << int(i) for i in np.flatnonzero(chosen > 0.5)))
