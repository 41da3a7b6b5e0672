"""Circular reporting: which exports corroborate one another, and which only repeat what another said."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.model._apart import components
from netintel.model.graph import EntityGraph
from netintel.resolve._provenance import made_by, said_of, traces

_UNKNOWN = ""


def independent_sources(graph: EntityGraph) -> pd.DataFrame:
    """Return how many independent sources speak of each entity.

    Three exports that name a person look like three witnesses; they are one where two took it from the third. Records
    of one entity are taken as one source where what they say shows it: the same originator, one that names the other's
    originator as its source or creator, the same id that is unique in the world (STIX, MISP), the same notice or list
    number (an INTERPOL notice and who publishes it again), the same source address or reference, or the same long
    text, which no other entity bears, beside two more equal claims. A text that is another's stated translation is the
    same text.

    Returns
    -------
    pandas.DataFrame
        Index `entity`. `n_exports`: exports that speak of it, a correction counting as the export it corrects.
        `independent_at_most`: exports no two of which are known to share a source; who is not known to repeat another
        is taken as independent. `independent_surely`: those whose originators are known and differ, 1 where none is
        known; who does not say where a record comes from adds nothing. Both lie between 1 and `n_exports`, and
        are 0 for what exports only name.
        `repeats`: why exports count as one, as triples of two export ids and the reason.

    Limits
    ------
    Only what exports say is known: two services that were told the same by one informant, or a text that was
    translated or told anew without naming its source, look independent. Originators are compared by name; for
    `independent_surely` one that begins with the other's whole name is the same. Ids that are computed from what is
    observed (UUID version 5, as of STIX observables) show no common source. An export that several
    originators made shares a source with each of them.

    Examples
    --------
    >>> from netintel import Case
    >>> from netintel.model.tables import Tables
    >>> independent_sources(EntityGraph(Tables.empty(), Case())).columns.tolist()
    ['n_exports', 'independent_at_most', 'independent_surely', 'repeats']
    """
    n = len(graph.entity_ids)
    units = _units(graph)
    exports = units.drop_duplicates(["entity", "export"]).groupby("entity").size().reindex(range(n), fill_value=0)
    several = exports.to_numpy() > 1
    table = pd.DataFrame({"n_exports": exports.to_numpy()}, index=graph.entity_ids)
    at_most = surely = np.minimum(exports.to_numpy(), 1)
    repeats: list[tuple[tuple[str, str, str], ...]] = [()] * n
    if several.any():
        many = units[several[units["entity"]]].reset_index(drop=True)
        traced = _traced(graph, many, several)
        at_most = np.where(several, _count(many, traced, n), at_most)
        loosely = pd.concat([traced, _alike(many)], ignore_index=True)
        surely = np.where(several, _count(many, loosely, n, known=True), surely)
        for entity, why in _repeats(graph, traced).items():
            repeats[entity] = why
    table["independent_at_most"] = at_most
    table["independent_surely"] = np.minimum(surely, at_most)  # what no one made may tie an export to another
    table["repeats"] = pd.Series(repeats, index=table.index, dtype=object)
    return table


def _units(graph: EntityGraph) -> pd.DataFrame:
    """Return `entity`, `export`, `maker`, one row each, for all records that speak of an entity or its links."""
    tables, entity = graph.tables, graph.entity_of_origin
    claims, links, more = tables.claims, tables.links, tables.link_records
    on_entity = ~claims["on_link"].to_numpy(zero_copy_only=False)
    who, by = [entity[claims["subject"].to_numpy()[on_entity]]], [claims["record"].to_numpy()[on_entity]]
    for end in ("source", "target"):
        at = entity[links[end].to_numpy()]
        who += [at, at[more["link"].to_numpy()]]
        by += [links["record"].to_numpy(), more["record"].to_numpy()]
    pairs = np.unique(np.concatenate(who).astype(np.int64) << 32 | np.concatenate(by).astype(np.int64))
    spoken = pd.DataFrame({"entity": pairs >> 32, "record": pairs & 0xFFFFFFFF})
    return spoken.merge(made_by(tables), on="record")[["entity", "export", "maker"]].drop_duplicates()


def _traced(graph: EntityGraph, units: pd.DataFrame, several: NDArray[np.bool_]) -> pd.DataFrame:
    """Return `entity`, `trace`, `unit`, `export`, `why`: units of an entity with one trace are one source."""
    numbered = units.reset_index(names="unit")
    known = numbered[numbered["maker"] != _UNKNOWN]
    found = [known.assign(trace="who:" + known["maker"], why="the same originator").drop(columns="maker")]
    makers = made_by(graph.tables)
    for why, rows in traces(graph, said_of(graph, several)):
        at = rows.drop_duplicates().merge(makers, on="record").merge(numbered, on=["entity", "export", "maker"])
        found.append(at[["entity", "trace", "unit", "export"]].drop_duplicates().assign(why=why))
    return pd.concat(found, ignore_index=True)


def _alike(units: pd.DataFrame) -> pd.DataFrame:
    """Return units whose makers begin with one another's whole names: "Police" and "Police, Harbour"."""
    names = sorted(set(units["maker"]) - {_UNKNOWN})
    short: dict[str, str] = {}
    stem = ""
    for name in names:
        stem = stem if stem and name.startswith(stem) and not name[len(stem) : len(stem) + 1].isalnum() else name
        short[name] = stem
    rows = units.reset_index(names="unit")
    rows = rows[rows["maker"] != _UNKNOWN]
    return rows.assign(trace="like:" + rows["maker"].map(short), why="")[["entity", "trace", "unit", "export", "why"]]


