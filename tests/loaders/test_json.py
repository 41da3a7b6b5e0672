"""Strict JSON: depth, numbers, keys that stand twice, halves of characters, encodings."""

from __future__ import annotations

import codecs
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import netintel as ni
from netintel.errors import FileRejectedError
from netintel.loaders import _json
from netintel.model.limits import DEFAULT, Limits


def value(text: str | bytes) -> Any:
    return _json.decode(text if isinstance(text, bytes) else text.encode(), DEFAULT)[0]


def told(text: str | bytes) -> list[tuple[str, str]]:
    odd = _json.decode(text if isinstance(text, bytes) else text.encode(), DEFAULT)[1]
    return [(one.code, one.locator) for one in odd]


def refusal(text: str | bytes, limits: Limits = DEFAULT) -> FileRejectedError:
    with pytest.raises(FileRejectedError) as caught:
        _json.decode(text if isinstance(text, bytes) else text.encode(), limits)
    return caught.value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("NaN", "NaN or Infinity"),
        ('{"a": Infinity}', "NaN or Infinity"),
        ("1e999", "larger than a double"),
        ('{"a": 1', "ends in the middle"),
        ("[1,]", "malformed at byte 3"),
        (b'"\xed\xa0\x80"', "no UTF-8"),
        ("'a'", "malformed at byte 0"),
    ],
)
def test_what_is_no_json_is_refused_with_its_reason(text: str | bytes, words: str) -> None:
    error = refusal(text)
    assert error.code == "invalid_json"
    assert words in error.message


def test_integers_are_exact_at_any_length() -> None:
    assert value("[9007199254740993, 123456789012345678901234567890]") == [2**53 + 1, 123456789012345678901234567890]


def test_a_byte_order_mark_is_no_content() -> None:
    assert value(codecs.BOM_UTF8 + b"[1]") == [1]


@pytest.mark.parametrize("ends", [("[", "]"), ('{"a":', "}")])
def test_depth_up_to_the_limit_is_read_and_one_more_refused(ends: tuple[str, str]) -> None:
    begin, end = ends
    inner = "1" if "a" in begin else ""
    assert value(begin * 64 + inner + end * 64) is not None
    error = refusal(begin * 65 + inner + end * 65)
    assert (error.code, error.message) == ("too_deep", "65 objects and lists in one another; the limit depth is 64")
    assert _json.decode((begin * 65 + inner + end * 65).encode(), Limits(depth=65))[0] is not None


def test_a_bomb_of_brackets_is_refused_and_not_followed() -> None:
    assert refusal("[" * 100_000).code in ("too_deep", "invalid_json")
    assert refusal("[" * 100_000 + "]" * 100_000).code == "too_deep"


def test_a_key_that_stands_twice_is_told_with_its_place() -> None:
    text = '{"objects": [{"id": "a", "name": "x", "name": "y"}, {"id": "b"}], "type": 1, "type": 1}'
    assert value(text) == {"objects": [{"id": "a", "name": "y"}, {"id": "b"}], "type": 1}
    assert told(text) == [("duplicate_key", "/type"), ("duplicate_key", "/objects/0/name")]


def test_a_key_that_may_name_somebody_is_not_shown() -> None:
    (odd,) = _json.decode(b'{"Ana Petrova": 1, "Ana Petrova": 2}', DEFAULT)[1]
    assert "Ana" not in odd.message + odd.locator + odd.hint


def test_many_keys_that_stand_twice_are_counted() -> None:
    text = "[" + ",".join('{"a": 1, "a": 2}' for _ in range(25)) + "]"
    odd = _json.decode(text.encode(), DEFAULT)[1]
    assert len(odd) == 11
    assert odd[-1].message.startswith("15 more")


@pytest.mark.parametrize("text", ['{"a": "\\u0022", "b": "\\\\"}', '{"a\\"": 1, "a": 2}', '{"a": "\\u005c\\u0022\\""}'])
def test_escaped_quotation_marks_are_no_keys(text: str) -> None:
    assert told(text) == []
    assert value(text) == json.loads(text)


def test_an_escaped_quotation_mark_does_not_hide_a_key_that_stands_twice() -> None:
    assert told('{"a": 1, "a": "\\u0022\\u0022"}') == [("duplicate_key", "/a")]


def test_half_of_a_character_is_shown_as_written_and_told() -> None:
    text = '{"a": "x\\ud83d", "b": "\\ud83d\\ude00", "c": "\\\\ud83d", "d": "\\udc00\\ud800"}'
    assert value(text) == {"a": "x\\ud83d", "b": "😀", "c": "\\ud83d", "d": "\\udc00\\ud800"}
    assert told(text) == [("lone_surrogate", "")]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=30,
)


@given(json_values, st.booleans(), st.sampled_from([None, 2]))
def test_good_json_is_read_as_python_reads_it_and_nothing_is_told(
    content: Any, ascii_only: bool, indent: int | None
) -> None:
    text = json.dumps(content, ensure_ascii=ascii_only, indent=indent).encode()
    assert _json.decode(text, DEFAULT) == (content, [])


def test_a_loaded_file_tells_its_keys_that_stand_twice(tmp_path: Path) -> None:
    path = tmp_path / "bundle.json"
    identity = '"type": "identity", "id": "identity--00000000-0000-4000-8000-000000000001", "name": "A", "name": "B"'
    path.write_text('{"type": "bundle", "objects": [{' + identity + "}]}")
    graph = ni.load(path, progress=lambda _line: None)
    assert graph.issues[["code", "locator"]].to_numpy().tolist() == [["duplicate_key", "/objects/0/name"]]
    assert graph.entities["name"].tolist() == ["B"]


def test_an_object_of_many_keys_that_stand_twice_takes_no_time() -> None:
    text = "{" + ",".join(f'"k{n}": 1, "k{n}": 2' for n in range(200_000)) + "}"
    begun = time.process_time()
    odd = _json.decode(text.encode(), DEFAULT)[1]
    assert odd[-1].message.startswith("199990 more")
    assert time.process_time() - begun < 10
