"""The projection onto actors: each way two people can be tied, and what must not tie them."""

from __future__ import annotations

import pandas as pd

from netintel.analysis.actors import actors
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.tables import Tables


def graph_of(build: Builder, name: str = "a") -> EntityGraph:
    received = {
        "file": name,
        "format": "x",
        "unit": "row",
        "sha256": name * 64,
        "bytes": 1,
        "loader": "x",
        "ids": "file",
    }
    return EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, build.tables(received))


def people(build: Builder, *names: str) -> None:
    for name in names:
        build.record(f"row {name}", name.encode())
        build.entity(name, "Person", [("name", name), ("nationality", "RO")])


def ties(graph: EntityGraph) -> dict[tuple[str, ...], pd.Series]:
    network = actors(graph)
    name = network.nodes["name"].fillna("?").to_dict()
    table = network.ties
    return {tuple(sorted((name[r["source"]], name[r["target"]]))): r for _, r in table.iterrows()}


def test_a_recorded_link_is_a_tie() -> None:
    build = Builder()
    people(build, "A", "B", "C")
    build.record("row 9", b"9", evaluation="4x4:A1", originator="RO")
    build.link("A", "B", "Associate", directed=False, first="2024")
    found = ties(graph_of(build))
    assert set(found) == {("A", "B")}
    assert (
        round(found["A", "B"]["drop"], 9) == 0.05
        and found["A", "B"]["first"] == "2024"
        and found["A", "B"]["link"] is not None
    )


def test_two_originators_make_a_tie_more_certain_than_two_records_of_one() -> None:
    build = Builder()
    people(build, "A", "B", "C")
    for row, (origin, other) in enumerate([("RO", "B"), ("DE", "B"), ("RO", "C"), ("RO", "C")]):
        build.record(f"row {row}", str(row).encode() + b"x", originator=origin, evaluation="4x4:B2")
        build.link("A", other, "Associate", directed=False)
    found = ties(graph_of(build))
    assert round(found["A", "B"]["drop"], 9) == 0.01 and round(found["A", "C"]["drop"], 9) == 0.1
    assert found["A", "B"]["n_originators"] == 2 and found["A", "C"]["n_records"] == 2


def test_holders_of_phones_that_call_each_other_are_tied() -> None:
    build = Builder()
    people(build, "A", "B")
    build.record("row 9", b"9")
    build.entity("p1", "Phone", [("number", "+40722123456")])
    build.entity("p2", "Phone", [("number", "+40722123457")])
    build.link("A", "p1", "Owner")
    build.link("B", "p2", "Owner")
    build.record("row 10", b"10")
    build.link("p1", "p2", "Call", first="2024-03-01")
    found = ties(graph_of(build))
    assert set(found) == {("A", "B")} and found["A", "B"]["first"] == "2024-03-01"


def test_a_phone_named_by_property_is_the_phone_of_the_calls() -> None:
    build = Builder()
    people(build, "B")
    build.record("row 1", b"1")
    build.entity("A", "Person", [("name", "A"), ("phone", "0040 722 123 456")])
    build.entity("p1", "Phone", [("number", "+40722123456")])
    build.link("p1", "B", "Call")
    assert set(ties(graph_of(build))) == {("A", "B")}


def test_people_with_the_same_account_are_tied() -> None:
    build = Builder()
    people(build, "A", "B")
    build.record("row 1", b"1")
    build.claim("A", "iban", "GB82 WEST 1234 5698 7654 32")
    build.claim("B", "iban", "GB82WEST12345698765432")
    assert set(ties(graph_of(build))) == {("A", "B")}


def test_a_call_as_an_event_ties_caller_and_receiver() -> None:
    build = Builder()
    people(build, "A", "B", "C")
    build.record("row 1", b"1")
    build.entity("call", "Call")
    build.link("call", "A", "Reference", role="caller")
    build.link("call", "B", "Reference", role="receiver")
    assert set(ties(graph_of(build))) == {("A", "B")}


def test_participants_of_a_meeting_are_tied_each_with_each() -> None:
    build = Builder()
    people(build, "A", "B", "C")
    build.record("row 1", b"1")
    build.entity("m", "Meeting")
    for who in "ABC":
        build.link(who, "m", "Participant")
    assert len(ties(graph_of(build))) == 3


def test_callers_of_a_call_centre_are_not_acquainted() -> None:
    build = Builder()
    callers = [f"P{i}" for i in range(40)]
    people(build, *callers)
    build.record("row 1", b"1")
    build.entity("hub", "Phone", [("number", "+40722123456")])
    for caller in callers:
        build.link(caller, "hub", "Call")
    graph = graph_of(build)
    assert ties(graph) == {}
    assert any("left out: 1 Phone" in line for line in actors(graph).recipe)


