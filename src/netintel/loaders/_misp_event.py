"""Reads one MISP event: the event, its free attributes, its objects, and what hangs on them."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Final, NamedTuple

import msgspec

from netintel.loaders._misp_fields import Leftovers, is_text, structures
from netintel.loaders._misp_galaxy import cluster_claims, cluster_id
from netintel.loaders._misp_object import entity_within, naming, object_kind, property_of
from netintel.loaders._misp_tags import Said, read_tags
from netintel.loaders._misp_types import ATTRIBUTES, CONCEPTS, GALAXIES, OBJECTS, SAME_VALUE
from netintel.loaders._misp_written import is_written, read_written
from netintel.model.builder import Builder
from netintel.vocab import dates, handling

_EVENT: Final = frozenset(
    {
        "uuid",
        "info",
        "Attribute",
        "Object",
        "Tag",
        "Galaxy",
        "RelatedEvent",
        "Org",
        "Orgc",
        "EventReport",
        "ShadowAttribute",
    }
)
_ATTRIBUTE: Final = frozenset(
    {"uuid", "value", "type", "Tag", "Galaxy", "Sighting", "ShadowAttribute", "first_seen", "last_seen", "Event"}
)
_OBJECT: Final = frozenset(
    {"uuid", "name", "Attribute", "ObjectReference", "Tag", "Sighting", "first_seen", "last_seen"}
)
_REFERENCE: Final = frozenset({"uuid", "referenced_uuid", "relationship_type"})
_NAMES: Final = {
    "category": "attribute_category",
    "name": "object_name",
    "ShadowAttribute": "proposal",
    "RelatedAttribute": "related_attribute",
}
_COMPOSITE: Final = {"malware-sample": "filename|md5"}
_PLAIN = re.compile(r"^(?:object )?[A-Za-z0-9._|/+-]{1,80}$")
_SIGHTINGS: Final = {"0": "Sighting", "1": "FalsePositive", "2": "Expiration"}
_encode = msgspec.json.Encoder(order="sorted").encode


class Context(NamedTuple):
    """What an event says for everything in it."""

    uuid: str
    originator: str | None
    said: Said


class EventReader:
    """Reads events into one builder."""

    def __init__(self, build: Builder, left: Leftovers) -> None:
        self.build, self.left = build, left
        self.unknown: Counter[str] = Counter()
        self.deleted = self.malformed = 0
        self._known: dict[str, str] = {}
        self._kinds: dict[str, str] = {}
        self._values: dict[tuple[str, str], str] = {}

    def read(self, locator: str, event: Any) -> None:
        """Read an event and all it holds."""
        if not isinstance(event, dict) or not is_text(event.get("uuid")):
            what = "an event without uuid: nothing in it can be told apart or named by others"
            self.build.quarantine(locator, "event_without_uuid", what, "ask the sender for the event's uuid", "uuid")
            return
        if is_written(event):
            read_written(locator, event, self.build)
            return
        clusters = [c for g in structures(event, "Galaxy") for c in structures(g, "GalaxyCluster")]
        said = read_tags(event.get("Tag"), [str(c.get("tag_name", "")) for c in clusters])
        orgc = event.get("Orgc")
        originator = str(orgc["name"]) if isinstance(orgc, dict) and orgc.get("name") else None
        context = Context(event["uuid"], originator, said)
        self._learn(event)
        if self._record(locator, _without_children(event), context, None):
            self._event(event, context)
        for n, attribute in enumerate(_items(event, "Attribute")):
            self.attribute(f"{locator}/Attribute/{n}", attribute, context)
        for n, obj in enumerate(_items(event, "Object")):
            self._object(f"{locator}/Object/{n}", obj, context)

    def found(self, attributes: list[tuple[str, Any]]) -> None:
        """Read the attributes that a search found, each under the event that it names."""
        of_event: dict[str, list[tuple[str, Any]]] = {}
        for locator, attribute in attributes:
            event = attribute.get("Event") if isinstance(attribute, dict) else None
            uuid = event.get("uuid") if isinstance(event, dict) else None
            of_event.setdefault(uuid if is_text(uuid) else "", []).append((locator, attribute))
        for uuid, items in of_event.items():
            self.learn([attribute for _, attribute in items])
            for locator, attribute in items:
                self.attribute(locator, attribute, Context(uuid, None, read_tags([])))

    def learn(self, attributes: list[Any]) -> None:
        """Learn which of the attributes of one file or event are one entity, for they have one value."""
        self._learn({"Attribute": attributes})

    def part(self, locator: str, attribute: dict[str, Any], context: Context, obj: dict[str, Any]) -> bool:
        """Read an attribute of an object as a record of its own; return whether it repeats none."""
        said = read_tags(attribute.get("Tag"))
        native, kind = obj["uuid"], object_kind(obj)
        if not self._record(locator, {**attribute, "object": native}, context, said):
            return False
        if obj["name"] not in OBJECTS:
            self.unknown[f"object {obj['name']}"] += 1
        self.build.entity(native, kind, [("source_type", obj["name"]), *self.left.claims(obj, _OBJECT, _NAMES)])
        self._part(native, kind, locator, attribute, said._replace(handling=None))
        self._contains(context, native, obj["name"])
        return True

    def tell(self) -> None:
        """Tell once a file what was met on the way."""
        warn = self.build.warn
        for type_, n in sorted(self.unknown.items()):
            shown = type_ if _PLAIN.match(type_) else "of an odd name"
            what = f"{n} times the type {shown}, which netintel does not know; kept as Concept"
            warn("unknown_type", what, "nothing to do; the type is in the claim source_type", field="type", locator="")
        if self.malformed:
            what = f"{self.malformed} entries stand where MISP has a structure and are none; they are not read"
            warn("malformed", what, "look at the lists of tags, galaxies, references and sightings", locator="")
        if self.deleted:
            what = f"{self.deleted} attributes or objects are marked deleted; they are claims, not entities"
            warn("deleted", what, "look at the claims deleted_attribute and deleted_object", locator="")

    def _contains(self, context: Context, native: str, role: str) -> None:
        if context.uuid:
            self.build.link(context.uuid, native, "Contains", role=role)

    def _found_in(self, attribute: dict[str, Any], context: Context) -> None:
        """Say of an event what an attribute found by a search says of it."""
        event = attribute.get("Event")
        if context.uuid and isinstance(event, dict):
            claims = [("name", self.left.text("info", event.get("info")))]
            claims += self.left.claims(event, frozenset({"uuid", "info"}), _NAMES)
            self.build.entity(context.uuid, "Incident", claims)

    def _record(self, locator: str, item: Any, context: Context, own: Said | None) -> bool:
        said = context.said
        return self.build.record(
            locator,
            _encode(item),
            originator=context.originator,
            handling=handling.combine([said.handling, own.handling]) if own else said.handling,
            evaluation=own.evaluation if own and own.evaluation else said.evaluation,
        )

    def _children(self, holder: dict[str, Any], field: str) -> list[dict[str, Any]]:
        """Return what a field holds, a list of structures; anything else is counted, for it cannot be read."""
        found, sound = holder.get(field), structures(holder, field)
        self.malformed += len(found) - len(sound) if isinstance(found, list) else found is not None
        return sound

    def _learn(self, event: dict[str, Any]) -> None:
        """Learn beforehand which entity each uuid becomes, for references point forwards and into objects."""
        for attribute in structures(event, "Attribute"):
            uuid, same = attribute.get("uuid"), self._same(attribute)
            if is_text(uuid):
                native = self._values.setdefault(same, uuid) if same is not None else uuid
                self._known[uuid] = native
                self._kinds.setdefault(native, ATTRIBUTES.get(_first(attribute), ("Concept", ""))[0])
        for obj in structures(event, "Object"):
            if is_text(obj.get("uuid")):
                self._kinds[obj["uuid"]] = object_kind(obj)
                for attribute in structures(obj, "Attribute"):
                    if is_text(attribute.get("uuid")):
                        self._known[attribute["uuid"]] = obj["uuid"]

    def _same(self, attribute: dict[str, Any]) -> tuple[str, str] | None:
        kind, prop = ATTRIBUTES.get(str(attribute.get("type")), ("", ""))
        if prop not in SAME_VALUE or attribute.get("disable_correlation") is True or attribute.get("deleted") is True:
            return None
        value = str(attribute.get("value")).strip()
        return kind, value if prop in {"url", "wallet"} else value.lower()

    # The event --------------------------------------------------------------------------------------------------

    def _event(self, event: dict[str, Any], context: Context) -> None:
        uuid = context.uuid
        claims = [("name", self.left.text("info", event.get("info")))]
        claims += self.left.claims(event, _EVENT, _NAMES)
        claims += [("proposal", self.left.text("", shadow)) for shadow in self._children(event, "ShadowAttribute")]
        self.build.entity(uuid, "Incident", claims + self._tags(event, context.said))
        for field, prop in (("Orgc", "created_by"), ("Org", "held_by")):
            organisation = self._organisation(event.get(field))
            if organisation is not None:
                self.build.reference(uuid, prop, organisation)
        self._galaxies(uuid, event)
        for report in self._children(event, "EventReport"):
            self._report(uuid, report)
        for related in self._children(event, "RelatedEvent"):
            self._related(uuid, related)

    def _organisation(self, org: Any) -> str | None:
        if not isinstance(org, dict) or not is_text(org.get("uuid")):
            return None
        self.build.entity(org["uuid"], "Organization", self.left.claims(org, frozenset({"uuid"}), {}))
        return str(org["uuid"])

    def _report(self, uuid: str, report: dict[str, Any]) -> None:
        if is_text(report.get("uuid")):
            self.build.entity(report["uuid"], "Document", self.left.claims(report, frozenset({"uuid"}), {}))
            self.build.link(uuid, report["uuid"], "Contains", role="event-report")
        else:
            self.build.claim(uuid, "event_report", self.left.text("", report))

    def _related(self, uuid: str, related: dict[str, Any]) -> None:
        event = related.get("Event", related)
        if not isinstance(event, dict) or not is_text(event.get("uuid")):
            self.build.claim(uuid, "related_event", self.left.text("", related))
            return
        claims = [("name", self.left.text("info", event.get("info")))]
        claims += self.left.claims(event, frozenset({"uuid", "info", "Org", "Orgc"}), _NAMES)
        for field, prop in (("Orgc", "created_by"), ("Org", "held_by")):
            organisation = self._organisation(event.get(field, related.get(field)))
            if organisation is not None:
                self.build.reference(event["uuid"], prop, organisation)
        self.build.entity(event["uuid"], "Incident", claims)
        self.build.link(uuid, event["uuid"], "Reference", role="related-event", directed=False)

    def _galaxies(self, native: str, holder: dict[str, Any]) -> None:
        for galaxy in self._children(holder, "Galaxy"):
            about = self.left.text("", {k: v for k, v in galaxy.items() if k != "GalaxyCluster"})
            clusters = self._children(galaxy, "GalaxyCluster")
            for cluster in clusters:
                named = cluster_id(cluster, galaxy, clusters)
                kind = GALAXIES.get(str(cluster.get("type", galaxy.get("type"))), "Concept")
                self.build.entity(named, kind, [*cluster_claims(cluster, self.left, kind), ("galaxy", about)])
                self.build.link(native, named, "Reference", role=str(galaxy.get("type") or cluster.get("type")))
            if not clusters:
                self.build.claim(native, "galaxy", about)

    def _tags(self, holder: dict[str, Any], said: Said) -> list[tuple[str, str]]:
        claims = [("tag", name) for name in said.names]
        for tag in self._children(holder, "Tag"):
            text = self.left.text("", tag)
            if text and text != _encode({"name": tag.get("name")}).decode():
                claims.append(("tag_detail", text))
        return claims + said.countries

    # Attributes -------------------------------------------------------------------------------------------------

    def attribute(self, locator: str, attribute: Any, context: Context) -> None:
        if (
            not isinstance(attribute, dict)
            or not is_text(attribute.get("type"))
            or attribute.get("value") in (None, "")
        ):
            what = "an attribute without type or value: it says nothing"
            self.build.quarantine(locator, "attribute_without_value", what, "ask the sender for the value", "value")
            return
        said = read_tags(attribute.get("Tag"))
        if not self._record(locator, attribute, context, said):
            return
        uuid = attribute.get("uuid")
        self._found_in(attribute, context)
        if attribute.get("deleted") is True:
            self.deleted += 1
            self.build.claim(context.uuid or str(uuid), "deleted_attribute", self.left.text("", attribute))
            return
        native = self._known.get(uuid, "") if is_text(uuid) else f"{context.uuid}{locator}"
        self._values_of(native, attribute)
        claims = self.left.claims(attribute, _ATTRIBUTE, _NAMES) + self._tags(attribute, said)
        claims += [(key, str(attribute[key])) for key in ("first_seen", "last_seen") if attribute.get(key)]
        claims += [("attribute_uuid", str(uuid))] if native != uuid and is_text(uuid) else []
        self.build.entity(native, self._kinds.get(native, "Concept"), claims)
        self._contains(context, native, attribute["type"])
        self._hanging(native, attribute)

    def _values_of(self, native: str, attribute: dict[str, Any]) -> None:
        types = _COMPOSITE.get(attribute["type"], attribute["type"]).split("|")
        texts = str(attribute["value"]).split("|", len(types) - 1) if len(types) > 1 else [str(attribute["value"])]
        kind = ""
        for n, (type_, text) in enumerate(zip(types, texts, strict=False)):
            of_part = ATTRIBUTES.get(type_)
            if of_part is None and type_ not in CONCEPTS and attribute["type"] not in CONCEPTS:
                self.unknown[attribute["type"]] += 1
            part_kind, prop = of_part or ("Concept", type_ if n else "value")
            if n == 0 or part_kind in ("Concept", kind):
                kind = kind or part_kind
                self._kinds.setdefault(native, kind)
                named = [("name", text)] if n == 0 and prop != "name" else []
                self.build.entity(native, kind, [(prop, text), *named])
            else:
                self.build.entity(f"{native}#{n}", part_kind, [(prop, text), ("name", text)])
                self.build.link(native, f"{native}#{n}", "Reference", role=type_)
        self.build.claim(native, "source_type", attribute["type"])

    def _hanging(self, native: str, holder: dict[str, Any]) -> None:
        for shadow in self._children(holder, "ShadowAttribute"):
            self.build.claim(native, "proposal", self.left.text("", shadow))
        self._galaxies(native, holder)
        for sighting in self._children(holder, "Sighting"):
            organisation = self._organisation(sighting.get("Organisation"))
            if organisation is None:
                self.build.claim(native, "sighting", self.left.text("", sighting))
                continue
            moment = sighting.get("date_sighting")
            first = dates.from_epoch(moment) if isinstance(moment, str | int) else None
            taken = {"uuid", "Organisation", "date_sighting"} if first else {"uuid", "Organisation"}
            self.build.link(
                organisation,
                native,
                _SIGHTINGS.get(str(sighting.get("type")), "Sighting"),
                native_id=_id(sighting),
                first=first,
                claims=self.left.claims(sighting, frozenset(taken), {}),
            )

    # Objects ----------------------------------------------------------------------------------------------------

    def _object(self, locator: str, obj: Any, context: Context) -> None:
        if not isinstance(obj, dict) or not is_text(obj.get("uuid")) or not is_text(obj.get("name")):
            what = "an object without uuid or name: it cannot be told apart, or it is not said what it is"
            self.build.quarantine(locator, "object_without_uuid", what, "ask the sender for it", "uuid")
            return
        said = read_tags(obj.get("Tag"))
        raised = [said.handling, *(read_tags(a.get("Tag")).handling for a in _beyond_claims(obj))]
        if not self._record(locator, obj, context, said._replace(handling=handling.combine(raised))):
            return
        if obj.get("deleted") is True:
            self.deleted += 1
            self.build.claim(context.uuid, "deleted_object", self.left.text("", obj))
            return
        self._object_body(locator, obj, said, handling.combine([context.said.handling, said.handling]))
        self.build.link(context.uuid, obj["uuid"], "Contains", role=obj["name"])

    def _object_body(self, locator: str, obj: dict[str, Any], said: Said, marking: str | None) -> None:
        native, kind, attributes = obj["uuid"], object_kind(obj), self._children(obj, "Attribute")
        if obj["name"] not in OBJECTS:
            self.unknown[f"object {obj['name']}"] += 1
        claims = [("source_type", obj["name"]), *self.left.claims(obj, _OBJECT, _NAMES), *self._tags(obj, said)]
        claims += [(key, str(obj[key])) for key in ("first_seen", "last_seen") if obj.get(key)]
        self.build.entity(native, kind, claims)
        for n, attribute in enumerate(attributes):
            own = read_tags(attribute.get("Tag"))
            strict = handling.combine([marking, own.handling]) if own.handling else None
            if attribute.get("deleted") is True:
                self.deleted += 1
                self.build.claim(native, "deleted_attribute", self.left.text("", attribute), handling=strict)
            else:
                self._part(native, kind, f"{locator}/Attribute/{n}", attribute, own._replace(handling=strict))
        named = naming(kind, attributes)
        codes = [code for a in named if (code := read_tags(a.get("Tag")).handling)]
        strict = handling.combine([marking, *codes]) if codes else None
        self.build.claim(native, "name", " ".join(str(a["value"]) for a in named), handling=strict)
        self._hanging(native, obj)
        for reference in self._children(obj, "ObjectReference"):
            self._reference(native, kind, reference)

    def _part(self, native: str, kind: str, locator: str, attribute: dict[str, Any], said: Said) -> None:
        """Read one attribute of an object: its value under its relation, the rest as one text beside it."""
        own, text = said.handling, str(attribute.get("value") or "")
        relation = str(attribute.get("object_relation") or attribute.get("type"))
        prop = property_of(kind, relation, text, ATTRIBUTES.get(str(attribute.get("type"))))
        self.build.claim(native, prop, text, handling=own, evaluation=said.evaluation)
        if text == "":
            what = "an attribute of an object has no value; the object is read without it"
            hint = "ask the sender for the value"
            self.build.warn("attribute_without_value", what, hint, field=relation, locator=locator)
        within = entity_within(kind, attribute)
        if within is not None:
            part = str(attribute.get("uuid") or f"{native}#{relation}")
            self.build.entity(part, within[0], [(within[1], text), ("name", text)])
            self.build.link(native, part, "Reference", role=relation)
        about = {k: v for k, v in attribute.items() if k not in ("value", "Sighting", "Galaxy", "ShadowAttribute")}
        self.build.claim(native, "attribute", self.left.text("", about), handling=own)
        for place, country in said.countries:
            self.build.claim(native, place, country, handling=own)
        self._hanging(native, attribute)

    def _reference(self, native: str, kind: str, reference: dict[str, Any]) -> None:
        target = reference.get("referenced_uuid")
        if not is_text(target) or reference.get("deleted") is True:
            self.build.claim(
                native, "deleted_reference" if is_text(target) else "reference", self.left.text("", reference)
            )
            return
        target = self._known.get(target, target)
        type_ = str(reference.get("relationship_type") or "related-to")
        unnamed = type_ == "related-to" and kind == "Person" and self._kinds.get(target) == "Person"
        self.build.link(
            native,
            target,
            "UnknownLink" if unnamed else "".join(word[:1].upper() + word[1:] for word in type_.split("-")),
            native_id=_id(reference),
            role=type_,
            claims=self.left.claims(reference, _REFERENCE, {}),
        )


def _beyond_claims(obj: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the attributes of an object that say more than claims: their own marking must hold for the record."""
    if obj.get("deleted") is True:
        return structures(obj, "Attribute")
    kind, hanging = object_kind(obj), ("Sighting", "Galaxy", "ShadowAttribute")
    return [a for a in structures(obj, "Attribute") if entity_within(kind, a) or any(a.get(h) for h in hanging)]


def _id(holder: dict[str, Any]) -> str | None:
    return str(holder["uuid"]) if is_text(holder.get("uuid")) else None


def _items(event: dict[str, Any], field: str) -> list[Any]:
    found = event.get(field)
    return found if isinstance(found, list) else [] if found is None else [found]


def _without_children(event: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in event.items() if k not in ("Attribute", "Object")}


def _first(attribute: dict[str, Any]) -> str:
    return str(attribute.get("type")).split("|", 1)[0]
