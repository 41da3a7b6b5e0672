"""How long key players and disruption take as networks grow, and how good the sets found are.

    python benchmarks/disruption.py [--large]
    python benchmarks/disruption.py --intervals

Networks have five ties a node, half of their ends drawn evenly and half towards low numbers, so that there are hubs.
Where a peer exists it runs on the same network in the same process: greedy choice of k nodes with networkx, each
candidate removed in turn, is timed on the candidates it manages in ten seconds and scaled up.
With `--large` also 200,000 nodes and a million ties. Seconds are of the processor.
With `--intervals` nothing is timed: of 40 planted networks of eight cells a tenth of the ties is hidden, nodes are
taken out by what is left on record, and the true value is looked for in the 90 % interval, and beside the recorded one.
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

from netintel.analysis._cohesion import Cohesion, Sides
from netintel.analysis._fragmentation import Adjacency, Codes
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
    begin = time.process_time()
    result = call()
    return time.process_time() - begin, result


def peer(network: Network, k: int) -> float:
    """Return about how many seconds one greedy choice of k nodes takes with networkx, without swaps and draws."""
    graph = network.to_networkx()
    begin, tried = time.process_time(), 0
    for node in network.labels:
        left = graph.copy()
        left.remove_node(node)
        sum(len(part) ** 2 for part in nx.connected_components(left))
        tried += 1
        if time.process_time() - begin > PEER_SECONDS:
            break
    return (time.process_time() - begin) / tried * network.n_nodes * k


def cells(rng: np.random.Generator) -> tuple[Codes, Codes]:
    """Draw 120 nodes in eight cells, each with a boss, and ten brokers; return cells and ties."""
    n, ties = 120, set()
    cell = rng.integers(0, 8, n)
    for one in range(8):
        members = np.flatnonzero(cell == one)
        ties |= {(members[0], other) for other in members[1:] if rng.random() < 0.5}
        for member in members:
            ties |= {tuple(sorted((member, other))) for other in rng.choice(members, 2, replace=False)}
    for broker in rng.choice(n, 10, replace=False):
        abroad = np.flatnonzero(cell != cell[broker])
        ties |= {tuple(sorted((broker, other))) for other in rng.choice(abroad, 2, replace=False)}
    return cell, np.array(sorted(tie for tie in ties if tie[0] != tie[1]), dtype=np.int64)


def intervals(runs: int = 40) -> pd.DataFrame:
    """Return how often the interval holds the true value and the recorded one, and how far off these are."""
    told = []
    for run in range(runs):
        rng = np.random.default_rng(run)
        cell, true = cells(rng)
        seen = true[rng.random(len(true)) >= 0.1]
        nodes = pd.DataFrame({"id": range(len(cell)), "jurisdiction": [f"C{one}" for one in cell]})
        edges = pd.DataFrame({"source": seen[:, 0], "target": seen[:, 1], "drop": 0.0})
        network = Network.from_edgelist(edges, nodes, directed=False)
        rows = disruption(network, steps=6, draws=30, recovery=["distance"]).table()
        rows = rows[rows["recovery"] == "none"].iloc[1:]
        sides, gone = Sides.told([(f"C{one}",) for one in cell]), np.zeros(len(cell), dtype=bool)
        adjacency = Adjacency.of(len(cell), true[:, 0], true[:, 1])
        start = Cohesion.of(adjacency, gone, sides, None)
        for _, row in rows.iterrows():
            gone[int(row["node"])] = True
            left = Cohesion.of(adjacency, gone, sides, None).beside(start)
            told += [
                (one, row["step"], left[one], row[one], row[f"{one}_low"] - 1e-9, row[f"{one}_high"] + 1e-9)
                for one in ("largest_share", "F", "efficiency")
            ]
    table = pd.DataFrame(told, columns=["measure", "step", "true", "recorded", "low", "high"])
    table["holds_true"] = table["true"].between(table["low"], table["high"])
    table["holds_recorded"] = table["recorded"].between(table["low"], table["high"])
    table["recorded_is_off"] = (table["recorded"] - table["true"]).abs()
    table["middle_is_off"] = ((table["low"] + table["high"]) / 2 - table["true"]).abs()
    return table.groupby(["measure", "step"]).mean().round(3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--intervals", action="store_true")
    asked = parser.parse_args()
    if asked.intervals:
        print(intervals().to_string())
        return
    sizes = [(1_000, 5_000), (10_000, 50_000)]
    if asked.large:
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
