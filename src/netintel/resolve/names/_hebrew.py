"""Hebrew: vav and yod between consonants are vowels, the rest is read letter by letter."""

from __future__ import annotations

import re
from typing import Final

_LETTERS: Final = str.maketrans(
    {
        **dict(zip("אבגדהוזחטילמםנןסעקרת", "avgdhuzhtilmmnnsakrt", strict=True)),
        **{"כ": "kh", "ך": "kh", "פ": "p", "ף": "f", "צ": "ts", "ץ": "ts", "ש": "š"},
    }
)
_READ: Final = {
    **{"דוד": "david", "משה": "moshe", "שרה": "sara", "חנה": "hana", "לאה": "lea", "חוה": "hava", "לוי": "levi"},
    **{
        "ישראל": "israel",
        "יצחק": "yitzhak",
        "נועה": "noa",
        "כהן": "kohen",
        "נתניהו": "netanyahu",
        "אורי": "uri",
        "אורן": "oren",
    },
}
_FIRST: Final = {"ב": "b", "כ": "k", "ו": "v", "י": "y"}
_YAHU: Final = re.compile("(?<=.)יהו$")
_LAST_H: Final = re.compile("(?<=.)ה$")


def latin(word: str) -> str:
    """Return a Hebrew word in Latin letters.

    Examples
    --------
    >>> latin("יוסף"), latin("ברוך")
    ('yusf', 'brukh')
    """
    known = _READ.get(word)
    if known is not None:
        return known
    plain = _LAST_H.sub("א", _YAHU.sub("יאהו", word.replace("וו", "ב")))
    return _FIRST.get(plain[:1], plain[:1]).translate(_LETTERS) + plain[1:].translate(_LETTERS)
