"""Kinds of entities: POLE on the outside, FollowTheMoney names below.

`part` says what an entity does in a projection: an `actor` is a node, a `carrier` (phone, account, address) joins the
actors who hold it, an `event` joins its participants, a `country` may stand for unnamed actors in it.
"""

from __future__ import annotations

from functools import cache

from netintel.vocab.tables import rows


@cache
def parts() -> dict[str, str]:
    """Return kind -> part in a projection: actor, carrier, event, document, place, country, thing."""
    return {row["kind"]: row["part"] for row in rows("kinds")}


@cache
def poles() -> dict[str, str]:
    """Return kind -> person, object, location, event or organisation."""
    return {row["kind"]: row["pole"] for row in rows("kinds")}


def of_part(part: str) -> frozenset[str]:
    """Return the kinds with one part, for example all carriers."""
    return frozenset(kind for kind, its in parts().items() if its == part)
