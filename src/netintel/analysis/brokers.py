"""Brokers: who joins jurisdictions, and how sure is that?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis._broker_caveats import LEAD, common_caveats, rankable
from netintel.analysis._broker_measures import COUNTED, METHODS, PATH_METHODS, Measures, Method, better
from netintel.analysis._cross_border_betweenness import CONFIDENCE
from netintel.analysis._label_order import in_label_order
from netintel.analysis._resample import RankIntervals, rank_intervals, ranks
from netintel.analysis._structural_holes import degree
from netintel.analysis._subject import network_of
from netintel.errors import UnknownEntityError
from netintel.model.network import Network
from netintel.model.results import Scores, spoken

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

Floats = NDArray[np.float64]

_CITATIONS: dict[Method, str] = {
    "boundary_per_contact": "gould1989",
    "boundary": "gould1989",
    "cross_border_betweenness": "brandes2008",
    "betweenness": "freeman1977",
    "constraint": "burt1992",
    "effective_size": "burt1992",
    "participation": "guimera2005",
}
_TIES_IN_ALL = 20_000_000
_STEPS_IN_ALL = 500_000_000
_SAID: dict[Method, str] = {
    "boundary_per_contact": "it joins {boundary:.0f} pairs of contacts across a border who are not tied to each other, "
    "{score:.1f} for each of its {degree} contacts and {share:.1%} of all such",
    "boundary": "it joins {score:.0f} pairs of contacts across a border who are not tied to each other, {share:.1%} of "
    "all such",
    "cross_border_betweenness": "shortest paths of {score:.0f} pairs of different {group} lead through this node, "
    "{share:.1%} of the total",
    "betweenness": "shortest paths of {score:.0f} pairs lead through this node, {share:.1%} of the total",
    "constraint": "its constraint is {score:.2f}, where low means contacts who are not tied to each other",
    "effective_size": "its contacts amount to {score:.1f} that are not redundant",
    "participation": "its contacts spread over {group} with a participation of {score:.2f}, where 0 means one only",
}


def brokers(
    subject: EntityGraph | Network,
    *,
    method: Method = "boundary_per_contact",
    resamples: int = 200,
    top: int = 10,
    level: float = 0.9,
    seed: int = 0,
) -> Scores:
    """Who joins jurisdictions, and how far can the rank be trusted?

    A broker ties persons of different countries who are not tied to each other: to follow or remove such a person
    says more about a cross-border scheme than the person with most contacts, who often leads one cell. The result
    is where to look first, never proof of a part in the scheme.

    Methods
    -------
    `boundary`: open two-paths a - v - c (a and c not tied) that cross a border: all brokerage roles but coordinator.
    `boundary_per_contact`: the same over the number of contacts. Every tie abroad gives the boss of a large cell as
    many two-paths as there are members, without the boss joining anything new; this takes that growth out.
    `cross_border_betweenness`: pairs of nodes without a common jurisdiction whose shortest paths lead through v.
    `betweenness`: pairs of any nodes. `constraint`: how far v's ties lead back to the same neighbours (low is
    more of a broker). `effective_size`: neighbours less their redundancy. `participation`: how evenly neighbours
    spread over jurisdictions.

    Parameters
    ----------
    subject
        Entity graph (projected by `actors` with its defaults) or network. Weights of ties are not used.
    method
        What `score` and `rank` go by. The default found most planted brokers in most models (docs/decisions/0002); no
        method is best in all, so `boundary` and `cross_border_betweenness` stand beside every score.
    resamples
        How often the ranking is repeated with each tie left out by its `drop` rate, at least 1. On networks above
        100,000 ties fewer are run, at least 20, and where paths are many each starts from a sample of nodes, which
        widens the interval; `parameters` has the numbers.
    top
        Length of the list that `p_top` is about.
    level
        Chance (0-1) that the rank interval should hold.
    seed
        Makes the draws repeatable, whatever the order of the rows given.

    Returns
    -------
    Scores
        Index `node`, best first, nodes of one rank by `p_top`. Columns: `score` (of the method);
        `boundary` (two-paths; unordered pairs of contacts in an undirected network, ordered in a directed one);
        `cross_border_betweenness` (pairs); `share` (0-1: the node's part of all the pairs that the method counts, those
        of nodes not listed too: of `boundary` for both boundary methods; nan for methods that do not count pairs, and
        where nobody has any); `rank` (1 is best, ties share
        the best); `rank_low`, `rank_high` (interval over resamples, ties counted from the best to the worst place);
        `p_top` (0-1: part of the resamples with a rank up to `top`, ties broken evenly); `countries`; `betweenness`
        (pairs); `constraint`, `effective_size` (nan without ties); `participation` (nan without a neighbour of
        known jurisdiction); `degree` (distinct neighbours); `name` and `category` where known. Nodes that may not be
        ranked (victims, witnesses, minors, professionals) are not listed and stay in the network.

    Limits
    ------
    Resamples leave ties out and add none: the interval tells of ties that may not be real, not of those nobody saw.
    Betweenness supposes that things travel by shortest paths and can hang on one tie. It is exact up to 600
    million steps (start nodes times nodes and ties: 10,000 nodes with 50,000 ties); beyond, it is estimated from a
    sample of start nodes, and the caveats and `summary["error_bound"]` give the bound.

    References
    ----------
    gould1989, brandes2008, freeman1977, burt1992, guimera2005, borgatti2006, audibert2009

    Examples
    --------
    A Romanian and a German are joined by b alone:

    >>> edges = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> nodes = pd.DataFrame({"id": ["a", "b", "c"], "country": ["RO", "RO", "DE"]})
    >>> found = brokers(Network.from_edgelist(edges, nodes, directed=False, jurisdiction="country")).table()
    >>> found[["boundary", "cross_border_betweenness", "share", "rank"]]
          boundary  cross_border_betweenness  share  rank
    node
    b          1.0                       1.0    1.0     1
    a          0.0                       0.0    0.0     2
    c          0.0                       0.0    0.0     2

    See also
    --------
    netintel.analysis.brokerage_roles : the five roles that `boundary` is made of, with significance.
    """
    _check(method, resamples, level)
    network = in_label_order(network_of(subject))
    measures = Measures(network)
    rng = np.random.default_rng(seed)
    found = {one: measures.whole(one, rng) for one in METHODS}
    scores = {one: score for one, (score, _) in found.items()}
    listed = rankable(network)
    times = int(np.clip(_TIES_IN_ALL // max(network.n_ties, 1), 20, resamples)) if resamples > 20 else resamples
    size = measures.starts_within(_STEPS_IN_ALL // times) if method in PATH_METHODS else None
    intervals = rank_intervals(
        lambda kept: better(method, measures.left(method, kept, size, rng))[listed],
        network.drop,
        times=times,
        top=top,
        level=level,
        rng=rng,
    )
    bounds: dict[str, float] = {one: bound for one, (_, bound) in found.items() if bound > 0}
    return Scores(
        name="brokers",
        rows=_table(network, method, scores, degree(measures.triads), listed, intervals),
        method=method,
        parameters={
            "method": method,
            "resamples": times,
            "top": top,
            "level": level,
            "mean_drop": round(float(network.drop.mean()), 3) if network.n_ties else float("nan"),
            "starts_in_a_resample": "all" if size is None else size,
            "weights": "not used",
        },
        seed=seed,
        citation=_CITATIONS[method],
        group=network.group,
        projection=network.recipe,
        digest=network.digest,
        caveats=_caveats(network, method, times, bounds),
        summary=_summary(network, scores, listed, bounds),
        explainer=_explainer(network, method, times, top, level),
    )


def _check(method: str, resamples: int, level: float) -> None:
    if method not in METHODS:
        raise ValueError(f"method: expected one of {', '.join(METHODS)}; got {method!r}")
    if resamples < 1:
        raise ValueError(f"resamples: expected at least 1, got {resamples}; no rank is given without an interval")
    if not 0 < level < 1:
        raise ValueError(f"level: expected a number between 0 and 1, got {level}")


def _table(
    network: Network,
    method: Method,
    scores: Mapping[Method, Floats],
    degrees: Floats,
    listed: NDArray[np.bool_],
    intervals: RankIntervals,
) -> pd.DataFrame:
    score = scores[method]
    counted = scores[COUNTED[method]] if method in COUNTED else np.zeros_like(score)
    table = pd.DataFrame({"score": score}, index=pd.Index(network.labels, name="node"))
    table["boundary"] = scores["boundary"]
    table["cross_border_betweenness"] = scores["cross_border_betweenness"]
    table["share"] = counted / counted.sum() if counted.any() else np.nan
    table = table[listed]
    table["rank"] = ranks(better(method, score)[listed])[0]
    table["rank_low"], table["rank_high"], table["p_top"] = intervals.low, intervals.high, intervals.p_top
    table["countries"] = [c for c, there in zip(network.countries, listed, strict=True) if there]
    for other in ("betweenness", "constraint", "effective_size", "participation"):
        table[other] = scores[other][listed]
    table["degree"] = degrees[listed].astype(np.int64)
    for known in ("name", "category"):
        if known in network.nodes_table:
            table[known] = network.nodes_table[known].to_numpy()[listed]
    return table.sort_values(["rank", "p_top"], ascending=[True, False], kind="stable")


def _summary(
    network: Network, scores: Mapping[Method, Floats], listed: NDArray[np.bool_], bounds: Mapping[str, float]
) -> Mapping[str, Any]:
    """Return totals over all nodes, listed or not."""
    crossing, every = float(scores["cross_border_betweenness"].sum()), float(scores["betweenness"].sum())
    return {
        "nodes": network.n_nodes,
        "listed": int(listed.sum()),
        "not_listed": int((~listed).sum()),
        "unknown": sum(not countries for countries in network.countries),
        "boundary_total": float(scores["boundary"].sum()),
        "cross_border_betweenness_total": crossing,
        "cross_border_part_of_betweenness": crossing / every if every else float("nan"),
        "error_bound": dict(bounds),
    }


def _caveats(network: Network, method: Method, times: int, bounds: Mapping[str, float]) -> tuple[str, ...]:
    told = [
        *common_caveats(network),
        f"Ranks are given with an interval from {times} resamples in which each tie is left out by its own chance of "
        "not being real; ties that nobody recorded are not in it.",
    ]
    if method in PATH_METHODS:
        told.append("Betweenness supposes that things travel by shortest paths; one missing tie can make a broker.")
    told += [
        f"The {measure.replace('_', ' ')} is estimated from a sample of start nodes: at {CONFIDENCE:.0%} confidence no "
        f"value is off by more than {bound:.2g} pairs; values are shown with three digits."
        for measure, bound in bounds.items()
    ]
    return tuple(told)


def _explainer(
    network: Network, method: Method, times: int, top: int, level: float
) -> Callable[[pd.DataFrame, Any], str]:
    projected = network.recipe[0] if network.recipe else "ties as given"

    def explain(rows: pd.DataFrame, key: Any) -> str:
        if key not in rows.index:
            raise UnknownEntityError.of("ranked node", key)
        row = rows.loc[key]
        named = spoken(row, key)
        of = f"{network.group} {', '.join(row['countries'])}" if row["countries"] else f"{network.group} unknown"
        place = (
            f"{named} ({of}) ranks {row['rank']} of {len(rows)} by {method.replace('_', ' ')} "
            f"({level:.0%} interval {row['rank_low']} to {row['rank_high']}, in the top {top} in {row['p_top']:.0%} of "
            f"{times} resamples)"
        )
        return (
            f"{place}: {_finding(row, method, network.group)}. This stands on recorded ties only ({projected}); "
            f"{LEAD[0].lower()}{LEAD[1:]}"
        )

    return explain


def _finding(row: pd.Series[Any], method: Method, group: str) -> str:
    if pd.isna(row["score"]) or (method in COUNTED and row["score"] == 0):
        return "by this measure it joins nobody"
    return _SAID[method].format(**row[["score", "boundary", "degree", "share"]], group=group)
