"""Clusters: evidence against cuts a chain, and no order of records or pairs changes them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from netintel.resolve.clusters import clusters


def groups(n: int, pairs: dict[tuple[int, int], float]) -> set[frozenset[int]]:
    ends = np.array(list(pairs), np.int64).reshape(-1, 2)
    return partition(clusters(n, ends[:, 0], ends[:, 1], np.array(list(pairs.values()))))


def partition(labels: NDArray[np.int64]) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == label).tolist()) for label in np.unique(labels)}


def test_nobody_is_like_anybody() -> None:
    assert groups(3, {}) == {frozenset({0}), frozenset({1}), frozenset({2})}
    assert groups(2, {(0, 1): -3.0}) == {frozenset({0}), frozenset({1})}


def test_two_alike_are_one() -> None:
    assert groups(3, {(0, 1): 0.1}) == {frozenset({0, 1}), frozenset({2})}


def test_a_chain_holds_where_nothing_speaks_against() -> None:
    assert groups(3, {(0, 1): 5.0, (1, 2): 5.0}) == {frozenset({0, 1, 2})}


def test_a_chain_is_cut_by_evidence_against_at_its_weakest_link() -> None:
    assert groups(3, {(0, 1): 6.0, (1, 2): 3.0, (0, 2): -8.0}) == {frozenset({0, 1}), frozenset({2})}
    assert groups(3, {(0, 1): 3.0, (1, 2): 6.0, (0, 2): -8.0}) == {frozenset({0}), frozenset({1, 2})}


def test_weak_evidence_against_does_not_part_what_strong_pairs_join() -> None:
    assert groups(3, {(0, 1): 9.0, (1, 2): 9.0, (0, 2): -2.0}) == {frozenset({0, 1, 2})}


def two_persons_and_a_bridge() -> dict[tuple[int, int], float]:
    """Return two persons of four records each, all pairs likely; one record of each is like one of the other."""
    inside = {(a + 4 * p, b + 4 * p): 5.0 for p in (0, 1) for a in range(4) for b in range(a + 1, 4)}
    across = {(a, b): -4.0 for a in range(4) for b in range(4, 8)}
    return inside | across | {(3, 4): 4.0}


def test_a_bridge_between_two_persons_does_not_join_them() -> None:
    assert groups(8, two_persons_and_a_bridge()) == {frozenset(range(4)), frozenset(range(4, 8))}


@pytest.mark.parametrize("seed", range(10))
def test_no_order_of_records_and_pairs_changes_the_clusters(seed: int) -> None:
    """Five times two persons and a bridge, and as many chains that one pair speaks against."""
    rows = [(a + 11 * k, b + 11 * k, w) for k in range(5) for (a, b), w in two_persons_and_a_bridge().items()]
    rows += [(8 + a + 11 * k, 8 + b + 11 * k, w) for k in range(5) for a, b, w in ((0, 1, 6), (1, 2, 3), (0, 2, -8))]
    left, right, odds = (np.array(column) for column in zip(*rows, strict=True))
    random = np.random.default_rng(seed)
    name, order = random.permutation(55), random.permutation(len(rows))
    shuffled = clusters(55, name[left][order], name[right][order], odds[order].astype(float))
    assert partition(shuffled[name]) == partition(clusters(55, left, right, odds.astype(float)))


def test_numbers_of_others_are_left_as_they_were() -> None:
    import random

    random.seed(3)
    expected = random.random()
    random.seed(3)
    groups(8, two_persons_and_a_bridge())
    assert random.random() == expected
