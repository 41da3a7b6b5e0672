"""Tests of level 0.05 reject 5 in 100 networks in which there is nothing to find; long, for it takes many networks."""

import pytest
from benchmarks.nulls import rejections

GRAPHS = 300
LOW, HIGH = 0.02, 0.09
"""What 300 networks of a right test give in 99 of 100 cases."""


@pytest.mark.nightly
@pytest.mark.parametrize("kind", ["heavy", "directed", "small"])
@pytest.mark.parametrize("test", ["corridors", "e_i", "roles"])
def test_the_whole_rejects_as_often_as_promised(test: str, kind: str) -> None:
    found = rejections(test, kind, GRAPHS, 100)
    for name, (part, number) in found.items():
        if name.startswith("whole"):
            assert number == GRAPHS
            assert LOW <= part <= HIGH, (name, part)


@pytest.mark.nightly
def test_corridors_among_domestic_ties_reject_as_often_as_promised() -> None:
    found = rejections("corridors", "domestic", GRAPHS, 100)
    assert LOW <= found["whole"][0] <= HIGH
    assert found["any pair, adjusted"][0] <= HIGH
