"""From the row of a file to the line of a report, and what a grade does to a rank."""

from __future__ import annotations

from pathlib import Path

import pytest

import netintel as ni

PERSONS = "id,name,nationality,role,category\n"
LINKS = "source,target,type,date,evaluation\n"


def folder_of(place: Path, grade: str) -> Path:
    """Two cells in RO and DE, joined by `b` over three people on each side; `b`'s ties carry the grade."""
    place.mkdir()
    cells = {"RO": [f"r{i}" for i in range(6)], "DE": [f"d{i}" for i in range(6)]}
    rows = [f"{p},Person {p},{country},,suspect\n" for country, cell in cells.items() for p in cell]
    rows += ["b,Broker,RO,,suspect\n", "v,Somebody Hurt,RO,,victim\n"]
    ties = [(a, b, "4x4:A1") for cell in cells.values() for i, a in enumerate(cell) for b in cell[i + 1 :]]
    ties += [("b", end, grade) for end in ("r0", "r1", "d0", "d1")] + [("r2", "d2", "4x4:A1"), ("v", "r0", "4x4:A1")]
    (place / "persons.csv").write_text(PERSONS + "".join(rows), "utf-8")
    (place / "links.csv").write_text(LINKS + "".join(f"{a},{b},Associate,2025,{g}\n" for a, b, g in ties), "utf-8")
    return place


def load(folder: Path) -> ni.EntityGraph:
    return ni.load(folder, progress=lambda _line: None)


def broker_row(graph: ni.EntityGraph) -> dict[str, float]:
    table = ni.analysis.brokers(graph, resamples=200).table()
    row: dict[str, float] = table[table["name"] == "Broker"].iloc[0].to_dict()
    return row


def test_changing_an_evaluation_changes_the_interval(tmp_path: Path) -> None:
    sure = broker_row(load(folder_of(tmp_path / "sure", "4x4:A1")))
    doubtful = broker_row(load(folder_of(tmp_path / "doubtful", "admiralty:E5")))
    assert sure["rank"] == doubtful["rank"] == 1
    assert sure["rank_high"] < doubtful["rank_high"]
    assert sure["p_top"] >= doubtful["p_top"]


def test_a_row_of_a_file_reaches_the_report_and_a_victims_name_does_not(tmp_path: Path) -> None:
    graph = load(folder_of(tmp_path / "case", "4x4:B2"))
    brokers = ni.analysis.brokers(graph, resamples=50)
    first = brokers.table().index[0]
    evidence = graph.evidence(first)
    assert set(evidence["file"]) == {"persons.csv"} and evidence["locator"].iloc[0] == "row 14"
    page = ni.report.write(graph, tmp_path / "case.html", brokers, ni.analysis.corridors(graph, rewires=50))
    text = Path(page).read_text("utf-8")
    assert (
        "Broker" in text and "row 14" in text and evidence["sha256"].iloc[0][:8] in text and graph.digest[:12] in text
    )
    assert "Somebody Hurt" not in text


def test_a_result_of_another_graph_is_not_drawn(tmp_path: Path) -> None:
    sure, other = load(folder_of(tmp_path / "a", "4x4:A1")), load(folder_of(tmp_path / "b", "4x4:X4"))
    corridors = ni.analysis.corridors(sure, rewires=50)
    with pytest.raises(ni.errors.StaleResultError, match="corridors was computed on graph"):
        ni.views.corridor_map(other, corridors)
