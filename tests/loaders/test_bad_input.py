"""Bad input: each kind gets a clear outcome, nothing of it is lost without a word, and the other files are read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

import netintel as ni

TABLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "table"
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 12345\n"


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.csv", b"", "empty_file"),
        ("blank.csv", b"\n \n", "empty_file"),
        ("cut.json", b'{"_embedded": {"notices": [{"entity_id": "1/2", "forename": "A"', "invalid_json"),
        ("login.csv", b"<!DOCTYPE html><html><body>Please log in</body></html>", "html_page"),
        ("big.csv", POINTER.encode(), "lfs_pointer"),
        ("workbook.csv", (TABLES / "ok_persons.xlsx").read_bytes(), "name_and_content_differ"),
        ("text.xlsx", b"id,name\n1,A\n", "name_and_content_differ"),
        ("cut.xlsx", (TABLES / "ok_persons.xlsx").read_bytes()[:900], "broken_workbook"),
        ("odd.csv", b"a,b\n1,2\n", "unknown_format"),
    ],
)
def test_a_file_that_is_not_what_it_seems_is_refused_with_a_reason(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "good.csv").write_text("id,name\n1,Ana\n", "utf-8")
    graph = load(tmp_path)
    assert graph.entities["name"].tolist() == ["Ana"]
    refused = graph.received[graph.received["file"] == name].iloc[0]
    assert (refused["read"], refused["accepted"]) == (0, 0)
    (issue,) = graph.issues[graph.issues["file"] == name].to_dict("records")
    assert (issue["code"], issue["severity"]) == (code, "reject")
    assert issue["message"]
    assert issue["hint"]


def test_cyrillic_without_declaration_is_refused_with_the_likeliest_encoding_first() -> None:
    issue = load(TABLES / "bad_cp1251_undeclared.csv").issues.iloc[0]
    assert (issue["code"], issue["severity"]) == ("encoding_unknown", "reject")
    assert "most likely one of cp1251" in issue["hint"]


def test_a_header_that_is_not_utf8_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("ИН;Име\n1;Иван\n".encode("cp1251"))
    assert load(tmp_path / "t.csv").issues["code"].tolist() == ["encoding_unknown"]


def test_cyrillic_with_declaration_is_read() -> None:
    assert load(TABLES / "ok_cp1251.csv").received["accepted"].item() == 1


@pytest.mark.parametrize(
    ("name", "locator", "code"),
    [
        ("bad_short_row.csv", "row 3", "wrong_number_of_cells"),
        ("bad_no_id.csv", "row 3", "missing_key"),
        ("bad_link_without_target.csv", "row 3", "missing_key"),
        ("bad_misplaced_quote.csv", "row 3", "misplaced_quote"),
        ("bad_repeated_row.csv", "row 4", "repeated_header"),
    ],
)
def test_one_bad_row_is_set_aside_by_its_number(name: str, locator: str, code: str) -> None:
    graph = load(TABLES / name)
    row = graph.received.iloc[0]
    assert row["quarantined"] == 1
    assert row["read"] == row["accepted"] + row["quarantined"] + row["duplicates"]
    issue = graph.issues[graph.issues["severity"] == "quarantine"].iloc[0]
    assert (issue["locator"], issue["code"]) == (locator, code)


def test_a_quotation_mark_that_is_never_closed_refuses_the_file_and_says_where_it_opens() -> None:
    issue = load(TABLES / "bad_unclosed_quote.csv").issues.iloc[0]
    assert (issue["code"], issue["locator"], issue["severity"]) == ("unclosed_quote", "row 3", "reject")


def test_a_row_repeated_word_for_word_is_a_duplicate_and_a_line_break_in_a_cell_is_no_row() -> None:
    graph = load(TABLES / "bad_repeated_row.csv")
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["duplicates"], row["quarantined"]) == (4, 2, 1, 1)
    assert "Dan\nDan" in set(graph.claims["value"])
    assert set(graph.records["locator"]) == {"row 2", "row 6"}


def test_an_impossible_date_is_accepted_with_its_text_and_a_warning() -> None:
    graph = load(TABLES / "bad_impossible_date.csv")
    assert graph.received["accepted"].item() == 1
    issue = graph.issues.iloc[0]
    assert (issue["code"], issue["severity"], issue["locator"]) == ("date_not_understood", "warning", "row 2")
    assert "1987" not in issue["message"]


def test_day_and_month_are_never_guessed(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,name,birth_date\n1,A,03/04/1980\n", "utf-8")
    graph = load(tmp_path)
    assert graph.issues["code"].tolist() == ["date_not_understood"]


def test_a_classified_file_is_not_loaded() -> None:
    graph = load(TABLES / "bad_classified.csv")
    assert graph.issues["code"].tolist() == ["classified"]
    assert len(graph.claims) == 0


@pytest.mark.parametrize("name", ["bad_duplicate_header.csv", "bad_missing_column.csv"])
def test_a_header_that_cannot_be_meant_refuses_the_file(name: str) -> None:
    assert load(TABLES / name).issues["severity"].tolist() == ["reject"]


def test_cells_that_look_like_formulas_stay_text(tmp_path: Path) -> None:
    cells = ["=HYPERLINK(1)", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)"]
    rows = "".join(f'{i},"{cell}"\n' for i, cell in enumerate(cells))
    (tmp_path / "t.csv").write_text("id,name\n" + rows, "utf-8")
    assert sorted(load(tmp_path).entities["name"]) == sorted(cells)


def test_no_message_holds_the_value_it_is_about(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "id,name,birth_date,phone,iban,email,nationality,handling,evaluation\n"
        "1,Zyxwv,99.99.9999,zz-phone,zz-iban,zz-mail,zz-land,zz-code,zz-grade\n2,Zyxwv\n",
        "utf-8",
    )
    graph = load(tmp_path)
    assert len(graph.issues) >= 7
    told = " ".join(graph.issues["message"]) + " ".join(graph.issues["hint"])
    assert "zz-" not in told
    assert "Zyxwv" not in told
    assert "99.99" not in told


def test_a_workbook_with_a_stray_cell_far_out_is_refused_and_not_opened(tmp_path: Path) -> None:
    """The reader would make room for 17 billion cells, and the process would end."""
    with xlsxwriter.Workbook(tmp_path / "far.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "name"])
        sheet.write(1_048_575, 16_383, "x")
    issue = load(tmp_path).issues.iloc[0]
    assert (issue["code"], issue["severity"]) == ("sheet_too_large", "reject")
    assert "1,048,576 rows by 16,384 columns" in issue["message"]


def test_a_workbook_whose_sheet_is_damaged_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(TABLES / "ok_persons.xlsx") as good, zipfile.ZipFile(tmp_path / "t.xlsx", "w") as bad:
        for name in good.namelist():
            bad.writestr(name, b"<worksheet><sheetData><row" if "worksheets/" in name else good.read(name))
    assert load(tmp_path).issues["code"].tolist() in (["broken_workbook"], ["no_header"])
