"""The records behind the ties of a network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

import netintel as ni
from netintel.analysis._label_order import in_label_order
from netintel.model.cited import COLUMNS, Cited
from netintel.model.network import Network


def looked_up(codes: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({c: [f"{c}{code}" for code in codes] for c in COLUMNS if c != "tie"})


def test_each_tie_has_its_records_once_in_order() -> None:
    cited = Cited.of(np.array([1, 0, 1, 1]), np.array([7, 5, 3, 7]), 3, looked_up)
    found = cited.behind(np.array([1, 2, 0]))
    assert found["tie"].tolist() == [1, 1, 0]
    assert found["record"].tolist() == ["record3", "record7", "record5"]
    assert tuple(found.columns) == COLUMNS


def test_ties_in_another_order_keep_their_records() -> None:
    cited = Cited.of(np.array([0, 1, 1, 2]), np.array([5, 3, 7, 9]), 3, looked_up)
    order = np.array([2, 0, 1])
    moved = cited.moved(order)
    for new, old in enumerate(order):
        assert moved.behind(np.array([new]))["record"].tolist() == cited.behind(np.array([old]))["record"].tolist()


def test_a_network_given_as_a_table_has_no_records() -> None:
    network = Network.from_edgelist(pd.DataFrame({"source": ["a"], "target": ["b"]}), directed=False)
    assert network.records([0]).empty
    assert tuple(network.records([0]).columns) == COLUMNS


def test_records_of_a_tie_lead_to_the_row_that_says_it(tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "links.csv").write_text("source,target,type\nP1,P2,Associate\nP2,P3,Associate\nP1,P2,Family\n")
    graph = ni.load(tmp_path / "case")
    network = in_label_order(ni.analysis.actors(graph))
    names = graph.origins.set_index("entity")["native_id"]
    for at, (source, target) in enumerate(zip(network.ties["source"], network.ties["target"], strict=True)):
        rows = network.records([at])
        expected = {"P1 P2": ["row 2", "row 4"], "P2 P3": ["row 3"]}[" ".join(sorted((names[source], names[target])))]
        assert rows["locator"].tolist() == expected
        assert rows["file"].tolist() == ["links.csv"] * len(expected)
        assert rows["record"].isin(graph.records["record"]).all()


def test_layers_and_dates_of_an_edge_list_are_added_up_by_tie() -> None:
    edges = pd.DataFrame(
        {
            "source": ["a", "b", "a", "c"],
            "target": ["b", "a", "c", "c"],
            "weight": [2.0, 3.0, 1.0, 9.0],
            "layer": ["money", "travel", None, "money"],
            "first": ["2024-05", "2023-01-01", None, None],
            "last": ["2024-06", None, None, None],
        }
    )
    network = Network.from_edgelist(edges, directed=False)
    assert network.layers == ("money", "other", "travel")
    table = network.ties.set_index(["source", "target"])
    assert table.loc[("a", "b"), ["layer_money", "layer_travel", "layer_other"]].tolist() == [2.0, 3.0, 0.0]
    assert table.loc[("a", "b"), ["first", "last"]].tolist() == ["2023-01-01", "2024-06"]
    assert pd.isna(table.loc[("a", "c"), "first"])
    mixed = in_label_order(Network.from_edgelist(edges.iloc[::-1], directed=False)).ties
    assert mixed.set_index(["source", "target"]).loc[("a", "b"), "layer_travel"] == 3.0
