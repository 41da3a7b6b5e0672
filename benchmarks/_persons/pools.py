"""Names of sixteen cultures with how often each is borne."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks._persons.writing import WRITINGS, feminine, native, patronymic, written

CULTURES = tuple("bg ru uk sr el ro tr ar vi es pl de sq fr en zh".split())
FATHERS = {"bg", "ru", "uk", "sr", "el", "ar", "sq"}  # whose middle name is the father's


@dataclass(frozen=True)
class Pool:
    """Codes of name words and their shares; surnames are pairs of what a man and a woman bear."""

    given: tuple[np.ndarray, np.ndarray]
    given_share: tuple[np.ndarray, np.ndarray]
    middle: tuple[np.ndarray, np.ndarray]
    middle_share: tuple[np.ndarray, np.ndarray]
    surname: tuple[np.ndarray, np.ndarray]
    surname_share: np.ndarray


@dataclass
class Names:
    """Every name word once: code 0 is the absent word."""

    culture: list[str] = field(default_factory=lambda: ["en"])
    source: list[str] = field(default_factory=lambda: [""])
    native: list[str] = field(default_factory=lambda: [""])
    familiar: dict[int, int] = field(default_factory=dict)
    pools: dict[str, Pool] = field(default_factory=dict)
    _code: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def code(self, culture: str, source: str, writing: str | None = None) -> int:
        """Return the code of a word, giving it one where it is new."""
        own = writing or native(culture, source)
        key = (culture, source, own)
        if key not in self._code:
            self._code[key] = len(self.source)
            self.culture.append(culture)
            self.source.append(source)
            self.native.append(own)
        return self._code[key]

    def spelled(self) -> np.ndarray:
        """Return a table of words by writing."""
        rows = zip(self.culture, self.source, self.native, strict=True)
        return np.array([[written(*row, writing) for writing in WRITINGS] for row in rows], dtype=object)


def falling(n: int, *, offset: float, power: float, top: tuple[float, ...] = ()) -> np.ndarray:
    """Return shares that fall off by rank as a power, with the first ones stated where they are known."""
    tail = (np.arange(n - len(top)) + 1 + offset) ** -power
    return np.concatenate([top, (1 - sum(top)) * tail / tail.sum()])


_TOP = {
    "vi": (0.38, 0.11, 0.095, 0.07, 0.051, 0.045, 0.039),
    "zh": (0.072, 0.072, 0.068, 0.054, 0.045, 0.031, 0.022),
    "es": (0.035, 0.023, 0.023, 0.023, 0.022, 0.021, 0.020),
}


def _joined(stem: str, ending: str) -> str:
    """Put an ending to a stem; after a soft one the Slavic endings are soft."""
    return stem + ("е" + ending[1:] if stem[-1] in "иь" and ending[0] == "о" else ending.replace("_", ""))


def _surnames(culture: str, words: dict[str, str]) -> list[str]:
    stems, endings = words.get("stems", "").split(), words.get("endings", "").split()
    found = words.get("surnames", "").split()
    found += [_joined(stem, ending) for ending in endings for stem in stems]
    if "prefixes" in words:
        plain = found[: len(stems)]
        found += [
            prefix + (plain_name if culture == "ar" else plain_name.lower())
            for prefix in words["prefixes"].split()
            for plain_name in plain
        ]
    return list(dict.fromkeys(found))


def _words(culture: str, words: dict[str, str], woman: bool) -> list[tuple[str, str | None]]:
    """Return given names as (sound, writing), the commonest first."""
    found = words["female" if woman else "male"].split()
    if culture != "zh":
        return [(word, None) for word in found]
    signs = [word.split("=") for word in found]
    double = [(a[1] + "+" + b[1], a[0] + b[0]) for i, a in enumerate(signs) for b in signs[i % 3 :: 3] if a is not b]
    return [*((sound, sign) for sign, sound in signs), *double]


def _pool(names: Names, culture: str, words: dict[str, str]) -> Pool:
    given, middle = [], []
    for woman in (False, True):
        given.append(np.array([names.code(culture, *word) for word in _words(culture, words, woman)]))
        if culture == "zh":
            own = [0]
        elif f"middle_{'female' if woman else 'male'}" in words:
            own = [names.code(culture, w) for w in words[f"middle_{'female' if woman else 'male'}"].split()]
        elif culture in FATHERS:
            own = [names.code(culture, patronymic(culture, w, woman)) for w in words["male"].split()]
        else:
            own = given[-1].tolist()
        middle.append(np.array(own))
    pairs = [tuple(reversed(w.split("="))) if culture == "zh" else (w, None) for w in _surnames(culture, words)]
    man = np.array([names.code(culture, *pair) for pair in pairs])
    woman_code = np.array([names.code(culture, feminine(culture, sound), sign) for sound, sign in pairs])
    for pair in words["nicknames"].split():
        formal, familiar = pair.split("=")
        names.familiar[names.code(culture, formal)] = names.code(culture, familiar)
    shares = [falling(len(g), offset=2, power=0.8) for g in given]
    return Pool(
        given=(given[0], given[1]),
        given_share=(shares[0], shares[1]),
        middle=(middle[0], middle[1]),
        middle_share=(
            falling(len(middle[0]), offset=2, power=0.8),
            falling(len(middle[1]), offset=0.3 if culture == "vi" else 2, power=1.2 if culture == "vi" else 0.8),
        ),
        surname=(man, woman_code),
        surname_share=falling(len(man), offset=3, power=0.85, top=_TOP.get(culture, ())),
    )


@cache
def names() -> Names:
    """Return all names, read once."""
    table = tomllib.loads((Path(__file__).parent / "cultures.toml").read_text(encoding="utf-8"))
    found = Names()
    for culture in CULTURES:
        found.pools[culture] = _pool(found, culture, table[culture])
    return found


@cache
def spellings() -> np.ndarray:
    """Return every name word in every writing, spelled once."""
    return names().spelled()
