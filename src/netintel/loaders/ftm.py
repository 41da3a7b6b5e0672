"""FollowTheMoney: one entity a line, as JSON.

Publisher
    OpenSanctions, OCCRP Aleph and whoever exports from their tools (github.com/opensanctions/followthemoney).
Channel
    Files named `*.ftm.json`, `entities.ftm.json`, `*.ijson`, JSON lines; UTF-8.
Unit counted
    FtM entity: one line that is not blank. A line that is no JSON object with `id`, `schema` and `properties` is set
    aside with its line number; the rest of the file is read.
Identity
    `id` within the file. Ids such as `NK-…` or `Q…` look universal, but a producer's own ids (`co-17`) are not, and
    one file mixes both, so ids of two files never join by themselves. A line whose content repeats an earlier line
    with the same id, in whatever order of keys, is a duplicate; other content for the same id is another record.
Handling
    None in the format: what the case or the mapping states for the file.

Reading
-------
=============================================  ==========================================================
field                                          becomes
=============================================  ==========================================================
`schema`                                       kind (`Sanction` -> Notice, `Email` -> Message, `Event` -> Incident,
                                               `LegalEntity` -> Organization …), with claim `source_type` where they
                                               differ; an unknown schema gives a Concept and is counted
edge schemata                                  a link of that kind between its two ends; `role` or `relationship` ->
                                               role, `startDate`/`date` -> first, `endDate` -> last, `amount`,
                                               `currency`; further values and properties -> claims on the link.
                                               Several ends on one side give one link each (`id`, `id#2`, …)
`holder`, `owner` of a node                    link Owner, from the holder to the thing held
`caller`, `receiver`, `sender`, `recipients`…  link Participant, from the actor to the event, role = property
`entity`, `addressEntity`, `bank`, `parent`…   link from the node to what it names, kind and role = property
`jurisdiction`                                 registration
`country`                                      country; of a Passport or Identification document_country, of a
                                               BankAccount bank_country, of a Sanction issued_by
`passportNumber`, `idNumber`,                  under its own name, and as document_number
`registrationNumber`
`number`, `country` of a Passport with holder  also document_number and document_country of the holder
`publicKey` of a CryptoWallet                  wallet
`previousName`, `notes`                        alias, note
other properties                               the same in snake_case; every value is kept
`datasets`                                     originator of the record, joined by `; `
`first_seen`, `last_seen`                      dataset_first_seen, dataset_last_seen: when the dataset held the entity,
                                               not when anybody saw it
`referents`, `target`, `last_change`, others   claims under their own name
=============================================  ==========================================================

Ignored: `caption` where it repeats a name or the schema, because it is derived from them.

Traps
-----
All values are lists of strings; a bare value is read as a list of one. U+2028 inside a string does not end a line.
Country codes go beyond ISO 3166 (`suhh`, `gb-sct`). Weak aliases stay apart from aliases: they must not match anybody.
Delta files (`{"op": …, "entity": …}`) change an earlier file and are refused: read alone they would mislead.

References: followthemoney.tech/explorer; the schema files named in `_ftm_schema`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import product
from typing import Any, Final

import msgspec

from netintel.errors import FileRejectedError
from netintel.loaders import _ftm_schema as ftm_schema
from netintel.loaders._ftm_schema import EDGES, KINDS, Edge, Reference
from netintel.loaders._source import Head, Source
from netintel.model.builder import Builder

NAME: Final = "ftm"
TITLE: Final = "FollowTheMoney entities (JSON lines)"
PUBLISHER: Final = "OpenSanctions, OCCRP Aleph"
UNIT: Final = "FtM entity"
IDS: Final = "file"

_SCHEMA = re.compile(r'"schema"\s*:\s*"[A-Z][A-Za-z]+"')
_DELTA = re.compile(r'^\{\s*"op"\s*:\s*"(?:ADD|MOD|DEL)"')
_OF_HOLDER = frozenset({"document_number", "document_country"})
_RECORD_FIELDS = frozenset({"id", "schema", "properties", "datasets", "caption"})
_SEEN = {"first_seen": "dataset_first_seen", "last_seen": "dataset_last_seen", "referents": "referent"}
_LINK_COLUMNS = ("first", "last", "amount", "currency", "role")
_COLUMN_OF = {
    "startDate": "first",
    "date": "first",
    "endDate": "last",
    "amount": "amount",
    "currency": "currency",
    "role": "role",
    "relationship": "role",
}

Values = list[str]
Said = list[tuple[str, str]]


def sniff(head: Head) -> bool:
    """Return whether the file begins as FollowTheMoney lines, or as a delta file of them."""
    text = head.text
    if not text.startswith("{"):
        return False
    if _DELTA.match(text):
        return True
    return bool(_SCHEMA.search(text)) and '"properties"' in text and '"bundle"' not in text[:200]


def read(source: Source, build: Builder) -> None:
    """Read the file line by line."""
    data = source.data.removeprefix(codecs.BOM_UTF8)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = source.text().encode()
    _Reader(data, build).read()


class _Reader:
    """The state of reading one file: which ids came where, and how each schema's properties are read."""

    def __init__(self, data: bytes, build: Builder) -> None:
        self._data, self._build = data, build
        self._first: dict[str, int] = {}
        self._versions: dict[str, set[bytes]] = {}
        self._plans: dict[str, dict[str, Reference | tuple[str, ...]]] = {}
        self._unknown: dict[str, int] = {}
        self._decode = msgspec.json.Decoder().decode

    def read(self) -> None:
        for number, start, line in _lines(self._data):
            try:
                entity = self._decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                self._set_aside(number, "invalid_json", "the line is not valid JSON; it is cut off or damaged")
                continue
            fault = _fault(entity)
            if fault is not None:
                self._set_aside(number, *fault)
            elif self._repeats(entity, start):
                self._build.repeated()
            else:
                self._entity(entity, number)
        for schema, times in sorted(self._unknown.items()):
            self._build.warn(
                "unknown_schema",
                f"schema {schema!r} is not in FollowTheMoney as netintel knows it; {times} entities taken as Concept",
                "nothing is lost; check whether its ties are in properties that netintel reads as words",
                field="schema",
                locator="",
            )

    def _set_aside(self, number: int, code: str, message: str, field: str = "") -> None:
        self._build.quarantine(f"line {number}", code, message, "correct the line, or ask for the file again", field)

    def _repeats(self, entity: dict[str, Any], start: int) -> bool:
        """Compare with earlier lines of the same id only: others cannot repeat this one."""
        key = entity["id"]
        earlier = self._first.setdefault(key, start)
        if earlier == start:
            return False
        versions = self._versions.get(key)
        if versions is None:
            end = self._data.find(b"\n", earlier)
            line = self._data[earlier : end if end >= 0 else None]
            versions = self._versions[key] = {_canonical(self._decode(line))}
        content = _canonical(entity)
        repeats = content in versions
        versions.add(content)
        return repeats

    def _entity(self, entity: dict[str, Any], number: int) -> None:
        schema, said = entity["schema"], entity["properties"]
        edge = EDGES.get(schema)
        ends = _ends(edge, said) if edge is not None else None
        if edge is not None and ends is None:
            missing = edge.source if not said.get(edge.source) else edge.target
            self._set_aside(number, "missing_end", f"a {schema} without its {missing} ties nothing", missing)
            return
        datasets = entity.get("datasets")
        self._build.record(f"line {number}", originator="; ".join(_texts(datasets)) if datasets else None)
        around = _around(entity, said)
        if edge is not None and ends is not None:
            self._edge(entity["id"], schema, edge, ends, said, around)
        else:
            self._node(entity["id"], schema, said, around)

    def _node(self, key: str, schema: str, said: dict[str, Any], around: Said) -> None:
        plan = self._plans.get(schema)
        if plan is None:
            plan = self._plans[schema] = {}
        kind = KINDS.get(schema)
        if kind is None:
            self._unknown[schema] = self._unknown.get(schema, 0) + 1
            kind = "Concept"
        claims = around
        named: list[tuple[Reference, list[Any]]] = []
        if kind != schema:
            claims.append(("source_type", schema))
        for prop, values in said.items():
            how = plan.get(prop)
            if how is None:
                how = plan[prop] = ftm_schema.reference(schema, prop) or ftm_schema.names(schema, prop)
            if type(values) is not list:
                values = [values]
            if not isinstance(how, Reference):
                for name in how:
                    claims.extend([(name, value if type(value) is str else _text(value)) for value in values])
            else:
                named.append((how, values))
        self._build.entity(key, kind, claims)
        for link, others in named:
            self._refer(key, kind, link, others, claims)

    def _refer(self, key: str, kind: str, link: Reference, others: list[Any], claims: Said) -> None:
        for other in _texts(others):
            source, target = (other, key) if link.inward else (key, other)
            self._build.link(source, target, link.kind, role=link.role)
            if link.role == "holder" and kind in ("Passport", "Identification"):
                for prop, value in claims:
                    if prop in _OF_HOLDER:
                        self._build.claim(other, prop, value)

    def _edge(
        self,
        key: str,
        schema: str,
        edge: Edge,
        ends: tuple[Values, Values],
        said: dict[str, Any],
        around: Said,
    ) -> None:
        columns, claims = _link_said(edge, said)
        claims += around
        references = [
            (ftm_schema.snake(prop), other)
            for prop in said
            if prop in (edge.source_else, edge.target_else)
            for other in _texts(said[prop])
            if other not in ends[0] and other not in ends[1]
        ]
        for number, (source, target) in enumerate(product(*ends), 1):
            self._build.link(
                source,
                target,
                schema,
                native_id=key if number == 1 else f"{key}#{number}",
                directed=edge.directed,
                claims=claims,
                references=references,
                role=columns["role"],
                first=columns["first"],
                last=columns["last"],
                amount=columns["amount"],
                currency=columns["currency"],
            )


