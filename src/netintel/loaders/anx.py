"""i2 Analyst's Notebook charts in the exchange format (ANX).

Publisher
    i2 (now N. Harris Computer); nearly every police analyst draws in it, and many systems write charts for it.
Channel
    "Export as ANX" of a chart: XML, mostly UTF-16, named `.anx` or `.xml`. The chart file itself (`.anb`), templates
    (`.ant`) and search files (`.ans`) are binary and refused in words: export the chart as ANX.
Unit counted
    Chart item: an entity or a link that is drawn. One without either, without identity, or with an end that is not in
    the chart is set aside with its line; one repeated word for word is a duplicate.
Identity
    `Identity` of the entity, the human key, within the file; where it is blank, `EntityId`, to which links refer. Two
    entities of different types with one identity are two: the later is called `<type>:<identity>`, told in a warning.
Handling
    The third grade where it is a code (`H2`, `TLP:AMBER`), attributes called `handling`, and the chart's own
    property called classification or marking, the strictest of all. The first grade (source) and the second
    (information) are the evaluation where both begin with a code: of 4x4, 5x5x5, 3x5x2 or Admiralty where the codes
    that the chart offers are exactly those of one scheme, else a code without scheme. Cards carry their own. Grades
    that are words of the site stay claims: `grade_one`, `grade_two`, `grade_three`. Attributes called `evaluation`,
    `originator`, `assertion` and `review_due` mark the record too.

Reading
-------
===========================================  =====================================================================
field                                        becomes
===========================================  =====================================================================
type of the icon, event frame, theme line,   the kind, where its name or the semantic type behind it is known in
box, circle, text block, embedded object     English, German, French, Spanish, Dutch or Polish, else Concept;
                                             always `source_type`; Male, Victim and the like also gender, category
`Label`                                      name of an entity (else its identity), `label` of a link
identity of a phone, account, e-mail, ...    number, iban or account_number, email, domain, ip, url, where it has
                                             the form of one
`Description`                                description
`DateTime` with `DateSet`, `TimeSet`         date of an entity, first of a link; a time of day alone is `time`
`DateTimeDescription`, `TimeZone`            date_description, time_zone
`SourceReference`, `SourceType`              source_reference, source_hint
`Attribute`                                  a claim by the title of its class; usual titles as the canonical
                                             property (`Date of Birth`: birth_date); unit of the class `<name>.unit`;
                                             a midnight of a class shown without time, and of a birth, is a day
attribute of a link                          Amount, Currency and Role are columns of the links table; without Currency
                                             the unit of Amount where it is one (`EUR`, `€`); one called like another
                                             column (Source, Kind) is `attribute_source`, `attribute_kind`
`Card`                                       card_summary, card_text, card_date, card_source_reference,
                                             card_source_hint, card_grade_one, ...; of a second card card_2_summary,
                                             so that what one card says stays together
`Link`, its type                             a link of that kind; without type UnknownLink
`ArrowStyle`                                 head: from end 1 to end 2; tail: from end 2 to end 1; both: no direction
                                             and the claim `arrow`; none: no direction
`Strength`                                   strength (Confirmed, Unconfirmed, Tentative)
representation other than icon               representation
`SemanticTypeGuid`                           semantic_type, by its name in the catalogue
===========================================  =====================================================================

Other fields are kept under their path (`End.Entity.Foo`) and named in one warning.

Ignored, because it says how the chart is drawn and nothing of the case: positions, colours, fonts, sizes, selection,
order, and ids that hold the file together; told in one warning with counts. Of a date that is not flagged as set, the
value, which the program fills in by itself; counted there. Pictures and embedded objects are never decoded: what they
are and their size become the claim `embedded`. The summary of the chart (title, author, ...) is of the document, not of
an item: counted in a warning.

Traps
-----
Type names are words of the site that drew the chart; nothing is guessed from pictures. An index of a grade that is not
written is no grade, although the schema's default is the first and best one; `-` is none either. Times are clock times
of the zone that the item names; only UTC is converted. Strength is how a line is drawn: what Tentative means is the
analyst's rule. A grade's digit means different things in different schemes.

References: i2 Analyst's Notebook exchange schema; elements as written by anxwritter and by exporters of other agencies.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from netintel.errors import FileRejectedError
from netintel.loaders import _i2_types
from netintel.loaders._anx_item import Item, read_item, strength_of
from netintel.loaders._anx_tables import Tables, kind_of, read_tables, shape_of, style_of, type_of
from netintel.loaders._source import Head, Source
from netintel.loaders._table_words import link_kind, refuse_classified
from netintel.loaders._xml import Element, attributes, canonical, each, find, line, local
from netintel.model.builder import Builder

NAME: Final = "anx"
TITLE: Final = "i2 Analyst's Notebook chart (ANX)"
PUBLISHER: Final = "i2"
UNIT: Final = "chart item"
IDS: Final = "file"

_BINARY_NAMES: Final = (".anb", ".ant", ".ans")
_PARTS: Final = ("ChartItem", "StrengthCollection", "AttributeClassCollection", "LibraryCatalogue", "CustomImage")
_OF_LINK: Final = ("amount", "currency", "role")
_RESERVED: Final = frozenset({"kind", "source", "target", "directed", "status", "first", "last", "weight"})
_SHAPES: Final = {
    "Event": "event frame",
    "Theme": "theme line",
    "Box": "box",
    "Circle": "circle",
    "TextBlock": "text block",
}


@dataclass(slots=True)
class _Seen:
    """What is told once for the whole chart."""

    kinds: Counter[str] = field(default_factory=Counter)
    drawn: Counter[str] = field(default_factory=Counter)
    strange: Counter[str] = field(default_factory=Counter)
    embedded: int = 0


def sniff(head: Head) -> bool:
    """Return whether the file is a chart, or one of i2's binary files, which are refused in words."""
    opening = head.xml
    if opening is None:
        return head.name.endswith(_BINARY_NAMES)
    return opening.name == "Chart" and (head.name.endswith(".anx") or any(part in head.text for part in _PARTS))


