"""Common Russian, Ukrainian, Bulgarian and Greek names, written by the tables of the romanisation standards."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from netintel.resolve.names import person_words

ISO_9 = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ", "abvgdeëžzijklmnoprstufhcčšŝʺyʹèûâìïêg", strict=True))
ICAO_9303 = ISO_9 | {
    **{"ё": "e", "ж": "zh", "й": "i", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "ie", "ь": ""},
    **{"э": "e", "ю": "iu", "я": "ia"},
}
BGN_PCGN = ICAO_9303 | {"ё": "yo", "й": "y", "ъ": "”", "ь": "’", "ю": "yu", "я": "ya"}
GERMAN = ICAO_9303 | {
    **{"в": "w", "ж": "sch", "з": "s", "х": "ch", "ц": "z", "ч": "tsch", "ш": "sch", "щ": "schtsch", "ъ": ""},
    **{"ю": "ju", "я": "ja", "ё": "jo"},
}
FRENCH = ICAO_9303 | {
    **{"ж": "j", "й": "ï", "у": "ou", "ч": "tch", "ш": "ch", "щ": "chtch", "ъ": "", "ю": "iou", "я": "ia"},
}
SCHOLARLY = ISO_9 | {"х": "x", "щ": "šč", "ю": "ju", "я": "ja"}
BULGARIAN_LAW = BGN_PCGN | {"х": "h", "щ": "sht", "ъ": "a", "ь": "y"}
UKRAINIAN_LAW = BGN_PCGN | {
    **{"г": "h", "и": "y", "і": "i", "ї": "i", "є": "ie", "й": "i", "ю": "iu", "я": "ia", "ь": ""},
}
ELOT_743 = dict(
    zip("αβγδεζηικλμνξοπρστυφωθχψς", "a v g d e z i i k l m n x o p r s t y f o th ch ps s".split(), strict=True)
)
ELOT_743_PAIRS = {"^μπ": "b", "μπ": "mp", "γγ": "ng", "γκ": "gk", "ου": "ou", "αυ": "av", "ευ": "ev"}


def common(language: str) -> list[str]:
    """Return the common names of a language, from the list beside this file, that are in its own script."""
    lines = (Path(__file__).parent / "common.txt").read_text("utf-8").splitlines()
    return next(line.split()[1:] for line in lines if line.split()[0] == language)


def key(word: str) -> str:
    """Return the key of one word."""
    return person_words(word)[0].key


def missed(language: str, table: dict[str, str]) -> list[tuple[str, str]]:
    """Return the names whose spelling by a table has another key."""
    spelled = {name: "".join(table.get(letter, letter) for letter in name.lower()) for name in common(language)}
    return [(name, latin) for name, latin in spelled.items() if key(name) != key(latin)]


@pytest.mark.parametrize("table", [ISO_9, ICAO_9303, BGN_PCGN, FRENCH, SCHOLARLY])
def test_russian_names_keep_their_key_in_every_standard(table: dict[str, str]) -> None:
    assert missed("ru", table) == []


def test_german_habit_writes_two_letters_with_one_s_or_z() -> None:
    lost = [name for name, _ in missed("ru", GERMAN)]
    assert lost == ["Кузнецов", "Морозов", "Козлов", "Зайцев"]


@pytest.mark.parametrize("table", [ISO_9, BULGARIAN_LAW, FRENCH])
def test_bulgarian_names_keep_their_key(table: dict[str, str]) -> None:
    assert missed("bg", table) == []


@pytest.mark.parametrize("table", [BGN_PCGN, UKRAINIAN_LAW])
def test_ukrainian_names_keep_their_key(table: dict[str, str]) -> None:
    assert missed("uk", table) == []


def test_greek_names_keep_their_key() -> None:
    for name in common("el"):
        bare = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if unicodedata.category(c) != "Mn")
        latin = bare
        for pair, made in ELOT_743_PAIRS.items():
            latin = re.sub(pair, made, latin)
        assert key("".join(ELOT_743.get(letter, letter) for letter in latin)) == key(name)
