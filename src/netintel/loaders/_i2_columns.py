"""What the columns of an entity-link-entity sheet mean, and the sheet in a form that `RowReader` reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from netintel.loaders import _i2_types
from netintel.loaders._mapping import Block, EntityRule, LinkRule, Value
from netintel.loaders._rows import Sheet
from netintel.loaders._table_rows import RowReader
from netintel.model.builder import Builder

Cells = list[str]
_END: Final = re.compile(
    r"(?:(?i:entity|end|node|item|object)[\s_-]*(?P<number>[12])|(?P<first>(?i:from|source))|(?P<second>(?i:to|target)))"
    r"(?:(?:[\s_.-]+|(?=[A-Z]))(?P<what>.+))?"
)
_LINK: Final = re.compile(r"(?i:link|relationship)(?:[\s_.-]+(?P<what>.+))?")
_NUMBERED: Final = re.compile(r"\s*\(\d+\)$")
_IDENTITY: Final = frozenset({"", "identity", "id", "identifier", "key", "unique id", "entity id"})
_LABEL: Final = frozenset({"label", "name"})
_TYPE: Final = frozenset({"type", "entity type", "icon", "icon type"})
_MOMENTS: Final = frozenset({"date", "time", "date time", "datetime", "date & time"})
_OF_LINK: Final = {
    "type": "type",
    "link type": "type",
    "label": "label",
    "name": "label",
    "direction": "direction",
    "arrow": "direction",
    "arrow style": "direction",
    "first": "first",
    "date": "first",
    "date time": "first",
    "datetime": "first",
    "date & time": "first",
    "start": "first",
    "start date": "first",
    "last": "last",
    "end": "last",
    "end date": "last",
    "time": "time",
}
_BARE: Final = frozenset({"direction", "arrow", "date", "date time", "datetime", "date & time", "time"})
_BARE_PROPERTIES: Final = frozenset({"strength", "amount", "currency", "weight", "role", "description"})
_MARKS: Final = frozenset({"handling", "evaluation", "originator", "assertion", "review_due"})
_WORDS: Final = {
    1: "-> --> > → head arrowonhead forward directed true yes right 1->2 1to2 entity1toentity2 end1toend2",
    2: "<- <-- < ← tail arrowontail backward reverse reversed left 2->1 2to1 entity2toentity1 end2toend1",
    3: "<-> <--> ↔ both arrowonboth bidirectional two-way twoway mutual",
    0: "- -- none no noarrow arrownone undirected false",
}
_WAYS: Final = {word: way for way, words in _WORDS.items() for word in words.split()}
_RESERVED: Final = frozenset({"kind", "source", "target", "directed", "status"})
_ALWAYS: Final = frozenset({" source", " target", " arrow"})
_DERIVED: Final = (
    "source_type", "gender", "category", "minor", "number", "iban", "account_number", "email", "domain", "ip", "url",
)  # fmt: skip


@dataclass(slots=True)
class Columns:
    """Where a sheet says what.

    Attributes
    ----------
    ends
        For each end the place of its identity, type and label.
    properties
        For each end the property and place of each other column.
    link
        Place of what the link is and does: type, label, direction, first, last, time.
    of_link
        Property and place of each other column of the link.
    marks
        Place of each mark of the record.
    unread
        How often a direction was none of the words that are known.
    """

    ends: tuple[dict[str, int], dict[str, int]] = field(default_factory=lambda: ({}, {}))
    properties: tuple[list[tuple[str, int]], list[tuple[str, int]]] = field(default_factory=lambda: ([], []))
    link: dict[str, int] = field(default_factory=dict)
    of_link: list[tuple[str, int]] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)
    unread: int = 0

    @property
    def written(self) -> bool:
        """Whether netintel wrote the sheet: it alone has a column of claims, and then leaves nothing to conclude."""
        return any(prop == "claims" for prop, _ in self.properties[0])


def recognised(header: Sequence[str]) -> Columns | None:
    """Return what the columns mean, None where no two ends are named.

    Examples
    --------
    >>> recognised(["Entity 1 Identity", "Link Type", "Entity 2 Identity"]).link
    {'type': 1}
    >>> recognised(["From Id", "To Id", "To Type"]).ends
    ({'identity': 0}, {'identity': 1, 'type': 2})
    >>> recognised(["source", "target", "weight"]) is None
    True
    """
    found = Columns()
    for place, title in enumerate(header):
        _place(title.strip(), place, found)
    for end in found.ends:
        if "identity" not in end and "label" in end:
            end["identity"] = end.pop("label")
        if "identity" not in end:
            return None
    return found


def read_sheet(found: Columns, sheet: Sheet, build: Builder) -> None:
    """Read the rows of a sheet, and tell of directions that were not understood."""
    block, extended = readable(found, sheet)
    RowReader(block, extended.header, {}, build).read(extended.rows)
    if found.unread:
        build.warn(
            "direction_not_understood",
            f"{found.unread} links with a direction in unknown words taken as without direction",
            "write `1 to 2`, `2 to 1`, `both` or nothing", field="Link Direction", locator="",
        )  # fmt: skip


def readable(found: Columns, sheet: Sheet) -> tuple[Block, Sheet]:
    """Return the sheet in words that a block can name, and that block.

    In the place of a type stands the kind, in that of a direction whether there is one. Added are columns for what
    follows from a type's name and from the form of an identity, and for which end is source and which is target. Their
    titles begin with a blank, which no title of a sheet does.
    """
    added = [f" {prop} {number}" for number in (1, 2) for prop in ("date", *_DERIVED)]
    header = (*sheet.header, *added, " source", " target", *([" arrow"] if "direction" in found.link else []))
    block = _block(found, sheet.header)
    taken = {column for rule in block.entities.values() for _, value in rule.properties for column in value.columns}
    kept = [place for place, title in enumerate(header) if not title.startswith(" ") or title in taken | _ALWAYS]
    rows = ((locator, _chosen(_extended(cells, found), kept)) for locator, cells in sheet.rows)
    return block, Sheet(tuple(header[place] for place in kept), rows)


def _chosen(cells: Cells, kept: list[int]) -> Cells:
    return [cells[place] for place in kept]


def _place(title: str, place: int, found: Columns) -> None:
    word = " ".join(title.lower().replace("_", " ").split())
    end, link = _END.fullmatch(title), _LINK.fullmatch(title)
    if word.replace(" ", "_") in _MARKS:
        found.marks.setdefault(word.replace(" ", "_"), place)
    elif end is not None and _names_an_end(end):
        number = int(end["number"] or (1 if end["first"] else 2)) - 1
        _place_end(end["what"] or "", place, found.ends[number], found.properties[number])
    elif link is not None:
        _place_link(link["what"], place, found)
    elif word in _BARE:
        found.link.setdefault(_OF_LINK[word], place)
    elif word in _BARE_PROPERTIES:
        found.of_link.append((word, place))


def _names_an_end(match: re.Match[str]) -> bool:
    """Tell `From Identity` from `From`, which other tables use, and from `From Date`, which is no end."""
    what = (match["what"] or "").lower()
    return match["number"] is not None or (bool(what) and what not in _MOMENTS)


def _place_end(what: str, place: int, end: dict[str, int], properties: list[tuple[str, int]]) -> None:
    word = " ".join(what.lower().replace("_", " ").split())
    for role, words in (("identity", _IDENTITY), ("type", _TYPE), ("label", _LABEL)):
        if word in words and role not in end:
            end[role] = place
            return
    properties.append((_i2_types.property_of(_NUMBERED.sub("", what)), place))


def _place_link(what: str | None, place: int, found: Columns) -> None:
    word = " ".join((what or "").lower().replace("_", " ").split())
    if what is None:
        found.link.setdefault("label" if "type" in found.link else "type", place)
    elif word in _OF_LINK and _OF_LINK[word] not in found.link:
        found.link[_OF_LINK[word]] = place
    else:
        prop = _i2_types.property_of(_NUMBERED.sub("", what))
        found.of_link.append((f"link_{prop}" if prop in _RESERVED else prop, place))


def _block(found: Columns, header: tuple[str, ...]) -> Block:
    entities = {f"entity {number}": _entity(found, header, number) for number in (1, 2)}
    nothing = Value(literal="Unknown")
    for end in ("source", "target"):
        entities[end] = EntityRule(nothing, (f" {end}",), None, "", ())
    said = [(role, place) for role, place in found.link.items() if role not in ("type", "direction")] + found.of_link
    properties = [(prop, Value((header[place],))) for prop, place in said]
    directed = Value((header[found.link["direction"]],)) if "direction" in found.link else Value(literal="")
    kind = Value((header[found.link["type"]],)) if "type" in found.link else Value(literal="")
    if "direction" in found.link:
        properties.append(("arrow", Value((" arrow",))))
    tie = LinkRule(kind, "source", "target", directed, tuple(properties))
    record = {mark: Value((header[place],)) for mark, place in sorted(found.marks.items())}
    return Block(entities, (tie,), record=record, written=found.written)


def _entity(found: Columns, header: tuple[str, ...], number: int) -> EntityRule:
    end, others = found.ends[number - 1], found.properties[number - 1]
    name = header[end.get("label", end["identity"])]
    properties = [("name", Value((name,))), *((prop, Value((header[place],))) for prop, place in others)]
    told = {prop for prop, _ in others} - {"source_type", "date"}  # what the sheet says itself need not be concluded
    concluded = ("date",) if found.written else ("date", *_DERIVED)
    properties += [(prop, Value((f" {prop} {number}",))) for prop in concluded if prop not in told]
    kind = Value((header[end["type"]],)) if "type" in end else Value(literal="Concept")
    return EntityRule(kind, (header[end["identity"]],), None, "", tuple(properties))


def _extended(cells: Cells, found: Columns) -> Cells:
    """Return a row in the words of the block; a date on a row without link is the entity's."""
    first, second = (cells[end["identity"]] for end in found.ends)
    cells, linked = list(cells), bool(first and second)
    dates = ["", ""]
    if "first" in found.link:
        _join_time(cells, found)
        if not linked:
            at = found.link["first"]
            dates[0 if first else 1], cells[at] = cells[at], ""
    added: Cells = []
    for end, date in zip(found.ends, dates, strict=True):
        identity, place = cells[end["identity"]], end.get("type")
        kind, *follows = _of_end(identity, cells[place] if place is not None else "")
        if place is not None and identity and not found.written:
            cells[place] = kind
        added += [date, *follows]
    ends = _way(cells, found, first, second)
    return [*cells, *added, *ends]


