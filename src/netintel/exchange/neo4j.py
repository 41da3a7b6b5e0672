"""Neo4j CSV: a folder with `nodes.csv` and `relationships.csv`, as `neo4j-admin database import` reads them.

`:ID`, `:LABEL` (the kind), `:START_ID`, `:END_ID`, `:TYPE` (the kind of the link); the other columns are those of
GraphML (`_attributes`): properties with one value each, marks, and `claims` and `references` as JSON. Relationships
always have a direction in Neo4j; whether the link has one stands in `directed`.

A cell that a spreadsheet would take for a formula is not altered, for Neo4j would store the alteration: such texts
stand in `claims`, whose cell begins with a brace. Ids that are such are replaced by the opaque id.

Everything in the graph is written, victims and informants included, with their category; this is no release.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from netintel.exchange._attributes import EDGE, NODE, edge, is_plain, node
from netintel.exchange._beside import said_besides
from netintel.exchange._cells import safe, write_rows
from netintel.exchange._contents import Contents
from netintel.exchange._folder import new_folder
from netintel.exchange._loss import Loss
from netintel.store import durable

NAME: Final = "neo4j"
TITLE: Final = "Neo4j import CSV"
SUFFIX: Final = ""
CARRIES: Final[frozenset[str]] = frozenset()

_NODE: Final = tuple(name for name in NODE if name != "kind")
_EDGE: Final = tuple(name for name in EDGE if name != "kind")


def holds(key: str) -> bool:
    """Return whether an id comes back from a cell as it is, and is no formula."""
    return is_plain(key) and safe(key) == key


def write(contents: Contents, path: Path) -> list[Loss]:
    """Write nodes and relationships."""
    with new_folder(path) as folder:
        with durable.writing(folder / "nodes.csv") as file:
            write_rows(file, [":ID", ":LABEL", *_NODE], _nodes(contents))
        with durable.writing(folder / "relationships.csv") as file:
            write_rows(file, [":START_ID", ":END_ID", ":TYPE", *_EDGE], _edges(contents))
    return [
        Loss("ids", contents.replaced, "an id that no cell keeps; it is the claim `native_id`"),
        Loss("link ids", contents.n_links, "relationships have no id of their own; it is the claim `native_id`"),
    ]


def _nodes(contents: Contents) -> Iterator[list[str]]:
    for entity in contents.entities():
        said = said_besides(node(entity, apart=True), _NODE)
        yield [entity.key, entity.kind, *(said.get(name, "") for name in _NODE)]


def _edges(contents: Contents) -> Iterator[list[str]]:
    for link in contents.links():
        said = said_besides(edge(link, listed=True), _EDGE)
        yield [link.source, link.target, said["kind"], *(said.get(name, "") for name in _EDGE)]
