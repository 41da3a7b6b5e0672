"""Key players: sets that break or reach a network, who may be in them, and how sure they are."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netintel.analysis._fragmentation import (
    FAR,
    Adjacency,
    connected_pairs,
    distances,
    fragmentation,
    inverse_distances,
    pairs_left,
)
from netintel.analysis._key_sets import _fewest
from netintel.analysis._set_scores import DistantParts, Parts, Reach
from netintel.analysis._set_search import Swaps, exhaustive
from netintel.analysis.key_players import key_players
from netintel.errors import UnknownEntityError
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.network import Network
from netintel.model.tables import Tables
from netintel.resolve.merge import merge


def network(edges: str, countries: dict[str, str | None] | None = None) -> Network:
    """Return a network from `"a-b b-c"`."""
    ends = [pair.split("-") for pair in edges.split()]
    named = sorted({end for pair in ends for end in pair} | set(countries or {}))
    nodes = pd.DataFrame({"id": named, "jurisdiction": [(countries or {}).get(one) for one in named]})
    return Network.from_edgelist(pd.DataFrame(ends, columns=["source", "target"]), nodes, directed=False)


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph:
    n = draw(st.integers(1, 9))
    pairs = list(combinations(range(n), 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    graph = nx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(chosen)
    return graph


def adjacency(graph: nx.Graph) -> Adjacency:
    ends = np.array(list(graph.edges), dtype=np.int64).reshape(-1, 2)
    return Adjacency.of(len(graph), ends[:, 0], ends[:, 1])


def joined(graph: nx.Graph) -> int:
    return sum(len(part) * (len(part) - 1) for part in nx.connected_components(graph))


@given(graphs())
def test_pairs_left_are_those_of_the_graph_without_the_node(graph: nx.Graph) -> None:
    left = pairs_left(adjacency(graph))

    assert left.tolist() == [joined(graph.subgraph(set(graph) - {node})) for node in graph]
    assert connected_pairs(adjacency(graph)) == joined(graph)


@given(graphs(), st.sets(st.integers(0, 8), max_size=3))
def test_distances_are_those_of_breadth_first_search(graph: nx.Graph, gone: set[int]) -> None:
    gone &= set(graph)
    rest = graph.subgraph(set(graph) - gone)
    steps = dict(nx.all_pairs_shortest_path_length(rest))
    inverse = inverse_distances(adjacency(graph), np.array([sorted(gone)], dtype=np.int64).reshape(1, -1))

    assert inverse[0] == pytest.approx(sum(1 / d for row in steps.values() for d in row.values() if d))
    whole = dict(nx.all_pairs_shortest_path_length(graph))
    told = distances(adjacency(graph), np.arange(len(graph)))
    assert told.T.tolist() == [[whole[a].get(b, FAR) for b in graph] for a in graph]


@given(graphs(), st.integers(1, 3), st.sampled_from(["F", "DF", "m-reach", "nearness"]))
def test_greedy_with_swaps_is_never_better_than_every_set_and_says_only_true_scores(
    graph: nx.Graph, k: int, method: str
) -> None:
    given_ties, everybody = adjacency(graph), np.arange(len(graph))
    k = min(k, len(graph))
    score = {
        "F": lambda: Parts(given_ties),
        "DF": lambda: DistantParts(given_ties),
        "m-reach": lambda: Reach.within(given_ties, 2, everybody),
        "nearness": lambda: Reach.by_distance(given_ties, everybody),
    }[method]()
    best = exhaustive(score, everybody, k)
    found = Swaps(score, everybody, k).search(20, np.random.default_rng(0))

    assert found.score <= best.score
    assert found.score == best.score or len(graph) > 6  # 20 starts find it on six nodes
    if found.score == best.score:
        assert set(found.sets) <= set(best.sets)


def test_fewer_than_two_nodes_left_are_wholly_apart() -> None:
    assert fragmentation(0, 1) == fragmentation(0, 0) == 1


def test_two_brokers_of_one_border_are_not_the_best_pair() -> None:
    """x and y both stand between the same two cells; z holds a third one. Alone x and y break nothing."""
    cells = "a-b b-c c-a  d-e e-f f-d  g-h h-i i-g"
    found = key_players(network(f"{cells} a-x d-x a-y d-y d-z g-z"), k=2, draws=20)

    assert found.table()["node"].tolist() == ["a", "d"] or "z" in found.table()["node"].tolist()
    assert set(found.table()["node"]) != {"x", "y"}


def test_all_sets_of_equal_score_are_listed_the_fewest_jurisdictions_first() -> None:
    """In the ring any two opposite nodes break as much; b and d are of one country."""
    ring = network("a-b b-c c-d d-a", {"a": "RO", "b": "DE", "c": "FR", "d": "DE"})
    found = key_players(ring, k=2, draws=20)

    assert found.table()["node"].tolist() == ["b", "d", "a", "c"]
    assert found.summary["n_sets"] == 2
    assert found.summary["jurisdictions"] == ("DE",)
    assert any("needs one jurisdiction to act together: DE" in caveat for caveat in found.caveats)


def test_who_could_take_a_place_at_the_same_score_is_told() -> None:
    table = key_players(network("a-b b-c c-d d-e"), k=1, goal="reach", draws=20).table()
    assert table["node"].tolist() == ["c"]
    path = key_players(network("a-b b-c c-d"), k=1, draws=20).table()

    assert path[["node", "replacements", "replaced_by"]].to_numpy().tolist() == [["b", 1, ("c",)], ["c", 1, ("b",)]]


def test_nobody_protected_is_in_a_set_and_their_ties_still_count() -> None:
    star = network("hub-a hub-b hub-c hub-d a-e")
    star.nodes_table["rankable"] = [label != "hub" for label in star.labels]
    found = key_players(star, k=2, draws=20)

    assert "hub" not in set(found.table()["node"])
    assert all("hub" not in replaced for replaced in found.table()["replaced_by"])
    assert found.summary["score"] == pytest.approx(1 - 6 / 12)  # hub-c-d or hub-b-c hold together
    assert any("Only nodes that may be ranked" in caveat for caveat in found.caveats)


def test_a_certain_network_leaves_no_doubt() -> None:
    edges = pd.DataFrame({"source": list("aaxx"), "target": list("bxyz"), "drop": 0.0})
    table = key_players(Network.from_edgelist(edges, directed=False), k=1, hidden=0.0, draws=20).table()

    assert table["node"].tolist() == ["x"]
    assert table[["p_member", "p_best", "score_low", "score_high"]].to_numpy().tolist() == [
        [1, 1, *[table.score[0]] * 2]
    ]


def test_a_doubtful_tie_makes_the_set_doubtful() -> None:
    """x joins two cells; y would too if the doubtful tie were not real, and then x alone breaks nothing more."""
    ties = "a-b b-c c-a d-e e-f f-d a-x x-d"
    sure, doubt = (network(f"{ties} {more}".strip()) for more in ("", "b-e"))
    doubt = Network.from_edgelist(
        doubt.ties[["source", "target"]].assign(drop=[0.5 if t == ("b", "e") else 0.0 for t in _ends(doubt)]),
        directed=False,
    )
    certain = Network.from_edgelist(sure.ties[["source", "target"]].assign(drop=0.0), directed=False)

    p_of = [key_players(one, k=1, hidden=0.0).table().set_index("node")["p_member"] for one in (certain, doubt)]

    assert p_of[0].sum() == pytest.approx(1)
    assert 0 < p_of[1].max() < 1


def _ends(one: Network) -> list[tuple[str, str]]:
    return list(zip(one.ties["source"], one.ties["target"], strict=True))


def test_reach_has_a_ceiling_that_holds() -> None:
    rng = np.random.default_rng(3)
    edges = pd.DataFrame({"source": rng.integers(0, 30, 40), "target": rng.integers(0, 30, 40)})
    for by_distance in (False, True):
        found = key_players(
            Network.from_edgelist(edges, directed=False), k=3, goal="reach", by_distance=by_distance, draws=1
        )
        assert found.summary["score"] <= found.summary["ceiling"] + 1e-9


def test_reached_on_a_large_network_is_exact_though_searched_on_a_sample() -> None:
    rng = np.random.default_rng(5)
    edges = pd.DataFrame({"source": rng.integers(0, 4500, 8000), "target": rng.integers(0, 4500, 8000)})
    large = Network.from_edgelist(edges, directed=False)
    found = key_players(large, k=1, goal="reach", draws=1)
    graph = large.to_networkx()
    near = set()
    for member in found.table()["node"]:
        near |= set(nx.single_source_shortest_path_length(graph, member, cutoff=2))

    assert found.parameters["sampled_nodes"] == 4000
    assert found.summary["score"] == len(near)
    assert not found.summary["proved"]


def test_the_explanation_can_be_read_aloud() -> None:
    found = key_players(
        network("a-b b-c c-d d-e", {"a": "RO", "b": "RO", "c": "DE", "d": "DE", "e": "FR"}), k=2, draws=20
    )
    said = found.explain("b")

    assert said.startswith(
        "Without b and d, 100% of the pairs of the others have no path between them, against 0% with them on record"
    )
    assert "b (jurisdiction RO) is in the best set of" in said
    assert "proved best of the sets of 2" in said
    assert said.endswith("not a fact about a person and not a decision.")
    with pytest.raises(UnknownEntityError):
        found.explain("nobody")


@pytest.mark.parametrize(
    ("wrong", "word"), [({"k": 0}, "k"), ({"goal": "arrest"}, "goal"), ({"draws": 0}, "draws"), ({"level": 1}, "level")]
)
def test_what_cannot_be_asked_is_refused_in_words(wrong: dict[str, object], word: str) -> None:
    with pytest.raises(ValueError, match=f"^{word}: expected"):
        key_players(network("a-b"), **wrong)


def test_more_members_than_candidates_are_not_asked_for() -> None:
    found = key_players(network("a-b"), k=5, draws=20)

    assert found.parameters["k"] == 2
    assert any("A set of 5 was asked for; only 2" in caveat for caveat in found.caveats)


def test_what_one_member_adds_on_a_sampled_network_is_exact() -> None:
    rng = np.random.default_rng(3)
    ring = pd.DataFrame({"source": np.arange(2500), "target": (np.arange(2500) + 1) % 2500})
    more = pd.DataFrame({"source": rng.integers(0, 2500, 3000), "target": rng.integers(0, 2500, 3000)})
    found = key_players(Network.from_edgelist(pd.concat([ring, more]), directed=False), k=1, by_distance=True, draws=1)
    assert found.parameters["sampled_nodes"] == 128
    exact = found.summary["score"] - found.summary["before"]
    assert found.rows["adds"].iloc[0] == pytest.approx(exact, abs=1e-8)
    assert found.rows["adds"].iloc[0] > 0


def test_the_fewest_jurisdictions_of_a_large_set_are_found_at_once() -> None:
    alone = [(f"C{i:02d}",) for i in range(24)]
    two = [(f"A{i:02d}", f"B{i:02d}") for i in range(24)]
    assert len(_fewest(tuple(range(24)), alone)) == 24
    assert _fewest(tuple(range(24)), two) == tuple(f"A{i:02d}" for i in range(24))


@given(st.lists(st.frozensets(st.sampled_from("ABCDE"), max_size=3), max_size=6))
def test_the_fewest_jurisdictions_are_as_few_as_by_trying_all(members: list[frozenset[str]]) -> None:
    countries = [tuple(sorted(member)) for member in members]
    found = set(_fewest(tuple(range(len(members))), countries))
    known = [member for member in members if member]
    assert all(found & member for member in known)
    tries = (set(some) for size in range(6) for some in combinations("ABCDE", size))
    assert len(found) == len(next(some for some in tries if all(some & member for member in known)))


def test_a_sample_of_starts_does_not_make_nodes_of_the_sample_key_players() -> None:
    n = 400
    everybody = np.arange(n)
    alike = Adjacency.of(n, np.tile(everybody, 2), np.concatenate([(everybody + 1) % n, (everybody + 20) % n]))
    sampled = DistantParts(alike, everybody[::4]).additions((), everybody)
    exact = DistantParts(alike).additions((), everybody)
    assert np.abs(sampled - exact).max() < 5e-4


def doubted(score: float) -> tuple[EntityGraph, pd.DataFrame]:
    """One and other each tie two cells, the middle three: only together they would break more than the middle."""
    build = Builder()
    for name in ["one", "other", "middle", *"abcdefg"]:
        build.record(f"row {name}", name.encode())
        build.entity(name, "Person", [("name", name)])
    build.record("row ties", b"ties")
    ties = "one-a one-b other-c other-d middle-one middle-other middle-e middle-f middle-g"
    for pair in ties.split():
        build.link(*pair.split("-"), "Associate", directed=False)
    received = {"file": "a", "format": "x", "unit": "row", "sha256": "a" * 64, "bytes": 1, "loader": "x", "ids": "file"}
    graph = EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, build.tables(received))
    named = graph.tables.origins["native_id"].to_pylist()
    left, right = (graph.origin_ids[named.index(name)] for name in ("one", "other"))
    return graph, pd.DataFrame({"left": [left], "right": [right], "judgement": ["same"], "score": [score]})


@pytest.mark.parametrize("merged", [False, True])
def test_who_may_be_one_person_is_in_the_best_set_as_one_by_its_chance(merged: bool) -> None:
    """As one person the two are the second member after the middle; apart each does for half of the networks."""
    graph, pairs = doubted(0.7)
    given_graph = merge(graph, pairs) if merged else graph
    found = key_players(given_graph, k=2, matches=pairs, hidden=0.0, draws=300)
    chance = found.table().drop_duplicates("node").set_index("name")["p_member"]

    assert found.parameters["pairs_in_doubt"] == 1
    assert any("1 pairs of records may be of one actor, each by its score" in caveat for caveat in found.caveats)
    assert chance["middle"] > 0.8
    assert 0.55 < chance.drop("middle").max() < 0.95
    with pytest.raises(ValueError, match="matches: expected an entity graph as subject, got a network"):
        key_players(network("a-b"), matches=pairs)


def test_actors_nobody_recorded_are_in_plausible_networks_and_never_in_a_set() -> None:
    found = key_players(network("a-b b-c c-d d-e e-f f-g"), k=1, goal="reach", hidden=0.0, unseen=0.4, draws=60)
    sure = key_players(network("a-b b-c c-d d-e e-f f-g"), k=1, goal="reach", hidden=0.0, draws=60)

    assert found.table()["score_high"].max() > sure.table()["score_high"].max()
    assert set(found.table()["node"]) <= set("abcdefg")
    assert any("40% of the actors were not" in caveat for caveat in found.caveats)


def test_a_small_effect_is_told_with_a_decimal() -> None:
    """In a large ring with one chord nobody breaks anything, and the records say so to a decimal."""
    ties = " ".join(f"n{i:02d}-n{i + 1:02d}" for i in range(59)) + " n59-n00 n00-x"
    said = key_players(network(ties), k=1, hidden=0.0, draws=20).explain(0)

    assert said.startswith("Without n00, 3.3% of the pairs of the others have no path between them, against 0.0% with")


def test_the_best_set_is_as_good_as_the_best_where_it_does_harm() -> None:
    """Four who may not be ranked know each other and one stands apart: without that one all pairs have a path."""
    given = network("v-w v-x v-y w-x w-y x-y", {"a": None})
    given.nodes_table["rankable"] = [label == "a" for label in given.labels]
    row = key_players(given, k=1, hidden=0.0, draws=20).table().iloc[0]
    assert (row["node"], row["score"], row["p_best"]) == ("a", 0.0, 1.0)
