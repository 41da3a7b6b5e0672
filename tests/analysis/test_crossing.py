"""Rewired border crossings: still crossing, same degrees, uniform, seeded."""

from collections import Counter
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from netintel.analysis._crossing import crossing_rewires
from netintel.model.network import Network


def network_of(directed: bool, seed: int = 0) -> Network:
    rng = np.random.default_rng(seed)
    ends = rng.integers(0, 60, size=(300, 2)).astype(str)
    nodes = pd.DataFrame({"id": np.arange(60).astype(str), "jurisdiction": rng.choice(["DE", "RO", "MD", "NL"], 60)})
    second = pd.DataFrame({"id": ["3", "7", "9"], "jurisdiction": ["FR", "MD", "RO"]})
    nodes.loc[nodes["id"].isin(["20", "21"]), "jurisdiction"] = None
    table = pd.DataFrame({"source": ends[:, 0], "target": ends[:, 1]})
    return Network.from_edgelist(table, pd.concat([nodes, second]), directed=directed)


@pytest.mark.parametrize("directed", [True, False])
def test_still_crossing_simple_and_same_degrees(directed: bool) -> None:
    network = network_of(directed)
    crosses = network.crossing()
    own = [network.source[crosses], network.target[crosses]]
    for source, target in crossing_rewires(network, 5, seed=1):
        for a, b in zip(source, target, strict=True):
            assert network.countries[a]
            assert network.countries[b]
            assert not set(network.countries[a]) & set(network.countries[b])
        drawn = {(a, b) if directed else frozenset((a, b)) for a, b in zip(source, target, strict=True)}
        assert len(drawn) == crosses.sum()
        mine = [source, target] if directed else [np.concatenate((source, target))]
        theirs = own if directed else [np.concatenate(own)]
        for a, b in zip(mine, theirs, strict=True):
            assert np.array_equal(np.bincount(a, minlength=60), np.bincount(b, minlength=60))


def test_all_networks_that_keep_the_crossings_are_equally_likely() -> None:
    """Compared with every set of ties listed by brute force: 8 nodes in 4 countries, 5 crossing ties."""
    labels = ["a1", "a2", "b1", "b2", "c1", "c2", "d1", "d2"]
    ties = [("a1", "b1"), ("a1", "c1"), ("b2", "c2"), ("a2", "d1"), ("c1", "d2")]
    nodes = pd.DataFrame({"id": labels, "jurisdiction": [x[0] for x in labels]})
    network = Network.from_edgelist(pd.DataFrame(ties, columns=["source", "target"]), nodes, directed=False)
    possible = [p for p in combinations(labels, 2) if p[0][0] != p[1][0]]
    degrees = Counter(x for tie in ties for x in tie)
    every = {frozenset(c) for c in combinations(possible, 5) if Counter(x for tie in c for x in tie) == degrees}
    draws = 20 * len(every)
    seen = Counter(
        frozenset(tuple(sorted((labels[a], labels[b]))) for a, b in zip(s, t, strict=True))
        for s, t in crossing_rewires(network, draws, seed=4)
    )
    assert set(seen) <= every
    expected = draws / len(every)
    chi = sum((seen[e] - expected) ** 2 / expected for e in every)
    spread = (2 * (len(every) - 1)) ** 0.5
    assert abs(chi - (len(every) - 1)) < 5 * spread


def test_same_seed_same_networks_in_any_row_order() -> None:
    network = network_of(False)
    ties = network.ties[["source", "target"]].sample(frac=1, random_state=1)
    nodes = network.memberships.assign(id=network.labels[network.memberships["node"]])
    other = Network.from_edgelist(ties, nodes[["id", "jurisdiction", "share"]], directed=False)
    for (a, b), (c, d) in zip(crossing_rewires(network, 2, seed=7), crossing_rewires(other, 2, seed=7), strict=True):
        mine = sorted(tuple(sorted(p)) for p in zip(network.labels[a], network.labels[b], strict=True))
        theirs = sorted(tuple(sorted(p)) for p in zip(other.labels[c], other.labels[d], strict=True))
        assert mine == theirs


def test_nothing_crosses() -> None:
    network = Network.from_edgelist(pd.DataFrame({"source": ["a"], "target": ["b"]}), directed=False)
    assert [len(s) for s, _ in crossing_rewires(network, 2, seed=0)] == [0, 0]
