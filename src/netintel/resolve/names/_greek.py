"""Greek: pairs of letters first (γκ, μπ, ντ, ου, αυ, ευ), then single letters; marks are off already."""

from __future__ import annotations

import re
from typing import Final

_PAIRS: Final = {
    **{"γγ": "ng", "γκ": "ng", "γχ": "nkh", "μπ": "mb", "ντ": "nd", "τσ": "ts", "τζ": "tz"},
    **{"ου": "u", "αι": "e", "ει": "i", "οι": "i", "υι": "i", "αυ": "av", "ευ": "ev", "ηυ": "iv"},
}
_FIRST: Final = {"γκ": "g", "μπ": "b", "ντ": "d"}
_FOUND: Final = re.compile("^(?:γκ|μπ|ντ)|" + "|".join(_PAIRS))
_GLIDE: Final = re.compile("^γ(?:ι|υ|ει)(?=[αοωυ])")
_LETTERS: Final = str.maketrans(
    {
        **dict(zip("αβγδεζηικλμνοπρστυφω", "avgdeziiklmnoprstifo", strict=True)),
        **{"θ": "th", "ξ": "ks", "χ": "kh", "ψ": "ps", "ς": "s"},
    }
)


def latin(word: str) -> str:
    """Return a Greek word in Latin letters.

    Examples
    --------
    >>> latin("δημητριου"), latin("μπαμπης"), latin("γιαννης")
    ('dimitriu', 'bambis', 'yannis')
    """
    glided = _GLIDE.sub("y", word)
    return _FOUND.sub(_pair, glided).translate(_LETTERS)


def _pair(match: re.Match[str]) -> str:
    found = match[0]
    return _FIRST[found] if match.start() == 0 and found in _FIRST else _PAIRS[found]
