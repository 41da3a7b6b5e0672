"""Candidates and comparisons of recordlinkage, as its documentation makes them for persons."""

from __future__ import annotations

import pandas as pd
import recordlinkage

from benchmarks.who_is_who_peers._clean import cleaned

_NAMES = ("given_name", "surname", "address")
_BLOCKS = ("given_name", "surname", "birth_date", "document", "phone", "email", "postcode")
_EQUAL = (*_BLOCKS[2:], "nationality", "gender", "place", "city", "occupation")


def compared(frame: pd.DataFrame) -> pd.DataFrame:
    """Return for each candidate pair of rows whether each comparison agrees (0 or 1)."""
    frame = cleaned(frame)
    names = [column for column in _NAMES if column in frame] or ["name"]
    indexer = recordlinkage.Index()
    for column in _BLOCKS:
        if column in frame and not (column in _NAMES and len(frame) > 20_000):
            indexer.block(column)
    if "surname" in frame and len(frame) > 20_000:
        indexer.block(["given_name", "surname"])
    if "name" in names:
        indexer.block("name")
        indexer.sortedneighbourhood("name", window=9)
    pairs = indexer.index(frame)
    compare = recordlinkage.Compare()
    for column in names:
        compare.string(column, column, method="jarowinkler", threshold=0.85, label=column)
    for column in _EQUAL:
        if column in frame:
            compare.exact(column, column, label=column)
    return compare.compute(pairs, frame)
