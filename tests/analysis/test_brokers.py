"""Brokers: the ranking, how sure it is, who is listed, and defined answers everywhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from netintel.analysis._bare import Bare
from netintel.analysis._broker_measures import MEASURES, METHODS
from netintel.analysis._rank_intervals import rank_intervals, ranks
from netintel.analysis.brokerage_roles import brokerage_roles
from netintel.analysis.brokers import brokers
from netintel.errors import UnknownEntityError
from netintel.model.network import Network

OWN_COLUMNS = {"participation": ["part_of_largest", "within_degree"]}
COLUMNS = [
    "score", "boundary", "cross_border_betweenness", "share", "rank", "rank_low", "rank_high", "p_top", "robust",
    "fragile", "countries", "betweenness", "constraint", "effective_size", "participation", "degree",
    "monopoly", "ending_ties",
]  # fmt: skip


def bridge(drop: float = 0.2, *, directed: bool = False) -> Network:
    """Two cells of five, one Romanian and one German, and x who ties both; drop is the chance that no tie is real."""
    cells = ["abcde", "vwyzu"]
    ties = [(a, b) for cell in cells for a in cell for b in cell if a < b]
    ties += [("x", "a"), ("x", "b"), ("x", "v"), ("x", "w")]
    edges = pd.DataFrame(ties, columns=["source", "target"]).assign(drop=drop)
    nodes = pd.DataFrame({"id": [*"abcde", "x", *"vwyzu"], "nationality": ["RO"] * 6 + ["DE"] * 5})
    return Network.from_edgelist(edges, nodes, directed=directed, jurisdiction="nationality")


def random_network(seed: int, *, directed: bool = False) -> Network:
    rng = np.random.default_rng(seed)
    edges = pd.DataFrame({"source": rng.integers(0, 40, 110), "target": rng.integers(0, 40, 110)})
    nodes = pd.DataFrame({"id": range(40), "jurisdiction": rng.choice(["RO", "DE", "FR", None], 40)})
    return Network.from_edgelist(edges, nodes, directed=directed)


@pytest.mark.parametrize("method", METHODS)
def test_who_ties_two_cells_is_first_by_every_method(method: str) -> None:
    result = brokers(bridge(), method=method, resamples=20)

    assert result.table().index[0] == "x"
    assert result.method == method
    assert list(result.table().columns) == COLUMNS + OWN_COLUMNS.get(method, [])


def test_the_bridge_by_hand() -> None:
    """x joins a, b to v, w: four pairs. a joins x to v's cell no, but x-a-c, x-a-d, x-a-e are all Romanian."""
    table = brokers(bridge()).table()

    assert table.loc["x", "boundary"] == 4
    assert table.loc["a", "boundary"] == 0
    assert table.loc["v", "boundary"] == 3  # x (RO) to y, z, u (DE)
    assert table.loc["x", "share"] == pytest.approx(4 / 10)
    assert table.loc["x", "score"] == 1
    assert table.loc["x", "cross_border_betweenness"] == 25
    assert table["share"].sum() == pytest.approx(1)


def test_boundary_per_contact_is_not_drawn_to_whoever_has_many_compatriots() -> None:
    """A boss of twelve with one tie abroad opens twelve paths; a broker with two contacts on each side opens five."""
    ties = [("boss", f"m{i}") for i in range(12)] + [("boss", "z")]
    ties += [("x", contact) for contact in ("m0", "m1", "y", "w")]
    nodes = pd.DataFrame(
        {"id": ["boss", *(f"m{i}" for i in range(12)), "x", "z", "y", "w"], "jurisdiction": ["RO"] * 14 + ["DE"] * 3}
    )
    network = Network.from_edgelist(pd.DataFrame(ties, columns=["source", "target"]), nodes, directed=False)

    plain, relative = (brokers(network, method=m).table() for m in ("boundary", "boundary_per_contact"))

    assert plain.loc[["boss", "x"], "score"].tolist() == [12, 5]  # four across, and y - x - w
    assert relative.loc[["boss", "x"], "score"].tolist() == pytest.approx([12 / 13, 5 / 4])
    assert (plain.index[0], relative.index[0]) == ("boss", "x")
    assert relative.loc["boss", "share"] == plain.loc["boss", "share"]


