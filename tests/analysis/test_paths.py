"""Evidence paths: the surest are found, each hop cites its records, and time, crowds and victims are respected."""

from __future__ import annotations

from itertools import islice, pairwise, permutations

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netintel.analysis.paths import WITHHELD, paths
from netintel.errors import UnknownEntityError
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.network import Network
from netintel.model.tables import Tables

GRADES = {0.05: "4x4:A1", 0.1: "4x4:B2", 0.2: None, 0.35: "4x4:C3"}


def graph_of(build: Builder) -> EntityGraph:
    received = {
        "file": "a.csv",
        "format": "x",
        "unit": "row",
        "sha256": "a" * 64,
        "bytes": 1,
        "loader": "x",
        "ids": "file",
    }
    return EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, build.tables(received))


def people(build: Builder, names: str, **more: str) -> None:
    for name in names.split():
        build.record(f"row {name}", name.encode())
        build.entity(name, "Person", [("name", name), *more.items()])


def act(build: Builder, a: str, b: str, first: str | None = None, kind: str = "Associate", **record: str) -> None:
    place = f"row {a}-{b} {first} {kind} {record}"
    build.record(place, place.encode(), **record)
    build.link(a, b, kind, first=first)


def of(graph: EntityGraph, name: str) -> str:
    return str(graph.entities.index[graph.entities["name"] == name][0])


def by_name(graph: EntityGraph, a: str, b: str, **options: object) -> list[tuple[str, ...]]:
    return [tuple(n) for n in paths(graph, of(graph, a), of(graph, b), **options).table()["names"]]


TIES = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4)).filter(lambda tie: tie[0] < tie[1]),
    st.sampled_from(sorted(GRADES)),
    max_size=10,
)


@settings(max_examples=25)
@given(TIES, st.integers(1, 6))
def test_the_k_surest_of_all_simple_paths_are_found(ties: dict[tuple[int, int], float], k: int) -> None:
    build = Builder()
    people(build, "0 1 2 3 4")
    for (a, b), drop in ties.items():
        act(build, str(a), str(b), evaluation=GRADES[drop])
    graph = graph_of(build)
    plain = networkx.Graph()
    plain.add_nodes_from(range(5))
    plain.add_edges_from((a, b, {"real": 1 - drop}) for (a, b), drop in ties.items())
    chances = sorted(
        (
            float(np.prod([plain[a][b]["real"] for a, b in pairwise(path)]))
            for path in networkx.all_simple_paths(plain, 0, 4)
        ),
        reverse=True,
    )
    found = paths(graph, of(graph, "0"), of(graph, "4"), k=k)
    np.testing.assert_allclose(found.table()["probability"], chances[:k], atol=1e-9)
    assert all(len(set(nodes)) == len(nodes) for nodes in found.table()["entities"])
    shortest = list(networkx.all_shortest_paths(plain, 0, 4)) if networkx.has_path(plain, 0, 4) else []
    assert found.summary["shortest_paths"] == len(shortest)


JOINTS = st.lists(
    st.tuples(
        st.integers(0, 4), st.integers(0, 4), st.sampled_from(sorted(GRADES)), st.sampled_from(["phone", "contact"])
    ).filter(lambda joint: joint[0] < joint[1]),
    max_size=14,
)


