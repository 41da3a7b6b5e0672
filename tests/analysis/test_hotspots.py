"""Hotspots: what counts at which point, traps of coordinates and areas, and that few victims are in no number."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom
from shapely.geometry import LineString, Point, Polygon, box

from netintel.analysis._grid import cells
from netintel.analysis.hotspots import hotspots
from netintel.errors import NetworkError, UnknownEntityError
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.network import Network
from netintel.model.results import Result
from netintel.model.tables import Tables


class Map:
    """Places with coordinates, and who is recorded there."""

    def __init__(self) -> None:
        self.build = Builder()
        self.rows = 0

    def record(self) -> None:
        self.rows += 1
        self.build.record(f"row {self.rows}")

    def place(self, name: str, lat: float, lon: float, kind: str = "Place") -> None:
        self.record()
        self.build.entity(name, kind, [("latitude", str(lat)), ("longitude", str(lon))])

    def seen(self, name: str, *places: str, category: str = "suspect", on: str = "2024-03-05") -> None:
        self.record()
        self.build.entity(name, "Person", [("name", name), ("category", category)])
        for place in places:
            self.record()
            self.build.link(name, place, "Sighting", first=on)

    def event(self, name: str, place: str, *who: str) -> None:
        self.record()
        self.build.entity(name, "Meeting", [("date", "2024-05-02")])
        self.build.link(name, place, "Location")
        for one in who:
            self.build.link(one, name, "Participant")

    def graph(self) -> EntityGraph:
        received = {"file": "a.csv", "format": "x", "unit": "row", "sha256": "a" * 64, "bytes": 1, "loader": "x"}
        tables = self.build.tables({**received, "ids": "file"})
        return EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, tables)

    def hotspots(self, **options: Any) -> Result:
        return hotspots(self.graph(), **options)


def at(*points: tuple[float, float]) -> Map:
    """Return a map with one person at each point."""
    told = Map()
    for i, (lat, lon) in enumerate(points):
        told.place(f"p{i}", lat, lon)
        told.seen(f"S{i}", f"p{i}")
    return told


def frame(**shapes: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"area": list(shapes)}, geometry=list(shapes.values()), crs="EPSG:4326")


# cells


def test_points_near_each_other_share_a_cell_and_far_ones_do_not() -> None:
    table = at((53.55, 9.97), (53.56, 9.99), (48.2, 16.37)).hotspots().table()
    assert table["n_persons"].tolist() == [2, 1]


@pytest.mark.parametrize("km", [1, 1.9, 2, 19.9, 20])
def test_neighbouring_cells_have_names_of_their_own(km: float) -> None:
    degrees = km / 111.195
    points = [(45 + i * degrees, 10.0) for i in range(60)] + [(0.001, 10 + i * degrees) for i in range(60)]
    assert len(at(*points).hotspots(within_km=km).table()) >= 118


@given(st.floats(-80, 80), st.floats(-180, 180), st.sampled_from([25.0, 100.0, 500.0]))
def test_a_cell_holds_its_point_and_has_the_size_asked_for(lat: float, lon: float, km: float) -> None:
    cell = cells(np.array([lat]), np.array([lon]), km)
    turn = abs((lon - cell.lon[0] + 180) % 360 - 180)
    assert abs(lat - cell.lat[0]) * 111.2 <= km / 2 * 1.01
    assert turn * 111.2 * np.cos(np.radians(cell.lat[0])) <= km / 2 * 1.05
    assert cell.area_km2[0] == pytest.approx(km**2, rel=0.15)


def test_neighbours_across_the_antimeridian_are_one_hotspot() -> None:
    table = at((-16.8, 179.99), (-16.8, -179.99)).hotspots().table()
    assert table["n_persons"].tolist() == [2]
    assert abs(table["lon"].iloc[0]) == 180


def test_a_pole_and_the_ends_of_the_scale_are_points_like_others() -> None:
    assert len(at((90, 0), (-90, 20), (0.5, 180), (0.5, -180)).hotspots().table()) == 3


def test_a_place_where_nothing_is_recorded_counts_for_nothing() -> None:
    told = at((50.1, 8.7))
    told.place("mast", 40.0, 20.0, "CellSite")
    assert len(told.hotspots().table()) == 1


def test_nought_nought_is_no_place() -> None:
    assert at((0, 0), (50.1, 8.7)).hotspots().table()["n_persons"].tolist() == [1]


def test_events_at_places_with_their_own_point_and_calls_by_their_cell_count() -> None:
    told = at((50.1, 8.7))
    told.event("m", "p0", "S0")
    told.record()
    told.build.entity("raid", "Incident", [("latitude", "50.1"), ("longitude", "8.7"), ("date", "2024-02-01")])
    told.place("mast", 50.1, 8.7, "CellSite")
    told.record()
    told.build.link("+4915100000001", "+4915100000002", "Call", references=[("cell", "mast")])
    row = told.hotspots().table().iloc[0]
    assert (row["n_persons"], row["n_events"], row["n_sites"]) == (1, 2, 3)
    assert (row["first"], row["last"]) == ("2024-02-01", "2024-05-02")


# areas


def test_points_count_in_the_areas_given_by_longitude_and_latitude_in_this_order() -> None:
    areas = frame(Hamburg=box(9.7, 53.4, 10.3, 53.8), Kenya=box(53.4, 9.7, 53.8, 10.3))
    assert at((53.55, 9.97)).hotspots(areas=areas).table()["area"].tolist() == ["Hamburg"]


def test_areas_in_another_coordinate_system_give_the_same() -> None:
    areas = frame(A=box(9, 53, 11, 54), B=box(11, 53, 13, 54))
    told = at((53.5, 10.0), (53.5, 12.0), (53.6, 12.1)).graph()
    one, two = hotspots(told, areas=areas).table(), hotspots(told, areas=areas.to_crs("EPSG:3035")).table()
    assert one["n_persons"].tolist() == two["n_persons"].tolist() == [2, 1]
    assert one["area"].tolist() == two["area"].tolist() == ["B", "A"]
    assert one["area_km2"].iloc[0] == pytest.approx(2 * 111.2 * 111.2 * np.cos(np.radians(53.5)), rel=0.01)


def test_areas_without_a_coordinate_system_or_beyond_the_poles_are_refused_in_words() -> None:
    graph = at((53.5, 10.0)).graph()
    with pytest.raises(ValueError, match="set_crs"):
        hotspots(graph, areas=frame(A=box(9, 53, 11, 54)).set_crs(None, allow_override=True))
    with pytest.raises(ValueError, match="longitude first"):
        hotspots(graph, areas=frame(A=box(53, 100, 54, 120)))
    with pytest.raises(ValueError, match="GeoDataFrame"):
        hotspots(graph, areas=pd.DataFrame({"area": ["A"]}))


def test_a_point_in_nested_areas_counts_in_the_smallest_and_on_a_border_once() -> None:
    areas = frame(country=box(5, 47, 15, 55), province=box(9, 53, 11, 54), neighbour=box(11, 53, 13, 54))
    table = at((53.5, 10), (50.0, 8.0), (53.5, 11.0)).hotspots(areas=areas).table().set_index("area")
    assert table["n_persons"].sum() == 3
    assert table.loc["country", "n_persons"] == 1


@pytest.mark.parametrize(
    "shape", [box(179, -17, 181, -16), Polygon([(179, -17), (-179, -17), (-179, -16), (179, -16)])]
)
def test_an_area_across_the_antimeridian_holds_both_sides_and_nothing_between(shape: Polygon) -> None:
    told = at((-16.5, 179.5), (-16.5, -179.5), (-16.5, 0.5))
    found = told.hotspots(areas=frame(Fiji=shape))
    assert found.table()["n_persons"].tolist() == [2]
    assert found.table()["area_km2"].iloc[0] == pytest.approx(2 * 111.2 * 111.2 * np.cos(np.radians(16.5)), rel=0.01)
    assert found.summary["n_outside"] == 1
    assert abs(found.table()["lon"].iloc[0]) > 178


def test_invalid_empty_and_flat_geometries_are_told() -> None:
    bow = Polygon([(9, 53), (11, 54), (11, 53), (9, 54)])
    shapes = {"bow": bow, "none": None, "empty": Polygon(), "line": LineString([(0, 0), (1, 1)]), "dot": Point(2, 2)}
    found = at((53.5, 9.2), (53.5, 10.8)).hotspots(areas=frame(**shapes))
    assert found.table()[["area", "n_persons"]].values.tolist() == [["bow", 2]]
    told = " ".join(found.caveats)
    assert "2 areas have no geometry" in told and "1 areas have rings" in told and "2 geometries are points" in told


def test_no_areas_and_rows_of_one_name() -> None:
    graph = at((53.5, 9.2), (53.5, 12.8)).graph()
    assert hotspots(graph, areas=frame()).table().empty
    two = gpd.GeoDataFrame({"name": ["A", "A"]}, geometry=[box(9, 53, 10, 54), box(12, 53, 13, 54)], crs="EPSG:4326")
    assert hotspots(graph, areas=two).table()[["area", "n_persons"]].values.tolist() == [["A", 2]]


def test_exposure_makes_rates_and_a_test_that_can_be_checked_by_hand() -> None:
    areas = frame(A=box(0, 40, 1, 41), B=box(1, 40, 2, 41), C=box(2, 40, 3, 41)).assign(exposure=[100, 300, 600])
    told = at(*[(40.5, 0.5)] * 8, *[(40.5, 1.5)] * 2)
    table = told.hotspots(areas=areas).table().set_index("area")
    p = [binom.sf(n, 10, share) + binom.pmf(n, 10, share) / 2 for n, share in ((8, 0.1), (2, 0.3), (0, 0.6))]
    assert table.loc["A", ["rate", "expected"]].tolist() == [0.08, 1.0]
    assert table.loc["A", "p_adjusted"] == pytest.approx(3 * p[0])
    assert table.loc["B", "p_adjusted"] == pytest.approx(min(p[1] * 3 / 2, p[2], 1.0))
    assert at((40.5, 0.5)).hotspots().table()["p_adjusted"].isna().all()


@pytest.mark.parametrize("exposure", [[100, -1], [100, float("inf")]])
def test_an_exposure_that_is_none_is_refused_in_words(exposure: list[float]) -> None:
    with pytest.raises(ValueError, match="column exposure"):
        at((1, 1)).hotspots(areas=frame(A=box(0, 40, 1, 41), B=box(1, 40, 2, 41)).assign(exposure=exposure))


def test_rows_of_one_area_with_different_exposures_are_refused_in_words() -> None:
    parts = gpd.GeoDataFrame({"area": ["A", "A"]}, geometry=[box(0, 40, 1, 41), box(1, 40, 2, 41)], crs="EPSG:4326")
    with pytest.raises(ValueError, match="different exposures"):
        at((40.5, 0.5)).hotspots(areas=parts.assign(exposure=[100, 300]))


# counts that cannot find a victim


def crowd(told: Map, n: int, *places: str, start: int = 0) -> None:
    for i in range(start, start + n):
        told.seen(f"V{i}", *places, category="victim", on=f"2024-03-{i + 1:02}")


def test_four_victims_are_in_no_number_and_five_are_told_by_the_month() -> None:
    for n, shown in ((4, []), (5, [[5, 5, "2024-03"]])):
        told = Map()
        told.place("farm", 41.1, 16.9)
        crowd(told, n, "farm")
        found = told.hotspots()
        assert found.table()[["n_persons", "n_victims", "first"]].values.tolist() == shown
        assert found.summary["n_withheld"] == (0 if shown else 1)


def test_an_event_that_only_few_victims_took_part_in_is_withheld_and_one_of_others_is_not() -> None:
    told = Map()
    told.place("farm", 41.1, 16.9)
    crowd(told, 3)
    told.seen("S")
    told.event("interview", "farm", "V0", "V1")
    told.event("handover", "farm", "V2", "S")
    row = told.hotspots().table().iloc[0]
    assert (row["n_events"], row["n_persons"], row["n_records"]) == (1, 1, 1)


def test_the_phone_of_a_victim_makes_no_hotspot() -> None:
    told = Map()
    told.place("mast", 41.1, 16.9, "CellSite")
    crowd(told, 1)
    told.record()
    told.build.entity("tel", "Phone", [("number", "+39333000000")])
    told.build.link("V0", "tel", "Owner")
    told.record()
    told.build.link("tel", "+390800000000", "Call", references=[("cell", "mast")])
    assert told.hotspots().table().empty


def test_the_phone_that_a_victim_states_makes_no_hotspot_by_whatever_record_it_is_known() -> None:
    told = Map()
    told.place("mast", 41.1, 16.9, "CellSite")
    told.record()
    told.build.entity("V", "Person", [("category", "victim"), ("phone", "+393330001111")])
    told.record()
    told.build.entity("tel", "Phone", [("number", "+393330001111")])
    told.build.link("tel", "+390800000000", "Call", references=[("cell", "mast")])
    assert told.hotspots().table().empty


def test_the_calls_of_who_knows_a_victim_count() -> None:
    told = Map()
    told.place("mast", 41.1, 16.9, "CellSite")
    crowd(told, 1)
    told.seen("S")
    told.build.link("S", "V0", "Associate")
    told.record()
    told.build.link("S", "+390800000000", "Call", references=[("cell", "mast")])
    assert told.hotspots().table()["n_records"].tolist() == [1]


def test_witnesses_and_the_events_of_witnesses_alone_are_not_counted() -> None:
    told = Map()
    told.place("farm", 41.1, 16.9)
    told.seen("W", "farm", category="witness")
    told.event("statement", "farm", "W")
    assert told.hotspots().table().empty


def test_victims_are_placed_no_more_exactly_than_25_km() -> None:
    told = Map()
    told.place("farm", 41.1, 16.9)
    crowd(told, 9, "farm")
    told.seen("S", "farm")
    graph = told.graph()
    assert hotspots(graph, within_km=25).table()["n_persons"].tolist() == [10]
    assert hotspots(graph, within_km=5).table()["n_persons"].tolist() == [1]
    small = frame(district=box(16.85, 41.05, 16.95, 41.15), rest=box(10, 38, 19, 47))
    assert hotspots(graph, areas=small).table()["n_persons"].tolist() == [1]


POINTS = ((53.5, 10.0), (48.2, 16.3), (41.1, 16.9))


def told_of(counts: list[tuple[int, int]]) -> Result:
    told = Map()
    for place, (n_victims, n_others) in enumerate(counts):
        told.place(f"p{place}", *POINTS[place])
        crowd(told, n_victims, f"p{place}", start=place * 10)
        for i in range(n_others):
            told.seen(f"S{place}-{i}", f"p{place}")
        if n_victims:
            told.event(f"e{place}", f"p{place}", *(f"V{place * 10 + i}" for i in range(n_victims)))
    return told.hotspots()


@settings(max_examples=5)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1)), min_size=3, max_size=3), st.data())
def test_one_to_four_victims_give_the_same_result_however_many_they_are(
    counts: list[tuple[int, int]], data: st.DataObject
) -> None:
    """What does not change with a number cannot tell it, by subtraction or otherwise."""
    other = [(data.draw(st.integers(1, 4)), s) if 1 <= v <= 4 else (v, s) for v, s in counts]
    one, two = told_of(counts), told_of(other)
    pd.testing.assert_frame_equal(one.table(), two.table())
    assert (one.summary, one.caveats) == (two.summary, two.caveats)
    assert one.table()["n_victims"].dropna().ge(5).all()


# poor graphs


def test_an_empty_graph_gives_an_empty_table_and_says_so() -> None:
    found = Map().hotspots()
    assert found.table().empty and "No hotspots" in found.caveats[0]
    assert found.table().columns.tolist() == at((1, 1)).hotspots().table().columns.tolist()


@pytest.mark.parametrize("km", [0, -5, float("nan"), 1e6])
def test_a_senseless_distance_is_refused_in_words(km: float) -> None:
    with pytest.raises(ValueError, match="kilometres"):
        at((1, 1)).hotspots(within_km=km)


def test_a_network_and_a_small_k_are_refused_in_words() -> None:
    with pytest.raises(NetworkError, match="expected an EntityGraph"):
        hotspots(Network.from_edgelist(pd.DataFrame({"source": ["a"], "target": ["b"]}), directed=False))
    with pytest.raises(ValueError, match="never shown"):
        at((1, 1)).hotspots(k=2)


def test_an_area_cites_its_records_and_an_unknown_one_is_refused_in_words() -> None:
    found = at((53.55, 9.97)).hotspots(areas=frame(Hamburg=box(9.7, 53.4, 10.3, 53.8)))
    assert found.records("Hamburg")["locator"].tolist() == ["row 3"]
    said = found.explain(0)
    assert (
        said.startswith("Records place one person at one point in Hamburg on 2024-03-05")
        and "It stands on one record" in said
    )
    with pytest.raises(UnknownEntityError):
        found.explain("Bremen")
    with pytest.raises(UnknownEntityError):
        found.records(9)
