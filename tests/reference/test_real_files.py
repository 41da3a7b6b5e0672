"""Every real file is read, or refused in words, as a table says that was written before any loader ran on it.

`real_files.csv` states for each file the loader or `refused`, what is counted, how many there are and how that was
counted. `mapping` names a mapping of `mappings/` with which a table without telling titles is read.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import netintel as ni

HERE = Path(__file__).parent
DATA = HERE.parents[1] / ".." / "shared" / "data"
with (HERE / "real_files.csv").open(encoding="utf-8", newline="") as table:
    EXPECTED = list(csv.DictReader(table))


def there(file: str) -> Path:
    if not DATA.is_dir():
        pytest.skip("shared data absent: no folder `shared` beside this checkout")
    return DATA / file


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: f"{row['file']} {row['mapping']}".strip())
def test_a_real_file_is_read_as_the_table_says(row: dict[str, str]) -> None:
    mapping = HERE / "mappings" / row["mapping"] if row["mapping"] else None
    graph = ni.load(there(row["file"]), mapping=mapping, progress=lambda _line: None)
    found = graph.received.iloc[0]
    issues = graph.issues
    if row["loader"] == "refused":
        assert found["read"] == 0
        assert issues["severity"].tolist() == ["reject"]
        assert issues["message"].str.len().min() > 20, "the refusal says why"
        assert issues["hint"].str.len().min() > 5, "the refusal says what to do"
        return
    assert not issues["severity"].eq("reject").any(), issues[["code", "message"]].to_dict("records")
    assert (found["format"], found["unit"]) == (row["loader"], row["unit"])
    assert found["read"] == int(row["read"])
    assert found["read"] == found["accepted"] + found["quarantined"] + found["duplicates"]


def test_the_table_lists_every_real_file() -> None:
    listed = {row["file"] for row in EXPECTED}
    root = there("")
    assert {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} == listed
