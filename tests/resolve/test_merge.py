"""Merging by judgements: matches and tables of judgements become entities, and no claim changes."""

from __future__ import annotations

import random

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
    merged = ni.resolve.merge(graph, ni.resolve.match(graph).above(0.99))
    assert merged.digest == graph.digest and len(merged.lineage) == 2 and len(merged.judgements) == 0


def test_stale_matches_are_refused() -> None:
    graph = graph_of(export("a", PASSPORT), export("b", PASSPORT))
    matches = ni.resolve.match(graph)
    with pytest.raises(StaleResultError, match=r"resolve\.match"):
        ni.resolve.merge(graph.select(kinds=["Phone"]), matches)


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


def test_matches_pass_over_pairs_that_a_person_judged() -> None:
    graph = graph_of(export("a", PASSPORT), export("b", PASSPORT))
    left, right = graph.origins["origin"]
    open_ = ni.resolve.judge(graph, left, right, "unsure", by="Ana", reason="no photograph")
    assert len(ni.resolve.merge(open_, ni.resolve.match(open_)).judgements) == 1


def test_a_time_that_cannot_be_read_is_refused() -> None:
    graph = graph_of(export("a", PASSPORT), export("b", PASSPORT))
    left, right = graph.origins["origin"]
    rows = pd.DataFrame({"left": [left], "right": [right], "judgement": "same", "at": "in spring"})
    with pytest.raises(JudgementError, match="times of 1 judgements"):
        ni.resolve.merge(graph, rows)


def test_the_judgements_of_a_partner_may_be_given_whole_and_again() -> None:
    """Ana's judgement came back with Bo's table: it is the same one, and Bo took it back."""
    graph = graph_of(export("a", PASSPORT), export("b", PASSPORT))
    left, right = graph.origins["origin"]
    ours = ni.resolve.judge(graph, left, right, "same", by="Ana", reason="r")
    theirs = ni.resolve.undo(ours, right, left, by="Bo", reason="r")
    twice = ni.resolve.judge(theirs, left, right, "same", by="Ana", reason="r")
    assert ni.resolve.merge(ours, theirs.judgements).digest == theirs.digest == graph.digest
    assert (
        ni.resolve.merge(graph_of(export("b", PASSPORT), export("a", PASSPORT)), twice.judgements).digest
        == twice.digest
    )
    assert len(ni.resolve.merge(twice, twice.judgements).judgements) == 3


def test_what_a_person_and_what_a_rule_judged_never_give_one_digest() -> None:
    graph = graph_of(export("a", PASSPORT), export("b", PASSPORT))
    left, right = graph.origins["origin"]
    row = pd.DataFrame({"left": [left], "right": [right], "judgement": ["same"]})
    scores = [None, 0.0, 0.5, 1.0]
    made = [ni.resolve.merge(graph, row.assign(score=score), by=by) for by in ("Ana", "netintel.x") for score in scores]
    assert len({graph.digest for graph in made}) == 7  # a rule's without a score is as one with score 0


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [("score", 1.5, "0 to 1"), ("score", "high", "0 to 1"), ("by", " ", "who decided"), ("reason", 5, "as text")],
)
def test_what_cannot_be_a_judgement_is_refused_in_words(column: str, value: object, said: str) -> None:
    graph = graph_of(export("a", PASSPORT), export("b", PASSPORT))
    left, right = graph.origins["origin"]
    row = pd.DataFrame({"left": [left], "right": [right], "judgement": ["same"], column: [value]})
    with pytest.raises(JudgementError, match=said):
        ni.resolve.merge(graph, row)


SAID = st.tuples(
    st.permutations(range(4)),
    st.sampled_from(["same", "same", "not_same", "unsure", "undone"]),
    st.sampled_from(["Ana", "Bo", "netintel.x"]),
    st.sampled_from([None, 0.0, 0.3, 1.0]),
)


@settings(max_examples=25)
@given(st.lists(SAID, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_partners_agree_in_whatever_order_exports_and_judgements_reach_them(
    said: list[tuple[list[int], str, str, float | None]], chance: random.Random
) -> None:
    """Each judgement has a moment of its own; of two at one moment the order in the table decides."""
    first, second = (graph_of(*(export(name, {"name": name}) for name in names)) for names in ("abcd", "cadb"))
    ids = sorted(first.origins["origin"])
    rows = [(ids[a], ids[b], word, by, score) for (a, b, *_), word, by, score in said]
    table = pd.DataFrame(rows, columns=["left", "right", "judgement", "by", "score"])
    table["at"] = [f"2026-03-01T10:00:{second:02d}Z" for second in chance.sample(range(60), len(rows))]
    ours, theirs = ni.resolve.merge(first, table), second
    for row in chance.sample(range(len(rows)), len(rows)):
        theirs = ni.resolve.merge(theirs, table.iloc[[row]])
    assert theirs.digest == ours.digest
    assert theirs.origins.set_index("origin")["entity"].equals(
        ours.origins.set_index("origin")["entity"][theirs.origins["origin"]]
    )
    judged = ni.resolve.judge(theirs, ids[0], ids[1], "not_same", by="Cy", reason="r")
    assert ni.resolve.undo(judged, ids[1], ids[0], by="Dee", reason="r").digest == ours.digest
