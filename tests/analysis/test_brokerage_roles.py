"""Brokerage roles: counts against R sna and a triple loop, z against chance, and defined answers everywhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array

from netintel.analysis._role_counts import ROLES, Alike, role_counts
from netintel.analysis._triads import Triads
from netintel.analysis.brokerage_roles import brokerage_roles
from netintel.errors import UnknownEntityError
from netintel.model.network import Network

REFERENCE = Path(__file__).parents[1] / "reference" / "brokerage"
COVERT = Path(__file__).parents[3] / "shared" / "data" / "covert"


def matrix_network(file: str, groups: list[str], *, directed: bool) -> Network:
    path = COVERT / file
    if not path.exists():
        pytest.skip(f"shared data absent: covert/{file}")
    matrix = pd.read_csv(path, index_col=0, encoding="utf-8-sig")
    labels = [str(label) for label in matrix.index]
    rows, columns = np.nonzero(matrix.to_numpy())
    edges = pd.DataFrame({"source": [labels[i] for i in rows], "target": [labels[j] for j in columns]})
    nodes = pd.DataFrame({"id": labels, "group": groups or None})
    return Network.from_edgelist(edges, nodes, directed=directed, jurisdiction="group")


def reference_network(graph: str, *, directed: bool) -> Network:
    if graph == "caviar":
        return matrix_network("morselli_caviar.csv", [str(i % 4) for i in range(110)], directed=directed)
    if graph in ("siren", "togo"):
        size = {"siren": 44, "togo": 33}[graph]
        return matrix_network(f"morselli_{graph}.csv", [str(i % 3) for i in range(size)], directed=directed)
    if graph == "london":
        if not (COVERT / "LONDON_GANG_ATTR.csv").exists():
            pytest.skip("shared data absent: covert/LONDON_GANG_ATTR.csv")
        attributes = pd.read_csv(COVERT / "LONDON_GANG_ATTR.csv", index_col=0, encoding="utf-8-sig")
        return matrix_network("LONDON_GANG.csv", [str(b) for b in attributes["Birthplace"]], directed=directed)
    edges = pd.read_csv(REFERENCE / f"{graph}_edges.csv", dtype=str)
    nodes = pd.read_csv(REFERENCE / f"{graph}_nodes.csv", dtype=str)
    return Network.from_edgelist(edges, nodes, directed=directed, jurisdiction="group")


@pytest.mark.parametrize("variant", ["directed", "undirected"])
@pytest.mark.parametrize("graph", ["tiny4", "kite", "florentine", "karate", "caviar", "siren", "togo", "london"])
def test_counts_equal_those_of_r_sna(graph: str, variant: str) -> None:
    """R sna 2.7.1 `brokerage(...)$raw.nli`; script, values and sources are in tests/reference/brokerage."""
    expected = pd.read_csv(REFERENCE / "counts.csv", dtype={"node": str})
    expected = expected[(expected["graph"] == graph) & (expected["variant"] == variant)].set_index("node")
    network = reference_network(graph, directed=variant == "directed")

    table = brokerage_roles(network, permutations=0).table()

    columns = [*ROLES, "total"]
    assert len(expected) == network.n_nodes
    pd.testing.assert_frame_equal(
        table.loc[expected.index, columns], expected[columns], check_dtype=False, check_index_type=False
    )
    assert (table["undetermined"] == 0).all()


def triple_loop(arcs: NDArray[np.bool_], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Six rows (five roles, undetermined): every a, v, c looked at, every combination of jurisdictions drawn."""
    n, k = shares.shape
    found = np.zeros((6, n))
    for v in range(n):
        for a in range(n):
            for c in range(n):
                if a == c or not arcs[a, v] or not arcs[v, c] or arcs[a, c]:
                    continue
                told = 0.0
                for x in range(k):
                    for y in range(k):
                        for z in range(k):
                            chance = shares[a, x] * shares[v, y] * shares[c, z]
                            role = {
                                (True, True): "coordinator",
                                (True, False): "representative",
                                (False, True): "gatekeeper",
                                (False, False): "itinerant" if x == z else "liaison",
                            }[x == y, y == z]
                            found[ROLES.index(role), v] += chance
                            told += chance
                found[5, v] += 1 - told
    return found


