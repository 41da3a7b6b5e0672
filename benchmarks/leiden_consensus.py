"""Clusters on which runs agree, from 1,000 nodes and 5,000 ties to 100,000 and 500,000: time, memory, against peers.

    python benchmarks/leiden_consensus.py [--nodes 1000 10000 100000]

Planted groups of 10 to 200 nodes, heavy-tailed activity, four ties in five within a group, a fifth of the ties missing.
Every measurement runs in a process of its own: CPU seconds (of the search alone; the data is made before), peak memory,
and the adjusted Rand index with the planted groups. Peers, on the same ties in the same run: one Leiden run of igraph,
Louvain of networkx, and leidenalg where it is installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import resource
import subprocess
import sys
import time

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis._resolution import rand_index
from netintel.model.network import Network

Codes = NDArray[np.int64]
MISSING = 0.2
WITHIN = 0.8


def planted(nodes: int) -> tuple[Codes, Codes, Codes]:
    """Return sources, targets (each pair once) and the group of each node; five ties a node are left."""
    rng = np.random.default_rng(nodes)
    size = np.minimum(10 + 20 * rng.pareto(1.5, nodes // 10), 200).astype(np.int64)
    group = rng.permutation(np.repeat(np.arange(len(size)), size)[:nodes])
    pull = rng.pareto(2.5, nodes) + 0.5
    order = np.argsort(group, kind="stable")
    begins = np.searchsorted(group[order], np.arange(group.max() + 2))
    passed = np.concatenate(([0.0], np.cumsum(pull[order])))
    wanted = int(5 * nodes / (1 - MISSING) * 1.05)
    source = rng.choice(nodes, wanted, p=pull / pull.sum())
    low, high = passed[begins[group[source]]], passed[begins[group[source] + 1]]
    inside = order[np.searchsorted(passed, rng.uniform(low, high), side="right").clip(1, nodes) - 1]
    outside = rng.choice(nodes, wanted, p=pull / pull.sum())
    target = np.where(rng.random(wanted) < WITHIN, inside, outside)
    keys = np.unique((np.minimum(source, target) * nodes + np.maximum(source, target))[source != target])
    keys = np.sort(rng.permutation(keys)[: 5 * nodes])
    return keys // nodes, keys % nodes, group


def whole(nodes: int) -> tuple[float, Codes, Codes]:
    """`communities` with its defaults: profile, runs, plausible networks, consensus, networks of chance, table."""
    from netintel.analysis.communities import communities

    source, target, group = planted(nodes)
    network = Network.from_edgelist(pd.DataFrame({"source": source, "target": target}), directed=False)
    start = time.process_time()
    table = communities(network).table()
    return time.process_time() - start, table["cluster"].to_numpy(), group[table["node"].to_numpy(np.int64)]


def agreed(nodes: int) -> tuple[float, Codes, Codes]:
    """The consensus alone, at resolution 1: runs on the network, on plausible networks, and on their agreement."""
    from netintel.analysis._cluster_search import Search
    from netintel.analysis._layers import Layered
    from netintel.analysis._plausible import HIDDEN

    source, target, group = planted(nodes)
    network = Network.from_edgelist(pd.DataFrame({"source": source, "target": target}), directed=False)
    start = time.process_time()
    ties = Layered(network, None)
    found = Search(ties, "modularity", 50, HIDDEN, 0).found(1.0)
    return time.process_time() - start, found.cluster, group[ties.network.labels.to_numpy(np.int64)]


def one_run(nodes: int) -> tuple[float, Codes, Codes]:
    """One Leiden run of igraph, with the building of its graph."""
    import igraph

    source, target, group = planted(nodes)
    random.seed(0)
    start = time.process_time()
    graph = igraph.Graph(n=nodes, edges=np.column_stack((source, target)))
    found = graph.community_leiden(objective_function="modularity", n_iterations=2)
    return time.process_time() - start, np.array(found.membership), group


def louvain(nodes: int) -> tuple[float, Codes, Codes]:
    """One Louvain run of networkx, with the building of its graph."""
    import networkx

    source, target, group = planted(nodes)
    start = time.process_time()
    graph = networkx.Graph(zip(source.tolist(), target.tolist(), strict=True))
    graph.add_nodes_from(range(nodes))
    found = networkx.community.louvain_communities(graph, seed=0)
    spent = time.process_time() - start
    labels = np.empty(nodes, dtype=np.int64)
    for number, members in enumerate(found):
        labels[list(members)] = number
    return spent, labels, group


def leidenalg_run(nodes: int) -> tuple[float, Codes, Codes]:
    """One run of leidenalg, with the building of its graph."""
    import igraph
    import leidenalg

    source, target, group = planted(nodes)
    start = time.process_time()
    graph = igraph.Graph(n=nodes, edges=np.column_stack((source, target)))
    found = leidenalg.find_partition(graph, leidenalg.ModularityVertexPartition, seed=0, n_iterations=2)
    return time.process_time() - start, np.array(found.membership), group


MEASURED = {
    "one run, igraph": one_run,
    "one run, networkx louvain": louvain,
    "one run, leidenalg": leidenalg_run,
    "consensus": agreed,
    "communities": whole,
}


def _alone(name: str, nodes: int) -> tuple[float, float, float]:
    """Return CPU seconds, agreement and peak memory (MiB) of one measurement in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", name, "--nodes", str(nodes)], capture_output=True, text=True, check=True
    )
    seconds, found, peak = map(float, done.stdout.split())
    return seconds, found, peak


def main() -> None:
    """Print one markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--one", choices=MEASURED)
    given = parser.parse_args()
    if given.one:
        seconds, found, truth = MEASURED[given.one](given.nodes[0])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(seconds, rand_index(truth, found), peak)
        return
    print("| nodes | ties | measured | CPU s | to one igraph run | peak MiB | adjusted Rand |\n" + "|---" * 7 + "|")
    for nodes in given.nodes:
        base = None
        for name in MEASURED:
            if name.endswith("leidenalg") and importlib.util.find_spec("leidenalg") is None:
                continue
            seconds, found, peak = _alone(name, nodes)
            base = base or seconds
            said = f"{seconds:.2f} | {seconds / base:.1f} | {peak:.0f} | {found:.2f}"
            print(f"| {nodes:,} | {5 * nodes:,} | {name} | {said} |", flush=True)


if __name__ == "__main__":
    main()
