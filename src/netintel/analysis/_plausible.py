"""The one model of uncertainty: networks that may be the true one, given the one that was recorded.

A recorded network is wrong in four ways: ties that are not real, ties that nobody recorded, actors whom nobody
recorded, and records of one actor under two names or of two under one. A plausible network is the recorded one with a
draw of each put right.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._missing_ties import MissingTies
from netintel.model.network import Network

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]

HIDDEN = 0.1
"""The part of real ties that is supposed not to be recorded, where nothing else is given (docs/decisions/0012)."""


class Drawn(NamedTuple):
    """One plausible network.

    Attributes
    ----------
    source, target : int arrays
        Its ties, without loops or repetition, in no order; of an undirected network the lower code first. Codes below
        the network's `n_nodes` are its nodes; those from there on are actors nobody recorded.
    like : int array
        For each actor nobody recorded the node whose jurisdictions it has.
    real : bool array
        Which recorded ties are in it.
    who : int array
        For each node the code under which its ties stand: another one where the two are one actor in this network.
    apart : pair of int arrays
        The same ties as they stood before nodes were put together.
    """

    source: Codes
    target: Codes
    like: Codes
    real: NDArray[np.bool_]
    who: Codes
    apart: tuple[Codes, Codes]


@dataclass(frozen=True, eq=False)
class Same:
    """Which nodes may be one actor.

    Attributes
    ----------
    left, right : int arrays
        Codes of each two that may be.
    chance : float array
        How likely each two are (0-1), independently.
    entity : int array
        For each node the code of the entity it was taken for when it was recorded; -1 for none.
    n : int
        Number of entities.
    """

    left: Codes
    right: Codes
    chance: Floats
    entity: Codes
    n: int

    def draw(self, rng: np.random.Generator) -> Codes:
        """Return for each node the first of those it is one actor with."""
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        n, one = len(self.entity), rng.random(len(self.chance)) < self.chance
        joined = csr_array((np.ones(one.sum()), (self.left[one], self.right[one])), shape=(n, n))
        return _first(connected_components(joined, directed=False)[1])

    @cached_property
    def recorded(self) -> Codes:
        """Return for each node the first of those it was taken to be one entity with."""
        alone = np.arange(self.n, self.n + len(self.entity))
        return _first(np.where(self.entity < 0, alone, self.entity))


@dataclass(frozen=True, eq=False)
class Plausible:
    """Networks that may be the true one, to be drawn again and again.

    Each recorded tie is left out by its own chance of not being real (`network.drop`). Missing ties are added, so many
    that the part `hidden` of all real ties was not recorded, where they are likely (`_missing_ties`): by the number of
    a node's contacts, with the spread that this number has when some are hidden. Actors nobody recorded are added, so
    many that they are the part `unseen` of all; each has the jurisdiction and as many ties as a node drawn at random,
    half of them to contacts of that node and half to whomever ties like these lead to.

    Nodes that may be one actor (`same`) are put together, each two by their chance: their ties become those of one.
    Then `network` has a node for each record that may stand for an actor of its own, and what was recorded as one
    entity may be two in a draw.

    A draw costs as much as looking at each tie a few times. Draws go by code: give it a network in the order of its
    labels (`_label_order`), and the same seed means the same for any order of rows.

    Parameters
    ----------
    network
    hidden
        Part (0 to below 1) of the real ties that nobody recorded.
    unseen
        Part (0 to below 1) of the actors that nobody recorded.
    same
        Which nodes may be one actor; None where there is no doubt.

    Examples
    --------
    >>> import pandas as pd
    >>> edges = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "drop": 0.0})
    >>> line = Network.from_edgelist(edges, directed=False)
    >>> [part.tolist() for part in Plausible(line, hidden=0.0).draw(np.random.default_rng(0))]
    [[0, 1], [1, 2]]
    """

    network: Network
    hidden: float = HIDDEN
    unseen: float = 0.0
    same: Same | None = None

    def __post_init__(self) -> None:
        for name, part in (("hidden", self.hidden), ("unseen", self.unseen)):
            if not 0 <= part < 1:
                raise ValueError(f"{name}: expected a part from 0 to below 1, got {part}")

    @cached_property
    def missing(self) -> MissingTies:
        """Return the model of ties nobody recorded."""
        return MissingTies.of(self.network)

    def draw(self, rng: np.random.Generator) -> tuple[Codes, Codes]:
        """Return source and target of the ties of one plausible network; see `Drawn` for codes beyond the nodes."""
        found = self.drawn(rng)
        return found.source, found.target

    def again(self, drawn: Drawn, rng: np.random.Generator) -> tuple[Codes, Codes]:
        """Return the ties that would be recorded if a plausible network were the true one: as many are hidden anew.

        Actors nobody recorded stay unrecorded, and what was recorded and is not real is recorded again.
        """
        source, target = drawn.apart
        recorded = np.maximum(source, target) < self.network.n_nodes
        seen = recorded & (rng.random(len(source)) >= self.hidden)
        unreal = [ends[~drawn.real].astype(np.int64) for ends in (self.network.source, self.network.target)]
        ties = np.concatenate((source[seen], unreal[0])), np.concatenate((target[seen], unreal[1]))
        return ties if self.same is None else self._together(*ties, self.together)

    @property
    def together(self) -> Codes:
        """Return for each node the code under which its ties were recorded."""
        return np.arange(self.network.n_nodes) if self.same is None else self.same.recorded

    def read(self, value: Floats, who: Codes) -> Floats:
        """Return the value of each entity from those of codes, where more is better: of several, that of the best."""
        if self.same is None:
            return value[: self.network.n_nodes]
        found, known = np.full(self.same.n, -np.inf), self.same.entity >= 0
        np.maximum.at(found, self.same.entity[known], value[who][known])
        return found

    def _together(self, source: Codes, target: Codes, who: Codes) -> tuple[Codes, Codes]:
        """Put nodes together: the ties of all that are one actor become simple ties of one code."""
        width = int(max(source.max(initial=0), target.max(initial=0), len(who))) + 1
        code = np.concatenate((who, np.arange(len(who), width)))
        source, target = code[source], code[target]
        if not self.network.directed:
            source, target = np.minimum(source, target), np.maximum(source, target)
        keys = np.unique((source * width + target)[source != target])
        return keys // width, keys % width

    def drawn(self, rng: np.random.Generator) -> Drawn:
        """Return one plausible network, with what is known of actors nobody recorded."""
        real = rng.random(self.network.n_ties) >= self.network.drop
        source, target = (ends[real].astype(np.int64) for ends in (self.network.source, self.network.target))
        more = self._unrecorded(int(real.sum()), rng)
        unseen, like = self._unseen(rng)
        apart = np.concatenate((source, more[0], unseen[0])), np.concatenate((target, more[1], unseen[1]))
        if self.same is None:
            return Drawn(*apart, like, real, np.arange(self.network.n_nodes), apart)
        who = self.same.draw(rng)
        return Drawn(*self._together(*apart, who), like, real, who, apart)

    def _unrecorded(self, real: int, rng: np.random.Generator) -> tuple[Codes, Codes]:
        """Draw ties between recorded nodes that nobody recorded.

        Of a node with d recorded ties about d h / (1 - h) are missing; how many there are in one draw varies as it must
        when each is hidden by chance: its pull is a gamma variate around its strength.
        """
        if self.hidden == 0 or not real:
            none = np.zeros(0, dtype=np.int64)
            return none, none
        times = int(rng.poisson(real * self.hidden / (1 - self.hidden)))
        answers = self._answers(times, rng)
        pull = rng.gamma(self.missing.strength)
        source, target = self._directed(*self.missing.draw(times - len(answers), pull, self.missing.weights, rng), rng)
        back = self.network.target[answers], self.network.source[answers]
        return np.concatenate((source, back[0])), np.concatenate((target, back[1]))

    def _answers(self, times: int, rng: np.random.Generator) -> Codes:
        """Draw ties of a directed network whose answer is missing: as large a part as ties that were answered."""
        if not self.network.directed:
            return np.zeros(0, dtype=np.int64)
        wanted = rng.binomial(times, 1 - len(self._unanswered) / max(self.network.n_ties, 1))
        return rng.permutation(self._unanswered)[:wanted]

    @cached_property
    def _unanswered(self) -> Codes:
        n = self.network.n_nodes
        source, target = self.network.source.astype(np.int64), self.network.target.astype(np.int64)
        return np.flatnonzero(~np.isin(source * n + target, target * n + source))

    def _directed(self, low: Codes, high: Codes, rng: np.random.Generator) -> tuple[Codes, Codes]:
        """Give new ties of a directed network a direction, by how many ties their ends send and receive."""
        if not self.network.directed:
            return low, high
        sent, received = self._sides
        onward, back = sent[low] * received[high], sent[high] * received[low]
        turned = rng.random(len(low)) * (onward + back) >= onward
        return np.where(turned, high, low), np.where(turned, low, high)

    @cached_property
    def _sides(self) -> tuple[Floats, Floats]:
        """Return how many ties each node sends and receives, and one more."""
        ends = self.network.source, self.network.target
        sent, received = (np.bincount(end, minlength=self.network.n_nodes) + 1.0 for end in ends)
        return np.asarray(sent, np.float64), np.asarray(received, np.float64)

    def _unseen(self, rng: np.random.Generator) -> tuple[tuple[Codes, Codes], Codes]:
        """Draw actors nobody recorded, with their ties."""
        n, missing = self.network.n_nodes, self.missing if self.unseen else None
        none = np.zeros(0, dtype=np.int64)
        if missing is None or not n:
            return (none, none), none
        like = rng.integers(0, n, int(rng.poisson(n * self.unseen / (1 - self.unseen))))
        who = np.repeat(np.arange(n, n + len(like)), missing.degree[like])
        contact = missing.contacts_of(like)
        other = missing.others_like(contact, rng)
        end = np.where(rng.random(len(contact)) < 0.5, contact, other)
        pairs = np.unique(who * (n + len(like)) + end)
        who, end = pairs // (n + len(like)), pairs % (n + len(like))
        if self.network.directed:
            sent, received = self._sides
            sends = rng.random(len(who)) * (sent[end] + received[end]) < received[end]
            return (np.where(sends, who, end), np.where(sends, end, who)), like
        return (end, who), like


def _first(group: NDArray[np.integer]) -> Codes:
    """Return for each item the first one of its group."""
    _, first, at = np.unique(group, return_index=True, return_inverse=True)
    return np.asarray(first[at], dtype=np.int64)
