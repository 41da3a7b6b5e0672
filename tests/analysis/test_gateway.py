"""The gateway coefficient is its definition, and tells who holds a way alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from netintel.analysis._gateway import gateway
from netintel.analysis._structural_holes import participation
from netintel.analysis._triads import Triads

TIES = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda tie: tie[0] < tie[1])).map(sorted)
MEMBERS = st.lists(st.sampled_from([-1, 0, 1, 2]), min_size=7, max_size=7)
Ties = list[tuple[int, int]]


def listed(ties: Ties) -> Triads:
    ends = np.array(ties, dtype=np.int64).reshape(-1, 2)
    return Triads.of(7, ends[:, 0], ends[:, 1], directed=False)


def defined(ties: Ties, of: list[int]) -> list[float]:
    """Return 1 - sum of (k_S/k)^2 (1 - part x centrality)^2, in loops; -1 is a member of nothing."""
    near = {v: {b if a == v else a for a, b in ties if v in (a, b)} for v in range(7)}
    largest = max(sum(len(near[v]) for v in range(7) if of[v] == module) for module in range(3))
    found = []
    for v in range(7):
        known = [u for u in near[v] if of[u] >= 0]
        total = 0.0
        for module in range(3):
            there = [u for u in known if of[u] == module]
            if there:
                home = sum(of[u] == module for w in range(7) if of[w] == of[v] for u in near[w])
                part = len(there) / home if of[v] >= 0 else 0.0
                central = sum(len(near[u]) for u in there) / largest
                total += (len(there) / len(known)) ** 2 * (1 - part * central) ** 2
        found.append(1 - total if known else float("nan"))
    return found


@given(TIES, MEMBERS)
@settings(max_examples=50)
def test_it_is_the_definition(ties: Ties, of: list[int]) -> None:
    shares = csr_array((np.array(of)[:, None] == np.arange(3)).astype(np.float64))

    np.testing.assert_allclose(gateway(listed(ties), shares), defined(ties, of), atol=1e-12)


def test_who_alone_holds_a_way_is_above_who_shares_it_where_participation_is_equal() -> None:
    """0, 1 and 2 are at home in one country, 3 to 6 abroad; 0 and 1 tie abroad A, 2 alone ties abroad B."""
    ties = [(0, 1), (0, 2), (1, 2), (0, 3), (1, 4), (2, 5), (3, 4), (5, 6)]
    shares = csr_array(np.eye(3)[[0, 0, 0, 1, 1, 2, 2]])

    found, spread = gateway(listed(ties), shares), participation(listed(ties), shares)

    assert spread[0] == spread[1] == spread[2]
    assert found[2] > found[0] == found[1]
    assert (found >= spread - 1e-12).all()


def test_half_at_home_in_two_countries_holds_half_of_each_way() -> None:
    """4 alone ties both countries to the third; of each of the two ways its half is all there is."""
    ties = [(0, 4), (2, 4), (4, 6)]
    own = np.zeros((7, 3))
    own[[0, 1], 0] = own[[2, 3], 1] = own[[5, 6], 2] = 1.0
    own[4, :2] = 0.5

    found = gateway(listed(ties), csr_array(own))

    # To 6 it has all, to 0 half: 0's tie to it is half a tie at home, and so is its own. The contacts of country 0 are
    # one of 0's and half of its three.
    assert found[4] == pytest.approx(1 - ((1 - 1 / 2.5) ** 2 + 2 * (1 - 0.5 / 2.5) ** 2) / 9)
