"""The words of a person's name: titles dropped, particles, initials, patronymics and numbers marked."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from netintel.resolve.names import _east_asian, _palladius
from netintel.resolve.names._clean import BREAK, cleaned
from netintel.resolve.names._fold import fold
from netintel.resolve.names._titles import GUARDED, PARTICLES, TITLES
from netintel.resolve.names._word import Word

_DOTTED: Final = re.compile(r"(?<!\w)([^\W\d_]{1,2})\.")
_SERVANT: Final = frozenset("abd abdul abdel abdal abdou abdoul abdur abdu عبد عبدال".split())
_ARTICLES: Final = frozenset("al el ul ur er ar ad ed as es ash esh az ez an en at et".split())
_SURNAMES: Final = frozenset("le la van do du san".split())
_TIED: Final = PARTICLES - _SURNAMES
_FAMILY_FIRST: Final = frozenset("le do".split())
_LINKS: Final = frozenset("y e i t".split())
_FAITH: Final = frozenset(
    "din dine deen eddin eddine uddin uddine addin aldin eldin allah ullah ulla الدين دين الله".split()
)
_KUNYA: Final = frozenset("abu abou abi ابو أبو".split())
_JOINING: Final = _SERVANT | _ARTICLES | _FAITH | _KUNYA
_GLUED: Final = re.compile(
    "^(?!al(?:ber|ban|fon|fre|man|meid|mir|dona|sin|tan|ton|bin|bor|kal|waz)"
    "|el(?:ber|fri|mir|tan|san|kin|ton|man|zbi|der|win))"
    "(?:al|el)(?=(?:kh|gh|sh|[hqsmzjbfdrtknw])[aeiou]..)"
)
_PATRONYMIC: Final = re.compile("(?:[oe]v[iy]?(?:ch|tch|tsch|c)|ovna|evna|yevna|ivna|[iy]nichna|ych|ovych|yovych)$")
_MIDDLE: Final = re.compile("(?:[oe](?:v|ff?|w)a?)$")
_SURNAME: Final = re.compile("(?:[oe](?:v|ff?|w)a?|ina?|sk[iya]+|enko|chuk|uk|yan|shvili|dze)$")


def person_words(name: str) -> tuple[Word, ...]:
    """Return the words of a person's name, in the order written.

    Titles (Mr, Dr, Sheikh, г-н) are left out. A hyphen parts two words. What belongs to one name is one word:
    abd al-Rahman, Nour Eddine. Family names and given names are not told apart; the middle one of three Slavic names
    that ends like a father's name is marked as patronymic.

    Parameters
    ----------
    name
        As written, in any script; the first 300 characters are read.

    Returns
    -------
    tuple of Word
        Empty where nothing can be read.

    Limits
    ------
    Arabic and Hebrew do not write short vowels; two names that differ in them alone get one key. Han is read in
    Mandarin. Nothing is guessed of the language: a rule that helps one may join two names of another, and without a
    comma the surnames Le, La and Van are read as particles where two other names stand beside them.

    Examples
    --------
    >>> [(word.text, word.key, word.kind) for word in person_words("Mr. DIMITROFF, G. 1984")]
    [('dimitroff', 'dmtrv', 'name'), ('g', 'h', 'initial'), ('1984', '1984', 'number')]
    >>> [word.text for word in person_words("Abd al-Rahman van der Berg")]
    ['abdulrahman', 'van', 'der', 'berg']
    """
    clean = cleaned(name)
    tokens = [token for token in BREAK.split(clean) if token]
    if not clean.isascii() and _east_asian.BLOCK.search(clean):
        tokens = [part for token in tokens for part in _separate(token)]
    if not TITLES.isdisjoint(tokens):
        tokens = _untitled(tokens, clean)
    if not _JOINING.isdisjoint(tokens):
        tokens = _joined(tokens)
    if "ван" in tokens and any(map(_palladius.latin, tokens)):
        tokens = ["wang" if token == "ван" else token for token in tokens]  # and no Dutchman: Ван Сяомин
    words = [_word(token) for token in tokens]
    if "." in clean:
        words = _dotted(words, clean)
    if not _SURNAMES.isdisjoint(tokens) and len(words) > 1:
        words = _surnamed(words, tokens, clean)
    if len(words) > 2 and not _LINKS.isdisjoint(tokens):
        words = _linked(words, clean)
    if len(words) > 2:
        words = _with_patronymic(words)
    named = [word for word in words if word.text]
    for word in named:
        if word.kind == "name":
            return tuple(named)
    return tuple(_all_names(named))


@lru_cache(maxsize=1 << 18)
def _word(token: str) -> Word:
    if token.isdecimal():
        text, key = fold(token)
        return Word(text, key, "number")
    bare = _GLUED.sub("", token) if token.startswith(("al", "el")) and len(token) > 6 else token
    text, key = fold(bare)
    if token in PARTICLES:
        return Word(text, key, "particle")
    if len(token) == 1 and not _east_asian.BLOCK.match(token):
        return Word(text, key[:1] or text, "initial")
    return Word(text, key, "name")


def _separate(token: str) -> tuple[str, ...]:
    return _east_asian.parts(token) if _east_asian.BLOCK.fullmatch(token) else (token,)


def _untitled(tokens: list[str], clean: str) -> list[str]:
    """Leave titles out, as long as a name remains."""
    if len(tokens) < 2:
        return tokens
    kept = []
    for place, token in enumerate(tokens):
        title = token in TITLES
        if title and token in GUARDED:
            title = place == 0 and (len(tokens) > 2 or f"{token}." in clean)
        if not title:
            kept.append(token)
    return kept if any(len(token) > 1 for token in kept) else tokens


def _joined(tokens: list[str]) -> list[str]:
    """Return the tokens with servant names and names in -din and -ullah as one."""
    made: list[str] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token in _SERVANT and place + 1 < len(tokens):
            skip = 2 if tokens[place + 1] in _ARTICLES and place + 2 < len(tokens) else 1
            made.append(("عبدال" if token[0] == "ع" else "abdul") + tokens[place + skip].removeprefix("ال"))
            place += skip + 1
            continue
        follows = made and made[-1] not in PARTICLES and len(made[-1]) > 2
        if token in _ARTICLES and follows and place + 1 < len(tokens) and tokens[place + 1] in _FAITH:
            place += 1
            continue
        if follows and token in _FAITH:
            made[-1] += token
        elif made and made[-1] in _KUNYA and token in ("bakr", "bakar", "baker", "بكر"):
            made[-1] = "abubakr"
        else:
            made.append("al" if _sun_article(token, tokens[place + 1 : place + 2]) else token)
        place += 1
    return made


def _sun_article(token: str, following: list[str]) -> bool:
    """Return whether a word is the article before a sun letter: as-Sisi, ash-Shami, et-Tunisi."""
    return token in _ARTICLES and bool(following) and following[0].startswith(token[1:])


def _dotted(words: list[Word], clean: str) -> list[Word]:
    """A full stop after one or two letters marks an initial: Yu., Ch."""
    short = {fold(token)[0] for token in _DOTTED.findall(clean)}
    return [
        word._replace(kind="initial", key=word.key[:1]) if word.text in short and word.kind == "name" else word
        for word in words
    ]


def _surnamed(words: list[Word], tokens: list[str], clean: str) -> list[Word]:
    """Beside a single name, or before a comma, what looks like a particle is a family name: Tuan Le; Le, Thi Hoa."""
    names = sum(word.kind == "name" for word in words)
    if not names:
        return words
    alone = names == 1
    comma = clean.lstrip().startswith(f"{tokens[0]},")
    first = tokens[0] in _SURNAMES and (comma or (alone and tokens[0] in _FAMILY_FIRST and tokens[1] not in _TIED))
    last = alone and tokens[-1] in _SURNAMES and tokens[-2] not in PARTICLES
    for place, family in ((0, first), (-1, last)):
        if family and words[place].kind == "particle":
            words[place] = words[place]._replace(kind="name")
    return words


def _linked(words: list[Word], clean: str) -> list[Word]:
    """A letter that means and, between two names, is a particle: Ortega y Gasset."""
    links = {text for text in _LINKS if f"{text}." not in clean}
    inner = [word._replace(kind="particle") if word.text in links else word for word in words[1:-1]]
    return [words[0], *inner, words[-1]]


def _with_patronymic(words: list[Word]) -> list[Word]:
    names = [place for place, word in enumerate(words) if word.kind == "name"]
    if len(names) != 3:
        return words
    texts = [words[place].text for place in names]
    found = _father(texts)
    if found is not None:
        words[names[found]] = words[names[found]]._replace(kind="patronymic")
    return words


def _father(texts: list[str]) -> int | None:
    """Return which of three names is a father's: Sidorov Ivan Petrovich, Ivan Petrov Sidorov."""
    if _PATRONYMIC.search(texts[1]):
        return 1
    if _PATRONYMIC.search(texts[2]) and _SURNAME.search(texts[0]):
        return 2
    return 1 if _MIDDLE.search(texts[1]) and _SURNAME.search(texts[2]) and not _SURNAME.search(texts[0]) else None


def _all_names(words: list[Word]) -> list[Word]:
    """Where only particles and the like are left, they are the name."""
    return [word._replace(kind="name") if word.kind == "particle" else word for word in words]
