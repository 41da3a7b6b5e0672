"""How well hidden ties are found: the measures equal scikit-learn's, each sort of pair by itself."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from netintel.analysis._borders import BORDERS, Borders
from netintel.analysis._held_out import found, held_out
from netintel.model.network import Network

SCORE = st.integers(0, 4).map(float)


@settings(max_examples=60)
@given(
    hidden=st.lists(SCORE, min_size=1, max_size=6),
    others=st.lists(SCORE.filter(bool), max_size=8),
    unscored=st.integers(1, 5),
)
def test_area_and_average_precision_equal_scikit_learn(hidden: list[float], others: list[float], unscored: int) -> None:
    right = np.array(hidden)
    mine = found(right, np.array(others), unscored, 3)
    truth = [1] * len(hidden) + [0] * (len(others) + unscored)
    score = hidden + others + [0.0] * unscored
    assert mine.auc == pytest.approx(roc_auc_score(truth, score))
    assert mine.average_precision == pytest.approx(average_precision_score(truth, score))


@settings(max_examples=60)
@given(
    hidden=st.lists(SCORE, min_size=1, max_size=5),
    others=st.lists(SCORE.filter(bool), max_size=6),
    unscored=st.integers(1, 4),
    k=st.integers(1, 20),
)
def test_hits_are_the_mean_over_orders_of_equal_scores(
    hidden: list[float], others: list[float], unscored: int, k: int
) -> None:
    score = np.array(hidden + others + [0.0] * unscored)
    truth = np.array([1.0] * len(hidden) + [0.0] * (len(others) + unscored))
    expected = 0.0
    for value in np.unique(score)[::-1]:
        at = score == value
        room = np.clip(k - (score > value).sum(), 0, at.sum())
        expected += truth[at].sum() * room / at.sum()
    assert found(np.array(hidden), np.array(others), unscored, k).hits == pytest.approx(expected)


def cells(seed: int) -> Network:
    """Return two countries of eight cells: members of one are tied with chance 0.7, and each has three ties abroad."""
    rng = np.random.default_rng(seed)
    edges = []
    for cell in range(16):
        members = [f"{cell}.{i}" for i in range(6)]
        edges += [(a, b) for i, a in enumerate(members) for b in members[:i] if rng.random() < 0.7]
        edges += [(str(rng.choice(members)), f"{(cell + 8) % 16}.{rng.integers(6)}") for _ in range(3)]
    table = pd.DataFrame(edges, columns=["source", "target"])
    labels = sorted(set(table["source"]) | set(table["target"]))
    nodes = pd.DataFrame({"id": labels, "jurisdiction": ["RO" if int(x.split(".")[0]) < 8 else "DE" for x in labels]})
    return Network.from_edgelist(table, nodes, directed=False)


def test_hidden_ties_within_are_found_far_above_the_base_rate() -> None:
    network = cells(0)
    everybody = np.ones(network.n_nodes, dtype=bool)
    rng = np.random.default_rng(1)
    table = held_out(
        network.source, network.target, everybody, Borders(network), "resource_walks", times=5, k=10, rng=rng
    )
    assert table.index.tolist() == list(BORDERS)
    assert table.loc["within", "precision"] > 10 * table.loc["within", "base_rate"]
    assert table.loc["within", "auc"] > 0.9
    assert table.loc["unknown", "hidden"] == 0
    assert np.isnan(table.loc["unknown", "auc"])


def test_random_ties_are_not_found() -> None:
    """Ties drawn without any rule: the area is one half, and the precision is the base rate."""
    rng = np.random.default_rng(2)
    edges = pd.DataFrame(rng.integers(0, 150, (900, 2)).astype(str), columns=["source", "target"])
    nodes = pd.DataFrame({"id": [str(i) for i in range(150)], "jurisdiction": ["RO", "DE"] * 75})
    network = Network.from_edgelist(edges, nodes, directed=False)
    everybody = np.ones(150, dtype=bool)
    table = held_out(
        network.source, network.target, everybody, Borders(network), "adamic_adar", times=10, k=50, rng=rng
    )
    assert table.loc["across", "auc"] == pytest.approx(0.5, abs=0.05)
    assert table.loc["across", "precision"] < 4 * table.loc["across", "base_rate"]


def test_ties_of_nodes_that_are_not_listed_are_neither_hidden_nor_asked_for() -> None:
    network = cells(3)
    listed = np.zeros(network.n_nodes, dtype=bool)
    table = held_out(
        network.source, network.target, listed, Borders(network), "katz", times=2, k=5, rng=np.random.default_rng(0)
    )
    assert table["hidden"].tolist() == [0, 0, 0]
    assert table["pairs"].tolist() == [0, 0, 0]


def test_pairs_of_each_sort_are_counted_without_listing_them() -> None:
    nodes = pd.DataFrame({"id": ["a", "b", "c", "c", "d", "e"], "jurisdiction": ["RO", "RO", "RO", "DE", "DE", None]})
    edges = pd.DataFrame({"source": ["a"], "target": ["b"]})
    borders = Borders(Network.from_edgelist(edges, nodes, directed=False))
    assert dict(zip(BORDERS, borders.pairs(np.ones(5, dtype=bool)).tolist(), strict=True)) == {
        "across": 2,  # a-d, b-d
        "within": 4,  # a-b, a-c, b-c, c-d
        "unknown": 4,  # e with each
    }
