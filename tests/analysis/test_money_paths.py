"""Patterns of payments: those by definition are found, chance is told beside them, and nobody protected is exposed."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netintel.analysis._money_patterns import chains, cycles, fans, onward
from netintel.analysis._payments import Payments
from netintel.analysis.money_paths import PATTERNS, WITHHELD, _expected, money_paths
from netintel.errors import UnknownEntityError
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.network import Network
from netintel.model.tables import Tables

DAY = 86_400
Row = tuple[str, str, str | None, str | None, str | None]


def tables(rows: list[Row], name: str = "a", **categories: str) -> Tables:
    """An export of payments (payer, payee, date, amount, currency) between persons."""
    build = Builder()
    for who in sorted({end for row in rows for end in row[:2]}):
        build.record(f"person {who}", who.encode())
        more = [("category", categories[who])] if who in categories else []
        build.entity(who, "Person", [("name", who), ("nationality", who[:2]), *more])
    for i, (payer, payee, date, amount, currency) in enumerate(rows):
        build.record(f"row {i}", f"{i}".encode())
        build.link(payer, payee, "Payment", first=date, amount=amount, currency=currency)
    received = {
        "file": f"{name}.csv",
        "format": "x",
        "unit": "row",
        "sha256": name * 9,
        "bytes": 1,
        "loader": "x",
        "ids": "global",
    }
    return build.tables(received)


def case(*exports: Tables) -> EntityGraph:
    return EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, Tables.concat(exports))


def euros(*rows: str) -> list[Row]:
    """`"RO1-DE1 03 100"`: RO1 pays DE1 100 EUR on 3 May 2024."""
    made: list[Row] = []
    for row in rows:
        ends, day, amount = row.split()
        payer, payee = ends.split("-")
        made.append((payer, payee, f"2024-05-{day}", amount, "EUR"))
    return made


PAYMENTS = st.lists(
    st.tuples(
        st.integers(0, 4), st.integers(0, 4), st.integers(0, 9), st.sampled_from([80, 90, 95, 100]), st.integers(0, 1)
    ).filter(lambda payment: payment[0] != payment[1]),
    max_size=9,
)


def paid(rows: list[tuple[int, int, int, int, int]]) -> Payments:
    """Payments known to the second, at noon of their day and a second apart, so that their order is known."""
    rows = sorted(rows, key=lambda row: row[2])
    columns = [np.array([row[i] for row in rows], np.int64) for i in range(5)]
    begin = columns[2] * DAY + np.arange(len(rows))
    return Payments(
        source=columns[0],
        target=columns[1],
        paying=columns[0],
        paid=columns[1],
        amount=columns[3].astype(float),
        currency=columns[4],
        begin=begin,
        end=begin + 1,
        link=np.arange(len(rows)),
        currencies=("EUR", "USD"),
        left_out={},
    )


def hands_on(given: Payments, p: int, q: int) -> bool:
    """Whether q may pass on what p brought, within 3 days and a tenth, read off the definition."""
    return bool(
        given.target[p] == given.source[q]
        and given.currency[p] == given.currency[q]
        and 0 < given.begin[q] - given.begin[p] <= 3 * DAY
        and 0.9 * given.amount[p] <= given.amount[q] + 1e-9 <= given.amount[p] + 2e-9
        and given.target[q] != given.source[p]
    )


@given(PAYMENTS)
def test_pairs_chains_and_cycles_are_those_of_the_definition(rows: list[tuple[int, int, int, int, int]]) -> None:
    given = paid(rows)
    size = len(given)
    on = onward(given, 3, 0.1)
    pairs = [(p, q) for p in range(size) for q in range(size) if hands_on(given, p, q)]
    assert sorted(zip(on.before.tolist(), on.after.tolist(), strict=True)) == pairs

    def trails(trail: tuple[int, ...]) -> list[tuple[int, ...]]:
        return [trail] + [longer for p, q in pairs if p == trail[-1] for longer in trails((*trail, q))]

    every = [trail for start in range(size) for trail in trails((start,))]
    people = {trail: [int(given.source[trail[0]]), *given.target[list(trail)].tolist()] for trail in every}
    simple = {trail for trail in every if len(set(people[trail])) == len(trail) + 1}
    for chain in chains(given, on, 2):
        assert chain in simple and not any(q == chain[0] for _, q in pairs)
    around = {t for t in every if len(t) >= 3 and people[t][0] == people[t][-1] and len(set(people[t])) == len(t)}
    assert set(cycles(given, on, 3)[0]) == around


@given(PAYMENTS, st.booleans(), st.sampled_from([None, 0.06]))
def test_the_fullest_window_of_each_centre_is_found(
    rows: list[tuple[int, int, int, int, int]], inward: bool, alike: float | None
) -> None:
    given = paid(rows)
    centre, other = (given.target, given.source) if inward else (given.source, given.target)
    best: dict[tuple[int, int], int] = {}
    for p in range(len(given)):
        there = [
            q
            for q in range(len(given))
            if centre[q] == centre[p]
            and given.currency[q] == given.currency[p]
            and 0 <= given.begin[q] - given.begin[p] <= 3 * DAY
            and (alike is None or abs(given.amount[q] - given.amount[p]) <= alike * given.amount[p] + 1e-9)
        ]
        key = int(centre[p]), int(given.currency[p])
        best[key] = max(best.get(key, 0), len({int(other[q]) for q in there}))
    found = fans(given, 3, 2, alike, inward=inward)
    currency = [int(given.currency[members[0]]) for members in found.members]
    sizes = dict(zip(zip(found.centre.tolist(), currency, strict=True), found.size.tolist(), strict=True))
    assert sizes == {key: size for key, size in best.items() if size >= 2}
    for size, members in zip(found.size, found.members, strict=True):
        assert len({int(other[q]) for q in members}) == size


def test_a_chain_is_told_with_its_records_and_borders() -> None:
    graph = case(tables(euros("RO1-DE1 01 1000", "DE1-DE2 03 950.55", "DE2-AE1 05 900", "FR1-FR2 01 40")))
    found = money_paths(graph, shuffles=19)
    row = found.table().iloc[0]
    assert (row["pattern"], row["size"], row["amount"], row["passed_on"]) == ("chain", 3, Decimal(1000), Decimal(900))
    assert row["names"] == ("RO1", "DE1", "DE2", "AE1") and row["order"] == "yes"
    assert row["countries"] == (("RO",), ("DE",), ("DE",), ("AE",)) and row["cross_border"] == 2
    assert found.records(0)["locator"].tolist() == ["row 0", "row 1", "row 2"]
    said = found.explain(0)
    assert said.startswith(
        "Between 2024-05-01 and 2024-05-05, 1000.00 EUR, 900.00 at the end is passed on over 3 payments"
    )
    assert "2 of its 3 payments cross a border" in said
    assert said.endswith("It stands on 3 records of one export, the first a.csv row 0.")
    assert found.summary["chain"]["found"] == 1 and 0 < found.summary["chain"]["p"] <= 1


def test_within_a_day_the_order_is_possible_only() -> None:
    graph = case(tables(euros("RO1-DE1 01 100", "DE1-FR1 01 95", "FR1-AE1 02 90")))
    found = money_paths(graph, shuffles=9)
    assert found.table()["order"].tolist() == ["possible"]
    assert "the order within a day is not known" in found.explain(0)


def test_currencies_are_never_mixed() -> None:
    rows = euros("RO1-DE1 01 100", "DE1-FR1 02 95", "FR1-AE1 03 90")
    rows[1] = (*rows[1][:4], "USD")
    assert money_paths(case(tables(rows)), shuffles=9).table().empty
    rows = euros(*(f"RO{i}-DE1 0{i} 100.10" for i in range(1, 9)))
    mixed = [(*row[:4], "USD" if i > 4 else "EUR") for i, row in enumerate(rows)]
    table = money_paths(case(tables(mixed)), fan=3, shuffles=9).table()
    assert dict(zip(table["currency"], table["amount"], strict=True)) == {
        "EUR": Decimal("500.50"),
        "USD": Decimal("300.30"),
    }


def test_a_payment_that_both_banks_report_counts_once() -> None:
    rows = euros("RO1-DE1 01 100", "DE1-FR1 02 95", "FR1-AE1 03 90")
    graph = case(tables(rows, "a"), tables(rows, "b"))
    found = money_paths(graph, shuffles=9)
    assert found.summary["left_out"]["reported again by another export"] == 3
    assert found.summary["chain"]["found"] == 1
    twice = money_paths(case(tables(rows + rows[:1])), shuffles=9)
    assert twice.summary["payments"] == 4, "two equal payments of one export are two"


def test_what_cannot_be_followed_is_counted() -> None:
    rows: list[Row] = [
        ("RO1", "DE1", None, "1", "EUR"),
        ("RO1", "DE1", "2024", "1", "EUR"),
        ("RO1", "DE1", "2024-05-01", None, "EUR"),
        ("RO1", "DE1", "2024-05-01", "1", None),
        ("RO1", "DE1", "2024-05-01", "-5", "EUR"),
        ("RO1", "RO1", "2024-05-01", "5", "EUR"),
        ("RO1", "DE1", "2024-05-01", "5", "EUR"),
    ]
    found = money_paths(case(tables(rows)), shuffles=9)
    left = {why: number for why, number in found.summary["left_out"].items() if number}
    assert left == {
        "undated": 1,
        "dated less precisely than the window": 1,
        "without amount or currency": 2,
        "not above zero": 1,
        "between own accounts": 1,
    }
    assert found.summary["payments"] == 1 and found.table().empty


def test_money_is_followed_through_two_accounts_of_one_holder() -> None:
    build = Builder()
    build.record("row 0", b"0")
    build.entity("H", "Person", [("name", "H")])
    for account in "ABCD":
        build.entity(account, "BankAccount", [("name", account)])
    for account in "BC":
        build.link("H", account, "Owner")
    for payer, payee, day, amount in (("A", "B", 1, "100"), ("C", "D", 2, "95")):
        build.record(f"row {payer}", payer.encode())
        build.link(payer, payee, "Payment", first=f"2024-05-0{day}", amount=amount, currency="EUR")
    received = {"file": "a", "format": "x", "unit": "row", "sha256": "a", "bytes": 1, "loader": "x", "ids": "file"}
    found = money_paths(case(build.tables(received)), legs=2, shuffles=9).table()
    assert found["names"].tolist() == [("A", "H", "D")]


def test_fewer_than_five_protected_payers_are_in_no_number_of_a_fan() -> None:
    """Seven pay 100 each; the fan is the same whether two of them are victims or are not there at all."""
    rows = euros(*(f"RO{i}-DE1 0{i} 100" for i in range(1, 8)))
    some = money_paths(case(tables(rows, RO1="victim", RO2="victim")), shuffles=9)
    without = money_paths(case(tables(rows[2:])), shuffles=9)
    told = some.table().drop(columns=["payments", "entities", "expected"])
    assert told.equals(without.table().drop(columns=["payments", "entities", "expected"]))
    assert some.summary["fan_in"]["found"] == len(some.table()) == 1
    assert "RO1" not in some.explain(0) and "protected" not in some.explain(0)
    assert len(some.records(0)) == 5
    few = money_paths(case(tables(rows, RO1="victim", RO2="victim", RO3="witness")), shuffles=9)
    assert few.table().empty and few.summary["fan_in"]["found"] == 0
    assert any("fewer than 5 patterns are not listed for it" in caveat for caveat in few.caveats)
    paid_to = money_paths(case(tables(rows, DE1="victim")), shuffles=9)
    assert paid_to.table().empty and paid_to.summary["left_out"]["for protected persons"] == "fewer than 5"


def test_five_protected_payers_are_counted_without_country_or_day() -> None:
    rows = euros(*(f"RO{i}-DE1 0{i} 100" for i in range(1, 8)))
    found = money_paths(case(tables(rows, **{f"RO{i}": "victim" for i in range(1, 6)})), shuffles=9)
    row = found.table().iloc[0]
    assert row["names"].count(WITHHELD) == 5 and row["size"] == 7 and row["cross_border"] == 2
    hidden = [there for name, there in zip(row["names"], row["countries"], strict=True) if name == WITHHELD]
    assert hidden == [()] * 5 and (row["first"], row["last"]) == ("2024-05", "2024-05")
    assert "5 protected persons" in found.explain(0) and found.explain(0).startswith("In 2024-05, 700.00 EUR")


def test_a_chain_begins_after_and_ends_before_a_protected_person() -> None:
    rows = euros("RO1-DE1 03 100", "DE1-FR1 04 99", "FR1-IT1 05 98", "IT1-ES1 06 97")
    whole = money_paths(case(tables(rows)), legs=2, shuffles=9).table().iloc[0]
    part = money_paths(case(tables(rows, RO1="victim", ES1="minor")), legs=2, shuffles=9).table().iloc[0]
    assert whole["names"] == ("RO1", "DE1", "FR1", "IT1", "ES1") and part["names"] == ("DE1", "FR1", "IT1")
    assert (part["size"], part["legs"], str(part["amount"]), str(part["passed_on"])) == (2, 2, "99.00", "98.00")
    assert money_paths(case(tables(rows, FR1="victim")), legs=2, shuffles=9).table().empty


def test_a_chain_that_several_protected_persons_begin_is_told_once() -> None:
    rows = euros("RO1-DE1 01 100", "RO2-DE1 02 100", "DE1-FR1 04 99", "FR1-IT1 05 98")
    found = money_paths(case(tables(rows, RO1="victim", RO2="witness")), legs=2, shuffles=9)
    assert found.table()["names"].tolist() == [("DE1", "FR1", "IT1")] and found.summary["chain"]["found"] == 1


def test_none_in_any_shuffle_is_not_told_as_none() -> None:
    rows = euros("RO1-DE1 03 100", "DE1-FR1 03 100", "FR1-RO1 03 100")
    found = money_paths(case(tables(rows)), shuffles=99, days=1)
    assert found.explain(0).startswith("On 2024-05-03, 100.00 EUR comes back to where it began")
    assert _expected(0.0, 99) == "fewer than 0.01 such patterns"


def random_payments(rng: np.random.Generator) -> Payments:
    drawn = rng.integers([0, 0, 0, 50], [40, 40, 120, 150], (400, 4)).tolist()
    rows = [(payer, payee, day, amount, 0) for payer, payee, day, amount in drawn if payer != payee]
    return paid(rows)


def test_a_round_of_one_day_is_one_cycle_wherever_it_began() -> None:
    rounds = money_paths(case(tables(euros("RO1-DE1 03 100", "DE1-FR1 03 100", "FR1-RO1 03 100"))), shuffles=9)
    assert rounds.table()["pattern"].tolist() == ["cycle"] and rounds.summary["cycle"]["found"] == 1


def test_a_payment_known_to_the_day_may_follow_one_known_to_the_second() -> None:
    rows = [("RO1", "DE1", "2024-05-03T10:00:00Z", "100", "EUR"), ("DE1", "FR1", "2024-05-03", "99", "EUR")]
    assert money_paths(case(tables(rows)), legs=2, shuffles=9).table()["order"].tolist() == ["possible"]
    assert money_paths(case(tables([rows[0], (*rows[1][:2], "2024-05-02", "99", "EUR")])), legs=2).table().empty


def test_no_id_of_a_victim_is_told_and_an_account_of_victims_alone_is_in_no_middle() -> None:
    graph = case(tables(euros(*[f"RO{i}-DE1 0{i} 100" for i in range(1, 7)]), RO1="victim"))
    found = money_paths(graph, shuffles=9)
    victim = graph.entities.index[graph.entities["category"] == "victim"][0]
    assert victim not in str(found.table().to_dict()) + found.explain(0)
    build = Builder()
    build.record("row")
    build.entity("account", "BankAccount", [("name", "joint")])
    for one in "VW":
        build.entity(one, "Person", [("name", one), ("category", "victim")])
        build.link(one, "account", "Owner")
    for one, other, day in (("A", "account", 1), ("account", "B", 2)):
        build.link(one, other, "Payment", first=f"2024-05-0{day}", amount="100", currency="EUR")
    received = {"file": "x", "format": "x", "unit": "row", "sha256": "a", "bytes": 1, "loader": "x", "ids": "file"}
    assert money_paths(case(build.tables(received)), legs=2, shuffles=9).table().empty


def test_five_accounts_of_two_victims_are_not_five_victims() -> None:
    build = Builder()
    build.record("row")
    for one, category in (("V", "victim"), ("W", "victim"), ("DE1", "suspect")):
        build.entity(one, "Person", [("name", one), ("category", category)])
    for i in range(5):
        build.entity(f"account {i}", "BankAccount", [("name", f"joint {i}")])
        for one in "VW":
            build.link(one, f"account {i}", "Owner")
        build.link(f"account {i}", "DE1", "Payment", first=f"2024-05-0{i + 1}", amount="100", currency="EUR")
    received = {"file": "x", "format": "x", "unit": "row", "sha256": "a", "bytes": 1, "loader": "x", "ids": "file"}
    assert money_paths(case(build.tables(received)), shuffles=9).table().empty


def test_amounts_of_thirty_digits_are_exact() -> None:
    amount = "12345678901.123456789012345678"
    rows: list[Row] = [(f"RO{i}", "DE1", "2024-05-03", amount, "ETH") for i in range(5)]
    assert money_paths(case(tables(rows)), shuffles=9).table()["amount"].tolist() == [
        Decimal("61728394505.61728394506172839")
    ]


def test_at_random_as_many_chains_and_fans_are_found_as_chance_gives() -> None:
    """Over 200 random sets the p against 19 shuffles is at or below 0.1 in about 10 % of them (2.5 standard errors)."""
    low = {"chain": 0, "fan_in": 0}
    for seed in range(200):
        rng = np.random.default_rng(seed)
        given = random_payments(rng)
        counts = [
            (len(chains(one, onward(one, 7, 0.2), 2)), len(fans(one, 7, 3, None, inward=True).centre))
            for one in [given, *given.shuffled(19, rng)]
        ]
        for place, pattern in enumerate(low):
            column = [count[place] for count in counts]
            beyond = sum(n > column[0] for n in column[1:]) + (sum(n == column[0] for n in column[1:]) + 1) / 2
            low[pattern] += beyond / 20 <= 0.1
    assert all(9 <= number <= 31 for number in low.values()), low


def test_the_order_of_rows_and_the_seed_are_all_that_counts() -> None:
    rows = euros("RO1-DE1 01 100", "DE1-FR1 02 95", "FR1-AE1 03 90", "RO1-DE1 04 100", "DE1-FR1 05 95", "FR1-AE1 06 92")
    tables_ = [money_paths(case(tables(order)), shuffles=9, seed=4) for order in (rows, rows[::-1])]
    first, second = (found.table().drop(columns="payments") for found in tables_)
    assert first.equals(second) and len(first) == 2


def test_errors_and_emptiness_are_in_words() -> None:
    empty = money_paths(case())
    assert empty.table().empty and any("nothing can be said about money" in caveat for caveat in empty.caveats)
    assert {empty.summary[pattern]["found"] for pattern in PATTERNS} == {0}
    with pytest.raises(UnknownEntityError, match="row of money paths"):
        empty.explain(0)
    for wrong, said in (
        ({"days": 0}, "days: expected"),
        ({"tolerance": 1}, "tolerance: expected"),
        ({"legs": 1}, "legs and fan"),
        ({"shuffles": 2}, "shuffles: expected"),
    ):
        with pytest.raises(ValueError, match=said):
            money_paths(case(), **wrong)
    with pytest.raises(TypeError, match="expected an EntityGraph"):
        money_paths(Network.from_edgelist(case().links[["source", "target"]], directed=False))


def test_planted_collectors_of_a_simulated_bank_are_found_above_chance() -> None:
    """AMLSim's 200 planted fan-ins: 2 to 4 payers send a collector small, almost equal sums over up to 111 days.

    That is thinner than much honest trade, so precision is poor: it is printed, with what chance would give.
    """
    folder = Path(__file__).parents[2] / ".." / "shared" / "data" / "amlsim"
    if not (folder / "20K_fanin200.transactions.csv").exists():
        pytest.skip("shared data absent: amlsim/20K_fanin200.transactions.csv")
    with (folder / "20K_fanin200.transactions.csv").open() as file:
        moved = [
            (int(r["sourceNodeId"]), int(r["targetNodeId"]), int(r["time"]), float(r["value"]))
            for r in csv.DictReader(file)
        ]
    with (folder / "20K_fanin200.nodes.csv").open() as file:
        fraud = np.array([int(row["nodeid"]) for row in csv.DictReader(file) if row["isFraud"] == "1"])
    planted = [row for row in moved if row[3] < 6 and row[0] in set(fraud.tolist())]
    collectors = {payee for payee in {r[1] for r in planted} if len({r[0] for r in planted if r[1] == payee}) > 1}
    payer, payee, day, value = (np.array(column) for column in zip(*moved, strict=True))
    begin = day.astype(np.int64) * DAY
    nothing = np.zeros(len(moved), np.int64)
    given = Payments(
        payer, payee, payer, payee, value, nothing, begin, begin + DAY, np.arange(len(moved)), ("USD",), {}
    )
    for days, fan, alike in ((7, 5, None), (30, 5, None), (120, 3, 0.02)):
        found = fans(given, days, fan, alike, inward=True)
        hits = np.isin(found.centre, sorted(collectors))
        recall, precision = hits.sum() / len(collectors), hits.mean()
        chance = len(collectors) / 20_000
        print(
            f"{days} days, {fan} payers, alike {alike}: recall {recall:.2f}, precision {precision:.3f} ({chance:.4f})"
        )
        assert precision > 3 * chance
