"""Brokerage roles: between whom does a person stand, and is it more than chance?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis._broker_caveats import LEAD, common_caveats, rankable
from netintel.analysis._cited import cited, recorder_of_nodes, small_p
from netintel.analysis._cliques import clique_caveat
from netintel.analysis._group import by, noun, nouns
from netintel.analysis._label_order import in_label_order
from netintel.analysis._rewire import rewires
from netintel.analysis._role_counts import ROLES, Alike, RoleCounts, role_counts
from netintel.analysis._significance import Tails, adjusted, ranked, whole
from netintel.analysis._subject import network_of
from netintel.analysis._triads import Triads
from netintel.errors import UnknownEntityError
from netintel.model.network import Network
from netintel.model.results import Scores, spoken
from netintel.vocab.small_counts import said

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netintel.model.graph import EntityGraph

Floats = NDArray[np.float64]

_TIES_IN_ALL = 2_000_000
_LEAST_EXPECTED = 5.0
_LEAST_MEMBERS = 3
_SIGNIFICANT = 0.05
_SENTENCES = {
    "coordinator": "between two of its own {noun}",
    "itinerant": "between two of one {noun} that is not its own",
    "gatekeeper": "from another {noun} into its own",
    "representative": "from its own {noun} out to another",
    "liaison": "between two of different {nouns}, neither its own",
}


def brokerage_roles(subject: EntityGraph | Network, *, permutations: int | None = None, seed: int = 0) -> Scores:
    """Between whom does each node stand: inside its own jurisdiction, at its border, or between two others?

    A person through whom two others are tied, who are not tied themselves, holds one of five roles for that pair. Many
    gatekeeper or liaison pairs mark a person through whom a case of one country runs into another.

    For every open two-path a -> v -> c (a is not c, and there is no arc a -> c; an arc c -> a does not close it)
    v is *coordinator* if all three are of one jurisdiction, *itinerant* if a and c are and v is not, *gatekeeper* if v
    and c are, *representative* if a and v are, *liaison* if all differ. Where a node has several jurisdictions,
    or a part unknown, a path counts with the chance that independent draws from the shares form the role; paths with an
    unknown end go to `undetermined`. Counts are exact [gould1989]. An undirected tie is two arcs, so pairs
    count once in each order, and gatekeeper equals representative.

    Parameters
    ----------
    subject
        Entity graph (projected by `actors` with its defaults) or network. Weights of ties are not used.
    permutations
        Draws from each null model, 0 for no z. Default: 200 up to 10,000 ties, fewer for larger networks, at least 20,
        so that the work stays near 2 million ties in all; the number used is in `parameters`.
    seed
        Makes the draws repeatable, whatever the order of the rows given.

    Returns
    -------
    Scores
        Index `node`, most open two-paths with known roles first; nodes that may not be ranked are not listed. Columns:
        the five roles, `total` (their sum) and `undetermined` (open two-paths whose role is unknown), in two-paths;
        `<role>_z_labels`: standard scores against the same network with the known jurisdictions dealt out anew among
        the nodes that have one; `<role>_z_degrees`: against ties rewired with every degree kept. For each z the
        two-sided p: `<role>_p_labels`, `<role>_p_degrees`, the part of draws as far out (with fewer than two, a
        gamma curve with their mean, spread and skewness), and `<role>_p_adjusted_labels`, `<role>_p_adjusted_degrees`,
        Benjamini-Hochberg over every role and node told under that null. All are nan where the null expects fewer than
        5, a jurisdiction of the node has fewer than 3 members, the node has none, or the null does not vary.
        `countries` and, where known, `name`.
        Summary: `listed`, `not_listed` (in words below five), each role's total over all nodes, `total`,
        `undetermined`; for each null `expected_<null>` (role to what chance gives in all), `ratio_<null>` (role to its
        total over that; the size of the effect, to be read first), `p_roles_<null>` (role to p of its total) and
        `p_<null>` (of the five totals together).

    Limits
    ------
    Counts grow with degree; a z does less so. Among thousands of z some are large by chance, and few true ones pass
    the adjustment: of people with ten times their odds of ties to another country, in networks of 100 people, 15 to 18
    in 100 do, and of those who tie it to their own none to 1 in 100 (docs/decisions/0014).
    A tie that was not recorded opens a closed path and closes no open one: missing ties mostly lower counts.

    References
    ----------
    gould1989, fosdick2018, benjamini1995

    Examples
    --------
    >>> edges = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> nodes = pd.DataFrame({"id": ["a", "b", "c"], "country": ["RO", "DE", "DE"]})
    >>> network = Network.from_edgelist(edges, nodes, directed=True, jurisdiction="country")
    >>> brokerage_roles(network).table().loc["b", ["gatekeeper", "liaison", "total", "undetermined"]].tolist()
    [1.0, 0.0, 1.0, 0.0]
    """
    network = in_label_order(network_of(subject))
    triads = Triads.of(network.n_nodes, network.source, network.target, directed=network.directed)
    counts = role_counts(triads, Alike.of(triads, network.shares))
    times = _permutations(network, permutations)
    table = pd.DataFrame({role: counts.of(role) for role in ROLES}, index=pd.Index(network.labels, name="node"))
    table["total"] = table[list(ROLES)].sum(axis=1)
    table["undetermined"] = counts.undetermined
    tellable = _in_large_groups(network)
    found: dict[str, Any] = {}
    for null, draws in (("labels", _relabelled), ("degrees", _rewired)):
        chance = _Chance.of(counts, draws(network, triads, times, seed))
        table = table.assign(**chance.columns(null, tellable))
        found |= chance.summary(null)
    table["countries"] = network.countries
    if "name" in network.nodes_table:
        table["name"] = network.nodes_table["name"].to_numpy()
    rows = table[rankable(network)].sort_values("total", ascending=False, kind="stable")
    return Scores(
        name="brokerage_roles",
        rows=rows,
        method="gould-fernandez",
        parameters={"permutations": times, "weights": "not used", "directed": network.directed},
        seed=seed,
        citation="gould1989, fosdick2018, benjamini1995",
        group=network.group,
        projection=network.recipe,
        digest=network.digest,
        caveats=_caveats(network, times),
        summary={**_summary(table, rows), **found},
        explainer=_explainer(network),
        recorder=recorder_of_nodes(network),
    )


def _permutations(network: Network, asked: int | None) -> int:
    if asked is None:
        return int(np.clip(_TIES_IN_ALL // max(network.n_ties, 1), 20, 200))
    if asked < 0:
        raise ValueError(f"permutations: expected 0 or more, got {asked}")
    return asked


def _relabelled(network: Network, triads: Triads, times: int, seed: int) -> Iterator[RoleCounts]:
    """Deal the rows of shares out anew among the nodes that have one; who is unknown stays unknown."""
    rng = np.random.default_rng(seed)
    known = np.flatnonzero(np.diff(network.shares.indptr))
    for _ in range(times):
        dealt = np.arange(network.n_nodes)
        dealt[known] = rng.permutation(known)
        shares: csr_array = network.shares[dealt]
        yield role_counts(triads, Alike.of(triads, shares))


def _rewired(network: Network, triads: Triads, times: int, seed: int) -> Iterator[RoleCounts]:
    for source, target in rewires(network, times, seed):
        drawn = Triads.of(triads.n, source, target, directed=network.directed)
        yield role_counts(drawn, Alike.of(drawn, network.shares))


@dataclass(frozen=True)
class _Chance:
    """Where the counts of each node, and their totals, lie among the draws of one null; arrays are roles x nodes."""

    tails: Tails
    totals: Floats

    @classmethod
    def of(cls, observed: RoleCounts, draws: Iterator[RoleCounts]) -> _Chance:
        values = np.stack([observed.of(role) for role in ROLES])
        tails, totals = Tails(values), [values.sum(axis=1)]
        for draw in draws:
            drawn = np.stack([draw.of(role) for role in ROLES])
            tails.add(drawn)
            totals.append(drawn.sum(axis=1))
        return cls(tails, np.array(totals))

    def columns(self, null: str, tellable: NDArray[np.bool_]) -> dict[str, Floats]:
        """Return z, p and adjusted p of each role, nan where they cannot be told."""
        tails = self.tails
        z = np.full(tails.observed.shape, np.nan)
        p, corrected = z.copy(), z.copy()
        if tails.n > 1:
            shown = (tails.mean >= _LEAST_EXPECTED) & (tails.deviation > 0) & tellable
            z[shown] = tails.z[shown]
            p[shown] = tails.p(tails.skewed)[shown]
            corrected = adjusted(p.ravel()).reshape(p.shape)
        named = {"z": z, "p": p, "p_adjusted": corrected}
        return {f"{role}_{of}_{null}": values[i] for of, values in named.items() for i, role in enumerate(ROLES)}

    def summary(self, null: str) -> dict[str, Any]:
        """Return what chance gives for each role in all, and how far out the totals are; empty without draws."""
        if self.tails.n < 2:
            return {}
        expected = self.totals[1:].mean(axis=0)
        ratio = np.divide(self.totals[0], expected, out=np.full(len(ROLES), np.nan), where=expected > 0)
        return {
            f"expected_{null}": dict(zip(ROLES, expected.tolist(), strict=True)),
            f"ratio_{null}": dict(zip(ROLES, ratio.tolist(), strict=True)),
            f"p_roles_{null}": dict(zip(ROLES, ranked(self.totals)[0].tolist(), strict=True)),
            f"p_{null}": whole(self.totals),
        }


def _in_large_groups(network: Network) -> NDArray[np.bool_]:
    """Return which nodes have a jurisdiction, and none with fewer than three members."""
    members = network.memberships["jurisdiction"].map(network.memberships["jurisdiction"].value_counts())
    least = members.groupby(network.memberships["node"]).min()
    found = np.zeros(network.n_nodes, dtype=bool)
    found[least.index.to_numpy(np.int64)] = least.to_numpy(np.int64) >= _LEAST_MEMBERS
    return found


def _summary(table: pd.DataFrame, rows: pd.DataFrame) -> Mapping[str, Any]:
    """Return totals over all nodes, listed or not."""
    totals = {role: float(table[role].sum()) for role in (*ROLES, "total", "undetermined")}
    return {"listed": len(rows), "not_listed": said(len(table) - len(rows)), **totals}


def _caveats(network: Network, times: int) -> tuple[str, ...]:
    direction = (
        "Gatekeeper and representative follow the direction of the ties: ask what an arc means before reading them."
        if network.directed
        else "Ties have no direction here: gatekeeper equals representative, and every pair counts once in each order."
    )
    chance = (
        f"Counts grow with degree, so read them with z and the adjusted p ({times} draws from each null): among many z "
        "some are large by chance. Both are left out where the null expects fewer than 5 or a jurisdiction has fewer "
        "than 3 members."
        if times > 1
        else "Counts grow with degree; no z was computed."
    )
    return (*common_caveats(network), direction, chance, *clique_caveat(network))


def _explainer(network: Network) -> Callable[[pd.DataFrame, Any], str]:
    group, made = network.group, network.made
    recorder = recorder_of_nodes(network)
    orders = "" if network.directed else ", each counted in both orders"

    def explain(rows: pd.DataFrame, key: Any) -> str:
        if key not in rows.index:
            raise UnknownEntityError.of("listed node", key)
        row = rows.loc[key]
        named = spoken(row, key)
        best = max(ROLES, key=lambda role: float(row[role]))
        if not row[best] > 0:
            return f"{named} stands between no two others whose {noun(group)} is known. {LEAD}"
        total = "one pair" if row["total"] == 1 else f"{row['total']:,.0f} pairs"
        said = (
            f"{named} stands between {total} of others who are not tied themselves and whose {nouns(group)}{by(group)} "
            f"are known{orders}, most often ({row[best]:,.0f}) as {best}, "
            f"{_SENTENCES[best].format(noun=noun(group), nouns=nouns(group))}; {_beyond_chance(row, best)}. "
            f"The network was made thus: {made}; {LEAD[0].lower()}{LEAD[1:]}"
        )
        return f"{said} {cited(recorder(rows, key))}".rstrip()

    return explain


def _beyond_chance(row: pd.Series[Any], role: str) -> str:
    labels, degrees = (_against(row, role, null) for null in ("labels", "degrees"))
    if labels == degrees == "":
        return "no comparison with chance is given, which would expect fewer than 5 or deal out too small a group"
    nothing = "is not compared, for fewer than 5 are expected"
    return f"beside jurisdictions dealt out anew this {labels or nothing}, beside ties rewired it {degrees or nothing}"


def _against(row: pd.Series[Any], role: str, null: str) -> str:
    z, p = row[f"{role}_z_{null}"], row[f"{role}_p_adjusted_{null}"]
    if pd.isna(z):
        return ""
    told = f"{abs(z):.1f} standard deviations {'above' if z > 0 else 'below'} what is expected, adjusted p {small_p(p)}"
    if p > _SIGNIFICANT:
        return f"is no more and no fewer than chance may give ({told})"
    return f"is {'more' if z > 0 else 'fewer'} than chance gives ({told})"
