"""The digest of a graph: over canonical claims, never over ids, file names or the order of loading.

One row an origin, a claim, a link, a record and a judgement, made of export SHA-256, locator, native id, property and
value; rows are sorted and hashed. Two partners with the same exports and judgements get the same digest.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.model._ranked import Ranked, in_order
from netintel.model.judgements import held
from netintel.model.tables import Tables

_BETWEEN, _NULL = "\x1f", "\x00"


def digest(tables: Tables) -> str:
    """Return the SHA-256 of everything claimed and judged, as hexadecimal text."""
    used, place = _exports(tables)
    total = hashlib.sha256(_BETWEEN.join(used).encode())
    record = _join(_take(place, tables.records["export"]), tables.records["locator"])
    claims, place_of = _claims(tables, record)
    sides = [
        _join(pa.array(place_of[side["claim"].to_numpy()]), *(side[column] for column in columns))
        for side, columns in ((tables.originals, ["original"]), (tables.marks, ["handling", "evaluation"]))
    ]
    total.update(claims)
    links, more = _link_rows(tables, record), _more_records(tables, record)
    told = (_origins(tables, place), *sides, links, more, _records(tables, record), _judgements(tables))
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


def _claims(tables: Tables, record: pa.Array) -> tuple[bytes, NDArray[np.int64]]:
    """Return the hash of the claims in canonical order, and the place of each claim in it.

    There are many claims, and few texts that they are about: records, subjects and properties are hashed once, and
    the claims by their ranks.
    """
    claims, native = tables.claims, _plain(tables.origins["native_id"])
    records, subjects = Ranked.of(record), Ranked.of(pa.concat_arrays([native, _link_text(tables)]))
    properties, prop = _properties(claims["property"])
    on_link = claims["on_link"].to_numpy(zero_copy_only=False)
    subject = subjects.ranks[claims["subject"].to_numpy() + np.where(on_link, len(native), 0)]
    named = pc.fill_null(claims["reference"], -1).to_numpy()
    reference = np.append(subjects.ranks, np.int32(-1))[named]
    value = pc.fill_null(_plain(claims["value"]), _NULL)
    about = [records.ranks[claims["record"].to_numpy()], subject, prop]

    def rest(rows: NDArray[np.int64]) -> pa.Array:
        sides = [(tables.originals, "original"), (tables.marks, "handling"), (tables.marks, "evaluation")]
        beside = [_beside(side["claim"], side[column], len(value)).take(pa.array(rows)) for side, column in sides]
        return _join(value.take(pa.array(rows)), pa.array(reference[rows]), *beside)

    order = in_order(about, rest)
    hashed = hashlib.sha256()
    for ranks in (*about, reference):
        hashed.update(ranks[order].astype("<i4").tobytes())
    for texts in (records.words, subjects.words, properties, value.take(pa.array(order))):
        hashed.update(_hash(texts))
    place_of = np.empty_like(order)
    place_of[order] = np.arange(len(order))
    return hashed.digest(), place_of


def _properties(column: Any) -> tuple[pa.Array, NDArray[np.int32]]:
    """Return the properties that are used, in order, and the rank of each claim's."""
    coded = column.unify_dictionaries().combine_chunks()
    codes = coded.indices.to_numpy()
    used = np.flatnonzero(np.bincount(codes, minlength=len(coded.dictionary)))
    ranked = Ranked.of(coded.dictionary.take(pa.array(used)))
    rank_of = np.zeros(len(coded.dictionary), np.int32)
    rank_of[used] = ranked.ranks
    return ranked.words, rank_of[codes]


def _beside(claim: Any, said: Any, size: int) -> pa.Array:
    """Return a column of a side table for each claim, null where it has none."""
    row = np.full(size, -1)
    row[claim.to_numpy()] = np.arange(len(claim))
    return _take(said, pa.array(row, mask=row < 0))


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
    return _hash(rows.take(pc.sort_indices(rows)) if len(rows) else rows)


def _hash(texts: pa.Array) -> bytes:
    """Hash texts that begin their own buffers, as sorted and taken ones do."""
    hashed = hashlib.sha256(str(len(texts)).encode())
    if len(texts):
        _, offsets, data = texts.cast(pa.large_string()).buffers()
        hashed.update(offsets)
        hashed.update(data)
    return hashed.digest()
