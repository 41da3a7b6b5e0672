"""Whom and what the records are tied to: by a link, by an event, or by the phone or account they hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.model._apart import components
from netintel.model.graph import EntityGraph
from netintel.resolve._records import Records
from netintel.vocab import kinds

Codes = NDArray[np.int64]

FEW, HOLDERS, CROWD = 10, 3, 50
"""Who is tied to more entities is a hub and says nothing; a carrier that more hold is nobody's own; an event of more is
a crowd."""

_ACTS = ("Call", "Calls", "Message", "Payment", "AggregateFlow", "Trip", "CommunicatesWith", "ConnectsTo")
"""Acts between two ends; any other link of an actor with a carrier is holding it."""

_TRANSFERS = ("Payment", "AggregateFlow")
"""Acts that one often does with himself, from account to account."""

_NO_TIES = ("Contains", "Reference", "Notice", "Sighting", "Bank", "Similar", "Identity", "FalsePositive")
"""What a report lists beside one another, the bank that keeps an account, and who is said to be whom."""

_NAMED = {"phone": "phone", "number": "phone", "iban": "iban", "email": "email", "wallet": "wallet"}

_THING, _ACTOR, _CARRIER, _EVENT = 0, 1, 2, 3


@dataclass(frozen=True)
class Ties:
    """What each record is tied to that others are tied to as well, hubs left out; sorted by record and node.

    Attributes
    ----------
    start : array of records + 1
        Record `i` has the rows `start[i]:start[i + 1]`.
    node : array
        What it is tied to: one number for all records of one entity, and for all carriers of one identifier.
    by : array
        The carrier of its own that leads there, -1 where the tie is its own or several lead there.
    named : array
        Whether the record names it itself, so that it is compared as a contact already.
    holders : array
        How many entities are tied to the node.
    known : array of records x records as sorted codes
        Who is tied to whom among the records, both ways.
    """

    start: Codes
    node: Codes
    by: Codes
    named: NDArray[np.bool_]
    holders: Codes
    known: Codes

    @cached_property
    def counts(self) -> Codes:
        """How many ties each record has."""
        return np.diff(self.start)

    @cached_property
    def code(self) -> Codes:
        """Record and node of each tie as one number, in order."""
        return np.repeat(np.arange(len(self.counts)), self.counts) * self.size + self.node

    @cached_property
    def size(self) -> int:
        """A number above that of each node."""
        return int(self.node.max(initial=0)) + 1

    def know(self, left: Codes, right: Codes) -> NDArray[np.bool_]:
        """Return which pairs of records are tied to one another."""
        return _among(self.known, left * max(len(self.counts), 1) + right)[1]

    def row(self, at: Codes, node: Codes) -> tuple[Codes, NDArray[np.bool_]]:
        """Return the row of each record and node, and whether there is one."""
        return _among(self.code, at * self.size + node)


def ties(records: Records) -> Ties:
    """Return the ties of the records; entities that were surely found by now count once."""
    known = int(records.bearer.max(initial=-1))  # falls with each two records that are found to be one
    found: Ties = records.kept(f"ties of {known}", lambda: _Drawn.of(records).ties())
    return found


def _among(codes: Codes, wanted: Codes) -> tuple[Codes, NDArray[np.bool_]]:
    """Return for each wanted number its place in a sorted list, and whether it is there."""
    if not len(codes):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), bool)
    there = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    return there, np.asarray(codes[there] == wanted, bool)


@dataclass(frozen=True, eq=False)
class _Drawn:
    """The links of a graph between nodes, and who of the records stands at which end."""

    records: Records
    node: Codes
    sort: NDArray[np.int8]
    links: pd.DataFrame
    named: pd.DataFrame
    at: pd.DataFrame

    @classmethod
    def of(cls, records: Records) -> _Drawn:
        graph, n = records.graph, len(records)
        entity = graph.entity_of_origin.astype(np.int64)
        sort = _sorts(graph, entity)
        said = _identifiers(graph)
        size = len(sort) + int(said["key"].max() + 1 if len(said) else 0)
        carriers = said[(sort[entity[said["origin"]]] == _CARRIER)]
        of_bearer = np.full(int(records.bearer.max(initial=-1)) + 1, -1, np.int64)
        mine = entity[records.origins]
        of_bearer[records.bearer] = mine
        left = np.r_[entity[carriers["origin"]], mine]
        right = np.r_[carriers["key"].to_numpy(np.int64) + len(sort), of_bearer[records.bearer] if n else mine]
        node = components(size, left, right).astype(np.int64)
        named = pd.DataFrame({"at": records.place[said["origin"]], "node": node[len(sort) + said["key"]]})
        links = _links(graph, entity)
        return cls(records, node, sort, links, named[named["at"] >= 0], _standing(records, entity))

    def ties(self) -> Ties:
        """Return what each record is tied to by itself and by what it holds, and who is tied to whom."""
        direct, contacts = self._own(), self._contacts()
        held = direct[direct["held"]]
        bearers = held.assign(bearer=self.records.bearer[held["at"]])[["node", "bearer"]].drop_duplicates()
        times = np.bincount(bearers["node"], minlength=len(self.node))
        own = held[times[held["node"]] <= HOLDERS][["at", "node"]].drop_duplicates()
        contacts = contacts.merge(own.rename(columns={"node": "carrier"}), on="carrier")
        contacts = contacts.rename(columns={"carrier": "by"})
        acts = pd.concat([direct[~direct["held"]].assign(by=-1), contacts], ignore_index=True)
        known = self._known(acts, own)
        acts["node"] = self._holder(acts["node"].to_numpy(np.int64), bearers[times[bearers["node"]] == 1])
        every = pd.concat([acts, held.assign(by=-1)], ignore_index=True)
        return self._summed(every[every["node"] != self._self()[every["at"]]], known)

    def _self(self) -> Codes:
        entity = self.records.graph.entity_of_origin
        return self.node[entity[self.records.origins]]

    def _holder(self, node: Codes, sole: pd.DataFrame) -> Codes:
        """Return for carriers that one entity holds the node of that entity, else the node itself."""
        of_bearer = np.zeros(int(self.records.bearer.max(initial=-1)) + 1, np.int64)
        of_bearer[self.records.bearer] = self._self()
        stands = np.arange(len(self.node))
        stands[sole["node"]] = of_bearer[sole["bearer"]]
        found: Codes = stands[node]
        return found

    def _own(self) -> pd.DataFrame:
        """Return the ties that records have by themselves: `at`, `node`, `held`, `named`, `transfer`."""
        stands = np.zeros(len(self.records.place), bool)
        stands[self.at["origin"]] = True
        mine = self._ends(lambda ends: stands[ends["origin"]]).merge(self.at, on="origin")
        sort = self.sort[mine["other"]]
        direct = mine[sort != _EVENT]
        held = (self.sort[direct["other"]] == _CARRIER) & ~direct["act"]
        table = pd.DataFrame({"at": direct["at"], "node": self.node[direct["other"]], "held": held})
        table["transfer"] = direct["transfer"]
        parts = mine[sort == _EVENT].merge(self._parts(), left_on="other", right_on="event")
        beside = parts[["at", "node"]].assign(held=False, transfer=False)
        named = self.named.assign(held=True, transfer=False, named=True)
        found = pd.concat([table.assign(named=False), beside.assign(named=False), named], ignore_index=True)
        types = {"at": np.int64, "node": np.int64, "held": bool, "named": bool, "transfer": bool}
        own: pd.DataFrame = found.astype(types)
        return own

    def _contacts(self) -> pd.DataFrame:
        """Return with what carriers were in contact: `carrier`, `node`, `transfer`."""
        ends = self._ends(lambda ends: self.sort[ends["mine"]] == _CARRIER)
        other = self.sort[ends["other"]]
        between = ends[(other == _CARRIER) | ((other == _ACTOR) & ends["act"])]
        table = pd.DataFrame({"carrier": self.node[between["mine"]], "node": self.node[between["other"]]})
        table["transfer"] = between["transfer"].to_numpy(bool)
        parts = ends[other == _EVENT].merge(self._parts(), left_on="other", right_on="event")
        beside = pd.DataFrame({"carrier": self.node[parts["mine"]], "node": parts["node"], "transfer": False})
        found = pd.concat([table, beside], ignore_index=True).drop_duplicates()
        return found[found["carrier"] != found["node"]].assign(held=False, named=False)

    def _ends(self, wanted: Callable[[pd.DataFrame], NDArray[np.bool_]]) -> pd.DataFrame:
        """Return each link from either end: `origin` and entity `mine` of one, entity `other` of the other."""
        there = self.links.rename(columns={"source": "origin", "a": "mine", "b": "other"}).drop(columns="target")
        back = self.links.rename(columns={"target": "origin", "b": "mine", "a": "other"}).drop(columns="source")
        return pd.concat([ends[wanted(ends)] for ends in (there, back)], ignore_index=True)

    def _parts(self) -> pd.DataFrame:
        """Return who took part in the events that are no crowds: `event`, `node`."""
        sort = self.sort
        ends = self._ends(lambda ends: (sort[ends["mine"]] == _EVENT) & (sort[ends["other"]] != _EVENT))
        found = pd.DataFrame({"event": ends["mine"], "node": self.node[ends["other"]]}).drop_duplicates()
        return found[found.groupby("event")["node"].transform("size") <= CROWD]

    def _known(self, acts: pd.DataFrame, own: pd.DataFrame) -> Codes:
        """Return which records are tied to which: by a link, or by what one of them alone holds."""
        n = max(len(self.records), 1)
        acts = acts[~acts["transfer"]]
        there = pd.DataFrame({"node": self._self(), "to": np.arange(len(self.records))})
        holds = own.rename(columns={"at": "to"})
        found = acts.merge(pd.concat([there, holds], ignore_index=True), on="node")
        held = own["at"].to_numpy(np.int64) + n * own["node"].to_numpy(np.int64)
        shared = np.isin(found["at"] + n * found["node"], held) | np.isin(found["to"] + n * found["by"], held)
        found = found[(found["at"] != found["to"]) & ~shared]
        one, other = found["at"].to_numpy(np.int64), found["to"].to_numpy(np.int64)
        return np.unique(np.r_[one * n + other, other * n + one])

    def _once(self, every: pd.DataFrame) -> pd.DataFrame:
        """Return one row a record and node, sorted."""
        code = every["at"].to_numpy(np.int64) * len(self.node) + every["node"].to_numpy(np.int64)
        by = every["by"].to_numpy(np.int64)
        order = np.lexsort((by, code))
        code, by, named = code[order], by[order], every["named"].to_numpy(bool)[order]
        begin = np.flatnonzero(np.r_[True, code[1:] != code[:-1]]) if len(code) else np.array([], np.int64)
        last = np.r_[begin[1:], len(code)] - 1 if len(code) else begin
        by = np.where(by[begin] == by[last], by[begin], -1)
        found = {"at": code[begin] // len(self.node), "node": code[begin] % len(self.node), "by": by}
        named = np.maximum.reduceat(named, begin) if len(code) else named
        return pd.DataFrame({**found, "named": named})

    def _summed(self, every: pd.DataFrame, known: Codes) -> Ties:
        """Return the ties, one row a record and node, to what others are tied to as well and no crowd is."""
        n = len(self.records)
        table = self._once(every)
        bearer = self.records.bearer[table["at"]]
        tied = pd.DataFrame({"node": table["node"], "bearer": bearer}).drop_duplicates()["node"]
        times = np.bincount(tied, minlength=len(self.node))[table["node"]]
        use = (np.bincount(table["node"])[table["node"]] > 1) & (times <= FEW)
        table, times = table[use], times[use]
        start = np.searchsorted(table["at"].to_numpy(np.int64), np.arange(n + 1)).astype(np.int64)
        node, by = table["node"].to_numpy(np.int64), table["by"].to_numpy(np.int64)
        return Ties(start, node, by, table["named"].to_numpy(bool), times, known)


def _sorts(graph: EntityGraph, entity: Codes) -> NDArray[np.int8]:
    """Return for each entity whether it is an actor, a carrier, an event; what is not described counts as an actor."""
    kind = graph.tables.origins["kind"].to_pandas().astype("str")
    sorts = {"event": _EVENT, "carrier": _CARRIER, "actor": _ACTOR}
    of_origin = kind.map(kinds.parts()).map(sorts).fillna(_THING).to_numpy(np.int8)
    found = np.zeros(int(entity.max(initial=-1)) + 1, np.int8)
    found[entity[(kind == "Unknown").to_numpy(bool)]] = _ACTOR
    for sort in sorts.values():
        found[entity[of_origin == sort]] = sort
    return found


def _identifiers(graph: EntityGraph) -> pd.DataFrame:
    """Return `origin` and `key` (one number an identifier) of all that names a phone, account, address or wallet."""
    claims = graph.tables.claims
    mask = pc.and_(pc.is_in(claims["property"], pa.array(sorted(_NAMED))), pc.invert(claims["on_link"]))
    rows = claims.filter(pc.and_(mask, pc.is_valid(claims["value"]))).select(["subject", "property", "value"])
    table: Any = rows.to_pandas()
    text = table["property"].astype("str").map(_NAMED) + "\x1f" + table["value"].astype("str")
    key = pd.factorize(text)[0].astype(np.int64)
    return pd.DataFrame({"origin": table["subject"].to_numpy(np.int64), "key": key}).drop_duplicates()


def _links(graph: EntityGraph, entity: Codes) -> pd.DataFrame:
    """Return `source`, `target` (origins), `a`, `b` (entities), `act`, `transfer` of the links that are ties."""
    stored = graph.tables.links.select(["kind", "source", "target"]).to_pandas()
    stored = stored[~stored["kind"].isin(_NO_TIES)]
    table = pd.DataFrame({end: stored[end].to_numpy(np.int64) for end in ("source", "target")})
    table["act"], table["transfer"] = (stored["kind"].isin(words).to_numpy(bool) for words in (_ACTS, _TRANSFERS))
    table = table.drop_duplicates(ignore_index=True)
    table["a"], table["b"] = entity[table["source"]], entity[table["target"]]
    apart: pd.DataFrame = table[table["a"] != table["b"]]
    return apart


def _standing(records: Records, entity: Codes) -> pd.DataFrame:
    """Return `origin`, `at`: where a record stands; by what names its entity without describing it, too."""
    own = pd.DataFrame({"origin": records.origins.astype(np.int64), "at": np.arange(len(records))})
    rest = np.flatnonzero(records.place < 0)
    rest = rest[np.isin(entity[rest], entity[records.origins])]
    others = pd.DataFrame({"origin": rest, "entity": entity[rest]})
    ours = own.assign(entity=entity[records.origins])[["entity", "at"]]
    return pd.concat([own, others.merge(ours, on="entity")[["origin", "at"]]], ignore_index=True)
