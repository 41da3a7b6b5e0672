"""Devices, cards, vehicles and wallets: check digits are asked for, and one letter amiss is found."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netintel.vocab import devices, identifiers, wallets

IBANS = [
    "GB82WEST12345698765432", "DE89370400440532013000", "FR1420041010050500013M02606", "NO9386011117947",
    "RO49AAAA1B31007593840000", "MT84MALT011000012345MTLCAST001S", "XK051212012345678906",
    "UA213223130000026007233566001",
]  # fmt: skip
WALLETS = [
    "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
]  # fmt: skip


@pytest.mark.parametrize("number", IBANS)
def test_an_iban_of_the_register_is_read_and_one_digit_amiss_is_not(number: str) -> None:
    assert identifiers.iban(number) == number
    for place in range(4, len(number)):
        if number[place].isdigit():
            wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
            assert identifiers.iban(wrong) is None


def test_the_length_of_an_iban_is_its_countrys() -> None:
    digits = "".join(str(int(c, 36)) for c in "12345678901" + "DE00")
    short = f"DE{98 - int(digits) % 97:02d}12345678901"
    assert identifiers.iban(short) is None


@pytest.mark.parametrize("address", WALLETS)
def test_a_wallet_with_a_letter_amiss_matches_nothing(address: str) -> None:
    assert identifiers.wallet(address) == address
    rng = random.Random(7)
    for _ in range(50):
        place = rng.randrange(4, len(address))
        other = rng.choice([c for c in "abcdef23456789" if c.lower() != address[place].lower()])
        wrong = address[:place] + other + address[place + 1 :]
        if address.startswith("0x"):  # four bits a letter that has a case: most faults show, not all
            continue
        assert identifiers.wallet(wrong) is None


def test_capitals_of_an_ethereum_address_are_its_checksum() -> None:
    """EIP-55, its own test vectors."""
    for address in (
        "0x52908400098527886E0F7030069857D2E4169EE7", "0xde709f2102306220921060314715629080e2fb77",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ):  # fmt: skip
        assert wallets.eip55(address)
    assert identifiers.wallet("0xd1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb") is None


@settings(max_examples=500, deadline=None)
@given(st.text("0123456789", min_size=14, max_size=14).filter(lambda t: t.strip("0")), st.integers(0, 99))
def test_the_forms_of_one_imei_are_one(digits: str, version: int) -> None:
    whole = devices.imei(digits)
    assert whole is not None and len(whole) == 15
    assert devices.imei(whole) == devices.imei(f"{digits}{version:02d}") == devices.imei(f"{digits}0") == whole
    wrong = str((int(whole[14]) + 1) % 10)
    assert wrong == "0" or devices.imei(digits + wrong) is None


@given(st.text(max_size=40))
def test_readers_never_raise(text: str) -> None:
    for read in (devices.imei, devices.imsi, devices.iccid, devices.vin, devices.plate, identifiers.wallet):
        value = read(text)
        assert value is None or read(value) is not None
    identifiers.damaged(text), identifiers.lost_plus(text)


@pytest.mark.parametrize("text", ["4.47701E+11", "4,48E+11", "447700900123.0", "40722123456.00"])
def test_what_a_spreadsheet_has_changed_is_never_repaired(text: str) -> None:
    for read in (identifiers.phone, identifiers.document, identifiers.iban, devices.imei, devices.imsi, devices.iccid):
        assert read(text) is None
    assert identifiers.phone(text, "RO") is None
    assert identifiers.damaged(text)


def test_zeros_for_lost_digits_are_no_number_even_where_the_check_digit_is_right() -> None:
    assert devices.iccid("8940100008123450000") is None and identifiers.document("1234567890123450000") is None
