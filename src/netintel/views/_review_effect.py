"""What joining the two sides of a pair would do to the ranking of brokers."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from netintel.model.graph import EntityGraph
from netintel.model.tables import SCHEMAS
from netintel.vocab import kinds

if TYPE_CHECKING:
    from netintel.model.network import Network
    from netintel.model.results import Scores
    from netintel.views._review_people import People

AFFORDED = 50_000
"""Origins and links together up to which the ranking is computed again for every pair: about two seconds."""

_RESAMPLES, _LEVEL, _OTHERS = 50, 0.9, 2
_LAST = "9999-12-31T23:59:59Z"  # later than whatever was judged on the pair


@dataclass(frozen=True)
class Ranking:
    """The brokers of a graph, and what their network says of borders."""

    graph: EntityGraph
    network: Network
    scores: Scores

    @classmethod
    def of(cls, graph: EntityGraph) -> Ranking:
        """Rank the actors of a graph."""
        from netintel.analysis import actors, brokers

        network = actors(graph)
        return cls(graph, network, brokers(network, resamples=_RESAMPLES, level=_LEVEL))

    def place(self, origin: int) -> str:
        """Return the rank of the entity that an origin belongs to, with its interval."""
        row = self.row(origin)
        return "not ranked" if row is None else f"{row['rank']} ({row['rank_low']} to {row['rank_high']})"

    def row(self, origin: int) -> pd.Series[float] | None:
        """Return the row of the entity that an origin belongs to; None where it is not ranked."""
        node = self.graph.entity_ids[self.graph.entity_of_origin[origin]]
        return self.scores.rows.loc[node] if node in self.scores.rows.index else None

    def across(self, origins: set[int]) -> set[int]:
        """Return the contacts across a border of the entities of some origins, each by the origin it stands on."""
        own = self.graph.entity_ids[self.graph.entity_of_origin[sorted(origins)]]
        ties = self.network.ties.loc[self.network.crossing(), ["source", "target"]]
        ends = pd.concat([ties.loc[ties["source"].isin(own), "target"], ties.loc[ties["target"].isin(own), "source"]])
        others = self.graph.entity_ids.get_indexer(pd.Index(ends[~ends.isin(own)].unique(), dtype=object))
        return {int(self.graph.origin_of_entity[code]) for code in others}


def affordable(graph: EntityGraph) -> bool:
    """Return whether the ranking may be computed again for every pair."""
    size: int = graph.tables.origins.num_rows + graph.tables.links.num_rows
    return size <= AFFORDED


def effect(before: Ranking, people: People, left: int, right: int) -> tuple[str, ...]:
    """Return in sentences what joining two origins does to the brokers; the first is the shortest.

    Parameters
    ----------
    before
        The ranking of the graph as it is.
    left, right
        Origin codes.
    """
    graph = before.graph
    if graph.entity_of_origin[left] == graph.entity_of_origin[right]:
        return ("They are one entity already: joining them changes nothing.",)
    kind = graph.tables.origins["kind"]
    if kinds.parts().get(kind[left].as_py()) not in {"actor", "carrier", "event"}:
        return (f"A {kind[left].as_py()} joins no actors: no rank changes.",)
    joined = _joined(graph, left, right)
    if joined.entity_of_origin[left] != joined.entity_of_origin[right]:
        return ("Other judgements keep these two apart: as long as they hold, nothing changes.",)
    after, own = Ranking.of(joined), {left, right}
    if people.hidden[[left, right]].any():  # a rank is a name in the list of brokers, and so are those who move
        return (_borders(before, after, own),)
    whole = after.row(left)
    told = ["The joined entity is not ranked: only actors are, and never those who may not be targets."]
    if whole is not None:
        told = [_ranks(before, after, left, right), _pairs(before, left, right, int(whole["boundary"]))]
    return (told[0], _borders(before, after, own), *told[1:], _others(before, after, people, own))


def _joined(graph: EntityGraph, left: int, right: int) -> EntityGraph:
    """Return the graph as it would be; it is looked at and never handed out, so no step is written."""
    row = {"left": left, "right": right, "judgement": "same", "by": "trial", "at": _LAST, "reason": "trial"}
    tried = pa.Table.from_pylist([row], SCHEMAS["judgements"])
    judgements = pa.concat_tables([graph.tables.judgements, tried])
    return dataclasses.replace(graph, tables=dataclasses.replace(graph.tables, judgements=judgements))


def _ranks(before: Ranking, after: Ranking, left: int, right: int) -> str:
    apart = [before.place(code) for code in (left, right)]
    said = " and ".join(dict.fromkeys(apart))
    return f"Rank as broker: {said} → {after.place(left)} of {len(after.scores.rows):,}."


def _pairs(before: Ranking, left: int, right: int, joined: int) -> str:
    rows = [before.row(code) for code in (left, right)]
    apart = " and ".join("0" if row is None else f"{int(row['boundary']):,}" for row in rows)
    pairs = "1 pair" if joined == 1 else f"{joined:,} pairs"
    return f"As one it stands between {pairs} of contacts across a border; as two, between {apart}."


def _borders(before: Ranking, after: Ranking, own: set[int]) -> str:
    known, now = before.across(own), after.across(own)
    new, gone = len(now - known), len(known - now)
    told = f"{new} new cross-border {'tie' if new == 1 else 'ties'}"
    return f"{told}; {gone} no longer cross a border." if gone else f"{told}."


def _others(before: Ranking, after: Ranking, people: People, own: set[int]) -> str:
    """Tell who else moves most; those are the leads that this merge makes or unmakes."""
    entity = before.graph.entity_of_origin
    ours = set(before.graph.entity_ids[[entity[code] for code in own]])
    ranks = pd.DataFrame({"was": before.scores.rows["rank"], "now": after.scores.rows["rank"]}).dropna()
    ranks = ranks[~ranks.index.isin(ours)]
    moved = (ranks["now"] - ranks["was"]).abs().sort_values(ascending=False, kind="stable")
    moved = moved[moved > 0].head(_OTHERS)
    if moved.empty:
        return "Nobody else moves."
    codes = before.graph.entity_ids.get_indexer(moved.index)
    named = zip(moved.index, before.graph.origin_of_entity[codes], strict=True)
    told = [f"{people.called(int(o))} {ranks['was'][node]:.0f} → {ranks['now'][node]:.0f}" for node, o in named]
    return f"Who else moves most: {'; '.join(told)}."
