"""Parquet: every type as text, read in a process of its own that no file can make cost more than itself."""

from __future__ import annotations

import datetime as dt
import json
import struct
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "parquet"


def load(path: Path, **given: object) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None, **given)  # type: ignore[arg-type]


def written(folder: Path, columns: dict[str, object], metadata: dict[bytes, bytes] | None = None) -> Path:
    table = pa.table(columns)
    parquet.write_table(table.replace_schema_metadata(metadata) if metadata else table, folder / "t.parquet")
    return folder / "t.parquet"


def said(graph: ni.EntityGraph, native_id: str) -> dict[str, list[str]]:
    origin = graph.origins.set_index("native_id").loc[native_id, "origin"]
    claims = graph.claims[graph.claims["subject"] == origin]
    return claims.groupby("property")["value"].agg(list).to_dict()


def test_cells_of_all_types_are_texts_without_loss() -> None:
    graph = load(SAMPLES / "ok_persons.parquet")
    assert graph.received[["format", "unit", "read", "accepted"]].iloc[0].tolist() == ["parquet", "row", 3, 3]
    assert graph.records["locator"].tolist() == ["row 1", "row 2", "row 3"]
    first, third = said(graph, "P-001"), said(graph, "P-003")
    assert first["birth_date"] == ["1985-03-02"]
    assert first["debt"] == ["12345678901234567890.10"]
    assert first["phone"] == ["+37120000001", "+37120000002"]
    assert first["seen"] == ["2024-03-01T10:30:00Z"]
    assert first["entered"] == ["2024-03-01"], "midnights alone are days"
    assert (first["children"], third["children"], first["armed"]) == (["2"], ["0.5"], ["true"])
    assert third["name"] == ["Omar Sahli"]
    assert "nationality" not in third
    assert set(graph.jurisdictions["country"]) >= {"LV", "BG"}


def test_links_are_read_by_plain_titles() -> None:
    links = load(SAMPLES / "ok_payments.parquet").links
    assert links["kind"].tolist() == ["Payment"] * 3
    assert [str(amount) for amount in links["amount"]] == [
        str(Decimal(text).quantize(links["amount"].iloc[0])) for text in ("100.00", "2500.50", "9.99")
    ]
    assert links["first"].tolist()[0].startswith("2024-05-01T12:00:01")


def test_points_of_geoparquet_are_latitude_and_longitude() -> None:
    graph = load(SAMPLES / "ok_cells.parquet")
    assert said(graph, "12")["latitude"] == ["42.5048"]
    assert said(graph, "12")["longitude"] == ["27.4579"]
    assert not len(graph.issues)


def test_other_geometries_are_counted_and_other_systems_refused(tmp_path: Path) -> None:
    line = struct.pack("<BII4d", 1, 2, 2, 24.0, 56.9, 24.1, 57.0)
    columns = {"id": ["1"], "name": ["Road"], "geometry": [line]}
    about: dict[str, object] = {"encoding": "WKB", "geometry_types": []}
    for crs, code in (({}, "geometry_not_read"), ({"crs": {"id": {"authority": "EPSG", "code": 25832}}}, "other_crs")):
        geo = {"columns": {"geometry": {**about, **crs}}}
        graph = load(written(tmp_path, columns, {b"geo": json.dumps(geo).encode()}))
        assert code in graph.issues["code"].tolist()