@pytest.mark.parametrize("directed", [True, False])
def test_boundary_is_the_four_roles_that_cross_a_border(directed: bool) -> None:
    network = random_network(3, directed=directed)

    boundary = brokers(network, resamples=1).table()["boundary"]

    roles = brokerage_roles(network, permutations=0).table()
    crossing = roles[["itinerant", "gatekeeper", "representative", "liaison"]].sum(axis=1)
    expected = crossing if directed else crossing / 2
    pd.testing.assert_series_equal(boundary, expected.loc[boundary.index], check_names=False)


@pytest.mark.parametrize("method", METHODS)
def test_ties_share_the_best_rank_and_better_is_never_below(method: str) -> None:
    table = brokers(random_network(8), method=method, resamples=5).table()

    score = -table["score"] if method in ("constraint", "hierarchy") else table["score"]
    expected = score.fillna(-np.inf).round(9).rank(method="min", ascending=False).astype(int)
    assert table["rank"].tolist() == expected.tolist()
    assert table["rank"].is_monotonic_increasing


def test_no_interval_where_every_tie_is_certain_and_none_is_hidden() -> None:
    table = brokers(bridge(drop=0.0), method="boundary", hidden=0.0).table()

    assert table.loc["x", ["rank", "rank_low", "rank_high"]].tolist() == [1, 1, 1]
    assert table.loc["v", ["rank", "rank_low", "rank_high"]].tolist() == [2, 2, 3]  # v and w share the place
    assert table.loc["x", "p_top"] == 1


def test_ties_that_nobody_recorded_widen_the_interval() -> None:
    certain = bridge(drop=0.0)

    none, some, many = (brokers(certain, hidden=hidden, resamples=60).table() for hidden in (0.0, 0.05, 0.4))

    widths = [(table["rank_high"] - table["rank_low"]).sum() for table in (none, some, many)]
    assert widths == sorted(set(widths))


def test_actors_whom_nobody_recorded_widen_the_interval() -> None:
    certain = bridge(drop=0.0)

    none, many = (brokers(certain, hidden=0.0, unseen=unseen, top=1).table() for unseen in (0.0, 0.4))

    assert none.loc["x", "p_top"] == 1 > many.loc["x", "p_top"]
    assert len(many) == 11  # who was not recorded has no rank


def test_a_worse_grading_widens_the_interval() -> None:
    certain, doubtful = bridge(drop=0.05), bridge(drop=0.5)

    first, second = brokers(certain, top=1).table(), brokers(doubtful, top=1).table()

    width = first["rank_high"] - first["rank_low"]
    wider = second["rank_high"] - second["rank_low"]
    assert wider["x"] > width["x"]
    assert second.loc["x", "p_top"] < first.loc["x", "p_top"]
    assert first.loc["x", "score"] == second.loc["x", "score"]


def test_one_doubtful_tie_matters_to_those_who_stand_on_it() -> None:
    sure = bridge(drop=0.0)
    x_ties = np.array(["x" in pair for pair in zip(sure.ties["source"], sure.ties["target"], strict=True)])
    edges = sure.ties[["source", "target"]].assign(drop=np.where(x_ties, 0.5, 0.0))
    nodes = pd.DataFrame({"id": sure.labels, "nationality": [c[0] for c in sure.countries]})
    doubted = Network.from_edgelist(edges, nodes, directed=False, jurisdiction="nationality")

    before, after = (brokers(each, hidden=0.0, top=1).table().loc["x"] for each in (sure, doubted))

    assert before["rank_high"] == 1
    assert after["rank_high"] > 1
    assert before["p_top"] == 1 > after["p_top"]


@pytest.mark.parametrize("method", METHODS)
def test_p_top_adds_up_to_the_length_of_the_list(method: str) -> None:
    table = brokers(random_network(1), method=method, resamples=20, top=7).table()

    assert table["p_top"].sum() == pytest.approx(7)
    assert (table["rank_low"] <= table["rank_high"]).all()
    assert table[["rank_low", "rank_high"]].isin(range(1, 41)).all(axis=None)


