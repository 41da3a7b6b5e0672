"""Closeness by short walks: equal to its definition, and to networkx."""

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netintel.analysis import _closeness
from netintel.analysis._closeness import METHODS, Walks


def random_graph(seed: int, nodes: int = 12, density: float = 0.25) -> nx.Graph:
    return nx.gnp_random_graph(nodes, density, seed=seed)


def scores(graph: nx.Graph, method: str) -> dict[tuple[int, int], float]:
    ends = np.array(list(graph.edges), dtype=np.int64).reshape(-1, 2)
    close = Walks(ends[:, 0], ends[:, 1], len(graph)).close(method, np.ones(len(graph), dtype=bool))
    return dict(zip(zip(close.low.tolist(), close.high.tolist(), strict=True), close.score.tolist(), strict=True))


def walked(graph: nx.Graph, a: int, b: int, weight: dict[int, float], longer: float) -> float:
    """Add up walks of two and three ties between a and b that do not use the tie a-b."""
    two = sum(weight[v] for v in graph[a] if b in graph[v])
    three = sum(
        weight[v] * weight[u]
        for v in graph[a]
        for u in graph[v]
        if b in graph[u] and v != b and u != a and (v, u) != (b, a)
    )
    return two + longer * three


@pytest.mark.parametrize(
    ("method", "oracle"),
    [("adamic_adar", nx.adamic_adar_index), ("resource_allocation", nx.resource_allocation_index)],
)
@settings(max_examples=30)
@given(seed=st.integers(0, 10_000), density=st.sampled_from([0.05, 0.2, 0.5, 0.9]))
def test_walks_of_two_ties_equal_networkx(method: str, oracle: object, seed: int, density: float) -> None:
    graph = random_graph(seed, density=density)
    mine = scores(graph, method)
    for a, b, value in oracle(graph, list(combinations(range(len(graph)), 2))):
        assert mine.get((a, b), 0.0) == pytest.approx(value, abs=1e-9)


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000), density=st.sampled_from([0.05, 0.2, 0.5]))
def test_resource_walks_equal_their_definition_and_do_not_count_a_pairs_own_tie(seed: int, density: float) -> None:
    graph = random_graph(seed, density=density)
    weight = {v: 1 / d if d > 1 else 0.0 for v, d in graph.degree}
    mine = scores(graph, "resource_walks")
    for a, b in combinations(range(len(graph)), 2):
        assert mine.get((a, b), 0.0) == pytest.approx(walked(graph, a, b, weight, 0.5), abs=1e-9)


def test_katz_damps_by_the_largest_eigenvalue() -> None:
    graph = random_graph(3, nodes=30)
    largest = float(np.linalg.eigvalsh(nx.to_numpy_array(graph)).max())
    weight = {v: 1.0 if d > 1 else 0.0 for v, d in graph.degree}
    mine = scores(graph, "katz")
    for a, b in combinations(range(30), 2):
        assert mine.get((a, b), 0.0) == pytest.approx(walked(graph, a, b, weight, 0.3 / largest), abs=1e-6)


def test_the_largest_eigenvalue_of_a_bipartite_network_is_found() -> None:
    star = nx.star_graph(9)
    ends = np.array(list(star.edges))
    assert Walks(ends[:, 0], ends[:, 1], 10)._largest() == pytest.approx(3.0, abs=1e-3)


@pytest.mark.parametrize("method", METHODS)
def test_a_network_without_ties_has_no_close_pairs(method: str) -> None:
    assert scores(nx.empty_graph(4), method) == {}
    assert scores(nx.empty_graph(0), method) == {}


def test_rows_taken_one_by_one_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = scores(random_graph(5, nodes=40), "resource_walks")
    monkeypatch.setattr(_closeness, "_BLOCK", 1)
    assert scores(random_graph(5, nodes=40), "resource_walks") == whole


def test_beyond_the_limit_the_largest_hubs_join_nobody_and_others_still_do(monkeypatch: pytest.MonkeyPatch) -> None:
    hub = nx.star_graph(50)
    hub.add_edges_from([(1, 100), (2, 100)])
    graph = nx.convert_node_labels_to_integers(hub)
    monkeypatch.setattr(_closeness, "TWO_STEPS", 100)
    mine = scores(graph, "resource_allocation")
    assert mine == {(1, 2): 0.5, (0, 51): pytest.approx(1.0)}
