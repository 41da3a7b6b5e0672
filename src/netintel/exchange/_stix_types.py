"""Which STIX object an entity is written as, and the fields of the standard that say so."""

from __future__ import annotations

import ipaddress
import re
import uuid
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from netintel.exchange._contents import Entity, Said

NAMESPACE: Final = uuid.UUID("6f0a7f0e-9c2b-5d4e-8a53-2f6d1c7b9e3f")
"""Of the ids that are made of an entity's or link's own id."""

OTHER: Final = "x-netintel-entity"
_ID = re.compile(r"([a-z0-9][a-z0-9-]*)--([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")

Fields = dict[str, Any]


class Typed(NamedTuple):
    """Type, id and fields of one object."""

    type: str
    id: str
    fields: Fields
    observable: bool


def stix_id(key: str, type_: str) -> str:
    """Return an id of a type: the key itself where it is one, else made of it.

    Examples
    --------
    >>> stix_id("identity--00000000-0000-5000-8000-000000000000", "identity")
    'identity--00000000-0000-5000-8000-000000000000'
    >>> stix_id("p-1", "identity") == stix_id("p-1", "identity") != stix_id("p-2", "identity")
    True
    """
    return key if native_type(key) == type_ else f"{type_}--{uuid.uuid5(NAMESPACE, key)}"


def native_type(key: str) -> str | None:
    """Return the type in a STIX id, None where the key is none."""
    match = _ID.fullmatch(key)
    if match is None or uuid.UUID(match[2]).variant != uuid.RFC_4122:
        return None
    return match[1]


def typed(entity: Entity, about: list[str]) -> Typed:
    """Return how an entity is written; `about` are keys that a report or observation is about."""
    said = entity.said
    native = native_type(entity.key)
    for type_ in dict.fromkeys([native or "", _BY_KIND.get(entity.kind, OTHER)]):
        make = _MAKERS.get(type_)
        fields = make(entity, said, about) if make is not None else None
        if fields is not None:
            return _of(type_, entity, fields)
    if native is not None and native not in _MAKERS and native.startswith("x-"):
        return _of(native, entity, _named(entity, said, about))
    if entity.kind == "Unknown" and native is not None:
        return Typed(native, entity.key, {}, False)
    return _of(OTHER, entity, _named(entity, said, about))


def _of(type_: str, entity: Entity, fields: Fields) -> Typed:
    if type_ == "ipv4-addr" and ":" in str(fields["value"]):
        type_ = "ipv6-addr"
    return Typed(type_, stix_id(entity.key, type_), fields, type_ in _OBSERVABLES)


def _first(said: Said, *props: str) -> str | None:
    return next((said[prop][0] for prop in props if said.get(prop)), None)


def _named(entity: Entity, said: Said, _: list[str]) -> Fields:
    fields: Fields = {"name": entity.name or entity.key}
    description = _first(said, "description")
    return fields | ({"description": description} if description else {})


def _with(more: Fields) -> Callable[[Entity, Said, list[str]], Fields]:
    return lambda entity, said, about: _named(entity, said, about) | more


def _aliased(entity: Entity, said: Said, about: list[str]) -> Fields:
    aliases = said.get("alias", [])
    return _named(entity, said, about) | ({"aliases": aliases} if aliases else {})


def _identity(entity: Entity, said: Said, about: list[str]) -> Fields:
    classes = {"Person": "individual", "Group": "group", "Concept": "class", "Unknown": "unknown"}
    fields = _named(entity, said, about) | {"identity_class": classes.get(entity.kind, "organization")}
    roles = [*said.get("category", []), *said.get("role", [])]
    return fields | ({"roles": roles} if roles else {})


def _location(entity: Entity, said: Said, about: list[str]) -> Fields | None:
    fields = _named(entity, said, about)
    for field, prop in {"country": "country", "city": "city", "street_address": "address", "region": "region"}.items():
        text = _first(said, prop)
        if text:
            fields[field] = text
    try:
        point = (float(said["latitude"][0]), float(said["longitude"][0]))
        if abs(point[0]) <= 90 and abs(point[1]) <= 180:
            fields |= {"latitude": point[0], "longitude": point[1]}
    except (KeyError, ValueError):
        pass
    return fields if {"country", "region", "latitude"} & fields.keys() else None


