"""Who keeps to their own country, and who ties abroad more than chance?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis._broker_caveats import LEAD, rankable
from netintel.analysis._cited import cited, recorder_of_nodes, small_p
from netintel.analysis._cliques import clique_caveat
from netintel.analysis._crossing import disjoint_sets
from netintel.analysis._group import by, grouped, noun
from netintel.analysis._label_order import in_label_order
from netintel.analysis._mixing import SHUFFLES, WORK, external_internal, known_nodes
from netintel.analysis._significance import Tails, adjusted
from netintel.analysis._subject import network_of
from netintel.errors import UnknownEntityError
from netintel.model.network import FloatArray, Network
from netintel.model.results import Scores, spoken
from netintel.vocab.small_counts import said

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

Of = Literal["countries", "nodes"]
Counts = NDArray[np.float64]


def openness(subject: EntityGraph | Network, *, of: Of = "countries", seed: int = 0) -> Scores:
    """Return for each country, or each person, the E-I index of its ties beside what chance gives.

    A cell that keeps to its own is reached through its own country's courts; one whose ties lead abroad more than its
    place explains needs a partner. Many small countries alone drive the index up, so only the distance from chance
    tells anything.

    E-I = (E - I) / (E + I): E ties surely cross a border (both ends known, no jurisdiction in common), I are the other
    ties with two known ends; -1 all at home, 1 all abroad. `expected` is its mean when the jurisdictions of the known
    nodes are dealt out anew among them and the ties stay.

    Parameters
    ----------
    subject
        An entity graph (projected by `actors` with its defaults) or a network.
    of
        `"countries"`: a country's ties are those with an end in it. `"nodes"`: one row a node; who may not be ranked
        is not listed.
    seed
        For the shuffles: 1000, from 50,000 ties fewer, at least 100; the number is in `parameters`.

    Returns
    -------
    Scores
        Index `country` or `node`, most external ties first, then names. `external`, `internal` (ties), `ei_index`,
        `expected` (-1 to 1; nan without a tie between known ends), `z`, `p` (two-sided: part of the shuffles as far
        out, with fewer than two a gamma curve with their mean, spread and skewness; 1 where the shuffles do not vary),
        `p_adjusted` (Benjamini-Hochberg over all rows, of nodes also over those not listed); of nodes also `countries`
        and, where known, `name`.
        Summary: `ei_index`, `ei_expected`, `ei_p` of the whole network, `n_unknown` (ties with an end of unknown
        jurisdiction), `not_listed` (in words below five).

    Limits
    ------
    The shuffles let everybody tie with everybody: people far apart look as if they kept to their own. Ties of a
    country that shared little are those that others saw, and these cross borders: it looks open.

    References
    ----------
    krackhardt1988, benjamini1995

    Examples
    --------
    >>> edges = pd.DataFrame({"source": ["a", "a", "b"], "target": ["b", "c", "d"]})
    >>> nodes = pd.DataFrame({"id": list("abcd"), "jurisdiction": ["RO", "DE", "RO", "DE"]})
    >>> openness(Network.from_edgelist(edges, nodes, directed=False)).table()[["external", "internal", "ei_index"]]
             external  internal  ei_index
    country
    DE            1.0       1.0       0.0
    RO            1.0       1.0       0.0

    See also
    --------
    netintel.analysis.cross_border : the ties that cross.
    netintel.analysis.corridors : between which countries.
    """
    if of not in get_args(Of):
        raise ValueError(f"of: expected one of {', '.join(get_args(Of))}; got {of!r}")
    network = in_label_order(network_of(subject))
    counting = Counting(network, of)
    tails = counting.against_chance(seed)
    index = counting.index(*counting.observed)
    told = tails.n > 1
    p = np.where(np.isnan(index), np.nan, tails.p(tails.skewed) if told else np.nan)
    table = pd.DataFrame(
        {
            "external": counting.observed[0],
            "internal": counting.observed[1],
            "ei_index": index,
            "expected": np.where(np.isnan(index), np.nan, tails.mean if told else np.nan),
            "z": np.where(np.isnan(index), np.nan, tails.z if told else np.nan),
            "p": p,
            "p_adjusted": adjusted(p),
        },
        index=pd.Index(network.labels, name="node")
        if of == "nodes"
        else pd.Index(list(network.jurisdictions), name="country", dtype=object),
    )
    if of == "nodes":
        table["countries"] = network.countries
        if "name" in network.nodes_table:
            table["name"] = network.nodes_table["name"].to_numpy()
        table = table[rankable(network)]
    whole = external_internal(network, seed)
    known = known_nodes(network)
    summary = {
        "ei_index": whole.observed,
        "ei_expected": whole.expected,
        "ei_p": whole.p,
        "n_unknown": int((~(known[network.source] & known[network.target])).sum()),
        "not_listed": said(len(index) - len(table)),
    }
    recorder = recorder_of_nodes(network) if of == "nodes" else _recorder_of_countries(network)
    return Scores(
        name="openness",
        rows=table.sort_values("external", ascending=False, kind="stable"),
        method="E-I index, jurisdictions dealt out anew",
        parameters={"of": of, "shuffles": tails.n},
        seed=seed,
        citation="krackhardt1988, benjamini1995",
        group=network.group,
        projection=network.recipe,
        digest=network.digest,
        caveats=_caveats(network, summary, len(table)),
        summary=summary,
        explainer=_explainer(network, of, recorder),
        recorder=recorder,
    )


class Counting:
    """Counts external and internal ties of countries or nodes, for any dealing of jurisdictions."""

    def __init__(self, network: Network, of: Of) -> None:
        self.network, self.of = network, of
        self.sets, self.disjoint = disjoint_sets(network)
        self.known = known_nodes(network)
        both = self.known[network.source] & self.known[network.target]
        self.source, self.target = network.source[both], network.target[both]
        distinct = sorted(set(network.countries))
        self.member = np.array([[c in held for c in network.jurisdictions] for held in distinct], dtype=np.float64)
        self.member = self.member.reshape(len(distinct), len(network.jurisdictions))
        self.observed = self.counts(self.sets)

    def counts(self, sets: NDArray[np.int64]) -> tuple[Counts, Counts]:
        """Return external and internal ties of each country or node."""
        a, b = sets[self.source], sets[self.target]
        if self.of == "nodes":
            crosses = self.disjoint[a, b]
            external, every = (self._ends(weight) for weight in (crosses, np.ones(len(a))))
            return external, every - external
        size = len(self.member)
        pairs = np.bincount(a * size + b, minlength=size * size).reshape(size, size)
        external, internal = (self._touching(pairs * kind) for kind in (self.disjoint, ~self.disjoint))
        return external, internal

    def _ends(self, weight: NDArray[Any]) -> Counts:
        n = self.network.n_nodes
        sent, received = (np.bincount(end, weights=weight, minlength=n) for end in (self.source, self.target))
        return np.asarray(sent + received, np.float64)

    def _touching(self, pairs: NDArray[Any]) -> Counts:
        """Return for each country the ties with an end in it; one with both ends in it counts once."""
        either = (pairs.sum(axis=0) + pairs.sum(axis=1)) @ self.member
        counts: Counts = either - np.einsum("sc,st,tc->c", self.member, pairs, self.member, optimize=True)
        return counts

    def index(self, external: Counts, internal: Counts) -> FloatArray:
        """Return (E - I) / (E + I), nan without ties."""
        ties = external + internal
        index: FloatArray = np.divide(external - internal, ties, out=np.full(len(ties), np.nan), where=ties > 0)
        return index

    def against_chance(self, seed: int) -> Tails:
        """Compare with the jurisdictions of known nodes dealt out anew; a country left without ties counts as 0."""
        tails = Tails(np.nan_to_num(self.index(*self.observed)))
        if len(self.source) == 0:
            return tails
        rng = np.random.default_rng(seed)
        places, dealt = np.flatnonzero(self.known), self.sets.copy()
        for _ in range(int(min(SHUFFLES, max(100, WORK // len(self.source))))):
            dealt[places] = rng.permutation(self.sets[places])
            tails.add(np.nan_to_num(self.index(*self.counts(dealt))))
        return tails


def _recorder_of_countries(network: Network) -> Callable[[pd.DataFrame, Any], pd.DataFrame]:
    def records(rows: pd.DataFrame, key: Any) -> pd.DataFrame:
        if key not in rows.index:
            raise UnknownEntityError.of("listed country", key)
        inside = np.array([key in held for held in network.countries], dtype=bool)
        touching = network.crossing() & (inside[network.source] | inside[network.target])
        return network.records(np.flatnonzero(touching))

    return records


def _caveats(network: Network, summary: dict[str, Any], listed: int) -> tuple[str, ...]:
    told = [
        f"{grouped(network.group)}; another attribute gives other indices.",
        "Group sizes alone move the index: read it against what is expected, never by itself.",
        "A country that shared nothing has only the ties that others saw, and those cross borders.",
        f"{listed} rows were tested at once: read the adjusted p. {LEAD}",
    ]
    if not network.jurisdictions:
        told.insert(0, "No jurisdiction is known, so no tie can be said to cross a border.")
    elif summary["n_unknown"]:
        told.append(f"{summary['n_unknown']} ties have an end of unknown jurisdiction: neither external nor internal.")
    if summary["not_listed"] != said(0):
        told.append(
            f"{summary['not_listed']} nodes are not listed: victims, witnesses, minors and professionals are "
            "never ranked, nor is what is no actor; their ties still count."
        )
    if 0 < network.n_nodes < 15:
        told.append("Fewer than 15 nodes: read counts, not indices or p.")
    return (*told, *clique_caveat(network))


def _explainer(
    network: Network, of: Of, recorder: Callable[[pd.DataFrame, Any], pd.DataFrame]
) -> Callable[[pd.DataFrame, Any], str]:
    made = network.made

    def explain(rows: pd.DataFrame, key: Any) -> str:
        if key not in rows.index:
            raise UnknownEntityError.of(f"listed {'node' if of == 'nodes' else 'country'}", key)
        row = rows.loc[key]
        named = spoken(row, key)
        if np.isnan(row["ei_index"]):
            return (
                f"{named} has no recorded tie with two ends of known {noun(network.group)}. Nothing can be said of it."
            )
        said = (
            f"Of the ties of {named}, {row['external']:g} surely cross a border{by(network.group)} and "
            f"{row['internal']:g} do not: an E-I index of {row['ei_index']:+.2f} where {row['expected']:+.2f} is "
            f"expected with jurisdictions dealt out anew (adjusted p {small_p(row['p_adjusted'])}). "
            f"The network was made thus: {made}; a country that shared nothing shows only ties that others saw, and a "
            "computed position is a lead to check, not a fact about anybody."
        )
        return f"{said} {cited(recorder(rows, key))}".rstrip()

    return explain
