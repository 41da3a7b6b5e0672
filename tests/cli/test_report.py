"""`netintel report`: the same as `report.batch`, from a shell."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from netintel.cli import main

GOOD = '{"id": "a", "schema": "Person", "properties": {"name": ["Ana Invented"], "nationality": ["ro"]}}\n'


def test_one_case(tmp_path: Path) -> None:
    (tmp_path / "people.ftm.json").write_text(GOOD)
    command = [
        sys.executable,
        "-m",
        "netintel",
        "report",
        tmp_path / "people.ftm.json",
        "-o",
        tmp_path / "out",
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["status"], told["reports"], told["cases"][0]["report"]) == ("ok", 1, "index.html")
    assert (tmp_path / "out" / "index.html").stat().st_size > 1_000
    assert "people.ftm.json: ftm" in done.stderr


def test_a_saved_case_gives_the_report_of_its_exports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "people.ftm.json").write_text(GOOD)
    assert main(["load", str(tmp_path / "people.ftm.json"), "-o", str(tmp_path / "a.netintel"), "--json"]) == 0
    digest = json.loads(capsys.readouterr().out)["digest"]
    assert main(["report", str(tmp_path / "a.netintel"), "-o", str(tmp_path / "out"), "--json"]) == 0
    printed = capsys.readouterr()
    assert "0 pairs of origins joined" in printed.err
    told = json.loads(printed.out)
    assert told["cases"][0]["digest"] == digest
    assert digest[:16] in (tmp_path / "out" / "index.html").read_text("utf-8")


def test_exports_and_the_case_saved_of_them_give_the_same_findings(tmp_path: Path) -> None:
    header = "id,name,nationality,document_number,document_country\n"
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "ro.csv").write_text(header + "1,Ana Pop,RO,AB123456,RO\n")
    (folder / "de.csv").write_text(header + "x,Anna Popp,DE,AB123456,RO\n")
    main(["load", str(folder), "-o", str(tmp_path / "a.netintel")])
    entities = []
    for place in (folder, tmp_path / "a.netintel"):
        main(["report", str(place), "-o", str(tmp_path / "out")])
        entities.append(json.loads((tmp_path / "out" / "summary.json").read_text())["cases"][0]["entities"])
    assert entities == [1, 1]


def test_a_case_that_was_changed_is_an_integrity_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "people.ftm.json").write_text(GOOD)
    main(["load", str(tmp_path / "people.ftm.json"), "-o", str(tmp_path / "a.netintel")])
    table = next((tmp_path / "a.netintel").glob("snapshots/*/claims.parquet"))
    table.write_bytes(table.read_bytes()[:-1] + b"\x00")
    capsys.readouterr()
    assert main(["report", str(tmp_path / "a.netintel"), "-o", str(tmp_path / "out"), "--json"]) == 5
    failed = json.loads(capsys.readouterr().out)["cases"][0]
    assert (failed["status"], failed["report"]) == ("integrity", None)
    assert "claims.parquet" in failed["reason"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
def test_an_interrupt_ends_every_process(tmp_path: Path) -> None:
    cases = [tmp_path / f"{name}.ftm.json" for name in "abcdefgh"]  # enough that it is not done before it is asked
    for case in cases:
        case.write_text(GOOD)
    command = [sys.executable, "-m", "netintel", "report", *cases, "-o", tmp_path / "out", "--jobs", "2"]
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a shell has what it starts with & ignore it
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes, text=True, preexec_fn=heard) as batch:
        assert batch.stderr is not None
        workers = [int(batch.stderr.readline().rpartition(" ")[2]) for _ in range(2)]
        batch.send_signal(signal.SIGINT)
        assert batch.wait(30) == 130
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)
    assert not (tmp_path / "out" / "summary.json").exists()


def test_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "page.csv").write_text("<!doctype html><html></html>")
    assert main(["report", str(tmp_path / "page.csv"), "-o", str(tmp_path / "out"), "--json"]) == 4
    told = json.loads(capsys.readouterr().out)
    assert (told["status"], told["cases"][0]["status"]) == ("rejected", "rejected")


def test_a_case_that_is_not_there_fails_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(tmp_path / "absent"), "-o", str(tmp_path / "out"), "--json"]) == 4
    failed = json.loads(capsys.readouterr().out)["cases"][0]
    assert failed["status"] == "failed"
    assert failed["reason"] == "no file or folder at 'absent'"


@pytest.mark.parametrize("jobs", ["0", "two"])
def test_jobs_are_one_or_more(jobs: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["report", str(tmp_path), "-o", str(tmp_path / "out"), "--jobs", jobs])
    assert stopped.value.code == 2
