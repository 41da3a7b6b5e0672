"""What a format has no place for, in the one form that every format here uses and the loaders read back.

Marks stand under `handling`, `evaluation`, `originator`, `assertion`, `review_due`; the kind under `kind`; values that
the format has no field for under `claims`, and ids of entities that are named without a tie under `references`, both
as an object of property -> list of texts.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from netintel.exchange._contents import Entity, Link, Said

MARKS: Final = ("handling", "evaluation", "originator", "assertion", "review_due")
encode = msgspec.json.Encoder().encode


def beside(thing: Entity | Link, said: Said) -> dict[str, Any]:
    """Return marks, the claims given and references; what there is none of is left out."""
    found: dict[str, Any] = dict(thing.marks.said())
    if said:
        found["claims"] = said
    if thing.references:
        found["references"] = thing.references
    return found


def of_link(link: Link, said: Said) -> dict[str, Any]:
    """Return the same of a link, with what ties elsewhere have no field for: direction, weight, status."""
    found: dict[str, Any] = {"kind": link.kind, "directed": link.directed}
    if link.weight is not None:
        found["weight"] = link.weight
    if link.status != "recorded":
        found["status"] = link.status
    return found | beside(link, said)


def text(said: Any) -> str:
    """Return an object as one line of JSON text."""
    return encode(said).decode()


def columns(link: Link) -> dict[str, str]:
    """Return the texts in the columns of a link that are known."""
    said = {"role": link.role, "first": link.first, "last": link.last, "amount": link.amount, "currency": link.currency}
    return {name: text for name, text in said.items() if text is not None}


def shown(word: str) -> str:
    """Return a mark or kind as it stands in a cell that no reader unescapes: a formula's first sign is written out.

    Examples
    --------
    >>> shown("Brigada"), shown("=Unit")
    ('Brigada', '\\\\u003dUnit')
    """
    from netintel.exchange._cells import safe

    return word if safe(word) == word else f"\\u{ord(word[0]):04x}{word[1:]}"


def said_besides(said: dict[str, str], names: tuple[str, ...]) -> dict[str, str]:
    """Move texts that a spreadsheet would take for a formula out of their cell into `claims`; marks are `shown`."""
    from netintel.exchange._cells import safe

    said = {name: shown(word) if name in MARKS or name == "kind" else word for name, word in said.items()}
    moved = {n: t for n, t in said.items() if n in names and n not in ("claims", "references") and safe(t) != t}
    if not moved:
        return said
    claims = msgspec.json.decode(said["claims"])
    for name, value in moved.items():
        column = name in ("role", "currency") and "directed" in said
        claims.setdefault(f"column.{name}" if column else name, []).insert(0, value)
    return {n: t for n, t in said.items() if n not in moved} | {"claims": text(claims)}
