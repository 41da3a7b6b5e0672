"""Claims as users see them, links' properties included, and the evidence behind one entity or link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

_LINK_COLUMNS = ("kind", "source", "target", "role", "first", "last", "amount", "currency", "weight", "status")


def claims(graph: EntityGraph) -> pd.DataFrame:
    """Return `claim`, `subject`, `property`, `value`, `original`, `record`, `handling`, `evaluation`."""
    every = pa.array(np.arange(graph.tables.claims.num_rows))
    links = pa.array(np.arange(graph.tables.links.num_rows))
    parts = [_stored(graph, every), _link_columns(graph, links), _again(graph, graph.tables.link_records)]
    table = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    table = table.reindex(columns=parts[0].columns)  # also where links alone say something
    table.insert(0, "claim", [f"c{i}" for i in range(len(table))])
    table["record"] = graph.record_ids[table["record"].to_numpy(np.int64)]
    return table


def of_entity(graph: EntityGraph, code: int) -> pd.DataFrame:
    """Return the evidence behind an entity."""
    origins = np.flatnonzero(graph.entity_of_origin == code)
    stored = graph.tables.claims
    mask = pc.and_(pc.is_in(stored["subject"], pa.array(origins, pa.int32())), pc.invert(stored["on_link"]))
    return _with_records(graph, _stored(graph, pc.indices_nonzero(mask)))


def of_link(graph: EntityGraph, code: int) -> pd.DataFrame:
    """Return the evidence behind a link, every record that holds it included."""
    stored = graph.tables.claims
    mask = pc.and_(pc.equal(stored["subject"], code), stored["on_link"])
    more = graph.tables.link_records.filter(pc.equal(graph.tables.link_records["link"], code))
    parts = [_link_columns(graph, pa.array([code])), _again(graph, more), _stored(graph, pc.indices_nonzero(mask))]
    return _with_records(graph, pd.concat([part for part in parts if len(part)], ignore_index=True))


def _again(graph: EntityGraph, more: pa.Table) -> pd.DataFrame:
    """Return what a further record of a link claims at least: its kind, where it names no other."""
    stored = graph.tables.claims
    other = stored.filter(pc.and_(stored["on_link"], pc.equal(stored["property"].cast(pa.string()), "kind")))
    named = pd.MultiIndex.from_arrays([other["subject"].to_numpy(), other["record"].to_numpy()])
    own = pd.MultiIndex.from_arrays([more["link"].to_numpy(), more["record"].to_numpy()]).isin(named)
    more = more.filter(pa.array(~own))
    link = more["link"].to_numpy()
    kind = graph.tables.links["kind"].combine_chunks().take(pa.array(link)).to_pandas().astype("str")
    made = pd.DataFrame({"subject": graph.link_ids[link], "property": "kind", "value": kind})
    return made.assign(record=more["record"].to_numpy())


def _stored(graph: EntityGraph, rows: pa.Array) -> pd.DataFrame:
    tables = graph.tables
    taken = tables.claims.take(rows)
    on_link = taken["on_link"].to_numpy(zero_copy_only=False)
    subject = taken["subject"].to_numpy()
    names = np.empty(len(subject), object)
    names[on_link] = graph.link_ids[subject[on_link]]
    names[~on_link] = graph.origin_ids[subject[~on_link]]
    reference = taken["reference"].to_pandas()
    value: Any = taken["value"].to_pandas().astype("str")
    value[reference.notna()] = graph.origin_ids[reference.dropna().to_numpy(np.int64)]
    table = pd.DataFrame({"subject": names, "property": taken["property"].to_pandas().astype("str"), "value": value})
    for columns, side in ((("original",), tables.originals), (("handling", "evaluation"), tables.marks)):
        place = pc.index_in(rows.cast(side["claim"].type), value_set=side["claim"])
        for column in columns:
            table[column] = side[column].take(place).to_pandas().astype("str").to_numpy()
    table["record"] = taken["record"].to_numpy()
    return table


def _link_columns(graph: EntityGraph, rows: pa.Array) -> pd.DataFrame:
    taken = graph.tables.links.take(rows)
    ids = graph.link_ids[rows.to_numpy()]
    record = taken["record"].to_numpy()
    value, at = [], []
    for column in _LINK_COLUMNS:
        if column in {"source", "target"}:
            told = graph.origin_ids[taken[column].to_numpy()]
        else:
            told = taken[column].cast(pa.string()).to_pandas().to_numpy(object)
        at.append(np.flatnonzero(pd.notna(told)))
        value.append(told[at[-1]])
    row = np.concatenate(at)
    said = np.repeat(_LINK_COLUMNS, [len(rows) for rows in at])
    table = pd.DataFrame({"subject": ids[row], "property": said})
    return table.assign(value=pd.Series(np.concatenate(value), dtype="str"), record=record[row])


def _with_records(graph: EntityGraph, said: pd.DataFrame) -> pd.DataFrame:
    tables = graph.tables
    code = said.pop("record").to_numpy(np.int64)
    records = tables.records.take(pa.array(code)).to_pandas()
    received = tables.received.take(pa.array(records["export"].to_numpy())).to_pandas()
    table = pd.DataFrame({"file": received["file"], "sha256": received["sha256"], "locator": records["locator"]})
    for column in ("property", "value", "original"):
        table[column] = said[column].to_numpy() if column in said else None
    for column in ("originator", "handling", "evaluation", "assertion"):
        own = said[column] if column in said else pd.Series(None, index=said.index, dtype="str")
        table[column] = own.where(own.notna(), records[column].astype("str")).to_numpy()
    return table.sort_values(["file", "locator"], kind="stable", ignore_index=True)
