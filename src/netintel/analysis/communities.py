"""Which nodes belong together by their ties, whatever their jurisdiction?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis._broker_caveats import rankable
from netintel.analysis._cited import cited
from netintel.analysis._cluster_borders import agreement, joined
from netintel.analysis._cluster_search import Found, Search
from netintel.analysis._consensus import belonging
from netintel.analysis._group import grouped, placed
from netintel.analysis._layers import Layered
from netintel.analysis._leiden import Labels, Method, by_size, quality, stability
from netintel.analysis._plausible import HIDDEN
from netintel.analysis._subject import network_of
from netintel.errors import NetworkError, UnknownEntityError
from netintel.model.network import Network
from netintel.model.results import Groups, spoken

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

UNSURE = 0.6
"""Below this stability a cluster is not named."""
CHANCE = 0.05
"""A larger p is called chance."""
ALSO = 0.1
"""A further cluster is told of from this degree of belonging on."""


def communities(
    subject: EntityGraph | Network,
    *,
    method: Method = "modularity",
    seeds: int = 50,
    resolution: float | None = None,
    layers: Sequence[str] | None = None,
    hidden: float = HIDDEN,
    seed: int = 0,
) -> Groups:
    """Return groups of nodes with more ties among themselves than chance gives, each node with its stability.

    A community is who works together by the ties recorded: a cell, a supply line, a household. Whether its members
    share a country is not asked; the summary tells how far communities and jurisdictions agree, and each row which
    countries its community joins.

    Many partitions are nearly as good as the best, and the best of the recorded network is not that of the true one.
    So a Leiden run is made on each of many networks that may be the true one (recorded ties left out by their
    evaluation, likely missing ones added), and the partition on which these agree is shown: ties weigh as much as the
    runs agree that their ends are together, Leiden runs on that, and so on until nothing changes. On planted groups
    with up to 30 % of the ties missing it is nearer to the truth than the best of 50 runs (docs/decisions/0015).
    Ties count once, whatever their weight and direction: the number of records of a tie tells how long somebody
    listened.

    Parameters
    ----------
    subject
        An entity graph (projected by `actors` with its defaults) or a network.
    method
        What is maximised: "modularity", ties within a cluster above what the ends of ties give by chance; or "CPM"
        (constant Potts model), above the density of the network times `resolution`, whatever the ends. The first is
        right where a few were watched and have most ties; the second does not depend on how large the network is.
    seeds
        Leiden runs on the network, and as many on networks that may be the true one. Large networks get fewer, at least
        10; `parameters` says how many.
    resolution
        Above 1 more and smaller communities, below 1 fewer and larger ones. Left out, the network is asked: of 21
        resolutions from 0.25 to 8, the middle of the longest plateau (a stretch of at least a factor 2 in which
        neighbours give the same partition but for an adjusted Rand index of 0.85); 1 where there is none.
    layers
        Only ties of these layers (`Network.layers`: money, communication, travel, accusation, other), put together: a
        tie weighs the sum over its layers of one over the root of the number of ties of the layer. Left out, every tie
        counts once. On planted groups this does nearly as well as the sum of the layers' modularities with the same
        weights (mean AMI 0.75 and 0.76), and better than with layers weighed alike (0.71; decision 0015).
    hidden
        Part (0 to below 1) of the real ties supposed not to be recorded.
    seed
        For all runs, plausible networks and rewires.

    Returns
    -------
    Groups
        One row a node that may be listed (no victim, witness, minor, informant or professional: their ties count):
        `node`, `cluster` (0 is the largest), `membership` (degree of belonging to its cluster, 0-1:
        its ties there over all its ties, each weighed by how often its ends are together in plausible networks; nan
        without ties), `stability` (how often, on average, another member of its cluster is with it in plausible
        networks, 0-1; for a node alone, how often it is alone; nan for a node without ties), `also` (tuple of further
        clusters and the degree of belonging to each, from 0.1 on: who has a foot in two), `countries` (of the node),
        `cluster_countries` (of all members of its cluster, that of most first), `name` where the network knows names
        and, with layers, `layers` (those that tie the node to its cluster). Ordered by cluster, then stability, then
        label; nodes without ties come last, each its own cluster.
        Summary: `resolution`, `plateau` (its first and last resolution; None where none was found or asked for),
        `plateaus` (all: first, last, number of clusters); `quality` of the partition shown (by the method, at the
        resolution given, or 1: of "modularity" the modularity); `quality_null`, `z`, `p` (one-sided: a run on the
        network against a run each on networks in which every node keeps its number of ties, at the same resolution);
        `n_clusters` (of two or more), `n_across` (of these, with members of two countries), `n_unsure` (of these, with
        a mean stability below 0.6), `n_distinct`, `n_near_equal` (different partitions within 1 % of the best);
        `ami`, `homogeneity`, `completeness` (against the jurisdiction, over `n_compared` nodes that have exactly one
        and at least one tie; nan below 2). Homogeneity 1: no community crosses a border. Completeness 1: no country is
        split.

    Limits
    ------
    A partition puts every node somewhere, also one that belongs nowhere: read `stability` and `also`. Below a stability
    of 0.6 do not name the cluster. Neither method sees clusters of two or three in a network of thousands.

    References
    ----------
    traag2019, lancichinetti2012, newman2004, traag2011, mucha2010, vinh2010, rosenberg2007

    Examples
    --------
    Two triangles joined by one tie:

    >>> edges = pd.DataFrame({"source": list("aabddec"), "target": list("bcceffd"), "drop": 0.0})
    >>> found = communities(Network.from_edgelist(edges, directed=False), seeds=5, hidden=0.0)
    >>> found.table().set_index("node")[["cluster", "membership"]].sort_index().round(2)
          cluster  membership
    node
    a           0         1.0
    b           0         1.0
    c           0         1.0
    d           1         1.0
    e           1         1.0
    f           1         1.0
    >>> round(found.summary["quality"], 4), found.summary["n_clusters"]
    (0.3571, 2)

    See also
    --------
    netintel.analysis.jurisdiction_clusters : which countries belong together.
    """
    _require(method, seeds, resolution, layers)
    network = network_of(subject)
    ties = Layered(network, layers)
    search = Search(ties, method, seeds, hidden, seed)
    found = search.found(resolution)
    listed = rankable(ties.network)
    tested = 1.0 if resolution is None else resolution
    chance = search.chance(tested)
    rows = _rows(ties, found)[listed]
    reached = quality(network.n_nodes, *ties.recorded, found.cluster, resolution=tested, method=method)
    summary = _summary(ties, found, rows, listed) | {
        "quality": reached,
        "quality_null": float(chance.null.mean()),
        "z": chance.z,
        "p": chance.p,
    }
    return Groups(
        name="communities",
        rows=rows.sort_values(["cluster", "stability"], ascending=[True, False], kind="stable").reset_index(drop=True),
        method=f"{method}, consensus of Leiden runs",
        parameters={
            "seeds": len(found.runs.labels),
            "plausible": len(found.drawn),
            "rewires": len(chance.null),
            "resolution": found.resolution,
            "layers": ", ".join(ties.layers) or "all ties once",
            "hidden": hidden,
        },
        seed=seed,
        citation="traag2019, lancichinetti2012, " + ("newman2004" if method == "modularity" else "traag2011"),
        group=network.group,
        projection=network.recipe,
        digest=network.digest,
        caveats=_caveats(ties, summary, found, rows, asked=seeds, hidden=hidden),
        summary=summary,
        explainer=_explainer(network, ties, found, summary),
        recorder=_recorder(network),
    )


def _require(method: str, seeds: int, resolution: float | None, layers: Sequence[str] | None) -> None:
    if method not in ("modularity", "CPM"):
        raise ValueError(f"method: expected modularity or CPM, got {method!r}")
    if seeds < 1:
        raise ValueError(f"seeds: expected at least 1 run, got {seeds}")
    if resolution is not None and not resolution > 0:
        raise ValueError(f"resolution: expected a number above 0, got {resolution}")
    if isinstance(layers, str) or (layers is not None and not layers):
        raise NetworkError('layers: expected a list of names, such as ("money", "communication")')


def _rows(ties: Layered, found: Found) -> pd.DataFrame:
    network, cluster, tied = ties.network, found.cluster, ties.degree > 0
    belongs = belonging(network.n_nodes, network.source, network.target, found.part, cluster)
    own = belongs[np.arange(network.n_nodes), cluster] if network.n_nodes else np.zeros(0)
    reach = joined(cluster, network.countries)
    rows = pd.DataFrame(
        {
            "node": network.labels,
            "cluster": cluster,
            "membership": np.where(tied, np.round(np.asarray(own).ravel(), 12), np.nan),
            "stability": np.where(tied, stability(cluster, found.drawn), np.nan),
            "also": _also(belongs, cluster),
            "countries": network.countries,
            "cluster_countries": [reach[number] for number in cluster],
        }
    )
    if "name" in network.nodes_table:
        rows["name"] = network.nodes_table["name"].to_numpy()
    return rows.assign(layers=pd.Series(ties.within(cluster), dtype=object)) if ties.layers else rows


def _also(belongs: Any, cluster: Labels) -> list[tuple[tuple[int, float], ...]]:
    """Return for each node the further clusters it belongs to, the one most belonged to first."""
    pairs = belongs.tocoo()
    told = (pairs.data >= ALSO) & (pairs.col != cluster[pairs.row])
    found: list[list[tuple[int, float]]] = [[] for _ in cluster]
    for node, number, degree in zip(pairs.row[told], pairs.col[told], pairs.data[told], strict=True):
        found[node].append((int(number), float(degree)))
    return [tuple(sorted(some, key=lambda pair: (-round(pair[1], 9), pair[0]))) for some in found]


def _summary(ties: Layered, found: Found, rows: pd.DataFrame, listed: NDArray[np.bool_]) -> dict[str, Any]:
    network, cluster = ties.network, found.cluster
    size = np.bincount(cluster[listed], minlength=1)
    shown = size > 1
    mean = rows.groupby("cluster")["stability"].mean().reindex(range(len(size))).to_numpy()
    across = np.zeros(len(size), dtype=bool)
    across[rows["cluster"]] = [len(codes) > 1 for codes in rows["cluster_countries"]]
    chosen = found.plateaus[0] if found.plateaus else None
    return {
        "resolution": found.resolution,
        "plateau": (chosen.low, chosen.high) if chosen else None,
        "plateaus": tuple((level.low, level.high, level.n_clusters) for level in found.plateaus),
        "n_clusters": int(shown.sum()),
        "n_across": int((shown & across).sum()),
        "n_unsure": int((shown & (mean < UNSURE)).sum()),
        "n_distinct": len({by_size(labels).tobytes() for labels in found.runs.labels}),
        "n_near_equal": found.runs.n_near_equal,
        **agreement(cluster, network.countries, listed & (ties.degree > 0)),
    }


def _caveats(
    ties: Layered, summary: Mapping[str, Any], found: Found, rows: pd.DataFrame, *, asked: int, hidden: float
) -> tuple[str, ...]:
    network = ties.network
    told = ["Only recorded ties: who was listened to has more of them, and a missing tie may split a community."]
    if network.n_ties == 0:
        return (*told, "There are no ties: every node is its own cluster.")
    told.append(f"Stability supposes {hidden:.0%} of the real ties not recorded, and drops ties by their evaluation.")
    near = summary["n_near_equal"]
    told.append(
        f"Of {len(found.runs.labels)} runs on the recorded network "
        f"{f'{near} different partitions' if near > 1 else 'one partition alone'} came within 1 % of the best; shown "
        f"is that on which {len(found.drawn)} runs on networks that may be the true one agree."
    )
    if summary["p"] > CHANCE:
        told.append("Networks with the same degrees are as clustered: these communities may be chance.")
    shaky = int((rows["stability"] < UNSURE).sum())
    if shaky:
        told.append(
            f"{shaky} nodes have a stability below {UNSURE}, and their community is not to be named; of "
            f"{summary['n_clusters']} communities {summary['n_unsure'] or 'none'} are below it as a whole."
        )
    if found.plateaus:
        low, high = summary["plateau"]
        more = len(found.plateaus) - 1
        others = "another stretch gives" if more == 1 else f"{more} other stretches give"
        told.append(
            f"The scale was chosen by the network: resolutions from {low:.2g} to {high:.2g} give nearly the same "
            f"communities{f', and {others} other ones' if more else ''}."
        )
    elif found.chosen:
        told.append("No scale stands out: other resolutions than 1 give other communities, as good as these.")
    if not found.agreed.settled:
        told.append("The runs did not come to one partition; the best of the last round is shown.")
    if not network.jurisdictions:
        told.append("No jurisdiction is known: agreement with jurisdictions cannot be told.")
    else:
        told.append(
            f"{grouped(network.group)}; agreement with them is over {summary['n_compared']} nodes, those that have "
            "exactly one."
        )
    if len(found.drawn) < asked:
        told.append(f"{len(found.drawn)} runs instead of {asked}, for the size of the network.")
    if network.n_nodes < 15:
        told.append("Fewer than 15 nodes: communities of so few are noise more often than not.")
    return tuple(told)


def _explainer(
    network: Network, ties: Layered, found: Found, summary: Mapping[str, Any]
) -> Callable[[pd.DataFrame, Any], str]:
    together = np.bincount(found.cluster, minlength=1) > 1
    made = network.made
    made = f"ties of {' and '.join(ties.layers)}; {made}" if ties.layers else made
    near = summary["n_near_equal"]
    others = f"{near} partitions of it are about equally good" if near > 1 else "no other partition found is as good"
    than = "more clustered than" if summary["p"] <= CHANCE else "no more clustered than"
    against = (
        f"The network as a whole is {than} one in which partners are chance ({summary['quality']:.2f} and "
        f"{summary['quality_null']:.2f}, p {summary['p']:.2g}), and {others}: a pattern of recorded ties, not a "
        "finding that its members act together."
    )
    find = _recorder(network)

    def explain(rows: pd.DataFrame, key: Any) -> str:
        """`key` is a node's label, or a position in the table."""
        row = _row(rows, key)
        named = f"{spoken(row, row['node'])} ({placed(network.group, row['countries'])})"
        rests = cited(find(rows, key))
        if np.isnan(row["membership"]):
            alone = f"{named} has no recorded tie here and is in no community."
            return f"{alone} That is no sign of acting alone. {rests}".strip()
        size = int((rows["cluster"] == row["cluster"]).sum())
        return f"{named} {_placed(row, size, together[row['cluster']])} ({made}). {against} {rests}".strip()

    return explain


