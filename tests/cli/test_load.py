"""`netintel load`: one JSON object and nothing else on stdout, honest exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import netintel as ni
from netintel import __version__
from netintel.cli import main

GOOD = '{"id": "a", "schema": "Person", "properties": {"name": ["Ana Invented"], "nationality": ["ro"]}}\n'
BROKEN = '{"id": "b", "schema": \n'
KEYS = {"status", "read", "accepted", "quarantined", "duplicates", "entities", "links", "received", "issues", "digest"}


def account(capsys: pytest.CaptureFixture[str]) -> dict:
    printed = capsys.readouterr()
    assert printed.out.count("\n") == 1
    return json.loads(printed.out)


def test_ok(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "people.ftm.json").write_text(GOOD)
    assert main(["load", str(tmp_path), "--json"]) == 0
    told = account(capsys)
    assert set(told) == KEYS
    assert (told["status"], told["read"], told["accepted"], told["entities"]) == ("ok", 1, 1, 1)
    assert told["received"][0]["file"] == "people.ftm.json"
    assert len(told["digest"]) == 64


def test_partly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "people.ftm.json").write_text(GOOD + BROKEN + GOOD)
    assert main(["load", str(tmp_path), "--json"]) == 3
    told = account(capsys)
    assert (told["read"], told["accepted"], told["quarantined"], told["duplicates"]) == (3, 1, 1, 1)
    issue = next(issue for issue in told["issues"] if issue["severity"] == "quarantine")
    assert set(issue) == {"file", "locator", "field", "code", "severity", "message", "hint"}
    assert issue["file"] == "people.ftm.json"


def test_where_the_reasons_are_is_told_where_there_are_any(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "people.ftm.json").write_text(GOOD)
    assert main(["load", str(tmp_path)]) == 0
    assert "--json" not in capsys.readouterr().err
    (tmp_path / "people.ftm.json").write_text(GOOD + BROKEN)
    assert main(["load", str(tmp_path)]) == 3
    assert "`issues` of --json" in capsys.readouterr().err


def test_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "page.csv").write_text("<!doctype html><html></html>")
    assert main(["load", str(tmp_path), "--json"]) == 4
    assert account(capsys)["status"] == "rejected"


def test_an_empty_folder_is_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["load", str(tmp_path), "--json"]) == 4
    assert account(capsys)["status"] == "rejected"


def test_a_path_that_is_not_there_is_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["load", str(tmp_path / "absent"), "--json"]) == 2
    printed = capsys.readouterr()
    told = json.loads(printed.out)
    assert set(told) == KEYS
    assert (told["status"], told["issues"][0]["severity"]) == ("rejected", "reject")
    assert "Hint: give the folder that holds the exports" in printed.err


def test_a_case_file_with_a_wrong_field_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "people.ftm.json").write_text(GOOD)
    (tmp_path / "case.toml").write_text("titel = 'Ring'\n")
    assert main(["load", str(tmp_path)]) == 4
    assert "unknown field 'titel'" in capsys.readouterr().err


def test_next_months_export_joins_a_saved_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second, case = tmp_path / "may.ftm.json", tmp_path / "june.ftm.json", tmp_path / "ring.netintel"
    first.write_text(GOOD)
    second.write_text(GOOD.replace('"a"', '"b"') + BROKEN)
    assert main(["load", str(first), "-o", str(case)]) == 0
    capsys.readouterr()
    assert main(["load", str(second), "--into", str(case), "--json"]) == 3
    told = account(capsys)
    assert (told["read"], told["accepted"], told["quarantined"]) == (2, 1, 1)
    assert [row["file"] for row in told["received"]] == ["june.ftm.json"]
    assert told["entities"] == 2
    opened = ni.open_case(case)
    assert opened.digest == told["digest"]
    assert opened.received["file"].tolist() == ["may.ftm.json", "june.ftm.json"]


def test_what_was_refused_whole_is_not_saved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "page.csv").write_text("<!doctype html><html></html>")
    assert main(["load", str(tmp_path / "page.csv"), "-o", str(tmp_path / "a.netintel")]) == 4
    assert not (tmp_path / "a.netintel").exists()


def test_words_without_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "people.ftm.json").write_text(GOOD)
    assert main(["load", str(tmp_path)]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("ok: read 1 = 1 accepted + 0 quarantined + 0 duplicates; EntityGraph")
    assert printed.err.startswith("people.ftm.json: ftm")


def test_a_file_name_does_not_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pe\x1b[2Jople.ftm.json").write_text(GOOD)
    main(["load", str(tmp_path), "--json"])
    printed = capsys.readouterr()
    assert "\x1b" not in printed.err + printed.out
    assert "peU+001B[2Jople" in printed.err


@pytest.mark.parametrize("arguments", [[], ["load"], ["fly"], ["load", "x", "--jsn"], ["report", "x"]])
def test_wrong_usage_is_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: netintel" in capsys.readouterr().err


def test_the_module_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "netintel", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"netintel {__version__}\n"


def test_a_saved_case_is_never_replaced_by_a_load(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "people.ftm.json").write_text(GOOD)
    case = tmp_path / "in" / "a.netintel"
    assert main(["load", str(tmp_path / "in"), "-o", str(case)]) == 0
    assert main(["load", str(tmp_path / "in"), "-o", str(case)]) == 4
    assert "holds a saved case" in capsys.readouterr().err
    assert main(["load", str(case)]) == 4
    assert "is a saved case, no export" in capsys.readouterr().err
    assert main(["load", str(tmp_path / "in"), "--json"]) == 0
    assert [row["file"] for row in json.loads(capsys.readouterr().out)["received"]] == ["people.ftm.json"]
