"""GeoParquet: the entities that have a point, for QGIS, geopandas and DuckDB.

One row an entity: `id`, `countries`, the columns of GraphML's nodes (`_attributes`: kind, name, properties with one
value each, marks, `claims` and `references` as JSON), and `geometry`, a point in WGS 84. Entities without a point and
all links have no place in it; they are counted. netintel does not read this format.

Everything in the graph that has a point is written, victims and informants included; this is no release.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from netintel.exchange._attributes import NODE, node
from netintel.exchange._contents import Contents
from netintel.exchange._loss import Loss
from netintel.store import durable

NAME: Final = "geoparquet"
TITLE: Final = "GeoParquet of entities with a point"
SUFFIX: Final = ".parquet"
CARRIES: Final[frozenset[str]] = frozenset()


def write(contents: Contents, path: Path) -> list[Loss]:
    """Write the points."""
    import geopandas

    table = contents.graph.entities
    lat, lon = table["lat"].to_numpy(), table["lon"].to_numpy()
    placed = (lat == lat) & (lon == lon)
    rows: dict[str, list[str | None]] = {name: [] for name in ("id", "countries", *NODE)}
    for entity, countries, has_point in zip(contents.entities(), table["countries"], placed.tolist(), strict=True):
        if has_point:
            said = {"id": entity.key, "countries": ";".join(countries), **node(entity)}
            for name, column in rows.items():
                column.append(said.get(name))
    points = geopandas.points_from_xy(lon[placed], lat[placed])
    whole = io.BytesIO()
    geopandas.GeoDataFrame(rows, geometry=points, crs="EPSG:4326").to_parquet(whole, index=False)
    durable.write(path, whole.getvalue())
    return [
        Loss("entities", int((~placed).sum()), "entities without a point"),
        Loss("links", contents.n_links, "a table of points holds no links"),
    ]
