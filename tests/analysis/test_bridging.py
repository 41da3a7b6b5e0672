"""Bridging centrality and the loss of cohesion, against networkx and the definitions."""

from __future__ import annotations

import igraph
import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netintel.analysis._bridging import bridging_centrality, cohesion_loss
from netintel.analysis._triads import Triads

Ties = list[tuple[int, int]]
TIES = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda tie: tie[0] < tie[1])).map(sorted)


def cohesion(graph: nx.Graph[int]) -> float:
    n = len(graph)
    lengths = dict(nx.all_pairs_shortest_path_length(graph))
    return sum(1 / d for row in lengths.values() for d in row.values() if d) / (n * (n - 1))


@given(TIES)
@settings(max_examples=50)
def test_loss_of_cohesion_is_the_definition(ties: Ties) -> None:
    graph: nx.Graph[int] = nx.Graph(ties)
    graph.add_nodes_from(range(7))
    whole = cohesion(graph)
    loss: dict[int, list[float]] = {v: [] for v in graph}
    for a, b in ties:
        cut = graph.copy()
        cut.remove_edge(a, b)
        for v in (a, b):
            loss[v].append(whole - cohesion(cut))
    expected = [np.mean(loss[v]) if loss[v] else np.nan for v in range(7)]

    found = cohesion_loss(igraph.Graph(n=7, edges=ties))

    np.testing.assert_allclose(found, expected, atol=1e-12)


@given(TIES)
def test_bridging_centrality_is_the_definition(ties: Ties) -> None:
    graph: nx.Graph[int] = nx.Graph(ties)
    graph.add_nodes_from(range(7))
    between = nx.betweenness_centrality(graph, normalized=False)
    expected = [
        between[v] * (1 / graph.degree(v)) / sum(1 / graph.degree(u) for u in graph[v]) if graph.degree(v) else np.nan
        for v in range(7)
    ]
    ends = np.array(ties, dtype=np.int64).reshape(-1, 2)
    listed = Triads.of(7, ends[:, 0], ends[:, 1], directed=False)

    found = bridging_centrality(np.array([between[v] for v in range(7)]), listed)

    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_a_joint_between_two_cells_is_above_the_boss_of_a_cell() -> None:
    """x joins two cliques of four and has two ties; a, who holds x's tie, has four."""
    cells = [(a, b) for cell in ("abcd", "vwyz") for a in cell for b in cell if a < b]
    ties = [*cells, ("a", "x"), ("v", "x")]
    graph: nx.Graph[str] = nx.Graph(ties)
    labels = sorted(graph)
    ends = np.array([(labels.index(a), labels.index(b)) for a, b in ties])
    between = nx.betweenness_centrality(graph, normalized=False)

    listed = Triads.of(9, ends[:, 0], ends[:, 1], directed=False)
    found = dict(zip(labels, bridging_centrality(np.array([between[v] for v in labels]), listed), strict=True))
    loss = dict(zip(labels, cohesion_loss(igraph.Graph(edges=ends.tolist())), strict=True))

    assert max(found, key=found.__getitem__) == "x"
    assert max(loss, key=loss.__getitem__) == "x"


def test_a_large_network_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="expected at most 2000 nodes, got 2001"):
        cohesion_loss(igraph.Graph(n=2001))


def test_directions_do_not_matter_and_nobody_is_defined() -> None:
    ties = [(0, 1), (1, 2), (2, 0), (2, 3)]

    np.testing.assert_allclose(
        cohesion_loss(igraph.Graph([*ties, (1, 0)], directed=True)), cohesion_loss(igraph.Graph(ties))
    )
    assert cohesion_loss(igraph.Graph()).tolist() == []
    assert np.isnan(cohesion_loss(igraph.Graph(n=2))).all()
