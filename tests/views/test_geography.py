"""Outlines and label points: nothing floods the globe, nothing is missing, and lines bend to the right."""

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from netintel.views import _geography as geography
from netintel.vocab import countries

FEATURES = {feature["id"]: feature for feature in geography.boundaries()["features"]}
NOW = [code for code in countries.all_codes() if countries.is_country(code) and not countries.is_historic(code)]

Ring = list[tuple[float, float]]


def polygons(code: str) -> list[list[Ring]]:
    geometry = FEATURES[code]["geometry"]
    parts: list[list[Ring]] = geometry["coordinates"]
    return parts if geometry["type"] == "MultiPolygon" else [parts]  # type: ignore[list-item]


def rings() -> Iterator[tuple[str, bool, Ring]]:
    for code in FEATURES:
        for exterior, *holes in polygons(code):
            yield code, True, exterior
            yield from ((code, False, hole) for hole in holes)


def spherical_area(ring: Ring) -> float:
    """Steradians inside a clockwise ring of great-circle arcs, as d3-geo computes it (geoArea): a ring turned
    the other way holds everything but the country, more than half of the sphere.
    """
    total = 0.0
    for (lon1, lat1), (lon2, lat2) in pairwise(ring):
        half1, half2 = math.radians(lat1) / 2 + math.pi / 4, math.radians(lat2) / 2 + math.pi / 4
        turn = math.radians(lon2 - lon1)
        k = math.sin(half1) * math.sin(half2)
        u = math.cos(half1) * math.cos(half2) + k * math.cos(abs(turn))
        total += math.atan2(k * math.copysign(1, turn) * math.sin(abs(turn)), u)
    area = 2 * total
    return area if area >= 0 else 4 * math.pi + area


def test_the_area_of_an_octant_is_an_eighth_of_the_sphere_when_clockwise() -> None:
    octant = [(0.0, 0.0), (0.0, 90.0), (90.0, 0.0), (0.0, 0.0)]
    assert spherical_area(octant) == pytest.approx(4 * math.pi / 8)
    assert spherical_area(octant[::-1]) == pytest.approx(4 * math.pi * 7 / 8)


def test_every_exterior_is_clockwise_and_every_hole_is_not() -> None:
    """An exterior turned the wrong way would hold more than half of the sphere, and be painted over the sea."""
    for code, exterior, ring in rings():
        assert (spherical_area(ring) < 2 * math.pi) == exterior, code
        assert ring[0] == ring[-1], code
        assert len(ring) >= 4, code


def test_the_land_drawn_is_the_land_there_is() -> None:
    """All land is 0.29 of the sphere (148.9 of 510.1 million km²), Antarctica 0.027 (14.0), so 0.265 is drawn."""
    land = sum(spherical_area(r) if exterior else spherical_area(r) - 4 * math.pi for _, exterior, r in rings())
    assert land / (4 * math.pi) == pytest.approx(0.265, abs=0.02)


def test_nothing_crosses_180_degrees() -> None:
    for code, _, ring in rings():
        assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in ring), code
        assert all(abs(lon1 - lon2) < 180 for (lon1, _), (lon2, _) in pairwise(ring)), code


def test_every_country_but_antarctica_has_an_outline_and_disputed_areas_are_neutral() -> None:
    assert set(NOW) - FEATURES.keys() == {"AQ"}
    neutral = {code for code, feature in FEATURES.items() if feature["properties"].get("neutral")}
    assert neutral == FEATURES.keys() - set(NOW) == {"CY-TRNC", "SO-SOM", "UA-CRI", "X-SIACHEN"}


def test_the_file_stays_small_enough_to_travel_in_a_report() -> None:
    assert len(geography._shipped("boundaries.geojson")) < 350_000


def test_every_code_has_a_point_and_no_value_is_missing() -> None:
    points = geography.points()
    assert set(countries.all_codes()) - set(points.index) == {"EU"}
    assert len(NOW) == 250
    assert points.index.is_unique
    assert not points.isna().any(axis=None)
    assert points["lon"].between(-180, 180).all()
    assert points["lat"].between(-90, 90).all()
    assert (points[["area_km2", "radius_km"]] > 0).all(axis=None)
    assert not ((points["lon"] == 0) & (points["lat"] == 0)).any()


def test_every_point_lies_in_its_own_outline_or_within_a_tenth_of_a_degree() -> None:
    for code, row in geography.points().iterrows():
        if code in FEATURES:
            assert shape(FEATURES[code]["geometry"]).distance(Point(row["lon"], row["lat"])) <= 0.1, code


