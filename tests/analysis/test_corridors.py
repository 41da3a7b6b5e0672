"""Corridors: planted ones are found, counts and p-values are right, nothing depends on the order of rows."""

import numpy as np
import pandas as pd
import pytest

from netintel.analysis.corridors import corridors
from netintel.model.network import Network, assemble
from netintel.model.results import Pairs


def planted(
    seed: int, *, boost: float = 5.0, missing: float = 0.2, directed: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame, set[tuple[str, str]]]:
    """Return 400 persons in 12 unequal countries, 900 domestic ties, 600 abroad (1200 where pairs have two directions).

    Six pairs of countries get `boost` times their share of the ties abroad.
    """
    rng = np.random.default_rng(seed)
    names = np.array([f"C{i:02d}" for i in range(12)])
    home = rng.choice(12, 400, p=rng.dirichlet(np.full(12, 1.5)))
    home[:24] = np.repeat(np.arange(12), 2)
    pull = rng.pareto(2.5, 400) + 0.3
    mass = np.bincount(home, weights=pull, minlength=12)
    pairs = [(a, b) for a in range(12) for b in range(12) if (a != b if directed else a < b)]
    large = sorted(pairs, key=lambda p: -mass[p[0]] * mass[p[1]])[: len(pairs) // 2]
    chosen = [large[i] for i in rng.choice(len(large), 6, replace=False)]
    liking = np.ones((12, 12))
    for a, b in chosen:
        liking[a, b] = boost
        liking[b, a] = liking[b, a] if directed else boost
    abroad = home[:, None] != home[None, :]
    outside = np.outer(pull, pull) * abroad * liking[np.ix_(home, home)]
    inside = np.outer(pull, pull) * ~abroad / mass[home][:, None]
    np.fill_diagonal(inside, 0)
    if not directed:
        outside, inside = np.triu(outside), np.triu(inside)
    rate = (1200 if directed else 600) * outside / outside.sum() + 900 * inside / inside.sum()
    source, target = np.nonzero((rng.random(rate.shape) < -np.expm1(-rate)) & (rng.random(rate.shape) >= missing))
    edges = pd.DataFrame({"source": source.astype(str), "target": target.astype(str)})
    nodes = pd.DataFrame({"id": np.arange(400).astype(str), "jurisdiction": names[home]})
    return edges, nodes, {(names[a], names[b]) for a, b in chosen}


def excess(table: pd.DataFrame) -> set[tuple[str, str]]:
    found = table[(table["p_adjusted"] <= 0.05) & (table["observed"] > table["expected"])]
    return set(zip(found["source_country"], found["target_country"], strict=True))


@pytest.mark.nightly
@pytest.mark.parametrize("directed", [False, True])
def test_planted_corridors_are_found_with_a_fifth_of_the_ties_missing(directed: bool) -> None:
    precision, recall, first = [], [], []
    for seed in range(6):
        edges, nodes, truth = planted(seed, directed=directed)
        table = corridors(Network.from_edgelist(edges, nodes, directed=directed), rewires=200, seed=seed).table()
        found = excess(table)
        precision.append(len(found & truth) / len(found))
        recall.append(len(found & truth) / len(truth))
        first.append((table["source_country"][0], table["target_country"][0]) in truth)
    assert np.mean(precision) >= 0.8
    assert np.mean(recall) >= 0.75
    assert np.mean(first) >= 5 / 6


@pytest.mark.nightly
def test_few_corridors_are_found_where_none_is_planted() -> None:
    """Benjamini-Hochberg at 0.05 promises at most a false finding in one network of twenty; 12 networks, at most 3."""
    false = 0
    for seed in range(12):
        edges, nodes, _ = planted(seed, boost=1.0)
        table = corridors(Network.from_edgelist(edges, nodes, directed=False), rewires=200, seed=seed).table()
        false += bool((table["p_adjusted"] <= 0.05).any())
    assert false <= 3


def test_rewiring_all_ties_hides_corridors_behind_domestic_ties() -> None:
    edges, nodes, truth = planted(1)
    network = Network.from_edgelist(edges, nodes, directed=False)
    hidden = excess(corridors(network, rewires=200, null="all").table())
    assert len(hidden & truth) < len(excess(corridors(network, rewires=200).table()) & truth)


def test_observed_is_the_direct_count_and_expected_keeps_each_country_total() -> None:
    edges, nodes, _ = planted(2)
    network = Network.from_edgelist(edges, nodes, directed=False)
    result = corridors(network, rewires=100)
    home = dict(zip(nodes["id"], nodes["jurisdiction"], strict=True))
    pairs = [tuple(sorted((home[a], home[b]))) for a, b in zip(edges["source"], edges["target"], strict=True)]
    counts = pd.Series([p for p in pairs if p[0] != p[1]]).value_counts()
    table = result.table().set_index(["source_country", "target_country"])
    assert table.loc[counts.index.tolist(), "observed"].tolist() == counts.tolist()
    assert (table["observed"] == table["n_ties"]).all()
    within = pd.Series([a for a, b in pairs if a == b]).value_counts()
    assert {c: n for c, n in result.summary["domestic"].items() if n} == within.to_dict()
    everything = table.reset_index()
    listed = everything["expected"].sum()
    assert listed == pytest.approx(counts.sum(), rel=0.1)


def test_several_nationalities_count_by_their_share() -> None:
    """a is RO, b half RO and half DE, c MD, d of unknown country; a-b adds 0.5 to DE-RO, b-c 0.5 to DE-MD and MD-RO."""
    nodes = pd.DataFrame({"id": ["a", "b", "b", "c", "d"], "jurisdiction": ["RO", "RO", "DE", "MD", None]})
    edges = pd.DataFrame({"source": ["a", "b", "a"], "target": ["b", "c", "d"]})
    result = corridors(Network.from_edgelist(edges, nodes, directed=False), rewires=50)
    table = result.table().set_index(["source_country", "target_country"])["observed"]
    assert table.to_dict() == {("DE", "MD"): 0.5, ("DE", "RO"): 0.5, ("MD", "RO"): 0.5}
    assert result.summary["domestic"] == {"DE": 0.0, "MD": 0.0, "RO": 0.5}
    assert result.summary["n_unknown"] == 1
    assert result.summary["unknown_mass"] == pytest.approx(1.0)
    assert any("unknown jurisdiction" in c for c in result.caveats)


def test_expected_by_hand() -> None:
    """Two ties a-b, c-d of four countries have three equally likely networks: each other pairing a third."""
    nodes = pd.DataFrame({"id": list("abcd"), "jurisdiction": ["DE", "FR", "MD", "RO"]})
    edges = pd.DataFrame({"source": ["a", "c"], "target": ["b", "d"]})
    table = corridors(Network.from_edgelist(edges, nodes, directed=False), rewires=3000).table()
    assert table.head(2)[["source_country", "target_country"]].to_numpy().tolist() == [["DE", "FR"], ["MD", "RO"]]
    assert table["expected"][:2].tolist() == pytest.approx([1 / 3, 1 / 3], abs=0.04)
    assert table["z"][0] == pytest.approx((1 - 1 / 3) / (2 / 9) ** 0.5, abs=0.15)
    assert set(table["flag"]) == {"expected < 5"}


def test_direction_is_kept() -> None:
    nodes = pd.DataFrame({"id": ["a", "b", "c"], "jurisdiction": ["RO", "DE", "MD"]})
    edges = pd.DataFrame({"source": ["a", "c"], "target": ["b", "a"]})
    result = corridors(Network.from_edgelist(edges, nodes, directed=True), rewires=50)
    listed = result.table()[result.table()["observed"] > 0]
    assert sorted(zip(listed["source_country"], listed["target_country"], strict=True)) == [("MD", "RO"), ("RO", "DE")]
    assert result.explain(("RO", "DE")).startswith("From RO to DE")


def test_exposure_is_what_was_given_or_known() -> None:
    labels = pd.Index(["a", "b", "c"], dtype=object)
    members = pd.DataFrame({"node": [0, 1, 2], "jurisdiction": ["RO", "DE", "DE"], "share": 1.0})
    parts = {
        "labels": labels,
        "source": np.array([0, 0]),
        "target": np.array([1, 2]),
        "weight": np.ones(2),
        "drop": np.zeros(2),
        "directed": False,
        "memberships": members,
        "group": "nationality",
        "recipe": ("by hand",),
        "digest": "abc",
    }
    network = assemble(**parts)
    known = assemble(**parts, nodes_table=pd.DataFrame({"n_records": [7, 2, 3]}))
    columns = ["source_exposure", "target_exposure"]
    assert corridors(network, rewires=50).table().loc[0, columns].tolist() == [2, 1]
    assert corridors(known, rewires=50).table().loc[0, columns].tolist() == [5, 7]
    given = corridors(known, rewires=50, exposure={"DE": 40})
    assert given.table().loc[0, "source_exposure"] == 40
    assert np.isnan(given.table().loc[0, "target_exposure"])
    assert given.parameters["exposure"] == "as given"
    assert (given.group, given.projection, given.digest) == ("nationality", ("by hand",), "abc")


def test_order_of_rows_changes_nothing_and_names_only_names() -> None:
    edges, nodes, _ = planted(3)
    first = corridors(Network.from_edgelist(edges, nodes, directed=False), rewires=100, seed=5)
    turned = edges.sample(frac=1, random_state=1).rename(columns={"source": "target", "target": "source"})
    second = corridors(
        Network.from_edgelist(turned, nodes.sample(frac=1, random_state=2), directed=False), rewires=100, seed=5
    )
    pd.testing.assert_frame_equal(first.table(), second.table())
    renamed = Network.from_edgelist(
        edges.map(lambda x: f"n{999 - int(x)}"),
        nodes.assign(id=[f"n{999 - int(x)}" for x in nodes["id"]]),
        directed=False,
    )
    third = corridors(renamed, rewires=100, seed=5).table().set_index(["source_country", "target_country"])
    base = first.table().set_index(["source_country", "target_country"])
    both = base.index.intersection(third.index)
    assert base.loc[both, "observed"].equals(third.loc[both, "observed"])
    assert (base.loc[both, "expected"] - third.loc[both, "expected"]).abs().max() < 1.5


@pytest.mark.parametrize("null", ["crossing", "all"])
@pytest.mark.parametrize("directed", [True, False])
def test_nothing_to_compare(null: str, directed: bool) -> None:
    nodes = pd.DataFrame({"id": ["a", "b"], "jurisdiction": [None, None]})
    edges = pd.DataFrame({"source": ["a"], "target": ["b"]})
    columns = ["source_country", "target_country", "observed", "expected", "z", "p_adjusted"]
    columns += ["source_exposure", "target_exposure", "kept", "direction", "p", "flag", "n_ties"]
    columns += ["expected_apart", "observed_low", "observed_high", "p_excess", "p_kept", "p_backbone", "rate"]
    for given, known in ((edges, nodes), (edges.head(0), None), (edges, None)):
        result = corridors(Network.from_edgelist(given, known, directed=directed), rewires=50, null=null)
        assert result.table().empty
        assert list(result.table().columns) == columns
        assert any("No jurisdiction is known" in c for c in result.caveats)


def test_three_countries_leave_nothing_to_compare_and_say_so() -> None:
    nodes = pd.DataFrame({"id": list("abcdef"), "jurisdiction": ["RO", "RO", "DE", "DE", "MD", "MD"]})
    edges = pd.DataFrame({"source": list("abcd"), "target": list("cdef")})
    result = corridors(Network.from_edgelist(edges, nodes, directed=False), rewires=50)
    assert result.table()["z"].isna().all()
    assert (result.table()["p"] == 1).all()
    assert any("null='all'" in c for c in result.caveats)


def test_disparity_is_a_backbone_too() -> None:
    edges, nodes, _ = planted(1)
    network = Network.from_edgelist(edges, nodes, directed=False)
    result = corridors(network, rewires=50, backbone="disparity")
    assert "serrano2009" in result.citation
    assert result.table()["kept"].any()
    assert "disparity backbone" in result.explain(0)


def test_a_country_without_data_is_flagged_and_has_no_rate() -> None:
    nodes = pd.DataFrame({"id": list("abcdef"), "jurisdiction": ["RO", "RO", "DE", "DE", "MD", "MD"]})
    edges = pd.DataFrame({"source": list("abc"), "target": list("cde")})
    network = Network.from_edgelist(edges, nodes, directed=False)
    result = corridors(network, rewires=50, exposure={"RO": 6, "DE": 4, "MD": 0})
    table = result.table().set_index(["source_country", "target_country"])
    assert table.loc[("DE", "RO"), "rate"] == 2 / 10
    assert np.isnan(table.loc[("DE", "MD"), "rate"])
    assert table.loc[("DE", "MD"), "source_exposure"] == 4
    assert np.isnan(table.loc[("DE", "MD"), "target_exposure"])
    assert "no data: MD" in table.loc[("DE", "MD"), "flag"]
    assert "no data" not in table.loc[("DE", "RO"), "flag"]
    assert result.summary["no_data"] == ("MD",)
    assert any("No data from MD" in caveat for caveat in result.caveats)
    assert "no data for MD" in result.explain(("DE", "MD"))


@pytest.fixture(scope="module")
def two_strong_pairs() -> Pairs:
    """A and C have 40 ties with B and D each, and 9 with each other: what all their totals give, most of the rest."""
    pairs = [("A", "B", 40), ("C", "D", 40), ("A", "C", 9), ("E", "F", 30), ("E", "G", 30), ("F", "G", 30)]
    homes = np.array([(a, b) for a, b, ties in pairs for _ in range(ties)])
    labels = np.arange(homes.size).reshape(homes.shape)
    nodes = pd.DataFrame({"id": labels.ravel(), "jurisdiction": homes.ravel()})
    edges = pd.DataFrame({"source": labels[:, 0], "target": labels[:, 1]})
    return corridors(Network.from_edgelist(edges, nodes, directed=False), rewires=200)


def test_every_row_says_whether_it_is_more_or_fewer_and_fewer_come_last(two_strong_pairs: Pairs) -> None:
    table = two_strong_pairs.table()
    more, fewer = table["direction"] == "more", table["direction"] == "fewer"
    assert (more == ((table["p_adjusted"] <= 0.05) & (table["observed"] > table["expected"]))).all()
    assert (table.loc[fewer, "observed"] < table.loc[fewer, "expected"]).all()
    assert table["direction"].map({"more": 0, "none shown": 1, "fewer": 2}).is_monotonic_increasing
    assert (more.sum(), fewer.sum()) == (two_strong_pairs.summary["n_excess"], two_strong_pairs.summary["n_deficit"])
    assert "more than chance gives (adjusted p" in two_strong_pairs.explain(("A", "B"))
    assert "fewer than chance gives (p" in two_strong_pairs.explain(("A", "E"))


def test_a_pair_in_excess_beside_stronger_ones_alone_is_told_as_such(two_strong_pairs: Pairs) -> None:
    row = two_strong_pairs.table().set_index(["source_country", "target_country"]).loc[("A", "C")]
    assert row["direction"] == "more" and row["p"] > 0.05
    assert row["expected_apart"] < 2 < 6 < row["expected"] < row["observed"]
    assert "only when stronger corridors are set apart, which leaves" in two_strong_pairs.explain(("A", "C"))
    said = "pairs in excess (A-C) are so only when stronger corridors"
    assert any(said in caveat for caveat in two_strong_pairs.caveats)


def test_what_plausible_networks_say_of_planted_corridors_and_of_the_others() -> None:
    edges, nodes, truth = planted(1)
    network = Network.from_edgelist(edges, nodes, directed=False)
    table = corridors(network, rewires=200).table().set_index(["source_country", "target_country"])
    chosen = table.index.isin(truth)
    assert (table["observed_low"] <= table["observed_high"]).all()
    assert table["p_excess"].between(0, 1).all() and table["p_kept"].between(0, 1).all()
    assert table.loc[chosen, "p_excess"].mean() > 0.7
    assert table.loc[~chosen, "p_excess"].mean() < 0.1
    assert table.loc[chosen, "p_backbone"].median() < table.loc[~chosen, "p_backbone"].median()


def test_nothing_hidden_and_nothing_doubted_leaves_no_room_around_what_was_observed() -> None:
    edges, nodes, _ = planted(1)
    sure = Network.from_edgelist(edges.assign(drop=0.0), nodes, directed=False)
    table = corridors(sure, rewires=50, hidden=0.0).table()
    assert (table["observed_low"] == table["observed"]).all()
    assert (table["observed_high"] == table["observed"]).all()


def test_pairs_tied_with_each_other_alone_are_told_apart() -> None:
    nodes = pd.DataFrame({"id": list("abcdef"), "jurisdiction": ["RO", "DE", "FR", "IT", "FR", "ES"]})
    edges = pd.DataFrame({"source": ["a", "c", "e"], "target": ["b", "d", "f"]})
    result = corridors(Network.from_edgelist(edges, nodes, directed=False), rewires=50, backbone="disparity")
    assert result.summary["single_partner"] == (("DE", "RO"),)
    assert any("no disparity filter" in caveat for caveat in result.caveats)
