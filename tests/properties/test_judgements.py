"""Laws of judgements: order-free, undone without a trace in the digest, never changing what exports said."""

from __future__ import annotations

import tempfile
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import netintel as ni
from netintel.model._apart import components
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.merges import Said
from netintel.model.tables import Tables

LAW = settings(max_examples=12)
NAMES = "abcdefg"
UNTOUCHED = ("claims", "records", "received", "issues")
Told = tuple[str, str, str, float | None]


def people(names: str = NAMES) -> EntityGraph:
    """Return a graph of one person in one export for each letter, loaded in this order."""
    parts = []
    for name in names:
        build = Builder()
        build.record("row 1", name.encode())
        build.entity(name, "Person", [("name", name.upper())])
        row = {"file": name, "format": "x", "unit": "row", "sha256": name * 64, "bytes": 1, "loader": "x"}
        parts.append(build.tables({**row, "ids": "file"}))
    return EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, Tables.concat(parts))


def judged(graph: EntityGraph, told: list[Told]) -> EntityGraph:
    ids = dict(zip(graph.origins["native_id"], graph.origins["origin"], strict=True))
    rows = [(ids[pair[0]], ids[pair[1]], *rest) for pair, *rest in told]
    return ni.resolve.merge(graph, pd.DataFrame(rows, columns=["left", "right", "judgement", "by", "score"]))


def groups(graph: EntityGraph) -> set[frozenset[str]]:
    return set(graph.origins.groupby("entity")["native_id"].agg(frozenset))


def tellings(words: tuple[str, ...] = ("same", "same", "not_same", "unsure")) -> st.SearchStrategy[list[Told]]:
    """Return judgements of persons and rules on different pairs; scores are often equal."""
    pairs = [a + b for a, b in combinations(NAMES, 2)]
    return st.lists(
        st.tuples(
            st.sampled_from(pairs),
            st.sampled_from(words),
            st.sampled_from(["Ana", "Bo", "netintel.resolve.match"]),
            st.sampled_from([None, 0.5, 0.9, 0.99]),
        ),
        max_size=12,
        unique_by=lambda row: row[0],
    )


@LAW
@given(tellings(), st.permutations(NAMES), st.data())
def test_merging_is_order_free(told: list[Told], order: list[str], data: Any) -> None:
    """The same judgements in another order, one by one, on exports loaded in another order."""
    at_once = judged(people(), told)
    one_by_one = people("".join(order))
    for row in data.draw(st.permutations(told)):
        one_by_one = judged(one_by_one, [row])
    assert one_by_one.digest == at_once.digest
    assert groups(one_by_one) == groups(at_once)
    assert sorted(one_by_one.entity_ids) == sorted(at_once.entity_ids)
    left_out = [set(map(frozenset, ni.resolve.conflicts(g)["left_out"].explode())) for g in (one_by_one, at_once)]
    assert left_out[0] == left_out[1]


@LAW
@given(tellings())
def test_whoever_is_judged_apart_is_apart_and_every_contradiction_is_told(told: list[Told]) -> None:
    graph = judged(people(), told)
    entity = graph.origins.set_index("native_id")["entity"]
    said = Said.of(graph.tables)
    chained = components(len(NAMES), said.same["left"].to_numpy(), said.same["right"].to_numpy())
    fights = ni.resolve.conflicts(graph)
    fights = fights[fights["kind"] != "persons"]
    native = graph.origins.set_index("origin")["native_id"]
    named = {frozenset(native[[row.left, row.right]]) for row in fights.itertuples()}
    for pair, word, by, _ in told:
        if word == "not_same":
            assert entity[pair[0]] != entity[pair[1]] or by.startswith("netintel.")
            codes = [NAMES.index(letter) for letter in pair]
            assert (frozenset(pair) in named) == (chained[codes[0]] == chained[codes[1]])
    for row in fights.itertuples():
        kept = [link for link in row.links if not link.left_out]
        assert (row.kind == "chain") == (len(kept) < len(row.links))
        assert all(native[link.left] != native[link.right] and link.judgement == "same" for link in row.links)


