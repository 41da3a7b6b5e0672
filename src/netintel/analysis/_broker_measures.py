"""The measures a broker can be ranked by, each on the whole network or with some ties left out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._cross_border_betweenness import Starts, all_starts, cross_border_starts, sampled, through
from netintel.analysis._role_counts import Alike, role_counts
from netintel.analysis._structural_holes import degree, effective_size, participation
from netintel.analysis._triads import Triads
from netintel.model.network import Network

if TYPE_CHECKING:
    import igraph

Floats = NDArray[np.float64]
Method = Literal[
    "boundary_per_contact",
    "boundary",
    "cross_border_betweenness",
    "betweenness",
    "constraint",
    "effective_size",
    "participation",
]
METHODS: tuple[Method, ...] = get_args(Method)
PATH_METHODS = ("cross_border_betweenness", "betweenness")
COUNTED: dict[Method, Method] = {
    "boundary_per_contact": "boundary",
    "boundary": "boundary",
    "cross_border_betweenness": "cross_border_betweenness",
    "betweenness": "betweenness",
}
"""Methods that rest on a count of pairs, and that count: a node has a share of it."""

_EXACT_STEPS = 600_000_000
_SAMPLED_STEPS = 50_000_000


@dataclass(frozen=True)
class Measures:
    """One network prepared for being measured again and again."""

    network: Network

    @cached_property
    def triads(self) -> Triads:
        """Return arcs, edges and triangles."""
        given = self.network
        return Triads.of(given.n_nodes, given.source, given.target, directed=given.directed)

    @cached_property
    def alike(self) -> Alike:
        """Return how surely neighbours are of one jurisdiction."""
        return Alike.of(self.triads, self.network.shares)

    @cached_property
    def graph(self) -> igraph.Graph:
        """Return the whole network as an igraph graph."""
        return self.network.to_igraph()

    @cached_property
    def _starts(self) -> dict[str, Starts]:
        return {"betweenness": all_starts(self.network), "cross_border_betweenness": cross_border_starts(self.network)}

    def starts_within(self, steps: int) -> int | None:
        """Return how many start nodes of shortest paths this many steps allow, None for all of them."""
        size = max(steps // max(self.network.n_nodes + self.network.n_ties, 1), 30)
        return None if size >= self.network.n_nodes else size

    def whole(self, method: Method, rng: np.random.Generator) -> tuple[Floats, float]:
        """Return the measure of every node, and a bound on its error (0 where exact)."""
        if method not in PATH_METHODS or self.starts_within(_EXACT_STEPS) is None:
            return self.left(method, None, None, rng), 0.0
        size = self.starts_within(_SAMPLED_STEPS)
        starts = self._starts[method]
        if size is None or not len(starts.nodes):
            return self.left(method, None, None, rng), 0.0
        return sampled(self.graph, starts, size, rng)

    def left(
        self, method: Method, kept: NDArray[np.bool_] | None, size: int | None, rng: np.random.Generator
    ) -> Floats:
        """Return the measure of every node with only the ties `kept`; paths from `size` starts drawn at random."""
        if method == "boundary":
            counts = role_counts(self.triads, self.alike, kept).boundary
            return counts if self.network.directed else counts / 2
        if method == "boundary_per_contact":
            contacts = degree(self.triads, kept)
            return self.left("boundary", kept, size, rng) / np.maximum(contacts, 1)
        if method == "effective_size":
            return effective_size(self.triads, kept)
        if method == "participation":
            return participation(self.triads, self.network.shares, kept)
        graph = self.graph if kept is None else self._graph_of(kept)
        if method == "constraint":
            return np.array(graph.constraint(), dtype=np.float64)
        starts = self._starts[method]
        chosen = None if size is None else rng.permutation(starts.nodes)[:size]
        return through(graph, starts, chosen)

    def _graph_of(self, kept: NDArray[np.bool_]) -> igraph.Graph:
        return self.graph.subgraph_edges(np.flatnonzero(kept).tolist(), delete_vertices=False)


def better(method: Method, score: Floats) -> Floats:
    """Return the score turned so that more is better, equal where it differs by rounding only; no score is worst."""
    turned = -score if method == "constraint" else score
    told = np.isfinite(turned)
    scale = float(np.abs(turned[told]).max(initial=0.0)) or 1.0
    return np.where(told, np.round(turned / scale, 10), -np.inf)