def test_a_higher_level_gives_a_wider_interval() -> None:
    narrow, wide = (brokers(random_network(2), level=level, resamples=60).table() for level in (0.5, 0.98))

    assert (wide["rank_low"] <= narrow["rank_low"][wide.index]).all()
    assert (wide["rank_high"] >= narrow["rank_high"][wide.index]).all()


def test_rank_intervals_of_two_items_by_hand() -> None:
    """One tie lifts the second item above the first; it is there in about 70 % of the plausible networks."""
    lifted = np.random.default_rng(0).random(2000) >= 0.3

    intervals = rank_intervals(
        np.array([1.0, 2.0]), [np.array([1.0, 2.0 if there else 0.0]) for there in lifted], [], top=1, level=0.9
    )

    assert intervals.low.tolist() == [1, 1]
    assert intervals.high.tolist() == [2, 2]
    assert intervals.p_top == pytest.approx([0.3, 0.7], abs=0.04)


def test_who_is_seen_too_low_has_an_interval_up_to_where_it_may_truly_be() -> None:
    """In every plausible truth the first is first; seen again it is at any place from 1 to 40 of 100."""
    rng = np.random.default_rng(0)
    truth = -np.arange(100.0)
    seen = [np.where(np.arange(100) == 0, -rng.integers(0, 40) - 0.5, truth) for _ in range(200)]
    recorded = np.where(np.arange(100) == 0, -30.5, truth)

    alone = rank_intervals(recorded, [truth - 30.5 * (truth == 0)] * 200, [], top=10, level=0.9)
    both = rank_intervals(recorded, [truth] * 200, seen, top=10, level=0.9)

    assert (alone.low[0], alone.high[0]) == (31, 31)
    assert both.low[0] == 1
    assert both.high[0] >= 31


def test_the_recorded_rank_is_in_the_interval() -> None:
    for seed, method in enumerate(METHODS):
        table = brokers(random_network(seed), method=method, resamples=30).table()

        assert (table["rank_low"] <= table["rank"]).all()
        assert (table["rank_high"] >= table["rank"]).all()


def test_robust_and_fragile_follow_the_chance_of_the_top() -> None:
    table = brokers(random_network(4), top=5, hidden=0.3).table()

    assert table["robust"].equals(table["p_top"] >= 0.9)
    assert table["fragile"].equals((table["rank"] <= 5) & (table["p_top"] < 0.5))
    assert not (table["robust"] & table["fragile"]).any()
    assert brokers(bridge(drop=0.0), hidden=0.0, top=1).table().loc["x", "robust"]


def test_equal_items_share_the_best_and_the_worst_place() -> None:
    best, worst = ranks(np.array([-np.inf, 2.0, -np.inf, 7.0]))

    assert best.tolist() == [3, 2, 3, 1]
    assert worst.tolist() == [4, 2, 4, 1]


@pytest.mark.parametrize("method", METHODS)
def test_order_of_rows_does_not_matter(method: str) -> None:
    network = random_network(5)
    edges = network.ties[["source", "target", "drop"]].sample(frac=1, random_state=0)
    flipped = edges.rename(columns={"source": "target", "target": "source"})
    nodes = pd.DataFrame({"id": network.labels, "jurisdiction": [c[0] if c else None for c in network.countries]})
    shuffled = Network.from_edgelist(flipped, nodes.sample(frac=1, random_state=1), directed=False)

    first, second = (brokers(n, method=method, resamples=25).table() for n in (network, shuffled))

    pd.testing.assert_frame_equal(first, second)