def _count(units: pd.DataFrame, traced: pd.DataFrame, n: int, *, known: bool = False) -> NDArray[np.int64]:
    """Return how many exports on each entity share no source, looking, if asked, only at units whose maker is known."""
    codes = traced.groupby(["entity", "trace"]).ngroup().to_numpy(np.int32) + np.int32(len(units))
    ours = traced["unit"].to_numpy(np.int32)
    source = components(int(codes.max(initial=len(units))) + 1, ours, codes)[: len(units)]
    rows = units[["entity", "export"]].assign(source=source)
    rows = (rows[units["maker"] != _UNKNOWN] if known else rows).drop_duplicates()
    counted = rows.groupby("entity")["source"].nunique().reindex(range(n), fill_value=1)
    mixed = rows.duplicated(["entity", "export"]).groupby(rows["entity"]).any()
    several = rows[rows["entity"].isin(mixed.index[mixed])]
    sets = several.groupby(["entity", "export"])["source"].agg(frozenset).groupby("entity").agg(list)
    found: NDArray[np.int64] = np.array(counted, np.int64)
    found[sets.index.to_numpy(np.int64)] = [_apart(of) for of in sets]
    return found


def _apart(sources: list[frozenset[int]]) -> int:
    """Return how many exports can be found of which no two share a source.

    Examples
    --------
    >>> _apart([frozenset({1, 2}), frozenset({1}), frozenset({2})])
    2
    """
    least = [one for one in set(sources) if not any(other < one for other in sources)]
    meets = {one: [other for other in least if other != one and one & other] for one in least}
    meeting = sorted((one for one in least if meets[one]), key=lambda one: len(meets[one]))
    if not meeting:
        return len(least)
    first, *rest = meeting
    taken = 1 + _apart([one for one in rest if one not in meets[first]])
    left = _apart(rest) if len(meets[first]) > 1 else 0  # where it stands in one way alone, to take it is best
    return len(least) - len(meeting) + max(taken, left)


def _repeats(graph: EntityGraph, traced: pd.DataFrame) -> dict[int, tuple[tuple[str, str, str], ...]]:
    spread = traced.drop_duplicates(["entity", "trace", "export"])
    spread = spread[spread.duplicated(["entity", "trace"], keep=False)]
    ids = graph.received["export"].to_numpy()[spread["export"].to_numpy(np.int64)]
    spread = spread.assign(id=ids).sort_values(["entity", "trace", "id"])
    spread["first"] = spread.groupby(["entity", "trace"])["id"].transform("first")
    # one trace may be found in two ways: that the other names it as its source tells more than that they are equal
    spread["why"] = spread.groupby(["entity", "trace"])["why"].transform("last")
    pairs = spread.loc[spread["id"] != spread["first"], ["entity", "first", "id", "why"]].drop_duplicates()
    told: dict[int, list[tuple[str, str, str]]] = {}
    for entity, first, other, why in _rows(pairs):
        told.setdefault(entity, []).append((first, other, why))
    return {entity: tuple(sorted(triples)) for entity, triples in told.items()}


def _rows(pairs: pd.DataFrame) -> Iterable[tuple[int, str, str, str]]:
    return zip(*(pairs[column] for column in ("entity", "first", "id", "why")), strict=True)
