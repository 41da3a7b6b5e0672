"""Which jurisdictions act together?"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from netintel.analysis._cited import cited
from netintel.analysis._group import by, grouped, nouns
from netintel.analysis._label_order import in_label_order
from netintel.analysis._leaning import BELONGS, LEAST, CountryGraph, Expected
from netintel.analysis._leiden import Labels, by_size, density, leiden, modularity, most_gain, stability
from netintel.analysis._plausible import HIDDEN
from netintel.analysis._subject import network_of
from netintel.errors import UnknownEntityError
from netintel.model.network import FloatArray, Network
from netintel.model.results import Groups

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

NULLS = 199
"""With 199, or 179 and so on, p at or below 0.05 comes up in exactly one network of chance in twenty."""
WORK = 12_000_000
"""Ties rewired, or drawn again, in all turns together; larger networks get fewer turns, at least 59."""
TOGETHER = 0.5
"""Two countries gain by being in one cluster where more than this part of the runs puts them together."""
UNSURE = 0.6
"""Below this stability a country's cluster is not named."""
CHANCE = 0.05
"""A larger p is called chance."""
EXACT_UP_TO = 35
SECONDS = 10.0
"""What the proof may take; up to 35 countries with clear blocs it takes a quarter of a second."""


def jurisdiction_clusters(
    subject: EntityGraph | Network,
    *,
    seeds: int = 50,
    bootstraps: int = 100,
    hidden: float = HIDDEN,
    seed: int = 0,
) -> Groups:
    """Return groups of countries tied more to each other than their sizes explain, each with its stability.

    A cluster of jurisdictions is a candidate for one joint team: the networks in it lean on each other. It is not a
    map of who has the most ties; large countries have ties with everybody.

    Two countries *lean* on each other where the ties between them exceed the number expected when everybody keeps
    their number of ties across borders and partners are chance (the null of `corridors`), as one pair in ten does by
    chance. Their weight is the z of the chance of such a count (z > 1.28): not the excess in standard deviations, by
    which two ties are a bond where a tenth of one is expected. A Leiden run maximises the modularity of that graph for
    each of many networks that may be the true one; whoever has no more ties with the rest of their cluster than chance
    gives (p > 0.1) is alone in it. Shown is the partition with the fewest disagreements with these runs over pairs of
    countries: proved up to 35 countries where the solver ends in 10 s, otherwise the best of `seeds` Leiden runs;
    `summary["proved"]` says which. A country on which the runs disagree stays alone. On planted blocs of unequal
    countries with a fifth of the ties missing this finds them with a mean AMI of 0.88, and of 0.68 where a third
    of the countries belong to no bloc (docs/decisions/0015).

    Parameters
    ----------
    subject
        An entity graph (projected by `actors` with its defaults) or a network.
    seeds
        Leiden runs on the country graph.
    bootstraps
        Networks that may be the true one (ties left out by their evaluation, likely missing ones added), 100 for a
        stability to about 0.05.
    hidden
        Part (0 to below 1) of the real ties supposed not to be recorded.
    seed
        For rewires, runs and plausible networks.

    Returns
    -------
    Groups
        One row a country: `country`, `cluster` (0 is the largest), `membership` (of its ties above expectation with
        countries it leans on, the part that goes to its own cluster, 0-1; nan where it leans on nobody), `stability`
        (how often another country of its cluster is with it in plausible networks, 0-1; for a country alone, how often
        it is alone; nan without a tie across a border: a country nothing is known of, in a cluster of its own at the
        end). Ordered by cluster, stability, name.
        Summary: `modularity` of that graph, `excess_within` (part of all ties across borders that lie within
        clusters above expectation), each with its mean over rewired networks put through the same steps
        (`modularity_null`, `excess_within_null`); `z` and one-sided `p` of the excess of a run on the network against
        a run each on rewired ones, all held against what they expect together, for a modularity forgets how large the
        excess is; `n_clusters` (of two or more), `proved`, `n_near_equal` (different partitions found
        within 1 % of the best).

    Limits
    ------
    Two or three countries cannot lean, for their totals fix every count: each is its own cluster. Without a small
    `p` the clusters are what noise gives. Countries of no bloc are still put with others two times in three, mostly
    with each other: where blocs keep to themselves, the others are left with each other. A country with a handful of
    ties abroad cannot show that it belongs anywhere, and is alone. Below a stability of 0.6 do not name the cluster. A
    country that shared nothing has no ties; that is not independence.

    References
    ----------
    newman2004, traag2019, lancichinetti2012, brandes2008modularity, miyauchi2015, fosdick2018

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
    given = network_of(subject)
    network = in_label_order(given)
    generator = random.Random(seed)
    graph = CountryGraph.of(network, (_affordable(NULLS, network) + 1) // 20 * 20 - 1, seed)
    again = _affordable(bootstraps, network)
    weight = graph.expected.leaning(graph.observed)
    tied = graph.observed.sum(axis=1) > 0
    drawn = [chance.run(seen, generator) for seen, chance in graph.plausible(network, again, hidden, generator)]
    partitions = np.array(drawn, dtype=np.int64).reshape(again, len(tied))
    found, proved = _agreed(partitions, tied, seeds, generator)
    cluster = _numbered(found, tied)
    rows = pd.DataFrame(
        {
            "country": np.array(network.jurisdictions, dtype=object),
            "cluster": cluster,
            "membership": _membership(np.where(weight > 0, graph.observed - graph.expected.mean, 0.0), cluster),
            "stability": np.where(tied, stability(cluster, partitions), np.nan),
        }
    )
    summary = _summary(graph, weight, cluster, generator)
    summary |= {"proved": proved, "n_near_equal": _near(weight, seeds, generator)}
    return Groups(
        name="jurisdiction_clusters",
        rows=rows.sort_values(["cluster", "stability"], ascending=[True, False], kind="stable").reset_index(drop=True),
        method=f"modularity of ties above chance, agreement of runs {'(exact)' if proved else '(best found)'}",
        parameters={
            "seeds": seeds,
            "bootstraps": again,
            "rewires": len(graph.drawn),
            "weights": f"z of the chance of the count, above {LEAST}",
            "belongs": f"p up to {BELONGS}",
            "hidden": hidden,
        },
        seed=seed,
        citation="newman2004, traag2019, lancichinetti2012",
        group=network.group,
        projection=network.recipe,
        digest=network.digest,
        caveats=_caveats(network, rows, summary, graph, hidden),
        summary=summary,
        explainer=_explainer(network, graph, summary),
        recorder=_recorder(given),
    )


def _affordable(asked: int, network: Network) -> int:
    return int(min(asked, max(59, WORK // max(network.n_ties, 1))))


def _agreed(
    partitions: Labels, tied: np.ndarray[Any, np.dtype[np.bool_]], seeds: int, generator: random.Random
) -> tuple[Labels, bool]:
    """Return the partition that disagrees least with all others over pairs, and whether that is proved."""
    n = len(tied)
    labels = np.arange(n) + n
    busy = np.flatnonzero(tied)
    if not len(busy):
        return labels, True
    together = np.zeros((len(busy), len(busy)))
    for one in partitions[:, busy]:
        together += one[:, None] == one[None, :]
    together /= len(partitions)
    found = most_gain(together - TOGETHER, seconds=SECONDS) if len(busy) <= EXACT_UP_TO else None
    labels[busy] = _best_found(together, seeds, generator) if found is None else found
    return labels, found is not None


def _best_found(together: FloatArray, seeds: int, generator: random.Random) -> Labels:
    """Return the best of Leiden runs for the gains that the exact program has: a Potts model of resolution 0.5."""
    n = len(together)
    source, target = np.nonzero(np.triu(together, 1))
    weight = together[source, target]
    scale = density(n, source, target, weight) if len(source) else 1.0
    found = leiden(
        n, source, target, weight, runs=seeds, generator=generator, resolution=TOGETHER / scale, method="CPM"
    )
    return found.best


def _near(weight: FloatArray, seeds: int, generator: random.Random) -> int:
    """Return how many partitions of the recorded network come near the best one."""
    source, target = np.nonzero(np.triu(weight))
    runs = leiden(len(weight), source, target, weight[source, target], runs=seeds, generator=generator)
    return runs.n_near_equal


def _numbered(labels: Labels, tied: np.ndarray[Any, np.dtype[np.bool_]]) -> Labels:
    """Number clusters by size, countries without a tie across a border last."""
    cluster = by_size(labels)
    cluster[~tied] = len(labels) + np.arange((~tied).sum())
    return np.unique(cluster, return_inverse=True)[1].astype(np.int64)


def _membership(weight: FloatArray, cluster: Labels) -> FloatArray:
    total = weight.sum(axis=1)
    own = (weight * (cluster[:, None] == cluster[None, :])).sum(axis=1)
    return np.where(total > 0, own / np.where(total > 0, total, 1), np.nan)


def _summary(graph: CountryGraph, weight: FloatArray, cluster: Labels, generator: random.Random) -> dict[str, Any]:
    chance = graph.pooled
    null = np.array([_one_run(chance, drawn, generator) for drawn in graph.drawn])
    single = np.array([_one_run(chance, graph.observed, generator) for _ in range(10)])
    spread = float(null[:, 1].std(ddof=1))
    return {
        "modularity": modularity(weight, cluster),
        "modularity_null": float(null[:, 0].mean()),
        "excess_within": _within(graph.observed, graph.expected.mean, cluster),
        "excess_within_null": float(null[:, 1].mean()),
        "z": float(single[:, 1].mean() - null[:, 1].mean()) / spread if spread > 1e-12 else float("nan"),
        "p": (1 + int((null[:, 1] >= single[0, 1] - 1e-12).sum())) / (1 + len(null)),
        "n_clusters": int((np.bincount(cluster, minlength=1) > 1).sum()),
    }


def _one_run(chance: Expected, observed: FloatArray, generator: random.Random) -> tuple[float, float]:
    """Return modularity and excess within clusters of one run."""
    labels = chance.run(observed, generator)
    return modularity(chance.leaning(observed), labels), _within(observed, chance.mean, labels)


def _within(observed: FloatArray, expected: FloatArray, labels: Labels) -> float:
    """Return the part of all ties across borders that lie within clusters above expectation; 0 without ties."""
    total = observed.sum()
    same = labels[:, None] == labels[None, :]
    return float(((observed - expected) * same).sum() / total) if total else 0.0


def _caveats(
    network: Network, rows: pd.DataFrame, summary: Mapping[str, Any], graph: CountryGraph, hidden: float
) -> tuple[str, ...]:
    told = [
        f"{grouped(network.group)}; another attribute gives other clusters.",
        "A country that shared nothing has no ties here: no data is not zero, and not independence.",
    ]
    if not network.jurisdictions:
        return (*told, "No jurisdiction is known: there are no clusters to speak of.")
    if graph.observed.sum() == 0:
        return (*told, "No tie surely crosses a border: every country is its own cluster.")
    told.append(f"Stability supposes {hidden:.0%} of the real ties not recorded, and drops ties by their evaluation.")
    if (near := summary["n_near_equal"]) > 1:
        told.append(f"{near} partitions of the recorded network are about equally good; read the stability.")
    if not graph.expected.deviation.any():
        told.append("With so few countries their totals alone fix every count: no country leans on another.")
    elif summary["p"] > CHANCE:
        told.append("Rewired networks have as much excess within clusters: these clusters may be chance.")
    shaky = rows.loc[rows["stability"] < UNSURE, "country"].tolist()
    if shaky:
        told.append(f"Unsure (stability below {UNSURE}), and their cluster is not to be named: {', '.join(shaky)}.")
    silent = rows.loc[graph.observed.sum(axis=1) == 0, "country"].tolist()
    if silent:
        told.append(f"No tie across a border, so no cluster can be told: {', '.join(silent)}.")
    if len(rows) < 5:
        told.append("Fewer than 5 countries: a cluster of them says little.")
    return tuple(told)


def _explainer(network: Network, graph: CountryGraph, summary: Mapping[str, Any]) -> Callable[[pd.DataFrame, Any], str]:
    way, made = by(network.group), network.made
    find = _recorder(network)
    also = " and may give as many" if summary["p"] > CHANCE else ""
    chance = (
        f"Of all ties across borders {summary['excess_within']:.0%} are more within clusters than expected, where "
        f"chance gives {summary['excess_within_null']:.0%}{also} (p {summary['p']:.2g}): it suggests whom to ask "
        "and proves nothing."
    )
    position = {code: i for i, code in enumerate(network.jurisdictions)}

    def explain(rows: pd.DataFrame, key: Any) -> str:
        """`key` is a country, or a position in the table."""
        row = _row(rows, key)
        country, others = row["country"], _mates(rows, row)
        if np.isnan(row["stability"]):
            return f"No recorded tie of {country} surely crosses a border. Nothing can be said of its cluster."
        of = position[country], [position[other] for other in others]
        ties = (
            f"of its ties with them {_counted(graph.observed[of].sum())} are recorded, where "
            f"{_counted(graph.expected.mean[of].sum())} are expected of countries with as many ties abroad ({made})"
        )
        mates = _listed(rows.set_index("country").loc[others, "stability"])
        often = f"{row['stability']:.0%}"
        if not others:
            found = (
                f"{country} is in no cluster of {nouns(network.group)}{way}: in {often} of the networks that may be "
                f"the true one it has no more ties with any cluster than chance gives ({made})."
            )
        elif row["stability"] < UNSURE:
            found = (
                f"{country} cannot be placed among {nouns(network.group)}{way}: it is shown with {mates}, but in "
                f"networks that may be the true one it is with only {often} of them on average; {ties}."
            )
        else:
            found = (
                f"{country} belongs with {mates} among {nouns(network.group)}{way}: in networks that may be the true "
                f"one it is with {often} of them on average, and {ties}."
            )
        return f"{found} {chance} {cited(find(rows, key))}".strip()

    return explain


def _counted(ties: float) -> str:
    return f"{ties:.0f}" if ties >= 10 else f"{ties:.2g}"


def _listed(stability: pd.Series[float]) -> str:
    """Name countries, those that are not sure to be there as such."""
    named = [f"{country} (unsure)" if sure < UNSURE else str(country) for country, sure in stability.items()]
    return " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


def _row(rows: pd.DataFrame, key: Any) -> pd.Series[Any]:
    at = rows.index[rows["country"] == key]
    if not len(at) and key not in rows.index:
        raise UnknownEntityError.of("listed country", key)
    row: pd.Series[Any] = rows.loc[at[0] if len(at) else key]
    return row


def _mates(rows: pd.DataFrame, row: pd.Series[Any]) -> list[str]:
    """Return the other countries of a country's cluster."""
    mates: list[str] = rows.loc[
        (rows["cluster"] == row["cluster"]) & (rows["country"] != row["country"]), "country"
    ].tolist()
    return mates


def _recorder(network: Network) -> Callable[[pd.DataFrame, Any], pd.DataFrame]:
    """Return how to find the records behind a country's ties to its cluster; to all others where it stands alone."""

    def records(rows: pd.DataFrame, key: Any) -> pd.DataFrame:
        row = _row(rows, key)
        here = np.array([row["country"] in codes for codes in network.countries], dtype=bool)
        wanted = set(_mates(rows, row)) or set(network.jurisdictions)
        there = np.array([bool(wanted & set(codes)) for codes in network.countries], dtype=bool)
        source, target = network.source, network.target
        between = (here[source] & there[target]) | (there[source] & here[target])
        return network.records(np.flatnonzero(between & network.crossing()))

    return records
