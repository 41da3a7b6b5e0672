"""One judgement by a person: who, why, and what it does."""

from __future__ import annotations

import time
from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netintel as ni
from netintel.errors import JudgementError
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.judgements import alive, held
from netintel.model.tables import SCHEMAS, Tables


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


def test_undo_gives_back_what_held_before_on_the_same_pair() -> None:
    graph = graph_of(export("a", PASSPORT), export("b", PASSPORT))
    left, right = graph.origins["origin"]
    joined = ni.resolve.judge(graph, left, right, "same", by="Ana", reason="one passport")
    parted = ni.resolve.judge(joined, left, right, "not_same", by="Ana", reason="two photographs")
    once = ni.resolve.undo(parted, right, left, by="Bo", reason="the photographs were swapped")
    twice = ni.resolve.undo(once, left, right, by="Bo", reason="not for us to decide")
    assert (once.digest, twice.digest) == (joined.digest, graph.digest)
    assert len(once.entities) == 1 and len(twice.entities) == 2
    assert twice.judgements["judgement"].tolist() == ["same", "not_same", "undone", "undone"]
    assert twice.lineage[-1].function == "resolve.undo"


def test_what_is_not_judged_cannot_be_undone() -> None:
    graph = graph_of(export("a", PASSPORT), export("b", PASSPORT))
    left, right = graph.origins["origin"]
    with pytest.raises(JudgementError, match="none can be undone"):
        ni.resolve.undo(graph, left, right, by="Ana", reason="r")
    with pytest.raises(JudgementError, match="who decided"):
        ni.resolve.undo(graph, left, right, by="Ana", reason=" ")


def test_undo_takes_back_what_a_rule_joined() -> None:
    graph = graph_of(export("a", PASSPORT), export("b", PASSPORT))
    left, right = graph.origins["origin"]
    rows = pd.DataFrame({"left": [left], "right": [right], "judgement": "same", "score": 0.97})
    merged = ni.resolve.merge(graph, rows)
    undone = ni.resolve.undo(merged, left, right, by="Ana", reason="two people")
    assert undone.digest == graph.digest
    assert ni.resolve.merge(undone, rows).digest == merged.digest  # taken back, the pair is open to rules again


def test_what_a_person_left_open_no_rule_decides() -> None:
    graph = graph_of(export("a", PASSPORT), export("b", PASSPORT))
    left, right = graph.origins["origin"]
    rows = pd.DataFrame({"left": [left], "right": [right], "judgement": "same", "score": 0.99})
    unsure = ni.resolve.judge(graph, left, right, "unsure", by="Ana", reason="no photograph")
    assert len(ni.resolve.merge(unsure, rows).entities) == 2


def test_a_judgement_holds_though_a_partner_s_clock_is_ahead() -> None:
    graph = graph_of(export("a", PASSPORT), export("b", PASSPORT))
    left, right = graph.origins["origin"]
    ahead = {"left": [left], "right": [right], "judgement": "same", "by": "Bo", "at": "2999-01-01T00:00:00Z"}
    joined = ni.resolve.merge(graph, pd.DataFrame(ahead))
    parted = ni.resolve.judge(joined, left, right, "not_same", by="Ana", reason="two people")
    assert len(joined.entities) == 1 and len(parted.entities) == 2
    assert parted.judgements["at"].tolist()[1] == "2999-01-01T00:00:00Z"
    assert ni.resolve.undo(parted, left, right, by="Ana", reason="r").digest == joined.digest


def test_a_hundred_thousand_judgements_are_undone_as_one_is() -> None:
    n = 100_000
    said = {"left": range(n), "right": range(n, 2 * n), "score": 0.9, "reason": "r", "at": "2026-03-01T08:00:00Z"}
    by_rule = pd.DataFrame(said).assign(judgement="same", by="netintel.x")
    back = by_rule.assign(judgement="undone", by="Ana")
    kept = by_rule.iloc[[5]].assign(judgement="not_same", by="Bo")  # of pair 5 the person's word alone is taken back
    table = pd.concat([by_rule, kept, back])[SCHEMAS["judgements"].names]
    judged = pa.Table.from_pandas(table, SCHEMAS["judgements"], preserve_index=False)
    begun = time.perf_counter()
    standing = alive(replace(Tables.empty(), judgements=judged))
    assert time.perf_counter() - begun < 5
    assert standing[["left", "judgement"]].to_numpy().tolist() == [[5, "same"]]


def test_undone_takes_back_what_held_whatever_was_said_before() -> None:
    at = "2026-03-01T08:00:00Z"
    said = [("undone", "Ana"), ("same", "Ana"), ("same", "netintel.x"), ("not_same", "Bo"), ("undone", "Bo"),
            ("undone", "Bo"), ("unsure", "netintel.x"), ("undone", "Bo"), ("not_same", "netintel.x")]  # fmt: skip
    alike = {"left": 0, "right": 1, "at": at, "score": None, "reason": "r"}
    rows = [{**alike, "judgement": word, "by": by} for word, by in said]
    judged = pa.Table.from_pylist(rows, SCHEMAS["judgements"])
    standing = alive(replace(Tables.empty(), judgements=judged))
    assert standing["row"].tolist() == [2, 8]  # Bo's, then Ana's, then the later of the rule's are taken back


def test_ids_are_kept_while_judging_and_made_anew_with_another_key() -> None:
    graph = graph_of(export("a", PASSPORT), export("b", PASSPORT))
    ids = graph.origin_ids
    judged = ni.resolve.judge(graph, ids[0], ids[1], "same", by="Ana", reason="r")
    assert judged.origin_ids is ids
    assert not set(replace(judged, case=Case(id_key="other")).origin_ids) & set(ids)


def test_a_judgement_holds_though_the_clock_of_who_took_back_the_last_is_ahead() -> None:
    graph = graph_of(export("a", PASSPORT), export("b", PASSPORT))
    left, right = graph.origins["origin"]
    said = [("same", "2026-03-01T08:00:00Z"), ("undone", "2126-03-01T08:00:00Z")]
    rows = pd.DataFrame([(left, right, word, at, "Bo") for word, at in said], columns=[*"lr", "judgement", "at", "by"])
    back = ni.resolve.merge(graph, rows.rename(columns={"l": "left", "r": "right"}))
    parted = ni.resolve.judge(back, right, left, "not_same", by="Ana", reason="r")
    assert held(parted.tables)["judgement"].tolist() == ["not_same"]
    assert ni.resolve.undo(parted, left, right, by="Ana", reason="r").digest == back.digest == graph.digest


def test_lone_surrogates_are_refused_in_words() -> None:
    graph = graph_of(export("a", PASSPORT), export("b", PASSPORT))
    left, right = graph.origins["origin"]
    with pytest.raises(JudgementError, match="half a character"):
        ni.resolve.judge(graph, left, right, "same", by="Ana\ud800", reason="r")
