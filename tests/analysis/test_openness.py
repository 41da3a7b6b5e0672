"""The E-I index of countries and nodes: counted by hand and tie by tie, against labels shuffled, told in words."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netintel.analysis.openness import Counting, openness
from netintel.model.network import Network

COUNTRIES = (None, "RO", "DE", "MD")


@given(
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1, max_size=20),
    st.lists(st.sets(st.sampled_from(COUNTRIES), min_size=1, max_size=2), min_size=8, max_size=8),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_counts_are_those_of_each_tie_looked_at(
    ends: list[tuple[int, int]], homes: list[set[str | None]], directed: bool
) -> None:
    nodes = pd.DataFrame([(i, c) for i, held in enumerate(homes) for c in held], columns=["id", "jurisdiction"])
    network = Network.from_edgelist(pd.DataFrame(ends, columns=["source", "target"]), nodes, directed=directed)
    held = {label: set(c) for label, c in zip(network.labels, network.countries, strict=True)}
    ties = {(a, b) if directed else (min(a, b), max(a, b)) for a, b in ends if a != b}
    of_nodes = np.transpose(Counting(network, "nodes").observed)
    of_countries = np.transpose(Counting(network, "countries").observed)
    for row, label in enumerate(network.labels):
        around = [t for t in ties if label in t and held[t[0]] and held[t[1]]]
        external = sum(not held[a] & held[b] for a, b in around)
        assert of_nodes[row].tolist() == [external, len(around) - external]
    for row, country in enumerate(network.jurisdictions):
        around = [t for t in ties if country in held[t[0]] | held[t[1]] and held[t[0]] and held[t[1]]]
        external = sum(not held[a] & held[b] for a, b in around)
        assert of_countries[row].tolist() == [external, len(around) - external]


def two_cells(across: int) -> Network:
    """Return two cells of ten, all tied within, and `across` ties between them from one person of each."""
    ties = [(f"{c}{i}", f"{c}{j}") for c in "ab" for i in range(10) for j in range(i)]
    ties += [("a0", f"b{j}") for j in range(across)]
    nodes = pd.DataFrame(
        {"id": [f"{c}{i}" for c in "ab" for i in range(10)], "jurisdiction": ["RO"] * 10 + ["DE"] * 10}
    )
    return Network.from_edgelist(pd.DataFrame(ties, columns=["source", "target"]), nodes, directed=False)


def test_a_closed_country_lies_below_chance_and_who_reaches_out_above_the_others() -> None:
    countries = openness(two_cells(5)).table()
    assert (countries["ei_index"] < countries["expected"]).all()
    assert (countries["p_adjusted"] < 0.01).all()
    people = openness(two_cells(5), of="nodes").table()
    assert people.index[0] == "a0"
    assert people.loc["a0", "ei_index"] > people.loc["a1", "ei_index"]


def test_the_expected_index_of_a_country_is_that_of_the_pairs_when_everybody_knows_everybody() -> None:
    """In a complete network shuffling changes nothing: E-I is fixed, p is 1."""
    ties = [(i, j) for i in range(6) for j in range(i)]
    nodes = pd.DataFrame({"id": range(6), "jurisdiction": ["RO"] * 3 + ["DE"] * 3})
    table = openness(Network.from_edgelist(pd.DataFrame(ties, columns=["source", "target"]), nodes, directed=False))
    assert table.table()["ei_index"].tolist() == pytest.approx([0.5, 0.5])
    assert table.table()["expected"].tolist() == pytest.approx([0.5, 0.5])
    assert (table.table()["p"] == 1).all()


def test_who_may_not_be_ranked_is_counted_but_not_listed() -> None:
    network = two_cells(2)
    network.nodes_table["rankable"] = [label != "a0" for label in network.labels]
    result = openness(network, of="nodes")
    assert "a0" not in result.table().index
    assert result.table().loc["b0", "external"] == 1
    assert any("never ranked" in caveat for caveat in result.caveats)


def test_what_must_be_told_is_told() -> None:
    result = openness(two_cells(2))
    assert any("Group sizes alone" in caveat for caveat in result.caveats)
    assert any("shared nothing" in caveat for caveat in result.caveats)
    said = result.explain("RO")
    assert "expected" in said and "adjusted p" in said and "jurisdiction" in said and "made thus" in said


def test_nobody_known_is_said_in_words() -> None:
    edges = pd.DataFrame({"source": ["a"], "target": ["b"]})
    network = Network.from_edgelist(edges, directed=False)
    assert openness(network).table().empty
    people = openness(network, of="nodes")
    assert people.table()["ei_index"].isna().all()
    assert "Nothing can be said" in people.explain("a")


def test_p_of_countries_is_about_uniform_where_labels_mean_nothing() -> None:
    low = []
    for seed in range(15):
        rng = np.random.default_rng(seed)
        ends = rng.integers(0, 40, (120, 2))
        nodes = pd.DataFrame({"id": range(40), "jurisdiction": rng.choice(list("ABCD"), 40)})
        network = Network.from_edgelist(pd.DataFrame(ends, columns=["source", "target"]), nodes, directed=False)
        low.extend(openness(network, seed=seed).table()["p"] <= 0.2)
    assert 0.08 < np.mean(low) < 0.35
