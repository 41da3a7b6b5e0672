"""How rare are words, and words together? Counted over bearers, so that one person's many records count once.

Words of one culture go together: "Georgi Dimitrov" is far more common than both words alone would have it. Hence two
words together are counted where enough bear them, and else taken as independent times a factor learned from the words
that are common enough to count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netintel.resolve._codes import distinct
from netintel.resolve.features import _alike
from netintel.resolve.features._name_words import NameWords

_SOME, _ENOUGH, _TOGETHER = 30, 200, 12.0
"""Names needed to draw from; words needed to know how a culture's go together; how they do where there are fewer."""

_WORLD = 100
_USUAL = {"person": 1 / 150, "organisation": 1 / 1000}
"""A case is a sample: a word counts as if so many more had been seen, of whom the usual share bear it."""

_LETTER = 0.1
"""The usual share of bearers of a word with a given first letter."""


@dataclass(frozen=True)
class Rarity:
    """What is known of the words of a case.

    Attributes
    ----------
    n : int
        Bearers: records, or the entities that they were found to be.
    usual : float
        The share of bearers of a usual word.
    own : int
        Bearers of a name that may be one and the same and do not count.
    word : array
        For each key the bearers.
    letter : array
        For each first letter the bearers.
    pairs, counts : arrays
        Codes of two keys (low x keys + high) that occur in one name, sorted, and the bearers.
    whole : array
        For each name the bearers of all its words, in whatever order.
    culture : array
        For each key the culture it goes with: words that stand in names together.
    together : array of cultures x cultures
        How much more often two words occur together than by chance.
    alike, near : float
        Which share of the bearers has a word like a given one, or one that sounds alike, by chance.
    """

    n: int
    usual: float
    own: int
    word: NDArray[np.int64]
    letter: NDArray[np.int64]
    pairs: NDArray[np.int64]
    counts: NDArray[np.int64]
    whole: NDArray[np.int64]
    culture: NDArray[np.int64]
    together: NDArray[np.float64]
    alike: float
    near: float

    @property
    def keys(self) -> int:
        """How many keys there are."""
        return len(self.word)

    def of_word(self, key: NDArray[Any]) -> NDArray[np.float64]:
        """Return the share of others that bear each key; -1 gives that of a word nobody bears."""
        others = np.maximum(np.append(self.word, 0)[key] - 2, 0)
        return np.asarray((others + _WORLD * self.usual) / (self.n + _WORLD), np.float64)

    def of_letter(self, letter: NDArray[Any]) -> NDArray[np.float64]:
        """Return the share of bearers of a word that begins so."""
        others = np.maximum(np.append(self.letter, 0)[letter] - 2, 0)
        return np.asarray((others + _WORLD * _LETTER) / (self.n + _WORLD), np.float64)

    def of_whole(self, name: NDArray[Any]) -> NDArray[np.float64]:
        """Return the share of other bearers of the whole name."""
        return np.asarray(np.maximum(self.whole[name] - self.own, 0) / (self.n + _WORLD), np.float64)

    def lift(self, one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.float64]:
        """Return how much more often words of the cultures of two keys occur together than by chance."""
        found: NDArray[np.float64] = self.together[self.culture[one], self.culture[other]]
        return found

    def of_two(self, one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.float64]:
        """Return the share of other bearers of both keys that was counted; 0 where nobody else does."""
        code = np.minimum(one, other).astype(np.int64) * self.keys + np.maximum(one, other)
        at = np.minimum(np.searchsorted(self.pairs, code), max(len(self.pairs) - 1, 0))
        if not len(self.pairs):
            return np.zeros(len(code))
        found = np.where(self.pairs[at] == code, self.counts[at], 0)
        return np.asarray(np.maximum(found - self.own, 0) / (self.n + _WORLD), np.float64)


def rarity(words: NameWords, who: NDArray[np.int64], pole: str) -> Rarity:
    """Return how rare the words are; `who` numbers the records that are one entity, as far as is known."""
    own = 2 if len(np.unique(who)) < len(who) else 3  # two may be one; before anything is known, three
    names = words.persons
    of_name = who[names.owner].astype(np.int64)
    key, initial = words.key[names.code], words.initial[names.code]
    key = np.where(initial, -1, key)
    n, size = int(who.max()) + 1 if len(who) else 1, max(len(words.keys), 1)
    held = key >= 0
    each = distinct((of_name[:, None] * size + key)[held])
    word = np.bincount(each % size, minlength=size)
    letters = words.letter[names.code]
    first = distinct((of_name[:, None] * (int(words.letter.max(initial=0)) + 1) + letters)[held])
    letter = np.bincount(first % (int(words.letter.max(initial=0)) + 1), minlength=1)
    pairs, counts = _pairs(of_name, key, size)
    culture, together = _together(pairs, counts, word, n)
    whole = _whole(words, of_name)
    return Rarity(n, _USUAL[pole], own, word, letter, pairs, counts, whole, culture, together, *_by_chance(words))


