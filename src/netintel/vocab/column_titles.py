"""What clerks of fifteen languages write over a column, and what they mean by it.

A meaning is a property (`birth_date`), or with `@` before it a party or thing of the row (`@sender`, `@vehicle`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from netintel.vocab.tables import rows

_LETTERS: Final = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "ё": "е"})
_WORDS: Final = re.compile(r"[^\W_]+")
_NUMBER: Final = frozenset(
    "no nr num n numero nummer number nro numer numar номер αρ αριθμος رقم nbr nm numéro num".split()
)
_LITTLE: Final = frozenset(
    "de del d la le l of the des du der dem den van di della dei el los las les et na на du".split()
)
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@cache
def fold(title: str) -> str:
    """Return what the spellings of one title have in common; `#` stands for the word number in any language.

    Examples
    --------
    >>> fold("N.º de Pasaporte"), fold("PASAPORTE Nº"), fold("Geb.-Datum"), fold("Рег. №")
    ('# pasaporte', 'pasaporte #', 'geb datum', 'рег #')
    """
    spelled = unicodedata.normalize("NFKC", title).replace("'", " ").replace("’", " ")
    spelled = re.sub(r"(?<=[a-zа-я])(?=[A-ZА-Я][a-zа-я])", " ", spelled).casefold().translate(_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFD", spelled) if not unicodedata.combining(c))
    bare = re.sub(r"\bn\W{1,2}o\b", "no", bare)
    words = ["#" if word in _NUMBER else word for word in _WORDS.findall(bare)]
    kept = [word for word in words if word not in _LITTLE]
    return " ".join(kept or words)


@cache
def known() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return folded title -> language -> meanings."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in rows("column_titles"):
        spellings = {fold(row["title"])}
        if row["language"] == "de":
            spellings.add(fold(row["title"].translate(_UMLAUTS)))
        for key in spellings:
            of = found.setdefault(key, {})
            of[row["language"]] = tuple(dict.fromkeys((*of.get(row["language"], ()), row["meaning"])))
    return found


def meanings(key: str, language: str) -> tuple[str, ...]:
    """Return what a folded title means: in one language where it has the title, else in all that have it.

    Examples
    --------
    >>> meanings(fold("Geburtsort"), "de"), meanings(fold("Nom"), "pl"), meanings("xyz", "de")
    (('birth_place',), ('name',), ())
    """
    by_language = known().get(key, {})
    if language in by_language:
        return by_language[language]
    return tuple(dict.fromkeys(meaning for told in by_language.values() for meaning in told))


def language(titles: Iterable[str]) -> str:
    """Return the language that explains most of some titles, empty where none does.

    Examples
    --------
    >>> language(["Nazwisko", "Imię", "Data"]), language(["qqq"])
    ('pl', '')
    """
    votes: Counter[str] = Counter()
    for title in titles:
        by_language = known().get(fold(title), {})
        for name in by_language:
            votes[name] += 1 + 10 // len(by_language)
    return max(votes, key=lambda name: votes[name]) if votes else ""
