"""The best team of each size: equal to looking at every team, as a table of all or by ruling teams out."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netintel.analysis import _team_programme, _team_search, _teams
from netintel.analysis._teams import Covers, Items, members_of

ENDS = st.lists(st.tuples(st.integers(0, 31), st.integers(0, 31), st.integers(0, 4)), min_size=1, max_size=12)


def items_of(ends: list[tuple[int, int, int]], covers: Covers, n: int = 5) -> Items:
    """Return items over five countries; an end may lie in none of them or in several."""
    one, other, weight = (np.array(part, dtype=np.int64) for part in zip(*ends, strict=True))
    return Items(n, one, other, weight.astype(np.float64), covers)


def covered(ends: list[tuple[int, int, int]], covers: Covers, team: int) -> float:
    both = covers == "both"
    return float(sum(w for a, b, w in ends if ((a & team and b & team) if both else (a & team or b & team))))


def every_best(ends: list[tuple[int, int, int]], covers: Covers, size: int) -> tuple[float, set[int]]:
    teams = [sum(1 << i for i in chosen) for chosen in combinations(range(5), size)]
    most = max(covered(ends, covers, team) for team in teams)
    return most, {team for team in teams if covered(ends, covers, team) == most} if most else set()


@settings(max_examples=60)
@given(ends=ENDS, covers=st.sampled_from(["both", "either"]))
def test_every_team_is_counted_as_defined(ends: list[tuple[int, int, int]], covers: Covers) -> None:
    every = items_of(ends, covers).every_team()
    assert every.tolist() == [covered(ends, covers, team) for team in range(32)]


@settings(max_examples=60)
@given(ends=ENDS, covers=st.sampled_from(["both", "either"]))
def test_the_best_of_each_size_are_all_of_them_and_sizes_end_where_nothing_is_gained(
    ends: list[tuple[int, int, int]], covers: Covers
) -> None:
    best = items_of(ends, covers).best()
    for one in best:
        assert (one.coverage, set(one.teams)) == every_best(ends, covers, one.members)
        assert one.proved
        assert one.all_listed
    assert best[-1].coverage == covered(ends, covers, 31)
    assert all(one.coverage < best[-1].coverage for one in best[:-1])


@settings(max_examples=80)
@given(ends=ENDS, covers=st.sampled_from(["both", "either"]), size=st.integers(1, 5))
def test_the_search_finds_the_same_teams(ends: list[tuple[int, int, int]], covers: Covers, size: int) -> None:
    found = _team_search.best_of_size(items_of(ends, covers), size)
    assert (found.coverage, set(found.teams)) == every_best(ends, covers, size)
    assert found.proved
    assert found.all_listed


@settings(max_examples=25)
@given(ends=ENDS, price=st.lists(st.integers(1, 4), min_size=5, max_size=5))
def test_the_cheapest_cover_is_the_cheapest_of_all(ends: list[tuple[int, int, int]], price: list[int]) -> None:
    """Weighted set cover by enumeration; the programme agrees."""
    items = items_of(ends, "either")
    full = [team for team in range(32) if covered(ends, "either", team) == covered(ends, "either", 31)]
    least = min(sum(price[i] for i in members_of(team, 5)) for team in full)
    cost = np.array(price, dtype=np.float64)
    for team, proved in (items.cheapest(cost), _team_programme.cheapest(items, cost)):
        assert proved
        assert covered(ends, "either", team) == covered(ends, "either", 31)
        assert sum(price[i] for i in members_of(team, 5)) == least


def test_beyond_twenty_countries_teams_are_ruled_out_and_the_rest_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(4)
    ends = [(1 << a, 1 << b, int(rng.integers(1, 9))) for a, b in combinations(range(9), 2)]
    items = items_of(ends, "both", n=9)
    whole = items.best()
    monkeypatch.setattr(_teams, "ALL_TEAMS", 5)
    assert items.best() == whole


def test_more_equally_good_teams_than_are_listed_are_told() -> None:
    items = items_of([(1 << a, 1 << b, 1) for a, b in combinations(range(24), 2)], "either", n=24)
    found = _team_search.best_of_size(items, 1)
    assert found.proved
    assert len(found.teams) == 20
    assert not found.all_listed


def test_equal_sums_of_large_weights_are_equal() -> None:
    one, other = np.array([(1 << a, 1 << b) for a, b in combinations(range(6), 2)]).T
    items = Items(6, one, other, np.full(15, 10**9 + 0.1), "both")
    assert [len(one.teams) for one in items.best()] == [0, 15, 20, 15, 6, 1]


def test_what_is_not_proved_is_told_with_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    ends = [(1 << a, 1 << b, int(rng.integers(1, 99))) for a, b in combinations(range(40), 2)]
    monkeypatch.setattr(_team_search, "LOOKED_AT", 1000)
    found = _team_search.best_of_size(items_of(ends, "both", n=40), 9)
    assert not found.proved
    assert found.bound > found.coverage
    assert found.coverage == items_of(ends, "both", n=40).coverage(found.teams[0])
