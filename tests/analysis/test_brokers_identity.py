"""Brokers where it is in doubt who is whom: merges done and undone by their chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from netintel.analysis._identity import in_doubt
from netintel.analysis._label_order import in_label_order
from netintel.analysis._plausible import Plausible, Same
from netintel.analysis.actors import actors
from netintel.analysis.brokers import brokers
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.network import Network
from netintel.model.tables import Tables
from netintel.resolve.judge import judge
from netintel.resolve.merge import merge

COUNTRIES = {
    "one": "RO",
    "other": "RO",
    "b": "DE",
    "c": "FR",
    "d": "IT",
    "e": "ES",
    "rival": "RO",
    "f": "DE",
    "g": "FR",
}
TIES = [("one", "b"), ("one", "c"), ("other", "d"), ("other", "e"), ("rival", "f"), ("rival", "g"), ("rival", "b")]


def graph() -> EntityGraph:
    """One and other tie two countries each, the rival three; were they the same, they would tie four."""
    build = Builder()
    for name, country in COUNTRIES.items():
        build.record(f"row {name}", name.encode())
        build.entity(name, "Person", [("name", name), ("nationality", country)])
    build.record("row ties", b"ties", evaluation="4x4:A1", originator="RO")
    for a, b in TIES:
        build.link(a, b, "Associate", directed=False)
    received = {"file": "a", "format": "x", "unit": "row", "sha256": "a" * 64, "bytes": 1, "loader": "x", "ids": "file"}
    return EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, build.tables(received))


def pair(given: EntityGraph, score: float) -> pd.DataFrame:
    names = given.tables.origins["native_id"].to_pylist()
    left, right = (given.origin_ids[names.index(name)] for name in ("one", "other"))
    return pd.DataFrame({"left": [left], "right": [right], "judgement": ["same"], "score": [score]})


def chance_of_first(given: EntityGraph, matches: pd.DataFrame | None) -> dict[str, float]:
    found = brokers(given, method="boundary", matches=matches, hidden=0.0, top=1, resamples=400).table()
    return found.set_index("name")["p_top"].to_dict()


@pytest.mark.parametrize("score", [0.2, 0.8])
def test_whom_a_doubtful_match_would_make_first_is_first_by_its_chance(score: float) -> None:
    given = graph()

    without, found = chance_of_first(given, None), chance_of_first(given, pair(given, score))

    assert without["one"] < 0.1
    assert found["one"] + found["other"] == pytest.approx(score, abs=0.12)


def test_a_doubtful_merge_by_a_rule_is_undone_by_its_chance() -> None:
    given = graph()
    merged = merge(given, pair(given, 0.6))

    found = brokers(merged, method="boundary", matches=pair(given, 0.6), hidden=0.0, top=1, resamples=400)

    table = found.table()
    joined = table[table["boundary"] == 6]
    assert len(table) == 8
    assert len(joined) == 1
    assert joined["p_top"].iloc[0] == pytest.approx(0.6, abs=0.12)
    assert found.parameters["pairs_in_doubt"] == 1
    assert any("1 pairs of records may be of one actor, each by its score" in caveat for caveat in found.caveats)


def test_what_a_person_judged_is_in_no_doubt() -> None:
    given = graph()
    told = pair(given, 0.6)
    same = judge(given, told["left"][0], told["right"][0], "same", by="analyst 7", reason="met both")
    apart = judge(given, told["left"][0], told["right"][0], "not_same", by="analyst 7", reason="twins")

    for judged in (same, apart):
        assert len(in_doubt(judged, in_label_order(actors(judged)), told)[1].chance) == 0


@pytest.mark.parametrize("score", [0.01, 0.99])
def test_a_sure_match_is_in_no_doubt(score: float) -> None:
    given = graph()

    assert len(in_doubt(given, in_label_order(actors(given)), pair(given, score))[1].chance) == 0


def test_the_graph_is_not_changed() -> None:
    given = merge(graph(), pair(graph(), 0.6))
    before = given.digest

    brokers(given, matches=pair(given, 0.6), resamples=3)

    assert given.digest == before


def test_a_network_has_no_records_to_part() -> None:
    with pytest.raises(ValueError, match="matches: expected an entity graph as subject, got a network"):
        brokers(actors(graph()), matches=pair(graph(), 0.5))


def test_nodes_put_together_have_the_ties_of_all_and_none_to_themselves() -> None:
    edges = pd.DataFrame({"source": ["a", "a", "b", "c"], "target": ["b", "d", "d", "e"], "drop": 0.0})
    network = in_label_order(Network.from_edgelist(edges, directed=False))
    same = Same(np.array([0]), np.array([1]), np.array([1.0]), np.arange(5), 5)
    plausible, rng = Plausible(network, hidden=0.0, same=same), np.random.default_rng(0)

    drawn = plausible.drawn(rng)

    assert drawn.who.tolist() == [0, 0, 2, 3, 4]
    assert list(zip(drawn.source.tolist(), drawn.target.tolist(), strict=True)) == [(0, 3), (2, 4)]
    assert len(plausible.again(drawn, rng)[0]) == 4
    assert plausible.read(np.array([7.0, 1, 2, 3, 4]), drawn.who).tolist() == [7, 7, 2, 3, 4]
