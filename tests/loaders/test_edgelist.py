"""Edge lists: headers or integers alone, direction by what is listed both ways, and bad rows."""

from __future__ import annotations

from pathlib import Path

import pytest

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "edgelist"
MONTAGNA = Path(__file__).parents[2] / ".." / "shared" / "data" / "covert" / "Montagna_meetings_edgelist.csv"


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def test_header_and_weights() -> None:
    graph = load(SAMPLES / "ok_header.csv")
    assert graph.received[["format", "read", "accepted"]].iloc[0].tolist() == ["edgelist", 2, 2]
    assert graph.links["weight"].tolist() == [3.0, 1.5]
    assert not graph.links["directed"].any()
    assert set(graph.entities["kind"]) == {"Person"}
    assert set(graph.entities["name"]) == {"A", "B", "C"}


def test_integers_parted_by_tabs_without_a_header() -> None:
    graph = load(SAMPLES / "ok_integers.csv")
    assert graph.links["weight"].tolist() == [1.0, 1.0, 4.0]
    assert len(graph.entities) == 3


def test_a_list_with_every_tie_both_ways_is_undirected_with_two_records_a_link() -> None:
    graph = load(SAMPLES / "ok_both_ways.csv")
    assert graph.received["accepted"].item() == 4
    assert graph.links["n_records"].tolist() == [2, 2]
    assert not graph.links["directed"].any()


def test_a_list_with_some_ties_both_ways_is_directed() -> None:
    graph = load(SAMPLES / "ok_some_both_ways.tsv")
    assert len(graph.links) == 3
    assert graph.links["directed"].all()


def test_bad_rows_are_counted_and_what_was_assumed_is_told() -> None:
    graph = load(SAMPLES / "bad_weight_and_end.csv")
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"], row["duplicates"]) == (5, 1, 3, 1)
    assert set(graph.issues["code"]) == {
        "wrong_number_of_cells", "weight_not_understood", "missing_end", "taken_as_persons",
    }  # fmt: skip


def test_montagna_meetings() -> None:
    if not MONTAGNA.exists():
        pytest.skip("shared data absent: the Montagna meetings are not beside the checkout")
    rows = [line.split("\t") for line in MONTAGNA.read_text("utf-8").splitlines() if line]
    graph = load(MONTAGNA)
    row = graph.received.iloc[0]
    assert row["read"] == row["accepted"] == len(rows)
    assert len(graph.entities) == len({label for line in rows for label in line[:2]})
    assert graph.links["weight"].sum() == sum(float(line[2]) for line in rows)


def test_a_weight_too_large_for_a_number_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("source,target,weight\nA,B,1e400\nB,C,2\n", "utf-8")
    graph = ni.load(tmp_path, progress=lambda _line: None)
    assert graph.links["weight"].tolist() == [2.0]
    assert graph.received["quarantined"].tolist() == [1]
