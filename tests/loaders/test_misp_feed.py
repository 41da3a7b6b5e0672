"""MISP feeds, hashes, CSV exports and attribute searches; PyMISP as independent writer of a feed."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pymisp
import pytest

import netintel as ni

FORMATS = Path(__file__).parents[2] / "data" / "samples" / "formats"
SHARED = Path(__file__).parents[2] / ".." / "shared" / "data" / "misp"
EVENT = "00000000-0000-4000-9000-000000000001"
LISTED = "00000000-0000-4000-9000-00000000abcd"


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def counts(graph: ni.EntityGraph) -> list[int]:
    row = graph.received.iloc[0]
    return [int(row[name]) for name in ("read", "accepted", "quarantined", "duplicates")]


def said(graph: ni.EntityGraph, native_id: str) -> set[tuple[str, str]]:
    origins = graph.origins[graph.origins["native_id"] == native_id]["origin"]
    claims = graph.claims[graph.claims["subject"].isin(origins)]
    return set(zip(claims["property"], claims["value"], strict=True))


def feed(tmp_path: Path) -> Path:
    """A folder with a manifest of two events and the file of one."""
    (tmp_path / "manifest.json").write_bytes((FORMATS / "misp_feed" / "ok_manifest.json").read_bytes())
    (tmp_path / f"{EVENT}.json").write_bytes((FORMATS / "misp" / "ok_event.json").read_bytes())
    (tmp_path / "hashes.csv").write_bytes((FORMATS / "misp_hashes" / "ok_hashes.csv").read_bytes())
    return tmp_path


# The feed -----------------------------------------------------------------------------------------------------------


def test_what_the_manifest_lists_is_the_event_of_its_own_file(tmp_path: Path) -> None:
    graph = load(feed(tmp_path))
    event = graph.entities[graph.entities["name"] == "Operation Sample"]
    assert event["kind"].tolist() == ["Incident"]
    assert event["n_exports"].tolist() == [3]
    assert set(graph.received["format"]) == {"misp", "misp_feed", "misp_hashes"}


def test_an_event_listed_without_its_file_is_a_stub_and_told(tmp_path: Path) -> None:
    graph = load(feed(tmp_path))
    stub = graph.entities[graph.entities["name"] == "Listed only"]
    assert stub["kind"].tolist() == ["Unknown"]
    told = graph.issues[(graph.issues["code"] == "dangling_reference") & (graph.issues["locator"] == f"/{LISTED}")]
    assert len(told) == 1
    assert {("date", "2026-03-05"), ("timestamp", "2025-10-09T08:55:00Z")} <= said(graph, LISTED)


def test_the_tags_of_a_listing_are_its_marks() -> None:
    graph = load(FORMATS / "misp_feed" / "ok_manifest.json")
    records = graph.records.set_index("locator")
    assert records.loc[f"/{EVENT}", "handling"] == "TLP:AMBER"
    assert set(records["originator"]) == {"CSIRT Sample"}
    assert ("country", "DE") in said(graph, EVENT)


def test_a_key_that_is_no_uuid_and_a_listing_that_is_no_object_are_set_aside() -> None:
    graph = load(FORMATS / "misp_feed" / "bad_key_without_uuid.json")
    assert counts(graph) == [3, 1, 2, 0]
    assert {"event_without_uuid", "malformed"} <= set(graph.issues["code"])


def test_hashes_are_claims_of_their_event() -> None:
    graph = load(FORMATS / "misp_hashes" / "ok_hashes.csv")
    assert counts(graph) == [3, 3, 0, 0]
    assert said(graph, EVENT) == {("value_md5", "ab" * 16), ("value_md5", "cd" * 16)}


def test_a_cut_line_of_hashes_is_set_aside_and_a_repeated_one_counted() -> None:
    assert counts(load(FORMATS / "misp_hashes" / "bad_cut_line.csv")) == [4, 2, 1, 1]


def test_a_feed_that_pymisp_writes_is_read(tmp_path: Path) -> None:
    event = pymisp.MISPEvent()
    event.info, event.distribution = "Written by PyMISP", 0
    event.set_date("2026-02-03")
    event.Orgc = pymisp.MISPOrganisation()
    event.Orgc.name, event.Orgc.uuid = "CSIRT Sample", "00000000-0000-4000-9000-000000000002"
    event.add_tag("tlp:green")
    event.add_attribute("ip-dst", "192.0.2.33")
    event.add_attribute("filename|md5", f"a.exe|{'ab' * 16}")
    content = event.to_feed(with_meta=True)
    hashes = content["Event"].pop("_hashes")
    (tmp_path / "manifest.json").write_text(json.dumps(content["Event"].pop("_manifest")))
    (tmp_path / f"{event.uuid}.json").write_text(json.dumps(content, default=str))
    (tmp_path / "hashes.csv").write_text("".join(f"{one},{event.uuid}\n" for one in hashes))
    graph = load(tmp_path)
    read = graph.received.set_index("file")["accepted"]
    assert (read["manifest.json"], read["hashes.csv"], read[f"{event.uuid}.json"]) == (1, 3, 3)
    found = graph.entities[graph.entities["name"] == "Written by PyMISP"]
    assert (found["kind"].tolist(), found["n_exports"].tolist()) == (["Incident"], [3])
    assert "dangling_reference" not in set(graph.issues["code"])


# Attribute search ---------------------------------------------------------------------------------------------------


def test_the_attributes_a_search_found_stand_under_their_events() -> None:
    graph = load(FORMATS / "misp" / "ok_attribute_search.json")
    assert counts(graph) == [3, 3, 0, 0]
    names = graph.entities["name"]
    contains = {(names[a], names[b]) for a, b in zip(graph.links["source"], graph.links["target"], strict=True)}
    assert contains == {("Bare", "bare.example"), ("Bare", "192.0.2.7")}
    assert "192.0.2.8" in set(names)
    assert graph.records.set_index("locator").loc["/response/Attribute/0", "handling"] == "TLP:GREEN"


def test_a_search_joins_the_event_file() -> None:
    graph = ni.load(FORMATS / "misp" / "ok_attribute_search.json", progress=lambda _line: None)
    both = ni.load(FORMATS / "misp" / "ok_bare_event.json", into=graph, progress=lambda _line: None)
    assert both.entities[both.entities["name"] == "Bare"]["n_exports"].tolist() == [2]


def test_a_search_that_found_nothing_is_read(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text('{"response": {"Attribute": [{"uuid": "x", "to_ids": true}]}}')
    graph = load(tmp_path)
    assert counts(graph) == [1, 0, 1, 0]


# CSV ----------------------------------------------------------------------------------------------------------------


def test_rows_become_attributes_objects_and_their_event() -> None:
    graph = load(FORMATS / "misp_csv" / "ok_event.csv")
    assert counts(graph) == [6, 6, 0, 0]
    kinds = graph.entities.set_index("name")["kind"]
    assert kinds["Sample, with comma"] == "Incident"
    assert (kinds["192.0.2.10"], kinds["evil.exe"], kinds["Ana Petrova"]) == ("IPAddress", "File", "Person")
    assert (graph.entities["name"] == "192.0.2.10").sum() == 1, "one address, however many rows"
    assert graph.jurisdictions[["country", "basis"]].to_numpy().tolist() == [["BG", "nationality"]]
    assert ("md5", "ab" * 16) in said(graph, "00000000-0000-4000-9000-000000000303")
    assert ("comment", "two\nlines") in said(graph, "00000000-0000-4000-9000-000000000303")
    assert ("tag", 'misp-galaxy:tool="a, b"') in said(graph, "00000000-0000-4000-9000-000000000303")


def test_tags_of_row_and_event_are_combined() -> None:
    records = load(FORMATS / "misp_csv" / "ok_event.csv").records
    assert records["handling"].tolist()[:2] == ["PAP:GREEN TLP:AMBER", "TLP:GREEN"]
    assert set(records["originator"]) == {"CSIRT Sample"}


def test_a_row_without_value_is_set_aside() -> None:
    graph = load(FORMATS / "misp_csv" / "bad_row_without_value.csv")
    assert counts(graph) == [3, 1, 1, 1]


def test_the_number_of_an_event_holds_within_its_file(tmp_path: Path) -> None:
    text = (FORMATS / "misp_csv" / "ok_event.csv").read_text()
    (tmp_path / "a.csv").write_text(text)
    (tmp_path / "b.csv").write_text(text.replace("192.0.2.10", "192.0.2.11"))
    assert (load(tmp_path).entities["kind"] == "Incident").sum() == 2


@pytest.fixture(scope="module")
def real() -> tuple[ni.EntityGraph, list[dict[str, Any]]]:
    path = SHARED / "events" / "event.csv"
    if not path.exists():
        pytest.skip("shared data absent: misp/events/event.csv is not beside the checkout")
    with path.open(newline="") as lines:
        return load(path), [row for row in csv.DictReader(lines) if any(row.values())]


def test_every_row_of_a_real_export_is_read(real: tuple[ni.EntityGraph, list[dict[str, Any]]]) -> None:
    graph, rows = real
    assert counts(graph) == [len(rows), len(rows), 0, 0]
    held = set(graph.claims["value"].dropna())
    assert not {row["value"] for row in rows} - held
    assert (graph.links["kind"] == "Contains").sum() == len(rows)


def test_a_csv_export_and_its_json_name_the_same_attributes(
    real: tuple[ni.EntityGraph, list[dict[str, Any]]],
) -> None:
    graph, _ = real
    other = load(SHARED / "events" / "event.json")
    mine, theirs = (
        set(g.claims.loc[g.claims["property"] == "attribute_uuid", "value"]) | set(g.origins["native_id"])
        for g in (graph, other)
    )
    event = json.loads((SHARED / "events" / "event.json").read_text())
    held = event.get("Event") or event["response"][0]["Event"]
    assert {a["uuid"] for a in held["Attribute"]} <= mine & theirs
