"""What every documentation asks for first: lower case, no punctuation in names, one space between words."""

from __future__ import annotations

import pandas as pd

_NAMES = ("name", "given_name", "surname", "address")


def cleaned(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that methods compare, standardised; letters and marks stay as they are."""
    columns = {column: frame[column].str.lower().str.strip() for column in frame if column not in ("file", "native")}
    for column in _NAMES:
        if column in columns:
            words = columns[column].str.replace(r"[^\w\s]|_", " ", regex=True).str.split().str.join(" ")
            columns[column] = words.mask(words == "")
    return pd.DataFrame(columns)