@settings(max_examples=25)
@given(JOINTS, st.integers(1, 6))
def test_ways_are_told_apart_by_whom_they_go_through_as_by_yen_on_the_projected_graph(
    joints: list[tuple[int, int, float, str]], k: int
) -> None:
    """Each joint is a contact, or a phone that two hold; networkx's Yen runs over actors, the surest joint an edge."""
    build = Builder()
    people(build, "0 1 2 3 4")
    plain = networkx.Graph()
    plain.add_nodes_from(range(5))
    best: dict[tuple[int, int, str], float] = {}
    for number, (a, b, drop, how) in enumerate(joints):
        ends = [(str(a), str(b))]
        if how == "phone":
            build.entity(f"p{number}", "Phone", [("number", f"+4072212345{number}")])
            ends = [(str(a), f"p{number}"), (str(b), f"p{number}")]
        for one, other in ends:
            act(build, one, other, kind="Associate" if how == "contact" else "Owner", evaluation=GRADES[drop])
        # records of one pair come from one originator, whose best evaluation counts
        key = (a, b, "contact" if how == "contact" else f"p{number}")
        best[key] = max(best.get(key, 0.0), 1 - drop if how == "contact" else (1 - drop) ** 2)
    for (a, b, _), real in best.items():
        if not plain.has_edge(a, b) or plain[a][b]["real"] < real:
            plain.add_edge(a, b, real=real, length=-float(np.log(real)))
    graph = graph_of(build)
    found = paths(graph, of(graph, "0"), of(graph, "4"), k=k)
    there = networkx.has_path(plain, 0, 4)
    ways = islice(networkx.shortest_simple_paths(plain, 0, 4, weight="length"), k) if there else []
    chances = [float(np.prod([plain[a][b]["real"] for a, b in pairwise(way)])) for way in ways]
    np.testing.assert_allclose(found.table()["probability"], chances, atol=1e-9)
    name = graph.entities["name"]
    stops = [tuple(name[e] for e in way if name[e] in list("01234")) for way in found.table()["entities"]]
    assert len(set(stops)) == len(stops)
    for way, numbers in zip(stops, found.table()["chains"], strict=True):
        joined = [sum(key[:2] == tuple(sorted((int(a), int(b)))) for key in best) for a, b in pairwise(way)]
        assert list(numbers) == joined


def test_a_phone_and_its_number_are_one_way_with_the_records_of_both() -> None:
    """A and B hold one phone, and each states its number too; C is another way."""
    build = Builder()
    for name in "ABC":
        build.record(f"row {name}", name.encode())
        number = [] if name == "C" else [("phone", "+40722123456")]
        build.entity(name, "Person", [("name", name), *number])
    build.entity("p", "Phone", [("number", "+40722123456")])
    for one in "AB":
        act(build, one, "p", "2024-05-02", kind="Owner")
        act(build, one, "C", "2024-05-02")
    graph = graph_of(build)
    found = paths(graph, of(graph, "A"), of(graph, "B"))
    table = found.table()
    assert table["names"].tolist() == [("A", "+40722123456", "B"), ("A", "C", "B")]
    assert table["chains"].tolist() == [(4,), (1, 1)]  # by the phone, by the number, and by either and the other
    assert set(found.records(1)["locator"].str.slice(0, 7)) >= {"row A", "row B", "row A-p", "row B-p"}
    assert found.records(2)["tie"].tolist() == [1, 2]
    assert "(several chains of records join the same two: 4 in step 1)" in found.explain(1)
    assert "its records are dated on 2024-05-02" in found.explain(1)


DATED = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(1, 9)).filter(lambda tie: tie[0] != tie[1]), max_size=9
)


@settings(max_examples=25)
@given(DATED)
def test_time_respecting_shortest_paths_are_counted_as_by_hand(contacts: list[tuple[int, int, int]]) -> None:
    build = Builder()
    people(build, "0 1 2 3 4")
    dates: dict[frozenset[int], list[int]] = {}
    for a, b, date in contacts:
        act(build, str(a), str(b), f"2024-01-0{date}")
        dates.setdefault(frozenset((a, b)), []).append(date)
    graph = graph_of(build)
    found = paths(graph, of(graph, "0"), of(graph, "4")).summary
    routes = [(0, *middle, 4) for size in range(4) for middle in permutations((1, 2, 3), size)]
    there = [r for r in routes if all(frozenset(hop) in dates for hop in pairwise(r))]
    least = min((len(r) for r in there), default=0)
    shortest = [r for r in there if len(r) == least]

    def respects(route: tuple[int, ...], same_day: int) -> bool:
        day = 0
        for hop in pairwise(route):
            later = [d for d in dates[frozenset(hop)] if d >= day]
            if not later:
                return False
            day = min(later) + (1 - same_day)
        return True

    assert found["shortest_paths"] == len(shortest)
    assert found["shortest_in_time"] == sum(respects(r, 0) for r in shortest)
    assert found["shortest_possibly_in_time"] == sum(respects(r, 1) for r in shortest)
    arrives = found["earliest_possible"] != "not by recorded times"
    assert arrives == any(respects(r, 1) for r in there)


