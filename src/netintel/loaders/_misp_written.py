"""Events that `netintel.exchange.misp` writes, read back: an envelope of objects that each bear one exact record."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from netintel.loaders import _written as written
from netintel.model.builder import Builder

TAG: Final = "netintel:exchange"
_RECORD: Final = "netintel-record"


def is_written(event: dict[str, Any]) -> bool:
    """Return whether netintel wrote an event, and wrote all of it."""
    tags, objects = event.get("Tag"), event.get("Object", [])
    tagged = isinstance(tags, list) and any(isinstance(tag, dict) and tag.get("name") == TAG for tag in tags)
    only = not event.get("Attribute") and isinstance(objects, list)
    return tagged and only and all(_record(obj) is not None for obj in objects)


def read_written(locator: str, event: dict[str, Any], build: Builder) -> None:
    """Read the objects and the references between them; the event itself says nothing of the case."""
    build.record(locator)
    for number, obj in enumerate(event.get("Object", [])):
        own, place, native = _record(obj) or {}, f"{locator}/Object/{number}", obj["uuid"]
        if not build.record(place, None, **written.marks(own, build, place)):
            continue
        build.entity(native, written.kind(own.get("kind")) or "Concept", written.pairs(own.get("claims")) or [])
        for prop, target in written.pairs(own.get("references")) or []:
            build.reference(native, prop, target)
        for n, reference in enumerate(obj.get("ObjectReference", [])):
            _reference(f"{place}/ObjectReference/{n}", native, reference, build)


def _reference(place: str, native: str, reference: dict[str, Any], build: Builder) -> None:
    own = _decoded(reference.get("comment")) or {}
    build.record(place, None, **written.marks(own, build, place))
    build.link(
        native, reference["referenced_uuid"], native_id=reference.get("uuid"),
        claims=written.pairs(own.get("claims")) or [], references=written.pairs(own.get("references")) or [],
        **{"kind": "UnknownLink", **written.link(own)},
    )  # fmt: skip


def _record(obj: Any) -> dict[str, Any] | None:
    if not isinstance(obj, dict) or not isinstance(obj.get("uuid"), str) or obj.get("deleted") is True:
        return None
    attributes, references = obj.get("Attribute"), obj.get("ObjectReference", [])
    if not isinstance(attributes, list) or not isinstance(references, list):
        return None
    if not all(isinstance(r, dict) and isinstance(r.get("referenced_uuid"), str) for r in references):
        return None
    own = [a for a in attributes if isinstance(a, dict) and a.get("object_relation") == _RECORD]
    return _decoded(own[0].get("value")) if len(own) == 1 else None


def _decoded(text: Any) -> dict[str, Any] | None:
    try:
        said = msgspec.json.decode(text) if isinstance(text, str) else None
    except (msgspec.DecodeError, RecursionError):
        return None
    return said if isinstance(said, dict) else None
