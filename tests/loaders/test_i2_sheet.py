"""i2 import sheets: every column, directions, one-sided rows, marks, and rows that do not say of whom they speak."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import netintel as ni
from netintel.loaders._registry import loaders
from netintel.loaders._source import Head

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "i2_sheet"


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def sheet(folder: Path, *lines: str) -> ni.EntityGraph:
    path = folder / "sheet.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return load(path)


def said(graph: ni.EntityGraph, native_id: str) -> set[tuple[str, str]]:
    origin = graph.origins.set_index("native_id").loc[native_id, "origin"]
    claims = graph.claims[graph.claims["subject"] == origin]
    return set(zip(claims["property"], claims["value"], strict=True))


def ties(graph: ni.EntityGraph) -> dict[str, tuple[str, str, bool]]:
    name = dict(zip(graph.origins["entity"], graph.origins["native_id"], strict=True))
    return {r["kind"]: (name[r["source"]], name[r["target"]], r["directed"]) for r in graph.links.to_dict("records")}


def on_links(graph: ni.EntityGraph) -> set[tuple[str, str]]:
    claims = graph.claims[graph.claims["subject"].isin(graph.links.index)]
    return set(zip(claims["property"], claims["value"], strict=True))


def test_every_row_is_counted_and_every_entity_has_the_kind_of_its_type() -> None:
    path = SAMPLES / "ok_import.csv"
    graph = load(path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert graph.received["accepted"].item() == len(rows)
    assert len(graph.links) == sum(bool(row["Entity 2 Identity"]) for row in rows)
    assert dict(zip(graph.origins["native_id"], graph.origins["kind"], strict=True)) == {
        "P1": "Person", "O1": "Company", "P2": "Person", "+351 912 345 678": "Phone", "P3": "Person",
    }  # fmt: skip
    assert not len(graph.issues)


def test_the_properties_of_an_end_are_claims_of_it_several_in_columns_of_their_own() -> None:
    graph = load(SAMPLES / "ok_import.csv")
    assert said(graph, "P1") == {
        ("name", "Änne Erfunden"), ("nationality", "DE"), ("nationality", "PL"), ("birth_date", "1970-02-03"),
    }  # fmt: skip
    assert said(graph, "O1") == {("name", "Invented, Ltd")}


def test_what_a_type_and_an_identity_say_is_said() -> None:
    graph = load(SAMPLES / "ok_import.csv")
    assert {("source_type", "Male"), ("gender", "male")} <= said(graph, "P2")
    assert ("number", "+351912345678") in said(graph, "+351 912 345 678")


def test_directions_of_links() -> None:
    graph = load(SAMPLES / "ok_import.csv")
    assert ties(graph) == {
        "Payment": ("P1", "O1", True),
        "Employment": ("P2", "O1", True),
        "Associate": ("P1", "P2", False),
        "Holds": ("P1", "+351 912 345 678", False),
    }
    assert ("arrow", "both") in on_links(graph)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("->", ("a", "b", True)),
        ("Arrow on head", ("a", "b", True)),
        ("Entity 1 to Entity 2", ("a", "b", True)),
        ("<-", ("b", "a", True)),
        ("ArrowOnTail", ("b", "a", True)),
        ("<->", ("a", "b", False)),
        ("None", ("a", "b", False)),
        ("-", ("a", "b", False)),
        ("", ("a", "b", False)),
    ],
)
def test_words_of_direction(tmp_path: Path, word: str, expected: tuple[str, str, bool]) -> None:
    graph = sheet(tmp_path, "Entity 1 Identity,Link Type,Link Direction,Entity 2 Identity", f"a,Knows,{word},b")
    assert ties(graph)["Knows"] == expected
    assert not len(graph.issues)


def test_the_columns_of_a_link_fill_the_links_table() -> None:
    graph = load(SAMPLES / "ok_import.csv")
    payment = graph.links[graph.links["kind"] == "Payment"].iloc[0]
    assert (payment["first"], str(payment["currency"]), float(payment["amount"])) == ("2026-01-05", "EUR", 1200.5)
    work = graph.links[graph.links["kind"] == "Employment"].iloc[0]
    assert (work["first"], work["last"]) == ("2026-02-01", "2026-03-01")
    assert {("label", "rent"), ("strength", "Confirmed"), ("strength", "Tentative")} <= on_links(graph)


def test_marks_are_the_record_s() -> None:
    records = load(SAMPLES / "ok_import.csv").records
    assert records[["handling", "evaluation", "originator"]].iloc[0].tolist() == ["TLP:AMBER", "4x4:A2", "Office 7"]
    assert records["handling"].iloc[2] == "EUROPOL:H2"


def test_a_row_with_one_end_describes_an_entity_and_its_date_is_the_entity_s(tmp_path: Path) -> None:
    graph = sheet(
        tmp_path,
        "Entity 1 Identity,Entity 1 Type,Entity 1 Label,Link Type,Date,Time,Entity 2 Identity",
        "E1,Meeting,the meeting,,2026-01-02,10:30:00,",
    )
    assert said(graph, "E1") == {("name", "the meeting"), ("date", "2026-01-02T10:30:00")}
    assert not len(graph.links)


def test_a_listing_of_entity_link_entity_with_date_and_time() -> None:
    graph = load(SAMPLES / "ok_listing.csv")
    assert graph.links["first"].tolist() == ["2026-01-02T10:30:00"] * 2
    assert ties(graph) == {"Knows": ("Anna", "Berta", True), "Call": ("Anna", "Carl", True)}
    assert said(graph, "Berta") == {("name", "Berta")}


def test_titles_with_from_and_to_and_ids_as_text() -> None:
    graph = load(SAMPLES / "ok_from_to.tsv")
    assert ties(graph) == {"UnknownLink": ("7", "007", True)}
    assert ("remark", "seen twice") in on_links(graph)
    assert graph.issues["code"].tolist() == ["columns_not_named"]


def test_rows_that_do_not_say_of_whom_they_speak_are_set_aside() -> None:
    graph = load(SAMPLES / "bad_without_identity.csv")
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"], row["duplicates"]) == (6, 2, 3, 1)
    aside = graph.issues[graph.issues["severity"] == "quarantine"]
    assert list(zip(aside["locator"], aside["code"], aside["field"], strict=True)) == [
        ("row 4", "missing_key", "Entity 2 Identity"),
        ("row 5", "missing_key", "Entity 1 Identity"),
        ("row 7", "wrong_number_of_cells", ""),
    ]


def test_a_direction_in_unknown_words_is_none_and_kept() -> None:
    graph = load(SAMPLES / "bad_without_identity.csv")
    assert ("arrow", "sideways") in on_links(graph)
    assert {"direction_not_understood", "unknown_kind"} <= set(graph.issues["code"])
    assert not graph.links["directed"].any()


@pytest.mark.parametrize(
    "header",
    [
        "Entity 1 Identity,Entity 1 Type,Link Type,Entity 2 Identity,Entity 2 Type",
        "Entity1 Id,Link,Entity2 Id",
        "End 1,Link,End 2",
        "From Identity,From Type,To Identity,To Type",
        "Source Id,Source Type,Target Id",
        "source,target,weight",
        "source,target,type,date",
        "id,name,country",
        "from,to,date,duration",
        "From Date,To Date,name",
    ],
)
def test_no_header_has_two_loaders(header: str) -> None:
    start = f"{header}\n{header.replace('e', 'f')}\n".encode()
    claims = [name for name, loader in loaders().items() if loader.sniff(Head("x.csv", start, start, False))]
    assert len(claims) <= 1
    assert ("i2_sheet" in claims) == (not header.startswith(("source,", "id,", "from,", "From Date")))


def test_a_sheet_with_a_mapping_is_a_table() -> None:
    start = b"Entity 1 Identity,Entity 2 Identity\na,b\n"
    claims = [name for name, loader in loaders().items() if loader.sniff(Head("x.csv", start, start, True))]
    assert claims == ["table"]


def test_a_workbook_is_read_by_the_same_rules(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    with (SAMPLES / "ok_import.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            book.active.append(row)
    book.save(tmp_path / "sheet.xlsx")
    workbook, text = load(tmp_path / "sheet.xlsx"), load(SAMPLES / "ok_import.csv")
    assert workbook.received["format"].item() == "i2_sheet"
    assert ties(workbook) == ties(text)
    assert said(workbook, "P1") == said(text, "P1")
    assert not len(workbook.issues)


def test_what_a_sheet_says_itself_is_not_concluded_again(tmp_path: Path) -> None:
    graph = sheet(
        tmp_path,
        "Entity 1 Identity,Entity 1 Type,Entity 1 Label,Entity 1 number,Entity 2 Identity",
        "+351 912 345 678,Phone,,+351 912 345 678,",
    )
    claims = graph.claims["property"].value_counts().to_dict()
    assert claims == {"number": 1, "phone_country": 1}
