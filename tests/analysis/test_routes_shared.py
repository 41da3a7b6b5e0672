"""Routes and hotspots of real exports, which lie beside the checkout where they are at hand."""

from __future__ import annotations

import csv
import io
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

import netintel as ni
from netintel.vocab import countries

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"

INTERPOL = """version: 1
table: {encoding: utf-8, delimiter: ","}
entities:
  person:
    kind: Person
    key: [id]
    properties:
      nationality: {column: Nationality, split: ", "}
      wanted_by: {column: Wanted by, split: ", "}
"""


def read(path: Path, mapping: Path | None = None) -> ni.EntityGraph:
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return ni.load(path, mapping=mapping)


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"shared data absent: {name}")
    return path


def test_wanted_persons_give_proxies_from_nationality_to_the_country_that_wants_them(tmp_path: Path) -> None:
    path = shared("interpol/infra_red_pseudonymised_a.csv")
    (tmp_path / "mapping.yml").write_text(INTERPOL)
    found = ni.analysis.routes(read(path, tmp_path / "mapping.yml")).table()
    with path.open(encoding="utf-8-sig", newline="") as rows:
        said = [(row["Nationality"].split(", "), row["Wanted by"].split(", ")) for row in csv.DictReader(rows)]
    codes = [
        ({countries.lookup(n) for n in home} - {None}, {countries.lookup(w) for w in by} - {None}) for home, by in said
    ]
    pairs = [(*home, *by) for home, by in codes if len(home) == len(by) == 1]
    expected = Counter(f"{home} > {by}" for home, by in pairs if home != by)
    assert len(expected) > 5
    assert found.set_index("route")["n_persons"].to_dict() == dict(expected)
    assert found["proxy"].all() and found["n_victims"].isna().all()


@pytest.mark.parametrize("name", ["case/location.json", "stix/geography.json", "cdr/vast2008_cdr.csv"])
def test_places_at_which_nothing_is_recorded_and_cells_without_a_point_are_no_hotspots(name: str) -> None:
    graph = read(shared(name))
    found = ni.analysis.hotspots(graph)
    assert found.table().empty and "No hotspots" in found.caveats[0]
    assert ni.analysis.routes(graph).table().empty
