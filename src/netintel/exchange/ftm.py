"""FollowTheMoney: one entity a line, as JSON; read by OpenSanctions' and Aleph's tools.

Ids
    As in the graph; a link has a line of its own, under its own id.
Kinds
    Those that FollowTheMoney has keep its schema (Notice: Sanction, Incident: Event). The others are written under a
    wider schema (Group: Organization, Phone: Asset, Place: Address …), with ours beside it in `kind`; counted.
Links
    Ties that FollowTheMoney has as edges (Ownership, Directorship, Associate, Payment …) in their direction are those
    edges; any other is UnknownLink with `kind` and `directed` beside it; counted.
Properties
    Those of FollowTheMoney's own under its names. All others, and all of a schema that reads them otherwise, stand in
    `claims` beside `properties`, an object of property -> texts; ids named without a tie in `references`.
Marks
    `datasets` is the originator; `handling`, `evaluation`, `assertion`, `review_due` stand beside it. Tools that do not
    know these keys pass them over: who hands the file on must say what they mean.
Dates keep their precision, amounts their digits, texts their characters.

Everything in the graph is written, victims and informants included, with their category; this is no release.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Final

from netintel.exchange._beside import beside, encode, of_link
from netintel.exchange._contents import Contents, Entity, Link, Said
from netintel.exchange._ftm_words import EDGES, SCHEMAS, names_of
from netintel.exchange._loss import Loss
from netintel.store import durable
from netintel.vocab import identifiers

NAME: Final = "ftm"
TITLE: Final = "FollowTheMoney entities (JSON lines)"
SUFFIX: Final = ".ftm.json"
CARRIES: Final[frozenset[str]] = frozenset()

_TOGETHER = 20_000
_NUMBERS: Final = {
    "passport_number": "passportNumber",
    "id_number": "idNumber",
    "registration_number": "registrationNumber",
}


def write(contents: Contents, path: Path) -> list[Loss]:
    """Write entities and then links, a line each."""
    wider: Counter[str] = Counter()
    with durable.writing(path) as file:
        lines: list[bytes] = []
        for entity in contents.entities():
            if entity.kind == "Unknown" and not entity.said and not entity.references and entity.name is None:
                wider["named only"] += 1
                continue  # an id that only ties name comes back with them
            lines.append(encode(_entity(entity, wider)))
            if len(lines) == _TOGETHER:
                file.write(b"\n".join([*lines, b""]))
                lines.clear()
        for link in contents.links():
            lines.append(encode(_link(link, wider)))
            if len(lines) == _TOGETHER:
                file.write(b"\n".join([*lines, b""]))
                lines.clear()
        file.write(b"\n".join([*lines, b""]) if lines else b"")
    return [
        Loss("kinds", wider["kind"], "no schema of FollowTheMoney: a wider one is written, ours stands in `kind`"),
        Loss("ties", wider["tie"], "no edge of FollowTheMoney: UnknownLink, ours stands in `kind` and `directed`"),
    ]


def _entity(entity: Entity, wider: Counter[str]) -> dict[str, Any]:
    schema = SCHEMAS.get(entity.kind, "Thing")
    line: dict[str, Any] = {"id": entity.key, "schema": schema}
    if schema != entity.kind:
        line["kind"] = entity.kind
        wider["kind"] += schema not in ("Sanction", "Event")
    properties: Said = {}
    said = dict(entity.said)
    if entity.name is not None:
        line["caption"] = entity.name
        properties["name"] = [entity.name, *said.pop("name", [])]
    if "document_number" in said and entity.kind in ("Person", "Organization", "Company", "PublicBody"):
        _numbers(said, properties)
    names = names_of(schema)
    for prop in [prop for prop in said if prop in names]:
        properties[names[prop]] = said.pop(prop)
    if "referent" in said:
        line["referents"] = said.pop("referent")
    line["properties"] = properties
    return line | _around(entity, said)


def _numbers(said: Said, properties: Said) -> None:
    """Write numbers whose property names their document: each is read as a document number besides."""
    documents = said["document_number"]
    for prop, name in _NUMBERS.items():
        values = said.get(prop, [])
        read = [identifiers.document(value) or value for value in values]
        if values and all(value in documents for value in read):
            properties[name] = said.pop(prop)
            documents = [value for value in documents if value not in read]
    said["document_number"] = documents
    if not documents:
        del said["document_number"]


def _around(thing: Entity | Link, said: Said) -> dict[str, Any]:
    found = beside(thing, said) if isinstance(thing, Entity) else of_link(thing, said)
    originator = found.pop("originator", None)
    return found | ({"datasets": [originator]} if originator is not None else {})


def _link(link: Link, wider: Counter[str]) -> dict[str, Any]:
    edge = EDGES.get(link.kind)
    own = edge is not None and edge[2] == link.directed
    schema = link.kind if own else "UnknownLink"
    wider["tie"] += not own
    source, target, _ = EDGES[schema]
    properties: Said = {source: [link.source], target: [link.target]}
    columns = {"startDate": link.first, "endDate": link.last, "amount": link.amount, "currency": link.currency}
    for prop, text in {**columns, "role": link.role}.items():
        if text is not None:
            properties[prop] = [text]
    line: dict[str, Any] = {"id": link.key, "schema": schema, "properties": properties}
    around = _around(link, link.said)
    if own:
        del around["kind"], around["directed"]
    return line | around
