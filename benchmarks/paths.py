"""How long do paths, changes and money paths take as a case grows, and how often do changes cry wolf?

    python benchmarks/paths.py [--largest 100000] [--payments 1000000] [--nulls 40]

Growth: a case of n persons with five dated contacts each, drawn at random over two years: the surest paths between
two, beside networkx (Yen's algorithm over the same lengths, `shortest_simple_paths`), and changes between both years.
Money: that many payments over a year among a tenth as many accounts, a fifth of them with one account in a hundred:
each search on the arrays, and the analysis as a whole with its shuffles.
Nulls: cases of 40 persons whose preferences never change, with contacts that come singly, and with each contact
followed by three more on the next days: how often p is at or below 0.05, and how often any change is shown.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import islice, pairwise
from typing import TypeVar

import networkx
import numpy as np

from netintel.analysis._hops import Hops
from netintel.analysis._money_patterns import chains, cycles, fans, onward
from netintel.analysis._payments import Payments
from netintel.analysis.actors import HOLDERS, HUB
from netintel.analysis.changes import changes
from netintel.analysis.money_paths import money_paths
from netintel.analysis.paths import paths
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.tables import Tables

T = TypeVar("T")
COUNTRIES = ("RO", "DE", "FR", "IT")


def timed(what: str, run: Callable[[], T]) -> T:
    """Run, print the CPU seconds, return the answer."""
    start = time.process_time()
    answer = run()
    print(f"  {what}: {time.process_time() - start:.2f} s", flush=True)
    return answer


def graph_of(build: Builder) -> EntityGraph:
    received = {"file": "a", "format": "x", "unit": "row", "sha256": "a", "bytes": 1, "loader": "x", "ids": "file"}
    return EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, build.tables(received))


def contacts(n: int, rows: list[tuple[int, int, str]]) -> EntityGraph:
    """A case of n persons of four countries and dated contacts between them, a record each."""
    build = Builder()
    for i in range(n):
        build.record(f"person {i}", f"p{i}".encode())
        build.entity(str(i), "Person", [("name", str(i)), ("nationality", COUNTRIES[i % 4])])
    for i, (a, b, date) in enumerate(rows):
        build.record(f"row {i}", f"{i}".encode())
        build.link(str(a), str(b), "Associate", directed=False, first=date)
    return graph_of(build)


def growth(largest: int) -> None:
    n = 1000
    while n <= largest:
        grown(n)
        n *= 10


def grown(n: int) -> None:
    rng = np.random.default_rng(n)
    days = np.datetime64("2023-01-01") + rng.integers(0, 731, 5 * n)
    ends = rng.integers(0, n, (5 * n, 2)).tolist()
    graph = contacts(n, [(a, b, str(day)) for (a, b), day in zip(ends, days, strict=True)])
    ids = graph.entities.index
    print(f"{n} persons, {5 * n} contacts")
    found = timed("paths", lambda: paths(graph, ids[0], ids[n // 2]))
    print(f"    {found.summary}")
    hops = Hops.of(graph, HUB, HOLDERS)
    plain = networkx.Graph()
    lengths = -np.log1p(-hops.drop) + 1e-6
    plain.add_weighted_edges_from(zip(hops.source.tolist(), hops.target.tolist(), lengths.tolist(), strict=True))
    place = {label: code for code, label in enumerate(hops.labels)}
    a, b = place[ids[0]], place[ids[n // 2]]
    ways = networkx.shortest_simple_paths(plain, a, b, "weight")
    peer = timed("networkx, on hops read already", lambda: list(islice(ways, 5)))
    real = dict(zip(zip(hops.source.tolist(), hops.target.tolist(), strict=True), 1 - hops.drop, strict=True))
    chance = [float(np.prod([real[min(x, y), max(x, y)] for x, y in pairwise(way)])) for way in peer]
    print(f"    same chances: {np.allclose(chance, found.table()['probability'])}")
    timed("changes", lambda: changes(graph, "2023", "2024"))


def drawn_payments(n: int) -> Payments:
    rng = np.random.default_rng(n)
    accounts = n // 10
    busy = rng.integers(0, accounts // 100, (2, n))
    payer, payee = np.where(rng.random((2, n)) < 0.2, busy, rng.integers(0, accounts, (2, n)))
    begin = np.sort(rng.integers(0, 365, n)) * 86_400
    amount = np.round(rng.lognormal(6, 1, n), 2)
    return Payments(payer, payee, payer, payee, amount, rng.integers(0, 3, n), begin, begin + 86_400, np.arange(n),
                    ("EUR", "RON", "USD"), {})  # fmt: skip


def searched(n: int) -> None:
    print(f"{n} payments, {n // 10} accounts")
    given = drawn_payments(n)
    on = timed("pairs that may hand on", lambda: onward(given, 7, 0.1))
    found = timed("chains", lambda: chains(given, on, 3))
    trips, given_up = timed("cycles", lambda: cycles(given, on, 3))
    full = timed("fan-in", lambda: fans(given, 7, 5, None, inward=True))
    print(f"    {len(on.before)} pairs ({on.left_out} payments left out), {len(found)} chains, {len(trips)} cycles")
    print(f"    ({given_up} begun and not followed), {len(full.centre)} fans ({full.left_out} payments left out)")


def money(largest: int) -> None:
    n = 10_000
    while n <= largest:
        searched(n)
        n *= 10
    n = largest // 10
    build = Builder()
    build.record("row", b"row")
    given = drawn_payments(n)
    for i in range(n // 10):
        build.entity(str(i), "BankAccount", [("name", str(i))])
    days = (np.datetime64("2024-01-01") + given.begin // 86_400).astype(str)
    for a, b, day, amount, code in zip(given.source, given.target, days, given.amount, given.currency, strict=True):
        build.link(str(a), str(b), "Payment", first=day, amount=f"{amount:.2f}", currency=given.currencies[code])
    graph = graph_of(build)
    result = timed(f"money_paths as a whole, {n} payments", lambda: money_paths(graph))
    told = {pattern: result.summary[pattern] for pattern in ("chain", "cycle", "fan_in")}
    print(f"    {result.parameters['shuffles']} shuffles; {told}")


def nulls(times: int) -> None:
    for name, burst in (("singly", 1), ("in bursts of four days", 4)):
        shares: dict[str, list[float]] = defaultdict(list)
        shown: Counter[str] = Counter()
        for seed in range(times):
            rng = np.random.default_rng(seed)
            ties = [rng.choice(40, 2, replace=False) for _ in range(80)]
            rows = []
            for _ in range(500 // burst):
                a, b = ties[rng.integers(len(ties))]
                day = np.datetime64(f"{rng.choice([2023, 2024])}-01-01") + int(rng.integers(0, 360))
                rows += [(int(a), int(b), str(day + i)) for i in range(burst)]
            table = changes(contacts(40, rows), "2023", "2024", permutations=200, seed=seed).table()
            for what, part in table.groupby("what"):
                shares[str(what)].append(float((part["p"].dropna() <= 0.05).mean()))
                shown[str(what)] += bool((part["change"] != "none shown").any())
        low = {what: np.nanmean(share) for what, share in shares.items()}
        told = {what: f"p <= 0.05 in {low[what]:.3f}, any shown in {shown[what] / times:.2f}" for what in low}
        print(f"no change, contacts {name}, {times} cases: {told}", flush=True)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=int, default=100_000)
    parser.add_argument("--payments", type=int, default=1_000_000)
    parser.add_argument("--nulls", type=int, default=40)
    given = parser.parse_args(arguments)
    growth(given.largest)
    money(given.payments)
    nulls(given.nulls)


if __name__ == "__main__":
    main(sys.argv[1:])
