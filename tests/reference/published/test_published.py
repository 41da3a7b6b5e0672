"""Every value of values.csv, published or made by another tool, comes out of our code.

A row names a graph, a measure, the node or pair it belongs to (`whole` for the graph), the value, how near ours must
be, and where it comes from: paper and table, or tool, version and the script beside this file.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from functools import cache
from itertools import chain, combinations
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netintel.analysis._backbone import disparity_p
from netintel.analysis._bridging import bridging_centrality, cohesion_loss
from netintel.analysis._cluster_borders import agreement
from netintel.analysis._community_brokers import local_brokerage
from netintel.analysis._current_flow import current_flow
from netintel.analysis._cut_points import cut_points
from netintel.analysis._gateway import gateway
from netintel.analysis._hierarchy import hierarchy
from netintel.analysis._leiden import Partitions, leiden
from netintel.analysis._mixing import Mixing, assortativity, external_internal
from netintel.analysis._structural_holes import within_degree
from netintel.analysis._triads import Triads
from netintel.analysis.brokerage_roles import brokerage_roles
from netintel.analysis.brokers import brokers
from netintel.model.network import Network

HERE = Path(__file__).parent
LISTS = HERE.parent / "brokerage"
HOLES = "A-B A-F A-G A-E E-G F-G B-G B-D D-G G-C"
CATANIA = [[258, 16, 35, 13], [12, 157, 58, 19], [13, 23, 306, 35], [5, 7, 24, 16]]
FOUR_COUNTRIES = [[0, 9, 1, 4], [9, 0, 2, 0], [1, 2, 0, 6], [4, 0, 6, 0]]

with (HERE / "values.csv").open(encoding="utf-8", newline="") as table:
    VALUES = list(csv.DictReader(table))


@cache
def network(graph: str) -> Network:
    """Return a graph without directions, save tiny4, with the groups it is given in ../brokerage."""
    if graph == "burt_holes":
        ties = pd.DataFrame([tie.split("-") for tie in HOLES.split()], columns=["source", "target"])
        return Network.from_edgelist(ties, directed=False)
    if graph == "newman":
        sides = [combinations(one, 2) for one in (["A", "X", "X2", "X3", "X4"], ["B", "Y", "Y2", "Y3", "Y4"])]
        joined = [*chain(*sides), ("A", "B"), ("A", "C"), ("C", "B")]
        return Network.from_edgelist(pd.DataFrame(joined, columns=["source", "target"]), directed=False)
    if graph == "les_miserables":
        pairs = pd.DataFrame(list(nx.les_miserables_graph().edges), columns=["source", "target"])
        return Network.from_edgelist(pairs, directed=False)
    named = graph.removesuffix("16")
    edges = pd.read_csv(LISTS / f"{named}_edges.csv", dtype=str)
    nodes = pd.read_csv(LISTS / f"{named}_nodes.csv", dtype=str)
    if graph == "florentine16":
        nodes = pd.concat([nodes, pd.DataFrame({"id": ["Pucci"], "group": [None]})])
    return Network.from_edgelist(edges, nodes, directed=graph == "tiny4", jurisdiction="group")


def triads(graph: str) -> Triads:
    given = network(graph)
    return Triads.of(given.n_nodes, given.source, given.target, directed=given.directed)


def nodes(graph: str, values: np.ndarray) -> dict[str, float]:
    return dict(zip(network(graph).labels, values.tolist(), strict=True))


@cache
def broker_table(graph: str) -> pd.DataFrame:
    return brokers(network(graph), resamples=1).table()


def column(name: str) -> Callable[[str], dict[str, float]]:
    return lambda graph: broker_table(graph)[name].to_dict()


def mixing(graph: str) -> np.ndarray:
    if graph == "catania":
        return np.array(CATANIA, dtype=np.float64)
    given = network(graph)
    return Mixing(given).matrix(given.source, given.target)


def bridging(graph: str) -> dict[str, float]:
    return nodes(graph, bridging_centrality(np.array(network(graph).to_igraph().betweenness()), triads(graph)))


def in_groups(graph: str) -> dict[str, float]:
    """Return the community broker score with the groups as communities."""
    groups = np.array([countries[0] for countries in network(graph).countries])
    return nodes(graph, local_brokerage(network(graph).to_igraph(), groups))


def pairs(_graph: str) -> dict[str, float]:
    found = disparity_p(np.array(FOUR_COUNTRIES, dtype=np.float64))
    return {f"{a}-{b}": float(found[i, j]) for i, a in enumerate("ABCD") for j, b in enumerate("ABCD")}


def roles(graph: str) -> dict[str, float]:
    total = brokerage_roles(network(graph), permutations=0).table()["total"]
    return {**total.to_dict(), "whole": float(total.sum())}


def partitions(graph: str) -> Partitions:
    given = network(graph)
    return leiden(given.n_nodes, given.source, given.target, None, runs=100, generator=random.Random(0))


def largest_modularity(graph: str) -> dict[str, float]:
    return {"whole": float(partitions(graph).quality.max())}


def ami(graph: str) -> dict[str, float]:
    """Return the agreement of the groups with the partition of largest modularity."""
    given = network(graph)
    return {"whole": agreement(partitions(graph).best, given.countries, np.ones(given.n_nodes, dtype=bool))["ami"]}


MEASURES: dict[str, Callable[[str], dict[str, float]]] = {
    "betweenness": column("betweenness"),
    "cross_border_betweenness": column("cross_border_betweenness"),
    "constraint": column("constraint"),
    "effective_size": column("effective_size"),
    "participation": column("participation"),
    "hierarchy": lambda graph: nodes(graph, hierarchy(triads(graph))),
    "within_degree": lambda graph: nodes(graph, within_degree(triads(graph), network(graph).shares)),
    "gateway": lambda graph: nodes(graph, gateway(triads(graph), network(graph).shares)),
    "current_flow": lambda graph: nodes(graph, current_flow(triads(graph).n, triads(graph).low, triads(graph).high)),
    "bridging_centrality": bridging,
    "cohesion_loss": lambda graph: nodes(graph, cohesion_loss(network(graph).to_igraph())),
    "community_broker": in_groups,
    "monopoly": lambda graph: nodes(graph, cut_points(network(graph).to_igraph()).monopoly),
    "cut_points": lambda graph: {"whole": float((cut_points(network(graph).to_igraph()).parts > 1).sum())},
    "roles": roles,
    "e_i": lambda graph: {"whole": external_internal(network(graph), seed=0).observed},
    "assortativity": lambda graph: {"whole": assortativity(mixing(graph))},
    "disparity_p": pairs,
    "ami": ami,
    "largest_modularity": largest_modularity,
}


@cache
def computed(graph: str, measure: str) -> dict[str, float]:
    return MEASURES[measure](graph)


@pytest.mark.parametrize("row", VALUES, ids=lambda row: f"{row['graph']} {row['measure']} {row['at']}")
def test_a_published_value(row: dict[str, str]) -> None:
    found = computed(row["graph"], row["measure"])[row["at"]]

    assert found == pytest.approx(float(row["value"]), abs=float(row["tolerance"]) + 1e-12), row["source"]


def test_each_value_is_there_once_a_source_and_no_measure_without_a_value() -> None:
    keys = [(row["graph"], row["measure"], row["at"], row["source"]) for row in VALUES]

    assert len(set(keys)) == len(keys) > 100
    assert all(row["source"] for row in VALUES)
    assert {row["measure"] for row in VALUES} == set(MEASURES)
