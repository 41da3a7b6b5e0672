"""The benchmark of who is who runs for the peers that the development environment holds, and says what it left out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
FAKE = ROOT / ".." / "shared" / "data" / "er" / "fake_1000_from_splink_demos.csv"


def printed(*arguments: str) -> str:
    command = [sys.executable, "-m", "benchmarks.who_is_who", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def rows(markdown: str) -> dict[str, dict[str, Any]]:
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in markdown.splitlines() if "|" in line]
    head, _, *body = lines
    return {line[0]: dict(zip(head, line, strict=True)) for line in body}


@pytest.mark.slow
def test_every_method_gets_its_row_on_fake_1000() -> None:
    if not FAKE.exists():
        pytest.skip("shared data absent: er/fake_1000_from_splink_demos.csv")
    told = printed("--only", "fake_1000", "--methods", "ours,exact_join,token_sort,splink_tutorial")
    table = rows(told)
    assert "1,000 records" in told and "Left out" not in told
    assert float(table["exact join"]["P"]) == 1
    assert float(table["splink, tutorial settings"]["F1"]) > float(table["exact join"]["F1"]) > 0.5
    for name, row in table.items():
        assert 0 <= float(row["B³ F1"]) <= 1
        if name.endswith("picked on the truth"):
            assert float(row["F1"]) >= float(table[name.removesuffix(", best picked on the truth")]["F1"])
        else:
            assert float(row["peak MB"]) > 50 and float(row["CPU s"]) >= 0


def test_the_sample_case_needs_nothing_from_outside() -> None:
    table = rows(printed("--only", "lantern", "--methods", "exact_join,token_sort"))
    assert float(table["exact join"]["F1"]) > float(table["rapidfuzz token_sort, raw blocking"]["F1"])


def test_what_is_not_here_is_said() -> None:
    told = printed("--only", "lantern", "--methods", "exact_join,no_such_method")
    assert "Left out: no_such_method: failed: ModuleNotFoundError" in told


def test_candidates_share_a_raw_value_and_crowds_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.who_is_who_peers._candidates import sharing, words

    phones = pd.Series(["1", "1", None, "2", "2", "2"])
    names = words(pd.Series(["Ana POP", "Pop, Ana", "Ion", None, "ion ion", "x"]))
    pairs = sharing([phones, names], crowd=2)
    assert pairs.to_numpy().tolist() == [[0, 1], [2, 4]]
