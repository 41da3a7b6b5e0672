"""Tables: plain headers, mappings, workbooks, and the FinCEN transfers with a mapping."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "table"
FINCEN = Path(__file__).parents[2] / ".." / "shared" / "data" / "fincen" / "download_transactions_map.csv"
FINCEN_MAPPING = Path(__file__).parents[1] / "samples" / "fincen.mapping.yml"
LONDON = Path(__file__).parents[2] / ".." / "shared" / "data" / "covert" / "LONDON_GANG_ATTR.csv"


def load(path: Path, mapping: Path | None = None) -> ni.EntityGraph:
    return ni.load(path, mapping=mapping, progress=lambda _line: None)


def said(graph: ni.EntityGraph, native_id: str) -> set[tuple[str, str]]:
    origin = graph.origins.set_index("native_id").loc[native_id, "origin"]
    claims = graph.claims[graph.claims["subject"] == origin]
    return set(zip(claims["property"], claims["value"], strict=True))


def test_plain_headers_of_persons() -> None:
    graph = load(SAMPLES / "ok_persons.csv")
    assert graph.received["accepted"].item() == 3
    ana = said(graph, "P1")
    assert {("birth_date", "1980-05"), ("nationality", "BG"), ("nationality", "RO"), ("country", "BG")} <= ana
    assert {("phone", "+359881234567"), ("document_number", "AB123456"), ("document_country", "BG")} <= ana
    assert {("role", "recruiter"), ("category", "suspect"), ("city", "Sofia")} <= ana


def test_ids_countries_and_formulas_stay_the_text_they_are() -> None:
    graph = load(SAMPLES / "ok_persons.csv")
    assert {("name", "Na, Na"), ("nationality", "NA"), ("minor", "true")} <= said(graph, "007")
    assert ("name", "=1+1") in said(graph, "P3")


def test_handling_evaluation_and_originator_are_of_the_record() -> None:
    records = load(SAMPLES / "ok_persons.csv").records.set_index("locator")
    marks = records.loc["row 2", ["handling", "evaluation", "originator"]]
    assert marks.tolist() == ["TLP:RED", "4x4:A1", "Office One"]
    assert records.loc["row 3", ["handling", "evaluation", "originator"]].isna().all()


def test_an_unknown_column_is_kept_and_named_in_one_warning() -> None:
    graph = load(SAMPLES / "ok_persons.csv")
    assert ("shoe_size", "38") in said(graph, "P1")
    assert graph.issues["code"].tolist() == ["columns_not_named"]
    assert "shoe_size" in graph.issues["message"].item()


def test_plain_headers_of_links() -> None:
    graph = load(SAMPLES / "ok_links.csv")
    links = graph.links
    assert links["kind"].tolist() == ["Associate", "Payment", "Smuggles for", "Associate"]
    assert links["directed"].tolist() == [False, True, True, True]
    paid = links[links["kind"] == "Payment"].iloc[0]
    assert (paid["first"], float(paid["amount"]), paid["currency"]) == ("2024-03-02", 12.5, "EUR")
    assert links["role"].iloc[0] == "sister"
    assert ("colour", "red") in set(zip(graph.claims["property"], graph.claims["value"], strict=True))


def test_semicolons_tabs_and_marks_are_found() -> None:
    assert ("name", "Иванов; Иван") in said(load(SAMPLES / "ok_semicolon.csv"), "1")
    assert ("country", "RO") in said(load(SAMPLES / "ok_bom.tsv"), "1")
    assert ("name", "Ελένη") in said(load(SAMPLES / "ok_utf16.csv"), "1")


def test_a_mapping_declares_encoding_order_of_dates_decimal_sign_and_defaults() -> None:
    graph = load(SAMPLES / "ok_cp1251.csv")
    assert {("name", "Иван"), ("birth_date", "1980-04-03")} <= said(graph, "bg-1")
    assert float(graph.links["amount"].item()) == 1234.5
    assert graph.links["currency"].item() == "BGN"
    record = graph.records.iloc[0]
    assert (record["originator"], record["handling"], record["evaluation"]) == ("Invented office", "TLP:AMBER", "B2")


def test_several_sheets_by_mapping_with_numbers_without_prefix() -> None:
    graph = load(SAMPLES / "ok_calls.xlsx")
    assert graph.received["accepted"].item() == 2
    call = graph.links[graph.links["kind"] == "Call"].iloc[0]
    assert call["first"] == "2026-01-21T21:05:43"
    assert ("number", "+40722123456") in said(graph, "0722123456")
    assert ("duration", "61") in set(zip(graph.claims["property"], graph.claims["value"], strict=True))
    records = graph.records.set_index("locator")
    assert records.loc["sheet Calls row 3", "handling"] == "TLP:AMBER"
    assert records.loc["sheet Owners row 2", "evaluation"] == "B2"


def test_hidden_rows_and_columns_of_a_workbook_are_read_and_told(tmp_path: Path) -> None:
    from xlsxwriter import Workbook

    with Workbook(tmp_path / "t.xlsx") as book:
        sheet = book.add_worksheet()
        for place, row in enumerate((["id", "name", "note"], ["1", "Ane Holt", "x"], ["2", "Bo Marek", "y"])):
            sheet.write_row(place, 0, row)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(2, 2, None, None, {"hidden": True})
    graph = load(tmp_path / "t.xlsx")
    assert graph.received["accepted"].item() == 2
    told = graph.issues.set_index("code")["message"]["hidden_cells"]
    assert told.startswith("1 rows and 1 groups of columns are hidden")


def test_a_workbook_without_mapping_reads_its_first_sheet_and_tells_of_the_others() -> None:
    graph = load(SAMPLES / "ok_persons.xlsx")
    assert graph.received["accepted"].item() == 2
    assert {("birth_date", "1980-05-06"), ("document_number", "1234567")} <= said(graph, "7")
    assert {("name", "=cmd"), ("document_number", "0012345")} <= said(graph, "8")
    assert graph.issues["code"].tolist() == ["sheets_not_read", "hidden_sheets"]


def test_a_row_that_holds_text_but_no_key_for_it_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "pay.csv").write_text("payer,payee,wallet,sum\nA,B,,10\nA,,,20\n,,w,\nC,D,w,30\n", "utf-8")
    (tmp_path / "pay.csv.mapping.yml").write_text(
        """
