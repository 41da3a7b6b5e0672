"""OpenSanctions simple CSV: columns by name, parted cells, wallets whose case is kept, and one real file."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "targets_simple"
REAL = Path(__file__).parents[2] / ".." / "shared" / "data" / "crypto" / "ransomwhere.2025.targets.simple.csv"


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def said(graph: ni.EntityGraph, native_id: str) -> set[tuple[str, str]]:
    origin = graph.origins.set_index("native_id").loc[native_id, "origin"]
    claims = graph.claims[graph.claims["subject"] == origin]
    return set(zip(claims["property"], claims["value"], strict=True))


def test_cells_are_parted_where_they_hold_several_values() -> None:
    ana = said(load(SAMPLES / "ok_targets.simple.csv"), "t-1")
    assert {("name", "Ana Petrova; the tall"), ("alias", "A. P."), ("alias", "Anna"), ("birth_date", "1980-05")} <= ana
    assert {("identifier", "X 1"), ("identifier", "X 2"), ("phone", "+359881234567"), ("program_id", "INV-1")} <= ana
    assert ("dataset_first_seen", "2024-01-01") in ana


def test_a_country_of_no_stated_basis_makes_nobody_belong_to_it() -> None:
    graph = load(SAMPLES / "ok_targets.simple.csv")
    found = graph.jurisdictions[graph.jurisdictions["basis"] == "unstated"]
    assert sorted(found["country"]) == ["BG", "CY", "RO"]
    assert graph.entities.set_index("name").loc["Alfa", "countries"] == ()


def test_the_case_of_a_wallet_is_kept() -> None:
    graph = load(SAMPLES / "ok_targets.simple.csv")
    assert ("wallet", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT") in said(graph, "t-2")
    assert graph.entities["kind"].tolist() == ["Person", "CryptoWallet", "Organization"]


def test_the_datasets_are_the_originator() -> None:
    assert load(SAMPLES / "ok_targets.simple.csv").records["originator"].tolist()[-1] == "Invented list;Other list"


def test_an_older_header_is_read_by_its_names() -> None:
    graph = load(SAMPLES / "ok_2024_header.csv")
    assert graph.entities[["kind", "name"]].to_numpy().tolist() == [["Vessel", "Invented Star"]]


def test_faulty_rows_are_set_aside() -> None:
    graph = load(SAMPLES / "bad_no_id.csv")
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"], row["duplicates"]) == (5, 2, 2, 1)
    assert {"missing_id", "wrong_number_of_cells", "unknown_schema"} <= set(graph.issues["code"])


def test_the_wallets_of_a_real_file_are_those_that_csv_reads() -> None:
    if not REAL.exists():
        pytest.skip("shared data absent: crypto/ransomwhere.2025.targets.simple.csv is not beside the checkout")
    with REAL.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    graph = load(REAL)
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"]) == (len(rows), len(rows), 0)
    wallets = graph.claims[graph.claims["property"] == "wallet"]
    assert sorted(wallets["original"].fillna(wallets["value"])) == sorted(r["identifiers"] for r in rows)
    assert graph.entities["kind"].unique().tolist() == ["CryptoWallet"]


def test_a_header_that_is_damaged_refuses_the_file(tmp_path: Path) -> None:
    whole = (SAMPLES / "ok_targets.simple.csv").read_bytes()
    (tmp_path / "t.csv").write_bytes(b" " + whole)
    assert load(tmp_path / "t.csv").issues["code"].tolist() == ["no_header"]
