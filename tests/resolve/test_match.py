"""Who may be whom: pairs, scores, answers and reasons of small cases made by hand."""

from __future__ import annotations

import numpy as np
import pytest

import netintel as ni
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.tables import Tables


def export(name: str, *people: dict[str, str]) -> Tables:
    build = Builder()
    for i, claims in enumerate(people):
        build.record(f"row {i}", str(i).encode())
        build.entity(f"{name}{i}", "Person", list(claims.items()))
    row = {"file": name, "format": "x", "unit": "row", "sha256": name * 64, "bytes": 1, "loader": "x", "ids": "file"}
    return build.tables(row)


def graph_of(*exports: Tables) -> EntityGraph:
    return EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, Tables.concat(exports))


PASSPORT = {"document_number": "AB 123456", "document_country": "RO"}


def test_the_same_document_of_the_same_country_is_a_strong_match() -> None:
    matches = ni.resolve.match(graph_of(export("a", PASSPORT), export("b", {**PASSPORT, "name": "B"})))
    row = matches.table().iloc[0]
    assert row["score"] > 0.99 and row["answer"] == "same" and "issuing country" in row["reason"]
    assert "same document number" in matches.explain(0)


def test_the_same_number_of_another_country_is_no_match() -> None:
    other = {"document_number": "AB123456", "document_country": "BG"}
    matches = ni.resolve.match(graph_of(export("a", PASSPORT), export("b", other)))
    assert len(matches.above(0.05)) == 0


def test_a_number_without_country_is_weaker_than_with_it() -> None:
    alone = {"document_number": "AB123456"}
    without = ni.resolve.match(graph_of(export("a", alone), export("b", alone))).table()["score"][0]
    assert without < ni.resolve.match(graph_of(export("a", PASSPORT), export("b", PASSPORT))).table()["score"][0]


def test_persons_one_export_keeps_apart_are_not_merged_by_a_shared_phone() -> None:
    phone = {"phone": "+40722123456"}
    matches = ni.resolve.match(graph_of(export("a", phone, phone)))
    assert matches.table()["answer"].tolist() == ["review"] and "keeps them apart" in matches.explain(0)


def test_different_birth_dates_speak_against() -> None:
    one = {"phone": "+40722123456", "birth_date": "1980-02-03"}
    swapped = {"phone": "+40722123456", "birth_date": "1980-03-02"}
    other = {"phone": "+40722123456", "birth_date": "1991-07-08"}
    assert ni.resolve.match(graph_of(export("a", one), export("b", swapped))).table()["score"][0] > 0.95
    assert ni.resolve.match(graph_of(export("a", one), export("b", other))).table()["score"][0] < 0.5


def test_a_number_that_a_crowd_shares_says_nothing() -> None:
    crowd = [export(c, *({"phone": "+40722123456", "name": f"{c}{i}nov Ivan"} for i in range(5))) for c in "abcdef"]
    assert len(ni.resolve.match(graph_of(*crowd)).above(0.5)) == 0


def test_a_number_that_four_share_joins_nobody() -> None:
    phone = {"phone": "+40722123456"}
    found = ni.resolve.match(graph_of(*(export(c, phone) for c in "abcd")))
    assert set(found.table()["answer"]) == {"review"} and len(found.above(0.95)) == 0


def test_the_same_name_across_scripts_with_day_and_month_swapped() -> None:
    bulgarian = {"name": "Георги Димитров", "birth_date": "1984-05-06"}
    german = {"name": "Dimitroff, Georgi", "birth_date": "1984-06-05"}
    matches = ni.resolve.match(graph_of(export("a", bulgarian), export("b", german)))
    assert matches.table()["score"][0] > 0.95
    assert "another script or spelling" in matches.explain(0) and "swapped" in matches.explain(0)


def test_two_of_one_name_and_nothing_else_are_undecidable_where_many_bear_it() -> None:
    crowd = [{"name": "Nguyễn Văn Nam"}] * 12
    found = ni.resolve.match(graph_of(export("a", *crowd), export("b", *crowd))).table()
    assert "undecidable" in set(found["answer"]) and "same" not in set(found["answer"])


