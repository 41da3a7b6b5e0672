"""Cases laid beside each other: what is rare in common is found, what many share is nothing, victims are in no row."""

import io
import math
from contextlib import redirect_stdout
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netintel as ni
from netintel.analysis.cross_case import SAMPLED, cross_case
from netintel.errors import UnknownEntityError
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.network import Network
from netintel.model.results import Pairs
from netintel.model.tables import Tables
from netintel.resolve import judge

LANTERN = Path(__file__).parents[2] / "data" / "samples" / "lantern"

PHONE = "+40722123456"
IBAN = "GB82WEST12345698765432"


def tables_of(build: Builder, name: str, ids: str = "file") -> Tables:
    received = {"file": name, "format": "x", "unit": "row", "sha256": name.ljust(64, "0"), "bytes": 1, "loader": "x"}
    return build.tables({**received, "ids": ids})


def export(name: str, originator: str | None, persons: dict[str, list[tuple[str, str]]], ids: str = "file") -> Tables:
    """Return an export that names persons, each with properties and its own record."""
    build = Builder(originator=originator, evaluation="4x4:B2")
    for person, said in persons.items():
        build.record(f"row {person}")
        build.entity(person, "Person", [("name", person), *said])
    return tables_of(build, name, ids)


def graph_of(*parts: Tables, parties: tuple[str, ...] = ()) -> EntityGraph:
    return EntityGraph(Tables.empty(), Case(id_key="k", parties=parties)).then("load", {}, Tables.concat(parts))


def names(found: Pairs) -> list[set[str]]:
    table = found.table()
    return [set(pair) for pair in zip(table["left_name"], table["right_name"], strict=True)]


def test_the_same_number_in_the_exports_of_two_originators_is_a_hit_however_it_is_written() -> None:
    graph = graph_of(
        export("a", "RO", {"Ana": [("phone", "0040 722 123 456")], "Ion": [("phone", "+40722000111")]}),
        export("b", "DE", {"Anna": [("phone", PHONE)], "Kurt": []}),
    )
    found = cross_case(graph)
    assert names(found) == [{"Ana", "Anna"}]
    row = found.table().loc[0]
    assert (row["identifiers"], row["holders"], row["same"]) == (("phone",), 2, False)
    assert {row["left_owner"], row["right_owner"]} == {"RO", "DE"}
    assert {row["left_originators"], row["right_originators"]} == {("RO",), ("DE",)}
    assert row["strength"] == pytest.approx(math.log((4 + SAMPLED) / 2))
    assert 0 < row["drop"] < 1


def test_the_same_originator_is_one_case() -> None:
    graph = graph_of(
        export("a", "RO", {"Ana": [("phone", PHONE)]}),
        export("b", "RO", {"Anna": [("phone", PHONE)]}),
    )
    found = cross_case(graph)
    assert found.table().empty
    assert any("Fewer than two cases" in caveat for caveat in found.caveats)


def test_exports_without_an_originator_are_not_taken_for_one() -> None:
    graph = graph_of(export("a", None, {"Ana": [("phone", PHONE)]}), export("b", None, {"Anna": [("phone", PHONE)]}))
    table = cross_case(graph).table()
    assert set(table[["left_case", "right_case"]].to_numpy()[0]) == {"not stated (a)", "not stated (b)"}


