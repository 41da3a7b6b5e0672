"""Along which line does a tie run on a map?

On a great circle, bent to the right of travel. On a map of the world a great circle over the Arctic is drawn as a
flat line at the upper edge, where all of them run into one another; such a way keeps below instead.
"""

from __future__ import annotations

import math

from netintel.views import _geography

CEILING = 67.0
"""Degrees north that a line on a map of the world does not pass, unless it begins or ends there."""
_BEND = 0.11  # sideways, as a part of the length
_POINTS = 25
_ROUND_DEG = 200.0  # further around than this, a line leaves by one edge of the map and comes back by the other
_SIDE = 3.0  # degrees between the way there and the way back, below the ceiling

Way = list[_geography.Position | None]


def way(
    start: _geography.Position, end: _geography.Position, *, world: bool, bent: bool = True, aside: float = 0.0
) -> Way:
    """Return the points of a line in order of travel, None between both edges of the map.

    Parameters
    ----------
    start, end
        Longitude and latitude.
    world
        Whether it is drawn on a map of the world, where it must keep below the Arctic.
    bent
        Whether the way there runs beside the way back.
    aside
        Degrees by which it is bent more.
    """
    bend = (_BEND * _length(start, end) if bent else 0.0) + aside
    arc = _geography.great_circle(*start, *end, n=_POINTS, offset_deg=bend)
    if not world or max(point[1] for point in arc if point is not None) <= CEILING:
        return arc
    return _below(start, end, _SIDE if bent else 0.0)


def _below(start: _geography.Position, end: _geography.Position, side: float) -> Way:
    turn = end[0] - start[0]
    if abs(turn) > _ROUND_DEG:
        turn -= math.copysign(360.0, turn)
    rise = max(CEILING - max(start[1], end[1]), 1.5) - math.copysign(side, turn)  # north is left of eastward travel
    points = []
    for i in range(_POINTS):
        part = i / (_POINTS - 1)
        lon = (start[0] + turn * part + 180.0) % 360.0 - 180.0
        lat = start[1] + (end[1] - start[1]) * part + rise * math.sin(math.pi * part)
        points.append((round(lon, 6), round(lat, 6)))
    return _geography.broken_at_180([start, *points[1:-1], end])


def _length(start: _geography.Position, end: _geography.Position) -> float:
    """Return the degrees of arc between two places."""
    a, b, turn = math.radians(start[1]), math.radians(end[1]), math.radians(end[0] - start[0])
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(turn / 2) ** 2
    return math.degrees(2 * math.asin(min(math.sqrt(half), 1.0)))
