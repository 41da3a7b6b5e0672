"""How are two entities connected, by which records, and could anything have passed that way in time?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis import _few
from netintel.analysis._arrivals import EARLY, NEVER, Occasions, along, earliest
from netintel.analysis._broker_caveats import LEAD
from netintel.analysis._cited import cited
from netintel.analysis._fewest import MOST_STEPS, fewest, occasions
from netintel.analysis._hops import Hops
from netintel.analysis._moments import day
from netintel.analysis.actors import HOLDERS, HUB
from netintel.errors import UnknownEntityError
from netintel.model.network import Network
from netintel.model.results import Routes

if TYPE_CHECKING:
    import igraph

    from netintel.model.graph import EntityGraph

Codes = NDArray[np.int64]

WITHHELD = "a protected person"
"""Said in place of the name of a victim, witness, minor, informant or professional."""

_A_HOP = 1e-6
"""Among paths that are equally sure, the one with fewer hops is shorter."""

_READ_ALOUD = 8
"""Of longer paths the beginning and the end are read aloud."""

_TIMES = {
    "yes": "it respects time whatever the exact hours",
    "possible": "it can respect time, which its dates do not settle",
    "no": "it does not respect time: no order of its dates lets anything pass from one end to the other",
    "undated": "none of its hops is dated, so that nothing can be said of time",
}


@dataclass(frozen=True)
class Way:
    """One path: its nodes in order, and the hops between them."""

    nodes: tuple[int, ...]
    hops: tuple[int, ...]


def paths(
    graph: EntityGraph,
    source: str,
    target: str,
    *,
    k: int = 5,
    through: Iterable[str] | None = None,
    exclude: Iterable[str] = (),
    hub: int = HUB,
    holders: int = HOLDERS,
    protected: bool = False,
) -> Routes:
    """Return the surest chains of evidence between two entities, through phones, accounts and events, hop by hop.

    It answers "how do we know that these two have to do with each other": each hop is one or more recorded links, or
    the same number stated by two entities, and cites its records. That every hop is recorded does not mean that
    anything passed from one end to the other: the contacts may have followed each other in the wrong order, or years
    apart, which `in_time` and the date span tell.

    Paths run over the entity graph itself and without regard to the direction of links. The chance that a hop is real
    is 1 - drop, where drop is the product over originators of the rate that their evaluation stands for, as in
    `actors`; that of a path is the product over its hops. The k paths with the highest chance are found exactly
    (Yen's algorithm over lengths -log(1 - drop)); among equally sure ones those with fewer hops come first. No path
    visits an entity twice.

    Parameters
    ----------
    graph
        An entity graph; a `Network` has no phones, accounts and events left to show.
    source, target
        Ids of entities.
    k
        Number of paths, at least 1.
    through
        Kinds of entities that a path may pass; all but countries and regions by default, which join everybody.
    exclude
        Ids of entities that no path may touch.
    hub, holders
        As in `actors`: phones, accounts, events, documents and places that more than these share are not passed; what
        many share joins nobody. They may be an end of a path.
    protected
        Whether a path may pass victims, witnesses, minors, informants and professionals, and phones and accounts that
        only such people hold. By default none does: a victim is no go-between. Where they are passed, or are an end
        that was asked for, their names are withheld.

    Returns
    -------
    Routes
        Index `path`, from 1, the surest first: `entities` (ids from source to target), `names` (None where there is
        none), `kinds` (of entities), `links` (kinds of the links of each hop, `States` for an identifier in common),
        `hops`, `probability` (0-1: the chance that all hops are real), `n_records`, `n_originators`, `first`, `last`
        (earliest and latest date of its evidence; nan where undated), `in_time`, `cited` (for each hop the file and
        the place of its first record).
        `in_time` is `yes` where each hop surely follows the one before whatever the exact times, `possible` where the
        precision of the dates or undated hops leave it open, `no` where no order is possible, `undated` where no hop
        has a date. `.records(path)` has all records, with the number of the hop as `tie`.
        Summary: `shortest_hops`, `shortest_paths` (paths with the fewest hops; nan where too many to count),
        `shortest_in_time`, `shortest_possibly_in_time`, `earliest` and `earliest_possible` (day on which something
        that began at the source can have reached the target over any path: surely, and at best).

    Raises
    ------
    UnknownEntityError
        An end is no entity of this graph.

    Limits
    ------
    A path is a lead: two people who use one car need not know each other. Hops are taken as independent, though the
    errors of one originator come together. What no one recorded, and what only a report that lists both says, is on
    no path. Clock times without a zone are read as they stand.

    References
    ----------
    yen1971, holme2012

    Examples
    --------
    A and B are recorded as associates by one ungraded record (drop 0.2), and B and C hold one phone (0.2 each):

    >>> from netintel.model.builder import Builder
    >>> from netintel.model.case import Case
    >>> from netintel.model.graph import EntityGraph
    >>> from netintel.model.tables import Tables
    >>> build = Builder()
    >>> _ = build.record("row 1", b"1")
    >>> for one in "ABC":
    ...     build.entity(one, "Person", [("name", one)])
    >>> _ = build.link("A", "B", "Associate", first="2024-05")
    >>> build.entity("p", "Phone", [("number", "+40722123456")])
    >>> for one in "BC":
    ...     _ = build.link(one, "p", "Owner")
    >>> received = {"file": "x", "format": "x", "unit": "row", "sha256": "a", "bytes": 1, "loader": "x", "ids": "file"}
    >>> graph = EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, build.tables(received))
    >>> of = {name: entity for entity, name in graph.entities["name"].items()}
    >>> found = paths(graph, of["A"], of["C"]).table()
    >>> found[["kinds", "hops", "probability", "in_time"]].round(3)
                                    kinds  hops  probability   in_time
    path
    1     (Person, Person, Phone, Person)     3        0.512  possible

    See also
    --------
    netintel.analysis.actors : ties between actors as `brokers` and others use them.
    """
    if not k >= 1:
        raise ValueError(f"k: expected at least 1 path, got {k}")
    _check(graph, source, target)
    if isinstance(through, str) or isinstance(exclude, str):
        raise TypeError("through and exclude: expected several kinds or ids, such as a list, got one text")
    hops = Hops.of(graph, hub, holders, exclude)
    start, goal = hops.labels.get_indexer(pd.Index([source, target])).tolist()
    passable, left_out = _passable(hops, through, protected)
    passable[[start, goal]] = True
    kept = np.flatnonzero(passable[hops.source] & passable[hops.target])
    found = _surest(hops, kept, start, goal, k)
    summary = _summary(hops, kept, start, goal)
    told = {"k": k, "through": sorted(through) if through is not None else "all but countries and regions"}
    return Routes(
        name="paths",
        rows=_table(hops, found),
        method="k surest paths",
        parameters={**told, "hub": hub, "holders": holders, "protected": protected, "length": "-log(1 - drop)"},
        seed=None,
        citation="yen1971",
        group="not used",
        projection=_recipe(hops, len(kept), left_out),
        digest=graph.digest,
        caveats=_caveats(summary, left_out, hops, (start, goal)),
        summary=summary,
        explainer=_explainer(hops, found, summary),
        recorder=lambda rows, key: _records(hops, found, rows, key),
    )


def _check(graph: EntityGraph | Network, source: str, target: str) -> None:
    if isinstance(graph, Network):
        raise TypeError("paths: expected an EntityGraph; a Network has no phones, accounts and events left to show")
    for end in (source, target):
        if end not in graph.entity_ids:
            raise UnknownEntityError.of("entity", end)
    if source == target:
        raise ValueError("source and target: expected two entities, got the same one twice")


def _passable(hops: Hops, through: Iterable[str] | None, protected: bool) -> tuple[NDArray[np.bool_], dict[str, int]]:
    """Return which nodes a path may pass, and how many are not passed for which reason."""
    country = hops.part == "country"
    unwanted = country if through is None else ~np.isin(hops.kind, sorted(through)) & (hops.part != "identifier")
    spared = hops.protected & ~unwanted & (not protected)
    crowded = hops.crowded & ~unwanted & ~spared
    told = {"kinds": int(unwanted.sum()), "protected": int(spared.sum()), "shared by many": int(crowded.sum())}
    return ~(unwanted | spared | crowded), told


def _surest(hops: Hops, kept: Codes, start: int, goal: int, k: int) -> list[Way]:
    """Return the k surest paths over the hops kept, the surest first."""
    graph = _igraph(hops, kept)
    if graph.distances(start, goal)[0][0] == float("inf"):
        return []
    length = -np.log1p(-np.minimum(hops.drop[kept], 1 - 1e-12)) + _A_HOP
    found = graph.get_k_shortest_paths(start, goal, k=k, weights=length.tolist(), mode="all", output="epath")
    return [_way(hops, kept[path].tolist(), start) for path in found if path]


def _igraph(hops: Hops, kept: Codes) -> igraph.Graph:
    import igraph

    ends = zip(hops.source[kept].tolist(), hops.target[kept].tolist(), strict=True)
    return igraph.Graph(n=len(hops.labels), edges=list(ends))


def _way(hops: Hops, path: list[int], start: int) -> Way:
    nodes = [start]
    for hop in path:
        ends = int(hops.source[hop]), int(hops.target[hop])
        nodes.append(ends[nodes[-1] == ends[0]])
    return Way(tuple(nodes), tuple(path))


def in_time(occasions: list[Occasions]) -> str:
    """Return whether the hops of one path can follow each other: `yes`, `possible`, `no` or `undated`."""
    if not any(when.dated.any() for when in occasions):
        return "undated"
    if along(occasions, surely=True):
        return "yes"
    return "possible" if along(occasions, surely=False) else "no"


def _table(hops: Hops, found: list[Way]) -> pd.DataFrame:
    columns = "entities names kinds links hops probability n_records n_originators first last in_time cited".split()
    rows = [_row(hops, way) for way in found]
    table = pd.DataFrame(rows, columns=columns, index=pd.RangeIndex(1, len(rows) + 1, name="path"))
    counted = dict.fromkeys(["hops", "n_records", "n_originators"], "int64")
    return table.astype({**counted, "probability": "float64"})


def _row(hops: Hops, way: Way) -> dict[str, Any]:
    pieces = [hops.between(hop) for hop in way.hops]
    every = pd.concat(pieces)
    dates = pd.concat([every["first"], every["last"]]).dropna()
    records = hops.cited.behind(np.array(way.hops, np.int64))
    firsts = records.drop_duplicates("tie").set_index("tie").loc[list(way.hops)]
    return {
        "entities": tuple(hops.labels[list(way.nodes)]),
        "names": tuple(_name(hops, node) for node in way.nodes),
        "kinds": tuple(hops.kind[list(way.nodes)]),
        "links": tuple(", ".join(sorted(set(rows["kind"]))) for rows in pieces),
        "hops": len(way.hops),
        "probability": float(np.prod(1 - hops.drop[list(way.hops)])),
        "n_records": int(records["record"].nunique()),
        "n_originators": int(every["originator"].nunique()),
        "first": dates.min() if len(dates) else np.nan,
        "last": dates.max() if len(dates) else np.nan,
        "in_time": in_time([occasions(rows) for rows in pieces]),
        "cited": tuple(f"{file} {place}" for file, place in zip(firsts["file"], firsts["locator"], strict=True)),
    }


def _name(hops: Hops, node: int) -> str | None:
    if hops.protected[node]:
        return WITHHELD
    name: str | None = hops.name[node]
    return name


def _summary(hops: Hops, kept: Codes, start: int, goal: int) -> dict[str, Any]:
    """Return how many shortest paths there are, how many respect time, and when the target can be reached."""
    graph = _igraph(hops, kept)
    away = np.nan_to_num(np.array(graph.distances([start, goal])), posinf=-1).astype(np.int64)
    few = fewest(hops, kept, (away[0], away[1]), start, goal)
    pieces = hops.pieces[np.isin(hops.pieces["hop"], kept)]
    ends = pieces["a"].to_numpy(np.int64), pieces["b"].to_numpy(np.int64)
    first = [int(earliest(start, len(hops.labels), *ends, occasions(pieces), surely)[goal]) for surely in (True, False)]
    return {
        "shortest_hops": few.hops,
        "shortest_paths": few.every,
        "shortest_in_time": few.surely_in_time,
        "shortest_possibly_in_time": few.possibly_in_time,
        "earliest": _told(first[0]),
        "earliest_possible": _told(first[1]),
    }


def _told(second: int) -> str:
    return {EARLY: "at any time", NEVER: "never"}.get(second) or day(second)


def _recipe(hops: Hops, n_hops: int, left_out: dict[str, int]) -> tuple[str, ...]:
    avoided = ", ".join(
        f"{_few.said(number) if number and reason == 'protected' else number} by {reason}"
        for reason, number in left_out.items()
    )
    return (
        "nodes: all entities, and identifiers that several entities state; hops: recorded links in either direction, "
        "and stating the same identifier",
        f"{hops.mentions} links by which a report only lists what it mentions left out",
        f"not passed: {avoided}",
        f"{len(hops.labels)} nodes, {n_hops} hops",
    )


def _caveats(summary: dict[str, Any], left_out: dict[str, int], hops: Hops, ends: tuple[int, int]) -> tuple[str, ...]:
    told = ["A path is a chain of records, not proof that its ends know each other; " + LEAD[0].lower() + LEAD[1:]]
    every, sure, maybe = (summary[f"shortest_{what}"] for what in ("paths", "in_time", "possibly_in_time"))
    if every != every:
        told.append(f"The shortest paths run over more than {MOST_STEPS:,} hops and were not counted.")
    elif every:
        told.append(
            f"Aggregated contacts may never have coexisted: of {every} shortest paths ({summary['shortest_hops']} "
            f"hops) {sure} surely respect time and {maybe} can, by dates as precise as they were written."
        )
    if left_out["protected"]:
        told.append(
            f"{_few.said(left_out['protected']).capitalize()} victims, witnesses, minors, informants and "
            "professionals, or phones and accounts that only they hold, are not passed."
        )
    if hops.protected[list(ends)].any():
        told.append("An end is a protected person: the name is withheld, and the path is no reason to pursue them.")
    if left_out["shared by many"]:
        told.append(f"{left_out['shared by many']} entities that many share are not passed; they join nobody.")
    return tuple(told)


def _records(hops: Hops, found: list[Way], rows: pd.DataFrame, key: Any) -> pd.DataFrame:
    """Return the records of one path, `tie` being the number of the hop from 1."""
    way = found[_at(rows, key)]
    table = hops.cited.behind(np.array(way.hops, np.int64))
    number = {hop: i for i, hop in enumerate(way.hops, 1)}
    return table.assign(tie=table["tie"].map(number))


def _at(rows: pd.DataFrame, key: Any) -> int:
    if key not in rows.index:
        raise UnknownEntityError.of("path", key)
    return rows.index.tolist().index(key)


def _explainer(hops: Hops, found: list[Way], summary: dict[str, Any]) -> Callable[[pd.DataFrame, Any], str]:
    def explain(rows: pd.DataFrame, key: Any) -> str:
        row = rows.iloc[_at(rows, key)]
        nodes = [_spoken(*node) for node in zip(row["entities"], row["names"], row["kinds"], strict=True)]
        if len(nodes) > _READ_ALOUD:
            nodes[3:-3] = [f"({len(nodes) - 6} more)"]
        way = " - ".join(nodes)
        span = f"dated {row['first']} to {row['last']}" if isinstance(row["first"], str) else "undated"
        every, maybe = summary["shortest_paths"], summary["shortest_possibly_in_time"]
        counted = f"; of {every} shortest paths {maybe} can respect time" if every == every else ""
        finding = (
            f"Path {key} leads over {row['hops']} {'hop' if row['hops'] == 1 else 'hops'}, {way}, and all of it is "
            f"real with a chance of {row['probability']:.0%} by evaluation and independent originators ({span})."
        )
        return " ".join(
            [
                finding,
                f"On the entity graph itself, links taken in either direction, {_TIMES[row['in_time']]}{counted}: "
                "aggregated contacts may never have coexisted, and a path is a lead to check.",
                cited(_records(hops, found, rows, key)),
            ]
        ).strip()

    return explain


def _spoken(entity: str, name: Any, kind: str) -> str:
    named = name if isinstance(name, str) else entity
    return f"{kind} {named if len(named) <= 60 else named[:59] + '…'}"
