"""What intervals of ranks cost: cross-border betweenness against igraph, 200 plausible networks, and a million ties.

    python benchmarks/uncertainty.py [--ties 1000 10000 50000 200000 1000000]

Every measurement runs in a process of its own: CPU seconds (the data is made before) and peak memory. Networks have a
fifth as many nodes as ties, heavy-tailed degrees on one side, and eight countries.

- "igraph betweenness": one plain exact run of igraph, the peer; up to 50,000 ties, where exact.
- "cross-border betweenness": the same restricted to pairs of different countries, exact; up to 50,000 ties.
- "draws": 200 plausible networks, drawn and no more (20 above 200,000 ties).
- "brokers": the default method with its intervals from 200 plausible networks (fewer above 100,000 ties, as it tells).
- "brokers by paths": `method="cross_border_betweenness"`, likewise; beyond the exact size with its bound.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from benchmarks.brokers_planted import markdown
from netintel.model.network import Network

EXACT = 50_000


def network(ties: int) -> Network:
    """Return a network of about so many ties."""
    rng = np.random.default_rng(ties)
    n = ties // 5
    chance = 1 / np.arange(1, n + 1) ** 0.6
    source, target = rng.choice(n, ties, p=chance / chance.sum()), rng.integers(0, n, ties)
    nodes = pd.DataFrame({"id": range(n), "jurisdiction": rng.choice(list("ABCDEFGH"), n)})
    edges = pd.DataFrame({"source": source, "target": target})
    return Network.from_edgelist(edges, nodes, directed=False)


def igraph_betweenness(given: Network) -> str:
    """Run igraph once, and find its first."""
    return f"first {int(np.argmax(given.to_igraph().betweenness(directed=False)))}"


def cross_border_betweenness(given: Network) -> str:
    """Run the exact cross-border betweenness once."""
    from netintel.analysis._cross_border_betweenness import cross_border_betweenness as exact

    return f"first {int(np.argmax(exact(given)))}"


def draws(given: Network) -> str:
    """Draw plausible networks."""
    from netintel.analysis._plausible import Plausible

    plausible, rng = Plausible(given), np.random.default_rng(0)
    times = 200 if given.n_ties <= 200_000 else 20
    for _ in range(times):
        plausible.draw(rng)
    return f"{times} draws"


def default(given: Network) -> str:
    """Rank brokers by the default, with intervals."""
    return _told(given, "boundary_per_contact")


def by_paths(given: Network) -> str:
    """Rank brokers by cross-border betweenness, with intervals."""
    return _told(given, "cross_border_betweenness")


def _told(given: Network, method: str) -> str:
    from netintel.analysis.brokers import brokers

    result = brokers(given, method=method)
    row = result.table().iloc[0]
    said = f"{result.parameters['resamples']} networks; first {row['score']:.3g}, {row['rank_low']}-{row['rank_high']}"
    bound = result.summary["error_bound"].get(method)
    return said + (f", bound {bound:.2g}" if bound else "")


STAGES: dict[str, Callable[[Network], str]] = {
    "igraph betweenness": igraph_betweenness,
    "cross-border betweenness": cross_border_betweenness,
    "draws": draws,
    "brokers": default,
    "brokers by paths": by_paths,
}


def measured(stage: str, ties: int) -> dict[str, object]:
    """Run one stage in its own process."""
    command = [sys.executable, "-m", "benchmarks.uncertainty", "--stage", stage, "--ties", str(ties)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, peak, found = done.stdout.strip().split(maxsplit=2)
    return {"ties": ties, "stage": stage, "CPU s": float(seconds), "peak MiB": int(peak) // 1024, "found": found}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ties", type=int, nargs="+", default=[1_000, 10_000, 50_000, 200_000, 1_000_000])
    parser.add_argument("--stage", choices=STAGES)
    given = parser.parse_args(arguments)
    if given.stage:
        made = network(given.ties[0])
        start = time.process_time()
        found = STAGES[given.stage](made)
        used = time.process_time() - start
        print(f"{used:.2f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss} {found}")
        return
    rows = []
    for ties in given.ties:
        for stage in STAGES:
            if ties <= EXACT or stage not in ("igraph betweenness", "cross-border betweenness"):
                rows.append(measured(stage, ties))
                print(f"{ties} {stage} done", file=sys.stderr)
    table = pd.DataFrame(rows)
    exact = table[table["stage"] == "cross-border betweenness"].set_index("ties")["CPU s"]
    table.insert(3, "x exact", (table["CPU s"] / table["ties"].map(exact)).map("{:.2f}".format))
    print(markdown(table))


if __name__ == "__main__":
    main(sys.argv[1:])
