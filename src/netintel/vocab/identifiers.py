"""Strong identifiers in canonical form: phones, IBANs, e-mails, wallets, document numbers.

A value that is not a valid identifier gives None; the claim then keeps the text as the export wrote it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

import phonenumbers

_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_MARKS = re.compile(r"[\s./\\-]")
_PLAIN = re.compile(r"\+[1-9][0-9]{6,14}")
_NOT_ALPHANUMERIC = re.compile(r"[^0-9A-Z]")


@lru_cache(maxsize=500_000)
def phone(text: str, default_country: str | None = None) -> str | None:
    """Return a phone number in E.164, None where it is no possible number or has no country.

    Parameters
    ----------
    text
        The number as written; `00` or `+` starts an international number.
    default_country
        Alpha-2 code that numbers without prefix belong to, as the export's mapping states it.

    Examples
    --------
    >>> phone("0040 722 123 456"), phone("0722 123 456"), phone("0722 123 456", "RO"), phone("112")
    ('+40722123456', None, '+40722123456', None)
    """
    stripped = text.strip()
    if stripped.startswith("00"):
        stripped = "+" + stripped[2:]
    if _is_plain(stripped):
        return stripped
    try:
        number = phonenumbers.parse(stripped, default_country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_plain(text: str) -> bool:
    """Whether a number is E.164 already: known calling code, possible length, no digit that would be dropped."""
    if _PLAIN.fullmatch(text) is None:
        return False
    for size in (1, 2, 3):
        code = int(text[1 : 1 + size])
        if code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            lengths, prefix = _national(code)
            national = text[1 + size :]
            dropped = national.startswith("0") or bool(prefix and re.match(prefix, national))
            return len(national) in lengths and not dropped
    return False


@cache
def _national(code: int) -> tuple[frozenset[int], str]:
    """Return the possible lengths of a national number, and the prefix that is dropped in international form."""
    known: Any
    region = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[code][0]
    if region == "001":
        known = phonenumbers.PhoneMetadata.metadata_for_nongeo_region(code, None)
    else:
        known = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    return frozenset(known.general_desc.possible_length), known.national_prefix_for_parsing or ""


@lru_cache(maxsize=100_000)
def phone_country(e164: str) -> str | None:
    """Return the alpha-2 country of an E.164 number, None where the prefix belongs to none or to several.

    Examples
    --------
    >>> phone_country("+40722123456"), phone_country("+80012345678")
    ('RO', None)
    """
    regions = _regions(e164)
    region = regions[0] if len(regions) == 1 else phonenumbers.region_code_for_number(phonenumbers.parse(e164))
    return region if region and len(region) == 2 and region.isalpha() else None


def _regions(e164: str) -> tuple[str, ...]:
    """Return the regions that share the calling code of a number; most codes are of one region alone."""
    codes = (int(e164[1 : 1 + size]) for size in (1, 2, 3))
    known = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    return next((tuple(known[code]) for code in codes if code in known), ())


@lru_cache(maxsize=500_000)
def iban(text: str) -> str | None:
    """Return an IBAN without blanks where its check digits are right, else None.

    Examples
    --------
    >>> iban("GB82 WEST 1234 5698 7654 32"), iban("GB82 WEST 1234 5698 7654 33")
    ('GB82WEST12345698765432', None)
    """
    compact = _NOT_ALPHANUMERIC.sub("", text.upper())
    if not (15 <= len(compact) <= 34 and compact[:2].isalpha() and compact[2:4].isdigit()):
        return None
    digits = "".join(str(int(c, 36)) for c in compact[4:] + compact[:4])
    return compact if int(digits) % 97 == 1 else None


@lru_cache(maxsize=500_000)
def email(text: str) -> str | None:
    """Return an e-mail address in lower case, None where it has not the form of one.

    Examples
    --------
    >>> email(" Ana@Example.org "), email("ana at example")
    ('ana@example.org', None)
    """
    stripped = text.strip().lower()
    return stripped if _EMAIL.match(stripped) else None


@lru_cache(maxsize=500_000)
def wallet(text: str) -> str | None:
    """Return a wallet address without outer blanks, its case kept (Base58 is case-sensitive)."""
    stripped = text.strip()
    return stripped if 20 <= len(stripped) <= 120 and stripped.isalnum() else None


@lru_cache(maxsize=500_000)
def document(text: str) -> str | None:
    """Return a document number in capitals without blanks and marks, None where fewer than 5 characters are left.

    Examples
    --------
    >>> document("ab 123-456"), document("n/a")
    ('AB123456', None)
    """
    compact = _MARKS.sub("", text.upper())
    numbered = compact[-1:].isdigit() or any(c.isdigit() for c in compact)  # nearly all end with a digit
    return compact if len(compact) >= 5 and numbered else None
