"""ISO 20022: every message, direction and reversal, three countries apart, exact amounts, nothing lost."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "iso20022"
REAL = Path(__file__).parents[2] / ".." / "shared" / "data" / "iso20022"


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def native(graph: ni.EntityGraph) -> dict[str, str]:
    return dict(zip(graph.origins["entity"], graph.origins["native_id"], strict=True))


def payments(graph: ni.EntityGraph) -> list[tuple[str, str, Decimal, str]]:
    ids, rows = native(graph), graph.links[graph.links["kind"] == "Payment"]
    return [
        (ids[row["source"]], ids[row["target"]], Decimal(row["amount"]).normalize(), row["currency"])
        for row in rows.to_dict("records")
    ]


def said(graph: ni.EntityGraph, native_id: str) -> set[tuple[str, str]]:
    origin = graph.origins.set_index("native_id").loc[native_id, "origin"]
    claims = graph.claims[graph.claims["subject"] == origin]
    return set(zip(claims["property"], claims["value"], strict=True))


def on_links(graph: ni.EntityGraph, kind: str = "Payment") -> list[dict[str, str]]:
    found = []
    for link in graph.links.index[graph.links["kind"] == kind]:
        claims = graph.claims[graph.claims["subject"] == link]
        found.append(dict(zip(claims["property"], claims["value"], strict=True)))
    return found


def test_a_credit_flows_from_the_debtors_account_into_the_account_of_the_statement() -> None:
    graph = load(SAMPLES / "ok_camt053_v2.xml")
    assert payments(graph) == [
        ("account/DE44500105175407324931", "account/RO84NTEL1B31007593840000", Decimal("8.85"), "EUR")
    ]
    assert graph.received.iloc[0]["unit"] == "transaction"
    (claims,) = on_links(graph)
    assert claims["end_to_end_id"] == "INV-77"
    assert claims["remittance"] == "invoice 77"
    assert (claims["booking_date"], claims["value_date"]) == ("2026-03-01", "2026-03-02")


def test_countries_of_address_residence_iban_and_bank_stay_apart() -> None:
    graph = load(SAMPLES / "ok_camt053_v2.xml")
    account = said(graph, "account/DE44500105175407324931")
    assert {("iban_country", "DE"), ("bank_country", "LU")} <= account
    person = said(graph, "party/CCPT:RX-0012345:MAI")
    assert {("country", "FR"), ("residence", "BE"), ("birth_country", "RO"), ("birth_date", "1981-04-05")} <= person
    assert ("document_number", "RX0012345") in person
    assert not {"iban_country", "bank_country"} & {prop for prop, _ in person}


def test_a_party_pays_on_behalf_of_the_ultimate_debtor() -> None:
    graph = load(SAMPLES / "ok_camt053_v2.xml")
    link = graph.links[graph.links["kind"] == "Representation"].iloc[0]
    names = graph.entities["name"]
    assert (names[link["source"]], names[link["target"]]) == ("Ilinca Fictiva", "Fabrica Imaginara SRL")
    assert link["role"] == "ultimate_debtor"


def test_what_follows_the_entries_of_a_statement_is_kept() -> None:
    statement = said(load(SAMPLES / "ok_camt053_v2.xml"), "statement/1")
    assert {("AddtlStmtInf", "printed on demand"), ("Bal.Amt", "100.00"), ("Bal.Amt.Ccy", "EUR")} <= statement


def test_each_transaction_of_a_batch_is_a_payment_and_the_amount_of_the_entry_a_claim() -> None:
    graph = load(SAMPLES / "ok_camt053_v8_batch_fees_reversal.xml")
    own = "account/RO84NTEL1B31007593840000"
    assert payments(graph)[:2] == [
        (own, "account/NL26NTEL0417164300", Decimal("10.00001"), "EUR"),
        (own, "account/4711@NTELNL2A:", Decimal("20").normalize(), "EUR"),
    ]
    batch = on_links(graph)[:2]
    assert [claims["entry_amount"] for claims in batch] == ["30.00001", "30.00001"]
    assert [claims["end_to_end_id"] for claims in batch] == ["101", "102"]


def test_two_equal_fees_are_two_payments_each_against_a_node_of_its_own() -> None:
    graph = load(SAMPLES / "ok_camt053_v8_batch_fees_reversal.xml")
    fees = [row for row in payments(graph) if row[2] == 2]
    assert len(fees) == 2
    assert len({target for _, target, _, _ in fees}) == 2
    unnamed = graph.entities[graph.entities["kind"] == "Concept"]
    assert unnamed["name"].isna().all()
    assert "dangling_reference" not in set(graph.issues["code"])


def test_a_reversal_flows_back_and_says_so() -> None:
    graph = load(SAMPLES / "ok_camt053_v8_batch_fees_reversal.xml")
    link = graph.links[graph.links["role"] == "reversal"]
    assert len(link) == 1
    assert payments(graph)[-1][:2] == ("account/4711@NTELNL2A:", "account/RO84NTEL1B31007593840000")
    assert on_links(graph)[-1]["reversal"] == "true"


def statement(folder: Path, *entries: str) -> ni.EntityGraph:
    """Return a statement of account 4711 with these transactions, each on an entry of its own."""
    bank = "<Svcr><FinInstnId><BICFI>NTELNL2A</BICFI></FinInstnId></Svcr>"
    account = f"<Acct><Id><Othr><Id>4711</Id></Othr></Id>{bank}</Acct>"
    day = "<BookgDt><Dt>2026-03-02</Dt></BookgDt>"
    written = "".join(f"<Ntry>{one.replace('<NtryDtls>', day + '<NtryDtls>')}</Ntry>" for one in entries)
    path = folder / "statement.xml"
    path.write_text(
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>'
        f"<Stmt><Id>1</Id>{account}{written}</Stmt></BkToCstmrStmt></Document>",
        "utf-8",
    )
    return load(path)


def detail(way: str, parties: str, further: str = "") -> str:
    return (
        f'<Amt Ccy="EUR">10</Amt><CdtDbtInd>{way}</CdtDbtInd><NtryDtls><TxDtls><RltdPties>{parties}</RltdPties>'
        f"{further}</TxDtls></NtryDtls>"
    )


OTHER = "<DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct>"
RETURN = "<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>"


def test_a_debit_that_is_returned_goes_back_to_the_debtor_it_came_from(tmp_path: Path) -> None:
    graph = statement(tmp_path, detail("DBIT", f"<Dbtr><Nm>Karl Example</Nm></Dbtr>{OTHER}", RETURN))
    assert [paid[:2] for paid in payments(graph)] == [("account/4711@NTELNL2A:", "account/DE89370400440532013000")]
    assert graph.links["role"].tolist() == ["holder", "return"]


def test_a_payment_that_comes_back_is_a_return_and_no_payment_of_the_creditor(tmp_path: Path) -> None:
    own = "<DbtrAcct><Id><Othr><Id>4711</Id></Othr></Id></DbtrAcct>"
    sides = f"<Dbtr><Nm>Own</Nm></Dbtr>{own}<Cdtr><Nm>Piet Example</Nm></Cdtr>"
    bank = "<RltdAgts><DbtrAgt><FinInstnId><BIC>NTELNL2A</BIC></FinInstnId></DbtrAgt></RltdAgts>"
    graph = statement(tmp_path, detail("CRDT", sides, bank + RETURN))
    assert payments(graph)[0][1] == "account/4711@NTELNL2A:"
    assert "return" in graph.links["role"].tolist()
    assert "directions_disagree" not in set(graph.issues["code"])


def test_a_name_and_a_town_join_nobody(tmp_path: Path) -> None:
    told = "<Dbtr><Nm>Jan Example</Nm><PstlAdr><PstCd>00-001</PstCd><TwnNm>Warszawa</TwnNm></PstlAdr></Dbtr>"
    graph = statement(tmp_path, detail("CRDT", told), detail("CRDT", told))
    assert (graph.entities["name"] == "Jan Example").sum() == 2


def test_the_number_of_a_sepa_creditor_does_not_make_a_firm_a_person(tmp_path: Path) -> None:
    scheme = "<SchmeNm><Prtry>SEPA</Prtry></SchmeNm>"
    number = f"<Id><PrvtId><Othr><Id>DE98ZZZ09999999999</Id>{scheme}</Othr></PrvtId></Id>"
    graph = statement(tmp_path, detail("DBIT", f"<Cdtr><Nm>Example Works S.A.</Nm>{number}</Cdtr>"))
    assert graph.entities.set_index("name").loc["Example Works S.A.", "kind"] == "Organization"


def test_nobody_is_joined_by_a_name() -> None:
    graph = load(SAMPLES / "ok_camt053_v8_batch_fees_reversal.xml")
    assert (graph.entities["name"] == "Anna Verzonnen").sum() == 2


def test_a_repeated_entry_with_a_reference_is_a_duplicate() -> None:
    row = load(SAMPLES / "ok_camt053_v8_entry_repeated.xml").received.iloc[0]
    assert (row["read"], row["accepted"], row["duplicates"]) == (4, 2, 2)


def test_a_message_in_an_envelope_keeps_its_header_and_the_bank_that_stands_for_a_party() -> None:
    graph = load(SAMPLES / "ok_camt052_in_envelope.xml")
    assert payments(graph) == [("bank/NTELDEFF", "account/100200@NTELROBU:", Decimal("15.5"), "RON")]
    assert {("AppHdr.BizMsgIdr", "ENV-1"), ("name", "REP-1")} <= said(graph, "message/1")
    assert on_links(graph)[0]["entry_Sts.Cd"] == "PDNG"


def test_an_order_is_an_instruction_from_the_account_of_its_batch() -> None:
    graph = load(SAMPLES / "ok_pain001.xml")
    rows = graph.links[graph.links["kind"] == "Payment"]
    assert set(rows["role"]) == {"instruction"}
    assert set(rows["first"]) == {"2026-04-01"}
    assert payments(graph)[0][:2] == ("account/RO84NTEL1B31007593840000", "account/BE68539007547034")
    assert payments(graph)[1][1].endswith("/Cdtr/unnamed")
    assert ("bank_country", "BE") in said(graph, payments(graph)[1][1])


def test_the_party_that_initiates_is_the_debtor_where_its_lei_says_so() -> None:
    graph = load(SAMPLES / "ok_pain001.xml")
    assert (graph.entities["name"] == "Lantern Trade SRL").sum() == 1
    assert ("lei", "00000000000000000098") in said(graph, "party/LEI:00000000000000000098")


def test_a_transfer_between_banks_has_its_day_from_the_header() -> None:
    graph = load(SAMPLES / "ok_pacs008.xml")
    assert graph.links.loc[graph.links["kind"] == "Payment", "first"].tolist() == ["2026-04-02"]
    (claims,) = on_links(graph)
    assert claims["uetr"] == "00000000-0000-4000-8000-000000000201"
    assert {"debtor_bank", "creditor_bank", "intermediary_bank"} <= set(claims)


def test_banks_are_tied_to_nobody() -> None:
    for path in sorted(SAMPLES.glob("ok_camt053*.xml")):
        graph = load(path)
        banks = set(graph.entities.index[graph.entities["role"] == "bank"])
        assert banks
        assert not banks & (set(graph.links["source"]) | set(graph.links["target"]))


@pytest.mark.parametrize(
    ("file", "code", "locator", "field"),
    [
        ("bad_amount_missing.xml", "missing_amount", "line 19", "Amt"),
        ("bad_amount_with_comma.xml", "unreadable_amount", "line 12", "Amt"),
        ("bad_amount_negative.xml", "unreadable_amount", "line 12", "Amt"),
        ("bad_direction_missing.xml", "missing_direction", "line 19", "CdtDbtInd"),
        ("bad_order_without_parties.xml", "no_parties", "line 17", "Dbtr"),
    ],
)
def test_one_bad_transaction_is_set_aside_and_the_other_read(file: str, code: str, locator: str, field: str) -> None:
    graph = load(SAMPLES / file)
    row = graph.received.iloc[0]
    assert (row["read"], row["accepted"], row["quarantined"]) == (2, 1, 1)
    issue = graph.issues[graph.issues["severity"] == "quarantine"].iloc[0]
    assert (issue["code"], issue["locator"], issue["field"]) == (code, locator, field)


def test_where_entry_and_details_disagree_the_accounts_decide_and_it_is_said() -> None:
    graph = load(SAMPLES / "bad_directions_disagree.xml")
    assert "directions_disagree" in set(graph.issues["code"])
    notes = [claims["direction_note"] for claims in on_links(graph) if "direction_note" in claims]
    assert notes == ["entry DBIT, details CRDT: read as DBIT by the accounts"] * 2


def test_a_statement_without_movement_is_told() -> None:
    graph = load(SAMPLES / "bad_statement_empty.xml")
    assert "empty_statement" in set(graph.issues["code"])
    assert graph.received.iloc[0]["read"] == 0


def texts(path: Path, name: str) -> list[str]:
    """Every text of the elements of a local name, read without the loader."""
    found = etree.parse(path).getroot().iter(f"{{*}}{name}")
    return [(element.text or "").strip() for element in found]


@pytest.mark.parametrize("name", [
    "camt053.v2.minimal.ultimate.xml", "camt053.v2.with-party-ids.xml", "camt053.v4.xml", "camt053.v8.xml",
    "camt054.v4.xml",
])  # fmt: skip
def test_a_real_file_gives_its_parties_accounts_and_amounts(name: str) -> None:
    path = REAL / name
    if not path.exists():
        pytest.skip("shared data absent: the public test files of genkgo/camt")
    graph = load(path)
    transactions = texts(path, "TxDtls")
    assert graph.received.iloc[0]["read"] == len(transactions) == len(payments(graph))

    named = {text for text in texts(path, "Nm") if text}
    assert set(graph.entities.loc[graph.entities["kind"].isin(["Person", "Organization"]), "name"].dropna()) == named

    accounts = graph.claims[graph.claims["property"] == "iban"]
    assert set(accounts["original"].fillna(accounts["value"])) >= set(texts(path, "IBAN"))

    amounts = re.findall(r"<TxDtls>.*?</TxDtls>", path.read_text("utf-8"), re.S)
    own = [re.search(r'<Amt Ccy="(\w+)">([\d.]+)</Amt>', text) for text in amounts]
    entry = re.search(r'<Ntry>\s*<Amt Ccy="(\w+)">([\d.]+)</Amt>', path.read_text("utf-8"))
    expected = [((found or entry)[1], Decimal((found or entry)[2]).normalize()) for found in own]  # type: ignore[index]
    assert Counter((currency, paid) for _, _, paid, currency in payments(graph)) == Counter(expected)


def test_a_real_notice_flows_out_of_its_account_to_three_creditors() -> None:
    path = REAL / "camt054.v4.xml"
    if not path.exists():
        pytest.skip("shared data absent: the public test files of genkgo/camt")
    graph = load(path)
    assert [row[:2] for row in payments(graph)] == [
        ("account/CH2801234000123456789", "account/CH4112345003131313131"),
        ("account/CH2801234000123456789", "account/CH7212345003232323232"),
        ("account/CH2801234000123456789", "account/CH7212345003232323232"),
    ]
    assert {claims["entry_amount"] for claims in on_links(graph)} == {"200000"}


def test_a_number_of_a_real_statement_that_is_a_valid_iban_is_one() -> None:
    path = REAL / "camt053.v4.xml"
    if not path.exists():
        pytest.skip("shared data absent: the public test files of genkgo/camt")
    graph = load(path)
    assert payments(graph)[0][:2] == ("account/NL56AGDH9619008421", "account/NL26VAYB8060476890")
    assert ("account_id", "NL26VAYB8060476890") in said(graph, "account/NL26VAYB8060476890")
