"""Dates: the precision that was written, never more; what is no date of ours is told apart, never guessed."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netintel.vocab import dates
from netintel.vocab.months import months

YEARS = st.integers(1600, 2200)
SEPARATORS = st.sampled_from("-/.")
ORDERS = st.sampled_from(["day-first", "month-first"])
MANY = settings(max_examples=1000, deadline=None)
NAMES = sorted(months())


@MANY
@given(YEARS, st.integers(0, 12), SEPARATORS, st.booleans(), st.booleans())
def test_a_partial_date_never_becomes_a_full_one(year: int, month: int, mark: str, zeros: bool, short: bool) -> None:
    shown = f"{month}" if short and month else f"{month:02d}"
    text = f"{year}{mark}{shown}{mark}00" if zeros else f"{year}{mark}{shown}" if month else f"{year}"
    for order in ("year-first", "day-first", "month-first"):
        read = dates.parse(text, order)
        assert read == (f"{year}-{month:02d}" if month else f"{year}")
        assert dates.precision(read) in ("year", "month")


@MANY
@given(YEARS, st.sampled_from(NAMES), st.sampled_from([" ", "-", ". ", " de "]))
def test_a_named_month_of_a_year_stays_a_month(year: int, name: str, between: str) -> None:
    read = dates.parse(f"{name}{between}{year}")
    assert read in (None, f"{year}-{months()[name]:02d}")


@MANY
@given(
    st.sampled_from(["circa {}", "ca. {}", "about {}", "{}s", "{}?", "~{}", "{}-{}", "{}/{}", "before {}", "{} or {}"]),
    YEARS,
    YEARS,
)
def test_what_is_told_as_approximate_or_as_a_span_stays_text(form: str, one: int, other: int) -> None:
    assert dates.parse(form.format(one, other)) is None


@MANY
@given(
    st.integers(0, 31),
    st.integers(0, 12),
    st.integers(0, 99),
    SEPARATORS,
    st.sampled_from(["day-first", "month-first"]),
)
def test_the_century_is_not_guessed(day: int, month: int, year: int, mark: str, order: dates.Order) -> None:
    assert dates.parse(f"{day:02d}{mark}{month:02d}{mark}{year:02d}", order) is None


@MANY
@given(st.dates(date(1600, 1, 1), date(2200, 12, 31)), SEPARATORS)
def test_day_and_month_are_swapped_only_as_stated(day: date, mark: str) -> None:
    text = f"{day:%d}{mark}{day:%m}{mark}{day:%Y}"
    assert dates.parse(text, "day-first") == day.isoformat()
    assert dates.parse(text) == (day.isoformat() if mark == "." else None)


@settings(max_examples=1000, deadline=None)
@given(st.dates(date(1600, 1, 1), date(2200, 12, 31)))
def test_forms_of_one_day_give_that_day(day: date) -> None:
    week = day.isocalendar()
    for text in (
        day.isoformat(), f"{day:%Y%m%d}", f"{day:%d}-{day:%b}-{day:%Y}".upper(), f"{day:%B} {day.day}, {day:%Y}",
        f"{day.day}. {day:%B} {day:%Y}", f"{day:%Y}年{day.month}月{day.day}日", f"{week[0]}-W{week[1]:02d}-{week[2]}",
        f"{day:%Y}-{day.timetuple().tm_yday:03d}",
    ):  # fmt: skip
        expected = None if text.startswith(("1599", "2201")) else day.isoformat()
        assert dates.parse(text) == expected


@settings(max_examples=1000, deadline=None)
@given(st.one_of(st.text(max_size=40), st.from_regex(re.compile(r"[0-9]{1,4}[-/. TW:年][0-9A-Za-z]{1,5}.{0,20}"))))
def test_what_is_read_is_canonical_and_reading_it_again_changes_nothing(text: str) -> None:
    dates.trouble(text)
    for order in ("year-first", "day-first", "month-first"):
        read = dates.parse(text, order)
        if read is not None:
            assert re.fullmatch(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d{1,6})?Z?)?)?)?", read, re.ASCII)
            assert dates.parse(read, order) == read


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("38799", "excel_serial"), ("38799.5", "excel_serial"), ("4.5E+04", "excel_damaged"),
        ("#####", "excel_damaged"),
        ("1/2/65", "two_digit_year"), ("12-MAR-99", "two_digit_year"), ("65/03/12", "two_digit_year"),
        ("1405/03/01", "other_calendar"), ("12/09/1445", "other_calendar"), ("2567-01-02", "other_calendar"),
        ("昭和40年5月3日", "other_calendar"), ("9999-12-31", "placeholder_date"), ("0001-01-01", "placeholder_date"),
        ("0000-00-00", "placeholder_date"), ("ca. 1970", "approximate_date"), ("1970s", "approximate_date"),
        ("1970-1975", "range_of_dates"), ("2019-W07", "range_of_dates"), ("31.02.1980", "date_not_understood"),
        ("2024-02-30", "date_not_understood"), ("listopad 2012", "date_not_understood"),
    ],
)  # fmt: skip
def test_what_is_no_date_of_ours_is_told_apart(text: str, code: str) -> None:
    assert dates.parse(text, "day-first") is None
    assert dates.trouble(text) == code


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-03-01T10:00:00+0200", "2024-03-01T08:00:00Z"),
        ("2024-02-29T24:00:00Z", "2024-03-01T00:00:00Z"),
        ("Mon, 23 Mar 2006 10:00:00 +0100", "2006-03-23T09:00:00Z"),
        ("1700000000", "2023-11-14T22:13:20Z"),
        ("1700000000123", "2023-11-14T22:13:20.123Z"),
        ("2024-03-01 10:00:00 UTC", "2024-03-01T10:00:00Z"),
        ("2024-03-01T10:00:00", "2024-03-01T10:00:00"),
        ("٢٠١٩/٠٣/٠٢", "2019-03-02"),
    ],
)
def test_instants_are_told_in_utc_only_where_the_zone_is_known(text: str, instant: str) -> None:
    assert dates.parse(text) == instant


def test_a_name_of_two_months_names_none() -> None:
    assert dates.parse("3 listopada 2012") is None
    assert dates.parse("3 sierpnia 2012") == "2012-08-03"
