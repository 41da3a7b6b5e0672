"""Which pairs of countries are tied more than chance?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from netintel.analysis._backbone import ALPHA, DELTA, disparity, disparity_p, noise_corrected, noise_corrected_p
from netintel.analysis._corridor_certainty import Certainty, without_diagonal
from netintel.analysis._corridor_words import Backbone, Null, caveats, explainer, recorder
from netintel.analysis._crossing import crossing_rewires
from netintel.analysis._excess import SIGNIFICANT, BoolArray, Excess
from netintel.analysis._label_order import in_label_order
from netintel.analysis._mixing import Mixing, assortativity, external_internal
from netintel.analysis._plausible import HIDDEN
from netintel.analysis._rewire import rewires as all_rewires
from netintel.analysis._significance import FEW, Tails, adjusted, counted_in_parts, whole
from netintel.analysis._subject import network_of
from netintel.model.network import FloatArray, IntArray, Network
from netintel.model.results import Pairs

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

WORK = 12_000_000
"""Ties rewired in all networks together, about half a minute; larger networks get fewer rewires, at least 50."""


def corridors(
    subject: EntityGraph | Network,
    *,
    rewires: int = 1000,
    seed: int = 0,
    backbone: Backbone = "noise_corrected",
    exposure: Mapping[str, float] | None = None,
    null: Null = "crossing",
    hidden: float = HIDDEN,
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

    z = (observed - expected) / sd over the rewires. `p` is the chance of more than observed, with half that of as much:
    the part of the rewires, and where fewer than two of them lie beyond, that of a count with their mean and spread.
    `p_adjusted` is Benjamini-Hochberg over every pair the rewires or the data ever tied, one corridor after the other:
    the ties of a corridor once found are set apart, and the others are compared with what the remaining totals give
    (`expected_apart`), so that a strong corridor neither hides nor feigns another. A pair whose own p is above 0.05 is
    in excess of these alone: most ties of its countries lie in stronger corridors, and of what is left it has many.

    What is observed is not all there is. `observed_low` to `observed_high` is what nine in ten plausible networks have
    (ties not real left out, ties nobody recorded added), `p_excess` the part of them in which the pair is in
    significant excess.

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
    hidden
        Part of real ties (0 to below 1) supposed not to be recorded, for the plausible networks.

    Returns
    -------
    Pairs
        One row a pair, in a directed network one for each direction, otherwise `source_country` < `target_country`.
        `observed`, `expected` (ties, fractional where somebody has several jurisdictions), `z` (nan where the totals
        alone fix the count), `p_adjusted` (0-1; of an excess alone), `source_exposure`, `target_exposure` (nan: no
        data), `kept`, `direction` (`"more"`: in significant excess; `"fewer"`: significantly below `expected`, by the
        p of the lower tail, adjusted apart; else `"none shown"`), `p`, `flag` (`"expected < 5"`, `"fixed by totals"`,
        `"no data: RO"`, joined by `; `, or empty), `n_ties` (ties with any part in the pair), `expected_apart`,
        `observed_low`, `observed_high`, `p_excess`, `p_kept` (part of plausible networks in which the backbone keeps
        the pair), `p_backbone` (its p in the named backbone: 1 where the disparity filter has nothing to compare, nan
        where nothing is counted), `rate` (ties observed for each unit of exposure of both countries; nan without
        data). Pairs with nothing observed are listed where at least 1 tie was expected. First pairs in significant
        excess that the backbone keeps, then other significant excess, then those with none shown, and those with fewer
        last; each by `observed`, then names.
        Summary: `p` (of the whole: how often chance gives a pair as far out as the furthest, both ways), `domestic`
        (country to ties within it), `n_ties`, `n_crossing`, `n_unknown` (ties with an end of unknown jurisdiction),
        `unknown_mass` (ties' worth that no pair got), `n_tests`, `n_excess`, `n_deficit` (pairs with more, with fewer),
        `n_apart` (those with more only when stronger ones are set apart: p above 0.05), `single_partner` (pairs tied
        with each other alone, which no disparity filter can judge), `no_data` (countries without exposure),
        `assortativity`, `ei_index`, `ei_expected`, `ei_p`.

    Limits
    ------
    Under `"crossing"` each country's number of ties across borders is fixed, so two or three countries leave nothing
    to compare (undirected): z is nan, p is 1, and only `null="all"` can tell. Corridors of small countries are seldom
    found, for they have few ties: planted ones with five times their share (12 countries, 60 % of the ties domestic, a
    fifth missing) are found in 95 of 100 cases in the larger half of pairs, in 25 of 100 in the smaller half, where
    somebody who knew the true rates would find 35. A country that shared nothing has no ties; the exposure columns say
    what each one gave.

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
    network = in_label_order(network_of(subject))
    mixing = Mixing(network)
    observed = mixing.matrix(network.source, network.target)
    run = _affordable(network, rewires, null)
    chance = Chance.of(network, mixing, observed, run, seed, null)
    pairs = _pairs(network, chance)
    at = pairs["_row"].to_numpy(), pairs["_column"].to_numpy()
    abroad = without_diagonal(observed)
    pairs["kept"] = _kept(abroad, backbone)[at]
    pairs["n_ties"] = _touching(network)[at]
    certain = Certainty.of(
        network, chance.tails.mean, chance.tails.deviation, chance.unit, chance.cells, lambda m: _kept(m, backbone),
        hidden, seed, crossing=null == "crossing",
    )  # fmt: skip
    pairs["observed_low"], pairs["observed_high"] = certain.low[at], certain.high[at]
    pairs["p_excess"], pairs["p_kept"] = certain.in_excess[at], certain.kept[at]
    pairs["p_backbone"] = _backbone_p(abroad, backbone)[at]
    supplied, meaning = _exposure(network, exposure)
    pairs = _exposed(pairs, supplied[at[0]], supplied[at[1]])
    summary = _summary(network, mixing, observed, pairs, seed) | {
        "p": chance.p,
        "single_partner": _single_partner(network, abroad),
        "no_data": tuple(c for c, s in zip(network.jurisdictions, supplied, strict=True) if not s > 0),
    }
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
            "hidden": hidden,
            "plausible": certain.draws,
        },
        seed=seed,
        citation=f"fosdick2018, {_CITATION[backbone]}, benjamini1995",
        group=network.group,
        projection=network.recipe,
        digest=network.digest,
        caveats=caveats(network, summary, pairs, run, rewires, null, meaning, hidden),
        summary=summary,
        explainer=explainer(network, null, backbone, meaning, hidden),
        recorder=recorder(network),
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
    "direction",
    "p",
    "flag",
    "n_ties",
    "expected_apart",
    "observed_low",
    "observed_high",
    "p_excess",
    "p_kept",
    "p_backbone",
    "rate",
]


def _affordable(network: Network, rewires: int, null: Null) -> int:
    ties = int(network.crossing().sum()) if null == "crossing" else network.n_ties
    return int(min(rewires, max(50, WORK // max(ties, 1))))


@dataclass(frozen=True)
class Chance:
    """What the null model gives: each cell's place among the draws, p of all pairs together, and pairs in excess."""

    tails: Tails
    p: float
    upper: FloatArray
    unit: FloatArray
    cells: BoolArray
    excess: Excess

    @classmethod
    def of(cls, network: Network, mixing: Mixing, observed: FloatArray, run: int, seed: int, null: Null) -> Chance:
        fixed = np.zeros_like(observed)
        if null == "crossing":
            domestic = ~network.crossing()
            fixed = mixing.matrix(network.source[domestic], network.target[domestic])
        cells = ~np.eye(mixing.size, dtype=bool) if network.directed else np.triu(np.ones_like(observed, dtype=bool), 1)
        tails = Tails(observed)
        stack = np.empty((run + 1, int(cells.sum())), dtype=np.float32)
        stack[0] = observed[cells]
        for turn, (source, target) in enumerate(_draws(network, run, seed, null)):
            drawn = mixing.matrix(source, target) + fixed
            tails.add(drawn)
            stack[turn + 1] = drawn[cells]
        unit = mixing.unit(network)
        p = tails.upper(counted_in_parts(observed, tails.mean, tails.cautious, unit))
        seen, mean = (without_diagonal(m) if null == "crossing" else m for m in (observed, tails.mean))
        tested = cells & ((observed > 0) | (tails.mean > 0))
        return cls(tails, whole(stack), p, unit, cells, Excess.of(seen, mean, tails.cautious, unit, tested, p))


