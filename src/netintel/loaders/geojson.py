"""GeoJSON: places as points, with what is said of them.

Publisher
    Any map program (QGIS, ArcGIS, geojson.io) and web service; the standard is RFC 7946.
Channel
    JSON files `.geojson`, `.json`; UTF-8. Read are a FeatureCollection, one Feature, and one bare geometry.
Unit counted
    Feature. An entry that is no feature is set aside with its place; a feature repeated word for word is a duplicate.
Identity
    `id` of the feature, else its property `id`, within the file; else its place in the file.
Handling
    Properties `handling`, `evaluation`, `originator`, `assertion`, `review_due` are the marks of the record.

Reading
-------
=============================  =======================================================================================
field                          becomes
=============================  =======================================================================================
a feature                      Place, or what its property `kind` says where that is one of our kinds
Point `[longitude, latitude]`  latitude, longitude; a third number is altitude
other geometries               no point is invented for a line or an area: the entity has no place on the map, the
                               geometry is kept as the claim `geometry` (JSON), and counted in a warning a type
`properties`                   claims under their names in snake_case (`name`, `country`, `phone`, `date` … as
                               everywhere); a structure is a dotted path, a list gives several claims
`lat`, `latitude`, `lon` …     of a feature with a point stated_latitude, stated_longitude (compared with the point);
among the properties           of one without, latitude and longitude
`claims`, `references`         as netintel writes them beside the fields of a format
other members of a feature     claims under their own name
=============================  =======================================================================================

Only WGS 84 is read (RFC 7946 knows no other): a `crs` that names another system refuses the file, because its numbers
would be drawn elsewhere; convert it first. A point at 0, 0 is taken as missing, as everywhere. A point whose latitude
is beyond 90 degrees, or whose own properties state the numbers the other way round, is taken as swapped: nothing is
repaired, the numbers are kept as the claim `coordinates`, no point is set, and a warning says so.

Left out, counted: members of the collection beside its features, `bbox` (it follows from the geometry), empty values.

Traps: longitude stands first; programs write latitude first all the same; 0, 0 is what a geocoder gives for unknown.

References: RFC 7946; GeoJSON 2008 (crs).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from netintel.errors import FileRejectedError
from netintel.loaders import _written as written
from netintel.loaders._source import Head, Source
from netintel.model.builder import Builder

NAME: Final = "geojson"
TITLE: Final = "GeoJSON"
PUBLISHER: Final = "any map program (RFC 7946)"
UNIT: Final = "feature"
IDS: Final = "file"

_GEOMETRIES: Final = "Point MultiPoint LineString MultiLineString Polygon MultiPolygon GeometryCollection".split()
_FEATURE = re.compile(r'"type"\s*:\s*"(?:FeatureCollection|Feature)"')
_GEOMETRY = re.compile(
    rf'^\{{\s*"type"\s*:\s*"(?:{"|".join(_GEOMETRIES)})"\s*,\s*"(?:coordinates|geometries|bbox|crs)"'
)
_WGS84 = re.compile(r"(?:CRS:?84|WGS ?84|(?<!\d)4326)$", re.I)
_AXES: Final = {
    "lat": "latitude",
    "latitude": "latitude",
    "lon": "longitude",
    "lng": "longitude",
    "long": "longitude",
    "longitude": "longitude",
}
_OWN: Final = frozenset({"type", "id", "geometry", "properties", "bbox", "crs"})
_BESIDE: Final = frozenset({*written.MARKS, "claims", "references", "kind"})
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[\s-]+")
_PLAIN = re.compile(r"[A-Za-z0-9_:. -]{1,60}")
_encode = msgspec.json.Encoder(order="sorted").encode

Said = list[tuple[str, str]]


def sniff(head: Head) -> bool:
    """Return whether the file holds features, or is one geometry."""
    if not head.is_json or not head.text.startswith("{"):
        return False
    text = head.text
    features = _FEATURE.search(text) is not None and ('"geometry"' in text or '"features"' in text)
    return features or _GEOMETRY.match(text) is not None


def read(source: Source, build: Builder) -> None:
    """Read every feature."""
    content = source.json(build)
    if not isinstance(content, dict):
        raise FileRejectedError("no_features", "GeoJSON that is no object", "ask for the file again")
    _refuse_other_crs(content)
    reader = _Reader(build)
    for place, feature in _features(content):
        reader.read(place, feature)
    reader.tell(content)


def _features(content: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if content.get("type") == "FeatureCollection":
        held = content.get("features")
        if not isinstance(held, list):
            raise FileRejectedError("no_features", "a collection whose `features` are no list", "ask for it again")
        yield from ((f"/features/{n}", feature) for n, feature in enumerate(held))
    elif content.get("type") in _GEOMETRIES:
        yield "", {"type": "Feature", "geometry": content, "properties": None}
    else:
        yield "", content


def _refuse_other_crs(content: dict[str, Any]) -> None:
    crs = content.get("crs")
    if crs is None or _is_wgs84(crs):
        return
    named = crs.get("properties", {}).get("name") if isinstance(crs, dict) and _has_properties(crs) else None
    shown = named if isinstance(named, str) and _PLAIN.fullmatch(named) else "another one"
    raise FileRejectedError(
        "other_crs",
        f"its coordinates are in {shown}, not in WGS 84: they would be drawn somewhere else",
        "convert it to WGS 84 (EPSG:4326), for example with `ogr2ogr -t_srs EPSG:4326`",
        "/crs",
    )


def _has_properties(crs: dict[str, Any]) -> bool:
    return isinstance(crs.get("properties"), dict)


def _is_wgs84(crs: Any) -> bool:
    if not isinstance(crs, dict) or not _has_properties(crs):
        return False
    said = crs["properties"]
    return _WGS84.search(str(said.get("name", said.get("code", "")))) is not None


class _Reader:
    """Reads features, and counts what the reader must know at the end."""

    def __init__(self, build: Builder) -> None:
        self._build = build
        self._shapes: Counter[str] = Counter()
        self._empty = self._boxes = 0

    def read(self, place: str, feature: Any) -> None:
        """Read one feature."""
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            what = "not a feature: an object of type Feature was expected"
            self._build.quarantine(place, "no_feature", what, "correct it, or ask for the file again", "type")
            return
        if feature.get("crs") is not None and not _is_wgs84(feature["crs"]):
            what = "a feature in another coordinate system than WGS 84"
            self._build.quarantine(place, "other_crs", what, "convert it to WGS 84 (EPSG:4326)", "crs")
            return
        properties = feature.get("properties")
        if properties is not None and not isinstance(properties, dict):
            what = "its properties are no object"
            self._build.quarantine(place, "malformed", what, "correct it, or ask for the file again", "properties")
            return
        said = properties or {}
        marks = written.marks(said, self._build, place)
        if not self._build.record(place, _encode(feature), **marks):
            return
        key = next((str(key) for key in (feature.get("id"), said.get("id")) if _is_id(key)), f"#{place}")
        claims = self._where(feature.get("geometry"), said)
        pairs = written.pairs(said.get("claims"))
        for name, value in said.items():
            if (name == "id" and str(value) == key) or name in marks or name == "handling":
                continue
            if name == "claims" and pairs is not None:
                claims += pairs
            elif not (name == "references" and written.pairs(value) is not None) and not (
                name == "kind" and written.kind(value)
            ):
                claims += self._flat(self._spelled(name, feature.get("geometry")), value)
        for name, value in feature.items():
            if name not in _OWN:
                claims += self._flat(_snake(name), value)
        self._boxes += "bbox" in feature
        self._build.entity(key, written.kind(said.get("kind")) or "Place", claims)
        for prop, target in written.pairs(said.get("references")) or ():
            self._build.reference(key, prop, target)

    def _spelled(self, name: str, geometry: Any) -> str:
        axis = _AXES.get(name.lower())
        if axis is not None:
            return f"stated_{axis}" if _point(geometry) is not None else axis
        return _snake(name)

    def _where(self, geometry: Any, said: Mapping[str, Any]) -> Said:
        """Return what a geometry says; a point that cannot be one is told and kept as text."""
        if not isinstance(geometry, dict) or geometry.get("coordinates") == []:
            return [] if geometry in (None, {}) or isinstance(geometry, dict) else self._odd(geometry, "malformed")
        if geometry.get("type") != "Point":
            shape = geometry.get("type")
            self._shapes[shape if shape in _GEOMETRIES else "of no known type"] += 1
            return [("geometry_type", str(shape)), ("geometry", _encode(geometry).decode())]
        point = _point(geometry)
        if point is None:
            return self._odd(geometry.get("coordinates"), "malformed")
        longitude, latitude = point[:2]
        if (abs(latitude) > 90 and abs(longitude) <= 90 and abs(latitude) <= 180) or _states_swapped(point, said):
            return self._odd(point, "swapped")
        if abs(latitude) > 90 or abs(longitude) > 180:
            return self._odd(point, "beyond")
        found = [("latitude", _number(latitude)), ("longitude", _number(longitude))]
        return found + [("altitude", _number(height)) for height in point[2:3]]

    def _odd(self, coordinates: Any, fault: str) -> Said:
        code, what, hint = _FAULTS[fault]
        self._build.warn(code, f"{what}; no point is set, the numbers are kept", hint, field="coordinates")
        return [("coordinates", _encode(coordinates).decode())]

    def _flat(self, prop: str, value: Any) -> Said:
        if isinstance(value, dict):
            return [pair for key, inner in value.items() for pair in self._flat(f"{prop}.{_snake(key)}", inner)]
        if isinstance(value, list):
            return [pair for inner in value for pair in self._flat(prop, inner)]
        if value is None or value == "":
            self._empty += 1
            return []
        return [(prop, value if isinstance(value, str) else _encode(value).decode())]

    def tell(self, content: dict[str, Any]) -> None:
        """Tell once a file what was met on the way."""
        warn = self._build.warn
        for shape, n in sorted(self._shapes.items()):
            what = f"{n} features are a {shape}: no point is invented for them, so they are on no map"
            warn("no_point", what, "the shape is in the claim geometry", field="geometry", locator="")
        others = [name for name in content if name not in ("type", "features", "crs", "bbox")]
        if content.get("type") == "FeatureCollection" and others:
            shown = ", ".join(name if _PLAIN.fullmatch(name) else "one of an odd name" for name in others)
            what = f"members of the collection beside its features are not read: {shown}"
            warn("collection_fields", what, "look at them in the file", locator="")
        if self._boxes:
            what = f"{self._boxes} boxes (bbox) left out: they follow from the geometry"
            warn("left_out", what, "nothing to do", field="bbox", locator="")
        if self._empty:
            warn("empty_fields", f"{self._empty} fields are empty and give no claim", "nothing to do", locator="")


_FAULTS: Final = {
    "swapped": (
        "coordinates_swapped",
        "latitude and longitude stand the other way round than GeoJSON has them",
        "ask the sender to write longitude first",
    ),
    "beyond": (
        "coordinates_out_of_range",
        "no degrees of longitude and latitude; perhaps metres of a national grid",
        "convert the file to WGS 84 (EPSG:4326)",
    ),
    "malformed": ("malformed", "coordinates that are not numbers", "correct them, or ask for the file again"),
}


def _point(geometry: Any) -> list[float] | None:
    """Return the numbers of a point, None where there are none."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return None
    held = geometry.get("coordinates")
    if not isinstance(held, list) or len(held) < 2 or not all(type(one) in (int, float) for one in held):
        return None
    return held


def _states_swapped(point: list[float], said: Mapping[str, Any]) -> bool:
    """Return whether the properties state the numbers of the point the other way round."""
    stated: dict[str, float] = {}
    for name, value in said.items():
        axis = _AXES.get(name.lower())
        if axis is not None:
            try:
                stated[axis] = float(value)
            except (TypeError, ValueError):
                return False
    if len(stated) < 2 or abs(point[0] - point[1]) < _NEAR:
        return False
    return abs(stated["latitude"] - point[0]) < _NEAR and abs(stated["longitude"] - point[1]) < _NEAR


_NEAR: Final = 0.001


def _is_id(key: Any) -> bool:
    return (isinstance(key, str) and key != "") or type(key) in (int, float)


def _number(value: float) -> str:
    return _encode(value).decode()


def _snake(name: str) -> str:
    return _HUMP.sub("_", name).lower() or "untitled"
