"""How long key players and disruption take as networks grow, and how good the sets found are.

    python benchmarks/disruption.py [--large]

Networks have five ties a node, half of their ends drawn evenly and half towards low numbers, so that there are hubs.
Where a peer exists it runs on the same network in the same process: greedy choice of k nodes with networkx, each
candidate removed in turn, is timed on the candidates it manages in ten seconds and scaled up.
With `--large` also 200,000 nodes and a million ties.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from netintel.analysis.disruption import disruption
from netintel.analysis.key_players import key_players
from netintel.model.network import Network

PEER_SECONDS = 10.0


def grown(n: int, ties: int, seed: int = 0) -> Network:
    """Draw one network with hubs and eight countries."""
    rng = np.random.default_rng(seed)
    edges = pd.DataFrame(
        {"source": rng.integers(0, n, ties), "target": np.minimum((rng.random(ties) ** 2 * n).astype(int), n - 1)}
    )
    nodes = pd.DataFrame({"id": range(n), "jurisdiction": rng.choice(list("ABCDEFGH"), n)})
    return Network.from_edgelist(edges, nodes, directed=False)


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    result = call()
    return time.perf_counter() - begin, result


def peer(network: Network, k: int) -> float:
    """Return about how many seconds one greedy choice of k nodes takes with networkx, without swaps and draws."""
    graph = network.to_networkx()
    begin, tried = time.perf_counter(), 0
    for node in network.labels:
        left = graph.copy()
        left.remove_node(node)
        sum(len(part) ** 2 for part in nx.connected_components(left))
        tried += 1
        if time.perf_counter() - begin > PEER_SECONDS:
            break
    return (time.perf_counter() - begin) / tried * network.n_nodes * k


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true")
    sizes = [(1_000, 5_000), (10_000, 50_000)]
    if parser.parse_args().large:
        sizes.append((200_000, 1_000_000))
    print("nodes ties question seconds score proved starts draws peer_seconds peak_MB")
    for n, ties in sizes:
        network = grown(n, ties)
        for goal, by_distance in (("fragment", False), ("fragment", True), ("reach", False), ("reach", True)):
            seconds, found = timed(partial(key_players, network, k=5, goal=goal, by_distance=by_distance))
            beside = f"{peer(network, 5):.0f}" if found.method == "F" else "-"
            told = found.summary, found.parameters
            print(
                f"{n} {ties} {found.method} {seconds:.1f} {told[0]['score']:.4f} {told[0]['proved']} "
                f"{told[1]['restarts']} {told[1]['draws']} {beside} {_peak()}",
                flush=True,
            )
        for strategy in ("betweenness", "cross_border_betweenness", "boundary", "key_players", "degree"):
            seconds, found = timed(partial(disruption, network, strategy=strategy))
            share, by_chance = found.summary["largest_share_none"], found.summary["largest_share_random"]
            print(
                f"{n} {ties} {strategy} {seconds:.1f} {share:.4f}/{by_chance:.4f} - "
                f"{found.parameters['starts_of_betweenness']} {found.parameters['draws']} - {_peak()}",
                flush=True,
            )


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