@pytest.mark.parametrize(
    ("values", "kind", "text"),
    [
        ([2**63 - 1], pa.int64(), "9223372036854775807"),
        ([2**64 - 1], pa.uint64(), "18446744073709551615"),
        ([0.1], pa.float32(), "0.1"),
        ([1e300], pa.float64(), f"{1e300:.0f}"),
        ([Decimal("-0.000000010")], pa.decimal128(20, 9), "-0.000000010"),
        ([dt.time(7, 5)], pa.time64("ns"), "07:05:00"),
        ([dt.timedelta(minutes=2)], pa.duration("ms"), "120"),
        ([1_700_000_000_123_456_789], pa.timestamp("ns", tz="America/Lima"), "2023-11-14T22:13:20.123456789Z"),
        ([dt.datetime(1812, 1, 1, 1)], pa.timestamp("s"), "1812-01-01T01:00:00"),
        ([[{"a": b"xyz", "b": [1, None]}]], None, '[{"a":"binary, 3 bytes","b":[1,null]}]'),
        ([[("k", Decimal("1.50"))]], pa.map_(pa.string(), pa.decimal128(5, 2)), '[["k","1.50"]]'),
    ],
)
def test_a_value_is_written_exactly(values: list[object], kind: pa.DataType | None, text: str, tmp_path: Path) -> None:
    graph = load(written(tmp_path, {"id": ["1"], "name": ["A"], "thing": pa.array(values, kind)}))
    assert said(graph, "1")["thing"] == [text]


def test_nothing_is_an_empty_cell_and_a_row_of_nothing_no_row(tmp_path: Path) -> None:
    graph = load(written(tmp_path, {"id": ["1", None], "name": ["A", None], "size": [float("nan"), None]}))
    assert graph.received["read"].item() == 1
    assert "size" not in said(graph, "1")


def test_bytes_are_told_by_their_size_alone() -> None:
    graph = load(SAMPLES / "bad_bytes.parquet")
    assert "binary_not_read" in graph.issues["code"].tolist()


@pytest.mark.parametrize(
    ("file", "code"), [("bad_cut.parquet", "broken_parquet"), ("bad_unknown_titles.parquet", "headers_unknown")]
)
def test_a_file_is_refused_in_words(file: str, code: str) -> None:
    assert load(SAMPLES / file).issues["code"].tolist() == [code]


def test_a_row_of_nobody_is_set_aside() -> None:
    graph = load(SAMPLES / "bad_no_id.parquet")
    assert graph.received[["read", "accepted", "quarantined"]].iloc[0].tolist() == [3, 2, 1]
    assert graph.issues["locator"].tolist() == ["row 2"]


def test_limits_hold(tmp_path: Path) -> None:
    path = written(tmp_path, {"id": ["1", "2"], "name": ["A" * 200, "B"]})
    for limit, code in (("records", "too_many_records"), ("columns", "too_many_columns")):
        issues = load(path, limits={limit: 1}).issues
        assert issues["code"].tolist() == [code]
        assert f"the limit {limit} is 1" in issues["message"].item()
    assert load(path, limits={"field_characters": 100}).issues["code"].tolist() == ["cell_too_large"]


def test_a_small_file_of_very_much_text_is_refused_soon(tmp_path: Path) -> None:
    """One long text by number: 200,000 rows of 1,000 letters in some kilobytes."""
    word = pa.DictionaryArray.from_arrays(pa.array([0] * 200_000, pa.int32()), pa.array(["x" * 1000]))
    path = written(tmp_path, {"id": word, "name": word})
    assert path.stat().st_size < 200_000
    assert load(path).issues["code"].tolist() == ["table_too_large"]


def test_what_pandas_left_in_the_metadata_is_not_read(tmp_path: Path) -> None:
    noted = {b"pandas": b"\x80\x04cos\nsystem\n."}
    graph = load(written(tmp_path, {"id": ["1"], "name": ["A"]}, noted))
    assert graph.received["accepted"].item() == 1


def test_a_type_of_an_extension_is_read_as_what_it_is_stored_as(tmp_path: Path) -> None:
    stored = pa.array([b"0123456789abcdef"], pa.binary(16))
    graph = load(
        written(tmp_path, {"id": ["1"], "name": ["A"], "key": pa.ExtensionArray.from_storage(pa.uuid(), stored)})
    )
    assert said(graph, "1")["key"] == ["binary, 16 bytes"]
