"""Prints rows of values.csv that Python packages make which are no dependency of ours, and networkx and igraph.

    pip install bctpy==0.6.1 Community-Broker-Score==0.1.5 networkx igraph pandas
    python make_values.py > python.csv

Reads the edge lists of ../brokerage, groups as given there.
"""

from __future__ import annotations

import warnings
from importlib.metadata import version
from itertools import permutations
from pathlib import Path

import igraph
import networkx as nx
import numpy as np
import pandas as pd

LISTS = Path(__file__).parents[1] / "brokerage"


def given(graph: str) -> tuple[nx.Graph, dict[str, str]]:
    edges = pd.read_csv(LISTS / f"{graph}_edges.csv", dtype=str)
    nodes = pd.read_csv(LISTS / f"{graph}_nodes.csv", dtype=str)
    found: nx.Graph = nx.Graph()
    found.add_nodes_from(nodes["id"])
    found.add_edges_from(edges.itertuples(index=False))
    return found, dict(zip(nodes["id"], nodes["group"], strict=True))


def told(graph: str, measure: str, at: str, value: float, source: str) -> None:
    print(f'{graph},{measure},{at},{value:.10g},1e-6,"{source}; make_values.py"')


def crossing(graph: nx.Graph, group: dict[str, str]) -> dict[str, float]:
    """Sum over ordered pairs of groups, each of which networkx halves: pairs of one group are never asked for."""
    total = dict.fromkeys(graph, 0.0)
    for one, other in permutations(sorted(set(group.values())), 2):
        ends = [[v for v in graph if group[v] == g] for g in (one, other)]
        for v, x in nx.betweenness_centrality_subset(graph, *ends, normalized=False).items():
            total[v] += x
    return total


def gateway(graph: nx.Graph, group: dict[str, str]) -> dict[str, float]:
    """The paper's definition with degree as centrality; bctpy 0.6.1 has another (README.md)."""
    most = max(sum(graph.degree(v) for v in graph if group[v] == g) for g in set(group.values()))
    found = {}
    for v in graph:
        total = 0.0
        for g in set(group.values()):
            there = [u for u in graph[v] if group[u] == g]
            of_home = sum(group[u] == g for w in graph if group[w] == group[v] for u in graph[w])
            if there:
                weight = 1 - len(there) / of_home * sum(graph.degree(u) for u in there) / most
                total += (len(there) / graph.degree(v)) ** 2 * weight**2
        found[v] = 1 - total
    return found


def measured() -> None:
    import bct

    for name, watched in (
        ("florentine", ["Medici", "Guadagni"]),
        ("kite", ["Heather", "Diane"]),
        ("karate", ["1", "3"]),
    ):
        graph, group = given(name)
        order = list(graph)
        matrix = nx.to_numpy_array(graph)
        codes = np.array([sorted(set(group.values())).index(group[v]) + 1 for v in order])
        through = crossing(graph, group)
        spread, inside = bct.participation_coef(matrix, codes), bct.module_degree_zscore(matrix, codes)
        flow = nx.current_flow_betweenness_centrality(graph, normalized=False)
        ways = gateway(graph, group)
        for v in watched:
            at = order.index(v)
            nx_name, bct_name = f"networkx {version('networkx')}", f"bctpy {version('bctpy')}"
            told(name, "cross_border_betweenness", v, through[v], f"{nx_name} betweenness_centrality_subset")
            told(name, "participation", v, spread[at], f"{bct_name} participation_coef")
            told(name, "within_degree", v, inside[at], f"{bct_name} module_degree_zscore")
            told(name, "current_flow", v, flow[v], f"{nx_name} current_flow_betweenness_centrality")
            told(name, "gateway", v, ways[v], "Ruiz Vargas and Wahl 2014, definition in loops")
        best = igraph.Graph.from_networkx(graph).community_optimal_modularity().modularity
        told(name, "largest_modularity", "whole", best, f"igraph {igraph.__version__} community_optimal_modularity")


def partitioned() -> None:
    from community_broker_score.community_broker_score import local_community_broker_score

    graph, group = given("karate")
    edges = pd.DataFrame(list(graph.edges), columns=["A", "B"])
    nodes = pd.DataFrame({"id": list(graph), "community_id": [group[v] for v in graph]})
    scores = local_community_broker_score(nodes, edges).set_index("id")["community_broker_score"]
    for v in ("1", "3", "34", "5"):
        told("karate", "community_broker", v, scores[v], f"Community-Broker-Score {version('Community-Broker-Score')}")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    measured()
    partitioned()
