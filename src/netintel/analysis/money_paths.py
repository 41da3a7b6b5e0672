"""Where is money passed on, gathered or spread, and would as much be so by chance?"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis import _few
from netintel.analysis._broker_caveats import LEAD
from netintel.analysis._cited import cited
from netintel.analysis._moments import spanned
from netintel.analysis._money_findings import Finding, shown, visited
from netintel.analysis._money_patterns import CANDIDATES, LONGEST, chains, cycles, fans, onward
from netintel.analysis._payments import Payments, countries_of, protected
from netintel.analysis._record_facts import looked_up
from netintel.errors import UnknownEntityError
from netintel.model.cited import COLUMNS
from netintel.model.network import Network
from netintel.model.results import Routes
from netintel.vocab import kinds, small_counts

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

PATTERNS = ("chain", "cycle", "fan_in", "fan_out")
WITHHELD = "a protected person"

_MOST_DAYS = 36_500

WORK = 4_000_000
"""Payments gone through in all shuffles together; larger cases get fewer shuffles, at least 9."""

_DIGITS = 60
"""Amounts hold up to 38 digits; sums of them are exact with so many."""

_COLUMNS = (
    "pattern size currency amount passed_on entities names countries first last order legs cross_border payments "
    "expected"
).split()
_SAID = {
    "chain": "is passed on over {size} payments",
    "cycle": "comes back to where it began over {size} payments",
    "fan_in": "is gathered from {size} payers",
    "fan_out": "is spread to {size} payees",
}


def money_paths(
    graph: EntityGraph,
    *,
    days: float = 7,
    tolerance: float = 0.1,
    legs: int = 3,
    fan: int = 5,
    alike: float | None = None,
    shuffles: int = 99,
    seed: int = 0,
) -> Routes:
    """Return where money is passed on in chains, runs in cycles, or is gathered or spread by many payments.

    Layering moves the same money on within days, less a fee; smurfing splits it into many small payments that meet
    again. Each finding cites the payments that it is made of, and stands beside the number of findings as large that
    the same payments give with dates and amounts exchanged at random: who does much business has such patterns too.

    The two ends of a payment are the holders of the accounts where exactly one holder is known, else the accounts
    themselves. `chain`: from payee to next payee, each payment in the same currency within `days` after the one
    before and between 1 - `tolerance` and all of its amount, nobody twice. `cycle`: such a chain that ends where it
    began. `fan_in`, `fan_out`: the fullest window of `days` in which so many different payers pay one payee, or one
    payer so many payees, in one currency. Amounts are exact and never added up across currencies.

    Parameters
    ----------
    graph
        An entity graph.
    days
        Length of the window, above 0 and at most 36,500; also how long money may rest between two legs. Payments dated
        less precisely are left out.
    tolerance
        Part (0 to below 1) of an amount that may be kept back at each leg.
    legs, fan
        The least legs of a chain or cycle (2 to 12; a cycle has 3 at least), and the least others of a fan.
    alike
        Where given (0 or more), a fan counts only payments whose amounts differ by at most this part from the window's
        first.
    shuffles
        Exchanges of dates and amounts among the payments of each currency, 9 or more; fewer, and said so in
        `parameters`, for more than 40,000 payments.
    seed
        For the shuffles.

    Returns
    -------
    Routes
        One row a finding, those that chance gives least often first: `pattern`, `size` (legs, or others of a fan),
        `currency`, `amount` (Decimal: of the first leg, or the sum of a fan), `passed_on` (Decimal: of the last leg, or
        the sum), `entities` (ids in order; of a fan its centre, then the others), `names`, `countries` (of each: of the
        account by IBAN and bank where known, else of its holder; empty is unknown), `first`, `last` (dates),
        `order` (`yes` where each leg surely follows the one before, `possible` where days leave it open; empty for
        fans), `legs` (payments), `cross_border` (those of them between accounts of known and different countries),
        `payments` (ids of links), `expected` (mean number of findings of this pattern and at least this size in a
        shuffle; 0 where none had one). `.records(row)` has all records. Victims, witnesses, minors, informants and
        professionals, and accounts that only they hold, are in no chain or cycle, which begins after and ends before
        them, and the centre of no fan. Of the others of a fan they are counted from 5 on, without id, name, country or
        day; fewer are left out before anything of the row is counted.
        Summary: for each pattern `found`, `expected`, `p` (one-sided: as many in a shuffle), and what was left out.

    Limits
    ------
    A payment that is passed on in several parts is no chain. Chains are followed over 12 legs, cycles over 6.
    Exchanging dates supposes that payments come evenly: a pay day makes fans of its own. Payments with several
    parties, and cash, are not followed.

    References
    ----------
    starnini2021, phipson2010

    Examples
    --------
    Three payments within five days pass on 1000 less fees:

    >>> from netintel.model.builder import Builder
    >>> from netintel.model.case import Case
    >>> from netintel.model.graph import EntityGraph
    >>> from netintel.model.tables import Tables
    >>> build = Builder()
    >>> _ = build.record("row 1", b"1")
    >>> for one in "ABCD":
    ...     _ = build.entity(one, "BankAccount", [("name", one)])
    >>> for a, b, day, amount in (("A", "B", 1, "1000"), ("B", "C", 3, "960.50"), ("C", "D", 5, "900")):
    ...     _ = build.link(a, b, "Payment", first=f"2024-05-0{day}", amount=amount, currency="EUR")
    >>> received = {"file": "x", "format": "x", "unit": "row", "sha256": "a", "bytes": 1, "loader": "x", "ids": "file"}
    >>> graph = EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, build.tables(received))
    >>> money_paths(graph).table()[["pattern", "size", "currency", "amount", "passed_on", "order"]]
      pattern  size currency   amount passed_on order
    0   chain     3      EUR  1000.00    900.00   yes

    See also
    --------
    netintel.analysis.paths : how two entities are connected by evidence of any kind.
    """
    _check(graph, days, tolerance, legs, fan, alike, shuffles)
    paid = Payments.of(graph, days)
    searched = (days, tolerance, legs, fan, alike)
    everything, left_out = _search(paid, *searched)
    hidden = protected(graph)
    persons = hidden & graph.entities["kind"].map(kinds.parts()).eq("actor").to_numpy(bool)
    found = shown(hidden, persons, paid, everything, legs, fan)
    times = int(np.clip(WORK // max(len(paid), 1), 9, shuffles))
    drawn = [
        shown(hidden, persons, one, _search(one, *searched)[0], legs, fan)
        for one in paid.shuffled(times, np.random.default_rng(seed))
    ]
    counts = {pattern: np.array([sum(f.pattern == pattern for f in one) for one in drawn]) for pattern in PATTERNS}
    spared = len(everything) - len(found)
    rows = _table(graph, paid, found, drawn, hidden)
    order = rows.index.to_numpy()
    return Routes(
        name="money_paths",
        rows=rows.reset_index(drop=True),
        method="patterns of payments",
        parameters={
            "days": days,
            "tolerance": tolerance,
            "legs": legs,
            "fan": fan,
            "alike": alike,
            "shuffles": times,
            "longest": LONGEST,
        },
        seed=seed,
        citation="starnini2021",
        group="country of the account, else of its holder",
        projection=_recipe(paid),
        digest=graph.digest,
        caveats=_caveats(graph, paid, left_out, spared, bool(hidden.any()), times),
        summary={
            "payments": len(paid),
            "left_out": {
                **paid.left_out,
                **left_out,
                "for protected persons": small_counts.said(spared) if spared else 0,
            },
            **{pattern: _significance(pattern, found, counts[pattern]) for pattern in PATTERNS},
        },
        explainer=_explainer(graph, paid, [found[i] for i in order], days, times),
        recorder=lambda table, key: _records(graph, paid, [found[i] for i in order], key),
    )


def _check(
    graph: EntityGraph | Network,
    days: float,
    tolerance: float,
    legs: int,
    fan: int,
    alike: float | None,
    shuffles: int,
) -> None:
    if isinstance(graph, Network):
        raise TypeError("money_paths: expected an EntityGraph; a Network has no payments left to follow")
    if not 0 < days <= _MOST_DAYS:
        raise ValueError(f"days: expected a number above 0, at most {_MOST_DAYS:,}, got {days}")
    if not 0 <= tolerance < 1:
        raise ValueError(f"tolerance: expected a part from 0 to below 1, got {tolerance}")
    if not 2 <= legs <= LONGEST or fan < 2:
        raise ValueError(f"legs and fan: expected at least 2, and legs at most {LONGEST}, got {legs} and {fan}")
    if alike is not None and not alike >= 0:
        raise ValueError(f"alike: expected a part from 0, got {alike}")
    if shuffles < 9:
        raise ValueError(f"shuffles: expected at least 9, got {shuffles}; nothing is told without what chance gives")


def _search(
    paid: Payments, days: float, tolerance: float, legs: int, fan: int, alike: float | None
) -> tuple[list[Finding], dict[str, int]]:
    """Return all findings, and how many payments or trails were too many to follow."""
    on = onward(paid, days, tolerance)
    round_trips, given_up = cycles(paid, on, max(legs, 3))
    found = [Finding("chain", len(chain), chain) for chain in chains(paid, on, legs)]
    found += [Finding("cycle", len(trip), trip) for trip in round_trips]
    too_many = {"payments with too many to follow": on.left_out, "cycles begun and not followed": given_up}
    for pattern, inward in (("fan_in", True), ("fan_out", False)):
        gathered = fans(paid, days, fan, alike, inward=inward)
        too_many[f"payments of too full a {pattern}"] = gathered.left_out
        for centre, size, members in zip(gathered.centre, gathered.size, gathered.members, strict=True):
            found.append(Finding(pattern, int(size), tuple(members.tolist()), int(centre)))
    return found, too_many


def _significance(pattern: str, found: list[Finding], drawn: np.ndarray[Any, np.dtype[np.int64]]) -> dict[str, float]:
    number = sum(finding.pattern == pattern for finding in found)
    beyond = int((drawn > number).sum()) + (int((drawn == number).sum()) + 1) / 2
    return {"found": number, "expected": float(drawn.mean()), "p": beyond / (len(drawn) + 1)}


def _table(
    graph: EntityGraph,
    paid: Payments,
    found: list[Finding],
    drawn: list[list[Finding]],
    spared: NDArray[np.bool_],
) -> pd.DataFrame:
    chance = {pattern: np.sort([f.size for one in drawn for f in one if f.pattern == pattern]) for pattern in PATTERNS}
    links = graph.tables.links.take(paid.link).select(["amount", "first"])
    amounts, dates = links["amount"].to_pylist(), links["first"].to_pylist()
    countries = countries_of(graph, np.concatenate([paid.source, paid.target, paid.paying, paid.paid]))
    names, ids = graph.entities["name"].astype(object).to_numpy(), np.asarray(graph.entity_ids, dtype=object)
    ids = np.where(spared, WITHHELD, ids)
    rows = []
    for finding in found:
        at, nodes = list(finding.payments), visited(paid, finding)
        sums = [_plain(amounts[i]) for i in at]
        whole = finding.centre >= 0
        ends = [
            (_where(countries, paid.paying[i], paid.source[i]), _where(countries, paid.paid[i], paid.target[i]))
            for i in at
        ]
        place = {
            int(n): c for i, (a, b) in zip(at, ends, strict=True) for n, c in ((paid.source[i], a), (paid.target[i], b))
        }
        place = {node: () if spared[node] else there for node, there in place.items()}
        hides = whole and bool(spared[nodes].any())
        days = [
            _few.to_the_month(date) if hides else date
            for date in (min(dates[i] for i in at), max(dates[i] for i in at))
        ]
        open_ends = [
            pair for pair, i in zip(ends, at, strict=True) if not spared[[paid.source[i], paid.target[i]]].any()
        ]
        sizes = chance[finding.pattern]
        rows.append(
            {
                "pattern": finding.pattern,
                "size": finding.size,
                "currency": paid.currencies[paid.currency[at[0]]],
                "amount": _sum(sums) if whole else sums[0],
                "passed_on": _sum(sums) if whole else sums[-1],
                "entities": tuple(ids[nodes]),
                "names": tuple(_name(names[n], bool(spared[n])) for n in nodes),
                "countries": tuple(place[n] for n in nodes),
                "first": days[0],
                "last": days[1],
                "order": "" if whole else _order(paid, at),
                "legs": len(at),
                "cross_border": sum(bool(a) and bool(b) and not set(a) & set(b) for a, b in open_ends),
                "payments": tuple(graph.link_ids[paid.link[at]]),
                "expected": float(len(sizes) - np.searchsorted(sizes, finding.size)) / max(len(drawn), 1),
            }
        )
    table = pd.DataFrame(rows, columns=_COLUMNS).astype({"expected": "float64"})
    by = table.assign(_e=table["entities"].map(str))
    return by.sort_values(
        ["expected", "size", "pattern", "first", "_e"], ascending=[True, False, True, True, True], kind="stable"
    )[_COLUMNS]


def _plain(amount: Decimal) -> Decimal:
    """Return an amount with two digits after the point, more only where it has more."""
    with localcontext(prec=_DIGITS):
        short = amount.normalize()
        return short if -int(short.as_tuple().exponent) > 2 else amount.quantize(Decimal("0.01"))


def _sum(amounts: list[Decimal]) -> Decimal:
    with localcontext(prec=_DIGITS):
        return sum(amounts, Decimal(0))


def _where(countries: dict[int, tuple[str, ...]], account: int, holder: int) -> tuple[str, ...]:
    return countries[int(account)] or countries[int(holder)]


def _name(name: Any, withheld: bool) -> str | None:
    if withheld:
        return WITHHELD
    return name if isinstance(name, str) else None


def _order(paid: Payments, at: list[int]) -> str:
    return "yes" if all(paid.end[a] <= paid.begin[b] for a, b in pairwise(at)) else "possible"


def _recipe(paid: Payments) -> tuple[str, ...]:
    left = ", ".join(f"{number} {why}" for why, number in paid.left_out.items() if number) or "none"
    return (
        "nodes: the one known holder of an account, else the account; legs: recorded payments between two",
        f"payments left out: {left}",
        f"{len(paid)} payments in {', '.join(paid.currencies) or 'no currency'}",
    )


def _caveats(
    graph: EntityGraph, paid: Payments, left_out: dict[str, int], spared: int, hides: bool, times: int
) -> tuple[str, ...]:
    told = [
        "Only recorded payments: money that moves in cash or by hawala is not here. " + LEAD,
        f"What chance gives is the mean over {times} exchanges of dates and amounts within each currency; pay days and "
        "trade make patterns of their own, so a pattern is where to look, not what it is for.",
        "Amounts are exact and never added up across currencies.",
    ]
    events = int((graph.entities["kind"] == "Payment").sum())
    if events:
        told.append(f"{events} payments with several parties are not followed.")
    for why, number in left_out.items():
        if number:
            told.append(f"Left out beyond {CANDIDATES:,} looked at: {number} {why}; the most frequented come last.")
    if hides:
        told.append(
            "Payments of victims, witnesses, minors and professionals are in no chain or cycle, and in a fan only "
            "where five or more of them pay or are paid; fewer are in no number of it"
            + (f", and {small_counts.said(spared)} patterns are not listed for it." if spared else ".")
        )
    if not len(paid):
        told.append("No payment has a date, an amount and a currency: nothing can be said about money.")
    return tuple(told)


def _records(graph: EntityGraph, paid: Payments, found: list[Finding], key: Any) -> pd.DataFrame:
    """Return the records of the payments of one finding; `tie` is the number of the payment, from 1."""
    links = paid.link[list(_finding(found, key).payments)]
    more = graph.tables.link_records
    again = pd.DataFrame({"link": more["link"].to_numpy(), "record": more["record"].to_numpy()})
    own = pd.DataFrame({"link": links, "record": graph.tables.links["record"].to_numpy()[links]})
    rows = pd.concat([own, again[again["link"].isin(links)]]).drop_duplicates()
    rows["tie"] = rows["link"].map({int(link): i for i, link in enumerate(links, 1)})
    rows = rows.sort_values("tie", kind="stable")
    table = looked_up(graph, rows["record"].to_numpy(np.int64))
    return table.assign(tie=rows["tie"].to_numpy())[list(COLUMNS)]


def _finding(found: list[Finding], key: Any) -> Finding:
    if not isinstance(key, (int, np.integer)) or not 0 <= key < len(found):
        raise UnknownEntityError.of("row of money paths", key)
    return found[int(key)]


def _expected(mean: float, times: int) -> str:
    """Return the mean number of patterns in so many shuffles in words: none in any of them is not never.

    Examples
    --------
    >>> _expected(0.0, 99), _expected(1.0, 99), _expected(2.25, 99)
    ('fewer than 0.01 such patterns', '1 such pattern', '2.2 such patterns')
    """
    if mean == 0:
        return f"fewer than {1 / times:.1g} such patterns"
    return f"{mean:.2g} such {'pattern' if mean == 1 else 'patterns'}"


def _explainer(
    graph: EntityGraph, paid: Payments, found: list[Finding], days: float, times: int
) -> Callable[[pd.DataFrame, Any], str]:
    def explain(rows: pd.DataFrame, key: Any) -> str:
        finding, row = _finding(found, key), rows.loc[key]
        said = _SAID[finding.pattern].format(size=row["size"])
        nodes = zip(row["entities"], row["names"], row["countries"], strict=True)
        named = [
            f"{name or one} ({' and '.join(there) or 'country unknown'})"
            for one, name, there in nodes
            if one != WITHHELD
        ]
        if hidden := row["entities"].count(WITHHELD):
            named.insert(1, f"{hidden} protected persons")
        if len(named) > 6:
            named[5:] = [f"{len(named) - 5} more"]
        whole = finding.centre >= 0
        way = (
            f"{'to' if finding.pattern == 'fan_in' else 'by'} {named[0]}: {', '.join(named[1:])}"
            if whole
            else " - ".join(named)
        )
        within = f"all within {days:g} days" if whole else f"each within {days:g} days of the one before"
        span, verb = spanned(row["first"], row["last"]), "is" if row["expected"] == 1 else "are"
        order = {"": "", "yes": "", "possible": "; the order within a day is not known"}[row["order"]]
        rest = "" if whole or row["amount"] == row["passed_on"] else f", {row['passed_on']:f} at the end"
        return " ".join(
            [
                f"{span[0].upper()}{span[1:]}, {row['amount']:f} {row['currency']}{rest} {said}, {way}{order}; "
                f"{_expected(row['expected'], times)} as large {verb} expected if dates and amounts are chance.",
                f"By country of the account, else of its holder, {row['cross_border']} of its {row['legs']} payments "
                f"cross a border, {within}; it is a pattern of recorded payments, which trade makes "
                "too, and a lead to check.",
                cited(_records(graph, paid, found, key)),
            ]
        ).strip()

    return explain
