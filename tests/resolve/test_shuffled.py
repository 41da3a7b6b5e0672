"""Two partners who load the same exports in another order find the same, to the last bit."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

import netintel as ni

ROOT = Path(__file__).parents[2]


def test_scores_and_entities_do_not_depend_on_the_order_of_loading(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks import persons_planted

    persons_planted.write_exports(persons_planted.records(2_500, 13), tmp_path / "one")
    (tmp_path / "other").mkdir()
    exports = sorted((tmp_path / "one").glob("*.csv"))
    for place, export in enumerate(exports):  # the same bytes under names that sort the other way round
        renamed = tmp_path / "other" / f"{99 - place}.csv"
        shutil.copy(export, renamed)
        shutil.copy(f"{export}.mapping.yml", f"{renamed}.mapping.yml")
    shutil.copy(tmp_path / "one" / "case.toml", tmp_path / "other")

    graphs = [ni.load(tmp_path / name, progress=lambda _line: None) for name in ("one", "other")]
    assert graphs[0].origins["file"].iloc[0] != graphs[1].origins["file"].iloc[0]
    matches = [ni.resolve.match(graph) for graph in graphs]
    pd.testing.assert_frame_equal(matches[0].table(), matches[1].table(), check_exact=True)
    merged = [ni.resolve.merge(g, m.above()) for g, m in zip(graphs, matches, strict=True)]
    assert len(matches[0].above()) > 1_000
    assert merged[0].digest == merged[1].digest != graphs[0].digest
