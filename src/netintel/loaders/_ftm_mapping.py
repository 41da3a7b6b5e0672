"""Mapping files of FollowTheMoney, said in our mapping language.

    a_dataset:
      queries:
        - csv_url: https://example.org/people.csv      # names the file; nothing is fetched
          filters: {state: active}
          entities:
            person: {schema: Person, keys: [id], properties: {name: {column: full_name}}}

What becomes of it
------------------
=========================================  =============================================================================
there                                      here
=========================================  =============================================================================
`csv_url`, `csv_urls`                      the file of that name; where it is the only one, the file it stands beside
`schema`                                   the kind; a schema that ties two entities (Ownership, Payment) is a link
`key`, `keys`, `id_column`, `key_literal`  the key; a literal beside keys is their prefix
`column(s)`, `literal(s)`, `join`          the same
`split`, `format`                          the same
`template`                                 columns and what joins them, where it is made of columns and one such mark
`entity`                                   an end of a link, or a link of its own (Passport `holder`)
`filters`, `filters_not`                   `filter`
=========================================  =============================================================================

Ids differ: FollowTheMoney hashes its keys, here they are kept as they are, so that a native id can be looked up in the
export. `fuzzy` steers its cleaning of values and has no meaning here. `required` of anything but an end of a link, and
queries of databases, are refused: nothing that a mapping asks for is left undone without a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from netintel.errors import MappingError
from netintel.loaders import _ftm_schema
from netintel.loaders._date_format import shape_of

_SQL: Final = frozenset({"database", "databases", "table", "tables", "joins"})
_QUERY: Final = frozenset({"csv_url", "csv_urls", "entities", "filters", "filters_not"})
_ENTITY: Final = frozenset({"schema", "key", "keys", "key_literal", "id_column", "properties"})
_VALUE: Final = frozenset("column columns literal literals join split format template entity required fuzzy".split())
_FIELD: Final = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")


def is_ftm(content: Any) -> bool:
    """Return whether a YAML document has the shape of a FollowTheMoney mapping: datasets with queries, or a query.

    Examples
    --------
    >>> is_ftm({"a": {"queries": []}}), is_ftm({"database": "x", "entities": {}}), is_ftm({"version": 1})
    (True, True, False)
    """
    if not isinstance(content, dict) or not content or "version" in content:
        return False
    if "entities" in content and (_SQL | {"csv_url", "csv_urls"}).intersection(content):
        return True
    return all(isinstance(one, dict) and {"queries", "query"}.intersection(one) for one in content.values())


def translate(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping of FollowTheMoney in our language: `files`, by name of the file a block each.

    Raises
    ------
    MappingError
        It asks a database, or for what is not done here; the message names it by its path.
    """
    files: dict[str, dict[str, Any]] = {}
    for query, where in _queries(content):
        asked = sorted(_SQL.intersection(query))
        if asked:
            raise MappingError(
                f"{where}{asked[0]}: a mapping of FollowTheMoney that asks a database; netintel reads files: export "
                "the tables as CSV and state `csv_url`"
            )
        _only(query, _QUERY, where)
        block = _block(query, where)
        for name in _names(query, where):
            _join(files, name, block, where)
    return {"version": 1, "files": files}


def _queries(content: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], str]]:
    if "entities" in content:
        return [(content, "")]
    found: list[tuple[Mapping[str, Any], str]] = []
    for name, dataset in content.items():
        told = dataset.get("queries", dataset.get("query"))
        for place, query in enumerate(told if isinstance(told, list) else [told]):
            where = f"{name}.queries[{place}]."
            if not isinstance(query, dict):
                raise MappingError(f"{where.rstrip('.')}: expected `csv_url` and `entities`")
            found.append((query, where))
    return found


def _names(query: Mapping[str, Any], where: str) -> list[str]:
    urls = query.get("csv_urls", query.get("csv_url"))
    given = urls if isinstance(urls, list) else [urls]
    if not all(isinstance(url, str) and url for url in given):
        raise MappingError(f"{where}csv_url: expected the address of a CSV file")
    return [PurePosixPath(unquote(urlsplit(url).path)).name or str(url) for url in given]


