"""Rows read together say what the same rows say one by one, whatever is wrong with some of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import netintel as ni
from netintel.errors import FileRejectedError
from netintel.loaders import _row_blocks, _table_plain
from netintel.loaders._mapping import blocks
from netintel.loaders._row_blocks import Batch, Delimited
from netintel.loaders._source import Source
from netintel.loaders._table_batches import is_columnar
from netintel.loaders._table_rows import RowReader
from netintel.model.builder import Builder
from netintel.model.digest import digest
from netintel.model.tables import Tables

CALLS = {
    "version": 1,
    "table": {"dates": "day-first", "decimal": ","},
    "defaults": {"handling": "TLP:GREEN"},
    "record": {"handling": {"column": "code"}, "evaluation": {"column": "grade"}},
    "entities": {
        "a": {
            "kind": {"column": "kind"}, "key": ["a", "office"], "prefix": "x-",
            "properties": {"phone": {"column": "a"}, "nationality": {"column": "land", "split": ";"}},
        },
        "b": {"kind": "Phone", "key": ["b"], "properties": {}},
        "owner": {"kind": "Person", "key": ["owner"], "properties": {"name": {"columns": ["owner", "office"]}}},
    },
    "links": [
        {
            "kind": {"column": "type"}, "source": "a", "target": "b", "directed": {"column": "way"},
            "properties": {
                "date": {"column": "day"}, "last": {"column": "end"}, "amount": {"column": "sum"},
                "weight": {"column": "w"}, "currency": {"literal": "EUR"}, "role": {"column": "role"},
                "tower": {"columns": ["cell", "office"], "join": "/"},
            },
        },
        {"kind": "Ownership", "source": "owner", "target": "a", "properties": {"note": {"column": "cell"}}},
    ],
    "filter": {"column": "state", "equals": "ok"},
}  # fmt: skip
TITLES = "a,office,b,kind,land,owner,type,way,day,end,sum,w,role,cell,code,grade,state,Extra column,name".split(",")
WORDS = ["", " ", "x", "+40722123456", "0722", "ro", "RO; md;", "Atlantis", "Person", "phone", "Spaceship", "call"]
WORDS += ["no", "2024-03-01", "2024-03-01 10:11:12", "03.04.2024", "31.02.2024", "1.234,5", "7", "1e3", "nan", "much"]
WORDS += ["TLP:AMBER", "B2", "Z9", "Смирнов", "a,b", 'say "hi"', "two\nlines", "\u2028", " x ", "ok", "ok", "\xa0y\x85"]


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(c in cell for c in ',"\n\r') else cell


@st.composite
def tables(draw: st.DrawFn, titles: list[str]) -> str:
    cells = st.sampled_from(WORDS)
    lines = [",".join(titles)]
    whole = st.lists(cells, min_size=len(titles), max_size=len(titles))
    for _ in range(draw(st.integers(0, 12))):
        row = draw(whole)
        lines.append(",".join(map(quoted, row)))
        fault = draw(st.sampled_from([*[""] * 12, "again", "again", "ragged", "longer", "header", "blank", "quote"]))
        if fault == "again":
            lines.append(draw(st.sampled_from(lines)))
        elif fault == "ragged":
            lines.append("x,y")
        elif fault == "longer":
            lines.append(",".join(map(quoted, row)) + draw(st.sampled_from([",", ",,", ",z"])))
        elif fault == "header":
            lines.append(",".join(f'"{title}" ' if title == "no" else f'"{title}"' for title in titles))
        elif fault == "blank":
            lines += ["", draw(st.sampled_from(["  ", ",,", ""]))]
        elif fault == "quote":
            lines.append(draw(st.sampled_from(['"a"b,c', 'a"b,c', '"a""b",c', '""x,y', 'x,"y', '"', '5" z'])))
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))


def read(text: str, mapping: Mapping[str, Any] | None, *, together: bool) -> tuple[str, Any]:
    """Return the code of a refusal, or the tables."""
    source, build = Source("t.csv", text.encode(), "0" * 64, len(text), mapping, {}), Builder(originator="Office")
    try:
        rows = Delimited(source, build, None, ",", 1)
        block = blocks(mapping)[0] if mapping is not None else _table_plain.block(rows.header)
        assert block is not None and is_columnar(block)
        reader = RowReader(block, rows.header, {"assertion": "fact"}, build)
        reader.read(rows if together else list(rows))
    except FileRejectedError as error:
        return error.code, error.locator
    row = {"file": "t", "format": "table", "unit": "row", "sha256": "0" * 64, "bytes": 1, "loader": "t", "ids": "file"}
    return "", build.tables(row)


def content(tables: Tables) -> dict[str, Any]:
    """Return what tables say, free of codes and order."""
    native, locators = tables.origins["native_id"].to_pylist(), tables.records["locator"].to_pylist()
    originals = dict(zip(*tables.originals.to_pydict().values(), strict=True))
    links = [
        (native[row.pop("source")], native[row.pop("target")], locators[row.pop("record")], *map(str, row.values()))
        for row in tables.links.to_pylist()
    ]
    claims = [
        (links[row["subject"]] if row["on_link"] else native[row["subject"]], row["property"], row["value"],
         row["reference"], locators[row["record"]], originals.get(place))
        for place, row in enumerate(tables.claims.to_pylist())
    ]  # fmt: skip
    return {
        "origins": Counter(tuple(row.values()) for row in tables.origins.to_pylist()),
        "claims": Counter(claims),
        "links": Counter(links),
        "records": tables.records.to_pylist(),
        "received": tables.received.to_pylist(),
        "issues": Counter(tuple(row.values()) for row in tables.issues.to_pylist()),
    }


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_row_blocks, "_BLOCK", 150)


def same(text: str, mapping: Mapping[str, Any] | None) -> None:
    (refused, told), (slowly, slowly_told) = (read(text, mapping, together=way) for way in (True, False))
    assert refused == slowly
    if refused:
        assert told == slowly_told
        return
    fast, slow = content(told), content(slowly_told)
    for name, said in slow.items():
        assert fast[name] == said, name
    assert digest(told) == digest(slowly_told)


@settings(max_examples=150, deadline=None)
@given(tables(TITLES))
def test_a_mapped_table_says_the_same_either_way(text: str) -> None:
    same(text, CALLS)


@settings(max_examples=60, deadline=None)
@given(tables(["id", "name", "kind", "nationality", "birth_date", "phone", "handling", "shoe size", ""]))
def test_a_table_of_persons_says_the_same_either_way(text: str) -> None:
    same(text, None)


@settings(max_examples=60, deadline=None)
@given(tables(["source", "target", "type", "date", "amount", "weight", "directed", "role", "remark"]))
def test_a_table_of_links_says_the_same_either_way(text: str) -> None:
    same(text, None)


def batches(text: str) -> Iterator[Batch]:
    source = Source("t.csv", text.encode(), "0" * 64, len(text), None, {})
    return Delimited(source, Builder(), None, ",", 1).batches()


def test_rows_keep_the_numbers_of_their_lines_whatever_stands_before_them() -> None:
    text = 'a,b\n1,2\n\n"two\nlines",4\nragged\n5,6\n' + "7,8\n" * 60
    found = [row for b in batches(text) for row in zip(b.lines.tolist(), b.columns[0].to_pylist(), strict=True)]
    assert found[:4] == [(2, "1"), (4, "two\nlines"), (7, "5"), (8, "7")]
    assert found[-1] == (67, "7")


def test_words_that_look_like_nothing_stay_words() -> None:
    (batch,) = batches("a,b,c\nNA,null,007\nNaN,,#N/A\n")
    assert [column.to_pylist() for column in batch.columns] == [["NA", "NaN"], ["null", ""], ["007", "#N/A"]]


def test_a_row_is_known_again_in_a_later_block() -> None:
    text = "id,name\n" + "".join(f"{n % 50},Ana {n % 50}\n" for n in range(200))
    _, told = read(text, None, together=True)
    assert told.received.to_pylist()[0]["duplicates"] == 150


def test_several_values_of_one_cell_that_are_not_understood_each_have_their_row(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,name,nationality\n1,Mara,ES\n2,Ivo,Atlantis; BG; Utopia\n", encoding="utf-8")
    issues = ni.load(tmp_path / "t.csv", progress=lambda _line: None).issues
    assert issues["locator"][issues["code"] == "country_not_understood"].tolist() == ["row 3", "row 3"]


@pytest.mark.parametrize("text", ["id,name\r1,Mara\r2,Ivo\r", "id,name\r1,Mara\r2,Ivo\n", "id,name\n1,Mara\r2,Ivo"])
def test_lines_that_end_with_a_carriage_return_are_rows(text: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(text.encode())
    graph = ni.load(tmp_path / "t.csv", progress=lambda _line: None)
    assert sorted(graph.entities["name"]) == ["Ivo", "Mara"]
    assert graph.records["locator"].tolist() == ["row 2", "row 3"]
