"""What is loaded, written and loaded again says the same; what does not come back is in the loss report, no more."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import netintel as ni
from netintel import exchange

sys.path.insert(0, str(Path(__file__).parent))
from _graphs import EXPORT, JUDGED, built
from _told import compare

LANTERN = Path(__file__).parents[2] / "data" / "samples" / "lantern"
SEARCHING = os.environ.get("HYPOTHESIS_PROFILE", "same") != "same"
EXAMPLES = {"csv": 6, "xlsx": 4}  # many files, or a process of its own to read each: of the others 10
CASE = ni.Case(title="Lantern", id_key="6b")
FILES = {
    "case": "a.jsonld", "ftm": "a.ftm.json", "stix": "a.stix21.json", "misp": "a.misp.json", "graphml": "a.graphml",
    "i2": "a.csv", "neo4j": "neo4j", "csv": "tables", "xlsx": "a.xlsx",
}  # fmt: skip
READ_BACK = sorted(FILES)


def quiet(_: str) -> None:
    """Swallow the line a file."""


def comes_back(graph: ni.EntityGraph, format: str, folder: str) -> None:
    path = Path(folder) / FILES[format]
    report = exchange.write(graph, path, format=format)
    back = ni.load(path if path.is_dir() else path.parent, case=graph.case, progress=quiet)
    lost = {loss.what: loss.count for loss in report.losses}
    compare(graph, back, lost, exchange.formats()[format].CARRIES)


@pytest.fixture(scope="module")
def lantern() -> ni.EntityGraph:
    graph = ni.load(LANTERN, progress=quiet)
    return ni.resolve.merge(graph, ni.resolve.match(graph).above(0.95))


SOON = {"ftm", "graphml", "stix"}  # the others take minutes together
WHOLE = [form if form in SOON else pytest.param(form, marks=pytest.mark.nightly) for form in READ_BACK]


@pytest.mark.parametrize("format", WHOLE)
def test_the_sample_case_comes_back_whole(lantern: ni.EntityGraph, format: str, tmp_path: Path) -> None:
    comes_back(lantern, format, str(tmp_path))


@pytest.mark.parametrize("format", READ_BACK)
def test_what_is_written_comes_back(format: str) -> None:
    examples = 100 if SEARCHING else EXAMPLES.get(format, 10)

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(exports=st.lists(EXPORT, min_size=1, max_size=2), judged=JUDGED)
    def law(exports: list[Any], judged: list[Any]) -> None:
        with tempfile.TemporaryDirectory() as written:
            comes_back(built(exports, judged, CASE), format, written)

    law()


def test_an_id_of_another_export_that_says_whom_it_names_comes_back_as_stix(tmp_path: Path) -> None:
    """Described by nobody, but it names its author: left out, the word of the author would be lost."""
    stub = "identity--00000000-0000-4000-8000-000000000001"
    rows = [("entity", "p-1", "Person", []), ("reference", stub, "created_by", "p-1")]
    comes_back(built([("file", [({}, rows)])], [], CASE), "stix", str(tmp_path))
