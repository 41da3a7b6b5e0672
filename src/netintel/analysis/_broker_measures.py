"""The measures a broker can be ranked by. A new one is one entry of `MEASURES`.

A measure is a function of a `Bare` network that returns one number a node, nan where it says nothing. It is run on the
recorded network and on every plausible one, so it must not take longer than it needs to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._bare import Bare
from netintel.analysis._bridging import bridging_centrality, cohesion_loss
from netintel.analysis._community_brokers import community_brokerage
from netintel.analysis._cross_border_betweenness import Starts, all_starts, cross_border_starts, some_of, through
from netintel.analysis._current_flow import current_flow
from netintel.analysis._gateway import gateway
from netintel.analysis._hierarchy import hierarchy
from netintel.analysis._path_sampling import Sampler
from netintel.analysis._structural_holes import effective_size, efficiency, participation
from netintel.analysis._triads import Triads

Floats = NDArray[np.float64]

_PAIRS_FROM = 300_000
"""Nodes and ties from which paths between some pairs are cheaper than all paths from some starts."""
PAIRS = 2_000
"""Pairs between which a path is drawn then, for each plausible network."""
_BRIDGING_STEPS = 20_000_000
"""Steps of shortest paths for one bridging centrality; beyond, they start from a sample of nodes."""
_PARTITIONED_TIES = 100_000
"""Ties put into communities for one community broker score, in 1 to 20 partitions."""


@dataclass(frozen=True)
class Measure:
    """One way to tell brokers.

    Attributes
    ----------
    value
        The number of each node.
    citation
        Key into `docs/references.bib`.
    said
        What is read aloud of one node; may name columns of the table of `brokers`, and `group`.
    counts
        The measure that counts the pairs this one rests on, where it does: a node has a share of them.
    starts
        For shortest paths: where they may start and where they count.
    low_is_more
        Whether a low number means more of a broker.
    """

    value: Callable[[Bare], Floats]
    citation: str
    said: str
    counts: str | None = None
    starts: Callable[[Bare], Starts] | None = None
    low_is_more: bool = False

    def better(self, score: Floats) -> Floats:
        """Return the score turned so that more is better, equal where it differs by rounding only; none is worst."""
        turned = -score if self.low_is_more else score
        told = np.isfinite(turned)
        scale = float(np.abs(turned[told]).max(initial=0.0)) or 1.0
        return np.where(told, np.round(turned / scale, 10), -np.inf)


def _boundary(bare: Bare) -> Floats:
    return bare.roles.boundary if bare.directed else bare.roles.boundary / 2


def by_pairs(n_nodes: int, n_ties: int) -> bool:
    """Return whether a network is so large that paths are sampled by pairs of nodes, not by starts."""
    return n_nodes + n_ties > _PAIRS_FROM


def _through(starts: Callable[[Bare], Starts]) -> Callable[[Bare], Floats]:
    def value(bare: Bare) -> Floats:
        where = starts(bare)
        if bare.starts is not None and by_pairs(bare.n, len(bare.source)):
            return Sampler(bare, where).through(PAIRS, bare.rng)[0]
        return through(bare.graph, where, some_of(where, bare.starts, bare.rng))

    return value


def _triads(bare: Bare) -> Triads:
    """Return edges and triangles of the ties that count."""
    if bare.kept is None:
        return bare.triads
    return Triads.of(bare.n, bare.source[bare.kept], bare.target[bare.kept], directed=bare.directed)


def _bridging(bare: Bare) -> Floats:
    starts = bare.starts_within(_BRIDGING_STEPS)
    where = all_starts(bare)
    between = through(bare.graph, where, some_of(where, starts, np.random.default_rng(0)))
    return bridging_centrality(between, _triads(bare))


def _current_flow(bare: Bare) -> Floats:
    triads = _triads(bare)
    return current_flow(bare.n, triads.low, triads.high)


def _across_communities(bare: Bare) -> Floats:
    partitions = int(np.clip(_PARTITIONED_TIES // max(len(bare.source), 1), 1, 20))
    return community_brokerage(bare.graph, partitions=partitions, seed=0)


MEASURES: Mapping[str, Measure] = {
    "boundary_per_contact": Measure(
        lambda bare: _boundary(bare) / np.maximum(bare.degree, 1),
        "gould1989",
        "it joins {boundary:.0f} pairs of contacts across a border who are not tied to each other, {score:.1f} for "
        "each of its {degree} contacts and {share:.1%} of all such",
        counts="boundary",
    ),
    "boundary": Measure(
        _boundary,
        "gould1989",
        "it joins {score:.0f} pairs of contacts across a border who are not tied to each other, {share:.1%} of all "
        "such",
        counts="boundary",
    ),
    "cross_border_betweenness": Measure(
        _through(cross_border_starts),
        "brandes2008",
        "shortest paths of {score:.0f} pairs of different {countries} lead through this node, {share:.1%} of the total",
        counts="cross_border_betweenness",
        starts=cross_border_starts,
    ),
    "betweenness": Measure(
        _through(all_starts),
        "freeman1977",
        "shortest paths of {score:.0f} pairs lead through this node, {share:.1%} of the total",
        counts="betweenness",
        starts=all_starts,
    ),
    "constraint": Measure(
        lambda bare: np.array(bare.graph.constraint(), dtype=np.float64),
        "burt1992",
        "its constraint is {score:.2f}, where low means contacts who are not tied to each other",
        low_is_more=True,
    ),
    "effective_size": Measure(
        lambda bare: effective_size(bare.triads, bare.kept),
        "burt1992",
        "its contacts amount to {score:.1f} that are not redundant",
    ),
    "efficiency": Measure(
        lambda bare: efficiency(bare.triads, bare.kept),
        "burt1992",
        "of its {degree} contacts the part of {score:.2f} is not redundant",
    ),
    "hierarchy": Measure(
        lambda bare: hierarchy(_triads(bare)),
        "burt1992",
        "the constraint on it is concentrated by {score:.2f}, where 1 means that it hangs on one contact alone",
        low_is_more=True,
    ),
    "bridging_centrality": Measure(
        _bridging,
        "hwang2008",
        "it has a bridging centrality of {score:.3g}: shortest paths through it, the more so where its contacts have "
        "many ties and it has few",
    ),
    "cohesion_loss": Measure(
        lambda bare: cohesion_loss(bare.graph),
        "valente2010",
        "when one of its ties is cut, the cohesion of the whole falls by {score:.2g} on average",
    ),
    "community_brokerage": Measure(
        _across_communities,
        "paquetclouston2022",
        "it ties communities worth {score:.1f} together, members over the mean path inside, averaged over partitions",
    ),
    "participation": Measure(
        lambda bare: participation(bare.triads, bare.shares, bare.kept),
        "guimera2005",
        "its contacts spread over {countries} with a participation of {score:.2f}, where 0 means one only",
    ),
    "gateway": Measure(
        lambda bare: gateway(bare.triads, bare.shares, bare.kept),
        "vargas2014",
        "it has a gateway coefficient of {score:.2f}, where 1 means that its contacts spread over many {countries} and "
        "that nobody else of its own holds the way there",
    ),
    "current_flow_betweenness": Measure(
        _current_flow,
        "newman2005, brandes2005",
        "where things travel by every way and not by the shortest alone, as much runs through it as {score:.0f} pairs "
        "exchange, {share:.1%} of the total",
        counts="current_flow_betweenness",
    ),
}
METHODS = tuple(MEASURES)
PATH_METHODS = tuple(name for name, measure in MEASURES.items() if measure.starts)

Method = str


def better(method: str, score: Floats) -> Floats:
    """Return the score turned so that more is better; see `Measure.better`."""
    return MEASURES[method].better(score)
