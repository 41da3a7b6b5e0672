"""Handling of STIX objects and of their parts: marking definitions, TLP 1 and 2, granular selectors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from netintel.errors import FileRejectedError
from netintel.vocab import handling

_SELECTOR = re.compile(r"^([^.]+)(?:\.(?:\[(\d+)\]|([^.]+)))?(?:\.(.+))?$")

Marks = list[tuple[str, str | None, str, str]]
"""(top-level field, item or key in it, the rest of the selector, handling)."""


class Markings:
    """Codes of the marking definitions that are fixed by the standard or described in one bundle.

    Attributes
    ----------
    unknown : int
        How many times a marking was named that is neither.
    """

    def __init__(self, objects: Iterable[dict[str, Any]]) -> None:
        self.unknown = 0
        self._codes: dict[str, str | None] = dict(handling.by_stix_id())
        for obj in objects:
            self._codes[obj["id"]] = _code(obj) or self._codes.get(obj["id"])

    def of(self, ids: Any) -> str | None:
        """Return the handling that several markings make together; the strictest of each scheme."""
        if ids is None:
            return None
        named = ids if ids.__class__ is list else [ids]
        return self._one(named[0]) if len(named) == 1 else handling.combine([self._one(one) for one in named])

    def granular(self, obj: dict[str, Any]) -> Marks:
        """Return what `granular_markings` mark, one row a selector; a marking of language marks nothing."""
        found: Marks = []
        markings = obj.get("granular_markings")
        for marking in markings if isinstance(markings, list) else [markings]:
            if isinstance(marking, dict) and "lang" in marking and "marking_ref" not in marking:
                continue
            ref, selectors = (
                (marking.get("marking_ref"), marking.get("selectors")) if isinstance(marking, dict) else ("", "")
            )
            code = self._one(ref)
            if code is not None:
                texts = selectors if isinstance(selectors, list) else [selectors]
                found += [row for text in texts if (row := _selector(text, code))]
        return found

    def _one(self, marking: Any) -> str | None:
        if marking.__class__ is not str or marking not in self._codes:
            self.unknown += 1
            return None
        return self._codes[marking]


def _selector(text: Any, code: str) -> tuple[str, str | None, str, str] | None:
    match = _SELECTOR.match(str(text))
    return (match[1], match[2] or match[3], match[4] or "", code) if match is not None else None


def _code(obj: dict[str, Any]) -> str | None:
    definition, extensions = obj.get("definition"), obj.get("extensions")
    words = [str(definition.get("tlp"))] if isinstance(definition, dict) and "tlp" in definition else []
    for extension in extensions.values() if isinstance(extensions, dict) else ():
        if isinstance(extension, dict):
            words += [str(word) for key, word in extension.items() if str(key).startswith("tlp")]
    statement = definition.get("statement", "") if isinstance(definition, dict) else ""
    if handling.refused(f"{obj.get('name', '')} {statement}"):
        raise FileRejectedError(
            "classified",
            "a marking definition names an EU or NATO classification of RESTRICTED or above",
            "this machine is not accredited for it; netintel does not load it",
        )
    named = handling.parse(str(obj.get("name", "")))
    return handling.combine([*(handling.parse(f"TLP:{word}") for word in words), named])
