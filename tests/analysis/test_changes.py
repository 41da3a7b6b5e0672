"""Changes between two periods: planted ones are found, few where nothing changed, and an export's end is no fall."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from netintel.analysis._significance import Tails, counted
from netintel.analysis._windows import Acts, Window
from netintel.analysis.changes import changes
from netintel.errors import UnknownEntityError
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.network import Network
from netintel.model.tables import Tables

BEFORE, AFTER = "2023", "2024"


def loaded(parts: list[tuple[str, Builder]]) -> EntityGraph:
    graphs = []
    for name, build in parts:
        received = {
            "file": name,
            "format": "x",
            "unit": "row",
            "sha256": name * 9,
            "bytes": 1,
            "loader": "x",
            "ids": "global",
        }
        graphs.append(build.tables(received))
    return EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, Tables.concat(graphs))


def acts(rows: list[tuple[str, str, str]], countries: dict[str, str] | None = None) -> Builder:
    """An export of acts (who, with whom, when); a person's country is the first letters of the name."""
    build = Builder()
    for name in sorted({end for a, b, _ in rows for end in (a, b)}):
        build.record(f"person {name}", name.encode())
        build.entity(name, "Person", [("name", name), ("nationality", (countries or {}).get(name, name[:2]))])
    for i, (a, b, date) in enumerate(rows):
        build.record(f"row {i}", f"{i}".encode())
        build.link(a, b, "Associate", directed=False, first=date)
    return build


def steady(
    rng: np.random.Generator, people: int = 40, n: int = 500, years: tuple[int, ...] = (2023, 2024)
) -> list[tuple[str, str, str]]:
    """Contacts of people of four countries whose preferences never change, at random days of the years."""
    names = [f"{('RO', 'DE', 'FR', 'IT')[i % 4]}{i}" for i in range(people)]
    ties = [tuple(rng.choice(people, 2, replace=False)) for _ in range(2 * people)]
    rows = []
    for _ in range(n):
        a, b = ties[rng.integers(len(ties))]
        day = np.datetime64(f"{rng.choice(years)}-01-01") + int(rng.integers(0, 365))
        rows.append((names[a], names[b], str(day)))
    return rows


def network_of(rows: list[tuple[str, str, str]]) -> Network:
    edges = pd.DataFrame(rows, columns=pd.Index(["source", "target", "first"]))
    names = sorted({*edges["source"], *edges["target"]})
    nodes = pd.DataFrame({"id": names, "country": [name[:2] for name in names]})
    return Network.from_edgelist(edges, nodes, directed=False, jurisdiction="country")


def test_who_begins_to_join_countries_rose_and_the_corridor_opened() -> None:
    rng = np.random.default_rng(0)
    rows = steady(rng)
    rows += [
        ("RO99", f"{('DE', 'FR', 'IT', 'ES')[i % 4]}8{i}", f"2024-{1 + i % 12:02}-{1 + i % 28:02}") for i in range(60)
    ]
    rows += [("RO99", f"RO{4 * (i % 5)}", f"2023-{1 + i % 12:02}-{1 + i % 28:02}") for i in range(60)]
    graph = loaded([("a.csv", acts(rows))])
    found = changes(graph, BEFORE, AFTER)
    table = found.table()
    shown = table[table["change"] != "none shown"]
    assert [
        c for c, w, n in zip(shown["change"], shown["what"], shown["name"], strict=True) if n == "RO99" and w == "actor"
    ] == ["rose"]
    assert ("opened", ("ES", "RO")) in set(zip(shown["change"], shown["which"], strict=True))
    row = table[(table["what"] == "actor") & (table["name"] == "RO99")].iloc[0]
    assert row["rank_after"] == 1 and row["p_adjusted"] <= 0.05
    said = found.explain(int(table.index[(table["name"] == "RO99")][0]))
    assert "RO99 (RO by nationality) went from rank" in said and "it rose, which stands: in" in said
    assert row["robust"] and row["p_change"] >= 0.9 and 0 < row["difference_low"] < row["difference_high"]
    assert said.endswith("the first a.csv row 500.")
    assert found.records(int(table.index[(table["name"] == "RO99")][0]))["locator"].str.startswith("row").all()


