"""The extension that `netintel.exchange.stix` writes on every object, read back."""

from __future__ import annotations

from typing import Any, Final

EXTENSION: Final = "extension-definition--6f0a7f0e-9c2b-5d4e-8a53-2f6d1c7b9e40"
_AUTHOR: Final = "identity--6f0a7f0e-9c2b-5d4e-8a53-2f6d1c7b9e41"


def extension(obj: dict[str, Any]) -> dict[str, Any] | None:
    """Return what the extension of an object says, None where it bears none."""
    extensions = obj.get("extensions")
    own = extensions.get(EXTENSION) if isinstance(extensions, dict) else None
    return own if isinstance(own, dict) else None


def is_envelope(obj: dict[str, Any], written: bool) -> bool:
    """Return whether an object of a bundle only serves to describe how others are marked or extended."""
    if obj["id"] in (EXTENSION, _AUTHOR):
        return True
    return written and obj["type"] == "marking-definition" and extension(obj) is None


def unrepeated(obj: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that say more than the extension does."""
    repeats = own.get("repeats")
    again = {str(field) for field in repeats} if isinstance(repeats, list) else set()
    rest = {field: value for field, value in obj.items() if field not in again and field != "extensions"}
    others = {key: value for key, value in obj["extensions"].items() if key != EXTENSION}
    return rest | ({"extensions": others} if others else {})
