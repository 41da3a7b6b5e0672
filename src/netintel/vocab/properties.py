"""Properties that netintel understands: their type, and the basis on which a country is claimed by them.

A property not listed is text and is kept as the export names it.
"""

from __future__ import annotations

from functools import cache

from netintel.vocab.tables import rows

HOME_BASES: tuple[str, ...] = ("nationality", "citizenship", "origin", "residence", "registration", "location", "flag")
"""Bases that make an entity belong to a jurisdiction, strongest first.

Being wanted by, born in, called from, banked in or targeted in a country does not make anyone belong to it; such
claims are in `EntityGraph.jurisdictions` with their own basis.
"""


@cache
def types() -> dict[str, str]:
    """Return property -> type for the properties that are not plain text."""
    return {row["property"]: row["type"] for row in rows("properties")}


@cache
def bases() -> dict[str, str]:
    """Return property -> basis for the properties that claim a country."""
    return {row["property"]: row["basis"] for row in rows("properties") if row["basis"]}
