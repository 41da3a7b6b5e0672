"""Judgements that contradict one another: who gives way, and what is told of it."""

from __future__ import annotations

import pandas as pd
import pytest

import netintel as ni
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.tables import Tables

RULE = "netintel.resolve.match"


def people(names: str) -> EntityGraph:
    """Return a graph of one person in one export for each letter."""
    parts = []
    for name in names:
        build = Builder()
        build.record("row 1", name.encode())
        build.entity(name, "Person", [("name", name)])
        row = {"file": name, "format": "x", "unit": "row", "sha256": name * 64, "bytes": 1, "loader": "x"}
        parts.append(build.tables({**row, "ids": "file"}))
    return EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, Tables.concat(parts))


def judged(graph: EntityGraph, *told: tuple[str, str, str, float | None]) -> EntityGraph:
    """Append judgements told as `("ab", "same", by, score)`."""
    ids = dict(zip(graph.origins["native_id"], graph.origins["origin"], strict=True))
    rows = [(ids[pair[0]], ids[pair[1]], word, by, score) for pair, word, by, score in told]
    return ni.resolve.merge(graph, pd.DataFrame(rows, columns=["left", "right", "judgement", "by", "score"]))


def groups(graph: EntityGraph) -> set[str]:
    """Return the entities as the letters of their origins."""
    origins = graph.origins.sort_values("native_id")
    return set(origins.groupby("entity")["native_id"].agg("".join))


def letters(graph: EntityGraph, ids: tuple[str, ...]) -> str:
    return "".join(graph.origins.set_index("origin")["native_id"][list(ids)])


def test_the_weakest_link_gives_way_and_the_chain_is_told() -> None:
    told = [("ab", "same", RULE, 0.97), ("bc", "same", RULE, 0.81), ("cd", "same", RULE, 0.93)]
    graph = judged(people("abcd"), *told, ("ad", "not_same", "Ana", None))
    assert groups(graph) == {"ab", "cd"}
    row = ni.resolve.conflicts(graph).iloc[0]
    assert (row["kind"], row["by"], letters(graph, row["chain"])) == ("chain", "Ana", "abcd")
    assert [(link.score, link.left_out) for link in row["links"]] == [(0.97, False), (0.81, True), (0.93, False)]
    assert [letters(graph, pair) for pair in row["left_out"]] == ["bc"]
    assert row["why"] == "1 of 3 links left out: the weakest of the chain that no person judged (score 0.81)"


def test_a_link_with_a_person_behind_it_is_left_out_last() -> None:
    told = [("ab", "same", RULE, 0.999), ("bc", "same", "Ana", 0.6), ("ac", "not_same", "Bo", None)]
    assert groups(judged(people("abc"), *told)) == {"a", "bc"}


def test_where_only_persons_judged_not_the_same_still_holds_and_one_link_gives_way() -> None:
    told = [("ab", "same", "Ana", None), ("bc", "same", "Bo", None), ("ac", "not_same", "Cy", None)]
    graph = judged(people("abc"), *told)
    row = ni.resolve.conflicts(graph).iloc[0]
    assert len(groups(graph)) == 2 and len(row["left_out"]) == 1 and "persons judged all" in row["why"]


def test_a_rule_does_not_part_what_persons_joined() -> None:
    told = [("ab", "same", "Ana", None), ("bc", "same", "Ana", None), ("ac", "not_same", RULE, 0.9)]
    graph = judged(people("abc"), *told)
    row = ni.resolve.conflicts(graph).iloc[0]
    assert groups(graph) == {"abc"} and (row["kind"], row["left_out"]) == ("overruled", ())


def test_a_rule_parts_what_rules_joined() -> None:
    told = [("ab", "same", "Ana", None), ("bc", "same", RULE, 0.9), ("ac", "not_same", RULE, 0.5)]
    assert groups(judged(people("abc"), *told)) == {"ab", "c"}


@pytest.mark.parametrize("first", ["Ana", RULE])
def test_on_one_pair_a_person_outranks_a_rule_whoever_was_first(first: str) -> None:
    second = RULE if first == "Ana" else "Ana"
    said = {"Ana": ("ab", "not_same", "Ana", None), RULE: ("ab", "same", RULE, 0.99)}
    graph = judged(judged(people("ab"), said[first]), said[second])
    assert groups(graph) == {"a", "b"} and len(ni.resolve.conflicts(graph)) == 0


def test_two_persons_who_differ_on_a_pair_are_told_and_the_later_holds() -> None:
    graph = judged(people("ab"), ("ab", "not_same", "Ana", None), ("ba", "same", "Bo", None))
    row = ni.resolve.conflicts(graph).iloc[0]
    assert groups(graph) == {"ab"} and (row["kind"], row["by"], row["links"][0].by) == ("persons", "Bo", "Ana")


def test_whoever_changes_his_own_mind_contradicts_nobody() -> None:
    graph = judged(people("ab"), ("ab", "not_same", "Ana", None), ("ab", "same", "Ana", None))
    assert groups(graph) == {"ab"} and len(ni.resolve.conflicts(graph)) == 0


def test_a_judgement_that_contradicts_is_taken_and_the_step_says_so() -> None:
    graph = judged(people("abc"), ("ab", "same", RULE, 0.9), ("bc", "same", RULE, 0.8))
    left, right = graph.origins["origin"][[0, 2]]
    parted = ni.resolve.judge(graph, left, right, "not_same", by="Ana", reason="two passports")
    assert groups(parted) == {"ab", "c"}
    assert parted.lineage[-1].note.startswith("1 judgement; chains of the same contradict 1 of not the same")


def test_an_id_that_two_exports_share_gives_way_to_a_person() -> None:
    parts = []
    for name in "ab":
        build = Builder()
        build.record("row 1", name.encode())
        build.entity("identity--1", "Person", [("name", name)])
        row = {"file": name, "format": "x", "unit": "row", "sha256": name * 64, "bytes": 1, "loader": "x"}
        parts.append(build.tables({**row, "ids": "global"}))
    graph = EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, Tables.concat(parts))
    assert len(graph.entities) == 1
    left, right = graph.origins["origin"]
    parted = ni.resolve.judge(graph, left, right, "not_same", by="Ana", reason="the id was used twice")
    row = ni.resolve.conflicts(parted).iloc[0]
    assert len(parted.entities) == 2 and row["links"][0].reason == "both bear the same id"


def test_a_later_time_holds_in_whatever_order_partners_hand_over_their_judgements() -> None:
    graph = people("ab")
    left, right = graph.origins["origin"]
    says = {"left": [left], "right": [right]}
    ours = pd.DataFrame({**says, "judgement": "same", "by": "Ana", "at": "2026-03-01T10:00:00Z"})
    theirs = pd.DataFrame({**says, "judgement": "not_same", "by": "Bo", "at": "2026-03-01T11:30:00+02:00"})
    one = ni.resolve.merge(ni.resolve.merge(graph, ours), theirs)
    other = ni.resolve.merge(ni.resolve.merge(graph, theirs), ours)
    assert one.digest == other.digest and groups(one) == groups(other) == {"ab"}
