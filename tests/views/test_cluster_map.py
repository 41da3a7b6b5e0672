"""The cluster map names clusters by their largest countries and shows what is unsure as unsure."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd

from netintel import Network
from netintel.model.results import Groups
from netintel.views import _theme, cluster_map

PEOPLE = {"RO": 9, "DE": 5, "NL": 2, "AT": 1, "BG": 4, "GR": 3, "MT": 1}
NODES = pd.DataFrame([(f"{c}{i}", c) for c, n in PEOPLE.items() for i in range(n)], columns=["id", "nationality"])
NETWORK = Network.from_edgelist(
    pd.DataFrame({"source": ["RO0"], "target": ["DE0"]}), NODES, directed=False, jurisdiction="nationality"
)


def clusters(**of: tuple[int, float]) -> Groups:
    rows = [(country, cluster, 1.0, stability) for country, (cluster, stability) in of.items()]
    table = pd.DataFrame(rows, columns=["country", "cluster", "membership", "stability"])
    return Groups("jurisdiction_clusters", table, "modularity", {}, 0, "x", "nationality", (), None)


FOUND = clusters(AT=(0, 0.9), NL=(0, 0.9), DE=(0, 1.0), RO=(0, 1.0), GR=(1, 0.5), BG=(1, 0.8), MT=(2, np.nan))


def test_a_cluster_is_named_for_its_largest_countries() -> None:
    picture = cluster_map(NETWORK, FOUND)
    assert (
        picture.title
        == "Romania, Germany, Netherlands and Austria act together (stability 0.95): the largest of 2 clusters"
    )
    assert picture.alt().endswith("further clusters: Bulgaria, Greece.")
    assert "1 unsure" in picture.subtitle
    assert "2 clusters, 1 on their own" in picture.subtitle


def test_alt_text_names_every_cluster_it_counts() -> None:
    codes = ["RO", "DE", "BG", "GR", "ES", "PT", "FR", "BE", "MT"]
    rows = pd.DataFrame({"country": codes, "cluster": [0, 0, 1, 1, 2, 2, 3, 3, 4], "membership": 1.0, "stability": 0.9})
    said = cluster_map(NETWORK, replace(FOUND, rows=rows)).alt()
    assert "the largest of 4 clusters; further clusters:" in said
    assert all(name in said for name in ("Romania", "Greece", "Portugal", "Belgium"))
    assert "1 of them on their own" in said


def test_another_largest_cluster_changes_title_and_alt() -> None:
    other = clusters(AT=(0, 0.9), NL=(0, 0.9), GR=(1, 0.7), BG=(1, 0.8), MT=(1, 0.9))
    picture = cluster_map(NETWORK, other)
    assert picture.title == "Bulgaria, Greece and Malta act together (stability 0.80): the largest of 2 clusters"
    assert picture.alt() != cluster_map(NETWORK, FOUND).alt()


def test_no_tie_above_chance_is_not_no_tie() -> None:
    chance = cluster_map(NETWORK, clusters(RO=(0, 1.0), DE=(1, 1.0), MT=(2, np.nan)))
    assert chance.title == "No two jurisdictions are tied more than chance gives: every country is on its own"
    nothing = cluster_map(NETWORK, clusters(RO=(0, np.nan), DE=(1, np.nan)))
    assert nothing.title == "No recorded tie surely crosses a border: no cluster can be told"


def test_the_unsure_are_hatched_and_the_table_says_so() -> None:
    figure = json.loads(cluster_map(NETWORK, FOUND).figure().to_json())
    hatch = [t for t in figure["data"] if t.get("mode") == "lines" and t["line"] == {"color": _theme.PAPER, "width": 2}]
    assert len(hatch) == 1
    at = [(x, y) for x, y in zip(hatch[0]["lon"], hatch[0]["lat"], strict=True) if x is not None]
    assert at, "Greece is unsure"
    assert all(19 < x < 30 and 34 < y < 42 for x, y in at), "and nothing else is"
    table = cluster_map(NETWORK, FOUND).table().set_index("country")
    assert table.loc["Greece (GR)", "unsure"]
    assert not table["unsure"].drop("Greece (GR)").any()


def test_less_stable_is_paler() -> None:
    figure = json.loads(cluster_map(NETWORK, clusters(RO=(0, 1.0), DE=(0, 0.65))).figure().to_json())
    land = next(t for t in figure["data"] if t["type"] == "choropleth")
    scale = {colour for _, colour in land["colorscale"]}
    strong, pale = (_theme.blend(_theme.CLUSTERS[0], _theme.LAND, 0.3 + 0.45 * s) for s in (1.0, 0.65))
    assert {strong, pale} <= scale


def test_more_clusters_than_colours_are_told_apart_by_letter() -> None:
    from netintel.views._geography import points

    codes = [c for c in points().index if len(c) == 2][:40]
    groups = clusters(**{code: (i // 2, 0.9) for i, code in enumerate(codes)})
    figure = json.loads(cluster_map(NETWORK, groups).figure().to_json())
    letters = {t for trace in figure["data"] if "text" in trace for t in trace["text"] if len(t) == 1}
    assert letters == set("ABCDEFGHIJKLMNOPQRST")


def test_groups_that_are_no_countries_get_no_map() -> None:
    picture = cluster_map(NETWORK, clusters(Caribbean=(0, 0.9), Europe=(0, 0.9)))
    assert "no countries on our map" in picture.alt()
    assert "choropleth" not in str(picture.figure().to_json())


def test_a_case_without_jurisdictions_says_so() -> None:
    picture = cluster_map(NETWORK, clusters())
    assert picture.title == "No clusters can be shown on a map"
    assert picture.table().empty


def test_letters_of_crowded_countries_do_not_cover_one_another() -> None:
    from netintel.views._frames import frames
    from netintel.views._geography import points

    codes = [c for c in points().index if len(c) == 2][:120]
    groups = clusters(**{code: (i % 6, 0.9) for i, code in enumerate(codes)})
    figure = json.loads(cluster_map(NETWORK, groups).figure().to_json())
    for frame in frames(codes):
        trace = next(
            t for t in figure["data"] if t.get("geo", "geo") == frame.name and len((t.get("text") or ["long"])[0]) == 1
        )
        at = [frame.pixels(x, y) for x, y in zip(trace["lon"], trace["lat"], strict=True)]
        placed = [p for p in at if p is not None]
        close = [math.dist(a, b) for a, b in combinations(placed, 2) if math.dist(a, b) < 15]
        assert len(placed) > 20
        assert len(close) <= 6, "each cluster's first country alone has its letter wherever it lies"
