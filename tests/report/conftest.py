"""An invented case of a few lines: two rings of two countries each, joined by one person."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

COUNTRIES = {"a": "ro", "b": "de", "c": "it", "d": "es", "e": "fr", "f": "nl"}


def person(number: int, letter: str, **more: str) -> dict[str, object]:
    properties = {"name": [more.pop("name", f"Person {letter}{number}")], "nationality": [COUNTRIES[letter]]}
    return {"id": f"{letter}{number}", "schema": "Person", "properties": properties | {k: [v] for k, v in more.items()}}


def tie(left: str, right: str) -> dict[str, object]:
    ends = {"person": [left], "associate": [right]}
    return {"id": f"{left}-{right}", "schema": "Associate", "properties": ends}


def ring_lines() -> list[dict[str, object]]:
    people = [person(n, letter) for letter in COUNTRIES for n in range(6)]
    ties = [tie(f"{x}{n}", f"{y}{(n + k) % 6}") for x, y in ("ab", "cd", "ef") for n in range(6) for k in range(3)]
    home = [tie(f"{letter}{n}", f"{letter}{n + 1}") for letter in COUNTRIES for n in range(5)]
    joins = [tie("a0", f"{letter}{n}") for letter in "cef" for n in range(3)]
    return [*people, *ties, *home, *joins]


@pytest.fixture
def ring(tmp_path: Path) -> Callable[..., Path]:
    """Write the case as a folder of one export; more lines may join it."""

    def write(name: str = "ring", *more: dict[str, object]) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        lines = [json.dumps(line) for line in [*ring_lines(), *more]]
        (folder / "people.ftm.json").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (folder / "case.toml").write_text(
            'title = "Ring"\npurpose = "Find who joins the cells."\nlegal_basis = "Agreement 1 (sample)"\n'
            f'default_handling = "TLP:AMBER"\nid_key = "{"00" * 32}"\n'
        )
        return folder

    return write