def _join(files: dict[str, dict[str, Any]], name: str, block: dict[str, Any], where: str) -> None:
    """Several queries of one file are one block, where they take the same rows."""
    before = files.get(name)
    if before is None:
        files[name] = block
        return
    if before.get("filter") != block.get("filter") or set(before["entities"]) & set(block["entities"]):
        raise MappingError(f"{where}entities: two queries of {name} differ in filters, or name an entity alike")
    links = [*before.get("links", []), *block.get("links", [])]
    files[name] = {**before, "entities": {**before["entities"], **block["entities"]}, "links": links}


def _block(query: Mapping[str, Any], where: str) -> dict[str, Any]:
    said = query.get("entities")
    if not isinstance(said, dict) or not said:
        raise MappingError(f"{where}entities: expected at least one entity")
    nodes: dict[str, Any] = {}
    links: list[dict[str, Any]] = []
    for name, rule in said.items():
        at = f"{where}entities.{name}"
        if not isinstance(rule, dict) or not isinstance(rule.get("schema"), str):
            raise MappingError(f"{at}.schema: expected the name of a schema")
        _only(rule, _ENTITY, f"{at}.")
        edge = _ftm_schema.EDGES.get(rule["schema"])
        if edge is not None:
            links.append(_edge(rule, edge, said, at))
        else:
            nodes[str(name)] = _node(str(name), rule, said, links, at)
    if not nodes:
        raise MappingError(f"{where}entities: expected one that is no tie between others")
    filters = [*_filters(query, "filters", "equals", where), *_filters(query, "filters_not", "not", where)]
    return {"entities": nodes, "links": links, **({"filter": filters} if filters else {})}


def _filters(query: Mapping[str, Any], key: str, test: str, where: str) -> list[dict[str, Any]]:
    said = query.get(key) or {}
    if not isinstance(said, dict):
        raise MappingError(f"{where}{key}: expected columns and values")
    return [{"column": str(column), test: value} for column, value in said.items()]


def _node(
    name: str, rule: Mapping[str, Any], said: Mapping[str, Any], links: list[dict[str, Any]], at: str
) -> dict[str, Any]:
    schema = rule["schema"]
    made: dict[str, Any] = {"kind": _ftm_schema.KINDS.get(schema, schema), **_key(rule, at)}
    properties: dict[str, list[dict[str, Any]]] = {}
    for prop, value in _values(rule, at):
        where = f"{at}.properties.{prop}"
        if "entity" in value:
            links.append(_reference(name, schema, prop, _end(value, said, where), where))
            continue
        if value.get("required"):
            raise MappingError(f"{where}.required: not done here; state `filters_not` with the empty text instead")
        for ours in _ftm_schema.names(schema, prop):
            properties.setdefault(ours, []).extend(_value(value, where))
    return {**made, "properties": properties} if properties else made


def _reference(name: str, schema: str, prop: str, other: str, where: str) -> dict[str, Any]:
    found = _ftm_schema.reference(schema, prop)
    if found is None:
        raise MappingError(f"{where}: {schema} has no property of this name that is another entity")
    source, target = (other, name) if found.inward else (name, other)
    role = {"role": {"literal": found.role}}
    return {"kind": found.kind, "source": source, "target": target, "directed": True, "properties": role}


