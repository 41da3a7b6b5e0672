"""Neighbours in the graph: what two records are both tied to, and how few others are."""

from __future__ import annotations

import numpy as np
import pytest

import netintel as ni
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.tables import Tables
from netintel.resolve._records import Pairs, Records
from netintel.resolve.features import compare, neighbours


def export(name: str, entities: dict[str, tuple[str, dict[str, str]]], *links: tuple[str, str, str]) -> Tables:
    """Return one export: id -> kind and claims, and links as source, target, kind."""
    build = Builder()
    build.record("row 1", name.encode())
    for native, (kind, claims) in entities.items():
        build.entity(native, kind, list(claims.items()))
    for source, target, kind in links:
        build.link(source, target, kind)
    row = {"file": name, "format": "x", "unit": "row", "sha256": name * 64, "bytes": 1, "loader": "x", "ids": "file"}
    return build.tables(row)


def graph_of(*exports: Tables) -> EntityGraph:
    return EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, Tables.concat(exports))


def said(graph: EntityGraph, left: str, right: str) -> str:
    """Return the sentence on two persons, by native id; blank where nothing is known."""
    records = Records.of(graph, "person")
    native = graph.tables.origins["native_id"].to_pylist()
    at = sorted(next(i for i, code in enumerate(records.origins) if native[code] == n) for n in (left, right))
    pairs = Pairs(np.array([at[0]], np.int32), np.array([at[1]], np.int32))
    level = int(compare(neighbours.FEATURE, records, pairs).level[0])
    return neighbours.FEATURE.sentences[level - 1] if level else ""


PERSON: tuple[str, dict[str, str]] = ("Person", {})


def phone(number: int) -> tuple[str, dict[str, str]]:
    return "Phone", {"number": f"+40722000{number:03d}"}


def callers(name: str, person: str, own: int, *called: int) -> Tables:
    """Return an export in which a person uses a phone that calls others."""
    entities = {person: PERSON, "own": phone(own)} | {f"p{i}": phone(i) for i in called}
    return export(name, entities, (person, "own", "Uses"), *(("own", f"p{i}", "Call") for i in called))


def test_two_whose_phones_call_the_same_three() -> None:
    graph = graph_of(callers("a", "A", 1, 11, 12, 13), callers("b", "B", 2, 11, 12, 13, 14), callers("c", "C", 3, 11))
    assert said(graph, "A", "B") == "tied to the same three or more, whom few others are tied to"
    assert said(graph, "A", "C") == "tied to the same one, whom next to nobody else is tied to"


def test_two_and_others_only() -> None:
    graph = graph_of(callers("a", "A", 1, 11, 12), callers("b", "B", 2, 11, 12, 13), callers("c", "C", 3, 13))
    assert said(graph, "A", "B") == "tied to the same two, whom few others are tied to"
    assert said(graph, "A", "C") == "tied to others only"


@pytest.mark.parametrize(
    ("others", "sentence"),
    [(1, "next to nobody else"), (4, "few others"), (8, "few others"), (9, "")],
)
def test_the_more_call_a_number_the_less_it_says_and_a_hub_says_nothing(others: int, sentence: str) -> None:
    calls = [callers(f"{i:02d}", f"P{i}", 100 + i, 7) for i in range(others + 2)]
    assert sentence in said(graph_of(*calls), "P0", "P1")
    assert bool(sentence) == bool(said(graph_of(*calls), "P0", "P1"))


def test_a_person_named_by_both_is_one_neighbour_within_an_export() -> None:
    people = dict.fromkeys(("A", "B", "friend", "other"), PERSON)
    graph = graph_of(export("a", people, ("A", "friend", "Knows"), ("B", "friend", "Knows"), ("B", "other", "Knows")))
    assert said(graph, "A", "B").startswith("tied to the same one")


def test_who_is_tied_to_another_does_not_call_himself() -> None:
    people = dict.fromkeys(("A", "B", "C"), PERSON)
    tied = graph_of(export("a", people, ("A", "B", "Knows"), ("A", "C", "Knows"), ("B", "C", "Knows")))
    assert said(tied, "A", "B") == "tied to one another"
    called = graph_of(callers("a", "A", 1, 2), callers("b", "B", 2, 9))
    assert said(called, "A", "B") == "tied to one another"


