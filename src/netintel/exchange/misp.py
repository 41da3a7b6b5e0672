"""MISP: one event, an object for each entity; for CSIRTs and police cyber units.

The event's organisation is netintel and its tag `netintel:exchange`; a reader that knows it takes the event for an
envelope. Each entity is an object (person, organization, bank-account, phone, ip-port … , else `netintel-entity`)
under its UUID, or one made of its id. Attributes say name, numbers and addresses in MISP's types, tagged with the
handling (`tlp:…`, `PAP:…`; other schemes as `netintel:handling="EUROPOL:H2"`) and Admiralty gradings. One attribute
`netintel-record` holds kind, claims, references and marks as JSON, exactly. Each link is an ObjectReference of its
source, whose `comment` holds the link's columns and claims as JSON.

`distribution` is 0, this organisation only; `published` is false. Dates of the event are the epoch: unknown.

Everything in the graph is written, victims and informants included, with their category; this is no release.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Final

from netintel.exchange._beside import beside, columns, encode, of_link, text
from netintel.exchange._contents import Contents, Entity, Link
from netintel.exchange._loss import Loss
from netintel.store import durable

NAME: Final = "misp"
TITLE: Final = "MISP event"
SUFFIX: Final = ".misp.json"
CARRIES: Final[frozenset[str]] = frozenset()

_SPACE = uuid.UUID("6f0a7f0e-9c2b-5d4e-8a53-2f6d1c7b9e3f")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_OBJECTS: Final = {
    "Person": "person", "Organization": "organization", "Company": "legal-entity", "PublicBody": "organization",
    "BankAccount": "bank-account", "Phone": "phone", "CryptoWallet": "coin-address", "Payment": "transaction",
    "Vehicle": "vehicle", "Place": "geolocation", "Address": "geolocation", "File": "file", "Domain": "domain-ip",
    "IPAddress": "domain-ip", "URL": "url", "UserAccount": "user-account", "Document": "report",
}  # fmt: skip
_ATTRIBUTES: Final = (
    ("name", "full-name", "text"), ("first_name", "first-name", "first-name"),
    ("last_name", "last-name", "last-name"), ("birth_date", "date-of-birth", "text"),
    ("nationality", "nationality", "nationality"), ("residence", "country-of-residence", "country-of-residence"),
    ("document_number", "passport-number", "passport-number"),
    ("document_country", "passport-country", "passport-country"), ("phone", "phone-number", "phone-number"),
    ("number", "number", "text"), ("email", "e-mail", "email"), ("iban", "iban", "iban"), ("wallet", "address", "text"),
    ("ip", "ip", "ip-dst"), ("domain", "domain", "domain"), ("url", "url", "url"), ("username", "username", "text"),
    ("latitude", "latitude", "text"), ("longitude", "longitude", "text"), ("country", "country", "text"),
    ("role", "role", "text"), ("category", "role", "text"), ("description", "text", "text"),
)  # fmt: skip


def write(contents: Contents, path: Path) -> list[Loss]:
    """Write the event."""
    counted: Counter[str] = Counter()
    uuids = {entity.key: _uuid(entity.key) for entity in contents.entities()}
    references: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for link in contents.links():
        key = _uuid(link.key)
        counted["id"] += key != link.key
        references[link.source].append(_reference(link, key, uuids))
    objects = []
    for entity in contents.entities():
        named_only = entity.kind == "Unknown" and not entity.said and entity.name is None
        if named_only and uuids[entity.key] == entity.key and entity.key not in references:
            continue  # an id that others name comes back with them
        counted["id"] += uuids[entity.key] != entity.key
        counted["kind"] += entity.kind not in _OBJECTS
        objects.append(_object(entity, uuids, references.get(entity.key, [])))
    event = {
        "uuid": str(uuid.uuid5(_SPACE, contents.graph.digest)),
        "info": "netintel export",
        "date": "1970-01-01",
        "timestamp": "0",
        "threat_level_id": "4",
        "analysis": "0",
        "distribution": "0",
        "published": False,
        "Orgc": {"name": "netintel", "uuid": str(uuid.uuid5(_SPACE, "netintel"))},
        "Tag": [{"name": "netintel:exchange"}],
        "Object": objects,
    }
    durable.write(path, encode({"Event": event}) + b"\n")
    return [
        Loss("ids", counted["id"], "no UUID: MISP gives its own, ours is in `native_id`"),
        Loss("kinds", counted["kind"], "no object of MISP: netintel-entity is written"),
    ]


def _uuid(key: str) -> str:
    return key if _UUID.fullmatch(key) else str(uuid.uuid5(_SPACE, key))


def _object(entity: Entity, uuids: dict[str, str], references: list[dict[str, Any]]) -> dict[str, Any]:
    key = uuids[entity.key]
    name = _OBJECTS.get(entity.kind, "netintel-entity")
    tags = [{"name": tag} for tag in _tags(entity)]
    said = dict(entity.said)
    if entity.name is not None:
        said["name"] = [entity.name, *said.get("name", [])]
    if key != entity.key:
        said["native_id"] = [*said.get("native_id", []), entity.key]
    named = {prop: [uuids[k] for k in keys] for prop, keys in entity.references.items()}
    record = {"kind": entity.kind, **beside(entity._replace(references=named), said)}
    attributes = [_attribute(key, "netintel-record", "text", text(record), tags)]
    for prop, relation, type_ in _ATTRIBUTES:
        for value in dict.fromkeys(entity.said.get(prop, []) if prop != "name" else said.get("name", [])):
            attributes.append(_attribute(key, relation, type_, value, tags))
    made: dict[str, Any] = {"uuid": key, "name": name, "meta-category": "misc", "distribution": "0", "timestamp": "0"}
    made |= {"Attribute": attributes}
    return made | ({"ObjectReference": references} if references else {})


def _attribute(owner: str, relation: str, type_: str, value: str, tags: list[dict[str, str]]) -> dict[str, Any]:
    made = {
        "uuid": str(uuid.uuid5(_SPACE, f"{owner}\x1f{relation}\x1f{value}")), "type": type_, "category": "Other",
        "object_relation": relation, "value": value, "to_ids": False, "distribution": "0", "timestamp": "0",
        "disable_correlation": relation == "netintel-record",
    }  # fmt: skip
    return made | ({"Tag": tags} if tags else {})


def _tags(entity: Entity) -> list[str]:
    found = []
    for part in (entity.marks.handling or "").split():
        scheme, _, word = part.partition(":")
        known = {"TLP": f"tlp:{word.lower()}", "PAP": f"PAP:{word}"}
        found.append(known.get(scheme, f'netintel:handling="{part}"'))
    scheme, _, grade = (entity.marks.evaluation or "").partition(":")
    if scheme == "admiralty" and len(grade) == 2:
        found += [
            f'admiralty-scale:source-reliability="{grade[0].lower()}"',
            f'admiralty-scale:information-credibility="{grade[1]}"',
        ]
    elif entity.marks.evaluation:
        found.append(f'netintel:evaluation="{entity.marks.evaluation}"')
    return found


def _reference(link: Link, key: str, uuids: dict[str, str]) -> dict[str, Any]:
    named = {prop: [uuids[k] for k in keys] for prop, keys in link.references.items()}
    said = link.said if key == link.key else {**link.said, "native_id": [*link.said.get("native_id", []), link.key]}
    record = {**of_link(link._replace(references=named), said), **columns(link)}
    return {
        "uuid": key, "object_uuid": uuids[link.source], "referenced_uuid": uuids[link.target],
        "relationship_type": _HUMP.sub("-", link.kind).lower(), "comment": text(record), "timestamp": "0",
    }  # fmt: skip
