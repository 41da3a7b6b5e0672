"""Do the two share a phone, an e-mail address, an account or a wallet?

Reads `phone`, `number`, `email`, `iban` and `wallet` of the two themselves. What a crowd shares (a call centre, an
exchange wallet) says next to nothing; that something differs says little, for people hold several. What has not the
shape of a number or an address ("+0000", "private", "n/a") is none. An account number without its bank names no
account and is not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from netintel.resolve._records import Records, Values
from netintel.resolve.features._placeholder import placeholder
from netintel.resolve.features._shared import feature

_BOTH = ("person", "organisation")

_NUMBER = re.compile(r"\+?[0-9 ()./-]{6,24}")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_SIX_ZEROS = "000000"


def _is_phone(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return bool(_NUMBER.fullmatch(text)) and not (placeholder(digits) or digits.endswith(_SIX_ZEROS) or len(digits) < 6)


def _is_email(text: str) -> bool:
    return bool(_ADDRESS.fullmatch(text))


def _is_account(text: str) -> bool:
    return bool(_IBAN.fullmatch(text)) and not placeholder(text[4:])


def _is_wallet(text: str) -> bool:
    return len(text) >= 20 and not placeholder(text)


def _kept(properties: tuple[str, ...], right: Callable[[str], bool], records: Records) -> Values:
    """Return the values that have the right shape."""

    def told() -> Values:
        rows = records.claims(properties)
        good = rows["value"].map({text: right(text) for text in rows["value"].unique()}).to_numpy(bool)
        return Values.of(rows["at"].to_numpy()[good], rows["value"][good], len(records))

    found: Values = records.kept(f"contacts {properties[0]}", told)
    return found


_phones = partial(_kept, ("phone", "number"), _is_phone)
_emails = partial(_kept, ("email",), _is_email)
_accounts = partial(_kept, ("iban",), _is_account)
_wallets = partial(_kept, ("wallet",), _is_wallet)


PHONE = feature("phone", "phone number", _phones, 0.55, kin=0.25, poles=_BOTH)
EMAIL = feature("e-mail", "e-mail address", _emails, 0.6, kin=0.1, poles=_BOTH)
ACCOUNT = feature("account", "IBAN", _accounts, 0.4, kin=0.15, poles=_BOTH)
WALLET = feature("wallet", "wallet address", _wallets, 0.4, kin=0.05, poles=_BOTH)