# Partitions are drawn in the order of labels: another order draws others, and their average is near, not equal.
@pytest.mark.parametrize("method", [method for method in METHODS if method != "community_brokerage"])
def test_names_do_not_enter_scores_and_ranks(method: str) -> None:
    network = random_network(6)
    renamed = {label: (7 * label) % 40 for label in network.labels}
    edges = network.ties[["source", "target"]].map(renamed.get)
    nodes = pd.DataFrame({"id": network.labels, "jurisdiction": [c[0] if c else None for c in network.countries]})
    other = Network.from_edgelist(edges, nodes.assign(id=nodes["id"].map(renamed)), directed=False)
    columns = ["score", "boundary", "cross_border_betweenness", "share", "rank", "betweenness", "constraint", "degree"]

    first, second = (brokers(n, method=method, resamples=1).table()[columns] for n in (network, other))

    back = second.rename(index={new: old for old, new in renamed.items()})
    pd.testing.assert_frame_equal(back.loc[first.index], first, check_index_type=False)


def test_the_same_seed_gives_the_same_intervals_and_another_seed_others() -> None:
    first, again, other = (brokers(random_network(7), seed=seed, resamples=25).table() for seed in (1, 1, 2))

    pd.testing.assert_frame_equal(first, again)
    assert not other["p_top"][first.index].equals(first["p_top"])


def test_who_may_not_be_ranked_is_not_listed_but_their_ties_count() -> None:
    network = bridge()
    network.nodes_table["rankable"] = [label != "x" for label in network.labels]
    network.nodes_table["category"] = ["victim" if label == "x" else "suspect" for label in network.labels]

    result = brokers(network, method="boundary")
    table = result.table()

    assert "x" not in table.index
    assert len(table) == 10
    assert table.loc["v", "boundary"] == 3  # the path from x
    assert table.loc["v", "rank"] == 1
    assert table["share"].sum() == pytest.approx(6 / 10)  # x has the rest of all
    assert (result.summary["listed"], result.summary["not_listed"]) == (10, "fewer than 5")
    assert any(caveat.startswith("fewer than 5 nodes are not listed") for caveat in result.caveats)
    assert set(table["category"]) == {"suspect"}
    with pytest.raises(UnknownEntityError):
        result.explain("x")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("directed", [True, False])
def test_an_empty_network_and_isolates_have_defined_answers(method: str, directed: bool) -> None:
    none = pd.DataFrame({"source": [], "target": []})
    nodes = pd.DataFrame({"id": ["a", "b"], "jurisdiction": ["RO", None]})

    empty = brokers(Network.from_edgelist(none, directed=directed), method=method, resamples=5)
    alone = brokers(Network.from_edgelist(none, nodes, directed=directed), method=method, resamples=5).table()

    assert empty.table().columns.tolist() == COLUMNS + OWN_COLUMNS.get(method, [])
    assert len(empty.table()) == 0
    assert (alone[["boundary", "cross_border_betweenness", "betweenness", "degree"]] == 0).all(axis=None)
    assert alone[["constraint", "effective_size", "participation", "share"]].isna().all(axis=None)
    assert alone["rank"].tolist() == [1, 1]


@pytest.mark.parametrize("method", METHODS)
def test_nobody_known_is_said_in_words(method: str) -> None:
    edges = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})

    result = brokers(Network.from_edgelist(edges, directed=False), method=method, resamples=5)

    assert (result.table()[["boundary", "cross_border_betweenness"]] == 0).all(axis=None)
    assert result.table().loc["b", "betweenness"] == 1
    assert "No jurisdictions are known" in result.caveats[0]
    assert "nationality unknown" in result.explain("b") or "jurisdiction unknown" in result.explain("b")


def test_explain_is_two_sentences_with_interval_group_projection_and_caveat() -> None:
    said = brokers(bridge(), top=3, resamples=50).explain("x")

    assert said.count(". ") == 1
    assert said.startswith("x (RO by nationality) ranks 1 of 11 by boundary per contact (90% interval 1 to ")
    assert "it joins 4 pairs of contacts across a border" in said
    assert "1.0 for each of its 4 contacts and 40.0% of all such" in said
    assert "in the top 3 in" in said
    assert "24 ties given as a table" in said
    assert "lead to check" in said


@pytest.mark.parametrize("method", METHODS)
def test_every_row_of_every_method_can_be_explained(method: str) -> None:
    result = brokers(random_network(9), method=method, resamples=3)

    for label in result.table().index:
        assert "nan" not in result.explain(label)


