"""Which ties cross a border?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from netintel.analysis._broker_caveats import rankable
from netintel.analysis._cited import cited
from netintel.analysis._cliques import clique_caveat
from netintel.analysis._group import by, grouped, noun
from netintel.analysis._mixing import external_internal, known_nodes
from netintel.analysis._rewire import label_order
from netintel.analysis._subject import network_of
from netintel.errors import UnknownEntityError
from netintel.model.network import Network
from netintel.model.results import Pairs, spoken

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

Codes = np.ndarray[Any, np.dtype[np.int64]]


def cross_border(subject: EntityGraph | Network, *, seed: int = 0) -> Pairs:
    """Return the ties that surely cross a border, the best attested first.

    A tie between a person of one state and one of another needs a legal channel to be followed up; these are the
    ties a liaison magistrate or a joint team starts from. A tie crosses *surely* when both ends have a known
    jurisdiction and none in common. A dual national of RO and DE tied to a national of RO is not listed; neither is
    a tie to somebody of unknown jurisdiction, which is counted apart and never taken for domestic.

    Parameters
    ----------
    subject
        An entity graph (projected by `actors` with its defaults) or a network.
    seed
        For the shuffled labels behind the E-I index; the table does not depend on it.

    Returns
    -------
    Pairs
        One row a tie between two who may be listed (ties of victims, witnesses, minors, informants and professionals
        are counted alone): `link` (id where the ties have one, otherwise the tie's position in the network), `source`,
        `target` (labels; without direction the earlier label first), `source_countries`, `target_countries` (tuples),
        `n_records` (records that attest the tie; its weight where records were not given), `n_exports` (exports that
        attest it; missing where not given), `weight`, `n_originators` where given, and where the network knows names
        `source_name`, `target_name` (missing where unknown). Ordered by `n_originators`, `n_records`, then the labels.
        Summary: `n_ties`, `n_crossing`, `n_domestic`, `n_unknown` (an end of unknown jurisdiction),
        `share_crossing` (of the ties with two known ends; nan where there are none), `ei_index`, `ei_expected`,
        `ei_p` (two-sided, labels shuffled among the known nodes).

    Limits
    ------
    Ties are those somebody recorded. A state that shared nothing has no ties here, which is not the same as none.

    References
    ----------
    krackhardt1988

    Examples
    --------
    >>> edges = pd.DataFrame({"source": ["a", "a", "b"], "target": ["b", "c", "d"], "weight": [2, 5, 1]})
    >>> nodes = pd.DataFrame({"id": ["a", "b", "c"], "jurisdiction": ["RO", "DE", "RO"]})
    >>> found = cross_border(Network.from_edgelist(edges, nodes, directed=False))
    >>> found.table()[["source", "target", "source_countries", "target_countries", "n_records"]]
      source target source_countries target_countries  n_records
    0      a      b            (RO,)            (DE,)        2.0
    >>> {name: found.summary[name] for name in ("n_ties", "n_crossing", "n_domestic", "n_unknown")}
    {'n_ties': 3, 'n_crossing': 1, 'n_domestic': 1, 'n_unknown': 1}

    See also
    --------
    netintel.analysis.openness : the E-I index of each country and person.
    netintel.analysis.corridors : the same ties added up by pair of countries, against chance.
    """
    network = network_of(subject)
    crosses = network.crossing()
    known = known_nodes(network)
    both = known[network.source] & known[network.target]
    index = external_internal(network, seed)
    listed = rankable(network)
    at = np.flatnonzero(crosses & listed[network.source] & listed[network.target])
    ties = network.ties.iloc[at]
    order = _order(network, ties, at)
    at, ties = at[order], ties.iloc[order]
    summary = {
        "n_ties": network.n_ties,
        "n_crossing": int(crosses.sum()),
        "n_domestic": int((both & ~crosses).sum()),
        "n_unknown": int((~both).sum()),
        "share_crossing": float(crosses.sum() / both.sum()) if both.any() else float("nan"),
        "ei_index": index.observed,
        "ei_expected": index.expected,
        "ei_p": index.p,
    }
    return Pairs(
        name="cross_border",
        rows=_rows(network, ties.reset_index(drop=True), at),
        method="no jurisdiction in common",
        parameters={"shuffles": index.shuffles},
        seed=seed,
        citation="krackhardt1988",
        group=network.group,
        projection=network.recipe,
        digest=network.digest,
        caveats=_caveats(network, summary, every=bool(listed.all())),
        summary=summary,
        explainer=_explainer(network, at),
        recorder=_recorder(network, at),
    )


def _order(network: Network, ties: pd.DataFrame, at: Codes) -> Codes:
    """Return the order in which ties are listed: by originators and records, most first, then by their labels."""
    source, target = _ends(network, at)
    n_records = ties["n_records"] if "n_records" in ties else ties["weight"]
    keys: list[Any] = [
        network.labels[target].astype(str),
        network.labels[source].astype(str),
        -n_records.to_numpy(np.float64),
    ]
    if "n_originators" in ties:
        keys.append(-ties["n_originators"].to_numpy(np.float64))
    return np.lexsort(keys)


def _rows(network: Network, ties: pd.DataFrame, at: Codes) -> pd.DataFrame:
    source, target = _ends(network, at)
    countries = network.countries
    rows = pd.DataFrame(
        {
            "link": ties.get("link", pd.Series(at)),
            "source": network.labels[source],
            "target": network.labels[target],
            "source_countries": pd.Series([countries[v] for v in source], dtype=object),
            "target_countries": pd.Series([countries[v] for v in target], dtype=object),
            "n_records": ties["n_records"] if "n_records" in ties else ties["weight"],
            "n_exports": ties.get("n_exports", pd.NA),
            "weight": ties["weight"],
        }
    )
    if "n_originators" in ties:
        rows["n_originators"] = ties["n_originators"]
    if "name" in network.nodes_table:
        named = network.nodes_table["name"].to_numpy(dtype=object)
        for end, nodes in (("source_name", source), ("target_name", target)):
            rows[end] = pd.Series(named[nodes], dtype="str")
    return rows


def _ends(network: Network, at: Codes) -> tuple[Codes, Codes]:
    """Return the ends of some ties; where they have no direction, in the order of their labels."""
    source, target = network.source[at].astype(np.int64), network.target[at].astype(np.int64)
    if network.directed:
        return source, target
    order = label_order(network)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    turned = rank[source] > rank[target]
    return np.where(turned, target, source), np.where(turned, source, target)


def _recorder(network: Network, at: Codes) -> Callable[[pd.DataFrame, Any], pd.DataFrame]:
    def records(rows: pd.DataFrame, key: Any) -> pd.DataFrame:
        if key not in rows.index:
            raise UnknownEntityError.of("listed tie", key)
        return network.records(at[[key]])

    return records


def _caveats(network: Network, summary: dict[str, Any], *, every: bool) -> tuple[str, ...]:
    told = [
        f"{grouped(network.group)}; another attribute gives other ties.",
        "Only recorded ties: a country that shared nothing has no ties here, and no data is not zero.",
        "Group sizes alone move the E-I index: read ei_index against ei_expected and ei_p.",
    ]
    if not network.jurisdictions:
        told.append("No jurisdiction is known, so no tie can be said to cross a border.")
    elif summary["n_unknown"]:
        told.append(f"{summary['n_unknown']} ties have an end of unknown jurisdiction: neither crossing nor domestic.")
    if not every:
        told.append("Ties of victims, witnesses, minors, informants and professionals are counted and not listed.")
    if 0 < network.n_nodes < 15:
        told.append("Fewer than 15 nodes: read counts, not shares or indices.")
    return (*told, *clique_caveat(network))


def _explainer(network: Network, at: Codes) -> Callable[[pd.DataFrame, Any], str]:
    group, recorder, made = network.group, _recorder(network, at), network.made
    tied = "is tied to {}" if network.directed else "and {} are tied"

    def explain(rows: pd.DataFrame, key: Any) -> str:
        if key not in rows.index:
            raise UnknownEntityError.of("listed tie", key)
        row = rows.loc[key]
        ends = _end(row, "source"), _end(row, "target")
        said = (
            f"{ends[0]} {tied.format(ends[1])} across a border{by(group)}. "
            f"Both have a known {noun(group)} and none in common, in a network made thus: {made}; the tie is on "
            "record, which is no proof of contact."
        )
        return f"{said} {cited(recorder(rows, key)) or _weighed(row)}"

    return explain


def _end(row: pd.Series[Any], end: str) -> str:
    named = spoken(pd.Series({"name": row.get(f"{end}_name")}), row[end])
    return f"{named} ({' and '.join(row[f'{end}_countries'])})"


def _weighed(row: pd.Series[Any]) -> str:
    number = row["n_records"]
    return f"It counts as {number:g} {'record' if number == 1 else 'records'}."
