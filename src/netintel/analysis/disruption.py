"""Disruption: what is left of the network as one after the other is gone, and how it may recover?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from netintel.analysis._broker_caveats import LEAD, common_caveats, rankable
from netintel.analysis._cited import cited
from netintel.analysis._cohesion import MEASURES, Cohesion, Sides
from netintel.analysis._fragmentation import Adjacency, Codes, Floats
from netintel.analysis._group import placed
from netintel.analysis._label_order import in_label_order
from netintel.analysis._plausible import HIDDEN, Plausible
from netintel.analysis._recovery import RECOVERIES, Recovery, reformed
from netintel.analysis._removal import STRATEGIES, Strategy, Taken, order_of_removal, path_starts
from netintel.analysis._subject import network_of
from netintel.errors import UnknownEntityError
from netintel.model.cited import nothing
from netintel.model.network import Network
from netintel.model.results import Result, spoken

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

FEWEST_RUNS = 20
"""Runs of each kind that are made however large the network is."""

_TIES_IN_ALL = 5_000_000
_ALL_PATHS_STEPS = 30_000_000
_STARTS = 128
_BOUND = float(np.sqrt(np.log(2 / 0.05) / (2 * _STARTS)))


def disruption(
    subject: EntityGraph | Network,
    *,
    strategy: Strategy = "betweenness",
    steps: int = 10,
    recompute: bool = True,
    recovery: Sequence[Recovery] = RECOVERIES,
    draws: int = 50,
    hidden: float = HIDDEN,
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
        Part of the real ties that nobody recorded, supposed in plausible networks.
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
        and `_high`; `random_low`, `random_median`, `random_high` (`largest_share` when anybody is taken out);
        `countries`, and `name` where known. With a recovery the values are medians of runs on the recorded network.
        Intervals are over plausible networks in which the same persons are taken out, and with a recovery over its
        chances as well. Only nodes that may be ranked are taken out.

    Limits
    ------
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
    trial = _Trial(sides, order, able, scenarios, rng)
    recorded = trial.removed(adjacency, None if whole else trial.starts(adjacency))
    closed = {one: [trial.recovered(adjacency, one) for _ in range(runs)] for one in scenarios}
    plausible = Plausible(network, hidden=hidden)
    spread = [trial.everywhere(Adjacency.of(adjacency.n, *plausible.draw(rng))) for _ in range(runs)]
    band = _random_band(adjacency, np.flatnonzero(able), sides, len(order), runs, rng)
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
            "level": level,
            "starts_of_paths": "all" if whole else _STARTS,
            "starts_of_betweenness": path_starts(network) or "all",
            "weights": "not used",
        },
        seed=seed,
        citation="cavallaro2020, duijn2014",
        group=network.group,
        projection=network.recipe,
        digest=network.digest,
        caveats=_caveats(network, taken, strategy, steps, runs, hidden, whole),
        summary=_summary(rows, taken, scenarios),
        explainer=_explainer(network, strategy, level),
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


@dataclass(frozen=True)
class _Trial:
    """The same nodes taken out of one network after another."""

    sides: Sides
    order: Sequence[int]
    able: np.ndarray[Any, np.dtype[np.bool_]]
    scenarios: Sequence[Recovery]
    rng: np.random.Generator

    def starts(self, adjacency: Adjacency) -> Codes | None:
        """Return the nodes that paths are followed from, None for all."""
        return None if adjacency.n <= _STARTS else self.rng.permutation(adjacency.n)[:_STARTS]

    def removed(self, adjacency: Adjacency, starts: Codes | None) -> list[Cohesion]:
        """Return what is left at the start and after each step, without recovery."""
        gone = np.zeros(adjacency.n, dtype=bool)
        told = [Cohesion.of(adjacency, gone, self.sides, starts)]
        for node in self.order:
            gone[node] = True
            told.append(Cohesion.of(adjacency, gone, self.sides, starts))
        return told

    def recovered(self, adjacency: Adjacency, recovery: Recovery) -> list[Cohesion]:
        """Return the same where former contacts make new ties after each step."""
        gone, starts = np.zeros(adjacency.n, dtype=bool), self.starts(adjacency)
        told = [Cohesion.of(adjacency, gone, self.sides, starts)]
        for node, now in zip(self.order, reformed(adjacency, self.order, self.able, recovery, self.rng), strict=True):
            gone[node] = True
            told.append(Cohesion.of(now, gone, self.sides, starts))
        return told

    def everywhere(self, adjacency: Adjacency) -> dict[str, list[Cohesion]]:
        """Return what is left without and with each recovery."""
        alone = {"none": self.removed(adjacency, self.starts(adjacency))}
        return alone | {one: self.recovered(adjacency, one) for one in self.scenarios}


def _random_band(
    adjacency: Adjacency, candidates: Codes, sides: Sides, steps: int, runs: int, rng: np.random.Generator
) -> Floats:
    """Return the share of the largest component (runs x steps) as anybody is taken out."""
    told = np.empty((runs, steps + 1))
    nowhere = np.zeros(0, dtype=np.int64)
    for run in range(runs):
        order = rng.permutation(candidates)[:steps].tolist()
        cohesions = _Trial(sides, order, np.zeros(0, dtype=bool), (), rng).removed(adjacency, nowhere)
        told[run] = [one.beside(cohesions[0])["largest_share"] for one in cohesions]
    return told


def _table(
    network: Network,
    taken: Sequence[Taken],
    recorded: list[Cohesion],
    closed: Mapping[Recovery, list[list[Cohesion]]],
    spread: list[dict[str, list[Cohesion]]],
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
        values, drawn = _measured(runs), _measured([one[scenario] for one in spread])
        for number, measure in enumerate(MEASURES):
            part[measure] = np.median(values[:, :, number], axis=0)
            part[f"{measure}_low"], part[f"{measure}_high"] = np.quantile(drawn[:, :, number], outside, axis=0)
        part["random_low"], part["random_median"], part["random_high"] = np.quantile(
            band, (outside[0], 0.5, outside[1]), axis=0
        )
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _measured(runs: Sequence[list[Cohesion]]) -> Floats:
    """Return runs x steps x measures."""
    return np.array([[list(one.beside(run[0]).values()) for one in run] for run in runs], dtype=np.float64)


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
    network: Network, taken: Sequence[Taken], strategy: str, steps: int, runs: int, hidden: float, whole: bool
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
        f"Intervals are over {runs} plausible networks with the same persons taken out: ties left out by their own "
        f"chance of not being real, and ties added as if {hidden:.0%} of the real ones had not been recorded. They may "
        "lie wholly above what the records show: a few ties that nobody recorded hold parts together."
    )
    if not whole:
        told.append(
            f"Distances are followed from {_STARTS} nodes: at 95% confidence a mean of 1/d is off by no more than "
            f"{_BOUND:.2f}."
        )
    starts = path_starts(network)
    if starts is not None and "betweenness" in strategy:
        told.append(f"At each step betweenness is estimated from {starts} start nodes: near scores may be swapped.")
    return (*told, "How a network recovers is not known: three simple ways are shown, real ones differ.")


def _explainer(network: Network, strategy: str, level: float) -> Callable[[pd.DataFrame, Any], str]:
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
            f"{row['largest_share']:.0%} of its nodes ({level:.0%} interval over plausible networks "
            f"{row['largest_share_low']:.0%} to {row['largest_share_high']:.0%}), where taking out anybody leaves "
            f"{row['random_low']:.0%} to "
            f"{row['random_high']:.0%}{_across(row)}{_beside(rows, row)}. {note}"
        )

    return explain


def _across(row: pd.Series[Any]) -> str:
    if np.isnan(row["cross_border_share"]):
        return ""
    return f", and {row['cross_border_share']:.0%} of the pairs across a border stay joined"


def _beside(rows: pd.DataFrame, row: pd.Series[Any]) -> str:
    """Return what the recoveries leave at the same step, beside the row without recovery."""
    if row["recovery"] != "none":
        return ""
    others = rows[(rows["step"] == row["step"]) & (rows["recovery"] != "none")]
    told = [f"{share:.0%} ({one})" for one, share in zip(others["recovery"], others["largest_share"], strict=True)]
    return f"; with recovery it keeps {', '.join(told)}"


def _position(rows: pd.DataFrame, key: Any) -> Any:
    at = rows.index[rows["node"] == key]
    if not len(at) and key not in rows.index:
        raise UnknownEntityError.of("node taken out", key)
    return at[0] if len(at) else key


def _recorder(network: Network) -> Callable[[pd.DataFrame, Any], pd.DataFrame]:
    """Return how to find the records behind the ties of a node taken out, or behind all ties at the start."""

    def records(rows: pd.DataFrame, key: Any) -> pd.DataFrame:
        if network.cited is None:
            return nothing()
        row = rows.loc[_position(rows, key)]
        if row["step"] == 0:
            return network.records(np.arange(network.n_ties))
        return network.records(network.around(int(network.labels.get_indexer(pd.Index([row["node"]]))[0])))

    return records
