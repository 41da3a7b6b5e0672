"""p-values against exact ones, and the search for excess one after the other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from netintel.analysis._excess import Excess, scaling
from netintel.analysis._significance import Tails, adjusted, counted, ranked, skewed, whole


@given(st.integers(0, 30), st.integers(1, 30), st.floats(0.05, 0.95))
def test_counted_is_the_binomial_mid_p(observed: int, trials: int, chance: float) -> None:
    if observed > trials:
        return
    law = stats.binom(trials, chance)
    found = counted(np.array([float(observed)]), np.array([law.mean()]), np.array([law.std()]))[0]
    assert found == pytest.approx(law.sf(observed) + law.pmf(observed) / 2, rel=1e-5, abs=1e-9)


@given(st.integers(0, 40), st.floats(0.5, 10), st.floats(0.1, 0.9))
def test_counted_is_the_negative_binomial_mid_p(observed: int, size: float, chance: float) -> None:
    law = stats.nbinom(size, chance)
    found = counted(np.array([float(observed)]), np.array([law.mean()]), np.array([law.std()]))[0]
    assert found == pytest.approx(law.sf(observed) + law.pmf(observed) / 2, rel=1e-4, abs=1e-9)


def test_beyond_what_a_binomial_reaches_p_is_small_and_not_nothing() -> None:
    """Half shares make counts narrower than whole ones: 10.5 where 4.75 +- 1.28 are expected is no impossibility."""
    found = counted(np.array([10.5]), np.array([4.75]), np.array([1.28]))[0]
    assert 1e-7 < found < 1e-4


def test_moments_of_draws_are_those_of_numpy_and_scipy() -> None:
    draws = np.random.default_rng(1).gamma(2.0, size=(500, 3))
    tails = Tails(np.array([5.0, 0.1, 2.0]))
    for draw in draws:
        tails.add(draw)
    np.testing.assert_allclose(tails.mean, draws.mean(axis=0))
    np.testing.assert_allclose(tails.deviation, draws.std(axis=0, ddof=1))
    np.testing.assert_allclose(tails.skewness, stats.skew(draws, axis=0))


def test_a_gamma_curve_carries_the_draws_on() -> None:
    law = stats.gamma(2.0)
    z = (np.array([8.0, 12.0]) - law.mean()) / law.std()
    np.testing.assert_allclose(skewed(z, np.full(2, 2 / 2**0.5)), law.sf([8.0, 12.0]), rtol=1e-6)


def test_p_of_the_whole_is_uniform_when_the_observed_is_one_of_the_draws() -> None:
    rng = np.random.default_rng(0)
    found = []
    for _ in range(400):
        base = rng.poisson(1.0, (60, 1))
        found.append(whole(base + rng.poisson(2.0, (60, 8))) <= 0.05)
    assert 0.02 <= np.mean(found) <= 0.085


def test_what_does_not_vary_has_no_p() -> None:
    assert np.isnan(whole(np.ones((20, 3))))
    assert np.isnan(whole(np.zeros((20, 0))))
    assert ranked(np.ones((4, 1))).ravel().tolist() == [1.0] * 4
    assert np.isnan(adjusted(np.array([np.nan]))).all()


def test_a_strong_pair_set_apart_lets_the_others_be_seen_as_they_are() -> None:
    """Five equal countries; one pair takes 60 ties. The other pairs of its ends fall, those of the rest look raised."""
    observed = np.full((5, 5), 10.0)
    np.fill_diagonal(observed, 0)
    observed[0, 1] = observed[1, 0] = 60.0
    totals = observed.sum(axis=1)
    expected = np.where(np.eye(5) == 1, 0, np.outer(totals, totals))
    for _ in range(200):
        part = np.sqrt(totals / expected.sum(axis=1))
        expected *= np.outer(part, part)
    deviation = np.sqrt(expected) * 0.8
    p = counted(observed, expected, deviation)
    found = Excess.of(observed, expected, deviation, np.ones((5, 5)), np.triu(np.ones((5, 5), dtype=bool), 1), p)
    assert found.adjusted[0, 1] < 0.05
    rest = [found.expected[i, j] for i in range(5) for j in range(i + 1, 5) if (i, j) != (0, 1)]
    np.testing.assert_allclose(rest, 10.0, rtol=1e-5)
    assert abs(expected[2, 3] - 10) > 2


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_a_pair_with_no_more_than_all_totals_give_is_never_significant(seed: int) -> None:
    """However little is left beside strong pairs: so an adjusted p at or below 0.05 always means more than expected."""
    rng = np.random.default_rng(seed)
    odds = np.outer(*[rng.random(7) + 0.1] * 2) * np.where(rng.random((7, 7)) < 0.2, 12, 1)
    observed = np.triu(rng.poisson(20 * odds), 1).astype(float)
    observed += observed.T
    base = 1.0 - np.eye(7)
    down, across = scaling(base, observed.sum(axis=1), observed.sum(axis=0), symmetric=True)
    expected = base * np.outer(down, across)
    cells = np.triu(np.ones((7, 7), dtype=bool), 1) & (expected > 0)
    found = Excess.of(
        observed, expected, np.sqrt(expected), np.ones((7, 7)), cells, counted(observed, expected, np.sqrt(expected))
    )
    assert (observed > expected)[cells & (found.adjusted <= 0.05)].all()


def test_no_p_is_nothing_on_either_side_however_far_out_and_however_skewed() -> None:
    draws = np.random.default_rng(1).gamma(0.5, size=200)
    for observed in (-60.0, -3.0, 60.0):
        for turned in (1, -1):
            tails = Tails(np.array(turned * observed))
            for draw in draws:
                tails.add(np.array(turned * draw))
            assert 0 < float(tails.p(tails.skewed)) < 0.01
