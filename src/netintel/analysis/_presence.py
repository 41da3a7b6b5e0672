"""Who was where, when, and by what act: the steps of which journeys are made, and what hotspots count."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.vocab import countries, dates, kinds, properties

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

COLUMNS: Final = ["who", "place", "country", "sort", "phase", "first", "last", "event", "record", "other_record"]

START, LEAVING, BETWEEN, ARRIVING, EXPLOITED, IDENTIFIED = range(6)
"""Phases of a journey: they put two steps of one day in order."""

_NO_PRESENCE: Final = frozenset({"Contains", "Reference", "Targets", "AggregateFlow", "Notice", "FalsePositive"})
_SORTS: Final = (
    ("recruitment", ("recruit",), START),
    ("exploitation", ("exploit",), EXPLOITED),
    ("identification", ("identif", "rescue"), IDENTIFIED),
    ("border crossing", ("cross", "border"), BETWEEN),
    ("trip", ("trip", "travel", "journey", "flight", "voyage"), BETWEEN),
    ("sighting", ("sight", "seen", "observ"), BETWEEN),
    ("address", ("address", "resid", "lives", "lodg", "stay", "hous", "accommod"), BETWEEN),
    ("transit", ("transit",), BETWEEN),
)
"""What a step is called, by the beginning of a word in the kind or role of its link, the first that fits."""

_LEAVES: Final = frozenset({"start", "from", "origin", "departure", "departed", "exit", "left"})
_ARRIVES: Final = frozenset({"end", "to", "destination", "arrival", "arrived", "entry", "entered"})
_FACTS: Final = {
    "recruitment": ("recruitment_country", "recruited_in", "country_of_recruitment"),
    "exploitation": ("exploitation_country", "exploited_in", "country_of_exploitation"),
    "identification": ("identification_country", "identified_in", "country_of_identification"),
}
"""Properties of a person that state a fact of the case; their date is `<fact>_date` of the same record."""

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def presences(graph: EntityGraph) -> pd.DataFrame:
    """Return one row an actor, place and record that puts the one at the other.

    Returns
    -------
    pandas.DataFrame
        `who`, `place` (entity codes; an event with its own coordinates or country is its own place; -1 for a fact that
        names a country alone), `country` (empty where unknown, or where the place is said to lie in several), `sort`,
        `phase`, `first`, `last` (dates as recorded), `event` (code or -1), `record` and `other_record` (codes; the
        second is that of the event's place, or -1).
    """
    links, part = _links(graph), _parts(graph)
    where = place_countries(graph)
    found = pd.concat([_direct(links, part), _by_event(graph, links, part)], ignore_index=True)
    found["country"] = where[found["place"].to_numpy(np.int64)]
    return pd.concat([found, _facts(graph, part)], ignore_index=True)[COLUMNS]


def place_countries(graph: EntityGraph) -> NDArray[np.object_]:
    """Return for each entity code the one country it lies in, empty where none or several are claimed."""
    found = np.full(len(graph.entity_ids), "", dtype=object)
    kind = graph.entities["kind"].to_numpy(object)
    claimed = claims_of(graph, _LOCATED)
    if (kind == "Country").any():
        words = claims_of(graph, ("country_code", "code", "name"))
        claimed = pd.concat([claimed, words[kind[words["entity"]] == "Country"]], ignore_index=True)
    code = claimed["value"].map({text: _code(text) for text in claimed["value"].unique()})
    rows = claimed.assign(code=code)[code.notna()].drop_duplicates(["entity", "code"])
    rows = rows[~rows["entity"].duplicated(keep=False)]
    found[rows["entity"].to_numpy(np.int64)] = rows["code"].to_numpy(object)
    return found


def claims_of(graph: EntityGraph, wanted: Iterable[str]) -> pd.DataFrame:
    """Return `entity` (code), `property`, `value`, `record` of the claims on entities with these properties."""
    claims = graph.tables.claims
    mask = pc.and_(pc.is_in(claims["property"], pa.array(sorted(wanted), pa.string())), pc.invert(claims["on_link"]))
    rows: pd.DataFrame = claims.filter(pc.and_(mask, pc.is_valid(claims["value"]))).to_pandas()
    return pd.DataFrame(
        {
            "entity": graph.entity_of_origin[rows["subject"].to_numpy(np.int64)].astype(np.int64),
            "property": rows["property"].astype("str"),
            "value": rows["value"].astype("str"),
            "record": rows["record"].astype(np.int64),
        }
    )


_LOCATED: Final = frozenset(prop for prop, basis in properties.bases().items() if basis in ("location", "registration"))


@cache
def _code(text: str) -> str | None:
    code = countries.lookup(text)
    return code if code is not None and countries.is_country(code) else None


def _parts(graph: EntityGraph) -> NDArray[np.object_]:
    """Return for each entity code actor, event, place, country or nothing of these."""
    kind = graph.entities["kind"]
    part = kind.map(kinds.parts())
    located = kind.map(kinds.poles()).eq("location") & part.ne("country") & kind.ne("Region")
    found: NDArray[np.object_] = part.mask(located, "place").fillna("thing").to_numpy(object)
    return found


def _links(graph: EntityGraph) -> pd.DataFrame:
    """Return recorded links, once for each record that tells of them."""
    stored, entity = graph.tables.links, graph.entity_of_origin
    table = pd.DataFrame(
        {
            "a": entity[stored["source"].to_numpy()].astype(np.int64),
            "b": entity[stored["target"].to_numpy()].astype(np.int64),
            "kind": stored["kind"].to_pandas().astype("str"),
            "role": stored["role"].to_pandas().astype("str").fillna(""),
            "first": stored["first"].to_pandas().astype("str"),
            "last": stored["last"].to_pandas().astype("str"),
            "record": stored["record"].to_numpy().astype(np.int64),
        }
    )
    kept = np.asarray(stored["status"].to_pandas().astype("str") == "recorded") & ~table["kind"].isin(_NO_PRESENCE)
    again = graph.tables.link_records.to_pandas()
    more = table.iloc[again["link"].to_numpy(np.int64)].assign(record=again["record"].to_numpy(np.int64))
    told: pd.DataFrame = pd.concat([table, more], ignore_index=True)
    return told[np.concatenate([kept, kept[again["link"].to_numpy(np.int64)]])].drop_duplicates(ignore_index=True)


def _between(links: pd.DataFrame, part: NDArray[np.object_], one: str, others: tuple[str, ...]) -> pd.DataFrame:
    """Return links between an entity of one part and one of others, whichever is the source."""
    sides = []
    for mine, other in (("a", "b"), ("b", "a")):
        fits = (part[links[mine]] == one) & np.isin(part[links[other]].astype(str), others)
        sides.append(links[fits].rename(columns={mine: "one", other: "other"}))
    both: pd.DataFrame = pd.concat(sides, ignore_index=True)
    return both


def _direct(links: pd.DataFrame, part: NDArray[np.object_]) -> pd.DataFrame:
    """Actors with a link to a place, and to a country where the link says that they were there."""
    rows = _between(links, part, "actor", ("place", "country"))
    said = _said(rows["kind"], rows["role"])
    known = (said["sort"] != "") | (part[rows["other"]] == "place")
    rows = rows.assign(sort=said["sort"].mask(said["sort"] == "", "presence"), phase=said["phase"])[known]
    found: pd.DataFrame = rows.rename(columns={"one": "who", "other": "place"}).assign(event=-1, other_record=-1)
    return found


def _by_event(graph: EntityGraph, links: pd.DataFrame, part: NDArray[np.object_]) -> pd.DataFrame:
    """Actors who took part in an event, at the places of the event."""
    joined = _between(links, part, "event", ("actor",))
    sites = _sites(graph, links, part)
    rows = joined.merge(sites, on="one", suffixes=("", "_site"))
    own, site = _said(rows["kind"], rows["role"]), _said(rows["kind_site"], rows["role_site"])
    kind = graph.entities["kind"].to_numpy(object)[rows["one"]]
    plain = pd.Series(kind, index=rows.index, dtype="str")
    event = _said(plain, pd.Series("", index=rows.index, dtype="str"))
    sort = own["sort"].mask(own["sort"] == "", site["sort"])
    sort = sort.mask(sort == "", event["sort"])
    moves = site["phase"].isin([LEAVING, ARRIVING])
    rows = rows.assign(sort=sort.mask(sort == "", plain.str.lower()), phase=own["phase"].mask(moves, site["phase"]))
    begun, ended = event_dates(graph)
    for column, dated in (("first", begun), ("last", ended)):
        told = rows["one"].map(dated).astype("str")
        rows[column] = told.fillna(rows[f"{column}_site"]).fillna(rows[column]).astype("str")
    late = rows["phase"].eq(ARRIVING) & rows["last"].notna()
    rows["first"] = rows["first"].mask(late, rows["last"])
    leaving = rows["phase"].eq(LEAVING)
    rows["last"] = rows["last"].mask(leaving, rows["first"])
    named = {"other": "who", "other_site": "place", "one": "event", "record_site": "other_record"}
    found: pd.DataFrame = rows.rename(columns=named)
    return found


def event_sites(graph: EntityGraph) -> pd.DataFrame:
    """Return `one` (an event), `other` (where it was: a place, or the event itself), `record` of its records."""
    return _sites(graph, _links(graph), _parts(graph))


def _sites(graph: EntityGraph, links: pd.DataFrame, part: NDArray[np.object_]) -> pd.DataFrame:
    linked = _between(links, part, "event", ("place", "country"))
    both: pd.DataFrame = pd.concat([linked, _own_sites(graph, part, set(linked["one"].tolist()))], ignore_index=True)
    return both


def _own_sites(graph: EntityGraph, part: NDArray[np.object_], linked: set[int]) -> pd.DataFrame:
    """Events that say themselves where they were, and are linked to no place."""
    claimed = claims_of(graph, {"latitude", *_LOCATED}).drop_duplicates("entity")
    mine = claimed[(part[claimed["entity"]] == "event") & ~claimed["entity"].isin(linked)]
    nothing = pd.Series(None, index=mine.index, dtype="str")
    told = {"one": mine["entity"], "other": mine["entity"], "kind": nothing.fillna(""), "role": nothing.fillna("")}
    return pd.DataFrame({**told, "first": nothing, "last": nothing, "record": mine["record"]})


def event_dates(graph: EntityGraph) -> tuple[dict[int, str], dict[int, str]]:
    """Return for events when they began and ended, as they say themselves."""
    part = _parts(graph)
    claimed = claims_of(graph, {"date", "start_date", "end_date", "first_seen", "last_seen"})
    claimed = claimed[part[claimed["entity"]] == "event"]
    late = claimed["property"].isin(["end_date", "last_seen"])
    return (
        claimed[~late].groupby("entity")["value"].min().to_dict(),
        claimed[late].groupby("entity")["value"].max().to_dict(),
    )


def _facts(graph: EntityGraph, part: NDArray[np.object_]) -> pd.DataFrame:
    """Countries of recruitment, exploitation and identification that a person's own record states."""
    fact_of = {prop: fact for fact, props in _FACTS.items() for prop in props}
    claimed = claims_of(graph, {*fact_of, *(f"{fact}_date" for fact in _FACTS)})
    claimed = claimed[part[claimed["entity"]] == "actor"]
    rows = claimed[claimed["property"].isin(fact_of)]
    rows = rows.assign(sort=rows["property"].map(fact_of), country=rows["value"].map(_code))
    dated = claimed[~claimed["property"].isin(fact_of)]
    dated = dated.assign(sort=dated["property"].str.removesuffix("_date"), first=dated["value"].map(dates.parse))
    joined = rows.merge(dated[["entity", "record", "sort", "first"]], on=["entity", "record", "sort"], how="left")
    phase = {sort: phase for sort, _, phase in _SORTS}
    joined = joined.assign(phase=joined["sort"].map(phase).astype(np.int64), last=joined["first"])
    joined = joined.assign(place=-1, event=-1, other_record=-1).rename(columns={"entity": "who"})
    found: pd.DataFrame = joined[joined["country"].notna()]
    return found


def _said(kind: pd.Series[str], role: pd.Series[str]) -> pd.DataFrame:
    """Return `sort` (empty where the words say nothing) and `phase` for kinds and roles of links."""
    kinds_of, roles_of = kind.tolist(), role.tolist()
    pairs = [_meaning(one, other) for one, other in zip(kinds_of, roles_of, strict=True)]
    sorts = pd.Series([sort for sort, _ in pairs], index=kind.index, dtype="str")
    return pd.DataFrame({"sort": sorts, "phase": pd.Series([p for _, p in pairs], index=kind.index, dtype=np.int64)})


@cache
def _meaning(kind: str, role: str) -> tuple[str, int]:
    """Return the sort and the phase of a step.

    Examples
    --------
    >>> _meaning("BorderCrossing", "exit") == ("border crossing", LEAVING)
    True
    >>> _meaning("Participant", "involved"), _meaning("EndLocation", "end_location") == ("trip", ARRIVING)
    (('', 2), True)
    """
    words = [word.lower() for word in _WORD.findall(kind)] + [word.lower() for word in _WORD.findall(role)]
    sort, phase = next(
        ((sort, phase) for sort, stems, phase in _SORTS if any(w.startswith(stems) for w in words)), ("", BETWEEN)
    )
    if phase == BETWEEN:
        phase = LEAVING if _LEAVES.intersection(words) else ARRIVING if _ARRIVES.intersection(words) else BETWEEN
    if not sort and phase != BETWEEN and "location" in words:
        sort = "trip"
    return sort, phase