@LAW
@given(tellings(), st.sampled_from(["ab", "bc", "ag"]))
def test_a_further_same_that_is_weakest_only_joins(told: list[Told], pair: str) -> None:
    told = [row for row in told if row[0] != pair]
    told = [(a, b, c, 0.5 if score is None else score) for a, b, c, score in told]  # a rule without score is weakest
    before = groups(judged(people(), told))
    after = groups(judged(people(), [*told, (pair, "same", "netintel.resolve.match", 0.1)]))
    assert all(any(old <= new for new in after) for old in before)


@LAW
@given(st.lists(st.tuples(st.sampled_from(["ab", "bc", "ac"]), st.sampled_from(["same", "not_same", "unsure"])),
                min_size=1, max_size=6))  # fmt: skip
def test_undone_one_by_one_every_digest_comes_back(told: list[tuple[str, str]]) -> None:
    """Also where the same pair was judged before, and judged otherwise."""
    graph = people("abc")
    ids = dict(zip(graph.origins["native_id"], graph.origins["origin"], strict=True))
    digests, entities = [], []
    for pair, word in told:
        digests.append(graph.digest)
        entities.append(groups(graph))
        graph = ni.resolve.judge(graph, ids[pair[0]], ids[pair[1]], word, by="Ana", reason="r")  # type: ignore[arg-type]
    for pair, _ in reversed(told):
        graph = ni.resolve.undo(graph, ids[pair[1]], ids[pair[0]], by="Bo", reason="mistaken")
        assert graph.digest == digests.pop() and groups(graph) == entities.pop()
    assert len(graph.judgements) == 2 * len(told)


@settings(max_examples=4)  # each of them judges dozens of times
@given(tellings(("same",)))
def test_not_the_same_on_every_merged_pair_restores_the_entities_and_undo_the_digest(told: list[Told]) -> None:
    fresh = people()
    graph = merged = judged(fresh, told)
    ids = dict(zip(graph.origins["native_id"], graph.origins["origin"], strict=True))
    pairs = [pair for group in groups(merged) for pair in combinations(sorted(group), 2)]
    for a, b in pairs:
        graph = ni.resolve.judge(graph, ids[a], ids[b], "not_same", by="Ana", reason="two persons")
    assert groups(graph) == groups(fresh)
    for a, b in pairs:
        graph = ni.resolve.undo(graph, ids[a], ids[b], by="Ana", reason="one person after all")
    assert graph.digest == merged.digest and groups(graph) == groups(merged)


@LAW
@given(tellings())
def test_judging_changes_nothing_that_exports_said(told: list[Told]) -> None:
    fresh = people()
    graph = judged(fresh, told)
    for name in UNTOUCHED:
        assert getattr(graph, name).equals(getattr(fresh, name))
    native = ["origin", "export", "file", "native_id", "kind"]
    assert graph.origins[native].equals(fresh.origins[native])


@settings(max_examples=5)
@given(tellings(), st.booleans())
def test_saved_opened_and_handed_over_the_digest_is_the_same(told: list[Told], undone: bool) -> None:
    graph = judged(people(), told)
    if undone and told:
        pair = graph.judgements.iloc[0]
        graph = ni.resolve.undo(graph, pair["left"], pair["right"], by="Ana", reason="mistaken")
    with tempfile.TemporaryDirectory() as folder:
        ni.save(graph, Path(folder) / "case.netintel", originals=False)
        opened = ni.open_case(Path(folder) / "case.netintel")
    handed = ni.resolve.merge(people("".join(reversed(NAMES))), graph.judgements)
    assert opened.digest == handed.digest == graph.digest
    assert groups(opened) == groups(handed) == groups(graph)
