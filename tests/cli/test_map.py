"""`netintel map`: a mapping on stdout and nothing else; saved only where nothing is overwritten."""

from __future__ import annotations

import json
from pathlib import Path

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
