"""Which pairs of countries are tied more than chance?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from netintel.analysis._backbone import ALPHA, DELTA, disparity, noise_corrected
from netintel.analysis._crossing import crossing_rewires
from netintel.analysis._mixing import Mixing, assortativity, external_internal
from netintel.analysis._rewire import rewires as all_rewires
from netintel.analysis._significance import FEW, Tails, adjusted, counted, whole
from netintel.analysis._subject import network_of
from netintel.model.network import FloatArray, IntArray, Network
from netintel.model.results import Pairs

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

Null = Literal["crossing", "all"]
Backbone = Literal["noise_corrected", "disparity"]

SIGNIFICANT = 0.05
WORK = 12_000_000
"""Ties rewired in all networks together, about half a minute; larger networks get fewer rewires, at least 50."""

_NULLS = {
    "crossing": "everybody keeps their number of ties across borders and partners are chance",
    "all": "everybody keeps their number of ties and partners are chance",
}


def corridors(
    subject: EntityGraph | Network,
    *,
    rewires: int = 1000,
    seed: int = 0,
    backbone: Backbone = "noise_corrected",
    exposure: Mapping[str, float] | None = None,
    null: Null = "crossing",
) -> Pairs:
    """Return the pairs of countries with their ties, beside what chance gives, significant excess first.

    Big countries, and persons with many ties, make many ties between their countries whoever they know. A corridor
    is a pair with more than that: where to look first for a route, and which two states to bring to one table.

    `observed` adds up, over all ties, the share of the first country at one end times the share of the second at
    the other. `expected` is its mean over rewired networks with the jurisdictions left where they are:

    - `null="crossing"` (default): every node keeps its number of ties across borders, and a tie across a border
      stays one. It answers: given that people do tie across borders, do they prefer this pair?
    - `null="all"`: every node keeps its number of ties. Where most ties are domestic every pair of countries falls
      below it (planted between large countries
      with 60 % domestic ties it found 1 corridor in 7, the default 8 in 10); where few are, it is the more precise.

    z = (observed - expected) / sd over the rewires. p is two-sided: from z where 5 or more ties are expected, else
    the mid-p of a Poisson count with that mean, which the rewires' fixed totals make cautious. `p_adjusted` is
    Benjamini-Hochberg over every pair the rewires or the data ever tied.

    Parameters
    ----------
    subject
        An entity graph (projected by `actors` with its defaults) or a network.
    rewires
        Rewired networks, 50 or more. 1000 gives the standard deviation to about 2 %. Beyond 12 million rewired
        ties together fewer are drawn; `parameters["rewires"]` says how many.
    seed
        For the rewires and the shuffles of the E-I index.
    backbone
        What `kept` means, on the country graph without domestic ties: `"noise_corrected"` (lift more than 1.64
        standard deviations up; made for counts, keeps small countries) or `"disparity"` (a part of one country's ties
        that random shares would give with p < 0.05; a country with one partner has none).
    exposure
        What each country supplied, for example the records received from it; a country left out is nan. By default
        the records of its nodes where the network knows them, else its number of nodes.
    null
        As above.

    Returns
    -------
    Pairs
        One row a pair, in a directed network one for each direction, otherwise `source_country` < `target_country`.
        `observed`, `expected` (ties, fractional where somebody has several jurisdictions), `z` (nan where the totals
        alone fix the count), `p_adjusted` (0-1), `source_exposure`, `target_exposure`, `kept`, `p`, `flag`
        (`"expected < 5"`, `"fixed by totals"` or empty), `n_ties` (ties with any part in the pair). Pairs with nothing
        observed are listed where at least 1 tie was expected. First pairs in significant excess that the backbone
        keeps, then other significant excess, then the rest; each by `observed`, then names.
        Summary: `domestic` (country to ties within it), `n_ties`, `n_crossing`, `n_unknown` (ties with an end of
        unknown jurisdiction), `unknown_mass` (ties' worth that no pair got), `n_tests`, `n_excess`, `n_deficit`,
        `assortativity`, `ei_index`, `ei_expected`, `ei_p`.

    Limits
    ------
    Under `"crossing"` each country's number of ties across borders is fixed, so two or three countries leave nothing
    to compare (undirected): z is nan, p is 1, and only `null="all"` can tell. Strong corridors take ties away from
    their ends' other pairs, so pairs among untouched countries look slightly raised: read `observed` against
    `expected`, not p alone. A country that shared nothing has no ties; the exposure columns say what each one gave.

    References
    ----------
    coscia2017, serrano2009, fosdick2018, benjamini1995, newman2003

    Examples
    --------
    >>> edges = pd.DataFrame({"source": ["a", "a", "b"], "target": ["b", "c", "d"]})
    >>> nodes = pd.DataFrame({"id": list("abcd"), "jurisdiction": ["RO", "DE", "DE", "RO"]})
    >>> found = corridors(Network.from_edgelist(edges, nodes, directed=False), rewires=50)
    >>> found.table()[["source_country", "target_country", "observed", "expected", "p", "flag"]]
      source_country target_country  observed  expected    p             flag
    0             DE             RO       3.0       3.0  1.0  fixed by totals

    See also
    --------
    netintel.analysis.cross_border : the ties themselves.
    netintel.analysis.jurisdiction_clusters : which countries act together.
    """
    network = network_of(subject)
    mixing = Mixing(network)
    observed = mixing.matrix(network.source, network.target)
    run = _affordable(network, rewires, null)
    chance = _Chance.of(network, mixing, observed, run, seed, null)
    pairs = _pairs(network, mixing, chance.tails)
    kept = _kept(observed, backbone)
    pairs["kept"] = kept[pairs["_row"], pairs["_column"]]
    pairs["n_ties"] = _touching(network)[pairs["_row"], pairs["_column"]]
    supplied, meaning = _exposure(network, exposure)
    pairs["source_exposure"] = supplied[pairs["_row"].to_numpy()]
    pairs["target_exposure"] = supplied[pairs["_column"].to_numpy()]
    summary = _summary(network, mixing, observed, pairs, seed) | {"p": chance.p}
    return Pairs(
        name="corridors",
        rows=_ordered(pairs),
        method=f"rewired networks ({null}), backbone {backbone}",
        parameters={
            "directed": network.directed,
            "rewires": run,
            "null": null,
            "backbone": backbone,
            "backbone_threshold": DELTA if backbone == "noise_corrected" else ALPHA,
            "exposure": meaning,
        },
        seed=seed,
        citation=f"fosdick2018, {_CITATION[backbone]}, benjamini1995",
        group=network.group,
        projection=network.recipe,
        digest=network.digest,
        caveats=_caveats(network, summary, pairs, run, rewires, null, meaning),
        summary=summary,
        explainer=_explainer(network, null, backbone, meaning),
    )


_CITATION = {"noise_corrected": "coscia2017", "disparity": "serrano2009"}
_COLUMNS = [
    "source_country",
    "target_country",
    "observed",
    "expected",
    "z",
    "p_adjusted",
    "source_exposure",
    "target_exposure",
    "kept",
    "p",
    "flag",
    "n_ties",
]


def _affordable(network: Network, rewires: int, null: Null) -> int:
    ties = int(network.crossing().sum()) if null == "crossing" else network.n_ties
    return int(min(rewires, max(50, WORK // max(ties, 1))))


@dataclass(frozen=True)
class _Chance:
    """What the null model gives: each cell's place among the draws, and p of all pairs together."""

    tails: Tails
    p: float

    @classmethod
    def of(cls, network: Network, mixing: Mixing, observed: FloatArray, run: int, seed: int, null: Null) -> _Chance:
        fixed = np.zeros_like(observed)
        if null == "crossing":
            domestic = ~network.crossing()
            fixed = mixing.matrix(network.source[domestic], network.target[domestic])
        pair = np.nonzero(_pair_cells(mixing))
        tails = Tails(observed)
        stack = np.empty((run + 1, len(pair[0])), dtype=np.float32)
        stack[0] = observed[pair]
        for turn, (source, target) in enumerate(_draws(network, run, seed, null)):
            drawn = mixing.matrix(source, target) + fixed
            tails.add(drawn)
            stack[turn + 1] = drawn[pair]
        return cls(tails, whole(stack))


def _pair_cells(mixing: Mixing) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which cells of the matrix are pairs: one for each direction, or the upper one where there is none."""
    cells = ~np.eye(mixing.size, dtype=bool)
    return cells if mixing.directed else np.triu(cells)


def _draws(network: Network, run: int, seed: int, null: Null) -> Iterator[tuple[IntArray, IntArray]]:
    return crossing_rewires(network, run, seed) if null == "crossing" else all_rewires(network, run, seed)


def _pairs(network: Network, mixing: Mixing, tails: Tails) -> pd.DataFrame:
    """Return one row a pair that was ever tied, with its p-values; pairs nobody could expect are then left out."""
    row, column = np.nonzero(_pair_cells(mixing) & ((tails.observed > 0) | (tails.mean > 0)))
    names = np.array([*network.jurisdictions, ""], dtype=object)
    p = tails.p(counted(tails.observed, tails.mean, tails.deviation))[row, column]
    seen, chance, free = (part[row, column] for part in (tails.observed, tails.mean, tails.deviation > 0))
    table = pd.DataFrame(
        {
            "source_country": names[row],
            "target_country": names[column],
            "observed": seen,
            "expected": chance,
            "z": tails.z[row, column],
            "p": p,
            "p_adjusted": adjusted(p),
            "flag": np.where(~free, "fixed by totals", np.where(chance < FEW, "expected < 5", "")).astype(object),
            "_row": row,
            "_column": column,
        }
    )
    table.attrs["n_tests"] = len(table)
    return table[(seen > 0) | (chance >= 1)].reset_index(drop=True)


def _kept(observed: FloatArray, backbone: Backbone) -> np.ndarray[Any, np.dtype[np.bool_]]:
    abroad = observed.copy()
    np.fill_diagonal(abroad, 0)
    return noise_corrected(abroad) if backbone == "noise_corrected" else disparity(abroad)


def _touching(network: Network) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return for each pair the number of ties with any part in it, however small."""
    member = network.shares.astype(bool).astype(np.int64)
    counts = (member[network.source].T @ member[network.target]).toarray()
    both: np.ndarray[Any, np.dtype[np.int64]] = counts if network.directed else counts + counts.T
    return both


def _exposure(network: Network, given: Mapping[str, float] | None) -> tuple[FloatArray, str]:
    if given is not None:
        return np.array([float(given.get(c, np.nan)) for c in network.jurisdictions]), "as given"
    member = network.shares.astype(bool).astype(np.float64)
    if "n_records" in network.nodes_table:
        records = network.nodes_table["n_records"].to_numpy(np.float64, na_value=0.0)
        return member.T @ records, "records of its nodes"
    return member.T @ np.ones(network.n_nodes), "nodes"


def _ordered(pairs: pd.DataFrame) -> pd.DataFrame:
    excess = (pairs["p_adjusted"] <= SIGNIFICANT) & (pairs["observed"] > pairs["expected"])
    order = pairs.assign(_lead=excess.astype(int) + (excess & pairs["kept"]).astype(int))
    keys = ["_lead", "observed", "source_country", "target_country"]
    ordered = order.sort_values(keys, ascending=[False, False, True, True], kind="stable")
    return ordered[_COLUMNS].reset_index(drop=True)


def _summary(network: Network, mixing: Mixing, observed: FloatArray, pairs: pd.DataFrame, seed: int) -> dict[str, Any]:
    within = np.diag(observed) / (1 if network.directed else 2)
    known = np.array([bool(c) for c in network.countries], dtype=bool)
    significant = pairs["p_adjusted"] <= SIGNIFICANT
    index = external_internal(network, seed)
    return {
        "domestic": dict(zip(network.jurisdictions, within.tolist(), strict=True)),
        "n_ties": network.n_ties,
        "n_crossing": int(network.crossing().sum()),
        "n_unknown": int((~(known[network.source] & known[network.target])).sum()),
        "unknown_mass": float(network.n_ties - observed.sum() / (1 if network.directed else 2)),
        "n_tests": int(pairs.attrs["n_tests"]),
        "n_excess": int((significant & (pairs["observed"] > pairs["expected"])).sum()),
        "n_deficit": int((significant & (pairs["observed"] < pairs["expected"])).sum()),
        "assortativity": assortativity(observed),
        "ei_index": index.observed,
        "ei_expected": index.expected,
        "ei_p": index.p,
    }


def _caveats(
    network: Network,
    summary: Mapping[str, Any],
    pairs: pd.DataFrame,
    run: int,
    asked: int,
    null: Null,
    meaning: str,
) -> tuple[str, ...]:
    told = [
        f"Jurisdiction is {network.group}; another attribute gives other corridors.",
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
    few = int((pairs["flag"] == "expected < 5").sum())
    if few:
        told.append(f"{few} of {len(pairs)} pairs expect fewer than 5 ties: their p is a Poisson mid-p, their z loose.")
    if run < asked:
        told.append(f"{run} rewires instead of {asked}, for the size of the network.")
    if 0 < network.n_nodes < 15:
        told.append("Fewer than 15 nodes: read counts, not z or p.")
    return tuple(told)


def _explainer(network: Network, null: Null, backbone: Backbone, meaning: str) -> Callable[[pd.DataFrame, Any], str]:
    group, directed = network.group, network.directed

    def explain(rows: pd.DataFrame, key: Any) -> str:
        row = rows.loc[_position(rows, key, directed)] if isinstance(key, tuple) else rows.loc[key]
        a, b = row["source_country"], row["target_country"]
        told = "its totals alone fix that number"
        if not np.isnan(row["z"]):
            told = f"z {row['z']:+.1f}, adjusted p {row['p_adjusted']:.2g}"
        kept = "is" if row["kept"] else "is not"
        chance = f"{row['expected']:.1f} are expected if {_NULLS[null]} ({told})"
        return (
            f"{'From' if directed else 'Between'} {a} {'to' if directed else 'and'} {b}, by {group}, "
            f"{row['observed']:g} ties are recorded where {chance}. "
            f"It {kept} in the {backbone.replace('_', '-')} backbone and rests on an exposure ({meaning}) of "
            f"{row['source_exposure']:g} for {a} and {row['target_exposure']:g} for {b}: what a country did not share "
            "cannot show."
        )

    return explain


def _position(rows: pd.DataFrame, key: tuple[str, str], directed: bool) -> Any:
    a, b = key if directed else sorted(key)
    found = rows.index[(rows["source_country"] == a) & (rows["target_country"] == b)]
    if len(found) == 0:
        raise KeyError(f"no corridor {a}-{b} in this table: no tie joins them and fewer than one was expected")
    return found[0]
