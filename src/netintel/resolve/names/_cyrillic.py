"""Cyrillic: one Latin spelling a letter, with č š ž where Latin habits differ.

The letters of Russian, Ukrainian, Belarusian, Bulgarian, Serbian, Macedonian and the Turkic and Iranian neighbours.
What a letter sounds like in one language only (г, щ, ъ) is left to the skeleton, which folds both readings.
"""

from __future__ import annotations

from typing import Final

LETTERS: Final = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфы", "abvgdeziyklmnoprstufy", strict=True)),
        **{"ё": "yo", "ж": "ž", "х": "kh", "ц": "ts", "ч": "č", "ш": "š", "щ": "šč", "э": "e", "ю": "yu", "я": "ya"},
        **{"ь": "", "ъ": "a", "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "u", "ѝ": "i", "ѣ": "e", "ѫ": "a"},
        **{"ј": "j", "љ": "l", "њ": "n", "ћ": "č", "ђ": "dž", "џ": "dž", "ѕ": "dz", "ѓ": "dž", "ќ": "č"},
        **{
            "ә": "a",
            "ө": "o",
            "ү": "u",
            "ұ": "u",
            "қ": "k",
            "ғ": "g",
            "ң": "n",
            "һ": "h",
            "ҳ": "h",
            "ҷ": "dž",
            "ӣ": "i",
        },
        **{"ӯ": "u", "ӑ": "a", "ӗ": "e", "ҡ": "k", "ҫ": "s", "ҙ": "z", "җ": "dž", "ӏ": "", "ҹ": "dž"},
    }
)
