"""Corridors at scale: 1,000 rewires of 10,000 nodes and 50,000 ties against igraph and networkx, and growth to 1M ties.

    python benchmarks/corridors.py [--sizes 1000 10000 100000 1000000]

CPU seconds in one run. A peer rewires the same ties as often, but only a few times: its time for one network is
multiplied. igraph switches each tie ten times (`Graph.rewire`), networkx once (`double_edge_swap`, 20 networks take
minutes); neither counts country pairs, which here is part of the time.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from netintel.analysis._crossing import crossing_rewires
from netintel.analysis._mixing import Mixing
from netintel.analysis._rewire import rewires
from netintel.analysis.corridors import corridors
from netintel.model.network import Network


def drawn(ties: int) -> Network:
    """Draw a heavy-tailed network of 30 countries, a third of the ties at home."""
    rng = np.random.default_rng(ties)
    n = max(ties // 5, 50)
    home = np.sort(rng.integers(0, 30, n))
    chance = (rng.pareto(2.5, n) + 0.3) / n
    source, target = (rng.choice(n, ties, p=chance / chance.sum()) for _ in range(2))
    at_home = rng.random(ties) < 0.33
    begins = np.searchsorted(home, np.arange(31))
    size = np.diff(begins)[home[source]]
    target = np.where(at_home, begins[home[source]] + (rng.random(ties) * size).astype(np.int64), target)
    nodes = pd.DataFrame({"id": range(n), "jurisdiction": [f"C{h:02d}" for h in home]})
    return Network.from_edgelist(pd.DataFrame({"source": source, "target": target}), nodes, directed=False)


def seconds(call: Callable[[], object]) -> float:
    """Return the CPU seconds of one call."""
    start = time.process_time()
    call()
    return time.process_time() - start


def counted(network: Network, times: int, *, crossing: bool) -> None:
    """Rewire and count country pairs, as `corridors` does."""
    mixing = Mixing(network)
    for source, target in (crossing_rewires if crossing else rewires)(network, times, 0):
        mixing.matrix(source, target)


def peers(network: Network, times: int) -> None:
    """Print the table of rewires against peers."""
    import networkx

    graph, other = network.to_igraph(), network.to_networkx()
    mine = seconds(lambda: counted(network, 50, crossing=True)) / 50 * times
    rows = {
        "ties across borders, counted (default)": mine,
        "all ties, counted (null='all')": seconds(lambda: counted(network, 20, crossing=False)) / 20 * times,
        "igraph rewire": seconds(lambda: [graph.rewire(n=10 * network.n_ties) for _ in range(5)]) / 5 * times,
        "networkx double_edge_swap": times
        * seconds(lambda: networkx.double_edge_swap(other, network.n_ties, 100 * network.n_ties, seed=0)),
    }
    print(f"| {times:,} rewires of {network.n_nodes:,} nodes, {network.n_ties:,} ties | CPU s | ratio |\n|---|---|---|")
    for name, spent in rows.items():
        print(f"| {name} | {spent:.0f} | {spent / mine:.1f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--rewires", type=int, default=1000)
    given = parser.parse_args()
    peers(drawn(50_000), given.rewires)
    print("\n| ties | rewires | plausible networks | CPU s |\n|---|---|---|---|")
    for size in given.sizes:
        network = drawn(size)
        start = time.process_time()
        found = corridors(network).parameters
        spent = time.process_time() - start
        print(f"| {network.n_ties:,} | {found['rewires']} | {found['plausible']} | {spent:.1f} |", flush=True)


if __name__ == "__main__":
    main()
