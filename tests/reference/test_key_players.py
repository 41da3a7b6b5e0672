"""Key players against brute force that shares no code with the product, and published optima."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from netintel.analysis.key_players import key_players
from netintel.model.network import Network

HERE = Path(__file__).parent
FILES = {
    "florentine": HERE / "brokerage" / "florentine_edges.csv",
    "karate": HERE / "key_players" / "karate_edges.csv",
    "kite": HERE / "brokerage" / "kite_edges.csv",
    "holes": HERE / "key_players" / "holes_edges.csv",
}
OPTIMA = pd.read_csv(HERE / "key_players" / "optima.csv")
ASKED = {
    "F": {"goal": "fragment"},
    "DF": {"goal": "fragment", "by_distance": True},
    "m-reach": {"goal": "reach", "steps": 2},
    "distance-weighted reach": {"goal": "reach", "by_distance": True},
}


def graph(name: str) -> Network:
    edges = pd.read_csv(FILES[name], dtype=str)[["source", "target"]]
    alone = ["Pucci"] if name == "florentine" else []
    nodes = pd.DataFrame({"id": [*alone, *pd.unique(edges.to_numpy().ravel())], "jurisdiction": None})
    return Network.from_edgelist(edges, nodes, directed=False)


@pytest.mark.parametrize(("name", "k", "method", "score", "sets"), list(OPTIMA.itertuples(index=False, name=None)))
def test_brute_force(name: str, k: int, method: str, score: float, sets: int) -> None:
    """Every set of 1, 2 and 3 nodes, by tests/reference/key_players/make_reference.py (plain Python)."""
    found = key_players(graph(name), k=k, draws=1, **ASKED[method])

    assert found.method == method
    assert found.summary["score"] == pytest.approx(score, abs=1e-6)
    assert found.summary["n_sets"] == sets
    assert found.summary["proved"]


@pytest.mark.parametrize(
    ("name", "published"), [("florentine", (0.4667, 0.7473, 0.8846)), ("karate", (0.3163, 0.4234, 0.5699))]
)
def test_published_optima_of_fragmentation(name: str, published: tuple[float, ...]) -> None:
    """F for k = 1, 2, 3 on Padgett's 16 families and Zachary's club: Borgatti's (2006) F, found by every set."""
    found = [key_players(graph(name), k=k, draws=1).summary["score"] for k in (1, 2, 3)]

    assert found == pytest.approx(list(published), abs=5e-5)
