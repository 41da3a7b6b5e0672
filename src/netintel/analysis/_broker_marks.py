"""What stands beside the rank of a broker: how few ties would end it, and how far it comes from being watched."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis._bare import Bare
from netintel.analysis._broker_caveats import cut_caveat, watched_caveat
from netintel.analysis._broker_measures import MEASURES
from netintel.analysis._crossing import disjoint_sets
from netintel.analysis._cut_points import CutPoints, cut_points
from netintel.analysis._ending_ties import MOST, MOST_NODES, open_pairs_to_close, shortcuts_needed
from netintel.analysis._rank_intervals import ranks
from netintel.analysis._structural_holes import participation_scale, within_degree
from netintel.analysis._watched import watched
from netintel.model.network import Network

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Marks:
    """Columns beside the ranks of `brokers`, and the caveats that follow from them.

    Attributes
    ----------
    network, listed
        The recorded network, and which of its nodes are ranked.
    method, score
        What they are ranked by.
    top
        Length of the list that matters.
    """

    network: Network
    listed: Flags
    method: str
    score: Floats
    top: int

    def columns(self) -> pd.DataFrame:
        """Return one row a listed node.

        `monopoly` (pairs of nodes that are connected through it alone); `ending_ties` (ties among its contacts that
        would take it below the top list; missing outside the list, and where the method counts no pairs or the network
        is too large); where records are known `watched` and `rank_unwatched`; for participation its part of the
        largest possible, and `within_degree`.
        """
        table = pd.DataFrame({"monopoly": self.cuts.monopoly[self.listed]})
        table["ending_ties"] = pd.array(self._ending().round(), dtype="Float64").astype("Int64")
        if self.network.cited is not None:
            table["watched"] = self._watched[0][self.listed]
            table["rank_unwatched"] = self._rank_unwatched()
        if self.method == "participation":
            bare = Bare.of(self.network)
            table["part_of_largest"] = (self.score / participation_scale(len(self.network.jurisdictions)))[self.listed]
            table["within_degree"] = within_degree(bare.triads, bare.shares)[self.listed]
        return table

    def caveats(self) -> tuple[str, ...]:
        """Return what must be told with these columns."""
        return (*watched_caveat(self._watched[0], self.listed), *cut_caveat(self.cuts.parts, self.listed))

    @cached_property
    def cuts(self) -> CutPoints:
        return cut_points(self.network.to_igraph())

    @cached_property
    def _watched(self) -> tuple[Flags, Flags]:
        return watched(self.network)

    def _rank_unwatched(self) -> NDArray[np.int32]:
        """Return ranks without the ties that are known only because a target was watched."""
        measure, stars = MEASURES[self.method], self._watched[1]
        score = self.score
        if stars.any():
            bare, there = Bare.of(self.network), ~stars
            left = Bare(bare.n, bare.source[there], bare.target[there], bare.directed, bare.shares, bare.countries)
            score = measure.value(left)
        return ranks(measure.better(score[self.listed]))[0]

    def _ending(self) -> Floats:
        """Return for each listed node the ties that would take it out of the top list."""
        score = self.score[self.listed]
        found = np.full(len(score), np.nan)
        order = np.argsort(-np.nan_to_num(score, nan=-np.inf), kind="stable")
        if not len(order) or self.method not in _STEPS | _PATHS:
            return found
        floor = float(np.nan_to_num(score[order[self.top]])) if len(order) > self.top else 0.0
        inside = np.flatnonzero((score >= floor - 1e-9) & (ranks(np.nan_to_num(score))[0] <= self.top))
        if self.method in _STEPS:
            contacts = np.maximum(Bare.of(self.network).degree[self.listed], 1)
            step = 1 / contacts if self.method == "boundary_per_contact" else np.ones_like(contacts)
            found[inside] = open_pairs_to_close(score[inside], step[inside], floor)
        elif self.network.n_nodes <= MOST_NODES:
            codes = np.flatnonzero(self.listed)[inside]
            found[inside] = shortcuts_needed(self.network, codes, self._counted(), floor)
        return found

    def _counted(self) -> Flags | None:
        if self.method == "betweenness":
            return None
        sets, disjoint = disjoint_sets(self.network)
        pairs: Flags = disjoint[np.ix_(sets, sets)]
        return pairs


_STEPS = {"boundary", "boundary_per_contact"}
_PATHS = {"betweenness", "cross_border_betweenness"}


def ending_said(row: pd.Series[Any], method: str, top: int) -> str:
    """Return the clause on ties that would end a broker, empty where it is not in the list or nothing is known.

    Examples
    --------
    >>> ending_said(pd.Series({"ending_ties": 1}), "betweenness", top=10)
    '; one tie among its contacts, were it there unrecorded, would take it out of the top 10'
    """
    ties = row["ending_ties"]
    if pd.isna(ties) or ties == 0:
        return ""
    if ties == 1:
        return f"; one tie among its contacts, were it there unrecorded, would take it out of the top {top}"
    number = f"more than {MOST}" if method in _PATHS and ties > MOST else f"{ties}"
    return f"; {number} ties among its contacts, were they there unrecorded, would take it out of the top {top}"
