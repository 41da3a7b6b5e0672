"""Data-subject categories, most protective first; the role in the scheme is another field."""

from __future__ import annotations

from functools import cache

from netintel.vocab.tables import rows

PROTECTION: tuple[str, ...] = (
    "informant",
    "minor",
    "victim",
    "witness",
    "professional",
    "unknown",
    "contact",
    "suspect",
    "future-offender",
    "convicted",
)
"""Most protective first: when exports disagree, the first of these that is claimed holds."""

PROTECTED: frozenset[str] = frozenset({"informant", "minor", "victim", "witness", "professional"})
"""Never ranked as targets."""

PSEUDONYMOUS: frozenset[str] = frozenset({"informant", "minor", "victim", "witness"})
"""Shown under a pseudonym in every view by default."""

_ALIASES = {"victims": "victim", "witnesses": "witness", "suspected": "suspect", "juvenile": "minor", "child": "minor"}


@cache
def parse(text: str) -> str | None:
    """Return the code of a category, or None where the text is none.

    Examples
    --------
    >>> parse("Victim "), parse("lawyer")
    ('victim', None)
    """
    word = text.strip().lower()
    word = _ALIASES.get(word, word)
    return word if word in {row["code"] for row in rows("data_subject_categories")} else None
