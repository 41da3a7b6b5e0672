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
    None in the format itself: the key `handling` of a line, else what the case or the mapping states for the file.

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
`handling`, `evaluation`, `originator`,        marks of the record, beside the fields of FollowTheMoney
`assertion`, `review_due`
`kind`, `claims`, `references`, and of a tie   as netintel writes them beside the fields of FollowTheMoney: our kind,
`directed`, `weight`, `status`                 values and ids under the names they have here, the columns of a link
=============================================  ==========================================================

Ignored: `caption` where it repeats a name or the schema, because it is derived from them.

Traps
-----
All values are lists of strings; a bare value is read as a list of one. U+2028 inside a string does not end a line.
Country codes go beyond ISO 3166 (`suhh`, `gb-sct`). Weak aliases stay apart from aliases: they must not match anybody.
Delta files (`{"op": …, "entity": …}`) change an earlier file and have a loader of their own; a file that mixes both is
refused.

References: followthemoney.tech/explorer; the schema files named in `_ftm_schema`.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np

from netintel.errors import FileRejectedError
from netintel.loaders import _ftm_schema as ftm_schema
from netintel.loaders import _written as written
from netintel.loaders._ftm_block import Reading
from netintel.loaders._ftm_columns import Block, Blocks
from netintel.loaders._ftm_schema import COLUMN_OF, EDGES, HELD_DOCUMENTS, KINDS, OF_HOLDER, Edge, Plans, Reference
from netintel.loaders._source import Head, Source
from netintel.model.builder import Builder

NAME: Final = "ftm"
TITLE: Final = "FollowTheMoney entities (JSON lines)"
PUBLISHER: Final = "OpenSanctions, OCCRP Aleph"
UNIT: Final = "FtM entity"
IDS: Final = "file"

_SCHEMA = re.compile(r'"schema"\s*:\s*"[A-Z][A-Za-z]+"')
_WORD = re.compile(r"[A-Z][A-Za-z]{1,40}")
_DELTA = re.compile(r'\{\s*"(?:op"\s*:\s*"[A-Z]+"\s*,\s*"entity"\s*:\s*\{|entity"\s*:\s*\{)')

_BLOCK: Final = 4 * 1024**2
_FEW: Final = 64 * 1024
"""Bytes read together, and bytes below which lines that are not all plain are read one by one."""

_MOST_PAIRS: Final = 10_000
"""Links of one tie: each of its sources with each of its targets; a short line could ask for millions."""

Values = list[str]
Said = list[tuple[str, str]]
_LINES: Final = (".ftm.json", ".jsonl", ".ndjson")


def sniff(head: Head) -> bool:
    """Return whether the file begins as FollowTheMoney lines; by its name, also where the first line is broken."""
    text = head.text
    by_name = head.name.endswith(_LINES) and "\n{" in text
    if not (text.startswith("{") or by_name) or _DELTA.match(text):
        return False
    return bool(_SCHEMA.search(text)) and '"properties"' in text and '"bundle"' not in text[:200]


def read(source: Source, build: Builder) -> None:
    """Read the file line by line."""
    data = source.data.removeprefix(codecs.BOM_UTF8)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = source.text().encode()
    EntityReader(data, build).read()


