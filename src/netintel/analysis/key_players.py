"""Key players: which few persons hold the network together, or reach most of it?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from netintel.analysis._broker_caveats import LEAD, common_caveats, rankable
from netintel.analysis._cited import cited
from netintel.analysis._drawn_actors import plausible_of, supposed
from netintel.analysis._fragmentation import Adjacency
from netintel.analysis._group import by, noun, nouns, placed
from netintel.analysis._identity import Pairs
from netintel.analysis._key_draws import Judged, draws_within, judge
from netintel.analysis._key_sets import CONFIDENCE, Answer, Goal, Question, best_sets
from netintel.analysis._label_order import in_label_order
from netintel.analysis._percents import percent
from netintel.analysis._plausible import HIDDEN, Plausible
from netintel.analysis._subject import network_of
from netintel.analysis.brokers import FRAGILE, ROBUST
from netintel.errors import UnknownEntityError
from netintel.model.network import Network
from netintel.model.results import Groups, spoken

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

_COLUMNS = (
    "set", "node", "score", "adds", "replacements", "replaced_by", "p_member", "robust", "fragile", "p_best",
    "score_low", "score_high", "countries",
)  # fmt: skip


def key_players(
    subject: EntityGraph | Network,
    *,
    k: int = 3,
    goal: Goal = "fragment",
    by_distance: bool = False,
    steps: int = 2,
    draws: int = 100,
    hidden: float = HIDDEN,
    unseen: float = 0.0,
    matches: Pairs | pd.DataFrame | None = None,
    level: float = 0.9,
    seed: int = 0,
) -> Groups:
    """Which `k` persons together hold the network together, or reach most of it?

    The best set is not the `k` best single nodes: two brokers of the same border add nothing to each other. A set that
    fragments says where a network is held together; a set that reaches says whom to watch or to talk to, to see or
    to warn most of the others. Both are where to look first: who is arrested is decided by law and by people, and
    networks close their gaps (see `disruption`).

    Definition
    ----------
    `goal="fragment"` [borgatti2006keyplayers, KPP-Neg]: F = 1 - sum_c s_c (s_c - 1) / (n (n - 1)) over the components
    that are left, s_c their sizes and n the nodes left. With `by_distance` DF = 1 - sum_{i != j} (1/d_ij) /
    (n (n - 1)), with 1/d = 0 where there is no path: it also tells sets apart that leave the network in one piece.
    `goal="reach"` [KPP-Pos]: nodes at most `steps` away from the set, members included. With `by_distance` the mean
    over all nodes of 1/d, d the distance to the nearest member, 1 for members.

    Parameters
    ----------
    subject
        Entity graph (projected by `actors` with its defaults) or network. Direction and weights are not used.
    k
        Size of the set, at least 1; fewer where fewer nodes may be ranked.
    goal
        `fragment`: what is left falls apart. `reach`: much of the network is near.
    by_distance
        Whether nearness counts, and not only whether there is a path.
    steps
        How far a member reaches, for `goal="reach"` without `by_distance`.
    draws
        Plausible networks to judge the sets on; where the network is large fewer, at least 20.
    hidden
        Part (0 to below 1) of the real ties that is supposed not to be recorded, in plausible networks.
    unseen
        Part (0 to below 1) of the actors that is supposed not to be recorded.
    matches
        Pairs of origins of an entity graph that may be the same, with their score (`resolve.match`). Those in doubt,
        and merges by a rule that are, are put together or parted in the plausible networks by their score; of an entity
        that falls apart the part with most ties is the member.
    level
        Chance (0-1) that an interval over plausible networks should hold.
    seed
        For restarts and draws.

    Returns
    -------
    Groups
        One row a member of a set: `set` (1 is first), `node`, `score` (of the set; F and DF 0-1, nodes reached,
        or mean nearness 0-1), `adds` (what the set loses without this member), `replacements` (nodes that could take
        its place at the same score), `replaced_by` (up to five of them), `p_member` (0-1: part of the plausible
        networks with this node in the best set found there, sets of one score sharing), `robust` (`p_member` is at
        least 0.9), `fragile` (it is below 0.5), `p_best` (0-1: part in which the set does 95 % or more of what the best
        set found there does, beyond taking nobody), `score_low`, `score_high` (of the set over plausible networks; the
        recorded score may lie outside, for the set was chosen as the best on record), `countries`; `name` where known.
        All sets of the best score, those that need the fewest jurisdictions first, at most 100. F and DF of a network
        of which fewer than two nodes are left are 1.
        Summary: `score`, `proved` (every set was looked at, or no set can be better), `n_sets` (of the best score;
        those found where not proved), `ceiling` (no set reaches more; nan where none is known), `before` (the score of
        taking nobody), `before_low`, `before_high` (the same over plausible networks), `stability` (0-1: mean
        `p_member` of the first set), `jurisdictions` (the fewest that have a say in every member of the first set),
        `error_bound` (0 where exact).

    Limits
    ------
    A set stands on recorded ties: a tie that nobody recorded may bypass all its members, so that a set breaks the true
    network less than the recorded one. Every set is looked at up to
    k = 3 and 100 nodes, and beyond where that takes less than about 10 seconds; otherwise the best is found by
    greedy choice and swaps from 20 starts (fewer on large networks, never less than 3; `parameters` has the number)
    and may not be the best there is. Distances beyond 20,000 nodes, and in the search where networks are large, are
    from a sample of nodes.

    References
    ----------
    borgatti2006keyplayers, tarjan1972, nemhauser1978

    Examples
    --------
    Two triangles joined by m; without m nothing joins them:

    >>> edges = pd.DataFrame({"source": list("abcmxyz"), "target": list("bcamyzx")})
    >>> edges.loc[3, ["source", "target"]] = ["m", "a"]
    >>> edges.loc[len(edges)] = ["m", "x"]
    >>> found = key_players(Network.from_edgelist(edges, directed=False), k=1, draws=20)
    >>> found.table()[["set", "node", "score", "adds", "replacements"]]
       set node  score  adds  replacements
    0    1    m    0.6   0.6             0
    >>> found.summary["proved"], found.summary["n_sets"], found.summary["before"]
    (True, 1, 0.0)

    See also
    --------
    netintel.analysis.disruption : what happens as one after the other is gone.
    netintel.analysis.brokers : single nodes, ranked.
    """
    _check(k, goal, steps, draws, level)
    network = in_label_order(network_of(subject))
    rng = np.random.default_rng(seed)
    candidates = np.flatnonzero(rankable(network))
    question = Question(goal, by_distance, steps, min(k, len(candidates)))
    plausible = plausible_of(subject, network, hidden=hidden, unseen=unseen, matches=matches)
    answer, judged, times = Answer.nobody(), None, 0
    if question.k:
        adjacency = Adjacency.of(network.n_nodes, network.source, network.target)
        answer = best_sets(network, adjacency, question, candidates, rng)
        times = draws_within(question, adjacency, answer.sets, len(candidates), draws)
        judged = judge(plausible, question, answer.sets, candidates, times, level, rng)
    return Groups(
        name="key_players",
        rows=_table(network, answer, judged),
        method=question.method,
        parameters={
            "k": question.k,
            "goal": goal,
            "by_distance": by_distance,
            "steps": steps if question.method == "m-reach" else "not used",
            "restarts": answer.restarts,
            "sampled_nodes": answer.sampled,
            "draws": times,
            "hidden": hidden,
            "unseen": unseen,
            "pairs_in_doubt": 0 if plausible.same is None else len(plausible.same.chance),
            "level": level,
            "weights": "not used",
            "direction": "not used",
        },
        seed=seed,
        citation="borgatti2006keyplayers",
        group=network.group,
        projection=network.recipe,
        digest=network.digest,
        caveats=_caveats(network, question, answer, k, times, plausible),
        summary={
            "score": answer.best.score,
            "proved": answer.proved,
            "n_sets": answer.best.n_sets,
            "ceiling": answer.ceiling,
            "before": answer.before,
            "before_low": float("nan") if judged is None else judged.before[0],
            "before_high": float("nan") if judged is None else judged.before[1],
            "stability": float("nan") if judged is None else float(judged.member[list(answer.sets[0])].mean()),
            "jurisdictions": answer.jurisdictions,
            "error_bound": answer.bound,
        },
        explainer=_explainer(network, question, answer, judged, level, plausible),
        recorder=_recorder(network),
    )


def _check(k: int, goal: str, steps: int, draws: int, level: float) -> None:
    if k < 1:
        raise ValueError(f"k: expected at least 1 member, got {k}")
    if goal not in ("fragment", "reach"):
        raise ValueError(f"goal: expected fragment or reach, got {goal!r}")
    if steps < 1:
        raise ValueError(f"steps: expected at least 1, got {steps}")
    if draws < 1:
        raise ValueError(f"draws: expected at least 1, got {draws}; no set is given without its uncertainty")
    if not 0 < level < 1:
        raise ValueError(f"level: expected a number between 0 and 1, got {level}")


def _table(network: Network, answer: Answer, judged: Judged | None) -> pd.DataFrame:
    named = "name" in network.nodes_table
    if judged is None:
        return pd.DataFrame(columns=[*_COLUMNS, *(["name"] if named else [])])
    rows = [
        {
            "set": number + 1,
            "node": network.labels[node],
            "score": answer.best.score,
            "adds": answer.adds[number][place],
            "replacements": int((answer.swaps[number][place] != node).sum()),
            "replaced_by": tuple(network.labels[one] for one in answer.swaps[number][place] if one != node)[:5],
            "p_member": judged.member[node],
            "robust": bool(judged.member[node] >= ROBUST),
            "fragile": bool(judged.member[node] < FRAGILE),
            "p_best": judged.near[number],
            "score_low": judged.low[number],
            "score_high": judged.high[number],
            "countries": network.countries[node],
            **({"name": network.nodes_table["name"].iloc[node]} if named else {}),
        }
        for number, chosen in enumerate(answer.sets)
        for place, node in enumerate(chosen)
    ]
    return pd.DataFrame(rows)


def _caveats(
    network: Network, question: Question, answer: Answer, asked: int, times: int, plausible: Plausible
) -> tuple[str, ...]:
    notes = [*common_caveats(network)]
    if not rankable(network).all():
        notes.append("Only nodes that may be ranked were candidates for a set.")
    if question.k < asked:
        notes.append(f"A set of {asked} was asked for; only {question.k} nodes may be chosen.")
    if not answer.sets:
        return (*notes, "No node may be chosen: there is no set.")
    notes.append(_how_sure(question, answer))
    if answer.best.n_sets > 1:
        notes.append(
            f"{answer.best.n_sets} sets have the same score{'' if answer.best.proved else ', as far as was found'}; "
            f"{len(answer.sets)} of them are listed, those that need the fewest jurisdictions first."
        )
    if question.goal == "fragment" and answer.best.score <= answer.before + 1e-9:
        notes.append("No set breaks more than taking nobody does: the network has no weak place of this size.")
    if answer.bound:
        notes.append(f"The score is off by no more than {answer.bound:.2g} at {CONFIDENCE:.0%} confidence (sampled).")
    elif answer.sampled != "none":
        notes.append("Sets were compared by distances of a sample of nodes; the score of the first is exact.")
    notes.append(
        f"Judged on {times} plausible networks: each tie is left out by its own chance of not being real; "
        f"{supposed(plausible)}."
    )
    if question.goal == "fragment":
        notes.append(
            "A set is chosen as the one that breaks the records most, which is partly the luck of what was recorded: "
            "in plausible networks it mostly breaks less, and the truth mostly lies between the two."
        )
    notes.append(_across_borders(network, answer))
    return (*notes, "Direction and weight of ties are not used.")


def _how_sure(question: Question, answer: Answer) -> str:
    if answer.best.proved:
        return f"Proved best: every set of {question.k} was looked at."
    if answer.proved:
        return "Proved best: no set can have a higher score."
    if np.isfinite(answer.ceiling):
        return f"Best found from {answer.best.restarts} starts; no set can have more than {answer.ceiling:.3g}."
    return f"Best found from {answer.best.restarts} starts, not proved: a better set may exist."


def _across_borders(network: Network, answer: Answer) -> str:
    unknown = sum(not network.countries[node] for node in answer.sets[0])
    beside = f"; of {unknown} of its members the {noun(network.group)} is unknown" if unknown else ""
    if not answer.jurisdictions:
        return f"Which {nouns(network.group)} the first set needs cannot be told{beside}."
    many = len(answer.jurisdictions)
    need = f"{many} {nouns(network.group)}" if many > 1 else f"one {noun(network.group)}"
    return f"The first set needs {need} to act together: {', '.join(answer.jurisdictions)}{by(network.group)}{beside}."


def _explainer(
    network: Network, question: Question, answer: Answer, judged: Judged | None, level: float, plausible: Plausible
) -> Callable[[pd.DataFrame, Any], str]:
    recorder = _recorder(network)
    projected = network.made

    def explain(rows: pd.DataFrame, key: Any) -> str:
        """`key` is a node's label, or a position in the table."""
        row = _row(rows, key)
        members = rows[rows["set"] == row["set"]]
        named = [spoken(member, member["node"]) for _, member in members.iterrows()]
        who = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
        sure = "proved best" if answer.proved else "the best found"
        ties = "" if answer.best.n_sets == 1 else f", one of {answer.best.n_sets} of the same score"
        others = f"{row['replacements']} others" if row["replacements"] != 1 else "one other"
        place = f"{others if row['replacements'] else 'nobody'} could take this place at the same score"
        size = f"sets of {len(members)}" if len(members) > 1 else "single nodes"
        return (
            f"{_finding(question, who, row['score'], answer.before)} on record ({sure} of the {size}{ties}), and "
            f"{_plausibly(question, row, answer.before, judged, level, plausible)}; {spoken(row, row['node'])} "
            f"({placed(network.group, row['countries'])}) is in the best set of {row['p_member']:.0%} of the plausible "
            f"networks, and on record {place}. This stands on recorded ties only ({projected}), and a network closes "
            f"gaps; {LEAD[0].lower()}{LEAD[1:]} {cited(recorder(rows, key))}"
        ).rstrip()

    return explain


