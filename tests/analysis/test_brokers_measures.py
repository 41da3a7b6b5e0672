"""Betweenness, constraint, effective size and participation: published values, and networkx and igraph as judges."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netintel.analysis.brokers import brokers
from netintel.model.network import Network

COVERT = Path(__file__).parents[3] / "shared" / "data" / "covert"


def public_graph(name: str) -> nx.Graph[Any]:
    if name == "florentine":
        return nx.florentine_families_graph()
    if name == "karate":
        graph = nx.karate_club_graph()
        for _, _, data in graph.edges(data=True):
            data.clear()
        return graph
    path = COVERT / "morselli_caviar.csv"
    if not path.exists():
        pytest.skip("shared data absent: covert/morselli_caviar.csv")
    matrix = pd.read_csv(path, index_col=0, encoding="utf-8-sig").to_numpy() > 0
    graph = nx.from_numpy_array(matrix, create_using=nx.DiGraph)
    return nx.DiGraph(list(graph.edges)) if name == "caviar directed" else nx.Graph(list(graph.edges))


GRAPHS = ["florentine", "karate", "caviar", "caviar directed"]


@pytest.mark.parametrize("name", GRAPHS)
def test_betweenness_equals_networkx_and_igraph(name: str) -> None:
    graph = public_graph(name)
    network = Network.from_networkx(graph)

    table = brokers(network, resamples=1).table()

    judged = pd.Series(nx.betweenness_centrality(graph, normalized=False))
    np.testing.assert_allclose(table["betweenness"], judged[table.index], atol=1e-9)
    other = pd.Series(network.to_igraph().betweenness(), index=network.labels)
    np.testing.assert_allclose(table["betweenness"], other[table.index], atol=1e-9)


@pytest.mark.parametrize("name", GRAPHS)
def test_constraint_equals_networkx_and_igraph(name: str) -> None:
    graph = public_graph(name)
    network = Network.from_networkx(graph)

    table = brokers(network, resamples=1).table()

    judged = pd.Series(nx.constraint(graph))
    np.testing.assert_allclose(table["constraint"], judged[table.index], atol=1e-9)
    other = pd.Series(network.to_igraph().constraint(), index=network.labels)
    np.testing.assert_allclose(table["constraint"], other[table.index], atol=1e-9)


@pytest.mark.parametrize("name", GRAPHS)
def test_effective_size_equals_networkx(name: str) -> None:
    graph = public_graph(name)

    table = brokers(Network.from_networkx(graph), resamples=1).table()

    # Asked for nodes by name, networkx 3.6 goes by Burt's definition (its matrix form differs from it on directed
    # graphs) and leaves out nodes without an arc out; the measure is the same with every arc turned round.
    turned = graph.reverse() if graph.is_directed() else graph
    judged = pd.Series(nx.effective_size(graph, nodes=list(graph)))
    judged = judged.fillna(pd.Series(nx.effective_size(turned, nodes=list(turned))))
    np.testing.assert_allclose(table["effective_size"], judged[table.index], atol=1e-9)


def test_effective_size_equals_degree_less_twice_the_local_ties_of_igraph() -> None:
    """k - 2t/k, with t from igraph's local clustering."""
    graph = public_graph("karate")
    network = Network.from_networkx(graph)
    peer = network.to_igraph()
    degree = np.array(peer.degree())
    local = np.array(peer.transitivity_local_undirected(mode="zero"))

    table = brokers(network, resamples=1).table()

    expected = pd.Series(degree - (degree - 1) * local, index=network.labels)
    np.testing.assert_allclose(table["effective_size"], expected[table.index], atol=1e-9)


def test_the_medici_lie_on_47_and_a_half_shortest_paths() -> None:
    """Padgett's marriage network; value of UCINET and networkx documentation."""
    table = brokers(Network.from_networkx(nx.florentine_families_graph()), method="betweenness").table()

    assert table.index[0] == "Medici"
    assert table.loc["Medici", "score"] == pytest.approx(47.5)
    assert table.loc["Medici", "rank"] == 1


def test_structural_holes_of_burts_example() -> None:
    """Burt (1992) after Borgatti (1997), Connections 20(1), as in networkx `test_structuralholes.py`."""
    ties = "A-B A-F A-G A-E E-G F-G B-G B-D D-G G-C".split()
    edges = pd.DataFrame([tie.split("-") for tie in ties], columns=["source", "target"])

    table = brokers(Network.from_edgelist(edges, directed=False), resamples=1).table()

    assert table.loc[["G", "A", "C"], "constraint"].tolist() == pytest.approx([0.400, 0.595, 1.0], abs=5e-4)
    assert table.loc[["G", "A", "C"], "effective_size"].tolist() == pytest.approx([4.67, 2.50, 1.0], abs=5e-3)


def test_participation_leaves_the_unknown_out() -> None:
    edges = pd.DataFrame({"source": ["v"] * 4, "target": ["a", "b", "c", "d"]})
    nodes = pd.DataFrame({"id": ["v", "a", "b", "c"], "jurisdiction": ["RO", "RO", "RO", "DE"]})

    table = brokers(Network.from_edgelist(edges, nodes, directed=False), resamples=1).table()

    assert table.loc["v", "participation"] == pytest.approx(1 - (4 + 1) / 9)
    assert table.loc["a", "participation"] == 0


def test_participation_counts_a_neighbour_once_whatever_the_arcs() -> None:
    edges = pd.DataFrame({"source": ["v", "a", "v"], "target": ["a", "v", "b"]})
    nodes = pd.DataFrame({"id": ["v", "a", "b"], "jurisdiction": ["RO", "RO", "DE"]})

    table = brokers(Network.from_edgelist(edges, nodes, directed=True), resamples=1).table()

    assert table.loc["v", "participation"] == pytest.approx(0.5)
    assert table.loc["v", "degree"] == 2
