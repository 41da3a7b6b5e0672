"""Flows that a publisher counted: how many cases from which country to which, and never who."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis._few import to_the_month
from netintel.analysis._presence import place_countries
from netintel.analysis._record_facts import worth

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

PROXY_OF = "origin: citizenship; destination: place of identification"


class Flows(NamedTuple):
    """Rows of a table of routes, the records behind each, and how many flows are too small to be shown."""

    rows: list[dict[str, Any]]
    records: list[NDArray[np.int64]]
    withheld: int


def flows(graph: EntityGraph, k: int) -> Flows:
    """Return one row a pair of countries, by the export that counts most cases of it.

    Years and kinds of exploitation of one export add up; exports do not, for two editions of a data set count the
    same cases. A flow of fewer than k cases in its export is not shown.
    """
    table = _stored(graph)
    sizes = table.groupby(["origin", "destination", "export"], sort=True)["weight"].sum().reset_index()
    sizes = sizes.sort_values(["origin", "destination", "weight"], ascending=[True, True, False], kind="stable")
    best = sizes.drop_duplicates(["origin", "destination"])
    shown = best[best["weight"] >= k]
    rows, records = [], []
    facts = worth(graph)
    for origin, destination, export, cases in shown.itertuples(index=False):
        fits = (table["origin"] == origin) & (table["destination"] == destination) & (table["export"] == export)
        part = table[fits]
        behind = np.unique(part["record"].to_numpy(np.int64))
        rows.append(_row(origin, destination, int(cases), part, facts.iloc[behind]))
        records.append(behind)
    return Flows(rows, records, len(best) - len(shown))


def _stored(graph: EntityGraph) -> pd.DataFrame:
    links, entity = graph.tables.links, graph.entity_of_origin
    wanted = np.asarray(links["kind"].to_pandas().astype("str") == "AggregateFlow")
    found = links.filter(wanted)
    where = place_countries(graph) if found.num_rows else np.array([], dtype=object)
    record = found["record"].to_numpy().astype(np.int64)
    table = pd.DataFrame(
        {
            "origin": where[entity[found["source"].to_numpy()]],
            "destination": where[entity[found["target"].to_numpy()]],
            "weight": found["weight"].to_pandas().fillna(0).astype(np.float64),
            "role": found["role"].to_pandas().astype("str"),
            "first": found["first"].to_pandas().astype("str"),
            "last": found["last"].to_pandas().astype("str"),
            "record": record,
            "export": graph.tables.records["export"].to_numpy()[record],
        }
    )
    return table[(table["origin"] != "") & (table["destination"] != "")]


def _row(origin: str, destination: str, cases: int, part: pd.DataFrame, facts: pd.DataFrame) -> dict[str, Any]:
    dated = pd.concat([part["first"], part["last"]]).dropna()
    return {
        "route": f"{origin} > {destination}",
        "origin": origin,
        "transit": (),
        "destination": destination,
        "kind": "internal" if origin == destination else "cross-border",
        "proxy": True,
        "proxy_of": PROXY_OF,
        "aggregate": True,
        "n_persons": cases,
        "n_low": pd.NA,
        "n_high": pd.NA,
        "n_victims": cases,
        "n_records": len(facts),
        "n_exports": facts["export"].nunique(),
        "n_originators": facts["originator"].nunique(),
        "attested": 0.0,
        "order": "none",
        "first": to_the_month(dated.min()) if len(dated) else None,
        "last": to_the_month(dated.max()) if len(dated) else None,
        "steps": (f"{origin}: citizenship of cases (proxy)", f"{destination}: place of identification (proxy)"),
    }
