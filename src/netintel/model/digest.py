"""The digest of a graph: over canonical claims, never over ids, file names or the order of loading.

One row a claim, a link, a record and a judgement, made of export SHA-256, locator, native id, property and value;
rows are sorted and hashed. Two partners with the same exports and judgements get the same digest.
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
    total = hashlib.sha256()
    for rows in (_claims(tables), _links(tables), _records(tables), _judgements(tables)):
        total.update(_sorted_hash(rows))
    return total.hexdigest()


def origin_text(tables: Tables) -> pa.Array:
    """Return each origin as export hash and native id."""
    return _join(_take(tables.received["sha256"], tables.origins["export"]), tables.origins["native_id"])


def record_text(tables: Tables) -> pa.Array:
    """Return each record as export hash and locator."""
    return _join(_take(tables.received["sha256"], tables.records["export"]), tables.records["locator"])


def _claims(tables: Tables) -> pa.Array:
    claims = tables.claims
    native, links = tables.origins["native_id"], _link_text(tables)
    subject = pa.chunked_array([pc.if_else(claims["on_link"], 0, claims["subject"]).combine_chunks()])
    on_link = pc.if_else(claims["on_link"], claims["subject"], None)
    names = pc.coalesce(_take(links, on_link), _take(native, subject)) if native else _take(links, on_link)
    side = _sparse(tables, claims.num_rows)
    return _join(
        _take(record_text(tables), claims["record"]),
        names,
        claims["property"],
        claims["value"],
        _take(native, claims["reference"]),
        *side,
    )


def _sparse(tables: Tables, n: int) -> list[pa.Array]:
    import numpy as np

    made = []
    for table, column in ((tables.originals, "original"), (tables.marks, "handling"), (tables.marks, "evaluation")):
        position = np.full(n, -1, np.int64)
        position[table["claim"].to_numpy()] = np.arange(table.num_rows)
        made.append(_take(table[column], pa.array(position, mask=position < 0)))
    return made


def _links(tables: Tables) -> pa.Array:
    links, native = tables.links, tables.origins["native_id"]
    ends = [_take(native, links["source"]), _take(native, links["target"])]
    rest = ["kind", "directed", "role", "first", "last", "amount", "currency", "weight", "status"]
    return _join(_take(record_text(tables), links["record"]), links["native_id"], *ends, *(links[c] for c in rest))


def _link_text(tables: Tables) -> pa.Array:
    links, native = tables.links, tables.origins["native_id"]
    return _join(links["native_id"], links["kind"], _take(native, links["source"]), _take(native, links["target"]))


def _records(tables: Tables) -> pa.Array:
    rest = ["originator", "handling", "evaluation", "assertion", "review_due"]
    return _join(record_text(tables), *(tables.records[c] for c in rest))


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
    texts = [pc.fill_null(_plain(c), _NULL) for c in columns]
    return pc.binary_join_element_wise(*texts, pa.scalar(_BETWEEN, pa.large_string()))


def _sorted_hash(rows: pa.Array) -> bytes:
    ordered = rows.take(pc.sort_indices(rows)) if len(rows) else rows
    hashed = hashlib.sha256(str(len(ordered)).encode())
    if len(ordered):
        _, offsets, data = ordered.buffers()
        hashed.update(offsets)
        hashed.update(data)
    return hashed.digest()
