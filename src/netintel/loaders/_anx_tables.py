"""What an i2 chart says once for all its items: grades, attribute classes, types, and who is behind which id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from netintel.loaders import _i2_types
from netintel.loaders._xml import Element, attributes, each, local, text
from netintel.vocab import evaluation

UNSET: Final = frozenset({"", "-"})
_DIMENSIONS: Final = ("GradeOne", "GradeTwo", "GradeThree")
_MARKING: Final = ("classification", "marking", "handling")


@dataclass(slots=True)
class Tables:
    """The tables of one chart.

    Attributes
    ----------
    grades
        The texts of each grade collection in order, and by the id of each text.
    classes
        Name of each attribute class by its id.
    units
        What is written around the values of a class, by its name.
    days
        Names of the classes whose values are days: the program shows no time of day with them.
    types
        Name of an entity or link type by its id, and the id of its semantic type by its name.
    catalogue
        Name and parent of each semantic type by its id.
    native
        What an entity is called in the graph, by its EntityId.
    by_item
        The EntityId of the entity of a chart item, by the item's Id; empty where two items bear it.
    doubled
        Each EntityId that two entities of different identity bear: it names neither of them.
    clashing
        How many entities bear the identity of another entity of another type.
    classification
        What the chart as a whole states of its handling.
    summary
        How many fields describe the chart as a document.
    images
        How many pictures are embedded in the chart itself.
    """

    grades: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in _DIMENSIONS})
    grade_ids: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    days: set[str] = field(default_factory=set)
    types: dict[str, str] = field(default_factory=dict)
    semantics: dict[str, str] = field(default_factory=dict)
    strengths: dict[str, str] = field(default_factory=dict)
    catalogue: dict[str, tuple[str, str]] = field(default_factory=dict)
    native: dict[str, str] = field(default_factory=dict)
    by_item: dict[str, str] = field(default_factory=dict)
    doubled: set[str] = field(default_factory=set)
    clashing: int = 0
    classification: str = ""
    summary: Counter[str] = field(default_factory=Counter)
    images: int = 0
    scheme: str = ""
    _holders: dict[str, str] = field(default_factory=dict)

    def meanings(self, name: str, guid: str) -> Iterator[str]:
        """Give the words that may say what a type is: its name, then its semantic type and what that is a kind of."""
        yield name
        at, seen = guid or self.semantics.get(name, ""), set[str]()
        while at in self.catalogue and at not in seen:
            seen.add(at)
            word, at = self.catalogue[at]
            yield word

    def called(self, entity_id: str) -> str | None:
        """Return what an entity is called in the graph, None where the id names none, or two."""
        return None if entity_id in self.doubled else self.native.get(entity_id)

    def grade(self, said: dict[str, str], name: str) -> str:
        """Return the text of a grade that an item or card bears, empty where it bears none.

        An index that is not written is no grade, although the schema's own default is the first one: a grade must
        not be better than what the analyst gave.
        """
        if said.get(f"{name}Reference"):
            return self.grade_ids.get(said[f"{name}Reference"], said[f"{name}Reference"])
        index = said.get(f"{name}Index", "")
        texts = self.grades[name]
        found = texts[int(index)] if index.isdecimal() and int(index) < len(texts) else index
        return "" if found in UNSET else found

    def evaluation(self, source: str, information: str) -> str | None:
        """Return the evaluation that two grades are, None where they are of no scheme."""
        code = f"{_code(source)}{_code(information)}"
        found = evaluation.parse(f"{self.scheme}:{code}" if self.scheme else code) if len(code) == 2 else None
        return None if found is None else f"{self.scheme}:{code}" if self.scheme else code


def read_tables(data: bytes) -> Tables:
    """Return the tables of a chart, wherever in it they stand."""
    tables = Tables()
    for element in each(
        data, *_DIMENSIONS, "AttributeClass", "EntityType", "LinkType", "Strength", "Entity", "Type", "Summary",
        "CustomImage", "ChartItem",
    ):  # fmt: skip
        _READ.get(local(element), _no_table)(element, tables)
    tables.scheme = _scheme(tables.grades)
    return tables


def type_of(style: dict[str, str], kind: str, tables: Tables) -> str:
    """Return the name of the type that a style bears, written out or by reference."""
    return style.get("Type", "").strip() or tables.types.get(style.get(f"{kind}TypeReference", ""), "")


def style_of(element: Element) -> Element | None:
    """Return the style of a representation: its `IconStyle`, `EventStyle`, `LinkStyle` and so on."""
    return next((child for child in element if local(child).endswith("Style")), None)


def shape_of(entity: Element) -> Element | None:
    """Return the representation of an entity: Icon, Event, Theme, Box, Circle, TextBlock, an embedded object."""
    return next((child for child in entity if local(child) != "CardCollection"), None)


def _grades(element: Element, tables: Tables) -> None:
    for string in element.iter("{*}String"):
        said = attributes(string)
        tables.grades[local(element)].append(said.get("Text", "").strip())
        tables.grade_ids[said.get("Id", "")] = said.get("Text", "").strip()


def _class(element: Element, tables: Tables) -> None:
    said = attributes(element)
    name = said.get("Name", "")
    tables.classes[said.get("Id", "")] = name
    unit = " ".join(said.get(key, "").strip() for key in ("Prefix", "Suffix") if said.get(key, "").strip())
    if unit:
        tables.units[name] = unit
    if said.get("ShowTime") == "false":
        tables.days.add(name)


def _named_type(element: Element, tables: Tables) -> None:
    said = attributes(element)
    tables.types[said.get("Id", "")] = said.get("Name", "")
    if said.get("SemanticTypeGuid"):
        tables.semantics[said.get("Name", "")] = said["SemanticTypeGuid"]


def _strength(element: Element, tables: Tables) -> None:
    said = attributes(element)
    tables.strengths[said.get("Id", "")] = said.get("Name", "")


def _catalogued(element: Element, tables: Tables) -> None:
    said = attributes(element)
    if "tGUID" in said:
        tables.catalogue[said["tGUID"]] = (text(element, "TypeName"), said.get("kindOf", ""))


def _entity(element: Element, tables: Tables) -> None:
    said, shape = attributes(element), shape_of(element)
    style = style_of(shape) if shape is not None else None
    entity_id, identity = said.get("EntityId", "").strip(), said.get("Identity", "").strip()
    kind = type_of(attributes(style), "Entity", tables) if style is not None else ""
    key = identity or entity_id
    if not key:
        return
    if tables._holders.setdefault(key, kind) != kind:
        tables.clashing += 1
        key = f"{kind}:{key}"
    if tables.native.setdefault(entity_id or identity, key) != key:
        tables.doubled.add(entity_id or identity)
    end = element.getparent()
    item = end.getparent() if end is not None else None
    if item is not None and item.get("Id"):
        number, known = str(item.get("Id")), entity_id or identity
        if tables.by_item.setdefault(number, known) != known:
            tables.by_item[number] = ""  # two items of one Id: it names neither


def _summary(element: Element, tables: Tables) -> None:
    for one in element.iter():
        said = attributes(one)
        name = said.get("Name") or said.get("Type") or local(one)
        value = said.get("Value") or said.get("Field") or ""
        if not value.strip():
            continue
        if any(word in name.lower() for word in _MARKING):
            tables.classification = f"{tables.classification} {value}".strip()
        else:
            tables.summary[name] += 1


def _image(element: Element, tables: Tables) -> None:
    tables.images += 1


def _no_table(element: Element, tables: Tables) -> None:
    """Leave an element of another table alone."""


def _code(grade: str) -> str:
    """Return the letter or digit that a grade is or begins with: `B`, `B - usually reliable`, `2: probably true`."""
    word = grade.replace("-", " ").replace(":", " ").replace(")", " ").replace(".", " ").split()[:1]
    return word[0].upper() if word and len(word[0]) == 1 else ""


def _scheme(grades: dict[str, list[str]]) -> str:
    """Return the scheme whose codes the chart offers, empty where they could be of several or of none."""
    offered = tuple(frozenset(_code(text) for text in grades[name]) - {""} for name in _DIMENSIONS[:2])
    found = [scheme for scheme, codes in _OFFERED.items() if offered == tuple(map(frozenset, codes))]
    return found[0] if len(found) == 1 else ""


_OFFERED: Final = {
    "4x4": ("ABCX", "1234"),
    "5x5x5": ("ABCDE", "12345"),
    "3x5x2": ("123", "ABCDE"),
    "admiralty": ("ABCDEF", "123456"),
}
_READ: Final = {
    **dict.fromkeys(_DIMENSIONS, _grades),
    "AttributeClass": _class,
    "EntityType": _named_type,
    "LinkType": _named_type,
    "Strength": _strength,
    "Type": _catalogued,
    "Entity": _entity,
    "Summary": _summary,
    "CustomImage": _image,
}


def kind_of(name: str, guid: str, tables: Tables) -> str | None:
    """Return the kind that a type's name or one of its semantic types means, None where none is known."""
    words = (_i2_types.kind_of(word) for word in tables.meanings(name, guid))
    return next((kind for kind in words if kind is not None), None)
