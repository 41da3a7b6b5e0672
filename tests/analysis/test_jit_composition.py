"""Teams of countries: best of each size, what each adds, how sure; who sent nothing covers nothing."""

import numpy as np
import pandas as pd
import pytest

from netintel.analysis.jit_composition import jit_composition
from netintel.errors import UnknownEntityError
from netintel.model.network import Network


def network_of(ties: dict[str, int], extra: list[tuple[str, str | None]] | None = None) -> Network:
    """Return a network with so many ties between each pair of countries ("RO-DE"), each between new persons."""
    edges, nodes = [], list(extra or [])
    for pair, count in ties.items():
        for i in range(count):
            ends = [f"{pair}{i}a", f"{pair}{i}b"]
            edges.append(ends)
            nodes += [(end, country) for end, country in zip(ends, pair.split("-"), strict=True)]
    table = pd.DataFrame(edges, columns=["source", "target"])
    return Network.from_edgelist(table, pd.DataFrame(nodes, columns=["id", "jurisdiction"]), directed=False)


TRIANGLE = {"RO-DE": 6, "DE-FR": 3, "RO-FR": 3, "FR-IT": 4, "RO-RO": 9}


def test_the_curve_is_the_best_coverage_of_each_number_of_members() -> None:
    found = jit_composition(network_of(TRIANGLE))
    curve = found.summary["curve"]
    assert curve["coverage"].tolist() == [0, 6, 12, 16]
    assert curve["gained"].tolist() == [0, 6, 6, 4]
    assert curve["proved"].all()
    assert found.summary["total"] == 16
    teams = found.table().groupby(["members", "team"])["country"].agg(tuple)
    assert teams.to_dict() == {(2, 1): ("DE", "RO"), (3, 1): ("DE", "FR", "RO"), (4, 1): ("DE", "FR", "IT", "RO")}


def test_one_end_is_enough_where_asked_for() -> None:
    found = jit_composition(network_of(TRIANGLE), covers="either")
    assert found.summary["curve"]["coverage"].tolist() == [10, 16]
    assert found.summary["full"] == {"countries": ("DE", "FR"), "cost": 2.0, "proved": True}
    first = found.table().query("members == 1")
    assert first["country"].tolist() == ["FR"]
    assert first["alone"].tolist() == [10]


def test_all_equally_good_teams_are_listed() -> None:
    found = jit_composition(network_of({"RO-DE": 2, "FR-IT": 2, "ES-PT": 1}))
    assert found.table().query("members == 2")["team"].tolist() == [1, 1, 2, 2]
    assert any("equally good" in caveat for caveat in found.caveats)
    assert "one of 2 equally good" in found.explain(0)


def test_marginal_is_what_the_team_loses_without_the_country() -> None:
    rows = jit_composition(network_of(TRIANGLE)).table().query("members == 3").set_index("country")
    assert rows["marginal"].to_dict() == {"DE": 9, "FR": 6, "RO": 9}
    assert rows["alone"].to_dict() == {"DE": 9, "FR": 10, "RO": 9}


def test_a_dual_national_is_covered_by_either_country() -> None:
    edges = pd.DataFrame({"source": ["a"], "target": ["b"]})
    nodes = pd.DataFrame({"id": ["a", "a", "b"], "jurisdiction": ["RO", "MD", "DE"]})
    found = jit_composition(Network.from_edgelist(edges, nodes, directed=False))
    teams = found.table().groupby("team")["country"].agg(set).tolist()
    assert teams == [{"DE", "MD"}, {"DE", "RO"}] or teams == [{"DE", "RO"}, {"DE", "MD"}]


def test_only_invited_countries_are_members_and_the_whole_stays_the_whole() -> None:
    found = jit_composition(network_of(TRIANGLE), invite=["RO", "FR", "XX"])
    assert set(found.table()["country"]) == {"RO", "FR"}
    assert found.summary["total"] == 16
    assert found.summary["coverable"] == 3


def test_weights_of_pairs_take_the_place_of_ties() -> None:
    found = jit_composition(network_of(TRIANGLE), weight={("IT", "FR"): 50.0, ("DE", "RO"): 1.0})
    assert found.table().query("members == 2")["country"].tolist() == ["FR", "IT"]
    assert found.summary["curve"]["coverage"].tolist() == [0, 50, 50, 51]


def test_the_cheapest_full_cover_follows_the_costs() -> None:
    network = network_of({"RO-DE": 1})
    assert jit_composition(network, covers="either", cost={"RO": 5.0}).summary["full"] == {
        "countries": ("DE",),
        "cost": 1.0,
        "proved": True,
    }


def test_how_often_a_country_is_chosen_tells_a_clear_choice_from_a_close_one() -> None:
    clear = jit_composition(network_of({"RO-DE": 30, "FR-IT": 5}), draws=60).table().query("members == 2")
    close = jit_composition(network_of({"RO-DE": 11, "FR-IT": 10}), draws=60).table().query("members == 2")
    assert clear["p_chosen"].min() == 1.0
    assert 0.3 < close["p_chosen"].max() < 0.95
    assert (clear["share_low"] < clear["share"]).all()
    assert (clear["share_low"] <= clear["share_high"]).all()


