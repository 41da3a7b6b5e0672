"""One word of a name, in any script, as Latin text and as key."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from anyascii import anyascii

from netintel.resolve.names import _arabic, _cyrillic, _greek, _hebrew, _latin, _palladius
from netintel.resolve.names._skeleton import skeleton

_CYRILLIC: Final = re.compile("[\u0400-\u052f]")
_GREEK: Final = re.compile("[\u0370-\u03ff]")
_ARABIC: Final = re.compile("[\u0600-\u06ff]")
_HEBREW: Final = re.compile("[\u05d0-\u05ea]")
_ARMENIAN: Final = str.maketrans({"ւ": "", "և": "ev", "ե": "e"})
_FOREIGN: Final = re.compile("[^\x00-\u024f\u0250-\u02af\u0300-\u036f\u1e00-\u1eff]")
_UNSPELLED: Final = re.compile("[^a-zčšž0-9]+")
_UNTEXT: Final = re.compile("[^a-z0-9]+")
_SPELLED_OUT: Final = str.maketrans({"č": "ch", "š": "sh", "ž": "zh"})
_DIGITS: Final = re.compile("[0-9]")


@lru_cache(maxsize=1 << 18)
def fold(word: str) -> tuple[str, str]:
    """Return text and key of one word; both are empty where the word holds no letter or digit of any script.

    Examples
    --------
    >>> fold("димитров"), fold("dimitroff"), fold("Δημητρώφ")
    (('dimitrov', 'dmtrv'), ('dimitroff', 'dmtrv'), ('dimitrof', 'dmtrv'))
    """
    lower = word.lower()
    if lower.isascii():
        sounded = text = _UNTEXT.sub("", lower)
    else:
        sounded, text = _both(lower)
    if not text or _DIGITS.search(text):
        return text, text
    return text, skeleton(sounded) or text


def _both(word: str) -> tuple[str, str]:
    """Return a word as sounded Latin and as text."""
    if not _FOREIGN.search(word):
        composed = unicodedata.normalize("NFC", word)
        sounded = _latin.sounded(composed)
        plain = composed.replace("đ", "dj" if "dž" in sounded else "d")
        text = anyascii(unicodedata.normalize("NFKD", plain))
        return _spelled(sounded), _UNTEXT.sub("", text.lower())
    sounded = _spelled(_transliterated(word))
    return sounded, sounded.translate(_SPELLED_OUT)


def _transliterated(word: str) -> str:
    if _ARABIC.search(word):
        word = _arabic.latin(_bare(word))
    if _HEBREW.search(word):
        word = _hebrew.latin(_bare(word))
    if _GREEK.search(word):
        word = _greek.latin(_bare(unicodedata.normalize("NFD", word)))
    if _CYRILLIC.search(word):
        composed = unicodedata.normalize("NFC", word)
        word = _palladius.latin(composed) or composed.translate(_cyrillic.LETTERS)
    return word.replace("ու", "u").replace("եւ", "ev").translate(_ARMENIAN)


def _spelled(word: str) -> str:
    """Return a word of which only a-z, č, š and ž are left."""
    if word.isascii():
        return _UNSPELLED.sub("", word)
    kept = "".join(c if c in "čšž" else anyascii(unicodedata.normalize("NFD", c)) for c in word)
    return _UNSPELLED.sub("", kept.lower())


def _bare(word: str) -> str:
    return "".join(c for c in word if unicodedata.category(c) != "Mn")
