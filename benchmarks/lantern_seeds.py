"""The invented case over many seeds: are planted brokers, cross-border links and clusters found?

For each seed the case is generated, loaded, matched, merged and analysed, and compared with its
truth: planted brokers among the first 15 by every method (the same projection), cross-border links by precision and
recall against the recorded cross-border ties, communities against cells and countries against blocs by AMI.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

import netintel as ni

GENERATOR = Path(__file__).parents[1] / "data" / "samples" / "make_lantern.py"
TOP = 15
COLUMNS = (
    "boundary",
    "cross_border_betweenness",
    "betweenness",
    "degree",
    "effective_size",
    "constraint",
    "participation",
)


def main(arguments: list[str] | None = None) -> None:
    """Print one markdown table: a row a seed, and the means."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    seeds = range(1, parser.parse_args(arguments).seeds + 1)
    table = pd.DataFrame([one(seed) for seed in seeds], index=pd.Index(seeds, name="seed"))
    table.loc["mean"], table.loc["least"] = table.mean(), table.min()
    sys.stdout.write(f"planted brokers in the top {TOP} by each method, links, clusters\n")
    sys.stdout.write(table.round(3).to_string() + "\n")


def one(seed: int) -> dict[str, float]:
    """Return the measures of one seed."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "lantern"
        subprocess.run(
            [sys.executable, GENERATOR, "--seed", str(seed), "--out", folder], check=True, capture_output=True
        )
        truth = json.loads(folder.with_name("lantern.truth.json").read_text("utf-8"))
        graph = ni.load(folder, progress=lambda _line: None)
    graph = ni.resolve.merge(graph, ni.resolve.match(graph).above(0.95))
    network = ni.analysis.actors(graph)
    persons = person_of(graph, truth)
    return brokers(network, truth, persons) | links(network, truth, persons) | clusters(network, truth, persons)


def person_of(graph: ni.EntityGraph, truth: dict[str, Any]) -> dict[str, str]:
    """Return entity -> true person, for entities that stand for exactly one."""
    entity = graph.origins.set_index(["file", "native_id"])["entity"].to_dict()
    found: dict[str, set[str]] = {}
    for person in truth["persons"]:
        for origin in person["origins"]:
            if tuple(origin) in entity:
                found.setdefault(entity[tuple(origin)], set()).add(person["id"])
    return {key: next(iter(ids)) for key, ids in found.items() if len(ids) == 1}


def brokers(network: ni.Network, truth: dict[str, Any], persons: dict[str, str]) -> dict[str, float]:
    """Return for each method the share of planted brokers among the first 15."""
    result = ni.analysis.brokers(network, resamples=1)
    table, planted = result.table(), set(truth["brokers"])
    orders = {f"{result.method} (default)": table.index}
    orders |= {c: table.sort_values(c, ascending=c == "constraint", kind="stable").index for c in COLUMNS}
    found = {}
    for method, order in orders.items():
        first = {persons.get(node) for node in order[:TOP]}
        found[method] = len(first & planted) / len(planted)
    return found


def links(network: ni.Network, truth: dict[str, Any], persons: dict[str, str]) -> dict[str, float]:
    """Return precision and recall of the cross-border links between true persons."""
    true = {_pair(t["a"], t["b"]) for t in truth["ties"] if t["cross_border"] and t["carried_by"]}
    table = ni.analysis.cross_border(network).table()
    ends = [(persons.get(a), persons.get(b)) for a, b in zip(table["source"], table["target"], strict=True)]
    found = {_pair(a, b) for a, b in ends if a is not None and b is not None and a != b}
    hits = len(true & found)
    return {"link precision": hits / max(len(found), 1), "link recall": hits / max(len(true), 1)}


def clusters(network: ni.Network, truth: dict[str, Any], persons: dict[str, str]) -> dict[str, float]:
    """Return the AMI of communities with cells and of jurisdiction clusters with blocs."""
    from sklearn.metrics import adjusted_mutual_info_score

    table = ni.analysis.communities(network).table()
    cell = {persons[n]: c for n, c in zip(table["node"], table["cluster"], strict=True) if n in persons}
    cells = [(truth["communities"][p], c) for p, c in cell.items() if truth["communities"].get(p)]
    bloc = {country: name for name, countries in truth["blocs"].items() for country in countries}
    blocs = ni.analysis.jurisdiction_clusters(network).table()
    pairs = [(bloc[c], k) for c, k in zip(blocs["country"], blocs["cluster"], strict=True) if c in bloc]
    return {
        "AMI cells": adjusted_mutual_info_score(*zip(*cells, strict=True)),
        "AMI blocs": adjusted_mutual_info_score(*zip(*pairs, strict=True)),
    }


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)


if __name__ == "__main__":
    main()