@st.composite
def cases(draw: st.DrawFn) -> tuple[NDArray[np.bool_], NDArray[np.float64], bool]:
    """Arcs of up to seven nodes, and shares of three jurisdictions: one, several, part unknown, none."""
    n = draw(st.integers(1, 7))
    arcs = np.array(draw(st.lists(st.booleans(), min_size=n * n, max_size=n * n)), dtype=bool).reshape(n, n)
    np.fill_diagonal(arcs, False)
    directed = draw(st.booleans())
    mixes = [(1, 0, 0), (0, 1, 0), (0, 0, 1), (0.5, 0.5, 0), (0.25, 0.25, 0.5), (0.3, 0, 0.4), (0, 0, 0)]
    shares = np.array(draw(st.lists(st.sampled_from(mixes), min_size=n, max_size=n)), dtype=float)
    return (arcs if directed else arcs | arcs.T), shares, directed


@settings(max_examples=60, deadline=None)
@given(cases())
def test_several_jurisdictions_and_unknown_mass_equal_a_triple_loop(
    case: tuple[NDArray[np.bool_], NDArray[np.float64], bool],
) -> None:
    arcs, shares, directed = case
    source, target = np.nonzero(arcs if directed else np.triu(arcs))
    triads = Triads.of(len(arcs), source, target, directed=directed)

    counts = role_counts(triads, Alike.of(triads, csr_array(shares)))

    found = np.stack([*(counts.of(role) for role in ROLES), counts.undetermined])
    np.testing.assert_allclose(found, triple_loop(arcs, shares), atol=1e-12)


@pytest.mark.parametrize("directed", [True, False])
def test_shares_too_many_for_dense_arrays_are_counted_alike(directed: bool) -> None:
    """A million jurisdictions, all but three of them without members."""
    rng = np.random.default_rng(4)
    arcs = rng.random((12, 12)) < 0.3
    np.fill_diagonal(arcs, False)
    arcs = arcs if directed else arcs | arcs.T
    shares = rng.dirichlet(np.ones(4), 12)[:, :3]
    shares[:3] = np.eye(3)
    source, target = np.nonzero(arcs if directed else np.triu(arcs))
    triads = Triads.of(12, source, target, directed=directed)
    held = csr_array(shares)
    wide = csr_array((held.data, held.indices, held.indptr), shape=(12, 1_000_000))

    counts = role_counts(triads, Alike.of(triads, wide))

    found = np.stack([*(counts.of(role) for role in ROLES), counts.undetermined])
    np.testing.assert_allclose(found, triple_loop(arcs, shares), atol=1e-12)


def test_counting_with_ties_left_out_equals_counting_without_them() -> None:
    rng = np.random.default_rng(3)
    source, target = np.nonzero(np.triu(rng.random((30, 30)) < 0.3, 1))
    shares = csr_array(np.eye(4)[rng.integers(0, 4, 30)])
    kept = rng.random(len(source)) < 0.7
    every = Triads.of(30, source, target, directed=False)
    fewer = Triads.of(30, source[kept], target[kept], directed=False)

    masked = role_counts(every, Alike.of(every, shares), kept)
    counted = role_counts(fewer, Alike.of(fewer, shares))

    for role in (*ROLES, "undetermined"):
        np.testing.assert_array_equal(masked.of(role), counted.of(role))


def test_two_unknowns_are_not_compatriots() -> None:
    edges = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    nodes = pd.DataFrame({"id": ["a", "b", "c"], "jurisdiction": [None, "DE", None]})

    row = brokerage_roles(Network.from_edgelist(edges, nodes, directed=True)).table().loc["b"]

    assert row["total"] == 0
    assert row["undetermined"] == 1


def test_an_arc_back_does_not_close_a_path_but_an_arc_across_does() -> None:
    nodes = pd.DataFrame({"id": ["a", "v", "c"], "jurisdiction": ["RO", "RO", "RO"]})
    back = pd.DataFrame({"source": ["a", "v", "c"], "target": ["v", "c", "a"]})
    across = pd.DataFrame({"source": ["a", "v", "a"], "target": ["v", "c", "c"]})

    open_path = brokerage_roles(Network.from_edgelist(back, nodes, directed=True)).table()
    closed_path = brokerage_roles(Network.from_edgelist(across, nodes, directed=True)).table()

    assert open_path.loc["v", "coordinator"] == 1
    assert closed_path.loc["v", "coordinator"] == 0


def test_a_bridge_between_two_blocks_stands_out_from_both_nulls() -> None:
    """Two dense national groups joined by one person: many gatekeeper paths, far more than chance gives."""
    rng = np.random.default_rng(0)
    ties = [
        (i, j) for block in (range(30), range(30, 60)) for i in block for j in block if i < j and rng.random() < 0.3
    ]
    ties += [(0, j) for j in range(30, 42)]
    nodes = pd.DataFrame({"id": range(60), "jurisdiction": ["RO"] * 30 + ["DE"] * 30})
    network = Network.from_edgelist(pd.DataFrame(ties, columns=["source", "target"]), nodes, directed=False)

    table = brokerage_roles(network).table()

    assert table["gatekeeper_z_labels"].idxmax() == 0
    assert table.loc[0, "gatekeeper_z_labels"] > 3
    assert table.loc[1:, "gatekeeper_z_degrees"].max() < 0


