"""GEXF: three versions, times, and files written by networkx; the primer's example."""

from __future__ import annotations

import tempfile
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "gexf"
SHARED = Path(__file__).parents[2] / ".." / "shared" / "data" / "graph"
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1)


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def counts(graph: ni.EntityGraph) -> list[int]:
    return [int(n) for n in graph.received[["read", "accepted", "quarantined", "duplicates"]].iloc[0]]


def by_native_id(graph: ni.EntityGraph) -> pd.DataFrame:
    return graph.origins.set_index("native_id")[["entity"]].join(graph.entities, on="entity")


def said(graph: ni.EntityGraph, native_id: str) -> list[tuple[str, str]]:
    origin = graph.origins.loc[graph.origins["native_id"] == native_id, "origin"].item()
    of = graph.claims[graph.claims["subject"] == origin]
    return list(zip(of["property"], of["value"], strict=True))


def ends(graph: ni.EntityGraph) -> list[tuple[str, str]]:
    names = graph.origins.set_index("entity")["native_id"]
    return [(names[a], names[b]) for a, b in zip(graph.links["source"], graph.links["target"], strict=True)]


def test_a_dynamic_graph() -> None:
    graph = load(SAMPLES / "ok_dynamic.gexf")
    assert counts(graph) == [8, 8, 0, 0]
    assert by_native_id(graph)["kind"].to_dict() == {"a": "Person", "b": "Person", "g": "Group", "c": "Person"}
    assert said(graph, "a") == [
        ("nationality", "SE"), ("alias", "Osa"), ("alias", "Assa"),
        ("residence_period", "PT: 2024-01-01/2024-06-30"), ("residence", "PT"), ("start_date", "2024-01-01"),
        ("name", "Åsa Öberg"),
    ]  # fmt: skip
    assert (graph.claims["property"] == "parent").sum() == 2, "one by place and one by pid"
    assert graph.records["handling"].dropna().tolist() == ["TLP:RED"]


def test_edges_of_a_dynamic_graph() -> None:
    links = load(SAMPLES / "ok_dynamic.gexf").links.reset_index(drop=True)
    assert links["kind"].tolist() == ["Call", "Associate", "UnknownLink", "UnknownLink"]
    assert links["directed"].tolist() == [True, False, False, True]
    assert links.loc[0, ["first", "last"]].tolist() == ["2024-01-05", "2024-02-03"], "from the first spell to the last"
    assert links.loc[3, ["first", "last"]].tolist() == ["2024-03-01", "2024-03-09"]
    assert links["weight"].isna().tolist() == [True, False, True, True], "two weights at two times are none"


def test_numbers_of_a_clock_are_no_dates() -> None:
    graph = load(SAMPLES / "ok_steps_1.2.gexf")
    assert ("start", "2009.0") in said(graph, "1")
    assert by_native_id(graph).loc["1", "kind"] == "Organization"
    link = graph.links.iloc[0]
    assert link["kind"] == "Payment", "networkx writes any attribute `type` where the direction belongs"
    assert pd.isna(link["first"])
    assert not link["directed"]


def test_slices_of_the_oldest_version() -> None:
    graph = load(SAMPLES / "ok_slices_1.1.gexf")
    assert said(graph, "1") == [("start_date", "2009-03-01"), ("end_date", "2009-03-10"), ("name", "Ana")]


def test_what_was_not_taken_is_counted() -> None:
    issues = load(SAMPLES / "ok_dynamic.gexf").issues.set_index("code")["message"]
    assert issues["drawing_ignored"].startswith("2 values")
    assert issues["meta_ignored"].startswith("2 values")


def test_faults_are_set_aside_and_a_missing_node_is_a_stub() -> None:
    graph = load(SAMPLES / "bad_edge_without_end.gexf")
    assert counts(graph) == [6, 2, 3, 1]
    assert graph.issues.loc[graph.issues["severity"] == "quarantine", "code"].tolist() == [
        "id_twice", "missing_id", "missing_end",
    ]  # fmt: skip
    assert by_native_id(graph)["kind"].to_dict() == {"a": "Person", "z": "Unknown"}


def test_a_list_is_several_values_in_both_spellings(tmp_path: Path) -> None:
    path = tmp_path / "lists.gexf"
    values = {"a": "[PT, ES]", "b": "PT|ES", "c": "[&quot;Example, Ana&quot;]"}
    nodes = "".join(
        f'<node id="{key}"><attvalues><attvalue for="{"1" if key == "c" else "0"}" value="{value}"/></attvalues></node>'
        for key, value in values.items()
    )
    path.write_text(
        '<gexf version="1.3"><graph><attributes class="node"><attribute id="0" title="nationality" type="liststring"/>'
        f'<attribute id="1" title="alias" type="liststring"/></attributes><nodes>{nodes}</nodes></graph></gexf>',
        "utf-8",
    )
    graph = load(path)
    assert graph.entities["countries"].tolist()[:2] == [("ES", "PT")] * 2
    assert ("alias", "Example, Ana") in said(graph, "c")


def test_the_example_of_the_primer() -> None:
    path = SHARED / "simple.gexf"
    if not path.exists():
        pytest.skip("shared data absent: simple.gexf is not beside the checkout")
    text = path.read_text(encoding="utf-8")
    graph = load(path)
    assert counts(graph) == [text.count("<node ") + text.count("<edge "), 3, 0, 0]
    assert graph.entities["name"].tolist() == ["Hello", "Word"]
    assert ends(graph) == [("0", "1")]
    assert graph.links["directed"].item()


def test_networkx_is_read_with_its_nodes_edges_and_attributes(tmp_path: Path) -> None:
    for kind in (nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph):
        network = kind()
        network.add_node("å", label="Åsa Öberg", kind="Person", nationality="SE", age=40, tall=1.875)
        network.add_node("и", label="Иво", kind="Company", registration="BG")
        network.add_edge("å", "и", weight=2.5, relation="Payment", amount="10.5")
        network.add_edge("и", "å", weight=1.0)
        path = tmp_path / f"{kind.__name__}.gexf"
        nx.write_gexf(network, path)
        graph = load(path)
        nodes = by_native_id(graph)
        assert counts(graph)[:3] == [len(network) + network.number_of_edges()] * 2 + [0]
        assert nodes["name"].to_dict() == {"å": "Åsa Öberg", "и": "Иво"}
        assert nodes.loc["и", ["kind", "countries"]].tolist() == ["Company", ("BG",)]
        assert {("age", "40"), ("tall", "1.875"), ("nationality", "SE")} <= set(said(graph, "å"))
        assert sorted(map(sorted, ends(graph))) == sorted(sorted(edge[:2]) for edge in network.edges)
        assert graph.links["directed"].eq(network.is_directed()).all()
        assert sorted(graph.links["weight"]) == sorted(weight for *_, weight in network.edges(data="weight"))


@given(NAMES)
def test_a_name_comes_back_code_point_for_code_point(name: str) -> None:
    network = nx.Graph()
    network.add_node("a", label=name)
    with tempfile.TemporaryDirectory() as folder:
        nx.write_gexf(network, Path(folder) / "x.gexf")
        claims = load(Path(folder) / "x.gexf").claims
    assert claims.loc[claims["property"] == "name", "value"].tolist() == [name]
