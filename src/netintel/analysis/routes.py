"""By which ways do persons come from where to where?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from netintel.analysis import _few
from netintel.analysis._certainty import LEVEL, interval
from netintel.analysis._cited import cited
from netintel.analysis._flows import flows
from netintel.analysis._moments import spanned
from netintel.analysis._person_routes import SAID, PersonRoutes
from netintel.analysis._presence import EXPLOITED
from netintel.analysis._record_facts import told
from netintel.errors import NetworkError, UnknownEntityError
from netintel.model.results import Routes
from netintel.vocab import countries, small_counts

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

_COLUMNS: Final = [
    "route",
    "origin",
    "transit",
    "destination",
    "kind",
    "proxy",
    "proxy_of",
    "aggregate",
    "n_persons",
    "n_low",
    "n_high",
    "n_victims",
    "n_records",
    "n_exports",
    "n_originators",
    "attested",
    "order",
    "first",
    "last",
    "steps",
]


_ORDERED: Final = {
    "none": "",
    "dates": " in the order of their dates",
    "dates and acts": " in the order of their dates and, where these leave it open, of what was done",
}


def routes(graph: EntityGraph, *, k: int = small_counts.FEWEST) -> Routes:
    """Return the routes of persons as sequences of countries, attested ones first, each by how many took it.

    Where victims were recruited, through which countries they came and where they were exploited says which states
    have to act together, and where on the way somebody can be stopped. A route is what several persons' records have
    in common; it says nothing of one of them.

    The steps of a person are what records say of being in a country: recruitment and exploitation, trips, border
    crossings, sightings, addresses, events taken part in, and countries of recruitment, exploitation and identification
    that the person's record states. They are put in the order of time, each at the precision its date has: two steps
    that overlap in time in two countries are ordered by what was done (recruited, left, arrived, exploited) where
    their dates are equally precise, else the less precise one is left out. A victim's route begins with the
    recruitment. Undated steps have no place in an order; of a victim, recruitment is first and exploitation last.

    Where a person's records name one country only, the other end is a proxy: the country of citizenship stands for
    the origin, the country that reported or wants the person for the destination. A destination known only from the
    place where a victim was identified is a proxy too. Flows of aggregate data sets (CTDC) join as rows of their own,
    always proxies: citizenship to place of identification.

    Parameters
    ----------
    graph
        An entity graph; a network has no places and dates.
    k
        Victims (and minors) that a route must have to count them, 5 or more. Fewer are left out before anything of
        the row is counted, so that no number of any row or total contains them; a route that only they took is not
        shown.

    Returns
    -------
    Routes
        One row a route: `route` (`RO > HU > DE`), `origin`, `transit` (countries between, without recorded
        exploitation), `destination` (the last country with recorded exploitation, else the last; of a return route the
        last before coming back), `kind` (`"cross-border"`, `"internal"`, `"return"`), `proxy` (true where an end is
        not attested as such), `proxy_of` (which end, by what), `aggregate`, `n_persons` (persons, or cases of an
        aggregate), `n_low`, `n_high` (90 % range of persons who are really on the route: an originator is wrong about
        a person at the rate of its best evaluation, and every step needs one who is right; missing for aggregates),
        `n_victims` (missing where fewer than `k`, none included), `n_records`, `n_exports`, `n_originators`,
        `attested` (0-1: the part of the steps that more than one originator speaks of), `order` (`"dates"`,
        `"dates and acts"` where acts had to order what dates leave open, `"none"` where a proxy leaves one step),
        `first`, `last` (months where victims are counted; missing where nothing is dated), `steps` (a text a country:
        by what it is attested).
        Summary: `n_routes`, `n_withheld` (routes not shown under the rule of `k`), and `left_out`, persons without a
        route by reason; victims among them only from `k`.

    Limits
    ------
    A route begins where records begin: who was first checked at a border came from somewhere. Phones and vehicles are
    not followed, nor is a person whom exports know under several ids until they are merged. Witnesses, informants and
    professionals are not counted. Numbers follow where the exports' authors look, and several requests with
    other settings, of a graph before and after an export, or laid beside its hotspots can tell apart what one result
    does not: do not hand on several.

    References
    ----------
    palermo2000, ctdc2024

    Examples
    --------
    Five victims recruited in Moldova and exploited in Italy, and one suspect who crossed by way of Romania:

    >>> from netintel.model.builder import Builder
    >>> from netintel.model.case import Case
    >>> from netintel.model.graph import EntityGraph
    >>> from netintel.model.tables import Tables
    >>> build = Builder()
    >>> for country in ("MD", "RO", "IT"):
    ...     _ = build.record(country)
    ...     build.entity(country, "Place", [("country", country)])
    >>> for i in range(6):
    ...     _ = build.record(f"row {i}")
    ...     build.entity(f"p{i}", "Person", [("category", "victim" if i < 5 else "suspect")])
    ...     _ = build.link(f"p{i}", "MD", "Recruitment" if i < 5 else "Sighting", first="2024-03")
    ...     _ = build.link(f"p{i}", "IT", "Exploitation" if i < 5 else "Sighting", first="2024-05")
    >>> _ = build.link("p5", "RO", "BorderCrossing", first="2024-04-02")
    >>> received = {"file": "a", "format": "x", "unit": "row", "sha256": "a" * 64, "bytes": 1, "loader": "x",
    ...             "ids": "file"}
    >>> graph = EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, build.tables(received))
    >>> routes(graph).table()[["route", "kind", "proxy", "n_persons", "n_victims", "order"]]
              route          kind  proxy  n_persons  n_victims  order
    0       MD > IT  cross-border  False          5          5  dates
    1  MD > RO > IT  cross-border  False          1       <NA>  dates

    See also
    --------
    netintel.analysis.hotspots : where, and not by which way.
    netintel.analysis.corridors : which pairs of countries are tied more than chance.
    """
    _few.check(k)
    if not hasattr(graph, "jurisdictions") or not hasattr(graph, "received"):
        raise NetworkError("routes: expected an EntityGraph; a network holds no places and dates of persons' steps")
    made = PersonRoutes(graph)
    kept, withheld = _withheld(made.persons, k)
    counted = flows(graph, k)
    rows = _ordered([*(_row(part, made) for part in kept), *counted.rows])
    behind = [*(made.records(part) for part in kept), *counted.records]
    table = pd.DataFrame([row for _, row in rows], columns=_COLUMNS) if rows else pd.DataFrame(columns=_COLUMNS)
    table = _typed(table)
    records = [behind[i] for i, _ in rows]
    summary = {"n_routes": len(table), "n_withheld": withheld + counted.withheld, "left_out": made.left_out(k)}
    return Routes(
        name="routes",
        rows=table,
        method="steps in the order of time",
        parameters={"k": k, "level": LEVEL},
        seed=None,
        citation="palermo2000, ctdc2024",
        group="country of stay",
        projection=_recipe(made),
        digest=graph.digest,
        caveats=_caveats(table, summary, k),
        summary=summary,
        explainer=_explainer(graph, records),
        recorder=lambda found, key: told(graph, records[_position(found, key)]),
    )


def _withheld(persons: pd.DataFrame, k: int) -> tuple[list[pd.DataFrame], int]:
    """Return the rows of each route that may be counted, and the number of routes of which nothing may be."""
    kept, withheld = [], 0
    for _, part in persons.groupby(["route", "proxy"], sort=True):
        few = part.loc[part["victim"], "who"].nunique() < k
        shown = part[~part["victim"]] if few else part
        if len(shown):
            kept.append(shown)
        else:
            withheld += 1
    return kept, withheld


def _row(part: pd.DataFrame, made: PersonRoutes) -> dict[str, Any]:
    """Return what is told of one route, from nothing but the persons who may be counted."""
    names = str(part["route"].iloc[0]).split(" > ")
    evidence = [sorted({row for one in part["evidence"] for row in one[place]}) for place in range(len(names))]
    steps = [made.steps.iloc[[row for row in rows if row >= 0]] for rows in evidence]
    exploited = {name for name, rows in zip(names, steps, strict=True) if (rows["phase"] == EXPLOITED).any()}
    kind = _kind(names)
    last = len(names) - 2 if kind == "return" else len(names) - 1
    end = max((i for i in range(1, last + 1) if names[i] in exploited), default=last)
    by = [len({made.originator[record] for row in rows for record in made.behind(row)}) for rows in evidence]
    every = made.records(part)
    victims = part.loc[part["victim"], "who"].nunique()
    dated = pd.concat([rows[day] for rows in steps for day in ("first", "last")]).dropna()
    first, final = (dated.min(), dated.max()) if len(dated) else (None, None)
    people = part.drop_duplicates("who")
    low, high = interval(made.chance(one) for one in people["evidence"])
    return {
        "route": " > ".join(names),
        "origin": names[0],
        "transit": tuple(name for name in names[1:end] if name not in exploited),
        "destination": names[end],
        "kind": kind,
        "proxy": bool(part["proxy"].iloc[0]),
        "proxy_of": " | ".join(sorted({text for text in part["proxy_of"] if text})),
        "aggregate": False,
        "n_persons": len(people),
        "n_low": low,
        "n_high": high,
        "n_victims": victims or pd.NA,
        "n_records": len(every),
        "n_exports": len(np.unique(made.export[every])),
        "n_originators": len(np.unique(made.originator[every])),
        "attested": float(np.mean([originators > 1 for originators in by])),
        "order": _order(part["by_dates"].dropna()),
        "first": _few.to_the_month(first) if victims else first,
        "last": _few.to_the_month(final) if victims else final,
        "steps": tuple(
            _by_what(name, rows, made, found) for name, rows, found in zip(names, steps, evidence, strict=True)
        ),
    }


def _order(by_dates: pd.Series[Any]) -> str:
    if not len(by_dates):
        return "none"
    return "dates" if by_dates.all() else "dates and acts"


def _kind(names: list[str]) -> str:
    if len(set(names)) == 1:
        return "internal"
    return "return" if names[0] == names[-1] else "cross-border"


def _by_what(name: str, steps: pd.DataFrame, made: PersonRoutes, rows: list[int]) -> str:
    claims = {str(made.claims["basis"].iloc[-1 - row]) for row in rows if row < 0}
    words = [*sorted(set(steps["sort"])), *sorted(f"{SAID.get(basis, basis)} (proxy)" for basis in claims)]
    return f"{name}: {', '.join(words)}"


def _ordered(rows: list[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    """Return rows with their position before: attested routes, proxies, aggregates, each by persons, then route."""

    def key(numbered: tuple[int, dict[str, Any]]) -> tuple[bool, bool, int, str]:
        row = numbered[1]
        return row["aggregate"], row["proxy"], -row["n_persons"], row["route"]

    return sorted(enumerate(rows), key=key)


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    whole = dict.fromkeys(("n_low", "n_high", "n_victims"), "Int64")
    plain = dict.fromkeys(("n_persons", "n_records", "n_exports", "n_originators"), "int64")
    return table.astype({**whole, **plain, "attested": "float64", "proxy": "bool", "aggregate": "bool"})


def _recipe(made: PersonRoutes) -> tuple[str, ...]:
    sorts = made.steps["sort"].value_counts()
    told_of = ", ".join(f"{sort}" for sort in sorted(sorts.index)) or "none"
    return (
        "persons but witnesses, informants and professionals, each with the steps that records date or state",
        f"steps by: {told_of}",
        "steps in the order of time at the precision of their dates, then of acts; steps in one country are one",
        "country of a step: that of the place, where one country is claimed of it",
    )


def _caveats(table: pd.DataFrame, summary: Mapping[str, Any], k: int) -> tuple[str, ...]:
    said = [
        "A route begins where records begin and ends where they end; numbers follow where the authors of the exports "
        "look, and a country that shared nothing is on no route.",
        f"Victims are counted from {k} on a route; fewer are in no number of this result"
        + (f"; routes withheld for it: {summary['n_withheld']}." if summary["n_withheld"] else "."),
    ]
    if not len(table):
        said.insert(0, "No routes: no person is recorded in two countries at known times, or in one with a proxy.")
    persons = table[~table["aggregate"]]
    if persons["proxy"].any():
        said.append(
            f"{int(persons['proxy'].sum())} of {len(persons)} routes of persons are proxies: where somebody is a "
            "citizen is not where they set out, and where they were identified is not where they were exploited."
        )
    if table["aggregate"].any():
        said.append(
            f"{int(table['aggregate'].sum())} rows are counts of a published data set, from citizenship to place of "
            "identification; they are proxies, and their cases may be among the persons of other rows."
        )
    if (table["order"] == "dates and acts").any():
        said.append("Where dates leave the order open, acts give it: recruited, left, arrived, exploited.")
    return tuple(said)


def _position(rows: pd.DataFrame, key: Any) -> int:
    """Return the position of a row by its number or its route (the first with it: attested before proxy)."""
    if isinstance(key, str):
        found = np.flatnonzero(rows["route"] == key)
        if not len(found):
            raise UnknownEntityError.of("route", key)
        return int(found[0])
    if key not in rows.index:
        raise UnknownEntityError.of("row of the routes", key)
    return int(np.flatnonzero(rows.index == key)[0])


def _explainer(
    graph: EntityGraph, records: list[np.ndarray[Any, np.dtype[np.int64]]]
) -> Callable[[pd.DataFrame, Any], str]:
    def explain(rows: pd.DataFrame, key: Any) -> str:
        at = _position(rows, key)
        row = rows.iloc[at]
        known = _needed(row)
        return f"{_finding(row)}. {known[0].upper()}{known[1:]}. {cited(told(graph, records[at]))}".strip()

    return explain


def _finding(row: pd.Series[Any]) -> str:
    way = _way(row["route"].split(" > "), row["kind"])
    when = f" {spanned(row['first'][:10], row['last'][:10])}" if isinstance(row["first"], str) else ""
    if row["aggregate"]:
        return f"A published data set counts {row['n_persons']} cases {way}{when}"
    victims = "" if pd.isna(row["n_victims"]) else f", {_of_all(row['n_victims'], row['n_persons'])} of them victims,"
    number = "One person is" if row["n_persons"] == 1 else f"{row['n_persons']} persons are"
    return (
        f"{number} recorded on the route {way}{victims}{when} ({LEVEL:.0%} interval {row['n_low']} to {row['n_high']} "
        "by the gradings of the records)"
    )


def _of_all(number: int, every: int) -> str:
    return "all" if number == every else str(number)


def _way(names: list[str], kind: str) -> str:
    spoken = [countries.name(name) for name in names]
    if kind == "internal":
        return f"within {spoken[0]}"
    between = spoken[1:-1]
    listed = " and ".join(part for part in (", ".join(between[:-1]), *between[-1:]) if part)
    through = f" by way of {listed}" if between else ""
    back = "back " if kind == "return" else ""
    return f"from {spoken[0]}{through} {back}to {spoken[-1]}"


def _needed(row: pd.Series[Any]) -> str:
    if row["aggregate"]:
        return (
            "these are citizenship and place of identification, proxies for where people set out and where they were "
            "exploited, and the counts follow where the publisher's partners work"
        )
    proxy = f"it is a proxy ({row['proxy_of']}); " if row["proxy"] else ""
    return (
        f"{proxy}countries are those that records name{_ORDERED[row['order']]}, "
        f"{_attested(row['attested'], len(row['steps']))}, and whoever was recorded nowhere is not counted"
    )


def _attested(part: float, steps: int) -> str:
    """Return in words how many steps more than one originator speaks of.

    Examples
    --------
    >>> _attested(0.0, 3), _attested(1.0, 2), _attested(0.4, 5)
    ('one originator alone speaks of each', 'several originators speak of each', 'several originators speak of 2 of 5')
    """
    several = round(part * steps)
    if several == 0:
        return "one originator alone speaks of each"
    return f"several originators speak of {'each' if several == steps else f'{several} of {steps}'}"
