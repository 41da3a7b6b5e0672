"""Matching on strong identifiers."""

from __future__ import annotations

import pytest

import netintel as ni
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


def test_the_same_document_of_the_same_country_is_a_strong_match() -> None:
    matches = ni.resolve.match(graph_of(export("a", PASSPORT), export("b", {**PASSPORT, "name": "B"})))
    row = matches.table().iloc[0]
    assert row["score"] == pytest.approx(0.99) and "issuing country" in row["reason"]
    assert "same document number" in matches.explain(0)


def test_the_same_number_of_another_country_is_no_match() -> None:
    other = {"document_number": "AB123456", "document_country": "BG"}
    assert len(ni.resolve.match(graph_of(export("a", PASSPORT), export("b", other)))) == 0


def test_a_number_without_country_is_not_enough() -> None:
    alone = {"document_number": "AB123456"}
    matches = ni.resolve.match(graph_of(export("a", alone), export("b", alone)))
    assert matches.table()["score"].tolist() == [pytest.approx(0.6)] and len(matches.above(0.95)) == 0
    assert len(matches.between(0.5, 0.95)) == 1


def test_persons_one_export_keeps_apart_are_not_merged_by_a_shared_phone() -> None:
    phone = {"phone": "+40722123456"}
    matches = ni.resolve.match(graph_of(export("a", phone, phone)))
    assert matches.table()["score"].max() <= 0.3 and "keeps them apart" in matches.explain(0)


def test_different_birth_dates_speak_against() -> None:
    one = {"phone": "+40722123456", "birth_date": "1980-02-03"}
    swapped = {"phone": "+40722123456", "birth_date": "1980-03-02"}
    other = {"phone": "+40722123456", "birth_date": "1991-07-08"}
    assert ni.resolve.match(graph_of(export("a", one), export("b", swapped))).table()["score"][0] > 0.95
    assert ni.resolve.match(graph_of(export("a", one), export("b", other))).table()["score"][0] <= 0.2


def test_a_number_that_many_share_says_nothing() -> None:
    phone = {"phone": "+40722123456"}
    assert len(ni.resolve.match(graph_of(*(export(c, phone) for c in "abcd")))) == 0


def test_a_person_and_the_firm_with_the_same_phone_and_mail_are_two() -> None:
    both = {"phone": "+40722123456", "email": "office@firm.example"}
    build = Builder()
    build.record("row 1", b"1")
    build.entity("firm", "Company", list(both.items()))
    row = {"file": "f", "format": "x", "unit": "row", "sha256": "f" * 64, "bytes": 1, "loader": "x", "ids": "file"}
    assert len(ni.resolve.match(graph_of(export("a", both), build.tables(row)))) == 0


def test_two_identifiers_combine() -> None:
    both = {"phone": "+40722123456", "email": "a@example.org"}
    assert ni.resolve.match(graph_of(export("a", both), export("b", both))).table()["score"][0] > 0.998


def test_names_and_nationality_match_nothing() -> None:
    person = {"name": "Ana Pop", "nationality": "RO", "birth_date": "1980-02-03"}
    assert len(ni.resolve.match(graph_of(export("a", person), export("b", person)))) == 0


def test_phones_with_the_same_number_are_one_phone() -> None:
    parts = []
    for name in "ab":
        build = Builder()
        build.record("row 1", b"1")
        build.entity("p", "Phone", [("number", "+40722123456")])
        row = {
            "file": name,
            "format": "x",
            "unit": "row",
            "sha256": name * 64,
            "bytes": 1,
            "loader": "x",
            "ids": "file",
        }
        parts.append(build.tables(row))
    assert ni.resolve.match(graph_of(*parts)).table()["score"].tolist() == [1.0]
