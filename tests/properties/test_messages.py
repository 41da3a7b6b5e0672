"""No message, hint, field or line of progress holds a value of the export: names, numbers and dates stay in claims."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import netintel as ni

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "formats"
FILES = sorted(p for p in SAMPLES.glob("*/*") if p.suffix in (".json", ".csv", ".tsv"))
PERSONAL = re.compile(r"[\s\d@]|[^\x00-\x7f]")
"""Words of a format (types, properties) have neither blanks nor digits nor letters beyond ASCII."""


FIRST = '{"id": "0", "schema": "Person", "properties": {"name": ["x"]}}\n'
BUNDLE = "bundle--00000000-0000-4000-8000-000000000000"
ODD_TYPE = '{"type": "Ana Pop 1980", "value": "1"}'


def leaves(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        content = list(content.values())
    if isinstance(content, list):
        for item in content:
            yield from leaves(item)
    elif isinstance(content, str):
        yield content


HEADLESS = ("edgelist", "matrix", "misp_hashes", "table")
"""Formats whose first line may be data; a title that a loader knows by its list is no value of an export."""


def values(path: Path) -> set[str]:
    text = path.read_bytes().decode("cp1251" if "cp1251" in path.name else "utf-8", "replace")
    if path.suffix in (".csv", ".tsv") and path.parent.name not in HEADLESS:
        text = text.partition("\n")[2]
    found: set[str] = set()
    for part in (text, *text.splitlines()):
        try:
            found.update(leaves(json.loads(part)))
        except ValueError:
            found.update(cell.strip(' "') for cell in re.split(r"[,;\t\n]", part))
    return {value for value in found if len(value) >= 4 and PERSONAL.search(value)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_value_of_a_sample_is_told(path: Path) -> None:
    told: list[str] = []
    graph = ni.load(path, progress=told.append)
    for column in ("message", "hint", "field", "locator"):
        told += graph.issues[column].tolist()
    assert not [value for value in values(path) if any(value in text for text in told)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ftm.json", FIRST + '{"id": "1", "schema": "Ana Pop 1980", "properties": {"name": ["x"]}}'),
        ("a.ftm.json", FIRST + '{"id": "1", "schema": "Person", "properties": "Ana Pop 1980"}\n{"schema": "Person"}'),
        ("a.csv", "id,name,birth_date,phone,email,minor,category\n1,x,Ana Pop 1980,Ana Pop 1980,Ana Pop 1980,?,?\n"),
        ("a.csv", "source,target,type,date,amount,weight\na,b,Call,Ana Pop 1980,Ana Pop 1980,Ana Pop 1980\n"),
        ("a.csv", "id,name,handling,evaluation\n1,x,Ana Pop 1980,Ana Pop 1980\n"),
        ("a.csv", 'id,name\n1,"Ana Pop 1980" or so\n'),
        ("a.csv", "Ana Pop 1980,id,id\n1,2,3\n"),
        ("a.csv", ",Ana Pop 1980,b\nAna Pop 1980,Ana Pop 1980,1\nb,1,0\n"),
        ("a.csv", "source,target,weight\na,b,Ana Pop 1980\n"),
        ("a.json", '{"type": "bundle", "objects": [{"type": "Ana Pop 1980", "id": "Ana Pop 1980"}]}'),
        ("a.json", '{"type": "bundle", "id": "' + BUNDLE + '", "Ana Pop 1980": 1, "objects": [7]}'),
        ("a.json", '{"Event": {"uuid": "Ana Pop 1980", "info": "x", "Attribute": [' + ODD_TYPE + "]}}"),
        ("a.json", '{"name": "Ana Pop 1980"'),
    ],
)
def test_a_value_in_a_wrong_place_is_not_told(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    told: list[str] = []
    graph = ni.load(tmp_path, progress=told.append)
    for column in ("message", "hint", "field", "locator"):
        told += graph.issues[column].tolist()
    assert len(graph.issues) and not [text for text in told if "Pop" in text or "1980" in text]
