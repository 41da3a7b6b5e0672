"""Identifiers: the quick way to E.164 gives what the library gives."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netintel.vocab import identifiers

CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


def by_library(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@settings(max_examples=3000)
@given(st.sampled_from(CODES), st.text("0123456789", min_size=3, max_size=13))
def test_a_plain_number_is_read_as_the_library_reads_it(code: int, national: str) -> None:
    text = f"+{code}{national}"
    assert identifiers.phone.__wrapped__(text) == by_library(text)


def test_a_number_without_country_is_not_guessed() -> None:
    assert identifiers.phone("0722123456") is None and identifiers.phone("112") is None
    assert identifiers.phone("0722123456", "RO") == "+40722123456"


@pytest.mark.parametrize("text", ["+40 722 xxx xxx", "+40722XXXXXX", "O722123456", "Alpha1234567", "1800FLOWERS"])
def test_letters_are_no_digits(text: str) -> None:
    assert [identifiers.phone(text, country) for country in (None, "RO", "US", "DE")] == [None] * 4


def test_words_before_a_number_and_its_extension_do_not_hide_it() -> None:
    assert identifiers.phone("Tel. 0722 123 456", "RO") == identifiers.phone("+40722123456 ext 12") == "+40722123456"


@pytest.mark.parametrize("text", ["40722123456", "33612345678"])
def test_a_number_that_two_countries_could_mean_is_of_neither(text: str) -> None:
    assert identifiers.phone(text, "DE") is None and identifiers.phone(f"0{text}", "DE") == f"+49{text}"
    assert identifiers.phone("40722123456", "RO") == "+40722123456" and identifiers.phone("12125551234", "US")


def test_shared_calling_codes() -> None:
    countries = {
        "+18005551234": None, "+78001234567": None, "+448001111111": None, "+12425551234": "BS",
        "+77011234567": "KZ", "+447624123456": "IM", "+881612345678": None, "+3906698123456": "VA",
    }  # fmt: skip
    assert {number: identifiers.phone_country(number) for number in countries} == countries


def test_a_wallet_keeps_its_case() -> None:
    assert identifiers.wallet(" 1BoatSLRHtKNngkdXEeobR76b53LETtpyT ") == "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"


@given(st.text(max_size=60))
def test_readers_never_raise(text: str) -> None:
    for read in (identifiers.phone, identifiers.iban, identifiers.email, identifiers.wallet, identifiers.document):
        read(text)
