"""Writes a proposal as a mapping with comments: what was decided, why, and what is unsure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from netintel.loaders._encodings import visible
from netintel.loaders._propose_columns import Column
from netintel.loaders._propose_rules import Rules
from netintel.loaders._propose_table import Table

_PLAIN: Final = re.compile(r"[^\W\d][\w-]*(?: [^\W\d][\w-]*)*")
_RESERVED: Final = frozenset("true false null yes no on off y n none".split())


def scalar(value: Any) -> str:
    """Return a value as YAML 1.2 reads it back.

    Examples
    --------
    >>> scalar("Rufnummer A"), scalar("No"), scalar("1"), scalar(True), scalar("a: b")
    ('Rufnummer A', '"No"', '"1"', 'true', '"a: b"')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and text.lower() not in _RESERVED:
        return text
    return json.dumps(text, ensure_ascii=not text.isprintable())


def flow(value: Any) -> str:
    """Return a value, list or mapping on one line.

    Examples
    --------
    >>> flow({"columns": ["a", "b"], "join": " "})
    '{columns: [a, b], join: " "}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def write(
    table: Table,
    stated: Mapping[str, Any],
    rules: Rules,
    columns: Sequence[Column],
    unsure: Sequence[str],
    preset: str,
) -> str:
    """Return the text of a mapping."""
    lines = [
        f"# A proposal for {_comment(table.name)}, read from its titles and values. Look through it before use:",
        "# lines with `unsure` want a decision. A column that is not named here is kept under its own title.",
    ]
    if preset:
        lines.insert(0, f"# This file is read as {preset} without a mapping; a mapping replaces that.")
    lines += ["version: 1", *_stated(table, stated), *(f"# unsure: {_comment(one)}" for one in unsure)]
    if rules.record:
        lines += ["record:", *(f"  {key}: {flow(value)}" for key, value in rules.record.items())]
    why = {column.title: column for column in columns}
    lines.append("entities:" if rules.entities else "entities: {}")
    for one in rules.entities:
        lines += [f"  {one.name}:", f"    kind: {one.kind}"]
        lines += [f"    # unsure: {told}" for told in one.unsure]
        lines.append(f"    key: {flow(one.key)}")
        if one.prefix:
            lines.append(f"    prefix: {flow(one.prefix)}")
        if one.properties:
            lines += ["    properties:", *_properties(one.properties, "      ", why)]
    if rules.links:
        lines.append("links:")
    for link in rules.links:
        lines += [f"  # unsure: {told}" for told in link.unsure]
        lines += [f"  - kind: {link.kind}", f"    source: {link.source}", f"    target: {link.target}"]
        lines.append(f"    directed: {flow(link.directed)}")
        if link.id:
            lines.append(f"    id: {flow({'column': link.id})}")
        if link.properties:
            lines += ["    properties:", *_properties(link.properties, "      ", why)]
    left = [column for column in columns if not column.meaning]
    if left:
        lines.append("# Columns without a meaning here:")
        lines += [f"#   {flow(column.title)}: {_comment(column.why)}" for column in left]
    return "\n".join(lines) + "\n"


def _stated(table: Table, stated: Mapping[str, Any]) -> Iterator[str]:
    if not stated:
        return
    yield "table:"
    for key, value in stated.items():
        if key == "encoding" and table.guesses:
            yield "  # unsure: the encoding is a guess; of the file's words, in the likeliest encodings:"
            for guess in table.guesses:
                yield f"  #   {guess.encoding}: {' '.join(map(visible, guess.words))}"
        yield f"  {key}: {flow(value)}"


def _properties(properties: Mapping[str, Mapping[str, Any]], indent: str, why: Mapping[str, Column]) -> Iterator[str]:
    for name, value in properties.items():
        titles = value.get("columns", [value["column"]] if "column" in value else [])
        told = [why[title] for title in titles if title in why]
        for column in told:
            if column.certainty == "unsure":
                yield f"{indent}# unsure: {flow(column.title)}: {_comment(column.why)}"
        note = (
            f"  # {told[0].certainty}: {_comment(told[0].why)}"
            if len(told) == 1 and told[0].certainty != "unsure"
            else ""
        )
        yield f"{indent}{name}: {flow(value)}{note}"


def _comment(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
