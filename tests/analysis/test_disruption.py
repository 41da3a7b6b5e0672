"""Disruption: who is taken out, what is left, what recovers, and what must be said with it."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netintel.analysis._cohesion import Cohesion, Sides
from netintel.analysis._fragmentation import Adjacency
from netintel.analysis._recovery import RECOVERIES, reformed
from netintel.analysis._removal import STRATEGIES
from netintel.analysis.disruption import disruption
from netintel.errors import UnknownEntityError
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.network import Network
from netintel.model.tables import Tables


def network(edges: str, countries: dict[str, str | None] | None = None, *, drop: float = 0.2) -> Network:
    """Return a network from `"a-b b-c"`."""
    ends = [pair.split("-") for pair in edges.split()]
    named = sorted({end for pair in ends for end in pair} | set(countries or {}))
    nodes = pd.DataFrame({"id": named, "jurisdiction": [(countries or {}).get(one) for one in named]})
    ties = pd.DataFrame(ends, columns=["source", "target"]).assign(drop=drop)
    return Network.from_edgelist(ties, nodes, directed=False)


BRIDGE = "a-b b-c c-a a-m m-x x-y y-z z-x"
HOME = {"a": "RO", "b": "RO", "c": "RO", "m": "RO", "x": "DE", "y": "DE", "z": "DE"}


def alone(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["recovery"] == "none"].set_index("step")


@given(st.integers(2, 8), st.data())
def test_what_is_left_is_what_networkx_finds(n: int, data: st.DataObject) -> None:
    ties = data.draw(st.lists(st.sampled_from(list(combinations(range(n), 2))), unique=True))
    country = data.draw(st.lists(st.sampled_from([None, "RO", "DE", "FR"]), min_size=n, max_size=n))
    out = data.draw(st.sets(st.integers(0, n - 1), max_size=n))
    graph = nx.Graph(ties)
    graph.add_nodes_from(range(n))
    left = graph.subgraph(set(range(n)) - out)
    nodes = pd.DataFrame({"id": range(n), "jurisdiction": country})
    given_network = Network.from_edgelist(pd.DataFrame(ties, columns=["source", "target"]), nodes, directed=False)
    adjacency = Adjacency.of(n, given_network.source, given_network.target)
    gone = np.isin(np.arange(n), sorted(out))
    found = Cohesion.of(adjacency, gone, Sides.of(given_network), None)

    parts = list(nx.connected_components(left))
    assert found.left == len(left)
    assert found.largest == max((len(part) for part in parts), default=0)
    assert found.pairs == sum(len(part) * (len(part) - 1) for part in parts)
    paths = dict(nx.all_pairs_shortest_path_length(left))
    assert found.inverse == pytest.approx(sum(1 / d for row in paths.values() for d in row.values() if d))
    across = [(a, b) for part in parts for a, b in combinations(sorted(part), 2) if country[a] and country[b]]
    assert found.crossing == sum(country[a] != country[b] for a, b in across)


def test_two_nationalities_are_no_border_between_those_who_share_one() -> None:
    nodes = pd.DataFrame({"id": ["a", "a", "b", "c"], "jurisdiction": ["RO", "DE", "DE", "FR"]})
    ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    given_network = Network.from_edgelist(ties, nodes, directed=False)
    adjacency = Adjacency.of(3, given_network.source, given_network.target)

    assert Cohesion.of(adjacency, np.zeros(3, dtype=bool), Sides.of(given_network), None).crossing == 2  # a-c, b-c


@pytest.mark.parametrize("strategy", ["betweenness", "cross_border_betweenness", "boundary", "key_players"])
def test_who_joins_two_cells_goes_first(strategy: str) -> None:
    """a, m and x all cut the two triangles; only one of them goes first, and the pairs across are then apart."""
    rows = alone(disruption(network(BRIDGE, HOME), strategy=strategy, steps=1, draws=5).table())

    assert rows.loc[1, "node"] in {"a", "m", "x"}
    assert rows.loc[0, ["largest", "F", "cross_border_pairs"]].tolist() == [7, 0, 12]
    assert rows.loc[1, "cross_border_pairs"] < 12
    assert rows.loc[1, "largest_share"] < 4 / 7 + 1e-9


def test_the_bridge_by_hand() -> None:
    """Without m: two triangles, 12 of 30 ordered pairs joined, all at distance 1."""
    rows = alone(disruption(network(BRIDGE, HOME), steps=1, draws=5).table())

    assert rows.loc[1, "node"] == "m"
    assert rows.loc[1, "score"] == 9
    assert rows.loc[1, ["largest", "cross_border_pairs", "cross_border_share"]].tolist() == [3, 0, 0]
    assert rows.loc[1, "F"] == pytest.approx(1 - 12 / 30)
    assert rows.loc[1, "DF"] == pytest.approx(1 - 12 / 30)
    assert rows.loc[1, "efficiency"] == pytest.approx(6 / (8 + 5 / 2 + 4 / 3 + 4 / 4))


def test_scores_of_the_start_may_be_kept() -> None:
    """In a star of stars the hub goes first; on what is left the middles tie, at the start they did too."""
    ties = "h-a h-b a-c a-d b-e b-f b-g"
    now = alone(disruption(network(ties), strategy="degree", steps=3, draws=5).table())
    then = alone(disruption(network(ties), strategy="degree", steps=3, draws=5, recompute=False).table())

    assert now["score"].tolist()[1:] == [4, 3, 0]
    assert then["score"].tolist()[1:] == [4, 3, 2]


def test_others_of_the_same_score_are_named() -> None:
    rows = alone(disruption(network("a-b b-c c-d d-a"), strategy="degree", steps=1, draws=5).table())

    assert rows.loc[1, "replacements"] == 3
    assert rows.loc[1, "replaced_by"] == ("b", "c", "d")


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_nobody_protected_is_taken_out(strategy: str) -> None:
    given_network = network(BRIDGE, HOME)
    given_network.nodes_table["rankable"] = [label not in {"m", "a"} for label in given_network.labels]
    found = disruption(given_network, strategy=strategy, steps=10, draws=5)

    assert not {"m", "a"} & set(found.table()["node"].dropna())
    assert not {"m", "a"} & {one for row in found.table()["replaced_by"] for one in row}
    assert any("never taken out" in caveat for caveat in found.caveats)
    assert any("only 5 nodes may be taken out" in caveat for caveat in found.caveats)


@pytest.mark.parametrize("recovery", RECOVERIES)
def test_former_contacts_make_one_new_tie_each_and_nobody_gone_gets_one(recovery: str) -> None:
    graph = nx.gnm_random_graph(30, 60, seed=2)
    ends = np.array(graph.edges)
    before = Adjacency.of(30, ends[:, 0], ends[:, 1])
    order, able = [11, 7, 2], np.arange(30) != 5
    gone = np.zeros(30, dtype=bool)
    for node, after in zip(order, reformed(before, order, able, recovery, np.random.default_rng(0)), strict=True):
        contacts = before.head[before.tail == node]
        gone[node] = True
        left = before.without(gone)
        assert not after.degree[gone].any()
        assert after.degree[5] == left.degree[5], "who may not be ranked makes no new tie"
        new = len(after.head) // 2 - len(left.head) // 2
        assert 0 < new <= len(contacts)
        before = after


def test_recovery_by_distance_joins_former_contacts() -> None:
    star = Adjacency.of(5, np.zeros(4, dtype=np.int64), np.arange(1, 5))
    (after,) = reformed(star, [0], np.ones(5, dtype=bool), "distance", np.random.default_rng(1))

    assert after.degree[1:].min() >= 1
    assert after.degree[0] == 0


def test_recovery_is_shown_beside_removal_and_the_star_recovers() -> None:
    found = disruption(network("h-a h-b h-c h-d h-e"), strategy="degree", steps=1, draws=40)
    last = found.table().query("step == 1").set_index("recovery")

    assert set(last.index) == {"none", *RECOVERIES}
    assert last.loc["none", "largest"] == 1
    assert last.loc["random", "largest"] > 1
    assert any("upper bound" in caveat for caveat in found.caveats)
    assert any("law and of people" in caveat for caveat in found.caveats)


def test_a_certain_network_has_no_interval() -> None:
    found = disruption(network(BRIDGE, HOME, drop=0.0), steps=2, hidden=0.0, draws=5).table()
    rows = alone(found)

    for measure in ("largest_share", "F", "DF", "efficiency", "cross_border_share"):
        assert rows[f"{measure}_low"].tolist() == pytest.approx(rows[measure].tolist())
        assert rows[f"{measure}_high"].tolist() == pytest.approx(rows[measure].tolist())


def test_the_random_band_holds_what_random_removal_does() -> None:
    found = disruption(network(BRIDGE, HOME), steps=1, draws=200)
    row = alone(found.table()).loc[1]

    assert (row["random_low"], row["random_high"]) == pytest.approx((3 / 7, 6 / 7))


def test_the_explanation_can_be_read_aloud() -> None:
    found = disruption(network(BRIDGE, HOME), steps=1, draws=20)
    said = found.explain("m")

    assert said.startswith(
        "When m (jurisdiction RO) is taken out as number 1 by betweenness, the largest part keeps 43%"
    )
    assert "where taking out anybody leaves" in said
    assert "(random)" in said and "(distance)" in said
    assert "whether to act is for law and people" in said
    assert found.explain(0).startswith("Before anybody is taken out, 7 nodes hold together")
    with pytest.raises(UnknownEntityError):
        found.explain("nobody")


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"strategy": "arrest"}, "strategy"), ({"steps": 0}, "steps"), ({"recovery": ()}, "recovery"),
        ({"recovery": "random"}, "recovery"), ({"draws": 0}, "draws"), ({"level": 0}, "level"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_words(wrong: dict[str, object], word: str) -> None:
    with pytest.raises(ValueError, match=f"^{word}: expected"):
        disruption(network("a-b"), **wrong)


def test_what_the_records_overstate_is_said_beside_what_they_show() -> None:
    """A ring of cells that hang on one person: a hidden tie or two would hold them together."""
    cells = " ".join(f"hub-{c}0 {c}0-{c}1 {c}1-{c}2 {c}2-{c}0 {c}2-{c}3 {c}3-{c}4" for c in "abcdefgh")
    found = disruption(network(cells, drop=0.0), steps=1, hidden=0.3, draws=40, recovery=["distance"])
    row = alone(found.table()).loc[1]

    assert row["largest_share"] == pytest.approx(5 / 41)
    assert row["largest_share_low"] > 0.3
    assert 0.3 < row["p_more"] < 0.8
    assert "keeps 12% of its nodes on record" in found.explain("hub")
    assert "more than on record as ties that nobody recorded join what the records show apart" in found.explain("hub")
    assert any("who is taken out was chosen on the records" in caveat for caveat in found.caveats)


def test_where_every_tie_was_recorded_none_that_nobody_recorded_is_the_reason() -> None:
    star = " ".join(f"hub-{leaf}" for leaf in "abcdefghijk")
    found = disruption(network(star, drop=0.5), steps=1, hidden=0.0, draws=20, recovery=["distance"])
    said = found.explain("hub")

    assert "more than on record as less holds together there before" in said and "nobody recorded join" not in said


def test_chance_does_as_much_where_all_are_alike() -> None:
    ring = " ".join(f"n{i}-n{(i + 1) % 9}" for i in range(9))
    rows = alone(disruption(network(ring, drop=0.0), strategy="degree", steps=1, hidden=0.0, draws=10).table())

    assert rows["p_more"].tolist() == [0.5, 0.5]


def test_actors_nobody_recorded_hold_more_together() -> None:
    sure = alone(disruption(network(BRIDGE, HOME, drop=0.0), steps=1, hidden=0.0, draws=40).table())
    more = alone(disruption(network(BRIDGE, HOME, drop=0.0), steps=1, hidden=0.0, unseen=0.4, draws=40).table())

    assert more.loc[1, "largest_share_high"] > sure.loc[1, "largest_share_high"]
    assert more.loc[1, "cross_border_share_high"] > sure.loc[1, "cross_border_share_high"]


def test_all_may_be_taken_out_where_two_records_may_be_of_one_actor() -> None:
    """In networks in which the two are one, two actors are taken out by chance in three steps."""
    build = Builder()
    for name in ("one", "other", "middle"):
        build.record(f"row {name}", name.encode())
        build.entity(name, "Person", [("name", name)])
    build.record("row ties", b"ties")
    build.link("middle", "one", "Associate", directed=False)
    build.link("middle", "other", "Associate", directed=False)
    received = {"file": "a", "format": "x", "unit": "row", "sha256": "a" * 64, "bytes": 1, "loader": "x", "ids": "file"}
    graph = EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, build.tables(received))
    left, right = (graph.origin_ids[graph.tables.origins["native_id"].to_pylist().index(i)] for i in ("one", "other"))
    pairs = pd.DataFrame({"left": [left], "right": [right], "judgement": ["same"], "score": [0.5]})

    rows = alone(disruption(graph, steps=3, hidden=0.0, draws=20, matches=pairs).table())

    assert rows.loc[3, "largest"] == 0 and rows.loc[3, "p_more"] == 0.5
