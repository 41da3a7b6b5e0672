"""Which part of the world does a map show, and where on the page does a place fall?

Data within 60 degrees of one another get a map of their region, azimuthal equal area, centred on them; data from
further away get the world in Natural Earth, and a map of Europe beside it where several of the countries lie there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from netintel.views import _geography, _theme
from netintel.views._places import Place, places

FAR_DEG = 60.0
POLAR_DEG, POLAR_LAT = 30.0, 60.0  # countries all around the pole: few would know them there, and the world is clearer
NEAREST_DEG = 8.0  # half the height of the closest map: a map of one small state still shows its neighbours
EUROPE = (-25.0, 45.0, 34.0, 72.0)
SOUTH, NORTH = -57.0, 78.0
_NATURAL_WIDTH = 2 * 0.8707 * math.pi
_SHAPE = 2.205  # width over height of the world as plotly draws it between SOUTH and NORTH, measured
CUT = 0.67
"""Part of the picture's width that the world takes where Europe stands beside it."""


@dataclass(frozen=True)
class Frame:
    """One map on the page: projection, centre and place.

    Attributes
    ----------
    name : str
        Plotly's name of the subplot, `geo` or `geo2`.
    lon, lat : float
        Centre in degrees; not used by the world map.
    radius : float
        Pixels of the radius of the globe at the nominal size.
    box : tuple
        Left, right, bottom, top as parts (0-1) of the picture.
    size : tuple
        Width and height in pixels at the nominal size.
    world : bool
    """

    name: str
    lon: float
    lat: float
    radius: float
    box: tuple[float, float, float, float]
    size: tuple[float, float]
    world: bool

    def layout(self) -> dict[str, Any]:
        """Return plotly's description of the subplot."""
        left, right, bottom, top = self.box
        common = {
            "domain": {"x": [left, right], "y": [bottom, top]},
            "bgcolor": _theme.SEA,
            "visible": False,
            "fitbounds": False,
        }
        if self.world:
            axes = {"lataxis": {"range": [SOUTH, NORTH]}, "lonaxis": {"range": [-180, 180]}}
            return {**common, **axes, "projection": {"type": "natural earth"}}
        east, north, radius = _fitting(self.lon, self.lat, self.size)
        return {
            **common,
            "center": {"lon": self.lon, "lat": self.lat},
            "lonaxis": {"range": [round(self.lon - east, 4), round(self.lon + east, 4)]},
            "lataxis": {"range": [round(self.lat - north, 4), round(self.lat + north, 4)]},
            "projection": {
                "type": "azimuthal equal area",
                "rotation": {"lon": self.lon, "lat": self.lat, "roll": 0},
                "scale": round(self.radius / radius, 4),
            },
        }

    def pixels(self, lon: float, lat: float) -> tuple[float, float] | None:
        """Return right and down from the upper left corner in pixels; None outside the frame."""
        x, y = self.plane(lon, lat)
        middle = natural_earth(0, (SOUTH + NORTH) / 2)[1] if self.world else 0.0
        right = self.size[0] / 2 + self.radius * x
        down = self.size[1] / 2 - self.radius * (y - middle)
        return (right, down) if 0 <= right <= self.size[0] and 0 <= down <= self.size[1] else None

    def plane(self, lon: float, lat: float) -> tuple[float, float]:
        """Return right and up in radii of the globe."""
        return natural_earth(lon, lat) if self.world else equal_area(lon, lat, self.lon, self.lat)

    def degrees(self, pixels: float) -> float:
        """Return how many degrees of arc a length at the centre of the map has."""
        return math.degrees(pixels / self.radius)