def _value(*props: str) -> Callable[[Entity, Said, list[str]], Fields | None]:
    def make(entity: Entity, said: Said, _: list[str]) -> Fields | None:
        text = _first(said, *props) or entity.name
        return {"value": text} if text else None

    return make


def _address(entity: Entity, said: Said, _: list[str]) -> Fields | None:
    text = _first(said, "ip") or entity.name
    try:
        ipaddress.ip_network(text or "", strict=False)
    except ValueError:
        return None
    return {"value": text}


def _account(entity: Entity, said: Said, _: list[str]) -> Fields | None:
    login = _first(said, "username")
    return {"account_login": login} if login else {"display_name": entity.name} if entity.name else None


def _file(entity: Entity, said: Said, _: list[str]) -> Fields | None:
    name = _first(said, "filename") or entity.name
    return {"name": name} if name else None


def _indicator(entity: Entity, said: Said, about: list[str]) -> Fields | None:
    told = {field: _first(said, field) for field in ("pattern", "pattern_type", "valid_from")}
    if not all(told.values()) or not _INSTANT.fullmatch(told["valid_from"] or ""):
        return None
    return _named(entity, said, about) | told


def _report(entity: Entity, said: Said, about: list[str]) -> Fields | None:
    published = _first(said, "published")
    if not about or published is None or not _INSTANT.fullmatch(published):
        return None
    return _named(entity, said, about) | {"published": published, "object_refs": about}


def _note(entity: Entity, said: Said, about: list[str]) -> Fields | None:
    content = _first(said, "content")
    return {"content": content, "object_refs": about} if about and content else None


def _grouping(entity: Entity, said: Said, about: list[str]) -> Fields | None:
    context = _first(said, "context")
    return _named(entity, said, about) | {"context": context, "object_refs": about} if about and context else None


def _observed(entity: Entity, said: Said, about: list[str]) -> Fields | None:
    first, last, count = (_first(said, prop) for prop in ("first_seen", "last_seen", "count"))
    sound = first and last and _INSTANT.fullmatch(first) and _INSTANT.fullmatch(last) and first <= last
    if not (about and sound and count and count.isdecimal() and 1 <= int(count) < 1_000_000_000):
        return None
    told = {"first_observed": first, "last_observed": last, "number_observed": int(count)}
    return told | {"object_refs": about}


_BY_KIND: Final[dict[str, str]] = {
    **dict.fromkeys("Person Organization Company PublicBody Group".split(), "identity"),
    **dict.fromkeys("Place Address Country Region CellSite BorderPoint".split(), "location"),
    "IPAddress": "ipv4-addr",
    "Domain": "domain-name",
    "URL": "url",
    "Email": "email-addr",
    "UserAccount": "user-account",
    "File": "file",
    "CryptoWallet": "cryptocurrency-wallet",
    "Phone": "phone-number",
    "BankAccount": "bank-account",
    "PaymentCard": "payment-card",
    "Malware": "malware",
    "Infrastructure": "infrastructure",
    "Incident": "incident",
    "Technique": "attack-pattern",
}
_MAKERS: Final[dict[str, Callable[[Entity, Said, list[str]], Fields | None]]] = {
    "identity": _identity,
    "location": _location,
    **dict.fromkeys("threat-actor intrusion-set campaign".split(), _aliased),
    **dict.fromkeys("attack-pattern course-of-action tool vulnerability infrastructure incident".split(), _named),
    "malware": _with({"is_family": False}),
    "indicator": _indicator,
    "report": _report,
    "note": _note,
    "grouping": _grouping,
    "observed-data": _observed,
    "ipv4-addr": _address,
    "ipv6-addr": _address,
    "domain-name": _value("domain"),
    "url": _value("url"),
    "email-addr": _value("email"),
    "mac-addr": _value("mac"),
    "user-account": _account,
    "file": _file,
    "cryptocurrency-wallet": _value("wallet"),
    "phone-number": _value("phone", "number"),
    "bank-account": _value("iban", "number"),
    "payment-card": _value("number"),
}
_OBSERVABLES: Final = frozenset(
    "ipv4-addr ipv6-addr domain-name url email-addr mac-addr user-account file cryptocurrency-wallet phone-number "
    "bank-account payment-card".split()
)
