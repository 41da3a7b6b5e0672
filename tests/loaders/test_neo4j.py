"""Neo4j CSV: id spaces, typed headers, arrays, APOC's single file, and faulty rows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "neo4j"


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def counts(graph: ni.EntityGraph) -> list[int]:
    return [int(n) for n in graph.received[["read", "accepted", "quarantined", "duplicates"]].iloc[0]]


def by_native_id(graph: ni.EntityGraph) -> pd.DataFrame:
    return graph.origins.set_index("native_id")[["entity"]].join(graph.entities, on="entity")


def written(folder: Path, text: str) -> ni.EntityGraph:
    (folder / "x.csv").write_text(text, encoding="utf-8")
    return load(folder / "x.csv")


def test_nodes_of_an_id_space() -> None:
    graph = load(SAMPLES / "ok_persons.csv")
    assert counts(graph) == [2, 2, 0, 0]
    nodes = by_native_id(graph)
    assert nodes["kind"].to_dict() == {"Person:007": "Person", "Person:008": "Person"}
    assert nodes["countries"].tolist() == [("SE",), ("BG",)]
    claims = graph.claims
    assert claims.loc[claims["property"] == "alias", "value"].tolist() == ["Osa", "Assa"], "an array is several values"
    assert claims.loc[claims["property"] == "birth_date", "value"].tolist() == ["1980-05"]
    assert claims.loc[claims["property"] == "person_id", "value"].tolist() == ["007", "008"]
    assert "secret" not in set(claims["property"])
    assert graph.issues["code"].tolist() == ["columns_ignored"]


def test_nodes_and_relationships_of_one_folder_meet_within_their_id_space(tmp_path: Path) -> None:
    for name in ("ok_persons.csv", "ok_phones.csv", "ok_relationships.csv"):
        shutil.copy(SAMPLES / name, tmp_path)
    graph = load(tmp_path)
    assert graph.entities["kind"].value_counts().to_dict() == {"Person": 2, "Phone": 1, "Unknown": 1}
    link = graph.links.loc[graph.links["first"].notna()].iloc[0]
    assert graph.entities.loc[link["source"], "name"] == "Åsa Öberg"
    assert graph.entities.loc[link["target"], "kind"] == "Phone", "007 of the phones is not 007 of the persons"
    assert (link["kind"], link["first"], link["weight"]) == ("OWNS", "2026-03-01", 2.0)
    assert link["directed"]
    assert (graph.issues["code"] == "dangling_reference").sum() == 1
    assert graph.records["handling"].dropna().tolist() == ["TLP:AMBER"]


def test_a_node_of_which_only_the_label_is_said_meets_its_relationships(tmp_path: Path) -> None:
    (tmp_path / "nodes.csv").write_text("personId:ID(Person),:LABEL\n1,Person\n2,Person\n", encoding="utf-8")
    (tmp_path / "ties.csv").write_text(":START_ID(Person),:END_ID(Person),:TYPE\n1,2,KNOWS\n", encoding="utf-8")
    graph = load(tmp_path)
    assert graph.entities["kind"].tolist() == ["Person", "Person"]


def test_apoc_writes_nodes_and_relationships_into_one_file() -> None:
    graph = load(SAMPLES / "ok_apoc.csv")
    assert counts(graph) == [4, 4, 0, 0]
    assert by_native_id(graph)["kind"].to_dict() == {"0": "Person", "1": "Company", "2": "Concept"}
    link = graph.links.iloc[0]
    assert (link["kind"], float(link["amount"]), link["currency"]) == ("Payment", 12.5, "EUR")
    assert graph.issues["code"].tolist() == ["unknown_kind"]


def test_faulty_rows_are_set_aside_with_their_number() -> None:
    graph = load(SAMPLES / "bad_rows.csv")
    assert counts(graph) == [7, 2, 4, 1]
    aside = graph.issues[graph.issues["severity"] == "quarantine"]
    assert dict(zip(aside["locator"], aside["code"], strict=True)) == {
        "row 3": "id_twice", "row 5": "missing_id", "row 6": "wrong_number_of_cells", "row 8": "repeated_header",
    }  # fmt: skip
    assert graph.issues.loc[graph.issues["code"] == "type_differs", "field"].tolist() == ["age"]


def test_a_relationship_without_an_end() -> None:
    graph = load(SAMPLES / "bad_relationship_without_end.csv")
    assert counts(graph) == [3, 1, 1, 1]
    assert graph.links["kind"].tolist() == ["KNOWS"]


def test_the_kind_of_a_file_without_labels(tmp_path: Path) -> None:
    assert written(tmp_path, "id:ID(Companies),name\n1,Nordwind\n").entities["kind"].tolist() == ["Company"]
    assert written(tmp_path, "phoneId:ID,number\n1,+351912345678\n").entities["kind"].tolist() == ["Phone"]
    plain = written(tmp_path, "n:ID,name\n1,Ana\n")
    assert plain.entities["kind"].tolist() == ["Person"]
    assert plain.issues["code"].tolist() == ["taken_as_persons"]


def test_columns_of_no_interest_may_be_several_and_tabs_may_part_them(tmp_path: Path) -> None:
    graph = written(tmp_path, ":ID\t:IGNORE\tname:string\t:IGNORE\t:LABEL\n1\tx\tAna; Bo\ty\tPerson\n")
    assert graph.entities["name"].tolist() == ["Ana; Bo"]
    assert graph.issues["message"].str.startswith("2 cells").tolist() == [True]


def test_rows_without_their_header_are_not_read_as_a_header(tmp_path: Path) -> None:
    assert "reject" in set(written(tmp_path, "1,Ana,Person\n2,Bo,Person\n").issues["severity"])
