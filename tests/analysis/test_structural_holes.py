"""Efficiency, the scale of participation, and the degree within the own jurisdiction."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netintel.analysis._structural_holes import degree, effective_size, efficiency, participation, within_degree
from netintel.analysis._triads import Triads
from netintel.model.network import Network

TIES = st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda tie: tie[0] < tie[1])).map(sorted)


def network_of(ties: list[tuple[int, int]], countries: list[str | None]) -> tuple[Triads, Network]:
    edges = pd.DataFrame(ties, columns=["source", "target"])
    nodes = pd.DataFrame({"id": range(len(countries)), "jurisdiction": countries})
    network = Network.from_edgelist(edges, nodes, directed=False)
    return Triads.of(network.n_nodes, network.source, network.target, directed=False), network


@given(TIES, st.lists(st.sampled_from(["RO", "DE", "FR", None]), min_size=9, max_size=9))
def test_within_degree_is_the_z_of_guimera_and_amaral(ties: list[tuple[int, int]], countries: list[str | None]) -> None:
    judge: nx.Graph[int] = nx.Graph(ties)
    judge.add_nodes_from(range(9))
    inside = np.array([sum(countries[u] == countries[v] for u in judge[v]) for v in range(9)], dtype=np.float64)
    expected = np.full(9, np.nan)
    for v in range(9):
        group = [inside[u] for u in range(9) if countries[u] == countries[v]]
        if countries[v] is not None and len(group) >= 3 and np.std(group) > 0:
            expected[v] = (inside[v] - np.mean(group)) / np.std(group)
    triads, network = network_of(ties, countries)

    np.testing.assert_allclose(within_degree(triads, network.shares), expected, atol=1e-9)


@given(TIES)
def test_efficiency_is_effective_size_per_contact(ties: list[tuple[int, int]]) -> None:
    judge: nx.Graph[int] = nx.Graph(ties)
    judge.add_nodes_from(range(9))
    triads, _ = network_of(ties, [None] * 9)

    found = efficiency(triads)

    for v in range(9):
        among = judge.subgraph(judge[v]).number_of_edges()
        k = judge.degree(v)
        assert found[v] == pytest.approx((k - 2 * among / k) / k) if k else np.isnan(found[v])
    np.testing.assert_allclose(found * degree(triads), effective_size(triads))


def test_two_jurisdictions_share_the_score_of_a_node() -> None:
    """v is half Romanian, half German, and has no contact in either; bosses a and d have two each."""
    edges = pd.DataFrame({"source": ["a", "a", "d", "d"], "target": ["b", "c", "e", "f"]})
    nodes = pd.DataFrame({"id": [*"abcdef", "v", "v"], "jurisdiction": ["RO"] * 3 + ["DE"] * 3 + ["RO", "DE"]})
    network = Network.from_edgelist(edges, nodes, directed=False)
    triads = Triads.of(network.n_nodes, network.source, network.target, directed=False)

    found = pd.Series(within_degree(triads, network.shares), index=network.labels)

    inside, weight = np.array([2, 1, 1, 0]), np.array([1, 1, 1, 0.5])
    mean = np.average(inside, weights=weight)
    spread = np.sqrt(np.average((inside - mean) ** 2, weights=weight))
    assert found["v"] == pytest.approx(-mean / spread)
    assert found["a"] == found["d"] == pytest.approx((2 - mean) / spread)


def test_measures_without_ties_or_jurisdictions_are_unknown_not_zero() -> None:
    triads, network = network_of([(0, 1)], [None] * 3)

    assert np.isnan(within_degree(triads, network.shares)).all()
    assert np.isnan(participation(triads, network.shares)).all()
    assert np.isnan(efficiency(triads)[2])
