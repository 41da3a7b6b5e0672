"""What is written where a value is not known joins nobody."""

from __future__ import annotations

import pytest

import netintel as ni
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.tables import Tables
from netintel.resolve.features._placeholder import placeholder


def export(name: str, claims: dict[str, str]) -> Tables:
    build = Builder()
    build.record("row 1", name.encode())
    build.entity("x", "Person", list(claims.items()))
    row = {"file": name, "format": "x", "unit": "row", "sha256": name * 64, "bytes": 1, "loader": "x", "ids": "file"}
    return build.tables(row)


def parts(claims: dict[str, str]) -> list[str]:
    """Return which features could compare two persons of one name who say the same beside it."""
    exports = [export(name, {"name": "Ana Pop", **claims}) for name in "ab"]
    graph = EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, Tables.concat(exports))
    return ni.resolve.match(graph).parts(0)["feature"].tolist()


NONE = ["0000000", "UNKNOWN", "N/A", "n.a.", "123456789", "987654321", "XXXXXXX", "999999999", "AB000000", "---", "12"]


@pytest.mark.parametrize("number", NONE)
def test_no_document_number(number: str) -> None:
    assert placeholder(number)
    assert "document" not in parts({"document_number": number, "document_country": "RO"})


@pytest.mark.parametrize(
    "phone", ["+0000", "+40000000000", "0000000000", "1111111", "123456789", "private", "n/a", "112"]
)
def test_no_phone(phone: str) -> None:
    assert "phone" not in parts({"phone": phone})


@pytest.mark.parametrize("date", ["1900-01-01", "0001-01-01", "9999-12-31", "1899-12-30"])
def test_no_birth_date(date: str) -> None:
    assert "birth date" not in parts({"birth_date": date})


@pytest.mark.parametrize(
    ("name", "text"), [("email", "n/a"), ("email", "unknown"), ("iban", "UNKNOWN"), ("wallet", "none")]
)
def test_no_address_or_account(name: str, text: str) -> None:
    assert not {"e-mail", "account", "wallet"} & set(parts({name: text}))


def test_what_is_known_is_compared() -> None:
    known = {"document_number": "AB123456", "phone": "+40722123456", "birth_date": "1980-02-03", "email": "a@b.example"}
    assert {"document", "phone", "birth date", "e-mail"} <= set(parts(known))
