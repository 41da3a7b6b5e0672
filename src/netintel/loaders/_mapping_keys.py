"""What the keys of a mapping file hold, and what is said where they hold something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from netintel.errors import MappingError


def part(content: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
    """Return the keys and values under a key, none where it is absent; anything else raises `MappingError`."""
    found = content.get(key)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise MappingError(f"{at(where, key)}: expected keys and values, found {kind_of(found)}")
    return found


def only(content: Iterable[Any], allowed: frozenset[str], where: str) -> None:
    """Raise `MappingError` naming the first key that is not allowed here."""
    unknown = sorted(str(key) for key in content if key not in allowed)
    if unknown:
        raise MappingError(f"{at(where, unknown[0])}: unknown key; expected some of {', '.join(sorted(allowed))}")


def at(where: str, key: str) -> str:
    """Return the path of a key.

    Examples
    --------
    >>> at("entities.person", "key"), at("", "links")
    ('entities.person.key', 'links')
    """
    return f"{where}.{key}" if where else key


def kind_of(value: Any) -> str:
    """Return what a value is, in words that hold nothing of it.

    Examples
    --------
    >>> kind_of(["a"]), kind_of(None), kind_of(7)
    ('a list', 'nothing', 'a int')
    """
    named = {dict: "keys and values", list: "a list", str: "text", bool: "true or false", type(None): "nothing"}
    return named.get(type(value), f"a {type(value).__name__}")
