"""Limits that are too small and a missing library are told, nothing is written; tables for people stay unread."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import netintel as ni
from netintel import exchange
from netintel.errors import ExchangeError, MissingExtraError
from netintel.exchange import xlsx


def quiet(_: str) -> None:
    """Swallow the line a file."""


def of(folder: Path, **said: list[str]) -> ni.EntityGraph:
    line = {"id": "p-1", "schema": "Person", "properties": said}
    (folder / "a.ftm.json").write_text(json.dumps(line) + "\n", "utf-8")
    return ni.load(folder / "a.ftm.json", progress=quiet)


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_ROWS", 3)
    graph = of(tmp_path, name=["A", "B", "C"])
    with pytest.raises(ExchangeError, match="the table claims has more rows than the 3 of a sheet") as told:
        exchange.write(graph, tmp_path / "a.xlsx", format="xlsx")
    assert "csv" in told.value.__notes__[0] and [p.name for p in tmp_path.iterdir()] == ["a.ftm.json"]


def test_a_text_longer_than_a_cell_is_refused_without_saying_it(tmp_path: Path) -> None:
    graph = of(tmp_path, name=["ä" * 32_767])
    exchange.write(graph, tmp_path / "fits.xlsx", format="xlsx")
    graph = of(tmp_path, name=["ä" * 32_768])
    with pytest.raises(ExchangeError, match="row 1 of entities, name: more than 32,767 characters") as told:
        exchange.write(graph, tmp_path / "a.xlsx", format="xlsx")
    assert "ä" not in str(told.value) and not (tmp_path / "a.xlsx").exists()


def test_a_missing_library_is_named_with_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(MissingExtraError, match="xlsxwriter"):
        exchange.write(of(tmp_path, name=["A"]), tmp_path / "a.xlsx", format="xlsx")
    assert not (tmp_path / "a.xlsx").exists()


@pytest.mark.parametrize("name", ["tables", "a.xlsx"])
def test_tables_for_people_are_left_alone(name: str, tmp_path: Path) -> None:
    graph = of(tmp_path, name=["A", "B"])
    exchange.write(graph, tmp_path / name, format="xlsx" if name == "a.xlsx" else "csv")
    back = ni.load(tmp_path / name, progress=quiet)
    told = back.issues[back.issues["code"] == "for_people_only"]
    assert len(told) == 5 and set(told["severity"]) == {"warning"}
    assert told["hint"].str.contains("`entities` and `links`").all()
    assert back.received["read"].sum() == 1 == back.received["accepted"].sum()
