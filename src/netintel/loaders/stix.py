"""STIX 2.0 and 2.1 bundles: threat intelligence as objects, relationships and sightings.

Publisher: OASIS; written by CERTs, MISP, OpenCTI, MITRE ATT&CK. Channel: file or TAXII. Unit counted: the STIX
object, relationships, sightings and marking definitions included. A bundle, a list of objects or one bare object is
read; the version is taken from each object, so mixed bundles are read as well. Identity key: the id, unique in the
world. A second version of an object (same id, other `modified`) is another record of the same entity.

Kinds
-----
threat-actor, intrusion-set: Group, even where `resource_level` is individual. identity: Person, Organization or Group
by `identity_class`; class, system or none is a Concept, for it names nobody. location: Address with a street, Place
with a city, a postal code, an administrative area or a point; Country where it states a country alone (or says
`x_opencti_location_type` Country, or bears the country's name); else Region. malware, tool: Malware. campaign,
incident: Incident. report, note, opinion, grouping, malware-analysis: Document. attack-pattern, course-of-action,
indicator, vulnerability: Technique. observed-data: Sighting. ipv4-addr, ipv6-addr: IPAddress; domain-name: Domain;
url: URL; email-addr: Email; user-account: UserAccount; file, artifact, directory: File; mac-addr: Device;
email-message: Message; the other observables, markings and extension definitions: Concept. Widely used customs:
cryptocurrency-wallet, x-crypto-wallet, phone-number, bank-account, payment-card, hostname. Any other type is a Concept
and is counted in one warning a type. `source_type` keeps the type of every entity.

Links
-----
relationship: a link whose kind is the relationship type in capitals (`uses`: Uses, `located-at`: LocatedAt) and whose
role is the type as written; `related-to` between two persons is UnknownLink. Ends, `start_time` and `stop_time` are
its columns, the rest its claims. A relationship to a location with a country claims that country of the source as
well: `located-at` as `country`, `originates-from` as `origin`, `targets` as `target_country`, under the stricter
handling of the two; not where it is revoked.
sighting: a link Sighting from each of `where_sighted_refs` to what was seen, with dates, `count` as weight; what else
it says stands on the first of them. Without `where_sighted_refs` nobody is said to have seen it (not even its
creator, as the standard states), and it is an entity Sighting. Every other `…_ref` and `…_refs`, at any depth, is a
link Reference with the property as role. `created_by_ref`, other `…_by_ref` and markings are no ties: they are
reference claims. An id of a relationship or sighting is text, because links have no links. Links say in reference
claims what they name. Ids that the file does not describe are kept as one stub each, with the number of mentions.

Properties
----------
aliases, x_mitre_aliases, x_opencti_aliases: alias. value: ip, domain, url, email, wallet or phone by type, and name.
account_login: username. street_address: address. first_observed, last_observed: first_seen, last_seen. roles: category
where the word is a data-subject category, else role. `x_misp_…`: as in the MISP loader. contact_information: as
written, and each e-mail address in it as email. A user account without a name is named by its display name, login or
id. Everything else keeps its own name; below it a dotted path (`extensions.….tlp_2_0`); a structure in a list
(`external_references`, `kill_chain_phases`) is one claim of JSON text, for its parts belong together. Country is read
as alpha-2, alpha-3 or name. `confidence` and reliability words are claims: they are no grading of source and
information, so the evaluation stays unknown. `revoked` is a claim: revoked is not deleted.

In observed-data of 2.0 the objects have ids that hold only there: `<id>#0`.

Handling
--------
`object_marking_refs` by the fixed ids of TLP 1 and 2, and by definitions in the bundle: `definition_type: tlp` (also
with the word amber+strict), the TLP 2.0 extension, or a name such as TLP:RED. Several make the strictest together.
Statements are claims. A marking that is neither fixed nor described leaves the handling unknown, with one warning.
`granular_markings` mark single values, together with the object's own marking; a selector below an item of a list
marks the item; one that points to an end or time of a link, to a reference, or to nothing, marks the record.
Originator: the name of the creator, where the bundle holds it.

An object that bears the extension of netintel (`netintel.exchange.stix`) is read from it: kind, claims, references,
grading, originator, assertion, review date and the columns of a link, exactly as they were; fields of the standard that
its `repeats` names say the same again. The definition of the extension, its author and the markings of such a bundle
are read as records that say nothing of the case.

Left out, counted in a warning: `payload_bin` (never decoded; its length is claimed), empty values. The bundle's own
id and version say nothing of the case.

Traps: ATT&CK holds no country at all; OpenCTI writes alpha-3; dangling ids are normal; `type` may stand behind
`objects`.

References: OASIS, STIX 2.0 and 2.1; cti-stix-common-objects (TLP 2.0); misp-stix (x_misp properties).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any, Final

import msgspec

from netintel.loaders import _written as written
from netintel.loaders._source import Head, Source
from netintel.loaders._stix_bundle import LINKS, Bundle, is_object
from netintel.loaders._stix_fields import Fields, plan, scalar
from netintel.loaders._stix_kinds import KINDS, name_field
from netintel.loaders._stix_markings import Marks
from netintel.loaders._stix_written import extension, is_envelope, unrepeated
from netintel.model.builder import Builder
from netintel.vocab import handling

NAME: Final = "stix"
TITLE: Final = "STIX 2.0 and 2.1"
PUBLISHER: Final = "OASIS"
UNIT: Final = "STIX object"
IDS: Final = "global"

_ID = re.compile(r'"id"\s*:\s*"[a-z0-9][a-z0-9-]*--[0-9a-fA-F]{8}-')
_EMAIL = re.compile(r"[^\s@<>,;:]+@[^\s@<>,;:]+\.[^\s@<>,;:]+")
_PLAIN_TYPE = re.compile(r"^[a-z0-9][a-z0-9-]{0,80}$")
_PLAIN_FIELD = re.compile(r"^[A-Za-z0-9_-]{1,80}$")
_COUNTRY_BY: Final = {"located-at": "country", "originates-from": "origin", "targets": "target_country"}
_LARGEST_COUNT: Final = 1_000_000_000  # the standard's own limit
_encode = msgspec.json.Encoder(order="sorted").encode


def sniff(head: Head) -> bool:
    """Return whether the file holds JSON objects whose id is of the form type--UUID."""
    return head.is_json and '"type"' in head.text and _ID.search(head.text) is not None


def read(source: Source, build: Builder) -> None:
    """Read every object of the bundle."""
    bundle = Bundle(source.json(build))
    reader = _Reader(build, bundle)
    for locator, obj in bundle.objects:
        reader.read(locator, obj)
    reader.tell()


class _Reader:
    """Reads the objects of one bundle and counts what the reader must know at the end."""

    def __init__(self, build: Builder, bundle: Bundle) -> None:
        self.build, self.bundle = build, bundle
        self.unknown_types: Counter[str] = Counter()
        self.empty = self.left_out = self.nowhere = 0

    def read(self, locator: str, obj: Any) -> None:
        own = extension(obj) if is_object(obj) else None
        if not is_object(obj):
            self._without_id(locator)
        elif is_envelope(obj, self.bundle.written):
            self.build.record(locator)
        elif obj["type"] == "relationship" and not _has_ends(obj, "source_ref", "target_ref", "relationship_type"):
            self._without_end(locator, "source_ref, target_ref or relationship_type")
        elif obj["type"] == "sighting" and not _has_ends(obj, "sighting_of_ref"):
            self._without_end(locator, "sighting_of_ref")
        elif own is not None:
            self._written(locator, obj, own)
        else:
            marks = self.bundle.markings.granular(obj) if "granular_markings" in obj else []
            if self._record(locator, obj, marks):
                self._object(obj, marks)

    def tell(self) -> None:
        """Tell once a file what was met on the way."""
        warn = self.build.warn
        for type_, n in sorted(self.unknown_types.items()):
            shown = type_ if _PLAIN_TYPE.match(type_) else "of an odd name"
            what = f"{n} objects of the type {shown}, which netintel does not know, are kept as Concept"
            warn("unknown_type", what, "nothing to do; the type is in the claim source_type", field="type", locator="")
        for field in self.bundle.fields:
            what = "a field of the bundle itself, unknown to the standard, is not read"
            named = field if _PLAIN_FIELD.match(field) else ""
            warn("unknown_bundle_field", what, "look at it in the file", field=named, locator="")
        if self.bundle.markings.unknown:
            what = f"{self.bundle.markings.unknown} markings are neither in the file nor fixed by the standard"
            hint = "the case's default handling holds for these records; ask the sender what the marking means"
            warn("unknown_marking", what, hint, field="object_marking_refs", locator="")
        if self.nowhere:
            what = f"{self.nowhere} granular markings select a part that is not there; they mark the whole record"
            hint = "ask the sender which part is meant"
            warn("selector_nowhere", what, hint, field="granular_markings", locator="")
        if self.empty:
            what = f"{self.empty} fields are empty or null and give no claim"
            warn("empty_fields", what, "nothing to do", locator="")
        if self.left_out:
            what = f"{self.left_out} embedded contents were not decoded; only their length is kept"
            warn("content_left_out", what, "open them only where that is safe", field="payload_bin", locator="")

    # One record -------------------------------------------------------------------------------------------------

    def _record(self, locator: str, obj: dict[str, Any], marks: Marks) -> bool:
        marking = self.bundle.markings.of(obj.get("object_marking_refs"))
        if marks:
            columns = plan(obj["type"]).columns - {"objects"}
            of_record = [code for field, _, _, code in marks if field in columns or field.endswith(("_ref", "_refs"))]
            nowhere = [code for field, item, _, code in marks if not _is_there(obj, field, item)]
            self.nowhere += len(nowhere)
            marking = handling.combine([marking, *of_record, *nowhere])
        creator = obj.get("created_by_ref")
        return self.build.record(
            locator,
            _encode(obj) if obj["id"] in self.bundle.repeated else None,
            originator=self.bundle.names.get(creator) if creator.__class__ is str else None,
            handling=marking,
        )

    def _object(self, obj: dict[str, Any], marks: Marks) -> None:
        if obj["type"] == "relationship":
            self._relationship(obj, marks)
        elif obj["type"] == "sighting" and obj.get("where_sighted_refs"):
            self._sighting(obj, marks)
        else:
            self._entity(obj["id"], obj, marks)

    def _entity(self, native: str, obj: dict[str, Any], marks: Marks) -> None:
        kind = self.bundle.kinds.get(native) or KINDS.get(obj["type"])
        if kind is None:
            self.unknown_types[obj["type"]] += 1
        plain, marked = _parts(obj, marks) if marks else (obj, [])
        fields = self._fields(plain, obj, as_link=False)
        ties = [tie for tie in fields.ties if tie[1].split("--", 1)[0] not in LINKS]
        if len(ties) != len(fields.ties):
            fields.claims += [tie for tie in fields.ties if tie[1].split("--", 1)[0] in LINKS]
        fields.claims.append(("source_type", obj["type"]))
        self.build.entity(native, kind or "Concept", fields.claims)
        for part, code in marked:
            self._marked_entity(native, part, obj, code)
        for prop, target in fields.named:
            self.build.reference(native, prop, target)
        for prop, target in ties:
            self.build.link(native, target, "Reference", role=prop)
        if obj["type"] == "observed-data" and obj.get("objects"):
            self._local_objects(native, obj["objects"], marks)

    def _marked_entity(self, native: str, part: dict[str, Any], obj: dict[str, Any], code: str) -> None:
        strict = handling.combine([self.bundle.markings.of(obj.get("object_marking_refs")), code])
        for prop, text in self._fields(part, obj, as_link=False).claims:
            self.build.claim(native, prop, text, handling=strict)

    def _fields(self, part: dict[str, Any], obj: dict[str, Any], *, as_link: bool) -> Fields:
        fields = Fields()
        fields.read(part, plan(obj["type"], as_link=as_link or obj["type"] != "sighting"))
        self.empty += fields.empty
        self.left_out += fields.left_out
        if not as_link:
            naming = name_field(obj)
            if naming in part:
                fields.claims.append(("name", scalar(part[naming])))
            if "contact_information" in part:
                fields.claims += [("email", found) for found in _EMAIL.findall(str(part["contact_information"]))]
        return fields

    def _written(self, locator: str, obj: dict[str, Any], own: dict[str, Any]) -> None:
        """Read an object as netintel wrote it; what others have added to it since is read as usual."""
        rest = unrepeated(obj, own)
        is_link = obj["type"] in LINKS and "kind" in own
        marks = written.marks(own, self.build, locator)
        marking = self.bundle.markings.of(obj.get("object_marking_refs"))
        repeated = _encode(obj) if obj["id"] in self.bundle.repeated else None
        if not self.build.record(locator, repeated, **{**marks, "handling": marking}):
            return
        fields = self._fields(rest, obj, as_link=is_link)
        claims = [*(written.pairs(own.get("claims")) or []), *fields.claims]
        references = [*(written.pairs(own.get("references")) or []), *fields.named]
        if is_link:
            seen_at = obj.get("where_sighted_refs")
            source, target = (seen_at[0], obj["sighting_of_ref"]) if seen_at else (obj["source_ref"], obj["target_ref"])
            self.build.link(
                source, target, native_id=obj["id"], claims=claims, references=references + fields.ties,
                **{"kind": "UnknownLink", **written.link(own)},
            )  # fmt: skip
            return
        self.build.entity(obj["id"], written.kind(own.get("kind")) or "Concept", claims)
        for prop, target in references:
            self.build.reference(obj["id"], prop, target)
        for prop, target in fields.ties:
            self.build.link(obj["id"], target, "Reference", role=prop)

    # Links ------------------------------------------------------------------------------------------------------

    def _relationship(self, obj: dict[str, Any], marks: Marks) -> None:
        source, target, type_ = obj["source_ref"], obj["target_ref"], obj["relationship_type"]
        plain, marked = _parts(obj, marks) if marks else (obj, [])
        fields = self._fields(plain, obj, as_link=True)
        link = self.build.link(
            source,
            target,
            self._link_kind(type_, source, target),
            native_id=obj["id"],
            role=type_,
            first=scalar(obj.get("start_time")),
            last=scalar(obj.get("stop_time")),
            claims=fields.claims,
            references=fields.named + fields.ties,
        )
        self._marked_link(link, marked, obj)
        basis = _COUNTRY_BY.get(type_)
        if basis is not None and target in self.bundle.countries and obj.get("revoked") is not True:
            of_place = self.bundle.country_handling[target]
            strict = handling.combine([self.bundle.markings.of(obj.get("object_marking_refs")), of_place])
            self.build.claim(source, basis, self.bundle.countries[target], handling=strict if of_place else None)

    def _link_kind(self, type_: str, source: str, target: str) -> str:
        kinds = self.bundle.kinds
        if type_ == "related-to" and kinds.get(source) == "Person" and kinds.get(target) == "Person":
            return "UnknownLink"
        return _camel(type_)

    def _sighting(self, obj: dict[str, Any], marks: Marks) -> None:
        plain, marked = _parts(obj, marks) if marks else (obj, [])
        fields = self._fields(plain, obj, as_link=True)
        count = obj.get("count")
        weight = float(count) if count.__class__ in (int, float) and abs(count) < _LARGEST_COUNT else None
        claims = fields.claims + ([("count", scalar(count))] if weight is None and scalar(count) else [])
        for n, where in enumerate(obj["where_sighted_refs"]):
            link = self.build.link(
                where,
                obj["sighting_of_ref"],
                "Sighting",
                native_id=obj["id"] if n == 0 else f"{obj['id']}#{n}",
                first=scalar(obj.get("first_seen")),
                last=scalar(obj.get("last_seen")),
                weight=weight,
                claims=claims if n == 0 else (),
                references=fields.named + fields.ties if n == 0 else (),
            )
            self._marked_link(link, marked if n == 0 else [], obj)

    def _marked_link(self, link: int, marked: list[tuple[dict[str, Any], str]], obj: dict[str, Any]) -> None:
        for part, code in marked:
            strict = handling.combine([self.bundle.markings.of(obj.get("object_marking_refs")), code])
            for prop, text in self._fields(part, obj, as_link=True).claims:
                self.build.mark_link(link, prop, text, strict, None)

    # Observed data of 2.0 ---------------------------------------------------------------------------------------

    def _local_objects(self, native: str, objects: Any, marks: Marks) -> None:
        if not isinstance(objects, dict):
            self.build.claim(native, "objects", _encode(objects).decode())
            return
        for key, obj in objects.items():
            local = f"{native}#{key}"
            within = [_below(rest, code) for field, item, rest, code in marks if (field, item) == ("objects", key)]
            if isinstance(obj, dict) and isinstance(obj.get("type"), str):
                self._entity(local, _rewritten(obj, native, objects), within)
            else:
                self.build.entity(local, "Concept", [("value", _encode(obj).decode())])
            self.build.link(native, local, "Reference", role="objects")

    # What is set aside ------------------------------------------------------------------------------------------

    def _without_id(self, locator: str) -> None:
        what = "an object without a type or an id: it cannot be told apart from others, or named by them"
        self.build.quarantine(locator, "object_without_id", what, "ask the sender for the object's id", "id")

    def _without_end(self, locator: str, fields: str) -> None:
        what = f"a link that lacks {fields}: it is not said what it joins, or how"
        self.build.quarantine(locator, "link_without_end", what, "ask the sender for the missing field", fields)


def _has_ends(obj: dict[str, Any], *fields: str) -> bool:
    for field in fields:
        value = obj.get(field)
        if value.__class__ is not str or not value:
            return False
    where = obj.get("where_sighted_refs")
    return where is None or (isinstance(where, list) and all(isinstance(w, str) for w in where))


def _is_there(obj: dict[str, Any], field: str, item: str | None) -> bool:
    """Return whether an object has the part that a selector names, down to an item or a key."""
    if field not in obj or item is None:
        return field in obj
    value = obj[field]
    if isinstance(value, list):
        return item.isdecimal() and int(item) < len(value)
    return isinstance(value, dict) and item in value


def _parts(obj: dict[str, Any], marks: Marks) -> tuple[dict[str, Any], list[tuple[dict[str, Any], str]]]:
    """Split an object into what bears its own marking and the parts that bear another one besides."""
    plain, marked = dict(obj), []
    for field in {mark[0] for mark in marks} & set(obj) - {"objects"}:
        value = plain.pop(field)
        items = {item for name, item, _, _ in marks if name == field and item is not None}
        whole = [code for name, item, _, code in marks if name == field and item is None]
        rest, pieces = _pieces(value, items)
        for key, piece in pieces.items():
            code = handling.combine([*whole, *(c for name, item, _, c in marks if name == field and item == key)])
            marked.append(({field: piece}, code or ""))
        if whole and rest is not None:
            marked.append(({field: rest}, handling.combine(whole) or ""))
        elif rest is not None:
            plain[field] = rest
    return plain, marked


def _pieces(value: Any, keys: set[str]) -> tuple[Any, dict[str, Any]]:
    """Take the named items out of a list or a structure: what stays (None if nothing), and each piece."""
    if isinstance(value, list):
        pieces: dict[str, Any] = {k: [value[int(k)]] for k in keys if k.isdecimal() and int(k) < len(value)}
        rest: Any = [item for i, item in enumerate(value) if str(i) not in pieces]
        return rest or None, pieces
    if isinstance(value, dict):
        pieces = {key: {key: value[key]} for key in keys if key in value}
        rest = {key: inner for key, inner in value.items() if key not in pieces}
        return rest or None, pieces
    return (None, dict.fromkeys(keys, value)) if keys else (value, {})


def _below(rest: str, code: str) -> tuple[str, str | None, str, str]:
    field, _, item = rest.partition(".")
    return field or "type", item.strip("[]") or None, "", code


def _rewritten(obj: dict[str, Any], native: str, objects: dict[str, Any]) -> dict[str, Any]:
    """Give references to other objects of the same observed-data their ids that hold in the world."""

    def full(value: Any) -> Any:
        if isinstance(value, list):
            return [full(one) for one in value]
        return f"{native}#{value}" if isinstance(value, str) and value in objects else value

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: full(v) if k.endswith(("_ref", "_refs")) else walk(v) for k, v in value.items()}
        return [walk(one) for one in value] if isinstance(value, list) else value

    rewritten: dict[str, Any] = walk(obj)
    return rewritten


@cache
def _camel(type_: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[-_ ]+", type_))
