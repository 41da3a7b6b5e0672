"""The formal names that a nickname stands for."""

from __future__ import annotations

from functools import cache, lru_cache

from netintel.resolve.names._fold import fold
from netintel.vocab import nicknames


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
    >>> sorted(nickname("sasha")), nickname("aleksandr") & nickname("sasha"), nickname("xyz")
    (['alexander', 'alexandra'], frozenset({'alexander'}), None)
    """
    return nicknames.formal(text) or _by_key().get(fold(text)[1])


@cache
def _by_key() -> dict[str, frozenset[str]]:
    """Return key -> formal names, for spellings the list does not hold; short keys are too coarse for that."""
    found: dict[str, frozenset[str]] = {}
    for word, names in nicknames.table().items():
        key = fold(word)[1]
        if len(key) > 3:
            found[key] = found.get(key, frozenset()) | names
    return found
