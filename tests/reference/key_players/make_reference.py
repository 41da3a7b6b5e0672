"""Best sets by brute force in plain Python: no library, no cleverness, every set and every path.

    python make_reference.py > optima.csv

F and DF after Borgatti (2006), equations 4 and 9, with n the nodes left; m-reach (2 steps) and distance-weighted reach
as there, members included, a member counting 1.
"""

from itertools import combinations
from pathlib import Path

HERE = Path(__file__).parent
GRAPHS = {
    "florentine": HERE.parent / "brokerage" / "florentine_edges.csv",
    "karate": HERE / "karate_edges.csv",
    "kite": HERE.parent / "brokerage" / "kite_edges.csv",
    "holes": HERE / "holes_edges.csv",
}
ALONE = {"florentine": ["Pucci"]}


def neighbours_of(name):
    around = {}
    for line in GRAPHS[name].read_text().splitlines()[1:]:
        a, b = line.split(",")[:2]
        around.setdefault(a, set()).add(b)
        around.setdefault(b, set()).add(a)
    for node in ALONE.get(name, []):
        around.setdefault(node, set())
    return around


def steps_from(begin, around, gone):
    steps, edge, distance = {begin: 0}, {begin}, 0
    while edge:
        edge = {b for a in edge for b in around[a]} - set(steps) - gone
        distance += 1
        steps.update(dict.fromkeys(edge, distance))
    return steps


def scores(around, chosen):
    gone = set(chosen)
    left = [node for node in around if node not in gone]
    pairs = len(left) * (len(left) - 1)
    joined = inverse = 0.0
    for node in left:
        found = steps_from(node, around, gone)
        joined += len(found) - 1
        inverse += sum(1 / s for s in found.values() if s)
    nearest = dict.fromkeys(around, float("inf"))
    for node in chosen:
        for other, s in steps_from(node, around, set()).items():
            nearest[other] = min(nearest[other], s)
    within = sum(s <= 2 for s in nearest.values())
    near = sum(1 if s == 0 else 1 / s for s in nearest.values()) / len(around)
    return {"F": 1 - joined / pairs, "DF": 1 - inverse / pairs, "m-reach": within, "distance-weighted reach": near}


print("graph,k,method,score,sets")
for name in GRAPHS:
    around = neighbours_of(name)
    for k in (1, 2, 3):
        every = [scores(around, chosen) for chosen in combinations(sorted(around), k)]
        for method in every[0]:
            values = [round(one[method], 9) for one in every]
            print(f"{name},{k},{method},{max(values):.6f},{values.count(max(values))}")
