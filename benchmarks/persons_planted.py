"""Planted persons in the records of sixteen agencies: how much of the truth the best judge could find.

Run `python -m benchmarks.persons_planted --sizes 5000 50000 500000`; prints a markdown table. With `--out FOLDER` the
exports of the first size are written there, for `ni.load`, and the truth beside it; `--special` adds ethnicity and
religion, which must change nothing. What the oracle sees is told in `benchmarks/_persons/oracle.py`.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

from benchmarks._persons import agreement, clean, oracle, records, split, true_pairs, write_exports

__all__ = ["agreement", "clean", "oracle", "records", "split", "true_pairs", "write_exports"]


def row(size: int, seed: int) -> dict[str, object]:
    """Return counts, times, and how well the oracle does, of one size and seed."""
    start = time.perf_counter()
    frame = records(size, seed)
    drawn = time.perf_counter()
    found = oracle(frame)
    judged = time.perf_counter()
    pairs = true_pairs(frame)
    score = agreement(frame["person"], found)
    return {
        "records": f"{size:,}",
        "seed": seed,
        "persons": f"{frame['person'].nunique():,}",
        "true pairs": f"{len(pairs):,}",
        "in two scripts": f"{pairs['scripts_differ'].mean():.3f}",
        "undecidable": f"{int(pairs['undecidable'].sum()):,}",
        **{name.replace("b3_", "B³ "): f"{value:.4f}" for name, value in score.items()},
        "threshold": f"{found.attrs['threshold']:.2f}",
        "drawn s": f"{drawn - start:.1f}",
        "oracle s": f"{judged - drawn:.1f}",
        "peak MiB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[5_000, 50_000])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, help="write the exports of the first size here")
    parser.add_argument("--special", action="store_true", help="with invented ethnicity and religion")
    chosen = parser.parse_args()
    if chosen.out is not None:
        print(write_exports(records(chosen.sizes[0], chosen.seed, special=chosen.special), chosen.out))
        return
    for place, found in enumerate(row(size, chosen.seed) for size in sorted(chosen.sizes)):
        if place == 0:
            print("| " + " | ".join(found) + " |\n" + "|---" * len(found) + "|")
        print("| " + " | ".join(map(str, found.values())) + " |", flush=True)


if __name__ == "__main__":
    main()
