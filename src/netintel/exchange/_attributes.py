"""An entity or link as flat attributes of plain text, for formats whose elements have such and nothing else.

Properties that every tool likes to see stand under their own name, one value each; whatever has more values, another
name, or characters that a cell or an XML text does not keep, stands in `claims` as JSON.
"""

from __future__ import annotations

import re
from typing import Any, Final

from netintel.exchange._beside import MARKS, columns, text
from netintel.exchange._contents import Entity, Link, Said

SHOWN: Final = (
    "category minor role alias first_name last_name gender birth_date death_date birth_country nationality citizenship "
    "residence registration country origin wanted_by city address latitude longitude phone email iban wallet "
    "document_number document_country description note username ip domain url"
).split()
"""Properties that have an attribute of their own where an entity has a value that can stand in it."""

NODE: Final = ("name", "kind", *SHOWN, *MARKS, "claims", "references")
EDGE: Final = (
    "kind", "directed", "role", "first", "last", "amount", "currency", "weight", "status", *MARKS, "claims",
    "references",
)  # fmt: skip

_BEYOND_XML = re.compile("[\ufffe\uffff\x7f-\x9f\u2028\u2029]")


def is_plain(value: str) -> bool:
    """Return whether a text comes back from a cell or an XML text as it is.

    Examples
    --------
    >>> is_plain("Ana Ionescu"), is_plain(" Ana"), is_plain("a\\nb"), is_plain("a\\x00")
    (True, False, False, False)
    """
    return value != "" and value == value.strip() and (value.isprintable() or not _controls(value))


def _controls(value: str) -> bool:
    return any(c < " " or "\x7f" <= c <= "\x9f" or c in "\u2028\u2029\ufffe\uffff" for c in value)


def node(entity: Entity, *, apart: bool = False) -> dict[str, str]:
    """Return the attributes of an entity; `claims` is always there, for with it nobody takes the id for the name.

    Parameters
    ----------
    apart
        Whether links stand in another file: then an entity of which nothing is known lists its id as `native_id`,
        because a reader joins an id that one file only names with one that another file describes.
    """
    found = {"kind": entity.kind}
    said: Said = dict(entity.said)
    if apart and not said and entity.name is None:
        said["native_id"] = [entity.key]
    if entity.name is not None:
        names = said.pop("name", [])
        if is_plain(entity.name):
            found["name"] = entity.name
        else:
            names = [entity.name, *names]
        if names:
            said["name"] = names
    for prop in SHOWN:
        values = said.get(prop)
        if values and is_plain(values[0]):
            found[prop] = values[0]
            if len(values) > 1:
                said[prop] = values[1:]
            else:
                del said[prop]
    return found | _rest(entity, said)


def edge(link: Link, *, listed: bool = False) -> dict[str, str]:
    """Return the attributes of a link; `listed` puts its id among the claims, where the format has no place for it."""
    found = {"kind": link.kind, "directed": "true" if link.directed else "false", **columns(link)}
    if link.weight is not None:
        found["weight"] = repr(link.weight)
    if link.status != "recorded":
        found["status"] = link.status
    said = {**link.said, "native_id": [*link.said.get("native_id", []), link.key]} if listed else dict(link.said)
    for name in ("role", "currency"):
        if name in found and not is_plain(found[name]):
            said[f"column.{name}"] = [found.pop(name)]
    return {name: _visible(value) for name, value in found.items()} | _rest(link, said)


def _rest(thing: Entity | Link, said: Said) -> dict[str, str]:
    found = {name: _visible(word) for name, word in thing.marks.said().items()} | {"claims": _json(said)}
    return found | ({"references": _json(thing.references)} if thing.references else {})


def _visible(text: str) -> str:
    """Return a mark or kind, in which nobody writes such, with what no cell keeps as visible escapes."""
    return text if is_plain(text) else "".join(f"\\u{ord(c):04x}" if _controls(c) else c for c in text.strip())


def _json(said: Any) -> str:
    """Return JSON text in which no character stands that XML or a line cannot hold."""
    return _BEYOND_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", text(said))
