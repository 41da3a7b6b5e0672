"""Targets of surveillance are told from those merely mentioned by the form of the exports."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netintel.analysis._watched import watched
from netintel.model.cited import Cited
from netintel.model.network import Network

COVERT = Path(__file__).parents[3] / "shared" / "data" / "covert"


def reported(exports: dict[str, list[tuple[str, str]]]) -> Network:
    """A network in which every export holds one record for each of its ties."""
    rows = [(a, b, export) for export, ties in exports.items() for a, b in ties]
    table = pd.DataFrame(rows, columns=["source", "target", "export"])
    network = Network.from_edgelist(table, directed=False)
    ends = {frozenset(pair): i for i, pair in enumerate(zip(network.source, network.target, strict=True))}
    code = {label: i for i, label in enumerate(network.labels)}
    tie = np.array([ends[frozenset((code[a], code[b]))] for a, b, _ in rows], dtype=np.int64)

    def look(records: np.ndarray) -> pd.DataFrame:
        return pd.DataFrame({"export": table["export"].to_numpy()[records]})

    return replace(network, cited=Cited.of(tie, np.arange(len(rows)), network.n_ties, look))


def marked(network: Network) -> tuple[set[str], set[tuple[str, str]]]:
    nodes, ties = watched(network)
    ends = network.ties[["source", "target"]][ties]
    return set(network.labels[nodes]), {tuple(sorted(pair)) for pair in ends.itertuples(index=False)}


STAR = [("target", f"m{i}") for i in range(12)] + [("m1", "m2")]
CELL = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "a"), ("a", "c"), ("b", "d")]


def test_the_centre_of_a_wiretap_is_marked_and_those_mentioned_are_not() -> None:
    nodes, ties = marked(reported({"calls": STAR, "arrests": CELL}))

    assert nodes == {"target"}
    assert ties == {tuple(sorted(pair)) for pair in STAR[:12]}


def test_two_tapped_phones_in_one_export() -> None:
    calls = [("t1", f"m{i}") for i in range(14)] + [("t2", f"n{i}") for i in range(9)] + [("t1", "t2")]

    nodes, ties = marked(reported({"calls": calls}))

    assert nodes == {"t1", "t2"}
    assert len(ties) == 24


def test_a_tie_that_another_source_reports_too_is_not_the_stars() -> None:
    nodes, ties = marked(reported({"calls": STAR, "arrests": [*CELL, ("target", "m3")]}))

    assert nodes == {"target"}
    assert ("m3", "target") not in ties
    assert len(ties) == 11


def test_a_broker_among_many_is_not_marked() -> None:
    cells = [(f"{cell}{i}", f"{cell}{j}") for cell in "ab" for i in range(6) for j in range(i)]
    joint = [("x", f"{cell}{i}") for cell in "ab" for i in range(4)]

    assert marked(reported({"meetings": cells + joint})) == (set(), set())


def test_a_small_export_makes_nobody_a_target() -> None:
    assert marked(reported({"note": [("a", "b"), ("a", "c"), ("a", "d")]})) == (set(), set())


@pytest.mark.parametrize("seed", range(5))
def test_random_networks_with_heavy_tails_have_no_targets(seed: int) -> None:
    grown = nx.barabasi_albert_graph(400, 2, seed=seed)

    assert marked(reported({"links": [(str(a), str(b)) for a, b in grown.edges]}))[0] == set()


def test_of_a_bare_network_nothing_is_known() -> None:
    bare = Network.from_edgelist(pd.DataFrame(STAR, columns=["source", "target"]), directed=False)

    assert marked(bare) == (set(), set())
    assert marked(Network.from_edgelist(pd.DataFrame({"source": [], "target": []}), directed=True)) == (set(), set())


def test_a_real_wiretap_is_recognised_and_real_meetings_are_not() -> None:
    """CAVIAR was gathered by tapping phones of few (Morselli 2009); Montagna's meetings by watching places."""
    if not COVERT.is_dir():
        pytest.skip("shared data absent: covert")
    matrix = pd.read_csv(COVERT / "morselli_caviar.csv", index_col=0, encoding="utf-8-sig")
    a, b = np.nonzero(matrix.to_numpy())
    names = matrix.columns.to_numpy(dtype=str)
    meetings = pd.read_csv(COVERT / "Montagna_meetings_edgelist.csv", sep=r"\s+", header=None, dtype=str)

    tapped, _ = marked(reported({"calls": list(zip(names[a], names[b], strict=True))}))
    seen, _ = marked(reported({"meetings": list(zip(meetings[0], meetings[1], strict=True))}))

    assert {"1", "3", "12"} <= tapped
    assert len(tapped) < 12
    assert seen == set()