def test_the_result_tells_how_it_was_made() -> None:
    result = brokers(bridge(), resamples=40, seed=3)

    assert result.group == "nationality"
    assert result.citation == "gould1989"
    assert result.seed == 3
    assert result.parameters["resamples"] == 40
    assert result.parameters["mean_drop"] == 0.2
    assert result.summary["boundary_total"] == 10
    assert result.summary["error_bound"] == {}
    assert result.parameters["hidden"] == 0.1
    told = next(caveat for caveat in result.caveats if "40 plausible networks" in caveat)
    assert "it is supposed, not known, that 10% of the real ties were not recorded" in told


def test_what_the_intervals_do_not_suppose_is_told_with_how_far_they_hold() -> None:
    def told(drop: float, hidden: float, unseen: float) -> list[str]:
        network = random_network(0)
        network = replace(network, drop=np.full(network.n_ties, drop))
        found = brokers(network, resamples=1, hidden=hidden, unseen=unseen).caveats
        return [caveat.split(";")[0] for caveat in found if "true ranks of the first 20" in caveat]

    assert told(drop=0.1, hidden=0.0, unseen=0.1) == []
    assert told(drop=0.0, hidden=0.1, unseen=0.0) == [
        "No actor is supposed to be missing",
        "Every recorded tie is supposed to be real",
        "Nobody knows how many ties are missing",
    ]


def test_wrong_settings_are_named() -> None:
    with pytest.raises(ValueError, match="method: expected one of boundary"):
        brokers(bridge(), method="pagerank")
    with pytest.raises(ValueError, match="resamples: expected at least 1"):
        brokers(bridge(), resamples=0)
    with pytest.raises(ValueError, match="level: expected a number between 0 and 1"):
        brokers(bridge(), level=90)


def test_starts_of_paths_are_all_where_affordable_and_fewer_beyond() -> None:
    bare = Bare.of(random_network(0))
    size = bare.n + len(bare.source)

    assert bare.starts_within(size * 40) is None
    assert bare.starts_within(size * 35) == 35
    assert bare.starts_within(1) == 30


def test_from_some_starts_about_the_same_is_measured_as_from_all() -> None:
    bare, measure = Bare.of(random_network(0)), MEASURES["cross_border_betweenness"]
    some = replace(bare, starts=10, rng=np.random.default_rng(0))

    rough = np.mean([measure.value(some) for _ in range(50)], axis=0)

    assert np.corrcoef(measure.value(bare), rough)[0, 1] > 0.97


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("directed", [True, False])
def test_some_of_the_ties_are_measured_as_a_network_of_these_alone(method: str, directed: bool) -> None:
    network = random_network(2, directed=directed)
    kept = np.random.default_rng(0).random(network.n_ties) < 0.6
    edges = network.ties[["source", "target"]][kept]
    nodes = pd.DataFrame({"id": network.labels, "jurisdiction": [c[0] if c else None for c in network.countries]})
    alone = Bare.of(Network.from_edgelist(edges, nodes, directed=directed))

    part = Bare.of(network).only(kept, None, np.random.default_rng(0))

    np.testing.assert_allclose(MEASURES[method].value(part), MEASURES[method].value(alone), atol=1e-9)


@pytest.mark.nightly
def test_a_large_network_is_sampled_and_says_so() -> None:
    rng = np.random.default_rng(0)
    edges = pd.DataFrame({"source": rng.integers(0, 25_000, 60_000), "target": rng.integers(0, 25_000, 60_000)})
    nodes = pd.DataFrame({"id": range(25_000), "jurisdiction": rng.choice(list("ABCD"), 25_000)})

    result = brokers(
        Network.from_edgelist(edges, nodes, directed=False), method="cross_border_betweenness", resamples=20
    )

    assert result.parameters["starts_in_a_resample"] < 25_000
    assert result.summary["error_bound"]["cross_border_betweenness"] > 0
    assert sum("is estimated from 20,000 pairs of nodes" in caveat for caveat in result.caveats) == 2
