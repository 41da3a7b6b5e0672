"""Communities: known optima, planted groups with ties missing, stability, chance, agreement with jurisdictions."""

from pathlib import Path

import networkx
import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_mutual_info_score

from netintel.analysis.communities import communities
from netintel.errors import UnknownEntityError
from netintel.model.network import Network

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"


def planted(seed: int, *, missing: float = 0.2) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return 400 persons in 12 groups of 8 to 60, 1,500 ties, four in five within a group."""
    rng = np.random.default_rng(seed)
    size = rng.dirichlet(np.full(12, 3.0))
    group = rng.choice(12, 400, p=size)
    group[:96] = np.repeat(np.arange(12), 8)
    pull = rng.pareto(3, 400) + 0.5
    same = group[:, None] == group[None, :]
    inside = np.triu(np.outer(pull, pull) * same / np.bincount(group, weights=pull)[group][:, None], 1)
    outside = np.triu(np.outer(pull, pull) * ~same, 1)
    rate = 1200 * inside / inside.sum() + 300 * outside / outside.sum()
    source, target = np.nonzero((rng.random(rate.shape) < -np.expm1(-rate)) & (rng.random(rate.shape) >= missing))
    edges = pd.DataFrame({"source": [f"p{i:03d}" for i in source], "target": [f"p{i:03d}" for i in target]})
    return edges, {f"p{i:03d}": int(g) for i, g in enumerate(group)}


def test_the_karate_club_falls_into_its_two_factions() -> None:
    """The club split in two (Zachary 1977); the plateau finds two, where the best modularity has four."""
    club = networkx.karate_club_graph()
    result = communities(Network.from_networkx(club))
    side = result.table().set_index("node")["cluster"]
    truth = {v: club.nodes[v]["club"] for v in club}
    assert result.summary["n_clusters"] == 2
    mistaken = sum(truth[v] != truth[0 if side[v] == side[0] else 33] for v in club)
    assert mistaken <= 2
    low, high = result.summary["plateau"]
    assert low < result.summary["resolution"] < high
    assert any("The scale was chosen by the network" in c for c in result.caveats)


def test_a_resolution_given_is_kept_to() -> None:
    result = communities(Network.from_networkx(networkx.karate_club_graph()), resolution=1.0, hidden=0.0)
    assert result.summary["quality"] >= 0.41
    assert result.summary["n_clusters"] == 4
    assert result.summary["plateau"] is None
    assert not any("scale" in c for c in result.caveats)
    sizes = result.table()["cluster"].value_counts().sort_index().tolist()
    assert sizes == sorted(sizes, reverse=True)


def test_caviar_has_many_near_equal_partitions() -> None:
    """Montreal import ring (Morselli 2009), ties as 0/1: single runs end between .467 and .482."""
    file = SHARED / "covert/morselli_caviar.csv"
    if not file.exists():
        pytest.skip("shared data absent: covert/morselli_caviar.csv")
    matrix = pd.read_csv(file, index_col=0, encoding="utf-8-sig")
    source, target = np.nonzero(matrix.to_numpy() > 0)
    edges = pd.DataFrame({"source": source, "target": target})
    result = communities(Network.from_edgelist(edges, directed=True), seeds=100, resolution=1.0)
    assert 0.44 < result.summary["quality"] <= 0.4819
    assert result.summary["n_distinct"] >= 20
    assert 2 <= result.summary["n_near_equal"] <= result.summary["n_distinct"]
    assert any("within 1 % of the best" in c for c in result.caveats)
    assert any("No jurisdiction is known" in c for c in result.caveats)


@pytest.mark.nightly
def test_planted_groups_are_found_with_a_fifth_of_the_ties_missing() -> None:
    agreement = []
    for seed in range(3):
        edges, group = planted(seed)
        table = communities(Network.from_edgelist(edges, directed=False), seeds=15, seed=seed).table()
        agreement.append(adjusted_mutual_info_score([group[v] for v in table["node"]], table["cluster"]))
    assert np.mean(agreement) >= 0.8


def test_planted_groups_beat_chance_and_rewired_ties_do_not() -> None:
    edges, _ = planted(1)
    real = communities(Network.from_edgelist(edges, directed=False), seeds=10)
    assert real.summary["p"] < 0.02
    assert real.summary["z"] > 5
    graph = networkx.gnm_random_graph(200, 400, seed=2)
    chance = communities(Network.from_networkx(graph), seeds=20)
    assert chance.summary["quality"] > 0.4
    assert abs(chance.summary["z"]) < 3
    assert any("may be chance" in c for c in chance.caveats) == (chance.summary["p"] > 0.05)


def test_stability_follows_the_drop_rate() -> None:
    """Two cliques of six joined by one tie: sure ties keep everybody together, doubtful ones do not."""
    graph = networkx.barbell_graph(6, 0)
    edges = pd.DataFrame(list(graph.edges), columns=["source", "target"])
    sure = communities(Network.from_edgelist(edges.assign(drop=0.0), directed=False), hidden=0.0)
    doubtful = communities(Network.from_edgelist(edges.assign(drop=0.7), directed=False), hidden=0.0)
    assert (sure.table()["stability"] == 1).all()
    assert (sure.table()["membership"] == 1).all()
    assert doubtful.table()["stability"].mean() < 0.8
    assert any("not to be named" in c for c in doubtful.caveats)
    assert not any("not to be named" in c for c in sure.caveats)


def test_who_has_a_foot_in_two_communities_is_shown_in_both() -> None:
    """Two cliques of six, and one person tied to three of each."""
    graph = networkx.disjoint_union(networkx.complete_graph(6), networkx.complete_graph(6))
    graph.add_edges_from([("between", v) for v in (0, 1, 2, 6, 7, 8)])
    for v in graph:
        graph.nodes[v]["jurisdiction"] = "RO" if v in range(6) else "DE" if v != "between" else None
    result = communities(Network.from_networkx(graph))
    table = result.table().set_index("node")
    row = table.loc["between"]
    ((other, degree),) = row["also"]
    assert {row["cluster"], other} == {0, 1}
    assert degree > 0.25
    assert degree + row["membership"] == pytest.approx(1)
    assert table.loc[5, "also"] == ()
    assert table.loc[5, "cluster_countries"] == ("RO",)
    assert "its ties lead to 2 communities" in result.explain("between")


def test_communities_across_borders_are_counted_and_tell_their_countries() -> None:
    cliques = networkx.disjoint_union_all([networkx.complete_graph(5)] * 3)
    for v in cliques:
        cliques.nodes[v]["jurisdiction"] = ["RO", "RO", "RO", "DE", None][v % 5] if v < 10 else "FR"
    result = communities(Network.from_networkx(cliques), seeds=5)
    assert result.summary["n_clusters"] == 3
    assert result.summary["n_across"] == 2
    table = result.table().set_index("node")
    assert table.loc[0, "cluster_countries"] == ("RO", "DE")
    assert table.loc[12, "cluster_countries"] == ("FR",)
    assert "(jurisdiction RO) is in community" in result.explain(0)
    assert "with 4 other nodes (RO, DE)" in result.explain(0)


def test_two_sentences_tell_what_must_be_known() -> None:
    edges, _ = planted(1)
    result = communities(Network.from_edgelist(edges, directed=False), seeds=20)
    table = result.table()
    sure = result.explain(table.sort_values("stability").iloc[-1]["node"])
    for part in ("is in community", "of them on average", "jurisdiction unknown", "given as a table", ", p 0.01)"):
        assert part in sure
    assert sure.endswith("not a finding that its members act together.")
    shaky = table[table["stability"] < 0.6]
    assert len(shaky)
    said = result.explain(shaky.iloc[0]["node"])
    assert "cannot be placed" in said
    assert "community 0" not in said


def test_names_stand_beside_nodes_but_those_of_protected_persons() -> None:
    network = Network.from_edgelist(pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]}), directed=False)
    network.nodes_table["name"] = ["Ana", "Ion", "Eva"]
    network.nodes_table["category"] = ["suspect", "contact", "victim"]
    result = communities(network, seeds=3)
    named = result.table().set_index("node")["name"]
    assert named["a"] == "Ana"
    assert "c" not in named.index
    assert result.explain("a").startswith("Ana (")
    with pytest.raises(UnknownEntityError):
        result.explain("c")


def test_who_is_with_unlisted_nodes_alone_is_not_said_to_be_alone() -> None:
    edges = "a-v a-w a-x v-w v-x w-x a-b b-c b-d b-e c-d c-e d-e"
    ends = pd.DataFrame([tie.split("-") for tie in edges.split()], columns=pd.Index(["source", "target"]))
    network = Network.from_edgelist(ends, directed=False)
    network.nodes_table["rankable"] = [label not in "vwx" for label in network.labels]
    found = communities(network, seeds=5)
    said = found.explain("a")
    assert found.table()["node"].tolist().count("a") == 1 and "with nodes that are not listed: in networks" in said
    assert "alone" not in said


def test_agreement_with_jurisdictions_tells_crossing_from_split() -> None:
    """Four cliques, two countries: each community lies in one country, each country has two communities."""
    cliques = networkx.disjoint_union_all([networkx.complete_graph(5)] * 4)
    for v in cliques:
        cliques.nodes[v]["jurisdiction"] = "RO" if v < 10 else "DE"
    split = communities(Network.from_networkx(cliques), seeds=5).summary
    assert split["homogeneity"] == pytest.approx(1)
    assert split["completeness"] == pytest.approx(0.5)
    for v in cliques:
        cliques.nodes[v]["jurisdiction"] = "RO" if v % 2 else None if v == 0 else "DE"
    across = communities(Network.from_networkx(cliques), seeds=5).summary
    assert across["homogeneity"] < 0.1
    assert across["n_compared"] == 19


def test_direction_and_weight_of_ties_are_left_out() -> None:
    edges, _ = planted(3)
    weighted = edges.assign(weight=np.random.default_rng(0).integers(1, 50, len(edges)), drop=0.0)
    back = weighted.rename(columns={"source": "target", "target": "source"}).head(200)
    plain = communities(Network.from_edgelist(edges.assign(drop=0.0), directed=False), seeds=3)
    other = communities(Network.from_edgelist(pd.concat([weighted, back]), directed=True), seeds=3)
    pd.testing.assert_frame_equal(plain.table(), other.table())
    assert pd.Series(plain.summary).equals(pd.Series(other.summary))


def test_order_of_rows_changes_nothing_and_names_only_names() -> None:
    edges, _ = planted(4)
    first = communities(Network.from_edgelist(edges, directed=False), seeds=3)
    turned = edges.sample(frac=1, random_state=1).rename(columns={"source": "target", "target": "source"})
    second = communities(Network.from_edgelist(turned, directed=False), seeds=3)
    pd.testing.assert_frame_equal(first.table(), second.table())
    assert pd.Series(first.summary).equals(pd.Series(second.summary))
    clear = networkx.disjoint_union_all([networkx.complete_graph(n) for n in (7, 6, 5)])
    clear.add_edges_from([(0, 7), (12, 13)])
    base = communities(Network.from_networkx(clear), seeds=10).table().set_index("node")
    renamed = communities(Network.from_networkx(networkx.relabel_nodes(clear, lambda v: f"{99 - v}")), seeds=10)
    table = renamed.table().set_index("node")
    for v in clear:
        assert table.loc[f"{99 - v}", "cluster"] == base.loc[v, "cluster"]
        assert table.loc[f"{99 - v}", "membership"] == base.loc[v, "membership"]


def test_nodes_without_ties_stand_alone_and_empty_networks_are_answered() -> None:
    edges = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    nodes = pd.DataFrame({"id": ["z"], "jurisdiction": ["RO"]})
    result = communities(Network.from_edgelist(edges, nodes, directed=False), seeds=5)
    last = result.table().iloc[-1]
    assert last["node"] == "z"
    assert np.isnan(last["membership"])
    assert np.isnan(last["stability"])
    assert "no recorded tie" in result.explain("z")
    assert "community 0 with 2 other nodes" in result.explain("a")
    for known in (nodes, None):
        none = communities(Network.from_edgelist(edges.head(0), known, directed=False), seeds=5)
        assert list(none.table().columns[:4]) == ["node", "cluster", "membership", "stability"]
        assert any("no ties" in c for c in none.caveats)
        assert none.summary["n_clusters"] == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"method": "louvain"}, "method: expected modularity or CPM"),
        ({"seeds": 0}, "seeds: expected at least 1"),
        ({"resolution": -1.0}, "resolution: expected a number above 0"),
        ({"layers": "money"}, "layers: expected a list of names"),
        ({"layers": ("money",)}, "no tie has a record of money; this network has no layers"),
    ],
)
def test_errors_say_what_was_expected(given: dict, said: str) -> None:
    network = Network.from_edgelist(pd.DataFrame({"source": ["a"], "target": ["b"]}), directed=False)
    with pytest.raises(ValueError, match=said):
        communities(network, **given)


def test_the_potts_model_finds_planted_groups_too() -> None:
    edges, group = planted(1)
    result = communities(Network.from_edgelist(edges, directed=False), method="CPM", seeds=20)
    table = result.table()
    assert adjusted_mutual_info_score([group[v] for v in table["node"]], table["cluster"]) >= 0.8
    assert result.summary["p"] == 0.01
    assert "traag2011" in result.citation
