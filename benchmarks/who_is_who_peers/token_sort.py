"""rapidfuzz as it is mostly used: `token_sort_ratio` of the names as written, among rows that share a raw value.

Candidates share a word of the name, the birth date, a document, a phone or an e-mail. The score is the ratio (0-1),
plus 0.2 for an equal birth date and for an equal document, phone or e-mail, less 0.2 for a birth date that differs.
The package has no threshold of its own: 0.9 is what its users write.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import Indel

from benchmarks.who_is_who_peers._candidates import sharing, words
from benchmarks.who_is_who_peers._clean import cleaned

THRESHOLD = 0.9
_IDENTIFIERS = ("document", "phone", "email")
_CROWD, _BLOCK = 300, 2_000_000


def find(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the candidates with their score; those below 0.5 are left out."""
    frame = cleaned(frame)
    columns = [column for column in (*_IDENTIFIERS, "birth_date") if column in frame]
    pairs = sharing([words(frame["name"]), *(frame[column] for column in columns)], crowd=_CROWD)
    ordered = frame["name"].fillna("").str.split().map(sorted).str.join(" ").to_numpy(object)
    codes = {column: pd.factorize(frame[column])[0] for column in columns}
    found = [_scored(pairs.iloc[at : at + _BLOCK], ordered, codes) for at in range(0, len(pairs), _BLOCK)]
    return pd.concat(found, ignore_index=True) if found else pairs.assign(score=0.0)


def _scored(pairs: pd.DataFrame, ordered: np.ndarray, codes: dict[str, np.ndarray]) -> pd.DataFrame:
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    # The ratio of sorted words is this similarity of them: sorted once a name, not once a pair.
    score = process.cpdist(ordered[left], ordered[right], scorer=Indel.normalized_similarity, dtype=np.float32)
    shared = np.zeros(len(pairs), bool)
    for column, code in codes.items():
        known, equal = (code[left] >= 0) & (code[right] >= 0), code[left] == code[right]
        if column == "birth_date":
            score += 0.2 * (known & equal) - 0.2 * (known & ~equal)
        else:
            shared |= known & equal
    scored = pairs.assign(score=np.clip(score + 0.2 * shared, 0, 1.4))
    return scored[scored["score"] >= 0.5]
