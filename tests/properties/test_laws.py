"""Laws of the graph: order of loading changes nothing, saving and opening is identity, words survive unchanged."""

from __future__ import annotations

import itertools
import json
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import netintel as ni

LAW = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
TABLES = ("entities", "links", "origins", "jurisdictions", "claims", "records", "received", "issues", "judgements")
STABLE = ["kind", "name", "countries", "category", "minor", "role", "lat", "lon", "first", "last", "n_records"]


def quiet(_: str) -> None:
    """Swallow the line a file."""


def write(folder: Path, exports: list[list[dict[str, object]]]) -> list[Path]:
    paths = []
    for number, export in enumerate(exports):
        path = folder / f"{number}.ftm.json"
        path.write_text("".join(json.dumps(thing) + "\n" for thing in export), "utf-8")
        paths.append(path)
    return paths


ID = st.sampled_from("abcdef")
PERSON = st.builds(
    lambda key, name, phone, country, born: {
        "id": key,
        "schema": "Person",
        "properties": {"name": [name], "phone": phone, "nationality": country, "birthDate": born},
    },
    ID,
    st.sampled_from(["Ana", "Ion", "Ωmega", "Жанна"]),
    st.lists(st.sampled_from(["+40722123456", "+351912345678", "+37360123456", "12"]), max_size=2),
    st.lists(st.sampled_from(["RO", "PT", "Moldova", "Atlantis"]), max_size=2),
    st.lists(st.sampled_from(["1980-02-03", "1980", "1990-01-01"]), max_size=1),
)
PHONE = st.builds(
    lambda key, number: {"id": f"p{key}", "schema": "CryptoWallet", "properties": {"publicKey": [number]}},
    ID,
    st.sampled_from(["1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"]),
)
TIE = st.builds(
    lambda key, day: {
        "id": f"t{key}",
        "schema": "UnknownLink",
        "properties": {"subject": [key], "object": [chr(ord(key) + 1)], "startDate": day},
    },
    ID,
    st.lists(st.sampled_from(["2020", "2021-03-04"]), max_size=1),
)
EXPORT = st.lists(st.one_of(PERSON, PERSON, PHONE, TIE), min_size=1, max_size=8)


