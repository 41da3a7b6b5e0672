"""Cross-border betweenness against every shortest path written out, and its sampled form against the exact one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, permutations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netintel.analysis._bare import Bare
from netintel.analysis._cross_border_betweenness import (
    Starts,
    all_starts,
    cross_border_betweenness,
    cross_border_starts,
    through,
)
from netintel.analysis._path_sampling import Sampler
from netintel.model.network import Network


def network_of(ties: list[tuple[int, int]], groups: list[tuple[str, ...]], *, directed: bool) -> Network:
    nodes = [(i, code) for i, codes in enumerate(groups) for code in codes or (None,)]
    return Network.from_edgelist(
        pd.DataFrame(ties, columns=["source", "target"]),
        pd.DataFrame(nodes, columns=["id", "jurisdiction"]),
        directed=directed,
    )


def every_path(network: Network) -> list[float]:
    """Write out all shortest paths of each pair that surely crosses a border."""
    graph = network.to_networkx()
    known = dict(zip(network.labels, network.countries, strict=True))
    through = dict.fromkeys(network.labels, 0.0)
    for s, t in permutations(graph, 2) if network.directed else combinations(graph, 2):
        if not known[s] or not known[t] or set(known[s]) & set(known[t]) or not nx.has_path(graph, s, t):
            continue
        paths = list(nx.all_shortest_paths(graph, s, t))
        for path in paths:
            for inner in path[1:-1]:
                through[inner] += 1 / len(paths)
    return [through[label] for label in network.labels]


GROUPS = st.sampled_from([("RO",), ("DE",), ("FR",), ("RO", "DE"), ("DE", "FR"), ()])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(GROUPS, min_size=1, max_size=9),
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=24),
    st.booleans(),
)
def test_equal_to_every_shortest_path_written_out(
    groups: list[tuple[str, ...]], ties: list[tuple[int, int]], directed: bool
) -> None:
    network = network_of([(a % len(groups), b % len(groups)) for a, b in ties], groups, directed=directed)

    assert cross_border_betweenness(network) == pytest.approx(every_path(network), abs=1e-9)


@pytest.mark.parametrize("directed", [True, False])
def test_equal_to_plain_betweenness_where_every_node_has_its_own_country(directed: bool) -> None:
    rng = np.random.default_rng(2)
    ties = [(int(a), int(b)) for a, b in rng.integers(0, 40, (120, 2))]
    network = network_of(ties, [(f"C{i}",) for i in range(40)], directed=directed)

    plain = nx.betweenness_centrality(network.to_networkx(), normalized=False)

    assert cross_border_betweenness(network) == pytest.approx([plain[label] for label in network.labels])


def test_nothing_crosses_inside_one_country_or_where_nobody_is_known() -> None:
    line = [(0, 1), (1, 2), (2, 3)]

    assert cross_border_betweenness(network_of(line, [("RO",)] * 4, directed=False)).tolist() == [0, 0, 0, 0]
    assert cross_border_betweenness(network_of(line, [()] * 4, directed=False)).tolist() == [0, 0, 0, 0]


def test_an_unknown_person_carries_paths_but_neither_starts_nor_ends_one() -> None:
    network = network_of([(0, 1), (1, 2), (2, 3)], [("RO",), (), ("DE",), ()], directed=False)

    assert cross_border_betweenness(network).tolist() == [0, 1, 0, 0]


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("starts_of", [all_starts, cross_border_starts])
def test_the_sampled_form_keeps_its_bound(directed: bool, starts_of: Callable[[Bare], Starts]) -> None:
    rng = np.random.default_rng(4)
    groups = [(str(code),) for code in rng.choice(list("ABC"), 80)]
    network = network_of([(int(a), int(b)) for a, b in rng.integers(0, 80, (240, 2))], groups, directed=directed)
    bare = Bare.of(network)
    exact = through(bare.graph, starts_of(bare))

    estimate, bound = Sampler(bare, starts_of(bare)).through(4000, np.random.default_rng(0))
    rougher, wider = Sampler(bare, starts_of(bare)).through(100, np.random.default_rng(0))

    assert np.abs(estimate - exact).max() < bound < wider
    assert np.abs(rougher - exact).max() < wider
    assert np.corrcoef(estimate, exact)[0, 1] > 0.97


@pytest.mark.parametrize("directed", [True, False])
def test_paths_are_drawn_evenly_from_all_shortest_ones(directed: bool) -> None:
    """Six shortest paths from 0 to 5: over 1 and then 3, 4 or 8, over 2 and then 3, 4 or 8."""
    ties = [(0, 1), (0, 2), (1, 3), (1, 4), (1, 8), (2, 3), (2, 4), (2, 8), (3, 5), (4, 5), (8, 5), (0, 6), (6, 7)]
    bare = Bare.of(network_of(ties, [("RO",)] * 9, directed=directed))
    sampler, rng = Sampler(bare, all_starts(bare)), np.random.default_rng(0)

    drawn = [tuple(sorted(sampler._path(0, 5, rng).tolist())) for _ in range(3000)]

    assert {path: drawn.count(path) / 3000 for path in set(drawn)} == pytest.approx(
        {(a, b): 1 / 6 for a in (1, 2) for b in (3, 4, 8)}, abs=0.03
    )
    assert len(sampler._path(0, 0, rng)) == len(sampler._path(0, 1, rng)) == 0
    assert directed == (len(sampler._path(5, 7, rng)) == 0)


def test_where_no_pair_counts_nothing_is_drawn() -> None:
    bare = Bare.of(network_of([(0, 1), (1, 2)], [("RO",)] * 3, directed=False))

    assert Sampler(bare, cross_border_starts(bare)).through(100, np.random.default_rng(0))[0].tolist() == [0, 0, 0]


def test_some_starts_only_are_scaled_up_to_all() -> None:
    network = network_of([(0, 1), (1, 2)], [("RO",), ("FR",), ("DE",)], directed=True)
    starts = cross_border_starts(Bare.of(network))

    from_first = through(network.to_igraph(), starts, np.array([0]))

    assert from_first.tolist() == [0, 3, 0]
    assert through(network.to_igraph(), starts).tolist() == [0, 1, 0]
