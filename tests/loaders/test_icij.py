"""ICIJ Offshore Leaks: six tables that join by node id."""

from __future__ import annotations

from pathlib import Path

import pytest

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "icij"


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> ni.EntityGraph:
    folder = tmp_path_factory.mktemp("icij")
    for path in SAMPLES.glob("ok_*.csv"):
        (folder / path.name.removeprefix("ok_")).write_bytes(path.read_bytes())
    return load(folder)


def said(graph: ni.EntityGraph, native_id: str) -> set[tuple[str, str]]:
    origins = graph.origins.loc[graph.origins["native_id"] == native_id, "origin"]
    claims = graph.claims[graph.claims["subject"].isin(origins)]
    return set(zip(claims["property"], claims["value"].fillna(""), strict=True))


def test_the_six_tables_join(database: ni.EntityGraph) -> None:
    assert sorted(database.entities["kind"]) == sorted(
        ["Company"] * 2 + ["Person"] * 2 + ["Organization"] * 3 + ["Address"]
    )
    assert "dangling_reference" not in set(database.issues["code"])
    assert set(database.received["format"]) == {"icij"}


def test_links_carry_kind_role_and_dates(database: ni.EntityGraph) -> None:
    links = database.links[["kind", "role", "first", "last"]].fillna("").to_numpy().tolist()
    assert sorted(links) == sorted(
        [
            ["officer_of", "shareholder of", "2007-01-12", ""],
            ["officer_of", "director of", "", "2009-02-04"],
            ["intermediary_of", "intermediary of", "", ""],
            ["registered_address", "registered address", "", ""],
        ]
    )


def test_who_may_be_the_same_is_a_reference_and_no_link(database: ni.EntityGraph) -> None:
    named = database.claims[database.claims["property"] == "same_name_as"]
    ids = database.origins.set_index("origin")["native_id"]
    assert [(ids[s], ids[v]) for s, v in zip(named["subject"], named["value"], strict=True)] == [
        ("icij-91000001", "icij-91000003")
    ]
    assert ("same_name_as_link", "same name as") in said(database, "icij-91000001")


def test_a_jurisdiction_is_read_by_its_words_never_by_the_code_of_icij(database: ni.EntityGraph) -> None:
    company = said(database, "icij-90000001")
    assert {("registration", "WS"), ("jurisdiction_code", "SAM"), ("jurisdiction_description", "Samoa")} <= company
    assert {("country", "HK"), ("country", "RO"), ("country_names", "Hong Kong;Romania")} <= company
    assert {("incorporation_date", "2006-03-23"), ("struck_off_date", "2013-02-15")} <= company
    undetermined = said(database, "icij-90000002")
    assert "registration" not in {prop for prop, _ in undetermined}
    assert ("jurisdiction_description", "Undetermined") in undetermined
    assert "jurisdiction_unknown" in set(database.issues["code"])


def test_the_leak_is_the_originator(database: ni.EntityGraph) -> None:
    assert set(database.records["originator"]) == {"Panama Papers", "Paradise Papers"}


def test_a_guess_of_kind_is_told_with_its_count() -> None:
    graph = load(SAMPLES / "ok_nodes-officers.csv")
    assert graph.entities["kind"].tolist() == ["Person", "Organization", "Person"]
    assert graph.issues["code"].tolist() == ["kind_assumed"]
    assert "1 nodes" in graph.issues["message"].item() and "2 as persons" in graph.issues["message"].item()


def test_a_relationship_without_an_end_is_set_aside() -> None:
    graph = load(SAMPLES / "bad_relationship_without_end.csv")
    aside = graph.issues[graph.issues["severity"] == "quarantine"]
    assert aside["locator"].tolist() == ["row 3", "row 4"]
    assert "date_not_understood" in set(graph.issues["code"])


def test_a_node_without_id_is_set_aside() -> None:
    graph = load(SAMPLES / "bad_node_without_id.csv")
    assert graph.received[["read", "accepted", "quarantined"]].iloc[0].tolist() == [2, 1, 1]
    assert {"missing_key", "country_not_understood"} <= set(graph.issues["code"])


def test_a_pointer_instead_of_the_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nodes-officers.csv"
    path.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n", "utf-8")
    assert load(path).issues["code"].tolist() == ["lfs_pointer"]
