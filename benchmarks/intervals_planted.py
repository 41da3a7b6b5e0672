"""Do the intervals of ranks hold the true rank of whoever truly leads, where ties are hidden?

    python benchmarks/intervals_planted.py [--seeds 5] [--resamples 60]

A network is made, ranked, and each of its ties then hidden with the chance in column `hidden`. `brokers` sees what is
left and is told a hiding rate: the right one, half of it, or twice it. Printed for each method: the part of the true
top 20 whose true rank is in their 90 % interval (mean over runs, and of the worst model), the part of runs in which at
least 85 % of them are, the mean width of these intervals in ranks, and beside it both for a naive bootstrap (ties drawn
with replacement, 90 % of the ranks). All recorded ties are real.

Models, 300 to 650 nodes each: `bosses`, `members` (cells and brokers as in brokers_planted.py, who tie bosses, or
ordinary members of a pair of countries); `tails` (heavy-tailed degrees, three ties in four at home); `circles` (events
of three to six, mostly of one country, each a clique); `even` (nobody stands out: the hardest, since ranks say little).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.brokers_planted import COUNTRIES, markdown, planted
from netintel.analysis._bare import Bare
from netintel.analysis._broker_measures import MEASURES
from netintel.analysis._rank_intervals import ranks
from netintel.analysis.brokers import brokers
from netintel.model.network import Network

METHODS = ("boundary_per_contact", "boundary", "cross_border_betweenness", "betweenness")
HIDDEN = (0.1, 0.2, 0.3)
TOLD = {"half": 0.5, "right": 1.0, "twice": 2.0}
TOP = 20
LEVEL = 0.9
FIRST_SEED = 100
"""The form of the interval was chosen on other seeds than the ones reported."""
HOLDS = 0.85

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


def bosses(seed: int) -> Network:
    """Return cells whose brokers tie bosses of many countries."""
    return certain(planted("bosses", "many", 24, 0.05, 0.0, 2000 + seed)[0])


def members(seed: int) -> Network:
    """Return cells whose brokers tie ordinary members of a pair of countries."""
    return certain(planted("members", "pair", 24, 0.05, 0.0, 2000 + seed)[0])


def tails(seed: int) -> Network:
    """Return a network of heavy-tailed degrees in six countries of unequal size."""
    rng = np.random.default_rng([7, seed])
    country = rng.choice(6, 400, p=[0.35, 0.25, 0.15, 0.1, 0.1, 0.05])
    return drawn(rng, country, np.minimum(rng.pareto(1.6, 400) + 0.4, 25.0), 1200, 0.75)


def even(seed: int) -> Network:
    """Return a network in which nobody is made to stand out."""
    rng = np.random.default_rng([9, seed])
    return drawn(rng, rng.choice(6, 400), np.ones(400), 1000, 0.8)


def circles(seed: int, n: int = 300, events: int = 110) -> Network:
    """Return a network of events, each a clique of a few, mostly of one country."""
    rng = np.random.default_rng([8, seed])
    country, active = rng.choice(5, n), rng.gamma(1.5, 1, n)
    ties: set[tuple[int, int]] = set()
    for _ in range(events):
        size, home = int(rng.integers(3, 7)), rng.integers(5)
        weight = active * np.where(country == home, 8, 1)
        there = rng.choice(n, size, replace=False, p=weight / weight.sum()).tolist()
        ties |= {(a, b) for a in there for b in there if a < b}
    return made(ties, country)


def drawn(rng: np.random.Generator, country: Codes, weight: Floats, size: int, home: float) -> Network:
    """Draw ties by the weight of their ends, the part `home` of them within a country."""
    ties: set[tuple[int, int]] = set()
    everybody = np.arange(len(country))
    while len(ties) < size:
        a = int(rng.choice(everybody, p=weight / weight.sum()))
        pool = np.flatnonzero(country == country[a]) if rng.random() < home else everybody
        b = int(rng.choice(pool, p=weight[pool] / weight[pool].sum()))
        if a != b:
            ties.add((min(a, b), max(a, b)))
    return made(ties, country)


def made(ties: set[tuple[int, int]], country: Codes) -> Network:
    """Return a network of certain ties."""
    edges = pd.DataFrame(sorted(ties), columns=["source", "target"]).assign(drop=0.0)
    nodes = pd.DataFrame({"id": range(len(country)), "jurisdiction": [COUNTRIES[code] for code in country]})
    return Network.from_edgelist(edges, nodes, directed=False)


def certain(network: Network) -> Network:
    """Return the same network with every tie real."""
    return replace(network, drop=np.zeros(network.n_ties))


MODELS: dict[str, Callable[[int], Network]] = {
    "bosses": bosses,
    "members": members,
    "tails": tails,
    "circles": circles,
    "even": even,
}


def only(network: Network, kept: NDArray[np.bool_] | Codes) -> Network:
    """Return the same nodes with some of the ties."""
    return replace(
        network,
        source=network.source[kept],
        target=network.target[kept],
        weight=network.weight[kept],
        drop=network.drop[kept],
        ties_table=network.ties_table.iloc[kept].reset_index(drop=True),
        cited=None,
    )


def true_ranks(network: Network, method: str) -> pd.Series[int]:
    """Return the rank of each node, ties sharing the best."""
    measure = MEASURES[method]
    return pd.Series(ranks(measure.better(measure.value(Bare.of(network))))[0], index=network.labels)


def bootstrap(network: Network, method: str, times: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return the naive interval: ranks where ties are drawn with replacement."""
    measure = MEASURES[method]
    found = []
    for _ in range(times):
        kept = np.unique(rng.integers(0, network.n_ties, network.n_ties))
        found.append(ranks(measure.better(measure.value(Bare.of(only(network, kept))))))
    best, worst = (np.stack(side) for side in zip(*found, strict=True))
    ends = {
        "rank_low": np.quantile(best, (1 - LEVEL) / 2, axis=0),
        "rank_high": np.quantile(worst, (1 + LEVEL) / 2, axis=0),
    }
    return pd.DataFrame(ends, index=network.labels)


