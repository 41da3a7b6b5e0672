"""Square matrices: undirected where they equal their mirror image, and two published networks."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "matrix"
COVERT = Path(__file__).parents[2] / ".." / "shared" / "data" / "covert"


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def cells(name: str) -> dict[tuple[int, int], float]:
    """Count a published matrix independently: its non-zero cells by row and column."""
    path = COVERT / name
    if not path.exists():
        pytest.skip(f"shared data absent: {name} is not beside the checkout")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row[1:] for row in csv.reader(file) if row][1:]
    return {(i, j): float(cell) for i, row in enumerate(rows) for j, cell in enumerate(row) if float(cell)}


def test_an_undirected_matrix_has_two_records_a_link_and_keeps_actors_without_ties() -> None:
    graph = load(SAMPLES / "ok_undirected.csv")
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["duplicates"], row["unit"]) == (4, 4, 0, "non-zero cell")
    assert len(graph.entities) == 4
    assert graph.links["n_records"].tolist() == [2, 2]
    assert graph.links["weight"].tolist() == [1.0, 2.0]
    assert not graph.links["directed"].any()


def test_a_directed_matrix_with_a_diagonal_and_an_empty_cell() -> None:
    graph = load(SAMPLES / "ok_directed.csv")
    assert len(graph.links) == 2
    assert graph.links["directed"].all()
    assert (graph.claims["property"] == "self_tie").sum() == 1
    assert graph.issues["code"].tolist() == ["taken_as_persons", "empty_cells"]
    assert set(graph.records["locator"]) == {"row 2 column 2", "row 2 column 3", "row 3 column 4"}


@pytest.mark.parametrize("name", ["bad_not_square.csv", "bad_short_row.csv", "bad_other_order.csv"])
def test_a_matrix_whose_cells_could_be_shifted_is_refused(name: str) -> None:
    issue = load(SAMPLES / name).issues.iloc[0]
    assert (issue["code"], issue["severity"]) == ("not_square", "reject")


def test_a_cell_that_is_no_number_is_set_aside() -> None:
    graph = load(SAMPLES / "bad_letters.csv")
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"]) == (2, 1, 1)
    assert graph.issues.loc[graph.issues["code"] == "no_number", "locator"].item() == "row 2 column 3"


def test_caviar() -> None:
    """Morselli (2009): 110 actors, 295 arcs, 205 pairs; weights are numbers of calls."""
    expected = cells("morselli_caviar.csv")
    assert (len(expected), len({frozenset(pair) for pair in expected})) == (295, 205)
    graph = load(COVERT / "morselli_caviar.csv")
    assert graph.received[["read", "accepted", "quarantined", "duplicates"]].iloc[0].tolist() == [295, 295, 0, 0]
    assert len(graph.entities) == 110
    assert graph.links["directed"].all()
    pairs = {frozenset(pair) for pair in zip(graph.links["source"], graph.links["target"], strict=True)}
    assert len(pairs) == 205
    assert graph.links["weight"].sum() == sum(expected.values())
    assert graph.jurisdictions.empty


def test_london_gang() -> None:
    """Grund and Densley (2012): 54 actors; cells are levels 1 to 4 of an undirected tie."""
    expected = cells("LONDON_GANG.csv")
    graph = load(COVERT / "LONDON_GANG.csv")
    assert graph.received["accepted"].item() == len(expected)
    assert len(graph.entities) == 54
    assert len(graph.links) == len(expected) // 2
    assert set(graph.links["weight"]) == {1.0, 2.0, 3.0, 4.0}
    assert set(graph.links["n_records"]) == {2}


@pytest.mark.parametrize("name", ["COCAINE_JUANES.csv", "COCAINE_MAMBO.csv", "morselli_siren.csv", "morselli_togo.csv"])
def test_other_published_matrices_add_up(name: str) -> None:
    expected = cells(name)
    row = load(COVERT / name).received.iloc[0]
    assert (row["format"], row["read"], row["accepted"]) == ("matrix", len(expected), len(expected))
