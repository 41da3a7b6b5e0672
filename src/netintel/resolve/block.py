"""Which pairs are worth comparing? All that could be found the same, and few others: the number grows with the records.

Two records are compared when they share a word of their names and enough beside it (another word, a birth date, the
first letter of another word), or a document, phone, account or address on the net. A block that too many share, as
those of one common name, is divided by what else its records say; those that say nothing else cannot be told apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netintel.resolve._codes import distinct
from netintel.resolve._records import Pairs, Records, Values
from netintel.resolve.features import birth_date, contacts, documents, places
from netintel.resolve.features._name_words import NameWords, words

ALL = 2000
"""Up to so many records each is compared with each."""

CROWD, SMALL, RARE, FEW = 150, 60, 40, 20
"""Records in a block: at most; at most where little is shared; at most that bear a word which is enough alone; at most
where no word is shared, but a birthday and the first letters."""

_PLACES = (places.BIRTH_PLACE, places.CITY, places.POSTCODE, places.ADDRESS)

Codes = NDArray[np.uint64]


def pairs(records: Records) -> Pairs:
    """Return the pairs to compare, each once, in order."""
    n = len(records)
    if n <= ALL:
        left, right = np.triu_indices(n, 1)
        return Pairs(left.astype(np.int32), right.astype(np.int32))
    found = [distinct(part) for part in _blocks(records, n)]
    codes = distinct(np.concatenate(found)) if found else np.array([], np.int64)
    return Pairs((codes // n).astype(np.int32), (codes % n).astype(np.int32))


def _blocks(records: Records, n: int) -> Iterator[NDArray[np.int64]]:
    for values in _identifiers(records):
        yield _within(values.owner, values.code.astype(np.uint64), CROWD, n)[0]
    names, born = words(records), _Born(records)
    yield from _two_words(names, born, n)
    yield from _one_word(names, born, n)
    for place, feature in enumerate(_PLACES):
        yield from _placed(names, born, feature.values(records), place, n)


def _identifiers(records: Records) -> list[Values]:
    shared = (contacts.PHONE, contacts.EMAIL, contacts.ACCOUNT, contacts.WALLET)
    return [documents.numbers(records), *(feature.values(records) for feature in shared)]


def _placed(names: NameWords, born: _Born, stated: Values, sort: int, n: int) -> Iterator[NDArray[np.int64]]:
    """A place, with a word of the name, or with a birth date."""
    who, key, _ = _single(names)
    first = np.where(stated.counts > 0, np.append(stated.code, -1)[stated.start[:-1]], -1)
    known = first[who] >= 0
    yield _within(who[known], _mixed(_mixed(key, first[who] + 77), sort)[known], CROWD, n)[0]
    dated = np.flatnonzero((born.day > 0) & (first >= 0))
    yield _within(dated, _mixed(_mixed(first[dated], born.year[dated]), born.day[dated] + 400 * sort), CROWD, n)[0]


class _Born:
    """Year and day of the year of each record; day and month in one order, for agencies swap them; 0 where unknown."""

    def __init__(self, records: Records) -> None:
        values, parts = records.values("birth_date"), birth_date.dates(records)
        n = len(records)
        self.year, self.day = np.zeros(n, np.int64), np.zeros(n, np.int64)
        first = np.flatnonzero(values.counts > 0)
        code = values.code[values.start[first]]
        self.year[first] = parts.year[code]
        low, high = np.minimum(parts.month, parts.day)[code], np.maximum(parts.month, parts.day)[code]
        self.day[first] = np.where(low > 0, low * 32 + high, 0)


def _two_words(names: NameWords, born: _Born, n: int) -> Iterator[NDArray[np.int64]]:
    """Two words of a name; blocks of common names by year, by day and by a third word."""
    who, code, third = _combined(names)
    pairs, big = _within(who, code, CROWD, n)
    yield pairs
    who, code, third = who[big], code[big], third[big]
    dated = born.year[who] > 0
    by_year = _mixed(code[dated], born.year[who[dated]])
    pairs, big = _within(who[dated], by_year, CROWD, n)
    yield pairs
    who_big, by_year = who[dated][big], by_year[big]
    full = born.day[who_big] > 0
    yield _within(who_big[full], _mixed(by_year[full], born.day[who_big[full]]), CROWD, n)[0]
    full = born.day[who] > 0
    yield _within(who[full], _mixed(code[full], born.day[who[full]] + 5000), CROWD, n)[0]
    more = third > 0
    yield _within(who[more], _mixed(code[more], third[more]), CROWD, n)[0]


def _one_word(names: NameWords, born: _Born, n: int) -> Iterator[NDArray[np.int64]]:
    """One word, with a birth date, or the beginning of another word; a rare one alone."""
    who, key, letter = _single(names)
    word = _mixed(key, 1)
    yield _within(who, word, RARE, n)[0]
    yield _within(who, _mixed(word, letter), FEW, n)[0]
    dated, full = born.year[who] > 0, born.day[who] > 0
    yield _within(who[dated], _mixed(_mixed(word, letter), born.year[who] + 100)[dated], CROWD, n)[0]
    yield _within(who[full], _mixed(_mixed(word, born.year[who]), born.day[who] + 5000)[full], CROWD, n)[0]
    letters = _mixed(_mixed(letter, born.year[who]), born.day[who] + 9000)
    yield _within(who[full], letters[full], SMALL, n)[0]
    dated = np.flatnonzero(born.day > 0)
    yield _within(dated, _mixed(born.year[dated], born.day[dated] + 12000), FEW, n)[0]


def _combined(names: NameWords) -> tuple[NDArray[Any], Codes, NDArray[Any]]:
    """Return each two words of each name, once a record, with the sum of the other words' codes."""
    who, code, third = [], [], []
    form, owner = names.persons.code, names.persons.owner
    sides = _sides(names)[:, form]
    total = np.where(sides[0] >= 0, sides[0] + 1, 0).sum(axis=1)
    for i in range(sides.shape[2]):
        for j in range(i + 1, sides.shape[2]):
            for a, b in ((0, 0), (0, 1), (1, 0), (0, 2), (2, 0)):
                one, other = sides[a][:, i], sides[b][:, j]
                rows = np.flatnonzero((one >= 0) & (other >= 0))
                if len(rows):
                    low, high = np.minimum(one, other)[rows], np.maximum(one, other)[rows]
                    who.append(owner[rows])
                    code.append(_mixed(low, high))
                    third.append(total[rows] - sides[0][rows, i] - sides[0][rows, j] - 2)
    if not who:
        return np.array([], np.int32), np.array([], np.uint64), np.array([], np.int64)
    return _once(np.concatenate(who), np.concatenate(code), np.concatenate(third))


