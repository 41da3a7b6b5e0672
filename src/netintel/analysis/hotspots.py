"""Where do records of acts and persons lie close together?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis import _areas, _few
from netintel.analysis._cited import cited, small_p
from netintel.analysis._grid import cells
from netintel.analysis._moments import spanned
from netintel.analysis._person_routes import PersonRoutes
from netintel.analysis._placed import placed
from netintel.analysis._record_facts import told, worth
from netintel.analysis._significance import adjusted
from netintel.errors import NetworkError, UnknownEntityError
from netintel.model.results import Result
from netintel.vocab import small_counts

if TYPE_CHECKING:
    import geopandas

    from netintel.model.graph import EntityGraph

COARSEST_KM: Final = 25.0
"""Victims are placed no more exactly than this: the side of the smallest cell in which they are counted."""

_COLUMNS: Final = [
    "area",
    "lat",
    "lon",
    "area_km2",
    "n_persons",
    "n_victims",
    "n_events",
    "n_sites",
    "n_records",
    "n_exports",
    "n_originators",
    "first",
    "last",
    "exposure",
    "rate",
    "expected",
    "p_adjusted",
]


def hotspots(
    graph: EntityGraph,
    *,
    areas: geopandas.GeoDataFrame | None = None,
    within_km: float = COARSEST_KM,
    k: int = small_counts.FEWEST,
) -> Result:
    """Return the areas where records put persons and events, the most persons first.

    Where victims are held, where a border is crossed and where money is fetched tells which local force to bring in.
    Counted is who and what records place at a point: persons and other actors at addresses, places, border points and
    in events with coordinates, those events, and calls by the cell site that their record names. A place at which
    nothing is recorded counts for nothing.

    Without `areas` the globe is cut into cells of `within_km` by `within_km` kilometres, of equal size up to a few per
    cent and whole across the antimeridian. With `areas` each point counts in the smallest area that holds it, so that
    no area contains another and nothing can be had by subtracting.

    Parameters
    ----------
    graph
        An entity graph; a network has no coordinates.
    areas
        A GeoDataFrame in any coordinate system that it states, for example administrative areas: named by its column
        `area`, else `name`, else its index. A column `exposure` (inhabitants, crossings, hours of patrol) makes rates
        and tests.
    within_km
        Side of a cell, 1 to 2000 km. In cells and areas smaller than 25 by 25 km no victims are counted: their
        places are not told more exactly.
    k
        Victims (and minors) that an area must have to count them, 5 or more. Fewer are left out, with the events that
        only they took part in, before anything of the area is counted; and so are victims whose route `routes` does
        not show, in every area, for otherwise both results together would tell how many they are.

    Returns
    -------
    Result
        One row an area: `area`, `lat`, `lon` (the middle of a cell; a point inside a given area), `area_km2`,
        `n_persons` (actors, victims counted among them), `n_victims` (missing where fewer than `k`, none included),
        `n_events`, `n_sites` (points), `n_records`, `n_exports`, `n_originators`, `first`, `last` (months where
        victims are counted; missing where nothing is dated), and where exposure is given `exposure`, `rate` (persons
        for each unit of it), `expected` (persons, if all areas had the same rate) and `p_adjusted` (0-1: one-sided
        binomial mid-p of so many or more, Benjamini-Hochberg over all areas with exposure); else these are nan.
        By `p_adjusted` where there is exposure, then `n_persons`, `n_records`, `area`.
        Summary: `n_areas`, `n_withheld` (areas not shown under the rule of `k` or of 25 km), `n_outside` (persons
        other than victims whose points lie in no area).

    Limits
    ------
    Records lie where somebody looked: without an exposure a hotspot is a place that was watched. The test takes
    persons as independent, though people travel together, and says nothing where exposure is badly known. A hotspot
    on the border of two cells is halved; another `within_km` shows it. Results of the same graph with other cells or
    areas, or laid beside its routes, can tell apart what one does not: do not hand on several.

    References
    ----------
    palermo2000, benjamini1995

    Examples
    --------
    Two suspects and five victims are seen at one place, and four victims at another, who are in no number:

    >>> from netintel.model.builder import Builder
    >>> from netintel.model.case import Case
    >>> from netintel.model.graph import EntityGraph
    >>> from netintel.model.tables import Tables
    >>> build = Builder()
    >>> for place, lat in (("yard", "53.54"), ("farm", "41.1")):
    ...     _ = build.record(place)
    ...     build.entity(place, "Address", [("latitude", lat), ("longitude", "9.97")])
    >>> for i in range(11):
    ...     _ = build.record(f"row {i}")
    ...     build.entity(f"p{i}", "Person", [("category", "suspect" if i < 2 else "victim")])
    ...     _ = build.link(f"p{i}", "yard" if i < 7 else "farm", "Sighting", first="2024-03-01")
    >>> received = {"file": "a", "format": "x", "unit": "row", "sha256": "a" * 64, "bytes": 1, "loader": "x",
    ...             "ids": "file"}
    >>> graph = EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, build.tables(received))
    >>> found = hotspots(graph)
    >>> found.table()[["area", "n_persons", "n_victims", "n_records", "first"]]
                 area  n_persons  n_victims  n_records    first
    0  53.5 N, 10.0 E          7          5          7  2024-03
    >>> found.summary["n_withheld"]
    1

    See also
    --------
    netintel.analysis.routes : by which way persons came.
    """
    _few.check(k)
    if not 1 <= within_km <= 2000:
        raise ValueError(f"within_km: expected 1 to 2000 kilometres, got {within_km}")
    if not hasattr(graph, "jurisdictions") or not hasattr(graph, "received"):
        raise NetworkError("hotspots: expected an EntityGraph; a network holds no coordinates")
    found = placed(graph)
    mapped = None if areas is None else _areas.areas(areas)
    facts, sizes = _in_cells(found, within_km) if mapped is None else _in_areas(found, mapped)
    inside = facts[facts["area"] != ""]
    untold = PersonRoutes(graph).untold(k)
    counted, withheld = _withheld(inside, sizes["area_km2"], untold, k)
    table = _table(counted, sizes, worth(graph))
    behind = {str(area): np.unique(rows["record"].to_numpy(np.int64)) for area, rows in counted.groupby("area")}
    outside = facts.loc[(facts["area"] == "") & ~facts["victim"] & (facts["who"] >= 0), "who"].nunique()
    summary = {"n_areas": len(table), "n_withheld": withheld, "n_outside": int(outside)}
    return Result(
        name="hotspots",
        rows=table,
        method="spatial join to areas" if areas is not None else "cells of equal size",
        parameters={"areas": "as given" if areas is not None else "cells", "within_km": within_km, "k": k},
        seed=None,
        citation="palermo2000, benjamini1995",
        group="area",
        projection=(
            "actors and events at the points that records give them, calls at the cell site that their record names; "
            "witnesses, informants and professionals left out",
            "areas as given, each point in the smallest that holds it" if areas is not None
            else f"cells of {within_km:g} by {within_km:g} km",
        ),
        digest=graph.digest,
        caveats=_caveats(table, mapped, summary, k),
        summary=summary,
        explainer=_explainer(graph, behind, within_km if areas is None else None, k),
        recorder=lambda rows, key: told(graph, behind[str(rows["area"].iloc[_row_of(rows, key)])]),
    )  # fmt: skip


def _in_cells(found: pd.DataFrame, km: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    lat, lon = found["lat"].to_numpy(np.float64), found["lon"].to_numpy(np.float64)
    cut = cells(lat, lon, km)
    digits = 1 if km >= 20 else 2 if km >= 2 else 3  # neighbours must not get one name
    names = [f"{_degrees(a, 'NS', digits)}, {_degrees(b, 'EW', digits)}" for a, b in zip(cut.lat, cut.lon, strict=True)]
    facts = found.assign(area=pd.Series(names, index=found.index, dtype=object))
    sizes = pd.DataFrame({"area": names, "lat": cut.lat, "lon": cut.lon, "area_km2": cut.area_km2})
    return facts, sizes.drop_duplicates("area").set_index("area").assign(exposure=np.nan)


def _degrees(value: float, letters: str, digits: int) -> str:
    return f"{abs(value):.{digits}f} {letters[0] if value >= 0 else letters[1]}"


def _in_areas(found: pd.DataFrame, mapped: _areas.Areas) -> tuple[pd.DataFrame, pd.DataFrame]:
    points = found[["lat", "lon"]].drop_duplicates()
    area = _areas.located(mapped, points["lat"].to_numpy(np.float64), points["lon"].to_numpy(np.float64))
    return found.merge(points.assign(area=area), on=["lat", "lon"], how="left"), mapped.table


def _withheld(
    facts: pd.DataFrame, area_km2: pd.Series[float], untold: frozenset[int], k: int
) -> tuple[pd.DataFrame, int]:
    """Return the facts that may be counted, and the number of areas of which nothing may be.

    Victims whose route is not told count nowhere: an area beside the routes that lead there would tell their number.
    """
    mine = facts[facts["victim"] & ~facts["who"].isin(untold)]
    number = mine.groupby("area")["who"].nunique()
    large = area_km2.reindex(number.index) >= 0.9 * COARSEST_KM**2
    shown = set(number.index[(number >= k) & large])
    hidden = facts["victim"] & (~facts["area"].isin(shown) | facts["who"].isin(untold))
    took = facts[facts["who"] >= 0]
    kept = took[~hidden[took.index]]
    attended, known, each = (pd.MultiIndex.from_frame(rows[["area", "event"]]) for rows in (took, kept, facts))
    theirs = (facts["who"] < 0) & (facts["event"] >= 0) & each.isin(attended) & ~each.isin(known)
    left = facts[~hidden & ~theirs]
    return left, facts["area"].nunique() - left["area"].nunique()


def _table(facts: pd.DataFrame, sizes: pd.DataFrame, facts_of: pd.DataFrame) -> pd.DataFrame:
    record = facts["record"].to_numpy(np.int64)
    facts = facts.assign(**{column: facts_of[column].to_numpy()[record] for column in ("export", "originator")})
    person, event, victim = facts["who"] >= 0, facts["event"] >= 0, facts["victim"]
    areas = pd.Index(sorted(facts["area"].unique()), dtype=object, name="area")

    def number(rows: pd.DataFrame, column: str) -> pd.Series[int]:
        return rows.groupby("area")[column].nunique().reindex(areas).fillna(0).astype("int64")

    table = sizes.loc[areas, ["lat", "lon", "area_km2"]].astype("float64")
    table["n_persons"] = number(facts[person], "who")
    victims = number(facts[victim], "who").astype("Int64")
    table["n_victims"] = victims.mask(victims == 0)
    table["n_events"] = number(facts[event], "event")
    counted = {"n_sites": "site", "n_records": "record", "n_exports": "export", "n_originators": "originator"}
    for name, column in counted.items():
        table[name] = number(facts, column)
    dated = pd.concat([facts[["area", day]].set_axis(["area", "day"], axis=1) for day in ("first", "last")]).dropna()
    by = dated.groupby("area")["day"]
    for name, days in (("first", by.min()), ("last", by.max())):
        day = days.reindex(areas).astype("str")
        table[name] = day.mask(table["n_victims"].notna(), day.str[:7])
    table = _tested(table.reset_index(), sizes["exposure"])
    order = ["p_adjusted", "n_persons", "n_records", "area"]
    return table.sort_values(order, ascending=[True, False, False, True], kind="stable").reset_index(drop=True)


def _tested(table: pd.DataFrame, exposure: pd.Series[float]) -> pd.DataFrame:
    """Return the table with rates and tests against the exposure of all areas, those without a person included."""
    given = exposure[exposure > 0]
    if given.empty:
        return table.assign(exposure=np.nan, rate=np.nan, expected=np.nan, p_adjusted=np.nan)[_COLUMNS]
    from scipy.stats import binom

    persons = table.set_index("area")["n_persons"].reindex(given.index).fillna(0).to_numpy(np.int64)
    total, share = int(persons.sum()), given.to_numpy(np.float64) / float(given.sum())
    p: NDArray[np.float64] = np.asarray(binom.sf(persons, total, share) + 0.5 * binom.pmf(persons, total, share))
    tests = pd.DataFrame({"exposure": given, "expected": total * share, "p_adjusted": adjusted(p)}, index=given.index)
    found = tests.reindex(table["area"].to_numpy(object)).set_index(table.index)
    joined = pd.concat([table, found], axis=1)
    return joined.assign(rate=joined["n_persons"] / joined["exposure"])[_COLUMNS]


def _caveats(table: pd.DataFrame, mapped: _areas.Areas | None, summary: Mapping[str, Any], k: int) -> tuple[str, ...]:
    said = [
        "Records lie where somebody looked: a place that was watched has more of them, and no record is no proof that "
        "nothing was there.",
        f"Victims are counted from {k} in an area of at least 25 by 25 km and on a route; fewer are in no number here"
        + (f"; areas withheld for it: {summary['n_withheld']}." if summary["n_withheld"] else "."),
    ]
    if not len(table):
        said.insert(0, "No hotspots: no record puts anybody or an event at known coordinates.")
    elif table["exposure"].isna().all():
        said.append("No exposure is given: counts are not rates, and nothing is tested.")
    else:
        said.append("Tests take persons as independent, though people travel together: read p as too small.")
    if summary["n_outside"]:
        said.append(f"{summary['n_outside']} persons other than victims are at points that lie in no area.")
    return (*said, *(mapped.told if mapped is not None else ()))


def _row_of(rows: pd.DataFrame, key: Any) -> int:
    """Return the position of a row by its number or the name of its area."""
    at = np.flatnonzero((rows["area"] if isinstance(key, str) else rows.index.to_series()) == key)
    if not len(at):
        raise UnknownEntityError.of("area", key)
    return int(at[0])


def _explainer(
    graph: EntityGraph, behind: Mapping[str, NDArray[np.int64]], km: float | None, k: int
) -> Callable[[pd.DataFrame, Any], str]:
    def explain(rows: pd.DataFrame, key: Any) -> str:
        row = rows.iloc[_row_of(rows, key)]
        what = f"the cell of {km:g} by {km:g} km around {row['area']}" if km is not None else str(row["area"])
        every = "all" if row["n_victims"] is not pd.NA and row["n_victims"] == row["n_persons"] else row["n_victims"]
        victims = "" if pd.isna(row["n_victims"]) else f", {every} of them victims,"
        events = f" and {_number(row['n_events'], 'event')}" if row["n_events"] else ""
        when = f" {spanned(row['first'][:10], row['last'][:10])}" if isinstance(row["first"], str) else ""
        finding = (
            f"Records place {_number(row['n_persons'], 'person')}{victims}{events} at "
            f"{_number(row['n_sites'], 'point')} in {what}{when}, {_against(row)}"
        )
        known = (
            f"They are grouped by area; records lie where somebody looked, and fewer than {k} victims of one area or "
            "route are in no number"
        )
        return f"{finding}. {known}. {cited(told(graph, behind[str(row['area'])]))}"

    return explain


def _number(n: int, word: str) -> str:
    return f"one {word}" if n == 1 else f"{n} {word}s"


def _against(row: pd.Series[Any]) -> str:
    if pd.isna(row["p_adjusted"]):
        return "and without an exposure nobody knows whether that is many"
    return f"where {row['expected']:.1f} are expected by its exposure (adjusted p {small_p(row['p_adjusted'])})"
