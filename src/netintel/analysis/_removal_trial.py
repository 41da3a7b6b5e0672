"""The same nodes taken out of one network after another: as recorded, recovering, plausible, and anybody instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from netintel.analysis._cohesion import Cohesion, Sides
from netintel.analysis._drawn_actors import DrawnActors
from netintel.analysis._fragmentation import Adjacency, Codes
from netintel.analysis._plausible import Plausible
from netintel.analysis._recovery import Recovery, reformed

STARTS = 128
"""Nodes that paths are followed from where all are too many."""


@dataclass(frozen=True)
class Spread:
    """What is left of one plausible network, by scenario, and the shares left by chance."""

    left: dict[str, list[Cohesion]]
    chance: list[float]


@dataclass(frozen=True)
class Trial:
    """The same nodes taken out of one network after another."""

    sides: Sides
    order: Codes
    able: np.ndarray[Any, np.dtype[np.bool_]]
    scenarios: Sequence[Recovery]
    rng: np.random.Generator

    def starts(self, adjacency: Adjacency) -> Codes | None:
        """Return the nodes that paths are followed from, None for all."""
        return None if adjacency.n <= STARTS else self.rng.permutation(adjacency.n)[:STARTS]

    def removed(self, adjacency: Adjacency, starts: Codes | None) -> list[Cohesion]:
        """Return what is left at the start and after each step, without recovery."""
        gone = np.zeros(adjacency.n, dtype=bool)
        told = [Cohesion.of(adjacency, gone, self.sides, starts)]
        for node in self.order:
            gone[node] = True
            told.append(Cohesion.of(adjacency, gone, self.sides, starts))
        return told

    def recovered(self, adjacency: Adjacency, recovery: Recovery) -> list[Cohesion]:
        """Return the same where former contacts make new ties after each step."""
        gone, starts = np.zeros(adjacency.n, dtype=bool), self.starts(adjacency)
        told = [Cohesion.of(adjacency, gone, self.sides, starts)]
        order = self.order.tolist()
        for node, now in zip(order, reformed(adjacency, order, self.able, recovery, self.rng), strict=True):
            gone[node] = True
            told.append(Cohesion.of(now, gone, self.sides, starts))
        return told

    def by_chance(self, adjacency: Adjacency) -> list[float]:
        """Return the share of the largest component after each step as anybody is taken out.

        Where two who are taken out may be one actor there are fewer to take out instead: the last share stands.
        """
        order = self.rng.permutation(np.flatnonzero(self.able))[: len(self.order)]
        told = replace(self, order=order).removed(adjacency, np.zeros(0, dtype=np.int64))
        shares = [one.beside(told[0])["largest_share"] for one in told]
        return shares + shares[-1:] * (len(self.order) - len(order))

    def drawn(self, plausible: Plausible) -> Spread:
        """Return what is left of a plausible network, without and with each recovery, and as anybody is taken out."""
        actors = DrawnActors.of(plausible, self.rng)
        adjacency, sides = actors.adjacency, self.sides
        if adjacency.n != len(sides.side) or plausible.same is not None:
            sides = Sides.told(actors.countries)
        able = np.zeros(adjacency.n, dtype=bool)
        able[actors.node[self.able]] = True
        here = replace(self, sides=sides, order=actors.node[self.order], able=able)
        left = {"none": here.removed(adjacency, self.starts(adjacency))}
        left |= {one: here.recovered(adjacency, one) for one in self.scenarios}
        return Spread(left, here.by_chance(adjacency))
