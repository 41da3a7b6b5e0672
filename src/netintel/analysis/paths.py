"""How are two entities connected, by which records, and could anything have passed that way in time?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis._arrivals import EARLY, NEVER, Occasions, earliest, over
from netintel.analysis._broker_caveats import LEAD
from netintel.analysis._cited import cited
from netintel.analysis._fewest import MOST_STEPS, fewest, occasions
from netintel.analysis._hops import Hops
from netintel.analysis._moments import day, spanned
from netintel.analysis._ways import Way, Ways
from netintel.analysis.actors import HOLDERS, HUB
from netintel.errors import UnknownEntityError
from netintel.model.network import Network
from netintel.model.results import Routes
from netintel.vocab import small_counts

if TYPE_CHECKING:
    import igraph

    from netintel.model.graph import EntityGraph

Codes = NDArray[np.int64]
Chains = list[list[tuple[int, ...]]]
"""For each step of a path the chains of hops that join its ends."""

WITHHELD = "a protected person"
"""Said in place of the name of a victim, witness, minor, informant or professional."""

_READ_ALOUD = 8
"""Of longer paths the beginning and the end are read aloud."""

_TIMES = {
    "yes": "it respects time whatever the exact hours",
    "possible": "it may respect time, which its dates do not settle",
    "no": "it does not respect time: no order of its dates lets anything pass from one end to the other",
    "undated": "none of its hops is dated, so that nothing can be said of time",
}


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
    `actors`. A path goes in steps from actor to actor (or a phone or account that nobody is known to hold), and two
    paths are different where they go through different ones. What joins two of them, a phone that both hold, its
    number, a call between theirs or a contact, is told inside the step, with all its records; the chance of a path is
    the product over the hops of the surest chain of each step, so that the others can only add to it. The k surest
    paths come first (Yen's algorithm over lengths -log(1 - drop)), among equally sure ones those with fewer hops. No
    path visits an entity twice.

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
        Index `path`, from 1, the surest first: `entities` (ids from source to target, by the surest chain of each
        step), `names` (None where there is none), `kinds` (of entities), `links` (kinds of the links of each hop,
        `States` for an identifier in common), `hops`, `chains` (for each step the number of chains, of up to three
        hops, that join its two ends), `probability` (0-1: the chance that all hops of `entities` are real);
        and of all chains `n_records`, `n_originators`, `first`, `last` (earliest and latest date; nan where undated),
        `in_time`, `cited` (for each hop of `entities` the file and the place of its first record that speaks
        of nobody protected; `withheld` where all do).
        `in_time` is `yes` where some chain of each step surely follows the one before whatever the exact times,
        `possible` where the precision of the dates or undated hops leave it open, `no` where no order is possible,
        `undated` where no hop has a date. `.records(path)` has all records, with the number of the step as `tie`.
        Summary: `shortest_hops`, `shortest_paths` (paths with the fewest hops; nan where too many to count),
        `shortest_in_time`, `shortest_possibly_in_time`, and when something that began at the source can have reached
        the target over any path: `earliest` (the day by which it surely can, else `not surely`), `earliest_possible`
        (the first day on which it can at best, else `not by recorded times`).

    Raises
    ------
    UnknownEntityError
        An end is no entity of this graph.

    Limits
    ------
    A path is a lead: two people who use one car need not know each other. Hops are taken as independent, though the
    errors of one originator come together. Where two steps lead over one phone that several share, only the surest
    other chain of each is looked for. What no one recorded, and what only a report that lists both says, is on
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
    >>> found[["kinds", "hops", "chains", "probability", "in_time"]].round(3)
                                    kinds  hops  chains  probability   in_time
    path
    1     (Person, Person, Phone, Person)     3  (1, 1)        0.512  possible

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
    ways = Ways(hops, kept, start, goal)
    found = ways.surest(k)
    chains = [ways.chains(way) for way in found]
    summary = _summary(hops, kept, ways.stop, start, goal)
    told = {"k": k, "through": sorted(through) if through is not None else "all but countries and regions"}
    return Routes(
        name="paths",
        rows=_table(hops, found, chains),
        method="k surest paths",
        parameters={**told, "hub": hub, "holders": holders, "protected": protected, "length": "-log(1 - drop)"},
        seed=None,
        citation="yen1971",
        group="not used",
        projection=_recipe(hops, len(kept), left_out),
        digest=graph.digest,
        caveats=_caveats(summary, left_out, hops, (start, goal)),
        summary=summary,
        explainer=_explainer(hops, chains, summary),
        recorder=lambda rows, key: _records(hops, chains, rows, key),
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


def in_time(steps: list[list[list[Occasions]]]) -> str:
    """Return whether steps, each with all its chains of hops, can follow each other."""
    if not any(when.dated.any() for chains in steps for hops in chains for when in hops):
        return "undated"
    if _arrival(steps, surely=True) < NEVER:
        return "yes"
    return "possible" if _arrival(steps, surely=False) < NEVER else "no"


def _arrival(steps: list[list[list[Occasions]]], surely: bool) -> int:
    there = EARLY
    for chains in steps:
        there = min((over(hops, there, surely) for hops in chains), default=NEVER)
        if there == NEVER:
            break
    return there


def _table(hops: Hops, found: list[Way], chains: list[Chains]) -> pd.DataFrame:
    columns = (
        "entities names kinds links hops chains probability n_records n_originators first last in_time cited".split()
    )
    rows = [_row(hops, way, each) for way, each in zip(found, chains, strict=True)]
    table = pd.DataFrame(rows, columns=columns, index=pd.RangeIndex(1, len(rows) + 1, name="path"))
    counted = dict.fromkeys(["hops", "n_records", "n_originators"], "int64")
    return table.astype({**counted, "probability": "float64"})


def _row(hops: Hops, way: Way, chains: Chains) -> dict[str, Any]:
    pieces = {hop: hops.between(hop) for step in chains for chain in step for hop in chain}
    every = pd.concat(list(pieces.values()))
    dates = pd.concat([every["first"], every["last"]]).dropna()
    when = {hop: occasions(rows) for hop, rows in pieces.items()}
    records = hops.cited.behind(np.array(list(pieces), np.int64))
    open_ones = records[~records["protected"].astype(bool)].drop_duplicates("tie").set_index("tie")
    places = open_ones["file"] + " " + open_ones["locator"]
    return {
        "entities": tuple(hops.labels[list(way.nodes)]),
        "names": tuple(_name(hops, node) for node in way.nodes),
        "kinds": tuple(hops.kind[list(way.nodes)]),
        "links": tuple(", ".join(sorted(set(pieces[hop]["kind"]))) for hop in way.hops),
        "hops": len(way.hops),
        "chains": tuple(len(step) for step in chains),
        "probability": float(np.prod(1 - hops.drop[list(way.hops)])),
        "n_records": int(records["record"].nunique()),
        "n_originators": int(every["originator"].nunique()),
        "first": dates.min() if len(dates) else np.nan,
        "last": dates.max() if len(dates) else np.nan,
        "in_time": in_time([[[when[hop] for hop in chain] for chain in step] for step in chains]),
        "cited": tuple(places.reindex(list(way.hops), fill_value="withheld")),
    }


def _name(hops: Hops, node: int) -> str | None:
    if hops.protected[node]:
        return WITHHELD
    name: str | None = hops.name[node]
    return name


def _igraph(hops: Hops, kept: Codes) -> igraph.Graph:
    import igraph

    ends = zip(hops.source[kept].tolist(), hops.target[kept].tolist(), strict=True)
    return igraph.Graph(n=len(hops.labels), edges=list(ends))


def _summary(hops: Hops, kept: Codes, stop: NDArray[np.bool_], start: int, goal: int) -> dict[str, Any]:
    """Return how many shortest paths there are, how many respect time, and when the target can be reached."""
    graph = _igraph(hops, kept)
    away = np.nan_to_num(np.array(graph.distances([start, goal])), posinf=-1).astype(np.int64)
    few = fewest(hops, kept, stop, (away[0], away[1]), start, goal)
    pieces = hops.pieces[np.isin(hops.pieces["hop"], kept)]
    ends = pieces["a"].to_numpy(np.int64), pieces["b"].to_numpy(np.int64)
    first = [int(earliest(start, len(hops.labels), *ends, occasions(pieces), surely)[goal]) for surely in (True, False)]
    return {
        "shortest_hops": few.hops,
        "shortest_paths": few.every,
        "shortest_in_time": few.surely_in_time,
        "shortest_possibly_in_time": few.possibly_in_time,
        "earliest": "not surely" if first[0] == NEVER else day(first[0] - 1),
        "earliest_possible": {EARLY: "at any time", NEVER: "not by recorded times"}.get(first[1]) or day(first[1]),
    }


def _reached(summary: dict[str, Any]) -> str:
    """Return in words when something that began at the source can have reached the target."""
    sure, maybe = summary["earliest"], summary["earliest_possible"]
    if maybe == "not by recorded times":
        return "by recorded times nothing that began at the source can have reached the target over any path"
    best = maybe if maybe == "at any time" else f"from {maybe} on"
    if sure == "not surely":
        return f"what began at the source can have reached the target {best} at best, and not surely by any day"
    return f"what began at the source can surely have reached the target by {sure}, and {best} at best"


def _counted(summary: dict[str, Any]) -> str:
    """Return in words how many of the shortest paths respect time."""
    every, sure, maybe = (summary[f"shortest_{what}"] for what in ("paths", "in_time", "possibly_in_time"))
    long = f"({summary['shortest_hops']} {'hop' if summary['shortest_hops'] == 1 else 'hops'})"
    if every == 1:
        does = "surely respects time" if sure else "can respect time, not surely" if maybe else "cannot respect time"
        return f"the one shortest path {long} {does}"
    return (
        f"of {every} shortest paths {long} {sure} surely {'respects' if sure == 1 else 'respect'} time and {maybe} can"
    )


def _recipe(hops: Hops, n_hops: int, left_out: dict[str, int]) -> tuple[str, ...]:
    few = left_out["protected"]
    spared = small_counts.said(few) if few else "no"
    return (
        "nodes: all entities, and identifiers that several entities state; hops: recorded links in either direction, "
        "and stating the same identifier",
        f"{hops.mentions} links by which a report only lists what it mentions left out",
        f"not passed: {left_out['kinds']} entities of kinds not asked for, such as countries, {spared} protected "
        f"persons and what they alone hold, {left_out['shared by many']} entities that many share",
        f"{n_hops} hops",
    )


def _caveats(summary: dict[str, Any], left_out: dict[str, int], hops: Hops, ends: tuple[int, int]) -> tuple[str, ...]:
    told = ["A path is a chain of records, not proof that its ends know each other; " + LEAD[0].lower() + LEAD[1:]]
    every = summary["shortest_paths"]
    if every != every:
        told.append(f"The shortest paths run over more than {MOST_STEPS:,} hops and were not counted.")
    elif every:
        told.append(f"Aggregated contacts may never have coexisted: {_counted(summary)}; {_reached(summary)}.")
    if left_out["protected"]:
        told.append(
            f"{small_counts.said(left_out['protected']).capitalize()} victims, witnesses, minors, informants and "
            "professionals, or phones and accounts that only they hold, are not passed."
        )
    if hops.protected[list(ends)].any():
        told.append("An end is a protected person: the name is withheld, and the path is no reason to pursue them.")
    if left_out["shared by many"]:
        told.append(f"{left_out['shared by many']} entities that many share are not passed; they join nobody.")
    return tuple(told)


def _records(hops: Hops, chains: list[Chains], rows: pd.DataFrame, key: Any) -> pd.DataFrame:
    """Return the records of one path, `tie` being the number of the step from 1."""
    found = []
    for number, step in enumerate(chains[_at(rows, key)], 1):
        table = hops.cited.behind(np.array(list(dict.fromkeys(hop for chain in step for hop in chain)), np.int64))
        found.append(table.assign(tie=number).drop_duplicates(["tie", "record"]))
    return pd.concat(found, ignore_index=True)


def _at(rows: pd.DataFrame, key: Any) -> int:
    if key not in rows.index:
        raise UnknownEntityError.of("path", key)
    return rows.index.tolist().index(key)


def _explainer(hops: Hops, chains: list[Chains], summary: dict[str, Any]) -> Callable[[pd.DataFrame, Any], str]:
    def explain(rows: pd.DataFrame, key: Any) -> str:
        row = rows.iloc[_at(rows, key)]
        nodes = [_spoken(*node) for node in zip(row["entities"], row["names"], row["kinds"], strict=True)]
        if len(nodes) > _READ_ALOUD:
            nodes[3:-3] = [f"({len(nodes) - 6} more)"]
        dates = spanned(row["first"], row["last"]) if isinstance(row["first"], str) else ""
        several = [f"{number} in step {i}" for i, number in enumerate(row["chains"], 1) if number > 1]
        beside = f" (several chains of records join the same two: {', '.join(several)})" if several else ""
        finding = (
            f"Path {key} leads over {row['hops']} {'hop' if row['hops'] == 1 else 'hops'}, {' - '.join(nodes)}, and "
            f"all of it is real with a chance of {row['probability']:.0%}{' or more' if several else ''} by evaluation "
            f"and independent originators{beside}; {f'its records are dated {dates}' if dates else 'none is dated'}."
        )
        every, maybe = summary["shortest_paths"], summary["shortest_possibly_in_time"]
        counted = f"; of {every} shortest paths {maybe} can respect time" if every == every and every > 1 else ""
        return " ".join(
            [
                finding,
                f"On the entity graph itself, links taken in either direction, {_TIMES[row['in_time']]}{counted}: "
                "aggregated contacts may never have coexisted, and a path is a lead to check.",
                cited(_records(hops, chains, rows, key)),
            ]
        ).strip()

    return explain


def _spoken(entity: str, name: Any, kind: str) -> str:
    named = name if isinstance(name, str) else entity
    return f"{kind} {named if len(named) <= 60 else named[:59] + '…'}"
