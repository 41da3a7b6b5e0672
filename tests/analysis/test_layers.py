"""Layers put together: the quality against its definition, the optimum against every partition, drowned layers."""

import random
from itertools import product

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_mutual_info_score

from netintel.analysis._layers import Layered
from netintel.analysis._leiden import leiden, quality
from netintel.analysis.communities import communities
from netintel.errors import NetworkError
from netintel.model.network import Network


def tiny(seed: int) -> Network:
    """Return six nodes with five ties of money and nine of communication, some of them the same."""
    rng = np.random.default_rng(seed)
    pairs = [(a, b) for a in "abcdef" for b in "abcdef" if a < b]
    drawn = [(pairs[i], name) for name, m in (("money", 5), ("communication", 9)) for i in rng.choice(15, m, False)]
    edges = pd.DataFrame([(a, b, name) for (a, b), name in drawn], columns=["source", "target", "layer"])
    return Network.from_edgelist(edges, directed=False)


def by_definition(network: Network, cluster: dict[str, int]) -> float:
    """Sum over clusters of e_c - a_c^2, where a tie of layer l counts 1 / sqrt(m_l), over all ties so counted."""
    ties = network.ties
    counted = [
        (row.source, row.target, 1 / np.sqrt((ties[f"layer_{name}"] > 0).sum()))
        for name in ("money", "communication")
        for row in ties[ties[f"layer_{name}"] > 0].itertuples()
    ]
    total = sum(weight for _, _, weight in counted)
    found = 0.0
    for c in set(cluster.values()):
        within = sum(w for a, b, w in counted if cluster[a] == c == cluster[b])
        ends = sum(w * ((cluster[a] == c) + (cluster[b] == c)) for a, b, w in counted)
        found += within / total - (ends / (2 * total)) ** 2
    return found


@pytest.mark.parametrize("seed", range(2))
def test_the_best_of_every_partition_by_the_definition_is_found(seed: int) -> None:
    network = tiny(seed)
    both = Layered(network, ("money", "communication"))
    labels = list(both.network.labels)
    n = len(labels)
    best = -1.0
    for partition in product(range(n), repeat=n):
        if all(partition[i] <= max(partition[:i], default=-1) + 1 for i in range(n)):
            said = by_definition(network, dict(zip(labels, partition, strict=True)))
            assert quality(n, *both.recorded, np.array(partition)) == pytest.approx(said)
            best = max(best, said)
    found = leiden(n, *both.recorded, runs=20, generator=random.Random(0))
    assert found.quality.max() == pytest.approx(best)


def test_a_sum_of_potts_models_is_the_potts_model_of_the_summed_ties() -> None:
    """Two layers that touch all six nodes, each with the density of its own ties as resolution."""
    ring = [(a, b, "money") for a, b in ("ab", "bc", "cd", "de", "ef", "fa")]
    calls = [(a, b, "communication") for a in "abcdef" for b in "abcdef" if a < b and (a, b) != ("a", "d")]
    network = Network.from_edgelist(pd.DataFrame(ring + calls, columns=["source", "target", "layer"]), directed=False)
    both = Layered(network, ("money", "communication"))
    one, other = (Layered(network, (name,)) for name in both.layers)
    share = np.sqrt([6, 14])
    for partition in np.random.default_rng(0).integers(0, 3, (50, 6)):
        parts = [quality(6, *layer.recorded, partition, method="CPM") for layer in (one, other)]
        assert quality(6, *both.recorded, partition, method="CPM") == pytest.approx(share @ parts / share.sum())


def drowned(seed: int) -> tuple[Network, dict[str, int]]:
    """Return 200 people in 8 groups: 900 calls without a pattern, 150 ties each of money and travel with one."""
    rng = np.random.default_rng(seed)
    group = np.arange(200) % 8
    rows = []
    for name, m, within in (("communication", 900, 0.2), ("money", 150, 0.9), ("travel", 150, 0.9)):
        for _ in range(m):
            a = int(rng.integers(200))
            mates = np.flatnonzero(group == group[a]) if rng.random() < within else np.arange(200)
            b = int(rng.choice(mates))
            if a != b:
                rows.append((f"p{min(a, b):03}", f"p{max(a, b):03}", name))
    edges = pd.DataFrame(rows, columns=["source", "target", "layer"]).drop_duplicates()
    return Network.from_edgelist(edges, directed=False), {f"p{v:03}": int(g) for v, g in enumerate(group)}


def test_a_loud_layer_does_not_drown_the_others() -> None:
    better = []
    for seed in range(2):
        network, group = drowned(seed)
        scores = []
        for layers in (network.layers, None):
            table = communities(network, layers=layers, seeds=6, resolution=1.0).table()
            scores.append(adjusted_mutual_info_score([group[v] for v in table["node"]], table["cluster"]))
        better.append(scores[0] - scores[1])
    assert np.mean(better) > 0.05


def test_layers_that_hold_a_member_are_told() -> None:
    rows = [(a, b, "money") for a, b in ("ab", "bc", "ca")] + [(a, b, "travel") for a, b in ("de", "ef", "fd", "ab")]
    network = Network.from_edgelist(
        pd.DataFrame([*rows, ("c", "d", "other")], columns=["source", "target", "layer"]), directed=True
    )
    result = communities(network, layers=("money", "travel"), seeds=5)
    held = result.table().set_index("node")["layers"]
    assert held["a"] == ("money", "travel")
    assert held["c"] == ("money",)
    assert held["d"] == ("travel",)
    assert result.parameters["layers"] == "money, travel"
    assert "ties of money and travel" in result.explain("a")
    with pytest.raises(NetworkError, match="no tie has a record of accusation; this network has money, other, travel"):
        communities(network, layers=("accusation",))


def test_networks_of_chance_keep_the_ties_of_every_node_in_every_layer() -> None:
    network, _ = drowned(0)
    both = Layered(network, ("money", "travel"))
    before = np.bincount(np.concatenate(both.recorded[:2]), np.tile(both.weight, 2))
    for source, target, weight in both.rewired(3, seed=1):
        after = np.bincount(np.concatenate((source, target)), np.tile(weight, 2))
        assert after == pytest.approx(before)
        assert not np.array_equal(np.sort(source), np.sort(both.network.source)) or len(source) < 5


def test_a_tie_nobody_recorded_weighs_as_much_as_some_recorded_one() -> None:
    network, _ = drowned(0)
    both = Layered(network, ("money", "travel"))
    known = set(zip(both.network.source.tolist(), both.network.target.tolist(), strict=True))
    for source, target, weight in both.plausible(3, 0.3, np.random.default_rng(0)):
        assert set(np.unique(weight)) <= set(np.unique(both.weight))
        assert any(pair not in known for pair in zip(source.tolist(), target.tolist(), strict=True))
