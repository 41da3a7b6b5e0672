"""What stands beside the ranks of brokers: ties that would end them, and ranks without the stars of the watched."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from netintel.analysis.brokers import brokers
from netintel.model.cited import COLUMNS, Cited
from netintel.model.network import Network


def two_cells(joints: int) -> Network:
    """Two cells of five, one Romanian and one German; each joint ties one of each."""
    ties = [(a, b) for cell in ("abcde", "vwyzu") for a in cell for b in cell if a < b]
    ties += [(f"x{i}", end) for i in range(joints) for end in ("abcde"[i], "vwyzu"[i])]
    nodes = [*((label, "RO") for label in "abcde"), *((label, "DE") for label in "vwyzu")]
    nodes += [(f"x{i}", "RO") for i in range(joints)]
    return Network.from_edgelist(
        pd.DataFrame(ties, columns=["source", "target"]),
        pd.DataFrame(nodes, columns=["id", "jurisdiction"]),
        directed=False,
    )


def tapped() -> Network:
    """t is an end of all calls of one export; j joins two cells of another."""
    calls = [("t", f"m{i}") for i in range(12)]
    cells = [(a, b) for cell in ("abcd", "vwyz") for a in cell for b in cell if a < b]
    cells += [("j", end) for end in "abvw"] + [("m0", "a"), ("m1", "v")]
    table = pd.DataFrame([*calls, *cells], columns=["source", "target"])
    table["export"] = ["calls"] * len(calls) + ["arrests"] * len(cells)
    groups = {
        label: "DE" if label in "vwyz" or label in ("m1", "m3", "m5") else "RO"
        for label in {*table["source"], *table["target"]}
    }
    nodes = pd.DataFrame(sorted(groups.items()), columns=["id", "jurisdiction"])
    network = Network.from_edgelist(table, nodes, directed=False)
    ends = {
        frozenset(pair): i for i, pair in enumerate(zip(network.source.tolist(), network.target.tolist(), strict=True))
    }
    code = {label: i for i, label in enumerate(network.labels)}
    tie = np.array([ends[frozenset((code[a], code[b]))] for a, b in zip(table["source"], table["target"], strict=True)])

    def look(records: np.ndarray) -> pd.DataFrame:
        told = pd.DataFrame({column: "" for column in COLUMNS if column != "tie"}, index=range(len(records)))
        return told.assign(record=records, export=table["export"].to_numpy()[records], file="f.csv", locator="row 1")

    return replace(network, cited=Cited.of(tie.astype(np.int64), np.arange(len(tie)), network.n_ties, look))


@pytest.mark.parametrize("method", ["boundary", "betweenness", "cross_border_betweenness"])
def test_the_only_joint_holds_a_monopoly_that_one_tie_ends(method: str) -> None:
    """x0 alone joins five with five; a tie a - v lets all paths pass beside it, and closes its only open pair."""
    result = brokers(two_cells(1), method=method, resamples=5, top=1)
    row = result.table().loc["x0"]

    assert row["monopoly"] == 25
    if row["rank"] == 1:
        assert row["ending_ties"] == 1
        assert "one tie among its contacts, were it there unrecorded" in result.explain("x0")
    assert any("hold parts of the network together alone" in caveat for caveat in result.caveats)


def test_of_two_joints_none_holds_a_monopoly() -> None:
    result = brokers(two_cells(2), resamples=5)

    assert (result.table()["monopoly"] == 0).all()
    assert not any("together alone" in caveat for caveat in result.caveats)


def test_ending_ties_are_told_of_the_top_list_only_and_of_methods_that_count_pairs() -> None:
    counted = brokers(two_cells(3), method="boundary", resamples=5, top=2).table()
    spread = brokers(two_cells(3), method="constraint", resamples=5, top=2).table()

    assert counted.loc[counted["rank"] > 2, "ending_ties"].isna().all()
    assert counted.loc[counted["rank"] == 1, "ending_ties"].notna().all()
    assert spread["ending_ties"].isna().all()


def test_a_watched_target_is_first_with_its_calls_and_not_without() -> None:
    result = brokers(tapped(), method="betweenness", resamples=5)
    table = result.table()

    assert table.loc["t", "rank"] == 1
    assert table.index[table["watched"]].tolist() == ["t"]
    assert table.loc["t", "rank_unwatched"] > table.loc["j", "rank_unwatched"] == 1
    assert any("1 of the nodes listed look like targets of surveillance" in caveat for caveat in result.caveats)


def test_of_a_network_without_records_nothing_is_said_of_watching() -> None:
    result = brokers(two_cells(2), resamples=5)

    assert not {"watched", "rank_unwatched"} & set(result.table().columns)
    assert not any("look like targets" in caveat for caveat in result.caveats)


def test_participation_stands_beside_its_largest_value_and_the_degree_at_home() -> None:
    table = brokers(two_cells(1), method="participation", resamples=5).table()

    assert table.loc["x0", "part_of_largest"] == pytest.approx(1.0)
    assert table["within_degree"].mean() == pytest.approx(0, abs=0.3)
    assert "part_of_largest" not in brokers(two_cells(1), resamples=5).table()
