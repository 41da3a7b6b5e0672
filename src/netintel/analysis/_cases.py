"""Cases laid beside each other: what each one names, who owns it, and what in several is one and the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.analysis._carriers import links_of
from netintel.analysis._identifiers_held import callers, held
from netintel.vocab import categories, kinds

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

Codes = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Cases:
    """Entity graphs with the case that each record belongs to.

    Attributes
    ----------
    graphs : tuple of EntityGraph
    names : tuple of str
        The cases: of several graphs one each; of one graph its originators, who each have a case of their own. An
        export's own originator goes before those that its records name.
    owners : tuple of str
        Whose each case is: the parties of a graph, or the originator itself.
    case_of_record : tuple of int arrays
        For each graph the case of each of its records.
    """

    graphs: tuple[EntityGraph, ...]
    names: tuple[str, ...]
    owners: tuple[str, ...]
    case_of_record: tuple[Codes, ...]

    @classmethod
    def of(cls, subject: EntityGraph | Mapping[str, EntityGraph]) -> Cases:
        """Take each of several graphs for a case, or each originator of one graph."""
        if not isinstance(subject, Mapping):
            return cls._of_originators(subject)
        graphs = tuple(subject[name] for name in sorted(subject))
        records = tuple(np.full(graph.tables.records.num_rows, i, np.int64) for i, graph in enumerate(graphs))
        return cls(graphs, tuple(sorted(subject)), tuple(_owner(graph) for graph in graphs), records)

    @classmethod
    def _of_originators(cls, graph: EntityGraph) -> Cases:
        received, records = graph.received, graph.tables.records
        export = records["export"].to_numpy()
        told = received["originator"].astype(object).to_numpy()[export]
        itself = records["originator"].to_pandas().astype(object).to_numpy()
        nameless = received["file"].map("not stated ({})".format).to_numpy(dtype=object)[export]
        stated = pd.Series(told, dtype=object).replace("", None)
        named = stated.fillna(pd.Series(itself, dtype=object)).fillna(pd.Series(nameless, dtype=object)).astype(str)
        names = tuple(sorted(set(named)))
        place = {name: i for i, name in enumerate(names)}
        return cls((graph,), names, names, (np.array([place[name] for name in named], dtype=np.int64),))

    def case_of(self, at: int, records: Codes) -> Codes:
        """Return the case of records of one graph."""
        case: Codes = self.case_of_record[at][records]
        return case

    @cached_property
    def entities(self) -> pd.DataFrame:
        """Return one row an entity of each graph.

        `graph`, `entity` (code), `id`, `kind`, `part`, `name`, `countries`, `protected`, and `subject`: one number for
        what is one and the same in several graphs, because they hold the same record of it. Who is protected in one
        graph is so in all.
        """
        parts = []
        for at, graph in enumerate(self.graphs):
            table = graph.entities
            hidden = table["category"].isin(categories.PROTECTED) | table["minor"].fillna(False).astype(bool)
            part = table["kind"].map(kinds.parts()).fillna("thing")
            told = table[["kind", "name", "countries"]].assign(part=part, protected=hidden.astype(bool))
            parts.append(told.assign(graph=at, entity=np.arange(len(table)), id=table.index).reset_index(drop=True))
        columns = ["kind", "name", "countries", "part", "protected", "graph", "entity", "id"]
        every = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
        every = every.assign(subject=self._subjects(every))
        return every.assign(protected=every["protected"].astype(bool).groupby(every["subject"]).transform("any"))

    def _subjects(self, every: pd.DataFrame) -> Codes:
        """Number entities; entities of several graphs that share a record's entity get one number."""
        if len(self.graphs) < 2:
            return np.arange(len(every), dtype=np.int64)
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        begins = np.concatenate([[0], np.cumsum([len(g.entity_ids) for g in self.graphs])])
        entity = np.concatenate([begins[i] + g.entity_of_origin for i, g in enumerate(self.graphs)])
        key = pd.factorize(np.concatenate([_origin_keys(graph) for graph in self.graphs]))[0]
        n = len(every)
        joined = coo_array((np.ones(len(key)), (entity, n + key)), shape=(n + key.max(initial=-1) + 1,) * 2)
        subjects: Codes = connected_components(joined, directed=False)[1][:n].astype(np.int64)
        return subjects

    @cached_property
    def holdings(self) -> pd.DataFrame:
        """Return one row a case, entity, identifier and record: `at` (row of `entities`), `case`, `sort`, `key`, …

        A thing that somebody in the same case holds is left out: its holder stands for it.
        """
        begins = np.concatenate([[0], np.cumsum([len(g.entity_ids) for g in self.graphs])]).astype(np.int64)
        parts = []
        for i, graph in enumerate(self.graphs):
            rows = held(graph)
            case = self.case_of(i, rows["record"].to_numpy(np.int64))
            contacts = callers(graph).groupby("entity")["other"].nunique()
            near = rows["entity"].map(contacts).fillna(0).where(rows["part"] != "actor", 0)
            parts.append(rows.assign(graph=i, at=begins[i] + rows["entity"], case=case, contacts=near.astype(np.int64)))
        columns = ["entity", "part", "sort", "key", "record", "graph", "at", "case", "contacts"]
        rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
        owned = rows.loc[rows["part"] == "actor", ["case", "key"]].drop_duplicates().assign(owned=True)
        marked = rows.merge(owned, on=["case", "key"], how="left")
        standing = (marked["part"] == "actor") | marked["owned"].isna()
        return marked[standing].drop(columns="owned").reset_index(drop=True)

    @cached_property
    def named(self) -> pd.DataFrame:
        """Return one row a case, entity and record that says something of it: `at`, `case`, `graph`, `record`."""
        begins = np.concatenate([[0], np.cumsum([len(g.entity_ids) for g in self.graphs])]).astype(np.int64)
        parts = []
        for i, graph in enumerate(self.graphs):
            claims, links = graph.tables.claims, links_of(graph)
            of = ~claims["on_link"].to_numpy(zero_copy_only=False)
            said = graph.entity_of_origin[claims["subject"].to_numpy()[of]]
            entity = np.concatenate([said, links["a"], links["b"]]).astype(np.int64)
            record = np.concatenate([claims["record"].to_numpy()[of], links["record"], links["record"]])
            told = pd.DataFrame({"at": begins[i] + entity, "record": record.astype(np.int64)})
            told = told.drop_duplicates()
            parts.append(told.assign(graph=i, case=self.case_of(i, told["record"].to_numpy(np.int64))))
        columns = ["at", "record", "graph", "case"]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns, dtype=np.int64)

    @cached_property
    def called(self) -> pd.Series[str]:
        """Return by `at` and `case` the name most often given by the records of the case; absent where none is."""
        begins = np.concatenate([[0], np.cumsum([len(g.entity_ids) for g in self.graphs])]).astype(np.int64)
        parts = []
        for i, graph in enumerate(self.graphs):
            claims = graph.tables.claims
            name = pc.and_(pc.equal(claims["property"], "name"), pc.invert(claims["on_link"]))
            told = claims.filter(pc.and_(name, pc.is_valid(claims["value"])))
            at = begins[i] + graph.entity_of_origin[told["subject"].to_numpy()]
            case = self.case_of(i, told["record"].to_numpy().astype(np.int64))
            parts.append(pd.DataFrame({"at": at, "case": case, "name": told["value"].to_pandas().astype("str")}))
        rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["at", "case", "name"])
        times = rows.groupby(["at", "case", "name"], sort=True).size().sort_values(ascending=False, kind="stable")
        best = times.reset_index().drop_duplicates(["at", "case"])
        return best.set_index(["at", "case"])["name"]


def _owner(graph: EntityGraph) -> str:
    return ", ".join(graph.case.parties) or "not stated"


def _origin_keys(graph: EntityGraph) -> NDArray[np.object_]:
    """Return a name of each origin that is the same wherever the same record was received."""
    origins, received = graph.tables.origins, graph.tables.received
    export = origins["export"].to_numpy()
    world = np.array(received["ids"].to_pylist(), dtype=object)[export] == "global"
    sha = np.array(received["sha256"].to_pylist(), dtype=object)[export]
    native = origins["native_id"].to_pylist()
    keys = [("" if w else s) + "\x1f" + n for w, s, n in zip(world.tolist(), sha.tolist(), native, strict=True)]
    return np.array(keys, dtype=object)
