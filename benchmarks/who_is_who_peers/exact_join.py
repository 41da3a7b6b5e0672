"""What a link-chart tool does: join what is written alike, a document, a phone, an e-mail, or name and birth date."""

from __future__ import annotations

import pandas as pd

from benchmarks.who_is_who_peers._candidates import sharing
from benchmarks.who_is_who_peers._clean import cleaned

THRESHOLD = 1.0
_CROWD = 1000  # a number of more records than that would join half the table


def find(frame: pd.DataFrame) -> pd.DataFrame:
    """Return every pair that shares one of them, score 1."""
    frame = cleaned(frame)
    keys = [frame[column] for column in ("document", "phone", "email") if column in frame]
    if "birth_date" in frame:
        keys.append(frame["name"] + " " + frame["birth_date"])
    return sharing(keys, crowd=_CROWD).assign(score=1.0)
