"""The sample case harbour: repeatable, read as it says, and its planted routes and hotspots found again."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import netintel as ni
from netintel.model.results import Result, Routes

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples"
HARBOUR = SAMPLES / "harbour"


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLES / "harbour.truth.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def graph() -> ni.EntityGraph:
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return ni.load(HARBOUR)


@pytest.fixture(scope="module")
def found(graph: ni.EntityGraph) -> Routes:
    return ni.analysis.routes(graph)


@pytest.fixture(scope="module")
def spots(graph: ni.EntityGraph) -> Result:
    return ni.analysis.hotspots(graph)


def test_the_default_seed_gives_the_committed_folder_byte_for_byte(tmp_path: Path) -> None:
    command = [sys.executable, str(SAMPLES / "make_harbour.py"), "--out", str(tmp_path / "harbour")]
    subprocess.run(command, check=True)
    made = {path.name: path.read_bytes() for path in (tmp_path / "harbour").iterdir()}
    kept = {path.name: path.read_bytes() for path in HARBOUR.iterdir()}
    assert sorted(made) == sorted(kept)
    assert [name for name in kept if made[name] != kept[name]] == []
    assert (tmp_path / "harbour.truth.json").read_bytes() == (SAMPLES / "harbour.truth.json").read_bytes()


def test_the_generator_imports_nothing_of_netintel() -> None:
    code = "import sys; sys.path.insert(0, sys.argv[1]); import make_harbour; print('netintel' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, str(SAMPLES)], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"


def test_every_file_is_read_as_the_truth_expects(graph: ni.EntityGraph, truth: dict[str, Any]) -> None:
    received = graph.received.set_index("file")
    counts = received[["read", "quarantined", "duplicates"]].to_dict("index")
    assert counts == truth["expected"]
    assert set(graph.issues["code"]) == {"missing_key", "small_counts_left_out"}


def test_the_case_is_small_and_lies_in_ten_countries(graph: ni.EntityGraph, truth: dict[str, Any]) -> None:
    assert len(truth["persons"]) < 200
    placed = graph.entities[graph.entities["lat"].notna()]
    assert len({country for countries in placed["countries"] for country in countries}) == 10


def test_the_planted_routes_are_found_with_their_victims(found: Routes, truth: dict[str, Any]) -> None:
    table = found.table()
    victims = table[table["n_victims"].notna() & ~table["proxy"]].set_index("route")["n_victims"].to_dict()
    assert victims == {route: n for route, n in truth["routes"].items() if n >= 5}


def test_proxies_and_flows_are_marked(found: Routes, truth: dict[str, Any]) -> None:
    table = found.table()
    persons = table[table["proxy"] & ~table["aggregate"] & table["n_victims"].notna()]
    assert persons.set_index("route")["n_victims"].to_dict() == truth["proxy_routes"]
    flows = table[table["aggregate"]]
    assert flows.set_index("route")["n_victims"].to_dict() == truth["flows"]
    assert flows["proxy"].all()
    assert "origin: citizenship; destination: place of identification" in found.explain("NG > AT")


def test_the_route_of_three_victims_is_in_no_number(found: Routes, truth: dict[str, Any]) -> None:
    for route in truth["withheld_routes"]:
        assert route not in set(found.table()["route"])
    assert found.summary["n_withheld"] == len(truth["withheld_routes"])
    assert "TR" not in set(found.table()["origin"])


def test_internal_and_return_routes_are_told_apart(found: Routes) -> None:
    table = found.table().set_index("route")
    assert table.loc["RO > RO", "kind"] == "internal"
    back = table.loc["MD > RO > HU > AT > DE > MD"]
    assert (back["kind"], back["destination"], back["transit"]) == ("return", "DE", ("RO", "HU", "AT"))


def test_one_driver_of_two_exports_is_one_person_once_merged(graph: ni.EntityGraph, found: Routes) -> None:
    merged = ni.resolve.merge(graph, ni.resolve.match(graph).above(0.95))
    by_land = ni.analysis.routes(merged).table().set_index("route").loc["RO > HU > AT > DE"]
    assert by_land["n_originators"] == 2 and by_land["attested"] > 0
    assert found.table().set_index("route").loc["RO > HU > AT > DE", "n_originators"] == 1


def test_the_planted_hotspots_are_found_with_their_victims(spots: Result, truth: dict[str, Any]) -> None:
    table = spots.table()
    withheld = sum(truth["routes"][way] for way in truth["withheld_routes"])  # all through Apulia
    for name, spot in truth["hotspots"].items():
        told = spot["victims"] - (withheld if name in ("Foggia", "Bari") else 0)
        near = table[(abs(table["lat"] - spot["lat"]) < 0.2) & (abs(table["lon"] - spot["lon"]) < 0.25)]
        assert near["n_victims"].tolist() == [told], name
    assert table["n_victims"].dropna().ge(5).all()
    assert spots.summary["n_withheld"] == 1  # Izmir, where three were recruited


def test_no_id_of_a_victim_is_in_what_is_said(graph: ni.EntityGraph, found: Routes, spots: Result) -> None:
    victims = graph.entities.index[graph.entities["category"] == "victim"]
    native = graph.origins.set_index("entity").loc[victims, "native_id"]
    for result in (found, spots):
        said = result.table().to_csv() + "".join(result.explain(i) for i in range(len(result.table())))
        said += repr(result.summary) + repr(result.caveats) + result._repr_html_()
        assert not [name for name in (*victims, *native) if str(name) in said]


def test_dates_of_victims_are_told_by_the_month(found: Routes, spots: Result) -> None:
    for table in (found.table(), spots.table()):
        rows = table[table["n_victims"].notna()]
        days = pd.concat([rows["first"], rows["last"]]).dropna()
        assert len(days) and days.str.len().le(7).all()
