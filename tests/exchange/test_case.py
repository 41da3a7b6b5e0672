"""CASE/UCO as others read it: RDF tools find the same graph, the ontology's shapes hold, and additions are kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import netintel as ni
from netintel import exchange

LANTERN = Path(__file__).parents[2] / "data" / "samples" / "lantern"
CORE = "https://ontology.unifiedcyberontology.org/uco/core/"
SMALL = [
    {
        "id": "p-1",
        "schema": "Person",
        "handling": "TLP:RED",
        "properties": {
            "name": ["Ana Ionescu"],
            "firstName": ["Ana"],
            "lastName": ["Ionescu"],
            "birthDate": ["1965-03"],
            "phone": ["+40722123456"],
        },
    },
    {
        "id": "a-1",
        "schema": "Address",
        "properties": {"city": ["Iași"], "latitude": ["47.1585"], "longitude": ["27.6014"], "country": ["RO"]},
    },
    {
        "id": "t-1",
        "schema": "UnknownLink",
        "properties": {"subject": ["p-1"], "object": ["a-1"], "startDate": ["2021-03-04T10:00:00Z"], "role": ["lives"]},
    },
]


def quiet(_: str) -> None:
    """Swallow the line a file."""


def small(folder: Path) -> ni.EntityGraph:
    (folder / "a.ftm.json").write_text("".join(json.dumps(line) + "\n" for line in SMALL), "utf-8")
    return ni.load(folder / "a.ftm.json", case=ni.Case(id_key="k"), progress=quiet)


def test_rdflib_finds_every_entity_and_relationship(tmp_path: Path) -> None:
    rdflib = pytest.importorskip("rdflib")
    graph = ni.load(LANTERN, progress=quiet)
    exchange.write(graph, tmp_path / "a.jsonld", format="case")
    found = rdflib.Graph().parse(tmp_path / "a.jsonld", format="json-ld")
    nodes = json.loads((tmp_path / "a.jsonld").read_text("utf-8"))["@graph"]
    core = rdflib.Namespace(CORE)
    assert len(set(found.subjects(rdflib.URIRef("urn:netintel:record:kind")))) == sum(
        "netintel:kind" in node for node in nodes
    )
    ties = set(found.subjects(rdflib.RDF.type, core.Relationship))
    assert len(ties) == len(graph.links)
    for end in (core.source, core.target):
        assert sum(1 for _ in found.subject_objects(end)) == len(graph.links)
    assert sum(str(text) == "false" for text in found.objects(None, core.isDirectional)) == int(
        (~graph.links["directed"]).sum()
    )
    names = {str(text) for node, text in found.subject_objects(core.name)}
    assert names == set(graph.entities["name"].dropna())


def test_the_shapes_of_the_ontology_hold(tmp_path: Path) -> None:
    pytest.importorskip("case_utils")
    from case_utils.case_validate import validate

    exchange.write(small(tmp_path), tmp_path / "a.jsonld", format="case")
    result = validate([str(tmp_path / "a.jsonld")], case_version="case-1.4.0")
    assert result.conforms, result.text


def test_what_a_partner_adds_is_kept_and_what_repeats_is_not(tmp_path: Path) -> None:
    exchange.write(small(tmp_path), tmp_path / "a.jsonld", format="case")
    whole = json.loads((tmp_path / "a.jsonld").read_text("utf-8"))
    (person,) = (node for node in whole["@graph"] if node.get("uco-core:name") == "Ana Ionescu")
    person["uco-core:hasFacet"].append(
        {"@type": "uco-identity:SimpleNameFacet", "uco-identity:givenName": "Anna", "@id": "urn:example:added"}
    )
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "a.jsonld").write_text(json.dumps(whole), "utf-8")
    back = ni.load(tmp_path / "back", progress=quiet)
    said = back.claims[back.claims["property"] == "first_name"]
    assert sorted(said["value"]) == ["Ana", "Anna"]
    assert list(back.entities["kind"].sort_values()) == ["Address", "Person"]
    assert set(back.records["handling"].dropna()) == {"TLP:RED"}


def test_an_rdf_tool_may_rename_the_prefixes(tmp_path: Path) -> None:
    rdflib = pytest.importorskip("rdflib")
    graph = small(tmp_path)
    exchange.write(graph, tmp_path / "a.jsonld", format="case")
    found = rdflib.Graph().parse(tmp_path / "a.jsonld", format="json-ld")
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "a.jsonld").write_text(found.serialize(format="json-ld"), "utf-8")
    back = ni.load(tmp_path / "back", progress=quiet)
    assert sorted(back.entities["kind"]) == ["Address", "Person"]
    (link,) = back.links.itertuples()
    assert (link.kind, link.role, link.directed, link.first) == ("UnknownLink", "lives", False, "2021-03-04T10:00:00Z")


def test_the_losses_are_counted(tmp_path: Path) -> None:
    lost = exchange.write(small(tmp_path), tmp_path / "a.jsonld", format="case").table().set_index("what")["count"]
    assert lost["ids"] == 3 and "kinds" not in lost
