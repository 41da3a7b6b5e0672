"""Community broker score: the published definition, and the average over partitions."""

from __future__ import annotations

import random

import igraph
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netintel.analysis import _community_brokers
from netintel.analysis._community_brokers import community_brokerage, local_brokerage


def by_definition(graph: nx.Graph[int], labels: list[int]) -> list[float]:
    """Paquet-Clouston and Bouchard (2022): size over path length, shared with fellow brokers by a square root."""
    members = {c: [v for v in graph if labels[v] == c] for c in set(labels)}
    worth = {}
    for c, inside in members.items():
        lengths = dict(nx.all_pairs_shortest_path_length(graph.subgraph(inside)))
        steps = [d for row in lengths.values() for d in row.values() if d]
        worth[c] = len(inside) / (float(np.mean(steps)) if steps else 1.0)

    def reach(v: int) -> set[int]:
        return {labels[u] for u in graph[v]} - {labels[v]}

    scores = []
    for v in graph:
        fellows = {c: sum(c in reach(u) for u in members[labels[v]]) for c in reach(v)}
        abroad = sum(worth[c] / fellows[c] ** 0.5 for c in reach(v))
        scores.append(worth[labels[v]] + abroad if reach(v) else 0.0)
    return scores


@given(
    st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda tie: tie[0] < tie[1])).map(sorted),
    st.lists(st.integers(0, 3), min_size=9, max_size=9),
)
def test_one_partition_is_the_definition(ties: list[tuple[int, int]], labels: list[int]) -> None:
    judge: nx.Graph[int] = nx.Graph()
    judge.add_nodes_from(range(9))
    judge.add_edges_from(ties)

    found = local_brokerage(igraph.Graph(n=9, edges=ties), np.array(labels))

    np.testing.assert_allclose(found, by_definition(judge, labels), atol=1e-9)


def test_who_joins_two_cells_is_first_and_the_seed_repeats_it() -> None:
    cells = [(a, b) for cell in (range(5), range(6, 11)) for a in cell for b in cell if a < b]
    graph = igraph.Graph([*cells, (5, 0), (5, 1), (5, 6), (5, 7)])

    found = community_brokerage(graph, partitions=20, seed=1)

    assert int(np.argmax(found)) == 5
    assert found.tolist() == community_brokerage(graph, partitions=20, seed=1).tolist()


def test_a_partition_found_once_counts_once() -> None:
    """A ring has many equal partitions: the average evens out what one of them gives to a few."""
    ring = igraph.Graph.Ring(12)

    one = community_brokerage(ring, partitions=1, seed=0)
    many = community_brokerage(ring, partitions=300, seed=0)

    assert one.min() == 0
    assert many.min() > 0
    assert many.std() < 0.5 * one.std()


def test_the_global_random_numbers_are_left_alone() -> None:
    random.seed(4)
    expected = random.random()
    random.seed(4)

    community_brokerage(igraph.Graph.Famous("Zachary"), partitions=3, seed=9)

    assert random.random() == expected


def test_long_communities_are_measured_from_some_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = igraph.Graph.Lattice([15, 15], circular=False)
    labels = np.arange(225) // 113
    whole = local_brokerage(graph, labels)

    monkeypatch.setattr(_community_brokers, "_STARTS", 40)

    assert local_brokerage(graph, labels) == pytest.approx(whole, rel=0.05)


def test_nobody_and_isolates_score_nothing() -> None:
    assert community_brokerage(igraph.Graph(), partitions=2, seed=0).tolist() == []
    assert community_brokerage(igraph.Graph(n=3), partitions=2, seed=0).tolist() == [0, 0, 0]
