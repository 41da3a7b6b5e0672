"""What must be told with each number on brokers and roles, rule by rule."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from netintel.analysis._broker_caveats import common_caveats, cut_caveat, watched_caveat
from netintel.analysis._cut_points import cut_points
from netintel.analysis.brokerage_roles import brokerage_roles
from netintel.analysis.brokers import brokers
from netintel.model.network import Network
from netintel.model.results import Result


def network(n: int = 40, *, directed: bool = False, seed: int = 0) -> Network:
    rng = np.random.default_rng(seed)
    edges = pd.DataFrame({"source": rng.integers(0, n, 3 * n), "target": rng.integers(0, n, 3 * n)})
    nodes = pd.DataFrame({"id": range(n), "nationality": rng.choice(["RO", "DE", "FR"], n)})
    return Network.from_edgelist(edges, nodes, directed=directed, jurisdiction="nationality")


def told(result: Result, words: str) -> bool:
    return any(words in caveat for caveat in result.caveats)


both = pytest.mark.parametrize(
    "result",
    [brokers(network(), resamples=5), brokerage_roles(network(), permutations=20)],
    ids=["brokers", "brokerage_roles"],
)


@both
def test_only_recorded_ties_count_and_who_was_watched_has_more(result: Result) -> None:
    assert told(result, "who was watched has more ties because of it, and who avoids phones has fewer")


@both
def test_purpose_and_proof_and_who_decides(result: Result) -> None:
    assert told(result, "lead to check, not a fact about a person and not a decision")
    assert told(result, "for the purpose of the case only; no position in a network proves guilt")
    assert told(result, "decided by a person")


@both
def test_the_group_attribute_is_named_with_every_number(result: Result) -> None:
    assert result.group == "nationality"
    assert told(result, "Countries are told by nationality; another attribute gives other brokers.")


@both
def test_a_result_carries_method_parameters_seed_source_and_projection(result: Result) -> None:
    assert result.method and result.citation and result.projection
    assert result.parameters and result.seed is not None
    assert result.digest is None  # a bare network stands on no graph; of a graph it is the graph's


def test_no_rank_without_an_interval_and_the_chance_of_the_list() -> None:
    table = brokers(network(), resamples=20).table()

    assert (table["rank_low"] <= table["rank_high"]).all()
    assert table["p_top"].between(0, 1).all()
    assert table[["rank_low", "rank_high", "p_top"]].notna().all(axis=None)


def test_betweenness_supposes_shortest_paths_and_hangs_on_single_ties() -> None:
    result = brokers(network(), method="betweenness", resamples=5)

    assert told(result, "shortest paths; one missing tie can make a broker")
    assert not told(brokers(network(), method="boundary", resamples=5), "shortest paths;")


def test_roles_follow_the_direction_of_ties_or_say_that_there_is_none() -> None:
    assert told(brokerage_roles(network(directed=True), permutations=0), "ask what an arc means")
    undirected = brokerage_roles(network(), permutations=0)
    assert told(undirected, "gatekeeper equals representative")
    assert (undirected.table()["gatekeeper"] == undirected.table()["representative"]).all()


def test_z_is_hidden_where_fewer_than_five_are_expected_or_the_group_is_small() -> None:
    nodes = pd.DataFrame({"id": range(40), "jurisdiction": ["RO"] * 20 + ["DE"] * 18 + ["FR"] * 2})
    rng = np.random.default_rng(0)
    edges = pd.DataFrame({"source": rng.integers(0, 40, 160), "target": rng.integers(0, 40, 160)})
    result = brokerage_roles(Network.from_edgelist(edges, nodes, directed=False), permutations=40)
    table = result.table()
    z = [column for column in table.columns if "_z_" in column]

    assert table.loc[[38, 39], z].isna().all(axis=None), "FR has two members"
    assert table[z].notna().any(axis=None)
    rare = table["liaison"] == 0
    assert table.loc[rare, "liaison_z_labels"].isna().any(), "none seen and few expected"
    assert told(result, "left out where the null expects fewer than 5 or a jurisdiction has fewer than 3 members")


def test_among_many_z_some_are_large_by_chance() -> None:
    assert told(brokerage_roles(network(), permutations=20), "among many z some are large by chance")


@pytest.mark.parametrize(("nodes", "few"), [(14, True), (15, False)])
def test_of_few_nodes_counts_are_read_not_percentages(nodes: int, few: bool) -> None:
    assert told(brokers(network(nodes), resamples=5), "read counts, not percentages or ranks") is few


def test_contacts_at_different_times_are_not_taken_for_one_moment() -> None:
    edges = pd.DataFrame(
        {"source": ["a", "b"], "target": ["b", "c"], "first": ["2019-03", None], "last": ["2019-05-01", "2024-02-02"]}
    )
    dated = Network.from_edgelist(edges, directed=False)

    assert any("Ties from 2019-03 to 2024-02-02 are taken together" in one for one in common_caveats(dated))
    assert not any("taken together" in one for one in common_caveats(network()))
    dated.nodes_table["rankable"] = [True, True, False]
    assert any("Ties from 2019-03 to 2024-02 are taken together" in one for one in common_caveats(dated))


def test_who_may_not_be_ranked_is_counted_in_words() -> None:
    given = network()
    given.nodes_table["rankable"] = [label > 2 for label in given.labels]
    for result in (brokers(given, resamples=5), brokerage_roles(given, permutations=0)):
        assert told(result, "fewer than 5 nodes are not listed: victims, witnesses, minors and professionals")
        assert not {0, 1, 2} & set(result.table().index)


def test_who_has_no_known_group_is_never_counted_as_a_country() -> None:
    edges = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    nodes = pd.DataFrame({"id": ["a", "b"], "jurisdiction": ["RO", "DE"]})
    result = brokers(Network.from_edgelist(edges, nodes, directed=False), resamples=5)

    assert told(result, "1 of 3 nodes listed have no known jurisdiction; they are never counted as a country")


def test_targets_of_surveillance_are_counted_among_those_listed() -> None:
    targets, listed = np.array([True, True, False]), np.array([True, False, True])

    (caveat,) = watched_caveat(targets, listed)

    assert caveat.startswith("1 of the nodes listed look like targets of surveillance")
    assert "merely mentioned" in caveat
    assert watched_caveat(~targets, np.array([True, False, False])) == ()


def test_who_holds_parts_together_alone_may_do_so_by_a_missing_tie() -> None:
    chain = Network.from_edgelist(pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]}), directed=False)
    found = cut_points(chain.to_igraph())

    (caveat,) = cut_caveat(found.parts, np.ones(3, dtype=bool))

    assert caveat.startswith("1 of the nodes listed hold parts of the network together alone")
    assert "artefact of one missing tie" in caveat
    assert cut_caveat(found.parts, found.parts == 1) == ()