def test_each_hop_cites_its_records() -> None:
    build = Builder()
    people(build, "A B C")
    act(build, "A", "B", "2024-03", originator="RO")
    act(build, "A", "B", "2024-05-02", originator="DE")
    act(build, "B", "C", "2024-05-04T10:00:00Z")
    graph = graph_of(build)
    found = paths(graph, of(graph, "A"), of(graph, "C"))
    row = found.table().loc[1]
    assert row["probability"] == pytest.approx((1 - 0.2 * 0.2) * 0.8)
    assert (row["first"], row["last"], row["in_time"]) == ("2024-03", "2024-05-04T10:00:00Z", "yes")
    assert row["cited"] == (
        "a.csv row A-B 2024-03 Associate {'originator': 'RO'}",
        "a.csv row B-C 2024-05-04T10:00:00Z Associate {}",
    )
    assert found.records(1)["tie"].tolist() == [1, 1, 2]
    assert (found.summary["earliest"], found.summary["earliest_possible"]) == ("2024-05-04", "2024-05-04")
    spoken = found.explain(1)
    assert "Person A - Person B - Person C" in spoken
    assert "chance of 77%" in spoken
    assert "respects time whatever the exact hours" in spoken
    assert spoken.endswith(f"It stands on 3 records of one export, the first {row['cited'][0]}.")
    assert any(
        "may never have coexisted: the one shortest path (2 hops) surely respects time" in c for c in found.caveats
    )


def test_a_path_against_time_is_shown_and_said_to_be_one() -> None:
    build = Builder()
    people(build, "A B C")
    act(build, "A", "B", "2024-05-02")
    act(build, "B", "C", "2024-03-02")
    graph = graph_of(build)
    found = paths(graph, of(graph, "A"), of(graph, "C"))
    assert found.table().loc[1, "in_time"] == "no"
    assert (found.summary["earliest"], found.summary["earliest_possible"]) == ("not surely", "not by recorded times")
    assert any("by recorded times nothing that began at the source" in caveat for caveat in found.caveats)
    assert "does not respect time" in found.explain(1)
    back = paths(graph, of(graph, "C"), of(graph, "A"))
    assert back.table().loc[1, "in_time"] == "yes"


def test_a_number_that_two_state_joins_them_and_both_records_are_cited() -> None:
    build = Builder()
    for name, row in (("A", "row 1"), ("B", "row 2")):
        build.record(row, row.encode())
        build.entity(name, "Person", [("name", name), ("phone", "+40722123456")])
    graph = graph_of(build)
    found = paths(graph, of(graph, "A"), of(graph, "B"))
    assert found.table().loc[1, "kinds"] == ("Person", "phone", "Person")
    assert found.table().loc[1, "in_time"] == "undated"
    assert sorted(found.records(1)["locator"]) == ["row 1", "row 2"]


def test_a_victim_is_no_go_between_unless_asked_for_and_never_named() -> None:
    build = Builder()
    people(build, "A C")
    people(build, "V", category="victim")
    build.entity("p", "Phone", [("number", "+40722123456")])
    build.link("V", "p", "Owner")
    for end in "AC":
        act(build, end, "V")
        act(build, end, "p", kind="Call")
    graph = graph_of(build)
    found = paths(graph, of(graph, "A"), of(graph, "C"))
    assert found.table().empty
    assert any("Fewer than 5 victims, witnesses, minors" in caveat for caveat in found.caveats)
    asked = paths(graph, of(graph, "A"), of(graph, "C"), protected=True)
    assert {names[1] for names in asked.table()["names"]} == {WITHHELD}
    assert "Person V" not in asked.explain(1) + asked.explain(2)
    assert "40722123456" not in asked.explain(1) + asked.explain(2) + str(asked.table().drop(columns="cited"))
    end = paths(graph, of(graph, "A"), of(graph, "V"))
    assert end.table()["names"].tolist()[0] == ("A", WITHHELD)
    assert any("An end is a protected person" in caveat for caveat in end.caveats)