def _join_time(cells: Cells, found: Columns) -> None:
    """Write date and time of day as one moment, where both are told and the date has none itself."""
    date, time = found.link["first"], found.link.get("time")
    if time is not None and cells[time] and cells[date] and ":" not in cells[date]:
        cells[date], cells[time] = f"{cells[date]}T{cells[time]}", ""


def _way(cells: Cells, found: Columns, first: str, second: str) -> Cells:
    """Return source, target and, where the sheet has directions, which arrow is none; write the direction plainly."""
    at = found.link.get("direction")
    linked = bool(first and second)
    if at is None:
        return [first, second] if linked else ["", ""]
    said, arrow = cells[at], ""
    way = _WAYS.get("".join(said.lower().removeprefix("'").split()), None if said else 0)
    if linked and way is None:
        found.unread += 1
        arrow = said
    elif linked and way == 3:
        arrow = "both"
    if linked or way == 0:
        cells[at] = ("true" if way in (1, 2) else "false") if linked else ""
    if not linked:
        return ["", "", ""]
    return [second, first, arrow] if way == 2 else [first, second, arrow]


@lru_cache(maxsize=100_000)
def _of_end(identity: str, word: str) -> tuple[str, ...]:
    """Return the kind of one end, and what follows from its type and identity."""
    if not identity:
        return ("",) * (1 + len(_DERIVED))
    kind = _i2_types.kind_of(word) or word or "Concept"
    pairs = [("source_type", word)] if word and word != kind else []
    pairs += [pair for pair in (_i2_types.said_by(word), _i2_types.number_of(kind, identity)) if pair is not None]
    said = dict(pairs)
    return (kind, *(said.get(prop, "") for prop in _DERIVED))
