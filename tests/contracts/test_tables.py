"""The tables and names that others rely on: what must exist, on the sample case."""

from __future__ import annotations

import inspect
from pathlib import Path

import pandas as pd
import pytest

import netintel as ni
from netintel.vocab import countries

LANTERN = Path(__file__).parents[2] / "data" / "samples" / "lantern"

COLUMNS = {
    "entities": "kind name countries category minor role lat lon first last n_records n_exports",
    "links": "kind source target directed role first last amount currency weight n_records status",
    "origins": "origin export file native_id entity",
    "jurisdictions": "entity country basis n_records",
    "claims": "claim subject property value original record handling evaluation",
    "records": "record export locator originator handling evaluation assertion review_due",
    "received": "export file format unit sha256 bytes read accepted quarantined duplicates entities links originator "
    "handling loader",
    "issues": "export file locator field code severity message hint",
    "judgements": "left right judgement by at score reason",
}
RESULTS = {
    "brokers": "score boundary cross_border_betweenness share rank rank_low rank_high p_top countries",
    "brokerage_roles": "coordinator itinerant gatekeeper representative liaison total undetermined "
    + " ".join(
        f"{r}_z_{k}"
        for r in "coordinator itinerant gatekeeper representative liaison".split()
        for k in ("labels", "degrees")
    ),
    "cross_border": "link source target source_countries target_countries n_records n_exports",
    "corridors": "source_country target_country observed expected z p_adjusted source_exposure target_exposure kept",
    "jurisdiction_clusters": "country cluster membership stability",
    "communities": "node cluster membership stability",
}


@pytest.fixture(scope="module")
def graph() -> ni.EntityGraph:
    loaded = ni.load(LANTERN, progress=lambda _line: None)
    return ni.resolve.merge(loaded, ni.resolve.match(loaded).above(0.95))


@pytest.mark.parametrize("table", COLUMNS)
def test_table_has_its_columns(graph: ni.EntityGraph, table: str) -> None:
    found = getattr(graph, table)
    assert set(COLUMNS[table].split()) <= set(found.columns), f".{table} lacks columns that DESIGN promises"
    assert len(found) > 0
    assert found.index.name == {"entities": "entity", "links": "link"}.get(table)


@pytest.mark.parametrize("table", COLUMNS)
def test_what_is_done_to_a_table_does_not_reach_the_graph(graph: ni.EntityGraph, table: str) -> None:
    before = getattr(graph, table)
    changed = getattr(graph, table)
    changed[changed.columns[0]] = None
    assert getattr(graph, table).equals(before)


@pytest.mark.parametrize("name", RESULTS)
def test_result_has_its_columns_and_says_how_it_was_made(graph: ni.EntityGraph, name: str) -> None:
    result = getattr(ni.analysis, name)(graph)
    table = result.table()
    assert set(RESULTS[name].split()) <= set(table.columns), f"{name} lacks columns that DESIGN promises"
    assert result.digest == graph.digest and result.method and result.citation and result.caveats and result.projection
    assert result.group.startswith("nationality")
    first = table.index[0]
    assert len(result.explain(first)) > 40
    assert len(result.top(3)) == min(3, len(table))


def test_every_citation_is_in_the_bibliography(graph: ni.EntityGraph) -> None:
    known = (Path(__file__).parents[2] / "docs" / "references.bib").read_text("utf-8")
    for name in RESULTS:
        for key in getattr(ni.analysis, name)(graph).citation.split(", "):
            assert f"{{{key}," in known, f"{name} cites {key}, which docs/references.bib does not hold"


def test_countries_are_codes_and_ids_join(graph: ni.EntityGraph) -> None:
    codes = set(countries.all_codes())
    assert set(graph.jurisdictions["country"]) <= codes
    assert all(isinstance(c, tuple) and set(c) <= codes for c in graph.entities["countries"])
    entities = set(graph.entities.index)
    assert set(graph.links["source"]) | set(graph.links["target"]) | set(graph.origins["entity"]) <= entities
    origins, links = set(graph.origins["origin"]), set(graph.links.index)
    assert set(graph.claims["subject"]) <= origins | links
    assert set(graph.claims["record"]) <= set(graph.records["record"])
    assert set(graph.records["export"]) <= set(graph.received["export"])
    assert set(graph.judgements["left"]) | set(graph.judgements["right"]) <= origins


def test_every_claim_leads_to_a_file_a_record_and_a_hash(graph: ni.EntityGraph) -> None:
    claims = graph.claims.merge(graph.records[["record", "export", "locator"]], on="record")
    traced = claims.merge(graph.received[["export", "file", "sha256"]], on="export")
    assert len(traced) == len(graph.claims) and traced[["file", "locator", "sha256"]].notna().all(axis=None)
    assert traced["sha256"].str.fullmatch("[0-9a-f]{64}").all()


def test_the_graph_stays_small() -> None:
    public = [n for n, _ in inspect.getmembers(ni.EntityGraph, inspect.isfunction) if not n.startswith("_")]
    assert len(public) <= 15, f"EntityGraph stores and shows; {public} is a place for one more method too many"


def test_the_front_door_has_its_names() -> None:
    for name in (
        "load",
        "save",
        "open_case",
        "EntityGraph",
        "Network",
        "Case",
        "analysis",
        "resolve",
        "views",
        "report",
        "store",
    ):
        assert getattr(ni, name) is not None
    assert isinstance(ni.load(LANTERN / "ro_persons.csv", progress=lambda _line: None).entities, pd.DataFrame)