@LAW
@given(st.lists(EXPORT, min_size=2, max_size=3), st.randoms())
def test_at_once_or_one_by_one_in_any_order_gives_one_graph(
    exports: list[list[dict[str, object]]], random: object
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = write(Path(folder), exports)
        at_once = ni.load(folder, progress=quiet, case=ni.Case(id_key="k"))
        random.shuffle(paths)  # type: ignore[attr-defined]
        joined = None
        for path in paths:
            joined = ni.load(path, into=joined, progress=quiet, case=ni.Case(id_key="k") if joined is None else None)
    assert joined is not None and joined.digest == at_once.digest
    assert sorted(joined.entities.index) == sorted(at_once.entities.index)
    assert joined.entities.loc[at_once.entities.index, STABLE].equals(at_once.entities[STABLE])
    assert sorted(joined.links.index) == sorted(at_once.links.index)
    merged = [ni.resolve.merge(g, ni.resolve.match(g).above(0.9)) for g in (joined, at_once)]
    assert merged[0].digest == merged[1].digest
    assert sorted(merged[0].entities.index) == sorted(merged[1].entities.index)


@LAW
@given(st.lists(EXPORT, min_size=1, max_size=3))
def test_counts_are_those_of_the_records(exports: list[list[dict[str, object]]]) -> None:
    """Counted again, entity by entity, from claims and links."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), exports)
        graph = ni.load(folder, progress=quiet)
    graph = ni.resolve.merge(graph, ni.resolve.match(graph).above(0.9))
    entity = graph.origins.set_index("origin")["entity"]
    export = graph.records.set_index("record")["export"]
    claims, named = graph.claims, set()
    for subject, prop, value, record in claims[["subject", "property", "value", "record"]].itertuples(index=False):
        if subject in entity.index:
            named.add((entity[subject], record))
        elif prop in ("source", "target"):
            named.add((entity[value], record))
    records = graph.entities["n_records"]
    for key, count in records.items():
        mine = {record for owner, record in named if owner == key}
        links = graph.links[(graph.links["source"] == key) | (graph.links["target"] == key)]
        for link in links.index:
            mine |= set(claims.loc[claims["subject"] == link, "record"])
        assert len(mine) == count and len({export[r] for r in mine}) == graph.entities.loc[key, "n_exports"]


@LAW
@given(st.lists(EXPORT, min_size=1, max_size=2), st.lists(st.sampled_from(["Person", "RO", "2021"]), min_size=1))
def test_a_selection_shows_of_each_entity_and_link_what_the_whole_shows(
    exports: list[list[dict[str, object]]], wish: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), exports)
        graph = ni.load(folder, progress=quiet)
        part = graph.select(
            kinds=["Person"] if "Person" in wish else None,
            countries=["RO"] if "RO" in wish else None,
            since="2021" if "2021" in wish else None,
        )
        ni.store.save(part, Path(folder) / "case")
        assert ni.open_case(Path(folder) / "case").digest == part.digest
    columns = ["kind", "name", "countries", "category"]
    whole, links = graph.entities.loc[part.entities.index, columns], graph.links.loc[part.links.index]
    pd.testing.assert_frame_equal(part.entities[columns], whole, check_dtype=False)
    pd.testing.assert_frame_equal(part.links.drop(columns="n_records"), links.drop(columns="n_records"))
    for key in itertools.chain(part.entities.index, part.links.index):
        here, there = part.evidence(key), graph.evidence(key)
        told = ["file", "locator", "property", "value"]
        references = here["property"].isin(["source", "target"])
        assert set(here[told].itertuples(index=False)) <= set(there[told].itertuples(index=False)) or references.any()


ODD = [
    "\x00",
    "a\x00b",
    "\x1f",
    "\ufeff",
    "\u202eevil\u202c",
    "e\u0301 versus \u00e9",
    "\U0001f469\u200d\U0001f467",
    "\ufffe",
    "line\nbreak\r\n\u2028",
    "'; drop table claims; --",
    "NA",
    "nan",
    "None",
    "9007199254740993",
    " outer blanks ",
    "x" * (1 << 20),
]


def test_words_survive_loading_saving_and_sql_code_point_for_code_point(tmp_path: Path) -> None:
    lines = [
        {"id": f"i{n}{word[:50]}", "schema": "Person", "properties": {"name": [word]}} for n, word in enumerate(ODD)
    ]
    write(tmp_path, [lines])  # type: ignore[list-item]
    graph = ni.load(tmp_path, progress=quiet)
    assert sorted(graph.entities["name"]) == sorted(ODD)
    ni.save(graph, tmp_path / "case.netintel")
    opened = ni.open_case(tmp_path / "case.netintel")
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(opened, table), getattr(graph, table))
    assert opened.digest == graph.digest
    answer = ni.store.sql(graph, "select name from entities")
    assert sorted(answer["name"]) == sorted(ODD)


@pytest.mark.parametrize(
    ("text", "kept"),
    [("9007199254740993", "9007199254740993"), ("1" * 40, "1" * 40), ("true", "true"), ("0.1", "0.1")],
)
def test_numbers_of_json_are_kept_to_the_last_digit(tmp_path: Path, text: str, kept: str) -> None:
    line = f'{{"id": "a", "schema": "Person", "properties": {{"name": ["A"]}}, "odd": {text}}}\n'
    (tmp_path / "a.ftm.json").write_text(line, "utf-8")
    claims = ni.load(tmp_path, progress=quiet).claims
    assert claims.loc[claims["property"] == "odd", "value"].tolist() == [kept]


@pytest.mark.parametrize(
    "fault", ["NaN", "Infinity", "-Infinity", "1e999", '"\\ud800"', "[" * 100_000, "01", "{'a': 1}"]
)
def test_what_json_does_not_allow_sets_the_line_aside(tmp_path: Path, fault: str) -> None:
    first = '{"id": "a", "schema": "Person", "properties": {"name": ["A"]}}\n'
    line = f'{{"id": "b", "schema": "Person", "properties": {{"name": ["B"]}}, "odd": {fault}}}\n'
    (tmp_path / "a.ftm.json").write_text(first + line, "utf-8")
    row = ni.load(tmp_path, progress=quiet).received.iloc[0]
    assert row[["read", "accepted", "quarantined"]].tolist() == [2, 1, 1]
    (tmp_path / "b.json").write_text(f'{{"type": "bundle", "id": "bundle--1", "objects": [{fault}]}}', "utf-8")
    (tmp_path / "a.ftm.json").unlink()
    graph = ni.load(tmp_path, progress=quiet)
    assert graph.issues["severity"].tolist() == ["reject"] and not len(graph.entities)
