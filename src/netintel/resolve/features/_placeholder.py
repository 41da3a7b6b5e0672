"""What is written where a number is not known: zeros, nines, a row of digits, "N/A". Such values name nobody."""

from __future__ import annotations

import re

_WORDS = frozenset(
    "NA NONE NULL NIL NO TEST UNKNOWN UNK NOTKNOWN UNBEKANNT INCONNU DESCONOCIDO SCONOSCIUTO NECUNOSCUT NIEZNANY "
    "NEIZVESTEN NEIZVESTNO ONBEKEND BILINMIYOR PENDING NOTAVAILABLE UNAVAILABLE TBC TBD KEINE OHNE SANS NAN".split()
)
_LEAST = 4
_ROW = "01234567890123456789"


def shape(text: str) -> str:
    """Return the letters and digits of a number, in capitals.

    >>> shape("ab 12-34.x")
    'AB1234X'
    """
    return re.sub(r"[\W_]", "", text.upper())


def placeholder(text: str) -> bool:
    """Return whether a number is none.

    Examples
    --------
    >>> [placeholder(text) for text in ("0000000", "N/A", "123456789", "XXXXX", "AB000000", "unknown")]
    [True, True, True, True, True, True]
    >>> [placeholder(text) for text in ("AB 123456", "1000000", "C01X00T47", "0000123")]
    [False, False, False, False]
    """
    plain = shape(text)
    digits = re.sub(r"\D", "", plain)
    if len(plain) < _LEAST or plain in _WORDS or len(set(plain)) == 1:
        return True
    if digits == plain and (digits in _ROW or digits in _ROW[::-1]):
        return True
    return len(digits) >= _LEAST and set(digits) == {"0"}
