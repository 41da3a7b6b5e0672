"""Keeps what a MISP structure says beyond what its reader understands, and counts what holds nothing outside MISP."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Final, TypeGuard

import msgspec

from netintel.model.builder import Builder
from netintel.vocab import dates

MANIFEST: Final = re.compile(r'\{\s*"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"\s*:\s*\{')
"""How the manifest of a feed begins: an object whose first key is the uuid of an event."""

LOCAL: Final = frozenset(
    "id event_id object_id org_id orgc_id old_id attribute_id referenced_id tag_id user_id galaxy_id server_id"
    " source_id collection_id galaxy_cluster_id".split()
)
"""Numbers of the sending instance: they name other things in every other instance."""

DISPLAY: Final = frozenset({"colour", "exportable", "hide_tag", "numerical_value", "is_galaxy", "icon"})
"""How the sending instance shows a tag or galaxy."""

_TIMES: Final = frozenset({"timestamp", "publish_timestamp", "sighting_timestamp", "date_sighting"})
_encode = msgspec.json.Encoder(order="sorted").encode


class Leftovers:
    """Turns fields into claims; counts local numbers, display settings, attachments and empty fields of one file."""

    def __init__(self) -> None:
        self.local: Counter[str] = Counter()
        self.display: Counter[str] = Counter()
        self.attachments = self.empty = 0

    def claims(self, obj: dict[str, Any], taken: frozenset[str], names: dict[str, str]) -> list[tuple[str, str]]:
        """Return a claim for every field that is not taken, under its own name or the one in `names`."""
        found = []
        for key, value in obj.items():
            if key not in taken and not self._counted(key):
                texts = [self.text(key, one) for one in value] if isinstance(value, list) else [self.text(key, value)]
                found += [(names.get(key, key), text) for text in texts if text]
                self.empty += sum(not text for text in texts)
        return found

    def text(self, key: str, value: Any) -> str:
        """Return a value as text: epoch seconds as an instant, a structure as JSON, empty for nothing."""
        if isinstance(value, dict | list):
            stripped = self._stripped(value)
            return _encode(stripped).decode() if stripped else ""
        if value is True or value is False:
            return "true" if value else "false"
        if key in _TIMES and value is not None:
            return dates.from_epoch(value) or ("" if str(value) in {"0", ""} else str(value))
        if key == "data" and isinstance(value, str):
            self.attachments += 1
            return f"{len(value)} characters of base64, not decoded"
        return "" if value is None else str(value)

    def tell(self, build: Builder) -> None:
        """Tell once a file what was left out."""
        for counted, code, why in (
            (self.local, "local_numbers", "numbers that hold only inside the sending instance"),
            (self.display, "display_settings", "how the sending instance shows tags and galaxies"),
        ):
            if counted:
                listed = ", ".join(f"{field} {n}" for field, n in sorted(counted.items()))
                build.warn(code, f"left out, {why}: {listed}", "nothing to do", locator="")
        if self.attachments:
            what = f"{self.attachments} attachments were not decoded; only their length is kept"
            build.warn("content_left_out", what, "open them only where that is safe", field="data", locator="")
        if self.empty:
            build.warn("empty_fields", f"{self.empty} fields are empty and give no claim", "nothing to do", locator="")

    def _counted(self, key: str) -> bool:
        if key in LOCAL:
            self.local[key] += 1
        elif key in DISPLAY:
            self.display[key] += 1
        else:
            return False
        return True

    def _stripped(self, value: Any) -> Any:
        if isinstance(value, dict):
            kept = {k: self._inner(k, v) for k, v in value.items() if not self._counted(k)}
            self.empty += sum(v in (None, "") for v in kept.values())
            return {k: v for k, v in kept.items() if v not in (None, "", [], {})}
        if isinstance(value, list):
            return [self._stripped(one) for one in value]
        return value

    def _inner(self, key: str, value: Any) -> Any:
        return self.text(key, value) if key == "data" or key in _TIMES else self._stripped(value)


def is_text(value: Any) -> TypeGuard[str]:
    """Return whether something is text that says something."""
    return isinstance(value, str) and value != ""


def structures(holder: Any, field: str) -> list[dict[str, Any]]:
    """Return the structures in a list; empty where there is no list."""
    found = holder.get(field) if isinstance(holder, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
