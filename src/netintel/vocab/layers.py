"""Layers: what kind of dealing a tie stands for: money, communication, travel, accusation, or another one.

Who pays whom, who calls whom, who travels with whom and who is accused with whom are four networks of the same people;
added up, the loudest of them hides the others.
"""

from __future__ import annotations

from functools import cache

from netintel.vocab.tables import rows

LAYERS = ("money", "communication", "travel", "accusation", "other")


def layer(kind: str) -> str:
    """Return the layer of a kind of link, event or carrier; `other` where the list has none.

    Examples
    --------
    >>> layer("Payment"), layer("SIM"), layer("Family")
    ('money', 'communication', 'other')
    """
    return _listed().get(kind, "other")


@cache
def _listed() -> dict[str, str]:
    return {row["kind"]: row["layer"] for row in rows("layers")}
