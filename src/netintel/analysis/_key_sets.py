"""The best sets of key players, and what is known of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from netintel.analysis._fragmentation import Adjacency, Codes, Floats, connected_pairs, fragmentation, inverse_distances
from netintel.analysis._set_scores import Chosen, DistantParts, Parts, Reach, SetScore
from netintel.analysis._set_search import DIGITS, Best, Swaps, exhaustive, exhaustive_cost, restarts_within, scores_of
from netintel.model.network import Network

Goal = Literal["fragment", "reach"]

LISTED = 100
"""Sets of equal score that are listed; the summary counts all that were found."""
CONFIDENCE = 0.95
"""Chance that a sampled score is not off by more than its bound."""

_ALL_SETS_NODES, _ALL_SETS_K = 100, 3
_ALL_SETS_MICROSECONDS = 8e6
_SEARCH_MICROSECONDS = 15e6
_EXACT_PATHS_NODES = 20_000
_SAMPLE = 4000
_SETTLED = 10


@dataclass(frozen=True)
class Question:
    """What is asked for: the kind of score and the size of the set."""

    goal: Goal
    by_distance: bool
    steps: int
    k: int

    @property
    def method(self) -> str:
        """Return the literature's name of the score."""
        if self.goal == "fragment":
            return "DF" if self.by_distance else "F"
        return "distance-weighted reach" if self.by_distance else "m-reach"

    def score(self, adjacency: Adjacency, sample: Codes | None) -> SetScore:
        """Return how sets are scored, with paths from or to a sample of nodes where one is given."""
        if self.goal == "fragment":
            return DistantParts(adjacency, sample) if self.by_distance else Parts(adjacency)
        targets = np.arange(adjacency.n) if sample is None else sample
        if self.by_distance:
            return Reach.by_distance(adjacency, targets)
        return Reach.within(adjacency, self.steps, targets)

    def before(self, adjacency: Adjacency, sample: Codes | None = None) -> float:
        """Return the score of the empty set, with paths from a sample of nodes where one is given."""
        if self.goal == "reach":
            return 0.0
        if not self.by_distance:
            return float(fragmentation(connected_pairs(adjacency), adjacency.n))
        if sample is None and adjacency.n > _EXACT_PATHS_NODES:
            return float("nan")
        nobody = np.zeros((1, 0), dtype=np.int64)
        return float(fragmentation(inverse_distances(adjacency, nobody, sample), adjacency.n)[0])


@dataclass(frozen=True)
class Answer:
    """The best sets, and what is known of them.

    Attributes
    ----------
    best
        As found; its score over all nodes, or over a sample with the bound `bound`.
    sets
        Those that are listed, the ones that need the fewest jurisdictions first.
    jurisdictions
        The fewest that have a say in every member of the first set.
    before
        Score of taking nobody.
    adds, swaps
        For each set and member what the set loses without it, and who could take its place at the same score (the
        member itself among them).
    ceiling
        What no set can exceed, nan where that is not known.
    sampled
        Nodes that distances were taken from or to in the search.
    """

    best: Best
    sets: tuple[Chosen, ...]
    jurisdictions: tuple[str, ...]
    before: float
    adds: tuple[tuple[float, ...], ...]
    swaps: tuple[tuple[Codes, ...], ...]
    ceiling: float
    bound: float
    sampled: int | str

    @classmethod
    def nobody(cls) -> Answer:
        """Return the answer where no node may be chosen."""
        nothing = Best(float("nan"), (), 0, proved=True)
        return cls(nothing, (), (), float("nan"), (), (), float("nan"), 0.0, "none")

    @property
    def restarts(self) -> int | str:
        """Return from how many starts was searched."""
        return "every set" if self.best.restarts == 0 else self.best.restarts

    @property
    def proved(self) -> bool:
        """Return whether no set can have a higher score."""
        return self.best.proved or self.best.score >= self.ceiling - 1e-9


