"""The map shows what it must: a region where the data are near, the world and Europe where they are not."""

import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netintel.views import _frames, _geography
from netintel.views._places import places

LAEA = pyproj.Transformer.from_crs("+proj=longlat +R=1", "+proj=laea +lon_0=10 +lat_0=52 +R=1", always_xy=True)
NATURAL = pyproj.Transformer.from_crs("+proj=longlat +R=1", "+proj=natearth +R=1", always_xy=True)


@given(st.floats(-169, 179), st.floats(-45, 85))
def test_projections_are_those_of_proj(lon: float, lat: float) -> None:
    assert _frames.equal_area(lon, lat, 10, 52) == pytest.approx(LAEA.transform(lon, lat), abs=1e-6)
    assert _frames.natural_earth(lon, lat) == pytest.approx(NATURAL.transform(lon, lat), abs=1e-6)


def test_near_countries_get_one_map_with_all_of_them_inside() -> None:
    codes = ["RO", "DE", "BG", "GR", "ES", "NL", "UA", "AE"]
    (frame,) = _frames.frames(codes)
    assert not frame.world
    assert all(frame.pixels(places()[c].lon, places()[c].lat) is not None for c in codes)


def test_far_countries_get_the_world_and_europe_beside_it() -> None:
    world, europe = _frames.frames(["RO", "DE", "BG", "CO", "NZ"])
    assert (world.world, europe.world) == (True, False)
    assert all(world.pixels(places()[c].lon, places()[c].lat) is not None for c in ("RO", "CO", "NZ"))
    assert all(europe.pixels(places()[c].lon, places()[c].lat) is not None for c in ("RO", "DE", "BG"))


def test_far_countries_outside_europe_get_the_world_alone() -> None:
    (world,) = _frames.frames(["US", "CN", "ZA"])
    assert world.world


@given(st.sets(st.sampled_from(sorted(_geography.points().index)), min_size=1, max_size=6))
def test_every_country_is_on_one_of_the_maps(codes: set[str]) -> None:
    maps = _frames.frames(codes)
    placed = {c for c in codes for frame in maps if frame.pixels(places()[c].lon, places()[c].lat) is not None}
    assert placed == {c for c in codes if _frames.SOUTH <= places()[c].lat <= _frames.NORTH or c in placed}
    assert all(frame.layout()["fitbounds"] is False for frame in maps)


def test_one_small_state_is_shown_with_its_neighbours() -> None:
    (frame,) = _frames.frames(["MT"])
    assert frame.pixels(places()["TN"].lon, places()["TN"].lat) is not None
