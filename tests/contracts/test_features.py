"""What every matching feature owes: a sentence a level, weights that add up, symmetry, and no special category."""

from __future__ import annotations

import re
import sys
from functools import cache
from types import ModuleType

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import netintel as ni
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.tables import Tables
from netintel.resolve._records import Pairs, Records
from netintel.resolve.features import FEATURES, Feature, compare

SPECIAL = re.compile(
    r"ethnic|race|racial|religi|faith|belie[fv]|politic|party_member|union|health|disease|diagnos|disab|hiv|sexual|"
    r"orientation|biometric|genetic|dna|fingerprint|iris|caste|tribe|clan|skin|philosoph"
)
"""Directive (EU) 2016/680, article 10, and what stands for it."""

PROPERTIES = (
    "name alias first_name last_name birth_date document_number document_country registration_number registration "
    "jurisdiction country phone number email iban wallet nationality citizenship gender birth_place city postcode "
    "postal_code address full_address street occupation position"
).split()
"""What a feature may read; who adds a feature adds its properties here, and says why in its module."""

each = pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)


def module(feature: Feature) -> ModuleType:
    """Return the module of the features that holds it."""
    inside = [found for name, found in sys.modules.items() if name.startswith("netintel.resolve.features.")]
    return next(found for found in inside if any(held is feature for held in vars(found).values()))


def export(name: str, records: list[tuple[str, dict[str, str]]]) -> Tables:
    build = Builder()
    for i, (kind, claims) in enumerate(records):
        build.record(f"row {i}", f"{name}{i}".encode())
        build.entity(f"{name}{i}", kind, list(claims.items()))
        if i:
            build.link(f"{name}{i}", f"{name}0", "Knows")
    row = {"file": name, "format": "x", "unit": "row", "sha256": name * 64, "bytes": 1, "loader": "x", "ids": "file"}
    return build.tables(row)


def graph_of(*exports: Tables) -> EntityGraph:
    return EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, Tables.concat(exports))


@each
def test_its_module_says_what_is_read(feature: Feature) -> None:
    doc = module(feature).__doc__ or ""
    assert "Reads " in doc, f"{feature.name}: the docstring of its module does not say what it reads"


@each
def test_each_level_is_a_sentence_that_ends_what_the_two_are_or_have(feature: Feature) -> None:
    for said in feature.sentences:
        assert said and not said.endswith(".") and said[0].islower(), (
            f"{feature.name}: {said!r} is no part of a sentence"
        )
        assert not re.search(r"\b(is the case|match(es)?|score|level|True)\b", said), f"{feature.name}: {said!r}"
    assert len(set(feature.sentences)) == len(feature.sentences), f"{feature.name}: two levels say the same"


@each
def test_its_levels_take_all_records_of_one_entity(feature: Feature) -> None:
    assert sum(level.m for level in feature.levels) == pytest.approx(1, abs=0.02), (
        f"{feature.name}: m sums to something else"
    )
    assert all(0 < level.m < 1 and 0 < level.u <= 1 for level in feature.levels)


class Asked(Records):
    """Records that note which properties are asked for."""

    def claims(self, properties):  # type: ignore[no-untyped-def]
        properties = list(properties)
        self.kept("asked", set).update(properties)
        return super().claims(properties)


@each
def test_it_reads_no_property_of_a_special_category(feature: Feature) -> None:
    person = dict.fromkeys(PROPERTIES, "x") | {"ethnicity": "x", "religion": "x"}
    graph = graph_of(export("a", [("Person", person), ("Company", person)] * 2))
    for pole in feature.poles:
        records = Records.of(graph, pole)
        asked = Asked(graph, pole, records.origins)
        feature.values(asked)
        read = asked.kept("asked", set)
        assert not [name for name in read if SPECIAL.search(name)], f"{feature.name} reads {sorted(read)}"
        assert read <= set(PROPERTIES), (
            f"{feature.name} reads {sorted(read - set(PROPERTIES))}, which nobody has allowed"
        )


@pytest.mark.parametrize(
    "name", ["ethnicity", "religion", "political_opinion", "trade_union", "blood_disease", "tribe"]
)
def test_the_guard_knows_a_special_category_when_it_sees_one(name: str) -> None:
    assert SPECIAL.search(name) and name not in PROPERTIES


@each
def test_two_records_that_say_nothing_are_not_compared(feature: Feature) -> None:
    kind = "Person" if "person" in feature.poles else "Company"
    build = [Builder() for _ in "ab"]
    for i, made in enumerate(build):
        made.record("row 1", str(i).encode())
        made.entity("x", kind, [])
    row = {"format": "x", "unit": "row", "bytes": 1, "loader": "x", "ids": "file"}
    exports = [made.tables({**row, "file": n, "sha256": n * 64}) for n, made in zip("ab", build, strict=True)]
    records = Records.of(graph_of(*exports), feature.poles[0])
    found = compare(feature, records, Pairs(np.array([0], np.int32), np.array([1], np.int32)))
    assert found.level.tolist() == [0] and found.bits.tolist() == [0]


def test_nationality_can_be_switched_off() -> None:
    same = {"name": "Ana Pop", "birth_date": "1980", "nationality": "RO"}
    graph = graph_of(export("a", [("Person", same)]), export("b", [("Person", same)]))
    assert "nationality" in ni.resolve.match(graph).parts(0)["feature"].tolist()
    assert "nationality" not in ni.resolve.match(graph, nationality=False).parts(0)["feature"].tolist()


ABSURD = [
    "",
    " ",
    "\x00",
    "\x1f",
    "\x1f\x1f",
    "9" * 400,
    "-0",
    "0000-00-00",
    "1984-13-45",
    "٢٠٢٤-٠١-٠١",
    "²",
    "½",
    "🙂",
    "\u202e",
    "İ",
]
texts = st.one_of(
    st.sampled_from(["Ana Pop", "Пётр", "AB123456", "+40722123456", "1980-02-03", "1980-03-02", "RO", "m", *ABSURD]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)


@cache
def _never() -> None:
    """Import what features import when first used, outside what is timed."""
    ni.resolve.match(graph_of(export("a", [("Person", {"name": "Ana Pop"}), ("Person", {"name": "Ana Popa"})])))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records=st.lists(st.dictionaries(st.sampled_from(PROPERTIES), texts, max_size=8), min_size=2, max_size=5))
def test_left_and_right_are_alike_and_no_value_breaks_a_feature(records: list[dict[str, str]]) -> None:
    _never()
    for kind in ("Person", "Company"):
        made = Records.of(
            graph_of(export("a", [(kind, claims) for claims in records])),
            "person" if kind == "Person" else "organisation",
        )
        left, right = (side.astype(np.int32) for side in np.triu_indices(len(made), 1))
        for feature in FEATURES:
            if made.pole not in feature.poles:
                continue
            there, back = compare(feature, made, Pairs(left, right)), compare(feature, made, Pairs(right, left))
            assert (there.level == back.level).all(), f"{feature.name}: another level with left and right swapped"
            np.testing.assert_allclose(there.bits, back.bits, atol=1e-3, err_msg=feature.name)
            assert (there.level <= len(feature.levels)).all() and np.isfinite(there.bits).all()
            if feature.chance is not None and len(feature.values(made).code):
                chance = np.asarray(feature.chance(made))
                assert len(chance) == len(feature.levels) and (chance >= 0).all() and (chance <= 1).all(), feature.name
