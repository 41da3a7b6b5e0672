"""What no result tells of victims, witnesses, minors and informants: who they are, and how many where they are few.

Two cases that differ only by how many protected persons they hold, one and four, each tied in the same way. Nothing
that can be read of one of them may be in a result, and no number may follow how many they are. A new analysis joins by
one line in `CALLS`.

That ties of theirs count is not held against a result: a degree is one more for each who is tied.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

import netintel as ni
from netintel.errors import UnknownEntityError
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.results import Result
from netintel.model.tables import Tables

A = ni.analysis

CALLS: dict[str, Callable[[EntityGraph], Result]] = {
    "brokerage_roles": lambda graph: A.brokerage_roles(graph, permutations=5),
    "brokers": lambda graph: A.brokers(graph, resamples=3),
    "changes": lambda graph: A.changes(graph, "2024-01", "2024-02", permutations=50),
    "communities": lambda graph: A.communities(graph, seeds=3, resolution=1.0),
    "corridors": lambda graph: A.corridors(graph, rewires=19),
    "cross_border": lambda graph: A.cross_border(graph),
    "cross_case": lambda graph: A.cross_case(graph),
    "disruption": lambda graph: A.disruption(graph, steps=2, draws=3),
    "hotspots": lambda graph: A.hotspots(graph),
    "jit_composition": lambda graph: A.jit_composition(graph, draws=3),
    "jurisdiction_clusters": lambda graph: A.jurisdiction_clusters(graph, seeds=3, bootstraps=3),
    "key_players": lambda graph: A.key_players(graph, k=2, draws=3),
    "money_paths": lambda graph: A.money_paths(graph, days=30, tolerance=0.5, legs=2, fan=3, shuffles=9),
    "openness": lambda graph: A.openness(graph, of="nodes"),
    "paths": lambda graph: A.paths(graph, _called(graph, "Suspect 2"), _called(graph, "Suspect 9")),
    "predict_links": lambda graph: A.predict_links(graph, draws=3),
    "routes": lambda graph: A.routes(graph),
}

PROTECTED = {
    "victim": "Zorvenna Quillmark",
    "minor": "Tibbenny Ashgrove",
    "witness": "Wexford Plimmbury",
    "informant": "Ixolde Krampf",
}
"""Invented: what they are in the case, and what they are called; one of each, so fewer than five of any."""

HOME = "ER"
"""The country of some of them, of which the case knows nobody else; the others are of a country of suspects."""

COUNTRIES = {"RO": ("44.43", "26.10"), "DE": ("52.52", "13.40"), "IT": ("41.90", "12.50")}

every = pytest.mark.parametrize("name", sorted(CALLS))


def _called(graph: EntityGraph, name: str) -> str:
    return str(graph.entities.index[graph.entities["name"] == name][0])


def _tables(build: Builder, file: str) -> Tables:
    received = {"file": file, "format": "x", "unit": "row", "sha256": file.ljust(64, "0"), "bytes": 1, "loader": "x"}
    return build.tables({**received, "ids": "file"})


def _protected(build: Builder, number: int, category: str, name: str) -> None:
    """One more protected person: two ties into each country, a phone, money through them, and a way to Italy."""
    build.record(f"row {20 + number}")
    home = "DE" if number % 2 else HOME
    said = [("name", name), ("nationality", home), ("category", category), ("birthDate", f"2001-02-0{number + 1}")]
    build.entity(f"prot{number}", "Person", [*said, ("passportNumber", f"PSX77{number}31"), ("phone", "+4073399910")])
    for suspect in range(6):
        build.link(f"prot{number}", f"s{suspect}", "Associate", first="2024-01-07")
    build.link("s6", f"prot{number}", "Payment", first="2024-01-10", amount="9000", currency="EUR")
    build.link(f"prot{number}", "s7", "Payment", first="2024-01-12", amount="9000", currency="EUR")
    build.link(f"prot{number}", "place RO", "Recruitment", first="2024-01-03")
    build.link(f"prot{number}", "place IT", "Exploitation", first="2024-01-21")


@cache
def case(protected: int) -> EntityGraph:
    """Return a case of 18 suspects and so many protected persons, and of six whom another originator knows."""
    build, rng = Builder(originator="RO", evaluation="4x4:B2"), np.random.default_rng(1)
    for country, (lat, lon) in COUNTRIES.items():
        build.record(f"place {country}")
        build.entity(f"place {country}", "Place", [("country", country), ("latitude", lat), ("longitude", lon)])
    for i in range(18):
        build.record(f"row {i}")
        phone = [("phone", f"+4072200{i:04}")] if i < 6 else []
        said = [("name", f"Suspect {i}"), ("nationality", [*COUNTRIES][i % 3]), ("category", "suspect")]
        build.entity(f"s{i}", "Person", [*said, *phone])
        for j in np.flatnonzero(rng.random(i) < 0.3):
            build.link(f"s{i}", f"s{j}", "Associate", first=f"2024-0{1 + i % 2}-1{j % 9}")
        build.link(f"s{i}", f"s{(i + 1) % 18}", "Payment", first=f"2024-02-{i + 1:02}", amount="500", currency="EUR")
        build.link(f"s{i}", "place RO", "Sighting", first="2024-01-03")
        build.link(f"s{i}", "place DE", "Sighting", first="2024-02-03")
    for number, (category, name) in enumerate([*PROTECTED.items()][:protected]):
        _protected(build, number, category, name)
    other = Builder(originator="DE", evaluation="4x4:B2")
    for i in range(6):
        other.record(f"row {i}")
        other.entity(f"d{i}", "Person", [("name", f"Other {i}"), ("nationality", "DE"), ("phone", f"+4072200{i:04}")])
    parts = Tables.concat([_tables(build, "a"), _tables(other, "b")])
    return EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, parts)


@cache
def result(name: str, protected: int) -> Result:
    return CALLS[name](case(protected))


def secrets(graph: EntityGraph) -> dict[str, str]:
    """Return every word that tells who a protected person is, and what it is."""
    table = graph.entities
    them = table.index[table["name"].isin(PROTECTED.values())]
    origins = graph.origins[graph.origins["entity"].isin(them)]
    told = {str(word): "id" for word in [*them, *origins["origin"], *origins["native_id"]]}
    told |= {word: "name" for name in PROTECTED.values() for word in name.split()}
    return told | {"2001-02-0": "date of birth", "PSX77": "passport", "4073399910": "phone"}


@cache
def readable(name: str) -> dict[str, str]:
    """Return all that a recipient can read of a result, by where it stands; of long tables every so many-th line."""
    found = result(name, 4)
    places = {"table()": found.table().to_csv(), "_repr_html_()": found._repr_html_(), **told(found)}
    for key in found.table().index[:: 1 + len(found.table()) // 40]:
        places[f"explain({key})"] = found.explain(key)
        places[f"records({key})"] = found.records(key).to_csv()
    return places


def told(found: Result) -> dict[str, str]:
    """Return what is said of the whole, each piece with its place; a caveat's place is its words without numbers."""
    places = {"len(table())": str(len(found.table())), "repr()": repr(found).partition(", graph")[0]}
    for what, pieces in (("caveats", found.caveats), ("projection", found.projection)):
        places |= {f"{what}: {re.sub(r'[0-9.]+', '#', piece)}": piece for piece in pieces}
    places |= dict(_leaves("summary", found.summary))
    return places | dict(_leaves("parameters", found.parameters))


