"""The exact partition against igraph's, the optimum against every partition, stability by hand."""

import random
from itertools import product

import igraph
import networkx
import numpy as np
import pytest

from netintel.analysis._leiden import Labels, by_size, leiden, modularity, most_gain


def exact(counts: np.ndarray, *, seconds: float) -> Labels | None:
    """Return the partition of highest modularity of a weighted graph: what a pair gains by being together is summed."""
    strength = counts.sum(axis=1)
    return most_gain(counts / counts.sum() - np.outer(strength, strength) / counts.sum() ** 2, seconds=seconds)


def every_partition(n: int) -> list[np.ndarray]:
    return [
        np.array(p) for p in product(range(n), repeat=n) if all(p[i] <= max(p[:i], default=-1) + 1 for i in range(n))
    ]


@pytest.mark.parametrize("seed", range(3))
def test_any_gains_are_summed_over_the_best_of_every_partition(seed: int) -> None:
    gain = np.random.default_rng(seed).normal(0, 1, (6, 6))
    gain = gain + gain.T

    def total(labels: np.ndarray) -> float:
        return float(np.triu(gain * (labels[:, None] == labels[None, :]), 1).sum())

    found = most_gain(gain, seconds=30)
    assert found is not None
    assert total(found) == pytest.approx(max(total(labels) for labels in every_partition(6)))


@pytest.mark.parametrize("seed", range(6))
def test_exact_is_the_best_of_every_partition(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts = np.triu(rng.poisson(1.5, (7, 7)), 1).astype(float)
    counts += counts.T
    best = max(modularity(counts, labels) for labels in every_partition(7))
    found = exact(counts, seconds=30)
    assert found is not None
    assert modularity(counts, found) == pytest.approx(best)


@pytest.mark.parametrize(
    ("graph", "optimum"),
    [(networkx.karate_club_graph(), 0.41978961), (networkx.florentine_families_graph(), 0.39875)],
)
def test_exact_is_the_published_optimum(graph: networkx.Graph, optimum: float) -> None:
    """Karate: Brandes et al. 2008, table 1. Padgett: as igraph's `community_optimal_modularity` gives it."""
    counts = networkx.to_numpy_array(graph, weight=None)
    found = exact(counts, seconds=60)
    assert found is not None
    assert modularity(counts, found) == pytest.approx(optimum, abs=1e-7)


def test_exact_equals_igraph_on_weighted_graphs() -> None:
    for seed in range(5):
        rng = np.random.default_rng(seed)
        mass = rng.pareto(1.5, 14) + 0.3
        counts = np.triu(rng.poisson(2 * np.outer(mass, mass)), 1).astype(float)
        counts += counts.T
        source, target = np.nonzero(np.triu(counts))
        graph = igraph.Graph(n=14, edges=list(zip(source.tolist(), target.tolist(), strict=True)))
        theirs = graph.community_optimal_modularity(weights=counts[source, target].tolist())
        found = exact(counts, seconds=60)
        assert found is not None
        assert modularity(counts, found) == pytest.approx(modularity(counts, np.array(theirs.membership)))


def test_exact_gives_up_in_time() -> None:
    """Twenty-five countries without blocs: a proof takes longer than a tenth of a second."""
    rng = np.random.default_rng(1)
    counts = np.triu(rng.poisson(30, (32, 32)), 1).astype(float)
    assert exact(counts + counts.T, seconds=0.1) is None


def test_modularity_equals_networkx() -> None:
    graph = networkx.karate_club_graph()
    labels = by_size(np.random.default_rng(0).integers(0, 5, 34))
    groups = [set(np.flatnonzero(labels == c).tolist()) for c in range(5)]
    for weight in (None, "weight"):
        theirs = networkx.community.modularity(graph, groups, weight=weight)
        assert modularity(networkx.to_numpy_array(graph, weight=weight), labels) == pytest.approx(theirs)


def test_same_seed_same_runs() -> None:
    source, target = np.array(networkx.karate_club_graph().edges).T
    one, two = (leiden(34, source, target, None, runs=10, generator=random.Random(3)) for _ in range(2))
    assert np.array_equal(one.labels, two.labels)
    assert np.array_equal(one.quality, two.quality)
