"""What every analysis keeps to, whoever wrote it; a new one joins by one line in `CALLS` or `GRAPH_CALLS`."""

from __future__ import annotations

import inspect
import io
import re
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import netintel as ni
from netintel.errors import UnknownEntityError
from netintel.model.network import Network
from netintel.model.results import Result, Scores

ROOT = Path(__file__).parents[2]
LANTERN = ROOT / "data" / "samples" / "lantern"

CALLS: dict[str, Callable[[Any, int], Result]] = {
    "brokerage_roles": lambda subject, seed: ni.analysis.brokerage_roles(subject, permutations=20, seed=seed),
    "brokers": lambda subject, seed: ni.analysis.brokers(subject, resamples=10, seed=seed),
    "communities": lambda subject, seed: ni.analysis.communities(subject, seeds=5, seed=seed),
    "corridors": lambda subject, seed: ni.analysis.corridors(subject, rewires=50, seed=seed),
    "cross_border": lambda subject, seed: ni.analysis.cross_border(subject, seed=seed),
    "jit_composition": lambda subject, seed: ni.analysis.jit_composition(subject, draws=10, seed=seed),
    "disruption": lambda subject, seed: ni.analysis.disruption(subject, steps=3, draws=5, seed=seed),
    "jurisdiction_clusters": lambda subject, seed: ni.analysis.jurisdiction_clusters(
        subject, seeds=5, bootstraps=10, seed=seed
    ),
    "key_players": lambda subject, seed: ni.analysis.key_players(subject, k=2, draws=10, seed=seed),
    "predict_links": lambda subject, seed: ni.analysis.predict_links(subject, draws=10, seed=seed),
    "openness": lambda subject, seed: ni.analysis.openness(subject, of="nodes", seed=seed),
}
"""Analyses of a network: how to call each, cheaply, with a seed."""

GRAPH_CALLS: dict[str, Callable[[ni.EntityGraph], Result]] = {
    "cross_case": lambda graph: ni.analysis.cross_case(graph),
    "hotspots": lambda graph: ni.analysis.hotspots(graph),
    "changes": lambda graph: ni.analysis.changes(graph, "2024", "2025", permutations=50),
    "money_paths": lambda graph: ni.analysis.money_paths(graph, days=30, tolerance=0.5, legs=2, fan=3, shuffles=9),
    "paths": lambda graph: ni.analysis.paths(graph, *graph.entities.index[graph.entities["kind"] == "Person"][[0, 99]]),
    "routes": lambda graph: ni.analysis.routes(graph),
}
"""Analyses that need the entity graph itself: how to call each."""

PROJECTION = {"actors"}

every = pytest.mark.parametrize("name", sorted(CALLS))


def network(edges: str, countries: dict[str, str | None] | None = None, *, directed: bool = False) -> Network:
    """Return a network from `"a-b b-c"`; a node's country is its first letter where `countries` does not say it."""
    ends = [pair.split("-") for pair in edges.split()]
    named = sorted({end for pair in ends for end in pair} | set(countries or {}))
    nodes = pd.DataFrame({"id": named, "jurisdiction": [(countries or {}).get(one, one[0].upper()) for one in named]})
    ties = pd.DataFrame(ends, columns=pd.Index(["source", "target"]), dtype=object)
    return Network.from_edgelist(ties, nodes, directed=directed)


def planted(seed: int = 0, *, directed: bool = False, protected: bool = False) -> Network:
    """Return 60 nodes of five countries, most ties at home, some nodes with two countries or none."""
    rng = np.random.default_rng(seed)
    country = np.array(list("ABCDE"))[np.arange(60) % 5]
    names = [f"{c.lower()}{i:02}" for i, c in enumerate(country)]
    rows = []
    for a in range(60):
        for b in range(60):
            if (a < b or directed) and a != b and rng.random() < (0.25 if country[a] == country[b] else 0.02):
                rows.append((names[a], names[b]))
    nodes = pd.DataFrame({"id": names, "jurisdiction": country})
    nodes = pd.concat([nodes, pd.DataFrame({"id": [names[0], names[1]], "jurisdiction": ["B", "C"]})])
    nodes.loc[nodes["id"].isin(names[7:10]), "jurisdiction"] = None
    made = Network.from_edgelist(pd.DataFrame(rows, columns=pd.Index(["source", "target"])), nodes, directed=directed)
    if protected:
        made.nodes_table["rankable"] = [label not in PROTECTED for label in made.labels]
        made.nodes_table["category"] = ["victim" if label in PROTECTED else "suspect" for label in made.labels]
    return made


PROTECTED = ("a00", "b01", "c12", "d23")

