"""The JSON exports: Greece (FollowTheMoney), the Netherlands (STIX 2.1), Germany (MISP), INTERPOL notices."""

import json
import uuid
from datetime import UTC
from pathlib import Path
from typing import Any

from _lantern import identifiers, names
from _lantern.desk import Count, Desk
from _lantern.world import FILES, Person

Json = dict[str, Any]
GERMAN = {
    "RO": "Rumänien", "MD": "Republik Moldau", "DE": "Deutschland", "BG": "Bulgarien", "GR": "Griechenland",
    "TR": "Türkei", "UA": "Ukraine", "NL": "Niederlande", "ES": "Spanien", "AE": "Vereinigte Arabische Emirate",
    "SY": "Syrien", "MA": "Marokko", "AL": "Albanien",
}  # fmt: skip
OBSERVABLES = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
TLP = {
    "amber (TLP 1.0)": "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
    "green (TLP 1.0)": "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
    "amber+strict": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "red": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
SHARED_IP = "198.51.100.77"
STAMP = "2026-10-05T08:00:00.000Z"


def greece(desk: Desk, out: Path) -> dict[str, Count]:
    """Write gr_companies.ftm.json, one FollowTheMoney entity a line."""
    entities = [entity for person in desk.people for entity in _greek(desk, person)]
    for tie in desk.ties:
        entities += _greek_tie(desk, tie.a, tie.b, desk.shown(tie, "direct"))
    person = [entity for entity in entities if entity["schema"] == "Person"][3]
    person["properties"]["birthDate"] = ["1990-02-31"]
    lines = [json.dumps(entity, ensure_ascii=False) for entity in entities]
    reordered = json.dumps(dict(reversed(entities[33].items())), ensure_ascii=False)
    nameless = json.dumps({k: v for k, v in entities[0].items() if k != "id"}, ensure_ascii=False)
    absent = _ftm("gr-fs-assoc-x", "Associate", person=entities[0]["id"], associate="gr-fs-nowhere")
    lines[70:70] = [lines[12], lines[48][:57], json.dumps(absent)]
    lines[110:110] = [nameless, reordered, ""]
    (out / FILES["gr"]).write_bytes(("\n".join(lines) + "\n").encode())
    return {FILES["gr"]: Count(len(lines) - 1, 2, 2)}


def _ftm(key: str, schema: str, **properties: str | list[str]) -> Json:
    values = {name: [value] if isinstance(value, str) else value for name, value in properties.items()}
    filled = {name: [v for v in value if v] for name, value in values.items()}
    return {"id": key, "schema": schema, "properties": {name: value for name, value in filled.items() if value}}


def _greek(desk: Desk, person: Person) -> list[Json]:
    key = desk.native[person.id]
    spelled = [desk.name(person), *([names.stripped(" ".join(person.latin))] if desk.rng.random() < 0.3 else [])]
    made = [_ftm(
        key, "Person", name=sorted(set(spelled)), birthDate=person.birth.isoformat(),
        nationality=[c.lower() for c in person.nationalities],
        country=person.country.lower() if person.nationalities else "",
        phone=desk.phone(person) if desk.knows(person, "phone") else "", email=person.email,
        topics="role.lawyer" if person.rank == "professional" else "", category=person.category, role=person.role,
    )]  # fmt: skip
    if desk.knows(person, "document"):
        issuer = person.passport_country.lower()
        made.append(_ftm(f"{key}-pass", "Passport", holder=key, number=person.passport, country=issuer))
    if desk.rng.random() < 0.5:
        made.append(_ftm(f"{key}-acc", "BankAccount", iban=person.iban, country=person.iban[:2].lower()))
        made.append(_ftm(f"{key}-own", "Ownership", owner=key, asset=f"{key}-acc", startDate=desk.day().isoformat()))
    return made


def _greek_tie(desk: Desk, a: str, b: str, via: str) -> list[Json]:
    one, two, day = desk.native[a], desk.native[b], desk.day().isoformat()
    key = f"gr-fs-{desk.rng.getrandbits(40):010x}"
    if via == "company":
        name = f"{desk.rng.choice(['Φάρος', 'Μελτέμι', 'Άγκυρα', 'Γλάρος'])} {desk.rng.choice('ΑΒΓΔΕΖΗΘ')} Ε.Π.Ε."
        return [
            _ftm(key, "Company", name=name, jurisdiction="gr", registrationNumber=identifiers.digits(desk.rng, 9)),
            _ftm(f"{key}-dir", "Directorship", director=one, organization=key, startDate=day),
            _ftm(f"{key}-own", "Ownership", owner=two, asset=key, startDate=day),
        ]
    if via == "payment":
        amount = str(desk.rng.randrange(200, 9000))
        return [_ftm(key, "Payment", payer=one, beneficiary=two, amount=amount, currency="EUR", date=day)]
    return [_ftm(key, "Associate", person=one, associate=two, startDate=day, relationship="συνεργάτης")]


def netherlands(desk: Desk, out: Path, exchange: str) -> tuple[dict[str, Count], list[str], list[str]]:
    """Write nl_cert.stix21.json; also give the ids of the exchange's customers and of those who share an address."""
    office = _stix(f"identity--{desk.uuid()}", name="Cybercentrum Vuurtoren", identity_class="organization")
    places = {
        c: _stix(f"location--{desk.uuid()}", name=c, country=c)
        for c in sorted({p.country for p in desk.people})
    }  # fmt: skip
    objects = [office, *_markings(), *places.values()]
    accounts: dict[str, str] = {}
    for person in desk.people:
        objects.append(_identity(desk, person))
        if person.nationalities:
            objects.append(_relate(desk, desk.native[person.id], "located-at", places[person.country]["id"]))
        if person.rank == "boss":
            actor = f"threat-actor--{desk.uuid()}"
            objects.append(_stix(actor, name="STILLE GRACHT", threat_actor_types=["crime-syndicate"]))
            objects.append(_relate(desk, actor, "attributed-to", desk.native[person.id]))
    for tie in desk.ties:
        if desk.shown(tie, "direct") == "direct":
            objects.append(_relate(desk, desk.native[tie.a], "related-to", desk.native[tie.b], graded=True))
            continue
        for person in desk.ends(tie):
            if person.id not in accounts:
                account = _observable("user-account", account_type="telegram", user_id=f"77{person.id[1:]}0")
                objects += [account, _relate(desk, desk.native[person.id], "uses", account["id"])]
                accounts[person.id] = account["id"]
        objects.append(_relate(desk, accounts[tie.a], "communicates-with", accounts[tie.b], graded=True))
    customers, hidden = desk.rng.sample(desk.people, 24), desk.people
    coin = _stix(f"x-crypto-wallet--{desk.uuid()}", name="exchange deposit wallet", address=exchange, currency="BTC")
    address = _observable("ipv4-addr", value=SHARED_IP)
    server = _stix(f"infrastructure--{desk.uuid()}", name="SIM box rental", infrastructure_types=["anonymization"])
    objects += [coin, address, server, _relate(desk, server["id"], "consists-of", address["id"])]
    objects += [_relate(desk, desk.native[p.id], "uses", coin["id"]) for p in customers]
    objects += [_relate(desk, desk.native[p.id], "uses", address["id"]) for p in hidden]
    objects.append(_stix(
        f"sighting--{desk.uuid()}", sighting_of_ref=server["id"], where_sighted_refs=[office["id"]], count=31,
        first_seen="2025-02-01T00:00:00Z", last_seen="2026-08-30T00:00:00Z",
    ))  # fmt: skip
    mail = _observable("email-addr", value="vacatures@havenwerk.example", display_name="Havenwerk Jobs")
    objects += [mail, _relate(desk, server["id"], "communicates-with", mail["id"])]
    objects.append(_relate(desk, desk.native[desk.people[0].id], "related-to", f"identity--{desk.uuid()}"))
    nameless = {k: v for k, v in objects[-1].items() if k != "id"}
    objects[40:40] = [objects[22]]
    objects.insert(75, nameless)
    for thing in objects:
        if thing["type"] != "marking-definition" and not thing["type"].endswith(("-addr", "-account")):
            thing.setdefault("created_by_ref", office["id"])
    bundle = {"type": "bundle", "id": f"bundle--{desk.uuid()}", "objects": objects}
    _dump(out / FILES["nl"], bundle)
    count = {FILES["nl"]: Count(len(objects), 1, 1)}
    return count, sorted(p.id for p in customers), sorted(p.id for p in hidden)


def _stix(key: str, **fields: Any) -> Json:
    kind = key.split("--")[0]
    return {
        "type": kind, "spec_version": "2.1", "id": key, "created": STAMP, "modified": STAMP, **fields,
    }  # fmt: skip


def _observable(kind: str, **fields: str) -> Json:
    named = json.dumps({k: v for k, v in fields.items() if k != "display_name"}, sort_keys=True, separators=(",", ":"))
    return {"type": kind, "spec_version": "2.1", "id": f"{kind}--{uuid.uuid5(OBSERVABLES, named)}", **fields}


def _markings() -> list[Json]:
    old = {"type": "marking-definition", "spec_version": "2.1", "created": "2017-01-20T00:00:00.000Z"}
    new = {"type": "marking-definition", "spec_version": "2.1", "created": "2022-10-01T00:00:00.000Z"}
    return [
        {
            **old, "id": TLP["amber (TLP 1.0)"], "name": "TLP:AMBER", "definition_type": "tlp",
            "definition": {"tlp": "amber"},
        },
        {
            **new, "id": TLP["amber+strict"], "name": "TLP:AMBER+STRICT",
            "extensions": {TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": "amber+strict"}},
        },
        {
            **new, "id": TLP["red"], "name": "TLP:RED",
            "extensions": {TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": "red"}},
        },
    ]  # fmt: skip


def _identity(desk: Desk, person: Person) -> Json:
    """Write a person; the `x_misp_` properties are those that misp-stix writes for its person object."""
    made = _stix(desk.native[person.id], name=desk.name(person), identity_class="individual")
    made["roles"] = [person.category, person.role]
    made["contact_information"] = f"e-mail: {person.email}"
    made["x_misp_date_of_birth"] = person.birth.isoformat()
    if person.nationalities:
        one = len(person.nationalities) == 1
        made["x_misp_nationality"] = person.nationalities[0] if one else person.nationalities
    if desk.knows(person, "phone"):
        made["x_misp_phone_number"] = desk.phone(person)
    if desk.knows(person, "document"):
        made["x_misp_passport_number"] = person.passport
        made["x_misp_passport_country"] = person.passport_country
    marking = desk.rng.choice(["amber (TLP 1.0)", "amber+strict", "green (TLP 1.0)"])
    made["object_marking_refs"] = [TLP[marking]]
    if desk.rng.random() < 0.25:
        made["granular_markings"] = [{"marking_ref": TLP["red"], "selectors": ["contact_information"]}]
    return made


def _relate(desk: Desk, source: str, kind: str, target: str, *, graded: bool = False) -> Json:
    made = _stix(f"relationship--{desk.uuid()}", relationship_type=kind, source_ref=source, target_ref=target)
    if graded:
        made["start_time"] = f"{desk.moment():%Y-%m-%dT%H:%M:%SZ}"
        made["confidence"] = desk.rng.choice([15, 30, 50, 70, 70, 85, 95])
        made["object_marking_refs"] = [desk.rng.choice([TLP["amber (TLP 1.0)"], TLP["amber+strict"]])]
    return made


def germany(desk: Desk, out: Path, exchange: str) -> tuple[dict[str, Count], list[str], list[str], int]:
    """Write de_misp.json; also give the exchange's customers, the shared address's users, attributes inside objects."""
    things = {person.id: _misp_person(desk, person) for person in desk.people}
    others = _misp_ties(desk, things)
    coin = _misp(desk, "coin-address", [("address", "btc", exchange), ("symbol", "text", "BTC")])
    address = _misp(desk, "ip-port", [("ip", "ip-dst", SHARED_IP)])
    customers, hidden = desk.rng.sample(desk.people, 16), desk.rng.sample(desk.people, 14)
    for thing, users in ((coin, customers), (address, hidden)):
        for person in users:
            _refer(desk, things[person.id], thing, "uses")
    for person in desk.rng.sample(desk.people, 12):
        account = _misp(desk, "bank-account", [("iban", "iban", person.iban), ("currency-code", "text", "EUR")])
        _refer(desk, things[person.id], account, "owns")
        others.append(account)
    objects = [*things.values(), coin, address, *others]
    loose = [
        _attribute(desk, "domain", "jobs-hafenlicht.example"), _attribute(desk, "ip-src", "203.0.113.9"),
        _attribute(desk, "email-src", "kontor@hafenlicht.example"),
        _attribute(desk, "url", "https://jobs-hafenlicht.example/a"),
    ]  # fmt: skip
    loose += [loose[1], {"type": "domain", "category": "Network activity"}]
    _dump(out / FILES["de"], {"Event": _event(desk, loose, objects)})
    count = {FILES["de"]: Count(len(loose) + len(objects), 1, 1)}
    inside = sum(len(thing["Attribute"]) for thing in objects)
    return count, sorted(p.id for p in customers), sorted(p.id for p in hidden), inside


def _misp_ties(desk: Desk, things: dict[str, Json]) -> list[Json]:
    """Refer from person to person, or through their telephones; give the telephones."""
    phones: list[Json] = []
    for tie in desk.ties:
        if desk.shown(tie, "direct") == "direct":
            _refer(desk, things[tie.a], things[tie.b], desk.rng.choice(["associated-with", "works-with", "knows"]))
            continue
        lines = [_misp(desk, "phone", [("msisdn", "phone-number", desk.phone(p))]) for p in desk.ends(tie)]
        for person, line in zip(desk.ends(tie), lines, strict=True):
            _refer(desk, things[person.id], line, "uses")
        _refer(desk, lines[0], lines[1], "calls")
        phones += lines
    return phones


def _event(desk: Desk, attributes: list[Json], objects: list[Json]) -> Json:
    tags = [
        "tlp:amber+strict", "PAP:AMBER", 'admiralty-scale:source-reliability="b"',
        'admiralty-scale:information-credibility="2"', 'misp-galaxy:country="germany"',
    ]  # fmt: skip
    return {
        "uuid": desk.uuid(), "info": "Hafenlicht: job fraud, SIM boxes, cash-out", "date": "2026-09-21",
        "threat_level_id": "2", "analysis": "1", "distribution": "1", "published": True,
        "timestamp": str(_epoch(desk)), "publish_timestamp": "0",
        "Orgc": {"name": "Zentralstelle Leuchtfeuer", "uuid": desk.uuid()},
        "Tag": [{"name": name} for name in tags], "Attribute": attributes, "Object": objects,
    }  # fmt: skip


def _epoch(desk: Desk) -> int:
    return int(desk.moment().replace(tzinfo=UTC).timestamp())


def _attribute(desk: Desk, kind: str, value: str, relation: str | None = None) -> Json:
    category = "Person" if relation else "Network activity"
    made: Json = {"uuid": desk.uuid(), "type": kind, "category": category, "value": value, "to_ids": False}
    made |= {"timestamp": str(_epoch(desk))}
    return made | ({"object_relation": relation} if relation else {})


def _misp(desk: Desk, name: str, fields: list[tuple[str, str, str]]) -> Json:
    attributes = [_attribute(desk, kind, value, relation) for relation, kind, value in fields if value]
    return {
        "uuid": desk.uuid(), "name": name, "meta-category": "misc", "timestamp": str(_epoch(desk)),
        "Attribute": attributes, "ObjectReference": [],
    }  # fmt: skip


def _misp_person(desk: Desk, person: Person) -> Json:
    last, first = desk.name(person).split(", ")
    paper = desk.knows(person, "document")
    fields = [
        ("first-name", "first-name", first), ("last-name", "last-name", last),
        ("date-of-birth", "date-of-birth", person.birth.isoformat()),
        *(("nationality", "nationality", GERMAN[c]) for c in person.nationalities),
        ("passport-number", "passport-number", person.passport if paper else ""),
        ("passport-country", "passport-country", GERMAN[person.passport_country] if paper else ""),
        ("phone-number", "phone-number", desk.phone(person) if desk.knows(person, "phone") else ""),
        ("role", "text", person.category.capitalize()), ("function", "text", person.role),
    ]  # fmt: skip
    return _misp(desk, "person", fields) | {"uuid": desk.native[person.id]}


def _refer(desk: Desk, source: Json, target: Json, kind: str) -> None:
    reference = {"uuid": desk.uuid(), "referenced_uuid": target["uuid"], "relationship_type": kind}
    source["ObjectReference"].append(reference | {"timestamp": str(_epoch(desk))})


def interpol(desk: Desk, out: Path) -> dict[str, Count]:
    """Write interpol_red.json: the list page with the details of each notice."""
    notices = [_notice(desk, person) for person in desk.people]
    notices[3]["date_of_birth"] = "1979/02/31"
    notices[6]["date_of_birth"] = notices[6]["date_of_birth"][:4]
    notices[8:8] = [notices[1], {k: v for k, v in notices[5].items() if k not in ("entity_id", "_links")}]
    page = {"total": len(notices), "query": {"page": 1, "resultPerPage": 160}, "_embedded": {"notices": notices}}
    _dump(out / FILES["interpol"], page)
    return {FILES["interpol"]: Count(len(notices), 1, 1)}


def _notice(desk: Desk, person: Person) -> Json:
    first, last = (names.stripped(part).upper() for part in person.latin)
    key = desk.native[person.id]
    wanted = desk.rng.sample(["RO", "DE", "BG", "NL", "ES", "GR"], desk.rng.choice([1, 1, 2]))
    charge = desk.rng.choice(["trafficking in human beings", "money laundering", "computer fraud"])
    return {
        "forename": first, "name": last, "date_of_birth": f"{person.birth:%Y/%m/%d}", "entity_id": key,
        "sex_id": "F" if person.female else "M", "nationalities": person.nationalities or None,
        "country_of_birth_id": person.country, "place_of_birth": None, "distinguishing_marks": None,
        "arrest_warrants": [{"issuing_country_id": c, "charge": charge, "charge_translation": None} for c in wanted],
        "_links": {"self": {"href": f"https://notices.example/red/{key.replace('/', '-')}"}},
    }  # fmt: skip


def _dump(path: Path, content: Json) -> None:
    path.write_bytes((json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())
