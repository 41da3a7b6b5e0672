"""Disruption: what is left of the network as one after the other is gone, and how it may recover?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from netintel.analysis._broker_caveats import LEAD, common_caveats, rankable
from netintel.analysis._cited import cited
from netintel.analysis._cohesion import MEASURES, Cohesion, Sides
from netintel.analysis._drawn_actors import plausible_of, supposed
from netintel.analysis._fragmentation import Adjacency, Floats
from netintel.analysis._group import placed
from netintel.analysis._identity import Pairs
from netintel.analysis._label_order import in_label_order
from netintel.analysis._percents import percent
from netintel.analysis._plausible import HIDDEN, Plausible
from netintel.analysis._recovery import RECOVERIES, Recovery
from netintel.analysis._removal import STRATEGIES, Strategy, Taken, order_of_removal, path_starts
from netintel.analysis._removal_trial import STARTS, Spread, Trial
from netintel.analysis._subject import network_of
from netintel.errors import UnknownEntityError
from netintel.model.network import Network
from netintel.model.results import Result, spoken

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

FEWEST_RUNS = 20
"""Runs of each kind that are made however large the network is."""

_TIES_IN_ALL = 5_000_000
_ALL_PATHS_STEPS = 30_000_000
_BOUND = float(np.sqrt(np.log(2 / 0.05) / (2 * STARTS)))


def disruption(
    subject: EntityGraph | Network,
    *,
    strategy: Strategy = "betweenness",
    steps: int = 10,
    recompute: bool = True,
    recovery: Sequence[Recovery] = RECOVERIES,
    draws: int = 50,
    hidden: float = HIDDEN,
    unseen: float = 0.0,
    matches: Pairs | pd.DataFrame | None = None,
    level: float = 0.9,
    seed: int = 0,
) -> Result:
    """What is left of the network as one after the other is gone, and what if it closes the gaps?

    To compare ways of acting before anybody acts: who holds the network together, how much better is it than chance,
    who else would do as well, and how long does it last. Removal without recovery is an upper bound: networks close
    their gaps and can come out stronger [duijn2014]. That a person is removed is a decision of law and of people; here
    it is a question put to recorded ties.

    Strategies
    ----------
    `betweenness` [freeman1977; cavallaro2020]: who lies on most shortest paths. `cross_border_betweenness`: on most of
    those between different jurisdictions. `boundary`: who joins most pairs of untied contacts across a border.
    `degree`: most contacts. `key_players`: without whom fewest pairs stay joined (greedy F). `random`: anybody.

    Parameters
    ----------
    subject
        Entity graph (projected by `actors` with its defaults) or network. What is left is measured without direction
        and weights; betweenness and boundary follow direction where there is one.
    strategy
        How the next one is chosen.
    steps
        How many are taken out, one after the other.
    recompute
        Whether scores are computed again on what is left after each step; otherwise those of the start hold.
    recovery
        Scenarios shown beside none, at least one. After each step every former contact makes one new tie: to anybody
        (`random`), by number of ties (`preferential`), or to somebody nearest (`distance`), as a rule another former
        contact. The same persons are taken out in every scenario.
    draws
        Runs: random removals, plausible networks, and recoveries; where the network is large fewer, at least 20.
    hidden
        Part (0 to below 1) of the real ties that is supposed not to be recorded, in plausible networks.
    unseen
        Part (0 to below 1) of the actors that is supposed not to be recorded.
    matches
        Pairs of origins of an entity graph that may be the same, with their score (`resolve.match`). Those in doubt,
        and merges by a rule that are, are put together or parted in the plausible networks by their score; of an entity
        that falls apart the part with most ties is taken out.
    level
        Chance (0-1) that an interval should hold.
    seed
        For all runs.

    Returns
    -------
    Result
        One row a scenario and step, scenario `none` first; step 0 is the start. Columns: `recovery`, `step`, `node`
        (taken out at this step), `score` (by which it was chosen), `replacements` (others with the same score),
        `replaced_by` (up to five of them), `largest` (nodes in the largest component), `largest_share` (of that at the
        start), `F` (0-1: pairs of the nodes left that no path joins), `DF` (0-1: 1 less the mean of 1/d over them),
        `efficiency` (sum of 1/d over that at the start), `cross_border_pairs` (pairs of different jurisdictions joined
        by a path), `cross_border_share` (of those at the start; nan where there were none); each measure with `_low`
        and `_high`; `random_low`, `random_median`, `random_high` (`largest_share` when anybody is taken out of the
        recorded network); `p_more` (0-1: part of the plausible networks in which the largest part is smaller than where
        as many others, drawn at random, are taken out of the same network without recovery; equal ones count half);
        `countries`, and `name` where known. With a recovery the values are medians of runs on the recorded network.
        Intervals are over plausible networks in which the same persons are taken out, and with a recovery over its
        chances as well: they are about the true network. The recorded value may lie outside, for whom to take out was
        chosen on the records, and a missing tie joins what they show apart. Only nodes that may be ranked are taken
        out.

    Limits
    ------
    On planted networks with a tenth of the ties hidden the 90 % interval of the largest part held the true value at
    98 % of first steps and at 75 % of sixth ones, that of efficiency at 83 and 68 %; the truth lay between the recorded
    value and the middle of the interval, for the more is taken out the more depends on where missing ties are.
    Everything stands on recorded ties. Where scores are equal, somebody else would do as well: see `replacements`.
    Distances on networks beyond 30 million steps (nodes times nodes and ties) are from 128 start nodes, in intervals
    already beyond 128 nodes; betweenness beyond 60 million steps from a sample of start nodes.

    References
    ----------
    cavallaro2020, duijn2014, borgatti2006keyplayers, freeman1977

    Examples
    --------
    Two triangles joined by m: without m they are two parts of three.

    >>> edges = pd.DataFrame({"source": list("abcmmxyz"), "target": list("bcaaxyzx")})
    >>> found = disruption(Network.from_edgelist(edges, directed=False), steps=1, draws=20)
    >>> rows = found.table()
    >>> rows.loc[rows["recovery"] == "none", ["step", "node", "largest", "F", "efficiency"]].round(2)
       step  node  largest    F  efficiency
    0     0  None      7.0  0.0        1.00
    1     1     m      3.0  0.6        0.47

    See also
    --------
    netintel.analysis.key_players : the best set of a given size, all at once.
    """
    _check(strategy, steps, recovery, draws, level)
    network = in_label_order(network_of(subject))
    rng = np.random.default_rng(seed)
    scenarios = tuple(one for one in RECOVERIES if one in recovery)
    able = rankable(network)
    adjacency = Adjacency.of(network.n_nodes, network.source, network.target)
    taken = order_of_removal(
        network, adjacency, np.flatnonzero(able), strategy=strategy, steps=steps, recompute=recompute, rng=rng
    )
    order = [one.node for one in taken]
    sides = Sides.of(network)
    whole = adjacency.n * (adjacency.n + network.n_ties) <= _ALL_PATHS_STEPS
    runs = _affordable(draws, network.n_ties * max(len(order), 1))
    trial = Trial(sides, np.array(order, dtype=np.int64), able, scenarios, rng)
    recorded = trial.removed(adjacency, None if whole else trial.starts(adjacency))
    anybody = replace(trial, rng=rng.spawn(1)[0])  # chance is the same beside whatever is asked of the rest
    band = np.array([anybody.by_chance(adjacency) for _ in range(runs)])
    closed = {one: [trial.recovered(adjacency, one) for _ in range(runs)] for one in scenarios}
    plausible = plausible_of(subject, network, hidden=hidden, unseen=unseen, matches=matches)
    spread = [trial.drawn(plausible) for _ in range(runs)]
    rows = _table(network, taken, recorded, closed, spread, band, level)
    return Result(
        name="disruption",
        rows=rows,
        method=strategy,
        parameters={
            "strategy": strategy,
            "steps": len(order),
            "recompute": recompute,
            "recovery": scenarios,
            "draws": runs,
            "hidden": hidden,
            "unseen": unseen,
            "pairs_in_doubt": 0 if plausible.same is None else len(plausible.same.chance),
            "level": level,
            "starts_of_paths": "all" if whole else STARTS,
            "starts_of_betweenness": path_starts(network) or "all",
            "weights": "not used",
        },
        seed=seed,
        citation="cavallaro2020, duijn2014",
        group=network.group,
        projection=network.recipe,
        digest=network.digest,
        caveats=_caveats(network, taken, strategy, steps, runs, plausible, whole),
        summary=_summary(rows, taken, scenarios),
        explainer=_explainer(network, strategy, level, plausible),
        recorder=_recorder(network),
    )


def _check(strategy: str, steps: int, recovery: Sequence[str], draws: int, level: float) -> None:
    if strategy not in STRATEGIES:
        raise ValueError(f"strategy: expected one of {', '.join(STRATEGIES)}; got {strategy!r}")
    if steps < 1:
        raise ValueError(f"steps: expected at least 1, got {steps}")
    if isinstance(recovery, str) or not recovery or not set(recovery) <= set(RECOVERIES):
        raise ValueError(
            f"recovery: expected one or more of {', '.join(RECOVERIES)} in a list, got {recovery!r}; "
            "removal without recovery is an upper bound and is not shown alone"
        )
    if draws < 1:
        raise ValueError(f"draws: expected at least 1, got {draws}; no effect is given without an interval")
    if not 0 < level < 1:
        raise ValueError(f"level: expected a number between 0 and 1, got {level}")


def _affordable(asked: int, ties: int) -> int:
    return int(min(asked, max(FEWEST_RUNS, _TIES_IN_ALL // max(ties, 1))))


def _table(
    network: Network,
    taken: Sequence[Taken],
    recorded: list[Cohesion],
    closed: Mapping[Recovery, list[list[Cohesion]]],
    spread: list[Spread],
    band: Floats,
    level: float,
) -> pd.DataFrame:
    outside = (1 - level) / 2, (1 + level) / 2
    parts = []
    every: dict[str, list[list[Cohesion]]] = {"none": [recorded], **dict(closed.items())}
    for scenario, runs in every.items():
        part = _steps(network, taken)
        part.insert(0, "recovery", scenario)
        part["largest"] = np.median([[one.largest for one in run] for run in runs], axis=0)
        part["cross_border_pairs"] = np.median([[one.crossing for one in run] for run in runs], axis=0)
        values, drawn = _measured(runs), _measured([one.left[scenario] for one in spread])
        for number, measure in enumerate(MEASURES):
            part[measure] = np.median(values[:, :, number], axis=0)
            part[f"{measure}_low"], part[f"{measure}_high"] = np.quantile(drawn[:, :, number], outside, axis=0)
        part["random_low"], part["random_median"], part["random_high"] = np.quantile(
            band, (outside[0], 0.5, outside[1]), axis=0
        )
        part["p_more"] = _below(drawn[:, :, MEASURES.index("largest_share")], [one.chance for one in spread])
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _measured(runs: Sequence[list[Cohesion]]) -> Floats:
    """Return runs x steps x measures."""
    return np.array([[list(one.beside(run[0]).values()) for one in run] for run in runs], dtype=np.float64)


def _below(share: Floats, chance: Sequence[list[float]]) -> Floats:
    """Return for each step in which part of the runs a share is below that left by chance; equal ones count half."""
    by_chance = np.array(chance)[:, : share.shape[1]]
    below: Floats = np.where(np.isclose(share, by_chance), 0.5, share < by_chance).mean(axis=0)
    return below


def _steps(network: Network, taken: Sequence[Taken]) -> pd.DataFrame:
    """Return one row a step: who was taken out, by which score, and who had the same."""
    labels = [network.labels[one.node] for one in taken]
    rows = {
        "step": range(len(taken) + 1),
        "node": pd.Series([None, *labels], dtype=object),
        "score": [np.nan, *(one.score for one in taken)],
        "replacements": [0, *(len(one.equal) for one in taken)],
        "replaced_by": [(), *(tuple(network.labels[one.equal[:5]]) for one in taken)],
        "countries": [(), *(network.countries[one.node] for one in taken)],
    }
    table = pd.DataFrame(rows)
    if "name" in network.nodes_table:
        names = [network.nodes_table["name"].iloc[one.node] for one in taken]
        table["name"] = pd.Series([None, *names], dtype=object)
    return table


def _summary(rows: pd.DataFrame, taken: Sequence[Taken], scenarios: Sequence[Recovery]) -> dict[str, Any]:
    last = rows[rows["step"] == len(taken)].set_index("recovery")
    told: dict[str, Any] = {"removed": len(taken), "equal_choices": sum(len(one.equal) > 0 for one in taken)}
    for scenario in ("none", *scenarios):
        told[f"largest_share_{scenario}"] = last["largest_share"].to_dict()[scenario]
    return told | {"largest_share_random": last["random_median"].to_dict()["none"]}


def _caveats(
    network: Network, taken: Sequence[Taken], strategy: str, steps: int, runs: int, plausible: Plausible, whole: bool
) -> tuple[str, ...]:
    told = [
        "Removal without recovery is an upper bound of the effect: networks close their gaps, and can come out "
        "stronger. Read it beside the recoveries and the random band.",
        "That a person is removed is a decision of law and of people; this answers a question about recorded ties.",
        *common_caveats(network),
    ]
    if not rankable(network).all():
        told.append("Nodes that may not be ranked are never taken out and make no new ties.")
    if len(taken) < steps:
        told.append(f"{steps} steps were asked for; only {len(taken)} nodes may be taken out.")
    equal = sum(len(one.equal) > 0 for one in taken)
    if equal:
        told.append(f"At {equal} of {len(taken)} steps others had the same score: another choice gives another curve.")
    silent = [step for step, one in enumerate(taken, 1) if one.score == 0]
    if silent and strategy != "random":
        told.append(f"From step {silent[0]} on nobody has any {strategy.replace('_', ' ')}: the order says nothing.")
    told.append(
        f"Intervals are over {runs} plausible networks with the same persons taken out: each tie is left out by its "
        f"own chance of not being real; {supposed(plausible)}. The recorded value may lie outside: who is taken out "
        "was chosen on the records, and a few ties that nobody recorded join what they show apart. The truth mostly "
        "lies between the two."
    )
    if not whole:
        told.append(
            f"Distances are followed from {STARTS} nodes: at 95% confidence a mean of 1/d is off by no more than "
            f"{_BOUND:.2f}."
        )
    starts = path_starts(network)
    if starts is not None and "betweenness" in strategy:
        told.append(f"At each step betweenness is estimated from {starts} start nodes: near scores may be swapped.")
    return (*told, "How a network recovers is not known: three simple ways are shown, real ones differ.")


def _explainer(
    network: Network, strategy: str, level: float, plausible: Plausible
) -> Callable[[pd.DataFrame, Any], str]:
    recorder = _recorder(network)
    projected = network.made

    def explain(rows: pd.DataFrame, key: Any) -> str:
        """`key` is the label of a node taken out, or a position in the table."""
        row = rows.loc[_position(rows, key)]
        note = (
            f"This stands on recorded ties only ({projected}); removal without recovery is an upper bound, whether to "
            f"act is for law and people, and {LEAD[0].lower()}{LEAD[1:]} {cited(recorder(rows, key))}"
        ).rstrip()
        if row["step"] == 0:
            return f"Before anybody is taken out, {row['largest']:.0f} nodes hold together in the largest part. {note}"
        others = f"{row['replacements']} others" if row["replacements"] != 1 else "one other"
        equal = f"; {others} had the same score" if row["replacements"] else ""
        scenario = "" if row["recovery"] == "none" else f" and the network recovers ({row['recovery']})"
        return (
            f"When {spoken(row, row['node'])} ({placed(network.group, row['countries'])}) is taken out as number "
            f"{row['step']} by {strategy.replace('_', ' ')}{equal}{scenario}, the largest part keeps "
            f"{_kept(row['largest_share'])} of its nodes on record, where taking out anybody leaves "
            f"{_kept(row['random_low'])} to {_kept(row['random_high'])}{_across(row)}{_beside(rows, row)}; "
            f"{_plausibly(row, level, plausible)}. {note}"
        )

    return explain


def _kept(share: float) -> str:
    return percent(share, 1 - share)


def _plausibly(row: pd.Series[Any], level: float, plausible: Plausible) -> str:
    """Return the interval, why the recorded value may lie outside, and how often chance does as much."""
    low, high, share = (float(row[one]) for one in ("largest_share_low", "largest_share_high", "largest_share"))
    ends = dict.fromkeys([_kept(low), _kept(high)])
    told = f"in plausible networks it keeps {' to '.join(ends)} ({level:.0%} interval)"
    if share < low and (plausible.hidden or plausible.unseen):
        told += ", more than on record as ties that nobody recorded join what the records show apart"
    elif share < low:
        told += ", more than on record as less holds together there before"
    elif share > high:
        told += ", less than on record as some of the recorded ties may not be real"
    beside = " without recovery" if row["recovery"] != "none" else ""
    return (
        f"{told}, and in {row['p_more']:.0%} of them (equal ones by half) less than where anybody is taken out{beside}"
    )


def _across(row: pd.Series[Any]) -> str:
    if np.isnan(row["cross_border_share"]):
        return ""
    return f", and {_kept(row['cross_border_share'])} of the pairs across a border stay joined"


def _beside(rows: pd.DataFrame, row: pd.Series[Any]) -> str:
    """Return what the recoveries leave at the same step, beside the row without recovery."""
    if row["recovery"] != "none":
        return ""
    others = rows[(rows["step"] == row["step"]) & (rows["recovery"] != "none")]
    told = [f"{_kept(share)} ({one})" for one, share in zip(others["recovery"], others["largest_share"], strict=True)]
    return f"; with recovery it keeps {', '.join(told)}"


def _position(rows: pd.DataFrame, key: Any) -> Any:
    at = rows.index[rows["node"] == key]
    if not len(at) and key not in rows.index:
        raise UnknownEntityError.of("node taken out", key)
    return at[0] if len(at) else key


def _recorder(network: Network) -> Callable[[pd.DataFrame, Any], pd.DataFrame]:
    """Return how to find the records behind the ties of a node taken out, or behind all ties at the start."""

    def records(rows: pd.DataFrame, key: Any) -> pd.DataFrame:
        row = rows.loc[_position(rows, key)]
        if row["step"] == 0:
            return network.records(np.arange(network.n_ties))
        return network.records(network.around(int(network.labels.get_indexer(pd.Index([row["node"]]))[0])))

    return records
