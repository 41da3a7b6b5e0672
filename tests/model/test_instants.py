"""Instants read by column are what they are one by one."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netintel.model._instants import after, instants
from netintel.vocab import dates

FORMS = [
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y%m%d %H%M",
    "%Y%m%d %H%M%S",
    "%d.%m.%Y %H:%M:%S",
    "%Y-%m-%d %H:%M",
]
MOMENTS = st.datetimes(datetime(1600, 1, 1), datetime(2200, 12, 31))


@settings(max_examples=200)
@given(st.lists(MOMENTS, min_size=1, max_size=5), st.sampled_from(FORMS), st.sampled_from(["day-first", "year-first"]))
def test_a_column_in_one_form_is_read_as_each_of_its_texts(
    moments: list[datetime], form: str, order: dates.Order
) -> None:
    texts = [moment.strftime(form) for moment in moments]
    read = instants(pa.array(texts), order)
    assert read is not None
    assert read.to_pylist() == [dates.parse(text, order) for text in texts]


@settings(max_examples=500)
@given(st.text("0123456789-:. TZ", min_size=13, max_size=19))
def test_nothing_is_read_by_column_that_is_not_read_one_by_one(text: str) -> None:
    read = instants(pa.array([text]))
    assert read is None or read.to_pylist() == [dates.parse(text)]


@pytest.mark.parametrize(
    "text",
    ["2023-02-29 10:00:00", "2024-13-01 10:00:00", "2024-01-01 24:00:00", "20240101 1060", "1599-01-01 10:00:00"],
)
def test_what_needs_a_second_look_is_left_to_it(text: str) -> None:
    assert instants(pa.array([text])) is None


@given(MOMENTS, st.integers(0, 10**6))
def test_the_end_of_a_call_is_so_many_seconds_after_its_begin(begin: datetime, seconds: int) -> None:
    ended = after(pa.array([f"{begin:%Y-%m-%dT%H:%M:%S}"]), np.array([seconds]))
    whole = begin.replace(microsecond=0) + timedelta(seconds=seconds)
    assert ended.to_pylist() == [f"{whole:%Y-%m-%dT%H:%M:%S}"]