def test_one_pays_himself_from_account_to_account_and_is_said_to_be_himself() -> None:
    accounts = {f"{n}{i}": ("BankAccount", {"iban": i}) for n, i in (("x", "RO49AAAA1B31007593840000"),)}
    accounts["y"] = ("BankAccount", {"iban": "DE89370400440532013000"})
    people = {"A": PERSON, "B": PERSON} | accounts
    own = (("A", "xRO49AAAA1B31007593840000", "Owner"), ("B", "y", "Owner"))
    graph = graph_of(export("a", people, *own, ("xRO49AAAA1B31007593840000", "y", "Payment")))
    assert "one another" not in said(graph, "A", "B")
    assert said(graph_of(export("a", {"A": PERSON, "B": PERSON}, ("A", "B", "Similar"))), "A", "B") == ""


def test_a_phone_that_both_name_is_compared_as_a_phone_and_what_it_leads_to_not_at_all() -> None:
    both = ("Person", {"phone": "+40722000001"})
    seen = export(
        "c",
        {"own": phone(1)} | {f"p{i}": phone(i) for i in (11, 12, 13)},
        *(("own", f"p{i}", "Call") for i in (11, 12, 13)),
    )
    graph = graph_of(export("a", {"A": both}), export("b", {"B": both}), seen)
    assert said(graph, "A", "B") in ("", "tied to others only")


def test_a_phone_that_both_are_linked_to_is_one_neighbour() -> None:
    graph = graph_of(callers("a", "A", 1, 11), callers("b", "B", 1, 11))
    assert said(graph, "A", "B") == "tied to the same one, whom next to nobody else is tied to"


def test_the_phones_that_records_name_lead_to_whom_they_call() -> None:
    one, other = ("Person", {"phone": "+40722000001"}), ("Person", {"phone": "+40722000002"})
    phones = {f"p{i}": phone(i) for i in (1, 2, 11, 12, 13)}
    calls = [(f"p{own}", f"p{i}", "Call") for own in (1, 2) for i in (11, 12, 13)]
    graph = graph_of(export("a", {"A": one}), export("b", {"B": other}), export("c", phones, *calls))
    assert said(graph, "A", "B") == "tied to the same three or more, whom few others are tied to"


def test_who_took_part_in_the_same_events_knows_the_same() -> None:
    entities = dict.fromkeys(("A", "B", "friend"), PERSON) | {"m": ("Meeting", {}), "n": ("Meeting", {})}
    links = [("A", "m", "Participant"), ("friend", "m", "Participant")]
    links += [("B", "n", "Participant"), ("friend", "n", "Participant")]
    graph = graph_of(export("a", entities, *links))
    assert said(graph, "A", "B").startswith("tied to the same one")
    assert said(graph, "A", "friend") == "tied to one another"


def test_what_a_report_lists_together_is_no_tie() -> None:
    entities = dict.fromkeys(("A", "B"), PERSON) | {"i": ("Incident", {})}
    assert said(graph_of(export("a", entities, ("i", "A", "Contains"), ("i", "B", "Contains"))), "A", "B") == ""


def test_neighbours_that_surely_are_one_join_exports() -> None:
    friend = ("Person", {"document_number": "AB123456", "document_country": "RO", "name": "Ilie Vrabie"})
    exports = [export(n, {n.upper(): PERSON, f"f{n}": friend}, (n.upper(), f"f{n}", "Knows")) for n in "ab"]
    graph = graph_of(*exports)
    assert said(graph, "A", "B") == "tied to others only"
    judged = ni.resolve.merge(graph, ni.resolve.match(graph).above(0.95))
    assert said(judged, "A", "B").startswith("tied to the same one")


def test_shared_neighbours_speak_for_two_of_one_name_and_a_tie_between_them_against() -> None:
    def of(name: str, own: int, *called: int) -> Tables:
        entities = {name: ("Person", {"name": "Ana Pop"}), "own": phone(own)} | {f"p{i}": phone(i) for i in called}
        return export(name, entities, (name, "own", "Uses"), *(("own", f"p{i}", "Call") for i in called))

    def score(*exports: Tables) -> float:
        found = ni.resolve.match(graph_of(*exports)).table()
        return float(found[found["kind"] == "Person"]["score"].max())

    same, other = score(of("a", 1, 11, 12, 13), of("b", 2, 11, 12, 13)), score(of("a", 1, 11, 12), of("b", 2, 21, 22))
    against = score(of("a", 1, 2, 11), of("b", 2, 11))
    assert same > other > against
