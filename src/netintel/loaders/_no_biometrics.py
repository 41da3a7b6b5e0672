"""Keeps pictures, templates and DNA profiles out: of such a cell its sort, size and hash are kept, never itself."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from netintel.model.builder import Builder

_LOCUS: Final = re.compile(
    r"(?:d\d{1,2}s\d{2,4}|dys\d{3}\w*|vwa|th01|tpox|csf1po|fga|se33|penta[_ ]?[de]|amel(?:ogenin)?|y[_ -]?gata[_ -]?h4)"
    r"(?:[_ ./-]?(?:allele)?[_ ]?[12ab])?"
)
_ENCODED: Final = re.compile(r"(?:[A-Za-z0-9+/_-]{4}[\r\n]*)*[A-Za-z0-9+/_-]{0,4}={0,2}")
_HEX: Final = re.compile(r"[0-9A-Fa-f]+")
_HASH_DIGITS: Final = frozenset({32, 40, 56, 64, 96, 128})
_LONG: Final = 160
_SORTS: Final = (
    ("/9j/", "JPEG picture"),
    ("iVBORw0KGgo", "PNG picture"),
    ("R0lGOD", "GIF picture"),
    ("/6D/", "WSQ fingerprint picture"),
    ("AAAADGpQ", "JPEG 2000 picture"),
    ("Rk1S", "fingerprint template (ISO 19794-2)"),
    ("RkFD", "face picture record (ISO 19794-5)"),
    ("SUlS", "iris picture record (ISO 19794-6)"),
    ("ffd8ff", "JPEG picture"),
    ("89504e47", "PNG picture"),
    ("ffa0ff", "WSQ fingerprint picture"),
    ("464d52", "fingerprint template (ISO 19794-2)"),
)


def sort_of(text: str) -> str:
    """Return what an encoded content is, empty where a cell is ordinary text, a number or a hash.

    Examples
    --------
    >>> sort_of("/9j/" + "A" * 300), sort_of("Rk1SACAyMAAA" + "B" * 300), sort_of("ab" * 32), sort_of("Scar on chin")
    ('JPEG picture', 'fingerprint template (ISO 19794-2)', '', '')
    """
    content = text
    if text[:5].lower() == "data:":
        content = text.partition(",")[2]
    elif len(text) < _LONG or (len(text) in _HASH_DIGITS and _HEX.fullmatch(text)):
        return ""
    if content is text and not (_ENCODED.fullmatch(text) or _HEX.fullmatch(text)):
        return ""
    known = (what for start, what in _SORTS if content.startswith(start) or content[:12].lower().startswith(start))
    return next(known, "encoded content")


class Guard:
    """Takes what is biometric itself out of the rows of a table, and counts it.

    Parameters
    ----------
    header
        Titles of the table: a column called after a place in the genome (D3S1358, vWA) holds a DNA profile.
    """

    def __init__(self, header: tuple[str, ...], build: Builder) -> None:
        self._build, self._header = build, header
        self._loci = [place for place, title in enumerate(header) if _LOCUS.fullmatch(title.strip().lower())]
        self._taken, self._largest = Counter[tuple[int, str]](), Counter[tuple[int, str]]()

    def rows(self, rows: Iterable[tuple[str, list[str]]]) -> Iterator[tuple[str, list[str]]]:
        """Give the rows with a description in place of what is biometric itself."""
        for locator, cells in rows:
            for place in self._loci:
                if cells[place]:
                    self._count(place, "DNA profile", len(cells[place]))
                    cells[place] = "DNA profile, not stored"
            for place, text in enumerate(cells):
                what = sort_of(text) if len(text) >= _LONG or text[:5].lower() == "data:" else ""
                if what:
                    self._count(place, what, len(text))
                    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
                    cells[place] = f"{what} of {len(text)} characters, not stored; SHA-256 of the text {digest}"
            yield locator, cells

    def tell(self) -> None:
        """Tell, for each column, what was not stored and how much."""
        for (place, what), count in sorted(self._taken.items()):
            self._build.warn(
                "biometric_not_stored",
                f"column {place + 1}: {count} cells hold a {what} of up to {self._largest[place, what]:,} characters; "
                "not stored, only its sort and size",
                "send a reference number and a hash; keep pictures, templates and profiles in the system made for them",
                field=self._header[place], locator="",
            )  # fmt: skip

    def _count(self, place: int, what: str, size: int) -> None:
        self._taken[place, what] += 1
        self._largest[place, what] = max(self._largest[place, what], size)
