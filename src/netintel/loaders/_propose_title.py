"""Reads the title of a column: of which thing in the row it speaks, and what it says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from netintel.vocab import column_titles
from netintel.vocab.column_titles import fold, known

_BRACKETS: Final = re.compile(r"\s*[(\[{]([^)\]}]*)[)\]}]\s*")
_PARTS: Final = re.compile(r"[/,;&+|]|\s-\s|\s(?:und|and|y|et|i|e|и|и|oder|or|o|lub|si|și)\s")
_INFLECTED: Final = ("pl", "bg", "ru", "uk", "ro", "el", "tr")
_NUMBERED: Final = re.compile(r"(.*?)[\s_.#-]*([1-4])")
_JOINED: Final[dict[frozenset[str], str]] = {
    frozenset({"last_name", "first_name"}): "name",
    frozenset({"name", "first_name"}): "name",
    frozenset({"name", "last_name"}): "name",
    frozenset({"name", "last_name", "first_name"}): "name",
    frozenset({"date", "time"}): "date",
    frozenset({"make", "model"}): "make_model",
    frozenset({"make", "vehicle_type"}): "make_model",
    frozenset({"make", "type"}): "make_model",
    frozenset({"latitude", "longitude"}): "coordinates",
    frozenset({"city", "address"}): "address",
    frozenset({"postcode", "city"}): "city",
    frozenset({"address", "postcode", "city"}): "address",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a title says.

    Attributes
    ----------
    meaning : str
        Property; empty where the title names only a party or thing of the row, or is not known.
    side : str
        Party or thing of the row, empty where the title names none.
    number : str
        The digit at its end (`Phone 2`).
    sure : bool
        Whether all words of the title are understood, and in one way.
    why : str
        How it was read, for the reader of the proposal.
    others : tuple of str
        What else it may mean; the values decide.
    """

    meaning: str = ""
    side: str = ""
    number: str = ""
    sure: bool = False
    why: str = ""
    others: tuple[str, ...] = ()


def read_title(title: str, language: str) -> Reading:
    """Return what a title says, in the language of its table first.

    Examples
    --------
    >>> r = read_title("Kontonummer Empfänger", "de")
    >>> r.meaning, r.side, r.sure
    ('account_number', 'receiver', True)
    >>> read_title("Name, Vorname", "de").meaning, read_title("Tel. 2", "de").number, read_title("Xyzzy", "de").sure
    ('name', '2', False)
    """
    plain = _BRACKETS.sub(" ", title).strip()
    for text in dict.fromkeys((title, plain)):
        found = _whole(text, language)
        if found is not None:
            return found
    numbered = _NUMBERED.fullmatch(plain)
    if numbered and numbered[1]:
        found = _whole(numbered[1], language)
        if found is not None:
            return Reading(found.meaning, found.side, numbered[2], found.sure, found.why)
    return _parts(plain, language) or _abbreviated(plain, language) or _somewhere(plain, language)


def hint(title: str) -> str:
    """Return what stands in brackets in a title, or the last word: a unit or a currency, perhaps."""
    found = _BRACKETS.search(title)
    return found[1].strip() if found else (title.split() or [""])[-1]


def _whole(text: str, language: str) -> Reading | None:
    words = fold(text).split()
    return _exact(words, language) or _sided(words, language) or _compound(words, language)


def _exact(words: list[str], language: str) -> Reading | None:
    for key in dict.fromkeys((" ".join(words), " ".join(word for word in words if word != "#"))):
        found = column_titles.meanings(key, language) if key else ()
        if found:
            return _chosen(found)
    return None


def _chosen(found: tuple[str, ...]) -> Reading:
    plain = [meaning for meaning in found if not meaning.startswith("@")]
    sides = [meaning[1:] for meaning in found if meaning.startswith("@")]
    if not plain:
        return Reading("", sides[0], "", len(sides) == 1, "the title names a party")
    sure = len(plain) == 1
    why = "the title is known" if sure else f"the title may mean {' or '.join(plain)}"
    return Reading(plain[0], "", "", sure, why, tuple(plain[1:]))


