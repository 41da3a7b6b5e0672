"""Clusters against known optima and against leidenalg.

Maximum modularity: Zachary's karate club, proved, Brandes et al. 2008, table 1; Padgett's marriages and Davis' Southern
women, proved by igraph 1.0.0, `community_optimal_modularity`, an exact program of its own; Les Miserables, the best of
300 runs to convergence of igraph 1.0.0, `community_leiden`. Layers: leidenalg 0.12.0 by `multiplex_leidenalg.py`.
"""

import random

import networkx
import numpy as np
import pytest

from netintel.analysis._leiden import leiden, modularity, most_gain, quality

OPTIMA = [
    (networkx.karate_club_graph(), 0.41978961),
    (networkx.florentine_families_graph(), 0.39875),
    (networkx.davis_southern_women_graph(), 0.33600555),
    (networkx.les_miserables_graph(), 0.56000837),
]
PROVED = OPTIMA[:2]


@pytest.mark.parametrize(("graph", "optimum"), PROVED)
def test_the_optimum_is_proved(graph: networkx.Graph, optimum: float) -> None:
    counts = networkx.to_numpy_array(graph, weight=None)
    strength = counts.sum(axis=1)
    gain = counts / counts.sum() - np.outer(strength, strength) / counts.sum() ** 2
    found = most_gain(gain, seconds=60)
    assert found is not None
    assert modularity(counts, found) == pytest.approx(optimum, abs=5e-6)


@pytest.mark.parametrize(("graph", "optimum"), OPTIMA)
def test_the_best_of_fifty_runs_is_the_optimum(graph: networkx.Graph, optimum: float) -> None:
    counts = networkx.to_numpy_array(graph, weight=None)
    source, target = np.nonzero(np.triu(counts))
    found = leiden(len(counts), source, target, None, runs=50, generator=random.Random(0))
    assert found.quality.max() == pytest.approx(optimum, abs=5e-5)
    assert modularity(counts, found.best) == pytest.approx(found.quality.max())


LAYERS = (networkx.karate_club_graph(), networkx.circular_ladder_graph(17))
CLUB = np.array([int(LAYERS[0].nodes[v]["club"] != "Mr. Hi") for v in range(34)])
MULTIPLEX_BEST = 0.30939619524
"""The sum of the layers' modularities, each weighed by the root of its ties, at leidenalg's best of 300 runs."""


def ends(graph: networkx.Graph) -> tuple[np.ndarray, np.ndarray]:
    source, target = np.sort(np.array(graph.edges), axis=1).T
    return source, target


@pytest.mark.parametrize(("layer", "theirs"), [(0, 0.3582347140), (1, 0.0882352941)])
def test_modularity_of_a_layer_equals_leidenalg(layer: int, theirs: float) -> None:
    assert quality(34, *ends(LAYERS[layer]), None, CLUB) == pytest.approx(theirs)


def multiplex(labels: np.ndarray) -> float:
    roots = np.sqrt([graph.number_of_edges() for graph in LAYERS])
    return float(roots @ [quality(34, *ends(graph), None, labels) for graph in LAYERS] / roots.sum())


def test_the_sum_of_layers_exceeds_the_multiplex_quality_by_how_the_layers_differ() -> None:
    """By the variance, over layers, of the part of all ends that lie in each cluster."""
    source, target = (np.concatenate([ends(graph)[end] for graph in LAYERS]) for end in (0, 1))
    weight = np.concatenate([np.full(graph.number_of_edges(), graph.number_of_edges() ** -0.5) for graph in LAYERS])
    roots = np.sqrt([graph.number_of_edges() for graph in LAYERS])
    part = [np.bincount(CLUB[np.concatenate(ends(graph))]) / (2 * graph.number_of_edges()) for graph in LAYERS]
    mean = np.average(part, axis=0, weights=roots)
    variance = np.average((np.array(part) - mean) ** 2, axis=0, weights=roots)
    assert quality(34, source, target, weight, CLUB) == pytest.approx(multiplex(CLUB) + variance.sum())
    found = leiden(34, source, target, weight, runs=50, generator=random.Random(0))
    assert 0.97 * MULTIPLEX_BEST <= multiplex(found.best) <= MULTIPLEX_BEST + 1e-9
