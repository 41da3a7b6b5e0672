"""The MISP loader on invented samples: kinds, links, countries, handling, and what is kept apart."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "misp"


def load(name: str) -> ni.EntityGraph:
    return ni.load(SAMPLES / name, progress=lambda _line: None)


def uuid(n: int) -> str:
    return f"00000000-0000-4000-9000-{n:012d}"


def counts(graph: ni.EntityGraph) -> list[int]:
    return graph.received.iloc[0][["read", "accepted", "quarantined", "duplicates"]].tolist()


def claims_of(graph: ni.EntityGraph, native_id: str) -> pd.DataFrame:
    origins = graph.origins.loc[graph.origins["native_id"] == native_id, "origin"]
    return graph.claims[graph.claims["subject"].isin(origins)]


def values(claims: pd.DataFrame, prop: str) -> list[str]:
    return claims.loc[claims["property"] == prop, "value"].tolist()


def ends(graph: ni.EntityGraph, kind: str) -> list[tuple[str, str]]:
    names = graph.entities["name"]
    links = graph.links[graph.links["kind"] == kind]
    return [(names[s], names[t]) for s, t in zip(links["source"], links["target"], strict=True)]


def test_event_adds_up() -> None:
    # one event, 12 free attributes of which the last repeats another, 8 objects
    assert counts(load("ok_event.json")) == [21, 20, 0, 1]


def test_kinds_of_free_attributes() -> None:
    graph = load("ok_event.json")
    kinds = {(r.name, r.kind) for r in graph.entities[["name", "kind"]].itertuples(index=False)}
    assert {
        ("Operation Sample", "Incident"),
        ("Operation Before", "Incident"),
        ("192.0.2.7", "IPAddress"),
        ("moth.example", "Domain"),
        ("moth.exe", "File"),
        ("ana@mail.example", "Email"),
        ("1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "CryptoWallet"),
        ("LANTERN FOX", "Group"),
        ("anything", "Concept"),
    } <= kinds


def test_the_same_address_in_one_file_is_one_entity() -> None:
    graph = load("ok_event.json")
    assert (graph.entities["name"] == "192.0.2.7").sum() == 1
    assert values(claims_of(graph, uuid(10)), "attribute_uuid") == [uuid(11)]
    assert ("Ana Beispiel", "192.0.2.7") in ends(graph, "ConnectsTo")  # refers to the second of the two attributes


def test_composite_types() -> None:
    graph = load("ok_event.json")
    assert ("moth.example", "192.0.2.9") in ends(graph, "Reference")
    file = claims_of(graph, uuid(13))
    assert (values(file, "filename"), values(file, "sha256")) == (["moth.exe"], ["ab" * 32])
    sample = claims_of(graph, uuid(18))
    assert values(sample, "md5") == ["cd" * 16]


def test_attachments_are_never_decoded() -> None:
    graph = load("ok_event.json")
    assert values(claims_of(graph, uuid(18)), "data") == ["8 characters of base64, not decoded"]
    assert not graph.claims["value"].str.contains("aGVsbG8=", na=False).any()
    assert "content_left_out" in set(graph.issues["code"])


def test_person() -> None:
    graph = load("ok_event.json")
    row = graph.entities[graph.entities["name"] == "Ana Beispiel"].iloc[0]
    assert (row["kind"], row["category"], row["role"]) == ("Person", "suspect", "controller")
    claims = claims_of(graph, uuid(30))
    assert values(claims, "birth_date") == ["1984-05"]
    assert values(claims, "document_number") == ["XA123456"]
    table = graph.jurisdictions[graph.jurisdictions["entity"] == row.name]
    assert set(zip(table["country"], table["basis"], strict=True)) == {
        ("DE", "nationality"),
        ("PT", "residence"),
        ("DE", "document"),
        ("PT", "phone"),
    }


def test_objects_of_other_kinds() -> None:
    graph = load("ok_event.json")
    assert values(claims_of(graph, uuid(60)), "iban") == ["DE89370400440532013000"]
    assert values(claims_of(graph, uuid(65)), "wallet") == ["1BoatSLRHtKNngkdXEeobR76b53LETtpyT"]
    kinds = graph.entities.set_index("name")["kind"]
    assert kinds["Muster GmbH"] == "Organization"
    assert ("moth.example", "192.0.2.10") in ends(graph, "Reference")
    # a relation that is called like the data-subject category is not one
    assert values(claims_of(graph, uuid(80)), "object_category") == ["not a data subject"]


def test_object_references() -> None:
    graph = load("ok_event.json")
    assert ends(graph, "UnknownLink") == [("Ana Beispiel", "Bo Muster")]
    assert ends(graph, "Owns") == [("Ana Beispiel", "DE89370400440532013000")]  # names an attribute of the account
    assert (graph.issues["code"] == "dangling_reference").sum() == 1


def test_deleted_values_and_proposals_make_no_entity() -> None:
    graph = load("ok_event.json")
    names = set(graph.entities["name"].dropna())
    assert not names & {"an old note", "gone.doc", "draft2.doc"}
    event = claims_of(graph, uuid(1))
    assert len(values(event, "deleted_attribute")) == len(values(event, "deleted_object")) == 1
    assert "draft2.doc" in values(claims_of(graph, uuid(17)), "proposal")[0]
    assert "deleted" in set(graph.issues["code"])


def test_sightings_keep_false_positives_apart() -> None:
    graph = load("ok_event.json")
    assert ends(graph, "Sighting") == [("CSIRT Sample", "192.0.2.7")]
    assert ends(graph, "FalsePositive") == [("CSIRT Host", "192.0.2.7")]
    assert graph.links.loc[graph.links["kind"] == "Sighting", "first"].tolist() == ["2025-10-09T09:01:40Z"]


def test_handling_and_evaluation() -> None:
    graph = load("ok_event.json")
    records = graph.records.set_index("locator")
    assert records.loc["/Event", "handling"] == "PAP:GREEN TLP:AMBER"
    assert records.loc["/Event/Attribute/4", "handling"] == "PAP:GREEN TLP:RED"
    assert set(records["evaluation"]) == {"admiralty:B2"}
    assert set(records["originator"]) == {"CSIRT Sample"}


def test_a_marked_value_is_marked_wherever_it_shows() -> None:
    graph = load("ok_event.json")
    person = claims_of(graph, uuid(30)).set_index("property")["handling"]
    red = "PAP:GREEN TLP:RED"
    assert person["document_number"] == person["last_name"] == red
    assert person["name"] == red  # made of first and last name, and the last name is marked
    assert pd.isna(person["first_name"])  # null: the record's own
    records = graph.records.set_index("locator")["handling"]
    assert records["/Event/Object/4"] == red  # its marked address is an entity with a link, which a claim cannot mark


def test_country_tags_claim_countries_and_never_regions() -> None:
    graph = load("ok_event.json")
    event = graph.entities.index[graph.entities["name"] == "Operation Sample"][0]
    table = graph.jurisdictions[graph.jurisdictions["entity"] == event]
    assert set(zip(table["country"], table["basis"], strict=True)) == {("DE", "location"), ("FR", "target")}
    assert not graph.issues["code"].str.contains("not_understood").any()


def test_clusters_that_share_their_galaxys_uuid_stay_apart() -> None:
    graph = load("ok_event.json")
    groups = graph.entities[graph.entities["kind"] == "Group"].set_index("name")["countries"]
    assert groups["SAMPLE BEAR"] == ("RO",)
    assert groups["SAMPLE CAT"] == ()


def test_what_holds_only_inside_the_sending_instance_is_counted() -> None:
    graph = load("ok_event.json")
    told = graph.issues.set_index("code")["message"]
    assert "id " in told["local_numbers"]
    assert "colour 1" in told["display_settings"]
    assert "77" not in set(claims_of(graph, uuid(1))["value"])


@pytest.mark.parametrize(("name", "read"), [("ok_bare_event.json", 2), ("ok_response.json", 4), ("ok_list.json", 2)])
def test_forms_of_events(name: str, read: int) -> None:
    graph = load(name)
    assert counts(graph) == [read, read, 0, 0]
    assert graph.received["format"].tolist() == ["misp"]


def test_galaxy() -> None:
    graph = load("ok_galaxy.json")
    assert counts(graph) == [2, 2, 0, 0]
    kinds = graph.entities.set_index("name")["kind"]
    assert kinds[["Russia", "United States"]].eq("Country").all()
    assert (kinds["Middle East"], kinds["Bank of Sample"]) == ("Region", "Organization")
    assert len(ends(graph, "Targets")) == 4
    assert ends(graph, "Similar") == [("SAMPLE BEAR", "SAMPLE CAT")]
    bear = claims_of(graph, uuid(301))
    assert (values(bear, "origin"), values(bear, "alias")) == (["RO"], ["Bear"])
    assert sorted(values(bear, "target_country")) == ["RU", "US"]
    assert set(graph.records["originator"]) == {"Sample Project"}


def test_sharing_groups() -> None:
    graph = load("ok_sharing_groups.json")
    assert counts(graph) == [1, 1, 0, 0]
    assert ends(graph, "Contains") == [("Sample group", "CSIRT Sample")]


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("bad_attribute_without_value.json", "attribute_without_value", [4, 2, 2, 0]),
        ("bad_event_without_uuid.json", "event_without_uuid", [3, 2, 1, 0]),
        ("bad_object_without_uuid.json", "object_without_uuid", [3, 2, 1, 0]),
        ("bad_galaxy_value_without_uuid.json", "value_without_uuid", [2, 1, 1, 0]),
        ("bad_classified_tag.json", "classified", [0, 0, 0, 0]),
    ],
)
def test_bad_samples(name: str, code: str, expected: list[int]) -> None:
    graph = load(name)
    assert code in set(graph.issues["code"])
    assert counts(graph) == expected
