"""`Network`: the simple (di)graph that analyses run on, with its jurisdictions and its recipe."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.errors import NetworkError
from netintel.model.cited import Cited, nothing
from netintel.vocab.evaluation import UNGRADED_DROP

if TYPE_CHECKING:
    import igraph
    import networkx
    from scipy.sparse import csr_array

IntArray = NDArray[np.int32]
FloatArray = NDArray[np.float64]

_LAYER = "layer_"


@dataclass(frozen=True, eq=False, repr=False)
class Network:
    """Nodes, ties, weights and jurisdictions, as integer codes over `labels`.

    A network is simple: no loops, no parallel ties. An undirected tie is kept once, lower code first.
    Jurisdictions are many-to-many: `memberships` has one row a node and jurisdiction with its `share`;
    what is missing to a sum of 1 is unknown mass, which is never a country.

    Attributes
    ----------
    labels : pandas.Index
        Node labels in code order.
    source, target : int32 arrays
        Ends of each tie.
    weight : float64 array
        Strength of each tie (number of records where nothing else was given).
    drop : float64 array
        Chance (0-1) that the tie is not real, from evaluation and number of originators.
    directed : bool
    memberships : pandas.DataFrame
        `node` (code), `jurisdiction`, `share` (0-1).
    group : str
        The attribute the jurisdictions come from.
    recipe : tuple of str
        How the network was projected, one sentence a step.
    digest : str or None
        Digest of the entity graph it was projected from.
    nodes_table, ties_table : pandas.DataFrame
        What is known of each node (`name`, `kind`, `category`, `rankable`) and each tie (`link`, `n_records`,
        `n_exports`, `n_originators`, `first`, `last`, `layer_<name>`: records of each layer), aligned with codes; may
        be empty of columns.
    cited : Cited or None
        The records behind each tie; None where the network was given without records.
    """

    labels: pd.Index
    source: IntArray
    target: IntArray
    weight: FloatArray
    drop: FloatArray
    directed: bool
    memberships: pd.DataFrame
    group: str = "jurisdiction"
    recipe: tuple[str, ...] = ()
    digest: str | None = None
    nodes_table: pd.DataFrame = field(default_factory=pd.DataFrame)
    ties_table: pd.DataFrame = field(default_factory=pd.DataFrame)
    cited: Cited | None = None

    @property
    def n_nodes(self) -> int:
        return len(self.labels)

    @property
    def n_ties(self) -> int:
        return len(self.source)

    @cached_property
    def jurisdictions(self) -> tuple[str, ...]:
        """Return the jurisdictions present, sorted."""
        return tuple(sorted(self.memberships["jurisdiction"].unique()))

    @cached_property
    def shares(self) -> csr_array:
        """Return the nodes x jurisdictions matrix of shares; a row sums to at most 1."""
        from scipy.sparse import csr_array

        column = {code: i for i, code in enumerate(self.jurisdictions)}
        rows = self.memberships["node"].to_numpy(np.int64)
        cols = np.array([column[c] for c in self.memberships["jurisdiction"]], dtype=np.int64)
        values = self.memberships["share"].to_numpy(np.float64)
        return csr_array((values, (rows, cols)), shape=(self.n_nodes, len(column)))

    @cached_property
    def countries(self) -> list[tuple[str, ...]]:
        """Return each node's jurisdictions, sorted; an empty tuple is unknown."""
        found: list[list[str]] = [[] for _ in range(self.n_nodes)]
        for node, code in zip(self.memberships["node"], self.memberships["jurisdiction"], strict=True):
            found[node].append(code)
        return [tuple(sorted(codes)) for codes in found]

    @property
    def nodes(self) -> pd.DataFrame:
        """Return one row a node: index `node`, `countries` and what else is known."""
        table = self.nodes_table.copy(deep=False)
        table.index = pd.Index(self.labels, name="node")
        table["countries"] = self.countries
        return table

    @property
    def ties(self) -> pd.DataFrame:
        """Return one row a tie: `source`, `target` (labels), `weight`, `drop` and what else is known."""
        table = self.ties_table.reset_index(drop=True)
        ends = pd.DataFrame(
            {
                "source": self.labels[self.source],
                "target": self.labels[self.target],
                "weight": self.weight,
                "drop": self.drop,
            }
        )
        return pd.concat([ends, table], axis=1)

    @property
    def layers(self) -> tuple[str, ...]:
        """Return the layers that at least one tie has a record of: `money`, `communication`, …"""
        named = [str(column) for column in self.ties_table.columns if str(column).startswith(_LAYER)]
        return tuple(column.removeprefix(_LAYER) for column in named if self.ties_table[column].sum() > 0)

    @property
    def made(self) -> str:
        """Return in one phrase how the ties came about: the first step of the recipe."""
        return self.recipe[0] if self.recipe else "ties as given"

    def records(self, ties: NDArray[np.integer[Any]] | list[int]) -> pd.DataFrame:
        """Return the records behind some ties.

        Parameters
        ----------
        ties
            Positions in `ties`.

        Returns
        -------
        pandas.DataFrame
            One row a tie and record: `tie`, `record`, `export`, `file`, `locator`, `sha256`, `originator`,
            `handling`, `evaluation`, and `protected`, whether it speaks of a victim, witness, minor, informant or
            professional; empty where the network was given without records.
        """
        return nothing() if self.cited is None else self.cited.behind(np.asarray(ties, dtype=np.int64))

    def around(self, node: int) -> NDArray[np.int64]:
        """Return the positions of the ties of one node, given by its code."""
        return np.flatnonzero((self.source == node) | (self.target == node))

    def crossing(self) -> NDArray[np.bool_]:
        """Return for each tie whether it surely crosses a border: both ends known, no jurisdiction shared."""
        known = np.asarray(self.shares.sum(axis=1)).ravel() > 0
        present = self.shares.astype(bool).astype(np.int8)
        shared = np.asarray(present[self.source].multiply(present[self.target]).sum(axis=1)).ravel()
        crossing: NDArray[np.bool_] = known[self.source] & known[self.target] & (shared == 0)
        return crossing

    def to_igraph(self) -> igraph.Graph:
        """Return an igraph graph: vertex attribute `name` (label), edge attribute `weight`."""
        import igraph

        edges = list(zip(self.source.tolist(), self.target.tolist(), strict=True))
        graph = igraph.Graph(n=self.n_nodes, edges=edges, directed=self.directed)
        graph.vs["name"] = list(self.labels)
        graph.es["weight"] = self.weight.tolist()
        return graph

    def to_networkx(self) -> networkx.Graph[Any]:
        """Return a networkx (Di)Graph: node attribute `countries`, edge attribute `weight`."""
        import networkx

        graph: networkx.Graph[Any] = networkx.DiGraph() if self.directed else networkx.Graph()
        graph.add_nodes_from((label, {"countries": c}) for label, c in zip(self.labels, self.countries, strict=True))
        ends = zip(self.labels[self.source], self.labels[self.target], self.weight.tolist(), strict=True)
        graph.add_weighted_edges_from(ends)
        return graph

    def __repr__(self) -> str:
        kind = "directed" if self.directed else "undirected"
        unknown = sum(not c for c in self.countries)
        return (
            f"Network: {self.n_nodes} nodes, {self.n_ties} {kind} ties, {len(self.jurisdictions)} jurisdictions "
            f"by {self.group} ({unknown} nodes unknown)"
        )

    @classmethod
    def from_edgelist(
        cls,
        edges: pd.DataFrame,
        nodes: pd.DataFrame | None = None,
        *,
        directed: bool,
        jurisdiction: str = "jurisdiction",
    ) -> Network:
        """Make a network from two tables.

        Parameters
        ----------
        edges
            Columns `source`, `target`, optional `weight` (default 1; parallel ties are summed), `drop` (chance 0-1
            that the tie is not real; default 0.2, parallel ties multiply), `layer` (a word; each tie then tells its
            weight in each layer) and `first`, `last` (ISO dates; the earliest and the latest are kept).
        nodes
            Columns `id`, the `jurisdiction` column and optional `share`. A repeated `id` is another membership;
            a missing jurisdiction is unknown. Without shares, an id's rows share 1 equally.
        directed
            Whether `source` -> `target` has a meaning.
        jurisdiction
            Name of the column of `nodes` that holds the jurisdiction; it becomes the group attribute.

        Raises
        ------
        NetworkError
            A column is missing, an end is missing, or shares of one id exceed 1.

        Examples
        --------
        >>> edges = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
        >>> nodes = pd.DataFrame({"id": ["a", "b", "b"], "jurisdiction": ["RO", "RO", "DE"]})
        >>> Network.from_edgelist(edges, nodes, directed=False).countries
        [('RO',), ('DE', 'RO'), ()]
        """
        _require(edges, ("source", "target"), "edges")
        if edges["source"].isna().any() or edges["target"].isna().any():
            raise NetworkError("edges: an end is missing in at least one row; expected a label in every row")
        given = nodes if nodes is not None else pd.DataFrame({"id": [], jurisdiction: []})
        _require(given, ("id", jurisdiction), "nodes")
        labels = _labels(given["id"], edges["source"], edges["target"])
        source, target = labels.get_indexer(pd.Index(edges["source"])), labels.get_indexer(pd.Index(edges["target"]))
        return assemble(
            labels=labels,
            source=source,
            target=target,
            weight=edges["weight"].to_numpy(np.float64) if "weight" in edges else np.ones(len(edges)),
            drop=edges["drop"].to_numpy(np.float64) if "drop" in edges else np.full(len(edges), UNGRADED_DROP),
            directed=directed,
            memberships=_memberships(given, labels, jurisdiction),
            group=jurisdiction,
            recipe=(f"{len(edges)} ties given as a table, {'directed' if directed else 'undirected'}",),
            ties_table=_known_of_ties(edges, _keys(source, target, len(labels), directed)),
        )

    @classmethod
    def from_networkx(cls, graph: networkx.Graph[Any], *, jurisdiction: str = "jurisdiction") -> Network:
        """Make a network from a networkx graph; a node's `jurisdiction` attribute is a code, several or None."""
        nodes = [(label, data.get(jurisdiction)) for label, data in graph.nodes(data=True)]
        edges = [(a, b, float(w)) for a, b, w in graph.edges(data="weight", default=1.0)]
        return _from_rows(nodes, edges, graph.is_directed(), jurisdiction)

    @classmethod
    def from_igraph(cls, graph: igraph.Graph, *, jurisdiction: str = "jurisdiction") -> Network:
        """Make a network from an igraph graph; vertices are named by `name` where there is one."""
        names = graph.vs["name"] if "name" in graph.vs.attributes() else list(range(graph.vcount()))
        groups = graph.vs[jurisdiction] if jurisdiction in graph.vs.attributes() else [None] * graph.vcount()
        weights = graph.es["weight"] if "weight" in graph.es.attributes() else [1.0] * graph.ecount()
        pairs = zip(graph.get_edgelist(), weights, strict=True)
        edges = [(names[a], names[b], float(w)) for (a, b), w in pairs]
        return _from_rows(list(zip(names, groups, strict=True)), edges, graph.is_directed(), jurisdiction)


