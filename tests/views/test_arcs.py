"""Arcs: width by class, the way there beside the way back, numbers that do not cover one another."""

import math
from itertools import combinations

import pytest

from netintel.views import _arcs, _frames, _ways
from netintel.views._places import places


def arc(source: str, target: str, value: float = 1.0) -> _arcs.Arc:
    return _arcs.Arc(source, target, value, "#000000", "", str(value))


@pytest.mark.parametrize(("value", "step"), [(0.25, 0), (20, 0), (20.5, 1), (60, 2), (99, 4), (100, 4)])
def test_width_has_five_equal_steps_up_to_the_largest(value: float, step: int) -> None:
    assert _arcs.width_class(value, 100) == step


def test_the_legend_tells_what_each_width_holds() -> None:
    assert _arcs.class_ranges([60, 12, 11, 31, 3]) == {0: (3, 12), 2: (31, 31), 4: (60, 60)}


def test_the_way_back_runs_on_the_other_side() -> None:
    (frame,) = _frames.frames(["DE", "RO"])
    there, back = _arcs.way(frame, arc("RO", "DE"))[12], _arcs.way(frame, arc("DE", "RO"))[12]
    assert there is not None
    assert back is not None
    assert math.dist(there, back) > 2


def test_numbers_stand_apart() -> None:
    arcs = [arc("DE", "RO", 35.5), arc("DE", "MD", 28.5), arc("DE", "UA", 12.0), arc("DE", "BG", 10.0)]
    (frame,) = _frames.frames(["DE", "RO", "MD", "UA", "BG", "ES"])
    at = [frame.plane(*position) for position in _arcs.badge_positions(frame, arcs)]
    assert min(math.dist(a, b) * frame.radius for a, b in combinations(at, 2)) > 30


def test_on_the_world_nothing_runs_over_the_pole() -> None:
    """A great circle from Russia to the United States passes north of 80 degrees, where the map ends."""
    (world,) = _frames.frames(["RU", "US", "CN"], companion=False)
    for pair in (("RU", "US"), ("US", "RU"), ("CN", "US"), ("US", "CN")):
        points = [point for point in _arcs.way(world, arc(*pair)) if point is not None]
        assert max(lat for _, lat in points) <= _ways.CEILING + 3
        assert points[0] == pytest.approx(places()[pair[0]][:2])
        assert points[-1] == pytest.approx(places()[pair[1]][:2])


def test_there_and_back_below_the_pole_run_on_two_sides() -> None:
    (world,) = _frames.frames(["RU", "US", "CN"], companion=False)
    there, back = _arcs.way(world, arc("RU", "US")), _arcs.way(world, arc("US", "RU"))
    assert math.dist(there[12] or (0, 0), back[12] or (0, 0)) > 3


def test_a_line_that_leaves_by_one_edge_comes_back_by_the_other() -> None:
    (world,) = _frames.frames(["CN", "US"], companion=False)
    points = _arcs.way(world, arc("CN", "US"))
    gap = points.index(None)
    before, after = points[gap - 1], points[gap + 1]
    assert before is not None
    assert after is not None
    assert (abs(before[0]), before[0]) == (180.0, -after[0])
    assert before[1] == after[1]
