"""Arcs: width by class, the way there beside the way back, numbers that do not cover one another."""

import math
from itertools import combinations

import pytest

from netintel.views import _arcs, _frames


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
