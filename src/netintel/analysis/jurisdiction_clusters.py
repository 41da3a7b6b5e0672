"""Which jurisdictions act together?"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from netintel.analysis._crossing import crossing_rewires
from netintel.analysis._leiden import Labels, by_size, exact, leiden, modularity, stability
from netintel.analysis._mixing import Mixing
from netintel.analysis._rewire import label_order
from netintel.analysis._subject import network_of
from netintel.model.network import FloatArray, Network
from netintel.model.results import Groups

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

NULLS = 200
WORK = 12_000_000
"""Ties rewired, or drawn again, in all turns together; larger networks get fewer turns, at least 50."""
LEAST = 1.28
"""Standard deviations from which two countries lean on each other: lower, large neutral countries join by noise."""
EXACT_UP_TO = 35
SECONDS = 10.0
"""What the proof may take; up to 35 countries with clear blocs it takes a quarter of a second."""


def jurisdiction_clusters(
    subject: EntityGraph | Network, *, seeds: int = 50, bootstraps: int = 100, seed: int = 0
) -> Groups:
    """Return groups of countries tied more to each other than their sizes explain, each with its stability.

    A cluster of jurisdictions is a candidate for one joint team: the networks in it lean on each other. It is not a
    map of who has the most ties; large countries have ties with everybody.

    Two countries *lean* on each other where the ties between them exceed the number expected when everybody keeps
    their number of ties across borders and partners are chance (the null of `corridors`) by z > 1.28 standard
    deviations, as one pair in ten does by chance; z is the weight, any other pair has weight 0. Clusters maximise
    the modularity of that graph: proved best up to 35 countries where the solver ends in 10 s, otherwise the best of
    `seeds` Leiden runs; `summary["proved"]` says which. On planted blocs of unequal countries with a fifth of the
    ties missing this finds them with a mean AMI of 0.90, raw counts with 0.85, observed over expected with 0.82.

    Parameters
    ----------
    subject
        An entity graph (projected by `actors` with its defaults) or a network.
    seeds
        Leiden runs on the country graph.
    bootstraps
        Networks in which each tie is left out by its drop rate, 100 for a stability to about 0.05.
    seed
        For rewires, runs and drops.

    Returns
    -------
    Groups
        One row a country: `country`, `cluster` (0 is the largest), `membership` (part of its leaning that goes to its
        own cluster, 0-1; nan where it leans on nobody), `stability` (how often another country of its cluster is with
        it when ties drop, 0-1; for a country alone, how often it is alone; nan without a tie across a border: a
        country nothing is known of, in a cluster of its own at the end). Ordered by cluster, stability, name.
        Summary: `modularity` of that graph, `excess_within` (part of all ties across borders that lie within
        clusters above expectation), each with its mean over rewired networks put through the same steps
        (`modularity_null`, `excess_within_null`); `z` and one-sided `p` of `excess_within`, for a modularity forgets
        how large the excess is; `n_clusters` (of two or more), `proved`, `n_near_equal` (different partitions found
        within 1 % of the best).

    Limits
    ------
    Two or three countries cannot lean, for their totals fix every count: each is its own cluster. Without a small
    `p` the clusters are what noise gives. A country that shared nothing has no ties; that is not independence.

    References
    ----------
    newman2004, brandes2008modularity, miyauchi2015, traag2019, lancichinetti2012, fosdick2018

    Examples
    --------
    Two pairs of countries, three ties in each pair and one between them:

    >>> edges = pd.DataFrame({"source": ["a1", "a2", "a3", "c1", "c2", "c3", "a1"],
    ...                       "target": ["b1", "b2", "b3", "d1", "d2", "d3", "c1"]})
    >>> nodes = pd.DataFrame({"id": sorted({*edges["source"], *edges["target"]})})
    >>> nodes["jurisdiction"] = nodes["id"].str[0].str.upper()
    >>> found = jurisdiction_clusters(Network.from_edgelist(edges, nodes, directed=False), bootstraps=20)
    >>> found.table()[["country", "cluster"]].to_dict("list")["cluster"]
    [0, 0, 1, 1]

    See also
    --------
    netintel.analysis.corridors : the pairs one by one.
    netintel.analysis.communities : groups of nodes, whatever their country.
    """
    network = network_of(subject)
    generator = random.Random(seed)
    graph = _CountryGraph.of(network, _affordable(NULLS, network), seed)
    again = _affordable(bootstraps, network)
    weight = _lean(graph.observed, graph.expected, graph.deviation)
    found, proved, near = _partition(weight, seeds, generator)
    tied = graph.observed.sum(axis=1) > 0
    cluster = _numbered(found, tied)
    drawn = np.array([_one_run(w, generator) for w in _dropped(network, graph, again, generator)], dtype=np.int64)
    rows = pd.DataFrame(
        {
            "country": np.array(network.jurisdictions, dtype=object),
            "cluster": cluster,
            "membership": _membership(weight, cluster),
            "stability": np.where(tied, stability(cluster, drawn.reshape(again, len(cluster))), np.nan),
        }
    )
    summary = _summary(graph, weight, cluster, generator) | {"proved": proved, "n_near_equal": near}
    return Groups(
        name="jurisdiction_clusters",
        rows=rows.sort_values(["cluster", "stability"], ascending=[True, False], kind="stable").reset_index(drop=True),
        method=f"modularity of the excess (z) of ties, {'exact' if proved else 'best of Leiden runs'}",
        parameters={
            "seeds": seeds,
            "bootstraps": again,
            "rewires": len(graph.drawn),
            "weights": f"z above {LEAST}",
        },
        seed=seed,
        citation="newman2004, brandes2008modularity, lancichinetti2012",
        group=network.group,
        projection=network.recipe,
        digest=network.digest,
        caveats=_caveats(network, rows, summary, graph),
        summary=summary,
        explainer=_explainer(network.group, summary),
    )


@dataclass(frozen=True)
class _CountryGraph:
    """Ties between countries without direction: as observed, as expected, and in each rewired network."""

    observed: FloatArray
    expected: FloatArray
    deviation: FloatArray
    drawn: list[FloatArray]

    @classmethod
    def of(cls, network: Network, nulls: int, seed: int) -> _CountryGraph:
        mixing = Mixing(network)
        crosses = network.crossing()
        observed = _abroad(mixing.matrix(network.source[crosses], network.target[crosses]))
        drawn = [_abroad(mixing.matrix(s, t)) for s, t in crossing_rewires(network, nulls, seed)]
        spread = np.std(drawn, axis=0, ddof=1)
        return cls(observed, np.mean(drawn, axis=0), np.where(spread > 1e-6, spread, 0), drawn)


def _affordable(asked: int, network: Network) -> int:
    return int(min(asked, max(50, WORK // max(network.n_ties, 1))))


def _abroad(matrix: FloatArray) -> FloatArray:
    """Return a mixing matrix without direction and without domestic ties."""
    both = matrix + matrix.T
    np.fill_diagonal(both, 0)
    return both


def _lean(observed: FloatArray, expected: FloatArray, deviation: FloatArray) -> FloatArray:
    """Return how many standard deviations above expectation each pair is, 0 where that is chance or totals fix it."""
    free = deviation > 0
    z = np.where(free, (observed - expected) / np.where(free, deviation, 1), 0.0)
    return np.where(z > LEAST, z, 0.0)


def _partition(weight: FloatArray, seeds: int, generator: random.Random) -> tuple[Labels, bool, int]:
    """Return the best partition, whether it is proved to be the best, and how many come near it."""
    source, target = np.nonzero(np.triu(weight))
    runs = leiden(len(weight), source, target, weight[source, target], runs=seeds, generator=generator)
    busy = np.flatnonzero(weight.sum(axis=1))
    if len(busy) > EXACT_UP_TO:
        return runs.best, False, runs.n_near_equal
    proved = exact(weight[np.ix_(busy, busy)], seconds=SECONDS)
    if proved is None:
        return runs.best, False, runs.n_near_equal
    labels = np.arange(len(weight)) + len(weight)
    labels[busy] = proved
    return labels, True, runs.n_near_equal


def _one_run(weight: FloatArray, generator: random.Random) -> Labels:
    source, target = np.nonzero(np.triu(weight))
    found = leiden(len(weight), source, target, weight[source, target], runs=1, generator=generator)
    labels: Labels = found.labels[0]
    return labels


def _dropped(network: Network, graph: _CountryGraph, again: int, generator: random.Random) -> list[FloatArray]:
    """Return the weights of `again` networks in which every tie may be missing, expectation scaled to what is left."""
    mixing = Mixing(network)
    rng = np.random.default_rng(generator.getrandbits(64))
    crosses = network.crossing()
    source, target, drop = _sorted_ties(network, crosses)
    found = []
    for _ in range(again):
        real = rng.random(len(source)) >= drop
        observed = _abroad(mixing.matrix(source[real], target[real]))
        expected = _scaled(graph.expected, observed.sum(axis=1))
        part = np.divide(expected, graph.expected, out=np.zeros_like(expected), where=graph.expected > 0)
        found.append(_lean(observed, expected, graph.deviation * np.sqrt(part)))
    return found


def _sorted_ties(network: Network, crosses: np.ndarray[Any, np.dtype[np.bool_]]) -> tuple[Any, Any, FloatArray]:
    """Return the crossing ties in the order of their labels, so that a seed drops the same ties for any row order."""
    rank = np.empty(network.n_nodes, dtype=np.int64)
    rank[label_order(network)] = np.arange(network.n_nodes)
    source, target = network.source[crosses], network.target[crosses]
    ends = np.column_stack((rank[source], rank[target]))
    if not network.directed:
        ends.sort(axis=1)
    order = np.lexsort((ends[:, 1], ends[:, 0]))
    return source[order], target[order], network.drop[crosses][order]


def _scaled(expected: FloatArray, totals: FloatArray) -> FloatArray:
    """Return the expectation scaled by rows and columns until each country has its total (Sinkhorn)."""
    factor = np.ones(len(expected))
    for _ in range(50):
        reached = factor * (expected @ factor)
        with np.errstate(divide="ignore", invalid="ignore"):
            factor = np.where(reached > 0, factor * np.sqrt(totals / reached), 0.0)
    scaled: FloatArray = np.outer(factor, factor) * expected
    return scaled


def _numbered(labels: Labels, tied: np.ndarray[Any, np.dtype[np.bool_]]) -> Labels:
    """Number clusters by size, countries without a tie across a border last."""
    cluster = by_size(labels)
    cluster[~tied] = len(labels) + np.arange((~tied).sum())
    return np.unique(cluster, return_inverse=True)[1].astype(np.int64)


def _membership(weight: FloatArray, cluster: Labels) -> FloatArray:
    total = weight.sum(axis=1)
    own = (weight * (cluster[:, None] == cluster[None, :])).sum(axis=1)
    return np.where(total > 0, own / np.where(total > 0, total, 1), np.nan)


def _summary(graph: _CountryGraph, weight: FloatArray, cluster: Labels, generator: random.Random) -> dict[str, Any]:
    null = np.array([_typical(graph, d, generator) for d in graph.drawn])
    single = np.mean([_typical(graph, graph.observed, generator) for _ in range(10)], axis=0)
    spread = float(null[:, 1].std(ddof=1))
    return {
        "modularity": modularity(weight, cluster),
        "modularity_null": float(null[:, 0].mean()),
        "excess_within": _within(graph.observed, graph.expected, cluster),
        "excess_within_null": float(null[:, 1].mean()),
        "z": float(single[1] - null[:, 1].mean()) / spread if spread > 1e-12 else float("nan"),
        "p": (1 + int((null[:, 1] >= single[1] - 1e-12).sum())) / (1 + len(null)),
        "n_clusters": int((np.bincount(cluster, minlength=1) > 1).sum()),
    }


def _typical(graph: _CountryGraph, observed: FloatArray, generator: random.Random) -> tuple[float, float]:
    """Return modularity and excess within clusters of one run."""
    weight = _lean(observed, graph.expected, graph.deviation)
    labels = _one_run(weight, generator)
    return modularity(weight, labels), _within(observed, graph.expected, labels)


def _within(observed: FloatArray, expected: FloatArray, labels: Labels) -> float:
    """Return the part of all ties across borders that lie within clusters above expectation; 0 without ties."""
    total = observed.sum()
    same = labels[:, None] == labels[None, :]
    return float(((observed - expected) * same).sum() / total) if total else 0.0


def _caveats(network: Network, rows: pd.DataFrame, summary: Mapping[str, Any], graph: _CountryGraph) -> tuple[str, ...]:
    told = [
        f"Jurisdiction is {network.group}; another attribute gives other clusters.",
        "A country that shared nothing has no ties here: no data is not zero, and not independence.",
    ]
    if not network.jurisdictions:
        return (*told, "No jurisdiction is known: there are no clusters to speak of.")
    if graph.observed.sum() == 0:
        return (*told, "No tie surely crosses a border: every country is its own cluster.")
    if summary["modularity"] == 0:
        told.append("With so few countries their totals alone fix every count: no country leans on another.")
    elif summary["p"] > 0.05:
        told.append("Rewired networks have as much excess within clusters: these clusters may be chance.")
    shaky = rows.loc[rows["stability"] < 0.6, "country"].tolist()
    if shaky:
        told.append(f"Unsure, for they leave their cluster in more than 4 of 10 resamples: {', '.join(shaky)}.")
    silent = rows.loc[graph.observed.sum(axis=1) == 0, "country"].tolist()
    if silent:
        told.append(f"No tie across a border, so no cluster can be told: {', '.join(silent)}.")
    if len(rows) < 5:
        told.append("Fewer than 5 countries: a cluster of them says little.")
    return tuple(told)


def _explainer(group: str, summary: Mapping[str, Any]) -> Callable[[pd.DataFrame, Any], str]:
    def explain(rows: pd.DataFrame, key: Any) -> str:
        """`key` is a country, or a position in the table."""
        at = rows.index[rows["country"] == key]
        row = rows.loc[at[0] if len(at) else key]
        others = rows.loc[(rows["cluster"] == row["cluster"]) & (rows["country"] != row["country"]), "country"]
        if np.isnan(row["stability"]):
            return f"No recorded tie of {row['country']} surely crosses a border. Nothing can be said of its cluster."
        if others.empty:
            return (
                f"{row['country']} stands alone by {group}: its ties across borders lean on no country more than "
                f"chance would. It is alone in {row['stability']:.0%} of the networks in which ties drop by their "
                "evaluation."
            )
        within, chance = summary["excess_within"], summary["excess_within_null"]
        return (
            f"{row['country']} belongs with {', '.join(others)} by {group}: {row['membership']:.0%} of its leaning on "
            f"others stays among them, and {row['stability']:.0%} of them stay with it when ties drop by their "
            f"evaluation. Of all ties across borders {within:.0%} lie within clusters above expectation, where chance "
            f"gives {chance:.0%} (p {summary['p']:.2g}); it suggests whom to ask, it proves nothing."
        )

    return explain
