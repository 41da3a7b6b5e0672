"""INTERPOL notices: every shape, countries with their basis, unknown values, and bad notices."""

from __future__ import annotations

from pathlib import Path

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "interpol"


def load(name: str) -> ni.EntityGraph:
    return ni.load(SAMPLES / name, progress=lambda _line: None)


def said(graph: ni.EntityGraph, native_id: str) -> list[tuple[str, str]]:
    origin = graph.origins.set_index("native_id").loc[native_id, "origin"]
    claims = graph.claims[graph.claims["subject"] == origin]
    return list(zip(claims["property"], claims["value"], strict=True))


def test_a_page_of_a_list_gives_a_person_and_a_notice_for_each() -> None:
    graph = load("ok_list_page.json")
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["unit"]) == (2, 2, "notice")
    assert graph.entities["kind"].value_counts().to_dict() == {"Person": 2, "Notice": 2}
    assert set(graph.links["kind"]) == {"Notice"}
    assert set(graph.links["role"]) == {"subject"}
    assert set(graph.records["locator"]) == {"/_embedded/notices/0", "/_embedded/notices/1"}


def test_the_id_is_written_with_a_hyphen_and_kept_as_written_beside() -> None:
    graph = load("ok_detail.json")
    assert set(graph.origins["native_id"]) == {"1993-27493", "1993-27493#notice"}
    assert ("notice_number", "1993/27493") in said(graph, "1993-27493#notice")


def test_every_country_keeps_its_basis_and_being_wanted_is_not_belonging() -> None:
    graph = load("ok_detail.json")
    person = graph.entities[graph.entities["kind"] == "Person"].index[0]
    found = graph.jurisdictions[graph.jurisdictions["entity"] == person]
    assert set(zip(found["country"], found["basis"], strict=True)) == {
        ("RO", "nationality"), ("MD", "nationality"), ("MD", "birth"), ("DE", "wanted_by"), ("NL", "wanted_by"),
    }  # fmt: skip
    assert graph.entities.loc[person, "countries"] == ("MD", "RO")


def test_state_and_charge_of_a_warrant_stay_together() -> None:
    notice = said(load("ok_detail.json"), "1993-27493#notice")
    assert {("warrant", "DE: fraud"), ("warrant", "NL: money laundering")} <= set(notice)
    assert {("issued_by", "DE"), ("issued_by", "NL"), ("colour", "red")} <= set(notice)


def test_a_person_is_described_and_unknown_values_are_no_claims() -> None:
    person = said(load("ok_detail.json"), "1993-27493")
    assert {("name", "IOANA INVENTATA"), ("first_name", "IOANA"), ("last_name", "INVENTATA")} <= set(person)
    assert {("birth_date", "1975"), ("gender", "female"), ("language", "RUS"), ("eye_colour", "BRO")} <= set(person)
    assert {("offence", "fraud"), ("offence_translation", "Betrug"), ("height", "1.71")} <= set(person)
    assert "weight" not in {prop for prop, _ in person}
    assert "birth_place" not in {prop for prop, _ in person}


def test_a_notice_is_an_assessment() -> None:
    assert set(load("ok_details.json").records["assertion"]) == {"assessment"}


def test_a_list_of_details_with_null_nationality_and_a_year_of_birth() -> None:
    graph = load("ok_details.json")
    assert ("birth_date", "1999") in said(graph, "2021-5")
    assert "nationality" not in {prop for prop, _ in said(graph, "2021-5")}


def test_the_subject_of_a_yellow_notice_is_protected_as_a_victim() -> None:
    graph = load("ok_yellow.json")
    person = graph.entities[graph.entities["kind"] == "Person"].iloc[0]
    assert person["category"] == "victim"
    assert graph.issues["code"].tolist() == ["missing_persons"]
    assert {("place_of_event", "Patras"), ("country_of_event", "GR"), ("father_name", "INVENTED")} <= set(
        said(graph, "2022-900")
    )


def test_un_notices_of_organisations_and_of_persons() -> None:
    graph = load("ok_un.json")
    kinds = graph.entities["kind"].value_counts().to_dict()
    assert kinds == {"Notice": 2, "Organization": 1, "Person": 1}
    assert ("unReference", "QDe.999") in said(graph, "2015-77001")


def test_repeated_notices_notices_without_id_and_the_rest_of_the_list_are_told() -> None:
    graph = load("bad_repeated_and_without_id.json")
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"], row["duplicates"]) == (4, 1, 2, 1)
    assert graph.issues["code"].tolist() == ["missing_id", "missing_id", "page_of_a_list"]
    assert "6800" in graph.issues["message"].iloc[2]


def test_an_impossible_date_and_an_unknown_country_are_kept_as_text_with_a_warning() -> None:
    graph = load("bad_impossible_date.json")
    assert graph.received["accepted"].item() == 1
    assert set(graph.issues["code"]) == {"date_not_understood", "country_not_understood"}
    kept = graph.claims[graph.claims["property"] == "birth_date"].iloc[0]
    assert kept["original"] == "1999/02/31"
    assert kept["value"] != kept["value"]  # no date is set


def test_a_truncated_page_is_refused_in_words() -> None:
    issue = load("bad_truncated.json").issues.iloc[0]
    assert (issue["code"], issue["severity"]) == ("invalid_json", "reject")
    assert "ends in the middle" in issue["message"]