DEGENERATE: dict[str, Network] = {
    "empty": network(""),
    "one node": network("", {"a": "RO"}),
    "two nodes without a tie": network("", {"a": "RO", "b": "DE"}),
    "one tie": network("a-b"),
    "one tie, nobody known": network("a-b", {"a": None, "b": None}),
    "everybody in one country": network("a1-a2 a2-a3 a3-a1 a3-a4"),
    "nobody has a country": network("a-b b-c c-d d-a", dict.fromkeys("abcd")),
    "in three parts": network("a1-b1 b1-c1 a2-b2 c3-c4 c4-c5", {"d9": "D"}),
    "a star": network("a-b a-c a-d a-e a-f"),
    "everybody with everybody": network("a-b a-c a-d b-c b-d c-d"),
    "a directed ring": network("a-b b-c c-d d-a", directed=True),
    "arcs both ways": network("a-b b-a b-c", directed=True),
}


def sorted_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in an order that does not depend on how equal rows were ordered.

    Positions go: of rows, and of ties (`link`, where ties have no id).
    """
    named = table.reset_index(drop=table.index.name is None).drop(columns="link", errors="ignore")
    rows = named.map(lambda cell: round(cell, 9) + 0.0 if isinstance(cell, float) else cell)
    order = sorted(range(len(rows)), key=lambda i: repr(rows.iloc[i].tolist()))
    return rows.iloc[order].reset_index(drop=True)


def same(one: Result, other: Result) -> None:
    pd.testing.assert_frame_equal(sorted_rows(one.table()), sorted_rows(other.table()), check_dtype=False)


def keys(result: Result) -> list[Any]:
    return list(result.table().index[:3])


def test_every_public_analysis_says_here_how_it_is_called() -> None:
    missing = set(ni.analysis.__all__) - set(CALLS) - set(GRAPH_CALLS) - PROJECTION
    assert not missing, f"add a line to CALLS or GRAPH_CALLS of this file for: {', '.join(sorted(missing))}"


@every
@pytest.mark.parametrize("subject", sorted(DEGENERATE))
def test_a_poor_network_gives_a_result_in_words(name: str, subject: str) -> None:
    result = CALLS[name](DEGENERATE[subject], 0)
    assert isinstance(result, Result)
    assert result.name == name and result.method and result.group and result.projection
    assert result.caveats and all(caveat.strip().endswith(".") for caveat in result.caveats)
    assert result.digest is None
    assert "<script" not in result._repr_html_()
    for key in keys(result):
        said = result.explain(key)
        assert said.endswith(".") and not re.search(r"\bnan\b|None|<NA>", said), said


@every
def test_citations_are_in_the_list_of_references(name: str) -> None:
    known = set(re.findall(r"^@\w+\{([^,]+),", (ROOT / "docs" / "references.bib").read_text(), re.M))
    cited = [key.strip() for key in CALLS[name](planted(), 0).citation.split(",")]
    assert cited and set(cited) <= known, f"not in docs/references.bib: {set(cited) - known}"


@every
def test_the_docstring_says_what_it_is_about_and_its_limits(name: str) -> None:
    doc = inspect.getdoc(getattr(ni.analysis, name)) or ""
    for section in ("Parameters", "Returns", "Limits", "References", "Examples"):
        assert re.search(rf"^{section}\n-+$", doc, re.M), f"{name}: its docstring has no section {section}"


@every
@pytest.mark.parametrize("directed", [False, True])
def test_the_order_of_rows_changes_nothing(name: str, directed: bool) -> None:
    given = planted(directed=directed)
    edges = given.ties[["source", "target", "weight", "drop"]].sample(frac=1, random_state=3)
    if not directed:
        turned = np.random.default_rng(1).random(len(edges)) < 0.5
        edges.loc[turned, ["source", "target"]] = edges.loc[turned, ["target", "source"]].to_numpy()
    shuffled = Network.from_edgelist(edges, nodes_of(given).sample(frac=1, random_state=4), directed=directed)
    same(CALLS[name](given, 0), CALLS[name](shuffled, 0))


def nodes_of(given: Network) -> pd.DataFrame:
    rows = given.memberships.assign(id=given.labels[given.memberships["node"]])[["id", "jurisdiction", "share"]]
    missing = [label for label, countries in zip(given.labels, given.countries, strict=True) if not countries]
    return pd.concat([rows, pd.DataFrame({"id": missing, "jurisdiction": None, "share": 1.0})], ignore_index=True)


@every
def test_the_same_seed_gives_the_same_table(name: str) -> None:
    same(CALLS[name](planted(), 5), CALLS[name](planted(), 5))


@every
def test_other_names_give_the_same_numbers(name: str) -> None:
    """Columns that no seed changes must not change with the names either."""
    given = planted()
    renamed = {label: f"x{(i * 37) % 61:02}" for i, label in enumerate(given.labels)}
    edges = given.ties[["source", "target"]].replace(renamed)
    other = Network.from_edgelist(edges, nodes_of(given).replace({"id": renamed}), directed=False)
    first, second, third = CALLS[name](given, 0).table(), CALLS[name](given, 1).table(), CALLS[name](other, 0).table()
    place = ["node"] if first.index.name == "node" or "node" in first else []
    if first.index.name == "node":
        first, second, third = (table.reset_index() for table in (first, second, third))
    for table in (first, second):
        for column in ("node", "source", "target", "link"):
            if column in table:
                table[column] = table[column].replace(renamed)
    steady = [c for c in first.columns if values(first, c, place) == values(second, c, place)]
    steady = [c for c in steady if first[c].dtype != bool]  # a drawn yes or no may agree by chance
    assert steady or first.empty
    for column in steady:
        if column not in {"link", "source", "target", "source_countries", "target_countries", "replaced_by"}:
            assert values(first, column, place) == values(third, column, place), column


def values(table: pd.DataFrame, column: str, place: list[str]) -> list[str]:
    rows = table[[*place, column]] if column not in place else table[[column]]
    return sorted(repr([round(v, 9) + 0.0 if isinstance(v, float) else v for v in row]) for row in rows.values.tolist())


@every
def test_loops_and_parallel_ties_are_merged_as_the_recipe_says(name: str) -> None:
    clean = network("a1-b1 b1-c1 c1-a2 a2-b2 b2-c2 c2-a1 a1-a2")
    edges = clean.ties[["source", "target"]]
    noisy = pd.concat([edges, edges.head(3)[["target", "source"]].set_axis(["source", "target"], axis=1)])
    noisy = pd.concat([noisy, pd.DataFrame({"source": ["a1"], "target": ["a1"]})])
    noisy["drop"] = [0.2] * 4 + [0.2] * 3 + [1.0] * 4  # a parallel tie that speaks for nothing
    noisy["weight"] = [1.0] * len(edges) + [0.0] * 4
    made = Network.from_edgelist(noisy, nodes_of(clean), directed=False)
    assert any("loops removed" in step for step in made.recipe)
    same(CALLS[name](clean, 0), CALLS[name](made, 0))


@every
def test_nobody_protected_is_ranked_and_their_ties_still_count(name: str) -> None:
    result = CALLS[name](planted(protected=True), 0)
    if isinstance(result, Scores):
        assert not set(PROTECTED) & set(result.table().index), "victims, witnesses, minors and professionals"
        assert len(result.table()) == 56
        assert any("victims" in caveat for caveat in result.caveats), "a caveat says who is not listed"


@every
def test_no_column_speaks_of_risk_or_guilt(name: str) -> None:
    result = CALLS[name](planted(), 0)
    words = " ".join([*map(str, result.table().columns), *map(str, result.summary)]).lower()
    assert not re.search(r"risk|guilt|danger|suspicio", words)


@every
def test_countries_are_groups_and_nothing_more(name: str) -> None:
    """The same network with countries called otherwise, in the same order, gives the same numbers."""
    given = planted()
    called = {"A": "Atlantis", "B": "Borduria", "C": "Cagliostro", "D": "Drachenstein", "E": "Elbonia"}
    nodes = nodes_of(given).replace({"jurisdiction": called})
    edges = given.ties[["source", "target"]]
    other = Network.from_edgelist(edges, nodes, directed=False)
    back = {long: short for short, long in called.items()}
    table = CALLS[name](other, 0).table()
    for column in table.columns:
        if table[column].dtype == object or str(table[column].dtype) == "str":
            table[column] = table[column].map(lambda cell: renamed_cell(cell, back))
    pd.testing.assert_frame_equal(
        sorted_rows(table), sorted_rows(CALLS[name](given, 0).table()), check_dtype=False, check_column_type=False
    )


def renamed_cell(cell: Any, back: dict[str, str]) -> Any:
    if isinstance(cell, tuple):
        return tuple(back.get(one, one) for one in cell)
    return back.get(cell, cell) if isinstance(cell, str) else cell


@pytest.fixture(scope="module")
def lantern() -> ni.EntityGraph:
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        graph = ni.load(LANTERN)
    return ni.resolve.merge(graph, ni.resolve.match(graph))


@pytest.mark.parametrize("name", sorted({*CALLS, *GRAPH_CALLS}))
def test_a_case_is_left_as_it_was_and_its_digest_stands_on_the_result(name: str, lantern: ni.EntityGraph) -> None:
    before = lantern.digest
    result = CALLS[name](lantern, 0) if name in CALLS else GRAPH_CALLS[name](lantern)
    assert lantern.digest == before
    assert result.digest == before
    for key in keys(result):
        said = result.explain(key)
        assert said.endswith(".") and not re.search(r"\bnan\b|None|<NA>", said), said
        assert "It stands on" in said, f"{name}: explain() names no record: {said}"
        records = result.records(key)
        assert len(records) and records["file"].isin(lantern.received["file"]).all()


def test_victims_of_the_case_are_in_no_ranking(lantern: ni.EntityGraph) -> None:
    protected = set(lantern.entities.index[lantern.entities["category"].isin(["victim", "witness"])])
    assert protected
    for name, call in CALLS.items():
        result = call(lantern, 0)
        if isinstance(result, Scores):
            assert not protected & set(result.table().index), name


@every
def test_who_has_no_row_has_no_records_either_and_no_empty_table(name: str) -> None:
    """An empty table would say that nothing is recorded; a network without records says so of its rows alone."""
    result = CALLS[name](planted(), 0)
    assert result.records(result.rows.index[0]).empty
    for ask in (result.records, result.explain):
        with pytest.raises(UnknownEntityError):
            ask("nobody")
