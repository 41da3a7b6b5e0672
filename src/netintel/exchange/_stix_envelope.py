"""What a bundle needs besides the graph: netintel's extension, who defines it, and the markings that are used."""

from __future__ import annotations

import uuid
from typing import Any, Final

from netintel.exchange._stix_types import NAMESPACE
from netintel.vocab import handling
from netintel.vocab.tables import rows

EXTENSION: Final = "extension-definition--6f0a7f0e-9c2b-5d4e-8a53-2f6d1c7b9e40"
AUTHOR: Final = "identity--6f0a7f0e-9c2b-5d4e-8a53-2f6d1c7b9e41"
EPOCH: Final = "1970-01-01T00:00:00.000Z"
_TLP: Final = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_TLP_CREATED: Final = "2022-10-01T00:00:00.000Z"
_TLP_NAMES: Final = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
_SCHEMA: Final = "https://github.com/netintel/netintel/blob/main/docs/exchange.md"
_ABOUT: Final = (
    "kind, claims (property: texts), references (property: ids), evaluation, originator, assertion, review_due; of a "
    "link directed, role, first, last, amount, currency, weight, status; repeats names the fields of the standard that "
    "say the same again"
)


def opening() -> list[dict[str, Any]]:
    """Return the extension's definition and its author."""
    told = {"spec_version": "2.1", "created": EPOCH, "modified": EPOCH}
    author = {"type": "identity", "id": AUTHOR, **told, "name": "netintel", "identity_class": "system"}
    definition = {
        "type": "extension-definition",
        "id": EXTENSION,
        **told,
        "created_by_ref": AUTHOR,
        "name": "netintel record",
        "description": _ABOUT,
        "schema": _SCHEMA,
        "version": "1.0.0",
        "extension_types": ["property-extension"],
    }
    return [author, definition]


class Markings:
    """Marking definitions in the order in which they are first used."""

    def __init__(self) -> None:
        self._used: dict[str, dict[str, Any]] = {}
        self._tlp = {code: ref for ref, code in handling.by_stix_id().items() if _of_tlp_2(ref, code)}

    def refs(self, code: str) -> list[str]:
        """Return the ids of the markings that say a handling code together, one a scheme."""
        return [self._ref(part) for part in code.split()]

    def definitions(self) -> list[dict[str, Any]]:
        """Return the definitions of all that was used."""
        return list(self._used.values())

    def _ref(self, part: str) -> str:
        scheme, _, word = part.partition(":")
        told: dict[str, Any] = {"type": "marking-definition", "spec_version": "2.1", "name": part}
        if scheme == "TLP" and word in _TLP_NAMES:
            extension = {"extension_type": "property-extension", "tlp_2_0": word.lower()}
            told |= {"id": self._tlp[part], "created": _TLP_CREATED, "extensions": {_TLP: extension}}
        else:
            key = f"marking-definition--{uuid.uuid5(NAMESPACE, part)}"
            told |= {"id": key, "created": EPOCH, "definition_type": "statement", "definition": {"statement": part}}
        self._used.setdefault(told["id"], told)
        return str(told["id"])


def _of_tlp_2(ref: str, code: str) -> bool:
    """The fixed ids of TLP 2.0, beside those of TLP 1 for the same words."""
    known = [row for row in rows("handling_codes") if row["scheme"] == "tlp2"]
    return any(row["stix_id"] == ref and code == f"TLP:{row['code']}" for row in known)
