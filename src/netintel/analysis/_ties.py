"""From pieces of evidence to ties: each tie counts its records, exports and originators, and gets a drop rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis._record_facts import looked_up, rates
from netintel.model.cited import Cited
from netintel.model.network import Network
from netintel.vocab.layers import LAYERS, layer
from netintel.vocab.small_counts import FEWEST, said

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

_COLUMNS = ["a", "b", "directed", "record", "other_record", "link", "first", "last", "via", "kind"]


def evidence(part: pd.Series[str], contacts: pd.DataFrame, holdings: pd.DataFrame) -> pd.DataFrame:
    """Return one row a piece of evidence for a tie: `a`, `b`, `directed`, `record`, `link`, `via`, `kind`.

    Ends that are carriers become the actors who hold them; a carrier that nobody holds stays a node.
    """
    table = contacts.assign(other_record=-1)
    for end in ("a", "b"):
        table = _to_holders(table, holdings, end)
    table = pd.concat([table, _co_holders(holdings)], ignore_index=True)
    table = table[(table["a"] != table["b"]) & (table["a"] < len(part)) & (table["b"] < len(part))]
    return table[_COLUMNS].reset_index(drop=True)


def _to_holders(table: pd.DataFrame, holdings: pd.DataFrame, end: str) -> pd.DataFrame:
    holders = holdings[["actor", "carrier"]].drop_duplicates()
    joined = table.merge(holders, left_on=end, right_on="carrier", how="left")
    joined[end] = np.where(joined["actor"].isna(), joined[end], joined["actor"]).astype(np.int64)
    return joined.drop(columns=["actor", "carrier"])


def _co_holders(holdings: pd.DataFrame) -> pd.DataFrame:
    pairs = holdings.merge(holdings, on="carrier", suffixes=("", "_other"))
    pairs = pairs[pairs["actor"] < pairs["actor_other"]]
    made = pairs[["actor", "actor_other", "record", "kind"]].rename(columns={"actor": "a", "actor_other": "b"})
    made["other_record"] = pairs["record_other"]
    nothing = pd.Series(None, index=made.index, dtype="str")
    return made.assign(directed=False, link=-1, first=nothing, last=nothing, via="shared carrier")


def network(
    graph: EntityGraph,
    table: pd.DataFrame,
    nodes: NDArray[np.int64],
    nodes_table: pd.DataFrame,
    memberships: pd.DataFrame,
    group: str,
    recipe: tuple[str, ...],
) -> Network:
    """Return the network whose ties are the pairs of `table`."""
    directed = bool(len(table)) and bool(table["directed"].all())
    position = np.full(len(graph.entity_ids), -1, np.int64)
    position[nodes] = np.arange(len(nodes))
    source, target = position[table["a"].to_numpy(np.int64)], position[table["b"].to_numpy(np.int64)]
    if not directed:
        source, target = np.minimum(source, target), np.maximum(source, target)
    key = source * max(len(nodes), 1) + target
    ties = _aggregate(graph, table.assign(key=key))
    unique = ties.index.to_numpy(np.int64)
    cited = _cited(graph, table, np.searchsorted(unique, key), len(unique))
    return Network(
        labels=graph.entity_ids[nodes].rename("node"),
        source=(unique // max(len(nodes), 1)).astype(np.int32),
        target=(unique % max(len(nodes), 1)).astype(np.int32),
        weight=ties["n_records"].to_numpy(np.float64),
        drop=ties.pop("drop").to_numpy(np.float64),
        directed=directed,
        memberships=memberships,
        group=group,
        recipe=(*recipe, f"{_counted(nodes_table)}, {len(ties)} ties, {'directed' if directed else 'undirected'}"),
        digest=graph.digest,
        nodes_table=nodes_table.reset_index(drop=True),
        ties_table=ties.reset_index(drop=True),
        cited=cited,
    )


def _counted(nodes: pd.DataFrame) -> str:
    """Return how many nodes there are; few who are never listed are not in a number that a table leaves over."""
    never = int((~nodes["rankable"]).sum())
    if 0 < never < FEWEST:
        return f"{len(nodes) - never} nodes that may be listed and {said(never)} that may not"
    return f"{len(nodes)} nodes"


def _aggregate(graph: EntityGraph, table: pd.DataFrame) -> pd.DataFrame:
    """Return one row a tie, index `key`, in order of the key."""
    records = graph.tables.records
    record = table["record"].to_numpy(np.int64)
    export = records["export"].to_numpy()
    originator = records["originator"].to_pandas().astype(object).fillna("not stated").to_numpy()
    rate = rates(graph)
    other = table["other_record"].to_numpy(np.int64)
    both = np.where(other >= 0, 1 - (1 - rate[record]) * (1 - rate[other]), rate[record])
    rows = table.assign(export=export[record], originator=originator[record], rate=both)
    grouped = rows.groupby("key", sort=True)
    linked = rows[rows["link"] >= 0]
    first_link = linked.groupby("key")["link"].min().reindex(grouped.size().index, fill_value=-1)
    named = np.array([*graph.link_ids, None], dtype=object)
    ties = pd.DataFrame({"link": named[first_link.to_numpy(np.int64)]}, index=first_link.index)
    ties["n_records"] = grouped["record"].nunique()
    ties["n_exports"], ties["n_originators"] = grouped["export"].nunique(), grouped["originator"].nunique()
    ties["first"], ties["last"] = grouped["first"].min(), grouped["last"].max()
    best = np.log(rows.groupby(["key", "originator"])["rate"].min())
    ties["drop"] = np.exp(best.groupby("key").sum())
    return ties.join(_layers(rows))


def _layers(rows: pd.DataFrame) -> pd.DataFrame:
    """Return for each key how many records it has of each layer."""
    of = {kind: layer(kind) for kind in rows["kind"].unique()}
    told = pd.DataFrame({"key": rows["key"], "layer": rows["kind"].map(of), "record": rows["record"]}).drop_duplicates()
    counts: pd.DataFrame = told.groupby(["key", "layer"]).size().unstack("layer", fill_value=0)
    return counts.reindex(columns=list(LAYERS), fill_value=0).add_prefix("layer_")


def _cited(graph: EntityGraph, table: pd.DataFrame, tie: NDArray[np.int64], n_ties: int) -> Cited:
    record, other = table["record"].to_numpy(np.int64), table["other_record"].to_numpy(np.int64)
    both = other >= 0
    pairs = np.concatenate([tie, tie[both]]), np.concatenate([record, other[both]])
    return Cited.of(*pairs, n_ties, lambda codes: looked_up(graph, codes))
