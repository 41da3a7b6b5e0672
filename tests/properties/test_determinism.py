"""Two partners with the same exports get the same digest and the same findings, whatever their machines are like."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LANTERN = Path(__file__).parents[2] / "data" / "samples" / "lantern"

SCRIPT = """
import json, sys
import netintel as ni
graph = ni.load(sys.argv[1], progress=lambda line: None)
graph = ni.resolve.merge(graph, ni.resolve.match(graph).above(0.95))
brokers = ni.analysis.brokers(graph, resamples=20)
corridors = ni.analysis.corridors(graph, rewires=50)
blocs = ni.analysis.jurisdiction_clusters(graph, bootstraps=10)
native = graph.origins.drop_duplicates("entity").set_index("entity")["native_id"]
table = brokers.table()
print(json.dumps({
    "digest": graph.digest,
    "brokers": [[float(a), int(b), int(c)] for a, b, c in zip(table.score, table.rank_low, table.rank_high)],
    "corridors": corridors.table()[["source_country", "target_country", "observed", "expected"]].to_csv(),
    "blocs": blocs.table().to_csv(),
}))
"""


def findings(folder: Path, **environment: str) -> dict[str, object]:
    env = {**os.environ, **environment}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder)], env=env, capture_output=True, text=True, check=True
    )
    answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return answer


@pytest.mark.slow
def test_same_exports_same_digest_and_findings(tmp_path: Path) -> None:
    """Another locale, zone and hash seed change nothing."""
    here = findings(LANTERN, PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8")
    there = findings(LANTERN, PYTHONHASHSEED="77", TZ="Asia/Tokyo", LC_ALL="POSIX")
    assert here == there


def test_another_key_gives_other_ids_and_the_same_findings() -> None:
    """Random draws go by export and native id, never by opaque ids."""
    import dataclasses

    import netintel as ni

    graph = ni.load(LANTERN, progress=lambda _line: None)
    other = ni.EntityGraph(graph.tables, dataclasses.replace(graph.case, id_key="another"))
    assert not set(graph.entities.index) & set(other.entities.index)
    columns = ["score", "rank", "rank_low", "rank_high", "p_top"]
    here, there = (ni.analysis.brokers(g, resamples=20).table()[columns].to_numpy().tolist() for g in (graph, other))
    assert sorted(here) == sorted(there)
    blocs, others = (ni.analysis.jurisdiction_clusters(g, bootstraps=10).table() for g in (graph, other))
    assert blocs.equals(others)


def test_file_names_and_order_of_loading_do_not_change_the_digest(tmp_path: Path) -> None:
    """The same bytes under names that sort the other way round are the same evidence."""
    import netintel as ni

    case = (LANTERN / "case.toml").read_text("utf-8")
    names = [p.name for p in sorted(LANTERN.iterdir()) if p.name != "case.toml" and ".mapping." not in p.name]
    for position, name in enumerate(names):
        new = f"{len(names) - position:02d}_{name}"
        shutil.copy(LANTERN / name, tmp_path / new)
        mapping = LANTERN / f"{name}.mapping.yml"
        if mapping.exists():
            shutil.copy(mapping, tmp_path / f"{new}.mapping.yml")
        case = case.replace(f'"{name}"', f'"{new}"')
    (tmp_path / "case.toml").write_text(case, "utf-8")
    first = ni.load(LANTERN, progress=lambda _line: None)
    other = ni.load(tmp_path, progress=lambda _line: None)
    assert first.digest == other.digest
