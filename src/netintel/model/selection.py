"""Takes a part of a graph's tables: chosen origins, claims, links and records, with codes made anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from netintel.model.tables import Tables
from netintel.vocab import handling as handling_codes

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

Mask = NDArray[np.bool_]

_AFTER = "~"
"""Sorts behind every digit and mark of a date, so that a month counts until its last moment."""


def select(
    graph: EntityGraph,
    kinds: Iterable[str] | None,
    countries: Iterable[str] | None,
    since: str | None,
    until: str | None,
    handling: str | None,
) -> tuple[Tables, str]:
    """Return the tables of what meets every condition, and what was left out in words."""
    tables = graph.tables
    allowed = _records_up_to(graph, handling) if handling else np.ones(tables.records.num_rows, bool)
    origins = _origins(graph, kinds, countries)
    links = allowed[tables.links["record"].to_numpy()]
    for end in ("source", "target"):
        links &= origins[tables.links[end].to_numpy()]
    links &= _within(tables.links, since, until)
    claims = _claims(tables, allowed, origins, links, graph, handling)
    if handling:
        origins &= _described(tables, claims, links)
        for end in ("source", "target"):
            links &= origins[tables.links[end].to_numpy()]
    tables = replace(tables, link_records=_allowed(tables.link_records, allowed))
    left = f"{int((~origins).sum())} origins, {int((~links).sum())} links and {int((~claims).sum())} claims left out"
    return take(tables, origins, claims, links), left


def take(tables: Tables, origins: Mask, claims: Mask, links: Mask) -> Tables:
    """Return the tables with only these rows, and the records, judgements and side tables that belong to them."""
    kept_claims, kept_links = tables.claims.filter(pa.array(claims)), tables.links.filter(pa.array(links))
    more = tables.link_records.filter(pa.array(links[tables.link_records["link"].to_numpy()]))
    used = [kept_claims["record"].to_numpy(), kept_links["record"].to_numpy(), more["record"].to_numpy()]
    records = np.zeros(tables.records.num_rows, bool)
    records[np.concatenate(used).astype(np.int64)] = True
    new = {name: np.cumsum(mask) - 1 for name, mask in (("o", origins), ("c", claims), ("l", links), ("r", records))}
    on_link = kept_claims["on_link"].to_numpy(zero_copy_only=False)
    subject = kept_claims["subject"].to_numpy()
    moved = np.where(on_link, _at(new["l"], subject), _at(new["o"], subject))
    judged = tables.judgements
    both = origins[judged["left"].to_numpy()] & origins[judged["right"].to_numpy()]
    return Tables(
        origins=tables.origins.filter(pa.array(origins)),
        claims=_set(kept_claims, subject=moved, reference=_references(kept_claims, origins, new["o"]), record=new["r"]),
        originals=_set(tables.originals.filter(pa.array(claims[tables.originals["claim"].to_numpy()])), claim=new["c"]),
        marks=_set(tables.marks.filter(pa.array(claims[tables.marks["claim"].to_numpy()])), claim=new["c"]),
        links=_set(kept_links, source=new["o"], target=new["o"], record=new["r"]),
        link_records=_set(more, link=new["l"], record=new["r"]),
        records=tables.records.filter(pa.array(records)),
        received=tables.received,
        issues=tables.issues,
        judgements=_set(judged.filter(pa.array(both)), left=new["o"], right=new["o"]),
    )


def _at(new: NDArray[Any], codes: NDArray[Any]) -> NDArray[Any]:
    return new[np.minimum(codes, len(new) - 1)] if len(new) else np.zeros(len(codes), np.int64)


def _set(table: pa.Table, **columns: Any) -> pa.Table:
    for name, given in columns.items():
        position = table.schema.get_field_index(name)
        values = given
        if isinstance(given, np.ndarray) and name not in {"subject"}:
            values = _at(given, table[name].to_numpy())
        array = values if isinstance(values, pa.Array) else pa.array(np.asarray(values).astype(np.int32))
        table = table.set_column(position, table.schema.field(position), array)
    return table


def _references(claims: pa.Table, origins: Mask, new: NDArray[Any]) -> pa.Array:
    codes = claims["reference"].to_pandas().fillna(-1).to_numpy(np.int64)
    lost = (codes < 0) | ~origins[np.maximum(codes, 0)] if len(origins) else np.ones(len(codes), bool)
    return pa.array(np.where(lost, -1, _at(new, np.maximum(codes, 0))).astype(np.int32), mask=lost)


def _origins(graph: EntityGraph, kinds: Iterable[str] | None, countries: Iterable[str] | None) -> Mask:
    table = graph.entities
    chosen = np.ones(len(table), bool)
    if kinds is not None:
        chosen &= np.asarray(table["kind"].isin(set(kinds)))
    if countries is not None:
        wanted = set(countries)
        chosen &= np.array([bool(wanted.intersection(codes)) for codes in table["countries"]], bool)
    mask: Mask = chosen[graph.entity_of_origin]
    return mask


def _within(links: pa.Table, since: str | None, until: str | None) -> Mask:
    begun, ended = links["first"].to_pandas(), links["last"].to_pandas()
    begun, ended = begun.fillna(ended), ended.fillna(begun)
    inside = np.ones(len(begun), bool)
    if since is not None:
        inside &= np.asarray(ended.isna() | (ended + _AFTER >= since))
    if until is not None:
        inside &= np.asarray(begun.isna() | (begun <= until + _AFTER))
    return inside


def _claims(
    tables: Tables, allowed: Mask, origins: Mask, links: Mask, graph: EntityGraph, handling: str | None
) -> Mask:
    subject, on_link = tables.claims["subject"].to_numpy(), tables.claims["on_link"].to_numpy(zero_copy_only=False)
    keep: Mask = allowed[tables.claims["record"].to_numpy()]
    own = np.zeros(len(subject), bool)
    own[on_link] = links[subject[on_link]]
    own[~on_link] = origins[subject[~on_link]]
    if handling:
        marked = tables.marks["claim"].to_numpy()
        codes = tables.marks["handling"].to_pandas().astype(object)
        for claim, code in zip(marked.tolist(), codes, strict=True):
            if isinstance(code, str) and not handling_codes.covers(handling, code):
                keep[claim] = False
    return keep & own


def _allowed(link_records: pa.Table, allowed: Mask) -> pa.Table:
    """Leave out that a stricter record holds a link as well."""
    return link_records.filter(pa.array(allowed[link_records["record"].to_numpy()]))


def _records_up_to(graph: EntityGraph, limit: str) -> Mask:
    canonical = handling_codes.parse(limit)
    if canonical is None:
        raise ValueError(f"handling={limit!r} is no handling code; expected for example 'TLP:AMBER EUROPOL:H2'")
    default = graph.case.default_handling
    codes = graph.tables.records["handling"].to_pandas().astype(object)
    return np.array([handling_codes.covers(canonical, c if isinstance(c, str) else default) for c in codes], bool)


def _described(tables: Tables, claims: Mask, links: Mask) -> Mask:
    named = np.zeros(tables.origins.num_rows, bool)
    on_link = tables.claims["on_link"].to_numpy(zero_copy_only=False)
    named[tables.claims["subject"].to_numpy()[claims & ~on_link]] = True
    return named
