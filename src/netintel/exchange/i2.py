"""i2 Analyst's Notebook: a sheet of entity, link and entity, as its importer takes it.

Rows with one end describe the entities, rows with two the links. Columns: `Entity 1 Identity`, `Entity 1 Type` (the
kind), `Entity 1 Label`, `Entity 1 <property>` for the properties of `_attributes.SHOWN`, `Entity 2 Identity`, `Link
Type`, `Link Direction` (`1 to 2` or blank), `Link First`, `Link Last`, `Link Amount`, `Link Currency`, `Link Weight`,
`Link Role`, and the marks `handling`, `evaluation`, `originator`, `assertion`, `review_due`. Everything else stands as
JSON in `Entity 1 claims`, `Entity 1 references`, `Link claims` and `Link references`, and so do texts that a
spreadsheet would take for a formula or a cell would not keep: an importer knows no apostrophe to take off again. Links
have no id in the format; it is the claim `native_id`.

Everything in the graph is written, victims and informants included, with their category; this is no release.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from netintel.exchange._attributes import SHOWN, edge, is_plain, node
from netintel.exchange._beside import MARKS, said_besides
from netintel.exchange._cells import safe, write_rows
from netintel.exchange._contents import Contents
from netintel.exchange._loss import Loss
from netintel.store import durable

NAME: Final = "i2"
TITLE: Final = "i2 import sheet (CSV)"
SUFFIX: Final = ".i2.csv"
CARRIES: Final[frozenset[str]] = frozenset()

_ENTITY: Final = ("name", *SHOWN, "claims", "references")
_LINK: Final = ("first", "last", "amount", "currency", "weight", "role", "claims", "references")
_HEADER: Final = (
    "Entity 1 Identity", "Entity 1 Type", "Entity 1 Label", *(f"Entity 1 {prop}" for prop in _ENTITY[1:]),
    "Entity 2 Identity", "Entity 2 Label", "Link Type", "Link Direction",
    *(f"Link {n.title() if n in _LINK[:6] else n}" for n in _LINK),
    *MARKS,
)  # fmt: skip


def holds(key: str) -> bool:
    """Return whether an id comes back from a cell as it is, and is no formula."""
    return is_plain(key) and safe(key) == key


def write(contents: Contents, path: Path) -> list[Loss]:
    """Write the sheet."""
    inferred = sum(link.status != "recorded" for link in contents.links())
    with durable.writing(path) as file:
        write_rows(file, _HEADER, _rows(contents))
    return [
        Loss("ids", contents.replaced, "an id that no cell keeps; it is the claim `native_id`"),
        Loss("link ids", contents.n_links, "links have no id of their own; it is the claim `native_id`"),
        Loss("status", inferred, "inferred links: a sheet knows no such thing"),
    ]


def _rows(contents: Contents) -> Iterator[list[str]]:
    no_entity, no_link = [""] * (1 + len(_ENTITY)), [""] * (4 + len(_LINK))
    for entity in contents.entities():
        said = said_besides(node(entity), (*_ENTITY, *MARKS))
        values = [said.get(name, "") for name in _ENTITY]
        yield [entity.key, entity.kind, *values, *no_link, *(said.get(mark, "") for mark in MARKS)]
    for link in contents.links():
        said = said_besides(edge(link, listed=True), (*_LINK, *MARKS))
        way = "1 to 2" if link.directed else ""
        values = [said.get(name, "") for name in _LINK]
        marks = [said.get(mark, "") for mark in MARKS]
        yield [
            link.source, *no_entity, link.target, "", said["kind"], way, *values, *marks
        ]  # fmt: skip
