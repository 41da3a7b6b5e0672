"""FollowTheMoney deltas: ADD and MOD say an entity, DEL takes nothing away."""

from __future__ import annotations

from pathlib import Path

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "ftm_delta"


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def said(graph: ni.EntityGraph, native_id: str) -> set[tuple[str, str]]:
    origin = graph.origins.set_index("native_id").loc[native_id, "origin"]
    claims = graph.claims[graph.claims["subject"] == origin]
    return set(zip(claims["property"], claims["value"], strict=True))


def test_every_operation_is_a_record() -> None:
    row = load(SAMPLES / "ok_delta.json").received.iloc[0]
    assert (row["read"], row["accepted"], row["unit"], row["links"]) == (5, 5, "operation", 1)


def test_add_and_mod_say_the_entity_as_the_full_file_does() -> None:
    graph = load(SAMPLES / "ok_delta.json")
    assert {("name", "Ion"), ("nationality", "RO"), ("operation", "ADD")} <= said(graph, "x-1")
    assert ("operation", "MOD") in said(graph, "x-3")
    assert graph.links[["kind", "first"]].to_numpy().tolist() == [["Ownership", "2020"]]
    assert graph.records["originator"].dropna().tolist() == ["invented"]


def test_del_is_kept_as_a_withdrawal() -> None:
    graph = load(SAMPLES / "ok_delta.json")
    assert said(graph, "x-2") == {("operation", "DEL"), ("withdrawn", "true")}
    assert {("name", "Gone"), ("withdrawn", "true"), ("withdrawn_on", "2024-05-01T00:00:00")} <= said(graph, "x-5")
    assert graph.issues.set_index("code").loc["withdrawn", "message"].startswith("2 entities")


def test_faulty_lines_are_set_aside_and_repeated_ones_counted() -> None:
    graph = load(SAMPLES / "bad_operation.json")
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"], row["duplicates"]) == (5, 1, 3, 1)
    found = graph.issues[graph.issues["severity"] == "quarantine"].set_index("locator")["code"].to_dict()
    assert found == {"line 2": "no_operation", "line 3": "missing_id", "line 5": "invalid_json"}
