"""The learner of match weights beside splink: both are given the same pairs, and both find what was planted.

A pair is two records that share a number and nothing else that blocks; its columns are written so that the planted
level holds. splink reads the records, ours the levels. Both begin at the same guess, far from the truth.
"""

from __future__ import annotations

import itertools
import logging
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from netintel.resolve._learn import Observed, Weights, learn
from netintel.resolve.features._feature import Feature, Level

Levels = NDArray[np.uint8]

_TEXTS = {1: ("same", "same"), 2: ("near a", "near b"), 3: ("other", "differs")}
"""The two texts of a pair for each level: equal, equal in the first four letters, different."""

M = np.array([[0.80, 0.15, 0.05], [0.60, 0.30, 0.10], [0.90, 0.05, 0.05], [0.70, 0.20, 0.10]])
U = np.array([[0.02, 0.08, 0.90], [0.05, 0.15, 0.80], [0.01, 0.04, 0.95], [0.10, 0.20, 0.70]])
SHARE = 0.2


def drawn(n: int, seed: int) -> Levels:
    """Return the levels (counted from 1) of n pairs, of which about a fifth are the same."""
    random = np.random.default_rng(seed)
    same = random.random(n) < SHARE
    columns = [np.where(same, *(random.choice(3, n, p=p[f]) for p in (M, U))) for f in range(len(M))]
    return np.asarray(np.column_stack(columns) + 1, np.uint8)


def by_splink(levels: Levels, m: list[float], u: list[float], share: float) -> tuple[Any, Any, float]:
    """Return m, u (features x levels) and the share of the same that splink learns, beginning at these."""
    splink = pytest.importorskip("splink", reason="splink is not installed: requirements of development")
    import pyarrow as pa
    import splink.comparison_level_library as level
    import splink.comparison_library as cl

    columns = [f"c{f}" for f in range(levels.shape[1])]
    sides = [
        pd.DataFrame(
            {c: pd.Series(levels[:, f]).map({k: v[side] for k, v in _TEXTS.items()}) for f, c in enumerate(columns)}
            | {"pair": np.arange(len(levels)), "unique_id": 2 * np.arange(len(levels)) + side}
        )
        for side in (0, 1)
    ]
    near = {c: level.CustomLevel(f"{c}_l[1:4] = {c}_r[1:4]", "near") for c in columns}
    between = {c: [near[c]] if len(m) == 3 else [] for c in columns}
    settings = splink.SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.CustomComparison(
                output_column_name=c,
                comparison_levels=[level.NullLevel(c), level.ExactMatchLevel(c), *between[c], level.ElseLevel()],
            ).configure(m_probabilities=m, u_probabilities=u)
            for c in columns
        ],
        probability_two_random_records_match=share,
        em_convergence=1e-6,
        max_iterations=500,
    )
    logging.getLogger("splink").setLevel(logging.ERROR)
    table = pa.Table.from_pandas(pd.concat(sides, ignore_index=True))
    linker = splink.Linker(splink.DuckDBAPI().register(table), settings)
    linker.training.estimate_parameters_using_expectation_maximisation(
        splink.block_on("pair"),
        fix_u_probabilities=False,
        populate_probability_two_random_records_match_from_trained_values=True,
    )
    told = linker.misc.save_model_to_json()
    learned = [
        [[lv[f"{which}_probability"] for lv in one["comparison_levels"][1:]] for one in told["comparisons"]]
        for which in "mu"
    ]
    return np.array(learned[0]), np.array(learned[1]), told["probability_two_random_records_match"]


def by_ours(levels: Levels, m: list[float], u: list[float], share: float) -> tuple[Any, Any, float]:
    """Return what ours learns, beginning at the same."""
    feature = Feature(
        "planted",
        ("person",),
        values=lambda records: records.values("name"),
        pair=lambda records, a, b: None,
        levels=tuple(Level(lambda two: two, m=a, u=b) for a, b in zip(m, u, strict=True)),
        learned="beside names",
    )
    n, k = levels.shape
    begin = Weights(
        prior=np.array([share, share]),
        m=(np.array(m),) * k,
        u=(np.array(u),) * k,
        kin=(np.full(len(m), np.nan),) * k,
        related=1e-9,
    )
    seen = Observed(
        levels=list(levels.T),
        bits=[],
        group=np.zeros(n, np.uint8),
        possible=np.array([n, 0.0]),
        most=np.array([0.5, 0.5]),
        naming=[2 * n] * k,
        names_agree=np.ones(n, bool),
        judged=np.full(n, -1, np.int8),
    )
    found = learn([feature] * k, begin, seen)
    return np.array(found.m), np.array(found.u), float(found.prior[0])


GUESS: dict[str, Any] = {"m": [0.5, 0.3, 0.2], "u": [0.2, 0.2, 0.6], "share": 0.1}


@pytest.mark.parametrize("learner", [by_splink, by_ours])
def test_what_was_planted_is_found(learner: Any) -> None:
    m, u, share = learner(drawn(20_000, seed=1), **GUESS)
    assert m == pytest.approx(M, abs=0.025)  # 4,000 of the same: a share of 0.5 is known to 0.008, three times over
    assert u == pytest.approx(U, abs=0.012)
    assert share == pytest.approx(SHARE, abs=0.01)


@pytest.mark.parametrize("seed", range(3))
def test_both_learn_the_same_weights(seed: int) -> None:
    levels = drawn(20_000, seed)
    one, other = by_splink(levels, **GUESS), by_ours(levels, **GUESS)
    for theirs, ours in zip(one[:2], other[:2], strict=True):
        assert ours == pytest.approx(theirs, abs=0.005)  # ours is drawn a little to where it began
        rare = theirs > 0.02
        assert np.log2(ours)[rare] == pytest.approx(np.log2(theirs)[rare], abs=0.15)  # in bits
    assert other[2] == pytest.approx(one[2], abs=0.003)


@pytest.mark.parametrize("learner", [by_splink, by_ours])
def test_three_yes_or_no_features_worked_by_hand(learner: Any) -> None:
    """Of 32,000 pairs a quarter are the same; each of three features holds for 9 of 10 of these, 1 of 10 others.

    All three hold for 8,000 x 0.729 + 24,000 x 0.001 = 5,856, two given ones for 8,000 x 0.081 + 24,000 x 0.009 = 864,
    one for 8,000 x 0.009 + 24,000 x 0.081 = 2,016, none for 8,000 x 0.001 + 24,000 x 0.729 = 17,504. Three features of
    two levels have seven shares and seven unknowns, so no other weights explain these counts.
    """
    counts = {3: 5_856, 2: 864, 1: 2_016, 0: 17_504}
    patterns = list(itertools.product((1, 0), repeat=3))
    held = np.repeat(np.array(patterns), [counts[sum(pattern)] for pattern in patterns], axis=0)
    levels = np.where(held == 1, 1, 3 if learner is by_splink else 2).astype(np.uint8)
    m, u, share = learner(levels, m=[0.7, 0.3], u=[0.3, 0.7], share=0.1)
    assert len(levels) == 32_000
    assert m == pytest.approx(np.array([[0.9, 0.1]] * 3), abs=0.004)
    assert u == pytest.approx(np.array([[0.1, 0.9]] * 3), abs=0.004)
    assert share == pytest.approx(0.25, abs=0.004)
