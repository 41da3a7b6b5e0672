"""Time-respecting paths against every order of contacts, tried one by one."""

from __future__ import annotations

from itertools import pairwise, permutations, product

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netintel.analysis._arrivals import EARLY, NEVER, Occasions, earliest, over
from netintel.analysis._moments import Moments

NODES = 5
CONTACTS = st.lists(
    st.tuples(
        st.integers(0, NODES - 1),
        st.integers(0, NODES - 1),
        st.integers(0, 6),
        st.integers(1, 3),
        st.booleans(),
    ).filter(lambda contact: contact[0] != contact[1]),
    max_size=7,
)


def along(hops: list[Occasions], surely: bool) -> bool:
    return over(hops, EARLY, surely) < NEVER


def occasions(contacts: list[tuple[int, int, int, int, bool]]) -> Occasions:
    """Contacts of one stretch each: begin, length, and whether it is dated at all."""
    begin = np.array([contact[2] for contact in contacts], np.int64)
    end = begin + np.array([contact[3] for contact in contacts], np.int64)
    dated = np.array([contact[4] for contact in contacts], bool)
    return Occasions(begin, end, begin, end, np.zeros(len(begin), bool), dated)


def by_trying_all(contacts: list[tuple[int, int, int, int, bool]], surely: bool) -> list[int]:
    """Walk every sequence of distinct contacts; a stretch is put at its worst or at its best."""
    arrived = [NEVER] * NODES
    arrived[0] = EARLY
    for size in range(1, len(contacts) + 1):
        for sequence in permutations(contacts, size):
            here, there = 0, EARLY
            for a, b, begin, length, dated in sequence:
                fits = dated and there <= begin if surely else not dated or there < begin + length
                if here not in (a, b) or not fits:
                    break
                here = b if here == a else a
                if dated:
                    there = begin + length if surely else max(there, begin)
            else:
                arrived[here] = min(arrived[here], there)
    return arrived


@given(CONTACTS, st.booleans())
def test_the_earliest_arrival_is_that_of_the_best_of_all_sequences(
    contacts: list[tuple[int, int, int, int, bool]], surely: bool
) -> None:
    contacts = contacts[:5]
    source, target = (np.array([contact[i] for contact in contacts], np.int64) for i in (0, 1))
    found = earliest(0, NODES, source, target, occasions(contacts), surely)
    assert found.tolist() == by_trying_all(contacts, surely)


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(1, 4)), min_size=1, max_size=4))
def test_surely_means_for_all_exact_times_and_possibly_for_some(stretches: list[tuple[int, int]]) -> None:
    """Exact times are tried at quarters inside each stretch; acts pass on when their times rise."""
    hops = [occasions([(0, 1, begin, length, True)]) for begin, length in stretches]
    times = [np.arange(begin, begin + length, 0.25) + 0.125 for begin, length in stretches]
    # acts may not fall on one instant, so each act's times are moved by a hair of its own
    some = any(all(x < y for x, y in pairwise(t)) for t in product(*_apart(times)))
    every = all(all(x < y for x, y in pairwise(t)) for t in product(*_apart(times)))
    assert along(hops, surely=True) == every
    assert along(hops, surely=False) == some


def _apart(times: list[np.ndarray]) -> list[np.ndarray]:
    return [t + i / 1000 for i, t in enumerate(times)]


def test_a_tie_that_lasts_passes_at_any_time_it_is_known_to_last() -> None:
    lasting = Occasions(*(np.array([v]) for v in (0, 10, 100, 110)), np.array([True]), np.array([True]))
    early, late = occasions([(0, 1, 20, 5, True)]), occasions([(0, 1, 105, 2, True)])
    assert along([early, lasting], surely=True)
    assert not along([late, lasting], surely=True)
    assert along([late, lasting], surely=False)


@pytest.mark.parametrize(
    ("first", "then", "sure", "possible"),
    [
        ("2024-03-01", "2024-03-02", True, True),
        ("2024-03-01", "2024-03-01", False, True),
        ("2024-03", "2024-03-15", False, True),
        ("2024-03", "2024-04-01", True, True),
        ("2024", "2024-03", False, True),
        ("2024-03-02", "2024-03-01", False, False),
        ("2024-03-01T10:00:00Z", "2024-03-01T10:00:01Z", True, True),
        ("2024-03-01T10:00:01Z", "2024-03-01T10:00:00Z", False, False),
    ],
)
def test_a_date_is_as_long_as_it_is_precise(first: str, then: str, sure: bool, possible: bool) -> None:
    hops = []
    for text in (first, then):
        when = Moments.of(pa.array([text]))
        hops.append(Occasions(when.begin, when.end, when.begin, when.end, np.array([False]), when.dated))
    assert along(hops, surely=True) == sure
    assert along(hops, surely=False) == possible


def test_what_is_no_date_is_undated() -> None:
    assert Moments.of(pa.array(["", "about 1970", None, "24"])).dated.tolist() == [False] * 4
    assert len(Moments.of(pa.array([], pa.string())).begin) == 0
