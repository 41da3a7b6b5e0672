"""Nicknames and national variants of given names, and the formal names they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from netintel.vocab.tables import rows


@cache
def table() -> Mapping[str, frozenset[str]]:
    """Return small Latin spelling -> formal names; a formal name stands for itself."""
    found: dict[str, set[str]] = {}
    for row in rows("nicknames"):
        found.setdefault(row["nickname"], set()).add(row["formal"])
        found.setdefault(row["formal"], set()).add(row["formal"])
    return {word: frozenset(names) for word, names in found.items()}


def formal(text: str) -> frozenset[str] | None:
    """Return the formal names that a word stands for, None where the list does not hold it.

    Examples
    --------
    >>> sorted(formal("sasha")), formal("vanyo"), formal("xyz")
    (['alexander', 'alexandra'], frozenset({'ivan'}), None)
    """
    return table().get(text)
