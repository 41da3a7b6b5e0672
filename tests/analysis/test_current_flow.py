"""Current-flow betweenness, against networkx and on networks small enough to be worked out."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netintel.analysis._current_flow import current_flow

TIES = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda tie: tie[0] < tie[1])).map(sorted)


def flow(n: int, ties: list[tuple[int, int]]) -> np.ndarray:
    ends = np.array(ties, dtype=np.int64).reshape(-1, 2)
    return current_flow(n, ends[:, 0], ends[:, 1])


@given(TIES)
@settings(max_examples=40)
def test_each_connected_part_has_what_networkx_gives_it(ties: list[tuple[int, int]]) -> None:
    graph: nx.Graph[int] = nx.Graph(ties)
    graph.add_nodes_from(range(8))
    expected = np.zeros(8)
    for part in nx.connected_components(graph):
        if len(part) > 2:
            for v, x in nx.current_flow_betweenness_centrality(graph.subgraph(part), normalized=False).items():
                expected[v] = x

    np.testing.assert_allclose(flow(8, ties), expected, atol=1e-9)


def test_in_a_tree_there_is_one_way_as_in_betweenness() -> None:
    tree = [(0, 1), (1, 2), (1, 3), (3, 4), (3, 5)]
    expected = nx.betweenness_centrality(nx.Graph(tree), normalized=False)

    np.testing.assert_allclose(flow(6, tree), [expected[v] for v in range(6)], atol=1e-9)


def test_a_way_round_that_no_shortest_path_takes_counts() -> None:
    """A ring 0 - 1 - 3 - 2 with 4 at 0 and 5 at 1: what goes from 0 and 4 to 1 and 5 goes round to a quarter."""
    ring = [(0, 1), (1, 3), (2, 3), (0, 2), (0, 4), (1, 5)]

    assert nx.betweenness_centrality(nx.Graph(ring), normalized=False)[2] == 1.0
    assert flow(6, ring)[2] == pytest.approx(4 / 4 + 2 / 2 + 2 / 4)


def test_a_large_network_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="expected at most 2000 nodes, got 2001"):
        flow(2001, [])
