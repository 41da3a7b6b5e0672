"""How often the tests of this room reject where nothing is to be found, and how often where something was planted.

    python benchmarks/nulls.py [--graphs 1000] [--rewires 200] [--only corridors e_i roles clusters] [--power]

Null graphs are drawn tie by tie with odds x_a x_b (x_a y_b where ties have a direction), heavy-tailed: then all
networks with the same degrees are equally likely, and the jurisdictions are dealt out without looking at ties. The
kind "domestic" has three ties in five at home, and odds only for ties abroad: there only the tests that leave domestic
ties where they are (corridors, clusters of jurisdictions) are told nothing. A test of level 0.05 should reject 5 %.

With `--power` something is planted in each (`PLANTED`), and the rows say how often it is found.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis._mixing import Mixing
from netintel.analysis._role_counts import ROLES
from netintel.analysis.brokerage_roles import brokerage_roles
from netintel.analysis.communities import communities
from netintel.analysis.corridors import Chance
from netintel.analysis.cross_border import cross_border
from netintel.analysis.jurisdiction_clusters import jurisdiction_clusters
from netintel.model.network import Network

Floats = NDArray[np.float64]
LEVEL = 0.05
KINDS: dict[str, dict[str, Any]] = {
    "heavy": {"n": 100, "ties": 300},
    "directed": {"n": 100, "ties": 400, "directed": True},
    "small": {"n": 40, "ties": 90, "countries": 5},
    "medium": {"n": 300, "ties": 1000, "countries": 10},
    "domestic": {"n": 150, "ties": 450, "countries": 8, "domestic": 0.6},
}
PAIRS = ((0, 1), (2, 3))
"""Countries between which corridors are planted."""
GATEKEEPERS, AGENTS = (0, 3), (6, 9)
"""People of four countries: who ties their own to the next one, and who ties people of the next one to each other."""
PLANTED: dict[str, dict[str, Any]] = {
    "corridors": {"pairs": 4.0},
    "e_i": {"own": 1.5},
    "roles": {"brokers": 10.0},
    "clusters": {"blocs": 2.5},
    "communities": {"own": 3.0},
}
"""By how much odds of ties are multiplied: between the pairs, at home, of brokers, within halves of the countries."""


def drawn(
    rng: np.random.Generator,
    *,
    n: int,
    ties: int,
    countries: int = 6,
    domestic: float | None = None,
    directed: bool = False,
    **planted: float,
) -> Network:
    """Draw one network; `planted` is a row of `PLANTED`."""
    home = rng.choice(countries, n, p=rng.dirichlet(np.full(countries, 2.0)))
    home[: 3 * countries] = np.repeat(np.arange(countries), 3)
    give, take = (rng.pareto(2.5, n) + 0.3 for _ in range(2))
    odds = np.outer(give, take if directed else give)
    odds *= _liking(home, **planted)
    allowed = ~np.eye(n, dtype=bool) if directed else np.triu(np.ones((n, n), dtype=bool), 1)
    abroad = home[:, None] != home[None, :]
    parts: list[tuple[NDArray[np.bool_], float]] = [(allowed, ties)]
    if domestic is not None:
        parts = [(allowed & abroad, (1 - domestic) * ties), (allowed & ~abroad, domestic * ties)]
    there = np.zeros((n, n), dtype=bool)
    for cells, number in parts:
        there |= cells & (rng.random((n, n)) < _chances(odds, cells, number))
    source, target = np.nonzero(there)
    nodes = pd.DataFrame({"id": range(n), "jurisdiction": [f"C{h:02d}" for h in home]})
    return Network.from_edgelist(pd.DataFrame({"source": source, "target": target}), nodes, directed=directed)


def _liking(
    home: NDArray[np.int64], *, pairs: float = 1, own: float = 1, brokers: float = 1, blocs: float = 1
) -> Floats:
    """Return by how much the odds of each two people are multiplied."""
    liking = np.ones((len(home), len(home)))
    here, there = np.minimum.outer(home, home), np.maximum.outer(home, home)
    for one, other in PAIRS:
        liking[(here == one) & (there == other)] *= pairs
    liking[here == there] *= own
    half = home.max() // 2
    liking[(here < there) & ((here > half) == (there > half))] *= blocs
    for broker in (*GATEKEEPERS, *AGENTS):
        near = (home == home[broker] + 1) | ((home == home[broker]) & (broker in GATEKEEPERS))
        liking[broker, near] *= brokers
        liking[near, broker] *= brokers
    return liking


def _chances(odds: Floats, cells: NDArray[np.bool_], number: float) -> Floats:
    """Return c odds / (1 + c odds) with c such that the cells hold `number` ties on average."""
    low, high = -30.0, 30.0
    for _ in range(60):
        middle = (low + high) / 2
        scaled = np.exp(middle) * odds[cells]
        low, high = (low, middle) if (scaled / (1 + scaled)).sum() > number else (middle, high)
    scaled = np.exp(middle) * odds
    chances: Floats = scaled / (1 + scaled)
    return chances


def of_corridors(network: Network, seed: int, draws: int) -> dict[str, Floats]:
    """Return p of pairs that expect a tie or more, the least adjusted p, and p of the whole.

    It calls what `corridors` calls for its p, and leaves out the plausible networks.
    """
    mixing = Mixing(network)
    observed = mixing.matrix(network.source, network.target)
    chance = Chance.of(network, mixing, observed, draws, seed, "crossing")
    told = chance.cells & (chance.tails.mean >= 1)
    return {
        "pair": chance.upper[told],
        "any pair, adjusted": np.array([np.nanmin(chance.excess.adjusted, initial=1.0)]),
        "whole": np.array([chance.p]),
        "planted pair, adjusted": chance.excess.adjusted[tuple(zip(*PAIRS, strict=True))],
    }


def of_e_i(network: Network, seed: int, draws: int) -> dict[str, Floats]:
    """Return p of the network."""
    return {"whole": np.array([cross_border(network, seed=seed).summary["ei_p"]])}


def of_roles(network: Network, seed: int, draws: int) -> dict[str, Floats]:
    """Return p of every node and role told, the least adjusted one, and p of the five totals, under both nulls."""
    result = brokerage_roles(network, permutations=draws, seed=seed)
    table, found = result.table(), {}
    for null in ("labels", "degrees"):
        found[f"node, {null}"] = table[[f"{role}_p_{null}" for role in ROLES]].to_numpy().ravel()
        least = table.filter(regex=f"_p_adjusted_{null}$").to_numpy().ravel()
        found[f"any node, adjusted, {null}"] = np.array([np.nanmin(least, initial=1.0)])
        found[f"whole, {null}"] = np.array([result.summary[f"p_{null}"]])
        for planted, who, role in (("gatekeeper", GATEKEEPERS, "gatekeeper"), ("agent", AGENTS, "itinerant")):
            for of in ("p", "p_adjusted"):
                found[f"planted {planted}, {of}, {null}"] = table.loc[list(who), f"{role}_{of}_{null}"].to_numpy()
    return found


def of_clusters(network: Network, seed: int, draws: int) -> dict[str, Floats]:
    """Return p of the clusters of jurisdictions."""
    return {"jurisdictions": np.array([jurisdiction_clusters(network, bootstraps=2, seed=seed).summary["p"]])}


def of_communities(network: Network, seed: int, draws: int) -> dict[str, Floats]:
    """Return p of the communities."""
    return {"communities": np.array([communities(network, seed=seed).summary["p"]])}


TESTS: dict[str, Callable[[Network, int, int], dict[str, Floats]]] = {
    "corridors": of_corridors,
    "e_i": of_e_i,
    "roles": of_roles,
    "clusters": of_clusters,
    "communities": of_communities,
}


def rejections(
    test: str, kind: str, graphs: int, draws: int, *, first: int = 0, planted: bool = False
) -> dict[str, tuple[float, int]]:
    """Return for each p that the test gives: the part at or below 0.05, and how many there were."""
    found: dict[str, list[Floats]] = defaultdict(list)
    for seed in range(first, first + graphs):
        network = drawn(np.random.default_rng([seed, len(kind)]), **KINDS[kind], **(PLANTED[test] if planted else {}))
        for name, p in TESTS[test](network, seed, draws).items():
            if planted or not name.startswith("planted"):
                found[name].append(p[np.isfinite(p)])
    every = {name: np.concatenate(parts) for name, parts in found.items()}
    return {name: (float((p <= LEVEL).mean()), len(p)) for name, p in every.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graphs", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="number of the first graph, for others")
    parser.add_argument("--rewires", type=int, default=200)
    parser.add_argument("--only", nargs="+", choices=TESTS, default=list(TESTS))
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--power", action="store_true", help="plant something in each graph")
    given = parser.parse_args()
    print("| test | of | graphs | p values | p at or below 0.05 | seconds |\n|---|---|---|---|---|---|")
    for test in given.only:
        for kind in given.kinds:
            if kind == "domestic" and test not in ("corridors", "clusters"):
                continue
            start = time.process_time()
            found = rejections(test, kind, given.graphs, given.rewires, first=given.first, planted=given.power)
            spent = time.process_time() - start
            for name, (part, number) in found.items():
                print(
                    f"| {test}: {name} | {kind} | {given.graphs} | {number:,} | {part:.1%} | {spent:.0f} |", flush=True
                )


if __name__ == "__main__":
    main()
