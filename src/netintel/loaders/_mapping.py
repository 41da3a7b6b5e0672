"""The mapping language: a YAML file beside a table that says what its columns mean.

A file `calls.csv.mapping.yml` beside `calls.csv`:

    version: 1
    table: {encoding: cp1251, delimiter: ";", header_row: 1, footer_rows: 1, dates: day-first, sheet: Calls,
            decimal: ","}
    defaults: {originator: "…", handling: "TLP:AMBER", evaluation: "B2", assertion: fact, default_country: UA}
    record: {handling: {column: Code}, evaluation: {column: Grade}, originator: {column: Office}}
    entities:
      person:
        kind: Person                       # or {column: Type}
        key: [Id]                          # columns of the native id, or {literal: "..."}
        prefix: "bg-"                      # so that two files can speak of the same ids
        properties:
          name: {column: Name}
          nationality: {column: Countries, split: ","}
          note: {columns: [A, B], join: " "}
          category: {literal: suspect}
          birth_date: {column: Born, format: "%d.%m.%y", until: 2026, precision: day}
          alias: [{column: Nick}, {column: Other}]
    links:
      - {kind: Associate, source: person, target: other, directed: false, properties: {date: {column: Day}}}
    filter: {column: Status, equals: [active, new]}   # or a list of filters; `not: …`, `empty: true`, `empty: false`
    undeclared: drop                       # columns that no rule names are left out, and counted; else they are kept
    sheets: [...]                          # a workbook: a list of such blocks instead of one

All but `version` and `entities` may be left out. Without `entities` a mapping holds `table` or `defaults` or both and
nothing else: they say how a table is written, and its titles say what it means.

A value is one column's text, several columns (joined, or a value
each), or a literal; `split` makes several values of one. `date`, `first`, `last`, `amount`, `currency`, `weight` and
`role` of a link fill the columns of the links table; other properties become claims on the link. An entity without
properties only names one that another file or row describes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, Final, cast

from netintel.errors import MappingError
from netintel.loaders._date_format import PRECISIONS, DateFormat, shape_of
from netintel.loaders._mapping_keys import at as _at
from netintel.loaders._mapping_keys import kind_of as _found
from netintel.loaders._mapping_keys import only as _keys
from netintel.loaders._mapping_keys import part as _part
from netintel.vocab import countries, dates, evaluation, handling

_BLOCK: Final = frozenset({"table", "defaults", "record", "entities", "links", "filter", "undeclared"})
_TOP: Final = _BLOCK | {"version", "sheets", "files"}
_TABLE: Final = frozenset({"sheet", "encoding", "delimiter", "header_row", "footer_rows", "dates", "decimal", "cells"})
_DEFAULTS: Final = frozenset({"originator", "handling", "evaluation", "assertion", "default_country"})
_RECORD: Final = frozenset({"originator", "handling", "evaluation", "assertion", "review_due"})
_ENTITY: Final = frozenset({"kind", "key", "prefix", "properties"})
_LINK: Final = frozenset({"kind", "id", "source", "target", "directed", "properties"})
_VALUE: Final = frozenset({"column", "columns", "literal", "split", "join", "format", "until", "precision"})
_MOST_BYTES, _MOST_VALUES = 1024 * 1024, 100_000
_TESTS: Final = ("equals", "not", "empty")
_ORDERS: Final = ("year-first", "day-first", "month-first")
_ASSERTIONS: Final = ("fact", "assessment", "computed")


@dataclass(frozen=True, slots=True)
class Value:
    """Where a value comes from: columns (joined, or one value each), or a literal."""

    columns: tuple[str, ...] = ()
    literal: str | None = None
    split: str | None = None
    join: str | None = None
    date: DateFormat | None = None
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class EntityRule:
    """How a row makes an entity; without any text in its key columns it makes none."""

    kind: Value
    key: tuple[str, ...]
    literal_key: str | None
    prefix: str
    properties: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class LinkRule:
    """How a row makes a link between two of its entities; without both it makes none."""

    kind: Value
    source: str
    target: str
    directed: Value
    properties: tuple[tuple[str, Value], ...]
    id: Value | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows are taken: those whose cell is one of some texts, or is none of them; the empty text is a text."""

    column: str
    texts: tuple[str, ...]
    wanted: bool = True

    def passes(self, cell: str) -> bool:
        """Return whether a row with this cell is taken."""
        return (cell in self.texts) is self.wanted


