"""CASE/UCO: JSON-LD for forensic tools and the exchange of evidence.

Document
    A context of prefixes that stands in the file, none elsewhere, and `@graph`, one node a line.
Entities
    Persons, organisations, places, phones, SIM cards, devices, accounts, e-mail, domains, addresses, files, calls and
    messages are the classes of UCO with the facets that fit (names, numbers, addresses, points); a facet says the first
    value. What UCO has no class for is a `uco-core:UcoObject`; counted.
Links
    `uco-core:Relationship` with `kindOfRelationship` (the kind in words) and `isDirectional`; `startTime` and `endTime`
    stand only where the date is an instant: a day is no instant. A birth date is a day and stands in `claims` alone.
Ids
    IRIs that end with a UUID are kept; any other entity or link is `urn:uuid:` made of its id, and its own id is the
    claim `native_id`; counted.
netintel's prefix
    `netintel:kind`, `claims` and `references` (JSON text), the marks, and of a link `role`, `first`, `last`, `amount`,
    `currency`, `weight`, `status` say everything exactly. `netintel:repeats` names the properties and facets that only
    say the same again, for tools that do not know the prefix.
Handling
    `uco-core:objectMarking`: one marking definition a code, whose statement is the code; and `netintel:handling`.

Everything in the graph is written, victims and informants included, with their category; this is no release.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from netintel.exchange._beside import beside, columns, encode, of_link, text
from netintel.exchange._case_types import OTHER, class_of, facets
from netintel.exchange._contents import Contents, Entity, Link, Said
from netintel.exchange._loss import Loss
from netintel.store import durable

NAME: Final = "case"
TITLE: Final = "CASE/UCO JSON-LD"
SUFFIX: Final = ".case.jsonld"
CARRIES: Final[frozenset[str]] = frozenset()

_TOGETHER: Final = 10_000
_SPACE: Final = uuid.UUID("6f0a7f0e-9c2b-5d4e-8a53-2f6d1c7b9e3f")
_UCO: Final = "https://ontology.unifiedcyberontology.org/uco"
_CONTEXT: Final = {
    **{f"uco-{space}": f"{_UCO}/{space}/" for space in ("core", "identity", "location", "marking", "observable")},
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "netintel": "urn:netintel:record:",
}
_IRI = re.compile(
    r"(?:urn:uuid:|https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*)"
    r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_MARKED: Final = "uco-core:objectMarking"


def write(contents: Contents, path: Path) -> list[Loss]:
    """Write markings, entities and links, a node a line."""
    counted: Counter[str] = Counter()
    with durable.writing(path) as file:
        file.write(b'{"@context":' + encode(_CONTEXT) + b',"@graph":[')
        lines: list[bytes] = []
        before = b"\n"
        for node in _nodes(contents, counted):
            lines.append(encode(node))
            if len(lines) == _TOGETHER:
                file.write(before + b",\n".join(lines))
                lines.clear()
                before = b",\n"
        file.write((before + b",\n".join(lines) if lines else b"") + b"\n]}\n")
    return [
        Loss("ids", counted["id"], "no IRI that ends with a UUID: urn:uuid is written, ours is in `native_id`"),
        Loss("kinds", counted["kind"], "no class of UCO: uco-core:UcoObject is written, ours is `netintel:kind`"),
    ]


def _nodes(contents: Contents, counted: Counter[str]) -> Iterator[dict[str, Any]]:
    iris = {key: _iri(key) for key in contents.keys}
    marked: set[str] = set()
    for entity in contents.entities():
        kept = iris[entity.key] == entity.key
        if kept and entity.kind == "Unknown" and not entity.said and not entity.references and entity.name is None:
            continue  # an id that others name comes back with them
        counted["id"] += not kept
        yield from _definitions(entity.marks.handling, marked)
        yield _entity(entity, iris, counted)
    for link in contents.links():
        yield from _definitions(link.marks.handling, marked)
        yield _link(link, iris, counted)


def _iri(key: str) -> str:
    return key if _IRI.fullmatch(key) else f"urn:uuid:{uuid.uuid5(_SPACE, key)}"


def _definitions(handling: str | None, marked: set[str]) -> Iterator[dict[str, Any]]:
    """Give the marking definition of each code when it is first used."""
    for code in (handling or "").split():
        if code not in marked:
            marked.add(code)
            statement = {
                "@id": _iri(f"statement {code}"),
                "@type": "uco-marking:StatementMarking",
                "uco-marking:definitionType": "statement",
                "uco-marking:statement": code,
                "netintel:defines": code,
            }
            yield {
                "@id": _marking(code),
                "@type": "uco-marking:MarkingDefinition",
                "uco-marking:definitionType": "statement",
                "uco-marking:definition": [statement],
                "netintel:defines": code,
            }


def _marking(code: str) -> str:
    return _iri(f"marking {code}")


def _entity(entity: Entity, iris: dict[str, str], counted: Counter[str]) -> dict[str, Any]:
    iri, class_ = iris[entity.key], class_of(entity)
    counted["kind"] += class_ == OTHER
    said: Said = dict(entity.said)
    node: dict[str, Any] = {"@id": iri, "@type": class_}
    if entity.name is not None:
        node["uco-core:name"] = entity.name
        said["name"] = [entity.name, *said.get("name", [])]
    if said.get("description"):
        node["uco-core:description"] = said["description"][0]
    made = [{"@id": _iri(f"{facet.type} {iri}"), "@type": facet.type, **facet.said} for facet in facets(entity, class_)]
    if made:
        node["uco-core:hasFacet"] = made
    if iri != entity.key:
        said["native_id"] = [*said.get("native_id", []), entity.key]
    own = {"kind": entity.kind, **beside(_pointing(entity, iris), said)}
    return _with_own(node, own, [facet["@id"] for facet in made])


def _link(link: Link, iris: dict[str, str], counted: Counter[str]) -> dict[str, Any]:
    iri = _iri(link.key)
    counted["id"] += iri != link.key
    role = link.role
    words = role if role is not None and role.replace("_", "") == link.kind else _HUMP.sub("_", link.kind)
    node: dict[str, Any] = {
        "@id": iri,
        "@type": "uco-core:Relationship",
        "uco-core:source": {"@id": iris[link.source]},
        "uco-core:target": {"@id": iris[link.target]},
        "uco-core:kindOfRelationship": words,
        "uco-core:isDirectional": link.directed,
    }
    for name, when in (("startTime", link.first), ("endTime", link.last)):
        if when is not None and _INSTANT.fullmatch(when):
            node[f"uco-core:{name}"] = {"@type": "xsd:dateTime", "@value": when}
    said = link.said if iri == link.key else {**link.said, "native_id": [*link.said.get("native_id", []), link.key]}
    return _with_own(node, {**of_link(_pointing(link, iris), said), **columns(link)}, [])


def _pointing(thing: Any, iris: dict[str, str]) -> Any:
    return thing._replace(references={prop: [iris[k] for k in keys] for prop, keys in thing.references.items()})


def _with_own(node: dict[str, Any], own: dict[str, Any], facet_ids: list[str]) -> dict[str, Any]:
    """Add what stands under netintel's prefix, and which fields only repeat it."""
    codes = own.get("handling", "").split()
    if codes:
        node[_MARKED] = [{"@id": _marking(code)} for code in codes]
    own.pop("directed", None)  # isDirectional says it
    own |= {name: text(own[name]) for name in ("claims", "references", "weight") if name in own}
    named = [key.partition(":")[2] for key in node if key.startswith("uco-core:") and key != "uco-core:hasFacet"]
    return node | {f"netintel:{name}": value for name, value in own.items()} | {"netintel:repeats": named + facet_ids}
