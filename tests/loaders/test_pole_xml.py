"""XML by a mapping: persons, objects, locations, events, references, marks, what is not named, and wrong mappings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from ruamel.yaml import YAML

import netintel as ni
from netintel.errors import MappingError
from netintel.loaders._registry import loaders
from netintel.loaders._source import Head
from netintel.loaders._xml_mapping import xml_rules

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "pole_xml"


def load(name: str) -> ni.EntityGraph:
    return ni.load(SAMPLES / name, progress=lambda _line: None)


def read(folder: Path, document: str, mapping: dict[str, Any]) -> ni.EntityGraph:
    (folder / "x.xml").write_text(document, "utf-8")
    with (folder / "x.xml.mapping.yml").open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump(mapping, file)
    return ni.load(folder / "x.xml", progress=lambda _line: None)


def said(graph: ni.EntityGraph, native_id: str) -> set[tuple[str, str]]:
    origin = graph.origins.set_index("native_id").loc[native_id, "origin"]
    claims = graph.claims[graph.claims["subject"] == origin]
    return set(zip(claims["property"], claims["value"], strict=True))


def ties(graph: ni.EntityGraph) -> set[tuple[str, str, str, bool]]:
    name = dict(zip(graph.origins["entity"], graph.origins["native_id"], strict=True))
    rows = graph.links.to_dict("records")
    return {(name[row["source"]], row["kind"], name[row["target"]], row["directed"]) for row in rows}


def test_every_record_of_the_mapping_is_counted() -> None:
    graph = load("ok_case_file.xml")
    root = etree.parse(SAMPLES / "ok_case_file.xml").getroot()
    row = graph.received.iloc[0]
    assert (row["format"], row["unit"], row["accepted"]) == ("pole_xml", "record", len(root))


def test_persons_objects_locations_and_events_become_their_kinds() -> None:
    graph = load("ok_case_file.xml")
    assert dict(zip(graph.origins["native_id"], graph.origins["kind"], strict=True)) == {
        "1": "Person", "2": "Person", "9": "Vehicle", "10": "Concept", "20": "Place", "30": "Meeting",
    }  # fmt: skip
    assert ("source_type", "Lantern") in said(graph, "10")


def test_what_the_mapping_names_is_said_under_its_property() -> None:
    person = said(load("ok_case_file.xml"), "1")
    assert {
        ("name", "Änne Erfunden"), ("first_name", "Änne"), ("last_name", "Erfunden"), ("birth_date", "1970-02-03"),
        ("nationality", "DE"), ("nationality", "PL"), ("phone", "+351912345678"),
    } <= person  # fmt: skip


def test_what_the_mapping_does_not_name_is_kept_under_its_path_and_told_once() -> None:
    graph = load("ok_case_file.xml")
    assert {("Name.Middle", "Q."), ("Phone", "+351 212 345 678"), ("Phone.@use", "work")} <= said(graph, "1")
    told = graph.issues[graph.issues["code"] == "fields_not_named"]
    assert told["message"].item().endswith("Name.Middle 1, Phone 1, Phone.@use 2")


def test_references_tie_records_to_one_another_in_every_order() -> None:
    assert ties(load("ok_case_file.xml")) == {
        ("1", "Associate", "2", False), ("1", "Ownership", "9", False), ("30", "Location", "20", True),
        ("1", "Participation", "30", True), ("2", "Participation", "30", True),
    }  # fmt: skip


def test_what_is_said_of_a_reference_stays_with_its_link() -> None:
    links = load("ok_case_file.xml").links
    assert links[links["kind"] == "Associate"]["first"].tolist() == ["2025-01-02"]
    assert sorted(links[links["kind"] == "Participation"]["role"]) == ["guest", "host"]


def test_handling_and_evaluation_are_the_record_s_and_the_words_of_h3_are_kept() -> None:
    graph = load("ok_case_file.xml")
    records = graph.records
    assert records["handling"].tolist()[:2] == ["EUROPOL:H2", "EUROPOL:H3"]
    assert records["evaluation"].tolist()[:2] == ["4x4:A2", "4x4:X4"]
    assert records["originator"].tolist()[:2] == ["Office 7", "Invented Bureau"]
    assert set(records["assertion"]) == {"fact"}
    assert ("handling_text", "H3 only with the consent of Office 7") in said(graph, "2")


def test_grades_outside_the_scheme_are_kept_and_told(tmp_path: Path) -> None:
    mapping = {
        "version": 1,
        "xml": {"record": "P"},
        "record": {"evaluation": {"scheme": "4x4", "source": {"path": "@s"}, "information": {"path": "@i"}}},
        "entities": {"p": {"kind": "Person", "key": ["@id"], "properties": {"name": {"path": "N"}}}},
    }
    graph = read(tmp_path, '<R><P id="1" s="E" i="2"><N>A</N></P></R>', mapping)
    assert {("source_grade", "E"), ("information_grade", "2")} <= said(graph, "1")
    assert graph.records["evaluation"].isna().all()
    assert graph.issues["code"].tolist() == ["evaluation_not_understood"]


def test_a_classified_record_refuses_the_document(tmp_path: Path) -> None:
    mapping = {
        "version": 1,
        "xml": {"record": "P"},
        "record": {"handling": {"path": "@m"}},
        "entities": {"p": {"kind": "Person", "key": ["@id"]}},
    }
    graph = read(tmp_path, '<R><P id="1" m="EU CONFIDENTIAL"/></R>', mapping)
    assert graph.issues["code"].tolist() == ["classified"]
    assert not len(graph.entities)


def test_a_record_that_only_ties_others(tmp_path: Path) -> None:
    mapping = {
        "version": 1,
        "xml": {"record": "Tie"},
        "entities": {
            "a": {"kind": "Unknown", "key": ["@from"], "prefix": "x-"},
            "b": {"kind": "Unknown", "key": ["@to"]},
        },
        "links": [
            {"kind": {"path": "Kind/text()"}, "source": "a", "target": "b", "properties": {"weight": {"path": "W"}}}
        ],
    }
    graph = read(tmp_path, '<R><Tie from="1" to="2" why="seen"><Kind>Call</Kind><W>3</W></Tie></R>', mapping)
    assert ties(graph) == {("x-1", "Call", "2", True)}
    assert graph.links["weight"].tolist() == [3.0]
    claims = graph.claims[graph.claims["subject"].isin(graph.links.index)]
    assert ("@why", "seen") in set(zip(claims["property"], claims["value"], strict=True))


def test_records_without_key_are_set_aside_and_repeated_ones_counted() -> None:
    graph = load("bad_without_key.xml")
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"], row["duplicates"]) == (4, 2, 1, 1)
    assert {"missing_key", "handling_not_understood", "evaluation_not_understood"} == set(graph.issues["code"])
    assert graph.issues["locator"].tolist()[0] == "line 4"
    assert ("handling_text", "secret handshake") in said(graph, "2")


def test_a_document_without_records_is_refused() -> None:
    issue = load("bad_no_record.xml").issues.iloc[0]
    assert (issue["code"], issue["severity"]) == ("no_records", "reject")


def test_a_mapping_for_tables_beside_a_document_is_told(tmp_path: Path) -> None:
    mapping = {"version": 1, "entities": {"p": {"kind": "Person", "key": ["Id"]}}}
    assert read(tmp_path, "<R><P/></R>", mapping).issues["code"].tolist() == ["mapping_error"]


def test_a_path_with_a_function_costs_the_file_and_names_the_key() -> None:
    issue = load("bad_mapping_with_function.xml").issues.iloc[0]
    assert (issue["code"], issue["severity"]) == ("mapping_error", "reject")
    assert "entities.person.properties.name" in issue["message"]


GOOD: dict[str, Any] = {"xml": {"record": "P"}, "entities": {"p": {"kind": "Person", "key": ["@id"]}}}


@pytest.mark.parametrize(
    "path",
    [
        "document('x')", "count(a)", "/a", "//a", "../a", "a/../b", "a/parent::b", "ancestor::a", "re:test(a,'b')",
        "a[re:test(.,'x')]", "a[position()=1]", "$v", "a/", "", "a b", "id('x')", "a|/b", "string(.)", "1+1", "a['x']",
        "self::node()", "a[../b]", "@*/..", "a[b[c]]/..",
    ],
)  # fmt: skip
def test_paths_that_are_none(path: str) -> None:
    wrong = {**GOOD, "record": {"originator": {"path": path}}}
    with pytest.raises(MappingError, match=r"record\.originator: no path"):
        xml_rules(wrong)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("A/B", ["b1", "b2"]),
        ("A[@t='x']/B", ["b1"]),
        ("A[2]/B/text()", ["b2"]),
        (".//B", ["b1", "b2"]),
        ("@id", ["7"]),
        ("A/@t | @id", ["7", "x", "y"]),
        ("A[B='b2']/@t", ["y"]),
        ("*/B", ["b1", "b2"]),
        ("u:A/u:B", ["b1", "b2"]),
        ("v:A/B", []),
        ("A[C]/B", []),
        ("Größe", ["12"]),
    ],
)
def test_paths_that_are_some(tmp_path: Path, path: str, found: list[str]) -> None:
    document = '<P xmlns="urn:u" id="7"><A t="x"><B>b1</B></A><A t="y"><B>b2</B></A><Größe>12</Größe></P>'
    mapping = {
        "version": 1,
        "xml": {"record": "P", "namespaces": {"u": "urn:u", "v": "urn:v"}},
        "entities": {"p": {"kind": "Person", "key": ["@id"], "properties": {"probe": {"path": path}}}},
    }
    graph = read(tmp_path, document, mapping)
    assert graph.claims[graph.claims["property"] == "probe"]["value"].tolist() == found


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({**GOOD, "sheet": 1}, "sheet: unknown key"),
        ({**GOOD, "xml": {"record": "a/b"}}, "xml.record"),
        ({**GOOD, "xml": {"record": "P", "schema": "x"}}, "xml.schema"),
        ({**GOOD, "xml": {"record": "P", "dates": "sideways"}}, "table.dates"),
        ({"xml": {"record": "P"}}, "entities: expected"),
        ({**GOOD, "entities": {"p": {"kind": "Person"}}}, "entities.p.key"),
        ({**GOOD, "entities": {"p": {"kind": "Person", "key": ["q:id"]}}}, "prefix 'q'"),
        ({**GOOD, "entities": {"p": {"kind": "Person", "key": ["@id"], "of": "Q"}}}, "entities.p.of"),
        ({**GOOD, "links": [{"kind": "K", "source": "p", "target": "q"}]}, "links[0].target"),
        ({**GOOD, "links": [{"kind": "K", "source": "p", "target": "p", "directed": "yes"}]}, "links[0].directed"),
        ({**GOOD, "defaults": {"handling": "whatever"}}, "defaults.handling"),
        ({**GOOD, "record": {"evaluation": {"scheme": "9x9", "source": {}, "information": {}}}}, "evaluation.scheme"),
        ({**GOOD, "record": {"colour": {"path": "a"}}}, "record.colour"),
        ({**GOOD, "record": {"originator": {"path": "a", "literal": "b"}}}, "exactly one"),
    ],
)
def test_a_wrong_mapping_is_named_by_its_key(wrong: dict[str, Any], named: str) -> None:
    with pytest.raises(MappingError) as raised:
        xml_rules(wrong)
    assert named in str(raised.value)


def test_a_document_that_another_loader_knows_is_left_to_it() -> None:
    chart = b'<Chart><ChartItemCollection><ChartItem Label="A"/></ChartItemCollection></Chart>'
    claims = [name for name, loader in loaders().items() if loader.sniff(Head("x.xml", chart, chart, True))]
    assert claims == ["anx"]


def test_a_path_that_is_too_long_to_be_read_is_a_fault_of_the_mapping(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text('<F><P id="1"/></F>', "utf-8")
    (tmp_path / "a.xml.mapping.yml").write_text(
        "version: 1\nxml: {record: P}\nentities: {p: {kind: Person, key: ['@id'], properties: {name: {path: "
        + "a/" * 20_000 + "a}}}}\n",
        "utf-8",
    )  # fmt: skip
    graph = ni.load(tmp_path, progress=lambda _line: None)
    assert graph.issues["code"].tolist() == ["mapping_error"]
