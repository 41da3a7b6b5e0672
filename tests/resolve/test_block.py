"""Pairs to compare: nearly all that are the same, every shared identifier, and a number that grows with the records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import netintel as ni
from netintel.model.graph import EntityGraph
from netintel.resolve import block
from netintel.resolve._records import Pairs, Records

ROOT = Path(__file__).parents[2]


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Return what loads the records of planted persons, with the person of each by place."""
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks import persons_planted

    def load(size: int) -> tuple[Records, np.ndarray]:
        folder = tmp_path / str(size)
        truth = pd.read_csv(persons_planted.write_exports(persons_planted.records(size, 11), folder), dtype=str)
        graph = ni.load(folder, progress=lambda _line: None)
        return persons(graph, truth)

    return load


def persons(graph: EntityGraph, truth: pd.DataFrame) -> tuple[Records, np.ndarray]:
    records = Records.of(graph, "person")
    rows = graph.origins.iloc[records.origins][["file", "native_id"]].merge(truth, on=["file", "native_id"], how="left")
    return records, rows["person"].to_numpy()


def pairs_that_share(records: Records, key: pd.Series, most: int) -> set[tuple[int, int]]:
    """Return the pairs of places that share a value, of values that at most so many records have."""
    held = pd.DataFrame({"at": key.index, "value": key.to_numpy()}).dropna().drop_duplicates()
    held = held[held.groupby("value")["at"].transform("size").between(2, most)]
    both = held.merge(held, on="value")
    both = both[both["at_x"] < both["at_y"]]
    return set(zip(both["at_x"].tolist(), both["at_y"].tolist(), strict=True))


def compared(found: Pairs) -> set[tuple[int, int]]:
    return set(zip(found.left.tolist(), found.right.tolist(), strict=True))


def said(records: Records, name: str) -> pd.Series:
    claims = records.claims((name,))
    return pd.Series(claims["value"].to_numpy(), index=claims["at"].to_numpy())


def test_of_few_records_each_is_compared_with_each(planted: Any) -> None:
    records, _ = planted(60)
    assert len(block.pairs(records)) == 60 * 59 // 2


def test_nearly_all_that_are_the_same_are_compared(planted: Any) -> None:
    records, person = planted(5_000)
    found = block.pairs(records)
    assert (found.left < found.right).all() and len(compared(found)) == len(found)
    same = int((person[found.left] == person[found.right]).sum())
    true = int(sum(n * (n - 1) // 2 for n in pd.Series(person).value_counts()))
    assert same / true >= 0.96
    assert len(found) / len(records) <= 60


@pytest.mark.parametrize("identifier", ["document_number", "phone"])
def test_no_pair_that_shares_an_identifier_is_left_out(planted: Any, identifier: str) -> None:
    records, _ = planted(5_000)
    key = said(records, identifier)
    if identifier == "document_number":
        key = key.str.upper().str.replace(r"[^0-9A-Z]", "", regex=True)
    sharing = pairs_that_share(records, key, block.CROWD)
    assert len(sharing) > 100
    assert not sharing - compared(block.pairs(records))


@pytest.mark.slow
def test_pairs_grow_with_the_records_not_with_their_square(planted: Any) -> None:
    each = []
    for size in (5_000, 20_000, 50_000):
        records, _ = planted(size)
        each.append(len(block.pairs(records)) / len(records))
    assert max(each) <= 120
    assert each[2] <= each[0] * 10**0.5, f"pairs a record: {each}"


def test_a_crowd_that_shares_a_number_is_not_compared_with_itself() -> None:
    """3,000 records of one phone and no other word in common are not 4.5 million pairs."""
    from netintel.model.builder import Builder
    from netintel.model.case import Case
    from netintel.model.tables import Tables

    build = Builder()
    letters = [chr(ord("a") + i) for i in range(26)]
    for i in range(3_000):
        build.record(f"row {i}", str(i).encode())
        name = "".join(letters[i // 26**p % 26] + "o" for p in range(3)).title()
        build.entity(str(i), "Person", [("name", f"{name}n"), ("phone", "+40722123456")])
    row = {"file": "f", "format": "x", "unit": "row", "sha256": "f" * 64, "bytes": 1, "loader": "x", "ids": "file"}
    graph = EntityGraph(Tables.empty(), Case(id_key="k")).then("load", {}, Tables.concat([build.tables(row)]))
    assert len(block.pairs(Records.of(graph, "person"))) < 60 * 3_000