def _edge(rule: Mapping[str, Any], edge: _ftm_schema.Edge, said: Mapping[str, Any], at: str) -> dict[str, Any]:
    ends: dict[str, str] = {}
    properties: dict[str, list[dict[str, Any]]] = {}
    of = {edge.source: "source", edge.target: "target", edge.source_else: "source", edge.target_else: "target"}
    for prop, value in _values(rule, at):
        where = f"{at}.properties.{prop}"
        if "entity" in value:
            if prop not in of or of[prop] in ends:
                raise MappingError(
                    f"{where}: {rule['schema']} has one source and one target, and this is a further entity"
                )
            ends[of[prop]] = _end(value, said, where)
            continue
        if value.get("required"):
            raise MappingError(f"{where}.required: not done here; state `filters_not` with the empty text instead")
        ours = _ftm_schema.COLUMN_OF.get(prop) or _ftm_schema.names(rule["schema"], prop)[0]
        properties.setdefault(ours, []).extend(_value(value, where))
    if set(ends) != {"source", "target"}:
        raise MappingError(f"{at}.properties: expected `{edge.source}` and `{edge.target}`, each an `entity`")
    made: dict[str, Any] = {"kind": rule["schema"], **ends, "directed": edge.directed}
    return {**made, "properties": properties} if properties else made


def _end(value: Mapping[str, Any], said: Mapping[str, Any], where: str) -> str:
    other = value["entity"]
    if other not in said or said[other].get("schema") in _ftm_schema.EDGES:
        raise MappingError(f"{where}.entity: expected the name of an entity of this query that is no tie")
    return str(other)


def _key(rule: Mapping[str, Any], at: str) -> dict[str, Any]:
    if "id_column" in rule:
        return {"key": [str(rule["id_column"])]}
    keys = rule.get("keys", rule.get("key"))
    columns = sorted(map(str, keys if isinstance(keys, list) else [keys] if keys is not None else []))
    literal = rule.get("key_literal")
    if not columns and literal is None:
        raise MappingError(f"{at}.keys: expected the columns of the key")
    if not columns:
        return {"key": {"literal": str(literal)}}
    return {"key": columns} | ({"prefix": f"{literal}-"} if literal is not None else {})


def _values(rule: Mapping[str, Any], at: str) -> list[tuple[str, Mapping[str, Any]]]:
    said = rule.get("properties") or {}
    if not isinstance(said, dict) or not all(isinstance(value, dict) for value in said.values()):
        raise MappingError(f"{at}.properties: expected properties with `column`, `columns`, `literal` or `entity`")
    for prop, value in said.items():
        _only(value, _VALUE, f"{at}.properties.{prop}.")
    return [(str(prop), value) for prop, value in said.items()]


def _value(value: Mapping[str, Any], where: str) -> list[dict[str, Any]]:
    literals = value.get("literals", [value["literal"]] if "literal" in value else [])
    made: list[dict[str, Any]] = [{"literal": str(one)} for one in literals]
    columns = value.get("columns", [value["column"]] if "column" in value else [])
    shaped: dict[str, Any] = {key: value[key] for key in ("split", "join", "format") if value.get(key) is not None}
    if "format" in shaped and shape_of(str(shaped["format"])) is None:
        raise MappingError(f"{where}.format: expected a form of dates such as %d.%m.%Y")
    if "template" in value:
        columns, between = _template(str(value["template"]), where)
        shaped |= {"join": between} if len(columns) > 1 else {}
    if columns:
        named = [str(column) for column in columns]
        made.append(({"column": named[0]} if len(named) == 1 else {"columns": named}) | shaped)
    if not made:
        raise MappingError(f"{where}: expected `column`, `columns`, `literal`, `template` or `entity`")
    return made


def _template(text: str, where: str) -> tuple[list[str], str]:
    """Return the columns of a template and the one mark that stands between them."""
    parts = _FIELD.split(text)
    columns, marks = parts[1::2], parts[::2]
    plain = columns and not marks[0].strip() and not marks[-1].strip() and "{%" not in text
    if not plain or len(set(marks[1:-1])) > 1 or any("|" in column or "(" in column for column in columns):
        raise MappingError(
            f"{where}.template: only columns with one and the same mark between them are read, as in "
            "{{street}}, {{town}}; computing is not done here"
        )
    return columns, (marks[1] if len(columns) > 1 else "")


def _only(said: Mapping[str, Any], allowed: frozenset[str], where: str) -> None:
    unknown = sorted(str(key) for key in said if key not in allowed)
    if unknown:
        raise MappingError(f"{where}{unknown[0]}: not known in mappings of FollowTheMoney, or not done here")
