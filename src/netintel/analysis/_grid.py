"""Cells of equal size over the whole globe, without a projection that tears or stretches anywhere."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RADIUS_KM: Final = 6371.0088
_KM_A_DEGREE: Final = RADIUS_KM * np.pi / 180


class Cells(NamedTuple):
    """The cell of each point: a number, its middle, and its area."""

    cell: NDArray[np.int64]
    lat: Floats
    lon: Floats
    area_km2: Floats


def cells(lat: Floats, lon: Floats, km: float) -> Cells:
    """Return the cells of points in a grid of about `km` by `km` kilometres.

    Bands of latitude of that height are cut into as many cells of that width as go round the globe there, the first
    one with its middle at 180 degrees, so that points on both sides of the antimeridian are neighbours. Away from
    the poles cells differ in area by a few per cent; the exact area is given.

    Examples
    --------
    >>> found = cells(np.array([0.1, 0.1, 60.1]), np.array([179.99, -179.99, 10.0]), 100)
    >>> bool(found.cell[0] == found.cell[1]), np.round(found.area_km2 / 100**2, 2).tolist()
    (True, [1.0, 1.0, 1.0])
    """
    bands = max(round(180 * _KM_A_DEGREE / km), 1)
    height = 180 / bands
    band = np.clip(np.floor((lat + 90) / height), 0, bands - 1).astype(np.int64)
    south, north = band * height - 90, (band + 1) * height - 90
    round_here = np.cos(np.radians((south + north) / 2)) * 360 * _KM_A_DEGREE
    columns = np.maximum(np.rint(round_here / km), 1).astype(np.int64)
    column = np.floor((lon + 180) / 360 * columns + 0.5).astype(np.int64) % columns
    middle = (column / columns * 360 + 360) % 360 - 180
    zone = 2 * np.pi * RADIUS_KM**2 * (np.sin(np.radians(north)) - np.sin(np.radians(south)))
    most = int(np.ceil(360 * _KM_A_DEGREE / km)) + 1
    return Cells(band * most + column, (south + north) / 2, middle, zone / columns)
