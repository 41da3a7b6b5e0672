"""Percents to be read aloud: whole ones, and one decimal where what they tell apart is small."""

from __future__ import annotations

SMALL = 0.05
"""An effect below this part is told with one decimal more."""


def percent(value: float, effect: float) -> str:
    """Return a share whose distance from where nothing happens is `effect`.

    Examples
    --------
    >>> percent(0.61, 0.39), percent(0.9977, 0.0023)
    ('61%', '99.8%')
    """
    return f"{value:.1%}" if 0 < abs(effect) < SMALL else f"{value:.0%}"
