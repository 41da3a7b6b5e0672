"""Judgements on identity: appended, never overwritten; which one holds for a pair of origins follows from all of them.

A person's judgement holds before a rule's, whenever either was given; of two of the same standing the one given later
(`at`) holds, and of two at the same time the one appended later. `undone` takes back what holds: what held before it
holds again.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.model.tables import Tables

Judgement = Literal["same", "not_same", "unsure"]

JUDGEMENTS: tuple[Judgement, ...] = ("same", "not_same", "unsure")
UNDONE: Final = "undone"
RULES: Final = "netintel."
"""What the names of functions begin with: a judgement whose `by` does not is a person's."""

NEVER: Final = int(np.iinfo(np.int64).min)

_DIGITS: Final = 6
_PAIR: Final = ["left", "right"]


def held(tables: Tables) -> pd.DataFrame:
    """Return the judgement that holds for each pair of origins.

    Returns
    -------
    pandas.DataFrame
        `left` < `right` (codes), `judgement`, `score`, `person` (a person judged, no rule), `strength` and `row` (its
        place in the table). `strength` orders judgements when some must give way: a rule's is its score, 0 where it
        gave none; a person's is 2 + score, and missing, which is stronger than any number, where no score is behind.
    """
    standing = alive(tables)
    if standing.duplicated(_PAIR).any():
        standing = standing.sort_values(["person", "moment", "row"])
    last = standing.drop_duplicates(_PAIR, keep="last", ignore_index=True)
    scored = np.where(last["person"], last["score"] + 2, last["score"].fillna(0)).astype(np.float64)
    strength = scored.round(_DIGITS)  # a score learned on another machine may differ in its last digits
    return last.assign(strength=strength).drop(columns=["moment"])


def alive(tables: Tables) -> pd.DataFrame:
    """Return the judgements that were not undone, whether they hold or others outrank them.

    Returns
    -------
    pandas.DataFrame
        `left` < `right` (codes), `judgement`, `score`, `person`, `moment` (as of `moments`), `row`; in the order given.
    """
    judged = tables.judgements
    rows: pd.DataFrame = judged.select([*_PAIR, "judgement", "score"]).to_pandas()
    left, right = rows["left"].to_numpy(), rows["right"].to_numpy()
    rows["left"], rows["right"] = np.minimum(left, right), np.maximum(left, right)
    rows["person"] = ~pc.fill_null(pc.starts_with(judged["by"], RULES), False).to_numpy(zero_copy_only=False)
    rows["moment"] = moments(judged["at"].to_pandas())
    rows["row"] = np.arange(len(rows))
    rows = rows[left != right]  # two origins may have become one when records were corrected
    back = rows["judgement"] == UNDONE
    if not back.any():
        return rows.reset_index(drop=True)
    gone = rows["row"].isin(_taken_back(rows[pairs(rows).isin(pairs(rows[back]))]))
    return rows[~back & ~gone].reset_index(drop=True)


def moments(told: pd.Series[str]) -> NDArray[np.int64]:
    """Return when judgements were given, as microseconds of UTC; `NEVER`, before all others, where no time is told.

    Examples
    --------
    >>> said = moments(pd.Series(["2026-03-01T10:00:00+02:00", "2026-03-01T08:00:00Z", "2026-03-01", "in spring"]))
    >>> (said - said[1]).tolist()[:3], said.tolist()[3] == NEVER
    ([0, 0, -28800000000], True)
    """
    codes, words = pd.factorize(told.to_numpy(object))  # many are of one second
    read = pd.to_datetime(pd.Series(words, dtype=object), utc=True, format="ISO8601", errors="coerce").dt.as_unit("us")
    numbers = np.append(read.to_numpy("datetime64[us]").astype(np.int64), NEVER)
    found: NDArray[np.int64] = numbers[codes]
    return found


def pairs(rows: pd.DataFrame) -> pd.Series[int]:
    """Return one number for each pair of origins, whichever stands first."""
    return rows[_PAIR].min(axis=1).astype("int64") * 2**32 + rows[_PAIR].max(axis=1)


def _taken_back(rows: pd.DataFrame) -> NDArray[np.int64]:
    """Return the places of judgements that a later `undone` on their pair takes back: of all, the one that held.

    That is the last that a person gave and that still stands, or else the last of a rule: brackets, matched once for
    persons and once, with the `undone` that found none, for rules.
    """
    ordered = rows.assign(back=rows["judgement"] == UNDONE).sort_values([*_PAIR, "moment", "row"], ignore_index=True)
    gone = []
    for person in (True, False):
        told = ordered[ordered["back"] | (ordered["person"] == person)]
        sides = [told[side] for side in _PAIR]
        height = pd.Series(np.where(told["back"], -1, 1), told.index).groupby(sides).cumsum()
        lowest = height.groupby(sides).cummin().clip(upper=0)
        idle = told["back"] & (lowest < lowest.groupby(sides).shift(fill_value=0))
        level = height - lowest + (told["back"] & ~idle)
        matched = told.assign(level=level)[~idle].sort_values([*_PAIR, "level"], kind="stable")
        taken = ~matched["back"] & matched["back"].shift(-1, fill_value=False)
        gone.append(matched.loc[taken, "row"].to_numpy())
        ordered = ordered.drop(index=matched.index[matched["back"]])
    return np.concatenate(gone)