def held(intervals: pd.DataFrame, truth: pd.Series[int]) -> tuple[float, float]:
    """Return the part of the true top whose true rank is in its interval, and the mean width of these in ranks."""
    top = truth[truth <= TOP]
    low, high = intervals.loc[top.index, "rank_low"], intervals.loc[top.index, "rank_high"]
    return float(((low <= top) & (top <= high)).mean()), float((high - low + 1).mean())


def trials(
    seeds: int,
    resamples: int,
    *,
    models: tuple[str, ...] = tuple(MODELS),
    methods: tuple[str, ...] = METHODS,
    rates: tuple[float, ...] = HIDDEN,
    told: tuple[str, ...] = tuple(TOLD),
) -> pd.DataFrame:
    """Return one row a model, seed, method, hiding rate and rate told."""
    rows = []
    for model in models:
        for seed in range(FIRST_SEED, FIRST_SEED + seeds):
            whole = MODELS[model](seed)
            truth = {method: true_ranks(whole, method) for method in methods}
            for rate in rates:
                rng = np.random.default_rng([seed, int(100 * rate)])
                seen = only(whole, rng.random(whole.n_ties) >= rate)
                for method in methods:
                    setting = {"model": model, "seed": seed, "method": method, "hidden": rate}
                    if told != ("right",):
                        naive = bootstrap(seen, method, resamples, rng)
                        rows.append({**setting, "told": "bootstrap", **_named(held(naive, truth[method]))})
                    for word in told:
                        table = brokers(seen, method=method, hidden=TOLD[word] * rate, resamples=resamples, level=LEVEL)
                        rows.append({**setting, "told": word, **_named(held(table.table(), truth[method]))})
    return pd.DataFrame(rows)


def _named(found: tuple[float, float]) -> dict[str, float]:
    return {"held": found[0], "width": found[1]}


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """Return one row a method, hiding rate and rate told."""
    by = ["method", "hidden", "told"]
    grouped = found.groupby(by, sort=False)
    table = grouped[["held", "width"]].mean()
    table.insert(1, "worst model", found.groupby([*by, "model"])["held"].mean().groupby(by).min().reindex(table.index))
    table.insert(2, "runs of 0.85", grouped["held"].agg(lambda part: float((part >= HOLDS).mean())))
    return table.reset_index()


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--resamples", type=int, default=60)
    given = parser.parse_args(arguments)
    start = time.process_time()
    found = trials(given.seeds, given.resamples)
    print(markdown(summary(found)))
    by_model = found[found["told"] == "right"].groupby(["model", "hidden"])[["held", "width"]].mean()
    print(f"\nBy model, told the right rate, mean of the methods:\n\n{markdown(by_model.reset_index())}")
    print(f"\n{given.seeds} seeds a model, {time.process_time() - start:.0f} s of CPU")


if __name__ == "__main__":
    main(sys.argv[1:])
