"""Dates with their precision as stretches of time, so that nothing is known more exactly than it was written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Seconds = NDArray[np.int64]

_CANONICAL = r"^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}.*)?)?)?$"
_UNITS = {4: "M8[Y]", 7: "M8[M]", 10: "M8[D]"}
_REST = {4: "-01-01", 7: "-01", 10: ""}


@dataclass(frozen=True, eq=False)
class Moments:
    """Stretches of seconds since 1970, each from `begin` up to, not with, `end`; meaningless where not `dated`."""

    begin: Seconds
    end: Seconds
    dated: NDArray[np.bool_]

    @classmethod
    def of(cls, dates: pa.Array) -> Moments:
        """Read canonical dates: `2024-03` is the whole of March; an instant is one second.

        A clock time without a zone is read as it stands, as if in UTC.

        Examples
        --------
        >>> found = Moments.of(pa.array(["2024-02", "1970-01-01T00:00:05Z", None]))
        >>> ((found.end - found.begin) / 86400).round(5).tolist(), found.dated.tolist()
        ([29.0, 1e-05, 0.0], [True, True, False])
        """
        words = dates.cast(pa.string()) if not pa.types.is_string(dates.type) else dates
        dated = pc.fill_null(pc.match_substring_regex(words, _CANONICAL), False)
        text = pc.if_else(dated, words, "1970-01-01T00:00:00")
        size = pc.utf8_length(text).to_numpy(zero_copy_only=False)
        begin = np.zeros(len(text), np.int64)
        end = np.zeros(len(text), np.int64)
        for length, unit in _UNITS.items():
            here = np.flatnonzero(size == length)
            days = pc.binary_join_element_wise(text.take(pa.array(here)), _REST[length], "").cast(pa.date32())
            whole = days.to_numpy(zero_copy_only=False).astype(unit)
            begin[here] = whole.astype("M8[s]").astype(np.int64)
            end[here] = (whole + 1).astype("M8[s]").astype(np.int64)
        here = np.flatnonzero(size > 10)
        clock = pc.utf8_slice_codeunits(text.take(pa.array(here)), 0, 19).cast(pa.timestamp("s"))
        begin[here] = clock.to_numpy(zero_copy_only=False).astype("M8[s]").astype(np.int64)
        known = dated.to_numpy(zero_copy_only=False)
        end[here] = begin[here] + known[here]
        return cls(begin, end, known)


def day(second: int) -> str:
    """Return the day of a second as text.

    Examples
    --------
    >>> day(86_400)
    '1970-01-02'
    """
    return str(np.datetime64(int(second), "s").astype("M8[D]"))


def spanned(first: str, last: str) -> str:
    """Return two dates as they are read aloud.

    Examples
    --------
    >>> spanned("2024-07-07", "2024-07-07"), spanned("2024-05", "2024-05"), spanned("2024", "2025-01-02")
    ('on 2024-07-07', 'in 2024-05', 'between 2024 and 2025-01-02')
    """
    if first != last:
        return f"between {first} and {last}"
    return f"{'on' if len(first) == len('2024-07-07') else 'at' if len(first) > len('2024-07-07') else 'in'} {first}"


def with_stretches(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the stretches of time that `first` and `last` stand for.

    Added are `begin` and `end` (the stretch in which it began), `last_begin` and `last_end` (in which it ended; the
    first again where no later end is known), in seconds; `lasting` (an end is known) and `dated`.
    """
    since = rows["first"].where(rows["first"].notna(), rows["last"])
    begun, ended = (
        Moments.of(pa.array(column.astype(object).where(column.notna(), None), pa.string()))
        for column in (since, rows["last"])
    )
    lasting = ended.dated & (ended.begin >= begun.end)
    made: pd.DataFrame = rows.assign(
        begin=begun.begin,
        end=begun.end,
        last_begin=np.where(lasting, ended.begin, begun.begin),
        last_end=np.where(lasting, ended.end, begun.end),
        lasting=lasting,
        dated=begun.dated,
    )
    return made
