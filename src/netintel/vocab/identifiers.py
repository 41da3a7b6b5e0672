"""Strong identifiers in canonical form: phones, IBANs, e-mails, wallets, document numbers.

A value that is not a valid identifier gives None; the claim then keeps the text as the export wrote it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

import phonenumbers

from netintel.vocab import wallets

_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_MARKS = re.compile(r"[\s./\\-]")
_PLAIN = re.compile(r"\+[1-9][0-9]{6,14}")
_TOUCHED = re.compile(r"\D*[^\W\d_]\+?\d")
_DAMAGED = re.compile(r"[-+]?\d(?:[.,]\d+)?[eE]\+?\d+|\d{5,}[.,]0+|#{3,}")
_OF_NO_PLACE = frozenset(
    {
        phonenumbers.PhoneNumberType.TOLL_FREE,
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.PERSONAL_NUMBER,
        phonenumbers.PhoneNumberType.UAN,
    }
)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_ETHEREUM = re.compile(r"0[xX][0-9a-fA-F]{40}")
_IBAN_LENGTHS = """
15 NO; 16 BE; 18 DK FK FI FO GL NL SD; 19 MK SI; 20 AT BA EE KZ LT LU MN XK; 21 CH HR LI LV; 22 BG BH CR DE GB GE IE ME
RS VA; 23 AE GI IL IQ OM SO TL; 24 AD CZ DZ ES MD PK RO SA SE SK TN VG; 25 AO CV GW LY MZ PT ST; 26 IR IS TR; 27 BI BF
CF CG CM DJ FR GA GQ GR IT KM MC MG ML MR NE SM TD TG SN BJ CI; 28 AL AZ BY CY DO GT HN HU LB NI PL SV; 29 BR EG PS QA
UA; 30 JO KW MU YE; 31 MT SC; 32 LC; 33 RU
"""


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

    Letters are no digits: neither a masked digit nor a letter O is read as one. A number without prefix that could
    also be another country's in full, its plus sign lost, is of none.

    >>> phone("+40 722 xxx xxx"), phone("O722123456", "RO"), phone("33612345678", "DE")
    (None, None, None)
    """
    stripped = text.strip()
    if stripped.startswith("00"):
        stripped = "+" + stripped[2:]
    if _is_plain(stripped):
        return stripped
    if _DAMAGED.fullmatch(stripped):
        return None
    try:
        number = phonenumbers.parse(stripped, default_country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number) or _has_letters(stripped, number):
        return None
    found = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None if lost_plus(stripped) and found != f"+{stripped}" else found