def best_sets(
    network: Network, adjacency: Adjacency, question: Question, candidates: Codes, rng: np.random.Generator
) -> Answer:
    """Return the best sets of candidates: proved where every set can be looked at, else the best found."""
    sample = _sample(question, adjacency, len(candidates), rng)
    score = question.score(adjacency, sample)
    asked = _shortlist(question, score, candidates, adjacency, rng, sampled=sample is not None)
    if sample is not None and question.goal == "fragment":
        # A node that paths start from would seem to take them away with it: none of those tried is one.
        sample = rng.permutation(np.setdiff1d(np.arange(adjacency.n), asked))[: len(sample)]
        score = question.score(adjacency, sample)
    swaps = Swaps(score, asked, question.k)
    whole = sample is None and len(asked) == len(candidates)
    if whole and _affordable(score, len(candidates), question.k):
        best = exhaustive(score, candidates, question.k)
    else:
        starts = restarts_within(_SEARCH_MICROSECONDS, score, len(asked), question.k)
        best = swaps.search(starts, rng)
    asked_score = best.score
    ends, bound = (None, 0.0) if sample is None else _starts(question, adjacency, rng)
    if ends is not None:
        best = _settled(question, adjacency, best, ends)
    countries = network.countries
    sets = tuple(sorted(best.sets, key=lambda chosen: len(_fewest(chosen, countries)))[:LISTED])
    without = [[chosen[:i] + chosen[i + 1 :] for i in range(len(chosen))] for chosen in sets]
    return Answer(
        best=best,
        sets=sets,
        jurisdictions=_fewest(sets[0], countries),
        before=question.before(adjacency),
        adds=tuple(
            tuple(np.round(best.score - _left(question, adjacency, smaller, ends), DIGITS).tolist())
            for smaller in without
        ),
        swaps=tuple(tuple(asked[swaps.with_each(part) == asked_score] for part in smaller) for smaller in without),
        ceiling=_ceiling(swaps, sets[0], question) if whole else float("nan"),
        bound=bound,
        sampled="none" if sample is None else len(sample),
    )


def _sample(question: Question, adjacency: Adjacency, candidates: int, rng: np.random.Generator) -> Codes | None:
    """Return the nodes that distances are taken from or to, None for all."""
    if question.goal == "fragment":
        if not question.by_distance:
            return None
        searched = 3 * question.k * DistantParts(adjacency).microseconds(candidates)
        return None if searched <= _SEARCH_MICROSECONDS else rng.permutation(adjacency.n)[:128]
    return None if adjacency.n <= _SAMPLE else rng.permutation(adjacency.n)[:_SAMPLE]