def test_an_export_that_ends_before_is_no_fall() -> None:
    rng = np.random.default_rng(1)
    lasting = steady(rng)
    ended = [(a.replace("IT", "ES"), b.replace("IT", "ES"), d) for a, b, d in steady(rng, years=(2023,))]
    alone = loaded([("all.csv", acts(lasting + ended))])
    apart = loaded([("all.csv", acts(lasting)), ("ended.csv", acts(ended))])
    fell = {"closed", "less", "fell", "gone"}
    counted = [changes(graph, BEFORE, AFTER, permutations=60) for graph in (alone, apart)]
    first, second = (int(found.table()["change"].isin(fell).sum()) for found in counted)
    assert first > 5 and second <= 1, "one in twenty kinds may show one by chance"
    assert any("Exports that end before the second period" in c and "ended.csv" in c for c in counted[1].caveats)
    assert counted[1].summary["exposure"]["ended.csv"]["after"] == 0


@pytest.mark.nightly
def test_where_nothing_changed_few_changes_are_shown() -> None:
    """Over 200 cases without change p is at or below 0.05 in about 5 %, and each kind shows one in about as many."""
    shares: dict[str, list[float]] = {"actor": [], "corridor": [], "tie": []}
    families = dict.fromkeys(shares, 0)
    for seed in range(200):
        graph = loaded([("a.csv", acts(steady(np.random.default_rng(seed))))])
        for what, rows in changes(graph, BEFORE, AFTER, permutations=99, seed=seed).table().groupby("what"):
            shares[str(what)].append(float((rows["p"].dropna() <= 0.05).mean()))
            families[str(what)] += bool((rows["change"] != "none shown").any())
    print(families, {what: round(float(np.mean(share)), 4) for what, share in shares.items()})
    for what, share in shares.items():
        assert 0.01 <= np.mean(share) <= 0.07, (what, np.mean(share))
        assert families[what] <= 20, (what, families[what])


def test_where_dates_are_drawn_at_random_p_is_uniform() -> None:
    """Counts of 4 groups in 40 cases with random dates: p at or below 0.05 in about 5 % (1,200 such p gave 4.9 %)."""
    small = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        days = np.datetime64("2023-01-01") + rng.integers(0, 731, 120)
        rows = [(f"RO{i}", f"DE{i}", str(day)) for i, day in enumerate(days)]
        given = Acts.of(network_of(rows), Window.of(BEFORE, "before"), Window.of(AFTER, "after"))
        group = rng.integers(0, 4, len(given.tie))
        observed = np.bincount(group[given.after], minlength=4).astype(float)
        tails = Tails(observed)
        for after in given.exchanged(99, rng):
            tails.add(np.bincount(group[after], minlength=4).astype(float))
        small.append(tails.p(counted(observed, tails.mean, tails.deviation)) <= 0.05)
    assert 0.01 <= np.mean(small) <= 0.1, np.mean(small)


def test_contacts_within_three_days_are_exchanged_together() -> None:
    rows = [("RO1", "DE1", f"2024-05-{day:02}") for day in (1, 2, 5, 9, 20)] + [("RO1", "DE1", "2023-05-01")]
    given = Acts.of(loaded([("a.csv", acts(rows))]), Window.of(BEFORE, "before"), Window.of(AFTER, "after"))
    assert given.spell.tolist() == [0, 1, 1, 1, 2, 3] and given.spells.tolist() == [4]
    for drawn in given.exchanged(20, np.random.default_rng(0)):
        assert len(set(drawn[1:4])) == 1 and drawn[[0, 1, 4, 5]].sum() == 3


def test_undated_imprecise_and_distant_evidence_is_counted_and_left_out() -> None:
    rows = [("RO1", "DE1", date) for date in ("2023-05-01", "2024-05-01", "2024", "2023-05", "2019-01-01")]
    build = acts(rows)
    build.link("RO1", "DE2", "Associate")
    build.entity("DE2", "Person", [("name", "DE2")])
    found = changes(loaded([("a.csv", build)]), ("2023-05", "2023-06"), ("2024-05", "2024-06"), permutations=50)
    assert {k: found.summary[k] for k in ("acts_before", "acts_after", "undated", "coarse", "outside")} == {
        "acts_before": 1,  # on 1 May; the second record of May begins on that day too and is the same act
        "acts_after": 1,
        "undated": 1,
        "coarse": 1,
        "outside": 1,
    }
    assert (found.table()["change"] == "none shown").all() and found.table()["p"].isna().all()
    assert any("In neither period: 1 undated" in caveat for caveat in found.caveats)


