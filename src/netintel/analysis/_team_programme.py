"""The cheapest team that covers all that can be covered, as an integer programme: a set cover."""

from __future__ import annotations

import numpy as np

from netintel.analysis._teams import Floats, Items, members_in

_BRANCHES = 2_000
"""Branches that are looked at; time would give another answer on another machine."""


def cheapest(items: Items, cost: Floats) -> tuple[int, bool]:
    """Return the cheapest team that covers all that can be covered, and whether it is proved to be."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    sides = [items.one, items.other] if items.covers == "both" else [items.one | items.other]
    able = (items.weight > 0) & np.logical_and.reduce([side != 0 for side in sides])
    needed = np.unique(np.concatenate([side[able] for side in sides]))
    if not len(needed):
        return 0, True
    ones = np.ones(items.n, dtype=np.int64)
    rule = LinearConstraint(members_in(needed, np.arange(items.n)), 1, np.inf)
    solved = milp(
        cost,
        integrality=ones,
        bounds=Bounds(0, 1),
        constraints=[rule],
        options={"node_limit": _BRANCHES, "mip_rel_gap": 0.0},
    )
    if solved.x is None:
        return (1 << items.n) - 1, False
    return _team(solved.x), solved.status == 0


def _team(chosen: Floats) -> int:
    return int(sum(1 << int(i) for i in np.flatnonzero(chosen > 0.5)))