@dataclass(frozen=True, slots=True)
class Block:
    """What one table means."""

    entities: Mapping[str, EntityRule]
    links: tuple[LinkRule, ...] = ()
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int = 1
    order: dates.Order = "year-first"
    decimal: str = "."
    defaults: Mapping[str, str] = field(default_factory=dict)
    record: Mapping[str, Value] = field(default_factory=dict)
    written: bool = False
    """Whether netintel wrote the table (`cells: netintel`): an apostrophe before a cell is no part of it, and what
    has no column stands as JSON in `claims` and `references`."""
    filters: tuple[Filter, ...] = ()
    footer_rows: int = 0
    stated: frozenset[str] = frozenset()
    """Which keys stand under `table`."""
    drop: bool = False
    """Whether columns that no rule names are left out (`undeclared: drop`)."""


def read_mapping(path: Path) -> Mapping[str, Any]:
    """Return the content of a mapping file; what is no mapping raises `MappingError` naming file and key."""
    with path.open("rb") as content:
        return parse_mapping(content.read(_MOST_BYTES + 1), path.name)


def parse_mapping(data: bytes, name: str) -> Mapping[str, Any]:
    """Return the content of a mapping that is not a file by itself; the name is told where it is no mapping."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if len(data) > _MOST_BYTES:
        raise MappingError(f"{name}: larger than {_MOST_BYTES:,} bytes, which no mapping needs")
    try:
        content = YAML(typ="safe", pure=True).load(data.decode("utf-8"))
        _check_values(content)
    except RecursionError as error:
        raise MappingError(f"{name}: lists and keys nested too deeply") from error
    except OverflowError as error:
        raise MappingError(f"{name}: more than {_MOST_VALUES:,} values, aliases counted in full") from error
    except (YAMLError, ValueError, KeyError) as error:  # the latter two of a date or number that is none
        place = getattr(getattr(error, "problem_mark", None), "line", None)
        line = f", line {place + 1}" if place is not None else ""
        raise MappingError(f"{name}{line}: not valid YAML in UTF-8, or with a date or number that is none") from error
    try:
        from netintel.loaders import _ftm_mapping  # which names kinds and properties by the tables of its loader

        if _ftm_mapping.is_ftm(content):
            content = _ftm_mapping.translate(content)
    except MappingError as error:
        raise MappingError(f"{name}: {error}") from error
    if not isinstance(content, dict) or content.get("version") != 1:
        raise MappingError(f"{name}: expected `version: 1` at the top of the mapping")
    try:
        if "xml" in content:
            from netintel.loaders._xml_mapping import (
                xml_rules,  # which reads the parts that are as in tables by `blocks`
            )

            xml_rules(content)
        elif "files" in content:
            for one in _part(content, "files", ""):
                blocks(content, one)
        else:
            blocks(content)
    except MappingError as error:
        raise MappingError(f"{name}: {error}") from error
    return content


def _check_values(content: Any) -> None:
    """Raise OverflowError where there are too many values: an alias is short, and counts as all that it stands for."""
    values, level = 1, [content]
    while level:
        held = [one for one in level if isinstance(one, dict | list | tuple)]
        values += sum(map(len, held))
        if values > _MOST_VALUES:
            raise OverflowError
        level = [part for one in held for part in (chain(one, one.values()) if isinstance(one, dict) else one)]


def blocks(content: Mapping[str, Any], file: str = "") -> tuple[Block, ...]:
    """Return what a mapping says, one block a table.

    Parameters
    ----------
    file
        Name of the file, where a mapping has `files`: of several it tells which block is meant.

    Raises
    ------
    MappingError
        A key is unknown, missing or not of the kind it must be; the message names it by its path.
    """
    _keys(content, _TOP, "")
    if "files" in content:
        return (_block(_of_file(content, file), f"files.{file}"),)
    if "sheets" not in content:
        return (_block(content, ""),)
    both = sorted(_BLOCK.intersection(content) - {"defaults"})
    if both:
        raise MappingError(f"{both[0]}: beside `sheets`, only `defaults` may stand; put it into each sheet's block")
    sheets = content["sheets"]
    if not isinstance(sheets, list) or not sheets:
        raise MappingError(f"sheets: expected a list of blocks, found {_found(sheets)}")
    common = _part(content, "defaults", "")
    found = []
    for place, sheet in enumerate(sheets):
        where = f"sheets[{place}]"
        if not isinstance(sheet, dict):
            raise MappingError(f"{where}: expected a block of keys, found {_found(sheet)}")
        _keys(sheet, _BLOCK, where)
        _no_own_defaults(sheet, where)
        merged = {**sheet, "defaults": {**common, **_part(sheet, "defaults", where)}}
        found.append(_block(merged, where))
    return tuple(found)


def _of_file(content: Mapping[str, Any], file: str) -> Mapping[str, Any]:
    """Return the block of a file; a mapping for one file alone is the mapping of the file it is given for."""
    files = _part(content, "files", "")
    block = files.get(file) or (next(iter(files.values())) if len(files) == 1 else None)
    if not isinstance(block, dict):
        raise MappingError(f"files: no block for this file; there are some for {', '.join(map(str, files)) or 'none'}")
    _keys(block, _BLOCK, f"files.{file}")
    _no_own_defaults(block, f"files.{file}")
    return block


def _block(content: Mapping[str, Any], where: str) -> Block:
    table = _part(content, "table", where)
    _keys(table, _TABLE, _at(where, "table"))
    entities = {
        str(name): _entity(rule, _at(where, f"entities.{name}"))
        for name, rule in _part(content, "entities", where).items()
    }
    if not entities and not _says_how_it_is_written(content):
        raise MappingError(f"{_at(where, 'entities')}: expected at least one entity")
    return Block(
        entities,
        _links(content, entities, where),
        _text(table, "sheet", _at(where, "table")),
        _text(table, "encoding", _at(where, "table")),
        _text(table, "delimiter", _at(where, "table")),
        _header_row(table, _at(where, "table.header_row")),
        cast(dates.Order, _one_of(table, "dates", _ORDERS, _at(where, "table")) or "year-first"),
        _one_of(table, "decimal", (".", ","), _at(where, "table")) or ".",
        _defaults(_part(content, "defaults", where), _at(where, "defaults")),
        _record(_part(content, "record", where), _at(where, "record")),
        _one_of(table, "cells", ("netintel",), _at(where, "table")) is not None,
        _filters(content, where),
        _footer_rows(table, _at(where, "table.footer_rows")),
        frozenset(table),
        _one_of(content, "undeclared", ("keep", "drop"), where) == "drop",
    )


def _says_how_it_is_written(content: Mapping[str, Any]) -> bool:
    """Return whether a block leaves to the titles what the table means, and says only how it is written."""
    said = content.keys() - {"version"}
    return bool(said) and said <= {"table", "defaults"}


def _no_own_defaults(block: Mapping[str, Any], where: str) -> None:
    """Refuse what would not be heard: who reads by titles takes what holds for the whole file."""
    if "entities" not in block and block.get("defaults"):
        raise MappingError(f"{where}.defaults: only beside `entities`; without them put it under `defaults` at the top")


def _header_row(table: Mapping[str, Any], where: str) -> int:
    row = table.get("header_row", 1)
    if not isinstance(row, int) or isinstance(row, bool) or row < 1:
        raise MappingError(f"{where}: expected the number of the header's line, 1 or more, found {_found(row)}")
    return row


def _defaults(said: Mapping[str, Any], where: str) -> dict[str, str]:
    _keys(said, _DEFAULTS, where)
    found = {key: text for key in said if (text := _text(said, key, where)) is not None}
    if "handling" in found and handling.parse(found["handling"]) is None and not handling.refused(found["handling"]):
        raise MappingError(f"{where}.handling: no handling code of TLP, PAP or Europol H0-H3")
    if "evaluation" in found and evaluation.parse(found["evaluation"]) is None:
        raise MappingError(f"{where}.evaluation: no grading of 4x4, 5x5x5, 3x5x2 or Admiralty, for example B2")
    _one_of(said, "assertion", _ASSERTIONS, where)
    if "default_country" in found:
        code = countries.lookup(found["default_country"])
        if code is None:
            raise MappingError(f"{where}.default_country: no country; expected for example UA")
        found["default_country"] = code
    return found


def _record(said: Mapping[str, Any], where: str) -> dict[str, Value]:
    _keys(said, _RECORD, where)
    return {key: _mark(key, rule, _at(where, key)) for key, rule in said.items()}


def _mark(key: str, rule: Any, where: str) -> Value:
    """Read where a mark stands; of an evaluation, also of which scheme its codes are."""
    if key != "evaluation" or not isinstance(rule, dict) or "scheme" not in rule:
        return _value(rule, where)
    scheme = str(rule["scheme"])
    if not any(evaluation.parse(f"{scheme}:{code}") for code in ("A1", "1A")):
        raise MappingError(f"{where}.scheme: expected one of 4x4, 5x5x5, 3x5x2, admiralty")
    return replace(_value({name: said for name, said in rule.items() if name != "scheme"}, where), scheme=scheme)


def _filters(content: Mapping[str, Any], where: str) -> tuple[Filter, ...]:
    said, at = content.get("filter"), _at(where, "filter")
    if said is None:
        return ()
    if isinstance(said, list):
        return tuple(_filter(one, f"{at}[{place}]") for place, one in enumerate(said))
    return (_filter(said, at),)


def _filter(said: Any, at: str) -> Filter:
    if not isinstance(said, dict):
        raise MappingError(f"{at}: expected `column` and `equals`, `not` or `empty`, found {_found(said)}")
    _keys(said, frozenset({"column", *_TESTS}), at)
    column, tests = _text(said, "column", at), [test for test in _TESTS if test in said]
    if column is None or len(tests) != 1:
        raise MappingError(f"{at}: expected `column` and `equals`, or one of `not` and `empty` in its place")
    (test,) = tests
    if test == "empty":
        if not isinstance(said["empty"], bool):
            raise MappingError(f"{at}.empty: expected true or false, found {_found(said['empty'])}")
        return Filter(column, ("",), said["empty"])
    texts = said[test] if isinstance(said[test], list) else [said[test]]
    read = [_text({test: text}, test, at) for text in texts]
    if not read or None in read:
        raise MappingError(f"{at}.{test}: expected a text or a list of texts; for no text, `empty: true`")
    return Filter(column, tuple(text for text in read if text is not None), test == "equals")


def _footer_rows(table: Mapping[str, Any], where: str) -> int:
    rows = table.get("footer_rows", 0)
    if not isinstance(rows, int) or isinstance(rows, bool) or rows < 0:
        raise MappingError(f"{where}: expected how many lines at the end are no rows, found {_found(rows)}")
    return rows


def _entity(rule: Any, where: str) -> EntityRule:
    if not isinstance(rule, dict):
        raise MappingError(f"{where}: expected `kind`, `key` and `properties`, found {_found(rule)}")
    _keys(rule, _ENTITY, where)
    key, literal = rule.get("key"), None
    if isinstance(key, dict) and set(key) == {"literal"}:
        literal = str(key["literal"])
        key = []
    if not isinstance(key, list) or not (key or literal):
        raise MappingError(f"{where}.key: expected a list of columns, or {{literal: …}}, found {_found(key)}")
    return EntityRule(
        _dynamic(rule, "kind", where),
        tuple(str(column) for column in key),
        literal,
        _text(rule, "prefix", where) or "",
        _properties(rule, where),
    )


def _links(content: Mapping[str, Any], entities: Mapping[str, EntityRule], where: str) -> tuple[LinkRule, ...]:
    rules = content.get("links") or []
    if not isinstance(rules, list):
        raise MappingError(f"{_at(where, 'links')}: expected a list of links, found {_found(rules)}")
    found = []
    for place, rule in enumerate(rules):
        at = _at(where, f"links[{place}]")
        if not isinstance(rule, dict):
            raise MappingError(f"{at}: expected `kind`, `source` and `target`, found {_found(rule)}")
        _keys(rule, _LINK, at)
        for end in ("source", "target"):
            if str(rule.get(end)) not in entities:
                raise MappingError(f"{at}.{end}: expected the name of an entity above: {', '.join(sorted(entities))}")
        kind, directed = _dynamic(rule, "kind", at), rule.get("directed", True)
        way = _value(directed, f"{at}.directed") if isinstance(directed, dict) else Value(literal=_flag(directed, at))
        found.append(
            LinkRule(kind, str(rule["source"]), str(rule["target"]), way, _properties(rule, at), _link_id(rule, at))
        )
    return tuple(found)


def _link_id(rule: Mapping[str, Any], where: str) -> Value | None:
    return _value(rule["id"], f"{where}.id") if "id" in rule else None


def _flag(directed: Any, where: str) -> str:
    if not isinstance(directed, bool):
        raise MappingError(f"{where}.directed: expected true, false or {{column: …}}, found {_found(directed)}")
    return "true" if directed else "false"


def _dynamic(rule: Mapping[str, Any], key: str, where: str) -> Value:
    said = rule.get(key)
    if isinstance(said, dict):
        return _value(said, f"{where}.{key}")
    if not isinstance(said, str) or not said:
        raise MappingError(f"{where}.{key}: expected a word or {{column: …}}, found {_found(said)}")
    return Value(literal=said)


def _properties(rule: Mapping[str, Any], where: str) -> tuple[tuple[str, Value], ...]:
    found = []
    for name, value in _part(rule, "properties", where).items():
        at = f"{where}.properties.{name}"
        several = (
            [(one, f"{at}[{place}]") for place, one in enumerate(value)] if isinstance(value, list) else [(value, at)]
        )
        found += [(str(name), _value(one, here)) for one, here in several]
    return tuple(found)


def _value(rule: Any, where: str) -> Value:
    if not isinstance(rule, dict):
        raise MappingError(f"{where}: expected {{column: …}}, {{columns: […]}} or {{literal: …}}, found {_found(rule)}")
    _keys(rule, _VALUE, where)
    given = [key for key in ("column", "columns", "literal") if key in rule]
    if len(given) != 1:
        raise MappingError(f"{where}: expected exactly one of `column`, `columns`, `literal`")
    columns = rule.get("columns", [rule["column"]] if "column" in rule else [])
    if not isinstance(columns, list):
        raise MappingError(f"{where}.columns: expected a list of columns, found {_found(columns)}")
    literal = str(rule["literal"]) if "literal" in rule else None
    if "split" in rule and not _text(rule, "split", where):
        raise MappingError(f"{where}.split: expected the mark between two values")
    date = _date(rule, where) if {"format", "until", "precision"}.intersection(rule) else None
    return Value(tuple(map(str, columns)), literal, _text(rule, "split", where), _text(rule, "join", where), date)


def _date(rule: Mapping[str, Any], where: str) -> DateFormat:
    pattern, until = _text(rule, "format", where) or "", rule.get("until")
    if pattern and shape_of(pattern) is None:
        raise MappingError(
            f"{where}.format: expected a form such as %d.%m.%Y, with a year, of %Y %y %m %d %H %M %S and %b"
        )
    if "%y" in pattern and (not isinstance(until, int) or isinstance(until, bool) or not 1900 <= until <= 2200):
        raise MappingError(f"{where}.until: expected the last year that %y may be, for example 2026")
    if until is not None and "%y" not in pattern:
        raise MappingError(f"{where}.until: has a meaning only beside %y in `format`")
    return DateFormat(pattern, until, _one_of(rule, "precision", tuple(PRECISIONS), where) or "")


def _text(content: Mapping[str, Any], key: str, where: str) -> str | None:
    value = content.get(key)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    hint = "; put it in quotation marks" if isinstance(value, bool) else ""
    raise MappingError(f"{_at(where, key)}: expected text, found {_found(value)}{hint}")


def _one_of(content: Mapping[str, Any], key: str, allowed: tuple[str, ...], where: str) -> str | None:
    value = _text(content, key, where)
    if value is not None and value not in allowed:
        raise MappingError(f"{_at(where, key)}: expected one of {', '.join(allowed)}")
    return value
