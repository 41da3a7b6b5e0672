"""What is said of corridors: their caveats, one of them read aloud, and the records it stands on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from netintel.analysis._cited import cited, small_p
from netintel.analysis._cliques import clique_caveat
from netintel.analysis._excess import SIGNIFICANT
from netintel.analysis._group import by, grouped, noun
from netintel.errors import UnknownEntityError
from netintel.model.network import Network

Null = Literal["crossing", "all"]
Backbone = Literal["noise_corrected", "disparity"]

_NULLS = {
    "crossing": "everybody keeps their number of ties across borders and partners are chance",
    "all": "everybody keeps their number of ties and partners are chance",
}
_NAMED = 5
"""Pairs named in a caveat at most."""


def caveats(
    network: Network,
    summary: Mapping[str, Any],
    pairs: pd.DataFrame,
    run: int,
    asked: int,
    null: Null,
    meaning: str,
    hidden: float,
) -> tuple[str, ...]:
    """Return what must be told with a table of corridors."""
    told = [
        f"{grouped(network.group)}; another attribute gives other corridors.",
        f"Exposure of a country: {meaning}; a country that shared nothing has no ties, and no data is not zero.",
    ]
    if not network.jurisdictions:
        told.append("No jurisdiction is known: there are no corridors to speak of.")
    elif summary["n_crossing"] == 0:
        told.append("No tie surely crosses a border: there are no corridors to speak of.")
    elif null == "crossing" and len(pairs) and pairs["z"].isna().all():
        told.append(
            "With so few countries their totals alone fix every count, so no pair can be above chance; "
            "null='all' compares with domestic ties as well."
        )
    if summary["n_unknown"]:
        told.append(
            f"{summary['n_unknown']} of {network.n_ties} ties have an end of unknown jurisdiction and count nowhere."
        )
    if summary["no_data"]:
        told.append(
            f"No data from {', '.join(summary['no_data'])}: their few ties were seen by others, no tie is not none."
        )
    if len(pairs):
        told.append(
            f"{summary['n_tests']} pairs were tested at once: read observed against expected, then the adjusted p."
        )
        told.append(
            f"observed_low and observed_high suppose that {hidden:.0%} of real ties were not recorded and that each "
            "recorded one is wrong at the rate of its evaluation; the recorded number itself may lie outside."
        )
    if summary["n_apart"]:
        told.append(_apart(pairs, summary))
    few = int(pairs["flag"].str.startswith("expected < 5").sum())
    if few:
        told.append(f"{few} of {len(pairs)} pairs expect fewer than 5 ties: read their p, not their z.")
    if summary["single_partner"]:
        told.append(
            f"{len(summary['single_partner'])} pairs are tied with each other alone, and no disparity filter can keep "
            "them: see summary['single_partner']."
        )
    told.extend(clique_caveat(network))
    if run < asked:
        told.append(f"{run} rewires instead of {asked}, for the size of the network.")
    if 0 < network.n_nodes < 15:
        told.append("Fewer than 15 nodes: read counts, not z or p.")
    return tuple(told)


def _apart(pairs: pd.DataFrame, summary: Mapping[str, Any]) -> str:
    weak = pairs[(pairs["direction"] == "more") & (pairs["p"] > SIGNIFICANT)].sort_values("observed", ascending=False)
    named = [f"{a}-{b}" for a, b in zip(weak["source_country"], weak["target_country"], strict=True)]
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return (
        f"{len(named)} of the {summary['n_excess']} pairs in excess ({', '.join(named[:_NAMED])}{more}) are so only "
        "when stronger corridors of their countries are set apart (expected_apart): beside all ties chance may give as "
        "many, so they say which ties stand out among the others, not that there are many."
    )


def explainer(
    network: Network, null: Null, backbone: Backbone, meaning: str, hidden: float
) -> Callable[[pd.DataFrame, Any], str]:
    """Return how one row is read aloud."""
    group, directed, made = network.group, network.directed, network.made
    records = recorder(network)

    def explain(rows: pd.DataFrame, key: Any) -> str:
        row = rows.loc[_position(rows, key, directed)]
        a, b = row["source_country"], row["target_country"]
        ties = "one tie is" if row["observed"] == 1 else f"{row['observed']:g} ties are"
        said = (
            f"{'From' if directed else 'Between'} {a} {'to' if directed else 'and'} {b}{by(group)} {ties} recorded "
            f"({row['observed_low']:.3g} to {row['observed_high']:.3g} in nine of ten networks that may be the true "
            f"one) where {row['expected']:.1f} are expected if {_NULLS[null]}: {_verdict(row)}. "
            f"The pair is {'' if row['kept'] else 'not '}in the {backbone.replace('_', '-')} backbone of a network "
            f"made thus: {made}; it is supposed that {hidden:.0%} of real ties were not recorded, and what a "
            f"{noun(group)} did not share cannot show (exposure, {meaning}: {_supplied(row['source_exposure'])} for "
            f"{a}, {_supplied(row['target_exposure'])} for {b})."
        )
        return f"{said} {cited(records(rows, key))}".rstrip()

    return explain


def _verdict(row: pd.Series[Any]) -> str:
    if np.isnan(row["z"]):
        return "the totals alone fix that number"
    if row["direction"] == "fewer":
        return f"fewer than chance gives (p {small_p(1 - row['p'])}), which is no corridor"
    tested = f"adjusted p {small_p(row['p_adjusted'])}"
    if row["direction"] != "more":
        return f"no more than chance may give ({tested})"
    if row["p"] <= SIGNIFICANT:
        return f"more than chance gives ({tested}), as in {row['p_excess']:.0%} of those networks"
    return (
        "more than chance gives only when stronger corridors are set apart, which leaves "
        f"{row['expected_apart']:.1f} expected ({tested}), as in {row['p_excess']:.0%} of those networks, while beside "
        f"all ties chance gives as many or more with p {small_p(row['p'])}"
    )


def _supplied(exposure: float) -> str:
    return "no data" if np.isnan(exposure) else f"{exposure:g}"


def recorder(network: Network) -> Callable[[pd.DataFrame, Any], pd.DataFrame]:
    """Return how the records behind one row are found."""

    def records(rows: pd.DataFrame, key: Any) -> pd.DataFrame:
        row = rows.loc[_position(rows, key, network.directed)]
        column = {code: i for i, code in enumerate(network.jurisdictions)}
        member = network.shares.astype(bool).tocsc()
        a, b = (member[:, [column[row[end]]]].toarray().ravel() for end in ("source_country", "target_country"))
        there = a[network.source] & b[network.target]
        if not network.directed:
            there |= b[network.source] & a[network.target]
        return network.records(np.flatnonzero(there))

    return records


def _position(rows: pd.DataFrame, key: Any, directed: bool) -> Any:
    """Return the row's index: the key itself, or that of a pair of countries."""
    if isinstance(key, tuple) and len(key) == 2:
        a, b = key if directed else sorted(key)
        found = rows.index[(rows["source_country"] == a) & (rows["target_country"] == b)]
        if len(found):
            return found[0]
    elif key in rows.index:
        return key
    raise UnknownEntityError.of("corridor with ties, or with one expected,", key)
