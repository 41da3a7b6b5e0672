"""Do the two bear the same name, in whatever script and spelling?

Reads `name` and `alias`. Words are compared as written, by their key (the same for Димитров, Dimitrov and Dimitroff),
by nickname, by initial, and by likeness; the order of words does not matter. How rare the shared words are together
counts: in a case with many a "Nguyễn" says little, a name that nobody else bears says much.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from netintel.resolve._records import Records, Values
from netintel.resolve.features import _name_rarity, _name_words
from netintel.resolve.features._feature import Feature, Level, Mask
from netintel.resolve.features._name_pairs import NamePairs, paired


def same(two: NamePairs) -> Mask:
    """every word of the names is the same"""
    return np.asarray((two.rest_a == 0) & (two.rest_b == 0) & (two.text == two.matched) & (two.matched >= 2), bool)


def transliterated(two: NamePairs) -> Mask:
    """every word of the names is the same in another script or spelling"""
    return np.asarray(
        (two.rest_a == 0) & (two.rest_b == 0) & (two.text + two.key == two.matched) & (two.matched >= 2), bool
    )


def part(two: NamePairs) -> Mask:
    """all words of the shorter name are in the longer"""
    one_side = (two.rest_a == 0) | (two.rest_b == 0)
    return np.asarray(one_side & (two.text + two.key == two.matched) & (two.matched >= 2), bool)


def nickname(two: NamePairs) -> Mask:
    """a nickname for a given name, and what else both have is the same"""
    one_side = (two.rest_a == 0) | (two.rest_b == 0)
    return np.asarray(
        one_side & (two.nick > 0) & (two.alike == 0) & (two.initial == 0) & (two.text + two.key >= 1), bool
    )


def spelled(two: NamePairs) -> Mask:
    """a word spelled a little differently, and what else both have is the same"""
    one_side = (two.rest_a == 0) | (two.rest_b == 0)
    return np.asarray(one_side & (two.alike == 1) & (two.initial == 0) & (two.text + two.key + two.nick >= 1), bool)


def initial(two: NamePairs) -> Mask:
    """an initial for a word, and what else both have is the same"""
    one_side = (two.rest_a == 0) | (two.rest_b == 0)
    return np.asarray(one_side & (two.initial > 0) & (two.text + two.key + two.alike >= 1), bool)


def two_words(two: NamePairs) -> Mask:
    """two words in common, and both names have others"""
    return np.asarray(two.text + two.key >= 2, bool)


def sounds_alike(two: NamePairs) -> Mask:
    """one word in common, and another that sounds alike"""
    return np.asarray((two.text + two.key >= 1) & (two.alike + two.near >= 1), bool)


def all_alike(two: NamePairs) -> Mask:
    """no word in common, and two that sound alike"""
    return np.asarray(two.alike + two.near >= 2, bool)


def single(two: NamePairs) -> Mask:
    """a name of one word, which is in the other name"""
    return np.asarray(((two.rest_a == 0) | (two.rest_b == 0)) & (two.text + two.key >= 1), bool)


def one_word(two: NamePairs) -> Mask:
    """one word in common, the others differ"""
    return np.asarray(two.text + two.key >= 1, bool)


def one_alike(two: NamePairs) -> Mask:
    """no word in common, one sounds alike"""
    return np.asarray((two.alike + two.nick + two.near) >= 1, bool)


def other(two: NamePairs) -> Mask:
    """no word of the names in common"""
    return np.asarray(two.matched == 0, bool)


LEVELS = (
    Level(same, m=0.33, u=1.0, kin=0.03),
    Level(transliterated, m=0.22, u=1.0, kin=0.01),
    Level(part, m=0.12, u=1.0, kin=0.03),
    Level(nickname, m=0.03, u=1.0, kin=0.005),
    Level(spelled, m=0.10, u=1.0, kin=0.015),
    Level(initial, m=0.05, u=1.0, kin=0.04),
    Level(two_words, m=0.02, u=1.0, kin=0.08),
    Level(sounds_alike, m=0.03, u=1.0, kin=0.05),
    Level(all_alike, m=0.015, u=1.0, kin=0.005),
    Level(single, m=0.02, u=1.0, kin=0.02),
    Level(one_word, m=0.035, u=1.0, kin=0.68),
    Level(one_alike, m=0.01, u=1.0, kin=0.07),
    Level(other, m=0.02, u=1.0, kin=0.015),
)


def _values(records: Records) -> Values:
    return _name_words.forms(records)


def _pair(records: Records, a: NDArray[Any], b: NDArray[Any]) -> NamePairs:
    words = _name_words.words(records)
    return paired(words, records.kept("rarity", lambda: _name_rarity.rarity(words, records.bearer, records.pole)), a, b)


def forget(records: Records) -> None:
    """Let go of what was kept to count rarity twice."""
    _name_words.words(records).seen.clear()


def _bits(two: NamePairs) -> NDArray[np.float32]:
    return two.bits


INITIAL, ONE_WORD = (1 + [level.holds for level in LEVELS].index(holds) for holds in (initial, one_word))

TWO_WORDS = 1 + [level.holds for level in LEVELS].index(two_words)
"""Up to this level (counted from 1) two words and more of the names agree, or stand for one another."""

FEATURE = Feature("name", ("person", "organisation"), _values, _pair, LEVELS, bits=_bits)
