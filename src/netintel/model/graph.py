"""`EntityGraph`: the frozen value that stores and shows; it does not analyse, load, draw or share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.errors import UnknownEntityError
from netintel.model import claims_view, convert, entities, selection
from netintel.model.case import Case
from netintel.model.digest import digest, link_text
from netintel.model.merges import roots
from netintel.model.step import Step
from netintel.model.tables import Tables

if TYPE_CHECKING:
    import geopandas
    import igraph
    import networkx

_IDS: Final = frozenset({"origin_ids", "link_ids", "record_ids", "_export_ids"})


@dataclass(frozen=True, eq=False, repr=False)
class EntityGraph:
    """A multi-country entity graph in which every claim keeps its source, grade and handling code.

    A step never changes a graph: it returns a new one with one more `Step` of lineage. Tables are pandas
    DataFrames, shallow copies of cached views.

    Attributes
    ----------
    tables : Tables
        The tables at rest (Arrow, integer codes); what follows are views of them.
    case : Case
    lineage : tuple of Step
    files : mapping
        SHA-256 of an export -> where it lies now, so that a saved case can keep it; never part of the digest.
    """

    tables: Tables
    case: Case
    lineage: tuple[Step, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)

    # Identity ---------------------------------------------------------------------------------------------------

    @cached_property
    def digest(self) -> str:
        """SHA-256 over canonical claims and judgements; equal for equal exports and judgements."""
        return digest(self.tables)

    @cached_property
    def _roots(self) -> NDArray[np.int32]:
        return roots(self.tables)

    @cached_property
    def entity_of_origin(self) -> NDArray[np.int32]:
        """For each origin code the code of its entity; entities are numbered by their root origin."""
        position: NDArray[np.int32] = np.unique(self._roots, return_inverse=True)[1].astype(np.int32)
        return position

    @cached_property
    def origin_of_entity(self) -> NDArray[np.int32]:
        """For each entity code the code of the origin that stands for it, whatever the order of loading."""
        return np.unique(self._roots)

    @cached_property
    def entity_ids(self) -> pd.Index:
        """The opaque id of each entity code."""
        return self._ids("e", self.origin_of_entity)

    @cached_property
    def origin_ids(self) -> pd.Index:
        """The opaque id of each origin code."""
        return self._ids("o", np.arange(self.tables.origins.num_rows))

    @cached_property
    def link_ids(self) -> pd.Index:
        """The opaque id of each link code.

        A link to which its export gives no id is named by its record and all that its row says, never by its place:
        the same link has the same id in every selection.
        """
        export = self.tables.records["export"].to_numpy()[self.tables.links["record"].to_numpy()]
        native = self.tables.links["native_id"].to_pandas()
        unnamed = np.flatnonzero(native.isna())
        if len(unnamed):
            said = link_text(self.tables).take(unnamed).to_pandas()
            again = said.groupby([export[unnamed], said]).cumcount().astype("str")
            native = native.astype(object)
            native.iloc[unnamed] = (said + "\x1f" + again).to_numpy()
        return pd.Index(self._keyed("l", export, native.tolist()), dtype=object, name="link")

    def _ids(self, letter: str, codes: NDArray[Any]) -> pd.Index:
        origins = self.tables.origins
        native = origins["native_id"].combine_chunks().take(codes).to_pylist()
        name = {"e": "entity", "o": "origin"}[letter]
        return pd.Index(self._keyed(letter, origins["export"].to_numpy()[codes], native), dtype=object, name=name)

    def _keyed(self, letter: str, export: NDArray[Any], names: list[str]) -> list[str]:
        hashes = self.tables.received["sha256"].to_pylist()
        return [self.case.id_of(letter, hashes[e], n) for e, n in zip(export.tolist(), names, strict=True)]

    # Tables -----------------------------------------------------------------------------------------------------

    @cached_property
    def _entities(self) -> pd.DataFrame:
        table = entities.entities(self.tables, self.entity_of_origin, len(self.entity_ids))
        table.index = self.entity_ids
        return table

    @property
    def entities(self) -> pd.DataFrame:
        """One row an entity (after merges), index `entity`."""
        return self._entities.copy(deep=False)

    @cached_property
    def _links(self) -> pd.DataFrame:
        links = self.tables.links
        more = self.tables.link_records.to_pandas().drop_duplicates()
        again = more["record"].to_numpy() != links["record"].to_numpy()[more["link"]]
        records = np.bincount(more["link"][again], minlength=links.num_rows)
        table: pd.DataFrame = links.select(["kind"]).to_pandas()
        for end in ("source", "target"):
            table[end] = self.entity_ids[self.entity_of_origin[links[end].to_numpy()]]
        rest = ["directed", "role", "first", "last", "currency", "weight", "status"]
        table = pd.concat([table, links.select(rest).to_pandas()], axis=1)
        table.insert(7, "amount", links["amount"].to_pandas(types_mapper=pd.ArrowDtype))
        table.insert(10, "n_records", records + 1)
        for word in ("kind", "role", "currency", "status"):
            table[word] = table[word].astype("str")
        table.index = self.link_ids
        return table

    @property
    def links(self) -> pd.DataFrame:
        """One row a link, index `link`; ends are entities after merges."""
        return self._links.copy(deep=False)

    @property
    def origins(self) -> pd.DataFrame:
        """One row an entity as one export knew it: `origin`, `export`, `file`, `native_id`, `entity`."""
        origins, received = self.tables.origins, self.tables.received
        export = origins["export"].to_numpy()
        return pd.DataFrame(
            {
                "origin": self.origin_ids,
                "export": self._export_ids[export],
                "file": received["file"].to_pandas().to_numpy()[export],
                "native_id": origins["native_id"].to_pandas(),
                "kind": origins["kind"].to_pandas().astype("str"),
                "entity": self.entity_ids[self.entity_of_origin],
            }
        )

    @cached_property
    def _jurisdictions(self) -> pd.DataFrame:
        table = entities.jurisdictions(self.tables, self.entity_of_origin)
        table["entity"] = self.entity_ids[table["entity"].to_numpy(np.int64)]
        return table

    @property
    def jurisdictions(self) -> pd.DataFrame:
        """One row a claim tying an entity to a country: `entity`, `country`, `basis`, `n_records`."""
        return self._jurisdictions.copy(deep=False)

    @property
    def claims(self) -> pd.DataFrame:
        """One row a claim, the properties of links included; made when it is asked for."""
        return claims_view.claims(self)

    @property
    def records(self) -> pd.DataFrame:
        """One row a record of an export; a null handling is unmarked and counts as the case's default."""
        table: pd.DataFrame = self.tables.records.to_pandas()
        export = table.pop("export").to_numpy(np.int64)
        table.insert(0, "record", self.record_ids)
        table.insert(1, "export", self._export_ids[export])
        return table.astype(dict.fromkeys(("originator", "handling", "evaluation", "assertion", "review_due"), "str"))

    @cached_property
    def record_ids(self) -> pd.Index:
        """The opaque id of each record code."""
        records = self.tables.records
        ids = self._keyed("r", records["export"].to_numpy(), records["locator"].to_pylist())
        return pd.Index(ids, dtype=object, name="record")

    @property
    def received(self) -> pd.DataFrame:
        """One row a file received; read = accepted + quarantined + duplicates."""
        table: pd.DataFrame = self.tables.received.to_pandas().drop(columns="ids")
        table.insert(0, "export", self._export_ids)
        return table

    @property
    def issues(self) -> pd.DataFrame:
        """One row a thing the reader must know."""
        table: pd.DataFrame = self.tables.issues.to_pandas()
        export = table.pop("export").to_numpy(np.int64)
        table.insert(0, "export", self._export_ids[export])
        table.insert(1, "file", self.tables.received["file"].to_pandas().to_numpy()[export])
        return table

    @property
    def judgements(self) -> pd.DataFrame:
        """One row a decision on identity, in the order given."""
        table: pd.DataFrame = self.tables.judgements.to_pandas()
        for side in ("left", "right"):
            table[side] = self.origin_ids[table[side].to_numpy(np.int64)]
        return table

    @cached_property
    def _export_ids(self) -> pd.Index:
        hashes = self.tables.received["sha256"].to_pylist()
        return pd.Index([f"x{sha[:16]}" for sha in hashes], dtype=object, name="export")

    # Views of the whole -----------------------------------------------------------------------------------------

    def select(
        self,
        *,
        kinds: Iterable[str] | None = None,
        countries: Iterable[str] | None = None,
        since: str | None = None,
        until: str | None = None,
        handling: str | None = None,
    ) -> EntityGraph:
        """Return the graph of what meets every condition given.

        Parameters
        ----------
        kinds, countries
            Entities of one of these kinds; entities that belong to one of these countries (an unknown country is
            none of them). Links need both ends.
        since, until
            ISO dates, inclusive; links whose dates are known to lie outside are left out, undated links stay.
        handling
            Only what may be shown up to this code, for example `"TLP:GREEN"`; unmarked records count as the
            case's default handling.
        """
        tables, note = selection.select(self, kinds, countries, since, until, handling)
        chosen = {"kinds": kinds, "countries": countries, "since": since, "until": until, "handling": handling}
        given = {k: sorted(v) if isinstance(v, (set, list, tuple)) else v for k, v in chosen.items() if v is not None}
        return self.then("select", given, tables, note)

    def then(self, function: str, parameters: dict[str, Any], tables: Tables, note: str = "") -> EntityGraph:
        """Return the graph of other tables with one more step of lineage; for functions that make a new graph."""
        made = replace(self, tables=tables)
        step = Step(function, parameters, self.digest if self.tables.received.num_rows else "", made.digest, note)
        told = replace(made, lineage=(*self.lineage, step))
        vars(told)["digest"] = made.digest  # the digest does not depend on lineage; hashing twice would cost twice
        if tables.differs_in_judgements_alone(self.tables):  # on ids no judgement bears, and making them costs most
            vars(told).update({view: ids for view, ids in vars(self).items() if view in _IDS})
        return told

    def evidence(self, key: str) -> pd.DataFrame:
        """Return what an entity or link rests on.

        Returns
        -------
        pandas.DataFrame
            `file`, `sha256`, `locator`, `property`, `value`, `original`, `originator`, `handling`, `evaluation`,
            `assertion`; one row a claim.

        Raises
        ------
        UnknownEntityError
            No entity or link has this id.
        """
        for index, read in ((self.entity_ids, claims_view.of_entity), (self.link_ids, claims_view.of_link)):
            if key in index:
                return read(self, int(index.get_indexer(pd.Index([key]))[0]))
        raise UnknownEntityError.of("entity or link", key)

    def to_networkx(self) -> networkx.MultiDiGraph[Any]:
        """Return a networkx MultiDiGraph: nodes are entities, edges are links, tables' columns their attributes."""
        return convert.to_networkx(self)

    def to_igraph(self) -> igraph.Graph:
        """Return a directed igraph graph: vertices are entities (`name` is the id, `label` the name)."""
        return convert.to_igraph(self)

    def to_geopandas(self) -> geopandas.GeoDataFrame:
        """Return the entities that have coordinates as points in WGS 84."""
        return convert.to_geopandas(self)

    def __repr__(self) -> str:
        received = self.tables.received
        kinds = pd.Series(self._entities["kind"]).value_counts()
        told = ", ".join(f"{count} {kind}" for kind, count in kinds.head(6).items())
        more = f" and {len(kinds) - 6} kinds more" if len(kinds) > 6 else ""
        countries = {code for codes in self._entities["countries"] for code in codes}
        severities = self.tables.issues["severity"].to_pandas().value_counts().to_dict()
        issues = ", ".join(f"{n} {word}" for word, n in sorted(severities.items())) or "none"
        return (
            f"EntityGraph {self.digest[:12]}: {received.num_rows} files, {len(self.entity_ids)} entities "
            f"({told}{more}), {self.tables.links.num_rows} links, {len(countries)} countries; issues: {issues}"
        )

    def _repr_html_(self) -> str:
        from html import escape

        files = self.received[["file", "format", "read", "accepted", "quarantined", "duplicates", "entities", "links"]]
        return f"<p>{escape(repr(self))}</p>{files.to_html(index=False, escape=True)}"
