"""Brokerage roles on 100,000 and 1,000,000 arcs with a hub of more than 10,000 ties: time, memory, and against peers.

    python benchmarks/brokerage_roles.py [--arcs 100000 1000000]

Every measurement runs in a process of its own: CPU seconds (user and system, of the counting alone; the data is made
before) and peak memory. Peers, on the same arcs in the same run:

- "list triangles": what igraph needs to build the graph and list its triangles, less than any count of roles needs;
- "R sna": the C routine behind `sna::brokerage`, where R with sna is installed; up to 100,000 arcs, for it walks every
  two-path. The memory of R is not measured.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.model.network import Network

HUB = 12_000
COUNTRIES = 30
SNA_LIMIT = 100_000


def arcs(size: int) -> tuple[int, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return nodes, sources, targets, and countries: tails drawn by a heavy-tailed law, and one hub."""
    rng = np.random.default_rng(size)
    n = max(size // 5, HUB + 1)
    chance = 1 / np.arange(1, n + 1) ** 0.6
    source = rng.choice(n, size - HUB, p=chance / chance.sum())
    target = rng.choice(n, size - HUB)
    spokes = rng.choice(n - 1, HUB, replace=False) + 1
    outward = rng.random(HUB) < 0.5
    source = np.concatenate([source, np.where(outward, 0, spokes)])
    target = np.concatenate([target, np.where(outward, spokes, 0)])
    keys = np.unique((source * n + target)[source != target])
    return n, keys // n, keys % n, rng.integers(0, COUNTRIES, n)


def roles(size: int, permutations: int | None = 0) -> str:
    """Count every role of every node, without draws from the null models unless some are asked for."""
    from netintel.analysis.brokerage_roles import brokerage_roles

    n, source, target, country = arcs(size)
    edges = pd.DataFrame({"source": source, "target": target})
    nodes = pd.DataFrame({"id": np.arange(n), "country": [f"C{c:02}" for c in country]})
    network = Network.from_edgelist(edges, nodes, directed=True, jurisdiction="country")
    start = time.process_time()
    table = brokerage_roles(network, permutations=permutations).table()
    return f"{time.process_time() - start:.2f} {table['total'].sum():.0f}"


def by_default(size: int) -> str:
    """The same with the default number of draws from both null models: 20 each for the larger network."""
    return roles(size, None)


def counting(size: int) -> str:
    """The same without making a table: arcs in, counts out."""
    from scipy.sparse import csr_array

    from netintel.analysis._role_counts import Alike, role_counts
    from netintel.analysis._triads import Triads

    n, source, target, country = arcs(size)
    shares = csr_array((np.ones(n), (np.arange(n), country)), shape=(n, COUNTRIES))
    start = time.process_time()
    triads = Triads.of(n, source, target, directed=True)
    counts = role_counts(triads, Alike.of(triads, shares))
    return f"{time.process_time() - start:.2f} {counts.boundary.sum() + counts.coordinator.sum():.0f}"


def list_triangles(size: int) -> str:
    """Build the igraph graph from the same arrays and list its triangles."""
    import igraph

    n, source, target, _ = arcs(size)
    start = time.process_time()
    graph = igraph.Graph(n=n, edges=np.column_stack([source, target]), directed=True)
    found = graph.as_undirected().list_triangles()
    return f"{time.process_time() - start:.2f} {len(found)}"


# The C routine alone: the R around it makes tests that need memory of the square of the nodes.
SNA = """
suppressMessages(library(sna))
edges <- as.matrix(read.csv(commandArgs(TRUE)[1]))
group <- scan(commandArgs(TRUE)[2], quiet = TRUE)
n <- length(group)
given <- cbind(edges, 1)
start <- proc.time()
found <- .C("brokerage_R", as.double(given), as.integer(n), as.integer(nrow(given)), as.integer(group + 1),
            brok = as.double(matrix(0, n, 5)), PACKAGE = "sna")$brok
used <- proc.time() - start
cat(sprintf("%.2f %.0f", used[[1]] + used[[2]], sum(found)))
"""


def sna(size: int) -> str:
    """Count with the C routine behind `sna::brokerage`."""
    _, source, target, country = arcs(size)
    with tempfile.TemporaryDirectory() as folder:
        edges, groups, script = (Path(folder) / name for name in ("edges.csv", "groups.txt", "count.R"))
        pd.DataFrame({"source": source + 1, "target": target + 1}).to_csv(edges, index=False)
        groups.write_text("\n".join(map(str, country.tolist())))
        script.write_text(SNA)
        done = subprocess.run(["Rscript", str(script), str(edges), str(groups)], capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else f"nan failed:{done.stderr.strip()[-60:]}"


STAGES = {
    "counting": counting,
    "brokerage_roles, no draws": roles,
    "brokerage_roles": by_default,
    "list triangles": list_triangles,
    "R sna": sna,
}


def measured(stage: str, size: int) -> tuple[float, float, str]:
    """Run one stage in its own process; return CPU seconds, peak MiB and what it found."""
    command = [sys.executable, __file__, "--stage", stage, "--arcs", str(size)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, found, peak = done.stdout.split(maxsplit=2)
    return float(seconds), float(peak) / 1024, found


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--arcs", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--stage", choices=STAGES, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.stage:
        print(STAGES[given.stage](given.arcs[0]), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        return
    print("| arcs | hub | stage | CPU s | peak MiB | times counting | found |\n|---|---|---|---|---|---|---|")
    for size in given.arcs:
        _, source, target, _ = arcs(size)
        hub = int(np.bincount(source).max() + np.bincount(target)[np.bincount(source).argmax()])
        base = float("nan")
        for stage in STAGES:
            if stage == "R sna" and (size > SNA_LIMIT or not shutil.which("Rscript")):
                print(f"| {size:,} | {hub:,} | {stage} | not run | | | |")
                continue
            seconds, peak, found = measured(stage, size)
            base = seconds if stage == "counting" else base
            print(f"| {size:,} | {hub:,} | {stage} | {seconds:.2f} | {peak:.0f} | {seconds / base:.1f} | {found} |")


if __name__ == "__main__":
    main(sys.argv[1:])
