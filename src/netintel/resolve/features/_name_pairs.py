"""Two names, word by word: which words are one another's, by which right, and how rare what they share is."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netintel.resolve.features import _alike
from netintel.resolve.features._name_rarity import Rarity
from netintel.resolve.features._name_words import MOST_WORDS, NameWords

_RUN = 1 << 19
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
    runs = [_run(words, rare, a[at : at + _RUN], b[at : at + _RUN]) for at in range(0, max(len(a), 1), _RUN)]
    return NamePairs(*(np.concatenate([getattr(run, f.name) for run in runs]) for f in fields(NamePairs)))


def _run(words: NameWords, rare: Rarity, a: NDArray[Any], b: NDArray[Any]) -> NamePairs:
    mine = _matched(words, a, b)
    counts = [(mine["right"] == right).sum(axis=1).astype(np.int8) for right in range(1, 7)]
    matched = sum(counts, np.zeros(len(a), np.int8))
    rest = [(words.width[side] - matched).astype(np.int8) for side in (a, b)]
    text, key, nick, slip, initial, near = counts
    return NamePairs(text, key, nick, slip, initial, near, rest[0], rest[1], _bits(words, rare, a, b, mine))


def _matched(words: NameWords, a: NDArray[Any], b: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """Return for each word of the left by which right it matches which word of the right; each word is used once."""
    shape = (len(a), MOST_WORDS)
    right, other = np.zeros(shape, np.int8), np.full(shape, -1, np.int8)
    used = np.zeros(shape, bool)
    wide = int(words.width[a].max(initial=0)), int(words.width[b].max(initial=0))
    for degree in (_TEXT, _KEY, _NICK, _SLIP, _INITIAL, _NEAR):
        for i in range(wide[0]):
            for j in range(wide[1]):
                still = (right[:, i] == 0) & ~used[:, j] & (words.text[a, i] >= 0) & (words.text[b, j] >= 0)
                rows = np.flatnonzero(still)
                if len(rows):
                    rows = rows[_match(words, degree, a[rows], i, b[rows], j)]
                    right[rows, i], other[rows, i], used[rows, j] = degree, j, True
    return {"right": right, "other": other}


def _match(words: NameWords, degree: int, a: NDArray[Any], i: int, b: NDArray[Any], j: int) -> NDArray[np.bool_]:
    one, another = words.text[a, i], words.text[b, j]
    shortened = words.initial[a, i] | words.initial[b, j]
    if degree == _INITIAL:
        alike = (words.letter[a, i] == words.letter[b, j]) | (words.first[a, i] == words.first[b, j])
        return np.asarray(shortened & alike, bool)
    if degree == _TEXT:
        return np.asarray((one == another) & ~shortened, bool)
    if degree == _KEY:
        return np.asarray((words.key[a, i] == words.key[b, j]) & ~shortened, bool)
    if degree == _NICK:
        found = np.zeros(len(a), bool)
        for g in words.groups[one].T:
            for h in words.groups[another].T:
                found |= (g == h) & (g >= 0)
        return np.asarray(found & ~shortened, bool)
    found = np.zeros(len(a), bool)
    whole = np.flatnonzero(~shortened)
    if degree == _SLIP:
        found[whole] = _alike.alike(words.texts, one[whole], another[whole])
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
            share = np.where(right[:, i] == _INITIAL, rare.of_letter(words.letter[a, i]), share)
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
                together = np.log2(rare.lift(ours[both, i], ours[both, j]))
                full = (right[both, i] != _INITIAL) & (right[both, j] != _INITIAL)
                known = np.where((counted > 0) & full, -np.log2(np.maximum(counted, 1e-12)), np.inf)
                lost = apart - np.maximum(np.minimum(apart - together, known), np.maximum(bits[both, i], bits[both, j]))
                best[both] = np.maximum(best[both], np.maximum(lost, 0))
    total = np.where(several >= 2, total - best, total)
    whole = [np.where(several == words.width[side], rare.of_whole(side), 0) for side in (a, b)]
    known = np.maximum(whole[0], whole[1])
    most = np.where(known > 0, -np.log2(np.maximum(known, 1e-12)), np.inf)
    return np.asarray(np.minimum(total, most), np.float32)
