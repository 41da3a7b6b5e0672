"""Cut points: parts, the pairs that one node alone connects, and the single ties that would end that."""

from __future__ import annotations

from itertools import combinations

import igraph
import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from netintel.analysis._cut_points import bridges, cut_points

Ties = list[tuple[int, int]]
TIES = st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda tie: tie[0] < tie[1]), max_size=14).map(
    sorted
)


def graphs(ties: Ties) -> tuple[igraph.Graph, nx.Graph[int]]:
    judge: nx.Graph[int] = nx.Graph(ties)
    judge.add_nodes_from(range(9))
    return igraph.Graph(n=9, edges=ties), judge


def parts_without(graph: nx.Graph[int], node: int) -> list[set[int]]:
    """Parts of the node's component once it is taken out."""
    inside = nx.node_connected_component(graph, node)
    return list(nx.connected_components(graph.subgraph(inside - {node})))


@given(TIES)
def test_parts_and_monopoly_are_what_taking_the_node_out_shows(ties: Ties) -> None:
    graph, judge = graphs(ties)

    found = cut_points(graph)

    for v in range(9):
        parts = parts_without(judge, v)
        assert found.parts[v] == len(parts)
        assert found.monopoly[v] == sum(len(a) * len(b) for a, b in combinations(parts, 2))
    assert set(np.flatnonzero(found.parts > 1)) == set(nx.articulation_points(judge))


@given(TIES)
def test_ending_counts_the_single_ties_that_end_the_monopoly(ties: Ties) -> None:
    graph, judge = graphs(ties)
    points = set(nx.articulation_points(judge))

    found = cut_points(graph)

    for v in range(9):
        ends = 0
        inside = nx.node_connected_component(judge, v) - {v}
        for a, b in combinations(sorted(inside), 2):
            if v in points and not judge.has_edge(a, b):
                more = judge.copy()
                more.add_edge(a, b)
                ends += v not in set(nx.articulation_points(more))
        assert found.ending[v] == ends


@given(TIES)
def test_bridges_are_those_of_networkx(ties: Ties) -> None:
    graph, judge = graphs(ties)

    found = bridges(graph)

    assert {ties[i] for i in np.flatnonzero(found)} == {(min(tie), max(tie)) for tie in nx.bridges(judge)}


def test_the_centre_of_a_star_needs_one_tie_less_than_it_has_parts() -> None:
    found = cut_points(igraph.Graph.Star(5))

    assert found.parts.tolist() == [4, 1, 1, 1, 1]
    assert found.monopoly[0] == 6
    assert found.ending[0] == 0
    assert found.fewest.tolist() == [3, 0, 0, 0, 0]


def test_arcs_both_ways_are_no_bridge_and_one_is() -> None:
    assert bridges(igraph.Graph([(0, 1), (1, 0), (1, 2)], directed=True)).tolist() == [False, False, True]
    assert cut_points(igraph.Graph([(0, 1), (1, 0), (1, 2)], directed=True)).parts.tolist() == [1, 2, 1]


def test_nobody_and_a_long_chain_are_answered() -> None:
    assert cut_points(igraph.Graph()).parts.tolist() == []
    assert bridges(igraph.Graph(n=3)).tolist() == []
    n = 20_001
    chain = cut_points(igraph.Graph([(i, i + 1) for i in range(n - 1)]))
    assert chain.monopoly.max() == 10_000 * 10_000
    assert int((chain.parts == 2).sum()) == n - 2
