"""Where a reference tool is wrong, chance itself is asked: our value is within the error of the simulation, its is not.

R sna 2.7.1 `brokerage(...)$sd.gli` lacks a covariance term for gatekeeper and representative and counts two triples too
many in the others. R influenceR's own test data give Peruzzi another constraint than Burt's definition does.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from netintel.analysis._role_counts import Alike, role_counts
from netintel.analysis._triads import Triads
from netintel.analysis.brokers import brokers
from netintel.model.network import Network

LISTS = Path(__file__).parents[1] / "brokerage"
SIZES = (8, 6, 4)
ARCS = 61
DENSITY = ARCS / (18 * 17)
SNA = {"coordinator": 6.6649, "representative": 10.0581, "total": 33.2591}
"""`sd.gli` of R sna 2.7.1 for these sizes and this density, printed by make_values.R."""
GRAPHS = 40_000


def variances(sizes: tuple[int, ...], d: float) -> dict[str, float]:
    """Variances of whole-graph counts where each arc is there with chance d, independently.

    Pairs of two-paths that share an arc, or of which one closes the other, vary together; the terms count them.
    """
    p, q, n = d * d * (1 - d), 1 - d, sum(sizes)

    def all_alike(n: int) -> float:
        pairs = (4 * n - 10) * (d**3 * q**3 - d**4 * q**2) + (n - 3) * d**5 * q
        return n * (n - 1) * (n - 2) * (p * (1 - p) + pairs)

    def at_border(k: int) -> float:
        pairs = (n - 3) * d**3 * q**3 + (k - 2) * d**5 * q - (2 * k - 3) * d**4 * q**2
        return k * (k - 1) * (n - k) * (p * (1 - p) + pairs)

    border = sum(at_border(k) for k in sizes)
    return {"coordinator": sum(all_alike(k) for k in sizes), "representative": border, "total": all_alike(n)}


@pytest.fixture(scope="module")
def simulated() -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Random graphs, and the counts of each by products of matrices."""
    group = np.repeat(np.arange(3), SIZES)
    same = (group[:, None] == group[None, :]).astype(np.float32)
    rng = np.random.default_rng(0)
    graphs = (rng.random((GRAPHS, 18, 18)) < DENSITY).astype(np.float32)
    graphs[:, np.arange(18), np.arange(18)] = 0
    open_pair = (1 - graphs) * (1 - np.eye(18, dtype=np.float32))
    inside, across = graphs * same, graphs * (1 - same)
    return graphs, {
        "coordinator": (inside @ inside * open_pair).sum(axis=(1, 2)),
        "representative": (inside @ across * open_pair).sum(axis=(1, 2)),
        "total": (graphs @ graphs * open_pair).sum(axis=(1, 2)),
    }


def test_the_simulation_counts_what_the_product_counts(simulated: tuple[np.ndarray, dict[str, np.ndarray]]) -> None:
    graphs, counts = simulated
    nodes = pd.DataFrame({"id": range(18), "jurisdiction": np.repeat(["A", "B", "C"], SIZES)})
    for i in range(5):
        tail, head = np.nonzero(graphs[i])
        edges = pd.DataFrame({"source": tail, "target": head})
        network = Network.from_edgelist(edges, nodes, directed=True)
        triads = Triads.of(18, network.source, network.target, directed=True)
        found = role_counts(triads, Alike.of(triads, network.shares))
        assert found.coordinator.sum() == counts["coordinator"][i]
        assert found.representative.sum() == counts["representative"][i]
        assert (found.boundary + found.coordinator).sum() == counts["total"][i]


@pytest.mark.parametrize("role", ["coordinator", "representative", "total"])
def test_spread_of_role_totals(role: str, simulated: tuple[np.ndarray, dict[str, np.ndarray]]) -> None:
    drawn = simulated[1][role].astype(np.float64)
    deviation = drawn - drawn.mean()
    spread = float(drawn.std(ddof=1))
    error = float(np.sqrt(np.mean(deviation**4) - spread**4) / (2 * spread * np.sqrt(GRAPHS)))

    assert abs(variances(SIZES, DENSITY)[role] ** 0.5 - spread) < 3 * error


def test_sna_is_off_for_the_border_by_more_than_chance_allows(
    simulated: tuple[np.ndarray, dict[str, np.ndarray]],
) -> None:
    spread = float(simulated[1]["representative"].std(ddof=1))

    assert SNA["representative"] > 1.04 * spread
    assert SNA["coordinator"] > 1.005 * float(simulated[1]["coordinator"].std(ddof=1))


def test_constraint_of_peruzzi_is_the_chance_of_a_walk_by_two_steps() -> None:
    """Take a contact of v at random; then either stop, or go on once: how often does one end at, or come by, j?

    c_vj is the square of p_vj + sum_q p_vq p_qj: the first step is j, or the second step is. influenceR has .64506.
    """
    edges = pd.read_csv(LISTS / "florentine_edges.csv")
    contacts: dict[str, list[str]] = {}
    for a, b in edges.itertuples(index=False):
        contacts.setdefault(a, []).append(b)
        contacts.setdefault(b, []).append(a)
    around = contacts["Peruzzi"]
    rng = np.random.default_rng(0)
    steps = 200_000
    first = rng.integers(len(around), size=steps)
    reached = np.zeros(len(around))
    for i, q in enumerate(around):
        times = int((first == i).sum())
        then = rng.integers(len(contacts[q]), size=times)
        reached[i] += times
        for j, other in enumerate(around):
            if other in contacts[q]:
                reached[j] += int((then == contacts[q].index(other)).sum())
    walked = float(((reached / steps) ** 2).sum())
    exact = 2 * Fraction(5, 12) ** 2 + Fraction(5, 9) ** 2

    ours = brokers(Network.from_edgelist(edges, directed=False), resamples=1).table().loc["Peruzzi", "constraint"]

    assert ours == pytest.approx(float(exact))
    assert walked == pytest.approx(float(exact), abs=0.004)
    assert abs(walked - 0.6450617284) > 0.006
