"""The consonant skeleton of a name: what its spellings in different scripts and habits have in common.

Sounds are folded to classes: `c` = ch, sh and their clusters; `j` = j, zh, dzh and y before a vowel at the beginning;
`z` = z, ts; `h` = h, kh, g, gh; `v` = v, w, f; final d, b, z sound as t, p, s. Vowels fall, except the class (a, i, o)
of a vowel at either end; a word of one or two consonants keeps the vowel after the first.

While a word is read, a capital is a sound already decided and a small letter is still a spelling.
"""

from __future__ import annotations

import re
from typing import Final

from netintel.resolve.names import _stems

_ENDINGS: Final = (
    (r"(?<=..)a[yji]*e(?:ff|[vwf])a?$", "AV"),  # Nikolaev is not Nikolov
    (r"(?<=[aei])ttin$", "ddin"),  # Nurettin
    (r"(?<=..)([oe])(?:ff|v|w|f)a$", r"\1v"),  # Ivanova is filed with Ivanov
    (r"(?<=..)([oe])(?:v|w)s$", r"\1v"),  # Latvian -ovs
    (r"(?<=.)(s|z|t?s|c|tz|tc)k(?:aya|aja|aia|oy|oi|[iy][iyj]?|a)$", r"\1ki"),  # -ski, -skij, -sky, -ska, -skaya
    (r"(?<=...)aya$", "oy"),
    (r"(?<=opoul)ou$|(?<=opul)u$", "os"),  # Greek genitives of women's surnames
    (r"(?<=[aei]d)o?u$", "is"),
    (r"(?<=[^aeiouy]k)ina$|(?<=[iou][ktsl])ina$|(?<=shk)ina$", "in"),
    (r"(?<=..[aiu]n)e$|(?<=xandr)e$|(?<=ien)e$|(?<=ienn)e$", ""),  # Soufiane, Poutine, Catherine
    (r"(?<=..)ce(?=k$)", "če"),
    (r"cik$", "čik"),
    (r"ck(?=iewi)", "tsk"),
    (r"(?<=[rly])can$", "džan"),  # Nurcan, Aycan
    (r"^(zorn|mil|slav|lju?b|dan|jov|iv|stan|gordan|ros)ica$", r"\1itsa"),
    (r"(?<=[a-z])ic$", "ič"),
    (r"(?<=[aiou])ch$", "č"),
    (r"(?<=[aou])c$", "č"),
    (r"(?<=[aeiouy])k?h$", "a"),  # Fatimah, Salih: the h is heard by few
)
_MARKS_LOST: Final = re.compile("^[a-z]{3,}ic$")
_LOST_C: Final = re.compile("c(?!v)")
_SLAVIC: Final = re.compile("(?:[oe](?:v|w|ff?)|ski|ič|enko|čuk|[lr]cin)$")
_SLAVIC_C: Final = re.compile("^c(?=[aeiouyv])|(?<=.)c(?=[eiy])|(?<=[nez])c(?=ov)")
_GERMAN: Final = re.compile("sch|[čšž](?!$)|[oe]w$")  # where sh and ch are written otherwise, ch is the sound of Bach
_PLAIN_CH: Final = re.compile("(?<![st])ch")
_GREEK: Final = re.compile("(?:[aeiou]s|idi|ou)$")
_CONTEXTS: Final = (
    (r"ee", "i"),
    (
        r"^(?:ie|ye(?!h))|^je(?=l(?:en|is|iz|z|ts|c)|[vwfk]|g[oi]|r[emo]|m[ei]l|pi|fr|sen|gh)",
        "e",
    ),  # Yelena, Jelena, Elena
    (r"^c[ei](?=[aou])|ci(?=un)", "C"),
    (r"(?<=[aeiou])gi(?=[ao])", "y"),  # Panagiotis, Panayiotis
    (r"^ei(?=[rl])", "i"),
    (r"(?<=ou)j(?=[aeou])", "J"),
    (r"c(?=[eiy])", "S"),
    (r"^[iyj]i?(?=[aeou])", "J"),
    (r"gj", "J"),
    (r"^ji", "Ji"),
    (r"(?<=[^aeiouy])[iy]+(?=[aeou])|(?<=[lnrtsvwmbpzkfg])j(?=[aeou])", ""),
    (r"jj", "J"),
    (r"^jh", "J"),
    (r"^h(?=r)|^x(?=r)|^ch(?=[lrvmn])|(?<!s)ch(?=[lr])|(?<=[ae])ch(?=m)", "H"),
    (r"(?<=[^hs])cht(?!s?ch)", "HT"),
    (r"(?<=a)j(?=[aou]|ee|i(?!č|ts|š|s?[hn]|ch))(?!ja$|jan|jev)|(?<=y)j(?=[^aeiouy])", "J"),
    (r"oji(?=d)", "oJi"),
    (r"eja(?=d)", "eJa"),
    (r"(?<=[ln])j$", ""),
    (r"ch(?=ai$)", "H"),
    (r"(?<=[aeiou])j(?=.)|(?<=[^d])j(?=[^aeiouy]|$)|(?<=[lnrtsvwmbpzk])j", "y"),
    (r"^oua|(?<=[aenhr])oua|(?<=l)oua$", "Va"),
    (r"^oui|(?<=a)oui", "Vi"),
    (r"^mp", "B"),
    (r"^nt(?=[aeiouy])", "D"),
    (r"^ng", "N"),
    (r"^c(?=v)|(?<=.)c(?=k[iy]?$)", "Z"),
    (r"qu(?=[ei])", "K"),
)
_SPELLED: Final = {
    "C": "ssh ttch ttsch chtch shtch schtsch shch szcz stsch šč schtch sht št cht tsch tch tsh sch sh ch cz sz cs č š",
    "J": "dsch dzh dž dj xh zh zs ž j",
    "Z": "ts tz dz zz z",
    "H": "ngh nkh kkh kh gh gk gg ng hh h g",
    "K": "ck kk cc q k c",
    "T": "tth th tt t",
    "D": "ddh dh dd d",
    "P": "pp p",
    "B": "bb b",
    "V": "ph ff vv f v w",
    "L": "ll l",
    "R": "rr r",
    "M": "mm m",
    "N": "nn n",
    "S": "ss s",
    "KS": "x",
    "MB": "mp mb",
    "MV": "mph mf mv",
    "ND": "nt nd",
    "NC": "ntch ntsch nč",
    "NJ": "ndj ndzh ndž",
    "NZ": "nts ntz ndz",
    "a": "a e",
    "i": "i y",
    "o": "o u",
}
_SOUND: Final = {spelling: sound for sound, line in _SPELLED.items() for spelling in line.split()}
_SPELLING: Final = re.compile("|".join(sorted(_SOUND, key=lambda s: (-len(s), s))))
_COMPILED_ENDINGS: Final = tuple((re.compile(pattern), made) for pattern, made in _ENDINGS)
_COMPILED_CONTEXTS: Final = tuple((re.compile(pattern), made) for pattern, made in _CONTEXTS)
_VOWELS: Final = re.compile("[aio]+")
_TWICE: Final = re.compile(r"([A-Z])\1+")
_JOINED: Final = re.compile("[ST](?=C)|D(?=J)|T(?=Z)")  # Mkrtchyan, in Russian Мкртчян
_DEVOICED: Final = str.maketrans("DBZ", "TPS")
_LAST: Final = re.compile("[DBZ]$")


