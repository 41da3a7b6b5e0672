"""Gradings and handling codes: kept by scheme, compared only within one."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netintel.vocab import categories, dates, evaluation, handling, kinds, properties

CODES = ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED", "EUROPOL:H0", "EUROPOL:H2", "PAP:RED"]


def test_the_same_digit_means_different_things_in_different_schemes() -> None:
    assert evaluation.score("admiralty:C3") == 50 and evaluation.score("4x4:C3") == 30


def test_cannot_be_judged_is_no_score_and_no_better_than_ungraded() -> None:
    assert evaluation.score("4x4:X4") is None
    assert evaluation.drop_rate("4x4:X4") == evaluation.drop_rate(None) == evaluation.UNGRADED_DROP


def test_a_weaker_grading_never_drops_less() -> None:
    rates = [evaluation.drop_rate(f"admiralty:{source}2") for source in "ABCDE"]
    assert rates == sorted(rates) and rates[0] < rates[-1]


@given(st.lists(st.sampled_from([None, *CODES])))
def test_combining_is_order_free_and_idempotent_and_never_weaker(codes: list[str | None]) -> None:
    combined = handling.combine(codes)
    assert handling.combine(reversed(codes)) == combined == handling.combine([*codes, combined])
    for code in codes:
        if code is not None:
            assert combined is not None and handling.covers(combined, code)


def test_covers_is_the_order_within_a_scheme() -> None:
    tlp = CODES[:5]
    for (i, low), (j, high) in itertools.product(enumerate(tlp), repeat=2):
        assert handling.covers(high, low) == (i <= j)


@pytest.mark.parametrize("text", ["RESTREINT UE/EU RESTRICTED", "nato restricted", "SECRET UE"])
def test_classified_material_is_recognised(text: str) -> None:
    assert handling.refused(text)


@pytest.mark.parametrize("text", ["TLP:RED", "EUROPOL:H2", "restricted area", "EU-UNCLASSIFIED", "OFFICIAL"])
def test_ordinary_markings_are_not_taken_for_classified(text: str) -> None:
    assert not handling.refused(text)


@given(st.integers(1900, 2100), st.integers(1, 12))
def test_a_partial_date_never_becomes_a_full_one(year: int, month: int) -> None:
    assert dates.parse(str(year)) == str(year)
    assert dates.parse(f"{year}-{month:02d}") == f"{year}-{month:02d}"
    assert dates.parse(f"{year}/{month:02d}/00") == f"{year}-{month:02d}"


@given(st.text(max_size=40))
def test_readers_of_words_never_raise(text: str) -> None:
    for read in (dates.parse, evaluation.parse, handling.parse, categories.parse):
        read(text)


def test_every_basis_that_makes_a_home_is_claimed_by_a_property() -> None:
    assert set(properties.HOME_BASES) <= set(properties.bases().values())
    assert not {"wanted_by", "birth", "phone", "iban", "target"} & set(properties.HOME_BASES)


def test_every_kind_of_the_design_is_there() -> None:
    assert {"Person", "Company", "Phone", "CryptoWallet", "Passport", "Call", "CourtCase", "Country"} <= set(
        kinds.parts()
    )
    assert set(kinds.parts().values()) == {"actor", "carrier", "event", "document", "place", "country", "thing"}
