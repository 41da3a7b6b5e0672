"""Which nodes belong together by their ties, whatever their jurisdiction?"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from netintel.analysis._leiden import Labels, Partitions, by_size, leiden, stability
from netintel.analysis._rewire import label_order, rewires
from netintel.analysis._subject import network_of
from netintel.model.network import FloatArray, Network
from netintel.model.results import Groups

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

NULLS = 100
WORK = 5_000_000
"""Ties looked at by all runs of one kind; larger networks get fewer runs, at least 10."""


def communities(subject: EntityGraph | Network, *, seeds: int = 50, resolution: float = 1.0, seed: int = 0) -> Groups:
    """Return groups of nodes with more ties among themselves than chance gives, each node with its stability.

    A community is who works together by the ties recorded: a cell, a supply line, a household. Whether its members
    share a country is not asked; the summary tells how far communities and jurisdictions agree.

    The partition of highest modularity sum_c (e_cc - resolution a_c^2) among `seeds` Leiden runs. Ties count once,
    whatever their weight and direction: the number of records of a tie tells how long somebody listened.
    Many partitions are nearly as good; therefore each node carries a stability, and the modularity is shown beside
    that of networks with the same degrees, which reaches 0.4 in sparse random networks too.

    Parameters
    ----------
    subject
        An entity graph (projected by `actors` with its defaults) or a network.
    seeds
        Leiden runs on the network, and as many on networks in which each tie is left out by its drop rate. 50 is
        enough to find the known optimum of the usual small networks. Large networks get fewer, at least 10;
        `parameters` says how many.
    resolution
        Above 1 more and smaller communities, below 1 fewer and larger ones.
    seed
        For all runs, drops and rewires.

    Returns
    -------
    Groups
        One row a node: `node`, `cluster` (0 is the largest), `membership` (part of the node's ties that stay in its
        cluster, 0-1; nan without ties), `stability` (how often another member of its cluster is with it when ties
        drop, 0-1; for a node alone, how often it is alone; nan for a node without ties). Ordered by cluster,
        then stability, then label; nodes without ties come last, each its own cluster.
        Summary: `modularity`, `modularity_null`, `z`, `p` (one-sided; mean single run against single runs on rewired
        networks), `n_clusters` (of two or more), `n_distinct`, `n_near_equal` (different partitions within 1 % of
        the best), `ami`, `homogeneity`, `completeness` (against the jurisdiction, over `n_compared` nodes that have
        exactly one and at least one tie; nan below 2). Homogeneity 1: no community crosses a border. Completeness 1: no
        country is split.

    Limits
    ------
    Modularity cannot see clusters smaller than about the square root of all ties. A missing tie may split a
    cluster; below a stability of about 0.6 do not name the cluster without saying so.

    References
    ----------
    traag2019, newman2004, lancichinetti2012, vinh2010, rosenberg2007

    Examples
    --------
    Two triangles joined by one tie:

    >>> edges = pd.DataFrame({"source": list("aabddec"), "target": list("bcceffd")})
    >>> found = communities(Network.from_edgelist(edges, directed=False), seeds=5)
    >>> found.table().set_index("node")[["cluster", "membership"]].sort_index().round(2)
          cluster  membership
    node
    a           0        1.00
    b           0        1.00
    c           0        0.67
    d           1        0.67
    e           1        1.00
    f           1        1.00
    >>> round(found.summary["modularity"], 4)
    0.3571

    See also
    --------
    netintel.analysis.jurisdiction_clusters : which countries belong together.
    """
    network = network_of(subject)
    ties = _Ties(network)
    runs = _affordable(seeds, ties.n_ties)
    nulls = _affordable(NULLS, ties.n_ties)
    generator = random.Random(seed)
    found = leiden(ties.n, ties.source, ties.target, None, runs=runs, generator=generator, resolution=resolution)
    cluster = _numbered(found.best, ties)
    drawn = _dropped(ties, runs, generator, resolution)
    null = _null(ties, network, nulls, seed, resolution)
    rows = pd.DataFrame(
        {
            "node": network.labels[ties.order],
            "cluster": cluster,
            "membership": ties.inside(cluster),
            "stability": np.where(ties.degree > 0, stability(cluster, drawn), np.nan),
        }
    )
    summary = _summary(network, ties, cluster, found, null)
    return Groups(
        name="communities",
        rows=rows.sort_values(["cluster", "stability"], ascending=[True, False], kind="stable").reset_index(drop=True),
        method="modularity, best of Leiden runs",
        parameters={"seeds": runs, "drops": runs, "rewires": nulls, "resolution": resolution, "weights": "none"},
        seed=seed,
        citation="traag2019, newman2004, lancichinetti2012",
        group=network.group,
        projection=network.recipe,
        digest=network.digest,
        caveats=_caveats(network, rows, summary, runs, seeds),
        summary=summary,
        explainer=_explainer(summary),
    )


class _Ties:
    """A network's ties without direction, coded in the order of its labels so that a seed means the same."""

    def __init__(self, network: Network) -> None:
        self.n = network.n_nodes
        self.order = label_order(network)
        self.rank = np.empty(self.n, dtype=np.int64)
        self.rank[self.order] = np.arange(self.n)
        ends = np.sort(np.column_stack((self.rank[network.source], self.rank[network.target])), axis=1)
        keys, position = np.unique(ends[:, 0] * max(self.n, 1) + ends[:, 1], return_inverse=True)
        self.source, self.target = keys // max(self.n, 1), keys % max(self.n, 1)
        self.drop = np.ones(len(keys))
        np.multiply.at(self.drop, position, network.drop)
        self.degree = np.bincount(np.concatenate((self.source, self.target)), minlength=self.n)

    @property
    def n_ties(self) -> int:
        return len(self.source)

    def undirected(self, network: Network) -> Network:
        """Return the same network with these ties."""
        return replace(
            network,
            source=self.order[self.source].astype(np.int32),
            target=self.order[self.target].astype(np.int32),
            weight=np.ones(self.n_ties),
            drop=self.drop,
            directed=False,
            ties_table=pd.DataFrame(index=range(self.n_ties)),
        )

    def inside(self, cluster: Labels) -> FloatArray:
        """Return each node's part of ties within its cluster; nan without ties."""
        same = cluster[self.source] == cluster[self.target]
        kept = np.bincount(np.concatenate((self.source[same], self.target[same])), minlength=self.n)
        return np.where(self.degree > 0, kept / np.maximum(self.degree, 1), np.nan)


