"""Brokers: who joins jurisdictions, and how sure is that?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis._bare import Bare
from netintel.analysis._broker_caveats import LEAD, common_caveats, rankable
from netintel.analysis._broker_marks import Marks, ending_said
from netintel.analysis._broker_measures import MEASURES, METHODS, PAIRS, Measure, by_pairs
from netintel.analysis._cited import cited, recorder_of_nodes
from netintel.analysis._drawn_actors import plausible_of, supposed
from netintel.analysis._group import nouns, placed
from netintel.analysis._identity import Pairs
from netintel.analysis._label_order import in_label_order
from netintel.analysis._path_sampling import CONFIDENCE, Sampler
from netintel.analysis._percents import percent
from netintel.analysis._plausible import HIDDEN, Plausible
from netintel.analysis._rank_intervals import RankIntervals, rank_intervals, ranks
from netintel.analysis._subject import network_of
from netintel.errors import UnknownEntityError
from netintel.model.network import Network
from netintel.model.results import Scores, spoken
from netintel.vocab.small_counts import said

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]

ROBUST = 0.9
"""A place in the top list is robust from this part of plausible networks on."""
FRAGILE = 0.5
"""A place in the top list is fragile below this part of plausible networks."""

_SHOWN = (
    "boundary",
    "cross_border_betweenness",
    "betweenness",
    "constraint",
    "effective_size",
    "participation",
)
_EXACT_STEPS = 600_000_000
_PAIRS = 20_000
"""Pairs between which one path is drawn where all paths are too many."""
_STEPS_IN_ALL = 500_000_000
_TIES_IN_ALL = 20_000_000
_SEEN_AGAIN = 0.25
"""Part of the plausible networks that are seen again as they would be recorded: all nodes speak together there."""


def brokers(
    subject: EntityGraph | Network,
    *,
    method: str = "boundary_per_contact",
    hidden: float = HIDDEN,
    unseen: float = 0.0,
    matches: Pairs | pd.DataFrame | None = None,
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
    more of a broker). `hierarchy`: whether one neighbour holds all the constraint (low is more of a broker).
    `effective_size`: neighbours less their redundancy; `efficiency`: the same over their number. `participation`: how
    evenly neighbours spread over jurisdictions. `bridging_centrality`: betweenness times (1/k) over the sum of 1/k of
    the neighbours, for a joint of few ties between dense parts. `cohesion_loss` (Valente and Fujimoto): by how much the
    mean of 1/d over all pairs falls when one tie of v is cut, on average; up to 2,000 nodes. `community_brokerage`: the
    communities that v ties together, their size over their path length, shared with other members who do so;
    averaged over up to 20 Leiden partitions. `gateway`: participation, the more so where nobody else of v's own
    jurisdiction holds the same way. `current_flow_betweenness`: pairs' worth of what travels by every way, shorter ones
    more; up to 2,000 nodes, where it takes 2 s a plausible network.

    Parameters
    ----------
    subject
        Entity graph (projected by `actors` with its defaults) or network. Weights of ties are not used.
    method
        What `score` and `rank` go by. The default found most planted brokers in most models (docs/decisions/0002); no
        method is best in all, so `boundary` and `cross_border_betweenness` stand beside every score.
    hidden
        Part (0 to below 1) of the real ties that is supposed not to be recorded. Nobody knows it; how often the
        interval holds where half or twice as many are hidden stands in docs/decisions/0012.
    unseen
        Part (0 to below 1) of the actors that is supposed not to be recorded; nothing in the data speaks about it.
    matches
        Pairs of origins of an entity graph that may be the same, with their score (`resolve.match`). Those in doubt,
        and merges by a rule that are, are put together or parted in the plausible networks by their score; of an entity
        that falls apart the part that ranks best counts.
    resamples
        Number of plausible networks (`_plausible`), at least 1: recorded ties left out by their `drop` rate, likely
        ones added. On networks above 100,000 ties fewer are drawn, at least 20, and where paths are many each starts
        from a sample of nodes, which widens the interval; `parameters` has the numbers.
    top
        Length of the list that `p_top` is about.
    level
        Chance (0-1) that the interval should hold the true rank.
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
        the best); `rank_low`, `rank_high` (interval of the true rank among those listed, ties counted from the best to
        the worst place; the recorded rank is in it); `p_top` (0-1: part of the plausible networks with a rank up to
        `top`, ties broken evenly); `robust` (`p_top` is at least 0.9); `fragile` (ranked up to `top`, but `p_top` is
        below 0.5); `countries`; `betweenness` (pairs); `constraint`, `effective_size` (nan without ties);
        `participation` (nan without a neighbour of known jurisdiction); `degree` (distinct neighbours); `monopoly`
        (pairs of nodes connected through it alone); `ending_ties` (ties among its contacts that would take it out of
        the top list, others' scores as they are; for shortest paths up to 300 nodes, where 6 stands for more than 5;
        missing outside the list and for methods that count no pairs); `name` and `category` where known. Where records
        are known: `watched` (looks like a target of surveillance: nearly all ties of an export have it or a few others
        as an end) and `rank_unwatched` (rank without the ties known only because of that). For participation:
        `part_of_largest` (score over 1 - 1/K for K jurisdictions) and `within_degree` (contacts at home, in standard
        deviations from its compatriots). Nodes that may not be ranked (victims, witnesses, minors, professionals) are
        not listed and stay in the network.

    Limits
    ------
    The interval supposes that ties are hidden at random. Somebody who hides well, or a country that shares nothing, is
    missing more than that. Of the true ranks of the first 20 on planted networks 90 % intervals hold 92 to 99 in 100
    where the rates supposed are right, whatever is wrong with the record (ties hidden, ties not real, actors missing);
    88 where twice as many ties are hidden as supposed; 87 to 89 where one recorded tie in ten is not real, or one actor
    in ten is missing, and none is supposed to be.
    Betweenness supposes that things travel by shortest paths and can hang on one tie. It is exact up to 600
    million steps (start nodes times nodes and ties: 10,000 nodes with 50,000 ties); beyond, it is estimated from
    one path each of 20,000 pairs, and the caveats and `summary["error_bound"]` give the bound.

    References
    ----------
    gould1989, brandes2008, freeman1977, burt1992, guimera2005, hwang2008, valente2010, paquetclouston2022,
    vargas2014, newman2005, brandes2005, neyman1937, borgatti2006, audibert2009

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
    plausible = plausible_of(subject, network, hidden=hidden, unseen=unseen, matches=matches)
    rng = np.random.default_rng(seed)
    found = {one: _recorded(network, MEASURES[one], rng) for one in dict.fromkeys((*_SHOWN, method))}
    scores = {one: score for one, (score, _) in found.items()}
    bounds = {one: bound for one, (_, bound) in found.items() if bound > 0}
    listed = rankable(network)
    marks = Marks(network, listed, method, scores[method], top)
    times = int(np.clip(_TIES_IN_ALL // max(network.n_ties, 1), 20, resamples)) if resamples > 20 else resamples
    size = Bare.of(network).starts_within(_STEPS_IN_ALL // times) if MEASURES[method].starts else None
    intervals = _intervals(plausible, MEASURES[method], scores[method], listed, times, size, (top, level), rng)
    return Scores(
        name="brokers",
        rows=_table(network, method, scores, listed, intervals, marks),
        method=method,
        parameters={
            "method": method,
            "best": "lowest" if MEASURES[method].low_is_more else "highest",
            "hidden": hidden,
            "unseen": unseen,
            "pairs_in_doubt": 0 if plausible.same is None else len(plausible.same.chance),
            "resamples": times,
            "top": top,
            "level": level,
            "mean_drop": round(float(network.drop.mean()), 3) if network.n_ties else float("nan"),
            "starts_in_a_resample": _starts_said(network, size),
            "weights": "not used",
        },
        seed=seed,
        citation=MEASURES[method].citation,
        group=network.group,
        projection=network.recipe,
        digest=network.digest,
        caveats=(*_caveats(network, method, plausible, times, bounds), *marks.caveats()),
        summary=_summary(network, scores, listed, bounds),
        explainer=_explainer(network, method, times, top, level),
        recorder=recorder_of_nodes(network),
    )


def _recorded(network: Network, measure: Measure, rng: np.random.Generator) -> tuple[Floats, float]:
    """Return the measure of every node of the recorded network, and a bound on its error (0 where exact)."""
    bare = Bare.of(network)
    if measure.starts is None or bare.starts_within(_EXACT_STEPS) is None:
        return measure.value(bare), 0.0
    return Sampler(bare, measure.starts(bare)).through(_PAIRS, rng)


def _intervals(
    plausible: Plausible,
    measure: Measure,
    score: Floats,
    listed: NDArray[np.bool_],
    times: int,
    starts: int | None,
    asked: tuple[int, float],
    rng: np.random.Generator,
) -> RankIntervals:
    """Measure so many plausible networks, and the first of them also as they would be recorded."""
    none = np.zeros(0, dtype=np.int64)
    together = plausible.together

    def value(
        ties: tuple[NDArray[np.int64], NDArray[np.int64]], like: NDArray[np.int64], who: NDArray[np.int64]
    ) -> Floats:
        bare = replace(_bare(plausible.network, ties, like, who), starts=starts, rng=rng)
        return plausible.read(measure.better(measure.value(bare)), who)[listed]

    true, seen = [], []
    for turn in range(times):
        drawn = plausible.drawn(rng)
        true.append(value((drawn.source, drawn.target), drawn.like, drawn.who))
        if turn < max(_SEEN_AGAIN * times, 20):
            seen.append(value(plausible.again(drawn, rng), none, together))
    return rank_intervals(measure.better(score[listed]), true, seen, top=asked[0], level=asked[1])


def _bare(network: Network, ties: tuple[Codes, Codes], like: Codes, who: Codes) -> Bare:
    """Return a plausible network to be measured; actors nobody recorded stand behind its nodes.

    Who is several nodes together has the jurisdictions of all, to equal parts.
    """
    from scipy.sparse import csr_array, vstack

    shares, countries, n = network.shares, network.countries, network.n_nodes
    like, moved = who[like], np.flatnonzero(who != np.arange(n))
    if len(moved):
        known = np.asarray(shares.sum(axis=1)).ravel() > 0
        parts = np.bincount(who[known], minlength=n)
        into = csr_array((1 / np.maximum(parts[who], 1), (who, np.arange(n))), shape=(n, n))
        shares = (into @ shares).tocsr()
        countries = list(countries)
        for node in moved:
            countries[who[node]] = tuple(sorted({*countries[who[node]], *network.countries[node]}))
    if len(like):
        shares = vstack([shares, shares[like]]).tocsr()
        countries = [*countries, *(countries[node] for node in like)]
    return Bare(len(countries), *ties, network.directed, shares, countries)


def _starts_said(network: Network, size: int | None) -> int | str:
    if size is None:
        return "all"
    return f"{PAIRS:,} pairs" if by_pairs(network.n_nodes, network.n_ties) else size


def _check(method: str, resamples: int, level: float) -> None:
    if method not in METHODS:
        raise ValueError(f"method: expected one of {', '.join(METHODS)}; got {method!r}")
    if resamples < 1:
        raise ValueError(f"resamples: expected at least 1, got {resamples}; no rank is given without an interval")
    if not 0 < level < 1:
        raise ValueError(f"level: expected a number between 0 and 1, got {level}")


def _table(
    network: Network,
    method: str,
    scores: Mapping[str, Floats],
    listed: NDArray[np.bool_],
    intervals: RankIntervals,
    marks: Marks,
) -> pd.DataFrame:
    score, counts = scores[method], MEASURES[method].counts
    counted = scores[counts] if counts is not None else np.zeros_like(score)
    table = pd.DataFrame({"score": score}, index=pd.Index(network.labels, name="node"))
    table["boundary"] = scores["boundary"]
    table["cross_border_betweenness"] = scores["cross_border_betweenness"]
    table["share"] = counted / counted.sum() if counted.any() else np.nan
    table = table[listed]
    table["rank"] = ranks(MEASURES[method].better(score[listed]))[0]
    table["rank_low"], table["rank_high"], table["p_top"] = intervals.low, intervals.high, intervals.p_top
    table["robust"] = table["p_top"] >= ROBUST
    table["fragile"] = (table["rank"] <= marks.top) & (table["p_top"] < FRAGILE)
    table["countries"] = [c for c, there in zip(network.countries, listed, strict=True) if there]
    for other in ("betweenness", "constraint", "effective_size", "participation"):
        table[other] = scores[other][listed]
    table["degree"] = Bare.of(network).degree[listed].astype(np.int64)
    beside = marks.columns().set_axis(table.index)
    table = table.assign(**{str(name): beside[name] for name in beside})
    for known in ("name", "category"):
        if known in network.nodes_table:
            table[known] = network.nodes_table[known].to_numpy()[listed]
    return table.sort_values(["rank", "p_top"], ascending=[True, False], kind="stable")


def _summary(
    network: Network, scores: Mapping[str, Floats], listed: NDArray[np.bool_], bounds: Mapping[str, float]
) -> Mapping[str, Any]:
    """Return totals over all nodes, listed or not."""
    crossing, every = float(scores["cross_border_betweenness"].sum()), float(scores["betweenness"].sum())
    return {
        "listed": int(listed.sum()),
        "not_listed": said(int((~listed).sum())),
        "unknown": sum(not network.countries[node] for node in np.flatnonzero(listed)),
        "boundary_total": float(scores["boundary"].sum()),
        "cross_border_betweenness_total": crossing,
        "cross_border_part_of_betweenness": crossing / every if every else float("nan"),
        "error_bound": dict(bounds),
    }


def _caveats(
    network: Network, method: str, plausible: Plausible, times: int, bounds: Mapping[str, float]
) -> tuple[str, ...]:
    told = [*common_caveats(network), _supposed(plausible, times), *_not_supposed(network, plausible)]
    if MEASURES[method].starts:
        told.append("Betweenness supposes that things travel by shortest paths; one missing tie can make a broker.")
    told += [
        f"The {measure.replace('_', ' ')} is estimated from {_PAIRS:,} pairs of nodes: at {CONFIDENCE:.0%} confidence "
        f"no value is off by more than {bound:.2g} pairs; values are shown with three digits."
        for measure, bound in bounds.items()
    ]
    return tuple(told)


def _supposed(plausible: Plausible, times: int) -> str:
    """Tell what the intervals suppose."""
    return (
        f"Ranks are given with an interval from {times} plausible networks: each tie is left out by its own chance of "
        f"not being real; {supposed(plausible)}. Who hides better than that is not in it."
    )


def _not_supposed(network: Network, plausible: Plausible) -> tuple[str, ...]:
    """Tell how far intervals held where something was wrong that they did not suppose (docs/decisions/0012)."""
    told = []
    if plausible.unseen == 0:
        told.append(("No actor is supposed to be missing; where one in ten was", 89))
    if network.n_ties and not network.drop.any():
        told.append(("Every recorded tie is supposed to be real; where one in ten was not", 87))
    if plausible.hidden > 0:
        told.append(("Nobody knows how many ties are missing; where twice as many were as supposed", 88))
    return tuple(
        f"{where}, 90% intervals on planted networks held {held} of 100 true ranks of the first 20."
        for where, held in told
    )


def _explainer(network: Network, method: str, times: int, top: int, level: float) -> Callable[[pd.DataFrame, Any], str]:
    projected = network.made
    records = recorder_of_nodes(network)

    def explain(rows: pd.DataFrame, key: Any) -> str:
        if key not in rows.index:
            raise UnknownEntityError.of("ranked node", key)
        row = rows.loc[key]
        named = spoken(row, key)
        place = (
            f"{named} ({placed(network.group, row['countries'])}) ranks {row['rank']} of {len(rows)} by "
            f"{method.replace('_', ' ')} ({level:.0%} interval {row['rank_low']} to {row['rank_high']}, in the top "
            f"{top} in {percent(row['p_top'], 1 - row['p_top'])} of {times} plausible networks)"
        )
        told = (
            f"{place}: {_finding(row, method, network.group)}{ending_said(row, method, top)}. This stands on recorded "
            f"ties only ({projected}); {LEAD[0].lower()}{LEAD[1:]} {cited(records(rows, key))}"
        )
        return told.rstrip()

    return explain


def _finding(row: pd.Series[Any], method: str, group: str) -> str:
    measure = MEASURES[method]
    if pd.isna(row["score"]) or (measure.counts is not None and row["score"] == 0):
        return "by this measure it joins nobody"
    return measure.said.format(**row[["score", "boundary", "degree", "share"]], countries=nouns(group))