def _has_letters(text: str, number: phonenumbers.PhoneNumber) -> bool:
    """Whether a letter was read as a digit, or touches the first: the number is then not what is written."""
    if not any(c.isalpha() for c in text):
        return False
    written = "".join(str(unicodedata.decimal(c)) for c in text if c.isdecimal())
    return str(number.national_number) not in written or _TOUCHED.match(text) is not None


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

    Freephone and other numbers of no place are, where countries share a calling code, of all of them.

    Examples
    --------
    >>> phone_country("+40722123456"), phone_country("+80012345678"), phone_country("+18005551234")
    ('RO', None, None)
    """
    regions = _regions(e164)
    region = regions[0] if len(regions) == 1 else _of_several(e164)
    return region if region and len(region) == 2 and region.isalpha() else None


def _of_several(e164: str) -> str | None:
    """Return the region of a number whose calling code several share, None where the number is of no place."""
    number = phonenumbers.parse(e164)
    if phonenumbers.number_type(number) in _OF_NO_PLACE:
        return None
    return phonenumbers.region_code_for_number(number)


def _regions(e164: str) -> tuple[str, ...]:
    """Return the regions that share the calling code of a number; most codes are of one region alone."""
    codes = (int(e164[1 : 1 + size]) for size in (1, 2, 3))
    known = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    return next((tuple(known[code]) for code in codes if code in known), ())


@cache
def _iban_lengths() -> dict[str, int]:
    """Return the length of an IBAN by country, as the register of ISO 13616 and partial users have it."""
    groups = (group.split() for group in _IBAN_LENGTHS.split(";"))
    return {country: int(length) for length, *countries in groups for country in countries}


@lru_cache(maxsize=500_000)
def iban(text: str) -> str | None:
    """Return an IBAN without blanks where its length is its country's and its check digits are right, else None.

    Examples
    --------
    >>> iban("GB82 WEST 1234 5698 7654 32"), iban("GB82 WEST 1234 5698 7654 33"), iban("GB82WEST1234569876543")
    ('GB82WEST12345698765432', None, None)
    """
    compact = _MARKS.sub("", text.upper()).removeprefix("IBAN")
    if not _IBAN.fullmatch(compact) or not compact.isascii() or _iban_lengths().get(compact[:2]) != len(compact):
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
    """Return a wallet address without outer blanks, its case kept (Base58 is case-sensitive).

    Of Bitcoin, Tron and Ethereum addresses the checksum is asked for, where the address has one; addresses of other
    chains are taken as they are.

    Examples
    --------
    >>> wallet(" 1BoatSLRHtKNngkdXEeobR76b53LETtpyT "), wallet("1boatslrhtknngkdxeeobr76b53lettpyt")
    ('1BoatSLRHtKNngkdXEeobR76b53LETtpyT', None)
    """
    stripped = text.strip()
    if not (20 <= len(stripped) <= 120 and stripped.isascii() and stripped.isalnum()):
        return None
    if _ETHEREUM.fullmatch(stripped):
        right = wallets.eip55(stripped)
    elif stripped[:3].lower() in ("bc1", "tb1"):
        right = wallets.bech32(stripped)
    elif (stripped[0] in "13" and len(stripped) <= 35) or (stripped[0] == "T" and len(stripped) == 34):
        right = wallets.base58check(stripped)
    else:
        right = True
    return stripped if right else None


@lru_cache(maxsize=500_000)
def document(text: str) -> str | None:
    """Return a document number in capitals without blanks and marks, None where fewer than 5 characters are left.

    Examples
    --------
    >>> document("ab 123-456"), document("n/a")
    ('AB123456', None)
    """
    if damaged(text):
        return None
    compact = _MARKS.sub("", text.upper())
    numbered = compact[-1:].isdigit() or any(c.isdigit() for c in compact)  # nearly all end with a digit
    return compact if len(compact) >= 5 and numbered else None


def damaged(text: str) -> bool:
    """Return whether a spreadsheet has changed a number: written as a power of ten, with a fraction, cut or rounded.

    What was lost cannot be known, so nothing is repaired.

    Examples
    --------
    >>> damaged("4.47701E+11"), damaged("447700900123.0"), damaged("8944110068987650000"), damaged("447700900123")
    (True, True, True, False)
    """
    stripped = text.strip()
    if _DAMAGED.fullmatch(stripped):
        return True
    return stripped.isdecimal() and len(stripped) > 15 and not stripped[15:].strip("0")


def lost_plus(text: str) -> bool:
    """Return whether a number is a telephone number in full that lacks only its plus sign.

    Examples
    --------
    >>> lost_plus("40722123456"), lost_plus("0722123456")
    (True, False)
    """
    stripped = text.strip()
    return len(stripped) >= 11 and is_whole(stripped)


def is_whole(text: str) -> bool:
    """Return whether digits are a telephone number in full without its plus sign, in a range that is in use.

    Examples
    --------
    >>> is_whole("4520123456"), is_whole("612345678"), is_whole("0722123456")
    (True, False, False)
    """
    stripped = text.strip()
    if not (stripped.isdecimal() and len(stripped) <= 15 and stripped[0] != "0"):
        return False
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(f"+{stripped}"))
    except phonenumbers.NumberParseException:
        return False
