"""Faults while a case is written, writers at the same time, and folders that somebody tampered with."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import netintel as ni
from netintel.errors import CaseFolderError, IntegrityError
from netintel.model.graph import EntityGraph

ROWS = "id,name,nationality\n1,Ana Pop,RO\n"


def graph_of(folder: Path, *more: str) -> EntityGraph:
    folder.mkdir(exist_ok=True)
    (folder / "a.csv").write_text(ROWS + "".join(more), "utf-8")
    return ni.load(folder, progress=lambda _line: None)


class Fault(OSError):
    """The disk failed, as the test wished."""


def failing_at(number: int, whole: dict[str, Callable[..., Any]]) -> tuple[dict[str, Callable[..., Any]], list[str]]:
    """Return functions of `os` of which the call with this number, over all of them, fails."""
    calls: list[str] = []

    def wrap(name: str) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            calls.append(name)
            if len(calls) == number:
                raise Fault(5, "no more disk")
            return whole[name](*given, **named)

        return call

    return {name: wrap(name) for name in whole}, calls


@pytest.mark.parametrize("first", [True, False], ids=["a new case", "a case that exists"])
def test_a_fault_at_any_step_leaves_the_case_before_or_after(
    tmp_path: Path, first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every fsync, rename and making of a folder fails once in turn; no half case is ever opened."""
    before, after = graph_of(tmp_path / "before"), graph_of(tmp_path / "after", "2,Ion Rusu,MD\n")
    whole = {name: getattr(os, name) for name in ("fsync", "rename", "replace", "mkdir", "chmod")}
    for number in itertools.count(1):
        case = tmp_path / f"case{number}"
        if not first:
            ni.save(before, case)
        failing, calls = failing_at(number, whole)
        with monkeypatch.context() as patched:
            for name, function in failing.items():
                patched.setattr(os, name, function)
            with contextlib.suppress(Fault):
                ni.save(after, case)
        if len(calls) < number:
            break
        if (case / "HEAD").exists():
            assert ni.open_case(case).digest in {before.digest, after.digest}, calls[-1]
        ni.save(after, case)
        assert ni.open_case(case).digest == after.digest
        assert not list(case.rglob("*.tmp"))
    assert number > 25


def test_eight_writers_at_once_leave_a_whole_case(tmp_path: Path) -> None:
    graph_of(tmp_path / "in")
    script = textwrap.dedent(
        """
        import sys, netintel as ni
        graph = ni.load(sys.argv[1], progress=lambda line: None)
        input()
        for _ in range(5):
            try:
                ni.save(graph, sys.argv[2])
            except ni.errors.CaseFolderError as error:
                assert "locked by process" in str(error)
        """
    )
    case = tmp_path / "case"
    command = [sys.executable, "-c", script, str(tmp_path / "in"), str(case)]
    writers = [subprocess.Popen(command, stdin=subprocess.PIPE, text=True) for _ in range(8)]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    assert [writer.wait(120) for writer in writers] == [0] * 8
    assert ni.open_case(case).digest == graph_of(tmp_path / "in").digest
    assert sorted(p.name for p in case.iterdir()) == ["HEAD", "ledger.jsonl", "originals", "snapshots"]


def test_what_is_written_is_for_its_owner_alone(tmp_path: Path) -> None:
    case = tmp_path / "deep" / "case"
    ni.save(graph_of(tmp_path / "in"), case)
    for path in (case, *case.rglob("*")):
        mode = path.stat().st_mode & 0o777
        assert mode == (0o700 if path.is_dir() else 0o400 if path.parent.name == "originals" else 0o600), path


@pytest.mark.parametrize("snapshot", ["..", "../..", "/etc", "", ".", "a\x00b", "deadbeef0000-deadbeef0000"])
def test_a_head_that_points_elsewhere_is_refused(tmp_path: Path, snapshot: str) -> None:
    ni.save(graph_of(tmp_path / "in"), tmp_path / "case")
    head = json.loads((tmp_path / "case" / "HEAD").read_bytes())
    (tmp_path / "case" / "HEAD").write_text(json.dumps({**head, "snapshot": snapshot}), "utf-8")
    with pytest.raises(IntegrityError):
        ni.open_case(tmp_path / "case")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"null", b'{"snapshot": 1}', b"\xff\xfe"])
def test_a_head_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    ni.save(graph_of(tmp_path / "in"), tmp_path / "case")
    (tmp_path / "case" / "HEAD").write_bytes(content)
    with pytest.raises(IntegrityError):
        ni.open_case(tmp_path / "case")


@pytest.mark.parametrize("content", [b"[]", b"{}", b"7", b"{"])
def test_a_manifest_that_is_none_is_refused_even_where_head_vouches_for_it(tmp_path: Path, content: bytes) -> None:
    case = tmp_path / "case"
    ni.save(graph_of(tmp_path / "in"), case)
    next(case.rglob("manifest.json")).write_bytes(content)
    head = json.loads((case / "HEAD").read_bytes())
    (case / "HEAD").write_text(json.dumps({**head, "manifest": hashlib.sha256(content).hexdigest()}), "utf-8")
    with pytest.raises(IntegrityError):
        ni.open_case(case)


def test_an_original_that_was_changed_is_told(tmp_path: Path) -> None:
    case = tmp_path / "case"
    ni.save(graph_of(tmp_path / "in"), case)
    original = next((case / "originals").iterdir())
    original.chmod(0o600)
    original.write_text("id,name\n1,Somebody Else\n", "utf-8")
    with pytest.raises(IntegrityError, match="changed after it was received") as told:
        ni.open_case(case)
    assert "Somebody" not in str(told.value)


def test_a_case_without_its_originals_opens(tmp_path: Path) -> None:
    case, graph = tmp_path / "case", graph_of(tmp_path / "in")
    ni.save(graph, case)
    shutil.rmtree(case / "originals")
    assert ni.open_case(case).digest == graph.digest


def test_a_lock_that_is_a_link_writes_nowhere_else(tmp_path: Path) -> None:
    case, graph = tmp_path / "case", graph_of(tmp_path / "in")
    ni.save(graph, case)
    (case / "lock").symlink_to(tmp_path / "victim")
    with pytest.raises(CaseFolderError, match="locked"):
        ni.save(graph, case)
    assert not (tmp_path / "victim").exists()
