"""How far sets of key players can be trusted: the same question put to plausible networks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from netintel.analysis._drawn_actors import DrawnActors
from netintel.analysis._fragmentation import Adjacency, Codes, Floats
from netintel.analysis._key_sets import Question
from netintel.analysis._plausible import Plausible
from netintel.analysis._set_scores import Chosen, SetScore
from netintel.analysis._set_search import Best, Swaps, exhaustive, exhaustive_cost, scores_of

NEAR = 0.95
"""The part of what the best set does, beyond taking nobody, from which on a set counts as as good."""
FEWEST = 20
"""Draws that are made however large the network is."""

_MICROSECONDS = 10e6
_ALL_SETS_MICROSECONDS = 20e3


@dataclass(frozen=True)
class Judged:
    """How sets fare on plausible networks.

    Attributes
    ----------
    member
        For each node how often (0-1) it is in the best set of a draw; best sets of one draw share.
    near
        For each set how often (0-1) it does `NEAR` of what the best set of a draw does.
    low, high
        For each set the interval of its score.
    before
        The interval of the score of taking nobody.
    """

    member: Floats
    near: Floats
    low: Floats
    high: Floats
    before: tuple[float, float]


def draws_within(question: Question, adjacency: Adjacency, sets: Sequence[Chosen], candidates: int, draws: int) -> int:
    """Return how many draws are affordable, of those asked for."""
    if draws <= FEWEST:
        return draws
    in_a_draw = question.score(adjacency, _few(question, np.arange(adjacency.n), np.random.default_rng(0)))
    searched = 4 * question.k * in_a_draw.microseconds(min(candidates, 30 if question.method == "DF" else candidates))
    scored = len({chosen[:-1] for chosen in sets}) * in_a_draw.microseconds(1)
    return int(np.clip(_MICROSECONDS // (searched + scored), FEWEST, draws))


def _few(question: Question, nodes: Codes, rng: np.random.Generator) -> Codes | None:
    """Return the nodes that distances in a draw are taken from or to, None for all."""
    most = 500 if question.goal == "reach" else 64
    return None if question.method == "F" or len(nodes) <= max(most, 200) else rng.permutation(nodes)[:most]


def judge(
    plausible: Plausible,
    question: Question,
    sets: Sequence[Chosen],
    candidates: Codes,
    times: int,
    level: float,
    rng: np.random.Generator,
) -> Judged:
    """Draw plausible networks, score the sets on each and compare them with the best set found there."""
    n = plausible.network.n_nodes if plausible.same is None else plausible.same.n
    member, near, told, before = np.zeros(n), np.zeros(len(sets)), np.empty((times, len(sets))), np.empty(times)
    for turn in range(times):
        actors = DrawnActors.of(plausible, rng)
        drawn, able = actors.adjacency, np.unique(actors.node[candidates])
        here = [tuple(np.unique(actors.node[list(chosen)]).tolist()) for chosen in sets]
        asked = _asked(question, here[0], able, drawn)
        few = _few(question, np.arange(drawn.n), rng)
        if few is not None and question.method == "DF":
            # Paths start from nobody who is tried: who is gone would seem to take them away.
            others = np.setdiff1d(np.arange(drawn.n), np.union1d(asked, np.concatenate([*here]).astype(np.int64)))
            few = rng.permutation(others)[: len(few)] if len(others) >= len(few) else few
        score = question.score(drawn, few)
        told[turn], before[turn] = scores_of(score, here), question.before(drawn, few)
        best = _best_of_draw(score, replace(question, k=min(question.k, len(able))), here[0], able, asked, rng)
        most = max(best.score, told[turn].max()) - before[turn]
        near += told[turn] - before[turn] >= min(NEAR * most, most) - 1e-9  # with few candidates the best may do harm
        for chosen in best.sets:
            member[candidates] += np.isin(actors.node[candidates], chosen) / len(best.sets)
    ends = (1 - level) / 2, (1 + level) / 2
    low, high = np.quantile(told, ends, axis=0)
    nobody = np.quantile(before, ends).tolist()
    return Judged(np.round(member / times, 9), near / times, low, high, (nobody[0], nobody[1]))


def _asked(question: Question, known: Chosen, candidates: Codes, drawn: Adjacency) -> Codes:
    """Return who is tried in a draw: all, or for DF in a large network those of most ties and the known set."""
    if question.method != "DF" or len(candidates) <= 200:
        return candidates
    central = candidates[np.argsort(-drawn.degree[candidates], kind="stable")[:30]]
    return np.union1d(central, np.array(known, dtype=np.int64))


def _best_of_draw(
    score: SetScore,
    question: Question,
    known: Chosen,
    candidates: Codes,
    asked: Codes,
    rng: np.random.Generator,
) -> Best:
    if exhaustive_cost(score, len(candidates), question.k) <= _ALL_SETS_MICROSECONDS:
        return exhaustive(score, candidates, question.k)
    begin = [known] if len(known) == question.k else []
    return Swaps(score, asked, question.k).search(1, rng, begin=begin, around=1)