def read(source: Source, build: Builder) -> None:
    """Read the items of the chart."""
    if source.head.xml is None:
        raise FileRejectedError(
            "binary_chart",
            "a chart in i2's own binary form, which only i2 can open",
            "open it in Analyst's Notebook and export it as ANX",
        )
    tables, seen = read_tables(source.data), _Seen()
    refuse_classified(tables.classification)
    for item in each(source.data, "ChartItem"):
        entity, link = find(item, "End/Entity"), find(item, "Link")
        if entity is not None:
            _entity(item, entity, tables, seen, build)
        elif link is not None:
            _link(item, link, tables, seen, build)
        else:
            build.quarantine(
                line(item), "empty_item", "a chart item that is neither an entity nor a link",
                "ask for the chart again, exported by i2 itself",
            )  # fmt: skip
    _tell(tables, seen, build)


def _entity(item: Element, entity: Element, tables: Tables, seen: _Seen, build: Builder) -> None:
    said = attributes(entity)
    native_id = tables.called(said.get("EntityId", "").strip() or said.get("Identity", "").strip())
    if native_id is None:
        build.quarantine(
            line(item), "missing_key", "an entity without Identity and EntityId, or with the EntityId of another one",
            "ask for the chart again, exported by i2 itself", "EntityId",
        )  # fmt: skip
        return
    found = read_item(item, tables, seen.drawn)
    if not build.record(line(item), canonical(item), **found.marks):
        return
    shape = shape_of(entity)
    look = style_of(shape) if shape is not None else None
    style = attributes(look) if look is not None else {}
    word, guid = type_of(style, "Entity", tables), said.get("SemanticTypeGuid", "").strip()
    kind = kind_of(word, guid, tables)
    claims = _named(item, said, kind, word or (local(shape) if shape is not None else ""))
    if shape is not None and local(shape) != "Icon":
        claims.append(("representation", _SHAPES.get(local(shape), local(shape))))
    claims += _semantic(guid, tables) + strength_of(style, tables)
    claims += [*found.claims, *([("date", found.date)] if found.date else [])]
    build.entity(native_id, kind or "Concept", claims)
    for card in found.cards:
        for prop, text in card.claims:
            build.claim(native_id, prop, text, handling=card.handling, evaluation=card.evaluation)
    if kind is None:
        seen.kinds[word] += 1
    _note(found, seen)


def _named(item: Element, said: dict[str, str], kind: str | None, word: str) -> list[tuple[str, str]]:
    identity, label = said.get("Identity", "").strip(), str(item.get("Label") or "").strip()
    name = label or identity
    claims = [("name", name)] if name else []
    beyond = _i2_types.said_by(word)
    if beyond is not None:
        claims.append(beyond)
    if word:
        claims.append(("source_type", word))
    number = next((n for text in (identity, label) if (n := _i2_types.number_of(kind or "", text)) is not None), None)
    return [*claims, number] if number is not None else claims


