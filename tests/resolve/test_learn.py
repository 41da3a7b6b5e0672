"""Weights that are learned: every round explains the pairs better, a small case leans on its start, labels pull."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from netintel.resolve import _learn
from netintel.resolve._learn import Observed, Weights, learn
from netintel.resolve.features._feature import Feature, Level

START_M, START_U = np.array([0.6, 0.4]), np.array([0.3, 0.7])


def feature() -> Feature:
    """Return a feature of two levels whose u is learned, too."""
    levels = tuple(Level(lambda two: two, m=m, u=u) for m, u in zip(START_M, START_U, strict=True))
    values: Any = None
    return Feature("planted", ("person",), values, values, levels, learned="beside names")


def begin(features: int, prior: float) -> Weights:
    none = (np.full(2, np.nan),) * features
    return Weights(np.full(2, prior), (START_M,) * features, (START_U,) * features, none, related=1e-12)


def observed(levels: NDArray[np.uint8], judged: NDArray[np.int8] | None = None) -> Observed:
    n = len(levels)
    return Observed(
        levels=list(levels.T),
        bits=[],
        group=np.zeros(n, np.uint8),
        possible=np.array([n, 0.0]),
        most=np.array([0.5, 0.5]),
        naming=[n] * levels.shape[1],
        names_agree=np.ones(n, bool),
        judged=np.full(n, -1, np.int8) if judged is None else judged,
    )


def planted(n: int) -> NDArray[np.uint8]:
    """Return levels of pairs of which a fifth are the same; three features hold for 85 % of these, 10 % of others."""
    random = np.random.default_rng(5)
    same = random.random(n) < 0.2
    held = random.random((n, 3)) < np.where(same, 0.85, 0.1)[:, None]
    return np.where(held, 1, 2).astype(np.uint8)


def objective(weights: Weights, start: Weights, levels: NDArray[np.uint8]) -> float:
    """Return the log likelihood of the pairs and of the weights, which are drawn towards where they start."""
    prior = weights.prior[0]
    ours, theirs = np.full(len(levels), prior), np.full(len(levels), 1 - prior)
    for at in range(levels.shape[1]):
        ours, theirs = ours * weights.m[at][levels[:, at] - 1], theirs * weights.u[at][levels[:, at] - 1]
    drawn = sum(
        _learn._M_STRENGTH * (s * np.log(m)).sum() + _learn._U_STRENGTH * (t * np.log(u)).sum()
        for m, u, s, t in zip(weights.m, weights.u, start.m, start.u, strict=True)
    )
    beta = _learn._PRIOR_STRENGTH
    drawn += beta * np.log(prior) + (beta / start.prior[0] - beta) * np.log(1 - prior)
    return float(np.log(ours + theirs).sum() + drawn)


def test_every_round_explains_the_pairs_better(monkeypatch: pytest.MonkeyPatch) -> None:
    levels, start = planted(2_000), begin(3, 0.05)
    found = [objective(start, start, levels)]
    for rounds in range(1, 25):
        monkeypatch.setattr(_learn, "_ROUNDS", rounds)
        found.append(objective(learn([feature()] * 3, start, observed(levels)), start, levels))
    assert found[-1] > found[0] + 100
    assert (np.diff(found) >= -1e-7).all()


def test_many_pairs_are_learned_and_few_lean_on_the_start() -> None:
    few, many = (learn([feature()] * 3, begin(3, 0.1), observed(planted(n))) for n in (40, 20_000))
    assert many.m[0][0] == pytest.approx(0.85, abs=0.02) and many.u[0][0] == pytest.approx(0.1, abs=0.01)
    assert abs(few.m[0][0] - START_M[0]) < 0.1


def test_where_every_pair_is_judged_shares_are_counted() -> None:
    """60 pairs are the same and the feature holds for 48, 40 are not and it holds for 8.

    A label counts 5 times: m = (5 x 48 + 30 x 0.6) / (5 x 60 + 30), u = (5 x 8 + 50 x 0.3) / (5 x 40 + 50).
    """
    held = np.r_[np.ones(48), np.zeros(12), np.ones(8), np.zeros(32)]
    judged = np.r_[np.ones(60), np.zeros(40)].astype(np.int8)
    levels = np.where(held == 1, 1, 2).astype(np.uint8)[:, None]
    found = learn([feature()], begin(1, 0.1), observed(levels, judged))
    assert found.m[0][0] == pytest.approx(258 / 330)
    assert found.u[0][0] == pytest.approx(55 / 250)


def test_labels_pull() -> None:
    """Persons judged pairs on which the first feature fails the same: it must count for less against a pair."""
    levels = planted(2_000)
    odd = np.flatnonzero((levels == [2, 1, 1]).all(axis=1))[:30]
    judged = np.full(len(levels), -1, np.int8)
    judged[odd] = 1
    without, pulled = (learn([feature()] * 3, begin(3, 0.1), observed(levels, j)) for j in (None, judged))
    assert pulled.m[0][1] > without.m[0][1] + 0.03
    assert pulled.table(0)[2] > without.table(0)[2]


def test_what_is_unknown_says_nothing() -> None:
    levels = planted(2_000)
    unknown = np.column_stack([levels, np.zeros(len(levels), np.uint8)])
    three = learn([feature()] * 3, begin(3, 0.1), observed(levels))
    four = learn([feature()] * 4, begin(4, 0.1), observed(unknown))
    assert four.m[0] == pytest.approx(three.m[0]) and four.m[3] == pytest.approx(START_M)
    assert four.table(3)[0] == 0


def test_the_odds_by_hand() -> None:
    """A prior of 1 to 7 is -3 bits; 0.6 / 0.3 is one bit for, 0.4 / 0.8 one against; a rare name gives 4."""
    weights = replace(begin(2, 1 / 8), u=(np.array([0.3, 0.7]), np.array([0.2, 0.8])))
    prior = np.log2(1 / 7)
    levels = np.array([[1, 2], [0, 0], [1, 0]], np.uint8)
    odds = weights.odds(levels, np.array([4.0, 0.0, 0.0]), np.zeros(3, np.uint8))
    assert odds == pytest.approx([prior + 1 - 1 + 4, prior, prior + 1], abs=1e-6)


def test_relatives_take_from_what_looks_like_them() -> None:
    """One in 1,024 pairs are relatives, for whom the feature holds as for one person: of its 10 bits 1 is lost."""
    related = Weights(
        np.full(2, 0.01), (np.array([1.0, 1e-9]),), (np.array([1 / 1024, 1.0]),), (np.array([1.0, np.nan]),), 1 / 1024
    )
    assert related.family(np.array([[1]], np.uint8), np.zeros(1)) == pytest.approx([-1])
    assert related.family(np.array([[2]], np.uint8), np.zeros(1)) == pytest.approx([0], abs=0.002)
