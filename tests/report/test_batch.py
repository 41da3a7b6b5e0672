"""Reports of many cases, each in a process of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from netintel.report import batch

Ring = Callable[..., Path]
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")


def small(folder: Path) -> Path:
    """A case of three persons who know nobody's country: the quickest report there is."""
    folder.mkdir(parents=True)
    lines = [{"id": n, "schema": "Person", "properties": {"name": [f"Person {n}"]}} for n in "abc"]
    ties = [
        {"id": f"{x}{y}", "schema": "Associate", "properties": {"person": [x], "associate": [y]}}
        for x, y in ("ab", "bc")
    ]
    text = "\n".join(json.dumps(line) for line in lines + ties)
    (folder / "people.ftm.json").write_text(text + "\n")
    return folder


def poisoned(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "export.csv").write_text("<!doctype html><html><body>Please log in</body></html>")
    return folder


def test_one_case_is_the_index_itself(tmp_path: Path) -> None:
    summary = batch([small(tmp_path / "Lantern")], tmp_path / "out")
    assert (summary.exit_code, summary.written) == (0, 1)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["index.html", "summary.json"]
    assert "no jurisdiction is known in this case" in (tmp_path / "out" / "index.html").read_text("utf-8")


@pytest.mark.parametrize("good", [4, pytest.param(18, marks=pytest.mark.nightly)])
def test_all_but_two_poisoned_cases_give_reports_and_the_two_are_named(good: int, tmp_path: Path) -> None:
    bad = (1, good)
    cases = [(poisoned if n in bad else small)(tmp_path / f"case {n}") for n in range(good + 2)]
    summary = batch(cases, tmp_path / "out", jobs=2)
    assert (summary.exit_code, summary.written) == (3, good)
    failed = [one for one in summary.cases if one.report is None]
    assert [Path(one.case).name for one in failed] == [f"case {n}" for n in bad]
    assert {one.status for one in failed} == {"rejected"}
    assert all(one.reason.startswith("export.csv: ") for one in failed)
    index = (tmp_path / "out" / "index.html").read_text("utf-8")
    links = re.findall(r'<a href="([^"]+)">', index)
    assert len(links) == good
    assert all((tmp_path / "out" / link).is_file() for link in links)
    assert len(list((tmp_path / "out").glob("*/index.html"))) == good
    kept = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert kept == json.loads(json.dumps(summary.to_dict()))
    assert (kept["status"], kept["reports"], kept["failed"]) == ("partial", good, 2)


@posix
def test_a_killed_process_costs_its_own_report_alone(tmp_path: Path) -> None:
    cases = [small(tmp_path / name) for name in ("first", "second", "third")]

    def kill_the_second(line: str) -> None:
        if started := re.fullmatch(r"second: process (\d+)", line):
            os.kill(int(started[1]), signal.SIGKILL)

    summary = batch(cases, tmp_path / "out", jobs=2, progress=kill_the_second)
    assert [one.status for one in summary.cases] == ["ok", "killed", "ok"]
    assert "SIGKILL" in summary.cases[1].reason
    assert summary.exit_code == 3
    assert "No report: its process was killed by signal 9" in (tmp_path / "out" / "index.html").read_text("utf-8")


@posix
def test_a_hung_process_is_ended_and_the_others_finish(tmp_path: Path) -> None:
    cases = [small(tmp_path / name) for name in ("first", "second")]

    def stop_the_first(line: str) -> None:
        if started := re.fullmatch(r"first: process (\d+)", line):
            os.kill(int(started[1]), signal.SIGSTOP)

    summary = batch(cases, tmp_path / "out", jobs=2, timeout_s=20, progress=stop_the_first)
    assert [one.status for one in summary.cases] == ["timeout", "ok"]
    assert summary.cases[0].reason == "its process was ended after 20 seconds"


@posix
def test_a_kill_while_the_page_is_written_leaves_no_part_of_it(tmp_path: Path) -> None:
    case = small(tmp_path / "case")
    page = tmp_path / "out" / "index.html"

    def kill_at_the_end(line: str) -> None:
        if started := re.fullmatch(r"case: process (\d+)", line):
            kill_at_the_end.process = int(started[1])  # type: ignore[attr-defined]
        if "people.ftm.json" in line:
            os.kill(kill_at_the_end.process, signal.SIGKILL)  # type: ignore[attr-defined]

    summary = batch([case], tmp_path / "out", progress=kill_at_the_end)
    assert (summary.exit_code, summary.cases[0].status) == (4, "killed")
    assert "No report" in page.read_text("utf-8")
    assert sorted(path.name for path in page.parent.iterdir()) == ["index.html", "summary.json"]


def test_a_page_of_an_earlier_run_is_not_left_where_this_one_failed(tmp_path: Path) -> None:
    case = small(tmp_path / "case")
    batch([case], tmp_path / "out")
    shutil.rmtree(case)
    poisoned(case)
    summary = batch([case], tmp_path / "out")
    assert summary.exit_code == 4
    assert "0 of 1 reports written" in (tmp_path / "out" / "index.html").read_text("utf-8")


def test_cases_of_one_name_get_pages_of_their_own_and_no_name_leaves_the_folder(tmp_path: Path) -> None:
    summary = batch([small(tmp_path / place / "Дело №1") for place in "ab"], tmp_path / "out", jobs=2)
    pages = [str(one.report) for one in summary.cases]
    assert len(set(pages)) == 2
    assert all(re.fullmatch(r"no1-[0-9a-f]{8}/index\.html", page) for page in pages)


def test_names_from_the_data_are_text_on_the_index(tmp_path: Path) -> None:
    case, other = small(tmp_path / "<img src=x onerror=alert(1)>"), small(tmp_path / "b")
    (case / "case.toml").write_text("title = '<script>alert(1)</script>'\n")
    batch([case, other], tmp_path / "out", jobs=2)
    index = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "<script" not in index
    assert "<img" not in index
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in index
    assert "script-src 'none'" in index


def test_no_case_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one case"):
        batch([], tmp_path / "out")


def test_a_folder_that_may_not_be_written_to_is_told_before_the_work(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir(mode=0o500)
    if os.access(out, os.W_OK):
        pytest.skip("whoever runs this may write everywhere")
    said: list[str] = []
    with pytest.raises(PermissionError, match="out"):
        batch([small(tmp_path / "case")], out, progress=said.append)
    assert said == []
