"""FollowTheMoney deltas: changes to an earlier file of entities, one operation a line.

Publisher
    OpenSanctions and whoever publishes datasets as versions.
Channel
    JSON lines `{"op": "ADD", "entity": {…}}`; the operations are ADD, MOD (changed) and DEL (withdrawn). UTF-8.
Unit counted
    Operation: one line that is not blank. A line that is no operation on an entity is set aside with its number.
Identity
    The entity's `id`, within the file, as in the FollowTheMoney loader. A line repeated word for word is a duplicate.
Handling
    None in the format: what the case or the mapping states for the file.

Reading
-------
ADD and MOD say the entity, as the FollowTheMoney loader reads it, with the claim `operation`. MOD is another record:
what an earlier file said stays, beside what is said now, and each keeps its source. DEL takes nothing away: the entity
has the claims `operation` DEL and `withdrawn` true, and `withdrawn_on` where the line states `last_change` or
`last_seen`; what else the line says of it is said as well. That a dataset no longer holds somebody is a fact about the
dataset, not that what it said was wrong. Every file with DEL is told once, with the number.

Nothing is ignored but what the FollowTheMoney loader ignores.

Traps
-----
DEL names an entity by its id alone, so without the earlier file it is a stub. A delta alone is not the dataset.

References: OpenSanctions, delta files; the FollowTheMoney loader for the entities themselves.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from typing import Any, Final

import msgspec

from netintel.loaders._source import Head, Source
from netintel.loaders.ftm import EntityReader
from netintel.model.builder import Builder

NAME: Final = "ftm_delta"
TITLE: Final = "FollowTheMoney delta (JSON lines)"
PUBLISHER: Final = "OpenSanctions"
UNIT: Final = "operation"
IDS: Final = "file"

_BEGINS = re.compile(r'\{\s*"(?:op"\s*:\s*"[A-Z]+"\s*,\s*"entity"\s*:\s*\{|entity"\s*:\s*\{)')
_OPERATION = re.compile(r'"op"\s*:\s*"(?:ADD|MOD|DEL)"')
_SAYING: Final = ("ADD", "MOD")
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder(order="sorted").encode


def sniff(head: Head) -> bool:
    """Return whether the file begins with an operation on an entity."""
    return _BEGINS.match(head.text) is not None and _OPERATION.search(head.text) is not None


def read(source: Source, build: Builder) -> None:
    """Read the file line by line."""
    data = source.data.removeprefix(codecs.BOM_UTF8)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = source.text().encode()
    _Reader(build).read(data)


class _Reader:
    """Reads operations, and counts the withdrawn."""

    def __init__(self, build: Builder) -> None:
        self._build = build
        self._entities = EntityReader(b"", build)
        self._seen: set[bytes] = set()
        self._withdrawn = 0

    def read(self, data: bytes) -> None:
        """Read every line; only a line feed ends one."""
        for number, line in enumerate(data.split(b"\n"), 1):
            if line.strip():
                self._line(line, number)
        self._entities.tell()
        if self._withdrawn:
            what = f"{self._withdrawn} entities are withdrawn from the dataset (DEL); they are kept and marked so"
            self._build.warn("withdrawn", what, "look at the claims withdrawn and withdrawn_on", locator="")

    def _line(self, line: bytes, number: int) -> None:
        try:
            said = _decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._set_aside(number, "invalid_json", "the line is not valid JSON; it is cut off or damaged", "")
            return
        operation = said.get("op") if isinstance(said, dict) else None
        if operation not in (*_SAYING, "DEL"):
            self._set_aside(number, "no_operation", "the line has no operation ADD, MOD or DEL", "op")
            return
        content = hashlib.blake2b(_encode(said), digest_size=16).digest()
        if content in self._seen:
            self._build.repeated()
            return
        self._seen.add(content)
        rest = [(f"operation.{key}", _text(value)) for key, value in said.items() if key not in ("op", "entity")]
        entity = said.get("entity")
        if operation == "DEL":
            self._withdraw(entity, number, rest)
        else:
            self._entities.take(entity, number, [("operation", operation), *rest])

    def _withdraw(self, entity: Any, number: int, rest: list[tuple[str, str]]) -> None:
        if not isinstance(entity, dict) or not isinstance(entity.get("id"), str) or not entity["id"]:
            self._set_aside(number, "missing_id", "what is withdrawn has no id", "id")
            return
        self._withdrawn += 1
        marks = [("operation", "DEL"), ("withdrawn", "true"), *rest]
        when = entity.get("last_change") or entity.get("last_seen")
        marks += [("withdrawn_on", when)] if isinstance(when, str) else []
        if isinstance(entity.get("schema"), str) and isinstance(entity.get("properties"), dict):
            self._entities.take(entity, number, marks)
            return
        self._build.record(f"line {number}")
        others = [(key, _text(value)) for key, value in entity.items() if key != "id"]
        for prop, text in [*marks, *others]:
            self._build.claim(entity["id"], prop, text)

    def _set_aside(self, number: int, code: str, message: str, field: str) -> None:
        self._build.quarantine(f"line {number}", code, message, "correct the line, or ask for the file again", field)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _encode(value).decode()
