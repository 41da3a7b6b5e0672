"""Jurisdiction clusters: planted blocs are found, chance is called chance, unknown and silent countries are kept."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_mutual_info_score

from netintel.analysis._leaning import CountryGraph, Expected
from netintel.analysis.jurisdiction_clusters import jurisdiction_clusters
from netintel.model.network import Network

Planted = tuple[pd.DataFrame, pd.DataFrame, dict[str, int]]


def planted(seed: int, *, countries: int = 12, blocs: int = 3, boost: float = 4.0, missing: float = 0.2) -> Planted:
    """Return 400 persons in unequal countries, 1,500 ties, 40 % of them abroad, `boost` times likelier in a bloc."""
    rng = np.random.default_rng(seed)
    names = np.array([f"C{i:02d}" for i in range(countries)])
    home = rng.choice(countries, 400, p=rng.dirichlet(np.ones(countries)))
    home[: 3 * countries] = np.repeat(np.arange(countries), 3)
    bloc = rng.permutation(np.arange(countries) % blocs)
    pull = rng.pareto(2.5, 400) + 0.3
    abroad = home[:, None] != home[None, :]
    liking = np.where(bloc[:, None] == bloc[None, :], boost, 1.0)[np.ix_(home, home)]
    outside = np.triu(np.outer(pull, pull) * abroad * liking)
    inside = np.triu(np.outer(pull, pull) * ~abroad / np.bincount(home, weights=pull)[home][:, None], 1)
    rate = 600 * outside / outside.sum() + 900 * inside / inside.sum()
    source, target = np.nonzero((rng.random(rate.shape) < -np.expm1(-rate)) & (rng.random(rate.shape) >= missing))
    edges = pd.DataFrame({"source": source.astype(str), "target": target.astype(str)})
    nodes = pd.DataFrame({"id": np.arange(400).astype(str), "jurisdiction": names[home]})
    return edges, nodes, dict(zip(names, bloc.tolist(), strict=True))


@pytest.mark.parametrize(("countries", "blocs"), [(12, 3), (8, 2)])
def test_planted_blocs_are_found_with_a_fifth_of_the_ties_missing(countries: int, blocs: int) -> None:
    agreement, stable, certain = [], [], 0
    for seed in range(3):
        edges, nodes, bloc = planted(seed, countries=countries, blocs=blocs)
        result = jurisdiction_clusters(
            Network.from_edgelist(edges, nodes, directed=False), seeds=20, bootstraps=30, seed=seed
        )
        table = result.table()
        agreement.append(adjusted_mutual_info_score([bloc[c] for c in table["country"]], table["cluster"]))
        stable.append(table["stability"].mean())
        certain += result.summary["p"] < 0.05
        assert result.summary["proved"]
    assert np.mean(agreement) >= 0.8
    assert np.mean(stable) >= 0.7
    assert certain >= 2


def test_chance_is_called_chance() -> None:
    """Without blocs p below 0.05 is seen about once in twenty; of six networks at most two."""
    found = []
    for seed in range(6):
        edges, nodes, _ = planted(seed, boost=1.0)
        network = Network.from_edgelist(edges, nodes, directed=False)
        result = jurisdiction_clusters(network, seeds=5, bootstraps=2, seed=seed)
        found.append(result.summary["p"])
        assert any("may be chance" in c for c in result.caveats) == (result.summary["p"] > 0.05)
    assert sum(p < 0.05 for p in found) <= 2


def test_a_large_country_does_not_join_two_blocs_by_its_size() -> None:
    """X has half of all ties and likes nobody; two pairs of small countries like each other, and X leans by noise.

    By raw counts X is the strongest partner of each of the four.
    """
    names = ["A1", "A2", "B1", "B2", "X"]
    home = np.repeat(np.arange(5), [20, 20, 20, 20, 120])
    liking = np.ones((5, 5))
    liking[0, 1] = liking[1, 0] = liking[2, 3] = liking[3, 2] = 8
    chance = np.triu(0.012 * liking[np.ix_(home, home)] * (home[:, None] != home[None, :]))
    nodes = pd.DataFrame({"id": range(200), "jurisdiction": [names[h] for h in home]})
    alone = 0
    for seed in range(5):
        source, target = np.nonzero(np.random.default_rng(seed).random(chance.shape) < chance)
        network = Network.from_edgelist(pd.DataFrame({"source": source, "target": target}), nodes, directed=False)
        table = jurisdiction_clusters(network, bootstraps=20).table().set_index("country")["cluster"]
        assert table["A1"] == table["A2"]
        assert table["B1"] == table["B2"]
        assert table["A1"] != table["B1"]
        alone += (table == table["X"]).sum() == 1
    assert alone >= 2


def test_who_leans_on_one_country_and_has_no_excess_with_its_cluster_is_alone() -> None:
    """D has a few more ties with C than expected, and fewer with A and B: together no more than chance."""
    mean = np.full((4, 4), 10.0)
    observed = np.array([[0, 30, 30, 6], [30, 0, 30, 5], [30, 30, 0, 16], [6, 5, 16, 0.0]])
    chance = Expected(mean, np.sqrt(mean), np.ones((4, 4)))
    assert chance.leaning(observed)[2, 3] > 1.28
    assert chance.belonging(observed, np.zeros(4, dtype=np.int64)).tolist() == [0, 0, 0, 1]


def test_stability_follows_the_drop_rate() -> None:
    edges, nodes, _ = planted(2, boost=4.0)
    sure = jurisdiction_clusters(Network.from_edgelist(edges.assign(drop=0.0), nodes, directed=False), bootstraps=20)
    doubtful = jurisdiction_clusters(
        Network.from_edgelist(edges.assign(drop=0.65), nodes, directed=False), bootstraps=20
    )
    assert sure.table()["cluster"].equals(doubtful.table()["cluster"])
    assert sure.table()["stability"].mean() > 0.95
    assert doubtful.table()["stability"].mean() < 0.9


def test_two_sentences_tell_what_must_be_known() -> None:
    edges, nodes, _ = planted(2, boost=3.0)
    result = jurisdiction_clusters(Network.from_edgelist(edges, nodes, directed=False), seeds=5, bootstraps=20)
    table = result.table().set_index("country")
    for country, row in table.iterrows():
        said = result.explain(country)
        assert "(by jurisdiction)" not in said, "the noun has said it"
        assert "jurisdictions" in said
        assert "given as a table, undirected)" in said
        assert said.endswith("it suggests whom to ask and proves nothing.")
        alone = (table["cluster"] == row["cluster"]).sum() == 1
        named = "is in no cluster" if alone else "belongs with" if row["stability"] >= 0.6 else "cannot be placed"
        assert f"{country} {named}" in said
        assert alone or "of its ties with them" in said
    unsure = table.index[table["stability"] < 0.6]
    assert any("Unsure" in c for c in result.caveats) == bool(len(unsure))
    assert any("about equally good" in c for c in result.caveats) == (result.summary["n_near_equal"] > 1)


def test_a_country_without_ties_abroad_is_kept_apart_at_the_end() -> None:
    edges, nodes, _ = planted(1)
    more = pd.DataFrame({"id": ["q1", "q2", "u"], "jurisdiction": ["ZZ", "ZZ", None]})
    ties = pd.DataFrame({"source": ["q1", "u"], "target": ["q2", "1"]})
    network = Network.from_edgelist(pd.concat([edges, ties]), pd.concat([nodes, more]), directed=False)
    result = jurisdiction_clusters(network, seeds=5, bootstraps=10)
    last = result.table().iloc[-1]
    assert last["country"] == "ZZ"
    assert np.isnan(last["stability"])
    assert np.isnan(last["membership"])
    assert (result.table()["cluster"] == last["cluster"]).sum() == 1
    assert any("ZZ" in c for c in result.caveats)
    assert result.explain("ZZ") == (
        "No recorded tie of ZZ surely crosses a border. Nothing can be said of its cluster."
    )


def test_order_of_rows_changes_nothing_and_names_only_names() -> None:
    edges, nodes, bloc = planted(4)
    first = jurisdiction_clusters(Network.from_edgelist(edges, nodes, directed=False), bootstraps=20)
    turned = edges.sample(frac=1, random_state=1).rename(columns={"source": "target", "target": "source"})
    second = jurisdiction_clusters(
        Network.from_edgelist(turned, nodes.sample(frac=1, random_state=2), directed=False), bootstraps=20
    )
    pd.testing.assert_frame_equal(first.table(), second.table())
    assert first.summary == second.summary
    back = {c: f"D{99 - int(c[1:])}" for c in bloc}
    renamed = nodes.assign(jurisdiction=nodes["jurisdiction"].map(back))
    third = jurisdiction_clusters(Network.from_edgelist(edges, renamed, directed=False), bootstraps=20).table()
    mine = dict(zip(first.table()["country"], first.table()["cluster"], strict=True))
    theirs = dict(zip(third["country"], third["cluster"], strict=True))
    for a in bloc:
        for b in bloc:
            assert (mine[a] == mine[b]) == (theirs[back[a]] == theirs[back[b]])


def test_several_nationalities_join_countries_by_their_share() -> None:
    edges, nodes, _ = planted(3)
    second = nodes.head(40).assign(jurisdiction="C00")
    network = Network.from_edgelist(edges, pd.concat([nodes, second]).drop_duplicates(), directed=True)
    result = jurisdiction_clusters(network, seeds=5, bootstraps=5)
    assert len(result.table()) == 12
    assert result.table()["membership"].dropna().between(0, 1).all()


@pytest.mark.parametrize("directed", [True, False])
def test_too_little_to_cluster_is_answered(directed: bool) -> None:
    edges = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    unknown = jurisdiction_clusters(Network.from_edgelist(edges, directed=directed), bootstraps=5)
    assert list(unknown.table().columns) == ["country", "cluster", "membership", "stability"]
    assert unknown.table().empty
    assert any("No jurisdiction is known" in c for c in unknown.caveats)
    nodes = pd.DataFrame({"id": ["a", "b", "c"], "jurisdiction": ["RO", "DE", "RO"]})
    two = jurisdiction_clusters(Network.from_edgelist(edges, nodes, directed=directed), bootstraps=5)
    assert two.table()["cluster"].nunique() == 2
    assert any("totals alone fix" in c for c in two.caveats)
    home = jurisdiction_clusters(
        Network.from_edgelist(edges, nodes.assign(jurisdiction="RO"), directed=directed), bootstraps=5
    )
    assert home.table()["stability"].isna().all()
    assert any("No tie surely crosses" in c for c in home.caveats)


@pytest.mark.parametrize("directed", [False, True])
def test_ties_are_counted_once(directed: bool) -> None:
    """Two pairs of countries with nine ties each, and one tie between the pairs."""
    pairs = [(f"{a}{i}", f"{b}{i}") for a, b in (("RO", "DE"), ("ES", "GR")) for i in range(9)]
    edges = pd.DataFrame([*pairs, ("RO0", "ES0")], columns=["source", "target"])
    people = sorted({node for pair in pairs for node in pair})
    nodes = pd.DataFrame({"id": people, "jurisdiction": [node[:2] for node in people]})
    network = Network.from_edgelist(edges, nodes, directed=directed)
    graph = CountryGraph.of(network, 19, 0)
    assert graph.observed.sum() / 2 == 19
    assert "of its ties with them 9 are recorded" in jurisdiction_clusters(network).explain("RO")