def frames(
    codes: Iterable[str], *, width: float = 0.8, companion: bool = True, beside: bool = False
) -> tuple[Frame, ...]:
    """Return the map, or the two maps, that show these countries.

    Parameters
    ----------
    codes
        Countries that must be seen, all with a label point.
    width
        Part (0-1) of the picture's width that one map may take, from the left; two take all of it and leave room
        for the legend below the world.
    companion
        Whether a map of Europe may stand beside the world.
    beside
        Whether something of the full height stands beside the map; else a world alone makes the picture lower.
    """
    full = float(_theme.HEIGHT)
    seen = [places()[code] for code in sorted(set(codes))]
    known = [(place.lon, place.lat, place.radius) for place in seen]
    whole = (_theme.WIDTH * width, full)
    regional = _regional("geo", known, (0.0, width, 0.0, 1.0), whole)
    if regional is not None:
        return (regional,)
    europe = [p for p, place in zip(known, seen, strict=True) if in_europe(place)]
    if not companion or len(europe) < 3:
        return (_world((0.0, width, 0.0, 1.0), whole if beside else (whole[0], whole[0] / _SHAPE)),)
    europe_alone = _regional("geo2", europe, (CUT + 0.005, 1.0, 0.0, 1.0), (_theme.WIDTH * (0.995 - CUT), full))
    assert europe_alone is not None  # Europe is smaller than a region may be
    wide = _theme.WIDTH * CUT
    return (_world((0.0, CUT, 1 - wide / _SHAPE / full, 1.0), (wide, wide / _SHAPE)), europe_alone)


def height(maps: tuple[Frame, ...]) -> int:
    """Return the pixels of height of the picture that these maps make."""
    return round(maps[0].size[1] / (maps[0].box[3] - maps[0].box[2]))


def in_europe(place: Place) -> bool:
    """Return whether a place lies where the companion of the world looks."""
    return EUROPE[0] <= place.lon <= EUROPE[1] and EUROPE[2] <= place.lat <= EUROPE[3]


def shown_larger(maps: tuple[Frame, ...], frame: Frame, codes: Iterable[str]) -> set[str]:
    """Return those countries that the companion of this map shows larger; here their names would only crowd."""
    return on_companion(maps, codes) if frame.world else set()


def on_companion(maps: tuple[Frame, ...], codes: Iterable[str]) -> set[str]:
    """Return those countries that the map beside the world shows."""
    if len(maps) < 2:
        return set()
    return {code for code in codes if maps[1].pixels(places()[code].lon, places()[code].lat) is not None}


def equal_area(lon: float, lat: float, lon0: float, lat0: float) -> tuple[float, float]:
    """Return Lambert's azimuthal equal-area coordinates in radii of the globe.

    Examples
    --------
    >>> equal_area(10, 52, 10, 52)
    (0.0, 0.0)
    """
    a, b, turn = math.radians(lat), math.radians(lat0), math.radians(lon - lon0)
    cosine = math.sin(b) * math.sin(a) + math.cos(b) * math.cos(a) * math.cos(turn)
    k = math.sqrt(2 / max(1 + cosine, 1e-9))
    return (
        k * math.cos(a) * math.sin(turn),
        k * (math.cos(b) * math.sin(a) - math.sin(b) * math.cos(a) * math.cos(turn)),
    )


def natural_earth(lon: float, lat: float) -> tuple[float, float]:
    """Return Natural Earth coordinates in radii of the globe (Patterson and Šavrič's polynomial)."""
    f = math.radians(lat)
    f2, f4 = f**2, f**4
    x = math.radians(lon) * (0.8707 - 0.131979 * f2 + f4 * (-0.013791 + f4 * (0.003971 * f2 - 0.001529 * f4)))
    return x, f * (1.007226 + f2 * (0.015085 + f4 * (-0.044475 + 0.028874 * f2 - 0.005916 * f4)))


def _tall() -> float:
    return natural_earth(0, NORTH)[1] - natural_earth(0, SOUTH)[1]


def _world(box: tuple[float, float, float, float], size: tuple[float, float]) -> Frame:
    return Frame("geo", 0.0, 0.0, min(size[0] / _NATURAL_WIDTH, size[1] / _tall()), box, size, world=True)


