"""Where is a country drawn, and along which line does a corridor run?

Outlines and label points are built once by ``scripts/build_geography.py`` and shipped; nothing is fetched. The
outlines are for drawing alone: simplified, cut at 180°, without Antarctica, exteriors clockwise on the page as
d3 wants them. Parts of the world whose status is disputed are there with ``neutral`` in their properties, so
that no map has a hole, and no map gives them to a neighbour.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

BOUNDARY_NOTE = (
    "Boundaries, names and designations do not imply endorsement of, or an opinion on, the legal status of any "
    "country, territory or boundary."
)
SOURCE = "Outlines: Natural Earth 1:50m and 1:10m, by way of world-atlas 2.0.2, simplified; 2026-11-24."

SMALL_KM2 = 30_000.0  # about 30 square pixels on a world map 1200 pixels wide: less cannot be seen as an area

Position = tuple[float, float]
Vector = npt.NDArray[np.float64]


@cache
def boundaries() -> dict[str, Any]:
    """What outlines are drawn?

    Returns
    -------
    dict
        A GeoJSON FeatureCollection, read once; not to be changed. `id` is our country code or, for the Siachen
        Glacier, ``X-SIACHEN``; `properties` holds ``neutral: true`` where an area is coloured for no country.

    Examples
    --------
    >>> next(f["geometry"]["type"] for f in boundaries()["features"] if f["id"] == "CH")
    'Polygon'
    """
    document: dict[str, Any] = json.loads(_shipped("boundaries.geojson"))
    return document


def points() -> pd.DataFrame:
    """Where does the label of a country stand?

    The centre of the largest circle inside the largest part: on the mainland, and far from its borders.

    Returns
    -------
    pandas.DataFrame
        Index `code`: every code of the country table but ``EU``. `lon`, `lat` in degrees; `source`, *as RU*
        where a historic state is marked at the largest holder of its territory; `area_km2` of all parts;
        `radius_km` of that circle, or of a disc of the same area where `source` is *by hand*. No value is missing.

    Examples
    --------
    >>> bool(points().loc["NA", "lat"] < 0)
    True
    """
    return _points().copy()


def is_small(code: str) -> bool:
    """Must this country be drawn as a disc to be seen on a world map?

    Parameters
    ----------
    code
        A code of `points`.

    Returns
    -------
    bool
        True below 30,000 km² and for codes without an outline of their own.

    Examples
    --------
    >>> is_small("MT"), is_small("FR"), is_small("SU")
    (True, False, True)
    """
    return code not in _large()


def great_circle(
    lon1: float, lat1: float, lon2: float, lat2: float, n: int = 33, offset_deg: float = 0.0
) -> list[Position | None]:
    """Along which points does the shortest way from one place to another run?

    Bent to the right of travel, so that the way there and the way back lie side by side: the ends stay in place
    and the middle moves by `offset_deg`.

    Parameters
    ----------
    lon1, lat1, lon2, lat2
        Start and end, in degrees.
    n
        Number of points, at least 2.
    offset_deg
        How far the middle moves to the right, in degrees of arc; negative moves it to the left.

    Returns
    -------
    list of (lon, lat) or None
        The points in order of travel. Where the way crosses 180° both edges of the map are added, with None
        between them. Two ends in one place give that place `n` times; for opposite ends, between which every
        way is equally short, one is taken.

    Examples
    --------
    >>> great_circle(0, 0, 90, 0, n=3)
    [(0.0, 0.0), (45.0, 0.0), (90.0, 0.0)]
    >>> great_circle(0, 0, 90, 0, n=3, offset_deg=10)[1]
    (45.0, -10.0)
    >>> great_circle(170, 0, -170, 0, n=2)
    [(170.0, 0.0), (180.0, 0.0), None, (-180.0, 0.0), (-170.0, 0.0)]
    """
    start, end = _vector(lon1, lat1), _vector(lon2, lat2)
    left, angle = _left(start, end), _angle(start, end)
    along = np.linspace(0.0, 1.0, n)[:, None]
    way = start * np.cos(angle * along) + np.cross(left, start) * np.sin(angle * along)
    bend = np.radians(offset_deg) * np.sin(np.pi * along) * (angle > 0)
    return broken_at_180(_degrees(way * np.cos(bend) - left * np.sin(bend)))


def _vector(lon: float, lat: float) -> Vector:
    x, y = np.radians((lon, lat))
    return np.array((np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)))


def _angle(start: Vector, end: Vector) -> float:
    return float(np.arctan2(np.linalg.norm(np.cross(start, end)), start @ end))


def _left(start: Vector, end: Vector) -> Vector:
    """The direction to the left of travel: the pole of the great circle through both ends."""
    pole = np.cross(start, end)
    if np.linalg.norm(pole) < 1e-12:  # one place, or opposite ends: any circle through the start will do
        pole = np.cross(start, np.eye(3)[np.argmin(np.abs(start))])
    unit: Vector = pole / np.linalg.norm(pole)
    return unit


def _degrees(way: Vector) -> list[Position]:
    lon = np.degrees(np.arctan2(way[:, 1], way[:, 0])).round(6) + 0.0
    lat = np.degrees(np.arctan2(way[:, 2], np.hypot(way[:, 0], way[:, 1]))).round(6) + 0.0
    return list(zip(lon.tolist(), lat.tolist(), strict=True))


def broken_at_180(way: list[Position]) -> list[Position | None]:
    """Return a way with both edges of the map added, and None between them, where it crosses 180°."""
    unbroken: list[Position | None] = [way[0]]
    for (lon1, lat1), (lon2, lat2) in pairwise(way):
        if abs(lon2 - lon1) > 180.0:
            edge = 180.0 if lon1 > 0 else -180.0
            part = (edge - lon1) / (lon2 + 2 * edge - lon1)
            lat = round(lat1 + part * (lat2 - lat1), 6)
            unbroken += [(edge, lat), None, (-edge, lat)]
        unbroken.append((lon2, lat2))
    return unbroken


def _shipped(file: str) -> str:
    return (files("netintel.views") / "data" / file).read_text(encoding="utf-8")


@cache
def _points() -> pd.DataFrame:
    with (files("netintel.views") / "data" / "points.csv").open(encoding="utf-8") as stream:
        return pd.read_csv(stream, index_col="code", keep_default_na=False)  # NA is Namibia


@cache
def _large() -> frozenset[str]:
    area = _points()["area_km2"]
    outlined = {feature["id"] for feature in boundaries()["features"]}
    return frozenset(outlined.intersection(area[area >= SMALL_KM2].index))
