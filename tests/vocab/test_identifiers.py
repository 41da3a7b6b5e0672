"""Identifiers: the quick way to E.164 gives what the library gives."""

from __future__ import annotations

import phonenumbers
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


def test_a_wallet_keeps_its_case() -> None:
    assert identifiers.wallet(" 1BoatSLRHtKNngkdXEeobR76b53LETtpyT ") == "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"


@given(st.text(max_size=60))
def test_readers_never_raise(text: str) -> None:
    for read in (identifiers.phone, identifiers.iban, identifiers.email, identifiers.wallet, identifiers.document):
        read(text)
