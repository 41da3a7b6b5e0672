"""Whatever an export holds: read = accepted + quarantined + duplicates, and every value of a good record is a claim.

The exports are made at random, faults included, and counted by code of their own.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import netintel as ni

MANY = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=12)
WORD = st.one_of(
    TEXT, st.sampled_from(["NA", "NaN", "None", "null", "007", "1e5", "-0", "True", "=1+1", "\x00", "\x1f"])
)


def load(name: str, data: bytes) -> ni.EntityGraph:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(data)
        return ni.load(folder, progress=lambda _line: None)


def values_of(graph: ni.EntityGraph) -> dict[str, Counter[tuple[str, str]]]:
    """Return by locator what is claimed: (property, text as the export has it)."""
    claims = graph.claims.merge(graph.records[["record", "locator"]], on="record")
    text = claims["original"].where(claims["original"].notna(), claims["value"])
    known = claims.assign(text=text)[text.notna()]
    return {
        str(place): Counter(zip(part["property"], part["text"], strict=True))
        for place, part in known.groupby("locator")
    }


def adds_up(row: pd.Series[Any]) -> bool:
    return bool(row["read"] == row["accepted"] + row["quarantined"] + row["duplicates"])


# Tables ---------------------------------------------------------------------------------------------------------

ROW = st.lists(WORD, min_size=3, max_size=3)
ODD_ROW = st.lists(WORD, min_size=1, max_size=5)


@MANY
@given(st.lists(st.one_of(ROW, ROW, ODD_ROW), max_size=12), st.sampled_from(",;\t|"), st.booleans())
def test_every_row_of_a_table_is_accounted_for(rows: list[list[str]], delimiter: str, again: bool) -> None:
    rows = rows * 2 if again else rows
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([["id", "name", "shoe size"], *rows])
    graph = load("t.csv", sink.getvalue().encode())
    if len(graph.received) == 1 and graph.issues["severity"].eq("reject").any():
        return
    row = graph.received.iloc[0]
    expected, wanted, seen, line = Counter[str](), {}, set(), 2
    for cells in rows:
        stripped = [cell.strip() for cell in cells]
        height = 1 + sum(cell.count("\n") for cell in cells)
        full = stripped[:3] if len(stripped) > 3 and not any(stripped[3:]) else stripped
        if any(full):
            if len(full) != 3 or not full[0] or full == ["id", "name", "shoe size"]:
                expected["quarantined"] += 1
            elif tuple(full) in seen:
                expected["duplicates"] += 1
            else:
                seen.add(tuple(full))
                expected["accepted"] += 1
                wanted[f"row {line}"] = [
                    (prop, cell) for prop, cell in zip(("name", "shoe_size"), full[1:], strict=True) if cell
                ]
        line += height
    assert adds_up(row)
    assert {key: row[key] for key in ("accepted", "quarantined", "duplicates")} == {
        key: expected[key] for key in ("accepted", "quarantined", "duplicates")
    }
    found = values_of(graph)
    for place, pairs in wanted.items():
        for prop, text in pairs:
            assert found[place][prop, text] == 1, (place, prop, text)


# FollowTheMoney -------------------------------------------------------------------------------------------------

IDS = st.sampled_from(["a", "b", "c", "d#2", "Ω"])
NODE = st.fixed_dictionaries(
    {
        "id": IDS,
        "schema": st.sampled_from(["Person", "Company", "Vessel", "Strange"]),
        "properties": st.dictionaries(
            st.sampled_from(["name", "country", "birthDate", "phone", "shoeSize", "topics"]),
            st.lists(st.one_of(WORD, st.sampled_from(["ru", "+351912345678", "1980-02-03"])), max_size=3),
            max_size=4,
        ),
    },
    optional={"datasets": st.lists(TEXT, max_size=2), "target": st.booleans(), "first_seen": TEXT, "odd": WORD},
)
EDGE = st.fixed_dictionaries(
    {
        "id": IDS.map(lambda key: f"e{key}"),
        "schema": st.just("Ownership"),
        "properties": st.fixed_dictionaries(
            {"owner": st.lists(IDS, max_size=2), "asset": st.lists(IDS, max_size=2)},
            optional={
                "startDate": st.lists(st.sampled_from(["2020", "2020-13", "soon", "2021-02-03"]), max_size=2),
                "percentage": st.lists(WORD, max_size=2),
                "role": st.lists(WORD, max_size=2),
            },
        ),
    }
)
BROKEN = st.sampled_from(['{"id": "x"', "[]", "7", '{"id": 1, "schema": "Person", "properties": {}}', "{}", "NaN"])


@MANY
@given(st.lists(st.one_of(NODE, NODE, EDGE, BROKEN), min_size=1, max_size=12), st.booleans())
def test_every_line_of_followthemoney_is_accounted_for(objects: list[Any], again: bool) -> None:
    first = {"id": "first", "schema": "Person", "properties": {"name": ["First"]}}
    objects = [first, *objects, *(objects if again else [])]
    lines = [text if isinstance(text, str) else json.dumps(text, ensure_ascii=False) for text in objects]
    graph = load("t.ftm.json", "\n".join(lines).encode())
    row = graph.received.iloc[0]
    assert row["format"] == "ftm" and adds_up(row) and row["read"] == len(objects)
    whole, seen, duplicates, broken = {}, set(), 0, 0
    for number, thing in enumerate(objects, 1):
        key = json.dumps(thing, sort_keys=True)
        tied = isinstance(thing, dict) and thing["schema"] == "Ownership"
        if isinstance(thing, str):
            broken += 1
        elif key in seen:
            duplicates += 1
        elif tied and not (thing["properties"]["owner"] and thing["properties"]["asset"]):
            broken += 1
            seen.add(key)
        else:
            whole[f"line {number}"] = thing
            seen.add(key)
    assert (row["accepted"], row["duplicates"], row["quarantined"]) == (len(whole), duplicates, broken)
    found = values_of(graph)
    for place, thing in whole.items():
        texts = Counter(text for (_, text), times in found.get(place, Counter()).items() for _ in range(times))
        for prop, values in thing["properties"].items():
            for text in {v for v in values if v and prop not in ("owner", "asset")}:
                assert text in texts, (place, prop, text)
        for key in ("odd", "first_seen"):
            assert not thing.get(key) or thing[key] in texts
