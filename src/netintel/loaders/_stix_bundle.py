"""What must be known of a whole STIX bundle before its objects are read: kinds, countries, creators, markings."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from netintel.errors import FileRejectedError
from netintel.loaders._stix_kinds import kind_of
from netintel.loaders._stix_markings import Markings
from netintel.loaders._stix_written import EXTENSION
from netintel.vocab import handling

_ENVELOPE: Final = frozenset({"type", "id", "spec_version", "objects"})
LINKS: Final = frozenset({"relationship", "sighting"})


class Bundle:
    """One bundle: its objects with their places, and look-ups by id over those that are well formed.

    Attributes
    ----------
    objects : list of (str, object)
        Place in the file and what stands there.
    fields : list of str
        Fields of the envelope that the standard does not know.
    kinds : dict
        Id to kind, None for a type that netintel does not know.
    countries, country_handling : dict
        Id of a location to the country it states, as text, and to the handling of that statement.
    names : dict
        Id of an identity to its name.
    written : bool
        Whether netintel wrote the bundle.
    repeated : set
        Ids that occur more than once: another version of an object, or the same again.
    """

    def __init__(self, content: Any) -> None:
        self.objects, self.fields = _objects(content)
        sound = [obj for _, obj in self.objects if is_object(obj)]
        self.written = any(obj["id"] == EXTENSION for obj in sound)
        times = Counter(obj["id"] for obj in sound)
        self.repeated = {id_ for id_, n in times.items() if n > 1}
        described = [obj for obj in sound if obj["type"] not in LINKS]
        self.kinds = {obj["id"]: kind_of(obj) for obj in described}
        of_type: dict[str, list[dict[str, Any]]] = {"location": [], "identity": [], "marking-definition": []}
        for obj in described:
            if obj["type"] in of_type:
                of_type[obj["type"]].append(obj)
        places = [obj for obj in of_type["location"] if _text(obj.get("country"))]
        self.countries = {obj["id"]: obj["country"] for obj in places}
        self.names = {o["id"]: o["name"] for o in of_type["identity"] if _text(o.get("name"))}
        self.markings = Markings(of_type["marking-definition"])
        self.country_handling = {obj["id"]: self._of_country(obj) for obj in places}
        self.markings.unknown = 0  # counted when the objects themselves are read

    def _of_country(self, place: dict[str, Any]) -> str | None:
        granular = self.markings.granular(place) if "granular_markings" in place else []
        codes = [code for field, _, _, code in granular if field == "country"]
        return handling.combine([self.markings.of(place.get("object_marking_refs")), *codes])


def is_object(obj: Any) -> bool:
    """Return whether something is a STIX object: it has a type and an id."""
    return obj.__class__ is dict and _text(obj.get("type")) and _text(obj.get("id"))


def _text(value: Any) -> bool:
    return value.__class__ is str and value != ""


def _objects(content: Any) -> tuple[list[tuple[str, Any]], list[str]]:
    if isinstance(content, list):
        return [(f"/{i}", obj) for i, obj in enumerate(content)], []
    if isinstance(content, dict) and content.get("type") == "bundle":
        objects = content.get("objects", [])
        if isinstance(objects, list):
            return [(f"/objects/{i}", obj) for i, obj in enumerate(objects)], sorted(set(content) - _ENVELOPE)
    elif is_object(content):
        return [("/", content)], []
    raise FileRejectedError(
        "no_stix_objects",
        "neither a bundle with a list of objects, nor a list of objects, nor one object with type and id",
        "ask for the STIX 2.0 or 2.1 bundle",
    )
