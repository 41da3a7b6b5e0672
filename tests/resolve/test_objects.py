"""Objects that an identifier names: when two of them are one, and what an identifier needs beside it."""

from __future__ import annotations

import pytest

import netintel as ni
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.tables import Tables

Claims = dict[str, str]


def export(name: str, kind: str, claims: Claims) -> Tables:
    build = Builder()
    build.record("row 1", name.encode())
    build.entity("x", kind, list(claims.items()))
    row = {"file": name, "format": "x", "unit": "row", "sha256": name * 64, "bytes": 1, "loader": "x", "ids": "file"}
    return build.tables(row)


def reason(one: tuple[str, Claims], other: tuple[str, Claims]) -> str:
    """Return why two objects are one; blank where they are not joined."""
    exports = [export("a", *one), export("b", *other)]
    found = ni.resolve.match(EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, Tables.concat(exports)))
    return str(found.table()["reason"].iloc[0]) if len(found) else ""


SAME = [
    ("Vehicle", {"plate": "B 12 XYZ", "registration": "RO"}, {"plate": "b-12-xyz", "country": "RO"}),
    ("Vehicle", {"registration_number": "CB1234AH", "registration": "BG"}, {"plate": "CB 1234 AH", "country": "BG"}),
    ("Vehicle", {"vin": "WVWZZZ1JZXW000001"}, {"vin": "WVWZZZ1JZXW000001", "plate": "B12XYZ"}),
    ("Vessel", {"imo": "9074729"}, {"identifier": "IMO 9074729"}),
    ("Vessel", {"imo_number": "IMO9074729"}, {"imo": "9074729", "name": "Another"}),
    ("Airplane", {"registration_number": "LZ-ABC", "country": "BG"}, {"registration_number": "LZABC", "country": "BG"}),
    ("Container", {"container_number": "MSKU 907032-3"}, {"name": "MSKU9070323"}),
    ("Device", {"imei": "490154203237518"}, {"imei": "49-015420-323751-8"}),
    ("SIM", {"imsi": "226101234567890"}, {"imsi": "226101234567890"}),
    ("SIM", {"iccid": "89441100689876543215"}, {"iccid": "8944 1100 6898 7654 3215"}),
    ("Weapon", {"serial_number": "A 12345 Z", "make": "Beretta"}, {"serial_number": "A12345Z", "make": "BERETTA"}),
    ("StolenObject", {"serial_number": "OBM-7781", "make": "Acme"}, {"serial_number": "OBM7781", "make": "Acme"}),
    ("BankAccount", {"account_number": "4711-88", "bic": "NTELROBU"}, {"account_id": "471188", "bic": "NTELROBUXXX"}),
    ("UserAccount", {"username": "mira_f", "platform": "chat"}, {"username": "mira_f", "account_type": "Chat"}),
    (
        "Passport",
        {"document_number": "AB123456", "document_country": "RO"},
        {"document_number": "AB 123456", "document_country": "RO"},
    ),
    (
        "Address",
        {"address": "1 Invented Street", "city": "Sofia", "country": "BG"},
        {"address": "Invented Street 1", "city": "SOFIA", "country": "BG"},
    ),
    (
        "Address",
        {"address": "ул. Явор 5", "postal_code": "9000", "country": "BG"},
        {"street": "ul. Yavor 5", "postcode": "9000", "country": "BG", "city": "Varna"},
    ),
]

APART = [
    ("Vehicle", {"plate": "B12XYZ"}, {"plate": "B12XYZ"}),  # two countries may give it
    ("Vehicle", {"plate": "B12XYZ", "registration": "RO"}, {"plate": "B12XYZ", "registration": "DE"}),
    ("Vehicle", {"plate": "B12XYZ", "registration": "RO"}, {"plate": "B12XYZ"}),
    ("Vehicle", {"vin": "00000000000000000"}, {"vin": "00000000000000000"}),
    ("Vessel", {"imo": "1234568"}, {"imo": "1234568"}),  # its check digit is wrong
    ("Vessel", {"name": "Invented Star"}, {"name": "Invented Star"}),
    ("Container", {"name": "container"}, {"name": "container"}),
    ("Device", {"serial_number": "SN-100200"}, {"serial_number": "SN-100200"}),
    ("Device", {"imei": "000000000000000"}, {"imei": "000000000000000"}),
    ("Weapon", {"serial_number": "A12345Z", "make": "Beretta"}, {"serial_number": "A12345Z", "make": "Zastava"}),
    ("Weapon", {"serial_number": "12", "make": "Beretta"}, {"serial_number": "12", "make": "Beretta"}),
    ("BankAccount", {"account_number": "471188"}, {"account_number": "471188"}),
    ("BankAccount", {"account_number": "471188", "bic": "NTELROBU"}, {"account_number": "471188", "bic": "AAAAROBU"}),
    (
        "BankAccount",
        {"account_number": "00000000", "bic": "NTELROBU"},
        {"account_number": "00000000", "bic": "NTELROBU"},
    ),
    ("UserAccount", {"username": "mira_f"}, {"username": "mira_f"}),
    (
        "Passport",
        {"document_number": "AB123456", "document_country": "RO"},
        {"document_number": "AB123456", "document_country": "BG"},
    ),
    (
        "Passport",
        {"document_number": "0000000", "document_country": "RO"},
        {"document_number": "0000000", "document_country": "RO"},
    ),
    ("Address", {"address": "1 Invented Street", "country": "BG"}, {"address": "1 Invented Street", "country": "BG"}),
    ("Address", {"address": "1 Invented Street", "city": "Paris"}, {"address": "1 Invented Street", "city": "Paris"}),
    (
        "Address",
        {"address": "Invented Street", "city": "Paris", "country": "FR"},
        {"address": "Invented Street", "city": "Paris", "country": "FR"},
    ),
    (
        "Address",
        {"address": "1 Invented Street", "city": "Paris", "country": "FR"},
        {"address": "2 Invented Street", "city": "Paris", "country": "FR"},
    ),
]


@pytest.mark.parametrize(("kind", "one", "other"), SAME)
def test_the_same_identifier_with_what_it_needs_is_the_same_object(kind: str, one: Claims, other: Claims) -> None:
    assert reason((kind, one), (kind, other)).startswith("the same")


@pytest.mark.parametrize(("kind", "one", "other"), APART)
def test_what_names_no_single_object_joins_nothing(kind: str, one: Claims, other: Claims) -> None:
    assert reason((kind, one), (kind, other)) == ""


def test_objects_of_two_kinds_are_two() -> None:
    claims = {"serial_number": "A12345Z", "make": "Acme"}
    assert reason(("Weapon", claims), ("StolenObject", claims)) == ""


def test_a_phone_and_a_card_of_the_same_digits_are_two_and_each_says_what_it_is() -> None:
    assert reason(("Phone", {"number": "+40722123456"}), ("PaymentCard", {"number": "40722123456"})) == ""
    card = {"card_number": "4111 1111 1111 1112"}
    assert reason(("PaymentCard", card), ("PaymentCard", card)) == "the same card number"
