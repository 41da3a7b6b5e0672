"""Rarity of names is moved to where birth dates say it is, and only as far as there are pairs that tell."""

from __future__ import annotations

import numpy as np
import pytest

from netintel.resolve._calibrated import moved


def teaching(n: int, foretold: float, share: float) -> tuple[np.ndarray, ...]:
    """Return level, group, bits, log2 odds by names, and what was found: of n alike pairs this share is the same."""
    same = (np.arange(n) < round(n * share)).astype(float)
    return np.ones(n, np.uint8), np.zeros(n, np.uint8), np.full(n, 10.0, np.float32), np.full(n, foretold), same


def test_names_that_foretell_rightly_stay() -> None:
    level, group, rare, foretold, found = teaching(1_000, foretold=0.0, share=0.5)  # even odds, and half are the same
    assert moved(level, group, rare, foretold, found) == pytest.approx(rare, abs=0.01)


def test_names_that_foretell_too_few_gain_bits() -> None:
    """Foretold are 1 of 9 (-3 bits), found are 1 of 2: of 3 bits, 1,000 of 1,000 + 30 are given."""
    found = moved(*teaching(1_000, foretold=-3.0, share=0.5))
    assert found == pytest.approx(np.full(1_000, 10 + 3 * 1_000 / 1_030), abs=0.05)


def test_few_pairs_move_little() -> None:
    few, many = (moved(*teaching(n, foretold=-3.0, share=0.5))[0] - 10 for n in (6, 600))
    assert 0 < few < 0.25 * many


def test_no_more_than_six_bits() -> None:
    assert moved(*teaching(100_000, foretold=-20.0, share=0.9)).max() <= 16


def test_pairs_without_dates_follow_those_of_their_rarity_alone() -> None:
    level, group, rare, foretold, found = teaching(1_000, foretold=-3.0, share=0.5)
    level, found = np.r_[level, 1, 1, 2, 1].astype(np.uint8), np.r_[found, 0.9, 0.9, 0.9, 0.9]
    group = np.r_[group, 0, 0, 0, 1].astype(np.uint8)
    rare, foretold = np.r_[rare, 10.5, 4.0, 10.0, 10.0].astype(np.float32), np.r_[foretold, [np.nan] * 4]
    beside, other_rarity, other_level, one_export = moved(level, group, rare, foretold, found)[-4:]
    assert beside == pytest.approx(10.5 + 3, abs=0.15)
    assert other_rarity == 4.0 and other_level == 10.0 and one_export == 10.0


def test_without_pairs_that_tell_nothing_moves() -> None:
    level, group, rare, foretold, found = teaching(50, foretold=-3.0, share=0.5)
    assert (moved(level, group, rare, np.full_like(foretold, np.nan), found) == rare).all()
    nothing = np.array([], np.float32)
    assert len(moved(nothing.astype(np.uint8), nothing.astype(np.uint8), nothing, nothing, nothing)) == 0
