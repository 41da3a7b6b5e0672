"""Who is who: netintel beside what a user would pick instead, one table a data set, in one run.

    python -m benchmarks.who_is_who                               # every data set, planted persons at 5,000 and 50,000
    python -m benchmarks.who_is_who --only fake_1000,persons_5000 --methods ours,splink_tutorial
    python -m benchmarks.who_is_who --only persons_500000 --sizes 500000    # minutes for each method

Peers with an environment of their own are built by `scripts/peers.sh`; without it they are left out, in words. Every
method gets the same columns in a process of its own. Clusters are what its pairs join from the threshold of its own
documentation, every chain included (netintel: the entities of its merge, from its default threshold and from 0.95);
the last row of a method is the threshold that is best **picked on the truth**, every chain included, which no user can
do and which flatters it. "unjoined" is the F1 of the pairs as they are, before chains join more (in the last row at
the threshold that is best for it). CPU seconds are of all threads, without imports and without reading the input (for
netintel: without loading the exports); memory is the peak of the process, loading included.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks._who_is_who_data import AbsentError, DataSet, data_sets
from netintel.model._apart import components
from netintel.resolve.agreement import agreement

HERE = Path(__file__).parents[1]
TITLES = {
    "ours": "netintel",
    "exact_join": "exact join",
    "token_sort": "rapidfuzz token_sort, raw blocking",
    "splink_tutorial": "splink, tutorial settings",
    "splink_our_keys": "splink on netintel's keys",
    "recordlinkage_ecm": "recordlinkage, ECM",
    "recordlinkage_sum": "recordlinkage, agreements counted",
    "logic_v2": "nomenklatura LogicV2",
}
ELSEWHERE = {
    "recordlinkage_ecm": "recordlinkage",
    "recordlinkage_sum": "recordlinkage",
    "logic_v2": "nomenklatura",
}
LARGEST = {"recordlinkage_ecm": 60_000, "recordlinkage_sum": 60_000, "logic_v2": 60_000}
MINUTES = 30


@dataclass(frozen=True)
class Found:
    """What a method left behind: scored pairs of rows, clusters where it made its own, and what it cost."""

    pairs: pd.DataFrame
    thresholds: list[float]
    labels: np.ndarray | None
    spent: dict[str, float]


def main(arguments: list[str] | None = None) -> None:
    """Print a table for each data set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="data sets, with commas")
    parser.add_argument("--methods", default=",".join(TITLES))
    parser.add_argument("--sizes", default="5000,50000", help="records of the planted persons")
    given = parser.parse_args(arguments)
    makers = data_sets([int(size) for size in given.sizes.split(",") if size])
    for name in given.only.split(",") if given.only else makers:
        if name not in makers:
            parser.error(f"no data set {name}; there are {', '.join(makers)}")
        with tempfile.TemporaryDirectory() as place:
            try:
                data = makers[name](Path(place))
            except AbsentError as error:
                print(f"\n### {name}\n\nleft out: {error}", flush=True)
                continue
            report(data, given.methods.split(","))


def report(data: DataSet, methods: list[str]) -> pd.DataFrame:
    """Run the methods on a data set, print its table as Markdown and return it."""
    persons, pairs = data.truth.nunique(), true_pairs(data.truth)
    columns = ", ".join(column for column in data.frame if column not in ("file", "native"))
    print(f"\n### {data.name}: {len(data.frame):,} records, {persons:,} persons, {pairs:,} true pairs\n")
    print(f"Columns: {columns}.\n", flush=True)
    rows: list[dict[str, object]] = []
    left_out = []
    if data.oracle is not None:
        rows.append(
            {"method": "oracle (the same fields without noise)", "from": np.nan, **measured(data.oracle, data.truth)}
        )
    for method in methods:
        found = run(method, data)
        print(f"{data.name}: {method} done", file=sys.stderr, flush=True)
        if isinstance(found, str):
            left_out.append(f"{TITLES.get(method, method)}: {found}")
        else:
            rows += judged(method, found, data.truth)
    table = pd.DataFrame(rows)
    print(markdown(table))
    print("".join(f"\nLeft out: {line}." for line in left_out), flush=True)
    return table


