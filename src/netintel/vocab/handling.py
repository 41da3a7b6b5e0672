"""Handling codes: kept as given, scheme by scheme; the stricter wins within a scheme, all hold across schemes.

Written `SCHEME:CODE`, several joined by a blank: `TLP:AMBER EUROPOL:H2`. Schemes are never converted into one
another; an unmarked record is the case's default handling, never public.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from netintel.vocab.tables import rows

_NAMES = {
    "tlp2": "TLP",
    "tlp1": "TLP",
    "europol": "EUROPOL",
    "pap": "PAP",
    "euci": "EUCI",
    "nato": "NATO",
    "uk-gsc": "UK",
}
_TLP1_WORDS = {"WHITE": "CLEAR"}
_PART = re.compile(
    r"\b(?P<scheme>TLP|PAP|EUROPOL|EUCI|NATO|UK)\s*[:=]\s*(?P<code>[A-Z0-9-]+(?:\s?\+\s?STRICT)?)|\b(?P<h>H[0-3])\b",
    re.I,
)


@cache
def parse(text: str) -> str | None:
    """Return the canonical form of handling codes in a text, or None where there is none.

    Examples
    --------
    >>> parse("tlp:amber+strict"), parse("TLP:RED "), parse("H2; TLP:GREEN"), parse("TLP:WHITE"), parse("open")
    ('TLP:AMBER+STRICT', 'TLP:RED', 'EUROPOL:H2 TLP:GREEN', 'TLP:CLEAR', None)
    """
    found = []
    for part in _PART.finditer(text):
        scheme = "EUROPOL" if part["h"] else part["scheme"].upper()
        code = (part["h"] or part["code"]).upper().replace(" ", "")
        code = _TLP1_WORDS.get(code, code) if scheme in {"TLP", "PAP"} else code
        if (scheme, code) in _ranks():
            found.append(f"{scheme}:{code}")
    return combine(found)


def combine(codes: Iterable[str | None]) -> str | None:
    """Return the handling of something made of several parts: the strictest code of each scheme.

    Examples
    --------
    >>> combine(["TLP:GREEN", "TLP:AMBER EUROPOL:H1", None])
    'EUROPOL:H1 TLP:AMBER'
    >>> combine([]) is None
    True
    """
    strictest: dict[str, str] = {}
    for text in codes:
        for part in (text or "").split():
            scheme, code = part.split(":", 1)
            held = strictest.get(scheme)
            if held is None or _ranks().get((scheme, code), -1) > _ranks().get((scheme, held), -1):
                strictest[scheme] = code
    return " ".join(f"{s}:{c}" for s, c in sorted(strictest.items())) or None


def covers(limit: str, code: str | None) -> bool:
    """Return whether something marked `code` may be shown up to `limit`; unmarked never may.

    Examples
    --------
    >>> covers("TLP:AMBER", "TLP:GREEN"), covers("TLP:GREEN", "TLP:AMBER"), covers("TLP:AMBER", None)
    (True, False, False)
    >>> covers("TLP:AMBER", "EUROPOL:H2 TLP:GREEN")
    False
    """
    if code is None:
        return False
    allowed = dict(part.split(":", 1) for part in limit.split())
    for part in code.split():
        scheme, word = part.split(":", 1)
        if scheme not in allowed or _ranks().get((scheme, word), 99) > _ranks().get((scheme, allowed[scheme]), -1):
            return False
    return True


@cache
def by_stix_id() -> dict[str, str]:
    """Return STIX marking-definition ids of TLP 1 and 2 with their canonical code."""
    found = {}
    for row in rows("handling_codes"):
        if row["stix_id"].startswith("marking-definition--"):
            code = _TLP1_WORDS.get(row["code"], row["code"])
            found[row["stix_id"]] = f"TLP:{code}"
    return found


def refused(text: str) -> bool:
    """Return whether a text names a classification this machine is not accredited for: EU or NATO RESTRICTED and up."""
    upper = text.upper()
    refusing = [row for row in rows("handling_codes") if row["effect"] == "refuse-load"]
    words = [word for row in refusing for cell in (row["code"], row["meaning"]) for word in cell.split("/")]
    return any(word.strip() in upper for word in words if len(word.strip()) > 7)


@cache
def _ranks() -> dict[tuple[str, str], int]:
    known = [row for row in rows("handling_codes") if row["scheme"] in _NAMES]
    return {(_NAMES[row["scheme"]], row["code"]): int(row["rank_in_scheme"]) for row in known}
