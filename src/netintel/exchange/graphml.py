"""GraphML: for Gephi, yEd, Cytoscape, igraph and networkx.

A node an entity, an edge a link, under their ids. Attributes: `kind`, `name`, the properties of `_attributes.SHOWN`
with one value each, marks (`handling`, `evaluation`, `originator`, `assertion`, `review_due`), `claims` and
`references` as JSON for all else. Edges say their direction in the attribute `directed`, because many readers take no
mixture of both. All attributes are text but `weight`; amounts and dates keep their digits.

Characters that XML 1.0 cannot hold stand escaped in `claims`; an id that holds such is replaced by the opaque id, with
the id itself in `claims` as `native_id`.

Everything in the graph is written, victims and informants included, with their category; this is no release.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from netintel.exchange._attributes import EDGE, NODE, edge, is_plain, node
from netintel.exchange._contents import Contents
from netintel.exchange._loss import Loss
from netintel.store import durable

NAME: Final = "graphml"
TITLE: Final = "GraphML"
SUFFIX: Final = ".graphml"
CARRIES: Final[frozenset[str]] = frozenset()

holds = is_plain

_TOGETHER: Final = 10_000
_SPECIAL = re.compile('[&<>"]')
_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns '
    'http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)


def write(contents: Contents, path: Path) -> list[Loss]:
    """Write keys, nodes and edges."""
    with durable.writing(path) as file:
        file.write((_HEAD + _keys()).encode())
        lines: list[str] = []
        for line in _elements(contents):
            lines.append(line)
            if len(lines) == _TOGETHER:
                file.write("".join(lines).encode())
                lines.clear()
        file.write(("".join(lines) + "</graph>\n</graphml>\n").encode())
    return [
        Loss(
            "ids",
            contents.replaced + contents.replaced_links,
            "an id with characters that XML cannot hold; it is the claim `native_id`",
        )
    ]


def _keys() -> str:
    made = []
    for letter, domain, names in (("n", "node", NODE), ("e", "edge", EDGE)):
        for name in names:
            type_ = "double" if name == "weight" else "string"
            made.append(f'<key id="{letter}_{name}" for="{domain}" attr.name="{name}" attr.type="{type_}"/>\n')
    return "".join(made) + '<graph id="netintel" edgedefault="directed">\n'


def _elements(contents: Contents) -> Iterator[str]:
    for entity in contents.entities():
        yield f'<node id="{_escaped(entity.key)}">{_data("n", node(entity))}</node>\n'
    for link in contents.links():
        ends = f'source="{_escaped(link.source)}" target="{_escaped(link.target)}"'
        yield f'<edge id="{_escaped(link.key)}" {ends}>{_data("e", edge(link))}</edge>\n'


def _data(letter: str, said: dict[str, str]) -> str:
    return "".join(f'<data key="{letter}_{name}">{_escaped(text)}</data>' for name, text in said.items())


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], text)
