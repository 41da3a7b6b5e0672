"""The STIX loader on invented samples: kinds, links, countries, markings, and what is wrong with a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "stix"


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def bundle(tmp_path: Path, *objects: dict[str, Any]) -> ni.EntityGraph:
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps({"type": "bundle", "id": f"bundle--{uuid(0)}", "objects": list(objects)}), "utf-8")
    return load(path)


def uuid(n: int) -> str:
    return f"00000000-0000-4000-8000-{n:012d}"


def claims_of(graph: ni.EntityGraph, name: str) -> pd.DataFrame:
    entity = graph.entities.index[graph.entities["name"] == name][0]
    origins = graph.origins.loc[graph.origins["entity"] == entity, "origin"]
    return graph.claims[graph.claims["subject"].isin(origins)]


def values(claims: pd.DataFrame, prop: str) -> list[str]:
    return claims.loc[claims["property"] == prop, "value"].tolist()


def ends(graph: ni.EntityGraph, kind: str) -> list[tuple[str, str]]:
    names = graph.entities["name"]
    links = graph.links[graph.links["kind"] == kind]
    return [(names[s], names[t]) for s, t in zip(links["source"], links["target"], strict=True)]


def test_sample_adds_up() -> None:
    received = load(SAMPLES / "ok_stix21.json").received.iloc[0]
    assert received[["read", "accepted", "quarantined", "duplicates"]].tolist() == [27, 26, 0, 1]


def test_kinds() -> None:
    kinds = load(SAMPLES / "ok_stix21.json").entities.set_index("name")["kind"].to_dict()
    assert kinds["Ana Beispiel"] == "Person"
    assert kinds["CERT Sample"] == "Organization"
    assert kinds["Energy sector"] == "Concept"  # a class of victims names nobody
    assert kinds["Kingdom of Morocco"] == "Country"
    assert kinds["Lagos"] == "Place"
    assert kinds["LANTERN FOX"] == "Group"  # even where its resources are those of one individual
    assert kinds["moth.example"] == "Domain"
    assert kinds["192.0.2.7"] == "IPAddress"
    assert kinds["fox"] == "UserAccount"
    assert kinds["Thing"] == "Concept"


def test_a_region_is_no_country() -> None:
    graph = load(SAMPLES / "ok_stix21.json")
    assert (graph.entities["kind"] == "Region").sum() == 1
    assert set(graph.jurisdictions["country"]) == {"MA", "PT"}


def test_countries_have_their_basis() -> None:
    graph = load(SAMPLES / "ok_stix21.json")
    table = graph.jurisdictions.assign(name=graph.jurisdictions["entity"].map(graph.entities["name"]))
    found = {(r.name_, r.country, r.basis) for r in table.rename(columns={"name": "name_"}).itertuples()}
    assert ("LANTERN FOX", "MA", "origin") in found
    assert ("LANTERN FOX", "PT", "target") in found
    assert ("Ana Beispiel", "PT", "location") in found
    assert ("Ana Beispiel", "PT", "nationality") in found
    assert ("Ana Beispiel", "PT", "document") in found
    assert not [row for row in found if row[0] == "Bo Muster"]  # the relationship that placed him is revoked


def test_person_properties_and_category() -> None:
    graph = load(SAMPLES / "ok_stix21.json")
    claims = claims_of(graph, "Ana Beispiel")
    assert values(claims, "birth_date") == ["1984-05"]
    assert values(claims, "phone") == ["+351912345678"]
    assert values(claims, "email") == ["ana@mail.example"]
    row = graph.entities[graph.entities["name"] == "Ana Beispiel"].iloc[0]
    assert (row["category"], row["role"]) == ("suspect", "controller")
    assert graph.entities.set_index("name").loc["Bo Muster", "category"] == "victim"


def test_handling_of_records() -> None:
    graph = load(SAMPLES / "ok_stix21.json")
    by_locator = graph.records.set_index("locator")["handling"]
    assert by_locator["/objects/4"] == "TLP:GREEN"  # the extension form of TLP 2.0
    assert by_locator["/objects/5"] == "TLP:AMBER+STRICT"  # the old form with the new word; a statement beside it
    assert by_locator["/objects/18"] == "TLP:AMBER"  # fixed id, not described in the bundle
    assert pd.isna(by_locator["/objects/6"])
    assert set(graph.records["originator"].dropna()) == {"CERT Sample"}


def test_granular_markings_hold_for_single_values() -> None:
    claims = claims_of(load(SAMPLES / "ok_stix21.json"), "Ana Beispiel")
    handling = {(r.property, r.value): r.handling for r in claims.itertuples()}
    assert handling["contact_information", "e-mail: ana@mail.example"] == "TLP:RED"
    assert handling["email", "ana@mail.example"] == "TLP:RED"  # what is read out of a marked value is marked alike
    assert handling["labels", "second"] == "TLP:RED"
    assert pd.isna(handling["labels", "first"])  # null: the record's own
    assert pd.isna(handling["name", "Ana Beispiel"])  # its granular marking is of a language


def test_relationship_between_persons() -> None:
    graph = load(SAMPLES / "ok_stix21.json")
    link = graph.links[graph.links["kind"] == "UnknownLink"].iloc[0]
    assert (link["role"], link["first"], link["last"]) == ("related-to", "2026-01-02T00:00:00Z", "2026-02-03T00:00:00Z")
    claims = graph.claims[graph.claims["subject"] == link.name]
    assert claims.loc[claims["property"] == "description", "handling"].tolist() == ["TLP:RED"]
    assert claims.loc[claims["property"] == "created", "handling"].isna().all()  # the record's


def test_revoked_is_kept() -> None:
    graph = load(SAMPLES / "ok_stix21.json")
    assert ends(graph, "Uses") == [("LANTERN FOX", "Moth")]
    assert (graph.claims["property"] == "revoked").sum() == 2


def test_sightings() -> None:
    graph = load(SAMPLES / "ok_stix21.json")
    assert ends(graph, "Sighting") == [("CERT Sample", "Moth"), ("Lagos", "Moth")]
    assert graph.links.loc[graph.links["kind"] == "Sighting", "weight"].tolist() == [12.0, 12.0]
    unseen = graph.entities[graph.entities["kind"] == "Sighting"]
    assert len(unseen) == 1  # nobody is said to have seen it, so nobody is linked, not even its creator


def test_embedded_references_are_links_and_creators_are_not() -> None:
    graph = load(SAMPLES / "ok_stix21.json")
    references = graph.links[graph.links["kind"] == "Reference"]
    assert sorted(references["role"]) == ["object_refs"] * 3 + ["resolves_to_refs", "sighting_of_ref", "x_other_ref"]
    assert "created_by_ref" not in set(references["role"])
    report = claims_of(graph, "Moth in March")
    assert values(report, "object_refs") == [f"relationship--{uuid(30)}"]  # a link cannot be the end of a link


def test_a_dangling_id_is_one_stub() -> None:
    graph = load(SAMPLES / "ok_stix21.json")
    dangling = graph.issues[graph.issues["code"] == "dangling_reference"]
    native = graph.origins.set_index("entity")["native_id"]
    stubs = graph.entities.index[graph.entities["kind"] == "Unknown"]
    assert f"malware--{uuid(99)}" in {native[e] for e in stubs}
    assert len(dangling) == len(stubs)


def test_unknown_types_are_counted_and_embedded_content_is_not_decoded() -> None:
    graph = load(SAMPLES / "ok_stix21.json")
    assert set(graph.issues["code"]) == {"unknown_type", "content_left_out", "dangling_reference"}
    assert values(claims_of(graph, "Thing"), "x_depth.inner.leaf") == ["3"]
    assert "aGVsbG8=" not in set(graph.claims["value"])
    assert graph.claims.loc[graph.claims["property"] == "payload_bin.length", "value"].tolist() == ["8"]


def test_observed_data_of_stix_20_has_local_ids() -> None:
    graph = load(SAMPLES / "ok_stix20.json")
    assert len(graph.records) == 2
    native = set(graph.origins["native_id"])
    assert {f"observed-data--{uuid(50)}#{n}" for n in range(4)} <= native
    assert ("ana@mail.example", "ana.b") in ends(graph, "Reference")
    assert ("mail.example", "2001:db8::1") in ends(graph, "Reference")
    claims = claims_of(graph, "ana@mail.example")
    assert claims.loc[claims["property"] == "email", "handling"].tolist() == ["TLP:RED"]
    assert claims.loc[claims["property"] == "source_type", "handling"].isna().all()  # the record's


def test_one_object_without_a_bundle() -> None:
    graph = load(SAMPLES / "ok_single_object.json")
    assert graph.entities["name"].dropna().tolist() == ["Alone"]
    assert graph.records["locator"].tolist() == ["/"]


def test_versions_of_an_object_are_records_of_one_entity(tmp_path: Path) -> None:
    first = {"type": "malware", "id": f"malware--{uuid(1)}", "modified": "2026-01-01T00:00:00Z", "name": "Moth"}
    graph = bundle(tmp_path, first, {**first, "modified": "2026-02-01T00:00:00Z", "name": "Moth 2"}, first)
    assert graph.received.iloc[0][["read", "accepted", "duplicates"]].tolist() == [3, 2, 1]
    assert len(graph.entities) == 1
    assert graph.entities["n_records"].tolist() == [2]


def test_a_marking_on_an_end_of_a_link_marks_the_record(tmp_path: Path) -> None:
    red = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
    link = {
        "type": "relationship",
        "id": f"relationship--{uuid(1)}",
        "relationship_type": "uses",
        "source_ref": f"malware--{uuid(2)}",
        "target_ref": f"malware--{uuid(3)}",
        "granular_markings": [{"marking_ref": red, "selectors": ["target_ref"]}],
    }
    assert bundle(tmp_path, link).records["handling"].tolist() == ["TLP:RED"]


def test_a_country_taken_from_a_marked_location_is_marked_as_the_location(tmp_path: Path) -> None:
    red = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
    place = {"type": "location", "id": f"location--{uuid(1)}", "country": "MA", "object_marking_refs": [red]}
    person = {"type": "identity", "id": f"identity--{uuid(2)}", "name": "Ana", "identity_class": "individual"}
    ends = {"source_ref": person["id"], "target_ref": place["id"], "relationship_type": "located-at"}
    graph = bundle(tmp_path, place, person, {"type": "relationship", "id": f"relationship--{uuid(3)}", **ends})
    claims = claims_of(graph, "Ana")
    assert claims.loc[claims["property"] == "country", "handling"].tolist() == ["TLP:RED"]


def test_a_type_behind_the_objects_is_recognised(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    obj = {"id": f"malware--{uuid(1)}", "name": "Moth", "type": "malware"}
    path.write_text(json.dumps({"id": f"bundle--{uuid(0)}", "objects": [obj], "type": "bundle"}), "utf-8")
    assert load(path).received["format"].tolist() == ["stix"]


@pytest.mark.parametrize(
    ("name", "codes", "counts"),
    [
        ("bad_object_without_id.json", {"object_without_id"}, [3, 1, 2, 0]),
        ("bad_link_without_end.json", {"link_without_end"}, [3, 1, 2, 0]),
        ("bad_objects_no_list.json", {"no_stix_objects"}, [0, 0, 0, 0]),
        ("bad_classified_marking.json", {"classified"}, [0, 0, 0, 0]),
        ("bad_truncated.json", {"invalid_json"}, [0, 0, 0, 0]),
        ("bad_unknown_marking.json", {"unknown_marking"}, [1, 1, 0, 0]),
    ],
)
def test_bad_samples(name: str, codes: set[str], counts: list[int]) -> None:
    graph = load(SAMPLES / name)
    assert codes <= set(graph.issues["code"])
    assert graph.received.iloc[0][["read", "accepted", "quarantined", "duplicates"]].tolist() == counts


@pytest.mark.parametrize("selector", ["nothing", "labels.[7]", "labels.x", "name.[0]"])
def test_a_granular_marking_that_selects_nothing_marks_the_whole_record(tmp_path: Path, selector: str) -> None:
    red = "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"
    actor = {"type": "threat-actor", "id": f"threat-actor--{uuid(1)}", "name": "Invented", "labels": ["a"]}
    graph = bundle(tmp_path, actor | {"granular_markings": [{"marking_ref": red, "selectors": [selector]}]})
    assert graph.records["handling"].tolist() == ["TLP:RED"]
    assert "selector_nowhere" in set(graph.issues["code"])
