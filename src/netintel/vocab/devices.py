"""Numbers of devices, SIM cards and vehicles in canonical form: IMEI, IMSI, ICCID, VIN, number plates."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_MARKS: Final = re.compile(r"[\s./\\-]")
_VIN: Final = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_PLATE: Final = re.compile(r"[^\W_]{2,12}")


@lru_cache(maxsize=500_000)
def imei(text: str) -> str | None:
    """Return an IMEI as 15 digits, None where the check digit is wrong.

    Fourteen digits name the device; a fifteenth checks them (Luhn), or is the 0 that networks send in its place; of
    sixteen the last two are the version of the software, which is not part of the device. All three forms of one
    device give the same fifteen digits.

    Examples
    --------
    >>> imei("49-015420-323751-8"), imei("49015420323751"), imei("4901542032375101"), imei("490154203237510")
    ('490154203237518', '490154203237518', '490154203237518', '490154203237518')
    >>> imei("490154203237517"), imei("000000000000000"), imei("4.90154E+14")
    (None, None, None)
    """
    digits = _digits(text)
    if not 14 <= len(digits) <= 16 or not digits[:14].strip("0"):
        return None
    whole = digits[:14] + _luhn(digits[:14])
    return whole if len(digits) != 15 or digits[14] in (whole[14], "0") else None


@lru_cache(maxsize=500_000)
def imsi(text: str) -> str | None:
    """Return an IMSI, None where it has not 14 or 15 digits or begins with no country code of ITU-T E.212.

    Examples
    --------
    >>> imsi("226 10 1234567890"), imsi("126101234567890"), imsi("22610")
    ('226101234567890', None, None)
    """
    digits = _digits(text)
    return digits if len(digits) in (14, 15) and ("2" <= digits[0] <= "7" or digits.startswith("901")) else None


@lru_cache(maxsize=500_000)
def iccid(text: str) -> str | None:
    """Return the number printed on a SIM card, without filler; None where its check digit is wrong.

    Examples
    --------
    >>> iccid("8944 1100 6898 7654 3215"), iccid("89441100689876543216F"), iccid("8.94411E+19")
    ('89441100689876543215', None, None)

    A spreadsheet keeps fifteen digits: zeros in place of the others may pass the check by chance and are no number.

    >>> iccid("8940100008123450000") is None
    True
    """
    digits = _digits(text.strip().rstrip("Ff"))
    if not digits[15:].strip("0"):
        return None
    right = len(digits) in (19, 20) and digits.startswith("89") and _luhn(digits[:-1]) == digits[-1]
    return digits if right else None


@lru_cache(maxsize=500_000)
def vin(text: str) -> str | None:
    """Return a vehicle identification number of ISO 3779 in capitals, None where it has not 17 of its characters.

    The check digit is law in North America alone and is not asked for. I, O and Q never occur.

    Examples
    --------
    >>> vin("wvw zzz 1jz xw 000001"), vin("WVWZZZ1JZXW00000O")
    ('WVWZZZ1JZXW000001', None)
    """
    compact = _MARKS.sub("", text.upper())
    return compact if _VIN.fullmatch(compact) else None


@lru_cache(maxsize=500_000)
def plate(text: str, country: str | None = None) -> str | None:
    """Return a number plate in capitals without blanks and marks, with its country before it where that is stated.

    Without a country a plate may be another vehicle's of another country.

    Examples
    --------
    >>> plate("b-123 abc", "RO"), plate("B 123 ABC"), plate("?")
    ('RO:B123ABC', 'B123ABC', None)
    """
    compact = re.sub(r"[\s./\\·•-]", "", text.upper())
    if not _PLATE.fullmatch(compact) or not any(c.isdecimal() for c in compact):
        return None
    return f"{country}:{compact}" if country else compact


def _digits(text: str) -> str:
    compact = _MARKS.sub("", text) if "." not in text or text.count(".") > 1 else text
    return compact if compact.isascii() and compact.isdigit() else ""


def _luhn(digits: str) -> str:
    """Return the check digit of ISO/IEC 7812 for what stands before it."""
    doubled = [int(c) * (2 - place % 2) for place, c in enumerate(reversed(digits))]
    return str(-sum(n // 10 + n % 10 for n in doubled) % 10)
