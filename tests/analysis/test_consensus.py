"""Consensus, degrees of belonging and plateaus against what can be counted by hand or by brute force."""

import random

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from netintel.analysis._consensus import belonging, consensus, together
from netintel.analysis._leiden import Partitions, leiden, quality
from netintel.analysis._resolution import GRID, plateaus, rand_index

labels = st.lists(st.integers(0, 4), min_size=2, max_size=12)


@given(st.integers(2, 9), st.integers(1, 5), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=50)
def test_together_and_belonging_are_what_counting_gives(n: int, draws: int, chance: random.Random) -> None:
    pairs = [(a, b) for a in range(n) for b in range(a + 1, n) if chance.random() < 0.5] or [(0, 1)]
    source, target = np.array(pairs).T
    drawn = np.array([[chance.randrange(3) for _ in range(n)] for _ in range(draws)])
    part = together(drawn, source, target)
    for (a, b), said in zip(pairs, part, strict=True):
        assert said == pytest.approx(sum(row[a] == row[b] for row in drawn) / draws)
    cluster = np.array([chance.randrange(3) for _ in range(n)])
    found = belonging(n, source, target, part, cluster).toarray()
    for v in range(n):
        mine = [(b if a == v else a, w) for (a, b), w in zip(pairs, part, strict=True) if v in (a, b)]
        total = sum(w for _, w in mine)
        for c in range(found.shape[1]):
            expected = sum(w for other, w in mine if cluster[other] == c) / total if total else 0
            assert found[v, c] == pytest.approx(expected)


@given(labels, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_rand_index_equals_scikit_learn(one: list[int], chance: random.Random) -> None:
    other = [chance.randrange(4) for _ in one]
    theirs = adjusted_rand_score(one, other)
    assert rand_index(np.array(one), np.array(other)) == pytest.approx(theirs)


def test_consensus_of_one_partition_is_that_partition_where_its_parts_hang_together() -> None:
    graph = networkx.connected_caveman_graph(5, 6)
    source, target = np.array(graph.edges).T
    given_labels = np.arange(30) // 6
    part = together(given_labels[None, :], source, target)
    found = consensus(30, source, target, part, runs=5, generator=random.Random(0))
    assert rand_index(found.labels, given_labels) == 1
    assert found.settled
    assert found.rounds == 1


def test_nothing_agreed_on_leaves_every_node_alone() -> None:
    found = consensus(3, np.array([0, 1]), np.array([1, 2]), np.zeros(2), runs=3, generator=random.Random(0))
    assert len(set(found.labels)) == 3
    assert np.isnan(together(np.zeros((0, 3), dtype=np.int64), np.array([0]), np.array([1]))).all()


def test_a_network_of_two_scales_has_a_plateau_at_each() -> None:
    """Four times four cliques of eight: within a four, cliques are tied by sixteen ties a pair; across by one."""
    rng = np.random.default_rng(0)
    graph = networkx.disjoint_union_all([networkx.complete_graph(8)] * 16)
    for a in range(16):
        for b in range(a):
            for _ in range(16 if a // 4 == b // 4 else 1):
                graph.add_edge(8 * a + int(rng.integers(8)), 8 * b + int(rng.integers(8)))
    source, target = np.array(graph.edges).T
    found = plateaus(
        lambda at: leiden(128, source, target, None, runs=3, generator=random.Random(0), resolution=at),
        np.ones(128, dtype=bool),
    )
    assert sorted(plateau.n_clusters for plateau in found) == [4, 16]
    for plateau in found:
        assert plateau.span >= 2
        assert GRID[0] <= plateau.low < plateau.middle < plateau.high <= GRID[-1]


def test_one_clique_has_no_plateau() -> None:
    source, target = np.array(networkx.complete_graph(10).edges).T
    found = plateaus(
        lambda at: leiden(10, source, target, None, runs=2, generator=random.Random(0), resolution=at),
        np.ones(10, dtype=bool),
    )
    assert found == []
    assert plateaus(lambda _: Partitions(np.zeros((1, 0), dtype=np.int64), np.zeros(1)), np.zeros(0, dtype=bool)) == []


def test_the_potts_model_by_hand() -> None:
    """Two triangles joined by one tie: density 7/15; within clusters 6 of 7 ties and 6 of 15 pairs."""
    source, target = np.array([0, 0, 1, 3, 3, 4, 2]), np.array([1, 2, 2, 4, 5, 5, 3])
    two = np.array([0, 0, 0, 1, 1, 1])
    assert quality(6, source, target, None, two, method="CPM") == pytest.approx(6 / 7 - 6 / 15)
    assert quality(7, source, target, None, np.append(two, 2), method="CPM") == pytest.approx(6 / 7 - 6 / 15)
    assert quality(6, source, target, None, two, method="CPM", resolution=2) == pytest.approx(6 / 7 - 12 / 15)
