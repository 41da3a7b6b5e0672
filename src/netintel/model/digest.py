"""The digest of a graph: over canonical claims, never over ids, file names or the order of loading.

Each table is put into an order that follows from what it says alone (export SHA-256, locator, native id, property,
value) and hashed column by column; what rows point to is hashed as its place in such an order. Two partners with the
same exports and judgements get the same digest.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.model._ranked import Codes, Ranked, in_order
from netintel.model.judgements import held
from netintel.model.tables import Tables

_BETWEEN, _NULL = "\x1f", "\x00"
_PIECE = 1 << 18


def digest(tables: Tables) -> str:
    """Return the SHA-256 of everything claimed and judged, as hexadecimal text."""
    used, place = _exports(tables)
    total = hashlib.sha256(_BETWEEN.join(used).encode())
    origins, record = Ranked.of(_plain(tables.origins["native_id"])), _record_ranks(tables, place)
    total.update(_hash(origins.words))
    link, rows = _links(tables, record, origins.ranks)
    total.update(rows)
    claims, place_of = _claims(tables, record, np.concatenate([origins.ranks, link + len(origins.words)]))
    total.update(claims)
    for side, columns in ((tables.originals, ["original"]), (tables.marks, ["handling", "evaluation"])):
        total.update(_ordered_hash([place_of[side["claim"].to_numpy()]], [side[column] for column in columns])[1])
    more = tables.link_records
    total.update(_ordered_hash([link[more["link"].to_numpy()], record[more["record"].to_numpy()]], [])[1])
    of_export = place[tables.origins["export"].to_numpy()]
    total.update(_ordered_hash([origins.ranks, of_export], [tables.origins["kind"]])[1])
    total.update(_sorted_hash(_judgements(tables)))
    total.update(_records(tables, place, record))
    return total.hexdigest()


def origin_text(tables: Tables) -> pa.Array:
    """Return each origin as export hash and native id."""
    return _join(_take(tables.received["sha256"], tables.origins["export"]), tables.origins["native_id"])


def _exports(tables: Tables) -> tuple[list[str], Codes]:
    """Return the hashes of the exports that hold records, sorted, and the place of each file's hash among them."""
    hashes = tables.received["sha256"].to_pylist()
    used = sorted({hashes[code] for code in tables.records["export"].unique().to_pylist()})
    place = {sha: position for position, sha in enumerate(used)}
    return used, np.array([place.get(sha, len(used)) for sha in hashes], np.int32)


def _record_ranks(tables: Tables, place: Codes) -> Codes:
    """Return the rank of each record by export and locator; shorter locators go first, so that row 9 is before row 10.

    In that order the records of most exports stand already, and need no sorting.
    """
    export = place[tables.records["export"].to_numpy()]
    order = np.argsort(export, kind="stable")
    locators = _plain(tables.records["locator"])
    if (order[1:] < order[:-1]).any():
        export, locators = export[order], locators.take(pa.array(order))
    lengths = pc.binary_length(locators).to_numpy().astype(np.int64)
    key = export.astype(np.int64) << 32 | lengths
    above = pc.greater(locators[1:], locators[:-1]).to_numpy(zero_copy_only=False)
    new = (key[1:] > key[:-1]) | ((key[1:] == key[:-1]) & above)
    if new.all():
        ranks = np.arange(len(order), dtype=np.int32)
    else:
        _, ranks = in_order([export, lengths.astype(np.int32)], lambda rows: locators.take(pa.array(rows)))
    found = np.empty(len(order), np.int32)
    found[order] = ranks
    return found


def _records(tables: Tables, place: Codes, record: Codes) -> bytes:
    """Return the hash of the records: in which export, at which place in it, and how they are marked."""
    export = place[tables.records["export"].to_numpy()]
    marks = ["originator", "handling", "evaluation", "assertion", "review_due"]
    return _ordered_hash([record, export], [tables.records[c] for c in ("locator", *marks)])[1]


def _links(tables: Tables, record: Codes, origins: Codes) -> tuple[Codes, bytes]:
    """Return the rank of each link, equal where all that their rows say is, and the hash of the rows in that order."""
    links = tables.links
    keys = [
        record[links["record"].to_numpy()],
        origins[links["source"].to_numpy()],
        origins[links["target"].to_numpy()],
    ]
    rest = ["native_id", "kind", "directed", "role", "first", "last", "amount", "currency", "weight", "status"]
    return _ordered_hash(keys, [links[column] for column in rest])


def _claims(tables: Tables, records: Codes, subjects: Codes) -> tuple[bytes, Codes]:
    """Return the hash of the claims in canonical order, and the rank of each claim in it.

    There are many claims, and few texts that they are about: claims are ordered and hashed by the ranks of records,
    subjects and properties.
    """
    claims = tables.claims
    properties, prop = _coded(claims["property"])
    on_link = claims["on_link"].to_numpy(zero_copy_only=False)
    subject = subjects[claims["subject"].to_numpy() + on_link * np.int32(tables.origins.num_rows)]
    named = pc.fill_null(claims["reference"], -1).to_numpy()
    reference = np.append(subjects, np.int32(-1))[named]
    value = claims["value"]
    about = [records[claims["record"].to_numpy()], subject, prop]

    def rest(rows: NDArray[np.int64]) -> pa.Array:
        sides = [(tables.originals, "original"), (tables.marks, "handling"), (tables.marks, "evaluation")]
        beside = [_beside(side["claim"], side[column], rows, len(value)) for side, column in sides]
        return _join(_plain(value.take(pa.array(rows))), pa.array(reference[rows]), *beside)

    order, ranks = in_order(about, rest)
    hashed = hashlib.sha256(_hash(properties))
    for column in (*about, reference):
        hashed.update(_numbers(column, order))
    hashed.update(_hash_taken(value, order))
    return hashed.digest(), ranks