def run(method: str, data: DataSet) -> Found | str:
    """Run a method in a process of its own; a sentence where it cannot be run."""
    python = Path(sys.executable)
    if method in ELSEWHERE:
        python = HERE / ".tool" / "peers" / ELSEWHERE[method] / "bin" / "python"
        if not python.exists():
            return f"not installed (scripts/peers.sh {ELSEWHERE[method]})"
    if len(data.frame) > LARGEST.get(method, len(data.frame)):
        return f"not run on more than {LARGEST[method]:,} records"
    with tempfile.TemporaryDirectory() as out:
        frame = Path(out) / "frame.csv"
        data.frame.to_csv(frame, index=False)
        command = [
            str(python),
            "-m",
            "benchmarks.who_is_who_peers._measured",
            method,
            str(frame),
            str(data.folder),
            out,
        ]
        try:
            done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=60 * MINUTES)
        except subprocess.TimeoutExpired:
            return f"not done within {MINUTES} minutes"
        if done.returncode:
            told = [line for line in done.stderr.splitlines() if "Error" in line]
            return f"failed: {told[-1].strip() if told else f'exit code {done.returncode}'}"
        with np.load(Path(out) / "found.npz") as arrays:
            pairs = pd.DataFrame({column: arrays[column] for column in ("left", "right", "score")})
            labels = arrays["labels"] if "labels" in arrays else None
        return Found(pairs, labels=labels, **json.loads((Path(out) / "spent.json").read_text()))


def judged(method: str, found: Found, truth: pd.Series) -> list[dict[str, object]]:
    """Return the row at each threshold of the method's own, and the one at the threshold picked on the truth."""
    cost = {"CPU s": found.spent["cpu"], "s": found.spent["seconds"], "peak MB": found.spent["peak_mb"]}
    rows: list[dict[str, object]] = []
    for place, own in enumerate(found.thresholds):
        labels = joined(found.pairs, own, len(truth)) if found.labels is None else found.labels[place]
        title = TITLES[method] if place == 0 else f"{TITLES[method]}, from {own}"
        alone = {"unjoined": unjoined(found.pairs, own, truth)}
        rows.append({"method": title, "from": own, **measured(labels, truth), **alone, **cost})
    if found.pairs["score"].nunique() > 1:
        tried = thresholds(found, truth)
        joint = [(at, measured(joined(found.pairs, at, len(truth)), truth)) for at in tried]
        at, best = max(joint, key=lambda row: np.nan_to_num(row[1]["F1"]))
        alone = {"unjoined": np.nanmax([unjoined(found.pairs, at, truth) for at in tried])}
        rows.append({"method": f"{TITLES[method]}, best picked on the truth", "from": at, **best, **alone})
    return rows


def unjoined(pairs: pd.DataFrame, threshold: float, truth: pd.Series) -> float:
    """Return the F1 of the pairs from this score on, as they are."""
    taken, entity = pairs[pairs["score"] >= threshold], truth.to_numpy()
    right = int((entity[taken["left"]] == entity[taken["right"]]).sum())
    return 2 * right / (len(taken) + true_pairs(truth))


def true_pairs(truth: pd.Series) -> int:
    """Return how many pairs of rows are of one person; counted, never listed."""
    size = truth.value_counts()
    return int((size * (size - 1) // 2).sum())


def thresholds(found: Found, truth: pd.Series) -> np.ndarray:
    """Return scores to try, its own among them: from a tenth of the number of true pairs to six times it."""
    true = true_pairs(truth)
    ordered = np.sort(found.pairs["score"].to_numpy())[::-1]
    wanted = np.geomspace(max(true / 10, 1), min(6 * true, len(ordered)), 40).astype(int) - 1
    return np.unique(np.append(ordered[np.clip(wanted, 0, len(ordered) - 1)], found.thresholds))


def joined(pairs: pd.DataFrame, threshold: float, n: int) -> np.ndarray:
    """Return the cluster of each row when every pair from this score on is joined."""
    taken = pairs[pairs["score"] >= threshold]
    return components(n, taken["left"].to_numpy(), taken["right"].to_numpy())


def measured(labels: np.ndarray | pd.Series, truth: pd.Series) -> dict[str, float]:
    """Return precision, recall and F1 by pairs and by records."""
    told = agreement(np.asarray(labels), np.asarray(truth))
    titles = {"precision": "P", "recall": "R", "f1": "F1"}
    return {f"{of}{titles[w]}": told.at[row, w] for row, of in (("pairs", ""), ("b3", "B³ ")) for w in titles}


def markdown(table: pd.DataFrame) -> str:
    """Return the table as Markdown: three decimals, costs rounded."""
    cells = table.apply(lambda column: column.map(lambda value: _cell(column.name, value)))
    lines = [list(cells), ["---"] + ["--:"] * (len(cells.columns) - 1), *cells.to_numpy().tolist()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(column: object, value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    if np.isnan(value):
        return "–"
    return f"{value:,.0f}" if column == "peak MB" else f"{value:.1f}" if column in ("CPU s", "s") else f"{value:.3f}"


if __name__ == "__main__":
    main()
