"""The digest of a graph: over canonical claims, never over ids, file names or the order of loading.

One row an origin, a claim, a link, a record and a judgement, made of export SHA-256, locator, native id, property and
value; rows are sorted and hashed. Two partners with the same exports and judgements get the same digest.
"""

from __future__ import annotations

import hashlib
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from netintel.model.judgements import held
from netintel.model.tables import Tables

_BETWEEN, _NULL = "\x1f", "\x00"


def digest(tables: Tables) -> str:
    """Return the SHA-256 of everything claimed and judged, as hexadecimal text."""
    used, place = _exports(tables)
    total = hashlib.sha256(_BETWEEN.join(used).encode())
    record = _join(_take(place, tables.records["export"]), tables.records["locator"])
    claims = _claims(tables, record)
    sides = [
        _join(_take(claims, side["claim"]), *(side[column] for column in columns))
        for side, columns in ((tables.originals, ["original"]), (tables.marks, ["handling", "evaluation"]))
    ]
    links, more = _link_rows(tables, record), _more_records(tables, record)
    told = (_origins(tables, place), claims, *sides, links, more, _records(tables, record), _judgements(tables))
    for rows in told:
        total.update(_sorted_hash(rows))
    return total.hexdigest()


def origin_text(tables: Tables) -> pa.Array:
    """Return each origin as export hash and native id."""
    return _join(_take(tables.received["sha256"], tables.origins["export"]), tables.origins["native_id"])


def _exports(tables: Tables) -> tuple[list[str], pa.Array]:
    """Return the hashes of the exports that hold records, sorted, and the place of each file's hash among them."""
    hashes = tables.received["sha256"].to_pylist()
    used = sorted({hashes[code] for code in tables.records["export"].unique().to_pylist()})
    place = {sha: str(position) for position, sha in enumerate(used)}
    return used, pa.array([place.get(sha) for sha in hashes], pa.string())


def _origins(tables: Tables, place: pa.Array) -> pa.Array:
    origins = tables.origins
    return _join(_take(place, origins["export"]), origins["native_id"], origins["kind"])


def _more_records(tables: Tables, record: pa.Array) -> pa.Array:
    more = tables.link_records
    return _join(_take(record, more["record"]), _take(_link_text(tables), more["link"]))


def _claims(tables: Tables, record: pa.Array) -> pa.Array:
    claims = tables.claims
    native = _plain(tables.origins["native_id"])
    subjects = pa.concat_arrays([native, _link_text(tables)])
    subject = pc.if_else(claims["on_link"], pc.add(claims["subject"], len(native)), claims["subject"])
    columns = [_take(record, claims["record"]), _take(subjects, subject), claims["property"], claims["value"]]
    return _join(*columns, _take(native, claims["reference"]))


def link_text(tables: Tables) -> pa.Array:
    """Return each link as the place of its record and all that its row says."""
    return _link_rows(tables, tables.records["locator"])


def _link_rows(tables: Tables, record: Any) -> pa.Array:
    links, native = tables.links, tables.origins["native_id"]
    ends = [_take(native, links["source"]), _take(native, links["target"])]
    rest = ["kind", "directed", "role", "first", "last", "amount", "currency", "weight", "status"]
    return _join(_take(record, links["record"]), links["native_id"], *ends, *(links[c] for c in rest))


def _link_text(tables: Tables) -> pa.Array:
    links, native = tables.links, tables.origins["native_id"]
    return _join(links["native_id"], links["kind"], _take(native, links["source"]), _take(native, links["target"]))


def _records(tables: Tables, record: pa.Array) -> pa.Array:
    rest = ["originator", "handling", "evaluation", "assertion", "review_due"]
    return _join(record, *(tables.records[c] for c in rest))


def _judgements(tables: Tables) -> pa.Array:
    """One row a pair whose judgement holds; a pair judged unsure is as if it had never been judged."""
    judged = held(tables)
    judged = judged[judged["judgement"] != "unsure"]
    origins = origin_text(tables)
    left, right = (_take(origins, pa.array(judged[side].to_numpy())) for side in ("left", "right"))
    swapped = pc.greater(left, right)
    first, second = pc.if_else(swapped, right, left), pc.if_else(swapped, left, right)
    return _join(first, second, pa.array(judged["judgement"], pa.string()), pa.array(judged["score"], pa.float64()))


def _take(values: Any, codes: Any) -> pa.Array:
    plain = _plain(values)
    if isinstance(codes, pa.ChunkedArray):
        codes = codes.combine_chunks()
    return plain.take(codes) if len(plain) else pa.nulls(len(codes), pa.large_string())


def _plain(column: Any) -> pa.Array:
    flat = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pa.types.is_dictionary(flat.type):
        flat = flat.dictionary_decode()
    if pa.types.is_decimal(flat.type):
        flat = flat.cast(pa.string())
    return flat.cast(pa.large_string())


def _join(*columns: Any) -> pa.Array:
    texts = [*map(_plain, columns), pa.scalar(_BETWEEN, pa.large_string())]
    return pc.binary_join_element_wise(*texts, null_handling="replace", null_replacement=_NULL)


def _sorted_hash(rows: pa.Array) -> bytes:
    ordered = rows.take(pc.sort_indices(rows)) if len(rows) else rows
    hashed = hashlib.sha256(str(len(ordered)).encode())
    if len(ordered):
        _, offsets, data = ordered.buffers()
        hashed.update(offsets)
        hashed.update(data)
    return hashed.digest()
