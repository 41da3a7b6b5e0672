"""What changed between two periods: who rose, which corridor opened, which ties are new?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis._bare import Bare
from netintel.analysis._broker_caveats import rankable
from netintel.analysis._broker_measures import MEASURES, METHODS, Method, better
from netintel.analysis._change_caveats import caveats, summary
from netintel.analysis._change_certainty import Certainty, certain
from netintel.analysis._cited import cited, small_p
from netintel.analysis._group import by, placed
from netintel.analysis._plausible import HIDDEN
from netintel.analysis._rank_intervals import ranks
from netintel.analysis._significance import Tails, adjusted, counted
from netintel.analysis._windows import SPELL_DAYS, Acts, Period, Window
from netintel.errors import UnknownEntityError
from netintel.model.cited import nothing
from netintel.model.network import Network
from netintel.model.results import Result, spoken
from netintel.vocab import categories

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netintel.model.graph import EntityGraph

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

SIGNIFICANT = 0.05
ROBUST = 0.9
"""In so large a part of plausible networks a change must stay far from chance to be called robust."""
FEW_SPELLS = 5
"""With fewer spells of acts in both windows together, no order of them would be surprising: not tested."""

WORK = 20_000_000
"""Acts and ties gone through in all exchanges together; larger networks get fewer exchanges, at least 50."""

_WORST = 1.125
"""The most constraint there can be: of who has no tie in a period, where low is more of a broker."""

_WORDS = {"actor": ("rose", "fell"), "corridor": ("more", "less"), "tie": ("more", "less")}
_ONLY = {"actor": ("rose", "fell"), "corridor": ("opened", "closed"), "tie": ("new", "gone")}
_SAID = {
    "rose": "rose", "fell": "fell", "opened": "opened", "closed": "closed", "new": "is new", "gone": "is gone",
    "more": "grew", "less": "shrank",
}  # fmt: skip
_COLUMNS = (
    "what which name measure before after expected_after difference_low difference_high rank_before rank_after acts p "
    "p_adjusted p_change robust change"
).split()


@dataclass(frozen=True, eq=False)
class _Kind:
    """One kind of thing that may change: what it is called, its values in both windows, and its draws."""

    what: str
    which: list[tuple[str, ...]]
    before: Floats
    after: Floats
    acts: Floats
    spells: Floats
    tails: Tails
    late: Floats
    """Mean of the values after, over the draws."""
    certainty: Certainty
    furthest: Floats
    """Of each draw how many standard deviations the furthest value of those tested lies from the mean."""


def changes(
    subject: EntityGraph | Network,
    before: Period,
    after: Period,
    *,
    method: Method = "boundary_per_contact",
    permutations: int = 400,
    seed: int = 0,
    hidden: float = HIDDEN,
) -> Result:
    """What changed between two periods: who rose as a broker, which corridors opened or closed, which ties are new?

    A case looks different in two years for three reasons: people acted differently, chance, and what the countries
    shared. Only the first is news. So each change stands beside what exchanging the dates gives: within every export
    the periods of its acts are exchanged at random among them, which leaves untouched how much each export has in
    each period, and what is left is told only where that is surprising (`p_adjusted` up to 0.05). An export that
    ends before the second period adds nothing to any fall.

    An act is one tie on one day in one export, whatever the number of its records; acts of a tie within 3 days of each
    other are one spell, and are exchanged together, for contacts come in bursts. Of actors the change is that of
    their broker score on the ties with acts in each period; of corridors (pairs of countries) and ties that of the
    number of acts.

    Parameters
    ----------
    subject
        Entity graph (projected by `actors` with its defaults) or a network whose ties have `first` and `last`, which
        are then taken as two dated pieces of evidence.
    before, after
        Periods that do not overlap, the earlier one first: a date as precise as you mean it (`"2024"` is the whole
        year, `"2024-03"` the whole month), or the first and the last such date (`("2024-01", "2024-06")`).
    method
        The measure of a broker, as in `brokers`. Of `constraint` and `hierarchy` low is more of a broker, and an actor
        without a tie in a period stands at 1.125, the most that constraint can be.
    permutations
        Exchanges of dates. Large networks get fewer, at least 50, and `parameters` says how many.
    seed
        For the exchanges and the plausible networks.
    hidden
        Part (0 to below 1) of the real ties that nobody recorded, as in `brokers`.

    Returns
    -------
    Result
        One row an actor, corridor or tie with dated acts in a period, those with a change first: `what` (`actor`,
        `corridor`, `tie`), `which` (tuple of the label, of two countries, or of two labels), `name` (of an actor,
        where known), `measure`, `before`, `after`, `expected_after` (mean over the exchanges),
        `difference_low`, `difference_high` (90 % range of after less before over plausible networks, which leave out
        ties by their evaluation and add likely ones), `rank_before`, `rank_after` (of actors; nan for others),
        `acts` (in both periods together), `p` (two-sided mid-p over the exchanges; nan with fewer than 5 spells: not
        tested), `p_adjusted` (of actors: the part of exchanges in which anybody's change is as far from its mean, in
        standard deviations; of corridors and of ties: Benjamini-Hochberg), `p_change` (0-1: part of the plausible
        networks in which it is two standard deviations of the exchanges or more from their mean, on the same side, a
        mean of ties and corridors being for the acts left there; nan where the exchanges do not vary), `robust`
        (whether a change that is called one has a `p_change` of 0.9 or more),
        `change`: `rose`, `fell`, `opened`, `closed`, `new`, `gone`, `more`, `less`, or `none shown`.
        Victims, witnesses, minors, informants and professionals are in no row of actors or ties; their ties count for
        others and for corridors.
        Summary: acts in each period, ties and actors recorded in one only (`ties_only_after`, …: plain facts of the
        record, not yet changes), `undated`, `coarse` (dated less precisely than the periods), `outside`, and
        `exposure`: for each export its acts in each period and the span that it dates.

    Limits
    ------
    Undated evidence, a shared phone above all, is in neither period, and is counted. Exchanging spells supposes that
    they come independently: where a case runs in phases of weeks, changes are shown too often. What stays within one
    export says nothing of what that export began to collect.

    References
    ----------
    phipson2010, westfall1993, benjamini1995, holme2012

    Examples
    --------
    >>> days = [f"2024-01-{d:02}" for d in range(1, 9)] + [f"2025-01-{d:02}" for d in range(1, 9)]
    >>> edges = pd.DataFrame({"source": [f"a{i}" for i in range(16)], "target": [f"b{i}" for i in range(16)]})
    >>> nodes = pd.DataFrame({"id": [*edges["source"], *edges["target"]]})
    >>> nodes["country"] = ["RO"] * 16 + ["DE"] * 8 + ["FR"] * 8
    >>> network = Network.from_edgelist(edges.assign(first=days), nodes, directed=False, jurisdiction="country")
    >>> found = changes(network, "2024", "2025").table()
    >>> found.loc[found["what"] == "corridor", ["which", "before", "after", "change"]]
          which  before  after  change
    0  (FR, RO)     0.0    8.0  opened
    1  (DE, RO)     8.0    0.0  closed

    See also
    --------
    netintel.analysis.brokers : the ranking of one period, with intervals.
    """
    if method not in METHODS:
        raise ValueError(f"method: expected one of {', '.join(METHODS)}; got {method!r}")
    if not permutations >= 50:
        raise ValueError(f"permutations: expected at least 50, got {permutations}")
    windows = _windows(before, after)
    acts = Acts.of(subject, *windows)
    network = acts.network
    times = int(np.clip(WORK // max(len(acts.tie) + network.n_ties, 1), 50, permutations))
    pairs, crossing = _pairs(network)
    found = _compared(acts, method, crossing, pairs, times, seed, hidden)
    rows = _table(acts, found, method)
    return Result(
        name="changes",
        rows=rows,
        method="dates exchanged within exports",
        parameters={
            "before": windows[0].told,
            "after": windows[1].told,
            "method": method,
            "permutations": times,
            "few_spells": FEW_SPELLS,
            "spell_days": SPELL_DAYS,
            "hidden": hidden,
        },
        seed=seed,
        citation="phipson2010",
        group=network.group,
        projection=network.recipe,
        digest=network.digest,
        caveats=caveats(acts, windows),
        summary=summary(acts, rows),
        explainer=_explainer(acts, windows, times),
        recorder=lambda table, key: _records(acts, table, key),
    )


def _windows(before: Period, after: Period) -> tuple[Window, Window]:
    windows = Window.of(before, "before"), Window.of(after, "after")
    if windows[1].end <= windows[0].begin:
        raise ValueError("before and after: the first period lies after the second; expected the earlier one first")
    if windows[1].begin < windows[0].end:
        raise ValueError("before and after: the periods overlap or are the same; expected two that share no day")
    return windows


def _pairs(network: Network) -> tuple[list[tuple[str, ...]], csr_array]:
    """Return the pairs of different countries that ties join, and ties x pairs with the shares of each."""
    from scipy.sparse import csr_array

    members = network.memberships[["node", "jurisdiction", "share"]]
    ends = pd.DataFrame({"tie": np.arange(network.n_ties), "source": network.source, "target": network.target})
    rows = ends.merge(members, left_on="source", right_on="node").merge(members, left_on="target", right_on="node")
    one, other = rows["jurisdiction_x"].to_numpy(object), rows["jurisdiction_y"].to_numpy(object)
    if not network.directed:
        turned = one > other
        one, other = np.where(turned, other, one), np.where(turned, one, other)
    apart = one != other
    named = sorted(set(zip(one[apart], other[apart], strict=True)))
    column = {pair: i for i, pair in enumerate(named)}
    cols = np.array([column[pair] for pair in zip(one[apart], other[apart], strict=True)], np.int64)
    share = (rows["share_x"] * rows["share_y"]).to_numpy(np.float64)[apart]
    at = rows["tie"].to_numpy(np.int64)[apart]
    return list(named), csr_array((share, (at, cols)), shape=(network.n_ties, len(named)))


def _compared(
    acts: Acts,
    method: Method,
    crossing: csr_array,
    pairs: list[tuple[str, ...]],
    times: int,
    seed: int,
    hidden: float,
) -> list[_Kind]:
    """Return the values of actors, corridors and ties in both windows, and where they lie among the draws."""
    network, rng = acts.network, np.random.default_rng(seed)
    bare = Bare.of(network)
    ties = np.flatnonzero(sum(acts.counts(acts.after)) * _listed(network))

    def values(after: NDArray[np.bool_]) -> list[tuple[Floats, Floats]]:
        early, late = (count.astype(np.float64) for count in acts.counts(after))
        scores = [_score(bare, method, count > 0, rng) for count in (early, late)]
        return [(scores[0], scores[1]), (early @ crossing, late @ crossing), (early[ties], late[ties])]

    observed = values(acts.after)
    tails = [Tails(late - early) for early, late in observed]
    late_sums = [np.zeros_like(late) for _, late in observed]
    moved = np.empty((times, network.n_nodes), np.float32)
    for turn, drawn in enumerate(acts.exchanged(times, rng)):
        for one, total, (early, late) in zip(tails, late_sums, values(drawn), strict=True):
            one.add(late - early)
            total += late
            if one is tails[0]:
                moved[turn] = late - early
    every = [np.bincount(acts.tie, minlength=network.n_ties).astype(np.float64), acts.spells.astype(np.float64)]
    joined = (crossing > 0).astype(np.float64)
    totals = [(_of_nodes(network, every[0]), _of_nodes(network, every[1]))]
    totals += [(every[0] @ crossing, every[1] @ joined), (every[0][ties], every[1][ties])]
    labels = [str(label) for label in network.labels]
    which = [
        [(label,) for label in labels],
        pairs,
        [(labels[network.source[tie]], labels[network.target[tie]]) for tie in ties],
    ]
    furthest = _furthest(moved, tails[0], rankable(network) & (totals[0][1] >= FEW_SPELLS))
    column = {code: i for i, code in enumerate(network.jurisdictions)}
    cells = tuple(np.array([column[pair[end]] for pair in pairs], np.int64) for end in (0, 1))
    certainty = certain(
        acts, (cells[0], cells[1]), ties, tails, lambda one, kept: _score(one, method, kept, rng), hidden, seed
    )
    return [
        _Kind(what, names, early, late, total[0], total[1], one, sums / times, sure, furthest)
        for what, names, (early, late), total, one, sums, sure in zip(
            _WORDS, which, observed, totals, tails, late_sums, certainty, strict=True
        )
    ]


def _listed(network: Network) -> NDArray[np.bool_]:
    """Return which ties may be listed: those without a victim, witness, minor, informant or professional at an end."""
    table = network.nodes_table
    hidden = ~rankable(network)
    if "category" in table:  # a phone that nobody is known to hold is not ranked, and hides nobody
        minor = table["minor"].fillna(False).astype(bool) if "minor" in table else False
        hidden = (table["category"].isin(categories.PROTECTED) | minor).to_numpy(bool)
    return ~(hidden[network.source] | hidden[network.target])


def _of_nodes(network: Network, ties: Floats) -> Floats:
    """Return for each node the sum over its ties."""
    size = network.n_nodes
    ends = np.concatenate([network.source, network.target])
    return np.bincount(ends, np.concatenate([ties, ties]), size).astype(np.float64)


def _score(bare: Bare, method: Method, kept: NDArray[np.bool_], rng: np.random.Generator) -> Floats:
    """Return the score of every node on some ties; where low is more of a broker, who has no tie has the worst."""
    starts = bare.starts_within(20_000_000)
    score = MEASURES[method].value(bare.only(kept, starts, rng))
    return np.nan_to_num(score, nan=_WORST if MEASURES[method].low_is_more else 0.0)


def _furthest(moved: NDArray[np.float32], tails: Tails, tested: NDArray[np.bool_]) -> Floats:
    spread = np.nan_to_num(tails.deviation)
    on = tested & (spread > 0)
    if not on.any():
        return np.zeros(len(moved))
    furthest: Floats = (np.abs(moved[:, on] - tails.mean[on]) / spread[on]).max(axis=1).astype(np.float64)
    return furthest


def _p(kind: _Kind) -> tuple[Floats, Floats]:
    """Return the p of each change, and adjusted for how many were tested; nan where it was not tested.

    Scores have tails that no curve follows (with a gamma curve and Benjamini-Hochberg 13 of 60 cases without change
    showed one): an actor's adjusted p is the part of draws in which anybody's change is as far out. Counts are few and
    their tails known: theirs are Benjamini-Hochberg.
    """
    tested = kind.spells >= FEW_SPELLS
    if kind.what == "actor":
        share = np.minimum(kind.tails.above, 1 - kind.tails.above)
        p = np.where(kind.tails.deviation > 0, np.minimum(1.0, 2 * share), 1.0)
        p = np.where(tested, p, np.nan)
        far = np.round(np.abs(np.nan_to_num(kind.tails.z)), 6)
        beyond = len(kind.furthest) - np.searchsorted(np.sort(np.round(kind.furthest, 6)), far, side="left")
        return p, np.where(tested, np.maximum((beyond + 1) / (len(kind.furthest) + 1), p), np.nan)
    # the change follows from the number after, the total being fixed
    middle = (kind.tails.mean + kind.before + kind.after) / 2
    p = np.where(tested, kind.tails.p(counted(kind.after, middle, kind.tails.deviation / 2)), np.nan)
    return p, adjusted(p)


def _table(acts: Acts, found: list[_Kind], method: Method) -> pd.DataFrame:
    """Return all kinds in one table, what changed first."""
    network = acts.network
    parts = []
    for kind in found:
        actor = kind.what == "actor"
        part = pd.DataFrame({"what": kind.what, "which": kind.which, "before": kind.before, "after": kind.after})
        part["which"] = part["which"].astype(object)
        part["measure"] = method if actor else "acts"
        part["expected_after"], part["acts"] = kind.late, kind.acts
        part["p"], part["p_adjusted"] = _p(kind)
        part["difference_low"], part["difference_high"] = kind.certainty.low, kind.certainty.high
        part["p_change"] = kind.certainty.stands
        part["robust"] = (part["p_adjusted"] <= SIGNIFICANT) & (part["p_change"] >= ROBUST)
        part["name"] = network.nodes_table["name"].to_numpy() if actor and "name" in network.nodes_table else np.nan
        for side, score in (("rank_before", kind.before), ("rank_after", kind.after)):
            part[side] = np.nan
            if actor:
                listed = rankable(network)
                part.loc[listed, side] = ranks(better(method, score[listed]))[0].astype(np.float64)
        if actor:
            part = part[rankable(network)]
        part = part[part["acts"] > 0]
        part["change"] = _change(part, kind.what, low_is_more=actor and MEASURES[method].low_is_more)
        parts.append(part.assign(_moved=(part["after"] - part["expected_after"]).abs().round(9)))
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(
        _shown=table["change"].ne("none shown"), _p=table["p"].fillna(2).round(9), _which=table["which"].map(str)
    ).sort_values(["_shown", "_p", "_moved", "_which"], ascending=[False, True, False, True], kind="stable")
    return table[_COLUMNS].reset_index(drop=True)


def _change(part: pd.DataFrame, what: str, low_is_more: bool) -> NDArray[np.object_]:
    shown = (part["p_adjusted"] <= SIGNIFICANT).to_numpy(bool)
    up = (part["after"] > part["expected_after"]).to_numpy(bool) != low_is_more
    first, last = (part["before"] <= 0).to_numpy(bool), (part["after"] <= 0).to_numpy(bool)
    more, less = _WORDS[what]
    only_after, only_before = _ONLY[what]
    words = np.where(up, np.where(first, only_after, more), np.where(last, only_before, less))
    return np.where(shown, words, "none shown").astype(object)


def _records(acts: Acts, rows: pd.DataFrame, key: Any) -> pd.DataFrame:
    """Return the records of one row that are dated in the two periods."""
    network = acts.network
    if network.cited is None:
        return nothing()
    row = _row(rows, key)
    which = row["which"]
    labels = network.labels.astype(str)
    if row["what"] == "corridor":
        one, other = (np.array([code in there for there in network.countries], bool) for code in which)
        source, target = network.source, network.target
        on = one[source] & other[target]
        if not network.directed:
            on |= other[source] & one[target]
    else:
        begins, ends = labels[network.source] == which[0], labels[network.target] == which[-1]
        on = begins | ends if row["what"] == "actor" else begins & ends
    pieces = acts.pieces[acts.pieces["tie"].isin(np.flatnonzero(on))].drop_duplicates(["tie", "record"])
    table = network.cited.look(pieces["record"].to_numpy(np.int64))
    return table.assign(tie=pieces["tie"].to_numpy())[nothing().columns.tolist()]


def _row(rows: pd.DataFrame, key: Any) -> pd.Series[Any]:
    if key not in rows.index:
        raise UnknownEntityError.of("row of changes", key)
    row: pd.Series[Any] = rows.loc[key]
    return row


def _verdict(row: pd.Series[Any]) -> str:
    stands = "stands" if row["robust"] else "is not sure"
    return (
        f"it {_SAID[row['change']]}, which {stands}: in {row['p_change']:.0%} of networks that may be the true one it "
        f"lies two standard deviations or more from chance (90% interval of the difference "
        f"{row['difference_low']:.3g} to {row['difference_high']:.3g})"
    )


def _explainer(acts: Acts, windows: tuple[Window, Window], times: int) -> Callable[[pd.DataFrame, Any], str]:
    network = acts.network

    def explain(rows: pd.DataFrame, key: Any) -> str:
        row = _row(rows, key)
        if row["what"] == "actor":
            node = int(network.labels.astype(str).get_indexer(pd.Index(row["which"]))[0])
            subject = f"{spoken(row, row['which'][0])} ({placed(network.group, network.countries[node])})"
            moved = (
                f"went from rank {row['rank_before']:.0f} to {row['rank_after']:.0f} by "
                f"{row['measure'].replace('_', ' ')} ({row['before']:.3g} to {row['after']:.3g}"
            )
        else:
            ends = (" to " if network.directed else " and ").join(row["which"])
            subject = (
                f"{'From' if network.directed else 'Between'} {ends}"
                + (by(network.group) if row["what"] == "corridor" else "")
                + ","
            )
            moved = f"dated acts went from {row['before']:g} to {row['after']:g} ("
        chance = f"{row['expected_after']:.3g} after is what {times} exchanges of dates within exports give"
        p = (
            f"adjusted p {small_p(row['p_adjusted'])}"
            if row["p"] == row["p"]
            else f"fewer than {FEW_SPELLS} spells, not tested"
        )
        verdict = "no change is shown" if row["change"] == "none shown" else _verdict(row)
        joint = ", " if row["what"] == "actor" else ""
        return " ".join(
            [
                f"{subject} {moved}{joint}{chance}; {p}): {verdict}, {windows[0].told} against {windows[1].told}.",
                f"This compares dated records only ({network.made}), "
                f"leaves out {acts.undated} undated pieces of evidence, and cannot see what was never recorded.",
                cited(_records(acts, rows, key)),
            ]
        ).strip()

    return explain
