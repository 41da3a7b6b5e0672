"""What must come back: everything of a graph that a format promises to carry, by the ids that the graph gave."""

from __future__ import annotations

from typing import Any

from netintel.exchange._contents import Contents
from netintel.model.graph import EntityGraph

Seen = dict[str, dict[str, Any]]
COLUMNS = ("kind", "name", "countries", "category", "minor", "role", "lat", "lon", "first", "last")


def seen(graph: EntityGraph, known: set[str] | None = None) -> Seen:
    """Return facts by the id of an entity or link.

    Parameters
    ----------
    known
        Ids that the graph had before it was written: a thing with another id is called by its last `native_id`.
    """
    contents = Contents(graph)
    entities, links = list(contents.entities()), list(contents.links())
    ids = {thing.key: _id(thing, known) for thing in [*entities, *links]}
    found: Seen = {"entities": {}, "marks": {}, "claims": {}, "jurisdictions": {}, "links": {}, "link claims": {}}
    table = graph.entities.reset_index(drop=True)
    for entity, (_, row) in zip(entities, table.iterrows(), strict=True):
        key = ids[entity.key]
        found["entities"][key] = [repr(row[column]) for column in COLUMNS]
        if entity.kind != "Unknown":
            found["marks"][key] = entity.marks
            found["claims"][key] = _said(entity, ids, known)
    by_entity = dict(zip(graph.entities.index, (ids[e.key] for e in entities), strict=True))
    for row in graph.jurisdictions.itertuples():
        found["jurisdictions"].setdefault(by_entity[row.entity], set()).add((row.country, row.basis))
    for link in links:
        ends = (ids[link.source], ids[link.target])
        told = [*ends, *link[4:13], link.kind]
        found["links"][repr(told)] = found["links"].get(repr(told), 0) + 1
        said = repr((ends, link.kind, _said(link, ids, known)))
        found["link claims"][said] = found["link claims"].get(said, 0) + 1
    return found


def keys(graph: EntityGraph) -> set[str]:
    """Return the ids of entities and links as they are written."""
    contents = Contents(graph)
    return {*contents.keys, *contents.link_keys}


def _id(thing: Any, known: set[str] | None) -> str:
    own = thing.said.get("native_id", [])
    return str(own[-1]) if known is not None and thing.key not in known and own else str(thing.key)


def _said(thing: Any, ids: dict[str, str], known: set[str] | None) -> list[Any]:
    said = {prop: sorted(texts) for prop, texts in thing.said.items()}
    if known is not None and thing.key not in known and "native_id" in said:
        rest = thing.said["native_id"][:-1]
        said = {**said, "native_id": sorted(rest)}
        if not rest:
            del said["native_id"]
    if said.get("native_id") == [ids[thing.key]]:  # an entity without claims lists its own id where links lie apart
        del said["native_id"]
    references = {prop: sorted(ids.get(key, key) for key in keys) for prop, keys in thing.references.items()}
    return [sorted(said.items()), sorted(references.items())]


def differences(one: Seen, other: Seen) -> dict[str, list[Any]]:
    """Return what differs, by table; empty where both say the same."""
    found = {}
    for table, facts in one.items():
        keys = sorted(facts.keys() | other[table].keys())
        wrong = [
            (key, facts.get(key), other[table].get(key)) for key in keys if facts.get(key) != other[table].get(key)
        ]
        if wrong:
            found[table] = wrong
    return found