def _leaves(place: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(f"{place}[{key!r}]", inner)
    else:
        yield place, f"{value:g}" if isinstance(value, float) else str(value)


def whole_numbers(text: str) -> list[int]:
    """Return the whole numbers of a text; neither parts of other numbers nor percentages nor digests.

    >>> whole_numbers("19 nodes, 0.5, 7%, e4a2: 3.")
    [19, 3]
    """
    return [int(number) for number in re.findall(r"(?<![\w.])\d{1,9}(?![\w%]|\.\d)", text)]


def test_every_public_analysis_says_here_how_it_is_called() -> None:
    missing = set(A.__all__) - set(CALLS) - {"actors"}
    assert not missing, f"add a line to CALLS of this file for: {', '.join(sorted(missing))}"


@every
def test_nobody_protected_can_be_read_of_a_result(name: str) -> None:
    words = secrets(case(4))
    for place, text in readable(name).items():
        found = sorted({what for word, what in words.items() if word in text})
        assert not found, f"{name}: {place} tells the {' and the '.join(found)} of a protected person"


@every
def test_no_number_follows_how_many_protected_persons_there_are(name: str) -> None:
    """Each brings six ties and two payments, so that a number that grows by three from one to four counts persons."""
    tables = result(name, 1).table(), result(name, 4).table()
    for column in tables[0].columns.intersection(["n_persons", "n_victims"]):
        before, after = (table[column].fillna(0).tolist() for table in tables)
        assert before == after, f"{name}: {column} counts protected persons, who are fewer than five"
    one, four = told(result(name, 1)), told(result(name, 4))
    for place in one.keys() & four.keys():
        for before, after in zip(whole_numbers(one[place]), whole_numbers(four[place]), strict=False):
            assert after - before != 3, f"{name}: {place} counts protected persons: {one[place]!r}, {four[place]!r}"


@every
def test_a_country_of_few_protected_persons_alone_is_not_told(name: str) -> None:
    for place, text in readable(name).items():
        assert not re.search(rf"\b{HOME}\b", text), f"{name}: {place} tells a country of protected persons alone"


@every
def test_what_was_typed_is_not_repeated(name: str) -> None:
    found = result(name, 4)
    for ask in (found.explain, found.records):
        refused(ask)


def test_an_id_that_was_typed_is_not_repeated() -> None:
    graph = case(4)
    refused(graph.evidence)
    refused(lambda typed: A.paths(graph, _called(graph, "Suspect 0"), typed))
    refused(lambda typed: ni.resolve.judge(graph, typed, typed, "same", by="analyst", reason="same phone"))


def refused(ask: Callable[[str], Any]) -> None:
    """Ask for a victim by name where an id belongs."""
    with pytest.raises(UnknownEntityError) as raised:
        ask(PROTECTED["victim"])
    assert PROTECTED["victim"] not in "".join([str(raised.value), *getattr(raised.value, "__notes__", ())])
