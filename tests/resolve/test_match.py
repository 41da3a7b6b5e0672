"""Matching on strong identifiers, merging by judgement, and undoing by judgement."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netintel as ni
from netintel.errors import JudgementError, StaleResultError
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.tables import Tables


def export(name: str, *people: dict[str, str]) -> Tables:
    build = Builder()
    for i, claims in enumerate(people):
        build.record(f"row {i}", str(i).encode())
        build.entity(f"{name}{i}", "Person", list(claims.items()))
    row = {"file": name, "format": "x", "unit": "row", "sha256": name * 64, "bytes": 1, "loader": "x", "ids": "file"}
    return build.tables(row)


def graph_of(*exports: Tables) -> EntityGraph:
    return EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, Tables.concat(exports))


PASSPORT = {"document_number": "AB 123456", "document_country": "RO"}


def test_the_same_document_of_the_same_country_is_a_strong_match() -> None:
    matches = ni.resolve.match(graph_of(export("a", PASSPORT), export("b", {**PASSPORT, "name": "B"})))
    row = matches.table().iloc[0]
    assert row["score"] == pytest.approx(0.99) and "issuing country" in row["reason"]
    assert "same document number" in matches.explain(0)


def test_the_same_number_of_another_country_is_no_match() -> None:
    other = {"document_number": "AB123456", "document_country": "BG"}
    assert len(ni.resolve.match(graph_of(export("a", PASSPORT), export("b", other)))) == 0


def test_a_number_without_country_is_not_enough() -> None:
    alone = {"document_number": "AB123456"}
    matches = ni.resolve.match(graph_of(export("a", alone), export("b", alone)))
    assert matches.table()["score"].tolist() == [pytest.approx(0.6)] and len(matches.above(0.95)) == 0
    assert len(matches.between(0.5, 0.95)) == 1


def test_persons_one_export_keeps_apart_are_not_merged_by_a_shared_phone() -> None:
    phone = {"phone": "+40722123456"}
    matches = ni.resolve.match(graph_of(export("a", phone, phone)))
    assert matches.table()["score"].max() <= 0.3 and "keeps them apart" in matches.explain(0)


def test_different_birth_dates_speak_against() -> None:
    one = {"phone": "+40722123456", "birth_date": "1980-02-03"}
    swapped = {"phone": "+40722123456", "birth_date": "1980-03-02"}
    other = {"phone": "+40722123456", "birth_date": "1991-07-08"}
    assert ni.resolve.match(graph_of(export("a", one), export("b", swapped))).table()["score"][0] > 0.95
    assert ni.resolve.match(graph_of(export("a", one), export("b", other))).table()["score"][0] <= 0.2


def test_a_number_that_many_share_says_nothing() -> None:
    phone = {"phone": "+40722123456"}
    assert len(ni.resolve.match(graph_of(*(export(c, phone) for c in "abcd")))) == 0


def test_a_person_and_the_firm_with_the_same_phone_and_mail_are_two() -> None:
    both = {"phone": "+40722123456", "email": "office@firm.example"}
    build = Builder()
    build.record("row 1", b"1")
    build.entity("firm", "Company", list(both.items()))
    row = {"file": "f", "format": "x", "unit": "row", "sha256": "f" * 64, "bytes": 1, "loader": "x", "ids": "file"}
    assert len(ni.resolve.match(graph_of(export("a", both), build.tables(row)))) == 0


def test_two_identifiers_combine() -> None:
    both = {"phone": "+40722123456", "email": "a@example.org"}
    assert ni.resolve.match(graph_of(export("a", both), export("b", both))).table()["score"][0] > 0.998


def test_names_and_nationality_match_nothing() -> None:
    person = {"name": "Ana Pop", "nationality": "RO", "birth_date": "1980-02-03"}
    assert len(ni.resolve.match(graph_of(export("a", person), export("b", person)))) == 0


def test_phones_with_the_same_number_are_one_phone() -> None:
    parts = []
    for name in "ab":
        build = Builder()
        build.record("row 1", b"1")
        build.entity("p", "Phone", [("number", "+40722123456")])
        row = {
            "file": name,
            "format": "x",
            "unit": "row",
            "sha256": name * 64,
            "bytes": 1,
            "loader": "x",
            "ids": "file",
        }
        parts.append(build.tables(row))
    assert ni.resolve.match(graph_of(*parts)).table()["score"].tolist() == [1.0]


def test_merge_then_unsure_restores_the_digest_and_keeps_every_claim() -> None:
    graph = graph_of(export("a", PASSPORT), export("b", PASSPORT))
    matches = ni.resolve.match(graph)
    merged = ni.resolve.merge(graph, matches.above(0.95))
    assert len(merged.entities) == 1 and merged.digest != graph.digest and merged.claims.equals(graph.claims)
    pair = matches.table().iloc[0]
    undone = ni.resolve.judge(merged, pair["left"], pair["right"], "unsure", by="analyst", reason="two people")
    assert undone.digest == graph.digest and len(undone.entities) == 2 and len(undone.judgements) == 2
    assert [s.function for s in undone.lineage] == ["load", "resolve.merge", "resolve.judge"]


def test_not_the_same_holds_against_a_later_match() -> None:
    graph = graph_of(export("a", PASSPORT), export("b", PASSPORT), export("c", PASSPORT))
    ids = list(graph.origins["origin"])
    graph = ni.resolve.judge(graph, ids[0], ids[2], "not_same", by="analyst", reason="seen both")
    merged = ni.resolve.merge(graph, ni.resolve.match(graph).above(0.9))
    entity = merged.entity_of_origin
    assert entity[0] != entity[2] and len(merged.entities) == 2


def test_merging_nothing_changes_nothing_but_the_lineage() -> None:
    graph = graph_of(export("a", PASSPORT), export("b", {"name": "B"}))
    merged = ni.resolve.merge(graph, ni.resolve.match(graph))
    assert merged.digest == graph.digest and len(merged.lineage) == 2 and len(merged.judgements) == 0


def test_stale_matches_are_refused() -> None:
    graph = graph_of(export("a", PASSPORT), export("b", PASSPORT))
    matches = ni.resolve.match(graph)
    with pytest.raises(StaleResultError, match=r"resolve\.match"):
        ni.resolve.merge(graph.select(kinds=["Phone"]), matches)


def test_a_judgement_says_who_and_why() -> None:
    graph = graph_of(export("a", PASSPORT), export("b", PASSPORT))
    left, right = graph.origins["origin"]
    with pytest.raises(JudgementError, match="who decided"):
        ni.resolve.judge(graph, left, right, "same", by="", reason="x")
    with pytest.raises(JudgementError, match="expected one of"):
        ni.resolve.judge(graph, left, right, "maybe", by="me", reason="x")  # type: ignore[arg-type]
    with pytest.raises(JudgementError, match="same origin"):
        ni.resolve.judge(graph, left, left, "same", by="me", reason="x")


@settings(max_examples=30)
@given(st.permutations(range(4)), st.randoms(use_true_random=False))
def test_judgements_on_different_pairs_commute(order: list[int], random: object) -> None:
    graph = graph_of(*(export(name, {"name": name}) for name in "abcde"))
    ids = list(graph.origins["origin"])
    pairs = [(0, 1, "same"), (1, 2, "same"), (0, 2, "not_same"), (3, 4, "same")]
    rows = pd.DataFrame([(ids[a], ids[b], j) for a, b, j in pairs], columns=["left", "right", "judgement"])
    straight = ni.resolve.merge(graph, rows)
    shuffled = graph
    for position in order:
        shuffled = ni.resolve.merge(shuffled, rows.iloc[[position]])
    assert shuffled.digest == straight.digest
    assert (shuffled.entity_of_origin == straight.entity_of_origin).all()


def test_two_partners_who_load_in_another_order_merge_to_the_same_digest() -> None:
    def phones(name: str) -> Tables:
        build = Builder()
        build.record("row 1")
        build.entity("p", "Phone", [("number", "+40722123456")])
        row = {"file": name, "format": "x", "unit": "row", "sha256": name * 64, "bytes": 1, "loader": "x"}
        return build.tables({**row, "ids": "file"})

    def merged(names: str) -> str:
        graph = graph_of(*(phones(name) for name in names))
        return ni.resolve.merge(graph, ni.resolve.match(graph).above(0.95)).digest

    assert merged("abc") == merged("cab") == merged("bca")


def test_judgements_handed_over_give_the_graph_they_were_given_on() -> None:
    """Order, who and when are kept: of two decisions on a pair the later one holds."""
    fresh = graph_of(export("a", PASSPORT), export("b", PASSPORT))
    left, right = fresh.origins["origin"]
    told = fresh
    for judgement in ("not_same", "same"):
        told = ni.resolve.judge(told, left, right, judgement, by="Ana Pop", reason="looked at both")
    again = ni.resolve.merge(fresh, told.judgements, by="partner")
    assert again.digest == told.digest and again.judgements.equals(told.judgements)
    assert len(again.entities) == 1


@pytest.mark.parametrize(
    "fault", ["a word that is no judgement", "no judgement", "one origin with itself", "no origin"]
)
def test_a_table_of_judgements_with_a_fault_is_refused_whole(fault: str) -> None:
    graph = graph_of(export("a", PASSPORT), export("b", PASSPORT))
    left, right = graph.origins["origin"]
    faulty = {
        "a word that is no judgement": (left, right, "sam"),
        "no judgement": (left, right, None),
        "one origin with itself": (left, left, "same"),
        "no origin": ("o0", right, "same"),
    }
    table = pd.DataFrame([(left, right, "same"), faulty[fault]], columns=["left", "right", "judgement"])
    with pytest.raises(JudgementError):
        ni.resolve.merge(graph, table)


def test_a_table_without_judgements_names_the_column() -> None:
    graph = graph_of(export("a", PASSPORT), export("b", PASSPORT))
    with pytest.raises(JudgementError, match="without 'judgement'"):
        ni.resolve.merge(graph, graph.origins.assign(left="x", right="y")[["left", "right"]])