def _whole(words: NameWords, bearer: NDArray[np.int64]) -> NDArray[np.int64]:
    ordered, name = np.unique(np.sort(words.key, axis=1), axis=0, return_inverse=True)
    of_name = name.ravel()[words.persons.code]
    each = distinct(bearer * max(len(ordered), 1) + of_name)
    return np.bincount(each % max(len(ordered), 1), minlength=len(ordered))[name.ravel()]


def _pairs(bearer: NDArray[np.int64], key: NDArray[np.int32], size: int) -> tuple[NDArray[Any], NDArray[Any]]:
    found = []
    for i in range(key.shape[1]):
        for j in range(i + 1, key.shape[1]):
            both = np.flatnonzero((key[:, i] >= 0) & (key[:, j] >= 0) & (key[:, i] != key[:, j]))
            if len(both):
                low, high = np.minimum(key[both, i], key[both, j]), np.maximum(key[both, i], key[both, j])
                found.append(np.column_stack([low.astype(np.int64) * size + high, bearer[both]]))
    if not found:
        return np.array([], np.int64), np.array([], np.int64)
    rows = np.concatenate(found)
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    rows = rows[np.r_[True, (np.diff(rows, axis=0) != 0).any(axis=1)]]
    codes, counts = np.unique(rows[:, 0], return_counts=True)
    return codes, counts


def _together(
    pairs: NDArray[Any], counts: NDArray[Any], word: NDArray[np.int64], n: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the culture of each word, and how much more often words of two cultures occur together than by chance."""
    size = max(len(word), 1)
    one, other = pairs // size, pairs % size
    culture = _cultures(one, other, counts, len(word))
    several = int(culture.max(initial=0)) + 1
    borne = np.bincount(culture, weights=word, minlength=several)
    met = np.zeros((several, several))
    np.add.at(met, (culture[one], culture[other]), counts)
    met = met + met.T  # within one culture each pair counts twice, as in the product
    expected = np.outer(borne, borne) / n
    lift = (met + _ENOUGH) / (expected + _ENOUGH / _TOGETHER)
    return culture, np.clip(lift, 1.0, 1000.0)


def _cultures(one: NDArray[Any], other: NDArray[Any], counts: NDArray[Any], size: int) -> NDArray[np.int64]:
    """Return communities of the words that stand in names together; small ones are one community of the rest."""
    import random

    import igraph

    if not len(one):
        return np.zeros(max(size, 1), np.int64)
    graph = igraph.Graph(size, list(zip(one.tolist(), other.tolist(), strict=True)))
    igraph.set_random_number_generator(random.Random(7))
    try:
        found = graph.community_leiden(objective_function="modularity", weights=counts.tolist(), n_iterations=2)
    finally:
        igraph.set_random_number_generator(random)
    member = np.asarray(found.membership, np.int64)
    often = np.bincount(member, weights=np.bincount(np.r_[one, other], weights=np.r_[counts, counts], minlength=size))
    kept = np.flatnonzero(often >= _ENOUGH)
    place = np.zeros(len(often), np.int64)
    place[kept] = 1 + np.arange(len(kept))
    return place[member]


def _by_chance(words: NameWords) -> tuple[float, float]:
    """Return the share of bearers with a word like another, and one that sounds alike, from words drawn as borne."""
    names = words.persons
    drawn = (words.text[names.code] >= 0) & ~words.initial[names.code]
    text, key = words.text[names.code][drawn], words.key[names.code][drawn]
    order = np.lexsort((key, text))
    text, key = text[order], key[order]
    if len(names.code) < _SOME:
        return 1e-3, 1e-2
    random = np.random.default_rng(2)
    a, b = random.integers(0, len(text), (2, 300_000))
    differ = key[a] != key[b]
    a, b = a[differ], b[differ]
    times = len(text) / len(names.code) / len(differ)
    alike = _alike.alike(words.texts, words.length, text[a], text[b])
    near = _alike.near(words.texts, text[a], text[b]) | _alike.near(words.keys, key[a], key[b])
    return float(max(alike.sum() * times, 1e-4)), float(max((near & ~alike).sum() * times, 1e-3))