def assemble(
    *,
    labels: pd.Index,
    source: NDArray[Any],
    target: NDArray[Any],
    weight: FloatArray,
    drop: FloatArray,
    directed: bool,
    memberships: pd.DataFrame,
    group: str,
    recipe: tuple[str, ...],
    digest: str | None = None,
    nodes_table: pd.DataFrame | None = None,
    ties_table: pd.DataFrame | None = None,
    cited: Cited | None = None,
) -> Network:
    """Make a simple network: loops removed, parallel ties merged (weights summed, drop rates multiplied).

    `ties_table` and `cited` follow the merged ties, sorted by (source, target).
    """
    key = _keys(source, target, len(labels), directed)
    keep = key >= 0
    loops = int((~keep).sum())
    key = key[keep]
    unique, position = np.unique(key, return_inverse=True)
    merged_weight = np.bincount(position, weights=weight[keep], minlength=len(unique)).astype(np.float64)
    log_drop = np.log(np.clip(drop[keep], 1e-12, 1.0))
    merged_drop = np.exp(np.bincount(position, weights=log_drop, minlength=len(unique)))
    merged_drop[merged_drop < 1e-11] = 0.0
    n = max(len(labels), 1)
    steps = recipe
    if loops or len(unique) < len(key):
        steps = (*recipe, f"{loops} loops removed, {len(key) - len(unique)} parallel ties merged into others")
    return Network(
        labels=labels,
        source=(unique // n).astype(np.int32),
        target=(unique % n).astype(np.int32),
        weight=merged_weight,
        drop=merged_drop,
        directed=directed,
        memberships=memberships,
        group=group,
        recipe=steps,
        digest=digest,
        nodes_table=nodes_table if nodes_table is not None else pd.DataFrame(index=range(len(labels))),
        ties_table=ties_table if ties_table is not None else pd.DataFrame(index=range(len(unique))),
        cited=cited,
    )


def _keys(source: NDArray[Any], target: NDArray[Any], n: int, directed: bool) -> NDArray[np.int64]:
    """Return one number a tie, the same for parallel ties; -1 for a loop."""
    low, high = source.astype(np.int64), target.astype(np.int64)
    if not directed:
        low, high = np.minimum(low, high), np.maximum(low, high)
    keys: NDArray[np.int64] = np.where(low == high, -1, low * n + high)
    return keys


def _known_of_ties(edges: pd.DataFrame, key: NDArray[np.int64]) -> pd.DataFrame:
    """Return one row a simple tie, in order of its key: weight in each layer, first and last date, where given."""
    rows = edges[key >= 0]
    key = key[key >= 0]
    table = pd.DataFrame(index=np.unique(key))
    if "layer" in rows:
        weight = rows["weight"].to_numpy(np.float64) if "weight" in rows else np.ones(len(rows))
        words = rows["layer"].astype("object").where(rows["layer"].notna(), "other").astype(str).to_numpy()
        for word in sorted(set(words)):
            here = words == word
            summed = pd.Series(weight[here]).groupby(key[here]).sum()
            table[f"{_LAYER}{word}"] = summed.reindex(table.index, fill_value=0.0)
    for column, kept in (("first", "min"), ("last", "max")):
        if column in rows:
            dates = rows[column].astype("object").where(rows[column].notna(), None)
            told = pd.Series(dates.to_numpy(), index=key).dropna().astype(str)
            table[column] = told.groupby(level=0).agg(kept).reindex(table.index)
    return table.reset_index(drop=True)


def _require(table: pd.DataFrame, columns: tuple[str, ...], what: str) -> None:
    missing = [c for c in columns if c not in table.columns]
    if missing:
        raise NetworkError(f"{what}: column {missing[0]!r} is missing; got {list(table.columns)!r}")


def _labels(*columns: pd.Series[Any]) -> pd.Index:
    every: dict[Hashable, None] = {}
    for column in columns:
        every.update(dict.fromkeys(column.tolist()))
    return pd.Index(list(every), dtype=object, name="node")


def _memberships(nodes: pd.DataFrame, labels: pd.Index, jurisdiction: str) -> pd.DataFrame:
    table = pd.DataFrame({"node": labels.get_indexer(pd.Index(nodes["id"])), "jurisdiction": nodes[jurisdiction]})
    if "share" in nodes:
        table["share"] = nodes["share"].to_numpy(np.float64)
    else:
        table["share"] = 1.0 / table.groupby("node")["node"].transform("size")
    table = table[table["jurisdiction"].notna()]
    table["jurisdiction"] = table["jurisdiction"].astype(str)
    summed = table.groupby(["node", "jurisdiction"], sort=True)["share"].sum().reset_index()
    over = summed.groupby("node")["share"].sum()
    if (over > 1 + 1e-9).any():
        raise NetworkError("nodes: the shares of one id add up to more than 1; expected at most 1 for each id")
    return summed


def _from_rows(
    nodes: list[tuple[Hashable, Any]],
    edges: list[tuple[Hashable, Hashable, float]],
    directed: bool,
    jurisdiction: str,
) -> Network:
    rows: list[tuple[Hashable, Any]] = []
    for label, groups in nodes:
        several = list(groups) if isinstance(groups, (list, tuple, set, frozenset)) else [groups]
        rows.extend((label, g) for g in several or [None])
    table = pd.DataFrame(rows, columns=pd.Index(["id", jurisdiction]))
    ties = pd.DataFrame(edges, columns=pd.Index(["source", "target", "weight"]))
    return Network.from_edgelist(ties, table, directed=directed, jurisdiction=jurisdiction)
