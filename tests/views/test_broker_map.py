"""The broker map names the first broker with the interval, and puts nobody where nothing is known."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pandas as pd

from netintel import Network
from netintel.analysis.brokers import brokers
from netintel.model.results import Scores
from netintel.views import broker_map, table


def star(**countries: str | None) -> Network:
    """A hub `h` tied to everybody else."""
    others = [name for name in countries if name != "h"]
    nodes = pd.DataFrame({"id": list(countries), "nationality": list(countries.values())})
    edges = pd.DataFrame({"source": "h", "target": others})
    return Network.from_edgelist(edges, nodes, directed=False, jurisdiction="nationality")


STAR = star(h="RO", a="DE", b="BG", c="GR", d="TR", e="RO")


def test_the_title_names_the_broker_the_contacts_and_the_interval() -> None:
    picture = broker_map(STAR, brokers(STAR, resamples=20))
    assert picture.title.startswith("h (Romania) is the first broker, in contact with Bulgaria, Germany, Greece and ")
    assert ": rank 1, interval 1 to " in picture.title
    assert picture.table()["name"].tolist() == ["h"], "who joins nobody is no broker"
    assert picture.table().loc[0, "contacts"] == ("Bulgaria", "Germany", "Greece", "Romania", "Türkiye")


def test_another_first_broker_changes_title_and_alt() -> None:
    result = brokers(STAR, resamples=20)
    rows = result.table().assign(score=[1.0] * 6).iloc[::-1]
    other = Scores(**{**vars(result), "rows": rows})
    first, second = broker_map(STAR, result), broker_map(STAR, other)
    assert first.title != second.title
    assert first.alt() != second.alt()


def test_whoever_has_no_known_country_stands_in_a_box_off_the_map() -> None:
    network = star(h=None, a="DE", b="BG", c="GR", d="BG")
    result = brokers(network, resamples=20, method="betweenness")
    rows = result.table().assign(score=[3.0, 2.0, 1.0, 1.0, 1.0])
    figure = json.loads(broker_map(network, Scores(**{**vars(result), "rows": rows})).figure().to_json())
    boxed = [t for t in figure["data"] if t.get("xaxis") == "x2"]
    assert len(boxed) == 1
    assert len(boxed[0]["x"]) == 1
    assert "country unknown" in boxed[0]["hovertext"][0]
    assert any(note["text"] == "Country unknown" for note in figure["layout"]["annotations"])


def test_without_any_country_there_are_ranks_and_no_map() -> None:
    network = star(h=None, a=None, b=None, c=None)
    picture = broker_map(network, brokers(network, resamples=20, method="betweenness"))
    kinds = {trace["type"] for trace in json.loads(picture.figure().to_json())["data"]}
    assert kinds == {"scatter"}
    assert "no map is drawn" in picture.notes[0]
    assert picture.title.startswith("h is the first broker: rank 1")


def test_somebody_of_two_countries_is_a_diamond() -> None:
    nodes = pd.DataFrame({"id": ["h", "h", "a", "b"], "nationality": ["RO", "MD", "DE", "BG"]})
    edges = pd.DataFrame({"source": "h", "target": ["a", "b"]})
    network = Network.from_edgelist(edges, nodes, directed=False, jurisdiction="nationality")
    picture = broker_map(network, brokers(network, resamples=20))
    assert '"diamond"' in str(picture.figure().to_json())
    assert picture.table().loc[0, "countries"] == ("Moldova", "Romania")


def test_no_spokes_from_a_network_projected_in_another_way() -> None:
    result = brokers(STAR, resamples=20)
    other: Any = Scores(**{**vars(result), "projection": ("another recipe",)})
    picture = broker_map(STAR, other)
    assert picture.table().loc[0, "contacts"] == ()
    assert "No lines" in picture.notes[0]


def test_a_protected_person_given_by_a_result_is_not_named() -> None:
    table = pd.DataFrame({"name": [f"Nomen {n}" for n in STAR.labels]}, index=STAR.labels)
    table["category"] = ["victim" if n == "h" else "suspect" for n in STAR.labels]
    network = replace(STAR, nodes_table=table.reset_index(drop=True))
    picture = broker_map(network, brokers(STAR, resamples=20))
    assert "Nomen h" not in picture.html()
    assert picture.title.startswith("Victim ")


def test_where_nobody_joins_jurisdictions_the_picture_says_so() -> None:
    network = star(h="RO", a="RO", b="RO")
    picture = broker_map(network, brokers(network, resamples=20))
    assert picture.title == "No brokers to show"
    assert picture.table().empty


def test_who_is_not_ranked_is_told_as_what_they_are() -> None:
    network = star(h="RO", a="DE", b="BG", c="GR", d="TR")
    known = pd.DataFrame(
        {
            "kind": ["Person", "Person", "Person", "Country", "Person"],
            "category": [None, "victim", "professional", None, "suspect"],
            "rankable": [True, False, False, False, True],
        },
        index=["h", "a", "b", "c", "d"],
    )
    network = replace(network, nodes_table=known.loc[network.labels].reset_index(drop=True))
    told = broker_map(network, brokers(network, resamples=20)).subtitle
    assert "fewer than 5 not ranked: victims, professionals, what stands for actors not named" in told
    assert "minor" not in told, "only what is there is told"


def test_a_score_is_explained() -> None:
    assert "pairs of contacts across a border" in " ".join(broker_map(STAR, brokers(STAR, resamples=20)).notes)


def test_who_stands_under_a_pseudonym_is_told() -> None:
    result = brokers(STAR, resamples=20)
    known = pd.DataFrame({"name": list(STAR.labels), "category": ["witness"] * STAR.n_nodes})
    network = replace(STAR, nodes_table=known)
    for picture in (broker_map(network, result), table(network, result)):
        assert "Under a pseudonym" in " ".join(picture.notes)
        assert picture.table()["name"].iloc[0].startswith("Witness ")
    assert "pseudonym" not in " ".join(broker_map(STAR, result).notes)
