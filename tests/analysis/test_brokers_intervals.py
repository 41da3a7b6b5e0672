"""The intervals of ranks hold the true rank of whoever truly leads, where ties are hidden."""

from __future__ import annotations

import pytest
from benchmarks.intervals_planted import trials


@pytest.mark.nightly
@pytest.mark.parametrize("method", ["boundary_per_contact", "cross_border_betweenness"])
def test_told_the_right_rate_intervals_hold_the_true_rank(method: str) -> None:
    """Measured over three models and two seeds: about 0.95 at a level of 0.9, for the true top 20."""
    found = trials(2, 40, models=("members", "tails", "circles"), methods=(method,), rates=(0.1, 0.3), told=("right",))

    assert found["held"].mean() > 0.88
    assert (found["held"] >= 0.85).mean() >= 0.85
    assert found.groupby("model")["width"].mean().to_dict()["tails"] < 60


def test_intervals_of_one_run_hold_and_are_narrower_than_naive_ones() -> None:
    found = trials(1, 30, models=("tails",), methods=("boundary",), rates=(0.1,), told=("right", "twice"), naive=True)
    held, width = (found.set_index("told")[column] for column in ("held", "width"))

    assert held["right"] >= 0.85
    assert width["right"] <= width["twice"] < width["bootstrap"]
