"""What `netintel.exchange.case` writes under its own prefix on every node, read back."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final

from netintel.loaders import _written as written
from netintel.loaders._case_context import Literal, Name, Node

SPACE: Final = "netintel"


def own(node: Node) -> dict[str, str]:
    """Return what a node says under netintel's prefix, by local name; empty where netintel did not write it."""
    return {
        name.local: value.text
        for name, values in node.said.items()
        for value in values[:1]
        if name.space == SPACE and name.known and isinstance(value, Literal)
    }


def is_mark(name: Name) -> bool:
    """Return whether a key is a mark of its record: of netintel's or of a vocabulary that is none of UCO's."""
    return name.local in written.MARKS and (not name.known or name.space == SPACE)


def besides(node: Node) -> Node:
    """Return the node with what others added: without what netintel wrote and what only repeats it."""
    repeats = {v.text for v in node.said.get(Name(SPACE, "repeats", True), ()) if isinstance(v, Literal)}
    rest = Node(node.id, node.types, named=node.named)
    for name, values in node.said.items():
        if name.space == SPACE or (name.known and name.local in repeats):
            continue
        kept = [value for value in values if isinstance(value, Literal) or value.id not in repeats]
        if kept:
            rest.said[name] = kept
    return rest


def columns(said: dict[str, str], directed: bool) -> dict[str, Any]:
    """Return the columns of a link, ready for `Builder.link`."""
    weight: dict[str, Any] = {}
    with suppress(KeyError, ValueError):
        weight = {"weight": float(said["weight"])}
    return written.link({**said, **weight, "directed": directed})
