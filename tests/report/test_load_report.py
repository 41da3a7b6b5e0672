"""The load report: every file, what was set aside, why, what to do; the same as JSON, in a notebook, as a page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import netintel as ni

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def graph(tmp_path: Path) -> ni.EntityGraph:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / f"{HOSTILE.replace('/', '')}.csv").write_text(f"id,name,{HOSTILE}\n1,A,a\n,B,b\n", "utf-8")
    rows = "".join(f"{n},A,?{'?,' * n}\n" for n in range(1, 6))
    (folder / "many.csv").write_text(f"id,name\n,Bo\n{rows}", "utf-8")
    (folder / "letter.csv").write_bytes(b"%PDF-1.7\n")
    (folder / "good.csv").write_text("id,name,birth_date\n1,Secretname,38799\n", "utf-8")
    return ni.load(folder, progress=lambda _line: None)


def test_every_file_is_told_with_what_came_of_it(graph: ni.EntityGraph) -> None:
    table = ni.load_report(graph).table().set_index("file")
    assert table["outcome"].to_dict() == {
        f"{HOSTILE}.csv": "in part", "many.csv": "in part", "letter.csv": "not read", "good.csv": "whole",
    }  # fmt: skip
    assert (table["read"] == table["accepted"] + table["quarantined"] + table["duplicates"]).all()


def test_reasons_are_grouped_over_files_and_numbers(graph: ni.EntityGraph) -> None:
    account = ni.load_report(graph).to_dict()
    assert json.loads(json.dumps(account)) == account
    reasons = {reason["code"]: reason for reason in account["reasons"]}
    assert reasons["missing_key"]["times"] == 2 and len(reasons["missing_key"]["places"]) == 2
    assert reasons["wrong_number_of_cells"]["times"] == 5
    assert reasons["wrong_number_of_cells"]["places"] == ["many.csv: row 3, row 4, row 5 and 2 more"]
    assert sum(reason["times"] for reason in account["reasons"]) == len(graph.issues)


def test_the_page_and_the_notebook_add_up_and_escape(graph: ni.EntityGraph, tmp_path: Path) -> None:
    report = ni.load_report(graph)
    shown = report._repr_html_()
    page = report.write(tmp_path / "load.html").read_text("utf-8")
    for text in (shown, page):
        assert "<img" not in text and "&lt;img src=x" in text
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", text))
        assert "9 read = 2 accepted + 7 set aside + 0 duplicates. It adds up for all 4 files." in words
        assert "1 file could not be read at all." in words and "a PDF document" in words
        assert "Secretname" not in text and "38799" not in text
    assert "connect-src 'none'" in page and "<script" not in shown
    assert repr(report) == "LoadReport: 4 files: 9 read = 2 accepted + 7 set aside + 0 duplicates; 1 files not read"


def test_the_page_of_a_case_holds_the_same_account(graph: ni.EntityGraph, tmp_path: Path) -> None:
    page = ni.report.write(graph, tmp_path / "report.html").read_text("utf-8")
    assert "Files that could not be read" in page and "Records set aside" in page and "to be corrected" in page


def test_two_exports_of_one_name_have_each_their_own_marks_and_outcome(tmp_path: Path) -> None:
    for folder, code, content in (
        ("a", "TLP:RED", "id,name\n1,Ana\n"),
        ("b", "TLP:CLEAR", "id,name\n2,Bo\n"),
        ("c", "", "?"),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "p.csv").write_text(content, "utf-8")
        case = f'[exports."p.csv"]\nhandling = "{code}"\n' if code else ""
        (tmp_path / folder / "case.toml").write_text(case, "utf-8")
    graph = None
    for folder in ("a", "b", "c"):
        graph = ni.load(tmp_path / folder, into=graph, progress=lambda _line: None)
    assert graph is not None
    table = ni.load_report(graph).table()
    assert table["handling"].tolist() == ["TLP:RED", "TLP:CLEAR", "default"]
    assert table["outcome"].tolist() == ["whole", "whole", "not read"]


def test_what_was_corrected_is_told_with_what_is_still_open(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "p.csv").write_text("id,name\n1,Ana\n,Bo\n3,Cy,?\n", "utf-8")
    (tmp_path / "in" / "q.csv").write_text("id,name\n8,Eve\n9,Fay,?,?\n", "utf-8")
    graph = ni.load(tmp_path / "in", progress=lambda _line: None)
    assert "corrected since" not in ni.load_report(graph)._repr_html_()
    ni.write_quarantine(graph, tmp_path / "out")
    for path in (tmp_path / "out").glob("q.csv*"):
        path.unlink()
    (tmp_path / "out" / "p.csv").write_text("id,name\n2,Bo\n3,Cy,?\n", "utf-8")
    graph = ni.load(tmp_path / "out", into=graph, progress=lambda _line: None)
    report = ni.load_report(graph)
    assert json.loads(json.dumps(report.to_dict()))["corrections"] == [
        {"file": "p.csv", "sha256": graph.received["sha256"][0], "set_aside": 2, "by": ["p.csv"], "accepted": 1,
         "quarantined": 1},
    ]  # fmt: skip
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", report.write(tmp_path / "load.html").read_text("utf-8")))
    assert "2 records were set aside; p.csv was loaded to correct them (accepted 1, still set aside 1)." in told
    still = told[told.index("Records still set aside") :]
    assert "Nothing of them is in the graph." in still
    assert "p.csv: row 3" in still and "q.csv: row 3" in still, "of the correction, and of the export without one"
    assert "row 4" not in still and "missing" not in still
    ni.write_quarantine(graph, tmp_path / "again")
    (tmp_path / "again" / "p.csv").write_text("id,name\n3,Cy\n", "utf-8")
    (tmp_path / "again" / "q.csv").write_text("id,name\n9,Fay\n", "utf-8")
    graph = ni.load(tmp_path / "again", into=graph, progress=lambda _line: None)
    done = ni.load_report(graph)._repr_html_()
    assert "Nothing of them is in the graph" not in done and done.count("still set aside 0") == 2
