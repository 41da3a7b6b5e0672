"""Limits: what is refused says which limit, what was seen, and how to raise it; raised, it is read."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

import netintel as ni
from netintel.model.limits import Limits


def load(path: Path, **limits: int) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None, limits=limits)


@pytest.mark.parametrize(
    ("limit", "low", "code"),
    [
        ("file_bytes", 50, "too_large"), ("records", 9, "too_many_records"), ("columns", 2, "too_many_columns"),
        ("field_characters", 20, "cell_too_large"),
    ],
)  # fmt: skip
def test_a_limit_is_named_with_what_was_seen_and_how_to_raise_it(
    tmp_path: Path, limit: str, low: int, code: str
) -> None:
    rows = "".join(f"{n},Ana Maria {'x' * 30},PT\n" for n in range(10))
    (tmp_path / "t.csv").write_text(f"id,name,nationality\n{rows}", "utf-8")
    issue = load(tmp_path / "t.csv", **{limit: low}).issues.iloc[0]
    assert (issue["code"], issue["severity"]) == (code, "reject")
    assert f"the limit {limit} is {low}" in issue["message"] and f"--limit {limit}=" in issue["hint"]
    assert len(load(tmp_path / "t.csv").entities) == 10


def test_a_packed_file_may_be_let_unpack_further(tmp_path: Path) -> None:
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"id,name\n1,Ana\n" + b" \n" * 200_000))
    assert load(tmp_path / "t.csv.gz").issues["code"].tolist() == ["gzip_ratio"]
    assert load(tmp_path / "t.csv.gz", ratio=2000).received["accepted"].tolist() == [1]


def test_a_limit_that_is_none_is_told() -> None:
    with pytest.raises(ValueError, match="no limit is called 'rows'; there are: columns"):
        Limits.of({"rows": 1})
    with pytest.raises(ValueError, match="whole number"):
        Limits.parse(["records=many"])