def _sided(words: list[str], language: str) -> Reading | None:
    """Part a title into the words of a party and those of what is said of it."""
    for at in range(1, len(words)):
        for party, rest in ((words[:at], words[at:]), (words[at:], words[:at])):
            side, said = _side(party, language), _exact(rest, language)
            if side and said is not None and said.meaning:
                return Reading(said.meaning, side, "", said.sure, "the title names a party and a property")
            if side and rest == ["#"]:
                return Reading("", side, "", True, "the title names a party")
    return None


def _side(words: list[str], language: str) -> str:
    found = column_titles.meanings(" ".join(words), language)
    sides = [meaning[1:] for meaning in found if meaning.startswith("@")]
    if not found and len(words) == 1 and language in _INFLECTED:
        sides = list({side for stem, side in _parties(language) if _is_form(words[0], stem)})
    return sides[0] if len(sides) == 1 else ""


@cache
def _parties(language: str) -> tuple[tuple[str, str], ...]:
    told = ((key, meaning) for key, of in known().items() if " " not in key for meaning in of.get(language, ()))
    return tuple((key, meaning[1:]) for key, meaning in told if meaning.startswith("@"))


def _is_form(word: str, stem: str) -> bool:
    """Whether a word is another case of a stem: the same letters but for the last ones."""
    same = next((at for at, (a, b) in enumerate(zip(word, stem, strict=False)) if a != b), min(len(word), len(stem)))
    return same >= 5 and len(stem) - same <= 2 and len(word) - same <= 3


def _compound(words: list[str], language: str) -> Reading | None:
    """Part a compound, as German and Dutch make them."""
    if language not in ("de", "nl") or len(words) != 1:
        return None
    word = words[0]
    for at in range(len(word) - 2, 3, -1):
        for party in dict.fromkeys((word[:at], word[:at].rstrip("s"), word[:at].removesuffix("en"))):
            side, said = _side([party], language), _exact([word[at:]], language)
            if side and said is not None and said.meaning:
                return Reading(said.meaning, side, "", said.sure, "the title names a party and a property")
    return None


def _parts(text: str, language: str) -> Reading | None:
    parts = [part for part in _PARTS.split(text) if part.strip()]
    if len(parts) < 2:
        return None
    found = [_whole(part, language) for part in parts]
    read = [one for one in found if one is not None]
    cut = [part for part, one in zip(parts, found, strict=True) if one is None]
    if not read or any(len(part.strip(" .")) > 4 for part in cut) or len(cut) >= len(read):
        return None
    sides = {one.side for one in read if one.side}
    said = {one.meaning for one in read if one.meaning}
    meaning = next(iter(said)) if len(said) == 1 else _JOINED.get(frozenset(said), "")
    if len(sides) > 1 or not meaning:
        return Reading(why=f"the title joins several: {', '.join(sorted(said or sides))}")
    return Reading(meaning, next(iter(sides), ""), "", True, "the title joins what is one")


def _abbreviated(text: str, language: str) -> Reading | None:
    """Read words cut off by a point as the beginning of words of a known title, where all such mean one thing."""
    raw = [word for word in re.split(r"[\s_-]+|(?<=\.)", text) if word]
    words = [(fold(word), word.endswith(".")) for word in raw]
    words = [(word, cut) for word, cut in words if word]
    content = [(word, cut) for word, cut in words if word != "#"]
    if not any(cut and len(word) >= 3 + (len(content) == 1) for word, cut in content):
        return None
    means: set[str] = set()
    for key, of in known().items():
        parts = key.split()
        if language in of and len(parts) == len(words) and all(map(_begins, parts, words)):
            means.update(of[language])
    if len(means) != 1:
        return None
    (meaning,) = means
    side = meaning[1:] if meaning.startswith("@") else ""
    return Reading("" if side else meaning, side, "", True, "the title is an abbreviation of a known one")


def _begins(part: str, word: tuple[str, bool]) -> bool:
    text, cut = word
    return part == text or (cut and len(text) >= 3 and part.startswith(text))


def _somewhere(text: str, language: str) -> Reading:
    """Return what a part of the title says; what the rest of it says is not known."""
    words = fold(text).split()
    for size in range(len(words) - 1, 0, -1):
        for at in range(len(words) - size + 1):
            part = words[at : at + size]
            if part == ["#"] or language not in known().get(" ".join(part), {}):
                continue
            found = _exact(part, language)
            if found is not None and found.meaning:
                return Reading(found.meaning, "", "", False, f"only a part of the title is known ({found.meaning})")
    return Reading(why="the title is not known")
