"""Reads Parquet and GeoParquet as columns of texts, in the process of its own (`_child`).

Neither types of extensions nor what pandas left in the metadata are interpreted; of a GeoParquet file its columns of
points in longitude and latitude are.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from struct import Struct
from typing import TYPE_CHECKING, Any, Final

import msgspec

from netintel.loaders._child import ROWS, FaultError, Frame, Frames, Request
from netintel.loaders._child_workbook import as_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DAY: Final = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
_POINT: Final = (Struct("<xIdd"), Struct(">xIdd"))
_POINTS: Final = (1, 1001, 2001, 3001)  # of two dimensions, with height, with measure, with both
_DEGREES: Final = frozenset({("OGC", "CRS84"), ("EPSG", "4326")})

Texts = list[str]
Reader = Callable[[Any], list[Texts]]
"""Makes one or two columns of texts of a column."""


def frames(data: bytes, request: Request) -> Frames:
    """Give the titles, then the rows.

    Raises
    ------
    FaultError
        More columns, rows or text than the limits allow.
    """
    import pyarrow as pa
    from pyarrow import parquet

    pa.set_memory_pool(pa.system_memory_pool())
    file = parquet.ParquetFile(io.BytesIO(data), pre_buffer=False, page_checksum_verification=True)
    schema = file.schema_arrow
    if len(schema) > request.columns:
        raise FaultError("columns", len(schema))
    if file.metadata.num_rows > request.records:
        raise FaultError("records", file.metadata.num_rows)
    points = _points(file.metadata.metadata or {}, set(schema.names))
    told = {"binary": 0, "geometry": 0}
    readers = [_reader(field, file, points, set(schema.names), told) for field in schema]
    titles = [title for field in schema for title in _titles(field.name, points, set(schema.names))]
    yield Frame("head", [titles])
    decoded = 0
    for batch in file.iter_batches(ROWS, use_threads=False):
        columns = [texts for column, read in zip(batch.columns, readers, strict=True) for texts in read(column)]
        decoded += _measured(columns, request)
        if decoded > request.decoded_bytes:
            raise FaultError("decoded", decoded)
        yield Frame("rows", [list(row) for row in zip(*columns, strict=True)])
    for what, number in told.items():
        yield Frame(what, number=number)


def _measured(columns: list[Texts], request: Request) -> int:
    """Return how many characters the cells have, with one more for each: nothing, a billion times, is much too."""
    total = 0
    for texts in columns:
        sizes = [len(text) for text in texts]
        total += sum(sizes) + len(sizes)
        if max(sizes, default=0) > request.field_characters:
            raise FaultError("field", max(sizes))
    return total


def _points(metadata: dict[bytes, bytes], names: set[str]) -> set[str]:
    """Return the columns that hold points in degrees, by the metadata of GeoParquet."""
    try:
        columns = msgspec.json.decode(metadata[b"geo"])["columns"]
        described = {name: dict(column) for name, column in dict(columns).items() if name in names}
    except (KeyError, TypeError, ValueError, msgspec.DecodeError):
        return set()
    for column in described.values():
        if "crs" in column and _authority(column["crs"]) not in _DEGREES:
            raise FaultError("crs")
    return {name for name, column in described.items() if column.get("encoding") == "WKB"}


def _authority(crs: Any) -> tuple[str, str]:
    named = crs.get("id") if isinstance(crs, dict) else None
    return (str(named.get("authority")), str(named.get("code"))) if isinstance(named, dict) else ("", "")


def _titles(name: str, points: set[str], names: set[str]) -> list[str]:
    if name not in points:
        return [name]
    plain = len(points) == 1 and names.isdisjoint({"latitude", "longitude"})
    return ["latitude", "longitude"] if plain else [f"{name} latitude", f"{name} longitude"]


def _reader(field: Any, file: Any, points: set[str], names: set[str], told: dict[str, int]) -> Reader:
    import pyarrow as pa

    kind = field.type
    if field.name in points:
        return lambda column: _degrees(column, told)
    if pa.types.is_timestamp(kind) and kind.tz is None and _only_days(file, field.name, kind.unit):
        return lambda column: [[text[:10] for text in _instants(column)]]
    if pa.types.is_timestamp(kind):
        return lambda column: [_instants(column)]
    return lambda column: [_texts(column, told)]


def _texts(column: Any, told: dict[str, int]) -> Texts:
    import pyarrow as pa
    import pyarrow.compute as pc

    types, kind = pa.types, column.type
    if isinstance(kind, pa.BaseExtensionType):
        return _texts(column.storage, told)
    if types.is_dictionary(kind):
        return _texts(column.dictionary_decode(), told)
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return [text.strip() if text is not None else "" for text in column.to_pylist()]
    if types.is_integer(kind):
        return ["" if number is None else str(number) for number in column.to_pylist()]
    if types.is_float16(kind) or types.is_float32(kind):  # the shortest digits that give the number back
        return [_number(text) for text in pc.cast(column, pa.float32()).cast(pa.string()).to_pylist()]
    if types.is_time64(kind):
        column = column.cast(pa.time64("us"), safe=False)
    if types.is_duration(kind):
        column = column.cast(pa.duration("us"), safe=False)
    return [_text(_plain(value, told)) for value in column.to_pylist()]


def _number(text: str | None) -> str:
    if text is None or text == "nan":
        return ""
    number = float(text)
    return f"{number:.0f}" if number.is_integer() else text


def _text(value: Any) -> str:
    if value is None or value != value:  # not a number: nothing is said
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, list) and all(type(part) is str and ";" not in part for part in value):
        return ";".join(part.strip() for part in value)  # as several values stand in a cell of any table
    if isinstance(value, (list, dict)):
        return msgspec.json.encode(value, enc_hook=str).decode()
    return as_text(value).strip()


def _plain(value: Any, told: dict[str, int]) -> Any:
    """Return a value without bytes, of which only the size is told, and with texts in place of what JSON has not."""
    if isinstance(value, (bytes, bytearray)):
        told["binary"] += 1
        return f"binary, {len(value)} bytes"
    if isinstance(value, dict):
        return {str(key): _plain(part, told) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part, told) for part in value]
    if type(value).__name__ == "Timestamp":  # of pandas, to the nanosecond
        return value.isoformat()
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None if value != value else str(value)
    if isinstance(value, (str, bool, int, float, Decimal, date, datetime, time, timedelta)) or value is None:
        return value
    return str(value)


def _only_days(file: Any, name: str, unit: str) -> bool:
    """Return whether all instants of a column without zone are midnights: pandas has no type of its own for days."""
    empty = True
    for batch in file.iter_batches(100_000, columns=[name], use_threads=False):
        ticks = _ticks(batch.column(0).drop_null())
        if (ticks % _DAY[unit]).any():
            return False
        empty = empty and not len(ticks)
    return not empty


def _instants(column: Any) -> Texts:
    """Return instants as ISO: with a zone as what they are in UTC, without one as they stand."""
    import numpy as np

    end = "Z" if column.type.tz is not None else ""
    texts = np.datetime_as_string(_ticks(column).astype(f"datetime64[{column.type.unit}]")).tolist()
    valid = column.is_valid().to_pylist()
    return [_short(text) + end if there else "" for text, there in zip(texts, valid, strict=True)]


def _ticks(column: Any) -> NDArray[np.int64]:
    """Return the numbers that stand for instants, any where there is none; Arrow's own ways import all of pandas."""
    import numpy as np

    held = column.buffers()[1]
    return np.frombuffer(held, np.int64, len(column), 8 * column.offset) if len(column) else np.empty(0, np.int64)


def _short(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _degrees(column: Any, told: dict[str, int]) -> list[Texts]:
    """Return latitudes and longitudes of points; other geometries are left empty and counted."""
    latitudes, longitudes = [], []
    for shape in column.to_pylist():
        point = _point(shape) if isinstance(shape, bytes) else None
        told["geometry"] += shape is not None and point is None
        latitudes.append(repr(point[1]) if point else "")
        longitudes.append(repr(point[0]) if point else "")
    return [latitudes, longitudes]


def _point(shape: bytes) -> tuple[float, float] | None:
    form = _POINT[0] if shape[:1] == b"\x01" else _POINT[1]
    if len(shape) < form.size:
        return None
    kind, x, y = form.unpack_from(shape)
    return (x, y) if kind in _POINTS and x == x and y == y else None
