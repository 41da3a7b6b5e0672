"""Which score finds hidden ties, on real and planted networks, across borders and within? And what does it cost?

    python benchmarks/predict_links.py [--rounds 20] [--largest 1000000]

1. Real covert networks (shared/data/covert, skipped in words where absent; their ties have no countries, so every pair
   counts as one sort), a tenth and three tenths of the ties hidden: area under the curve, average precision, and
   precision of the first 10.
2. Planted cells and brokers of eight countries (benchmarks/brokers_planted.py), one tie in ten lost beforehand: the
   same by sort of pair.
3. Ranks: ties of a network are lost with chance 0.1; how many of the 90 % rank intervals of the first 20 pairs of each
   sort hold the rank that the same score gives on the network before the loss, among the same pairs; mean width.
4. Time and memory beside networkx, one run, one core.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd

from benchmarks.brokers_planted import markdown, planted
from netintel.analysis._borders import BORDERS, Borders
from netintel.analysis._closeness import METHODS, Closeness, Walks
from netintel.analysis._held_out import held_out
from netintel.analysis._label_order import in_label_order
from netintel.analysis._suggestions import Codes, Suggestions
from netintel.analysis.predict_links import predict_links
from netintel.model.network import Network

COVERT = Path(__file__).parents[1] / ".." / "shared" / "data" / "covert"
MEASURES = ["base_rate", "auc", "average_precision", "precision"]
PLANTED = [(model, joining) for model in ("bosses", "members") for joining in ("many", "pair")]


def covert() -> dict[str, Network]:
    """Return the real networks that are there, undirected and without weights."""
    found = {}
    for path in sorted(COVERT.glob("*.csv")):
        if path.stem.endswith("ATTR"):
            continue
        if path.stem.endswith("edgelist"):
            ties = pd.read_csv(path, sep=r"\s+", header=None, names=["source", "target", "weight"])[
                ["source", "target"]
            ]
        else:
            matrix = pd.read_csv(path, index_col=0).to_numpy(dtype=float)
            ties = pd.DataFrame(np.argwhere(matrix > 0), columns=["source", "target"])
        found[path.stem.removeprefix("morselli_")] = Network.from_edgelist(ties.astype(str), directed=False)
    return found


def trial(network: Network, method: Closeness, rounds: int, part: float) -> pd.DataFrame:
    """Return how well a method finds hidden ties, one row a sort of pair."""
    everybody = np.ones(network.n_nodes, dtype=bool)
    rng = np.random.default_rng(0)
    table = held_out(
        network.source, network.target, everybody, Borders(network), method, times=rounds, k=10, rng=rng, part=part
    )
    return table.reset_index().assign(method=method, hidden_part=part)


def on_covert(rounds: int) -> pd.DataFrame:
    """Return one row a network, part hidden and method."""
    rows = []
    for name, network in covert().items():
        for part in (0.1, 0.3):
            rows += [trial(network, method, rounds, part).assign(network=name) for method in METHODS]
    every = pd.concat(rows) if rows else pd.DataFrame()
    return every[every["border"] == "unknown"] if rows else every


def on_planted(rounds: int) -> pd.DataFrame:
    """Return one row a model, sort of pair and method."""
    rows = []
    for model, joining in PLANTED:
        network, _ = planted(model, joining, 24, 0.05, 0.1, 1000)
        rows += [trial(network, method, rounds, 0.1).assign(model=model, joins=joining) for method in METHODS]
    every = pd.concat(rows)
    return every[every["border"] != "unknown"]


def intervals(seeds: int) -> pd.DataFrame:
    """Return, by sort of pair, how many rank intervals hold the rank before ties were lost."""
    rows = []
    for model, joining in PLANTED:
        for seed in range(seeds):
            whole = in_label_order(planted(model, joining, 24, 0.05, 0.0, 2000 + seed)[0])
            kept = np.random.default_rng(seed).random(whole.n_ties) >= 0.1
            edges = whole.ties.loc[kept, ["source", "target"]].assign(drop=0.0)
            nodes = pd.DataFrame({"id": whole.labels, "country": [c[0] for c in whole.countries]})
            left = in_label_order(Network.from_edgelist(edges, nodes, directed=False, jurisdiction="country"))
            table = predict_links(left, pairs=20, hidden=0.1, seed=seed).table()
            best, worst = _ranks_before(whole, left, table)
            holds = (table["rank_low"] <= worst) & (best <= table["rank_high"])
            width = table["rank_high"] - table["rank_low"] + 1
            alone = (best <= table["rank"]) & (table["rank"] <= worst)
            rows.append(table[["border"]].assign(holds=holds, width=width, naive=alone, model=model))
    return pd.concat(rows).groupby(["border", "model"], sort=False)[["holds", "naive", "width"]].mean().reset_index()


def _ranks_before(whole: Network, left: Network, table: pd.DataFrame) -> tuple[Codes, Codes]:
    """Return the ranks of the pairs of a table by the network before ties were lost, among pairs untied after it."""
    everybody = np.ones(whole.n_nodes, dtype=bool)
    close = Walks(whole.source, whole.target, whole.n_nodes).close("resource_walks", everybody)
    ranking = Suggestions.of(left, Borders(left), everybody, close)
    low, high = (left.labels.get_indexer(pd.Index(table[end])).astype(np.int64) for end in ("source", "target"))
    sort = np.array([BORDERS.index(border) for border in table["border"]], dtype=np.int64)
    return ranking.places(close.of(low, high, whole.n_nodes), sort)


def speed(largest: int) -> pd.DataFrame:
    """Return time and memory of a whole call, and of networkx for the scores of the same pairs alone."""
    rows = []
    for nodes, ties in ((1_000, 5_000), (10_000, 50_000), (100_000, 500_000), (200_000, 1_000_000)):
        if ties > largest:
            continue
        rng = np.random.default_rng(0)
        pull = rng.pareto(2.0, nodes) + 1
        ends = rng.choice(nodes, (ties, 2), p=pull / pull.sum())
        edges = pd.DataFrame(ends, columns=["source", "target"])
        people = pd.DataFrame({"id": np.arange(nodes), "jurisdiction": rng.choice(list("ABCDEFGH"), nodes)})
        network = Network.from_edgelist(edges, people, directed=False)
        start = time.process_time()
        found = predict_links(network)
        whole = time.process_time() - start
        start = time.process_time()
        walks = Walks(network.source, network.target, nodes)
        close = walks.close("resource_allocation", np.ones(nodes, dtype=bool))
        once = time.process_time() - start
        row = {
            "ties": network.n_ties,
            "seconds": whole,
            "draws": found.parameters["draws"],
            "longest walk": found.parameters["longest_walk"],
            "joins up to": found.parameters["joins_up_to"],
            "one scoring": once,
            "pairs": len(close.low),
            "networkx / one scoring": float("nan"),
            "peak GiB so far": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        }
        if ties <= 50_000:
            graph = network.to_networkx()
            asked = list(zip(network.labels[close.low], network.labels[close.high], strict=True))
            start = time.process_time()
            for _ in nx.resource_allocation_index(graph, asked):
                pass
            row["networkx / one scoring"] = (time.process_time() - start) / once
        rows.append(row)
    return pd.DataFrame(rows)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--largest", type=int, default=1_000_000)
    given = parser.parse_args(arguments)
    real = on_covert(given.rounds)
    if real.empty:
        print("Real networks: shared data absent (covert/).")
    else:
        by = ["hidden_part", "network", "method"]
        print(markdown(real.groupby(by, sort=False)[MEASURES].mean().reset_index()))
        print("\nMean over networks:\n")
        print(markdown(real.groupby(["hidden_part", "method"], sort=False)[MEASURES].mean().reset_index()))
    print("\nPlanted:\n")
    made = on_planted(given.rounds)
    made["base_rate"] = 1000 * made["base_rate"]
    made = made.rename(columns={"base_rate": "base rate, of 1000"})
    measures = ["base rate, of 1000", *MEASURES[1:]]
    print(markdown(made.groupby(["border", "model", "method"], sort=False)[measures].mean().reset_index()))
    print("\nRank intervals (holds: of 90 % intervals; naive: the bare rank was right):\n")
    print(markdown(intervals(max(given.rounds // 4, 1))))
    print("\nTime, CPU seconds:\n")
    print(markdown(speed(given.largest)))


if __name__ == "__main__":
    main(sys.argv[1:])