def _finding(question: Question, who: str, score: float, before: float) -> str:
    told, nobody = (_number(question, one, score - before) for one in (score, before))
    if question.method == "F":
        return f"Without {who}, {told} of the pairs of the others have no path between them, against {nobody} with them"
    if question.method == "DF":
        whole = "of the way to having no paths at all (DF)"
        return f"Without {who}, the others are {told} {whole}, against {nobody} with them"
    if question.method == "m-reach":
        return f"At most {question.steps} steps from {who} are {told} nodes, they included,"
    return f"The mean nearness of all nodes to {who} is {told}, where 1 is being tied to one of them,"


def _plausibly(
    question: Question, row: pd.Series[Any], recorded: float, judged: Judged | None, level: float, plausible: Plausible
) -> str:
    """Return the interval over plausible networks, beside that of taking nobody, and why it may lie elsewhere."""
    low, high, score = (float(row[one]) for one in ("score_low", "score_high", "score"))
    nobody = (0.0, 0.0) if judged is None else judged.before
    effect = max(low - nobody[0], high - nobody[1], key=abs)
    ends = [_number(question, one, effect) for one in (low, high, *nobody)]
    told = f"{ends[0]} to {ends[1]} in plausible networks ({level:.0%} interval)"
    if question.goal == "reach":
        return told
    told += f", against {ends[2]} to {ends[3]} with them"
    if score > high and score - recorded > effect and (plausible.hidden or plausible.unseen):
        told += ", which is less than on record as ties that nobody recorded join what the records show apart"
    return told


def _number(question: Question, score: float, effect: float) -> str:
    if question.goal == "reach":
        return f"{score:.2f}" if question.by_distance else f"{score:.0f}"
    return percent(score, effect)


def _row(rows: pd.DataFrame, key: Any) -> pd.Series[Any]:
    at = rows.index[rows["node"] == key]
    if not len(at) and key not in rows.index:
        raise UnknownEntityError.of("key player", key)
    row: pd.Series[Any] = rows.loc[at[0] if len(at) else key]
    return row


def _recorder(network: Network) -> Callable[[pd.DataFrame, Any], pd.DataFrame]:
    """Return how to find the records behind the ties of one member."""

    def records(rows: pd.DataFrame, key: Any) -> pd.DataFrame:
        node = network.labels.get_indexer(pd.Index([_row(rows, key)["node"]]))[0]
        return network.records(network.around(int(node)))

    return records