def test_what_many_hold_is_nothing_and_is_counted_by_sort() -> None:
    """Eleven persons hold the wallet of an exchange."""
    crowd = {f"p{i}": [("wallet", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT")] for i in range(11)}
    graph = graph_of(export("a", "RO", dict(list(crowd.items())[:6])), export("b", "DE", dict(list(crowd.items())[6:])))
    found = cross_case(graph)
    assert found.table().empty
    assert found.summary["common"] == {"wallet": 1}
    assert found.summary["shared"].loc["RO", "DE"] == 0


def test_the_rarer_identifier_weighs_more_and_several_add_up() -> None:
    shared = [("email", "all@x.example")]
    graph = graph_of(
        export("a", "RO", {"Ana": [("phone", PHONE), ("iban", IBAN)], "Ion": shared, "Dan": shared}),
        export("b", "DE", {"Anna": [("phone", PHONE), ("iban", IBAN)], "Jan": shared}),
    )
    found = cross_case(graph)
    assert names(found)[0] == {"Ana", "Anna"}
    table = found.table()
    assert table["rank"].tolist() == [1, 2, 2]
    assert table["n_identifiers"].tolist() == [2, 1, 1]
    assert table["holders"].tolist() == [2, 3, 3]


def test_what_a_thing_states_belongs_to_its_holder_and_a_thing_nobody_holds_stands_for_itself() -> None:
    one = Builder(originator="RO")
    one.record("row 1")
    one.entity("p", "Person", [("name", "Ana")])
    one.entity("t", "Phone", [("number", PHONE)])
    one.link("p", "t", "Owner")
    other = Builder(originator="DE")
    other.record("row 1")
    other.entity("u", "Phone", [("number", PHONE)])
    other.entity("v", "Phone", [("number", "+40722999888")])
    other.link("u", "v", "Call")
    table = cross_case(graph_of(tables_of(one, "a"), tables_of(other, "b"))).table()
    assert len(table) == 1
    assert {table.loc[0, "left_kind"], table.loc[0, "right_kind"]} == {"Person", "Phone"}


def test_a_number_nobody_holds_that_many_called_is_a_call_shop() -> None:
    parts = []
    for name, originator in (("a", "RO"), ("b", "DE")):
        build = Builder(originator=originator)
        build.record("row 0")
        build.entity("shop", "Phone", [("number", PHONE)])
        for i in range(31):
            build.record(f"row {i + 1}")
            build.entity(f"c{i}", "Phone", [("number", f"+4072{name == 'a':d}1{i:02}456")])
            build.link(f"c{i}", "shop", "Call")
        parts.append(tables_of(build, name))
    found = cross_case(graph_of(*parts))
    assert found.table().empty
    assert found.summary["common"] == {"phone": 1}


def test_one_resolved_entity_is_a_hit_by_itself_and_a_conflict() -> None:
    graph = graph_of(export("a", "RO", {"Ana": []}), export("b", "DE", {"Anna": []}), export("c", "FR", {"Zoe": []}))
    ana, anna = (str(graph.origins.loc[graph.origins["native_id"] == n, "origin"].iloc[0]) for n in ("Ana", "Anna"))
    found = cross_case(judge(graph, ana, anna, "same", by="analyst", reason="photograph"))
    row = found.table().loc[0]
    assert len(found.table()) == 1
    assert (row["same"], row["identifiers"], row["n_identifiers"], row["holders"]) == (True, (), 0, 0)
    conflicts = found.summary["conflicts"]
    assert conflicts[["n_cases", "cases"]].values.tolist() == [[2, ("DE", "RO")]]
    assert {row["left_name"], row["right_name"]} == {"Ana", "Anna"}, "each case has its own name of the same person"
    assert "in the case of DE and " in found.explain(0) and " are one resolved entity: rank 1" in found.explain(0)
    assert len(found.records(0)) == 2


def test_a_name_that_both_cases_have_is_said_once() -> None:
    graph = graph_of(export("a", "RO", {"Ana": [("phone", PHONE)]}), export("b", "DE", {"Ana": [("phone", PHONE)]}))
    one, other = graph.origins["origin"]
    told = cross_case(judge(graph, one, other, "same", by="analyst", reason="photograph")).explain(0)
    said = "By originator, Ana (country unknown) is one resolved entity in the case of DE and in that of RO"
    assert told.startswith(f"{said}, with one identifier in both cases (phone; held by nobody else): rank 1 of 1")


def test_several_graphs_are_compared_by_identifier_and_by_records_both_received() -> None:
    notice = export("n", "desk", {"Wanted": []})
    first = graph_of(notice, export("a", "RO", {"Ana": [("iban", IBAN)]}), parties=("RO", "BG"))
    second = graph_of(notice, export("b", "DE", {"Anna": [("iban", IBAN)]}), parties=("DE",))
    found = cross_case({"Lamp": first, "Torch": second})
    assert sorted(map(sorted, names(found))) == [["Ana", "Anna"], ["Wanted"]]
    assert found.group == "case" and found.digest is None
    assert found.parameters["digests"] == [first.digest, second.digest]
    table = found.table()
    assert set(table["left_owner"]) == {"RO, BG"} and set(table["right_owner"]) == {"DE"}
    for key in table.index:
        assert len(found.records(key)) == 2
    assert found.summary["conflicts"]["cases"].tolist() == [("Lamp", "Torch")]


def test_ids_unique_in_the_world_join_graphs_and_ids_of_a_file_do_not() -> None:
    def cases(ids: str) -> dict[str, EntityGraph]:
        return {
            "A": graph_of(export("a", "RO", {"x--1": []}, ids)),
            "B": graph_of(export("b", "DE", {"x--1": []}, ids)),
        }

    assert len(cross_case(cases("global")).table()) == 1
    assert cross_case(cases("file")).table().empty


def test_a_victim_who_holds_the_number_as_well_cannot_be_found_by_subtracting() -> None:
    kurt = graph_of(export("b", "DE", {"Kurt": [("phone", PHONE)]}))
    told = []
    for category in ("victim", None):
        more = {"Vic": [("phone", PHONE), ("category", "victim")]} if category else {}
        found = cross_case({"A": graph_of(export("a", "RO", {"Ana": [("phone", PHONE)], **more})), "B": kurt})
        told.append(found.table()[["left_name", "right_name", "holders", "strength"]].values.tolist())
        told[-1].append([str(found.summary[name]) for name in found.summary])
    assert told[0] == told[1]


def test_who_is_a_victim_in_one_case_is_so_in_all_that_hold_the_same_record() -> None:
    said = {"A": [("phone", PHONE), ("category", "victim")], "B": [("phone", PHONE)], "C": [("phone", PHONE)]}
    parts = {case: export(case, "RO", {"Vic": claims}, ids="global") for case, claims in said.items()}
    found = cross_case({case: graph_of(part) for case, part in parts.items()})
    assert found.table().empty and found.summary["conflicts"].empty
    assert found.summary["shared"].to_numpy().sum() == 0


def test_a_phone_that_only_a_victim_is_known_to_hold_is_in_no_row() -> None:
    def phone(name: str, originator: str, owner: bool) -> Tables:
        build = Builder(originator=originator)
        build.record("row")
        build.entity("p", "Phone", [("number", PHONE), ("name", "phone of Vic")])
        if owner:
            build.entity("v", "Person", [("name", "Vic"), ("category", "victim")])
            build.link("v", "p", "Owner")
        return tables_of(build, name)

    def hits(owner: bool) -> int:
        return len(
            cross_case(graph_of(phone("a", "RO", owner), phone("b", "DE", False), phone("c", "FR", False))).table()
        )

    assert (hits(False), hits(True)) == (3, 0)


def test_an_originator_who_is_wrong_is_wrong_about_all_that_one_entity_shares() -> None:
    """4x4:B2 is wrong with 0.1: both sides are right with 0.81, however many identifiers they state."""
    for claims in ([("phone", PHONE)], [("phone", PHONE), ("iban", IBAN), ("email", "ana@example.org")]):
        graphs = {case: graph_of(export(case, case, {case: claims})) for case in ("RO", "DE")}
        assert cross_case(graphs).table()["drop"].tolist() == [pytest.approx(0.19)]


def test_names_of_cases_that_are_no_text_are_refused_in_words() -> None:
    with pytest.raises(TypeError, match="names of the cases"):
        cross_case({1: graph_of(export("a", "RO", {"Ana": []}))})


@pytest.mark.parametrize("category", ["victim", "witness", "minor", "informant", "professional"])
def test_who_is_protected_is_in_no_row_no_count_and_no_message(category: str) -> None:
    """Also where the other case has the person as a suspect; their numbers are told nowhere."""
    graphs = {
        "A": graph_of(export("a", "RO", {"Ana": [("phone", PHONE), ("category", category)]})),
        "B": graph_of(export("b", "DE", {"Anna": [("phone", PHONE), ("category", "suspect")]})),
    }
    found = cross_case(graphs)
    assert found.table().empty
    assert found.summary["conflicts"].empty
    assert found.summary["shared"].loc["A"].tolist() == [0, 0]
    assert any("in no row" in caveat for caveat in found.caveats)
    assert PHONE not in " ".join(found.caveats)


def test_texts_of_identifiers_are_in_no_table_and_no_explanation() -> None:
    graph = graph_of(export("a", "RO", {"Ana": [("phone", PHONE)]}), export("b", "DE", {"Anna": [("phone", PHONE)]}))
    found = cross_case(graph)
    assert PHONE not in found.table().to_csv() + found.explain(0) + str(found.summary)


@pytest.mark.parametrize("value", ["private", "n/a", "000000000", "+40722000000", "0722 123 456"])
def test_what_is_no_number_joins_nobody(value: str) -> None:
    graph = graph_of(export("a", "RO", {"Ana": [("phone", value)]}), export("b", "DE", {"Anna": [("phone", value)]}))
    assert cross_case(graph).table().empty


def test_overlap_is_part_of_both_and_part_of_each() -> None:
    """RO: 2 persons and 1 number; DE: 1 person and the same number. One of 4 in both; 1 of 3 and 1 of 2."""
    graph = graph_of(
        export("a", "RO", {"Ana": [("phone", PHONE)], "Ion": []}), export("b", "DE", {"Anna": [("phone", PHONE)]})
    )
    summary = cross_case(graph).summary
    assert summary["shared"].loc["RO", "DE"] == 1
    assert summary["jaccard"].loc["RO", "DE"] == pytest.approx(1 / 4)
    assert summary["containment"].loc["RO", "DE"] == pytest.approx(1 / 3)
    assert summary["containment"].loc["DE", "RO"] == pytest.approx(1 / 2)


@settings(max_examples=10)
@given(
    held=st.lists(
        st.tuples(st.sampled_from("ABC"), st.integers(0, 3), st.integers(0, 4)), min_size=1, max_size=14, unique=True
    )
)
def test_strength_is_its_definition(held: list[tuple[str, int, int]]) -> None:
    """Persons of three cases hold some of five numbers: each pair of persons of two cases, by enumeration."""
    persons: dict[str, dict[str, list[tuple[str, str]]]] = {}
    holds: dict[tuple[str, int], set[int]] = {}
    for case, person, number in held:
        persons.setdefault(case, {}).setdefault(f"{case}{person}", []).append(("phone", f"+4072212345{number}"))
        holds.setdefault((case, person), set()).add(number)
    found = cross_case(graph_of(*(export(case.lower(), case, said) for case, said in sorted(persons.items()))))
    holders = {number: sum(number in some for some in holds.values()) for number in range(5)}
    expected = {}
    for one, other in combinations(sorted(holds), 2):
        common = holds[one] & holds[other]
        if one[0] != other[0] and common:
            weight = sum(math.log((len(holds) + SAMPLED) / holders[number]) for number in common)
            expected[f"{one[0]}{one[1]}", f"{other[0]}{other[1]}"] = pytest.approx(weight)
    table = found.table()
    assert {(r["left_name"], r["right_name"]): r["strength"] for _, r in table.iterrows()} == expected
    assert table["strength"].is_monotonic_decreasing


def test_an_explanation_names_both_owners_the_sort_how_rare_and_the_records() -> None:
    graph = graph_of(export("a", "RO", {"Ana": [("phone", PHONE)]}), export("b", "DE", {"Anna": [("phone", PHONE)]}))
    found = cross_case(graph)
    told = found.explain(0)
    assert told.startswith("By originator, ")
    assert "(phone; held by at most 2 in all cases)" in told
    assert "rank 1 of 1" in told and "chance that none of it is real is" in told
    assert "not proof of contact or identity" in told
    assert told.endswith("It stands on 2 records of 2 exports, the first b row Anna.") or told.endswith(
        "It stands on 2 records of 2 exports, the first a row Ana."
    )
    with pytest.raises(UnknownEntityError, match="no row of shared entities"):
        found.explain(7)


def test_the_order_of_exports_changes_nothing() -> None:
    parts = [
        export("a", "RO", {"Ana": [("phone", PHONE)], "Ion": [("iban", IBAN)]}),
        export("b", "DE", {"Anna": [("phone", PHONE)], "Jan": [("iban", IBAN)]}),
    ]
    first, second = (cross_case(graph_of(*some)).table() for some in (parts, parts[::-1]))
    pd.testing.assert_frame_equal(first, second)


def test_a_network_has_no_identifiers() -> None:
    ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    with pytest.raises(TypeError, match="a network has no identifiers"):
        cross_case(Network.from_edgelist(ties, directed=False))


@pytest.mark.parametrize("subject", [graph_of(), {}, {"A": graph_of()}, {"A": graph_of(), "B": graph_of()}])
def test_nothing_in_common_is_an_empty_table(subject: EntityGraph | dict[str, EntityGraph]) -> None:
    found = cross_case(subject)
    assert found.table().empty
    assert found.summary["conflicts"].empty
    assert found.caveats


def test_lantern_hits_are_of_different_originators_and_none_is_a_victim() -> None:
    with redirect_stdout(io.StringIO()):
        graph = ni.load(LANTERN)
    found = cross_case(graph)
    table = found.table()
    assert len(table) > 50
    assert (table["left_case"] != table["right_case"]).all()
    protected = set(graph.entities.index[graph.entities["category"].isin(["victim", "witness", "minor"])])
    assert protected
    assert not protected & {*table["left"], *table["right"], *found.summary["conflicts"]["id"]}
    assert found.summary["common"] == {"IP address": 1, "phone": 1, "wallet": 1}
