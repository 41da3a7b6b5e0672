"""Two names, word by word: which words are one another's, by which right, and how rare what they share is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netintel.resolve.features import _alike
from netintel.resolve.features._name_rarity import Rarity
from netintel.resolve.features._name_words import MOST_WORDS, NameWords

_TEXT, _KEY, _NICK, _SLIP, _INITIAL, _NEAR = 1, 2, 3, 4, 5, 6

Counts = NDArray[np.int8]


@dataclass(frozen=True)
class NamePairs:
    """How many words match by each right, how many are left over on either side, and the bits of what is shared."""

    text: Counts
    key: Counts
    nick: Counts
    alike: Counts
    initial: Counts
    near: Counts
    rest_a: Counts
    rest_b: Counts
    bits: NDArray[np.float32]

    @property
    def matched(self) -> Counts:
        """How many words match by any right."""
        found: Counts = self.text + self.key + self.nick + self.alike + self.initial + self.near
        return found


def paired(words: NameWords, rare: Rarity, a: NDArray[Any], b: NDArray[Any]) -> NamePairs:
    """Return for two lists of codes of names how their words match."""
    mine = _matched(words, a, b)
    counts = [(mine["right"] == right).sum(axis=1).astype(np.int8) for right in range(1, 7)]
    matched = sum(counts, np.zeros(len(a), np.int8))
    rest = [(words.width[side] - matched).astype(np.int8) for side in (a, b)]
    text, key, nick, slip, initial, near = counts
    return NamePairs(text, key, nick, slip, initial, near, rest[0], rest[1], _bits(words, rare, a, b, mine))


def _matched(words: NameWords, a: NDArray[Any], b: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """Return for each word of the left by which right it matches which word of the right; each word is used once.

    It is kept: rarity is counted twice, and the words are the same.
    """
    known = hashlib.blake2b(a.tobytes() + b.tobytes(), digest_size=16).digest()
    if known not in words.seen:
        words.seen[known] = _compared(words, a, b)
    return words.seen[known]


def _compared(words: NameWords, a: NDArray[Any], b: NDArray[Any]) -> dict[str, NDArray[Any]]:
    found = _Matched.of(words, a, b)
    for degree, codes in ((_TEXT, words.text), (_KEY, words.key)):
        mine, theirs = (np.where(words.initial[side], -1, codes[side]) for side in (a, b))
        for i, j in found.places():
            same = (mine[:, i] == theirs[:, j]) & (mine[:, i] >= 0)
            found.take(degree, i, j, np.flatnonzero(same & found.free(i, j)))
    left_over = np.flatnonzero(found.open_a().any(axis=1) & found.open_b().any(axis=1))
    rest = found.part(left_over)
    a, b = a[left_over], b[left_over]
    for degree in (_NICK, _SLIP, _INITIAL, _NEAR):
        for i, j in rest.places():
            rows = np.flatnonzero(rest.free(i, j))
            if len(rows):
                rest.take(degree, i, j, rows[_match(words, degree, a[rows], i, b[rows], j)])
    found.right[left_over], found.other[left_over] = rest.right, rest.other
    return {"right": found.right, "other": found.other}


@dataclass(frozen=True)
class _Matched:
    """By which right each word of the left matches, and which of the right; filled degree by degree."""

    right: NDArray[np.int8]
    other: NDArray[np.int8]
    used: NDArray[np.bool_]
    held_a: NDArray[np.bool_]
    held_b: NDArray[np.bool_]

    @classmethod
    def of(cls, words: NameWords, a: NDArray[Any], b: NDArray[Any]) -> _Matched:
        wide = int(max(words.width[a].max(initial=0), words.width[b].max(initial=0)))
        shape = (len(a), MOST_WORDS)
        held = [words.text[side] >= 0 for side in (a, b)]
        held = [side & (np.arange(MOST_WORDS) < wide) for side in held]
        right, other = np.zeros(shape, np.int8, order="F"), np.full(shape, -1, np.int8, order="F")
        return cls(right, other, np.zeros(shape, bool, order="F"), held[0], held[1])

    def places(self) -> list[tuple[int, int]]:
        """Return each place of the left with each of the right where any name has a word."""
        wide = [np.flatnonzero(side.any(axis=0)).tolist() for side in (self.held_a, self.held_b)]
        return [(i, j) for i in wide[0] for j in wide[1]]

    def open_a(self) -> NDArray[np.bool_]:
        return np.asarray(self.held_a & (self.right == 0), bool)

    def open_b(self) -> NDArray[np.bool_]:
        return np.asarray(self.held_b & ~self.used, bool)

    def free(self, i: int, j: int) -> NDArray[np.bool_]:
        """Return where neither word is taken."""
        mine = self.held_a[:, i] & (self.right[:, i] == 0)
        return np.asarray(mine & self.held_b[:, j] & ~self.used[:, j], bool)

    def take(self, degree: int, i: int, j: int, rows: NDArray[Any]) -> None:
        """Note that two words match."""
        self.right[rows, i], self.other[rows, i], self.used[rows, j] = degree, j, True

    def part(self, rows: NDArray[Any]) -> _Matched:
        """Return some rows."""
        sides = (self.right, self.other, self.used, self.held_a, self.held_b)
        return _Matched(*(np.asfortranarray(side[rows]) for side in sides))


def _match(words: NameWords, degree: int, a: NDArray[Any], i: int, b: NDArray[Any], j: int) -> NDArray[np.bool_]:
    one, another = words.text[a, i], words.text[b, j]
    shortened = words.initial[a, i] | words.initial[b, j]
    if degree == _INITIAL:
        alike = (words.letter[a, i] == words.letter[b, j]) | (words.first[a, i] == words.first[b, j])
        return np.asarray(shortened & alike, bool)
    found = np.zeros(len(a), bool)
    if degree == _NICK:
        for g in words.groups[one].T:
            for h in words.groups[another].T:
                found |= (g == h) & (g >= 0)
        return np.asarray(found & ~shortened, bool)
    whole = np.flatnonzero(~shortened)
    if degree == _SLIP:
        found[whole] = _alike.alike(words.texts, words.length, one[whole], another[whole])
    else:
        found[whole] = _alike.near(words.texts, one[whole], another[whole])
        found[whole] |= _alike.near(words.keys, words.key[a, i][whole], words.key[b, j][whole])
    return found


def _bits(
    words: NameWords, rare: Rarity, a: NDArray[Any], b: NDArray[Any], mine: dict[str, NDArray[Any]]
) -> NDArray[np.float32]:
    """Return log2 of 1 / the share of others whose names would match as well."""
    right, other = mine["right"], mine["other"]
    bits = np.zeros((len(a), MOST_WORDS))
    ours, theirs = words.key[a], words.key[b[:, None], np.maximum(other, 0)]
    for i in range(MOST_WORDS):
        if (right[:, i] > 0).any():
            share = np.maximum(rare.of_word(ours[:, i]), rare.of_word(theirs[:, i]))
            share = np.where(right[:, i] == _SLIP, share + rare.alike, share)
            share = np.where(right[:, i] == _NEAR, share + rare.near, share)
            share = np.where(right[:, i] == _NICK, share * 2, share)
            letter = np.maximum(
                rare.of_letter(words.letter[a, i]),
                rare.of_letter(words.letter[b, np.maximum(other[:, i], 0)]),
            )
            share = np.where(right[:, i] == _INITIAL, letter, share)
            bits[:, i] = np.where(right[:, i] > 0, -np.log2(np.minimum(share, 1)), 0)
    total = bits.sum(axis=1)
    best = np.zeros(len(a))
    several = (right > 0).sum(axis=1)
    for i in range(MOST_WORDS):
        for j in range(i + 1, MOST_WORDS):
            both = np.flatnonzero((right[:, i] > 0) & (right[:, j] > 0))
            if len(both):
                counted = np.maximum(
                    rare.of_two(ours[both, i], ours[both, j]), rare.of_two(theirs[both, i], theirs[both, j])
                )
                apart = bits[both, i] + bits[both, j]
                lift = np.maximum(rare.lift(ours[both, i], ours[both, j]), rare.lift(theirs[both, i], theirs[both, j]))
                full = (right[both, i] != _INITIAL) & (right[both, j] != _INITIAL)
                together = np.where(full, np.log2(lift), 0)  # a letter goes with any other word
                known = np.where((counted > 0) & full, -np.log2(np.maximum(counted, 1e-12)), np.inf)
                lost = apart - np.maximum(np.minimum(apart - together, known), np.maximum(bits[both, i], bits[both, j]))
                best[both] = np.maximum(best[both], np.maximum(lost, 0))
    total = np.where(several >= 2, total - best, total)
    whole = [np.where(several == words.width[side], rare.of_whole(side), 0) for side in (a, b)]
    known = np.maximum(whole[0], whole[1])
    most = np.where(known > 0, -np.log2(np.maximum(known, 1e-12)), np.inf)
    return np.asarray(np.minimum(total, most), np.float32)
