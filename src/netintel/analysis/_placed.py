"""What records put at a point: who was there, and which events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.analysis import _few
from netintel.analysis._carriers import identifiers
from netintel.analysis._presence import claims_of, event_dates, event_sites, presences
from netintel.vocab import kinds

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

COLUMNS = ["site", "who", "event", "record", "first", "last"]


def placed(graph: EntityGraph) -> pd.DataFrame:
    """Return one row a record that puts somebody or something at a point.

    Returns
    -------
    pandas.DataFrame
        `site` (code of the entity whose coordinates they are), `who` (code of an actor, or -1), `event` (code or -1),
        `record`, `first`, `last`, `lat`, `lon`, `victim`. Witnesses, informants and professionals, and events of
        nobody else, are not among them.
    """
    table = graph.entities
    lat, lon = table["lat"].to_numpy(np.float64), table["lon"].to_numpy(np.float64)
    known = np.isfinite(lat) & np.isfinite(lon)
    been = presences(graph)
    been = been[been["place"] >= 0].rename(columns={"place": "site"})
    hidden, victim = _few.never_counted(graph), _few.victims(graph)
    calls = _cells(graph, hidden | victim)
    facts = pd.concat([been[COLUMNS], _events(graph), _own(graph), calls], ignore_index=True)
    facts = facts[known[facts["site"].to_numpy(np.int64)]]
    facts = facts[(facts["who"] < 0) | ~hidden[facts["who"].to_numpy(np.int64)]]
    facts = facts[~facts["event"].isin(_of_nobody_else(been, hidden)) | (facts["who"] >= 0)]
    site = facts["site"].to_numpy(np.int64)
    who = facts["who"].to_numpy(np.int64)
    made: pd.DataFrame = facts.assign(lat=lat[site], lon=lon[site], victim=(who >= 0) & victim[who])
    return made.reset_index(drop=True)


def _events(graph: EntityGraph) -> pd.DataFrame:
    """Events at their places, whoever took part."""
    sites = event_sites(graph)
    begun, ended = event_dates(graph)
    said = {"site": sites["other"], "who": -1, "event": sites["one"], "record": sites["record"]}
    dated = {"first": sites["one"].map(begun).astype("str"), "last": sites["one"].map(ended).astype("str")}
    return pd.DataFrame({**said, **dated})


def _own(graph: EntityGraph) -> pd.DataFrame:
    """Actors with coordinates of their own."""
    claimed = claims_of(graph, {"latitude"})
    part = graph.entities["kind"].map(kinds.parts()).to_numpy(object)
    mine = claimed[part[claimed["entity"]] == "actor"]
    nothing = pd.Series(None, index=mine.index, dtype="str")
    said = {"site": mine["entity"], "who": mine["entity"], "event": -1, "record": mine["record"]}
    return pd.DataFrame({**said, "first": nothing, "last": nothing})


def _cells(graph: EntityGraph, protected: NDArray[np.bool_]) -> pd.DataFrame:
    """Cell sites and other places that a link (a call) names as where it was made.

    What has a protected person or a thing of theirs at an end makes no fact: it would count the victim.
    """
    claims, links, entity = graph.tables.claims, graph.tables.links, graph.entity_of_origin
    source, target = (entity[links[end].to_numpy()].astype(np.int64) for end in ("source", "target"))
    theirs = _with_their_things(graph, protected, source, target)
    named: pd.DataFrame = claims.filter(pc.and_(claims["on_link"], pc.is_valid(claims["reference"]))).to_pandas()
    link = named["subject"].to_numpy(np.int64)
    shown = ~(theirs[source] | theirs[target])[link]
    named, link = named[shown], link[shown]
    first = links["first"].to_pandas().astype("str").to_numpy(object)[link]
    last = links["last"].to_pandas().astype("str").to_numpy(object)[link]
    site = entity[named["reference"].to_numpy(np.int64)].astype(np.int64)
    said = {"site": site, "who": -1, "event": -1, "record": named["record"].to_numpy(np.int64)}
    return pd.DataFrame({**said, "first": pd.Series(first, dtype="str"), "last": pd.Series(last, dtype="str")})


def _with_their_things(
    graph: EntityGraph, persons: NDArray[np.bool_], source: NDArray[np.int64], target: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return persons and what has a link to them and is no actor, as their phone, by whatever record it is known."""
    thing = graph.entities["kind"].map(kinds.parts()).ne("actor").to_numpy(bool)
    theirs = persons.copy()
    theirs[target[persons[source] & thing[target]]] = True
    theirs[source[persons[target] & thing[source]]] = True
    stated = identifiers(graph)
    entity = stated["entity"].to_numpy(np.int64)
    same = stated["key"].isin(stated["key"][theirs[entity]]).to_numpy(bool) & thing[entity]
    theirs[entity[same]] = True
    return theirs


def _of_nobody_else(been: pd.DataFrame, hidden: NDArray[np.bool_]) -> set[int]:
    """Return events in which only people took part who are never counted."""
    took = been[been["event"] >= 0]
    mine = hidden[took["who"].to_numpy(np.int64)]
    return set(took.loc[mine, "event"]) - set(took.loc[~mine, "event"])
