"""The account of what was read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import netintel as ni
from netintel.report.tally import tally


def test_ok_where_nothing_was_set_aside(ring: Callable[..., Path]) -> None:
    account = tally(ni.load(ring(), progress=lambda _line: None))
    assert account["status"] == "ok"
    assert account["read"] == account["accepted"] == 36 + 93
    assert json.loads(json.dumps(account)) == account


def test_partial_where_one_file_of_two_is_refused(ring: Callable[..., Path]) -> None:
    folder = ring()
    (folder / "empty.ftm.json").write_bytes(b"")
    account = tally(ni.load(folder, progress=lambda _line: None))
    assert account["status"] == "partial"
    assert [issue["file"] for issue in account["issues"] if issue["severity"] == "reject"] == ["empty.ftm.json"]


def test_rejected_where_nothing_was_taken(tmp_path: Path) -> None:
    (tmp_path / "page.csv").write_text("<!doctype html><html><body>Log in</body></html>")
    account = tally(ni.load(tmp_path, progress=lambda _line: None))
    assert (account["status"], account["read"], account["entities"]) == ("rejected", 0, 0)


def test_what_joined_is_counted_without_what_was_there(ring: Callable[..., Path], tmp_path: Path) -> None:
    before = ni.load(ring(), progress=lambda _line: None)
    later = tmp_path / "later.ftm.json"
    later.write_text('{"id": "z", "schema": "Person", "properties": {"name": ["Person z"]}}\n')
    account = tally(ni.load(later, into=before, progress=lambda _line: None), before)
    assert (account["read"], account["accepted"], len(account["received"])) == (1, 1, 1)
    assert account["entities"] == 37
