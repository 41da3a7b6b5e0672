"""STIX 2.1: one bundle; read by MISP, OpenCTI and every CERT.

Objects
    Persons, organisations and groups are identities; places with a country or a point are locations; addresses,
    domains, URLs, e-mail, user accounts, files' names, wallets, phones, bank accounts and cards are the observables
    that the standard or wide custom has; malware, infrastructure, incidents, techniques their own types. What the
    standard has no type for is an `x-netintel-entity`; counted.
Ids
    An entity or link that came as STIX keeps its id where its type can be written again. Any other gets an id made of
    its own id (UUID version 5), and its own id is the claim `native_id`.
Links
    Relationships, whose type is the kind in words; sightings that came as such stay so. `start_time` and `stop_time`
    stand only where both are instants in order: a day is no instant.
netintel's extension
    Each object bears the property extension that the bundle's own `extension-definition` describes: kind, claims,
    references, grading, originator, assertion, review date, and of a link its columns with dates as precise as they
    are. `repeats` names the fields of the standard that only say the same again, for readers without the extension.
Handling
    `object_marking_refs`: TLP 2.0 in its extension form with the fixed ids; other schemes (Europol, PAP, UK) as
    statement markings that are named by their code.
Times
    `created` and `modified` are the object's own where it has them, else the epoch 1970-01-01, which means unknown; so
    the same graph gives the same bytes.

Everything in the graph is written, victims and informants included, with their category; this is no release.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter
from pathlib import Path
from typing import Any, Final

from netintel.exchange._beside import beside, columns, encode, of_link
from netintel.exchange._contents import Contents, Link, Said
from netintel.exchange._loss import Loss
from netintel.exchange._stix_envelope import EPOCH, EXTENSION, Markings, opening
from netintel.exchange._stix_types import NAMESPACE, Typed, stix_id, typed
from netintel.store import durable

NAME: Final = "stix"
TITLE: Final = "STIX 2.1 bundle"
SUFFIX: Final = ".stix21.json"
CARRIES: Final[frozenset[str]] = frozenset()

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_REPORTS: Final = ("report--", "note--", "opinion--", "grouping--", "observed-data--")


def write(contents: Contents, path: Path) -> list[Loss]:
    """Write the bundle: extension, markings, entities, links."""
    writer = _Writer(contents)
    objects = [*writer.entities(), *writer.links()]
    bundle = {
        "type": "bundle",
        "id": f"bundle--{uuid.uuid5(NAMESPACE, contents.graph.digest)}",
        "objects": [*opening(), *writer.markings.definitions(), *objects],
    }
    durable.write(path, encode(bundle) + b"\n")
    return [
        Loss("ids", writer.counted["id"], "not of the form type--UUID: STIX gives its own, ours is in `native_id`"),
        Loss("kinds", writer.counted["kind"], "no type of STIX: x-netintel-entity is written"),
    ]


class _Writer:
    def __init__(self, contents: Contents) -> None:
        self.contents, self.markings = contents, Markings()
        self.counted: Counter[str] = Counter()
        self._ids: dict[str, str] = {}
        self._objects: dict[str, Typed] = {}
        named = _named_by_reports(contents)
        for entity in contents.entities():
            chosen = typed(entity, named.get(entity.key, []))
            self._ids[entity.key] = chosen.id
            self._objects[entity.key] = chosen

    def entities(self) -> list[dict[str, Any]]:
        found = []
        for entity in self.contents.entities():
            chosen = self._objects[entity.key]
            kept = chosen.id == entity.key
            if kept and entity.kind == "Unknown" and not (entity.said or entity.references) and entity.name is None:
                continue  # an id that others name comes back with them
            self.counted["id"] += not kept
            self.counted["kind"] += chosen.type == "x-netintel-entity"
            fields = {field: self._translated(field, value) for field, value in chosen.fields.items()}
            said: Said = dict(entity.said)
            if entity.name is not None:
                said = {**said, "name": [entity.name, *said.get("name", [])]}
            if not kept:
                said = {**said, "native_id": [*said.get("native_id", []), entity.key]}
            own = {"kind": entity.kind, **beside(self._pointing(entity), said)}
            if not chosen.observable:
                fields |= _times(entity.said)
            found.append(self._object(chosen.type, chosen.id, fields, own))
        return found

    def links(self) -> list[dict[str, Any]]:
        found = []
        for link in self.contents.links():
            type_ = "sighting" if self._is_sighting(link) else "relationship"
            key = stix_id(link.key, type_)
            self.counted["id"] += key != link.key
            ends = (self._ids[link.source], self._ids[link.target])
            fields = _sighting(link, *ends) if type_ == "sighting" else _relationship(link, *ends)
            ids = [*link.said.get("native_id", []), link.key]
            said = link.said if key == link.key else {**link.said, "native_id": ids}
            own = {**of_link(self._pointing(link), said), **columns(link)}
            found.append(self._object(type_, key, fields | _times(link.said), own))
        return found

    def _object(self, type_: str, key: str, fields: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
        marking = own.pop("handling", None)
        fields = {"spec_version": "2.1", **fields}
        if marking is not None:
            fields["object_marking_refs"] = self.markings.refs(marking)
        own = {"extension_type": "property-extension", **own, "repeats": sorted(fields)}
        return {"type": type_, "id": key, **fields, "extensions": {EXTENSION: own}}

    def _translated(self, field: str, value: Any) -> Any:
        return [self._ids[key] for key in value] if field == "object_refs" else value

    def _pointing(self, thing: Any) -> Any:
        told = {prop: [self._ids[key] for key in keys] for prop, keys in thing.references.items()}
        return thing._replace(references=told)

    def _is_sighting(self, link: Link) -> bool:
        source = self._ids[link.source].partition("--")[0]
        native = link.key.startswith("sighting--") and stix_id(link.key, "sighting") == link.key
        return link.kind == "Sighting" and native and source in ("identity", "location")


def _named_by_reports(contents: Contents) -> dict[str, list[str]]:
    """Return what each report, note or observation is about, for STIX asks for it in the object itself."""
    found: dict[str, list[str]] = {}
    for link in contents.links():
        if link.role == "object_refs" and link.source.startswith(_REPORTS):
            found.setdefault(link.source, []).append(link.target)
    return found


def _relationship(link: Link, source: str, target: str) -> dict[str, Any]:
    words = link.role if link.role is not None and _joined(link.role) == link.kind else link.kind
    type_ = _NOT_PLAIN.sub("-", _HUMP.sub("-", words).lower()).strip("-") or "related-to"
    fields = {"relationship_type": type_, "source_ref": source, "target_ref": target}
    return fields | _span(link, "start_time", "stop_time")


def _sighting(link: Link, source: str, target: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"sighting_of_ref": target, "where_sighted_refs": [source]}
    if link.weight is not None and link.weight.is_integer() and 0 <= link.weight < 1_000_000_000:
        fields["count"] = int(link.weight)
    return fields | _span(link, "first_seen", "last_seen")


def _joined(type_: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[-_ ]+", type_))


def _span(link: Link, begin: str, end: str) -> dict[str, str]:
    first, last = link.first or "", link.last or ""
    if _INSTANT.fullmatch(first) and _INSTANT.fullmatch(last) and first < last:
        return {begin: first, end: last}
    return {begin: first} if _INSTANT.fullmatch(first) and not last else {}


def _times(said: Said) -> dict[str, str]:
    created, modified = (next(iter(said.get(field, [])), "") for field in ("created", "modified"))
    if not _INSTANT.fullmatch(created):
        return {"created": EPOCH, "modified": EPOCH}
    later = _INSTANT.fullmatch(modified) and modified >= created
    return {"created": created, "modified": modified if later else created}
