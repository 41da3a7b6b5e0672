"""Guesses in which encoding a text was written, for a person to choose from; nothing is ever read by a guess.

Each candidate decodes the bytes strictly, and its letters are compared with how often the languages of Europe, the
Middle East and East Asia use theirs.
"""

from __future__ import annotations

import codecs
import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

CANDIDATES: Final = (
    "cp1251", "cp1252", "cp1250", "cp1253", "cp1254", "cp1256", "koi8-r", "iso8859-2", "iso8859-5", "iso8859-7",
    "iso8859-9", "cp1257", "cp1255", "cp866", "shift_jis", "gb18030",
)  # fmt: skip
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLED, _WORDS, _LONGEST = 60_000, 5, 40
_FAR = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[\w'’-]*[^\W\x00-\x7f][\w'’-]*")
_BROKEN = re.compile(r"[a-zß-öø-ÿа-яά-ώ][A-ZÀ-ÖØ-ÞА-ЯΑ-Ω](?=[a-zа-яά-ώ]|\b)")
_BESIDE = re.compile(r"[A-Za-z][\u0370-\u06ff]|[\u0370-\u06ff][A-Za-z]")
_LETTERS: Final = """
ru оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё
uk оанивтерскілудмпзяьбгйчхцюїжшєщфґ
bg аоиетнрсвлкдпмзяъгбучцжщхйшфюь
sr аоиенрсјтукдвлмпгзбчшћжхцфњђљџ
el αοιετσνηυρπκμλςωγδίόάέήθφχύβώξζψϊϋΐΰ
ar اليمنوترةبدعسفهكحقجشصطأخضذغزثئءإىؤظآپچژگک
he יוהלאתמרבשנדקעחפםצגכטסזןךףץ
pl ąęłóżśćńź
cs íáéěýžščřůúťďňó
sk áíčéšžýúťľôňďäĺŕó
hu áéöóőüíűú
ro ăşţîâ
hr čšžćđ
sq ëç
de üäößé
fr éèàêçùôâîûœëï
es óíáéñúü
pt ãçáéóíêõúâôà
it àèòùìé
sv åäöéøæ
is áíðéóþúýæö
tr ışğüçöi̇âî
lt ėųšįžūąčę
lv āīēšņļūģķžč
et õäüöšž
"""
_QUIET: Final = frozenset("’‘“”„«»–—…€°·№§\xa0´،؛؟ـ\u200c\u200d・、。（）「」")
_RARE, _SYMBOL, _CONTROL, _COMMON_HAN, _MARK = -7.0, -6.5, -12.0, -3.0, -5.5


class Guess(NamedTuple):
    """One way to read the bytes: the encoding, how well its letters fit a language (0 to 1), and five words so read."""

    encoding: str
    plausible: float
    words: tuple[str, ...]


def guesses(data: bytes) -> list[Guess]:
    """Return the encodings that the bytes could be in, most likely first; of those that read alike only the first."""
    wide = _wide(data)
    if wide:
        return [Guess(wide, 1.0, _words(data[:_SAMPLED].decode(wide, "ignore")))]
    sample = _sample(data)
    read: dict[str, str] = {}
    for encoding in CANDIDATES:
        text = _decoded(data if len(data) <= _SAMPLED else sample, sample, encoding)
        if text is not None and text not in read.values():
            read[encoding] = text
    rated = sorted(((_rating(text), name) for name, text in read.items()), key=lambda pair: -pair[0])
    return [Guess(name, _share(rating), _words(read[name])) for rating, name in rated]


def _share(rating: float) -> float:
    """Return a rating as a number from 0 to 1; what languages give their own letters is 1."""
    return round(math.exp(min(0.0, rating + 3) / 2), 3)


def encodings(path: str | Path) -> pd.DataFrame:
    """Show how a file would read in the encodings it could be in, most likely first.

    For a file that was refused because nothing says how its letters are written: whoever knows the names chooses the
    row that reads right, and states it as `table: {encoding: …}` in a mapping beside the file.

    Parameters
    ----------
    path
        The file; also packed as `.gz`.

    Returns
    -------
    pandas.DataFrame
        One row an encoding: `encoding`, `plausible` (0 to 1, how well the letters fit a language), `word_1` … `word_5`
        (words of the file with letters beyond ASCII, cut after 40 characters, what cannot be seen shown as codes).
        These are personal data. Empty where the file is UTF-8.
    """
    import pandas as pd

    from netintel.loaders._source import receive
    from netintel.model.limits import DEFAULT

    data = receive(Path(path), Path(path).name, None, {}, DEFAULT).data
    found = [] if _is_marked_or_utf8(data) else guesses(data)
    columns = ["encoding", "plausible", *(f"word_{number}" for number in range(1, _WORDS + 1))]
    rows = [[guess.encoding, guess.plausible, *guess.words, *[""] * (_WORDS - len(guess.words))] for guess in found]
    return pd.DataFrame(rows, columns=columns)


