"""Invented identifiers with true check digits: telephone numbers, IBANs, wallets, passports."""

import hashlib
import random

DIALLING = {
    "RO": ("+40", "72", 9), "MD": ("+373", "69", 8), "DE": ("+49", "1512", 11), "BG": ("+359", "88", 9),
    "GR": ("+30", "694", 10), "TR": ("+90", "532", 10), "UA": ("+380", "67", 9), "NL": ("+31", "61", 9),
    "ES": ("+34", "61", 9), "AE": ("+971", "50", 9),
}  # fmt: skip
IBAN_SHAPE = {
    "RO": ("LMPN", 16), "MD": ("LM", 18), "DE": ("", 18), "BG": ("LMPN", 14), "GR": ("", 23), "TR": ("", 22),
    "UA": ("", 25), "NL": ("LMPN", 10), "ES": ("", 20), "AE": ("", 19),
}  # fmt: skip
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def digits(rng: random.Random, length: int) -> str:
    """Draw a string of digits."""
    return "".join(rng.choice("0123456789") for _ in range(length))


def phone(rng: random.Random, country: str) -> str:
    """Draw a mobile number in E.164 form."""
    code, start, length = DIALLING[country]
    return code + start + rng.choice("3456") + digits(rng, length - len(start) - 1)


def national(number: str, country: str) -> str:
    """Write an E.164 number as it is dialled inside its country."""
    code = DIALLING[country][0]
    prefix = "" if country in ("ES", "GR") else "0"
    return prefix + number[len(code) :]


def spaced(number: str) -> str:
    """Write an E.164 number with blanks, as people note it down: +40 721 234 567."""
    code = next(c for c, _, _ in DIALLING.values() if number.startswith(c))
    rest = number[len(code) :]
    return " ".join([code, *(rest[i : i + 3] for i in range(0, len(rest), 3))])


def iban(rng: random.Random, country: str) -> str:
    """Draw an IBAN of an invented bank with valid ISO 13616 check digits."""
    bank, length = IBAN_SHAPE[country]
    body = bank + digits(rng, length)
    as_number = "".join(str(int(letter, 36)) for letter in body + country + "00")
    return f"{country}{98 - int(as_number) % 97:02d}{body}"


def wallet(rng: random.Random) -> str:
    """Draw a Bitcoin address (pay to public key hash) with a valid Base58Check sum and no known key."""
    payload = b"\x00" + rng.getrandbits(160).to_bytes(20, "big")
    payload += hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    number, out = int.from_bytes(payload, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        out = BASE58[rest] + out
    return "1" * (len(payload) - len(payload.lstrip(b"\x00"))) + out


def passport(rng: random.Random) -> str:
    """Draw a passport number of an invented series."""
    return "L" + rng.choice("ABCDEFGHKMNPRT") + digits(rng, 7)
