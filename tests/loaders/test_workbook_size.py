"""Workbooks that are small as files and huge in memory are refused before they are opened."""

from __future__ import annotations

import base64
import random
from pathlib import Path

import pytest

import netintel as ni


def test_one_long_text_in_many_cells_is_refused(tmp_path: Path) -> None:
    """A megabyte that does not compress, named by 6,000 cells, is 6 GB in memory and one megabyte on disk."""
    from xlsxwriter import Workbook

    text = base64.b64encode(random.Random(7).randbytes(23_000)).decode()
    with Workbook(tmp_path / "bomb.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "name"])
        for row in range(1, 50_000):
            sheet.write_row(row, 0, [text, text])
    assert (tmp_path / "bomb.xlsx").stat().st_size < 2_000_000
    issue = ni.load(tmp_path, progress=lambda _line: None).issues.iloc[0]
    assert (issue["code"], issue["severity"]) == ("sheet_too_large", "reject")
    assert "limit" in issue["message"]


@pytest.mark.parametrize("cells", [["a", "a", "long " * 50], ["", "<b>&</b>", "Ж"]])
def test_texts_that_repeat_and_fit_are_read(tmp_path: Path, cells: list[str]) -> None:
    from xlsxwriter import Workbook

    with Workbook(tmp_path / "t.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "name", "alias", "note"])
        for row in range(1, 20):
            sheet.write_row(row, 0, [str(row), *cells])
    graph = ni.load(tmp_path, progress=lambda _line: None)
    assert graph.received.iloc[0]["accepted"] == 19
    assert (graph.claims["value"] == cells[1]).sum() >= 19


def test_a_workbook_with_bytes_cut_out_is_refused_in_words(tmp_path: Path) -> None:
    whole = (Path(__file__).parents[2] / "data" / "samples" / "formats" / "table" / "ok_calls.xlsx").read_bytes()
    for at in range(30, len(whole), len(whole) // 40):
        (tmp_path / "t.xlsx").write_bytes(whole[:at] + whole[at + 38 :])
        issues = ni.load(tmp_path / "t.xlsx", progress=lambda _line: None).issues
        assert issues["severity"].eq("reject").any() and "loader_failed" not in set(issues["code"]), at
