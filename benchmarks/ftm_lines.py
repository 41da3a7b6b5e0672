"""FollowTheMoney: how long lines take to load, beside the bare parse of the same lines, and how memory and time grow.

    python benchmarks/ftm_lines.py            # 10,000, 100,000 and 1 million lines
    python benchmarks/ftm_lines.py LINES      # one size

Each side runs in a process of its own, so that one does not warm or fatten the other; CPU time, best of three. Memory
is the peak of the process, aim: six times the file and 300 MB.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

GOAL = 5.0
SIZES = (10_000, 100_000, 1_000_000)


def generate(path: Path, lines: int) -> None:
    """Write an invented file: persons, companies, passports, accounts, directorships, payments."""
    rng = random.Random(7)
    words = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Hazel", "Juniper", "Larch", "Maple", "Oak", "Pine"]
    countries = ["ro", "bg", "md", "ua", "gr", "de", "nl", "es", "ae", "tr"]
    with path.open("w", encoding="utf-8") as file:
        for number in range(lines):
            schema, properties = _entity(rng, number, words, countries)
            line = {
                "id": f"x-{number}",
                "caption": (properties.get("name") or [schema])[0],
                "schema": schema,
                "properties": properties,
                "referents": [f"old-{number}"],
                "datasets": ["invented_register"],
                "first_seen": "2024-02-01T08:00:00",
                "last_seen": "2026-09-30T08:00:00",
                "target": schema == "Person",
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _entity(
    rng: random.Random, number: int, words: list[str], countries: list[str]
) -> tuple[str, dict[str, list[str]]]:
    other, another = f"x-{rng.randrange(number + 1)}", f"x-{rng.randrange(number + 1)}"
    country, day = rng.choice(countries), f"{rng.randrange(1950, 2006)}-{rng.randrange(1, 13):02d}-17"
    name = f"{rng.choice(words)} {rng.choice(words)} {number}"
    draw = rng.random()
    if draw < 0.4:
        said = {
            "name": [name, name.upper()],
            "firstName": [rng.choice(words)],
            "lastName": [rng.choice(words)],
            "birthDate": [day],
            "nationality": [country],
            "phone": [f"+4072{rng.randrange(10**7):07d}"] if number % 10 == 0 else [],
            "topics": ["crime"],
        }
        return "Person", said
    if draw < 0.6:
        said = {"name": [name], "jurisdiction": [country], "registrationNumber": [f"J40/{number}"], "address": [name]}
        return "Company", said
    if draw < 0.7:
        return "Passport", {"holder": [other], "number": [f"P{number:07d}"], "country": [country]}
    if draw < 0.85:
        return "Directorship", {
            "director": [other],
            "organization": [another],
            "role": ["director"],
            "startDate": [day],
        }
    said = {"payer": [other], "beneficiary": [another], "amount": [str(number)], "currency": ["EUR"], "date": [day]}
    return "Payment", said


def parse(path: Path) -> int:
    """Decode every line and do nothing with it."""
    import msgspec

    decode = msgspec.json.Decoder().decode
    return sum(1 for line in path.read_bytes().split(b"\n") if line and decode(line))


def load(path: Path) -> int:
    """Load the file into an entity graph."""
    import netintel as ni

    return int(ni.load(path, progress=lambda _line: None).received["read"].sum())


def measure(side: str, path: Path) -> dict[str, float]:
    """Return CPU seconds and peak memory of one side, taken in this process, imports left out."""
    work = {"parse": parse, "load": load}[side]
    small = path.with_name("warm.ftm.json")
    work(small)
    started = time.process_time()
    read = work(path)
    seconds = time.process_time() - started
    return {"read": read, "seconds": seconds, "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _apart(side: str, path: Path) -> dict[str, float]:
    runs = []
    for _ in range(3):
        done = subprocess.run([sys.executable, __file__, side, str(path)], capture_output=True, text=True, check=True)
        runs.append(json.loads(done.stdout))
    best: dict[str, float] = min(runs, key=lambda run: run["seconds"])
    return best


def main(sizes: tuple[int, ...]) -> None:
    """Print the table."""
    print("    lines  MB file    parse s    load s  ratio   peak MB  6 x file + 300 MB")
    loaded: list[float] = []
    for lines in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "generated.ftm.json"
            generate(path, lines)
            generate(path.with_name("warm.ftm.json"), 500)
            size = path.stat().st_size / 1e6
            sides = {side: _apart(side, path) for side in ("parse", "load")}
        seconds, peak = {side: run["seconds"] for side, run in sides.items()}, sides["load"]["peak_mib"] * 2**20 / 1e6
        loaded.append(seconds["load"])
        print(
            f"{lines:>9,} {size:>8.1f} {seconds['parse']:>10.2f} {seconds['load']:>9.2f} "
            f"{seconds['load'] / seconds['parse']:>6.1f} {peak:>9,.0f} {6 * size + 300:>9,.0f}",
            flush=True,
        )
    print(
        f"goal: at most {GOAL:.0f} x the bare parse; growth of load: {[round(b / a, 1) for a, b in pairwise(loaded)]}"
    )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
    else:
        main((int(sys.argv[1]),) if len(sys.argv) == 2 else SIZES)
