"""Chinese names in Cyrillic are written by the system of Palladius, and are read back as pinyin.

Its -н is pinyin -ng and its -нь is -n, so what is read as Russian (Чжан, Цзюнь, Сюй) meets no other spelling. A word is
taken as Chinese only where it holds what other languages do not write (чж, цз, юй, -нь ...) and all of it is syllables:
Ян, Ли or Дэн stay what they are.
"""

from __future__ import annotations

import re
from typing import Final

_FIRST: Final = {
    **{"б": "b", "п": "p", "м": "m", "ф": "f", "д": "d", "т": "t", "н": "n", "л": "l", "г": "g", "к": "k", "х": "h"},
    **{"чж": "zh", "ч": "ch", "ш": "sh", "ж": "r", "цз": "z", "ц": "c", "с": "s"},
}
_SOFT: Final = {"цз": "j", "ц": "q", "с": "x"}
_LAST: Final = {
    **{"а": "a", "о": "o", "э": "e", "ы": "i", "у": "u", "ай": "ai", "эй": "ei", "ао": "ao", "оу": "ou"},
    **{"ань": "an", "энь": "en", "ан": "ang", "эн": "eng", "ун": "ong", "унь": "un", "уа": "ua", "уо": "uo"},
    **{"уай": "uai", "уй": "ui", "уэй": "ui", "уань": "uan", "уан": "uang"},
}
_SOFT_LAST: Final = {
    **{"и": "i", "я": "ia", "е": "ie", "яо": "iao", "ю": "iu", "янь": "ian", "ян": "iang", "инь": "in", "ин": "ing"},
    **{"юн": "iong", "юй": "u", "юэ": "ue", "юань": "uan", "юнь": "un"},
}
_ALONE: Final = {
    **{"а": "a", "ай": "ai", "ао": "ao", "ань": "an", "ан": "ang", "э": "e", "энь": "en", "эр": "er", "оу": "ou"},
    **{"и": "yi", "инь": "yin", "ин": "ying", "я": "ya", "яо": "yao", "янь": "yan", "ян": "yang", "е": "ye"},
    **{"ю": "you", "юн": "yong", "юй": "yu", "юэ": "yue", "юань": "yuan", "юнь": "yun", "у": "wu", "ва": "wa"},
    **{"вай": "wai", "вань": "wan", "ван": "wang", "вэй": "wei", "вэнь": "wen", "вэн": "weng", "во": "wo"},
}
_SYLLABLES: Final = {
    **_ALONE,
    **{first + last: said + end for first, said in _FIRST.items() for last, end in _LAST.items()},
    **{
        first + last: _SOFT.get(first, said) + end for first, said in _FIRST.items() for last, end in _SOFT_LAST.items()
    },
    **{
        first + "о": _FIRST[first] + "uo"
        for first in ("д", "т", "н", "л", "г", "к", "х", "чж", "ч", "ш", "ж", "цз", "с")
    },
}
_ONE: Final = "|".join(sorted(_SYLLABLES, key=lambda syllable: (-len(syllable), syllable)))
_NAME: Final = re.compile(f"({_ONE})({_ONE})?({_ONE})?")
_CHINESE: Final = re.compile("чж|цз|ц[юя]|сяо|ся[нч]|хуэ|эй|ю[йэ]|[аэиуяю]нь(?![яюеи])|[чшж]э|оу$")


def latin(word: str) -> str | None:
    """Return a Chinese word in Cyrillic as pinyin; None where it need not be Chinese.

    Examples
    --------
    >>> latin("чжоу"), latin("сяомин"), latin("цзюнь"), latin("ян"), latin("маша")
    ('zhou', 'xiaoming', 'jun', None, None)
    """
    if not _CHINESE.search(word):
        return None
    match = _NAME.fullmatch(word)
    return "".join(_SYLLABLES[syllable] for syllable in match.groups() if syllable) if match else None
