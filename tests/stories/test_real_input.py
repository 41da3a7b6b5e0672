"""Files that others wrote, from load to report, beside counts made by a few lines of other code.

The files lie beside the checkout; without them these tests are skipped in words.
"""

from __future__ import annotations

import csv
import gzip
import json
import shutil
from collections import Counter
from pathlib import Path

import networkx
import pytest

import netintel as ni

DATA = Path(__file__).parents[2] / ".." / "shared" / "data"
FINCEN_MAPPING = Path(__file__).parents[1] / "samples" / "fincen.mapping.yml"
NO_MAP = "No map: no jurisdiction is known in this case"


def shared(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"shared data absent: {name} is not beside the checkout")
    return path


def load(path: Path, mapping: Path | None = None) -> ni.EntityGraph:
    graph = ni.load(path, mapping=mapping, progress=lambda _line: None)
    received = graph.received
    assert (received["read"] == received["accepted"] + received["quarantined"] + received["duplicates"]).all()
    return graph


def report(graph: ni.EntityGraph, tmp_path: Path) -> str:
    return Path(ni.report.write(graph, tmp_path / "report.html")).read_text("utf-8")


def test_threat_actors_and_the_countries_they_target(tmp_path: Path) -> None:
    path = shared("misp/galaxy/threat-actor.json")
    values = json.loads(path.read_text("utf-8"))["values"]
    said = [v["meta"]["country"] for v in values if "country" in v.get("meta", {})]
    assert (len(values), len(said), len([c for c in said if c]), len({c for c in said if c})) == (1041, 477, 476, 35)
    graph = load(path)
    assert graph.received["read"].item() == 1041
    groups = graph.entities[graph.entities["kind"] == "Group"]
    assert int((groups["countries"].map(len) > 0).sum()) == 476
    assert {code for codes in groups["countries"] for code in codes} == {c.upper() for c in said if c}
    names = {n for v in values for n in v.get("meta", {}).get("cfr-suspected-victims", [])}
    assert len(names) == 167
    kinds = graph.entities.set_index("name")["kind"].to_dict()
    for name, kind in {"Middle East": "Region", "Bangladesh Bank": "Organization", "Viet Nam": "Country"}.items():
        assert name not in names or kinds[name] == kind
    assert sum(kinds.get(name) == "Country" for name in names) > 100
    corridors = ni.analysis.corridors(graph)
    assert corridors.parameters["directed"] and len(corridors.table()) > 100
    page = report(graph, tmp_path)
    assert NO_MAP not in page and "1041" in page


def test_attack_bundle(tmp_path: Path) -> None:
    path = shared("stix/mitre-enterprise-attack-stix20.json.gz")
    objects = json.loads(gzip.decompress(path.read_bytes()))["objects"]
    types = Counter(o["type"] for o in objects)
    graph = load(path)
    assert graph.received["read"].item() == len(objects) == 24_771
    assert len(graph.entities) == len(objects) - types["relationship"]
    assert (graph.links["kind"] != "Reference").sum() == types["relationship"]
    assert NO_MAP in report(graph, tmp_path)


def test_geography_has_one_missing_id_named_539_times() -> None:
    path = shared("stix/geography.json")
    bundle = json.loads(path.read_text("utf-8"))["objects"]
    known = {o["id"] for o in bundle}
    refs = [
        r
        for o in bundle
        for k, v in o.items()
        if k.endswith(("_ref", "_refs"))
        for r in ([v] if isinstance(v, str) else v)
    ]
    lost = Counter(r for r in refs if r not in known)
    assert list(lost.values()) == [539]
    graph = load(path)
    assert (graph.entities["kind"] == "Unknown").sum() == 1
    told = graph.issues.loc[graph.issues["code"] == "dangling_reference", "message"].tolist()
    assert len(told) == 1 and "named 539 times" in told[0]
    assert (graph.entities["kind"] == "Country").sum() == 250 == graph.jurisdictions["country"].nunique()


def test_a_sanctions_graph_around_one_company(tmp_path: Path) -> None:
    path = shared("ftm/zala.entities.ftm.json")
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    edges = {
        "Ownership",
        "Family",
        "Directorship",
        "UnknownLink",
        "Associate",
        "Membership",
        "Representation",
        "Employment",
    }
    graph = load(path)
    assert graph.received["read"].item() == len(lines) == 91
    described = graph.entities[graph.entities["kind"] != "Unknown"]
    assert len(described) == sum(line["schema"] not in edges for line in lines)
    assert len(report(graph, tmp_path)) > 1_000_000


def test_flagged_transfers_between_banks(tmp_path: Path) -> None:
    path = shared("fincen/download_transactions_map.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    crossing = sum(r["originator_iso"] != r["beneficiary_iso"] for r in rows)
    countries = {r[side] for r in rows for side in ("originator_iso", "beneficiary_iso")}
    assert (len(rows), crossing, len(countries)) == (4507, 4184, 129)
    graph = load(path, FINCEN_MAPPING)
    home = graph.entities["countries"]
    links = graph.links
    pairs = zip(links["source"].map(home), links["target"].map(home), strict=True)
    assert sum(a != b for a, b in pairs) == 4184
    assert graph.jurisdictions["country"].nunique() == 129
    page = report(graph, tmp_path)
    first = ni.analysis.corridors(graph).table().iloc[0]
    assert f"{first['observed']:.0f} ties" in page and NO_MAP not in page


def test_wiretaps_without_countries_get_betweenness_and_no_map(tmp_path: Path) -> None:
    path = shared("covert/morselli_caviar.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    labels = table[0][1:]
    judge = networkx.DiGraph()
    judge.add_nodes_from(labels)
    judge.add_edges_from((r[0], labels[i]) for r in table[1:] for i, cell in enumerate(r[1:]) if float(cell or 0))
    graph = load(path)
    assert (len(graph.entities), len(graph.links), judge.number_of_edges()) == (110, 295, 295)
    result = ni.analysis.brokers(graph, method="betweenness").table().set_index("name")["score"]
    expected = networkx.betweenness_centrality(judge, normalized=False)
    assert {n: round(s, 6) for n, s in result.items()} == {n: round(s, 6) for n, s in expected.items()}
    assert NO_MAP in report(graph, tmp_path)


def test_a_gang_with_birthplaces_as_groups(tmp_path: Path) -> None:
    for name in ("LONDON_GANG.csv", "LONDON_GANG_ATTR.csv"):
        shutil.copy(shared(f"covert/{name}"), tmp_path / name)
    mapping = (
        "version: 1\nentities: {actor: {kind: Person, key: [''], properties: {birthplace: {column: Birthplace}}}}\n"
    )
    (tmp_path / "LONDON_GANG_ATTR.csv.mapping.yml").write_text(mapping, "utf-8")
    graph = load(tmp_path)
    assert (len(graph.entities), len(graph.links)) == (54, 315)
    network = ni.analysis.actors(graph, jurisdiction=["birthplace"])
    assert network.jurisdictions == ("1", "2", "3", "4") and network.group == "birthplace"
    with (tmp_path / "LONDON_GANG_ATTR.csv").open(encoding="utf-8-sig", newline="") as file:
        born = {row[""]: row["Birthplace"] for row in csv.DictReader(file)}
    names = graph.entities["name"]
    ends = [
        (born[names[a]], born[names[b]]) for a, b in zip(network.ties["source"], network.ties["target"], strict=True)
    ]
    assert len(ni.analysis.cross_border(network).table()) == sum(a != b for a, b in ends)
    assert NO_MAP in report(graph, tmp_path)