def _lines(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Give number, offset and bytes of each line that is not blank; only a line feed ends a line."""
    start, number, size = 0, 0, len(data)
    while start < size:
        end = data.find(b"\n", start)
        end = size if end < 0 else end
        number += 1
        line = data[start:end]
        if line and not line.isspace():
            yield number, start, line
        start = end + 1


def _fault(entity: Any) -> tuple[str, str, str] | None:
    """Return code, message and field of what makes a line no entity."""
    if type(entity) is not dict:
        return "no_entity", f"expected a JSON object, found {type(entity).__name__}", ""
    if "op" in entity and "entity" in entity:
        raise FileRejectedError(
            "delta_file",
            "a delta file: it holds changes (ADD, MOD, DEL) to an earlier file, not entities",
            "ask for the full file of entities; netintel does not read deltas",
        )
    for field, kind in (("id", str), ("schema", str), ("properties", dict)):
        if not isinstance(entity.get(field), kind) or (kind is str and not entity[field].strip()):
            return f"missing_{field}", f"the entity has no {field}, or one that is not text or object", field
    return None


def _canonical(entity: dict[str, Any]) -> bytes:
    return msgspec.json.encode(entity, order="sorted")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else msgspec.json.encode(value, order="sorted").decode()


def _texts(values: Any) -> Values:
    found = [_text(value) for value in (values if isinstance(values, list) else [values])]
    return [value for value in found if value]


def _around(entity: dict[str, Any], said: dict[str, Any]) -> Said:
    """Return what the line says beside its properties."""
    claims = []
    for field, value in entity.items():
        if field not in _RECORD_FIELDS and value not in (None, [], ""):
            claims += [(_SEEN.get(field, ftm_schema.snake(field)), text) for text in _texts(value)]
    caption = entity.get("caption")
    if caption and caption != entity["schema"] and caption not in (said.get("name") or ()):
        claims.append(("caption", _text(caption)))
    return claims


def _ends(edge: Edge, said: dict[str, Any]) -> tuple[Values, Values] | None:
    source = _texts(said.get(edge.source)) or _texts(said.get(edge.source_else))
    target = _texts(said.get(edge.target)) or _texts(said.get(edge.target_else))
    return (source, target) if source and target else None


def _link_said(edge: Edge, said: dict[str, Any]) -> tuple[dict[str, str | None], Said]:
    """Split what an edge says into link columns and claims; a column takes the first value, the others are claims."""
    columns: dict[str, str | None] = dict.fromkeys(_LINK_COLUMNS)
    claims = []
    for prop, values in said.items():
        if prop in (edge.source, edge.target, edge.source_else, edge.target_else):
            continue
        texts, column = _texts(values), _COLUMN_OF.get(prop)
        if column is not None and columns[column] is None and texts:
            columns[column], *texts = texts
        claims += [(ftm_schema.snake(prop), text) for text in texts]
    return columns, claims
