"""Circular reporting: which exports count as one source, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import netintel as ni
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.tables import Tables

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"
LANTERN = Path(__file__).parents[2] / "data" / "samples" / "lantern"
TEXT = "Seen twice with two younger women at the coach station in Ruse"


def person(
    name: str, *claims: tuple[str, str], by: str | None = None, native: str = "p", ids: str = "file", corrects: str = ""
) -> Tables:
    """Return an export that says something of one person."""
    build = Builder(originator=by)
    build.record("row 1", name.encode())
    build.entity(native, "Person", [("name", "Ana Pop"), *claims])
    row = {"file": name, "format": "x", "unit": "row", "sha256": name * 64, "bytes": 1, "loader": "x", "ids": ids}
    return build.tables({**row, "corrects": corrects * 64 or None})


def counted(*exports: Tables) -> tuple[int, int, int]:
    """Return exports, independent at most and surely, of the one entity that all origins are judged to be."""
    row = table(*exports).iloc[0]
    return int(row["n_exports"]), int(row["independent_at_most"]), int(row["independent_surely"])


def table(*exports: Tables) -> pd.DataFrame:
    graph = EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, Tables.concat(exports))
    return ni.resolve.independent_sources(joined(graph))


def joined(graph: EntityGraph) -> EntityGraph:
    """Judge all origins the same."""
    ids = graph.origins["origin"]
    pairs = pd.DataFrame({"left": ids.iloc[0], "right": ids.iloc[1:], "judgement": "same"})
    return ni.resolve.merge(graph, pairs, by="Ana")


def loaded(*paths: Path) -> EntityGraph:
    graph = None
    for path in paths:
        case = Case(id_key="k") if graph is None else None
        graph = ni.load(path, into=graph, case=case, progress=lambda _: None)
    assert graph is not None
    return graph


def test_two_services_that_name_no_common_source_are_two() -> None:
    assert counted(person("a", by="Brigade North"), person("b", by="Harbour Police")) == (2, 2, 2)


def test_two_exports_of_one_originator_are_one_source() -> None:
    assert counted(person("a", by="Brigade North"), person("b", by="Brigade  NORTH")) == (2, 1, 1)


def test_who_does_not_say_where_it_comes_from_is_independent_at_most_and_never_surely() -> None:
    assert counted(person("a"), person("b"), person("c", by="Brigade North")) == (3, 3, 1)
    assert counted(person("a"), person("b")) == (2, 2, 1)


def test_a_record_that_names_the_other_s_originator_repeats_it() -> None:
    told = table(person("a", by="Brigade North"), person("b", ("source", "brigade north"), by="Harbour Police"))
    row = told.iloc[0]
    assert (row["independent_at_most"], row["independent_surely"]) == (1, 1)
    assert row["repeats"] == (("x" + "a" * 16, "x" + "b" * 16, "names the same source"),)


def test_an_originator_with_its_town_behind_it_is_not_surely_another() -> None:
    assert counted(person("a", by="Cyber Centre"), person("b", by="Cyber Centre, Rotterdam")) == (2, 2, 1)
    assert counted(person("a", by="Cyber Centre"), person("b", by="Cyber Centrelink")) == (2, 2, 2)


@pytest.mark.parametrize(("version", "sources"), [("4", 1), ("5", 2)])
def test_one_id_of_the_world_is_one_source_unless_it_is_computed_from_what_is_seen(version: str, sources: int) -> None:
    uuid = f"a0c22599-9e58-{version}da4-96ac-7051603fa951"
    stix = person("a", by="North", native=f"identity--{uuid}", ids="global")
    misp = person("b", by="Harbour", native=uuid, ids="global")
    assert counted(stix, misp) == (2, sources, sources)


def test_a_long_text_that_is_repeated_word_for_word_gives_the_source_away() -> None:
    same = ("nationality", "RO"), ("note", TEXT)
    assert counted(person("a", *same, by="North"), person("b", *same, by="Harbour")) == (2, 1, 1)
    short = ("nationality", "RO"), ("note", "seen twice")
    assert counted(person("a", *short, by="North"), person("b", *short, by="Harbour")) == (2, 2, 2)


def test_a_text_that_other_entities_bear_too_is_a_phrase_and_shows_nothing() -> None:
    same = ("nationality", "RO"), ("offence", "Participation in an organised criminal group of five")
    exports = [person("a", *same, by="North"), person("b", *same, by="Harbour")]
    other = person("c", *same, by="East", native="q")
    graph = EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, Tables.concat([*exports, other]))
    left, right, _ = graph.origins["origin"]
    graph = ni.resolve.judge(graph, left, right, "same", by="Ana", reason="r")
    assert ni.resolve.independent_sources(graph)["independent_surely"].tolist() == [2, 1]


def test_a_stated_translation_is_the_same_text() -> None:
    one = person("a", ("nationality", "RO"), ("birth_place", "Iași"), ("offence", TEXT), by="North")
    other = person("b", ("nationality", "RO"), ("birth_place", "Iași"), ("offence", "văzută de două ori"),
                   ("offence_translation", TEXT), by="Harbour")  # fmt: skip
    assert counted(one, other) == (2, 1, 1)


def test_two_equal_mistakes_are_a_copy() -> None:
    same = ("nationality", "RO"), ("birth_date", "the 31st of February")
    assert counted(person("a", *same, by="North"), person("b", *same, by="Harbour")) == (2, 1, 1)
    apart = ("nationality", "RO"), ("birth_date", "1980-02-03")
    assert counted(person("a", *apart, by="North"), person("b", *apart, by="Harbour")) == (2, 2, 2)


def test_one_cites_two_others_and_these_stay_two() -> None:
    between = person("b", by="North; Harbour")
    assert counted(person("a", by="North"), between, person("c", by="Harbour")) == (3, 2, 2)


def test_a_text_that_two_exports_put_in_notices_on_one_person_gives_the_source_away() -> None:
    parts = []
    for name, by in (("a", "North"), ("b", "Harbour")):
        build = Builder(originator=by)
        build.record("row 1", name.encode())
        build.entity("p", "Person", [("name", "Ana Pop"), ("nationality", "RO")])
        build.entity("n", "Notice", [("note", TEXT), ("colour", "red")])
        build.link("n", "p", "Notice")
        row = {"file": name, "format": "x", "unit": "row", "sha256": name * 64, "bytes": 1, "loader": "x"}
        parts.append(build.tables({**row, "ids": "file"}))
    graph = EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, Tables.concat(parts))
    people = graph.origins[graph.origins["kind"] == "Person"]["origin"].tolist()
    graph = ni.resolve.judge(graph, *people, "same", by="Ana", reason="r")
    told = ni.resolve.independent_sources(graph)
    assert told[told["n_exports"] == 2]["independent_at_most"].tolist() == [1]


def test_a_placeholder_is_no_mistake_to_know_a_copy_by() -> None:
    same = ("nationality", "RO"), ("birth_date", "unknown")
    assert counted(person("a", *same, by="North"), person("b", *same, by="Harbour")) == (2, 2, 2)


def test_two_compilations_of_the_same_lists_are_one_source() -> None:
    assert counted(person("a", by="list one; list two"), person("b", by="list two; list one")) == (2, 1, 1)
    assert counted(person("a", by="one; two"), person("b", by="two; three"), person("c", by="three; four")) == (3, 2, 2)


def test_corrected_records_are_no_further_export() -> None:
    assert counted(person("a", by="North"), person("b", ("gender", "female"), by="North", corrects="a")) == (1, 1, 1)


def test_a_notice_and_those_who_publish_it_again_are_one_source(tmp_path: Path) -> None:
    warrants = [{"issuing_country_id": "DE", "charge": "fraud"}]
    notice = {"entity_id": "2021/4711", "forename": "IOANA", "name": "INVENTATA", "arrest_warrants": warrants}
    again: list[dict[str, Any]] = [
        {"id": "r1", "schema": "Person", "datasets": ["red_list"], "properties": {"name": ["Ioana Inventata"],
         "sourceUrl": ["https://www.interpol.int/How-we-work/Notices/Red-Notices/View-Red-Notices#2021-4711"]}},
    ]  # fmt: skip
    (tmp_path / "red.json").write_text(json.dumps(notice), "utf-8")
    (tmp_path / "list.ftm.json").write_text("".join(json.dumps(thing) + "\n" for thing in again), "utf-8")
    (tmp_path / "national.csv").write_text("id,name,notice_number\nn1,Ioana Inventata,2021-4711\n", "utf-8")
    graph = loaded(tmp_path / "red.json", tmp_path / "list.ftm.json", tmp_path / "national.csv")
    ids = graph.origins[graph.origins["kind"] == "Person"]["origin"].tolist()
    rows = pd.DataFrame({"left": ids[0], "right": ids[1:], "judgement": "same"})
    graph = ni.resolve.merge(graph, rows, by="Ana")
    told = ni.resolve.independent_sources(graph)
    row = told[told["n_exports"] == 3].iloc[0]
    assert (row["independent_at_most"], row["independent_surely"]) == (1, 1)
    assert {why for *_, why in row["repeats"]} == {"the same notice or list number"}


def test_one_export_is_one_source_and_what_is_only_named_has_none() -> None:
    build = Builder(originator="North")
    build.record("row 1", b"1")
    build.entity("p", "Person", [("name", "Ana Pop")])
    build.reference("p", "employer", "q")
    row = {"file": "a", "format": "x", "unit": "row", "sha256": "a" * 64, "bytes": 1, "loader": "x", "ids": "file"}
    graph = EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, build.tables(row))
    assert sorted(ni.resolve.independent_sources(graph)["n_exports"]) == [0, 1]


def test_the_numbers_are_in_order_on_the_sample_case() -> None:
    graph = ni.load(LANTERN, progress=lambda _: None)
    graph = ni.resolve.merge(graph, ni.resolve.match(graph).above(0.95))
    told = ni.resolve.independent_sources(graph)
    assert told.index.equals(graph.entities.index)
    assert (told["n_exports"] == graph.entities["n_exports"]).all()
    assert (told["independent_surely"] <= told["independent_at_most"]).all()
    assert (told["independent_at_most"] <= told["n_exports"]).all()
    assert (told["repeats"].map(len) > 0).any()


def test_a_compilation_that_is_received_twice_corroborates_nothing(tmp_path: Path) -> None:
    path = SHARED / "ftm" / "zala.entities.ftm.json"
    if not path.is_file():
        pytest.skip("shared data absent: ftm/zala.entities.ftm.json")
    lines = path.read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "again.ftm.json").write_text("".join(reversed(lines)), "utf-8")
    graph = loaded(path, tmp_path / "again.ftm.json")
    pairs = graph.origins.groupby("native_id")["origin"].agg(["first", "last"])
    rows = pd.DataFrame({"left": pairs["first"], "right": pairs["last"], "judgement": "same"})
    told = ni.resolve.independent_sources(ni.resolve.merge(graph, rows, by="Ana"))
    told = told[told["n_exports"] == 2]
    assert len(told) > 50 and set(told["independent_at_most"]) == {1}


def test_one_event_as_misp_and_as_two_versions_of_stix_is_one_source() -> None:
    folder = SHARED / "misp" / "misp-stix"
    if not folder.is_dir():
        pytest.skip("shared data absent: misp/misp-stix")
    names = ("test_events_collection_1.json", "test_event1_stix20.json", "test_event1_stix21.json")
    graph = loaded(*(folder / name for name in names))
    domains = graph.origins[graph.origins["kind"] == "Domain"]["origin"].tolist()
    assert len(domains) == 3
    graph = ni.resolve.merge(graph, pd.DataFrame({"left": domains[0], "right": domains[1:], "judgement": "same"}))
    told = ni.resolve.independent_sources(graph).loc[graph.origins.set_index("origin").loc[domains[0], "entity"]]
    assert (told["n_exports"], told["independent_at_most"], told["independent_surely"]) == (3, 1, 1)
    assert "the same id" in {why for *_, why in told["repeats"]}
