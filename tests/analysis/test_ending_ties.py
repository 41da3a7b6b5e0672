"""How few unrecorded ties would end a broker, against trying all of them."""

from __future__ import annotations

from itertools import combinations, permutations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from netintel.analysis._ending_ties import MOST, open_pairs_to_close, shortcuts_needed
from netintel.analysis.brokers import brokers
from netintel.model.network import Network

Ties = list[tuple[int, int]]
TIES = st.sets(
    st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda tie: tie[0] < tie[1]), min_size=5, max_size=13
).map(sorted)


def network_of(ties: Ties, *, directed: bool = False) -> Network:
    edges = pd.DataFrame(ties, columns=["source", "target"])
    return Network.from_edgelist(edges, pd.DataFrame({"id": range(8), "jurisdiction": None}), directed=directed)


def fewest(judge: nx.Graph[int], node: int, floor: float) -> int:
    """Try every set of ties among the node's contacts, small sets first."""
    before, after = (judge.pred, judge.succ) if judge.is_directed() else (judge.adj, judge.adj)
    pairs = permutations if judge.is_directed() else combinations
    missing = [
        (a, b)
        for a, b in pairs(sorted({*before[node], *after[node]}), 2)
        if not judge.has_edge(a, b) and (not judge.is_directed() or (a in before[node] and b in after[node]))
    ]
    for k in range(len(missing) + 1):
        for more in combinations(missing, k):
            filled = judge.copy()
            filled.add_edges_from(more)
            found = nx.betweenness_centrality(filled, normalized=False)[node]
            if found < floor - 1e-9 or found < 1e-9:
                return k
    raise AssertionError("all ties among the contacts end every broker")


@given(TIES, st.sampled_from([0.5, 2.0, 4.0]), st.booleans())
@settings(max_examples=40, deadline=None)
def test_as_many_as_needed_and_seldom_one_more(ties: Ties, floor: float, directed: bool) -> None:
    judge: nx.Graph[int] = nx.DiGraph(ties) if directed else nx.Graph(ties)
    judge.add_nodes_from(range(8))
    node = max(judge, key=dict(judge.degree()).__getitem__)
    assume(judge.degree(node) <= 4)

    found = shortcuts_needed(network_of(ties, directed=directed), np.array([node]), None, floor)[0]

    least = fewest(judge, node, floor)
    assert min(least, MOST + 1) <= found <= least + 1


def test_only_the_pairs_that_count_are_taken_away() -> None:
    """x joins two of RO with each other and with one of DE; across the border only two pairs need a tie."""
    edges = pd.DataFrame({"source": ["x"] * 3, "target": ["a", "b", "z"]})
    network = Network.from_edgelist(edges, directed=False)
    abroad = np.array(network.labels) == "z"
    across = abroad[:, None] != abroad[None, :]
    x = np.array([list(network.labels).index("x")])

    assert shortcuts_needed(network, x, None, 0.0).tolist() == [3]
    assert shortcuts_needed(network, x, across, 0.0).tolist() == [2]


def test_a_broker_of_many_needs_more_than_are_tried() -> None:
    star = Network.from_edgelist(pd.DataFrame({"source": ["x"] * 12, "target": list("abcdefghijkl")}), directed=False)

    assert shortcuts_needed(star, np.array([0]), None, 1.0).tolist() == [MOST + 1]


@pytest.mark.parametrize("floor", [0.0, 1.0, 2.5, 9.0])
def test_closing_open_pairs_counts_as_trying_it_does(floor: float) -> None:
    """Nine open pairs of x cross a border, one is at home; each tie closes one of the nine."""
    contacts = [("a", "RO"), ("b", "RO"), ("c", "DE"), ("d", "DE"), ("e", "DE")]
    nodes = pd.DataFrame([*contacts, ("x", "RO")], columns=["id", "jurisdiction"])
    ties = [("x", name) for name, _ in contacts]
    missing = [(a, b) for (a, one), (b, other) in combinations(contacts, 2) if {one, other} != {"RO"}]
    counts = []
    for k in range(len(missing) + 1):
        edges = pd.DataFrame([*ties, *missing[:k]], columns=["source", "target"])
        counts.append(
            brokers(Network.from_edgelist(edges, nodes, directed=False), resamples=1).table()["boundary"]["x"]
        )
    expected = next((k for k, count in enumerate(counts) if count < floor), len(missing))

    found = open_pairs_to_close(np.array([counts[0]]), np.array([1.0]), floor)[0]

    assert found == expected


def test_nobody_has_no_ties_to_end_and_no_score_no_answer() -> None:
    assert open_pairs_to_close(np.array([0.0, np.nan]), np.ones(2), 0.0).tolist()[0] == 0
    assert np.isnan(open_pairs_to_close(np.array([np.nan]), np.ones(1), 0.0)).all()
    assert shortcuts_needed(network_of([(0, 1)]), np.array([], dtype=np.int64), None, 0.0).tolist() == []
    assert shortcuts_needed(network_of([(0, 1)]), np.array([0, 5]), None, 0.0).tolist() == [0, 0]