def _single(names: NameWords) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return each word of each name with the first letter of each other word."""
    who, key, letter = [], [], []
    form, owner = names.persons.code, names.persons.owner
    keys, letters = np.where(names.initial, -1, names.key)[form], names.letter[form]
    for i in range(keys.shape[1]):
        for j in range(keys.shape[1]):
            rows = np.flatnonzero((keys[:, i] >= 0) & (letters[:, j] >= 0) & (i != j))
            who.append(owner[rows])
            key.append(keys[rows, i])
            letter.append(letters[rows, j])
    return np.concatenate(who), np.concatenate(key), np.concatenate(letter)


def _sides(names: NameWords) -> NDArray[np.int64]:
    """Return the key of each word, the given name it may be a nickname of, and another key; -1 where there is none."""
    key = np.where(names.initial, -1, names.key).astype(np.int64)
    group = np.where(key >= 0, np.vstack([names.groups, [[-1] * names.groups.shape[1]]])[names.text][:, :, 0], -1)
    return np.stack([key, np.where(group >= 0, group + len(names.keys), -1), names.other_key.astype(np.int64)])


def _once(who: NDArray[Any], code: Codes, third: NDArray[Any]) -> tuple[NDArray[Any], Codes, NDArray[Any]]:
    order = np.lexsort((who, code))
    who, code, third = who[order], code[order], third[order]
    first = np.r_[True, (code[1:] != code[:-1]) | (who[1:] != who[:-1])]
    return who[first], code[first], third[first]


def _mixed(one: NDArray[Any], other: Any) -> Codes:
    """Return one code for two, as good as unique."""
    with np.errstate(over="ignore"):
        a = np.asarray(one).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        b = np.asarray(other).astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
        mixed = a ^ (b + np.uint64(0x165667B19E3779F9) + (a << np.uint64(6)) + (a >> np.uint64(2)))
        found: Codes = mixed * np.uint64(0xFF51AFD7ED558CCD) ^ (mixed >> np.uint64(33))
    return found


def _within(who: NDArray[Any], code: Codes, most: int, n: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the pairs within blocks of at most so many records, and which rows stand in larger ones."""
    if not len(who):
        return np.array([], np.int64), np.zeros(0, bool)
    order = np.lexsort((who, code))
    code_in, who_in = code[order], who[order].astype(np.int64)
    keep = np.r_[True, (code_in[1:] != code_in[:-1]) | (who_in[1:] != who_in[:-1])]
    at = order[keep]
    code_in, who_in = code_in[keep], who_in[keep]
    begin = np.flatnonzero(np.r_[True, code_in[1:] != code_in[:-1]])
    size = np.diff(np.r_[begin, len(code_in)])
    block = np.repeat(np.arange(len(begin)), size)
    place = np.arange(len(code_in)) - begin[block]
    size = size[block]
    big = np.zeros(len(who), bool)
    big[at[size > most]] = True
    rows = np.flatnonzero((size <= most) & (size > 1))
    found = []
    for step in range(1, most):
        rows = rows[place[rows] + step < size[rows]]
        if not len(rows):
            break
        found.append(who_in[rows] * n + who_in[rows + step])
    return (np.concatenate(found) if found else np.array([], np.int64)), big