class _Entity(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """A line as nearly all are; a line of another form is read without this help, more slowly."""

    id: str
    schema: str
    properties: dict[str, list[str]]
    caption: str | None = None
    datasets: list[str] = []
    referents: list[str] = []
    first_seen: str | None = None
    last_seen: str | None = None
    last_change: str | None = None
    target: bool | None = None


class _Beside(NamedTuple):
    """What stands beside the fields of FollowTheMoney, as netintel writes it; nothing where others write."""

    marks: Mapping[str, str] = MappingProxyType({})
    kind: str | None = None
    claims: Sequence[tuple[str, str]] = ()
    references: Sequence[tuple[str, str]] = ()
    directed: bool | None = None
    weight: float | None = None
    status: str = "recorded"


_NOTHING: Final = _Beside()


class EntityReader:
    """The state of reading one file: which ids came where, and how each schema's properties are read."""

    def __init__(self, data: bytes, build: Builder) -> None:
        self._data, self._build = data, build
        self._first: dict[str, int] = {}
        self._versions: dict[str, set[bytes]] = {}
        self._plans = Plans()
        self._unknown: Counter[str] = Counter()
        self._blocks = Blocks()
        self._number = 0
        self._decode = msgspec.json.Decoder(_Entity).decode
        self._loose = msgspec.json.Decoder().decode

    def read(self) -> None:
        """Read block by block; a block ends with a line, for only a line feed ends a line, not a U+2028 in a string."""
        start, size = 0, len(self._data)
        while start < size:
            end = self._data.find(b"\n", start + _BLOCK)
            end = size if end < 0 else end
            self._block(start, end)
            start = end + 1
        self.tell()

    def _block(self, start: int, end: int) -> None:
        """Read plain lines together; halve a block that is not plain, so that few lines are read one by one."""
        lines = self._data[start:end].rstrip(b"\n")
        block = self._blocks.plain(lines)
        if block is not None:
            self._together(block, start, lines)
            self._number += self._data.count(b"\n", start + len(lines), end)
        elif len(lines) > _FEW and (middle := self._data.find(b"\n", (start + end) // 2, end)) >= 0:
            self._block(start, middle)
            self._block(middle + 1, end)
        else:
            for line in self._data[start:end].split(b"\n"):
                self._line(line, start)
                start += len(line) + 1

    def _together(self, block: Block, start: int, lines: bytes) -> None:
        starts = (block.starts + start).tolist()
        first = self._first
        again = [first.setdefault(key, at) != at for key, at in zip(block.ids, starts, strict=True)]
        block.odd |= np.array(again)
        numbers = self._number + 1 + np.arange(len(starts))
        unknown = Reading(block, self._build, self._plans).tell(numbers)
        for schema, times in unknown.items():
            self._unknown[schema] += times
        before, ends = self._number, [*block.starts[1:].tolist(), len(lines) + 1]
        for row in np.flatnonzero(block.odd).tolist():
            self._number = before + row
            self._line(lines[block.starts[row] : ends[row] - 1], starts[row])
        self._number = before + len(starts)

    def _line(self, line: bytes, start: int) -> None:
        self._number += 1
        number = self._number
        try:
            entity = self._decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._unusual(line, number, start)
        else:
            if self._first.setdefault(entity.id, start) != start and self._repeats(entity.id, line):
                self._build.repeated()
            elif entity.id and entity.schema:
                self._take(entity, number, [])
            else:
                self._set_aside(number, *_fault({"id": entity.id, "schema": entity.schema}))

    def _unusual(self, line: bytes, number: int, start: int) -> None:
        """Read a line that is blank, broken, no entity, or an entity with fields or values of another form."""
        if not line.strip():
            return
        try:
            loose = self._loose(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._set_aside(number, "invalid_json", "the line is not valid JSON; it is cut off or damaged")
            return
        fault = _fault(loose)
        if fault[0]:
            self._set_aside(number, *fault)
        elif self._first.setdefault(loose["id"], start) != start and self._repeats(loose["id"], line):
            self._build.repeated()
        else:
            beside = self._beside(loose, number)
            entity, rest = _entity(loose)
            self._take(entity, number, [*rest, *beside.claims], beside)

    def take(self, loose: Any, number: int, said: Said) -> None:
        """Read an entity that stands in a line of another form, with what that line says of it."""
        fault = _fault(loose)
        if fault[0]:
            self._set_aside(number, *fault)
            return
        beside = self._beside(loose, number)
        entity, rest = _entity(loose)
        self._take(entity, number, [*said, *rest, *beside.claims], beside)

    def _beside(self, loose: dict[str, Any], number: int) -> _Beside:
        """Take out of a line what netintel writes beside the fields of FollowTheMoney."""
        found: dict[str, Any] = {"marks": written.marks(loose, self._build, f"line {number}")}
        taken = set(found["marks"]) | {name for name in written.MARKS if isinstance(loose.get(name), str)}
        edge = loose["schema"] in EDGES
        told = {
            "kind": loose.get("kind") if edge else written.kind(loose.get("kind")),
            "claims": written.pairs(loose.get("claims")),
            "references": written.pairs(loose.get("references")),
        }
        types: dict[str, type] = {"kind": str, "claims": list, "references": list}
        if edge:
            told |= {name: loose.get(name) for name in ("directed", "weight", "status")}
            types |= {"directed": bool, "weight": float, "status": str}
        for name, value in told.items():
            if isinstance(value, types[name]):
                found[name] = value
                taken.add(name)
        for name in taken:
            del loose[name]
        return _Beside(**found)

    def _set_aside(self, number: int, code: str, message: str, field: str = "") -> None:
        self._build.quarantine(f"line {number}", code, message, "correct the line, or ask for the file again", field)

    def _repeats(self, key: str, line: bytes) -> bool:
        """Compare with earlier lines of the same id only: others cannot repeat this one."""
        versions = self._versions.get(key)
        if versions is None:
            start = self._first[key]
            end = self._data.find(b"\n", start)
            versions = self._versions[key] = {self._canonical(self._data[start:end])}
        content = self._canonical(line)
        repeats = content in versions
        versions.add(content)
        return repeats

    def _canonical(self, line: bytes) -> bytes:
        return msgspec.json.encode(self._loose(line), order="sorted")

    def _take(self, entity: _Entity, number: int, rest: Said, beside: _Beside = _NOTHING) -> None:
        edge = EDGES.get(entity.schema)
        datasets = entity.datasets
        originator = (datasets[0] if len(datasets) == 1 else "; ".join(datasets)) if datasets else None
        marks: dict[str, Any] = {"originator": originator, **beside.marks}
        if edge is None:
            self._build.record(f"line {number}", **marks)
            self._node(entity, rest, beside)
            return
        said = entity.properties
        source = said.get(edge.source) or said.get(edge.source_else)
        target = said.get(edge.target) or said.get(edge.target_else)
        if not source or not target:
            missing = edge.target if source else edge.source
            self._set_aside(
                number, "missing_end", f"a tie ({entity.schema}) without its {missing} ties nothing", missing
            )
            return
        if len(source) * len(target) > _MOST_PAIRS:
            self._set_aside(
                number, "too_many_ends",
                f"a tie ({entity.schema}) of {len(source):,} by {len(target):,} ends, more than {_MOST_PAIRS:,} pairs",
                edge.source,
            )  # fmt: skip
            return
        self._build.record(f"line {number}", **marks)
        names, texts = _around(entity)
        self._edge(entity, edge, source, target, [*rest, *zip(names, texts, strict=True)], beside)

    def _node(self, entity: _Entity, rest: Said, beside: _Beside) -> None:
        schema = entity.schema
        plan = self._plans[schema]
        kind = beside.kind or KINDS.get(schema)
        if kind is None:
            self._unknown[schema] += 1
            kind = "Concept"
        names, texts = _around(entity)
        references = []
        for prop, values in entity.properties.items():
            how = plan[prop]
            if type(how) is str:
                if len(values) == 1:
                    names.append(how)
                else:
                    names.extend([how] * len(values))
                texts.extend(values)
            elif isinstance(how, Reference):
                references.append((how, values))
            else:
                for name in how:
                    names.extend([name] * len(values))
                    texts.extend(values)
        if kind != schema and beside.kind is None:
            rest = [*rest, ("source_type", schema)]
        for name, text in rest:
            names.append(name)
            texts.append(text)
        if "" in texts:
            self._build.entity(entity.id, kind, zip(names, texts, strict=True))
        else:
            self._build.entity_in_columns(entity.id, kind, names, texts)
        for prop, target in beside.references:
            self._build.reference(entity.id, prop, target)
        for reference, others in references:
            self._refer(entity.id, kind, reference, others, zip(names, texts, strict=True))

    def _refer(self, key: str, kind: str, link: Reference, others: Values, claims: Iterable[tuple[str, str]]) -> None:
        document = [pair for pair in claims if pair[0] in OF_HOLDER] if kind in HELD_DOCUMENTS else []
        for other in others:
            source, target = (other, key) if link.inward else (key, other)
            self._build.link(source, target, link.kind, role=link.role)
            if link.role == "holder":
                for prop, text in document:
                    self._build.claim(other, prop, text)

    def _edge(
        self, entity: _Entity, edge: Edge, sources: Values, targets: Values, claims: Said, beside: _Beside
    ) -> None:
        columns: dict[str, str] = {}
        references = list(beside.references)
        for prop, values in entity.properties.items():
            if prop == edge.source or prop == edge.target:
                continue
            if prop == edge.source_else or prop == edge.target_else:
                accounts = [value for value in values if value not in sources and value not in targets]
                references += [(ftm_schema.snake(prop), account) for account in accounts]
                continue
            column = COLUMN_OF.get(prop)
            if column is not None and column not in columns and values:
                columns[column], *values = values
            for value in values:
                claims.append((ftm_schema.snake(prop), value))
        for number, (source, target) in enumerate(product(sources, targets), 1):
            self._build.link(
                source,
                target,
                beside.kind or entity.schema,
                native_id=entity.id if number == 1 else f"{entity.id}#{number}",
                directed=edge.directed if beside.directed is None else beside.directed,
                role=columns.get("role"),
                first=columns.get("first"),
                last=columns.get("last"),
                amount=columns.get("amount"),
                currency=columns.get("currency"),
                weight=beside.weight,
                status=beside.status,
                claims=claims,
                references=references,
            )

    def tell(self) -> None:
        """Tell once a file which schemata were not known."""
        for schema, times in sorted(self._unknown.items()):
            shown = f"schema {schema!r}" if _WORD.fullmatch(schema) else "a schema of an odd name"
            self._build.warn(
                "unknown_schema",
                f"{shown} is not in FollowTheMoney as netintel knows it; {times} entities taken as Concept",
                "nothing is lost; check whether its ties are in properties that netintel reads as words",
                field="schema",
                locator="",
            )


def _fault(entity: Any) -> tuple[str, str, str]:
    """Return code, message and field of what makes a line no entity; the code is empty where it is one."""
    if type(entity) is not dict:
        return "no_entity", f"expected a JSON object, found {type(entity).__name__}", ""
    if "op" in entity and "entity" in entity:
        raise FileRejectedError(
            "delta_file",
            "lines of a delta (changes: ADD, MOD, DEL) among lines of entities: which holds is unclear",
            "ask for the full file of entities, or for the delta alone",
        )
    for field, kind in (("id", str), ("schema", str), ("properties", dict)):
        if not isinstance(entity.get(field), kind) or entity[field] == "":
            return f"missing_{field}", f"the entity has no {field}, or one that is not text or object", field
    return "", "", ""


def _entity(loose: dict[str, Any]) -> tuple[_Entity, Said]:
    """Bring an entity of unusual form into the usual one; what has no place in it becomes claims."""
    said = {prop: _texts(values) for prop, values in loose["properties"].items()}
    lists = {field: _texts(loose.get(field)) for field in ("datasets", "referents")}
    texts = {field: _text(loose.get(field)) or None for field in ("caption", "first_seen", "last_seen", "last_change")}
    target = loose.get("target")
    entity = _Entity(loose["id"], loose["schema"], said, target=target if isinstance(target, bool) else None)
    for field, value in {**lists, **texts}.items():
        setattr(entity, field, value)
    others = {field: value for field, value in loose.items() if field not in _Entity.__struct_fields__}
    return entity, [(ftm_schema.snake(field), text) for field, value in others.items() for text in _texts(value)]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else msgspec.json.encode(value, order="sorted").decode()


def _texts(values: Any) -> Values:
    found = [_text(value) for value in (values if isinstance(values, list) else [values])]
    return [value for value in found if value]


def _around(entity: _Entity) -> tuple[list[str], list[str]]:
    """Return what the line says beside its properties: names and texts side by side."""
    texts = entity.referents.copy()
    names = ["referent"] * len(texts)
    if entity.first_seen:
        names.append("dataset_first_seen")
        texts.append(entity.first_seen)
    if entity.last_seen:
        names.append("dataset_last_seen")
        texts.append(entity.last_seen)
    if entity.last_change:
        names.append("last_change")
        texts.append(entity.last_change)
    if entity.target is not None:
        names.append("target")
        texts.append("true" if entity.target else "false")
    caption = entity.caption
    if caption and caption != entity.schema and caption not in entity.properties.get("name", ()):
        names.append("caption")
        texts.append(caption)
    return names, texts
