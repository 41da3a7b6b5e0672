"""Plausible networks: how many ties go and come, where they come, and that they are simple networks on known codes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netintel.analysis._missing_ties import WAYS, MissingTies
from netintel.analysis._plausible import Plausible
from netintel.model.network import Network


def random_network(n: int, m: int, *, drop: float = 0.0, directed: bool = False, seed: int = 0) -> Network:
    rng = np.random.default_rng(seed)
    edges = pd.DataFrame({"source": rng.integers(0, n, m), "target": rng.integers(0, n, m), "drop": drop})
    nodes = pd.DataFrame({"id": range(n), "jurisdiction": rng.choice(["RO", "DE", "FR"], n)})
    return Network.from_edgelist(edges, nodes, directed=directed)


def keys(n: int, source: np.ndarray, target: np.ndarray) -> set[int]:
    return set((source.astype(np.int64) * n + target).tolist())


@settings(max_examples=30, deadline=None)
@given(
    st.integers(1, 8),
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20),
    st.booleans(),
    st.sampled_from([0.0, 0.3, 0.8]),
    st.sampled_from([0.0, 0.4]),
    st.integers(0, 5),
)
def test_a_draw_is_a_simple_network(
    n: int, ties: list[tuple[int, int]], directed: bool, hidden: float, unseen: float, seed: int
) -> None:
    edges = pd.DataFrame([(a % n, b % n) for a, b in ties], columns=["source", "target"])
    nodes = pd.DataFrame({"id": range(n), "jurisdiction": ["RO", None, "DE", None][:n] + ["FR"] * max(n - 4, 0)})
    network = Network.from_edgelist(edges, nodes, directed=directed)

    found = Plausible(network, hidden=hidden, unseen=unseen).drawn(np.random.default_rng(seed))

    size = n + len(found.like)
    assert len(found.source) == len(found.target) == len(keys(size, found.source, found.target))
    assert (found.source != found.target).all()
    assert ((found.source >= 0) & (found.source < size) & (found.target >= 0) & (found.target < size)).all()
    assert ((found.like >= 0) & (found.like < n)).all()
    if not directed:
        assert (found.source < found.target).all()


def test_ties_are_left_out_by_their_own_chance_and_none_come_where_none_are_hidden() -> None:
    network = random_network(60, 300)
    drop = np.where(np.arange(network.n_ties) % 2, 0.6, 0.0)
    edges = network.ties[["source", "target"]].assign(drop=drop)
    doubted = Network.from_edgelist(edges, directed=False)
    plausible, rng = Plausible(doubted, hidden=0.0), np.random.default_rng(0)
    recorded = doubted.source.astype(np.int64) * doubted.n_nodes + doubted.target

    drawn = [keys(doubted.n_nodes, *plausible.draw(rng)) for _ in range(400)]

    there = np.array([[key in one for key in recorded.tolist()] for one in drawn]).mean(axis=0)
    assert set().union(*drawn) <= set(recorded.tolist())
    assert (there[doubted.drop < 1e-9] == 1).all()
    assert there[doubted.drop > 0.5].mean() == pytest.approx(0.4, abs=0.01)


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("hidden", [0.1, 0.3])
def test_so_many_ties_are_added_that_the_hidden_part_was_missing(hidden: float, directed: bool) -> None:
    network = random_network(200, 800, directed=directed)
    plausible, rng = Plausible(network, hidden=hidden), np.random.default_rng(0)

    sizes = [len(plausible.draw(rng)[0]) for _ in range(200)]

    assert np.mean(sizes) * (1 - hidden) == pytest.approx(network.n_ties, rel=0.01)


def test_so_many_actors_are_added_that_the_unseen_part_was_missing() -> None:
    network = random_network(200, 800)
    plausible, rng = Plausible(network, hidden=0.0, unseen=0.2), np.random.default_rng(0)

    drawn = [plausible.drawn(rng) for _ in range(100)]

    assert np.mean([len(one.like) for one in drawn]) == pytest.approx(50, rel=0.05)
    ties = np.mean([(len(one.source) - network.n_ties) / len(one.like) for one in drawn])
    assert ties == pytest.approx(2 * network.n_ties / 200, rel=0.08)  # as many as the nodes that are known


def test_who_has_many_contacts_is_missing_more_of_them() -> None:
    rng = np.random.default_rng(0)
    edges = pd.DataFrame({"source": rng.choice(40, 600) ** 2 // 40, "target": rng.integers(40, 400, 600), "drop": 0.0})
    plausible = Plausible(Network.from_edgelist(edges, directed=False), hidden=0.2)
    degree = plausible.missing.degree
    many, few = degree >= np.quantile(degree, 0.95), degree <= np.median(degree)

    drawn = [np.bincount(np.concatenate(plausible.draw(rng)), minlength=len(degree)) for _ in range(100)]

    added = np.mean(drawn, axis=0) - degree
    strength = plausible.missing.strength
    assert added[many].mean() / added[few].mean() == pytest.approx(
        strength[many].mean() / strength[few].mean(), rel=0.25
    )
    assert added[many].mean() > 3 * added[few].mean() > 0


def test_the_learned_way_is_the_one_ties_were_made_by() -> None:
    """Ties within a jurisdiction alone; ties within circles of friends; ties anywhere."""
    rng = np.random.default_rng(0)
    country = np.repeat(np.arange(4), 50)
    a = rng.integers(0, 200, 600)
    within = pd.DataFrame({"source": a, "target": (a // 50) * 50 + rng.integers(0, 50, 600)})
    circles = [(8 * c + i, 8 * c + j) for c in range(25) for i in range(8) for j in range(i) if rng.random() < 0.7]
    nodes = pd.DataFrame({"id": range(200), "jurisdiction": [f"C{c}" for c in country]})

    by_country = MissingTies.of(Network.from_edgelist(within, nodes, directed=False)).weights
    friends = pd.DataFrame(circles, columns=["source", "target"])
    by_contact = MissingTies.of(Network.from_edgelist(friends, directed=False)).weights

    assert by_country[WAYS.index("jurisdictions")] + by_country[WAYS.index("own jurisdictions")] > 0.7
    assert by_contact[WAYS.index("shared contact")] > 0.7


def test_chances_of_all_pairs_sum_to_what_was_promised() -> None:
    """Over all pairs, loops counted half, each way sums to one, less the nodes without ties that begin two of them."""
    missing = MissingTies.of(random_network(30, 90, seed=3))
    a, b = np.triu_indices(30)

    chance = missing.chances(a, b, missing.strength) * np.where(a == b, 0.5, 1.0)[:, None]

    alone = (missing.degree == 0) @ missing.strength / missing.strength.sum()
    assert chance.sum(axis=0) == pytest.approx([1, 1, 1 - alone, 1 - alone], abs=1e-9)


@pytest.mark.parametrize("way", range(len(WAYS)))
def test_pairs_are_drawn_as_often_as_their_chance_says(way: int) -> None:
    missing = MissingTies.of(random_network(12, 25, seed=5))
    rng = np.random.default_rng(0)
    pull = missing.strength

    a, b = missing._ends(200_000, pull, np.eye(len(WAYS))[way], rng)

    seen = np.bincount(np.minimum(a, b) * 12 + np.maximum(a, b), minlength=144) / len(a)
    low, high = np.triu_indices(12, 1)
    expected = missing.chances(low, high, pull)[:, way]
    alone = (missing.degree == 0) @ pull / pull.sum() if way >= 2 else 0.0
    assert seen[low * 12 + high] * (1 - alone) == pytest.approx(expected, abs=3e-3)


def test_seen_again_are_as_many_ties_as_were_recorded_and_no_actor_more() -> None:
    network = random_network(200, 800, drop=0.2)
    plausible, rng = Plausible(network, hidden=0.3, unseen=0.1), np.random.default_rng(0)

    seen = [plausible.again(plausible.drawn(rng), rng) for _ in range(100)]

    assert np.mean([len(source) for source, _ in seen]) == pytest.approx(network.n_ties * (1 - 0.3 * 0.03), rel=0.05)
    assert max(max(source.max(), target.max()) for source, target in seen) < network.n_nodes
    assert all(len(keys(network.n_nodes, *one)) == len(one[0]) for one in seen)


def test_where_nothing_is_hidden_the_same_is_seen_again() -> None:
    network = random_network(30, 80, drop=0.4)
    plausible, rng = Plausible(network, hidden=0.0), np.random.default_rng(0)

    seen = plausible.again(plausible.drawn(rng), rng)

    assert keys(30, *seen) == keys(30, network.source, network.target)


def test_the_same_seed_gives_the_same_draw() -> None:
    plausible = Plausible(random_network(40, 120), unseen=0.1)

    first, again, other = (plausible.drawn(np.random.default_rng(seed)) for seed in (1, 1, 2))

    assert all((a == b).all() for a, b in zip(first[:4], again[:4], strict=True))
    assert keys(99, *first[:2]) != keys(99, *other[:2])


@pytest.mark.parametrize("setting", ["hidden", "unseen"])
def test_a_part_that_is_no_part_is_named(setting: str) -> None:
    with pytest.raises(ValueError, match=f"{setting}: expected a part from 0 to below 1, got 1"):
        Plausible(random_network(5, 5), **{setting: 1})
