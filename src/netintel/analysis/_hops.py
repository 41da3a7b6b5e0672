"""The entity graph as hops from entity to entity, each with the pieces of evidence that it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from netintel.analysis import _carriers
from netintel.analysis._moments import with_stretches
from netintel.analysis._record_facts import looked_up, rates
from netintel.model.cited import Cited
from netintel.vocab import categories, kinds

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

Codes = NDArray[np.int64]

_SURE = 1e-12
"""A phone is its number: that hop cannot be wrong, but its chance is kept above zero for the logarithm."""


@dataclass(frozen=True, eq=False)
class Hops:
    """Pairs of entities with evidence between them.

    Attributes
    ----------
    labels : pandas.Index
        Ids in code order: entities by their ids, then identifiers (`phone:…`) that several entities state.
    kind, part, name : arrays
        What each node is; an identifier has the part `identifier`, and is its own name, as it is that of a carrier
        without one.
    protected : bool array
        Victims, witnesses, minors, informants and professionals, and carriers that only such people hold.
    stop : bool array
        Actors, and carriers that nobody is known to hold and whose identifier nobody else states.
    crowded : bool array
        What more share or are in contact with than are acquainted by it.
    source, target : int arrays
        Ends of each hop, lower code first, in order.
    drop : float array
        Chance (0-1) that a hop is not real.
    pieces : pandas.DataFrame
        One row a piece of evidence, in order of `hop`: `hop`, `kind`, `record`, `first`, `last` and the stretches
        `begin`, `end` and `last_begin`, `last_end` in seconds, with `dated`.
    begins : int array
        Where the pieces of each hop begin; one longer than the hops.
    mentions : int
        Links left out because a report that lists two people does not join them.
    cited : Cited
        The records behind each hop.
    """

    labels: pd.Index
    kind: NDArray[np.object_]
    part: NDArray[np.object_]
    name: NDArray[np.object_]
    stop: NDArray[np.bool_]
    protected: NDArray[np.bool_]
    crowded: NDArray[np.bool_]
    source: Codes
    target: Codes
    drop: NDArray[np.float64]
    pieces: pd.DataFrame
    begins: Codes
    mentions: int
    cited: Cited

    @classmethod
    def of(cls, graph: EntityGraph, hub: int, holders: int, exclude: Iterable[str] = ()) -> Hops:
        """Read all evidence of a graph; `hub`, `holders` and `exclude` as in `actors`."""
        links, mentions = _links(graph)
        stated, keys = _stated(graph)
        pieces = pd.concat([links, stated], ignore_index=True)
        order = np.argsort(np.asarray(graph.entity_ids, dtype=object), kind="stable")
        code = np.empty(len(order) + len(keys), np.int64)
        code[order] = np.arange(len(order))
        code[len(order) :] = np.arange(len(order), len(code))
        table = graph.entities.iloc[order]
        kind = np.concatenate([table["kind"].to_numpy(object), np.array([k.partition(":")[0] for k in keys], object)])
        part = np.array(
            [kinds.parts().get(word, "thing") for word in table["kind"]] + ["identifier"] * len(keys), object
        )
        part[kind == "Region"] = "country"
        own = table["category"].isin(categories.PROTECTED) | table["minor"].fillna(False).astype(bool)
        protected = np.concatenate([own.to_numpy(bool), np.zeros(len(keys), bool)])
        labels = pd.Index([*graph.entity_ids[order], *keys], dtype=object, name="node")
        pieces = _joined(pieces, code, ~np.asarray(labels.isin(set(exclude))))
        held = _holdings(pieces, part)
        source, target, begins = _pairs(pieces, len(labels))
        record = pieces["record"].to_numpy(np.int64)
        look = graph
        return cls(
            labels=labels,
            kind=kind,
            part=part,
            name=_names(graph, order, keys),
            stop=_stops(part, held, pieces),
            protected=protected | _of_the_protected(held, part, protected),
            crowded=_crowded(pieces, part, held, hub, holders),
            source=source,
            target=target,
            drop=_drop(graph, pieces, len(source)),
            pieces=pieces,
            begins=begins,
            mentions=mentions,
            cited=Cited.of(pieces["hop"].to_numpy(np.int64), record, len(source), lambda codes: looked_up(look, codes)),
        )

    def between(self, hop: int) -> pd.DataFrame:
        """Return the pieces of evidence of one hop."""
        return self.pieces.iloc[self.begins[hop] : self.begins[hop + 1]]


def _links(graph: EntityGraph) -> tuple[pd.DataFrame, int]:
    """Return the recorded links as pieces of evidence, and how many only mention."""
    links = _carriers.links_of(graph)
    acting = links["role"].str.lower().isin(_carriers.FROM_ROLES | _carriers.TO_ROLES)
    mention = links["kind"].isin(_carriers.MENTION_KINDS) & ~acting
    said = links[["a", "b", "kind", "record", "first", "last"]]
    return said[~mention].assign(surely=False), int(mention.sum())


def _stated(graph: EntityGraph) -> tuple[pd.DataFrame, list[str]]:
    """Return who states an identifier that another entity states too; the identifier is a node after the entities."""
    rows = _carriers.identifiers(graph)
    rows = rows[rows.groupby("key")["entity"].transform("nunique") > 1]
    keys = sorted(rows["key"].unique())
    node = pd.Series(np.arange(len(keys)) + len(graph.entity_ids), index=keys, dtype=np.int64)
    kind = graph.entities["kind"].to_numpy()[rows["entity"].to_numpy(np.int64)]
    part = np.array([kinds.parts().get(word, "thing") for word in kind], object)
    made = pd.DataFrame({"a": rows["entity"], "b": rows["key"].map(node).astype(np.int64), "record": rows["record"]})
    nothing = pd.Series(None, index=made.index, dtype="str")
    return made.assign(kind="States", first=nothing, last=nothing, surely=part == "carrier"), keys


def _joined(pieces: pd.DataFrame, code: Codes, wanted: NDArray[np.bool_]) -> pd.DataFrame:
    """Return pieces with both ends in code order, sorted by pair, with their stretches of time."""
    a, b = code[pieces["a"].to_numpy(np.int64)], code[pieces["b"].to_numpy(np.int64)]
    keep = (a != b) & wanted[a] & wanted[b]
    rows = pieces[keep].assign(a=np.minimum(a, b)[keep], b=np.maximum(a, b)[keep])
    rows = rows.sort_values(["a", "b", "first", "last", "kind"], kind="stable", ignore_index=True)
    return with_stretches(rows)


def _pairs(pieces: pd.DataFrame, n: int) -> tuple[Codes, Codes, Codes]:
    key = pieces["a"].to_numpy(np.int64) * n + pieces["b"].to_numpy(np.int64)
    unique, first, hop = np.unique(key, return_index=True, return_inverse=True)
    pieces["hop"] = hop
    return unique // max(n, 1), unique % max(n, 1), np.append(first, len(key)).astype(np.int64)


def _drop(graph: EntityGraph, pieces: pd.DataFrame, n_hops: int) -> NDArray[np.float64]:
    """Return for each hop the product over originators of the best rate among the records of each."""
    record = pieces["record"].to_numpy(np.int64)
    rate = np.where(pieces["surely"], _SURE, np.maximum(rates(graph)[record], _SURE))
    words = graph.tables.records["originator"].combine_chunks()
    encoded = words if pa.types.is_dictionary(words.type) else words.dictionary_encode()
    originator = encoded.indices.fill_null(len(encoded.dictionary)).to_numpy(zero_copy_only=False)[record]
    hop = pieces["hop"].to_numpy(np.int64)
    pieces["originator"] = originator
    order = np.lexsort([rate, originator, hop])
    new = np.ones(len(order), bool)
    new[1:] = (hop[order][1:] != hop[order][:-1]) | (originator[order][1:] != originator[order][:-1])
    best = order[new]
    return np.exp(np.bincount(hop[best], weights=np.log(rate[best]), minlength=n_hops))


def _holdings(pieces: pd.DataFrame, part: NDArray[np.object_]) -> pd.DataFrame:
    """Return who holds which carrier or states which identifier, once each."""
    held = pieces[~pieces["kind"].isin(_carriers.CONTACT_KINDS)]
    sides: list[pd.DataFrame] = []
    for mine, other in (("a", "b"), ("b", "a")):
        rows = held[np.isin(part[held[mine]], ["carrier", "identifier"]) & (part[held[other]] == "actor")]
        sides.append(pd.DataFrame({"carrier": rows[mine], "holder": rows[other]}))
    return pd.concat(sides, ignore_index=True).drop_duplicates()


def _names(graph: EntityGraph, order: Codes, keys: list[str]) -> NDArray[np.object_]:
    """Return the name of each node; of a carrier without one the first identifier that it states."""
    table = graph.entities.iloc[order]
    names = table["name"].astype(object).where(table["name"].notna(), None).to_numpy(object)
    carrier = table["kind"].map(kinds.parts()).eq("carrier").to_numpy(bool)
    stated = _carriers.identifiers(graph).groupby("entity")["key"].min().reindex(order)
    unnamed = carrier & (names == np.array(None)) & stated.notna().to_numpy(bool)
    said = [key.partition(":")[2] for key in keys]
    numbers = np.array([str(key).partition(":")[2] for key in stated], object)
    return np.concatenate([np.where(unnamed, numbers, names), np.array(said, object)])


def _stops(part: NDArray[np.object_], held: pd.DataFrame, pieces: pd.DataFrame) -> NDArray[np.bool_]:
    known = np.zeros(len(part), bool)
    known[held["carrier"].to_numpy(np.int64)] = True
    stated = pieces.loc[pieces["kind"] == "States", "a"].to_numpy(np.int64)  # identifiers come after entities
    known[stated] = True
    found: NDArray[np.bool_] = (part == "actor") | ((part == "carrier") & ~known)
    return found


def _of_the_protected(held: pd.DataFrame, part: NDArray[np.object_], protected: NDArray[np.bool_]) -> NDArray[np.bool_]:
    only = held.assign(them=protected[held["holder"]]).groupby("carrier")["them"].all()
    mask = np.zeros(len(part), bool)
    mask[only.index[only].to_numpy(np.int64)] = True
    return mask


def _crowded(
    pieces: pd.DataFrame, part: NDArray[np.object_], holdings: pd.DataFrame, hub: int, holders: int
) -> NDArray[np.bool_]:
    once = pieces.drop_duplicates("hop")
    neighbours = np.bincount(once["a"], minlength=len(part)) + np.bincount(once["b"], minlength=len(part))
    held = np.bincount(holdings["carrier"], minlength=len(part))
    joining = np.isin(part, ["carrier", "identifier"])
    crowded = np.where(joining & (held > 0), held > holders, neighbours > hub)
    crowded[part == "identifier"] = neighbours[part == "identifier"] > holders
    crowded[part == "actor"] = False
    return crowded.astype(bool)
