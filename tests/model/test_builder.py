"""The builder: what a record says is kept to the last digit, also where a second record says it otherwise."""

from __future__ import annotations

from decimal import Decimal

import pytest

from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.tables import Tables

RECEIVED = {"file": "a", "format": "hand", "unit": "row", "sha256": "0" * 64, "bytes": 1, "loader": "h", "ids": "file"}


def graph_of(build: Builder) -> EntityGraph:
    return EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, build.tables(RECEIVED))


def of_links(graph: EntityGraph, prop: str) -> list[str]:
    claims = graph.claims
    return list(claims.loc[(claims["property"] == prop) & claims["subject"].str.startswith("l"), "value"])


@pytest.mark.parametrize("text", ["12345678901.55", "9999999999999999999", "0.000000000000000001", "-250000000000"])
def test_large_and_small_amounts_are_exact(text: str) -> None:
    build = Builder()
    build.record("row 2")
    build.link("a", "b", "Payment", amount=text)
    graph = graph_of(build)
    assert graph.links["amount"].iloc[0] == Decimal(text) and not len(graph.issues)


@pytest.mark.parametrize("text", ["0.1234567890123456789", "1" + "0" * 21, "many"])
def test_an_amount_that_does_not_fit_keeps_its_text(text: str) -> None:
    build = Builder()
    build.record("row 2")
    build.link("a", "b", "Payment", amount=text)
    assert of_links(graph_of(build), "amount_text") == [text]


def test_a_date_that_is_rewritten_keeps_its_text() -> None:
    build = Builder()
    build.expect(date_order="day-first")
    build.record("row 2")
    build.link("a", "b", "Call", first="04/03/2024", last="2024-03-05")
    graph = graph_of(build)
    assert graph.links.iloc[0][["first", "last"]].tolist() == ["2024-03-04", "2024-03-05"]
    assert of_links(graph, "first_text") == ["04/03/2024"] and of_links(graph, "last_text") == []


def test_a_second_record_of_a_link_loses_nothing_that_differs() -> None:
    build = Builder()
    build.record("row 2")
    build.link("a", "b", "Owner", native_id="t1", weight=1.0)
    build.record("row 3")
    build.link("a", "c", "Control", native_id="t1", weight=2.0, directed=False, first="2024", currency="EUR")
    graph = graph_of(build)
    assert len(graph.links) == 1 and graph.links["n_records"].iloc[0] == 2
    said = {prop: of_links(graph, prop) for prop in ("kind", "weight", "directed", "first", "currency")}
    assert said == {
        "kind": ["Control", "Owner"],
        "weight": ["2.0", "1"],
        "directed": ["false"],
        "first": ["2024"],
        "currency": ["EUR"],
    }
    origin = graph.origins.set_index("native_id")["origin"]
    assert of_links(graph, "target") == [origin["c"], origin["b"]]


def test_a_second_record_that_says_the_same_adds_itself_alone() -> None:
    build = Builder()
    for row in (2, 3):
        build.record(f"row {row}")
        build.link("a", "b", "Owner", native_id="t1", weight=1.0)
    graph = graph_of(build)
    assert graph.links["n_records"].iloc[0] == 2 and graph.tables.claims.num_rows == 0


def test_a_country_that_follows_from_a_marked_number_is_marked_as_the_number() -> None:
    build = Builder(handling="TLP:GREEN")
    build.record("row 2")
    build.entity("p", "Person", [("name", "Ana")])
    build.claim("p", "phone", "+351912345678", handling="TLP:RED")
    graph = graph_of(build)
    assert set(graph.jurisdictions["country"]) == {"PT"}
    assert len(graph.select(handling="TLP:GREEN").jurisdictions) == 0
