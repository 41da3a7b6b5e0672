"""Planted corridors and blocs of countries: how many are found, with how many ties missing.

Run `python benchmarks/countries_planted.py --seeds 8`; prints two markdown tables.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score

from netintel.analysis.corridors import corridors
from netintel.analysis.jurisdiction_clusters import jurisdiction_clusters
from netintel.model.network import Network

PEOPLE, TIES = 400, 1500


def drawn(rng: np.random.Generator, liking: np.ndarray, domestic: float, missing: float) -> Network:
    """Draw a network of unequal countries whose ties abroad follow `liking`, activity heavy-tailed."""
    n = len(liking)
    home = rng.choice(n, PEOPLE, p=rng.dirichlet(np.ones(n)))
    home[: 3 * n] = np.repeat(np.arange(n), 3)
    pull = rng.pareto(2.5, PEOPLE) + 0.3
    abroad = home[:, None] != home[None, :]
    outside = np.triu(np.outer(pull, pull) * abroad * liking[np.ix_(home, home)])
    inside = np.triu(np.outer(pull, pull) * ~abroad / np.bincount(home, weights=pull)[home][:, None], 1)
    rate = TIES * ((1 - domestic) * outside / outside.sum() + domestic * inside / inside.sum())
    source, target = np.nonzero((rng.random(rate.shape) < -np.expm1(-rate)) & (rng.random(rate.shape) >= missing))
    nodes = pd.DataFrame({"id": range(PEOPLE), "jurisdiction": [f"C{h:02d}" for h in home]})
    return Network.from_edgelist(pd.DataFrame({"source": source, "target": target}), nodes, directed=False)


def corridor_row(domestic: float, missing: float, null: str, seeds: int) -> tuple[float, float]:
    """Return mean precision and recall of six planted pairs with five times their share, at adjusted p 0.05."""
    precision, recall = [], []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        pairs = [(a, b) for a in range(12) for b in range(a + 1, 12)]
        truth = [pairs[i] for i in rng.choice(len(pairs), 6, replace=False)]
        liking = np.ones((12, 12))
        for a, b in truth:
            liking[a, b] = liking[b, a] = 5
        table = corridors(drawn(rng, liking, domestic, missing), rewires=200, null=null).table()
        table = table[(table["p_adjusted"] <= 0.05) & (table["observed"] > table["expected"])]
        found = set(zip(table["source_country"], table["target_country"], strict=True))
        hits = len(found & {(f"C{a:02d}", f"C{b:02d}") for a, b in truth})
        precision.append(hits / len(found) if found else np.nan)
        recall.append(hits / 6)
    return (float(np.nanmean(precision)) if np.isfinite(precision).any() else float("nan")), float(np.mean(recall))


def bloc_row(countries: int, blocs: int, neutral: int, missing: float, seeds: int) -> list[float]:
    """Return means over networks in which blocs have four times their share and `neutral` countries have no bloc.

    AMI of clusters with blocs (each neutral country a bloc of its own), part of the others left alone, parts of the
    neutral ones left alone and put with a country of a bloc, and part of the networks with p at or below 0.05.
    """
    found = []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        bloc = rng.permutation([*np.arange(countries - neutral) % blocs, *range(blocs, blocs + neutral)])
        liking = np.where((bloc[:, None] == bloc[None, :]) & (bloc < blocs), 4.0, 1.0)
        result = jurisdiction_clusters(drawn(rng, liking, 0.6, missing), seeds=20, bootstraps=50)
        cluster = result.table().set_index("country")["cluster"].sort_index().to_numpy()
        free = bloc >= blocs
        alone = np.bincount(cluster)[cluster] == 1
        drawn_in = np.isin(cluster, cluster[~free])
        parts = [alone[~free].mean(), *(one[free].mean() if neutral else np.nan for one in (alone, drawn_in))]
        found.append([adjusted_mutual_info_score(bloc, cluster), *parts, result.summary["p"] <= 0.05])
    means: list[float] = np.mean(found, axis=0).tolist()
    return means


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=8)
    seeds = parser.parse_args().seeds
    print("| domestic | missing | null | precision | recall |\n|---|---|---|---|---|")
    for domestic, missing in ((0.2, 0.0), (0.6, 0.0), (0.6, 0.2), (0.8, 0.2)):
        for null in ("crossing", "all"):
            precision, recall = corridor_row(domestic, missing, null, seeds)
            print(f"| {domestic:.0%} | {missing:.0%} | {null} | {precision:.2f} | {recall:.2f} |", flush=True)
    heads = ("countries", "blocs", "neutral", "missing", "AMI", "alone", "neutral alone", "in a bloc", "p <= 0.05")
    print(f"\n| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    for countries, blocs, neutral in ((8, 2, 0), (8, 3, 0), (12, 3, 0), (9, 2, 3), (12, 2, 4), (12, 3, 4)):
        for missing in (0.0, 0.2):
            ami, *parts = bloc_row(countries, blocs, neutral, missing, seeds)
            told = " | ".join("" if np.isnan(part) else f"{part:.0%}" for part in parts)
            print(f"| {countries} | {blocs} | {neutral} | {missing:.0%} | {ami:.3f} | {told} |", flush=True)


if __name__ == "__main__":
    main()
