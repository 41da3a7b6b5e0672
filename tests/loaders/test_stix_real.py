"""STIX bundles that others wrote: counts and leaf values, checked against the JSON itself."""

from __future__ import annotations

import contextlib
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import netintel as ni

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"
FILES = [
    "stix/geography.json",
    "stix/mobile-attack-17.1.json",
    "stix/mitre-enterprise-attack-stix20.json.gz",
    "stix/oasis/apt1.json",
    "stix/oasis/using-marking-definitions.json",
    "stix/oasis/defining-campaigns-threat-actors-intrusion-sets.json",
    "stix/oasis/sighting-of-observed-data.json",
    "stix/oasis/infrastructure.json",
    "stix/oasis/interop-objectmarking-test.json",
    "misp/misp-stix/test_event1_stix20.json",
    "misp/misp-stix/test_event1_stix21.json",
    "misp/misp-stix/test_attributes_collection_stix21.json",
]


def file_of(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"shared data absent: {name}")
    return path


def objects_of(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    content = json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)
    return content["objects"] if content["type"] == "bundle" else [content]


@cache
def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def leaves(value: Any) -> Iterator[str]:
    """Give every scalar of a JSON value as the text a claim would hold."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    elif isinstance(value, bool):
        yield str(value).lower()
    else:
        yield "" if value is None else str(value)


def parts_of(text: str) -> list[str]:
    """Take a structure kept as JSON text apart again; any other text is one part."""
    if text.startswith("{"):
        with contextlib.suppress(json.JSONDecodeError):
            return list(leaves(json.loads(text)))
    return [text]


def kept_by_record(graph: ni.EntityGraph) -> list[Counter[str]]:
    """Give for each record the texts its claims and links hold, structures taken apart again."""
    tables = graph.tables
    native, link_native = tables.origins["native_id"].to_pylist(), tables.links["native_id"].to_pylist()
    kept: list[Counter[str]] = [Counter() for _ in range(tables.records.num_rows)]
    subjects: list[set[str]] = [set() for _ in kept]
    original = dict(zip(tables.originals["claim"].to_pylist(), tables.originals["original"].to_pylist(), strict=True))
    names = ("subject", "on_link", "value", "reference", "record")
    for n, (subject, on_link, value, reference, record) in enumerate(
        zip(*(tables.claims[c].to_pylist() for c in names), strict=True)
    ):
        text = original.get(n, value)
        if text is not None:
            kept[record].update(parts_of(text))
        else:
            kept[record][native[reference]] += 1
        subjects[record].add(link_native[subject] if on_link else native[subject])
    columns = ("native_id", "source", "target", "role", "first", "last", "weight", "record")
    for id_, source, target, role, first, last, weight, record in zip(
        *(tables.links[c].to_pylist() for c in columns), strict=True
    ):
        dates = [d for d in (first, last) if d]
        kept[record].update([native[source], native[target], role, *dates, *([str(int(weight))] if weight else [])])
        subjects[record].add(id_)
    for record, ids in enumerate(subjects):
        for id_ in ids - {None}:
            kept[record].update([id_, id_.split("--")[0]])
    return kept


@pytest.mark.parametrize("name", FILES)
def test_every_object_is_read_once(name: str) -> None:
    path = file_of(name)
    received = load(path).received.iloc[0]
    assert received["read"] == len(objects_of(path))
    assert received["read"] == received["accepted"] + received["quarantined"] + received["duplicates"]
    assert received["format"] == "stix"


@pytest.mark.parametrize("name", FILES)
def test_every_leaf_value_is_in_a_claim_a_link_or_a_count(name: str) -> None:
    path = file_of(name)
    graph, objects = load(path), objects_of(path)
    kept, empty = kept_by_record(graph), 0
    assert len(kept) == len(objects)
    for obj, held in zip(objects, kept, strict=True):
        said = Counter(leaves(obj))
        empty += said.pop("", 0)
        # An instant is kept in UTC without trailing zeros where it became a column of a link; a local id in an
        # observed-data object is kept with the id of its observed-data.
        missing = {text for text in said - held if text not in held and text.replace(".000Z", "Z") not in held}
        missing -= {key for key in missing if f"{obj['id']}#{key}" in held}
        assert missing == set(), obj["id"]
    told = [m for m in graph.issues["message"] if m.endswith("are empty or null and give no claim")]
    assert empty == (int(told[0].split()[0]) if told else 0)


def test_attack_holds_each_leaf_as_often_as_the_bundle() -> None:
    path = file_of("stix/mitre-enterprise-attack-stix20.json.gz")
    objects, kept = objects_of(path), kept_by_record(load(path))
    said = [Counter(leaves(obj)) for obj in objects]
    empty = sum(leaf.pop("", 0) for leaf in said)
    assert len(objects) == 24_771
    assert sum(leaf.total() for leaf in said) + empty == 481_711
    assert sum((leaf - held).total() for leaf, held in zip(said, kept, strict=True)) == 0


def test_attack_entities_and_links() -> None:
    path = file_of("stix/mitre-enterprise-attack-stix20.json.gz")
    objects, graph = objects_of(path), load(path)
    types = Counter(obj["type"] for obj in objects)
    kinds = graph.entities["kind"].value_counts()
    assert kinds["Malware"] == types["malware"] + types["tool"]
    assert kinds["Group"] == types["intrusion-set"]
    assert kinds["Technique"] == types["attack-pattern"] + types["course-of-action"]
    relationships = graph.links[graph.links["kind"] != "Reference"]
    assert len(relationships) == types["relationship"]
    assert graph.jurisdictions.empty  # ATT&CK states no country, and none is invented
    described = {obj["id"] for obj in objects}
    ends = {o[end] for o in objects if o["type"] == "relationship" for end in ("source_ref", "target_ref")}
    named = {
        r
        for o in objects
        for k, v in o.items()
        if k.endswith(("_ref", "_refs"))
        for r in ([v] if isinstance(v, str) else v)
    }
    assert (graph.issues["code"] == "dangling_reference").sum() == len((ends | named) - described - {""})


def test_geography_resolves_alpha3_and_keeps_one_stub_for_a_missing_marking() -> None:
    path = file_of("stix/geography.json")
    objects, graph = objects_of(path), load(path)
    with_country = [obj for obj in objects if "country" in obj]
    assert len(with_country) == 250
    assert all(len(obj["country"]) == 3 for obj in with_country)
    countries = graph.entities[graph.entities["kind"] == "Country"]
    assert len(countries) == 250
    assert countries["countries"].map(len).eq(1).all()
    assert "MA" in set(countries["countries"].map(lambda codes: codes[0]))
    known = {obj["id"] for obj in objects}
    dangling = [ref for obj in objects for ref in obj.get("object_marking_refs", ()) if ref not in known]
    assert (len(dangling), len(set(dangling))) == (539, 1)
    stubs = graph.issues[graph.issues["code"] == "dangling_reference"]
    assert len(stubs) == 1
    assert "539 times" in stubs["message"].iloc[0]
    assert (graph.entities["kind"] == "Unknown").sum() == 1


def test_a_pair_of_versions_of_one_event_tells_the_same() -> None:
    old = load(file_of("misp/misp-stix/test_event1_stix20.json"))
    new = load(file_of("misp/misp-stix/test_event1_stix21.json"))
    for graph in (old, new):
        names = graph.entities.set_index("kind")["name"]
        assert names["Domain"] == "circl.lu"
        assert (graph.links["kind"] == "BasedOn").sum() == 1
        assert set(graph.records["originator"].dropna()) == {names["Organization"]}
