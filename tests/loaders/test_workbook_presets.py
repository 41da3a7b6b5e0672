"""Tables known by their titles in a workbook, in Parquet, below other lines and in a stated code page."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

import netintel as ni
from netintel.loaders._registry import tabular

FORMATS = Path(__file__).parents[2] / "data" / "samples" / "formats"
KNOWN = [
    "bank_rows/ok_amlsim_nodes.csv", "bank_rows/ok_fincen.csv", "bank_rows/ok_statement_de.csv",
    "bank_rows/ok_transfers.csv", "cdr/ok_police_de.csv", "cdr/ok_vast.csv", "ctdc/ok_cases.csv",
    "edgelist/ok_header.csv", "ftm_statements/ok_statements.csv", "i2_sheet/ok_import.csv",
    "icij/ok_nodes-officers.csv", "icij/ok_relationships.csv", "misp_csv/ok_event.csv", "neo4j/ok_persons.csv",
    "neo4j/ok_relationships.csv", "police_table/ok_wanted_en.csv", "police_table/ok_vehicles_fr.csv",
    "targets_simple/ok_targets.simple.csv",
]  # fmt: skip
COUNTS = ["format", "unit", "read", "accepted", "quarantined", "duplicates", "entities", "links"]
STATEMENT = [["Account holder", "Muster GmbH"], ["Period", "2026-01"], []]
Rows = list[list[str]]


def load(path: Path, **given: object) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None, **given)  # type: ignore[arg-type]


def rows_of(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        dialect = csv.Sniffer().sniff(file.readline(), ",;\t|")
        file.seek(0)
        return list(csv.reader(file, delimiter=dialect.delimiter))


def write_book(path: Path, sheets: dict[str, Rows], hidden: str = "") -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    sheet.write_string(number, place, cell)
            if name == hidden:
                sheet.hide()
    return path


def said(graph: ni.EntityGraph) -> list[tuple[str, str]]:
    """Return all that is claimed; what names another entity has an id of its file."""
    claims = graph.claims[graph.claims["property"].isin(["source", "target", "cell", "same_name_as"]).eq(False)]
    pairs = zip(claims["property"], claims["value"].fillna(claims.get("original", "")), strict=True)
    return sorted((prop, str(value)) for prop, value in pairs)


def counts(graph: ni.EntityGraph) -> list[object]:
    return graph.received.iloc[0][COUNTS].tolist()


@pytest.mark.parametrize("sample", KNOWN)
def test_a_known_table_says_in_a_workbook_what_it_says_as_a_text(tmp_path: Path, sample: str) -> None:
    text, book = load(FORMATS / sample), load(write_book(tmp_path / "t.xlsx", {"S": rows_of(FORMATS / sample)}))
    assert counts(book) == counts(text)
    assert book.received["format"].item() == sample.partition("/")[0]
    assert said(book) == said(text)
    assert book.issues["code"].tolist() == text.issues["code"].tolist()


@pytest.mark.parametrize("sample", KNOWN)
def test_a_known_table_says_in_parquet_what_it_says_as_a_text(tmp_path: Path, sample: str) -> None:
    header, *rows = rows_of(FORMATS / sample)
    columns = {title: [row[place] for row in rows] for place, title in enumerate(header)}
    pq.write_table(pa.table(columns), tmp_path / "t.parquet")
    text, table = load(FORMATS / sample), load(tmp_path / "t.parquet")
    assert counts(table) == counts(text)
    assert said(table) == said(text)


@pytest.mark.parametrize("sample", KNOWN)
def test_one_loader_knows_the_titles(sample: str) -> None:
    header = rows_of(FORMATS / sample)[0]
    assert [loader.NAME for loader in tabular() if loader.recognises(header)] == [sample.partition("/")[0]]


def test_each_sheet_is_read_by_the_loader_that_knows_it(tmp_path: Path) -> None:
    calls, wanted = rows_of(FORMATS / "cdr/ok_vast.csv"), rows_of(FORMATS / "police_table/ok_wanted_en.csv")
    persons = [["id", "name"], ["1", "Ana Example"]]
    sheets = {"Calls": calls, "Wanted": wanted, "Persons": persons, "Notes": [["to do"], ["ask again"]]}
    graph = load(write_book(tmp_path / "t.xlsx", sheets))
    row = graph.received.iloc[0]
    assert (row["format"], row["unit"]) == ("table", "row")
    assert row["read"] == len(calls) + len(wanted) + len(persons) - 3
    assert {"Person", "Phone", "Notice"} <= set(graph.entities["kind"])
    unread = graph.issues[graph.issues["code"] == "sheets_not_read"]["message"].item()
    assert unread == "1 sheets were not read: Notes"


def test_sheets_of_one_meaning_name_their_loader(tmp_path: Path) -> None:
    calls = rows_of(FORMATS / "cdr/ok_vast.csv")
    graph = load(write_book(tmp_path / "t.xlsx", {"A": calls[:3], "B": [calls[0], *calls[3:]]}))
    assert graph.received["format"].item() == "cdr"
    assert graph.received["accepted"].item() == len(calls) - 1


def test_the_order_of_dates_that_one_sheet_shows_holds_for_it_alone(tmp_path: Path) -> None:
    header = ["From", "To", "Datetime", "Duration"]
    shown = [header, ["+35191000001", "+35191000002", "25/03/2026 10:00", "5"]]
    silent = [header, ["+35191000003", "+35191000004", "03/04/2026 10:00", "5"]]
    graph = load(write_book(tmp_path / "t.xlsx", {"Shown": shown, "Silent": silent}))
    assert graph.links["first"].notna().tolist() == [True, False]


def test_accounts_that_two_sheets_do_not_name_are_two(tmp_path: Path) -> None:
    header = ["Date", "Amount", "Currency", "Counterparty account"]
    rows = [header, ["2026-01-02", "-5.00", "EUR", "NL91ABNA0417164300"]]
    graph = load(write_book(tmp_path / "t.xlsx", {"Jan": rows, "Feb": rows}))
    assert graph.received["format"].item() == "bank_rows"
    own = [name for name in graph.origins["native_id"] if name.startswith("account/of ")]
    assert sorted(own) == ["account/of sheet Feb", "account/of sheet Jan"]


def test_a_hidden_sheet_is_told_and_not_read_though_its_titles_are_known(tmp_path: Path) -> None:
    known = [["id", "name"], ["1", "Ana Example"]]
    graph = load(write_book(tmp_path / "t.xlsx", {"A": known, "B": [*known, ["2", "Bo Example"]]}, hidden="B"))
    assert graph.received["read"].item() == 1
    assert graph.issues["code"].tolist() == ["sheets_not_read", "hidden_sheets"]


def test_a_workbook_that_nobody_knows_is_refused_as_before(tmp_path: Path) -> None:
    issue = load(write_book(tmp_path / "t.xlsx", {"A": [["x", "y"], ["1", "2"]], "B": [["z"]]})).issues.iloc[0]
    assert (issue["code"], issue["severity"]) == ("headers_unknown", "reject")
    assert "2 columns" in issue["message"]


def test_a_chart_in_a_workbook_is_no_sheet(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        sheet = book.add_worksheet("A")
        for number, row in enumerate([["id", "name"], ["1", "Ana Example"]]):
            sheet.write_row(number, 0, row)
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=A!$A$2:$A$2"})
        book.add_chartsheet("Chart").set_chart(chart)
    assert load(tmp_path / "t.xlsx").received["read"].item() == 1


def test_lines_above_the_header_are_counted_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    lines = [*STATEMENT, *rows_of(FORMATS / "bank_rows/ok_transfers.csv")]
    (tmp_path / "t.csv").write_text("\n".join(";".join(row) for row in lines) + "\n", "utf-8")
    plain, below = load(FORMATS / "bank_rows/ok_transfers.csv"), load(tmp_path / "t.csv")
    assert counts(below) == counts(plain)
    assert said(below) == said(plain)
    told = below.issues[below.issues["code"] == "lines_above_header"]["message"].item()
    assert told == "2 lines stand above the header in line 4; they are no rows, and kept nowhere"
    assert below.records["locator"].tolist()[0] == "row 5"
    assert "Muster GmbH" not in str(below.claims)


def test_lines_above_the_header_of_a_sheet(tmp_path: Path) -> None:
    graph = load(write_book(tmp_path / "t.xlsx", {"S": [*STATEMENT, *rows_of(FORMATS / "cdr/ok_vast.csv")]}))
    assert graph.received["format"].item() == "cdr"
    issue = graph.issues[graph.issues["code"] == "lines_above_header"].iloc[0]
    assert (issue["locator"], issue["message"].split()[0]) == ("sheet S", "2")
    assert graph.records["locator"].tolist()[0] == "sheet S row 5"


@pytest.mark.parametrize("titles", ["id,name,country", "source,target,type", "From,To,Datetime,Duration", "p:ID,name"])
def test_any_known_titles_are_found_below_other_lines(tmp_path: Path, titles: str) -> None:
    row = ",".join("1" for _ in titles.split(","))
    (tmp_path / "t.csv").write_text(f'Extract of "the register"\n\n{titles}\n{row}\n', "utf-8")
    graph = load(tmp_path / "t.csv")
    assert graph.received["read"].item() == 1
    assert "lines_above_header" in graph.issues["code"].tolist()
    assert graph.records["locator"].tolist() == ["row 4"]


def test_a_header_beyond_the_first_thirty_lines_is_not_looked_for(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("note\n" * 30 + "id,name\n1,Ana Example\n", "utf-8")
    assert load(tmp_path / "t.csv").issues["code"].tolist() == ["unknown_format"]


def test_a_footer_is_set_aside_by_its_cells(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("Register\nid,name\n1,Ana Example\nTotal 1\n", "utf-8")
    issues = load(tmp_path / "t.csv").issues.set_index("locator")
    assert issues.loc["row 4", "code"] == "wrong_number_of_cells"


def test_rows_set_aside_below_other_lines_can_be_corrected_and_loaded(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("Kept by;Unit 7\n\nid;name\n1;Ana Example\n2\n", "utf-8")
    graph = load(tmp_path / "t.csv")
    (path,) = ni.write_quarantine(graph, tmp_path / "aside")
    path.write_text(path.read_text("utf-8").replace("\n2\n", "\n2;Bo Example\n"), "utf-8")
    whole = ni.load(tmp_path / "aside", into=graph, progress=lambda _line: None)
    assert sorted(whole.claims[whole.claims["property"] == "name"]["value"]) == ["Ana Example", "Bo Example"]


@pytest.mark.parametrize("sample", ["bank_rows/ok_statement_de.csv", "table/ok_persons.csv"])
def test_a_mapping_may_say_the_encoding_alone(tmp_path: Path, sample: str) -> None:
    text = (FORMATS / sample).read_text("utf-8-sig").encode("cp1252", "replace").decode("cp1252") + "\n"
    (tmp_path / "plain.csv").write_text(text, "utf-8", newline="")
    (tmp_path / "coded.csv").write_text(text, "cp1252", newline="")
    (tmp_path / "coded.csv.mapping.yml").write_text("version: 1\ntable: {encoding: cp1252}\n", "utf-8")
    plain, coded = load(tmp_path / "plain.csv"), load(tmp_path / "coded.csv")
    assert counts(coded) == counts(plain)
    assert said(coded) == said(plain)


def test_the_refusal_of_an_encoding_says_the_mapping_that_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("id,name\n1,Иван Примеров\n2,Мария Измислена\n".encode("cp1251"))
    hint = load(path).issues["hint"].item()
    assert "`version: 1` and `table: {encoding: cp1251}`" in hint
    path.with_name("t.csv.mapping.yml").write_text("version: 1\ntable: {encoding: cp1251}\n", "utf-8")
    assert "Иван Примеров" in load(path).claims["value"].tolist()


def test_the_case_may_state_the_encoding_of_an_export(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("id,name\n1,Иван Примеров\n".encode("cp1251"))
    (tmp_path / "case.toml").write_text('[exports."t.csv"]\nencoding = "cp1251"\n', "utf-8")
    assert "Иван Примеров" in load(tmp_path).claims["value"].tolist()


def test_what_a_mapping_states_goes_before_what_the_table_shows(tmp_path: Path) -> None:
    header, row = "Booking date;Amount;Currency;Payer account;Payee account", "03/04/2026;1.234;EUR;DE01X;DE02X"
    (tmp_path / "t.csv").write_text(f"{header}\n{row}\n", "utf-8")
    assert load(tmp_path / "t.csv").links["first"].isna().all()
    mapping = "version: 1\ntable: {dates: month-first, decimal: ','}\ndefaults: {originator: Unit 7}\n"
    (tmp_path / "t.csv.mapping.yml").write_text(mapping, "utf-8")
    graph = load(tmp_path / "t.csv")
    assert (str(graph.links["first"].item())[:10], int(graph.links["amount"].item())) == ("2026-03-04", 1234)
    assert graph.records["originator"].tolist() == ["Unit 7"]


def test_a_sheet_may_be_named_and_left_to_its_titles(tmp_path: Path) -> None:
    sheets = {"A": [["id", "name"], ["1", "Ana Example"]], "B": rows_of(FORMATS / "cdr/ok_vast.csv")}
    path = write_book(tmp_path / "t.xlsx", sheets)
    path.with_name("t.xlsx.mapping.yml").write_text("version: 1\nsheets: [{table: {sheet: B}}]\n", "utf-8")
    graph = load(path)
    assert graph.received["format"].item() == "cdr"
    assert graph.issues["code"].tolist()[-1] == "sheets_not_read"


@pytest.mark.parametrize("sample", ["misp_csv/ok_event.csv", "edgelist/ok_header.csv", "icij/ok_nodes-officers.csv"])
def test_a_header_that_the_rows_below_cut_otherwise_refuses_the_file(tmp_path: Path, sample: str) -> None:
    header = ",".join(rows_of(FORMATS / sample)[0])
    (tmp_path / "t.csv").write_text(f"{header}|\n" + "1|2\n" * 40, "utf-8")
    issues = load(tmp_path / "t.csv").issues
    assert "loader_failed" not in issues["code"].tolist()
    assert issues["severity"].tolist() == ["reject"]
