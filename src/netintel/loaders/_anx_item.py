"""What one item of an i2 chart says: its words, dates, grades, attributes and cards, and what is only drawing."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from netintel.loaders import _money
from netintel.loaders._anx_tables import UNSET, Tables
from netintel.loaders._i2_types import property_of
from netintel.loaders._table_words import refuse_classified
from netintel.loaders._xml import Element, attributes, find, find_all, leaves
from netintel.vocab import evaluation, handling

_TRUE: Final = ("true", "1")
_GRADES: Final = (("GradeOne", "grade_one"), ("GradeTwo", "grade_two"), ("GradeThree", "grade_three"))
_MARKS: Final = frozenset({"handling", "evaluation", "originator", "assertion", "review_due"})
_UTC: Final = "1"
_DAYS: Final = frozenset({"birth_date", "death_date"})
_MIDNIGHT: Final = re.compile(r"T00:00(:00(\.0+)?)?$")
_CLOCK: Final = re.compile(r"\d\d:\d\d:\d\d(\.\d+)?")
_OF_CARD: Final = "Summary|Text|DateSet|TimeSet|DateTime|DateTimeDescription|SourceReference|SourceType"
_GRADE: Final = "Grade(One|Two|Three)(Index|Reference)"
_TAKEN: Final = re.compile(
    rf"@(Label|Description|DateSet|TimeSet|DateTime|DateTimeDescription|SourceReference|SourceType|{_GRADE})"
    r"|End/Entity/@(EntityId|Identity|SemanticTypeGuid)|Link/@(End[12](Id|Reference)|SemanticTypeGuid)"
    rf"|(End/Entity|Link)/CardCollection/Card/(@({_OF_CARD}|{_GRADE})|TimeZone/@(UniqueID|Name))"
    r"|AttributeCollection/Attribute/@(AttributeClass|AttributeClassReference|Value)|TimeZone/@(UniqueID|Name)"
    r"|.*Style/@(Type|Strength|StrengthReference|ArrowStyle|EntityTypeReference|LinkTypeReference)"
)
_DRAWN: Final = re.compile(
    r".*Style/.*|(.*/)?(CIStyle|Font|Junction|CornerCollection|SubItemCollection)/.*"
    r"|(.*/)?@(X|Y|Z|XPosition|Id|Selected|Shown|Ordered|LabelIsIdentity|Offset|ConnectionReference|LabelPos"
    r"|LabelSegment|TextX|TextY|Width|Height|Diameter|Depth|Autosize|DataLength|DataGuid)"
)
_LONG: Final = 256
_BINARY: Final = re.compile(r"[A-Za-z0-9+/\s]+={0,2}")

Said = list[tuple[str, str]]


class Card(NamedTuple):
    """One card of an item: what it says, and its own grading and handling."""

    claims: Said
    handling: str | None
    evaluation: str | None


@dataclass(slots=True)
class Item:
    """What an item says, whatever it draws."""

    claims: Said
    date: str
    marks: dict[str, str | None]
    cards: list[Card]
    strange: list[str] = field(default_factory=list)
    embedded: int = 0


def read_item(item: Element, tables: Tables, drawn: Counter[str]) -> Item:
    """Return what an item says; what is only drawing is counted in `drawn`."""
    said = attributes(item)
    claims, date = _dated(said, item, drawn)
    claims += _sourced(said, "Description", "description")
    marks, more = _marks(item, said, tables)
    found = Item(claims + more, date, marks, _cards(item, tables, drawn))
    _rest(item, found, drawn)
    return found


def strength_of(style: dict[str, str], tables: Tables) -> Said:
    """Return the strength of a style, such as Confirmed or Tentative, as a claim."""
    name = style.get("Strength", "").strip() or tables.strengths.get(style.get("StrengthReference", ""), "")
    return [] if name in UNSET else [("strength", name)]


def _dated(said: dict[str, str], element: Element, drawn: Counter[str]) -> tuple[Said, str]:
    """Return the words about time, and the day or moment; what is not flagged as set is not said."""
    zone = find(element, "TimeZone")
    place = attributes(zone) if zone is not None else {}
    day, _, clock = said.get("DateTime", "").strip().partition("T")
    clock = re.sub(r"\.0+(?=$|[Z+-])", "", clock)
    dated, timed = said.get("DateSet") in _TRUE, said.get("TimeSet") in _TRUE
    claims = _sourced(said, "DateTimeDescription", "date_description")
    named = place.get("Name", "").strip() or place.get("UniqueID", "").strip()
    if named:
        claims.append(("time_zone", named))
    date = ""
    if dated:
        utc = place.get("UniqueID") == _UTC and _CLOCK.fullmatch(clock) is not None
        date = f"{day}T{clock}{'Z' if utc else ''}" if timed and clock else day
    elif timed and clock:
        claims.append(("time", clock))
    elif day:
        drawn["DateTime not set"] += 1
    return claims, date


def _sourced(said: dict[str, str], name: str, prop: str) -> Said:
    text = said.get(name, "").strip()
    return [(prop, text)] if text else []


def _marks(item: Element, said: dict[str, str], tables: Tables) -> tuple[dict[str, str | None], Said]:
    """Return the marks of the record and the claims that its grades and attributes are."""
    marking, grading, claims = _graded(said, tables)
    claims += _sourced(said, "SourceReference", "source_reference") + _sourced(said, "SourceType", "source_hint")
    marks: dict[str, str | None] = {"handling": marking, "evaluation": grading}
    around = ""
    for attribute in find_all(item, "AttributeCollection/Attribute"):
        of = attributes(attribute)
        title = of.get("AttributeClass", "").strip() or tables.classes.get(of.get("AttributeClassReference", ""), "")
        value, prop = of.get("Value", "").strip(), property_of(title or of.get("AttributeClassReference", ""))
        if prop in _MARKS and _is_mark(prop, value):
            marks[prop] = value if prop != "handling" else handling.combine([marking, handling.parse(value)])
        elif value:
            whole = title in tables.days or prop in _DAYS
            claims.append((prop, _MIDNIGHT.sub("", value) if whole else value))
            unit = tables.units.get(title, "")
            claims += [(f"{prop}.unit", unit)] if unit else []
            if prop == "amount" and unit == unit.upper():  # `€`, `EUR`; `pcs` is no currency
                around = _money.written(f"{unit}{value}").currency
    if around and "currency" not in dict(claims):
        claims.append(("currency", around))
    if tables.classification:
        marks["handling"] = handling.combine([marks["handling"], handling.parse(tables.classification)])
    return marks, claims


def _is_mark(prop: str, value: str) -> bool:
    if prop == "handling":
        refuse_classified(value)
        return handling.parse(value) is not None
    return bool(value) and (prop != "evaluation" or evaluation.parse(value) is not None)


def _graded(said: dict[str, str], tables: Tables) -> tuple[str | None, str | None, Said]:
    """Return handling and evaluation that three grades are, and as claims the words that these do not say."""
    texts = {prop: tables.grade(said, name) for name, prop in _GRADES}
    grading = tables.evaluation(texts["grade_one"], texts["grade_two"])
    refuse_classified(texts["grade_three"])
    marking = handling.parse(texts["grade_three"])
    told = {"grade_one", "grade_two"} if grading is not None else set()
    told |= {"grade_three"} if marking is not None else set()
    whole = {marking, (marking or "").rpartition(":")[2]}
    claims = [
        (prop, text)
        for prop, text in texts.items()
        if text and not (prop in told and (len(text) == 1 or text.upper() in whole))
    ]
    return marking, grading, claims


def _cards(item: Element, tables: Tables, drawn: Counter[str]) -> list[Card]:
    found = []
    cards = find_all(item, "End/Entity/CardCollection/Card") + find_all(item, "Link/CardCollection/Card")
    for number, card in enumerate(cards, 1):
        said, prefix = attributes(card), "card_" if number == 1 else f"card_{number}_"
        claims, date = _dated(said, card, drawn)
        marking, grading, graded = _graded(said, tables)
        claims += graded + ([("date", date)] if date else [])
        for name, prop in (("Summary", "summary"), ("Text", "text"), ("SourceReference", "source_reference")):
            claims += _sourced(said, name, prop)
        claims += _sourced(said, "SourceType", "source_hint")
        found.append(Card([(prefix + prop, text) for prop, text in claims], marking, grading))
    return found


def _rest(item: Element, found: Item, drawn: Counter[str]) -> None:
    """Keep what no rule takes, count what is only drawing, and never look into what is embedded."""
    for path, text in leaves(item):
        place = _place(path)
        if path.endswith("@Data") or (len(text) >= _LONG and _BINARY.fullmatch(text)):
            owner = path.split("/")[-2] if "/" in path else path
            found.claims.append(("embedded", f"{owner}, {len(text) * 3 // 4} bytes"))
            found.embedded += 1
        elif place == "drawn":
            drawn[path.rpartition("/")[2].lstrip("@")] += 1
        elif place == "strange":
            name = path.replace("/@", ".").replace("/", ".").lstrip("@")
            found.claims.append((name, text))
            found.strange.append(name)


@lru_cache(maxsize=10_000)
def _place(path: str) -> str:
    """Return whether a text at this path is taken by a rule, is only drawing, or is strange to both."""
    return "taken" if _TAKEN.fullmatch(path) else "drawn" if _DRAWN.fullmatch(path) else "strange"
