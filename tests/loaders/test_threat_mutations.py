"""STIX and MISP files with one value replaced by something that does not belong there.

A file may be refused in words or a record set aside; the loader never stops at something unexpected, and the counts
add up.
"""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest

import netintel as ni

FORMATS = Path(__file__).parents[2] / "data" / "samples" / "formats"
SAMPLES = [
    "stix/ok_stix21.json",
    "stix/ok_stix20.json",
    "misp/ok_event.json",
    "misp/ok_galaxy.json",
    "misp/ok_sharing_groups.json",
]
ODD = [None, "", [], {}, 5, True, "x", [None], [{}], {"a": 1}, ["x"], 3.5, [["y"]], 10**400, "\ud7ff", "a" * 5000]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        found += places(one, (*path, key))
    return found


def replaced(content: Any, path: tuple[Any, ...], odd: Any) -> Any:
    changed = copy.deepcopy(content)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = odd
    return changed


@pytest.mark.parametrize("name", SAMPLES)
def test_an_odd_value_anywhere_is_handled_in_words(name: str, tmp_path: Path) -> None:
    content = json.loads((FORMATS / name).read_text("utf-8"))
    chance = random.Random(name)
    everywhere = places(content)
    for n in range(60):
        changed = replaced(content, chance.choice(everywhere), chance.choice(ODD))
        (tmp_path / f"{n}.json").write_text(json.dumps(changed), "utf-8")
    graph = ni.load(tmp_path, progress=lambda _line: None)
    assert "loader_failed" not in set(graph.issues["code"])
    received = graph.received
    assert (received["read"] == received[["accepted", "quarantined", "duplicates"]].sum(axis=1)).all()
