"""Which of the persons, entities and accounts that a goAML report repeats in full are one and the same."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Final

from netintel.loaders._xml import Element, leaves

_NOT_ALPHANUMERIC: Final = re.compile(r"[\W_]+")
_MIDNIGHT: Final = re.compile(r"^(\d{4}-\d{2}-\d{2})T00:00(?::00(?:\.0+)?)?Z?$")
_PLACEHOLDER_DAYS: Final = frozenset(
    {"1900-01-01", "0001-01-01", "1753-01-01", "1800-01-01", "1899-12-30", "9999-12-31"}
)


class Known:
    """Remembers strong keys of one sort of entity within a file.

    Two descriptions are one entity where they share a key and nothing strong of the same sort differs; what shares
    none is one where it says the same word for word, or stands alone.
    """

    def __init__(self, sort: str) -> None:
        self._sort = sort
        self._by_key: dict[tuple[str, str], list[str]] = {}
        self._facts: dict[str, dict[str, str]] = {}

    def same(self, keys: Mapping[str, str], facts: Mapping[str, str], otherwise: str) -> str:
        """Return the id of an entity.

        Parameters
        ----------
        keys
            Strong keys by their sort, strongest first; each alone tells an entity apart.
        facts
            What may not differ in one entity, though it tells nobody apart: a birth date.
        otherwise
            The id where there is no key.
        """
        said = {**keys, **facts}
        known = (one for key in keys.items() for one in self._by_key.get(key, ()))
        found = next((one for one in known if self._agrees(one, said)), None)
        if found is None:
            first = next(iter(keys.items()), None)
            found = f"{self._sort}/{otherwise if first is None else ':'.join(first)}"
            if first is not None and found in self._facts:  # the same number, but something strong differs
                found = f"{found}#{otherwise}"
        for key in keys.items():
            named = self._by_key.setdefault(key, [])
            if found not in named:
                named.append(found)
        held = self._facts.setdefault(found, {})
        for fact, value in said.items():
            held.setdefault(fact, value)
        return found

    def _agrees(self, entity: str, said: Mapping[str, str]) -> bool:
        held = self._facts[entity]
        return all(held.get(fact, value) == value for fact, value in said.items())


def number(text: str) -> str:
    """Return a number as a key, empty where it is a placeholder: too short, no digit, or one character throughout.

    Examples
    --------
    >>> number("RX 12-345"), number("000000"), number("N/A"), number("unknown")
    ('RX12345', '', '', '')
    """
    compact = _NOT_ALPHANUMERIC.sub("", text).upper()
    digits = any(character.isdigit() for character in compact)
    return compact if len(compact) >= 4 and digits and len(set(compact)) > 1 else ""


def day(text: str) -> str:
    """Return a date as goAML means it: a midnight without zone is how it writes a day.

    Examples
    --------
    >>> day("1981-04-05T00:00:00"), day("2026-03-01T10:15:00"), day("1981-04-05")
    ('1981-04-05', '2026-03-01T10:15:00', '1981-04-05')
    """
    return _MIDNIGHT.sub(r"\1", text)


def is_placeholder(text: str) -> bool:
    """Return whether a date stands for "not known", as systems that demand one make people write it.

    Examples
    --------
    >>> is_placeholder("1900-01-01T00:00:00"), is_placeholder("1900-01-02")
    (True, False)
    """
    return text[:10] in _PLACEHOLDER_DAYS


def digest(element: Element) -> str:
    """Return a short name for what an element says, whatever it is called, wherever it stands and in whatever role."""
    said = "\x1f".join(f"{path}={told}" for path, told in leaves(element) if path != "role")
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()
