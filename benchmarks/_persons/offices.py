"""Sixteen offices: in which letters, order and case each writes names, and how often."""

from __future__ import annotations

import numpy as np

from benchmarks._persons.pools import CULTURES
from benchmarks._persons.writing import CYRILLIC, WRITINGS

OFFICES = tuple("BG RU UA RS GR RO TR AE VN ES PL DE AL FR GB CN".split())
HOME = dict(zip(CULTURES, "BG RU UA RS GR RO TR AE VN ES PL DE AL FR GB CN".split(), strict=True))
WEIGHT = np.array([9, 7, 8, 5, 8, 9, 8, 5, 3, 8, 6, 9, 5, 7, 6, 3]) / 106
_LETTERS = {"BG": ("bg", 0.9), "RU": ("ru", 0.85), "UA": ("uk", 0.85), "GR": ("greek", 0.75)}
_LATIN = {
    "RO": "popular", "TR": "turkish", "VN": "icao", "ES": "popular", "PL": "polish", "DE": "german", "AL": "iso9",
    "FR": "french", "GB": "bgn", "RS": "iso9", "AE": "icao", "CN": "icao", "BG": "icao", "RU": "icao", "UA": "icao",
    "GR": "icao",
}  # fmt: skip
# 0 "Given Middle Surname", 1 "Surname Given Middle", 2 "Surname, Given Middle"
ORDER = dict(zip(OFFICES, (0, 1, 1, 0, 1, 0, 0, 0, 1, 0, 1, 2, 0, 2, 0, 1), strict=True))
CAPITALS = {"AE": 0.9, "TR": 0.6, "GR": 0.7, "FR": 0.5, "CN": 0.5}  # the others one record in ten
MIDDLE_KEPT = {"BG": 0.75, "RU": 0.8, "UA": 0.75, "VN": 0.75, "AE": 0.7}  # the others two in five


def _habits(office: str, culture: str) -> list[tuple[str, float]]:
    """Return the shares of the writings an office uses for a name of a culture."""
    if HOME[culture] == office:
        rest = [("iso9", 0.4), ("popular", 0.1)] if office == "RS" else [("icao", 0.15)]
        return [("native", 1 - sum(share for _, share in rest)), *rest]
    if office in _LETTERS:
        writing, share = _LETTERS[office]
        return [(writing, share), ("icao", 1 - share)]
    if culture in CYRILLIC or culture in ("el", "ar", "zh"):
        return [(_LATIN[office], 0.6), ("icao", 0.25), ("popular", 0.15)]
    return [("popular", 0.55), ("native", 0.25), ("icao", 0.2)]


def writing_shares() -> np.ndarray:
    """Return how often each office writes each culture in each writing, (office, culture, writing)."""
    found = np.zeros((len(OFFICES), len(CULTURES), len(WRITINGS)))
    for i, office in enumerate(OFFICES):
        for j, culture in enumerate(CULTURES):
            for writing, share in _habits(office, culture):
                found[i, j, WRITINGS.index(writing)] += share
    return found
