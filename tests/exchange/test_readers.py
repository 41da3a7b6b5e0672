"""Others accept what is written: independent readers, safe cells, no trace of who wrote it, the same bytes twice."""

from __future__ import annotations

import getpass
import json
import socket
import stat
from pathlib import Path

import pytest

import netintel as ni
from netintel import exchange
from netintel.errors import ExchangeError

LANTERN = Path(__file__).parents[2] / "data" / "samples" / "lantern"


def quiet(_: str) -> None:
    """Swallow the line a file."""


@pytest.fixture(scope="module")
def graph() -> ni.EntityGraph:
    return ni.load(LANTERN, progress=quiet)


def test_stix2_parses_the_bundle_with_tlp_2(graph: ni.EntityGraph, tmp_path: Path) -> None:
    stix2 = pytest.importorskip("stix2")
    exchange.write(graph, tmp_path / "a.json", format="stix")
    bundle = stix2.parse((tmp_path / "a.json").read_text("utf-8"), allow_custom=True)
    types = [thing["type"] for thing in bundle["objects"]]
    assert types.count("relationship") + types.count("sighting") == len(graph.links)
    assert any(thing.get("name") == "TLP:AMBER" for thing in bundle["objects"] if thing["type"] == "marking-definition")


def test_pymisp_loads_the_event(graph: ni.EntityGraph, tmp_path: Path) -> None:
    pymisp = pytest.importorskip("pymisp")
    exchange.write(graph, tmp_path / "a.json", format="misp")
    event = pymisp.MISPEvent()
    event.load_file(str(tmp_path / "a.json"))
    assert sum(len(obj.references) for obj in event.objects) == len(graph.links)


def test_networkx_and_igraph_read_the_graph(graph: ni.EntityGraph, tmp_path: Path) -> None:
    import igraph
    import networkx

    path = tmp_path / "a.graphml"
    exchange.write(graph, path, format="graphml")
    for found in (networkx.read_graphml(path).order(), igraph.Graph.Read_GraphML(str(path)).vcount()):
        assert found == len(graph.entities)
    read = networkx.read_graphml(path, force_multigraph=True)
    assert read.size() == len(graph.links)
    assert {data["name"] for _, data in read.nodes(data=True) if "name" in data} == set(graph.entities["name"].dropna())


def test_pandas_and_openpyxl_read_the_tables(graph: ni.EntityGraph, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    import pandas as pd

    exchange.write(graph, tmp_path / "t", format="csv")
    exchange.write(graph, tmp_path / "a.xlsx", format="xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    for name, table in (("entities", graph.entities), ("links", graph.links), ("claims", graph.claims)):
        assert len(pd.read_csv(tmp_path / "t" / f"{name}.csv", dtype=str)) == len(table)
        assert book[name].max_row == len(table) + 1
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert not book.properties.creator


def test_geopandas_reads_the_points(graph: ni.EntityGraph, tmp_path: Path) -> None:
    import geopandas

    report = exchange.write(graph, tmp_path / "a.parquet", format="geoparquet")
    points = geopandas.read_parquet(tmp_path / "a.parquet")
    placed = int(graph.entities["lat"].notna().sum())
    assert len(points) == placed and points.crs.to_epsg() == 4326
    lost = report.table().set_index("what")["count"]
    assert lost["entities"] == len(graph.entities) - placed and lost["links"] == len(graph.links)


@pytest.mark.parametrize("format", sorted(exchange.formats()))
def test_same_bytes_twice_private_and_of_nobody(graph: ni.EntityGraph, format: str, tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        exchange.write(graph, folder / "out.csv", format=format)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        written.append({path.relative_to(folder): path.read_bytes() for path in files})
        assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files)
        assert not list(folder.rglob(".*"))
    assert written[0] == written[1]
    told = b"".join(written[0].values())
    assert str(tmp_path).encode() not in told
    assert len(socket.gethostname()) < 6 or socket.gethostname().encode() not in told
    assert getpass.getuser() == "root" or getpass.getuser().encode() not in told


def test_a_cell_that_would_be_a_formula_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.ftm.json").write_text(
        json.dumps({"id": "=p", "schema": "Person", "properties": {"name": ["=cmd|'/C calc'!A0"]}}) + "\n"
    )
    graph = ni.load(tmp_path / "a.ftm.json", progress=quiet)
    for format in ("csv", "neo4j", "i2"):
        exchange.write(graph, tmp_path / format, format=format)
        files = [tmp_path / format] if format == "i2" else sorted((tmp_path / format).glob("*.csv"))
        for path in files:
            cells = [cell for line in path.read_text("utf-8").splitlines() for cell in line.split(",")]
            assert not any(cell.strip('"').startswith(("=", "+", "-", "@")) for cell in cells), path.name
    back = ni.load(tmp_path / "csv", progress=quiet)
    assert "=cmd|'/C calc'!A0" in set(back.entities["name"])


def test_nothing_lost_is_an_empty_table(graph: ni.EntityGraph) -> None:
    report = exchange.LossReport("csv", "tables", 1, 0, 2)
    assert report.table().empty and "nothing" in repr(report) and "Nothing was lost" in report._repr_html_()


def test_an_unknown_format_and_a_folder_that_exists_are_told(graph: ni.EntityGraph, tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match="no format is called 'docx'"):
        exchange.write(graph, tmp_path / "a", format="docx")
    with pytest.raises(ExchangeError, match="exists already"):
        exchange.write(graph, tmp_path, format="csv")
    assert list(tmp_path.iterdir()) == []


def test_the_shell_writes_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from netintel.cli import main

    assert main(["export", str(LANTERN), "--format", "ftm", "-o", str(tmp_path / "a.ftm.json"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["links"] > 0
