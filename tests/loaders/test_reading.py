"""The process in which binary tables are read: what a file does to it is told in words, and it knows nothing of us."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

import netintel as ni
from netintel.errors import FileRejectedError
from netintel.loaders import _reading
from netintel.loaders._source import Source, receive
from netintel.model.limits import Limits

FORMATS = Path(__file__).parents[2] / "data" / "samples" / "formats"
PERSONS = FORMATS / "parquet" / "ok_persons.parquet"
BOOK = FORMATS / "table" / "ok_persons.xlsx"
POSIX = pytest.mark.skipif(os.name != "posix", reason="a shell script stands for the process; this is no POSIX system")


def source(path: Path, limits: Limits | None = None) -> Source:
    return receive(path, path.name, None, {}, limits or Limits())


def stand_in(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a shell script stand where Python is started."""
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(path))


@POSIX
@pytest.mark.parametrize(
    "script", ["exit 3", "kill -SEGV $$", "printf 'abc'", "printf '\\0\\0\\0\\001\\377'", "exit 0"]
)
@pytest.mark.parametrize("file", [PERSONS, BOOK], ids=["parquet", "workbook"])
def test_a_process_that_breaks_down_costs_the_file_alone(
    file: Path, script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, script, monkeypatch)
    graph = ni.load(file, progress=lambda _line: None)
    assert graph.issues["code"].tolist() == ["reader_died"]
    assert graph.received["read"].item() == 0


@POSIX
def test_it_is_given_no_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASE_PASSWORD", "not to be passed on")
    stand_in(tmp_path, f"env > '{tmp_path}/env'; exit 1", monkeypatch)
    ni.load(PERSONS, progress=lambda _line: None)
    assert "CASE_PASSWORD" not in (tmp_path / "env").read_text("utf-8")


@POSIX
def test_too_long_a_time_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, "exec sleep 60", monkeypatch)
    begun = time.perf_counter()
    with pytest.raises(FileRejectedError) as refused:
        list(_reading.frames(source(PERSONS), "parquet", seconds=1))
    assert refused.value.code == "reader_too_slow"
    assert time.perf_counter() - begun < 20


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux keeps to a limit of memory")
def test_too_much_memory_ends_it(tmp_path: Path) -> None:
    """A thousand cells of 3 MB each by number: more than the process may have, before anything is counted."""
    word = pa.DictionaryArray.from_arrays(pa.array([0] * 1000, pa.int32()), pa.array(["x" * 3_000_000]))
    parquet.write_table(pa.table({"id": word}), tmp_path / "t.parquet", compression="zstd")
    with pytest.raises(FileRejectedError) as refused:
        list(_reading.frames(source(tmp_path / "t.parquet", Limits(file_bytes=10_000_000)), "parquet"))
    assert refused.value.code == "reader_out_of_memory"


def test_it_reaches_out_for_nothing_and_writes_nothing() -> None:
    script = (
        "import socket, subprocess, sys\n"
        "from netintel.loaders import _child\n"
        "_child._confine(_child.Request('parquet', '', 1, 1, 1, 1, 4 * 1024**3, 60))\n"
        "for attempt in (lambda: socket.create_connection(('127.0.0.1', PORT)), lambda: subprocess.run(['true'])):\n"
        "    try:\n"
        "        attempt()\n"
        "    except PermissionError:\n"
        "        print('refused')\n"
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        command = [sys.executable, "-I", "-c", script.replace("PORT", port)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["refused", "refused"]


def test_it_says_titles_before_rows() -> None:
    assert [frame.what for frame in _reading.frames(source(BOOK), "sheets")] == ["head"]
    assert [frame.what for frame in _reading.frames(source(PERSONS), "parquet")][:2] == ["head", "rows"]
