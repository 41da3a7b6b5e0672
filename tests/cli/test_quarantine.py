"""`netintel quarantine`: what was set aside as files; corrected, they join the case."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import netintel as ni
from netintel.cli import main
from netintel.errors import IntegrityError


def test_set_aside_corrected_and_loaded_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "p.csv").write_text("id,name\n1,Ana\n,Bo\n", "utf-8")
    case, out = tmp_path / "case.netintel", tmp_path / "aside"
    assert main(["load", str(tmp_path / "in"), "-o", str(case)]) == 3
    capsys.readouterr()
    assert main(["quarantine", str(case), "-o", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["files"], told["set_aside"], told["issues"][0]["locator"]) == (["p.csv"], 1, "row 3")
    (out / "p.csv").write_text("id,name\n2,Bo\n", "utf-8")
    assert main(["load", str(out), "--into", str(case)]) == 0
    graph = ni.open_case(case)
    assert sorted(graph.entities["name"]) == ["Ana", "Bo"]
    assert graph.received["corrects"].tolist()[1] == graph.received["sha256"][0]
    assert ni.quarantine(graph)["corrected_in"].tolist() == ["p.csv"]
    capsys.readouterr()
    assert main(["quarantine", str(case), "-o", str(tmp_path / "again"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["files"], told["set_aside"], told["corrected"], told["issues"]) == ([], 0, 1, [])
    assert main(["quarantine", str(case), "-o", str(tmp_path / "again")]) == 0
    assert capsys.readouterr().out == "corrections were loaded for all that was set aside\n"


MAPPING = """version: 1
table: {encoding: cp1251, delimiter: ";", header_row: 2}
entities: {p: {kind: Person, key: [No], properties: {name: {column: Name}}}}
"""


@pytest.mark.parametrize("beside", [True, False], ids=["mapping beside", "mapping given"])
def test_a_saved_case_keeps_what_a_table_means(
    beside: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    table, rules = tmp_path / "in" / "p.csv", tmp_path / ("in/p.csv.mapping.yml" if beside else "rules.yml")
    table.write_bytes("Списък\nNo;Name\n1;Иван\n;Боян\n".encode("cp1251"))
    rules.write_text(MAPPING, "utf-8")
    case, out = tmp_path / "case.netintel", tmp_path / "aside"
    main(["load", str(tmp_path / "in"), "-o", str(case), *([] if beside else ["--mapping", str(rules)])])
    for file in (table, rules):
        file.unlink()
    assert main(["quarantine", str(case), "-o", str(out)]) == 0
    assert (out / "p.csv.mapping.yml").read_text("utf-8") == MAPPING
    (out / "p.csv").write_bytes(
        (out / "p.csv").read_bytes().replace(";Боян".encode("cp1251"), "2;Боян".encode("cp1251"))
    )
    assert main(["load", str(out), "--into", str(case)]) == 0
    assert sorted(ni.open_case(case).entities["name"]) == ["Боян", "Иван"]


def test_a_mapping_that_was_changed_in_a_saved_case_is_told(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("No;Name\n1;Ana\n", "utf-8")
    (tmp_path / "p.csv.mapping.yml").write_text(MAPPING.replace("header_row: 2", "header_row: 1"), "utf-8")
    ni.save(ni.load(tmp_path / "p.csv", progress=lambda _line: None), tmp_path / "case.netintel")
    kept = next((tmp_path / "case.netintel" / "originals").glob("*.mapping.yml"))
    kept.chmod(0o600)
    kept.write_text("version: 1\n", "utf-8")
    with pytest.raises(IntegrityError, match="changed after it was received"):
        ni.open_case(tmp_path / "case.netintel")


def test_nothing_set_aside_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.csv").write_text("id,name\n1,Ana\n", "utf-8")
    assert main(["quarantine", str(tmp_path / "p.csv"), "-o", str(tmp_path / "aside")]) == 0
    assert capsys.readouterr().out == "nothing was set aside\n" and not (tmp_path / "aside").exists()


def test_a_limit_is_raised_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.csv").write_text("id,name\n1,Ana\n2,Bo\n", "utf-8")
    assert main(["load", str(tmp_path / "p.csv"), "--limit", "records=1", "--json"]) == 4
    issue = json.loads(capsys.readouterr().out)["issues"][0]
    assert issue["code"] == "too_many_records" and "--limit records=" in issue["hint"]
    assert main(["load", str(tmp_path / "p.csv"), "--limit", "records=2"]) == 0
    with pytest.raises(SystemExit) as stopped:
        main(["load", str(tmp_path / "p.csv"), "--limit", "rows=2"])
    assert stopped.value.code == 2 and "no limit is called 'rows'" in capsys.readouterr().err