def test_shuffled_rows_give_the_same_table_and_another_seed_the_same_teams() -> None:
    network = network_of(TRIANGLE)
    shuffled = Network.from_edgelist(
        network.ties[["target", "source"]].set_axis(["source", "target"], axis=1).sample(frac=1, random_state=1),
        pd.DataFrame({"id": network.labels, "jurisdiction": [c[0] for c in network.countries]}).iloc[::-1],
        directed=False,
    )
    first, again = jit_composition(network, draws=20).table(), jit_composition(shuffled, draws=20).table()
    pd.testing.assert_frame_equal(first, again)
    fixed = ["members", "team", "country", "coverage", "marginal", "alone"]
    pd.testing.assert_frame_equal(first[fixed], jit_composition(network, draws=20, seed=9).table()[fixed])


@pytest.mark.parametrize("covers", ["both", "either"])
@pytest.mark.parametrize("ties", [{}, {"RO-RO": 2}])
def test_without_ties_across_borders_there_is_no_team(covers: str, ties: dict[str, int]) -> None:
    found = jit_composition(network_of(ties, [("alone", None)]), covers=covers)
    assert found.table().empty
    assert found.summary["full"] is None
    assert any("no team to speak of" in caveat for caveat in found.caveats)


def test_the_result_says_what_must_be_known_with_it() -> None:
    found = jit_composition(network_of(TRIANGLE, [("u", None)]))
    told = " ".join(found.caveats)
    assert "decides nothing" in told
    assert "legal basis between every two members" in told
    assert "a country that sent no data covers nothing here, and no data is not zero" in told
    assert "counts as open" in told
    assert "supposing that 10% of the real ties were not recorded" in told


def test_ties_of_unknown_ends_are_counted_apart() -> None:
    edges = pd.DataFrame({"source": ["a", "a"], "target": ["b", "c"]})
    nodes = pd.DataFrame({"id": ["a", "b", "c"], "jurisdiction": ["RO", "DE", None]})
    found = jit_composition(Network.from_edgelist(edges, nodes, directed=False))
    assert found.summary["total"] == 1
    assert any("1 of 2 ties have an end of unknown jurisdiction" in caveat for caveat in found.caveats)


def test_an_explanation_names_team_share_interval_group_and_exposure() -> None:
    found = jit_composition(network_of(TRIANGLE))
    told = found.explain("IT")
    assert told.startswith("A team of the jurisdictions DE, FR, IT, RO covers 16 ties across borders at both ends")
    assert "of which 4 need IT" in told
    assert "90% interval" in told
    assert "exposure (nodes) of 4 for IT" in told
    assert "ties given as a table" in told
    with pytest.raises(KeyError, match="no team listed with this id"):
        found.explain("PT")
    with pytest.raises(UnknownEntityError, match="no team listed with id 999"):
        found.explain(999)


def test_countries_invited_one_by_one_are_told() -> None:
    found = jit_composition(network_of(TRIANGLE), invite=iter(["RO", "DE"]), draws=2)
    assert found.parameters["invite"] == ["DE", "RO"]
    assert set(found.table()["country"]) == {"DE", "RO"}


def test_large_weights_keep_equal_teams_and_are_read_in_full() -> None:
    money = {("RO", "DE"): 30_000_000_000.1, ("DE", "FR"): 20_000_000_000.2, ("RO", "FR"): 10_000_000_000.3}
    money |= {("FR", "IT"): 60_000_000_000.6 - 20_000_000_000.2 - 10_000_000_000.3}
    found = jit_composition(network_of(TRIANGLE), weight=money, draws=2)
    assert found.summary["curve"]["coverage"].iloc[-1] == found.summary["total"]
    assert found.summary["curve"]["share"].iloc[-1] == 1
    assert "covers 30,000,000,000.1 of the weight" in found.explain("DE")


def test_many_countries_are_ruled_out_by_a_bound_and_said() -> None:
    rng = np.random.default_rng(1)
    ties = {f"C{a:02d}-C{(a + 1 + i * 7) % 24:02d}": int(rng.integers(1, 6)) for a in range(24) for i in range(2)}
    found = jit_composition(network_of(ties), covers="either", draws=2)
    assert found.summary["curve"]["proved"].all()
    assert found.summary["curve"].index.max() == 12
    assert any("24 countries are too many to look at every team" in caveat for caveat in found.caveats)
    assert found.summary["densest"] is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"covers": "none"}, "covers: expected 'both' or 'either'"),
        ({"draws": 0}, "no team is given without its uncertainty"),
        ({"invite": "RO"}, "invite: expected several countries in a list"),
        ({"weight": {("RO", "RO"): 1.0}}, "weight: expected two different countries"),
        ({"level": 0.0}, "level: expected a number between 0 and 1"),
        ({"weight": {("RO", "DE"): -1.0}}, "weight: expected numbers of 0 or more"),
        ({"cost": {"RO": float("nan")}}, "cost: expected numbers of 0 or more"),
    ],
)
def test_a_wrong_option_is_named(given: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        jit_composition(network_of(TRIANGLE), **given)


def test_no_team_is_proved_best_where_countries_were_left_out() -> None:
    """The two of 62 with the fewest ties have them all with each other, and are the best team of two."""
    heavy = {f"A{i:02}-B{i:02}": 1 for i in range(30)} | {f"A{i:02}-B{(i + 1) % 30:02}": 1 for i in range(30)}
    heavy |= {f"A{i:02}-B{(i + 2) % 30:02}": 1 for i in range(30)}
    found = jit_composition(network_of(heavy | {"YX-YY": 2}), draws=1, hidden=0.0)
    two = found.table().query("members == 2")
    assert two["coverage"].max() == 1 and not two["proved"].any() and not found.summary["full"]["proved"]
    assert "covers one tie across borders" in found.explain(0) and "a better one of this size may" in found.explain(0)