def test_a_tapped_phone_keeps_every_contact_of_its_holder() -> None:
    build = Builder()
    callers = [f"P{i}" for i in range(40)]
    people(build, "Boss", *callers)
    build.record("row 1", b"1")
    build.entity("phone", "Phone", [("number", "+40722123456")])
    build.link("Boss", "phone", "Owner")
    for caller in callers:
        build.link(caller, "phone", "Call")
    found = ties(graph_of(build))
    assert len(found) == 40 and all("Boss" in pair for pair in found)


def test_a_mass_meeting_ties_nobody_and_is_counted() -> None:
    build = Builder()
    guests = [f"P{i}" for i in range(31)]
    people(build, *guests)
    build.record("row 1", b"1")
    build.entity("m", "Meeting")
    for guest in guests:
        build.link(guest, "m", "Participant")
    graph = graph_of(build)
    assert ties(graph) == {}
    assert any(line.endswith("left out: 1 Meeting") for line in actors(graph).recipe)


def test_being_listed_in_a_report_of_an_incident_ties_nobody() -> None:
    build = Builder()
    people(build, "A", "B", "C")
    build.record("row 1", b"1")
    build.entity("event", "Incident")
    for who in "ABC":
        build.link("event", who, "Contains", role="person")
    assert ties(graph_of(build)) == {}


def test_users_of_an_exchange_wallet_are_not_acquainted() -> None:
    build = Builder()
    users = [f"P{i}" for i in range(11)]
    people(build, *users)
    build.record("row 1", b"1")
    build.entity("w", "CryptoWallet", [("wallet", "192CRzyxcJVpBd5uEXkmrBZvHjPmT8Girr")])
    for user in users:
        build.link(user, "w", "Uses")
    assert ties(graph_of(build)) == {}


def test_a_phone_nobody_holds_is_a_node_that_is_never_ranked() -> None:
    build = Builder()
    people(build, "A", "B")
    build.record("row 1", b"1")
    build.entity("p", "Phone", [("number", "+40722123456")])
    build.link("A", "p", "Call")
    build.link("B", "p", "Call")
    network = actors(graph_of(build))
    assert network.n_ties == 2 and network.directed
    assert not network.nodes_table.set_index("kind").loc["Phone", "rankable"]


def test_victims_and_lawyers_are_nodes_but_not_rankable() -> None:
    build = Builder()
    people(build, "A")
    build.record("row 1", b"1")
    build.entity("V", "Person", [("category", "victim")])
    build.entity("L", "Person", [("category", "professional")])
    build.entity("M", "Person", [("minor", "true"), ("category", "suspect")])
    table = actors(graph_of(build)).nodes_table
    assert table["rankable"].sum() == 1 and len(table) == 4


def test_only_the_strongest_basis_counts_and_two_countries_share() -> None:
    build = Builder()
    build.record("row 1", b"1")
    build.entity("A", "Person", [("nationality", "RO"), ("nationality", "MD"), ("residence", "DE")])
    build.entity("B", "Person", [("residence", "DE"), ("wanted_by", "FR")])
    build.entity("C", "Person", [("wanted_by", "FR"), ("phone", "+40722123456")])
    network = actors(graph_of(build))
    assert sorted(network.countries) == [(), ("DE",), ("MD", "RO")]
    assert set(network.memberships["share"]) == {0.5, 1.0}


def test_the_text_of_a_property_can_make_the_groups() -> None:
    build = Builder()
    build.record("row 1", b"1")
    build.entity("A", "Person", [("unit", "North"), ("nationality", "RO")])
    build.entity("B", "Person", [("nationality", "RO")])
    network = actors(graph_of(build), jurisdiction=["unit"])
    assert sorted(network.countries) == [(), ("North",)] and network.group == "unit"


def test_actor_to_country_links_keep_their_direction() -> None:
    build = Builder()
    build.record("row 1", b"1")
    build.entity("G", "Group", [("name", "G"), ("origin", "RU")])
    build.entity("us", "Country", [("name", "United States"), ("country", "US")])
    build.link("G", "us", "Targets")
    build.link("G", "us", "LocatedAt")
    network = actors(graph_of(build))
    assert network.directed and network.n_ties == 1 and bool(network.crossing()[0])


def test_a_table_of_links_alone_is_a_network() -> None:
    build = Builder()
    build.record("row 1", b"1")
    build.link("A", "B", "Associate", directed=False)
    build.link("B", "C", "Call")
    network = actors(graph_of(build))
    assert network.n_nodes == 3 and network.n_ties == 2 and network.nodes_table["rankable"].all()


def test_a_graph_without_actors_is_an_empty_network() -> None:
    network = actors(EntityGraph(Tables.empty(), Case(id_key="k")))
    assert network.n_nodes == 0 and network.n_ties == 0
