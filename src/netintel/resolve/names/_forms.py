"""The names in one field: aliases, names in quotes and brackets, and lists are taken apart."""

from __future__ import annotations

import re
from typing import Final

from netintel.resolve.names._clean import LONGEST

_SAID: Final = (
    r"alias(?:es)?|[af]\s?[./]?\s?k\s?[./]?\s?a\b\.?|also known as|known as|formerly|n[ée]e|geb\.|geborene?|gen\.|"
    r"genannt|dite?|detto|detta|conocid[oa] como|conhecid[oa] como|zwan[ya]|vel|zis[ăa]?|poreclit[ăa]?|lakab[ıi]|"
    r"nam-?ı diğer|он же|она же|псевдоним|кличка|по прозвищу|известен като|известна като|по прякор|він же|вона ж[е]?|"
    r"звани|rođena?|γνωστός ως|γνωστή ως|ψευδώνυμο|المعروف بـ?|الملقب بـ?|الشهير بـ?|معروف به"
)
_ALIAS: Final = re.compile(rf"[\s,;(\[]++(?:{_SAID})(?=[\s:)\]\"'“«‘]|$)[\s:]*", re.IGNORECASE)
_PARENT: Final = re.compile(r"[\s,]++[sdw]\s?/\s?o[.\s].*$", re.IGNORECASE)
_LIST: Final = re.compile(r"\s*[;|\n\r\t]\s*|\s+/\s+|(?<=\w{3})/(?=\w{3})")
_ASIDE: Final = re.compile(
    r"\"([^\"]+)\"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»"
    r"|(?<!\w)['‘’]([^'‘’]{2,})['’](?!\w)|\(([^()]+)\)|\[([^\[\]]+)\]"
)


def forms(name: str) -> tuple[str, ...]:
    """Return the names that one field holds, the fullest first as written.

    Aliases (`alias`, `a.k.a.`, `née`, `он же` ...), names in quotes or brackets and lists parted by `;`, `|` or `/`
    are names of their own. `S/O` and what follows names a parent and is left out.

    Examples
    --------
    >>> forms("Ivan PETROV alias 'Vanya'"), forms('Jose "Pepe" Ruiz'), forms("Ahmed Khan S/O Bashir")
    (('Ivan PETROV', 'Vanya'), ('Jose Ruiz', 'Pepe'), ('Ahmed Khan',))
    """
    found: list[str] = []
    for listed in _LIST.split(_PARENT.sub("", name[:LONGEST])):
        for one in _ALIAS.split(listed):
            asides = [text for groups in _ASIDE.findall(one) for text in groups if text]
            found += [_ASIDE.sub(" ", one), *asides]
    trimmed = (" ".join(text.split()).strip(" ,;:\"“”«»()[]'‘’") for text in found)
    return tuple(dict.fromkeys(text for text in trimmed if any(c.isalnum() for c in text)))