def is_wide(data: bytes) -> bool:
    """Return whether the bytes are UTF-16 without a mark, by the zeros beside the letters of ASCII."""
    return _wide(data) != ""


def pasted(data: bytes) -> int | None:
    """Return the number of the first line that is no UTF-8 where other lines beyond ASCII are; None where none is.

    Such a text is of two encodings or damaged: no one encoding reads it.
    """
    wrong, right = None, False
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            right = True
        except UnicodeDecodeError:
            wrong = wrong or number
        if right and wrong:
            return wrong
    return None


def visible(text: str) -> str:
    """Return a word cut to forty characters in which what cannot be seen stands as its code."""
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in cut)


def _wide(data: bytes) -> str:
    head = data[: _SAMPLED // 2 * 2]
    if len(head) < 4 or b"\x00" not in head:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    for encoding, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros > len(head) / 40 and others < zeros / 20:
            try:
                text = head[: len(head) - len(head) % 2].decode(encoding, "strict")
            except UnicodeDecodeError:
                continue
            if any(mark in text for mark in "\n,;\t{<"):
                return encoding
    return ""


def _is_marked_or_utf8(data: bytes) -> bool:
    if any(data.startswith(mark) for mark, _ in MARKS):
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not is_wide(data)


def _sample(data: bytes) -> bytes:
    """Return lines that hold letters beyond ASCII, from all of the file."""
    lines = [line for line in data.split(b"\n") if not line.isascii()]
    step = max(1, sum(map(len, lines)) // _SAMPLED)
    return b"\n".join(lines[::step])[: 2 * _SAMPLED]


def _decoded(whole: bytes, sample: bytes, encoding: str) -> str | None:
    try:
        if whole is not sample:
            whole.decode(encoding)
        return codecs.getincrementaldecoder(encoding)().decode(sample)  # a cut last letter is no fault
    except UnicodeDecodeError:
        return None


def _words(text: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for match in _WORD.finditer(text):
        found.setdefault(visible(match[0]))
        if len(found) == _WORDS:
            break
    return tuple(found)


def _rating(text: str) -> float:
    """Return how well the letters beyond ASCII fit the language they fit best: the mean logarithm of their share."""
    far = Counter(_FAR.findall(text.lower()))
    n = sum(far.values())
    if not n:
        return -20.0
    alone = sum(count * _alone(c) for c, count in far.items() if c not in _letters_of_all())
    lettered = {c: count for c, count in far.items() if c in _letters_of_all()}
    best = max(sum(count * shares.get(c, _RARE) for c, count in lettered.items()) for shares in _shares().values())
    odd = 3 * len(_BROKEN.findall(text)) + 3 * len(_BESIDE.findall(text))
    return (best + alone - odd) / n


@cache
def _shares() -> dict[str, dict[str, float]]:
    made = {}
    for line in _LETTERS.strip().splitlines():
        language, letters = line.split()
        weights = {c: 1 / (rank + 3) for rank, c in enumerate(letters)}
        total = sum(weights.values())
        made[language] = {c: math.log(weight / total) for c, weight in weights.items()}
    return made


@cache
def _letters_of_all() -> frozenset[str]:
    return frozenset().union(*_shares().values())


@cache
def _alone(c: str) -> float:
    """Return the rating of a character that is no letter of an alphabet listed here."""
    if c in _QUIET:
        return _MARK
    if c <= "\x9f":
        return _CONTROL
    if "\u3040" <= c <= "\u30ff":
        return -2.5
    if "\u4e00" <= c <= "\u9fff":
        return _COMMON_HAN if _is_common(c) else _RARE
    return _RARE if c.isalpha() else _SYMBOL


def _is_common(c: str) -> bool:
    """Whether an ideograph is of the first level of GB 2312 or JIS X 0208, which hold those in daily use."""
    for encoding, first, last in (("gb2312", 0xB0, 0xD7), ("shift_jis", 0x88, 0x97)):
        try:
            if first <= c.encode(encoding)[0] <= last:
                return True
        except UnicodeEncodeError:
            continue
    return False


def likeliest(data: bytes, n: int = 3) -> Iterator[str]:
    """Give the names of the likeliest encodings, for a message that may hold no word of the file."""
    yield from (guess.encoding for guess in guesses(data)[:n])
