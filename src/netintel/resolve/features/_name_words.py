"""The names of the records as words: texts, keys, initials and nicknames as codes, and how often each occurs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.resolve import names
from netintel.resolve._records import Records, Values

MOST_WORDS, MOST_GROUPS = 6, 4
_KEPT = {"name", "patronymic"}


@dataclass(frozen=True)
class NameWords:
    """The words of each distinct name, -1 where there are fewer.

    Attributes
    ----------
    text, key : arrays of names x 6
        Codes of the word as folded and of its key.
    letter, first : arrays of names x 6
        The first letter of the key, and of the word as folded: Çetin may be initialled by either.
    initial : array of names x 6
        Whether the word is an initial.
    groups : array of texts x 3
        Codes of the given names that a text may stand for.
    texts, keys : arrays of str
        The distinct words.
    persons : Values
        The names of each record.
    seen : dict
        How the words of pairs of names were found to match, kept from one count of rarity to the next.
    """

    text: NDArray[np.int32]
    key: NDArray[np.int32]
    letter: NDArray[np.int32]
    first: NDArray[np.int32]
    initial: NDArray[np.bool_]
    groups: NDArray[np.int32]
    texts: NDArray[Any]
    keys: NDArray[Any]
    persons: Values
    seen: dict[bytes, dict[str, NDArray[Any]]] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """How many records there are."""
        return len(self.persons.counts)

    @cached_property
    def length(self) -> NDArray[np.int64]:
        """How many letters each text has."""
        return np.array([len(text) for text in self.texts], np.int64)

    @cached_property
    def other_key(self) -> NDArray[np.int32]:
        """For each word another key that its text has elsewhere: SAHIN is read as written, but may have been Şahin."""
        least = np.full(len(self.texts), len(self.keys), np.int32)
        np.minimum.at(least, self.text[self.text >= 0], self.key[self.text >= 0])
        found = np.append(least, -1)[self.text]
        return np.where(found == self.key, -1, found).astype(np.int32)

    @cached_property
    def width(self) -> NDArray[np.int8]:
        """How many words each name has."""
        found: NDArray[np.int8] = (self.key >= 0).sum(axis=1).astype(np.int8)
        return found


def forms(records: Records) -> Values:
    """Return the names of each record: as claimed, split where one text holds several."""

    def told() -> Values:
        rows = records.claims(("name", "alias", "first_name", "last_name"))
        whole = rows[rows["property"].isin(["name", "alias"])]
        split = {text: names.forms(text) for text in whole["value"].unique()}
        parts = whole.assign(value=whole["value"].map(split)).explode("value").dropna(subset=["value"])
        parts = pd.concat([parts[["at", "value"]], _composed(rows, whole)], ignore_index=True)
        return Values.of(parts["at"].to_numpy(), parts["value"], len(records))

    found: Values = records.kept("name forms", told)
    return found


def _composed(rows: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Return first and last name as one name, for records that have no whole one."""
    rest = rows[~rows["at"].isin(set(whole["at"])) & ~rows["property"].isin(["name", "alias"])]
    rest = rest.sort_values(["at", "property"], kind="stable").drop_duplicates(["at", "property"])
    found: pd.DataFrame = rest.groupby("at")["value"].agg(" ".join).reset_index()
    return found


def words(records: Records) -> NameWords:
    """Return the words of each distinct name."""
    found: NameWords = records.kept("name words", lambda: _words(records))
    return found


def _words(records: Records) -> NameWords:
    values = forms(records)
    split = names.organisation_words if records.pole == "organisation" else names.person_words
    shape = (len(values.words), MOST_WORDS)
    text, initial = np.full(shape, -1, np.int32), np.zeros(shape, bool)
    key = np.full(shape, -1, np.int32)
    texts: dict[str, int] = {}
    keys: dict[str, int] = {}
    for at, name in enumerate(values.words):
        kept = [word for word in split(name) if word.kind in _KEPT or word.kind == "initial"][:MOST_WORDS]
        for place, word in enumerate(kept):
            text[at, place] = texts.setdefault(word.text, len(texts))
            key[at, place] = keys.setdefault(word.key, len(keys))
            initial[at, place] = word.kind == "initial"
    letter, first = _firsts(keys, key), _firsts(texts, text)
    spelled = [np.array(list(words), dtype=object) for words in (texts, keys)]
    return NameWords(text, key, letter, first, initial, _groups(spelled[0]), spelled[0], spelled[1], values)


def _firsts(words: dict[str, int], code: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the first letter of each word, as a number; -1 where there is no word."""
    letters = np.array([ord(word[:1] or " ") for word in words] + [-1], np.int32)
    return letters[code]


def _groups(texts: NDArray[Any]) -> NDArray[np.int32]:
    """Return for each text the codes of the given names it may stand for, -1 where there are fewer."""
    found = np.full((len(texts), MOST_GROUPS), -1, np.int32)
    known: dict[str, int] = {}
    for at, text in enumerate(texts):
        for place, group in enumerate(sorted(names.nickname(text) or ())[:MOST_GROUPS]):
            found[at, place] = known.setdefault(group, len(known))
    return found
