"""Finding the set of nodes with the highest score: every set where that is affordable, else by greedy and swaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from netintel.analysis._fragmentation import Codes, Floats
from netintel.analysis._set_scores import Chosen, SetScore

DIGITS = 9
"""Scores equal to this many digits are equal: the rest is rounding."""
HELD = 1000
"""Sets of equal score that are kept; more are counted only."""
RESTARTS = 20


@dataclass(frozen=True)
class Best:
    """The highest score, the sets that have it, and whether every set was looked at.

    `sets` are ascending and in order, the first `HELD` of `n_sets`; where not every set was looked at, `n_sets` counts
    those found.
    """

    score: float
    sets: tuple[Chosen, ...]
    n_sets: int
    proved: bool
    restarts: int = 0


def scores_of(score: SetScore, sets: Sequence[Chosen]) -> Floats:
    """Return the score of each set; sets that differ in the last member only are looked at together."""
    alike: dict[Chosen, list[int]] = {}
    for at, chosen in enumerate(sets):
        alike.setdefault(chosen[:-1], []).append(at)
    told = np.empty(len(sets))
    for first, places in alike.items():
        told[places] = score.additions(first, np.array([sets[at][-1] for at in places], dtype=np.int64))
    return np.round(told, DIGITS)


def exhaustive_cost(score: SetScore, candidates: int, k: int) -> float:
    """Return about how many microseconds looking at every set takes."""
    return comb(candidates, k - 1) * score.microseconds(-(-candidates // k))


def exhaustive(score: SetScore, candidates: Codes, k: int) -> Best:
    """Look at every set of `k` candidates."""
    best, count = -np.inf, 0
    held: list[Chosen] = []
    for first in combinations(range(len(candidates)), k - 1):
        rest = candidates[first[-1] + 1 if first else 0 :]
        if not len(rest):
            continue
        chosen = tuple(candidates[list(first)].tolist())
        values = np.round(score.additions(chosen, rest), DIGITS)
        top = float(values.max())
        if top > best:
            best, count, held = top, 0, []
        if top == best:
            ties = rest[values == top].tolist()
            count += len(ties)
            held += [(*chosen, last) for last in ties[: HELD - len(held)]]
    return Best(best, tuple(held), count, proved=True)


class Swaps:
    """Greedy choice, then one member swapped for whoever raises the score most, until nobody does."""

    def __init__(self, score: SetScore, candidates: Codes, k: int) -> None:
        self.score, self.candidates, self.k = score, candidates, k
        self._room = 8 + 5_000_000 // max(len(candidates), 1)
        self._seen: dict[Chosen, Floats] = {}

    def search(
        self, restarts: int, rng: np.random.Generator, *, begin: Iterable[Chosen] = (), around: int = 100
    ) -> Best:
        """Return the best of one greedy start, some looser ones, and the sets given; and the sets that tie with it.

        Ties are looked for one swap away from the best sets, from at most `around` of them.
        """
        starts = [*begin, *(self._greedy(rng, loose=turn > 0) for turn in range(restarts))]
        ends = [self._climb(start) for start in starts]
        best = max(value for value, _ in ends)
        tied = self._plateau(best, {chosen for value, chosen in ends if value == best}, around)
        return Best(best, tied, len(tied), proved=False, restarts=restarts)

    def with_each(self, chosen: Chosen) -> Floats:
        """Return the score of `chosen` with each candidate, -inf for who is in it already."""
        key = tuple(sorted(chosen))
        if key not in self._seen:
            if len(self._seen) >= self._room:
                self._seen.clear()
            values = np.round(self.score.additions(key, self.candidates), DIGITS)
            values[np.isin(self.candidates, key)] = -np.inf
            self._seen[key] = values
        return self._seen[key]

    def _greedy(self, rng: np.random.Generator, *, loose: bool) -> Chosen:
        """Add the best one each time; a loose choice takes one of the three best at random, and any one first."""
        chosen: Chosen = ()
        if loose:
            chosen = (int(rng.choice(self.candidates)),)
        while len(chosen) < self.k:
            values = self.with_each(chosen)
            order = np.argsort(-values, kind="stable")[:3]
            order = order[np.isfinite(values[order])]
            chosen = (*chosen, int(self.candidates[rng.choice(order) if loose else order[0]]))
        return chosen

    def _climb(self, chosen: Chosen) -> tuple[float, Chosen]:
        current, unmoved, turn = -np.inf, 0, 0
        while unmoved < self.k:
            rest = chosen[1:]
            values = self.with_each(rest)
            at = int(values.argmax())
            mine = float(values[np.searchsorted(self.candidates, chosen[0])])
            better = values[at] > mine
            current = float(values[at]) if better else mine
            chosen = (*rest, int(self.candidates[at]) if better else chosen[0])
            unmoved = 0 if better else unmoved + 1
            turn += 1
        return current, tuple(sorted(chosen))

    def _plateau(self, best: float, found: set[Chosen], around: int) -> tuple[Chosen, ...]:
        """Return the sets of the same score that are one swap after another away."""
        waiting, looked = sorted(found), 0
        while waiting and looked < around and len(found) < HELD:
            chosen = waiting.pop(0)
            looked += 1
            for member in chosen:
                rest = tuple(node for node in chosen if node != member)
                ties = self.candidates[self.with_each(rest) == best].tolist()
                new = {tuple(sorted((*rest, node))) for node in ties} - found
                found |= new
                waiting += sorted(new)
        return tuple(sorted(found)[:HELD])


def restarts_within(microseconds: float, score: SetScore, candidates: int, k: int) -> int:
    """Return from how many starts a search may begin, at most `RESTARTS`, at least 3."""
    once = 3 * k * score.microseconds(candidates)
    return int(np.clip(microseconds // once, 3, RESTARTS))