@pytest.mark.parametrize(
    ("code", "west", "south", "east", "north"),
    [
        ("EC", -80.5, -4.5, -76, 1),  # not on the Galapagos
        ("ES", -8, 37, 0, 43),  # not on Tenerife
        ("MA", -10, 29, -2, 35.5),  # not in Western Sahara
        ("US", -110, 32, -85, 47),  # not in Alaska
        ("FR", -1, 44, 6, 49.5),  # not in French Guiana
        ("NO", 6, 59, 15, 66),  # not on Svalbard
        ("PT", -9, 37.5, -6.5, 42),  # not on the Azores
        ("CL", -73, -40, -67.5, -18),  # not in Tierra del Fuego
    ],
)
def test_labels_stand_on_the_mainland(code: str, west: float, south: float, east: float, north: float) -> None:
    row = geography.points().loc[code]
    assert west < row["lon"] < east
    assert south < row["lat"] < north


def test_overseas_departments_are_drawn_where_they_are_and_not_as_france() -> None:
    assert all(-55 < lon < -51 and 2 < lat < 6 for exterior, *_ in polygons("GF") for lon, lat in exterior)
    assert all(-6 < lon < 10 and 41 < lat < 52 for exterior, *_ in polygons("FR") for lon, lat in exterior)


def test_crimea_is_drawn_neither_as_russia_nor_as_a_hole() -> None:
    simferopol = Point(34.1, 45.0)
    assert [code for code in FEATURES if shape(FEATURES[code]["geometry"]).contains(simferopol)] == ["UA-CRI"]


def test_neighbours_were_simplified_together() -> None:
    """A gap or an overlap along a shared border would be a sliver of more than nothing."""
    france, germany = shape(FEATURES["FR"]["geometry"]), shape(FEATURES["DE"]["geometry"])
    assert france.intersection(germany).length > 1
    assert france.intersection(germany).area < 1e-6


def test_historic_states_are_marked_at_the_largest_holder_of_their_territory() -> None:
    points = geography.points()
    assert points.loc["SU", ["lon", "lat"]].tolist() == points.loc["RU", ["lon", "lat"]].tolist()
    assert points.loc["SU", "source"] == "as RU"


@pytest.mark.parametrize(("code", "small"), [("MT", True), ("VA", True), ("GP", True), ("AQ", True), ("DE", False)])
def test_what_cannot_be_seen_as_an_area_is_small(code: str, small: bool) -> None:
    assert geography.is_small(code) is small


def test_points_may_be_changed_without_changing_the_table() -> None:
    mine = geography.points()
    mine.loc["FR", "lat"] = 0.0
    assert geography.points().loc["FR", "lat"] > 40


def test_way_there_and_way_back_lie_on_either_side() -> None:
    there = geography.great_circle(0, 0, 60, 0, n=5, offset_deg=4)
    back = geography.great_circle(60, 0, 0, 0, n=5, offset_deg=4)
    assert there[0] == back[-1] == (0.0, 0.0)
    assert there[-1] == back[0] == (60.0, 0.0)
    assert there[2] == (30.0, -4.0)
    assert back[2] == (30.0, 4.0)


def test_a_way_across_the_pacific_is_broken_at_180() -> None:
    way = geography.great_circle(174.8, -41.3, -74.1, 4.7, n=41)
    assert way.count(None) == 1
    gap = way.index(None)
    before, after = way[gap - 1], way[gap + 1]
    assert before is not None
    assert after is not None
    assert (before[0], after[0]) == (180.0, -180.0)
    assert before[1] == after[1]


def test_two_ends_in_one_place_stay_there() -> None:
    assert geography.great_circle(10, 50, 10, 50, n=3, offset_deg=5) == [(10.0, 50.0)] * 3


longitudes, latitudes = st.floats(-180, 180), st.floats(-89, 89)


@given(longitudes, latitudes, longitudes, latitudes, st.floats(-10, 10))
def test_any_way_is_finite_ends_where_it_should_and_never_jumps(
    lon1: float, lat1: float, lon2: float, lat2: float, offset: float
) -> None:
    way = geography.great_circle(lon1, lat1, lon2, lat2, n=20, offset_deg=offset)
    drawn = [position for position in way if position is not None]
    assert np.isfinite(drawn).all()
    assert drawn[0][1] == pytest.approx(lat1, abs=1e-5)
    assert drawn[-1][1] == pytest.approx(lat2, abs=1e-5)
    assert all(abs(a[0] - b[0]) <= 180 for a, b in pairwise(way) if a is not None and b is not None)
