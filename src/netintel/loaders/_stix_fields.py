"""Turns the fields of a STIX object into (property, text) claims and (role, id) references, leaving nothing out."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import msgspec

from netintel.loaders._stix_kinds import PROPERTIES, TYPE_PROPERTIES
from netintel.vocab import categories

Pairs = list[tuple[str, str]]

_PLAIN, _TIE, _NAMED, _COLUMN, _LEFT_OUT, _ROLE = range(6)
_NO_TIE: Final = frozenset({"object_marking_refs", "marking_ref"})
_COLUMNS: Final[dict[str, frozenset[str]]] = {
    "relationship": frozenset({"relationship_type", "source_ref", "target_ref", "start_time", "stop_time"}),
    "sighting": frozenset({"sighting_of_ref", "where_sighted_refs", "first_seen", "last_seen", "count"}),
    "observed-data": frozenset({"objects"}),
}
_EVERY_COLUMN: Final = frozenset({"id", "type"})
_json = msgspec.json.Encoder(order="sorted").encode


class Plan(dict[str, tuple[str, int]]):
    """For each field path of one STIX type the property it becomes and the way it is read; made when first met."""

    def __init__(self, type_: str, columns: frozenset[str]) -> None:
        super().__init__()
        self._names = {**PROPERTIES, **TYPE_PROPERTIES.get(type_, {})}
        self.columns = columns | _EVERY_COLUMN

    def __missing__(self, path: str) -> tuple[str, int]:
        made = self[path] = (self._names.get(path, path), self._mode(path))
        return made

    def _mode(self, path: str) -> int:
        last = path.rsplit(".", 1)[-1]
        if path in self.columns:
            return _COLUMN
        if path in {"roles", "x_misp_role"}:
            return _ROLE
        if last == "payload_bin":
            return _LEFT_OUT
        if last.endswith(("_ref", "_refs")):
            return _NAMED if last in _NO_TIE or last.endswith("_by_ref") else _TIE
        return _PLAIN


@cache
def plan(type_: str, *, as_link: bool = True) -> Plan:
    """Return the plan of a STIX type; `as_link` says whether its ends and times become columns of a link."""
    return Plan(type_, _COLUMNS.get(type_, frozenset()) if as_link else frozenset())


class Fields:
    """What one object says: `claims`, `ties` to other objects, and objects only `named` (creators, markings)."""

    __slots__ = ("claims", "empty", "left_out", "named", "ties")

    def __init__(self) -> None:
        self.claims: Pairs = []
        self.ties: Pairs = []
        self.named: Pairs = []
        self.empty = 0
        self.left_out = 0

    def read(self, obj: dict[str, Any], plans: Plan) -> None:
        """Read every field of an object."""
        claims, named = self.claims, self.named
        for field, value in obj.items():
            prop, mode = plans[field]
            kind = value.__class__
            if mode == _PLAIN:
                if kind is str and value:
                    claims.append((prop, value))
                elif kind is bool:
                    claims.append((prop, "true" if value else "false"))
                else:
                    self._value(field, prop, value, plans)
            elif mode == _NAMED and kind is str and value:
                named.append((prop, value))
            elif mode != _COLUMN:
                self._special(field, prop, mode, value, plans)

    def _special(self, field: str, prop: str, mode: int, value: Any, plans: Plan) -> None:
        if mode == _LEFT_OUT:
            self.left_out += 1
            self.claims.append((f"{prop}.length", str(len(value) if isinstance(value, str) else 0)))
        elif mode == _ROLE:
            for one in value if isinstance(value, list) else [value]:
                self._value(field, "category" if categories.parse(str(one)) else "role", one, plans)
        else:
            target = self.named if mode == _NAMED else self.ties
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, str) and one:
                    target.append((prop, one))
                else:
                    self._value(field, prop, one, plans)

    def _value(self, path: str, prop: str, value: Any, plans: Plan) -> None:
        kind = value.__class__
        if kind is list:
            for item in value:
                inner = item.__class__
                if inner is str and item:
                    self.claims.append((prop, item))
                elif inner is dict or inner is list:
                    self._structure(path, prop, item, plans)
                else:
                    self._scalar(prop, item)
        elif kind is dict:
            self._nested(path, value, plans)
        else:
            self._scalar(prop, value)

    def _nested(self, path: str, value: dict[str, Any], plans: Plan) -> None:
        for key, inner in value.items():
            below = f"{path}.{key}"
            prop, mode = plans[below]
            if mode in (_PLAIN, _COLUMN):
                self._value(below, prop, inner, plans)
            else:
                self._special(below, prop, mode, inner, plans)
        self.empty += not value

    def _structure(self, path: str, prop: str, item: Any, plans: Plan) -> None:
        """Keep a structure in a list as one JSON text: its parts belong together and to no other item."""
        text = _json(item).decode()
        self.claims.append((prop, text))
        if '_ref":' in text or '_refs":' in text:
            self._references(path, item, plans)

    def _references(self, path: str, item: Any, plans: Plan) -> None:
        for key, value in item.items() if item.__class__ is dict else ():
            if value.__class__ in (dict, list):
                self._references(path, value, plans)
            if key.endswith(("_ref", "_refs")):
                prop, mode = plans[f"{path}.{key}"]
                target = self.named if mode == _NAMED else self.ties
                target += [(prop, v) for v in (value if value.__class__ is list else [value]) if v.__class__ is str]
        if item.__class__ is list:
            for one in item:
                self._references(path, one, plans)

    def _scalar(self, prop: str, value: Any) -> None:
        text = scalar(value)
        if text:
            self.claims.append((prop, text))
        else:
            self.empty += 1


def scalar(value: Any) -> str:
    """Return a JSON scalar as text; empty for null."""
    if value is True or value is False:
        return "true" if value else "false"
    return "" if value is None else str(value)
