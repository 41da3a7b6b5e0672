"""The actors of one plausible network, and which of them each recorded node is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netintel.analysis._fragmentation import Adjacency, Codes
from netintel.analysis._identity import Pairs, in_doubt
from netintel.analysis._plausible import Drawn, Plausible
from netintel.model.network import Network

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph


def plausible_of(
    subject: EntityGraph | Network,
    network: Network,
    *,
    hidden: float,
    unseen: float,
    matches: Pairs | pd.DataFrame | None,
) -> Plausible:
    """Return what may be the true network, with pairs of records in doubt put together or parted where given."""
    if matches is None:
        return Plausible(network, hidden=hidden, unseen=unseen)
    if isinstance(subject, Network):
        raise ValueError("matches: expected an entity graph as subject, got a network, which has no records to part")
    parted, same = in_doubt(subject, network, matches)
    return Plausible(parted, hidden=hidden, unseen=unseen, same=same)


def supposed(plausible: Plausible) -> str:
    """Return what plausible networks suppose, to follow "each tie is left out by its own chance of not being real"."""
    added = f"{plausible.hidden:.0%} of the real ties were not recorded and are added where they are likely"
    if plausible.hidden == 0:
        added = "every real tie was recorded"
    actors = f", and {plausible.unseen:.0%} of the actors were not" if plausible.unseen else ""
    if plausible.same is None:
        actors += "; that each node is one actor, and no two of them the same, is taken as sure"
    else:
        actors += f"; {len(plausible.same.chance)} pairs of records may be of one actor, each by its score"
    return f"it is supposed, not known, that {added}{actors}"


@dataclass(frozen=True, eq=False)
class DrawnActors:
    """The actors of one plausible network.

    Attributes
    ----------
    adjacency
        Their ties. Codes are those of the recorded network where nothing is in doubt but ties.
    node
        For each recorded node the actor it is: of one that falls apart the part with most ties, the first of these.
    countries
        Of each actor; those of all records that are of it, and of one nobody recorded those of whom it is like.
    """

    adjacency: Adjacency
    node: Codes
    countries: Sequence[tuple[str, ...]]

    @classmethod
    def of(cls, plausible: Plausible, rng: np.random.Generator) -> DrawnActors:
        """Draw one plausible network."""
        drawn, n = plausible.drawn(rng), plausible.network.n_nodes
        everybody = np.concatenate([drawn.who, np.arange(n, n + len(drawn.like))])
        actor = np.unique(everybody, return_inverse=True)[1].astype(np.int64)
        adjacency = Adjacency.of(int(actor.max(initial=-1)) + 1, actor[drawn.source], actor[drawn.target])
        countries = _countries(plausible, drawn, actor)
        if plausible.same is None:
            return cls(adjacency, np.arange(n), countries)
        entity = plausible.same.entity
        record = np.flatnonzero(entity >= 0)
        order = record[np.lexsort((record, -adjacency.degree[actor[record]], entity[record]))]
        found, first = np.unique(entity[order], return_index=True)
        node = np.full(plausible.same.n, -1, dtype=np.int64)
        node[found] = actor[order[first]]
        lost = np.flatnonzero(node < 0)  # without a record of its own in this projection: there, and tied to nobody
        node[lost] = adjacency.n + np.arange(len(lost))
        wider = Adjacency(adjacency.n + len(lost), adjacency.tail, adjacency.head)
        return cls(wider, node, [*countries, *(() for _ in lost)])


def _countries(plausible: Plausible, drawn: Drawn, actor: Codes) -> Sequence[tuple[str, ...]]:
    recorded = plausible.network.countries
    if plausible.same is None:
        return recorded if not len(drawn.like) else [*recorded, *(recorded[node] for node in drawn.like)]
    of: list[tuple[str, ...]] = [()] * (int(actor.max(initial=-1)) + 1)
    for one, countries in zip(actor.tolist(), [*recorded, *(recorded[node] for node in drawn.like)], strict=True):
        of[one] = countries if not of[one] else tuple(sorted({*of[one], *countries}))
    return of
