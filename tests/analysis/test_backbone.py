"""Backbones against their published formulas, worked out by hand in fractions."""

from math import sqrt

import numpy as np
import pytest

from netintel.analysis._backbone import disparity, disparity_p, noise_corrected, noise_corrected_lift


def test_noise_corrected_worked_out_by_hand() -> None:
    """Coscia & Neffke 2017, equations for lift, prior, posterior and the delta method, in fractions.

    Counts A-B 6, A-C 1, B-C 3: n.. = 20, totals 7, 9, 4. For A-C: kappa = 20/28, kappa n = 5/7, lift = -1/6;
    prior mean 28/400, alpha = 2401/1040, beta = 184233/5200, posterior chance 17205/300238.
    For A-B: lift = (120/63 - 1) / (120/63 + 1) = 19/61.
    """
    lift, deviation = noise_corrected_lift(np.array([[0.0, 6, 1], [6, 0, 3], [1, 3, 0]]))
    assert lift[0, 1] == pytest.approx(19 / 61)
    assert lift[0, 2] == pytest.approx(-1 / 6)
    assert lift[1, 2] == pytest.approx(1 / 4)
    chance = 17205 / 300238
    assert chance == pytest.approx((2401 / 1040 + 1) / (2401 / 1040 + 184233 / 5200 + 20))
    slope = 2 * (20 / 28 + 1 / 28 - 20 * (7 + 4) / 28**2) / (20 / 28 + 1) ** 2
    assert deviation[0, 2] == pytest.approx(sqrt(20 * chance * (1 - chance)) * abs(slope))


def test_noise_corrected_lift_of_directed_counts() -> None:
    """Rows give, columns take; A>B has 10 of 27, A gives 12, B takes 13: kappa = 27/156, lift = 114/426 = 19/71."""
    lift, _ = noise_corrected_lift(np.array([[0.0, 10, 2], [4, 0, 7], [1, 3, 0]]))
    assert lift[0, 1] == pytest.approx(19 / 71)
    assert lift[1, 0] == pytest.approx((27 * 4 / 55 - 1) / (27 * 4 / 55 + 1))


def test_noise_corrected_keeps_a_strong_pair_of_small_countries() -> None:
    """Two large countries trade with everybody, two small ones with each other: the small pair is kept."""
    counts = np.array([[0.0, 200, 8, 8], [200, 0, 8, 8], [8, 8, 0, 12], [8, 8, 12, 0]])
    kept = noise_corrected(counts)
    assert kept[2, 3]
    assert not kept[0, 2]
    assert not disparity(counts)[2, 3]


def test_one_pair_alone_has_no_noise_to_compare_with() -> None:
    assert not noise_corrected(np.zeros((3, 3))).any()
    alone = np.array([[0.0, 5], [0, 0]])
    assert not noise_corrected(alone).any()
    assert not disparity(alone).any()


def test_disparity_is_the_smaller_of_two_chances() -> None:
    """Serrano et al. 2009, equation 2: (1 - w/s)^(k-1) at either end; k = 1 gives 1."""
    counts = np.array([[0.0, 8, 1, 1], [8, 0, 4, 0], [1, 4, 0, 0], [1, 0, 0, 0]])
    p = disparity_p(counts)
    assert p[0, 1] == pytest.approx(min((1 - 8 / 10) ** 2, (1 - 8 / 12) ** 1))
    assert p[1, 2] == pytest.approx(min((1 - 4 / 12) ** 1, (1 - 4 / 5) ** 1))
    assert p[0, 3] == pytest.approx((1 - 1 / 10) ** 2)
    assert disparity(counts)[0, 1]


def test_disparity_has_one_chance_for_each_direction() -> None:
    counts = np.array([[0.0, 9, 1], [1, 0, 1], [1, 1, 0]])
    p = disparity_p(counts)
    assert p[0, 1] == pytest.approx(min(1 - 9 / 10, 1 - 9 / 10))
    assert p[1, 0] == pytest.approx(min(1 - 1 / 2, 1 - 1 / 2))