def test_what_many_share_is_not_passed() -> None:
    build = Builder()
    people(build, " ".join(f"n{i}" for i in range(12)))
    build.entity("p", "Phone", [("number", "+40722123456")])
    for i in range(12):
        act(build, f"n{i}", "p", kind="Owner")
    graph = graph_of(build)
    assert by_name(graph, "n0", "n1") == []
    assert len(by_name(graph, "n0", "n1", holders=12)) == 1


def test_kinds_and_entities_can_be_left_out() -> None:
    build = Builder()
    people(build, "A B C")
    build.entity("p", "Phone", [("number", "+40722123456")])
    act(build, "A", "B")
    act(build, "B", "C")
    for one in "AC":
        act(build, one, "p", kind="Owner")
    graph = graph_of(build)
    assert len(by_name(graph, "A", "C")) == 2
    assert by_name(graph, "A", "C", through=["Person"]) == [("A", "B", "C")]
    assert len(by_name(graph, "A", "C", exclude=[of(graph, "B")])) == 1


def test_a_report_that_lists_two_people_is_no_path() -> None:
    build = Builder()
    people(build, "A B")
    build.entity("e", "Incident", [("name", "report")])
    for one in "AB":
        act(build, "e", one, kind="Contains")
    graph = graph_of(build)
    found = paths(graph, of(graph, "A"), of(graph, "B"))
    assert found.table().empty and "2 links by which a report only lists" in found.projection[1]


def test_the_order_of_rows_does_not_matter_and_the_graph_stays_as_it_is() -> None:
    ties = [("A", "B"), ("B", "D"), ("A", "C"), ("C", "D"), ("A", "E"), ("E", "D")]
    tables = []
    for order in (ties, ties[::-1]):
        build = Builder()
        people(build, "A B C D E")
        for a, b in order:
            act(build, a, b)
        graph = graph_of(build)
        before = graph.digest
        tables.append(paths(graph, of(graph, "A"), of(graph, "D"), k=2).table().drop(columns="cited"))
        assert graph.digest == before
    assert tables[0].equals(tables[1])


def test_errors_are_in_words_and_without_names() -> None:
    build = Builder()
    people(build, "A B")
    graph = graph_of(build)
    here = of(graph, "A")
    with pytest.raises(UnknownEntityError, match="no entity with this id here"):
        paths(graph, here, "nobody")
    with pytest.raises(ValueError, match="expected two entities"):
        paths(graph, here, here)
    with pytest.raises(ValueError, match="at least 1 path"):
        paths(graph, here, of(graph, "B"), k=0)
    with pytest.raises(TypeError, match="expected an EntityGraph"):
        paths(Network.from_edgelist(graph.links[["source", "target"]], directed=False), here, here)
    found = paths(graph, here, of(graph, "B"))
    assert found.table().empty and found.summary["shortest_paths"] == 0
    with pytest.raises(UnknownEntityError, match="no path with id 1"):
        found.explain(1)
    empty = EntityGraph(Tables.empty(), Case(id_key="k"))
    with pytest.raises(UnknownEntityError):
        paths(empty, "a", "b")


def test_one_text_where_several_are_expected_is_refused_in_words() -> None:
    build = Builder()
    people(build, "A C")
    graph = graph_of(build)
    for option in ({"through": "Phone"}, {"exclude": "abc"}):
        with pytest.raises(TypeError, match="through and exclude"):
            paths(graph, of(graph, "A"), of(graph, "C"), **option)


def test_a_record_that_speaks_of_a_victim_is_cited_for_no_hop() -> None:
    build = Builder()
    people(build, "A B C")
    people(build, "V", category="victim")
    build.record("statement")
    build.link("A", "B", "Associate")
    build.link("V", "A", "Associate")
    act(build, "B", "C")
    graph = graph_of(build)
    assert paths(graph, of(graph, "A"), of(graph, "C")).table()["cited"].tolist() == [
        ("withheld", "a.csv row B-C None Associate {}")
    ]