def _regional(
    name: str,
    seen: list[tuple[float, float, float]],
    box: tuple[float, float, float, float],
    size: tuple[float, float],
) -> Frame | None:
    """Return the map of a region; None where the places lie too far apart for one."""
    lon, lat = _middle(seen)
    for _ in range(4):
        left, right, low, high = _extent(seen, lon, lat)
        lon, lat = _inverse((left + right) / 2, (low + high) / 2, lon, lat)
    wide = max(_apart(lon, lat, place) for place in seen)
    if wide > FAR_DEG or (wide > POLAR_DEG and abs(lat) > POLAR_LAT):
        return None
    left, right, low, high = _extent(seen, lon, lat)
    nearest = 2 * math.sin(math.radians(NEAREST_DEG) / 2)
    tall, across = max((high - low) / 2, nearest), max((right - left) / 2, nearest)
    radius = min((size[0] / 2 - 50) / across, (size[1] / 2 - 45) / tall)
    return Frame(name, round(lon, 3), round(lat, 3), radius, box, size, world=False)


def _fitting(lon: float, lat: float, size: tuple[float, float]) -> tuple[float, float, float]:
    """Return the half ranges of longitude and latitude that fill a frame, and the radius of the globe at scale 1.

    Plotly clips a map to the box around its ranges at scale 1; only ranges in the frame's shape fill the frame.
    """
    north, (low, high) = min(35.0, 89.0 - abs(lat)), (0.5, 89.0)
    for _ in range(30):
        east = (low + high) / 2
        wide, tall = _box(lon, lat, east, north)
        low, high = (east, high) if wide / tall < size[0] / size[1] else (low, east)
    return east, north, min(size[0] / wide, size[1] / tall)


def _box(lon: float, lat: float, east: float, north: float) -> tuple[float, float]:
    """Return width and height of the box around the ranges; plotly draws their edges as great circles, in quarters."""
    corners = [(lon - east + i * east / 2, lat - north) for i in range(5)]
    corners += [(lon + east - i * east / 2, lat + north) for i in range(5)]
    at = [
        equal_area(*point, lon, lat)
        for start, end in zip(corners, [*corners[1:], corners[0]], strict=True)
        for point in _geography.great_circle(*start, *end, n=9)
        if point is not None
    ]
    return (
        max(x for x, _ in at) - min(x for x, _ in at),
        max(y for _, y in at) - min(y for _, y in at),
    )


def _middle(seen: list[tuple[float, float, float]]) -> tuple[float, float]:
    x = sum(math.cos(math.radians(b)) * math.cos(math.radians(a)) for a, b, _ in seen)
    y = sum(math.cos(math.radians(b)) * math.sin(math.radians(a)) for a, b, _ in seen)
    z = sum(math.sin(math.radians(b)) for _, b, _ in seen)
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def _extent(seen: list[tuple[float, float, float]], lon: float, lat: float) -> tuple[float, float, float, float]:
    at = [(*equal_area(a, b, lon, lat), r) for a, b, r in seen]
    return (
        min(x - r for x, _, r in at),
        max(x + r for x, _, r in at),
        min(y - r for _, y, r in at),
        max(y + r for _, y, r in at),
    )


def _inverse(x: float, y: float, lon0: float, lat0: float) -> tuple[float, float]:
    rho = math.hypot(x, y)
    if rho < 1e-12:
        return lon0, lat0
    c, b = 2 * math.asin(min(rho / 2, 1.0)), math.radians(lat0)
    lat = math.asin(math.cos(c) * math.sin(b) + y * math.sin(c) * math.cos(b) / rho)
    turn = math.atan2(x * math.sin(c), rho * math.cos(b) * math.cos(c) - y * math.sin(b) * math.sin(c))
    return lon0 + math.degrees(turn), math.degrees(lat)


def _apart(lon: float, lat: float, place: tuple[float, float, float]) -> float:
    x, y = equal_area(place[0], place[1], lon, lat)
    return math.degrees(2 * math.asin(min(math.hypot(x, y) / 2, 1.0)))