def test_the_parts_sum_to_the_odds_of_the_score() -> None:
    person = {"name": "Ana Pop", "birth_date": "1980-02-03", "phone": "+40722123456", "gender": "female"}
    matches = ni.resolve.match(graph_of(export("a", person), export("b", {**person, "birth_date": "1980-02-04"})))
    parts = matches.parts(0)
    assert parts["feature"].tolist()[:4] == ["prior", "name", "birth date", "phone"]
    assert parts["left"][2] == "1980-02-03" or parts["right"][2] == "1980-02-03"
    odds = np.log2(matches.table()["score"][0] / (1 - matches.table()["score"][0]))
    assert parts["bits"].sum() == pytest.approx(odds, abs=0.06)


def test_nationality_can_be_switched_off_and_special_categories_change_nothing() -> None:
    one = {"name": "Ana Pop", "birth_date": "1980", "nationality": "RO"}
    graph = graph_of(export("a", one), export("b", one))
    special = {"ethnicity": "x", "religion": "y", "political_opinion": "z", "health": "q"}
    marked = graph_of(export("a", {**one, **special}), export("b", {**one, **special}))
    columns = ["score", "answer", "reason"]
    assert ni.resolve.match(marked).table()[columns].equals(ni.resolve.match(graph).table()[columns])
    without = ni.resolve.match(graph, nationality=False)
    assert "nationality" not in without.explain(0) and "nationality" in ni.resolve.match(graph).explain(0)


def test_no_result_depends_on_the_order_of_loading() -> None:
    exports = [export(c, {"name": "Ana Pop", "birth_date": "1980-02-03"}, {"name": f"{c}oan Rus"}) for c in "abcd"]
    one, other = (ni.resolve.match(graph_of(*order)).table() for order in (exports, exports[::-1]))
    pairs = [
        {(frozenset((row.left, row.right)), round(row.score, 9)) for row in found.itertuples()}
        for found in (one, other)
    ]
    assert pairs[0] == pairs[1]


def test_a_person_and_the_firm_with_the_same_phone_and_mail_are_two() -> None:
    both = {"phone": "+40722123456", "email": "office@firm.example"}
    build = Builder()
    build.record("row 1", b"1")
    build.entity("firm", "Company", list(both.items()))
    row = {"file": "f", "format": "x", "unit": "row", "sha256": "f" * 64, "bytes": 1, "loader": "x", "ids": "file"}
    assert len(ni.resolve.match(graph_of(export("a", both), build.tables(row)))) == 0


def test_two_identifiers_combine() -> None:
    both = {"phone": "+40722123456", "email": "a@example.org"}
    one = ni.resolve.match(graph_of(export("a", {"phone": both["phone"]}), export("b", {"phone": both["phone"]})))
    two = ni.resolve.match(graph_of(export("a", both), export("b", both)))
    assert two.table()["score"][0] > one.table()["score"][0]


def test_phones_with_the_same_number_are_one_phone() -> None:
    parts = []
    for name in "ab":
        build = Builder()
        build.record("row 1", b"1")
        build.entity("p", "Phone", [("number", "+40722123456")])
        row = {
            "file": name,
            "format": "x",
            "unit": "row",
            "sha256": name * 64,
            "bytes": 1,
            "loader": "x",
            "ids": "file",
        }
        parts.append(build.tables(row))
    assert ni.resolve.match(graph_of(*parts)).table()["score"].tolist() == [1.0]


def test_the_parts_of_firms_sum_to_the_odds_too() -> None:
    parts = []
    for name, firm in (("a", "Витоша Логистик ЕООД"), ("b", "Vitosha Logistik EOOD")):
        build = Builder()
        build.record("row 1", b"1")
        build.entity("f", "Company", [("name", firm), ("phone", "+359888123456")])
        row = {
            "file": name,
            "format": "x",
            "unit": "row",
            "sha256": name * 64,
            "bytes": 1,
            "loader": "x",
            "ids": "file",
        }
        parts.append(build.tables(row))
    matches = ni.resolve.match(graph_of(*parts))
    score = matches.table()["score"][0]
    assert matches.parts(0)["bits"].sum() == pytest.approx(np.log2(score / (1 - score)), abs=0.06)
