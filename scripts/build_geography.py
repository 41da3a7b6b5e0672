"""Build the outlines and label points of `netintel.views` from Natural Earth.

Unpack the npm package world-atlas 2.0.2 (`npm pack world-atlas@2.0.2`, then `tar xzf`) and give its folder:

    python scripts/build_geography.py FOLDER/package

Order matters. Rings that cross 180° are cut first, for simplifying or rounding them afterwards turns a country
into everything but the country. Then overseas parts get their own codes, neighbours are simplified together so
that no gap opens between them, specks are dropped, and exteriors turn clockwise, as d3 wants them.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import antimeridian
import shapely
from pyproj import Geod, Transformer
from shapely.geometry import MultiPolygon, Polygon, box, mapping
from shapely.geometry.polygon import orient

from netintel.vocab import countries

OUT = Path(__file__).parents[1] / "src" / "netintel" / "views" / "data"
SHA256 = {
    "countries-50m.json": "04342cdc1e3016bcd7db1630de95684d67b79fe3c8c460321e87aef469502394",
    "countries-10m.json": "3bc6f1d367a9bcec479841bae0e76092f512838411d0cef124e92eec4db45f79",
}
TOLERANCE_DEG = 0.13
LONGEST_EDGE_DEG = 5.0  # an edge is drawn as a great circle; a long parallel must not bulge
SPECK_DEG2 = 0.06
SHORTEST_RING = 4  # the source holds rings that its own grid has shrunk to a line
GEOD = Geod(ellps="WGS84")

Pieces = dict[str, list[Polygon]]

UNCODED = {"Kosovo": "XK", "Somaliland": "SO-SOM", "N. Cyprus": "CY-TRNC", "Siachen Glacier": "X-SIACHEN"}

# Drawn, never coloured as part of a neighbour: whose they are is not for a map of ours to say.
NEUTRAL = frozenset({"SO-SOM", "CY-TRNC", "X-SIACHEN", "UA-CRI"})

# Parts that the source counts to another code: from, to, (west, south, east, north).
RECODED = (
    ("FR", "GF", (-55.0, 2.0, -51.0, 6.0)),
    ("FR", "GP", (-62.0, 15.7, -60.9, 16.7)),
    ("FR", "MQ", (-61.4, 14.2, -60.7, 15.0)),
    ("FR", "RE", (55.0, -21.6, 56.0, -20.7)),
    ("FR", "YT", (44.8, -13.2, 45.5, -12.5)),
    ("NL", "BQ", (-69.0, 11.8, -62.5, 18.0)),
    ("NO", "SJ", (-10.0, 70.5, -7.0, 71.5)),
    ("NO", "SJ", (8.0, 74.0, 35.0, 81.5)),
    ("NO", "BV", (3.0, -55.0, 4.0, -54.0)),
    ("NZ", "TK", (-173.0, -10.0, -171.0, -8.0)),
    ("RU", "UA-CRI", (32.0, 44.0, 36.8, 46.4)),
    ("Indian Ocean Ter.", "CX", (105.0, -11.0, 106.0, -10.0)),
    ("Indian Ocean Ter.", "CC", (96.0, -13.0, 97.5, -11.5)),
)

# No outline in the source: code, longitude, latitude, area in km².
BY_HAND = """
GB-NIR|-6.7|54.6|14130
GB-SCT|-4.2|56.8|77910
GB-WLS|-3.8|52.3|20779
GE-AB|41.2|43.05|8665
MD-PMR|29.5|47.2|4163
UA-DPR|38.1|48.0|8900
UA-LPR|39.2|48.6|8400
IQ-KR|44.3|36.2|46861
AZ-NK|46.75|39.85|4400
CN-XZ|88.5|31.5|1228400
X-SO|44.1|42.35|3900
PK-KM|74.3|35.5|86000
AC|-14.36|-7.94|88
CP|-109.22|10.30|6
CQ|-2.36|49.43|5
DG|72.42|-7.33|30
EA|-2.95|35.29|31
IC|-15.6|27.95|7447
TA|-12.29|-37.11|98
"""

# Each historic state is marked where the largest holder of its territory is.
HEIRS = {"SU": "RU", "YU": "RS", "CS": "RS", "CSHH": "CZ", "DD": "DE", "AN": "CW", "YD": "YE", "VD": "VN"}


def main() -> None:
    parser = argparse.ArgumentParser(description="Build boundaries.geojson and points.csv.")
    parser.add_argument("package", type=Path)
    package = parser.parse_args().package
    codes = frozenset(countries.all_codes()) | NEUTRAL
    coarse = pieces(package / "countries-50m.json", codes)
    missing = pieces(package / "countries-10m.json", codes - coarse.keys())
    print("from 1:10m:", " ".join(sorted(missing)))
    write_points(OUT / "points.csv", coarse, missing)
    write_boundaries(OUT / "boundaries.geojson", {**coarse, **missing})


def pieces(path: Path, codes: frozenset[str]) -> Pieces:
    """Every part of these codes, cut at 180°."""
    given = path.read_bytes()
    if hashlib.sha256(given).hexdigest() != SHA256[path.name]:
        raise ValueError(f"{path.name}: not the file of world-atlas 2.0.2; its SHA-256 is another")
    labels = codes | {source for source, code, _ in RECODED if code in codes}
    found: Pieces = defaultdict(list)
    for label, polygon in polygons(json.loads(given)):
        for part in cut(polygon) if label in labels else []:
            code = recoded(label, part)
            if code in codes:
                found[code].append(part)
    return dict(found)


def polygons(topology: dict[str, Any]) -> list[tuple[str, Polygon]]:
    """Polygons of a TopoJSON, each with our code, or with the name where the source has no code."""
    arcs = [absolute(arc, topology["transform"]) for arc in topology["arcs"]]
    found = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        label = countries.lookup(geometry["id"]) if "id" in geometry else UNCODED.get(name, name)
        if label is None:
            raise ValueError(f"{name}: numeric code {geometry['id']} is not in the country table")
        parts = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry.get("arcs", [])
        rings = [shell_and_holes(part, arcs) for part in parts]
        found += [(label, Polygon(shell, holes)) for shell, holes in rings if len(shell) >= SHORTEST_RING]
    return found


def absolute(arc: list[list[int]], transform: dict[str, list[float]]) -> list[tuple[float, float]]:
    (scale_x, scale_y), (shift_x, shift_y) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((x * scale_x + shift_x, y * scale_y + shift_y))
    return points


def shell_and_holes(part: list[list[int]], arcs: list[list[tuple[float, float]]]) -> tuple[Any, Any]:
    rings = []
    for indexes in part:
        ring: list[tuple[float, float]] = []
        for index in indexes:
            points = arcs[index] if index >= 0 else arcs[~index][::-1]
            ring.extend(points[1:] if ring else points)
        rings.append(ring)
    return rings[0], [ring for ring in rings[1:] if len(ring) >= SHORTEST_RING]


def cut(polygon: Polygon) -> list[Polygon]:
    longitudes = [x for x, _ in polygon.exterior.coords]
    crosses = any(abs(a - b) > 180 for a, b in pairwise(longitudes))
    if not crosses:
        return [polygon if polygon.is_valid else polygon.buffer(0)]
    fixed = antimeridian.fix_polygon(polygon, fix_winding=True)
    return list(fixed.geoms) if isinstance(fixed, MultiPolygon) else [fixed]


def recoded(label: str, part: Polygon) -> str:
    """The code of this part; reefs and bases keep the name the source gives them."""
    for source, code, bounds in RECODED:
        if label == source and box(*bounds).contains(part.representative_point()):
            return code
    return label


def write_points(path: Path, coarse: Pieces, missing: Pieces) -> None:
    rows = {code: label_point(parts, "Natural Earth 1:50m") for code, parts in coarse.items()}
    rows |= {code: label_point(parts, "Natural Earth 1:10m") for code, parts in missing.items()}
    for line in BY_HAND.strip().splitlines():
        code, lon, lat, area = line.split("|")
        if code in countries.all_codes():
            rows[code] = (float(lon), float(lat), "by hand", float(area), disc_radius(float(area)))
    for code, heir in HEIRS.items():
        lon, lat, _, area, radius = rows[heir]
        rows[code] = (lon, lat, f"as {heir}", area, radius)
    rows.pop("X-SIACHEN")
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("code", "lon", "lat", "source", "area_km2", "radius_km"))
        for code, (lon, lat, source, area, radius) in sorted(rows.items()):
            writer.writerow((code, round(lon, 3), round(lat, 3), source, round(area, 1), round(radius, 2)))
    print(f"{len(rows)} points; no point for", sorted(set(countries.all_codes()) - set(rows)))


def label_point(parts: list[Polygon], source: str) -> tuple[float, float, str, float, float]:
    """Centre of the largest circle inside the largest part, in an equal-area plane around that part."""
    largest = max(parts, key=area_km2)
    middle = largest.centroid
    plane = f"+proj=laea +lat_0={middle.y} +lon_0={middle.x} +units=km +datum=WGS84"
    forth = Transformer.from_crs("EPSG:4326", plane, always_xy=True)
    flat = shapely.transform(largest, forth.transform, interleaved=False)
    spoke = shapely.maximum_inscribed_circle(flat, tolerance=max(0.05, flat.length / 5000))
    lon, lat = forth.transform(*spoke.coords[0], direction="INVERSE")
    return lon, lat, source, sum(area_km2(part) for part in parts), spoke.length


def area_km2(polygon: Polygon) -> float:
    return abs(float(GEOD.geometry_area_perimeter(polygon)[0])) / 1e6


def disc_radius(area: float) -> float:
    return float((area / 3.141592653589793) ** 0.5)


def write_boundaries(path: Path, given: Pieces) -> None:
    drawn = {code: worth_drawing(parts) for code, parts in sorted(given.items()) if code != "AQ"}
    flat = [(code, part) for code, parts in drawn.items() for part in parts]
    simple = shapely.coverage_simplify([part for _, part in flat], TOLERANCE_DEG)
    shapes: dict[str, list[Polygon]] = defaultdict(list)
    for (code, original), part in zip(flat, simple, strict=True):
        shapes[code].extend(rounded(part, 2) or rounded(original, 2) or rounded(original, 3))
    features = [feature(code, parts) for code, parts in shapes.items()]
    document = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(document, separators=(",", ":"), ensure_ascii=False), encoding="utf-8")
    print(f"{len(features)} outlines, {path.stat().st_size / 1000:.0f} kB")


def worth_drawing(parts: list[Polygon]) -> list[Polygon]:
    """Parts large enough to be seen, and the largest in any case."""
    largest = max(parts, key=lambda part: part.area)
    return [part for part in parts if part.area >= SPECK_DEG2 or part is largest]


def rounded(polygon: Polygon, decimals: int) -> list[Polygon]:
    """The polygon on a grid, with its long edges divided; empty when nothing of it is left."""
    divided = shapely.segmentize(polygon, LONGEST_EDGE_DEG)
    snapped = shapely.transform(divided, lambda xy: xy.round(decimals))
    valid = shapely.make_valid(snapped, method="structure", keep_collapsed=False)
    parts = [part for part in getattr(valid, "geoms", [valid]) if isinstance(part, Polygon) and not part.is_empty]
    return [
        shapely.remove_repeated_points(orient(part, sign=-1.0)) for part in parts if part.area > 10.0**-decimals / 1e3
    ]


def feature(code: str, parts: list[Polygon]) -> dict[str, Any]:
    if not parts:
        raise ValueError(f"{code}: nothing left to draw")
    geometry = MultiPolygon(parts) if len(parts) > 1 else parts[0]
    return {
        "type": "Feature",
        "id": code,
        "properties": {"neutral": True} if code in NEUTRAL else {},
        "geometry": mapping(geometry),
    }


if __name__ == "__main__":
    main()
