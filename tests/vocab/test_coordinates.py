"""Coordinates: degrees in the ways exports write them; nothing out of range, nothing swapped back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netintel.vocab import coordinates


@settings(max_examples=2000, deadline=None)
@given(st.integers(0, 89), st.integers(0, 59), st.integers(0, 59), st.sampled_from("NS"), st.integers(0, 3))
def test_degrees_minutes_and_seconds_are_the_degrees_they_are(d: int, m: int, s: int, side: str, form: int) -> None:
    text = (f"{d}°{m}'{s}\"{side}", f"{side} {d}° {m}′ {s}″", f"{d} {m} {s} {side}", f"{d}:{m}:{s}{side}")[form]
    expected = (d + m / 60 + s / 3600) * (1 if side == "N" else -1)
    assert float(coordinates.parse(text, "latitude") or "nan") == pytest.approx(expected, abs=1e-6)


@settings(max_examples=2000, deadline=None)
@given(st.one_of(st.floats().map(repr), st.text(max_size=20), st.from_regex(r"-?[0-9]{1,3}[.,]?[0-9]{0,4} ?[NSEWOK]?")))
def test_what_is_read_lies_on_the_earth(text: str) -> None:
    for axis, limit in (("latitude", 90), ("longitude", 180)):
        read = coordinates.parse(text, axis)
        coordinates.trouble(text, axis)
        assert read is None or abs(float(read)) <= limit


@pytest.mark.parametrize(
    ("text", "axis", "value"),
    [
        ("44,4268", "latitude", "44.4268"),
        ("55°45′21″ с. ш.".replace(". ш", ".ш"), "latitude", "55.755833"),
        ("40°26′46″ K", "latitude", "40.446111"),
        ("3°42′ West", "longitude", "-3.7"),
        ("26.1 Ost", "longitude", "26.1"),
        ("٤٤.٥", "latitude", "44.5"),
        ("0 0 36 S", "latitude", "-0.01"),
        ("48d51m24s N", "latitude", "48.856667"),
        ("-0", "latitude", "0.0"),
    ],
)
def test_hemispheres_in_several_languages(text: str, axis: coordinates.Axis, value: str) -> None:
    assert coordinates.parse(text, axis) == value


@pytest.mark.parametrize(
    "text", ["nan", "inf", "-inf", "1_0", "48.8,2.3", "48°61'N", "12 N S", "48d51m24s", "N", "48.8 2.3"]
)
def test_what_is_no_coordinate_gives_none(text: str) -> None:
    assert coordinates.parse(text, "latitude") is None
