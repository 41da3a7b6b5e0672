"""Turns the records of an XML document into entities and links as a mapping for XML says."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final, NamedTuple

from lxml import etree

from netintel.loaders._graph_words import number
from netintel.loaders._table_words import FALSE, KINDS, is_directed, link_kind, mark
from netintel.loaders._xml import Element, canonical, line, local, named_attributes
from netintel.loaders._xml_mapping import Grading, XmlEntity, XmlLink, XmlRules, XmlValue
from netintel.model.builder import Builder

_COLUMNS: Final = ("first", "last", "amount", "currency", "weight", "role")

Said = list[tuple[str, str]]
Place = tuple[Element, str]  # an element, and the attribute of it, or nothing for its own text


class _Made(NamedTuple):
    """One entity that a record makes: what it is called, and what is said of it."""

    native_id: str
    kind: str
    claims: Said
    described: bool


class _Tie(NamedTuple):
    """One link that a record makes."""

    source: str
    target: str
    kind: str
    directed: bool
    columns: dict[str, Any]
    claims: Said


class RecordReader:
    """Reads the records of one document; every text that no rule names is kept as a claim under its path."""

    def __init__(self, rules: XmlRules, build: Builder) -> None:
        self._rules, self._build = rules, build
        self._unnamed, self._kinds = Counter[str](), Counter[str]()
        self._used: set[Place] = set()
        build.expect(date_order=rules.table.order, default_country=rules.table.defaults.get("default_country"))

    def read(self, record: Element) -> None:
        """Read one record; it is set aside where it says of nobody who he is."""
        self._used = set()
        marks, extra = self._marks(record)
        made = {name: self._entities(record, rule) for name, rule in self._rules.entities.items()}
        ties = [tie for rule in self._rules.links for tie in self._ties(record, rule, made)]
        entities = [entity for group in made.values() for _, entity in group]
        if not entities:
            self._build.quarantine(
                line(record), "missing_key", f"a record {local(record)} in which no key of the mapping is filled",
                "correct the keys in the mapping, or ask for the record again", local(record),
            )  # fmt: skip
            return
        if not self._build.record(line(record), canonical(record), **marks):
            return
        self._build_all(entities, ties, extra + self._rest(record))

    def tell(self) -> None:
        """Tell what concerns the whole document."""
        if self._unnamed:
            named = ", ".join(f"{path} {count}" for path, count in sorted(self._unnamed.items()))
            self._build.warn(
                "fields_not_named", f"fields that the mapping does not name are kept under their path: {named}",
                "say in the mapping what they mean, if it matters", locator="",
            )  # fmt: skip
        if self._kinds:  # their words are data
            self._build.warn(
                "unknown_kind",
                f"{self._kinds.total()} entities of {len(self._kinds)} kinds outside the vocabulary taken as Concept",
                "their words are in the claims `source_type`; use the kinds of netintel.vocab.kinds", field="kind",
                locator="",
            )  # fmt: skip

    def _build_all(self, entities: list[_Made], ties: list[_Tie], rest: Said) -> None:
        described = [entity for entity in entities if entity.described]
        for entity in described:
            self._build.entity(entity.native_id, entity.kind, entity.claims + rest)
            rest = []
        for tie in ties:
            self._build.link(
                tie.source, tie.target, tie.kind, directed=tie.directed, claims=tie.claims + rest, **tie.columns
            )
            rest = []
        for prop, text in rest:  # a record that describes nothing and ties nobody speaks of whom it names
            self._build.claim(entities[0].native_id, prop, text)

    def _marks(self, record: Element) -> tuple[dict[str, str | None], Said]:
        """Return the marks of the record; words beyond a code are claims, for a restriction must be read."""
        marks: dict[str, str | None] = {}
        extra: Said = []
        for key, value in self._rules.marks.items():
            text = "; ".join(self._texts(record, value))
            if text:
                marks[key], warning = mark(key, text)
                if warning is not None:
                    self._build.warn(*warning, field=key, locator=line(record))
                if key == "handling" and marks[key] not in (text.upper(), f"EUROPOL:{text.upper()}"):
                    extra.append(("handling_text", text))
        if self._rules.grading is not None:
            marks["evaluation"] = self._graded(record, self._rules.grading, extra)
        return marks, extra

    def _graded(self, record: Element, grading: Grading, extra: Said) -> str | None:
        source, information = ("".join(self._texts(record, part)) for part in (grading.source, grading.information))
        if not source and not information:
            return None
        code, warning = mark("evaluation", f"{grading.scheme}:{source}{information}")
        if warning is None:
            return code
        extra += [("source_grade", source), ("information_grade", information)]
        self._build.warn(*warning, field="evaluation", locator=line(record))
        return None

    def _entities(self, record: Element, rule: XmlEntity) -> list[tuple[Element, _Made]]:
        """Return the entities that a rule makes, each with the element it was made at."""
        if local(record) not in rule.of:
            return []
        found = []
        for node in self._nodes(record, rule.each):
            parts = [text for key in rule.key for text in self._texts(node, key)]
            if not any(parts):
                continue
            claims = [(prop, text) for prop, value in rule.properties for text in self._texts(node, value)]
            kind = self._kind("".join(self._texts(node, rule.kind)), claims) if rule.properties else "Unknown"
            found.append((node, _Made(rule.prefix + "|".join(parts), kind, claims, bool(rule.properties))))
        return found

    def _ties(self, record: Element, rule: XmlLink, made: dict[str, list[tuple[Element, _Made]]]) -> list[_Tie]:
        if local(record) not in rule.of:
            return []
        found = []
        for node in self._nodes(record, rule.each):
            ends = [[entity for at, entity in made[end] if at in (node, record)] for end in (rule.source, rule.target)]
            found += [self._tie(node, rule, source, target) for source in ends[0] for target in ends[1]]
        return found

    def _tie(self, node: Element, rule: XmlLink, source: _Made, target: _Made) -> _Tie:
        columns: dict[str, Any] = {}
        claims: Said = []
        for prop, value in rule.properties:
            column = "first" if prop == "date" else prop
            for text in self._texts(node, value):
                if column in _COLUMNS and column not in columns:
                    columns[column] = text
                else:
                    claims.append((prop, text))
        if "weight" in columns:
            self._weigh(columns, claims)
        word = "".join(self._texts(node, rule.kind))
        way = "".join(self._texts(node, rule.directed)).lower()
        directed = way not in FALSE if way else is_directed(word)
        return _Tie(source.native_id, target.native_id, link_kind(word), directed, columns, claims)

    def _weigh(self, columns: dict[str, Any], claims: Said) -> None:
        weight = number(columns["weight"])
        if weight is not None:
            columns["weight"] = weight
        else:
            claims.append(("weight_text", columns.pop("weight")))

    def _kind(self, word: str, claims: Said) -> str:
        known = KINDS.get(word.lower())
        if known is not None:
            return known
        if word:
            claims.append(("source_type", word))
        self._kinds[word] += 1
        return "Concept"

    def _nodes(self, record: Element, each: str) -> list[Element]:
        return self._rules.each[each](record) if each else [record]

    def _texts(self, node: Element, value: XmlValue) -> list[str]:
        """Return the texts that a value finds, blank ones left out, and remember where they stood."""
        if value.literal is not None:
            return [value.literal]
        found = [text for path in value.paths for one in path(node) if (text := self._text(one))]
        return [value.join.join(found)] if value.join is not None and found else found

    def _text(self, one: Any) -> str:
        if not isinstance(one, etree._Element):  # an attribute or a text, which know whose they are
            self._used.add((one.getparent(), str(one.attrname or "")))
            return str(one).strip()
        self._used.add((one, ""))
        return _own_text(one)

    def _rest(self, record: Element) -> Said:
        found: Said = []
        self._leaves(record, "", found)
        self._unnamed.update(path for path, _ in found)
        return found

    def _leaves(self, element: Element, path: str, found: Said) -> None:
        for key, text in named_attributes(element):
            name = key.rpartition("}")[2]
            if text.strip() and (element, key) not in self._used:
                found.append((f"{path}.@{name}".removeprefix("."), text.strip()))
        own = _own_text(element)
        if own and (element, "") not in self._used:
            found.append((path or local(element), own))
        for child in element:
            self._leaves(child, f"{path}.{local(child)}".removeprefix("."), found)


def _own_text(element: Element) -> str:
    words = [element.text, *(child.tail for child in element)]
    return " ".join(word.strip() for word in words if word and word.strip())
