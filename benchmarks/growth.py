"""How cost grows with the size of a case: every stage from 10,000 entities to 1 million.

    python -m benchmarks.growth                    # 10,000 and 100,000 entities, five times as many links
    python -m benchmarks.growth --largest          # 1 million entities and 5 million links as well (about half an hour)

The case is invented FollowTheMoney lines: persons, companies, accounts, addresses; associates and payments. Figures are
CPU seconds of a stage, and their ratio to the bare parse of the same file (msgspec) in the same process; memory is
the peak of the whole process.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd

COUNTRIES = ("ro", "bg", "md", "ua", "gr", "de", "nl", "es", "ae", "tr", "al", "rs")


def main(arguments: list[str] | None = None) -> None:
    """Measure each size in a process of its own and print seconds, ratios and growth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", action="store_true")
    parser.add_argument("--one", type=int)
    given = parser.parse_args(arguments)
    if given.one:
        sys.stdout.write(json.dumps(measure(given.one)) + "\n")
        return
    sizes = [10_000, 100_000] + ([1_000_000] if given.largest else [])
    seconds = pd.DataFrame({size: _alone(size) for size in sizes})
    ratios = (seconds / seconds.loc["bare parse"]).drop(["bare parse", "peak MiB"])
    sys.stdout.write("CPU seconds\n" + seconds.round(2).to_string() + "\n\nratio to the bare parse\n")
    sys.stdout.write(ratios.round(2).to_string() + "\n\ngrowth for 10 x the data\n")
    grown = {f"{b:,}": seconds[b] / seconds[a] for a, b in pairwise(sizes)}
    sys.stdout.write(pd.DataFrame(grown).round(1).to_string() + "\n")


def measure(entities: int) -> dict[str, float]:
    """Return the CPU seconds of each stage."""
    import netintel as ni

    spent: dict[str, float] = {}

    def timed(stage: str, do: Callable[[], Any]) -> Any:
        begun = time.process_time()
        done = do()
        spent[stage] = time.process_time() - begun
        return done

    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "case.ftm.json"
        generate(path, entities)
        timed("bare parse", lambda: _parse(path))
        graph = timed("load and digest", lambda: ni.load(path, progress=lambda _line: None))
        timed("entities", lambda: graph.entities)
        timed("links", lambda: graph.links)
        matches = timed("match", lambda: ni.resolve.match(graph))
        graph = timed("merge and digest", lambda: ni.resolve.merge(graph, matches.above(0.95)))
        network = timed("actors", lambda: ni.analysis.actors(graph))
        timed("igraph", network.to_igraph)
        timed("cross_border", lambda: ni.analysis.cross_border(network))
        timed("save", lambda: ni.store.save(graph, Path(place) / "case", originals=False))
        timed("open and check", lambda: ni.open_case(Path(place) / "case"))
    spent["peak MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return spent


def generate(path: Path, entities: int) -> None:
    """Write an invented case: one seed, the same bytes every time."""
    rng = random.Random(5)
    with path.open("w", encoding="utf-8") as file:
        for number in range(entities):
            file.write(json.dumps(_entity(rng, number)) + "\n")
        for number in range(5 * entities):
            file.write(json.dumps(_link(rng, number, entities)) + "\n")


def _entity(rng: random.Random, number: int) -> dict[str, Any]:
    draw, country = number % 20, rng.choice(COUNTRIES)
    name = f"Name {rng.randrange(10**6)} {number}"
    if draw < 8:
        said = {
            "name": [name],
            "nationality": [country],
            "birthDate": [f"19{rng.randrange(50, 99)}-03-0{1 + number % 9}"],
        }
        return {"id": f"e{number}", "schema": "Person", "properties": said}
    if draw < 10:
        return {"id": f"e{number}", "schema": "Company", "properties": {"name": [name], "jurisdiction": [country]}}
    if draw < 15:
        holder = f"e{number - draw + rng.randrange(8)}"
        said = {"accountNumber": [f"A{number:09d}"], "holder": [holder]}
        return {"id": f"e{number}", "schema": "BankAccount", "properties": said}
    return {"id": f"e{number}", "schema": "Address", "properties": {"full": [name], "country": [country]}}


def _link(rng: random.Random, number: int, entities: int) -> dict[str, Any]:
    a, b = (20 * rng.randrange(entities // 20) for _ in range(2))
    if number % 5 == 0:
        said = {"person": [f"e{a + number % 8}"], "associate": [f"e{b + rng.randrange(8)}"]}
        return {"id": f"l{number}", "schema": "Associate", "properties": said}
    day = f"202{rng.randrange(4, 7)}-0{rng.randrange(1, 10)}-1{rng.randrange(10)}"
    said = {"payer": [f"e{a + 10 + number % 5}"], "beneficiary": [f"e{b + 10 + rng.randrange(5)}"], "date": [day]}
    return {"id": f"l{number}", "schema": "Payment", "properties": said | {"amount": [f"{rng.randrange(10**6)}.50"]}}


def _parse(path: Path) -> int:
    decode = msgspec.json.Decoder().decode
    with path.open("rb") as file:
        return sum(1 for line in file if decode(line))


def _alone(entities: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.growth", "--one", str(entities)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
