"""Latin with marks: which marks change the sound, and which only colour it."""

from __future__ import annotations

import re
from typing import Final

SOUNDS: Final = str.maketrans(
    {
        **{"č": "č", "ć": "č", "ç": "č", "ĉ": "č", "š": "š", "ş": "š", "ș": "š", "ŝ": "š", "ž": "ž", "ż": "ž"},
        **{"ţ": "ts", "ț": "ts", "ł": "l", "ß": "ss", "ğ": "g", "ı": "i", "ə": "a", "ð": "d", "þ": "th", "ø": "o"},
        **{"æ": "ae", "œ": "oe", "å": "aa", "đ": "dž", "ř": "r", "ĝ": "g", "ħ": "h", "ŋ": "ng", "ɓ": "b", "ɗ": "d"},
    }
)
_VIETNAMESE: Final = re.compile(
    "[ơưăạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹĩ]|^đ(?:inh|oan|an|ang|ong|iep|ình|ào|ô)"
)
_TURKISH: Final = re.compile("[ığə]|[üö].*c[aeiouüö]|c[aeiouüö].*[üö]")


def sounded(word: str) -> str:
    """Return a word with the marks that change the sound of a letter written out.

    Đ is d in Vietnamese and dž in Croatian; c is dž in a word with letters that only Turkish and Azerbaijani have.

    Examples
    --------
    >>> sounded("đorđević"), sounded("đặng"), sounded("hacıoğlu")
    ('džordževič', 'dặng', 'hadžioglu')
    """
    if "đ" in word and _VIETNAMESE.search(word):
        word = word.replace("đ", "d")
    if "c" in word and _TURKISH.search(word):
        word = word.replace("c", "dž")
    if word.endswith("ü"):
        word = word[:-1] + "i"  # Şükrü is Shukri
    if word.startswith(("â", "û")):
        word = "y" + word  # ISO 9 for я and ю
    return word.translate(SOUNDS)