def skeleton(sounded: str) -> str:
    """Return the key of a word in sounded Latin (small letters, and č š ž).

    Examples
    --------
    >>> [skeleton(word) for word in ("dimitrov", "dimitroff", "dimitrowa", "mohammed", "mhmd", "chtcherbakov")]
    ['dmtrv', 'dmtrv', 'dmtrv', 'mhmt', 'mhmt', 'crbkv']
    """
    word = _stems.read(_MARKS_LOST.sub(_with_marks, sounded))
    for pattern, made in _COMPILED_ENDINGS:
        word = pattern.sub(made, word)
    word = _habits(word)
    for pattern, made in _COMPILED_CONTEXTS:
        word = pattern.sub(made, word)
    heard = _JOINED.sub("", _TWICE.sub(r"\1", _SPELLING.sub(lambda match: _SOUND[match[0]], word)))
    return _without_vowels(_LAST.sub(lambda match: match[0].translate(_DEVOICED), heard))


def _habits(word: str) -> str:
    """Read what only the look of the whole word decides: the c of Slavic names, the ch and u of Greek ones."""
    if "c" in word and _SLAVIC.search(word):
        word = _SLAVIC_C.sub("Z", word)
    if "ch" in word and (_GREEK.search(word) or _GERMAN.search(word)):
        word = _PLAIN_CH.sub("H", word)
    return word


def _with_marks(match: re.Match[str]) -> str:
    """A name in -ic has lost its marks: Kovacevic, Hadzic."""
    return _LOST_C.sub("č", match[0].replace("dz", "dž"))


def _without_vowels(heard: str) -> str:
    consonants = sum(c not in "aio" for c in heard)
    groups = list(_VOWELS.finditer(heard))
    made: list[str] = []
    at = 0
    for group in groups:
        made.append(heard[at : group.start()])
        first, last = group.start() == 0, group.end() == len(heard)
        if last and not first:
            made.append(group[0][-1])
        elif first:
            made.append(group[0][0])
        elif consonants <= 2:
            made.append("i" if "i" in group[0] else group[0][0])  # ay and ei as i: Arabic writes them alike
        at = group.end()
    made.append(heard[at:])
    found = "".join(made)
    return (_short(found) if consonants <= 2 else found.replace("NT", "ND")).lower()


def _short(found: str) -> str:
    """Two consonants in a row in a short word had a vowel that its script does not write."""
    return re.sub("(?<=[A-Z])(?=[A-Z])", "a", found)