def _draws(network: Network, run: int, seed: int, null: Null) -> Iterator[tuple[IntArray, IntArray]]:
    return crossing_rewires(network, run, seed) if null == "crossing" else all_rewires(network, run, seed)


def _pairs(network: Network, chance: Chance) -> pd.DataFrame:
    """Return one row a pair that was ever tied, with its p-values; pairs nobody could expect are then left out."""
    tails = chance.tails
    row, column = np.nonzero(~np.isnan(chance.excess.adjusted))
    names = np.array([*network.jurisdictions, ""], dtype=object)
    upper = chance.upper[row, column]
    seen, mean = tails.observed[row, column], tails.mean[row, column]
    free: BoolArray = tails.deviation[row, column] > 0
    adjusted_p = chance.excess.adjusted[row, column]
    more = (adjusted_p <= SIGNIFICANT) & (seen > mean)
    fewer = (adjusted(np.where(free, 1 - upper, 1.0)) <= SIGNIFICANT) & (seen < mean)
    table = pd.DataFrame(
        {
            "source_country": names[row],
            "target_country": names[column],
            "observed": seen,
            "expected": mean,
            "z": tails.z[row, column],
            "p": upper,
            "p_adjusted": adjusted_p,
            "direction": np.where(more, "more", np.where(fewer, "fewer", "none shown")).astype(object),
            "flag": np.where(~free, "fixed by totals", np.where(mean < FEW, "expected < 5", "")).astype(object),
            "expected_apart": chance.excess.expected[row, column],
            "_row": row,
            "_column": column,
        }
    )
    listed = table[(seen > 0) | (mean >= 1)].reset_index(drop=True)
    listed.attrs.update(n_tests=len(table), n_deficit=int(fewer.sum()))
    return listed


