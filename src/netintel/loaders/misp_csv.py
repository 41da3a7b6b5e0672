"""MISP CSV: the attributes of events, one a row, as MISP exports them for spreadsheets.

Publisher
    The MISP Project; written by every MISP instance. Channel: download or REST (`returnFormat: csv`).
Unit counted
    Row: one attribute. Rows of one object are told by `object_uuid`.
Identity
    The attribute's uuid, unique in the world. The event has only a number of the sending instance (`event_id`), which
    holds within the file; where a column `event_uuid` gives its uuid, that is the event.
Handling
    `attribute_tag` and `event_tag`: `tlp:`, `PAP:`, `admiralty-scale`, as in the MISP loader; the stricter wins.

Reading
-------
Columns are read by name, in any order: `uuid`, `type`, `value`, `category`, `comment`, `to_ids`, `date` (epoch seconds
or a date: `timestamp`), `object_relation`, `object_uuid`, `object_name`, `object_meta_category`, `attribute_tag`. Types
become kinds and properties as in the MISP loader; the event is an Incident that contains its attributes. Rows with one
`object_uuid` are one object (a person, a bank account …), named by all its rows. `event_info`: name of the event,
`event_source_org`: created_by_name, other `event_…` columns: claims of the event; other columns: claims of the
attribute under their title.

Left out, counted: numbers of the sending instance, empty cells.

Traps: `event_id` 1 of two instances are two events; a value may hold line breaks; `to_ids` is 1 or 0.

References: MISP book, CSV export; MISP core format.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from netintel.loaders import _header, _presets
from netintel.loaders._misp_event import Context, EventReader
from netintel.loaders._misp_fields import Leftovers
from netintel.loaders._misp_object import naming, object_kind
from netintel.loaders._misp_tags import read_tags
from netintel.loaders._rows import Sheet
from netintel.loaders._source import Head, Source
from netintel.model.builder import Builder

NAME: Final = "misp_csv"
TITLE: Final = "MISP CSV export"
PUBLISHER: Final = "MISP Project"
UNIT: Final = "row"
IDS: Final = "global"

_NEEDED: Final = frozenset({"uuid", "category", "type", "value"})
_MISP: Final = frozenset({"event_id", "to_ids", "event_uuid", "object_relation"})
_TAG = re.compile(r'(?:[^,"]|"[^"]*")+')
_TRUTH: Final = {"1": True, "0": False}
_NAMES: Final = {"date": "timestamp", "object_meta_category": "meta-category"}

Item = tuple[str, dict[str, Any]]


def sniff(head: Head) -> bool:
    """Return whether the first line titles the columns of a MISP export."""
    return head.header.knows == NAME


def recognises(titles: Sequence[str]) -> bool:
    """Return whether these are titles of a MISP export."""
    return _NEEDED.issubset(titles) and not _MISP.isdisjoint(titles)


def read(source: Source, build: Builder) -> None:
    """Read every row, object by object where rows make one."""
    read_rows(_header.sheet(source, build), source, build)


def read_rows(sheet: Sheet, source: Source, build: Builder) -> None:
    """Read the rows below their titles."""
    if not recognises(sheet.header):
        raise _presets.not_recognised(sheet.header)
    left = Leftovers()
    items = [(locator, dict(zip(sheet.header, cells, strict=True))) for locator, cells in sheet.rows]
    reader = EventReader(build, left)
    _Reader(reader, build, source.corrects or source.sha256, left).read(items)
    reader.tell()
    left.tell(build)


class _Reader:
    """Reads rows as attributes of events."""

    def __init__(self, reader: EventReader, build: Builder, sha256: str, left: Leftovers) -> None:
        self._reader, self._build, self._left = reader, build, left
        self._file = sha256[:16]
        self._told: set[str] = set()
        self._named: dict[str, list[dict[str, Any]]] = {}

    def read(self, items: list[Item]) -> None:
        """Read all rows."""
        rows = [(locator, row, self._attribute(row)) for locator, row in items]
        for _, row, attribute in rows:
            if row.get("object_uuid"):
                self._named.setdefault(row["object_uuid"], []).append(attribute)
        self._reader.learn([attribute for _, row, attribute in rows if not row.get("object_uuid")])
        for locator, row, attribute in rows:
            self._row(locator, row, attribute)

    def _row(self, locator: str, row: dict[str, str], attribute: dict[str, Any]) -> None:
        if not row["type"] or not row["value"]:
            what = "an attribute without type or value: it says nothing"
            self._build.quarantine(locator, "attribute_without_value", what, "ask the sender for the value", "value")
            return
        number = row.get("event_id", "")
        event = row.get("event_uuid") or (f"{self._file}#event-{number}" if number else "")
        said = read_tags([{"name": name} for name in _tags(row.get("event_tag", ""))])
        context = Context(event, row.get("event_source_org") or None, said)
        accepted = self._build.accepted
        if row.get("object_uuid"):
            self._object(locator, row, attribute, context)
        else:
            self._reader.attribute(locator, attribute, context)
        if event and self._build.accepted > accepted:
            self._event(event, row, said.names)

    def _object(self, locator: str, row: dict[str, str], attribute: dict[str, Any], context: Context) -> None:
        uuid = row["object_uuid"]
        obj: dict[str, Any] = {"uuid": uuid, "name": row.get("object_name") or "unnamed"}
        obj["meta-category"] = row.get("object_meta_category", "")
        parts = self._named[uuid]
        whole = {**obj, "Attribute": parts}
        if self._reader.part(locator, attribute, context, whole) and uuid not in self._told:
            self._told.add(uuid)
            name = " ".join(str(part["value"]) for part in naming(object_kind(whole), parts))
            self._build.claim(uuid, "name", name)

    def _event(self, event: str, row: dict[str, str], tags: list[str]) -> None:
        """Say of the event what its columns say, once."""
        claims = [("name", row.get("event_info", "")), ("created_by_name", row.get("event_source_org", ""))]
        taken = {"event_id", "event_uuid", "event_info", "event_source_org", "event_tag"}
        claims += [(t.removeprefix("event_"), v) for t, v in row.items() if t.startswith("event_") and t not in taken]
        if event not in self._told:
            self._told.add(event)
            self._build.entity(event, "Incident", [*claims, *(("tag", name) for name in tags)])

    def _attribute(self, row: dict[str, str]) -> dict[str, Any]:
        """Return a row as MISP writes an attribute in JSON."""
        attribute: dict[str, Any] = {}
        for title, cell in row.items():
            of_other = title.startswith(("event_", "object_")) and title not in ("object_relation", "event_id")
            if of_other or title == "attribute_tag" or not title:
                continue
            if cell or title in ("type", "value"):
                attribute[_NAMES.get(title, title)] = _TRUTH.get(cell, cell) if title == "to_ids" else cell
            else:
                self._left.empty += 1
        tags = _tags(row.get("attribute_tag", ""))
        return {**attribute, "Tag": [{"name": name} for name in tags]} if tags else attribute


def _tags(cell: str) -> list[str]:
    """Return the tags of a cell; a comma within quotation marks parts nothing.

    Examples
    --------
    >>> _tags('tlp:green,misp-galaxy:tool="a, b"')
    ['tlp:green', 'misp-galaxy:tool="a, b"']
    """
    return [tag.strip() for tag in _TAG.findall(cell) if tag.strip()]
