"""MISP files that others wrote: counts, countries and leaf values, checked against the JSON itself."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import netintel as ni

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data" / "misp"
EVENTS = [
    "events/existing_event.json",
    "events/mainly_objects_1.json",
    "events/sighting_1.json",
    "events/shadow.json",
    "events/57c4445b-c548-4654-af0b-4be3950d210f.json",
    "events/event.json",
    "misp-stix/test_events_collection_1.json",
]
GALAXIES = [f"galaxy/{n}.json" for n in ("threat-actor", "target-information", "sector", "interpol-dwva", "country")]
OF_THE_INSTANCE = frozenset(
    {"id", "event_id", "object_id", "org_id", "orgc_id", "old_id", "attribute_id", "referenced_id", "tag_id", "user_id"}
    | {"galaxy_id", "server_id"}
)
SHOWN = frozenset({"colour", "exportable", "hide_tag", "numerical_value", "icon"})
VICTIMS = ("cfr-suspected-victims", "suspected-victims")
TIMES = frozenset({"timestamp", "publish_timestamp", "date_sighting"})


def content_of(name: str) -> Any:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"shared data absent: misp/{name}")
    return json.loads(path.read_text("utf-8"))


@cache
def load(name: str) -> ni.EntityGraph:
    return ni.load(SHARED / name, progress=lambda _line: None)


def events_of(content: Any) -> list[dict[str, Any]]:
    if "response" in content:
        return [item["Event"] for item in content["response"]]
    return [content.get("Event", content)]


def leaves(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Give every scalar with its key, as the text a claim would hold."""
    if isinstance(value, dict):
        for inner_key, inner in value.items():
            yield from leaves(inner, inner_key)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, key)
    elif isinstance(value, bool):
        yield key, str(value).lower()
    elif key in TIMES and str(value).isdecimal():
        yield key, f"{datetime.fromtimestamp(int(value), UTC):%Y-%m-%dT%H:%M:%SZ}" if int(value) else ""
    else:
        yield key, "" if value is None else str(value)


def kept(graph: ni.EntityGraph) -> set[str]:
    """Give every text the tables hold, structures taken apart again."""
    tables, links = graph.tables, graph.tables.links
    texts = {t for t in tables.claims["value"].to_pylist() + tables.originals["original"].to_pylist() if t is not None}
    for text in list(texts):
        if text.startswith("{"):
            with contextlib.suppress(json.JSONDecodeError):
                texts |= {leaf for _, leaf in leaves(json.loads(text))}
    columns = [tables.origins["native_id"], tables.records["originator"]]
    columns += [links[name] for name in ("native_id", "role", "first", "last")]
    return texts.union(*(column.to_pylist() for column in columns))


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_attribute_and_object_is_read_once(name: str) -> None:
    events = events_of(content_of(name))
    expected = len(events) + sum(len(e.get("Attribute", ())) + len(e.get("Object", ())) for e in events)
    received = load(name).received.iloc[0]
    assert received["read"] == expected
    assert received["read"] == received["accepted"] + received["quarantined"] + received["duplicates"]


@pytest.mark.parametrize("name", GALAXIES)
def test_every_galaxy_value_is_read_once(name: str) -> None:
    values = content_of(name)["values"]
    received = load(name).received.iloc[0]
    assert received[["read", "accepted", "quarantined", "duplicates"]].tolist() == [len(values), len(values), 0, 0]


@pytest.mark.parametrize("name", EVENTS + GALAXIES)
def test_every_leaf_value_is_kept_or_counted(name: str) -> None:
    content, graph = content_of(name), load(name)
    read = content["values"] if name in GALAXIES else content
    held, missing, counted = kept(graph), [], 0
    for key, text in leaves(read):
        if key in OF_THE_INSTANCE or key in SHOWN:
            counted += 1
        elif key == "data":
            assert text not in held
        elif text and text not in held and key != "type":
            missing.append((key, text))
    composite = {("value", v) for k, v in leaves(read) if k == "value" and "|" in v}
    assert [pair for pair in missing if pair not in composite] == []
    told = graph.issues[graph.issues["code"].isin({"local_numbers", "display_settings"})]["message"]
    numbers = [int(part.rsplit(" ", 1)[1]) for line in told for part in line.split(": ", 1)[1].split(", ")]
    assert sum(numbers) == counted


