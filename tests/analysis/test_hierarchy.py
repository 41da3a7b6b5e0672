"""Hierarchy and dyadic constraint against the definition, written as loops over a matrix."""

from __future__ import annotations

import math

import igraph
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netintel.analysis._hierarchy import dyadic_constraint, hierarchy
from netintel.analysis._triads import Triads

Arcs = list[tuple[int, int]]
ARCS = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda arc: arc[0] != arc[1])).map(sorted)


def triads(arcs: Arcs, n: int = 7) -> Triads:
    ends = np.array(arcs, dtype=np.int64).reshape(-1, 2)
    return Triads.of(n, ends[:, 0], ends[:, 1], directed=True)


def by_definition(arcs: Arcs, n: int = 7) -> tuple[list[float], list[float]]:
    """Constraint and hierarchy of each node, straight from Burt's formulas."""
    tie = [[0.0] * n for _ in range(n)]
    for a, b in arcs:
        tie[a][b] += 1
        tie[b][a] += 1
    part = [[x / sum(row) if sum(row) else 0.0 for x in row] for row in tie]
    constraint, concentrated = [], []
    for v in range(n):
        contacts = [j for j in range(n) if tie[v][j]]
        c = [(part[v][j] + sum(part[v][q] * part[q][j] for q in range(n) if q != v and q != j)) ** 2 for j in contacts]
        constraint.append(sum(c) if c else math.nan)
        if len(c) < 2:
            concentrated.append(1.0 if c else math.nan)
            continue
        mean = sum(c) / len(c)
        concentrated.append(sum(x / mean * math.log(x / mean) for x in c) / (len(c) * math.log(len(c))))
    return constraint, concentrated


@given(ARCS)
def test_hierarchy_is_the_definition(arcs: Arcs) -> None:
    found = hierarchy(triads(arcs))

    np.testing.assert_allclose(found, by_definition(arcs)[1], atol=1e-9)


@given(ARCS)
def test_dyadic_constraints_add_up_to_constraint(arcs: Arcs) -> None:
    listed = triads(arcs)
    by_high, by_low = dyadic_constraint(listed)

    total = np.bincount(listed.low, by_high, listed.n) + np.bincount(listed.high, by_low, listed.n)

    np.testing.assert_allclose(total, np.nan_to_num(by_definition(arcs)[0]), atol=1e-12)
    judged = np.array(igraph.Graph(n=7, edges=arcs, directed=True).constraint(), dtype=np.float64)
    np.testing.assert_allclose(total, np.nan_to_num(judged), atol=1e-12)


def test_one_contact_who_reaches_all_others_holds_the_constraint() -> None:
    """v knows a, b, c, d; a knows the others too. By hand: a's part is 1/4 + 3/8, each other's is 1/4 + 1/16."""
    found = hierarchy(Triads.of(5, np.array([0, 0, 0, 0, 1, 1, 1]), np.array([1, 2, 3, 4, 2, 3, 4]), directed=False))

    c = np.array([(1 / 4 + 3 / 8) ** 2, *[(1 / 4 + 1 / 16) ** 2] * 3])
    r = c / c.mean()
    assert found[0] == pytest.approx((r * np.log(r)).sum() / (4 * math.log(4)))
    assert found[0] == pytest.approx(found[1])


def test_nobody_and_isolates() -> None:
    none = np.array([], dtype=np.int64)

    assert hierarchy(Triads.of(0, none, none, directed=False)).tolist() == []
    assert np.isnan(hierarchy(Triads.of(2, none, none, directed=True))).all()
