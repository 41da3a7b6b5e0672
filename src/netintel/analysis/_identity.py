"""Who may be whom: pairs of records whose identity is in doubt, as nodes of a network that may be put together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa

from netintel.analysis._label_order import in_label_order
from netintel.analysis._plausible import Same
from netintel.analysis.actors import actors
from netintel.model.judgements import held
from netintel.model.network import Network

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

CERTAIN = 0.95
"""A pair of at least this score, and one of at most one minus it, is in no doubt."""


class Pairs(Protocol):
    """What has a table of pairs, as `resolve.Matches`."""

    def table(self) -> pd.DataFrame:
        """Return `left`, `right` (origin ids) and `score` (0-1)."""


def in_doubt(graph: EntityGraph, network: Network, matches: Pairs | pd.DataFrame) -> tuple[Network, Same]:
    """Return the network with every merge undone that is in doubt, and which of its nodes may be one actor.

    In doubt are pairs of `matches` with a score between 0.05 and 0.95, and merges that a rule judged with such a score;
    never what a person judged.

    Parameters
    ----------
    graph
    network
        The projection of the graph as it is, by `actors` with its defaults, in the order of its labels.
    matches
        Pairs of origins with their scores, as a table or with a method `table`.
    """
    judged = held(graph.tables)
    unsure = judged["score"].astype(np.float64).between(1 - CERTAIN, CERTAIN, "neither")
    doubted = judged[(judged["judgement"] == "same") & ~judged["person"] & unsure]
    parted = _without(graph, doubted)
    fine = network if parted is graph else in_label_order(actors(parted))
    told = matches if isinstance(matches, pd.DataFrame) else matches.table()
    pairs = _origins(graph, told[told["score"].between(1 - CERTAIN, CERTAIN, "neither")])
    decided = set(zip(judged["left"], judged["right"], strict=True))
    pairs = pairs[[pair not in decided for pair in zip(pairs["left"], pairs["right"], strict=True)]]
    every = pd.concat([pairs, doubted[["left", "right", "score"]]], ignore_index=True)
    node = fine.labels.get_indexer(parted.entity_ids)[parted.entity_of_origin]
    left, right = node[every["left"].to_numpy(np.int64)], node[every["right"].to_numpy(np.int64)]
    there = (left >= 0) & (right >= 0) & (left != right)
    chance = every["score"].to_numpy(np.float64)
    entity = network.labels.get_indexer(graph.entity_ids)[graph.entity_of_origin]
    of_node = np.full(fine.n_nodes, -1, dtype=np.int64)
    of_node[node[node >= 0]] = entity[node >= 0]
    return fine, Same(
        left[there].astype(np.int64), right[there].astype(np.int64), chance[there], of_node, network.n_nodes
    )


def _without(graph: EntityGraph, judged: pd.DataFrame) -> EntityGraph:
    """Return the graph without these judgements."""
    if judged.empty:
        return graph
    kept = np.ones(graph.tables.judgements.num_rows, dtype=bool)
    kept[judged["row"].to_numpy(np.int64)] = False
    return replace(graph, tables=replace(graph.tables, judgements=graph.tables.judgements.filter(pa.array(kept))))


def _origins(graph: EntityGraph, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of origin ids as pairs of codes, the lower one first; origins of another graph are left out."""
    ends = np.column_stack([graph.origin_ids.get_indexer(pd.Index(pairs[end])) for end in ("left", "right")])
    ends.sort(axis=1)
    found = pd.DataFrame({"left": ends[:, 0], "right": ends[:, 1], "score": pairs["score"].to_numpy(np.float64)})
    return found[found["left"] >= 0]
