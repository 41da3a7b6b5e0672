"""A network given as tables, as a networkx graph or as an igraph graph is the same simple graph."""

from __future__ import annotations

import igraph
import networkx
import pandas as pd
import pytest

import netintel as ni
from netintel.errors import NetworkError, StaleResultError
from netintel.model.results import Scores

EDGES = pd.DataFrame(
    {"source": ["a", "b", "a", "c", "c"], "target": ["b", "a", "c", "c", "d"], "weight": [1, 2, 1, 9, 1]}
)
NODES = pd.DataFrame({"id": ["a", "b", "b", "c"], "jurisdiction": ["RO", "RO", "MD", None]})


def test_parallel_ties_are_summed_and_loops_removed() -> None:
    network = ni.Network.from_edgelist(EDGES, NODES, directed=False)
    assert network.ties[["source", "target", "weight"]].to_numpy().tolist() == [
        ["a", "b", 3],
        ["a", "c", 1],
        ["c", "d", 1],
    ]
    assert "1 loops removed, 1 parallel ties merged" in network.recipe[-1]
    directed = ni.Network.from_edgelist(EDGES, NODES, directed=True)
    assert directed.n_ties == 4


def test_a_repeated_node_is_another_membership_and_missing_is_unknown() -> None:
    network = ni.Network.from_edgelist(EDGES, NODES, directed=False)
    assert dict(zip(network.labels, network.countries, strict=True)) == {
        "a": ("RO",),
        "b": ("MD", "RO"),
        "c": (),
        "d": (),
    }
    assert network.shares.sum(axis=1).tolist() == [1, 1, 0, 0]
    half = pd.DataFrame({"id": ["a", "a"], "jurisdiction": ["RO", None]})
    assert ni.Network.from_edgelist(EDGES, half, directed=False).shares.sum() == 0.5


def test_only_known_and_disjoint_ends_cross_a_border() -> None:
    nodes = pd.DataFrame({"id": ["a", "b", "b", "c", "d"], "jurisdiction": ["RO", "RO", "MD", "DE", None]})
    network = ni.Network.from_edgelist(EDGES, nodes, directed=False)
    assert network.ties.loc[network.crossing(), ["source", "target"]].to_numpy().tolist() == [["a", "c"]]


def test_independent_parallel_ties_make_each_other_more_certain() -> None:
    edges = pd.DataFrame({"source": ["a", "b"], "target": ["b", "a"], "drop": [0.5, 0.2]})
    assert ni.Network.from_edgelist(edges, directed=False).drop.round(9).tolist() == [0.1]


def test_constructors_agree() -> None:
    table = ni.Network.from_edgelist(EDGES, NODES, directed=False)
    graph = networkx.Graph()
    graph.add_nodes_from([("a", {"jurisdiction": "RO"}), ("b", {"jurisdiction": ["RO", "MD"]}), ("c", {}), ("d", {})])
    graph.add_weighted_edges_from([("a", "b", 3), ("a", "c", 1), ("c", "d", 1)])
    of_networkx = ni.Network.from_networkx(graph)
    other = igraph.Graph(n=4, edges=[(0, 1), (0, 2), (2, 3)])
    other.vs["name"], other.es["weight"] = ["a", "b", "c", "d"], [3.0, 1.0, 1.0]
    other.vs["jurisdiction"] = ["RO", ("RO", "MD"), None, None]
    of_igraph = ni.Network.from_igraph(other)
    for network in (of_networkx, of_igraph):
        assert network.countries == table.countries
        assert network.ties[["source", "target", "weight"]].equals(table.ties[["source", "target", "weight"]])


def test_a_network_goes_out_as_it_came_in() -> None:
    network = ni.Network.from_edgelist(EDGES, NODES, directed=True)
    back = ni.Network.from_networkx(network.to_networkx(), jurisdiction="countries")
    assert back.countries == network.countries and back.n_ties == network.n_ties
    assert network.to_igraph().is_directed() and network.to_igraph().vs["name"] == ["a", "b", "c", "d"]


def test_labels_may_be_numbers() -> None:
    network = ni.Network.from_edgelist(pd.DataFrame({"source": [1, 2], "target": [2, 3]}), directed=False)
    assert list(network.labels) == [1, 2, 3]


@pytest.mark.parametrize(
    ("edges", "nodes", "told"),
    [
        (EDGES.drop(columns="target"), None, "edges: column 'target' is missing"),
        (EDGES, NODES.drop(columns="id"), "nodes: column 'id' is missing"),
        (EDGES.assign(source=None), None, "an end is missing"),
        (EDGES, NODES.assign(share=0.7), "add up to more than 1"),
    ],
)
def test_what_is_wrong_with_the_tables_is_said(edges: pd.DataFrame, nodes: pd.DataFrame | None, told: str) -> None:
    with pytest.raises(NetworkError, match=told):
        ni.Network.from_edgelist(edges, nodes, directed=False)


def test_a_result_tells_how_it_was_made_and_escapes_what_it_shows() -> None:
    rows = pd.DataFrame({"score": [1.0]}, index=pd.Index(["<b>x</b>"], name="node"))
    result = Scores("brokers", rows, "boundary", {}, 0, "gould1989", "nationality", (), "abc", ("a <lead>",))
    assert "brokers: 1 rows by boundary, group nationality" in repr(result)
    assert "<b>x</b>" not in result._repr_html_() and "&lt;lead&gt;" in result._repr_html_()
    assert "score 1.0" in result.explain("<b>x</b>")
    with pytest.raises(StaleResultError, match="brokers was computed on graph abc"):
        result.require("def")