@pytest.mark.parametrize("name", EVENTS)
def test_types_of_attributes_are_kept(name: str) -> None:
    types = {a["type"] for e in events_of(content_of(name)) for a in e.get("Attribute", ()) if not a.get("deleted")}
    assert types <= kept(load(name))


def test_threat_actors_and_their_countries() -> None:
    values, graph = content_of("galaxy/threat-actor.json")["values"], load("galaxy/threat-actor.json")
    stated = [v["meta"]["country"] for v in values if "country" in v.get("meta", {})]
    assert (len(values), len(stated), stated.count("")) == (1_041, 477, 1)
    origin = graph.jurisdictions[graph.jurisdictions["basis"] == "origin"]
    assert len(origin) == 476
    assert set(origin["country"]) == {code for code in stated if code}
    assert origin["country"].nunique() == 35
    assert (graph.entities["kind"] == "Group").sum() == 1_041


def test_victims_become_countries_only_where_they_are() -> None:
    values, graph = content_of("galaxy/threat-actor.json")["values"], load("galaxy/threat-actor.json")
    names = {name for v in values for name in v.get("meta", {}).get("cfr-suspected-victims", ())}
    assert len(names) == 167
    links = graph.links[graph.links["role"].isin(VICTIMS)]
    victims = graph.entities.loc[links["target"].unique()]
    assert set(victims["kind"]) == {"Country", "Region", "Organization"}
    claims = graph.claims[graph.claims["property"] == "target_name"]
    assert names <= set(claims["value"])
    kind_of = dict(zip(claims["value"], victims.loc[links.loc[claims["subject"], "target"], "kind"], strict=True))
    banks = {"AT&T", "BB&T", "Bangladesh Bank", "Bank of America", "Capital One", "Citigroup", "HSBC", "NYSE", "PNC"}
    banks |= {"Fifth Third Bank", "US Bancorp", "Wells Fargo", "Sony Pictures Entertainment", "European Commission"}
    assert {kind_of[name] for name in banks} == {"Organization"}
    regions = {"Middle East", "Europe", "NATO", "Southeast Asia", "Central Asia", "European Union", "South America"}
    assert {kind_of[name] for name in regions} == {"Region"}
    assert {kind_of[name] for name in ("Russia", "Turkey", "United States", "Vietnam")} == {"Country"}
    assert kind_of["Lebonon"] == "Organization"  # misspelt: not taken for the country by a guess
    assert victims.loc[victims["kind"] != "Country", "countries"].map(len).eq(0).all()


def test_related_actors_are_linked() -> None:
    values, graph = content_of("galaxy/threat-actor.json")["values"], load("galaxy/threat-actor.json")
    related = [r for v in values for r in v.get("related", ())]
    links = graph.links[~graph.links["role"].isin(VICTIMS)]
    assert len(links) == len(related) == 432
    assert set(links["role"]) == {r["type"] for r in related}
    assert graph.records["evaluation"].isna().all()  # a likelihood is no grading of source and information


def test_countries_of_the_country_galaxy() -> None:
    values, graph = content_of("galaxy/country.json")["values"], load("galaxy/country.json")
    located = graph.jurisdictions[graph.jurisdictions["basis"] == "location"]
    assert len(located) == len([v for v in values if v["meta"]["ISO"]]) == 252


def test_sharing_groups() -> None:
    groups, graph = content_of("events/sharing_groups.json"), load("events/sharing_groups.json")
    assert graph.received["read"].tolist() == [len(groups)]
    assert (graph.links["kind"] == "Contains").sum() == sum(len(g["SharingGroupOrg"]) for g in groups)


def test_object_references_of_an_event() -> None:
    event, graph = content_of("events/existing_event.json"), load("events/existing_event.json")
    references = [r for o in event["Object"] for r in o.get("ObjectReference", ())]
    assert (graph.links["kind"] == "CommunicatesWith").sum() == len(references) == 20
    clusters = {c["tag_name"] for g in event["Galaxy"] for c in g["GalaxyCluster"]}
    assert (graph.entities["kind"] == "Group").sum() == 1
    assert (graph.entities["kind"] == "Malware").sum() == len(clusters) - 1
