"""A network without labels, as measures take it: ties, jurisdictions, and what is counted from them once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._role_counts import Alike, RoleCounts, role_counts
from netintel.analysis._structural_holes import degree
from netintel.analysis._triads import Triads
from netintel.model.network import Network

if TYPE_CHECKING:
    import igraph
    from scipy.sparse import csr_array

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Bare:
    """Simple ties over codes, with the jurisdictions of each code.

    Attributes
    ----------
    n : int
        Number of nodes.
    source, target : int arrays
        Ends of each tie.
    directed : bool
    shares : sparse array
        Nodes x jurisdictions, as `Network.shares`.
    countries : sequence of tuples
        Each node's jurisdictions, as `Network.countries`.
    starts : int or None
        Shortest paths are followed from so many nodes drawn at random, from all where None.
    rng : numpy Generator
        What they are drawn by.
    kept : bool array or None
        Which ties count, all of them where None.
    """

    n: int
    source: Codes
    target: Codes
    directed: bool
    shares: csr_array
    countries: Sequence[tuple[str, ...]]
    starts: int | None = None
    rng: np.random.Generator = field(default_factory=np.random.default_rng)
    kept: NDArray[np.bool_] | None = None

    @classmethod
    def of(cls, network: Network) -> Bare:
        """Take a whole network as it was recorded."""
        source, target = network.source.astype(np.int64), network.target.astype(np.int64)
        return cls(network.n_nodes, source, target, network.directed, network.shares, network.countries)

    def only(self, kept: NDArray[np.bool_], starts: int | None, rng: np.random.Generator) -> Bare:
        """Return the same nodes with some of the ties, triangles not listed again, and where paths shall start."""
        part = replace(self, kept=kept, starts=starts, rng=rng)
        part.__dict__.update({"triads": self.triads, "alike": self.alike})
        return part

    @cached_property
    def triads(self) -> Triads:
        """Return arcs, edges and triangles, of all ties."""
        return Triads.of(self.n, self.source, self.target, directed=self.directed)

    @cached_property
    def alike(self) -> Alike:
        """Return how surely neighbours are of one jurisdiction."""
        return Alike.of(self.triads, self.shares)

    @cached_property
    def roles(self) -> RoleCounts:
        """Return the two-paths through each node by role."""
        return role_counts(self.triads, self.alike, self.kept)

    @cached_property
    def degree(self) -> Floats:
        """Return the number of contacts of each node."""
        return degree(self.triads, self.kept)

    @cached_property
    def graph(self) -> igraph.Graph:
        """Return the ties as an igraph graph."""
        import igraph

        there = slice(None) if self.kept is None else self.kept
        edges = list(zip(self.source[there].tolist(), self.target[there].tolist(), strict=True))
        return igraph.Graph(n=self.n, edges=edges, directed=self.directed)

    def starts_within(self, steps: int) -> int | None:
        """Return how many start nodes of shortest paths this many steps allow, at least 30; None for all of them."""
        size = max(steps // max(self.n + len(self.source), 1), 30)
        return None if size >= self.n else size
