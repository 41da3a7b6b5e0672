"""Call records: how long a CSV of 5 million rows takes to load, beside pandas, and how memory and time grow.

    python -m benchmarks.tables                # 10,000, 100,000, 1 million and 5 million rows
    python -m benchmarks.tables --rows 1000000 # one size

The file is invented, one seed: two numbers, IMSI, IMEI, area and cell, start, duration, direction, type; a tenth of a
percent of its numbers is withheld. Each side runs in a process of its own: `pandas.read_csv` with its defaults on the
same bytes, and `netintel.load` with everything it does, the digest included. CPU seconds, the best of two runs; memory
is the peak of the process, aim: six times the file and 300 MB.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

SIZES = (10_000, 100_000, 1_000_000, 5_000_000)
AIM = 6.0


def main(arguments: list[str] | None = None) -> None:
    """Measure each size and print seconds, ratios, peaks and growth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--side", choices=("pandas", "load"))
    parser.add_argument("--path", type=Path)
    given = parser.parse_args(arguments)
    if given.side:
        print(json.dumps(measure(given.side, given.path)))
        return
    print("     rows  MB file   pandas s    load s  ratio   peak MB  6 x file + 300 MB")
    loaded: list[float] = []
    for rows in (given.rows,) if given.rows else SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "calls.csv"
            generate(path, rows)
            size = path.stat().st_size / 1e6
            sides = {side: min((_apart(side, path) for _ in range(2)), key=lambda r: r["seconds"]) for side in _WORK}
        seconds, peak = {side: run["seconds"] for side, run in sides.items()}, sides["load"]["peak_mb"]
        loaded.append(seconds["load"])
        print(
            f"{rows:>9,} {size:>8.1f} {seconds['pandas']:>10.2f} {seconds['load']:>9.2f} "
            f"{seconds['load'] / seconds['pandas']:>6.1f} {peak:>9,.0f} {6 * size + 300:>9,.0f}",
            flush=True,
        )
    print(f"aim: at most {AIM:.0f} x pandas; growth of load: {[round(b / a, 1) for a, b in pairwise(loaded)]}")


def generate(path: Path, rows: int) -> None:
    """Write invented call records: one telephone in fifty rows, 5,000 cells, calls among neighbours."""
    rng = random.Random(20260301)
    people = max(20, rows // 50)
    phones = [f"+4072{rng.randrange(10**7):07d}" for _ in range(people)]
    cards = [f"226{rng.randrange(1, 20):02d}{rng.randrange(10**10):010d}" for _ in range(people)]
    devices = [_imei(rng) for _ in range(people)]
    cells = [f"{rng.randrange(1, 300)},{cell}" for cell in range(5_000)]
    begin = datetime(2026, 3, 1)
    with path.open("w", encoding="utf-8") as file:
        file.write("A-Number,B-Number,IMSI,IMEI,LAC,CI,Start,Duration,Direction,Type\n")
        for _ in range(rows):
            caller = rng.randrange(people)
            called = phones[(caller + 1 + int(rng.expovariate(0.3))) % people] if rng.random() > 0.001 else "private"
            start = begin + timedelta(seconds=rng.randrange(180 * 86_400))
            kind = f"{rng.choice(('MO', 'MO', 'MT'))},{rng.choice(('call', 'call', 'SMS'))}"
            who = f"{phones[caller]},{called},{cards[caller]},{devices[caller]}"
            file.write(f"{who},{rng.choice(cells)},{start},{rng.randrange(900)},{kind}\n")


def _imei(rng: random.Random) -> str:
    digits = f"35{rng.randrange(10**12):012d}"
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(digits)]
    return digits + str(-sum(number // 10 + number % 10 for number in doubled) % 10)


def measure(side: str, path: Path) -> dict[str, float]:
    """Return CPU seconds and peak memory of one side in this process; imports are left out of the time."""
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "calls.csv"
        generate(small, 100)
        _WORK[side](small)
    begun = time.process_time()
    read = _WORK[side](path)
    seconds = time.process_time() - begun
    told = Path("/proc/self/status").read_text()  # what `getrusage` tells begins with the peak of the parent
    return {"read": read, "seconds": seconds, "peak_mb": int(told.split("VmHWM:")[1].split()[0]) * 1024 / 1e6}


def _pandas(path: Path) -> int:
    import pandas as pd

    return len(pd.read_csv(path))


def _load(path: Path) -> int:
    import netintel as ni

    row = ni.load(path, progress=lambda _line: None).received.iloc[0]
    assert row["format"] == "cdr"
    assert row["read"] == row["accepted"] + row["duplicates"]
    return int(row["read"])


_WORK = {"pandas": _pandas, "load": _load}


def _apart(side: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.tables", "--side", side, "--path", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
