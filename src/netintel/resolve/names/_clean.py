"""What of a written name can be compared: no invisible characters, no marks of quotation, of bounded length."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 300
"""Characters of a name that are read."""

_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u0640\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_ADDRESSED: Final = re.compile(r"(?<!\w)(?:(?i:г-н|г-жа|г-ца|д-р|д-ра|ж-р|инж|б-н)(?!\w)\.?|κα?\.(?=\s))")
"""Titles that would be taken apart; the Greek κ. in small letters alone, for Κ. is an initial."""

_APOSTROPHES: Final = re.compile("['`´ʹʺʻʼʽʾʿˈ’‘‛′]")
BREAK: Final = re.compile(r"[\s\x00-&(-/:-@\[-_{-\x9f¡-©«-±´-¸»¿×÷‐-⁞₠-⃏。-〟・،؛؟٪-٭۔־׀׃׳״·…]+")


def cleaned(name: str) -> str:
    """Return a name in compatibility form, small letters, without apostrophes and invisible characters.

    Examples
    --------
    >>> cleaned("O’Brien\\u200b,  ＳＥÁＮ")
    'obrien,  seán'
    """
    short = name[:LONGEST]
    if not short.isascii():
        short = _INVISIBLE.sub("", short)
        if not unicodedata.is_normalized("NFKC", short):
            short = unicodedata.normalize("NFKC", short)
        short = _ADDRESSED.sub(" ", short)
    return _APOSTROPHES.sub("", short.lower())[:LONGEST]