def _placed(row: pd.Series[Any], size: int, together: bool) -> str:
    """Say where a node belongs, and by no number where that is unsure; `together`: with others, listed or not."""
    true = "networks that may be the true one"
    if not together:
        return f"is in no community, and alone in {row['stability']:.0%} of the {true}"
    others = "one other node" if size == 2 else f"{size - 1} other nodes" if size > 2 else "nodes that are not listed"
    reach = f"{others} ({', '.join(row['cluster_countries'])})" if row["cluster_countries"] else others
    if row["stability"] < UNSURE:
        feet = f", and its ties lead to {len(row['also']) + 1} communities" if row["also"] else ""
        return (
            f"cannot be placed: it is shown with {reach}, but in {true} it is with only {row['stability']:.0%} of them "
            f"on average{feet}"
        )
    foot = "".join(f", to community {number} by {degree:.0%}" for number, degree in row["also"])
    return (
        f"is in community {row['cluster']} with {reach}: in {true} it is with {row['stability']:.0%} of them on "
        f"average, and by its ties it belongs there to {row['membership']:.0%}{foot}"
    )


def _row(rows: pd.DataFrame, key: Any) -> pd.Series[Any]:
    at = rows.index[rows["node"] == key]
    if not len(at) and key not in rows.index:
        raise UnknownEntityError.of("listed node", key)
    row: pd.Series[Any] = rows.loc[at[0] if len(at) else key]
    return row


def _recorder(network: Network) -> Callable[[pd.DataFrame, Any], pd.DataFrame]:
    """Return how to find the records behind a node's ties to its own cluster; behind all its ties where it has none."""

    def records(rows: pd.DataFrame, key: Any) -> pd.DataFrame:
        row = _row(rows, key)
        code = int(network.labels.get_indexer(pd.Index([row["node"]]))[0])
        around = network.around(code)
        other = np.where(network.source[around] == code, network.target[around], network.source[around])
        mates = set(rows.loc[rows["cluster"] == row["cluster"], "node"])
        inside: NDArray[np.bool_] = np.array([label in mates for label in network.labels[other]], dtype=bool)
        return network.records(around[inside] if inside.any() else around)

    return records
