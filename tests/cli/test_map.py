"""`netintel map`: a mapping on stdout and nothing else; saved only where nothing is overwritten."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

import netintel as ni
from netintel.cli import main

TABLE = "Nazwisko;Imię;Data ur.\nPrzykład;Ana\x1b[2J;03.02.1980\n"


def test_the_mapping_goes_to_stdout_and_the_preview_is_safe_to_show(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "osoby.csv"
    file.write_text(TABLE, "utf-8")
    assert main(["map", str(file)]) == 0
    printed = capsys.readouterr()
    assert 'birth_date: {column: "Data ur."}' in printed.out
    assert "Person: " in printed.err
    assert "\x1b" not in printed.out + printed.err
    assert list(tmp_path.iterdir()) == [file]


def test_saved_beside_the_file_it_is_used_and_never_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, beside = tmp_path / "osoby.csv", tmp_path / "osoby.csv.mapping.yml"
    file.write_text(TABLE.replace("\x1b[2J", ""), "utf-8")
    assert main(["map", str(file), "--save"]) == 0
    assert ni.load(file, progress=lambda _line: None).entities["name"].tolist() == ["Ana Przykład"]
    before = beside.read_bytes()
    assert main(["map", str(file), "--save"]) == 2
    assert "kept, unless forced" in capsys.readouterr().err
    beside.write_text("mine", "utf-8")
    assert main(["map", str(file), "--save", "--force"]) == 0
    assert beside.read_bytes() == before
    assert main(["map", str(file), "-o", str(tmp_path / "m.yml")]) == 0
    assert (tmp_path / "m.yml").read_bytes() == before


def test_json_is_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "osoby.csv"
    file.write_text(TABLE, "utf-8")
    assert main(["map", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["meaning"] for row in told["columns"]] == ["last_name", "first_name", "birth_date"]
    assert told["mapping"].startswith("# A proposal for osoby.csv")


def test_what_is_no_table_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.csv").write_text("", "utf-8")
    assert main(["map", str(tmp_path / "empty.csv")]) == 4
    assert "Hint:" in capsys.readouterr().err
    assert main(["map", str(tmp_path / "absent.csv")]) == 2


@pytest.mark.parametrize(
    ("name", "content", "what", "who"),
    [
        ("a.graphml", b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns"/>', "XML", "as graphml"),
        ("a.csv", b'<?xml version="1.0"?>\n<unheard><of a="1,2"/></unheard>', "XML", "no loader reads it"),
        ("a.json", b'{"type": "FeatureCollection", "features": []}', "JSON", "as geojson"),
        ("a.pdf", b"%PDF-1.7\n1 0 obj\n", "a PDF document", "export it as text"),
        ("a.bin", bytes(range(256)) * 8, "binary content", "export it as text"),
    ],
)
def test_another_format_is_named_with_who_reads_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, what: str, who: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert main(["map", str(tmp_path / name)]) == 4
    printed = capsys.readouterr()
    assert what in printed.err
    assert who in printed.err
    assert not printed.out


@pytest.mark.parametrize("name", ["exports.zip", "book.xlsx"])
def test_an_archive_is_no_damaged_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    with zipfile.ZipFile(tmp_path / name, "w") as packed:
        packed.writestr("osoby.csv", TABLE)
    assert main(["map", str(tmp_path / name)]) == 4
    told = capsys.readouterr().err
    assert "a ZIP archive" in told
    assert "damaged" not in told


CALLS = "caller,callee,start,duration\n+48600100200,+48600100300,2026-05-13 10:00:00,60\n"


def test_a_table_known_by_its_titles_is_told_first_and_its_mapping_not_saved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, beside = tmp_path / "calls.csv", tmp_path / "calls.csv.mapping.yml"
    file.write_text(CALLS, "utf-8")
    assert main(["map", str(file)]) == 0
    printed = capsys.readouterr()
    assert printed.err.startswith("calls.csv is read as cdr without a mapping; a mapping replaces that\n")
    assert printed.out.startswith("# This file is read as cdr without a mapping; a mapping replaces that.\n")
    assert main(["map", str(file), "--save"]) == 2
    assert "unless forced" in capsys.readouterr().err
    assert not beside.exists()
    assert main(["map", str(file), "--save", "--force"]) == 0
    assert beside.exists()


def test_a_workbook_whose_sheets_are_known_is_told_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.Workbook()
    for line in CALLS.splitlines():
        book.active.append(line.split(","))
    book.save(tmp_path / "calls.xlsx")
    assert main(["map", str(tmp_path / "calls.xlsx"), "--save"]) == 2
    assert "calls.xlsx is read as cdr without a mapping" in capsys.readouterr().err
    assert len(list(tmp_path.iterdir())) == 1
