"""What must be told with changes between two periods."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from netintel.analysis._broker_caveats import LEAD, rankable
from netintel.analysis._group import grouped
from netintel.analysis._moments import day
from netintel.analysis._windows import SPELL_DAYS, Acts, Window


def summary(acts: Acts, rows: pd.DataFrame) -> dict[str, Any]:
    """Return plain counts of what was recorded in each period, and what each export has there."""
    early, late = (count > 0 for count in acts.counts(acts.after))
    network = acts.network
    actors = [
        rankable(network)
        & np.isin(np.arange(network.n_nodes), np.concatenate([network.source[kept], network.target[kept]]))
        for kept in (early, late)
    ]
    exposure = acts.exports.set_axis(acts.names[acts.exports.index.to_numpy(np.int64)])
    exposure = exposure.assign(first=exposure["first"].map(day), last=(exposure["last"] - 1).map(day))
    return {
        "acts_before": int((~acts.after).sum()),
        "acts_after": int(acts.after.sum()),
        "ties_only_before": int((early & ~late).sum()),
        "ties_only_after": int((late & ~early).sum()),
        "ties_in_both": int((early & late).sum()),
        "actors_only_before": int((actors[0] & ~actors[1]).sum()),
        "actors_only_after": int((actors[1] & ~actors[0]).sum()),
        "undated": acts.undated,
        "coarse": acts.coarse,
        "outside": acts.outside,
        "tested": {
            what: int(rows.loc[rows["what"] == what, "p"].notna().sum()) for what in ("actor", "corridor", "tie")
        },
        "exposure": exposure[["before", "after", "first", "last"]].to_dict("index"),
    }


def caveats(acts: Acts, windows: tuple[Window, Window]) -> tuple[str, ...]:
    """Return what must be told with every change."""
    told = [
        "Only what is recorded changed here: who was watched more has more contacts because of it. " + LEAD,
        f"{grouped(acts.network.group)}; another attribute gives other corridors.",
        f"In neither period: {acts.undated} undated pieces of evidence, {acts.coarse} dated less precisely than the "
        f"periods, {acts.outside} dated elsewhere.",
        f"Periods are exchanged within each export, contacts within {SPELL_DAYS} days together; phases of weeks look "
        "like changes too often.",
    ]
    spans, names = acts.exports, acts.names[acts.exports.index.to_numpy(np.int64)]
    for mask, said in (
        (
            (spans["last"] <= windows[1].begin) & (spans["before"] > 0),
            "end before the second period: what is gone from",
        ),
        ((spans["first"] >= windows[0].end) & (spans["after"] > 0), "begin after the first period: what is new in"),
    ):
        files = sorted(set(names[mask.to_numpy(bool)]))
        if files:
            listed = ", ".join(files[:5]) + (f" and {len(files) - 5} more" if len(files) > 5 else "")
            told.append(f"Exports that {said} them is neither a fall nor a rise ({listed}).")
    told.append(
        "Whether a change is robust supposes, and does not know, how many ties were not recorded; the range of a "
        "difference comes from plausible networks and may not hold the recorded one."
    )
    if not len(acts.tie):
        told.append("No evidence is dated in either period: nothing can be said about changes.")
    if 0 < acts.network.n_nodes < 15:
        told.append("Fewer than 15 nodes: read counts, not ranks.")
    return tuple(told)