def _shortlist(
    question: Question,
    score: SetScore,
    candidates: Codes,
    adjacency: Adjacency,
    rng: np.random.Generator,
    *,
    sampled: bool,
) -> Codes:
    """Return the candidates that are tried: all, or where that is too dear those most central by paths and ties."""
    if question.goal == "reach":
        most = 20_000
    elif not question.by_distance or score.microseconds(len(candidates)) <= 1e6:
        most = len(candidates) if not sampled else min(len(candidates), adjacency.n // 2)
    else:
        most = int(np.clip(1e6 // score.microseconds(1), 10, 50))
    if len(candidates) <= most:
        return candidates
    by_ties = candidates[np.argsort(-adjacency.degree[candidates], kind="stable")[:most]]
    if question.goal == "reach":
        return np.sort(by_ties)
    by_paths = candidates[np.argsort(-_paths_through(adjacency, rng)[candidates], kind="stable")[:most]]
    return np.unique(np.concatenate([by_ties[: most // 2], by_paths[: most // 2]]))


def _paths_through(adjacency: Adjacency, rng: np.random.Generator) -> Floats:
    import igraph

    once = adjacency.tail < adjacency.head
    ends = np.column_stack([adjacency.tail[once], adjacency.head[once]])
    graph = igraph.Graph(n=adjacency.n, edges=ends.tolist())
    starts = rng.permutation(adjacency.n)[: int(np.clip(2e7 // (adjacency.n + len(ends)), 10, 200))]
    return np.array(graph.betweenness(sources=starts.tolist()))


def _affordable(score: SetScore, candidates: int, k: int) -> bool:
    small = candidates <= _ALL_SETS_NODES and k <= _ALL_SETS_K
    return small or exhaustive_cost(score, candidates, k) <= _ALL_SETS_MICROSECONDS


def _starts(question: Question, adjacency: Adjacency, rng: np.random.Generator) -> tuple[Codes, float]:
    """Return the nodes that the sets found on a sample are compared from, all or a larger sample, and its bound."""
    if adjacency.n <= _EXACT_PATHS_NODES or question.goal == "reach":
        return np.arange(adjacency.n), 0.0
    starts = rng.permutation(adjacency.n)[:_SAMPLE]
    # Each start's mean of 1/d lies between 0 and 1 (Hoeffding 1963).
    return starts, float(np.sqrt(np.log(2 / (1 - CONFIDENCE)) / (2 * len(starts))))


def _settled(question: Question, adjacency: Adjacency, best: Best, starts: Codes) -> Best:
    """Return the sets found on a sample that are best from these nodes too."""
    sets = best.sets[:_SETTLED]
    told = _left(question, adjacency, sets, starts)
    first = tuple(chosen for chosen, score in zip(sets, told, strict=True) if score == told.max())
    return Best(float(told.max()), first, len(first), proved=False, restarts=best.restarts)


def _left(question: Question, adjacency: Adjacency, sets: Sequence[Chosen], starts: Codes | None) -> Floats:
    """Return the score of each set, the empty one too, from these nodes or from all."""
    told = np.array([_exactly(question, adjacency, chosen, starts) for chosen in sets], dtype=np.float64)
    return told.round(DIGITS)


def _exactly(question: Question, adjacency: Adjacency, chosen: Chosen, starts: Codes | None) -> float:
    if not chosen:
        return question.before(adjacency, starts)
    members = np.array(chosen, dtype=np.int64)
    if question.goal == "reach":
        return _reached(question, adjacency, members)
    return float(question.score(adjacency, starts).additions(chosen[:-1], members[-1:])[0])


def _reached(question: Question, adjacency: Adjacency, members: Codes) -> float:
    """Return the reach of a set: paths are the same in both directions, so they are followed from its members."""
    from_members = question.score(adjacency, members)
    assert isinstance(from_members, Reach)
    worth = from_members.worth[from_members.steps.min(axis=1)]
    return float(worth.mean() * from_members.scale)


def _ceiling(swaps: Swaps, chosen: Chosen, question: Question) -> float:
    """Return what no set can exceed: reach grows less the more is reached, so single gains bound all of them."""
    if question.goal == "fragment":
        return float("nan")
    whole, ceilings = swaps.score, []
    for size in range(len(chosen) + 1):
        part = chosen[:size]
        here = float(scores_of(whole, [part])[0]) if part else 0.0
        gain = np.sort(whole.additions(part, swaps.candidates) - here)[::-1]
        ceilings.append(here + float(gain[: question.k].sum()))
    return min(ceilings)


def _fewest(chosen: Chosen, countries: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the fewest jurisdictions such that every member of known jurisdiction belongs to one of them."""
    needed = _without_idle({frozenset(countries[node]) for node in chosen} - {frozenset()})
    told: set[str] = set()
    while alone := {min(member) for member in needed if len(member) == 1}:
        told |= alone
        needed = _without_idle({member for member in needed if not member & told})
    every = sorted(frozenset().union(*needed))
    for size in range(len(every) + 1):
        for some in combinations(every, size):
            if all(member & set(some) for member in needed):
                return tuple(sorted(told.union(some)))
    raise AssertionError("all jurisdictions together belong to every member")


def _without_idle(members: set[frozenset[str]]) -> set[frozenset[str]]:
    """Leave out jurisdictions for which another one does as well: it belongs to the same members, or to more."""
    of = {
        country: {member for member in members if country in member} for country in sorted(frozenset().union(*members))
    }
    idle = {
        one for one, mine in of.items() if any(mine < his or (mine == his and other < one) for other, his in of.items())
    }
    return {member - idle for member in members}
