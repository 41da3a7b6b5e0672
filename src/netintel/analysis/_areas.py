"""Areas that a user brings, made fit to say in which of them a point lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis._grid import RADIUS_KM

if TYPE_CHECKING:
    import geopandas

Floats = NDArray[np.float64]


class Areas(NamedTuple):
    """Parts of areas in WGS 84, one polygon a row, and what was done to them.

    Attributes
    ----------
    parts : GeoDataFrame
        `area` (label), geometry; a part that crosses the antimeridian goes on beyond 180 degrees.
    table : DataFrame
        Index `area`: `lat`, `lon` (a point inside), `area_km2`, `exposure` (nan where not given).
    told : tuple of str
        A sentence for each thing that was mended or left out.
    """

    parts: geopandas.GeoDataFrame
    table: pd.DataFrame
    told: tuple[str, ...]


def areas(given: Any) -> Areas:
    """Return areas as parts; raise `ValueError` in words where they are not areas on the globe.

    Areas are named by the column `area`, else `name`, else the index; rows of one name are one area.
    """
    import geopandas
    import shapely

    if not isinstance(given, geopandas.GeoDataFrame):
        raise ValueError(f"areas: expected a GeoDataFrame, got {type(given).__name__}")
    if given.crs is None:
        raise ValueError("areas: no coordinate system is stated; say it with set_crs, for example EPSG:4326")
    frame = given.to_crs("EPSG:4326")
    named = next((frame[column] for column in ("area", "name") if column in frame), frame.index.to_series())
    rows = geopandas.GeoDataFrame({"area": named.astype(str).to_numpy()}, geometry=frame.geometry.values, crs=frame.crs)
    exposure = frame["exposure"].to_numpy(np.float64, na_value=np.nan) if "exposure" in frame else np.nan
    rows["exposure"] = exposure
    _sound(rows)
    whole = rows[~(rows.geometry.isna() | rows.geometry.is_empty)]
    broken = ~whole.geometry.is_valid
    whole = whole.set_geometry(shapely.make_valid(whole.geometry.values)) if broken.any() else whole
    parts = whole.explode(ignore_index=True)
    flat = parts.geometry.geom_type.isin(["Polygon", "MultiPolygon"]) if len(parts) else pd.Series([], dtype=bool)
    parts = parts[flat.to_numpy()].explode(ignore_index=True)
    parts, turned = _unwrapped(parts)
    _on_the_globe(parts)
    told = _told(len(rows) - len(whole), int(broken.sum()), int((~flat).sum()), turned)
    return Areas(parts[["area", "geometry"]], _table(parts), told)


def _sound(rows: pd.DataFrame) -> None:
    """Raise `ValueError` where exposures are none, or those of one area differ."""
    given = rows["exposure"].dropna()
    if (given < 0).any() or np.isinf(given).any():
        raise ValueError("areas: column exposure: expected numbers from 0, got some below 0 or without end")
    if (rows.groupby("area")["exposure"].nunique() > 1).any():
        raise ValueError("areas: rows of one area state different exposures; state the exposure of the whole in each")


def _unwrapped(parts: geopandas.GeoDataFrame) -> tuple[geopandas.GeoDataFrame, int]:
    """Return parts with those that run from 179 to -179 the long way round turned to run on to 181."""
    import shapely

    bounds = parts.bounds
    wide = (bounds["maxx"] - bounds["minx"] > 180).to_numpy() if len(parts) else np.zeros(0, bool)
    geometry = parts.geometry.to_numpy().copy()
    turned = 0
    for i in np.flatnonzero(wide):
        beyond = shapely.transform(geometry[i], lambda xy: np.column_stack((xy[:, 0] % 360, xy[:, 1])))
        if beyond.bounds[2] - beyond.bounds[0] < 180:
            geometry[i] = shapely.make_valid(beyond)
            turned += 1
    return parts.set_geometry(geometry, crs=parts.crs) if turned else parts, turned


def _on_the_globe(parts: geopandas.GeoDataFrame) -> None:
    bounds = parts.total_bounds if len(parts) else np.zeros(4)
    if not np.isfinite(bounds).all() or abs(bounds[[1, 3]]).max() > 90.000001:
        raise ValueError("areas: latitudes beyond 90 degrees; is the coordinate system right, and longitude first?")


def _table(parts: geopandas.GeoDataFrame) -> pd.DataFrame:
    """Return one row an area; the point inside is one of its largest part."""
    import shapely

    flat = shapely.transform(
        parts.geometry.to_numpy(),
        lambda xy: np.column_stack((RADIUS_KM * np.radians(xy[:, 0]), RADIUS_KM * np.sin(np.radians(xy[:, 1])))),
    )
    inside = shapely.point_on_surface(parts.geometry.to_numpy())
    table = pd.DataFrame(
        {
            "area": parts["area"].to_numpy(),
            "lat": shapely.get_y(inside),
            "lon": (shapely.get_x(inside) + 180) % 360 - 180,
            "area_km2": shapely.area(flat),
            "exposure": parts["exposure"].to_numpy(np.float64),
        }
    )
    largest = table.sort_values(["area", "area_km2"], ascending=[True, False], kind="stable").groupby("area").first()
    return largest.assign(area_km2=table.groupby("area")["area_km2"].sum())


def _told(empty: int, broken: int, flat: int, turned: int) -> tuple[str, ...]:
    said = []
    if empty:
        said.append(f"{empty} areas have no geometry and are left out.")
    if broken:
        said.append(
            f"{broken} areas have rings that cross themselves; they are read as the valid shapes nearest to it."
        )
    if flat:
        said.append(f"{flat} geometries are points or lines, which are no areas, and are left out.")
    if turned:
        said.append(f"{turned} areas were written the long way round the globe; they are read across the antimeridian.")
    return tuple(said)


def located(areas: Areas, lat: Floats, lon: Floats) -> NDArray[np.object_]:
    """Return for each point the smallest area that holds it, empty where none does; points on a border are inside."""
    import geopandas

    found = np.full(len(lat), "", dtype=object)
    for turn in (0.0, 360.0, -360.0):
        points = geopandas.GeoDataFrame(
            {"point": np.arange(len(lat))}, geometry=geopandas.points_from_xy(lon + turn, lat), crs="EPSG:4326"
        )
        joined = points.sjoin(areas.parts, predicate="intersects")[["point", "area"]]
        joined = joined.assign(size=joined["area"].map(areas.table["area_km2"])).sort_values(
            ["point", "size", "area"], kind="stable"
        )
        first = joined.drop_duplicates("point")
        place = first["point"].to_numpy(np.int64)
        empty = found[place] == ""
        found[place[empty]] = first["area"].to_numpy(object)[empty]
    return found
