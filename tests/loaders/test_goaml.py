"""goAML: both sides, several parties, activity; persons repeated without ids; placeholders; nothing lost."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "goaml"
ION = "person/passport:MD:RX0099887"
ACCOUNT = "account/iban:RO84NTEL1B31007593840000"


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def ties(graph: ni.EntityGraph, kind: str) -> list[tuple[str, str, str]]:
    ids = dict(zip(graph.origins["entity"], graph.origins["native_id"], strict=True))
    rows = graph.links[graph.links["kind"] == kind].fillna({"role": ""}).to_dict("records")
    return [(ids[row["source"]], ids[row["target"]], row["role"]) for row in rows]


def said(graph: ni.EntityGraph, native_id: str) -> set[tuple[str, str]]:
    origin = graph.origins.set_index("native_id").loc[native_id, "origin"]
    claims = graph.claims[graph.claims["subject"] == origin]
    return set(zip(claims["property"], claims["value"], strict=True))


def on_links(graph: ni.EntityGraph, kind: str) -> list[dict[str, str]]:
    found = []
    for link in graph.links.index[graph.links["kind"] == kind]:
        claims = graph.claims[graph.claims["subject"] == link]
        found.append(dict(zip(claims["property"], claims["value"], strict=True)))
    return found


def test_a_payment_goes_from_one_side_to_the_other_in_local_currency() -> None:
    graph = load(SAMPLES / "ok_v4_two_sides.xml")
    assert ties(graph, "Payment") == [(ION, ACCOUNT, "")] * 2
    paid = graph.links[graph.links["kind"] == "Payment"]
    assert [Decimal(amount) for amount in paid["amount"]] == [Decimal("1500.00"), Decimal("99.50")]
    assert set(paid["currency"]) == {"RON"}
    assert paid["first"].tolist() == ["2026-04-01T10:15:00", "2026-04-02T10:15:00"]
    claims = on_links(graph, "Payment")[0]
    assert (claims["from_foreign_amount"], claims["from_foreign_currency_code"]) == ("300.00", "EUR")
    assert (claims["from_country"], claims["to_country"], claims["to_my_client"]) == ("IT", "RO", "true")
    assert claims["transaction_number"] == "T-1"


def test_a_transaction_repeated_word_for_word_is_a_duplicate() -> None:
    row = load(SAMPLES / "ok_v4_two_sides.xml").received.iloc[0]
    assert (row["read"], row["accepted"], row["duplicates"]) == (3, 2, 1)
    assert row["unit"] == "transaction or activity"


def test_a_person_repeated_in_each_transaction_is_one_by_its_passport() -> None:
    graph = load(SAMPLES / "ok_v4_two_sides.xml")
    assert (graph.entities["name"] == "Ion Inventat").sum() == 1
    person = graph.entities[graph.entities["name"] == "Ion Inventat"].iloc[0]
    assert person["countries"] == ("IT", "MD", "RO")
    assert {
        ("birth_date", "1981-04-05"), ("birth_place", "Balti"), ("birth_country", "MD"), ("nationality", "MD"),
        ("nationality", "RO"), ("residence", "IT"), ("phone", "+393471234567"), ("email", "ion@example.org"),
        ("id_number", "1810405123456"), ("address", "Via Immaginaria 3, Torino, 10100"), ("country", "IT"),
    } <= said(graph, ION)  # fmt: skip


def test_each_document_keeps_its_own_country() -> None:
    graph = load(SAMPLES / "ok_v4_two_sides.xml")
    assert {("document_number", "RX0099887"), ("document_country", "MD")} <= said(graph, "passport/MD:RX0099887")
    paper = said(graph, "identification/IT:DL445566")
    assert {("document_number", "DL445566"), ("document_country", "IT"), ("expiry_date", "2030-01-02")} <= paper
    assert (ION, "passport/MD:RX0099887", "holder") in ties(graph, "Owner")


def test_an_account_has_its_holder_its_signatory_and_the_country_of_its_bank() -> None:
    graph = load(SAMPLES / "ok_v4_two_sides.xml")
    firm = "entity/incorporation:RO:J4012342020"
    assert (firm, ACCOUNT, "holder") in ties(graph, "Owner")
    ((director, _, role),) = ties(graph, "Directorship")
    assert role == "CEO"
    assert ties(graph, "Signatory") == [(director, ACCOUNT, "S")]
    assert {("bank_country", "RO"), ("iban_country", "RO"), ("account_id", "RO-4711")} <= said(graph, ACCOUNT)


def test_the_head_of_the_report_is_a_document_and_ties_nobody() -> None:
    graph = load(SAMPLES / "ok_v4_two_sides.xml")
    report = said(graph, "report")
    assert {("reporting", "RO"), ("fiu_ref_number", "FIU-55"), ("rentity_id", "7001")} <= report
    assert {("indicator", "CASH"), ("indicator", "BORDER"), ("reason", "structuring")} <= report
    ends = set(graph.links["source"]) | set(graph.links["target"])
    apart = graph.entities[graph.entities["name"].isin(["CASE-2026-1", "Oana Raportoare", "Banca Inventata"])]
    assert len(apart) == 3
    assert not set(apart.index) & ends
    assert apart.loc[apart["name"] == "Oana Raportoare", "category"].tolist() == ["professional"]
    assert set(graph.jurisdictions.loc[graph.jurisdictions["basis"] == "reporting", "country"]) == {"RO"}


def test_a_conductor_acts_for_its_side_and_a_placeholder_is_neither_date_nor_key() -> None:
    graph = load(SAMPLES / "ok_v4_conductor_and_goods.xml")
    ((conductor, side, role),) = ties(graph, "Representation")
    assert (side, role) == ("entity/incorporation:RO:J4012342020", "conductor")
    assert conductor.startswith("person/transaction/1/from/conductor#")
    assert ("birthdate_placeholder", "1900-01-01T00:00:00") in said(graph, conductor)
    assert "birth_date" not in {prop for prop, _ in said(graph, conductor)}
    assert "placeholder_date" in set(graph.issues["code"])
    assert {("registration_number", "B-77-LNT"), ("source_type", "VEH")} <= said(graph, "item/VEH:B77LNT")


def test_each_of_several_parties_has_its_part_in_one_payment() -> None:
    graph = load(SAMPLES / "ok_v5_several_parties.xml")
    mira, firm = "person/paper:C:BG:BG6655443", "entity/incorporation:ES:B55667788"
    parts = [(mira, "transaction/1", "BUY"), (firm, "transaction/1", "SEL")]
    assert ties(graph, "Participant") == [*parts, ("account/account:ACC5500@7001", "transaction/1", "ACC")]
    assert {("amount", "250000"), ("currency", "EUR"), ("date", "2026-06-01")} <= said(graph, "transaction/1")
    assert ties(graph, "Ownership") == [("person/id_number:55443322X", firm, "OWN")]
    assert ("person/id_number:55443322X", "account/account:ACC5500@7001", "H") in ties(graph, "Owner")
    assert {("country", "ES"), ("latitude", "36.72")} <= said(graph, "transaction/1/item0")


def test_the_fields_of_version_5_are_read() -> None:
    graph = load(SAMPLES / "ok_v5_several_parties.xml")
    mira = "person/paper:C:BG:BG6655443"
    assert {("alias", "Mira Stara"), ("email", "mira@example.org"), ("peps.pep.pep_country", "BG")} <= said(graph, mira)
    assert (mira, "device/DEV778899", "device") in ties(graph, "Owner")
    assert ("username", "mira_f") in said(graph, "social/chat:mira_f")
    assert ties(graph, "UnknownLink") == [(mira, "person/ssn:7712310099", "SPO")]
    assert "IPAddress" in set(graph.entities["kind"])
    assert not any("ip/" in end for tie in ties(graph, "Owner") for end in tie)


def test_an_activity_contains_what_it_lists_without_a_tie_between_them() -> None:
    graph = load(SAMPLES / "ok_v5_activity.xml")
    assert [tie[::2] for tie in ties(graph, "Contains")] == [("activity/1", "SUB"), ("activity/1", "OTH")]
    assert on_links(graph, "Contains")[0]["reason"] == "unexplained cash"
    assert ties(graph, "Payment") == []


def report_of(*transactions: str) -> str:
    body = "".join(
        f"<transaction><transactionnumber>{n}</transactionnumber><amount_local>5</amount_local><t_from><from_person>"
        f"{person}</from_person></t_from></transaction>" for n, person in enumerate(transactions)
    )  # fmt: skip
    return f"<report><rentity_id>1</rentity_id><currency_code_local>EUR</currency_code_local>{body}</report>"


@pytest.mark.parametrize(
    ("first", "second", "persons"),
    [
        ("<first_name>A</first_name><last_name>B</last_name>",) * 2 + (2,),
        ("<last_name>B</last_name><birthdate>1980-01-02</birthdate>",) * 2 + (1,),
        ("<last_name>B</last_name><birthdate>1900-01-01</birthdate>",) * 2 + (2,),
        ("<last_name>B</last_name><ssn>99-8877</ssn>", "<last_name>C</last_name><ssn>99-8877</ssn>", 1),
        ("<last_name>B</last_name><id_number>00000</id_number>",) * 2 + (2,),
        (
            "<last_name>B</last_name><birthdate>1980-01-02</birthdate><id_number>12345</id_number>",
            "<last_name>B</last_name><birthdate>1990-01-02</birthdate><id_number>12345</id_number>", 2,
        ),
        (
            "<last_name>B</last_name><passport_number>AB12345</passport_number><passport_country>MD</passport_country>",
            "<last_name>B</last_name><passport_number>AB12345</passport_number><passport_country>RO</passport_country>",
            2,
        ),
        (
            "<last_name>B</last_name><addresses><address><city>Porto</city><country_code>PT</country_code></address>"
            "</addresses>",
        ) * 2 + (2,),
    ],
    ids=["name only", "same words", "placeholder date", "ssn", "placeholder number", "two births", "two states",
         "name and town"],
)  # fmt: skip
def test_persons_are_one_only_where_something_strong_says_so(
    tmp_path: Path, first: str, second: str, persons: int
) -> None:
    path = tmp_path / "report.xml"
    path.write_text(report_of(first, second), "utf-8")
    assert (load(path).entities["kind"] == "Person").sum() == persons


def test_two_firms_of_one_register_number_are_two(tmp_path: Path) -> None:
    """Each court of a state numbers its register from one."""
    firms = "".join(
        f"<t_{way}><{way}_entity><name>{name}</name><incorporation_number>HRB 555</incorporation_number>"
        f"<incorporation_country_code>DE</incorporation_country_code></{way}_entity></t_{way}>"
        for way, name in (("from", "Example GmbH"), ("to", "Invented GmbH"))
    )
    path = tmp_path / "report.xml"
    path.write_text(
        "<report><rentity_id>1</rentity_id><currency_code_local>EUR</currency_code_local><transaction>"
        f"<amount_local>5</amount_local>{firms}</transaction></report>",
        "utf-8",
    )
    link = load(path).links.iloc[0]
    assert link["source"] != link["target"]


@pytest.mark.parametrize(
    ("file", "code", "field"),
    [
        ("bad_amount_missing.xml", "missing_amount", "amount_local"),
        ("bad_amount_with_comma.xml", "unreadable_amount", "amount_local"),
        ("bad_no_parties.xml", "no_parties", "t_from"),
    ],
)
def test_one_bad_transaction_is_set_aside_and_the_other_read(file: str, code: str, field: str) -> None:
    graph = load(SAMPLES / file)
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"]) == (2, 1, 1)
    issue = graph.issues[graph.issues["severity"] == "quarantine"].iloc[0]
    assert (issue["code"], issue["field"]) == (code, field)
    assert re.fullmatch(r"line \d+", issue["locator"])


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("ok_*.xml")), ids=lambda path: path.name)
def test_every_text_of_a_report_is_somewhere_in_the_graph(path: Path) -> None:
    graph = load(path)
    kept = set(graph.claims["value"].dropna()) | set(graph.claims["original"].dropna())
    kept |= set(graph.links["role"].dropna()) | {str(Decimal(a).normalize()) for a in graph.links["amount"].dropna()}
    joined = " ".join(kept | set(graph.links["first"].dropna()) | set(graph.links["last"].dropna()))
    for element in etree.parse(path).getroot().iter():
        told = (element.text or "").strip()
        plain = re.sub(r"T00:00:00$", "", told)
        number = str(Decimal(told).normalize()) if re.fullmatch(r"\d+(\.\d+)?", told) else told
        assert not told or plain in joined or number in kept or re.sub(r"[^0-9A-Z]", "", told) in joined, element.tag
