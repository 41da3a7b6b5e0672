"""Ranks with their intervals: one line a person, a dot for the rank, a bar for where it may truly be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netintel.views import _escape, _theme

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAME = 24
"""Characters of a name beside a line."""


@dataclass(frozen=True)
class Ranked:
    """Somebody with a rank: raw name and country codes, rank and interval, colour, escaped hover."""

    name: str
    where: str
    rank: float
    low: float
    high: float
    colour: str
    hover: str


def _ticks(high: float) -> list[int]:
    """Return whole ranks that stand apart on a logarithmic axis."""
    steps = (1, 2, 5) if high < 250 else (1,)
    return [step * 10**power for power in range(6) for step in steps if step * 10**power <= high]


def add_ranks(figure: Figure, people: Sequence[Ranked], *, level: float, left: float = 0.0) -> None:
    """Draw the ranks in the part of the picture that begins at `left` (0-1), the names outside to its left."""
    import plotly.graph_objects as go

    lines = list(range(len(people)))
    high = max((p.high for p in people), default=1.0)
    figure.add_trace(
        go.Scatter(
            x=[x for p in people for x in (p.low, p.high, None)],
            y=[y for line in lines for y in (line, line, None)],
            mode="lines",
            line={"color": _theme.USUAL, "width": 3},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    figure.add_trace(
        go.Scatter(
            x=[p.rank for p in people],
            y=lines,
            mode="markers",
            marker={"size": 10, "color": [p.colour for p in people], "line": {"color": _theme.PAPER, "width": 1}},
            hovertext=[p.hover for p in people],
            hoverinfo="text",
            showlegend=False,
        )
    )
    figure.update_layout(
        xaxis={
            "domain": [left, 0.985],
            "type": "log" if high > 25 else "linear",
            "range": None if high > 25 else [0.4, high + 0.6],
            "title": {"text": f"rank (dot) and {level:.0%} interval (bar)", "font": {"size": 12}, "standoff": 8},
            "side": "top",
            "gridcolor": "#e8eaed",
            "zeroline": False,
            "tickvals": _ticks(high) if high > 25 else None,
            "nticks": 6,
            "fixedrange": True,
            "tickformat": "d",
        },
        yaxis={
            "domain": [0.0, 0.91],
            "tickmode": "array",
            "tickvals": lines,
            "ticktext": [
                f"{_escape.plotly(_escape.short(p.name, NAME), 100)} · {_escape.plotly(p.where, 12)}" for p in people
            ],
            "range": [len(people) - 0.4, -0.6],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    )