def test_z_of_a_network_without_structure_is_about_standard() -> None:
    rng = np.random.default_rng(5)
    edges = pd.DataFrame({"source": rng.integers(0, 200, 900), "target": rng.integers(0, 200, 900)})
    nodes = pd.DataFrame({"id": range(200), "jurisdiction": rng.choice(list("ABCD"), 200)})

    table = brokerage_roles(Network.from_edgelist(edges, nodes, directed=True)).table()

    for null in ("labels", "degrees"):
        z = table[f"liaison_z_{null}"].dropna()
        assert len(z) > 100
        assert abs(z.mean()) < 0.4
        assert 0.8 < z.std() < 1.2


def test_p_of_roles_are_uniform_where_there_is_nothing_and_small_for_who_stands_between_two_countries() -> None:
    """Ties at random: a tenth of p at or below 0.1. Then one person ties 12 of a small country to 12 of a large one."""
    rng = np.random.default_rng(5)
    edges = pd.DataFrame({"source": rng.integers(0, 200, 900), "target": rng.integers(0, 200, 900)})
    nodes = pd.DataFrame({"id": range(200), "jurisdiction": np.repeat(list("ABCD"), [20, 60, 60, 60])})
    chance = brokerage_roles(Network.from_edgelist(edges, nodes, directed=False), permutations=100)
    of_broker = pd.DataFrame({"source": 0, "target": [*range(1, 13), *range(50, 62)]})
    without = edges[(edges["source"] != 0) & (edges["target"] != 0)]
    planted = brokerage_roles(
        Network.from_edgelist(pd.concat([without, of_broker]), nodes, directed=False), permutations=100
    )

    for null in ("labels", "degrees"):
        p = chance.table().filter(regex=f"_p_{null}$").to_numpy()
        assert 0.05 <= (p[np.isfinite(p)] <= 0.1).mean() <= 0.15
        assert 0 < chance.summary[f"p_{null}"] <= 1
        broker = planted.table().loc[0]
        assert 0 < broker[f"liaison_p_{null}"] <= 0.01
        assert broker[f"liaison_p_{null}"] <= broker[f"liaison_p_adjusted_{null}"]
        assert planted.summary[f"ratio_{null}"].keys() == set(ROLES)
    assert planted.table().loc[0, "gatekeeper_p_degrees"] <= 0.01
    assert planted.table().loc[0, "liaison_p_adjusted_degrees"] <= 0.01


def test_ratio_to_chance_is_the_total_over_the_mean_of_the_draws() -> None:
    """Two of RO about one of DE: of three equally likely dealings one has the middle of DE, two have it of RO."""
    edges = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    nodes = pd.DataFrame({"id": ["a", "b", "c"], "jurisdiction": ["RO", "DE", "RO"]})

    summary = brokerage_roles(Network.from_edgelist(edges, nodes, directed=True), permutations=400).summary

    assert summary["expected_labels"]["itinerant"] == pytest.approx(1 / 3, abs=0.1)
    assert summary["ratio_labels"]["itinerant"] == pytest.approx(3, abs=0.9)
    assert summary["ratio_labels"]["gatekeeper"] == 0
    assert np.isnan(summary["ratio_labels"]["liaison"])
    assert summary["ratio_degrees"]["itinerant"] == 1
    assert np.isnan(summary["p_degrees"])


def test_no_z_where_a_jurisdiction_has_fewer_than_three_members() -> None:
    rng = np.random.default_rng(5)
    edges = pd.DataFrame({"source": rng.integers(0, 40, 300), "target": rng.integers(0, 40, 300)})
    nodes = pd.DataFrame({"id": range(40), "jurisdiction": ["MT", "MT", *(["IT"] * 38)]})

    table = brokerage_roles(Network.from_edgelist(edges, nodes, directed=False), permutations=30).table()

    z = table[[f"{role}_z_{null}" for role in ROLES for null in ("labels", "degrees")]]
    assert z.loc[[0, 1]].isna().all(axis=None)
    assert z.loc[2:, "coordinator_z_labels"].notna().any()


