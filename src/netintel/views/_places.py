"""The label points, one country at a time."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from netintel.views import _geography

EARTH_KM = 6371.0


class Place(NamedTuple):
    """Where a country stands on a map, and how large it is."""

    lon: float
    lat: float
    area_km2: float
    radius_km: float
    outlined: bool

    @property
    def radius(self) -> float:
        """Radius of the largest circle inside the country, in radii of the globe."""
        return self.radius_km / EARTH_KM


@cache
def places() -> dict[str, Place]:
    """Return the place of every code that has one.

    Examples
    --------
    >>> places()["MT"].outlined, "EU" in places()
    (True, False)
    """
    outlined = {feature["id"] for feature in _geography.boundaries()["features"]}
    rows = _geography.points()[["lon", "lat", "area_km2", "radius_km"]].itertuples(name=None)
    return {c: Place(float(x), float(y), float(a), float(r), c in outlined) for c, x, y, a, r in rows}