def _kept(abroad: FloatArray, backbone: Backbone) -> BoolArray:
    return noise_corrected(abroad) if backbone == "noise_corrected" else disparity(abroad)


def _backbone_p(abroad: FloatArray, backbone: Backbone) -> FloatArray:
    return noise_corrected_p(abroad) if backbone == "noise_corrected" else disparity_p(abroad)


def _single_partner(network: Network, abroad: FloatArray) -> tuple[tuple[str, str], ...]:
    """Return the pairs in which neither country has another partner in that direction."""
    partners = abroad > 0
    alone = partners & (partners.sum(axis=1) == 1)[:, None] & (partners.sum(axis=0) == 1)[None, :]
    rows, columns = np.nonzero(alone if network.directed else np.triu(alone))
    names = network.jurisdictions
    return tuple((names[a], names[b]) for a, b in zip(rows, columns, strict=True))


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


def _exposed(pairs: pd.DataFrame, source: FloatArray, target: FloatArray) -> pd.DataFrame:
    """Add what both countries supplied, ties for each unit of it, and a flag where one of them supplied nothing."""
    known = (source > 0) & (target > 0)
    rate = np.divide(pairs["observed"].to_numpy(), source + target, out=np.full(len(pairs), np.nan), where=known)
    flags = []
    for flag, a, b, s, t in zip(
        pairs["flag"], pairs["source_country"], pairs["target_country"], source, target, strict=True
    ):
        silent = [country for country, supplied in ((a, s), (b, t)) if not supplied > 0]
        flags.append("; ".join([*([flag] if flag else []), *([f"no data: {', '.join(silent)}"] if silent else [])]))
    return pairs.assign(
        source_exposure=np.where(source > 0, source, np.nan),
        target_exposure=np.where(target > 0, target, np.nan),
        rate=rate,
        flag=pd.Series(flags, index=pairs.index, dtype=object),
    )


def _ordered(pairs: pd.DataFrame) -> pd.DataFrame:
    more = pairs["direction"] == "more"
    lead = more.astype(int) + (more & pairs["kept"]).astype(int) - (pairs["direction"] == "fewer").astype(int)
    order = pairs.assign(_lead=lead)
    keys = ["_lead", "observed", "source_country", "target_country"]
    ordered = order.sort_values(keys, ascending=[False, False, True, True], kind="stable")
    return ordered[_COLUMNS].reset_index(drop=True)


def _summary(network: Network, mixing: Mixing, observed: FloatArray, pairs: pd.DataFrame, seed: int) -> dict[str, Any]:
    within = np.diag(observed) / (1 if network.directed else 2)
    known = np.array([bool(c) for c in network.countries], dtype=bool)
    more = pairs["direction"] == "more"
    index = external_internal(network, seed)
    return {
        "domestic": dict(zip(network.jurisdictions, within.tolist(), strict=True)),
        "n_ties": network.n_ties,
        "n_crossing": int(network.crossing().sum()),
        "n_unknown": int((~(known[network.source] & known[network.target])).sum()),
        "unknown_mass": float(network.n_ties - observed.sum() / (1 if network.directed else 2)),
        "n_tests": int(pairs.attrs["n_tests"]),
        "n_excess": int(more.sum()),
        "n_deficit": int(pairs.attrs["n_deficit"]),
        "n_apart": int((more & (pairs["p"] > SIGNIFICANT)).sum()),
        "assortativity": assortativity(observed),
        "ei_index": index.observed,
        "ei_expected": index.expected,
        "ei_p": index.p,
    }
