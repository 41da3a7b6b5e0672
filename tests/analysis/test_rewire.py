"""Rewired networks: same degrees, still simple, seeded, uniform."""

import random
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from netintel.analysis._rewire import rewires
from netintel.model.network import Network


def random_network(directed: bool, seed: int = 0) -> Network:
    rng = np.random.default_rng(seed)
    ends = rng.integers(0, 40, size=(150, 2))
    table = pd.DataFrame({"source": ends[:, 0].astype(str), "target": ends[:, 1].astype(str)})
    return Network.from_edgelist(table, directed=directed)


def pairs(source: np.ndarray, target: np.ndarray, directed: bool) -> list[tuple[int, int]]:
    drawn = zip(source.tolist(), target.tolist(), strict=True)
    return sorted((a, b) if directed else (min(a, b), max(a, b)) for a, b in drawn)


@pytest.mark.parametrize("directed", [True, False])
def test_degrees_kept_and_simple(directed: bool) -> None:
    network = random_network(directed)
    original = pairs(network.source, network.target, directed)
    for source, target in rewires(network, 5, seed=3):
        drawn = pairs(source, target, directed)
        assert len(set(drawn)) == network.n_ties
        assert all(a != b for a, b in drawn)
        assert drawn != original
        if directed:
            for mine, theirs in ((source, network.source), (target, network.target)):
                assert np.array_equal(np.bincount(mine, minlength=40), np.bincount(theirs, minlength=40))
        else:
            both = np.bincount(np.concatenate((source, target)), minlength=40)
            assert np.array_equal(both, np.bincount(np.concatenate((network.source, network.target)), minlength=40))


def test_same_seed_same_networks_in_any_row_order() -> None:
    network = random_network(False)
    ties = network.ties[["source", "target"]]
    other = Network.from_edgelist(ties.sample(frac=1, random_state=1), directed=False)
    for (a, b), (c, d) in zip(rewires(network, 3, seed=7), rewires(other, 3, seed=7), strict=True):
        mine = sorted(tuple(sorted(p)) for p in zip(network.labels[a], network.labels[b], strict=True))
        theirs = sorted(tuple(sorted(p)) for p in zip(other.labels[c], other.labels[d], strict=True))
        assert mine == theirs


def test_python_random_is_left_as_it_was() -> None:
    random.seed(5)
    expected = random.Random(5).random()
    list(rewires(random_network(False), 2, seed=1))
    assert random.random() == expected


def test_every_network_with_these_degrees_is_equally_likely() -> None:
    """Degrees 2, 2, 1, 1 on a path a-b-c-d have two simple networks without a loop: paths with a, d or swapped ends.

    By hand: ends c, d have one tie, a, b have two. Either a-b is a tie (then c and d hang on a and b: 2 ways), or it
    is not, and then both a and b need c and d twice, which c and d cannot give. So 2 networks, each half of the time.
    """
    table = pd.DataFrame({"source": ["a", "a", "b"], "target": ["b", "c", "d"]})
    network = Network.from_edgelist(table, directed=False)
    seen = Counter(tuple(pairs(s, t, False)) for s, t in rewires(network, 2000, seed=2))
    assert len(seen) == 2
    assert abs(seen.most_common()[0][1] - 1000) < 110


def test_nothing_to_switch() -> None:
    network = Network.from_edgelist(pd.DataFrame({"source": [], "target": []}), directed=False)
    assert [len(s) for s, _ in rewires(network, 2, seed=0)] == [0, 0]
