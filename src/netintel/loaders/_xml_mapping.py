"""The mapping language for XML: a YAML file beside a document that says by paths what its records mean.

A file `report.xml.mapping.yml` beside `report.xml`:

    version: 1
    xml:
      record: Person|Event                 # local names of the elements that are records
      namespaces: {p: "urn:example"}       # only for prefixes that the paths use
      dates: day-first
    defaults: {originator: "...", handling: H2, evaluation: "4x4:B2", default_country: PT}
    record:
      handling: {path: "Marking/Handling"}
      evaluation: {scheme: 4x4, source: {path: "Grade/Source"}, information: {path: "Grade/Information"}}
    entities:
      person:
        of: Person                         # which records; all without it
        kind: Person                       # or {path: "@type"}
        key: ["@id"]
        prefix: "p-"
        properties: {name: {path: "Name/Full"}, nationality: {path: "Nat/@code"}, category: {literal: suspect}}
      other: {of: Person, each: "Relations/Relation", kind: Unknown, key: ["@to"]}
    links:
      - {of: Person, each: "Relations/Relation", kind: {path: "@type"}, source: person, target: other,
         directed: true, properties: {first: {path: "Since"}}}

A path is relative to the record, or to each element at `each`: names joined by `/` or `//`, `*`, `.`, with `@name` or
`text()` at its end, conditions such as `[@type='home']`, `[Code]` or `[2]`, and several paths joined by `|`. A name
without prefix is of any namespace. There are no functions, no axes and no way out of the record. A path that meets
several elements gives a value each, `{paths: [...], join: " "}` one. An entity without properties only names one
that another record describes. A link joins what its two rules make: of the same `each` the two of one element.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from lxml import etree

from netintel.errors import MappingError
from netintel.loaders._mapping import Block, blocks
from netintel.loaders._mapping_keys import kind_of as _found
from netintel.loaders._mapping_keys import only as _keys
from netintel.loaders._mapping_keys import part as _part
from netintel.loaders._xml import Element
from netintel.vocab import evaluation

Path = Callable[[Element], list[Any]]
"""A compiled path: gives the elements, attributes and texts that it meets below an element."""

_TOP: Final = frozenset({"version", "xml", "defaults", "record", "entities", "links"})
_XML: Final = frozenset({"record", "namespaces", "dates"})
_RECORD: Final = frozenset({"originator", "handling", "evaluation", "assertion", "review_due"})
_ENTITY: Final = frozenset({"of", "each", "kind", "key", "prefix", "properties"})
_LINK: Final = frozenset({"of", "each", "kind", "source", "target", "directed", "properties"})
_VALUE: Final = frozenset({"path", "paths", "join", "literal"})
_GRADING: Final = frozenset({"scheme", "source", "information"})

_NAME: Final = r"[^\W\d][\w.-]*"
_QNAME: Final = rf"(?:{_NAME}:)?(?:{_NAME}|\*)"
_TEST: Final = rf"(?:{_QNAME}/)*@?{_QNAME}(?:\s*=\s*(?:'[^']*'|\"[^\"]*\"))?"
_STEP: Final = rf"(?:{_QNAME}|\.)(?:\[\s*(?:\d+|{_TEST})\s*\])*"
_PATH: Final = rf"(?:{_STEP}(?://?{_STEP})*(?:/(?:@{_QNAME}|text\(\)))?|@{_QNAME}|text\(\))"
_MOST_STEPS: Final = 100
_PATHS: Final = re.compile(rf"\s*{_PATH}(?:\s*\|\s*{_PATH})*\s*")
_TOKEN: Final = re.compile(
    rf"(?P<text>'[^']*'|\"[^\"]*\"|text\(\))|(?P<prefixed>@?(?P<prefix>{_NAME}):(?:{_NAME}|\*))"
    rf"|@(?P<attribute>{_NAME})|(?P<name>{_NAME})"
)


@dataclass(frozen=True, slots=True)
class XmlValue:
    """Where a value comes from: paths (joined, or one value each), or a literal."""

    paths: tuple[Path, ...] = ()
    literal: str | None = None
    join: str | None = None


@dataclass(frozen=True, slots=True)
class XmlEntity:
    """How a record, or each of some elements of it, makes an entity; without any text at its keys it makes none."""

    of: frozenset[str]
    each: str
    kind: XmlValue
    key: tuple[XmlValue, ...]
    prefix: str
    properties: tuple[tuple[str, XmlValue], ...]


@dataclass(frozen=True, slots=True)
class XmlLink:
    """How a record, or each of some elements of it, makes a link between two of its entities."""

    of: frozenset[str]
    each: str
    kind: XmlValue
    source: str
    target: str
    directed: XmlValue
    properties: tuple[tuple[str, XmlValue], ...]


@dataclass(frozen=True, slots=True)
class Grading:
    """Where the two codes of an evaluation stand, and of which scheme they are."""

    scheme: str
    source: XmlValue
    information: XmlValue


@dataclass(frozen=True, slots=True)
class XmlRules:
    """What one document means; `table` holds what is stated as for tables: defaults and the order of dates."""

    records: tuple[str, ...]
    entities: Mapping[str, XmlEntity]
    links: tuple[XmlLink, ...]
    marks: Mapping[str, XmlValue]
    grading: Grading | None
    each: Mapping[str, Path]
    table: Block


def xml_rules(content: Mapping[str, Any]) -> XmlRules:
    """Return what a mapping says of an XML document.

    Raises
    ------
    MappingError
        A key is unknown, missing or not of the kind it must be, or a path is none; the message names it by its path.
    """
    return _Reader(content).rules()


class _Reader:
    """Reads one mapping; holds its namespaces and the paths of `each` that its rules share."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        _keys(content, _TOP, "")
        self._content = content
        self._xml = _part(content, "xml", "")
        _keys(self._xml, _XML, "xml")
        self._namespaces = {str(k): str(v) for k, v in _part(self._xml, "namespaces", "xml").items()}
        self._records = _names(self._xml.get("record"), "xml.record")
        self._each: dict[str, Path] = {}

    def rules(self) -> XmlRules:
        entities = {str(name): self._entity(rule, f"entities.{name}") for name, rule in self._parts("entities").items()}
        if not entities:
            raise MappingError("entities: expected at least one entity")
        marks, grading = self._marks()
        return XmlRules(self._records, entities, self._links(entities), marks, grading, self._each, self._table())

    def _parts(self, key: str) -> Mapping[str, Any]:
        return _part(self._content, key, "")

    def _table(self) -> Block:
        """Check what is said as for tables by the rules for tables."""
        stated = {"entities": {"entity": {"kind": "Person", "key": ["key"]}}, "defaults": self._parts("defaults")}
        if "dates" in self._xml:
            stated["table"] = {"dates": self._xml["dates"]}
        return blocks(stated)[0]

    def _marks(self) -> tuple[dict[str, XmlValue], Grading | None]:
        said = dict(self._parts("record"))
        _keys(said, _RECORD, "record")
        graded, grading = said.get("evaluation"), None
        if isinstance(graded, dict) and "scheme" in graded:
            grading = self._grading(said.pop("evaluation"))
        return {key: self._value(value, f"record.{key}") for key, value in said.items()}, grading

    def _grading(self, said: Mapping[str, Any]) -> Grading:
        where = "record.evaluation"
        _keys(said, _GRADING, where)
        scheme = str(said["scheme"])
        if not any(evaluation.parse(f"{scheme}:{code}") for code in ("A1", "1A")):
            raise MappingError(f"{where}.scheme: expected one of 4x4, 5x5x5, 3x5x2, admiralty")
        values = (self._value(said.get(part), f"{where}.{part}") for part in ("source", "information"))
        return Grading(scheme, *values)

    def _entity(self, rule: Any, where: str) -> XmlEntity:
        of, each = self._place(rule, _ENTITY, where)
        key = rule.get("key")
        if not isinstance(key, list) or not key:
            raise MappingError(f"{where}.key: expected a list of paths, found {_found(key)}")
        keys = tuple(XmlValue((self._path(path, f"{where}.key"),)) for path in key)
        return XmlEntity(
            of, each, self._word(rule, where), keys, str(rule.get("prefix") or ""), self._properties(rule, where)
        )

    def _links(self, entities: Mapping[str, XmlEntity]) -> tuple[XmlLink, ...]:
        rules, found = self._content.get("links") or [], []
        if not isinstance(rules, list):
            raise MappingError(f"links: expected a list of links, found {_found(rules)}")
        for place, rule in enumerate(rules):
            where = f"links[{place}]"
            of, each = self._place(rule, _LINK, where)
            for end in ("source", "target"):
                self._check_end(rule.get(end), each, entities, f"{where}.{end}")
            way = rule.get("directed", True)
            if not isinstance(way, (bool, dict)):
                raise MappingError(f"{where}.directed: expected true, false or {{path: …}}, found {_found(way)}")
            directed = XmlValue(literal=str(way).lower()) if isinstance(way, bool) else self._value(way, where)
            ends = str(rule["source"]), str(rule["target"])
            found.append(XmlLink(of, each, self._word(rule, where), *ends, directed, self._properties(rule, where)))
        return tuple(found)

    def _check_end(self, name: Any, each: str, entities: Mapping[str, XmlEntity], where: str) -> None:
        if str(name) not in entities:
            raise MappingError(f"{where}: expected the name of an entity above: {', '.join(sorted(entities))}")
        if entities[str(name)].each not in ("", each):
            raise MappingError(f"{where}: the entity is made at another `each`; state the same one for the link")

    def _place(self, rule: Any, allowed: frozenset[str], where: str) -> tuple[frozenset[str], str]:
        if not isinstance(rule, dict):
            raise MappingError(f"{where}: expected keys and values, found {_found(rule)}")
        _keys(rule, allowed, where)
        of = _names(rule["of"], f"{where}.of") if "of" in rule else self._records
        strange = sorted(set(of) - set(self._records))
        if strange:
            raise MappingError(f"{where}.of: {strange[0]!r} is not in `xml.record`")
        each = str(rule.get("each") or "")
        if each:
            self._each[each] = self._path(each, f"{where}.each")
        return frozenset(of), each

    def _word(self, rule: Mapping[str, Any], where: str) -> XmlValue:
        said = rule.get("kind")
        if isinstance(said, dict):
            return self._value(said, f"{where}.kind")
        if not isinstance(said, str) or not said:
            raise MappingError(f"{where}.kind: expected a word or {{path: …}}, found {_found(said)}")
        return XmlValue(literal=said)

    def _properties(self, rule: Mapping[str, Any], where: str) -> tuple[tuple[str, XmlValue], ...]:
        said = _part(rule, "properties", where)
        return tuple((str(name), self._value(value, f"{where}.properties.{name}")) for name, value in said.items())

    def _value(self, rule: Any, where: str) -> XmlValue:
        if not isinstance(rule, dict):
            raise MappingError(f"{where}: expected {{path: …}}, {{paths: […]}} or {{literal: …}}, found {_found(rule)}")
        _keys(rule, _VALUE, where)
        if len({"path", "paths", "literal"}.intersection(rule)) != 1:
            raise MappingError(f"{where}: expected exactly one of `path`, `paths`, `literal`")
        if "literal" in rule:
            return XmlValue(literal=str(rule["literal"]))
        paths = rule.get("paths", [rule.get("path")])
        if not isinstance(paths, list) or not paths:
            raise MappingError(f"{where}.paths: expected a list of paths, found {_found(paths)}")
        join = str(rule["join"]) if "join" in rule else None
        return XmlValue(tuple(self._path(path, where) for path in paths), join=join)

    def _path(self, path: Any, where: str) -> Path:
        """Compile a path in which a name without prefix is of any namespace."""
        if not isinstance(path, str) or not _PATHS.fullmatch(path):
            raise MappingError(
                f"{where}: no path; expected names joined by `/`, with `@name` or `text()` at the end and conditions "
                "such as [@type='home'], without functions and without `..`"
            )
        if path.count("/") + path.count("[") + path.count("|") > _MOST_STEPS:
            raise MappingError(f"{where}: a path of more than {_MOST_STEPS} steps")
        plain = _TOKEN.sub(lambda token: self._named(token, where), path)
        return cast(Path, etree.XPath(plain, namespaces=self._namespaces or None, regexp=False))

    def _named(self, token: re.Match[str], where: str) -> str:
        if token["prefix"] and token["prefix"] not in self._namespaces:
            raise MappingError(f"{where}: the prefix {token['prefix']!r} is not in `xml.namespaces`")
        if token["attribute"]:
            return f"@*[local-name()='{token['attribute']}']"
        return f"*[local-name()='{token['name']}']" if token["name"] else token[0]


def _names(said: Any, where: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in said.split("|")) if isinstance(said, str) else ()
    if not names or not all(re.fullmatch(_NAME, name) for name in names):
        raise MappingError(f"{where}: expected the local names of elements, for example Person|Event")
    return names