def _link(item: Element, link: Element, tables: Tables, seen: _Seen, build: Builder) -> None:
    said = attributes(link)
    ends = [_end(said, number, tables) for number in ("1", "2")]
    if ends[0] is None or ends[1] is None:
        build.quarantine(
            line(item), "unknown_end", "a link with an end that no entity of the chart bears",
            "export the whole chart: a link was exported without what it joins", f"End{1 if ends[0] is None else 2}Id",
        )  # fmt: skip
        return
    found = read_item(item, tables, seen.drawn)
    if not build.record(line(item), canonical(item), **found.marks):
        return
    look = style_of(link)
    style = attributes(look) if look is not None else {}
    source, target, directed, claims = _way(ends[0], ends[1], style.get("ArrowStyle", ""))
    word = type_of(style, "Link", tables)
    kind = link_kind(word)
    label = str(item.get("Label") or "").strip()
    claims += [("label", label)] if label else []
    claims += [("source_type", word)] if word and word != kind else []
    claims += _semantic(said.get("SemanticTypeGuid", "").strip(), tables) + strength_of(style, tables) + found.claims
    columns, claims = _columns(claims)
    made = build.link(source, target, kind, directed=directed, first=found.date or None, claims=claims, **columns)
    for card in found.cards:
        for prop, text in card.claims:
            build.mark_link(made, prop, text, card.handling, card.evaluation)
    _note(found, seen)


def _columns(claims: list[tuple[str, str]]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Take the attributes that the links table has columns for; one called like another column keeps to itself."""
    columns: dict[str, Any] = {}
    rest = []
    for prop, text in claims:
        if prop in _OF_LINK and prop not in columns:
            columns[prop] = text
        else:
            rest.append((f"attribute_{prop}" if prop in _RESERVED else prop, text))
    return columns, rest


def _end(said: dict[str, str], number: str, tables: Tables) -> str | None:
    by_item = tables.by_item.get(said.get(f"End{number}Reference", ""), "")
    return tables.called(said.get(f"End{number}Id", "").strip() or by_item)


def _way(end1: str, end2: str, arrow: str) -> tuple[str, str, bool, list[tuple[str, str]]]:
    if arrow == "ArrowOnTail":
        return end2, end1, True, []
    if arrow in ("ArrowOnHead", "ArrowNone", ""):
        return end1, end2, arrow == "ArrowOnHead", []
    return end1, end2, False, [("arrow", "both" if arrow == "ArrowOnBoth" else arrow)]


def _semantic(guid: str, tables: Tables) -> list[tuple[str, str]]:
    return [("semantic_type", tables.catalogue.get(guid, (guid, ""))[0] or guid)] if guid else []


def _note(found: Item, seen: _Seen) -> None:
    seen.strange.update(found.strange)
    seen.embedded += found.embedded


def _tell(tables: Tables, seen: _Seen, build: Builder) -> None:
    if seen.kinds:  # their words are the site's own and may hold anything
        build.warn(
            "unknown_kind",
            f"{seen.kinds.total()} entities of {len(seen.kinds)} types with unknown names taken as Concept",
            "their words are in the claims `source_type`", field="Type", locator="",
        )  # fmt: skip
    if tables.clashing:
        build.warn(
            "identity_repeated", f"{tables.clashing} entities bear the identity of an entity of another type",
            "they are kept apart by their type; give each its own identity in the chart", field="Identity", locator="",
        )  # fmt: skip
    if seen.strange:
        build.warn(
            "fields_not_named", f"fields kept under their path: {_counted(seen.strange)}",
            "nothing to do; tell the authors of netintel if they matter", locator="",
        )  # fmt: skip
    if seen.embedded or tables.images:
        build.warn(
            "embedded_not_opened",
            f"{seen.embedded} embedded objects in items and {tables.images} pictures of the chart were not opened",
            "ask for them as files of their own if they are evidence", locator="",
        )  # fmt: skip
    if seen.drawn:
        build.warn(
            "drawing_not_kept",
            f"how the chart is drawn is not kept: {_counted(seen.drawn)}",
            "nothing to do",
            locator="",
        )
    if tables.summary:
        build.warn(
            "summary_not_kept", f"the chart's description as a document is not kept: {_counted(tables.summary)}",
            "state its author as `originator` in the case if it is the agency", locator="",
        )  # fmt: skip


def _counted(what: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(what.items()))