def test_a_tie_that_lasts_is_in_both_periods() -> None:
    build = acts([("RO1", "DE1", "2023-05-01")])
    build.link("RO1", "DE1", "Associate", directed=False, first="2022", last="2025")
    found = changes(loaded([("a.csv", build)]), BEFORE, AFTER, permutations=50).table()
    tie = found[found["what"] == "tie"].iloc[0]
    assert (tie["before"], tie["after"]) == (2, 1)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("2024", "2024", "overlap or are the same"),
        ("2024", "2024-05", "overlap or are the same"),
        ("2024", "2023", "lies after the second"),
        ("soon", "2024", "before: expected a date"),
        (("2023", "2022"), "2024", "last date lies before its first"),
        ("2023", ("2024",), "after: expected a date"),
    ],
)
def test_periods_that_cannot_be_compared_are_named(before: object, after: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        changes(network_of([("RO1", "DE1", "2023-01-01")]), before, after)


def test_poor_networks_have_an_answer_in_words() -> None:
    nothing = Network.from_edgelist(pd.DataFrame({"source": [], "target": []}), directed=False)
    undated = Network.from_edgelist(pd.DataFrame({"source": ["a", "b"], "target": ["b", "a"]}), directed=True)
    rows = [("RO1", "RO1", "2023-01-01", None), ("RO1", "DE1", "2023-02-01", None), ("DE1", "RO1", None, "2024-02-01")]
    edges = pd.DataFrame(rows, columns=pd.Index(["source", "target", "first", "last"]))
    loops = Network.from_edgelist(edges, directed=False)
    for network in (nothing, undated, EntityGraph(Tables.empty(), Case(id_key="k"))):
        found = changes(network, BEFORE, AFTER, permutations=50)
        assert found.table().empty
        assert any("No evidence is dated in either period" in caveat for caveat in found.caveats)
    table = changes(loops, BEFORE, AFTER, permutations=50).table()
    assert table.loc[table["what"] == "tie", ["before", "after"]].to_numpy().tolist() == [[1, 1]]
    assert "not tested" in changes(loops, BEFORE, AFTER, permutations=50).explain(0)
    with pytest.raises(UnknownEntityError):
        changes(loops, BEFORE, AFTER, permutations=50).explain(99)
    with pytest.raises(ValueError, match="method: expected one of"):
        changes(loops, BEFORE, AFTER, method="charm")
    with pytest.raises(ValueError, match="at least 50"):
        changes(loops, BEFORE, AFTER, permutations=5)


def test_a_corridor_of_a_directed_network_keeps_its_direction() -> None:
    """Payments went from Romania to Germany in the first period and back in the second."""
    days = [f"-{1 + i % 12:02}-{1 + i:02}" for i in range(20)]
    rows = [(f"RO{i}", f"DE{i}", f"2023{day}") for i, day in enumerate(days)]
    rows += [(f"DE{i}", f"RO{i}", f"2024{day}") for i, day in enumerate(days)]
    edges = pd.DataFrame(rows, columns=["source", "target", "first"])
    nodes = pd.DataFrame({"id": [f"{c}{i}" for c in ("RO", "DE") for i in range(20)]})
    nodes["country"] = nodes["id"].str[:2]
    network = Network.from_edgelist(edges, nodes, directed=True, jurisdiction="country")
    found = changes(network, BEFORE, AFTER, permutations=99)
    told = found.table().query("what == 'corridor'").set_index("which")["change"]
    assert told.to_dict() == {("RO", "DE"): "closed", ("DE", "RO"): "opened"}
    assert found.explain(int(found.table().query("what == 'corridor'").index[0])).startswith("From ")


def test_a_change_that_hangs_on_doubtful_records_is_not_robust() -> None:
    """The same ten ties of the second period, surely real and nine in ten wrong."""
    rows = [(f"RO{i}", f"DE{i}", f"2023-03-{1 + i:02}") for i in range(25)]
    rows += [(f"RO{i}", f"FR{i}", f"2024-03-{1 + i:02}") for i in range(25)]
    edges = pd.DataFrame(rows, columns=["source", "target", "first"])
    nodes = pd.DataFrame({"id": [f"{c}{i}" for c in ("RO", "DE", "FR") for i in range(25)]})
    nodes["country"] = nodes["id"].str[:2]
    robust = {}
    for drop in (0.0, 0.9):
        given = edges.assign(drop=np.where(edges["target"].str.startswith("FR"), drop, 0.0))
        network = Network.from_edgelist(given, nodes, directed=False, jurisdiction="country")
        table = changes(network, BEFORE, AFTER, permutations=99).table()
        row = table[table["which"] == ("FR", "RO")].iloc[0]
        assert row["change"] == "opened"
        robust[drop] = bool(row["robust"]), float(row["p_change"])
    assert robust[0.0] == (True, 1.0) and not robust[0.9][0] and robust[0.9][1] < 0.5


def test_a_tie_that_may_not_be_real_has_no_change_where_it_is_not() -> None:
    """Of periods of unequal length exchanges put most acts into the longer: no act at all is no fall beside that."""
    rows = steady(np.random.default_rng(0), people=12, n=300, years=(2023, 2024, 2025, 2026))
    build = acts(rows)
    for name in ("RO77", "DE77"):
        build.record(f"person {name}", name.encode())
        build.entity(name, "Person", [("name", name), ("nationality", name[:2])])
    for i in range(20):
        build.record(f"doubt {i}", f"doubt {i}".encode(), originator="W", evaluation="4x4:X4")
        build.link("RO77", "DE77", "Associate", directed=False, first=str(np.datetime64("2023-01-05") + 15 * i))
    graph = loaded([("a.csv", build)])
    found = changes(graph, "2023", ("2024", "2026"), permutations=99)
    table = found.table()
    at = table.index[(table["what"] == "tie") & (table["before"] == 20)][0]
    assert table.loc[at, "change"] == "gone" and table.loc[at, "expected_after"] > 10
    assert 0.5 < table.loc[at, "p_change"] < 0.9 and not table.loc[at, "robust"]
    assert "it is gone, which is not sure: in" in found.explain(int(at))


def test_victims_are_not_listed_and_the_order_of_rows_does_not_matter() -> None:
    rows = steady(np.random.default_rng(3), people=12, n=80)
    tables = []
    for order in (rows, rows[::-1]):
        given = network_of(order)
        given.nodes_table["rankable"] = [label != "DE1" for label in given.labels]
        tables.append(changes(given, BEFORE, AFTER, permutations=60).table())
    assert tables[0].equals(tables[1])
    actors = tables[0].loc[tables[0]["what"] == "actor", "which"]
    assert ("DE1",) not in set(actors) and ("RO0",) in set(actors)


@pytest.mark.parametrize("method", ["constraint", "hierarchy"])
def test_where_low_is_more_of_a_broker_values_are_as_they_are_and_who_is_absent_is_no_broker(method: str) -> None:
    """a is a star's centre in the second period and absent in the first."""
    ties = [("x", "y", "2023-03-01"), ("a", "b", "2024-01-01"), ("a", "c", "2024-02-01"), ("a", "d", "2024-03-01")]
    network = Network.from_edgelist(pd.DataFrame(ties, columns=["source", "target", "first"]), directed=False)
    table = changes(network, BEFORE, AFTER, method=method, permutations=50).table()
    row = table[table["which"] == ("a",)].iloc[0]
    assert 0 <= row["after"] < row["before"] == 1.125
    assert row["rank_after"] == 1 and row["rank_before"] > 1


def test_no_tie_of_victims_is_listed_and_they_count_for_the_corridor() -> None:
    """Five victims; of fewer no country is told."""
    build = acts([("RO1", f"FR{i}", f"2024-01-{5 * i:02}") for i in range(1, 6)])
    build.record("who", b"who")
    for i in range(1, 6):
        build.entity(f"FR{i}", "Person", [("category", "victim")])
    graph = loaded([("a", build)])
    found = changes(graph, BEFORE, AFTER, permutations=50)
    assert sorted(found.table()["what"]) == ["actor", "corridor"]
    told = str(found.table().to_dict())
    assert not any(victim in told for victim in graph.entities.index[graph.entities["category"] == "victim"])


@pytest.mark.parametrize("period", [None, 2023, []])
def test_a_period_that_is_no_date_is_refused_in_words(period: object) -> None:
    with pytest.raises(ValueError, match="before: expected a date"):
        changes(loaded([("a", acts([]))]), period, AFTER)
