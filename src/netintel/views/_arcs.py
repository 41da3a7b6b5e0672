"""Arcs between countries: bent to the right of travel, as wide as what they stand for, with an arrow and a number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from netintel.views import _geography, _theme, _ways
from netintel.views._places import places

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from netintel.views._frames import Frame

WIDTHS = (1.2, 2.6, 4.2, 6.2, 8.5)
"""Pixels of the five classes of equal width between nothing and the largest number drawn."""
FAINT = 0.42
"""How strongly what chance may give is drawn: seen, but behind what is above it."""
_APART_PX = 34.0
_SHORT_PX = 110.0  # an arc that its own number would hide
_ARROW_AT = 16  # of the points: two thirds of the way


@dataclass(frozen=True)
class Arc:
    """One corridor to be drawn: codes of both ends, number, colour, escaped hover, and an escaped number to show."""

    source: str
    target: str
    value: float
    colour: str
    hover: str
    badge: str = ""


def width_class(value: float, largest: float) -> int:
    """Return the class (0-4) of a number among five equal steps up to the largest.

    Examples
    --------
    >>> [width_class(v, 50) for v in (1, 10, 11, 50)]
    [0, 0, 1, 4]
    """
    return min(max(math.ceil(5 * value / largest) - 1, 0), 4) if largest > 0 else 0


def class_ranges(values: Sequence[float]) -> dict[int, tuple[float, float]]:
    """Return the smallest and largest number in each class that holds any."""
    largest = max(values, default=0.0)
    held: dict[int, list[float]] = {}
    for value in values:
        held.setdefault(width_class(value, largest), []).append(value)
    return {k: (min(held[k]), max(held[k])) for k in sorted(held)}


def way(frame: Frame, arc: Arc, *, aside: float = 0.0) -> _ways.Way:
    """Return the points of an arc in order of travel; bent `aside` degrees more if asked."""
    start, end = places()[arc.source], places()[arc.target]
    return _ways.way(start[:2], end[:2], world=frame.world, aside=aside)


def add_arcs(figure: Figure, frame: Frame, arcs: Sequence[Arc], *, directed: bool, largest: float) -> None:
    """Draw the arcs, what chance may give first and then the smallest; numbers and arrows above them.

    `largest` is the number that the widest of all arcs of the picture stands for.
    """
    import plotly.graph_objects as go

    styles: dict[tuple[bool, int, str], list[Arc]] = {}
    for arc in arcs:
        styles.setdefault((arc.colour == _theme.ABOVE, width_class(arc.value, largest), arc.colour), []).append(arc)
    for (_, size, colour), group in sorted(styles.items(), key=lambda item: item[0]):
        lon, lat = _joined([way(frame, arc) for arc in group])
        figure.add_trace(
            go.Scattergeo(
                lon=lon,
                lat=lat,
                mode="lines",
                line={"color": colour, "width": WIDTHS[size]},
                opacity=1 if colour == _theme.ABOVE else FAINT,
                hoverinfo="skip",
                showlegend=False,
                geo=frame.name,
            )
        )
        figure.add_trace(_heads(frame, group, size, colour, directed))
    badged = [arc for arc in arcs if arc.badge]
    if badged:
        figure.add_trace(_badges(frame, badged))


def badge_positions(frame: Frame, arcs: Sequence[Arc]) -> list[_geography.Position]:
    """Return where the numbers stand: on the arc before its arrow, beside a short one, and not on one another."""
    chosen: list[_geography.Position] = []
    for arc in arcs:
        if arc.badge:
            taken = [frame.plane(*position) for position in chosen]
            spots = _spots(frame, arc)
            room = [
                min((math.dist(frame.plane(*spot), other) * frame.radius for other in taken), default=_APART_PX)
                for spot in spots
            ]
            best = next((i for i, space in enumerate(room) if space >= _APART_PX), room.index(max(room)))
            chosen.append(spots[best])
    return chosen


def line_pixels(frame: Frame, arcs: Sequence[Arc]) -> list[tuple[float, float]]:
    """Return where the arcs run on this map, in pixels."""
    known = [frame.pixels(*point) for arc in arcs for point in way(frame, arc) if point is not None]
    return [at for at in known if at is not None]


def _spots(frame: Frame, arc: Arc) -> list[_geography.Position]:
    ends = [frame.plane(*_point(way(frame, arc), i)) for i in (0, -1)]
    if frame.radius * math.dist(*ends) > _SHORT_PX:
        return [_point(way(frame, arc), i) for i in (10, 12, 8, 6, 13, 19, 4, 21)]
    return [_point(way(frame, arc, aside=frame.degrees(aside)), 12) for aside in (20, -20, 34, -34)]


def _heads(frame: Frame, arcs: Sequence[Arc], size: int, colour: str, directed: bool) -> Any:
    """Return the arrows; also what the pointer finds, for a line itself has no hover. Undirected: unseen points."""
    import plotly.graph_objects as go

    at = [_point(way(frame, arc), _ARROW_AT) for arc in arcs]
    return go.Scattergeo(
        lon=[lon for lon, _ in at],
        lat=[lat for _, lat in at],
        mode="markers",
        marker={
            "symbol": "arrow" if directed else "circle",
            "angle": [_course(frame, arc) if directed else 0.0 for arc in arcs],
            "size": [_head_size(frame, arc, size) for arc in arcs],
            "color": colour,
            "line": {"width": 0.8, "color": _theme.PAPER},
            "opacity": (1 if colour == _theme.ABOVE else 0.7) if directed else 0,
        },
        hovertext=[arc.hover for arc in arcs],
        hoverinfo="text",
        showlegend=False,
        geo=frame.name,
    )


def _head_size(frame: Frame, arc: Arc, size: int) -> float:
    """Return the pixels of an arrow: by the width of its line, but no more than a third of the way."""
    ends = [frame.plane(*_point(way(frame, arc), i)) for i in (0, -1)]
    long = frame.radius * math.dist(*ends)
    return round(max(9.0, min(max(10.0, 7.0 + 2.1 * WIDTHS[size]), long / 3)), 1)


def _course(frame: Frame, arc: Arc) -> float:
    """Return the direction of travel at the arrow, in degrees clockwise from up on this map."""
    before, after = (_point(way(frame, arc), i) for i in (_ARROW_AT - 1, _ARROW_AT))
    (x1, y1), (x2, y2) = frame.plane(*before), frame.plane(*after)
    return round(math.degrees(math.atan2(x2 - x1, y2 - y1)), 1)


def _badges(frame: Frame, arcs: Sequence[Arc]) -> Any:
    import plotly.graph_objects as go

    at = badge_positions(frame, arcs)
    return go.Scattergeo(
        lon=[lon for lon, _ in at],
        lat=[lat for _, lat in at],
        mode="markers+text",
        marker={
            "size": [15 + 4 * len(arc.badge) for arc in arcs],
            "color": _theme.PAPER,
            "opacity": 1,
            "line": {"color": [arc.colour for arc in arcs], "width": 1.5},
        },
        text=[arc.badge for arc in arcs],
        textfont={"size": 12, "color": _theme.INK, "weight": 600},
        textposition="middle center",
        hovertext=[arc.hover for arc in arcs],
        hoverinfo="text",
        showlegend=False,
        geo=frame.name,
    )


def _point(points: list[_geography.Position | None], index: int) -> _geography.Position:
    known = [p for p in points if p is not None]
    return known[min(index, len(known) - 1)]


def _joined(
    ways: list[list[_geography.Position | None]],
) -> tuple[list[float | None], list[float | None]]:
    points = [p for one in ways for p in (*one, None)]
    return [p and p[0] for p in points], [p and p[1] for p in points]