def _affordable(asked: int, ties: int) -> int:
    return int(min(asked, max(10, WORK // max(ties, 1))))


def _numbered(labels: Labels, ties: _Ties) -> Labels:
    """Number clusters by size, nodes without ties last."""
    cluster = by_size(labels)
    alone = ties.degree == 0
    cluster[alone] = ties.n + np.arange(alone.sum())
    return np.unique(cluster, return_inverse=True)[1].astype(np.int64)


def _dropped(ties: _Ties, runs: int, generator: random.Random, resolution: float) -> Labels:
    """Return one partition for each of `runs` networks in which every tie may be missing."""
    rng = np.random.default_rng(generator.getrandbits(64))
    drawn = np.empty((runs, ties.n), dtype=np.int64)
    for run in range(runs):
        real = rng.random(ties.n_ties) >= ties.drop
        found = leiden(
            ties.n, ties.source[real], ties.target[real], None, runs=1, generator=generator, resolution=resolution
        )
        drawn[run] = found.labels[0]
    return drawn


def _null(ties: _Ties, network: Network, nulls: int, seed: int, resolution: float) -> FloatArray:
    """Return the modularity of one run on each of `nulls` rewired networks."""
    generator = random.Random(seed + 1)
    quality = np.empty(nulls)
    for i, (source, target) in enumerate(rewires(ties.undirected(network), nulls, seed)):
        found = leiden(
            ties.n, ties.rank[source], ties.rank[target], None, runs=1, generator=generator, resolution=resolution
        )
        quality[i] = found.quality[0]
    return quality


def _summary(network: Network, ties: _Ties, cluster: Labels, found: Partitions, null: FloatArray) -> dict[str, Any]:
    typical, spread = float(found.quality.mean()), float(null.std(ddof=1))
    size = np.bincount(cluster, minlength=1)
    return {
        "modularity": float(found.quality.max()),
        "modularity_null": float(null.mean()),
        "z": (typical - float(null.mean())) / spread if spread > 1e-12 else float("nan"),
        "p": (1 + int((null >= typical - 1e-12).sum())) / (1 + len(null)),
        "n_clusters": int((size > 1).sum()),
        "n_distinct": len({by_size(labels).tobytes() for labels in found.labels}),
        "n_near_equal": found.n_near_equal,
        **_agreement(network, ties, cluster),
    }


def _agreement(network: Network, ties: _Ties, cluster: Labels) -> dict[str, Any]:
    """Return how far clusters and jurisdictions agree, over tied nodes with exactly one jurisdiction."""
    countries = [network.countries[v] for v in ties.order]
    single = np.array([len(c) == 1 for c in countries], dtype=bool) & (ties.degree > 0)
    told: dict[str, Any] = {"n_compared": int(single.sum())}
    if single.sum() < 2:
        return told | dict.fromkeys(("ami", "homogeneity", "completeness"), float("nan"))
    from sklearn.metrics import adjusted_mutual_info_score, homogeneity_completeness_v_measure

    country = [c[0] for c, one in zip(countries, single, strict=True) if one]
    homogeneity, completeness, _ = homogeneity_completeness_v_measure(country, cluster[single])
    return told | {
        "ami": float(adjusted_mutual_info_score(country, cluster[single])),
        "homogeneity": float(homogeneity),
        "completeness": float(completeness),
    }


def _caveats(
    network: Network, rows: pd.DataFrame, summary: Mapping[str, Any], runs: int, asked: int
) -> tuple[str, ...]:
    told = ["Only recorded ties: who was listened to has more of them, and a missing tie may split a community."]
    if network.n_ties == 0:
        return (*told, "There are no ties: every node is its own cluster.")
    near = summary["n_near_equal"]
    told.append(f"The partition shown is one of {near} found within 1 % of the best modularity; read the stability.")
    if summary["p"] > 0.05:
        told.append("Networks with the same degrees are as modular: these communities may be chance.")
    shaky = int((rows["stability"] < 0.6).sum())
    if shaky:
        told.append(f"{shaky} nodes have a stability below 0.6.")
    if not network.jurisdictions:
        told.append("No jurisdiction is known: agreement with jurisdictions cannot be told.")
    else:
        told.append(f"Agreement is with {network.group}, over {summary['n_compared']} nodes that have exactly one.")
    if runs < asked:
        told.append(f"{runs} runs instead of {asked}, for the size of the network.")
    if network.n_nodes < 15:
        told.append("Fewer than 15 nodes: communities of so few are noise more often than not.")
    return tuple(told)


def _explainer(summary: Mapping[str, Any]) -> Callable[[pd.DataFrame, Any], str]:
    def explain(rows: pd.DataFrame, key: Any) -> str:
        """`key` is a node's label, or a position in the table."""
        at = rows.index[rows["node"] == key]
        row = rows.loc[at[0] if len(at) else key]
        size = int((rows["cluster"] == row["cluster"]).sum())
        if np.isnan(row["membership"]):
            return f"Node {row['node']} has no recorded tie and stands alone. That is no sign that it acts alone."
        return (
            f"Node {row['node']} belongs to community {row['cluster']} of {size} nodes; {row['membership']:.0%} of its "
            f"ties stay inside, and when ties drop by their evaluation {row['stability']:.0%} of the others stay with "
            f"it. Modularity is {summary['modularity']:.2f} where chance gives {summary['modularity_null']:.2f}; the "
            "community is a pattern of recorded ties, not a finding that its members act together."
        )

    return explain
