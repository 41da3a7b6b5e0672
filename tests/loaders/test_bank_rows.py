"""Bank rows: statements in several languages, transfers, FinCEN Files and AMLSim."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats" / "bank_rows"
SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def written(folder: Path, text: str) -> ni.EntityGraph:
    path = folder / "statement.csv"
    path.write_text(text, "utf-8")
    return load(path)


def real(name: str) -> Path:
    if not (SHARED / name).exists():
        pytest.skip(f"shared data absent: {name}")
    return SHARED / name


def payments(graph: ni.EntityGraph) -> list[tuple[str, str, str]]:
    """Payer, payee and amount of each payment, the ends by native id."""
    ids = dict(zip(graph.origins["entity"], graph.origins["native_id"], strict=True))
    paid = graph.links[graph.links["kind"] == "Payment"]
    return [(ids[s], ids[t], f"{a:f}") for s, t, a in zip(paid["source"], paid["target"], paid["amount"], strict=True)]


def said(graph: ni.EntityGraph, native_id: str) -> set[tuple[str, str]]:
    origin = graph.origins.set_index("native_id").loc[native_id, "origin"]
    claims = graph.claims[graph.claims["subject"] == origin]
    return set(zip(claims["property"], claims["value"], strict=True))


def codes(graph: ni.EntityGraph) -> list[str]:
    return sorted(set(graph.issues["code"]))


def test_a_german_statement_is_read_by_its_signs() -> None:
    graph = load(SAMPLES / "ok_statement_de.csv")
    own = "account/DE89370400440532013000"
    first, second, third, fourth, fifth = payments(graph)
    assert first[:2] == (own, "account/RO49AAAA1B31007593840000") and Decimal(first[2]) == Decimal("1234.50")
    assert second[:2] == ("account/GB82WEST12345698765432", own) and Decimal(second[2]) == 2000
    assert Decimal(third[2]) == 1500, "1.500 by the comma that the other amounts show"
    assert fourth[1].startswith("party/row 5") and fifth[1].startswith("unnamed/row 6")
    assert graph.links["first"].dropna().iloc[0] == "2026-11-24"
    told = graph.issues.set_index("code")["message"]
    assert told["decimal_sign_inferred"].startswith("1 amounts") and "4 other amounts" in told["decimal_sign_inferred"]


def test_iban_bic_and_holder_give_three_things() -> None:
    graph = load(SAMPLES / "ok_statement_de.csv")
    account = said(graph, "account/RO49AAAA1B31007593840000")
    assert {("iban_country", "RO"), ("bank_country", "RO"), ("bic", "AAAAROBU")} <= account
    owners = graph.links[graph.links["kind"] == "Owner"]
    assert len(owners) == 2, "an account has one holder, however often it is named"
    kinds = graph.entities.set_index("name")["kind"]
    assert kinds["Nordwind Handels GmbH"] == "Organization" and kinds["Ilka Beispiel"] == "Person"


def test_what_is_written_otherwise_is_kept() -> None:
    graph = load(SAMPLES / "ok_statement_de.csv")
    claims = graph.claims[graph.claims["property"] == "amount_text"]
    assert claims["value"].tolist() == ["-1.234,50", "2.000,00", "-1.500", "-7,80", "-3,00"]
    assert set(graph.claims.loc[graph.claims["property"] == "info", "value"]) == {"Umsatz gebucht"}


def test_a_dutch_statement_says_the_direction_in_words_and_the_currency_in_a_title() -> None:
    graph = load(SAMPLES / "ok_statement_nl.csv")
    paid = payments(graph)
    assert paid[0][:2] == ("account/NL91ABNA0417164300", "account/BE68539007547034")
    assert paid[1][1] == "account/NL91ABNA0417164300"
    assert graph.links["currency"].dropna().unique().tolist() == ["EUR"]


def test_debit_and_credit_columns_and_the_order_of_dates() -> None:
    graph = load(SAMPLES / "ok_statement_debit_credit.csv")
    (out, into) = payments(graph)
    assert out[0] == "account/of this file" and out[1] == "account/RO49AAAA1B31007593840000"
    assert into[1] == "account/of this file"
    assert graph.links.loc[graph.links["kind"] == "Payment", "first"].tolist() == ["2026-03-13", "2026-04-02"]
    assert {"date_order_inferred", "account_not_named"} <= set(codes(graph))


def test_transfers_name_both_sides_with_their_countries_and_handling() -> None:
    graph = load(SAMPLES / "ok_transfers.csv")
    bases = set(zip(graph.jurisdictions["country"], graph.jurisdictions["basis"], strict=True))
    assert {("BG", "iban"), ("BG", "location"), ("GB", "bank"), ("TR", "location")} <= bases
    assert payments(graph)[0][1] == "account/12345678@BARCGB22:"
    assert graph.records["handling"].tolist()[0] == "TLP:AMBER"
    assert len(graph.entities[graph.entities["name"] == "Omar Invented"]) == 2, "a name does not say who it is"


def test_an_amount_that_may_be_read_two_ways_is_kept_as_text() -> None:
    graph = load(SAMPLES / "bad_decimal_sign_unknown.csv")
    paid = graph.links[graph.links["kind"] == "Payment"]
    assert paid["amount"].isna().all() and not paid["directed"].any()
    kept = graph.claims[graph.claims["property"] == "amount_text"]
    assert kept["value"].tolist() == ["1.234", "5.000"]
    assert {"decimal_sign_unknown", "direction_unknown"} <= set(codes(graph))


def test_a_column_of_two_decimal_signs_reads_only_what_is_plain() -> None:
    graph = load(SAMPLES / "bad_decimal_signs_mixed.csv")
    paid = graph.links.loc[graph.links["kind"] == "Payment", "amount"]
    assert [f"{a:.2f}" for a in paid.dropna()] == ["12.50", "12.75"] and paid.isna().tolist() == [False, False, True]


def test_rows_without_an_amount_or_with_two_are_set_aside() -> None:
    graph = load(SAMPLES / "bad_no_amount.csv")
    assert graph.issues[["locator", "code"]].to_numpy().tolist() == [["row 3", "no_amount"], ["row 4", "two_amounts"]]


def test_a_row_that_names_nobody_is_set_aside() -> None:
    graph = load(SAMPLES / "bad_neither_side.csv")
    assert graph.received["quarantined"].item() == 1
    assert {"missing_key", "iban_not_understood", "amount_not_understood"} == set(codes(graph))


@pytest.mark.parametrize(
    "header",
    [
        "Account;Booking date;Counterparty;Counterparty IBAN;Amount;Currency",
        "Konto;Buchungstag;Gegenpartei;IBAN Gegenkonto;Betrag;Währung",
        "Compte;Date opération;Contrepartie;IBAN contrepartie;Montant;Devise",
        "Cuenta;Fecha operación;Contrapartida;IBAN contrapartida;Importe;Divisa",
        "Conto;Data operazione;Controparte;IBAN controparte;Importo;Divisa",
        "Rekening;Boekingsdatum;Tegenpartij;Tegenrekening;Bedrag;Munt",
        "Rachunek;Data operacji;Kontrahent;Rachunek kontrahenta;Kwota;Waluta",
        "Cont;Data tranzacției;Partener;IBAN partener;Sumă;Monedă",
    ],
    ids="en de fr es it nl pl ro".split(),
)
def test_statements_in_eight_languages(header: str, tmp_path: Path) -> None:
    row = "DE89370400440532013000;2026-11-24;Ana Example;BG80BNBG96611020345678;-12,50;EUR"
    graph = written(tmp_path, f"{header}\n{row}\n")
    assert graph.received["format"].item() == "bank_rows"
    paid = payments(graph)[0]
    assert paid[:2] == ("account/DE89370400440532013000", "account/BG80BNBG96611020345678")
    assert Decimal(paid[2]) == Decimal("12.5") and graph.issues.empty


def test_a_word_of_direction_that_is_in_no_list_gives_no_direction(tmp_path: Path) -> None:
    text = "Account,Date,Counterparty,Amount,D/C\nA1,2026-01-01,Ana,5.00,sideways\nA1,2026-01-02,Ana,6.00,D\n"
    graph = written(tmp_path, text)
    assert graph.links.loc[graph.links["kind"] == "Payment", "directed"].tolist() == [False, True]
    assert "direction_not_understood" in codes(graph)


def test_an_iban_behind_the_name_of_the_other_side_is_that_of_the_other_side(tmp_path: Path) -> None:
    """The Deutsche Kreditbank and others write no account of their own in the rows."""
    header = "Buchungsdatum;Auftraggeber/Empfänger;Verwendungszweck;IBAN;Betrag\n"
    ana = "13.03.2026;Ana Example;Miete;DE89370400440532013000;-100,00\n"
    bea = "14.03.2026;Bea Example;Lohn;GB82WEST12345698765432;200,00\n"
    graph = written(tmp_path, header + ana + bea)
    assert [paid[:2] for paid in payments(graph)] == [
        ("account/of this file", "account/DE89370400440532013000"),
        ("account/GB82WEST12345698765432", "account/of this file"),
    ]
    told = graph.issues.set_index("code")["message"]["account_side_assumed"]
    assert told.startswith("2 accounts") and "Ana" not in told


def test_one_iban_beside_several_names_is_that_of_the_statement(tmp_path: Path) -> None:
    header = "Buchungsdatum;Auftraggeber/Empfänger;IBAN;Betrag\n"
    rows = "13.03.2026;Ana Example;DE89370400440532013000;-1,00\n14.03.2026;Bea Example;DE89370400440532013000;2,00\n"
    graph = written(tmp_path, header + rows)
    assert {end for paid in payments(graph) for end in paid[:2] if end.startswith("account")} == {
        "account/DE89370400440532013000"
    }
    assert "account_side_assumed" not in codes(graph)


def test_a_number_is_another_account_at_another_bank(tmp_path: Path) -> None:
    """As savings banks exported before IBANs: the number of the other side and its bank code."""
    header = "Auftragskonto;Buchungstag;Beguenstigter/Zahlungspflichtiger;Kontonummer;BLZ;Betrag\n"
    ana = "532013000;13.03.2026;Ana Example;1234567;12030000;-1,00\n"
    bea = "532013000;14.03.2026;Bea Example;1234567;50010517;-2,00\n"
    graph = written(tmp_path, header + ana + bea)
    assert payments(graph) == [
        ("account/532013000@:", "account/1234567@12030000:", "1.000000000000000000"),
        ("account/532013000@:", "account/1234567@50010517:", "2.000000000000000000"),
    ]
    named = dict(zip(graph.entities.index, graph.entities["name"], strict=True))
    ties = ni.analysis.actors(graph).ties
    tied = {frozenset((named[a], named[b])) for a, b in zip(ties["source"], ties["target"], strict=True)}
    assert frozenset(("Ana Example", "Bea Example")) not in tied, "equal numbers at two banks tie nobody"


def test_amlsim_nodes_and_transactions_join_by_number(tmp_path: Path) -> None:
    for name in ("ok_amlsim_nodes.csv", "ok_amlsim_transactions.csv"):
        (tmp_path / name).write_bytes((SAMPLES / name).read_bytes())
    graph = load(tmp_path)
    assert graph.entities["kind"].tolist() == ["BankAccount"] * 3
    assert graph.links["first"].isna().all(), "a step of a simulation is no date"
    steps = graph.claims[graph.claims["property"] == "step"]
    assert steps["value"].tolist() == ["1", "3", "12"] and graph.issues.empty


def test_fincen_banks_are_offices_by_country() -> None:
    graph = load(SAMPLES / "ok_fincen.csv")
    assert sorted(graph.entities["countries"]) == [("GB",), ("LV",), ("SG",)]
    assert [f"{a:.2f}" for a in graph.links["amount"]] == ["56898523.47", "5000.00"]
    assert graph.links["first"].tolist() == ["2015-03-25", "2012-05-29"]


def test_the_fincen_transfers_are_counted() -> None:
    path = real("fincen/download_transactions_map.csv")
    with path.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    graph = load(path)
    assert graph.received["format"].item() == "bank_rows"
    assert graph.received["read"].item() == len(rows) == 4507
    assert len(graph.links) == len({tuple(row.values()) for row in rows})
    banks = {(row[f"{side}_bank_id"], row[f"{side}_iso"]) for row in rows for side in ("originator", "beneficiary")}
    assert len(graph.entities) == len(banks)
    total = sum(Decimal(row["amount_transactions"]) for row in rows)
    assert sum(graph.links["amount"]) == total
    assert graph.links["first"].notna().sum() == sum(bool(row["begin_date"]) for row in rows)


def test_the_amlsim_transfers_are_counted() -> None:
    path = real("amlsim/20K_fanin200.transactions.csv")
    with path.open(newline="", encoding="utf-8") as lines:
        rows = [tuple(row) for row in csv.reader(lines)][1:]
    row = load(path).received.iloc[0]
    assert (row["read"], row["links"]) == (len(rows), len(set(rows)))
    assert row["read"] == 118_250