def test_order_of_rows_does_not_matter_and_names_do_not_enter_the_counts() -> None:
    rng = np.random.default_rng(1)
    edges = pd.DataFrame({"source": rng.integers(0, 30, 90), "target": rng.integers(0, 30, 90)}).map(lambda i: f"n{i}")
    nodes = pd.DataFrame({"id": [f"n{i}" for i in range(30)], "jurisdiction": rng.choice(list("ABC"), 30)})
    renamed = {f"n{i}": f"m{(7 * i) % 30}" for i in range(30)}

    first = brokerage_roles(Network.from_edgelist(edges, nodes, directed=True), permutations=20, seed=4).table()
    shuffled = Network.from_edgelist(edges.sample(frac=1, random_state=2), nodes.iloc[::-1], directed=True)
    other = Network.from_edgelist(edges.replace(renamed), nodes.assign(id=nodes["id"].map(renamed)), directed=True)

    pd.testing.assert_frame_equal(brokerage_roles(shuffled, permutations=20, seed=4).table(), first)
    counts = [*ROLES, "total", "undetermined"]
    again = brokerage_roles(other, permutations=0).table()[counts].rename(index={v: k for k, v in renamed.items()})
    pd.testing.assert_frame_equal(again.loc[first.index], first[counts], check_index_type=False)


@pytest.mark.parametrize("directed", [True, False])
def test_an_empty_network_and_isolates_have_defined_answers(directed: bool) -> None:
    none = pd.DataFrame({"source": [], "target": []})
    nodes = pd.DataFrame({"id": ["a", "b"], "jurisdiction": ["RO", None]})

    empty = brokerage_roles(Network.from_edgelist(none, directed=directed))
    alone = brokerage_roles(Network.from_edgelist(none, nodes, directed=directed))

    assert len(empty.table()) == 0
    assert set(ROLES) < set(empty.table().columns)
    assert (alone.table()[[*ROLES, "total", "undetermined"]] == 0).all(axis=None)
    assert alone.table()["liaison_z_labels"].isna().all()


def test_nobody_known_is_said_in_words() -> None:
    edges = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})

    result = brokerage_roles(Network.from_edgelist(edges, directed=False))

    assert result.table().loc["b", "undetermined"] == 2
    assert "No jurisdictions are known" in result.caveats[0]
    assert "between no two others" in result.explain("b")


def test_who_may_not_be_ranked_is_counted_but_not_listed() -> None:
    edges = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    nodes = pd.DataFrame({"id": ["a", "b", "c"], "jurisdiction": ["RO", "DE", "FR"]})
    network = Network.from_edgelist(edges, nodes, directed=False)
    network.nodes_table["rankable"] = [True, False, True]

    result = brokerage_roles(network)

    assert list(result.table().index) == ["a", "c"]
    assert result.summary["not_listed"] == "fewer than 5"
    assert any("never ranked" in caveat for caveat in result.caveats)
    with pytest.raises(UnknownEntityError):
        result.explain("b")


def test_explain_says_role_group_and_caveat() -> None:
    edges = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    nodes = pd.DataFrame({"id": ["a", "b", "c"], "nationality": ["RO", "DE", "FR"]})

    said = brokerage_roles(Network.from_edgelist(edges, nodes, directed=True, jurisdiction="nationality")).explain("b")

    assert "stands between one pair of others who are not tied themselves and whose countries (by nationality)" in said
    assert "as liaison, between two of different countries, neither its own" in said
    assert "lead" in said


def test_explain_says_whether_it_is_more_or_fewer_than_chance() -> None:
    edges = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    nodes = pd.DataFrame({"id": ["a", "b", "c"], "nationality": ["RO", "DE", "FR"]})
    result = brokerage_roles(Network.from_edgelist(edges, nodes, directed=True, jurisdiction="nationality"))

    def said(z: float, p: float) -> str:
        told = {"liaison_z_labels": z, "liaison_p_adjusted_labels": p}
        return replace(result, rows=result.rows.assign(**told)).explain("b")

    assert "this is more than chance gives (2.6 standard deviations above what is" in said(2.6, 0.03)
    assert "this is fewer than chance gives (2.6 standard deviations below what is expected" in said(-2.6, 0.03)
    assert "this is no more and no fewer than chance may give (1.1 standard" in said(-1.1, 0.5)


@pytest.mark.nightly
def test_fewer_permutations_for_large_networks_and_the_number_is_told() -> None:
    rng = np.random.default_rng(0)
    edges = pd.DataFrame({"source": rng.integers(0, 9000, 40_000), "target": rng.integers(0, 9000, 40_000)})
    network = Network.from_edgelist(edges, pd.DataFrame({"id": [], "jurisdiction": []}), directed=True)

    result = brokerage_roles(network)

    assert result.parameters["permutations"] == 2_000_000 // network.n_ties
    assert any(f"{result.parameters['permutations']} draws" in caveat for caveat in result.caveats)
