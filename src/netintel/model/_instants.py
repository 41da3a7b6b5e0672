"""Columns of instants, read by the bytes: what `vocab.dates.parse` reads one by one, where all are written alike."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from netintel.vocab.dates import Order

_FORMS: Final = ("YYYY-MM-DD hh:mm:ss", "YYYYMMDD hhmm", "YYYYMMDD hhmmss", "DD.MM.YYYY hh:mm:ss", "YYYY-MM-DD hh:mm")
_WRITTEN: Final = "YYYY-MM-DDThh:mm:ss"
_DAYS: Final = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_ZERO: Final = ord("0")

Bytes = NDArray[np.uint8]


def instants(texts: pa.Array, order: Order = "year-first") -> pa.Array | None:
    """Return instants in canonical form; None where not all are instants written in one form that is known here.

    Examples
    --------
    >>> instants(pa.array(["20060601 0008", "20060602 2359"])).to_pylist()
    ['2006-06-01T00:08:00', '2006-06-02T23:59:00']
    >>> instants(pa.array(["20060601 0008", "2006"])) is None, instants(pa.array(["20060231 0008"])) is None
    (True, True)
    """
    letters = _letters(texts)
    if letters is None:
        return None
    for form in _FORMS:
        if len(form) == letters.shape[1] and _fits(letters, form):
            return _written(letters, form)
    return None


def after(begun: pa.Array, seconds: NDArray[np.int64]) -> pa.Array:
    """Return the instants some seconds after instants in canonical form without a zone.

    Examples
    --------
    >>> after(pa.array(["2024-02-29T23:59:30"]), np.array([45])).to_pylist()
    ['2024-03-01T00:00:15']
    """
    moments = begun.cast(pa.timestamp("s")).cast(pa.int64()).to_numpy() + seconds
    days, clock = np.divmod(moments, 86_400)
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    parts = {
        "Y": dates.astype("datetime64[Y]").astype(np.int64) + 1970,
        "M": months.astype(np.int64) % 12 + 1,
        "D": (dates - months.astype("datetime64[D]")).astype(np.int64) + 1,
        "h": clock // 3600,
        "m": clock // 60 % 60,
        "s": clock % 60,
    }
    written = np.tile(np.frombuffer(_WRITTEN.encode(), np.uint8), (len(moments), 1))
    for letter, values in parts.items():
        places = [place for place, mark in enumerate(_WRITTEN) if mark == letter]
        for place in reversed(places):
            values, written[:, place] = values // 10, values % 10 + _ZERO
    return _texts(written)


def _letters(texts: pa.Array) -> Bytes | None:
    """Return the bytes of texts that are all of one length, a row each."""
    if not len(texts) or texts.null_count or not pa.types.is_string(texts.type):
        return None
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    size = int(ends[1] - ends[0])
    if not 13 <= size <= 19 or (np.diff(ends) != size).any():
        return None
    return np.frombuffer(data, np.uint8)[ends[0] : ends[-1]].reshape(-1, size)


def _fits(letters: Bytes, form: str) -> bool:
    for place, mark in enumerate(form):
        column = letters[:, place]
        if mark.isalpha():
            fits = (column >= _ZERO) & (column <= ord("9"))
        elif mark == " ":
            fits = (column == ord(" ")) | (column == ord("T"))
        else:
            fits = column == ord(mark)
        if not fits.all():
            return False
    year, month, day, hour, minute, second = (_number(letters, form, mark) for mark in "YMDhms")
    if ((year < 1600) | (year > 2200) | (month < 1) | (month > 12)).any():
        return False
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last = _DAYS[month] - ((month == 2) & ~leap)
    return bool(((day >= 1) & (day <= last) & (hour < 24) & (minute < 60) & (second < 60)).all())


def _number(letters: Bytes, form: str, mark: str) -> NDArray[np.int64]:
    number = np.zeros(len(letters), np.int64)
    for place in (place for place, found in enumerate(form) if found == mark):
        number = number * 10 + letters[:, place] - _ZERO
    return number


def _written(letters: Bytes, form: str) -> pa.Array:
    written = np.tile(np.frombuffer(_WRITTEN.encode(), np.uint8), (len(letters), 1))
    for mark in "YMDhms":
        to = [place for place, found in enumerate(_WRITTEN) if found == mark]
        source = [place for place, found in enumerate(form) if found == mark]
        if source:
            written[:, to] = letters[:, source]
        else:
            written[:, to] = _ZERO
    return _texts(written)


def _texts(letters: Bytes) -> pa.Array:
    offsets = np.arange(len(letters) + 1, dtype=np.int32) * letters.shape[1]
    return pa.StringArray.from_buffers(len(letters), pa.py_buffer(offsets), pa.py_buffer(letters.tobytes()))
