"""The tables of `csv` and `xlsx`: entities and links as they are read back, and the graph's other tables whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from netintel.exchange._attributes import EDGE, NODE, SHOWN, edge, node
from netintel.exchange._beside import encode
from netintel.exchange._contents import Contents

Rows = Iterator[list[str]]

CARRIED: Final = frozenset(
    "records issues judgements origins originals repeated points handling evaluation originator assertion "
    "review_due".split()
) | {"own marks"}
"""What the whole tables hold that one row an entity cannot."""

_OTHERS: Final = ("claims", "records", "received", "issues", "judgements", "origins")
_MARKS: Final = ("handling", "evaluation", "originator", "assertion", "review_due")


def _columns(names: tuple[str, ...]) -> dict[str, Any]:
    return {name: {"column": name} for name in names}


def _unread(key: str) -> dict[str, Any]:
    said = {"entities": {"row": {"kind": "Concept", "key": [key]}}, "filter": {"column": key, "equals": "read again"}}
    return {"table": {"cells": "netintel"}, **said}


TABLES: Final[dict[str, dict[str, Any]]] = {
    "entities": {
        "table": {"cells": "netintel"},
        "record": _columns(_MARKS),
        "entities": {
            "entity": {
                "kind": {"column": "kind"},
                "key": ["id"],
                "properties": _columns(("name", *SHOWN, "claims", "references")),
            }
        },
    },
    "links": {
        "table": {"cells": "netintel"},
        "record": _columns(_MARKS),
        "entities": {end: {"kind": "Unknown", "key": [end]} for end in ("source", "target")},
        "links": [
            {
                "kind": {"column": "kind"},
                "id": {"column": "id"},
                "source": "source",
                "target": "target",
                "directed": {"column": "directed"},
                "properties": _columns(tuple(n for n in EDGE if n not in ("kind", "directed", *_MARKS))),
            }
        ],
    },
    "claims": _unread("claim"),
    "records": _unread("record"),
    "received": _unread("export"),
    "issues": _unread("export"),
    "judgements": _unread("left"),
    "origins": _unread("origin"),
}
"""Table -> what the mapping beside it says."""


def mapping(block: dict[str, Any], **more: Any) -> str:
    """Return a mapping file; JSON is YAML."""
    return (
        "# Written by netintel: what the columns mean, and how cells are written.\n"
        + encode({"version": 1, **block, **more}).decode()
        + "\n"
    )


def tables(contents: Contents) -> Iterator[tuple[str, list[str], Rows]]:
    """Give name, header and rows of each table."""
    yield "entities", ["id", *NODE], _entities(contents)
    yield "links", ["id", "source", "target", *EDGE], _links(contents)
    for name in _OTHERS:
        table: pd.DataFrame = getattr(contents.graph, name)
        if len(table) or name != "judgements":
            yield name, [str(column) for column in table.columns], _plain(table)


def _entities(contents: Contents) -> Rows:
    for entity in contents.entities():
        said = node(entity, apart=True)
        yield [entity.key, *(said.get(name, "") for name in NODE)]


def _links(contents: Contents) -> Rows:
    for link in contents.links():
        said = edge(link)
        yield [link.key, link.source, link.target, *(said.get(name, "") for name in EDGE)]


def _plain(table: pd.DataFrame) -> Rows:
    for row in zip(*(table[column].astype(object).tolist() for column in table.columns), strict=True):
        yield ["" if cell is None or cell != cell else str(cell).replace("\x00", "\\u0000") for cell in row]
