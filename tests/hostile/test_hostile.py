"""Every file of the corpus ends as the manifest says, in words, without running anything and without a trace left.

The files stand in `files/`; `make_hostile.py` writes them. A file in a folder is loaded with what else is in it.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest

import netintel as ni

HERE = Path(__file__).parent
FILES = HERE / "files"
with (HERE / "manifest.csv").open(encoding="utf-8", newline="") as table:
    MANIFEST = list(csv.DictReader(table))
JUDGED = [row for row in MANIFEST if row["outcome"] != "beside"]
MARKER = "NETINTEL_MARKER"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def load(row: dict[str, str]) -> ni.EntityGraph:
    file = row["file"]
    return ni.load(FILES / file.split("/")[0] if "/" in file else FILES / file, progress=lambda _line: None)


def outcome(graph: ni.EntityGraph) -> str:
    severities = set(graph.issues["severity"])
    if not graph.received["accepted"].sum() and severities & {"quarantine", "reject"}:
        return "reject"
    if severities & {"quarantine", "reject"}:
        return "partial"
    return "accept_warn" if "warning" in severities else "accept"


@pytest.mark.timeout(60)
@pytest.mark.parametrize("row", JUDGED, ids=lambda row: row["file"])
def test_a_file_ends_as_the_manifest_says(row: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    graph = load(row)
    issues = graph.issues
    assert "loader_failed" not in set(issues["code"]), "a fault of netintel, not of the file"
    assert not (tmp_path / MARKER).exists(), "something of the file was run"
    assert not (HERE / "evil.csv").exists()
    found = outcome(graph)
    if row["outcome"] == "accept" and found == "accept_warn":
        found = "accept"  # more may be told than is needed
    told = issues[["severity", "code", "locator", "message"]].to_dict("records")
    assert found == row["outcome"], told
    if row["outcome"] != "reject":
        sums = graph.received[["read", "accepted", "quarantined", "duplicates"]].sum()
        assert [str(count) for count in sums] == [row[name] for name in sums.index], told
        assert set(graph.received["format"]) == {row["format"]}
    for issue in issues.to_dict("records"):
        assert len(issue["message"]) > 15, issue
        assert len(issue["hint"]) > 5, issue
        assert issue["code"] == issue["code"].lower()
        assert not re.search(r"\b[A-Z]\w+Error\b|Traceback", issue["message"]), issue
        assert not _CONTROL.search(issue["message"] + issue["hint"]), issue
    quarantined = issues[issues["severity"] == "quarantine"]
    assert quarantined["locator"].str.len().gt(0).all(), "what is set aside has a place"


def test_the_corpus_is_large_and_covers_every_loader() -> None:
    from netintel.loaders._registry import loaders

    assert len(MANIFEST) >= 150
    taken = {row["format"] for row in MANIFEST if row["outcome"].startswith("accept")}
    assert taken >= set(loaders()), "a file of every format that is taken whole"
    assert {path.relative_to(FILES).as_posix() for path in FILES.rglob("*") if path.is_file()} == {
        row["file"] for row in MANIFEST
    }


def test_the_generator_writes_what_stands_here(tmp_path: Path) -> None:
    subprocess.run([sys.executable, HERE / "make_hostile.py", tmp_path], check=True, cwd=tmp_path)
    assert (tmp_path / "manifest.csv").read_text("utf-8") == (HERE / "manifest.csv").read_text("utf-8")
    packed = (".gz", ".zip", ".xlsx", ".xlsm", ".parquet", ".bz2", ".xz", ".tar", ".rds")  # differ by library versions
    for row in MANIFEST:
        if not row["file"].endswith(packed) and row["file"] not in ("book.csv", "parquet.csv"):
            assert (tmp_path / "files" / row["file"]).read_bytes() == (FILES / row["file"]).read_bytes(), row["file"]


def test_bombs_are_done_with_soon_and_in_little_memory(tmp_path: Path) -> None:
    """Each in a process of its own, which measures itself; Python and pandas alone take some 150 MiB of it."""
    measure = (
        "import re, sys, time, netintel as ni\n"
        "begun = time.perf_counter()\n"
        "graph = ni.load(sys.argv[1], progress=lambda _line: None)\n"
        "peak = re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())\n"  # getrusage knows the parent's
        "print(time.perf_counter() - begun, int(peak[1]) / 1024)\n"
    )
    for name in (
        "bomb.csv.gz",
        "bomb.zip",
        "bomb_book.xlsx",
        "vast_dimension.xlsx",
        "bomb.parquet",
        "laughs_chart_graphml.graphml",
    ):
        command = [sys.executable, "-c", measure, str(FILES / name)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path)
        assert done.returncode == 0, f"{name}: {done.stderr}"
        seconds, mebibytes = map(float, done.stdout.split())
        assert mebibytes < 512, f"{name}: {mebibytes:.0f} MiB"
        assert seconds < 30, f"{name}: {seconds:.1f} s"  # 5 s on a quiet machine; a busy one may take longer
