"""Police tables: what they say, what they do not say of a person, and what is never stored."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

import netintel as ni
from netintel.loaders._no_biometrics import sort_of

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "police_table"


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def written(folder: Path, text: str) -> ni.EntityGraph:
    path = folder / "list.csv"
    path.write_text(text, "utf-8")
    return load(path)


def said(graph: ni.EntityGraph, native_id: str) -> set[tuple[str, str]]:
    origins = graph.origins.loc[graph.origins["native_id"] == native_id, "origin"]
    claims = graph.claims[graph.claims["subject"].isin(origins)]
    return set(zip(claims["property"], claims["value"].fillna(""), strict=True))


def ties(graph: ni.EntityGraph) -> list[tuple[str, str, str]]:
    ids = dict(zip(graph.origins["entity"], graph.origins["native_id"], strict=True))
    return [(row.kind, ids[row.source], ids[row.target]) for row in graph.links.itertuples()]


def test_a_wanted_person_and_the_notice_that_wants_them() -> None:
    graph = load(SAMPLES / "ok_wanted_en.csv")
    person = said(graph, "2026/11")
    assert {("wanted_by", "FR"), ("nationality", "BG"), ("nationality", "RO"), ("name", "Ana Example")} <= person
    assert {("birth_date", "1980-05-06"), ("offence", "Trafficking in human beings")} <= person
    notice = said(graph, "2026/11#notice")
    assert {("issued_by", "FR"), ("warrant_number", "EAW-1"), ("expiry_date", "2031-01-10")} <= notice
    assert ("Notice", "2026/11#notice", "2026/11") in ties(graph)
    assert {("wanted_by", "DE"), ("wanted_by", "AT")} <= said(graph, "2026/12")


def test_being_wanted_is_no_home_and_no_category() -> None:
    graph = load(SAMPLES / "ok_wanted_en.csv").select(kinds=["Person"])
    entities = graph.entities.set_index("name")
    assert entities["countries"]["Omar Invented"] == ("TR",)
    assert entities["category"].isna()["Ana Example"] or entities["category"]["Ana Example"] == "unknown"
    assert entities["category"]["Lee Small"] == "victim", "a yellow notice seeks a missing person"


def test_records_of_notices_are_assessments_with_a_day_of_review() -> None:
    records = load(SAMPLES / "ok_wanted_de.csv").records
    assert set(records["assertion"]) == {"assessment"}
    assert records["review_due"].tolist() == ["2031-03-01", "2029-03-02"]


def test_an_article_says_whom_an_alert_seeks() -> None:
    graph = load(SAMPLES / "ok_wanted_de.csv")
    assert ("category", "witness") in said(graph, "SIS-2")
    assert not {prop for prop, _ in said(graph, "SIS-1")} & {"category"}
    assert ("article", "Art. 26") in said(graph, "SIS-1#notice")
    assert ("legal_basis", "VO (EU) 2018/1862") in said(graph, "SIS-1#notice")


def test_stolen_vehicles_by_vin_or_by_plate_and_country() -> None:
    graph = load(SAMPLES / "ok_vehicles_fr.csv")
    vehicles = set(graph.origins.loc[graph.origins["native_id"].str.startswith("vehicle/"), "native_id"])
    assert vehicles == {"vehicle/WVWZZZ1JZXW000001", "vehicle/B12XYZ@RO"}
    assert ("registration", "RO") in said(graph, "vehicle/B12XYZ@RO")
    assert ("issued_by", "FR") in said(graph, "FR-78#notice")
    assert ("theft_place", "Lille") in said(graph, "vehicle/B12XYZ@RO")


def test_stolen_documents_and_their_holders() -> None:
    graph = load(SAMPLES / "ok_documents_en.csv")
    kinds = graph.entities["kind"].value_counts().to_dict()
    assert kinds == {"Notice": 2, "Passport": 1, "Identification": 1, "Person": 1}
    assert {("document_country", "BG"), ("document_number", "AB1234567")} <= said(
        graph, "document/AB1234567@BG:passport"
    )
    assert ("Owner", "D-1#holder", "document/AB1234567@BG:passport") in ties(graph)


def test_firearms_and_other_objects() -> None:
    weapon = load(SAMPLES / "ok_firearms_it.csv")
    assert {("origin", "IT"), ("calibre", "9x21")} <= said(weapon, "weapon/A12345Z@beretta")
    thing = load(SAMPLES / "ok_objects_nl.csv")
    assert ("object_type", "buitenboordmotor") in said(thing, "NL-9#object")


def test_a_conviction_is_a_category_an_acquittal_is_none() -> None:
    graph = load(SAMPLES / "ok_convictions_pl.csv")
    assert ("category", "convicted") in said(graph, "person/17")
    assert "category" not in {prop for prop, _ in said(graph, "person/18")}
    decision = said(graph, "II K 1/20")
    assert {("conviction_date", "2020-06-07"), ("offence_date", "2019-05"), ("issued_by", "PL")} <= decision
    assert {("sentence", "2 lata"), ("court", "Sąd Rejonowy w Toruniu")} <= decision
    assert ("Conviction", "II K 1/20", "person/17") in ties(graph)


def test_biometric_references_are_a_number_and_a_hash() -> None:
    graph = load(SAMPLES / "ok_biometrics_en.csv")
    assert {("sha256", "ab" * 32), ("modality", "fingerprint")} <= said(graph, "FP-000017")
    assert ("BiometricRef", "FP-000017", "person/17") in ties(graph)
    assert graph.issues.empty


def test_pictures_templates_and_profiles_are_never_stored() -> None:
    text = (SAMPLES / "bad_templates_inside.csv").read_text("utf-8")
    graph = load(SAMPLES / "bad_templates_inside.csv")
    kept = " ".join(graph.claims["value"].fillna("")) + " ".join(graph.claims["original"].fillna(""))
    template = next(cell for cell in text.split(",") if cell.startswith("Rk1S"))
    assert template[:40] not in kept and "/9j/" not in kept and "15,16" not in kept
    assert hashlib.sha256(template.encode()).hexdigest() in kept
    told = graph.issues[graph.issues["code"] == "biometric_not_stored"]
    assert sorted(told["field"]) == ["D3S1358", "Template", "Template", "vWA"]
    assert any("JPEG" in message for message in told["message"])


@pytest.mark.parametrize("start", ["data:image/png;base64,", ""])
def test_a_portrait_in_a_list_of_wanted_persons_is_not_stored(start: str, tmp_path: Path) -> None:
    picture = start + base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 2).decode()
    graph = written(tmp_path, f'Notice number,Name,Wanted by,Charge,Photo\n1,Ana,France,Fraud,"{picture}"\n')
    kept = graph.claims.loc[graph.claims["property"] == "photo", "value"].item()
    assert kept.startswith("PNG picture of ") and picture not in kept


@pytest.mark.parametrize("text", ["0" * 64, "a short note", "word " * 60, "+40722123456", "ABCDEF123"])
def test_ordinary_text_and_hashes_are_no_templates(text: str) -> None:
    assert sort_of(text) == ""


def test_a_row_without_its_number_is_set_aside() -> None:
    graph = load(SAMPLES / "bad_wanted_without_number.csv")
    aside = graph.issues[graph.issues["severity"] == "quarantine"]
    assert aside[["locator", "field"]].to_numpy().tolist() == [["row 3", "Notice number"]]
    assert {"date_not_understood", "country_not_understood"} <= set(graph.issues["code"])


def test_rows_of_a_table_without_numbers_are_each_their_own() -> None:
    graph = load(SAMPLES / "bad_vehicle_without_anything.csv")
    assert "rows_without_number" in set(graph.issues["code"])
    assert graph.received["read"].item() == 3


@pytest.mark.parametrize(
    "header",
    [
        "Notice number;Name;Nationality;Wanted by;Charge",
        "Aktenzeichen;Vollständiger Name;Staatsangehörigkeit;Gesucht von;Straftat",
        "Numéro de dossier;Nom complet;Nationalité;Recherché par;Infraction",
        "Número de expediente;Nombre completo;Nacionalidad;Buscado por;Delito",
        "Numero pratica;Nome completo;Cittadinanza;Ricercato da;Reato",
        "Dossiernummer;Volledige naam;Nationaliteit;Gezocht door;Strafbaar feit",
        "Numer sprawy;Imię i nazwisko;Obywatelstwo;Poszukiwany przez;Przestępstwo",
        "Număr dosar;Nume complet;Cetățenie;Căutat de;Infracțiune",
    ],
    ids="en de fr es it nl pl ro".split(),
)
def test_lists_of_wanted_persons_in_eight_languages(header: str, tmp_path: Path) -> None:
    graph = written(tmp_path, f"{header}\nN1;Ana Example;BG;FR;x\n")
    assert graph.received["format"].item() == "police_table" and graph.issues.empty
    assert {("name", "Ana Example"), ("nationality", "BG"), ("wanted_by", "FR"), ("offence", "x")} <= said(graph, "N1")


def test_a_list_of_persons_that_names_no_wanting_state_is_left_to_a_mapping(tmp_path: Path) -> None:
    graph = written(tmp_path, "No,Name,Nationality,Offence\n1,Ana Example,BG,Fraud\n")
    assert graph.issues["code"].tolist() == ["unknown_format"]
