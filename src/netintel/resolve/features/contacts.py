"""Do the two share a phone, an e-mail address, an account or a wallet?

Reads `phone`, `email`, `iban`, `account_number`, `wallet` and `user_id` of the two themselves. What a crowd shares
(a call centre, an exchange wallet) says next to nothing; that something differs says little, for people hold several.
"""

from __future__ import annotations

from netintel.resolve._records import Records, Values
from netintel.resolve.features._shared import feature

_BOTH = ("person", "organisation")


def _phones(records: Records) -> Values:
    return records.values("phone", "number")


def _emails(records: Records) -> Values:
    return records.values("email")


def _accounts(records: Records) -> Values:
    return records.values("iban")


def _wallets(records: Records) -> Values:
    return records.values("wallet")


PHONE = feature("phone", "phone number", _phones, 0.55, kin=0.25, poles=_BOTH)
EMAIL = feature("e-mail", "e-mail address", _emails, 0.6, kin=0.1, poles=_BOTH)
ACCOUNT = feature("account", "IBAN", _accounts, 0.4, kin=0.15, poles=_BOTH)
WALLET = feature("wallet", "wallet address", _wallets, 0.4, kin=0.05, poles=_BOTH)
