"""What is seen only of an export as a whole: points, unseen characters, numbers a spreadsheet has changed."""

from __future__ import annotations

import pandas as pd

from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph

FILE = {"file": "t", "format": "t", "unit": "row", "sha256": "0" * 64, "bytes": 1, "loader": "t", "ids": "file"}


def graph_of(*rows: dict[str, str]) -> EntityGraph:
    build = Builder()
    for number, row in enumerate(rows, 1):
        build.record(f"row {number}")
        build.entity(row.get("id", str(number)), "Person", [(k, v) for k, v in row.items() if k != "id"])
    return EntityGraph(build.tables(FILE), Case(id_key="k"))


def codes(graph: EntityGraph) -> list[tuple[str, str, str]]:
    return [tuple(row) for row in graph.issues[["locator", "field", "code"]].to_numpy().tolist()]


def test_the_point_at_zero_is_missing_and_its_text_is_kept() -> None:
    graph = graph_of({"latitude": "0.0", "longitude": "0"}, {"latitude": "0", "longitude": "6.5"})
    assert codes(graph) == [("row 1", "latitude", "null_island")]
    by_name = graph.entities.sort_values("lon", na_position="first")
    assert pd.isna(by_name["lat"].iloc[0]) and by_name[["lat", "lon"]].iloc[1].tolist() == [0.0, 6.5]
    assert graph.claims["original"].dropna().tolist().count("0.0") == 1


def test_a_swap_is_told_only_where_nothing_else_is_possible() -> None:
    graph = graph_of({"latitude": "121.5", "longitude": "31.2"}, {"latitude": "26.1", "longitude": "44.4"})
    assert ("row 1", "latitude", "coordinates_swapped") in codes(graph)
    assert {place for place, _, _ in codes(graph)} == {"row 1"}


def test_unseen_and_mixed_letters_are_told_and_kept() -> None:
    names = ["Ana\u202e", "Bo\u200bb", "\u0410na", "آقای\u200cمن", "Zoë", "Ana\u00adMaria"]
    graph = graph_of(*({"name": name} for name in names))
    found = codes(graph)
    assert ("row 1", "name", "unseen_characters") in found and ("row 3", "name", "mixed_scripts") in found
    assert "in 3 records" in graph.issues.set_index("code")["message"]["unseen_characters"]
    assert set(graph.entities["name"]) == set(names)


def test_ids_and_numbers_in_powers_of_ten_are_told() -> None:
    graph = graph_of({"id": "4.4E+11", "case_number": "1.2E+15", "balance": "5.6E+7"})
    assert sorted(field for _, field, code in codes(graph) if code == "excel_damaged") == ["", "case_number"]