version: 1
entities:
  payer: {kind: Person, key: [payer], properties: {name: {column: payer}}}
  payee: {kind: Person, key: [payee], properties: {name: {column: payee}}}
  wallet: {kind: CryptoWallet, key: [wallet], properties: {wallet: {column: wallet}}}
links:
  - {kind: Payment, source: payer, target: payee, properties: {amount: {column: sum}}}
""",
        "utf-8",
    )
    graph = load(tmp_path)
    assert graph.issues.loc[graph.issues["code"] == "missing_key", "locator"].tolist() == ["row 3"]
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"]) == (4, 3, 1)
    assert graph.entities["kind"].value_counts().to_dict() == {"Person": 4, "CryptoWallet": 1}


def test_fincen_transfers_with_our_mapping() -> None:
    if not FINCEN.exists():
        pytest.skip("shared data absent: the FinCEN transfers are not beside the checkout")
    with FINCEN.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = {row[side] for row in rows for side in ("originator_iso", "beneficiary_iso")}
    crossing = sum(row["originator_iso"] != row["beneficiary_iso"] for row in rows)
    dated = sum(bool(row["begin_date"]) for row in rows)
    offices = {(row[f"{s}_bank_id"], row[f"{s}_iso"]) for row in rows for s in ("originator", "beneficiary")}
    assert (len(rows), len(codes), crossing) == (4507, 129, 4184)

    graph = load(FINCEN, FINCEN_MAPPING)
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"], row["duplicates"]) == (4507, 4507, 0, 0)
    countries = graph.entities["countries"]
    assert len(graph.entities) == len(offices)
    assert countries.explode().nunique() == 129
    pairs = zip(graph.links["source"], graph.links["target"], strict=True)
    assert sum(countries[a] != countries[b] for a, b in pairs) == 4184
    assert graph.links["first"].notna().sum() == dated
    assert graph.links["directed"].all()
    total = sum(float(row["amount_transactions"] or 0) for row in rows)
    assert float(graph.links["amount"].astype(float).sum()) == pytest.approx(total)
    assert len(graph.issues) == 0


def test_attributes_of_a_published_network_by_mapping(tmp_path: Path) -> None:
    if not LONDON.exists():
        pytest.skip("shared data absent: the London gang's attributes are not beside the checkout")
    mapping = tmp_path / "london.yml"
    mapping.write_text(
        "version: 1\nentities:\n  actor: {kind: Person, key: [''], properties: {birthplace: {column: Birthplace}}}\n",
        "utf-8",
    )
    graph = load(LONDON, mapping)
    assert graph.received["accepted"].item() == 54
    assert (graph.claims["property"] == "birthplace").sum() == 54
    assert (graph.claims["property"] == "ranking").sum() == 54


def test_an_unclosed_quote_that_meets_another_sets_every_line_aside(tmp_path: Path) -> None:
    """One stray mark swallows the rows up to the next one: each is counted, none disappears inside a cell."""
    rows = ['1,"Ana', "2,Boris", "3,Cara", '4,"Dan"', "5,Eva"]
    (tmp_path / "t.csv").write_text("id,name\n" + "\n".join(rows) + "\n", "utf-8")
    graph = ni.load(tmp_path, progress=lambda _line: None)
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"]) == (5, 1, 4)
    assert graph.issues["locator"].tolist() == ["row 2", "row 3", "row 4", "row 5"]


def test_cells_that_hold_the_mark_between_cells_are_no_repetition(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,name,note\n1,a\x1fb,c\n1,a,b\x1fc\n", "utf-8")
    row = ni.load(tmp_path, progress=lambda _line: None).received.iloc[0]
    assert (row["accepted"], row["duplicates"]) == (2, 0)


def test_equal_rows_of_two_sheets_that_mean_something_else_are_both_read(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for place, title in enumerate(("People", "Cars")):
        sheet = book.create_sheet(title, place)
        sheet.append(["Id", "Text"])
        sheet.append(["1", "Rio"])
    book.save(tmp_path / "t.xlsx")
    blocks = [
        f"- {{table: {{sheet: {sheet}}}, entities: {{it: {{kind: {kind}, key: [Id], prefix: {sheet}, "
        "properties: {name: {column: Text}}}}}"
        for sheet, kind in (("People", "Person"), ("Cars", "Vehicle"))
    ]
    (tmp_path / "t.xlsx.mapping.yml").write_text("version: 1\nsheets:\n" + "\n".join(blocks) + "\n", "utf-8")
    graph = ni.load(tmp_path, progress=lambda _line: None)
    assert graph.received.iloc[0][["read", "accepted"]].tolist() == [2, 2]
    assert sorted(graph.entities["kind"]) == ["Person", "Vehicle"]


def test_a_table_without_header_tells_nobodys_data(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Ana Pop,1980-02-03,RO\nIon Rusu,1970-01-01,MD\n", "utf-8")
    (tmp_path / "b.csv").write_text("Ana Pop,1980-02-03,RO\nIon Rusu,1970-01-01,MD\n\n", "utf-8")
    (tmp_path / "b.csv.mapping.yml").write_text(
        "version: 1\nentities: {person: {kind: Person, key: [Id], properties: {name: {column: Name}}}}\n", "utf-8"
    )
    (tmp_path / "c.csv").write_text("id,name,kind\n1,A,Ana Pop\n", "utf-8")
    told: list[str] = []
    graph = ni.load(tmp_path, progress=told.append)
    assert set(graph.issues["code"]) >= {"column_missing", "unknown_kind"} and len(graph.received) == 3
    text = " ".join([*told, *graph.issues[["message", "hint", "field", "locator"]].to_numpy().ravel()])
    assert "Pop" not in text and "1980" not in text


def test_cells_that_hold_an_error_are_counted(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (["id", "name", "note"], ["1", "#N/A", "#REF!"], ["2", "Boris", "x"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    graph = ni.load(tmp_path, progress=lambda _line: None)
    assert graph.entities["name"].dropna().tolist() == ["Boris"]
    assert graph.issues.set_index("code")["message"]["error_cells"].startswith("2 cells hold an error")
