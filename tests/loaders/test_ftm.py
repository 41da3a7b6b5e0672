"""FollowTheMoney lines: edges, references of nodes, property names, broken lines, duplicates, and two real files."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "ftm"
SHARED = Path(__file__).parents[2] / ".." / "shared" / "data" / "ftm"


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def said(graph: ni.EntityGraph, native_id: str) -> set[tuple[str, str]]:
    """What the claims say of one origin."""
    origin = graph.origins.set_index("native_id").loc[native_id, "origin"]
    claims = graph.claims[graph.claims["subject"] == origin]
    return set(zip(claims["property"], claims["value"], strict=True))


def ties(graph: ni.EntityGraph, kind: str) -> set[tuple[str, str]]:
    """The links of one kind, by native ids of their ends."""
    native = dict(zip(graph.origins["entity"], graph.origins["native_id"], strict=True))
    links = graph.links[graph.links["kind"] == kind]
    return {(native[a], native[b]) for a, b in zip(links["source"], links["target"], strict=True)}


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"shared data absent: {name} is not beside the checkout")
    return path


def test_every_line_is_counted_and_blank_ones_are_not() -> None:
    row = load(SAMPLES / "ok_case.ftm.json").received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"], row["duplicates"]) == (24, 24, 0, 0)
    assert row["unit"] == "FtM entity"


def test_properties_take_their_names_here_and_every_value_is_kept() -> None:
    graph = load(SAMPLES / "ok_case.ftm.json")
    ana = said(graph, "p-ana")
    assert {("name", "Ana Petrova"), ("name", "Ана Петрова"), ("birth_date", "1980-05")} <= ana
    assert {("nationality", "BG"), ("nationality", "RO"), ("phone", "+359881234567")} <= ana
    assert {("passport_number", "AB 123456"), ("document_number", "AB123456")} <= ana
    assert {("referent", "old-1"), ("target", "true"), ("dataset_first_seen", "2024-01-05T00:00:00")} <= ana
    assert ("note", "line\u2028separator inside") in ana
    assert ("registration", "RO") in said(graph, "c-alfa")
    assert ("country", "CY") in said(graph, "c-alfa")
    assert ("bank_country", "RO") in said(graph, "b-1")
    assert ("issued_by", "US") in said(graph, "s-1")
    assert ("wallet", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4") in said(graph, "w-1")


def test_a_country_of_a_sanction_does_not_make_its_subject_belong_there() -> None:
    graph = load(SAMPLES / "ok_case.ftm.json")
    entity = graph.origins.set_index("native_id").loc["p-ana", "entity"]
    assert graph.entities.loc[entity, "countries"] == ("BG", "RO")


def test_edge_schemata_are_links_from_source_to_target() -> None:
    graph = load(SAMPLES / "ok_case.ftm.json")
    assert ties(graph, "Ownership") == {("p-ana", "c-alfa")}
    assert ties(graph, "Directorship") == {("p-boris", "c-alfa")}
    assert ties(graph, "Employment") == {("p-vlad", "c-alfa")}
    assert ties(graph, "Representation") == {("p-vlad", "p-ana")}
    assert ties(graph, "Occupancy") == {("p-vlad", "pos-1")}
    assert ties(graph, "Associate") == {("p-ana", "p-boris"), ("p-ana", "p-nowhere")}
    undirected = graph.links.loc[~graph.links["directed"].astype(bool), "kind"]
    assert set(undirected) == {"Associate", "Family", "UnknownLink"}


def test_a_payment_has_date_amount_and_currency_and_accounts_stand_in_for_missing_parties() -> None:
    graph = load(SAMPLES / "ok_case.ftm.json")
    assert ties(graph, "Payment") == {("p-ana", "c-alfa"), ("b-1", "p-boris")}
    rent = graph.links[(graph.links["kind"] == "Payment") & graph.links["first"].notna()].iloc[0]
    assert (rent["first"], rent["currency"], float(rent["amount"])) == ("2024-05-06", "EUR", 1500.5)


def test_role_period_and_further_values_of_an_edge_are_kept() -> None:
    graph = load(SAMPLES / "ok_case.ftm.json")
    owned = graph.links[graph.links["kind"] == "Ownership"].iloc[0]
    assert (owned["first"], owned["last"]) == ("2020-03", "2024")
    assert graph.links.loc[graph.links["kind"] == "Directorship", "role"].item() == "director"
    on_links = set(zip(graph.claims["property"], graph.claims["value"], strict=True))
    assert {("role", "secretary"), ("percentage", "40"), ("purpose", "rent")} <= on_links


def test_calls_trips_passports_and_wallets_are_tied_though_they_are_no_edges() -> None:
    graph = load(SAMPLES / "ok_case.ftm.json")
    assert ties(graph, "Participant") == {
        ("p-ana", "call-1"), ("p-boris", "call-1"), ("p-ana", "t-1"), ("p-boris", "t-1"),
    }  # fmt: skip
    assert ties(graph, "Owner") == {("p-boris", "pp-1"), ("p-ana", "w-1")}
    assert ties(graph, "Entity") == {("s-1", "p-ana")}
    assert ties(graph, "AddressEntity") == {("p-vlad", "adr-1")}
    assert set(graph.links.loc[graph.links["kind"] == "Participant", "role"]) == {"caller", "receiver", "involved"}


def test_a_passport_gives_its_holder_a_document_with_its_country() -> None:
    graph = load(SAMPLES / "ok_case.ftm.json")
    assert {("document_number", "MD7654321"), ("document_country", "MD")} <= said(graph, "p-boris")


def test_datasets_are_the_originator_of_the_record() -> None:
    records = load(SAMPLES / "ok_case.ftm.json").records
    assert records.loc[records["locator"] == "line 1", "originator"].item() == "invented_register; invented_list"


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    assert load(SAMPLES / "ok_bom.ftm.json").received["accepted"].item() == 1


def test_a_broken_line_is_set_aside_with_its_number_and_the_rest_is_read() -> None:
    graph = load(SAMPLES / "bad_broken_line.ftm.json")
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"]) == (3, 2, 1)
    issue = graph.issues.iloc[0]
    assert (issue["locator"], issue["code"], issue["severity"]) == ("line 2", "invalid_json", "quarantine")
    assert "Ion" not in issue["message"]


def test_lines_without_id_and_edges_without_an_end_are_set_aside() -> None:
    assert list(load(SAMPLES / "bad_no_id.ftm.json").issues["code"]) == ["missing_id", "missing_id"]
    issue = load(SAMPLES / "bad_edge_without_end.ftm.json").issues.iloc[0]
    assert (issue["code"], issue["field"], issue["locator"]) == ("missing_end", "asset", "line 2")


def test_the_same_content_in_another_order_of_keys_is_a_duplicate_and_other_content_is_not() -> None:
    graph = load(SAMPLES / "ok_repeated.ftm.json")
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["duplicates"]) == (3, 2, 1)
    assert {("name", "Ion"), ("name", "Ion Other")} <= said(graph, "x-1")


def test_values_that_are_no_lists_and_unknown_fields_are_kept() -> None:
    graph = load(SAMPLES / "bad_bare_values.ftm.json")
    assert {("name", "Ion"), ("age", "44"), ("country", "RO"), ("extra", '{"a":1}')} <= said(graph, "x-1")
    assert graph.issues["code"].tolist() == ["missing_properties"]


def test_changes_among_entities_are_refused_in_words() -> None:
    issue = load(SAMPLES / "bad_delta_among_entities.ftm.json").issues.iloc[0]
    assert (issue["code"], issue["severity"]) == ("delta_file", "reject")
    assert "changes" in issue["message"]


def test_an_unknown_schema_is_a_concept_and_is_counted() -> None:
    graph = load(SAMPLES / "bad_unknown_schema.ftm.json")
    assert graph.entities["kind"].tolist() == ["Concept"]
    assert {("source_type", "Spaceship"), ("crew_size", "4")} <= said(graph, "x-1")
    assert "1 entities" in graph.issues["message"].item()


def test_real_file_zala() -> None:
    path = shared("zala.entities.ftm.json")
    lines = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
    schemata = Counter(line["schema"] for line in lines)
    graph = load(path)
    row = graph.received.iloc[0]
    assert row["read"] == len(lines) == row["accepted"] + row["quarantined"] + row["duplicates"]
    assert row["quarantined"] == 0
    kinds = graph.links["kind"].value_counts()
    for edge in ("Ownership", "Family", "Directorship"):
        assert kinds[edge] == schemata[edge]
    assert kinds["Entity"] == sum(len(line["properties"].get("entity", [])) for line in lines)
    assert kinds["AddressEntity"] == sum(len(line["properties"].get("addressEntity", [])) for line in lines)
    described = sum(
        count for schema, count in schemata.items() if schema not in ("Ownership", "Family", "Directorship")
    )
    assert (graph.entities["kind"] != "Unknown").sum() == described
    for prop, name in (
        ("birthDate", "birth_date"),
        ("topics", "topics"),
        ("innCode", "inn_code"),
        ("weakAlias", "weak_alias"),
    ):
        values = sum(len(line["properties"].get(prop, [])) for line in lines)
        assert (graph.claims["property"] == name).sum() == values, prop


def test_real_file_of_authorities() -> None:
    path = shared("eu_authorities.ftm.json")
    lines = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
    graph = load(path)
    assert graph.received["accepted"].item() == len(lines) == 151
    assert set(graph.entities["kind"]) == {"PublicBody"}
    words = sum(len(values) for line in lines for values in line["properties"].values())
    assert len(graph.claims) == words


def test_a_tie_that_stands_for_millions_of_links_is_set_aside(tmp_path: Path) -> None:
    many = {"owner": [f"a{n}" for n in range(101)], "asset": [f"b{n}" for n in range(100)]}
    one = {"owner": ["a"], "asset": ["b"]}
    lines = [{"id": key, "schema": "Ownership", "properties": said} for key, said in (("o", many), ("p", one))]
    (tmp_path / "a.ftm.json").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    graph = load(tmp_path / "a.ftm.json")
    assert len(graph.links) == 1
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"]) == (2, 1, 1)
    assert "too_many_ends" in set(graph.issues["code"])
