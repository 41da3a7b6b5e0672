"""What a MISP object is and says: its kind, the property of each relation, and its name."""

from __future__ import annotations

from typing import Any

from netintel.loaders._misp_fields import structures
from netintel.loaders._misp_relations import PROPERTIES
from netintel.loaders._misp_types import ATTRIBUTES, OBJECTS, VICTIMS
from netintel.vocab import categories, properties

_BY_CLAIM = frozenset({"Person", "Organization", "Company", "Group", "BankAccount", "Vehicle", "Payment"})
"""Kinds of objects whose phones, mails and addresses stay claims; in other objects they are entities of their own."""


def object_kind(obj: dict[str, Any]) -> str:
    """Return the kind of an object; a victim is what its classification says."""
    if obj.get("name") != "victim":
        return OBJECTS.get(str(obj.get("name")), "Concept")
    said = [str(a.get("value")) for a in structures(obj, "Attribute") if a.get("object_relation") == "classification"]
    return VICTIMS.get(said[0], "Concept") if said else "Concept"


def property_of(kind: str, relation: str, text: str, of_type: tuple[str, str] | None) -> str:
    """Return the property that the value of a relation becomes."""
    if relation in {"role", "roles"}:
        return "category" if categories.parse(text) else "role"
    if relation == "function" and kind == "Person":
        return "role"
    if of_type is not None and of_type[0] == kind:
        return of_type[1] if of_type[1] != "hash" else relation
    if relation in PROPERTIES:
        return PROPERTIES[relation]
    own = relation.replace("-", "_")
    # A relation that happens to be called like a property of netintel means what its template means by it.
    return f"object_{own}" if own in properties.types() else own


def entity_within(kind: str, attribute: dict[str, Any]) -> tuple[str, str] | None:
    """Return kind and property of the entity that an attribute's value names besides its object, if any."""
    of_type = ATTRIBUTES.get(str(attribute.get("type")))
    if of_type is None or kind in _BY_CLAIM or of_type[0] in (kind, "File", "Person"):
        return None
    return of_type if attribute.get("value") not in (None, "") and attribute.get("deleted") is not True else None


def naming(kind: str, attributes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the attributes whose values, joined by a blank, name what no relation names.

    A person is named by its parts, a thing by the value that is its own.
    """
    said = [a for a in attributes if a.get("value") not in (None, "") and a.get("deleted") is not True]
    by_relation = {str(a.get("object_relation")): a for a in reversed(said)}
    if any(PROPERTIES.get(relation) == "name" for relation in by_relation):
        return []
    if kind == "Person":
        return [by_relation[part] for part in ("first-name", "middle-name", "last-name") if part in by_relation]
    return [a for a in said if ATTRIBUTES.get(str(a.get("type")), ("", ""))[0] == kind][:1]
