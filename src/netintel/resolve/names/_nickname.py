"""The formal names that a nickname stands for."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from rapidfuzz.distance import Indel

from netintel.resolve.names._fold import fold
from netintel.vocab import nicknames

_ALIKE: Final = 0.75
"""Of the letters of two texts with one key: mikola is mykola (0.83), walid is not walt (0.67)."""


@lru_cache(maxsize=1 << 16)
def nickname(text: str) -> frozenset[str] | None:
    """Return the formal names that a nickname, or a formal name, stands for; None where it is neither.

    Two words may name one person when the sets share a name.

    Parameters
    ----------
    text
        Text of a `Word`.

    Examples
    --------
    >>> sorted(nickname("sasha")), nickname("mikola"), nickname("xyz")
    (['alexander', 'alexandra'], frozenset({'nicholas'}), None)
    """
    listed = nicknames.formal(text)
    if listed is not None:
        return listed
    alike = [word for word in _by_sound().get(_sound(text), ()) if Indel.normalized_similarity(word, text) >= _ALIKE]
    return frozenset().union(*(nicknames.table()[word] for word in alike)) or None


@cache
def _by_sound() -> dict[tuple[str, bool], list[str]]:
    """Return the sound of a listed word -> the words, for spellings the list does not hold."""
    found: dict[tuple[str, bool], list[str]] = {}
    for word in nicknames.table():
        found.setdefault(_sound(word), []).append(word)
    return found


def _sound(text: str) -> tuple[str, bool]:
    """Return the key, and whether the name ends in a as those of women do: Georgia is not George."""
    return fold(text)[1], text.endswith("a")