def _coded(column: Any) -> tuple[pa.Array, Codes]:
    """Return the words of a column that are used, in order, and the rank of each row's, one beyond them for none."""
    if column.null_count == len(column):  # as most marks of most exports are
        return pa.array([], pa.string()), np.zeros(len(column), np.int32)
    coded = _flat(column.unify_dictionaries())
    codes = pc.fill_null(coded.indices, len(coded.dictionary)).to_numpy()
    used = np.flatnonzero(np.bincount(codes, minlength=len(coded.dictionary) + 1)[:-1])
    ranked = Ranked.of(coded.dictionary.take(pa.array(used)))
    rank_of = np.full(len(coded.dictionary) + 1, len(ranked.words), np.int32)
    rank_of[used] = ranked.ranks
    return ranked.words, rank_of[codes]


def _ordered_hash(keys: list[Codes], rest: list[Any]) -> tuple[Codes, bytes]:
    """Return the rank of rows by their keys and by what else they say, and the hash of all that in this order."""

    def texts(rows: NDArray[np.int64]) -> pa.Array:
        at = pa.array(rows)
        none = pa.nulls(len(rows), pa.large_string())
        return _join(none, *(column.take(at) for column in rest))

    order, ranks = in_order(keys, texts)
    hashed = hashlib.sha256(str(len(order)).encode())
    for key in keys:
        hashed.update(_numbers(key, order))
    for column in rest:
        if pa.types.is_dictionary(column.type):
            words, codes = _coded(column)
            hashed.update(_hash(words))
            hashed.update(_numbers(codes, order))
        else:
            hashed.update(_hash_taken(column, order))
    return ranks, hashed.digest()


def _numbers(codes: Codes, order: NDArray[np.int64]) -> memoryview:
    return np.ascontiguousarray(codes[order], "<i4").data


def _beside(claim: Any, said: Any, rows: NDArray[np.int64], size: int) -> pa.Array:
    """Return a column of a side table for some claims, null where it has none."""
    row = np.full(size, -1)
    row[claim.to_numpy()] = np.arange(len(claim))
    return _take(said, pa.array(row[rows], mask=row[rows] < 0))


def link_text(tables: Tables) -> pa.Array:
    """Return each link as the place of its record and all that its row says."""
    links, native = tables.links, tables.origins["native_id"]
    ends = [_take(native, links["source"]), _take(native, links["target"])]
    rest = ["kind", "directed", "role", "first", "last", "amount", "currency", "weight", "status"]
    return _join(
        _take(tables.records["locator"], links["record"]), links["native_id"], *ends, *(links[c] for c in rest)
    )


def _judgements(tables: Tables) -> pa.Array:
    """One row a pair whose judgement holds; a pair judged unsure is as if it had never been judged."""
    judged = held(tables)
    judged = judged[judged["judgement"] != "unsure"]
    origins = origin_text(tables)
    left, right = (_take(origins, pa.array(judged[side].to_numpy())) for side in ("left", "right"))
    swapped = pc.greater(left, right)
    first, second = pc.if_else(swapped, right, left), pc.if_else(swapped, left, right)
    return _join(first, second, pa.array(judged["judgement"], pa.string()), pa.array(judged["strength"], pa.float64()))


def _take(values: Any, codes: Any) -> pa.Array:
    plain = _plain(values)
    return plain.take(_flat(codes)) if len(plain) else pa.nulls(len(codes), pa.large_string())


def _flat(column: Any) -> pa.Array:
    """Return a column as one array; combining a single chunk would copy it."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _plain(column: Any) -> pa.Array:
    flat = _flat(column)
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


def _hash_taken(column: Any, order: NDArray[np.int64]) -> bytes:
    """Hash texts in an order as `_hash` does, but piece by piece, for the whole of them would be held twice."""
    hashed = hashlib.sha256(str(len(order)).encode())
    if len(order) and column.null_count == len(column):
        hashed.update(np.arange(len(order) + 1).data)
        hashed.update(_NULL.encode() * len(order))
    elif len(order):
        texts = _plain(column)
        ends = np.zeros(len(order) + 1, np.int64)
        lengths = pc.fill_null(pc.binary_length(texts), len(_NULL)).to_numpy()
        np.cumsum(lengths.take(order, out=ends[1:]), out=ends[1:])
        del lengths
        hashed.update(ends.data)
        for begin in range(0, len(order), _PIECE):
            piece = pc.fill_null(texts.take(pa.array(order[begin : begin + _PIECE])), _NULL)
            hashed.update(piece.buffers()[2])
    return hashed.digest()
