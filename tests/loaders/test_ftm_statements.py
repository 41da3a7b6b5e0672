"""FollowTheMoney statements: claims with their dataset, ties put together, canonical ids and referents."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "ftm_statements"


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def said(graph: ni.EntityGraph, native_id: str) -> set[tuple[str, str]]:
    origin = graph.origins.set_index("native_id").loc[native_id, "origin"]
    claims = graph.claims[graph.claims["subject"] == origin]
    return set(zip(claims["property"], claims["value"], strict=True))


def test_every_statement_is_a_record_with_its_dataset() -> None:
    graph = load(SAMPLES / "ok_statements.csv")
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["unit"]) == (12, 12, "statement")
    with (SAMPLES / "ok_statements.csv").open(newline="") as lines:
        assert graph.records["originator"].tolist() == [r["dataset"] for r in csv.DictReader(lines)]


def test_statements_of_datasets_meet_in_the_canonical_entity() -> None:
    graph = load(SAMPLES / "ok_statements.csv")
    ana = said(graph, "NK-1")
    assert {("name", "Ana Petrova"), ("nationality", "BG"), ("referent", "a-1"), ("referent", "b-7")} <= ana
    assert {("statement.original_value", "ANA PETROVA"), ("statement.lang", "eng")} <= ana
    person = graph.entities[graph.entities["name"] == "Ana Petrova"].iloc[0]
    assert (person["kind"], person["n_records"]) == ("Person", 4 + 4 + 2), "her own, the tie's and the passport's"


def test_the_most_specific_schema_is_the_kind() -> None:
    graph = load(SAMPLES / "ok_statements.csv")
    assert graph.entities.set_index("name").loc["Alfa Ltd", "kind"] == "Company"
    assert {("source_type", "LegalEntity"), ("registration", "CY"), ("statement.external", "true")} <= said(
        graph, "NK-2"
    )


def test_a_tie_is_put_together_and_keeps_each_statement() -> None:
    graph = load(SAMPLES / "ok_statements.csv")
    link = graph.links[graph.links["kind"] == "Ownership"].iloc[0]
    name = graph.entities["name"]
    assert (name[link["source"]], name[link["target"]]) == ("Ana Petrova", "Alfa Ltd")
    assert (link["first"], link["directed"], link["n_records"]) == ("2019-05", True, 4)
    assert (graph.links["kind"] == "Ownership").sum() == 1
    claims = graph.claims
    assert "51" in set(claims.loc[claims["property"] == "percentage", "value"])


def test_a_passport_says_its_number_of_the_holder_too() -> None:
    graph = load(SAMPLES / "ok_statements.csv")
    assert ("document_number", "AB123") in said(graph, "NK-1")
    assert (graph.links["kind"] == "Owner").sum() == 1


def test_a_tie_without_an_end_and_a_statement_of_nobody_are_set_aside() -> None:
    graph = load(SAMPLES / "bad_tie_without_end.csv")
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"], row["duplicates"]) == (5, 1, 3, 1)
    found = graph.issues[graph.issues["severity"] == "quarantine"].set_index("locator")["code"].to_dict()
    assert found == {"row 3": "missing_end", "row 4": "missing_end", "row 5": "incomplete_statement"}


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_and_columns_does_not_matter(tmp_path: Path, seed: int) -> None:
    with (SAMPLES / "ok_statements.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    shuffle = random.Random(seed)
    titles = list(rows[0])
    shuffle.shuffle(rows)
    shuffle.shuffle(titles)
    with (tmp_path / "s.csv").open("w", newline="") as sink:
        writer = csv.DictWriter(sink, titles)
        writer.writeheader()
        writer.writerows(rows)
    mine, theirs = load(tmp_path / "s.csv"), load(SAMPLES / "ok_statements.csv")
    for key in ("NK-1", "NK-2", "pass-1"):
        assert said(mine, key) == said(theirs, key)
    columns = ["kind", "first", "last", "n_records"]
    assert sorted(mine.links[columns].astype(str).to_numpy().tolist()) == sorted(
        theirs.links[columns].astype(str).to_numpy().tolist()
    )


def test_several_owners_give_one_link_each(tmp_path: Path) -> None:
    text = "entity_id,prop,schema,value,dataset\n"
    text += "o,owner,Ownership,a,d\no,owner,Ownership,b,d\no,asset,Ownership,c,d\no,percentage,Ownership,50,d\n"
    (tmp_path / "s.csv").write_text(text)
    graph = load(tmp_path)
    assert len(graph.links) == 2
    assert graph.links["n_records"].tolist() == [3, 3]
