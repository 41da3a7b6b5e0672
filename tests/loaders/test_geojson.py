"""GeoJSON: points, other shapes, systems, swapped numbers and null island; geopandas as independent writer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "geojson"


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def counts(graph: ni.EntityGraph) -> list[int]:
    row = graph.received.iloc[0]
    return [int(row[name]) for name in ("read", "accepted", "quarantined", "duplicates")]


def said(graph: ni.EntityGraph, native_id: str) -> set[tuple[str, str]]:
    origin = graph.origins.set_index("native_id").loc[native_id, "origin"]
    claims = graph.claims[graph.claims["subject"] == origin]
    return set(zip(claims["property"], claims["value"], strict=True))


def one(tmp_path: Path, feature: dict[str, Any], **more: Any) -> ni.EntityGraph:
    path = tmp_path / "x.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", **more, "features": [feature]}))
    return load(path)


def test_a_point_is_longitude_first() -> None:
    graph = load(SAMPLES / "ok_places.geojson")
    depot = graph.entities[graph.entities["name"] == "Invented depot"].iloc[0]
    assert (depot["lat"], depot["lon"], depot["kind"], depot["countries"]) == (42.6977, 23.3219, "Place", ("BG",))
    assert ("altitude", "550") in said(graph, "a")


def test_properties_are_claims_under_their_names() -> None:
    depot = said(load(SAMPLES / "ok_places.geojson"), "a")
    assert {("phone", "+359881234567"), ("opened_on", "2020-05"), ("owner.name", "Alfa"), ("owner.size", "3")} <= depot


def test_marks_and_kinds_among_the_properties_are_read() -> None:
    graph = load(SAMPLES / "ok_places.geojson")
    assert graph.records["handling"].tolist()[0] == "TLP:AMBER"
    assert graph.entities.set_index("name").loc["Berth", "kind"] == "BorderPoint"
    assert {("stated_latitude", "41.38"), ("latitude", "41.38")} <= said(graph, "7")


def test_no_point_is_invented_for_a_line() -> None:
    graph = load(SAMPLES / "ok_places.geojson")
    route = graph.entities[graph.entities["name"] == "Route"].iloc[0]
    assert route["lat"] != route["lat"]
    assert ("geometry", '{"coordinates":[[1,2],[3,4]],"type":"LineString"}') in said(graph, "b")
    assert graph.issues.set_index("code").loc["no_point", "message"].startswith("1 features are a LineString")


def test_a_feature_without_geometry_may_state_its_place() -> None:
    nowhere = load(SAMPLES / "ok_places.geojson").entities.set_index("name").loc["Nowhere"]
    assert (nowhere["lat"], nowhere["lon"]) == (10.5, 20.5)


def test_points_that_cannot_be_are_told_and_set_nothing() -> None:
    graph = load(SAMPLES / "bad_points.geojson")
    assert counts(graph) == [5, 5, 0, 0]
    assert graph.entities["lat"].isna().all()
    assert "null_island" in set(graph.issues["code"])
    told = graph.issues[graph.issues["code"] != "null_island"]
    assert told.set_index("locator")["code"].to_dict() == {
        "/features/1": "coordinates_swapped",
        "/features/2": "coordinates_swapped",
        "/features/3": "coordinates_out_of_range",
        "/features/4": "malformed",
    }
    assert ("coordinates", "[41.38,123.0]") in said(graph, "2")


def test_faulty_features_are_set_aside_and_repeated_ones_counted() -> None:
    graph = load(SAMPLES / "bad_features.geojson")
    assert counts(graph) == [5, 1, 3, 1]


def test_another_coordinate_system_refuses_the_file_in_words() -> None:
    issue = load(SAMPLES / "bad_other_crs.geojson").issues.iloc[0]
    assert (issue["code"], issue["severity"]) == ("other_crs", "reject")
    assert "EPSG::25831" in issue["message"]


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326", "WGS84"])
def test_the_ways_to_name_wgs84(tmp_path: Path, name: str) -> None:
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1.5, 2.5]}, "properties": {"name": "A"}}
    graph = one(tmp_path, feature, crs={"type": "name", "properties": {"name": name}})
    assert counts(graph) == [1, 1, 0, 0]


def test_a_bare_geometry_is_one_feature() -> None:
    graph = load(SAMPLES / "ok_geometry.json")
    assert graph.entities[["lat", "lon"]].to_numpy().tolist() == [[42.7, 23.3]]


@pytest.mark.parametrize("crs", ["none", 7, {"type": "link"}, {"properties": []}, {"properties": {"name": ["x"]}}])
def test_a_system_of_an_odd_form_is_refused(tmp_path: Path, crs: Any) -> None:
    feature = {"type": "Feature", "geometry": None, "properties": {"name": "A"}}
    assert one(tmp_path, feature, crs=crs).issues["code"].tolist() == ["other_crs"]


def test_what_geopandas_writes_is_read(tmp_path: Path) -> None:
    import geopandas

    rows = {"name": ["A", "B"], "country": ["BG", "ES"]}
    frame = geopandas.GeoDataFrame(rows, geometry=geopandas.points_from_xy([23.3, 2.17], [42.7, 41.38]), crs=4326)
    (tmp_path / "g.geojson").write_text(frame.to_json())
    graph = load(tmp_path)
    found = graph.entities.set_index("name")[["lat", "lon", "countries"]]
    assert found.loc["A"].tolist() == [42.7, 23.3, ("BG",)]
    assert found.loc["B"].tolist() == [41.38, 2.17, ("ES",)]
