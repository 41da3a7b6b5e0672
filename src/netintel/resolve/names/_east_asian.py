"""Han and Hangul: a name written without spaces is family name first, then the given name as one word.

Han is read in Mandarin, so Japanese and Cantonese names in Han differ from their usual Latin spelling.
"""

from __future__ import annotations

import re
from typing import Final

from anyascii import anyascii

_FAMILIES: Final = {
    **{"이": "lee", "박": "park", "최": "choi", "정": "jung", "강": "kang", "조": "cho", "윤": "yoon", "임": "lim"},
    **{
        "김": "kim",
        "오": "oh",
        "신": "shin",
        "권": "kwon",
        "안": "ahn",
        "유": "yoo",
        "류": "ryu",
        "고": "ko",
        "문": "moon",
    },
    **{
        "손": "son",
        "배": "bae",
        "백": "baek",
        "허": "heo",
        "심": "shim",
        "노": "noh",
        "전": "jeon",
        "구": "koo",
        "우": "woo",
    },
}
_TWO: Final = frozenset("欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 司徒 皇甫 尉迟 南宫 남궁 황보 제갈 선우".split())
BLOCK: Final = re.compile("[㐀-䶿一-鿿豈-﫿가-힯]+")


def parts(word: str) -> tuple[str, ...]:
    """Return the Latin words of a name written without spaces in Han or Hangul.

    Examples
    --------
    >>> parts("王小明"), parts("김민수"), parts("欧阳娜娜")
    (('wang', 'xiaoming'), ('kim', 'minsu'), ('ouyang', 'nana'))
    """
    if not 2 <= len(word) <= 4:
        return (_read(word),) if len(word) > 1 else (_FAMILIES.get(word) or _read(word),)
    cut = 2 if word[:2] in _TWO and len(word) > 2 else 1
    family = _FAMILIES.get(word[:cut]) or _read(word[:cut])
    return family, _read(word[cut:])


def _read(word: str) -> str:
    return "".join(c for c in anyascii(word).lower() if c.isalnum())
