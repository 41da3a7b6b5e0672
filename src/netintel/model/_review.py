"""Looks over the claims of one export as a whole, for what a single value does not show.

Pairs of coordinates, characters that cannot be seen or that imitate others, numbers and ids that a spreadsheet has
changed. Nothing is repaired; a point at 0, 0 is taken as missing, its text kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.model.tables import SCHEMAS

Issue = tuple[str, str, str, str, str, str]
Made = dict[str, pa.Table]

_UNSEEN: Final = (
    r"[\x{AD}\x{34F}\x{61C}\x{115F}\x{1160}\x{180E}\x{200B}\x{200E}\x{200F}\x{2028}-\x{202E}\x{2060}-\x{206F}\x{3164}"
    r"\x{FEFF}\x{FFA0}\x{FFF9}-\x{FFFB}\x{80}-\x{9F}\x{E0000}-\x{E007F}]"
    r"|[\p{Latin}\p{Cyrillic}\p{Greek}][\x{200C}\x{200D}]"  # between letters of Persian or Hindi they belong
)
_MIXED: Final = r"\p{Latin}\p{Mn}*[\p{Cyrillic}\p{Greek}]|[\p{Cyrillic}\p{Greek}]\p{Mn}*\p{Latin}"
_POWER: Final = r"^(?:.*:)?[0-9](?:[.,][0-9]+)?E\+[0-9]{1,2}$"
_OF_NUMBERS: Final = ("number", "account", "serial", "identifier", "id")


def review(made: Made) -> list[Issue]:
    """Return warnings about the tables of one export; claims of points at 0, 0 lose their value in `made`."""
    return [*_points(made), *_characters(made), *_numbers(made)]


def _points(made: Made) -> Iterator[Issue]:
    claims = made["claims"]
    at = _where(pc.is_in(claims["property"], pa.array(["latitude", "longitude"])))
    if not len(at):
        return
    rows = claims.take(pa.array(at)).to_pandas().assign(claim=at)
    told = made["originals"].to_pandas().set_index("claim")["original"]
    rows["text"] = rows["claim"].map(told)
    known = rows["value"].notna()
    rows["degrees"] = pd.to_numeric(rows["value"].where(known, rows["text"]), errors="coerce")
    sides = [rows[rows["property"].astype(str) == side] for side in ("latitude", "longitude")]
    pairs = sides[0].merge(sides[1], on=["subject", "on_link", "record"], suffixes=("_lat", "_lon"))
    null = pairs[(pairs["degrees_lat"] == 0) & (pairs["degrees_lon"] == 0)]
    if len(null):
        _empty(made, np.unique(null[["claim_lat", "claim_lon"]].to_numpy(np.int64)))
        yield _issue(
            made, null["record"], "latitude", "null_island",
            "points at 0, 0 in the Gulf of Guinea, which systems write where a place is unknown; the text is kept, "
            "no place is set", "correct the export where the point is meant",
        )  # fmt: skip
    swapped = pairs[pairs["degrees_lat"].abs().between(90, 180, "right") & (pairs["degrees_lon"].abs() <= 90)]
    if len(swapped):
        yield _issue(
            made, swapped["record"], "latitude", "coordinates_swapped",
            "points that are possible only with latitude and longitude swapped; they are not swapped back",
            "swap the two columns in the mapping or in the export",
        )  # fmt: skip


def _empty(made: Made, at: NDArray[np.int64]) -> None:
    """Take the value of claims away; the text is kept."""
    claims, originals = made["claims"], made["originals"]
    texts = claims["value"].take(pa.array(at))
    hidden = np.zeros(claims.num_rows, bool)
    hidden[at] = True
    emptied = pc.if_else(pa.array(hidden), pa.scalar(None, pa.string()), claims["value"])
    made["claims"] = claims.set_column(claims.schema.get_field_index("value"), "value", emptied)
    new = ~np.isin(at, originals["claim"].to_numpy())
    more = pa.table([pa.array(at[new], pa.int32()), texts.filter(pa.array(new))], schema=SCHEMAS["originals"])
    made["originals"] = pa.concat_tables([originals, more]).sort_by("claim")


def _characters(made: Made) -> Iterator[Issue]:
    claims = made["claims"]
    far = claims.filter(pc.fill_null(pc.invert(pc.string_is_ascii(claims["value"])), False))
    if not far.num_rows:
        return
    for pattern, code, message in (
        (_UNSEEN, "unseen_characters", "characters that cannot be seen or turn the direction of writing; kept as sent"),
        (_MIXED, "mixed_scripts", "letters of several alphabets in one word, which may imitate others; kept as sent"),
    ):
        yield from _by_property(
            made, far.filter(pc.match_substring_regex(far["value"], pattern)), code, message,
            "look at the value letter by letter before comparing it; pages show such characters as codes",
        )  # fmt: skip


def _numbers(made: Made) -> Iterator[Issue]:
    hint = "ask for the export with the column formatted as text, or as CSV straight from the system"
    claims = made["claims"]
    powers = claims.filter(pc.fill_null(pc.match_substring(claims["value"], "E+"), False))
    powers = powers.filter(pc.match_substring_regex(powers["value"], _POWER))
    names = powers["property"].to_pylist()
    numbers = powers.filter(pa.array([str(name).lower().endswith(_OF_NUMBERS) for name in names], pa.bool_()))
    message = "numbers that a spreadsheet has written as a power of ten: digits are lost and cannot be known"
    yield from _by_property(made, numbers, "excel_damaged", message, hint)
    ids = made["origins"]["native_id"]
    ids = ids.filter(pc.match_substring(ids, "E+"))
    damaged = pc.sum(pc.match_substring_regex(ids, _POWER)).as_py() or 0
    if damaged:
        yield (
            "", "", "excel_damaged", "warning",
            f"{damaged} ids of entities are powers of ten, as a spreadsheet writes long numbers: different entities "
            "may have become one", hint,
        )  # fmt: skip


def _by_property(made: Made, claims: pa.Table, code: str, message: str, hint: str) -> Iterator[Issue]:
    for prop, found in claims.select(["property", "record"]).to_pandas().groupby("property", observed=True):
        yield _issue(made, found["record"], str(prop), code, message, hint)


def _issue(made: Made, records: pd.Series[Any], field: str, code: str, message: str, hint: str) -> Issue:
    first = made["records"]["locator"][int(records.iloc[0])].as_py()
    times = records.nunique()
    told = message if times == 1 else f"in {times} records, of which this is the first: {message}"
    return first, field, code, "warning", told, hint


def _where(mask: pa.ChunkedArray) -> NDArray[np.int64]:
    return np.flatnonzero(mask.to_numpy())
