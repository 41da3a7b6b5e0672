"""JSON as it is read here: strict, bounded in depth, and with a word for what other readers swallow.

NaN and Infinity are no JSON. Integers are exact at any length. A number with a fraction is a double: beyond 17
significant digits it is rounded, and exports that need more write it as text. Of a key that one object holds twice the
last value is read, as nearly all readers do, and the place is told.
"""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import msgspec

from netintel.errors import FileRejectedError
from netintel.model.limits import Limits

_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.S
)
_PLAIN = re.compile(r"[A-Za-z0-9_@:.-]{1,60}")
_TOLD: Final = 10


class Oddity(NamedTuple):
    """What the reader must know of a file that is JSON all the same."""

    code: str
    message: str
    hint: str
    locator: str


def decode(data: bytes, limits: Limits) -> tuple[Any, list[Oddity]]:
    """Return the value of UTF-8 text and what is odd about it.

    Raises
    ------
    FileRejectedError
        It is no JSON, or nested more deeply than the limits allow; a fault names its byte.
    """
    data = data.removeprefix(codecs.BOM_UTF8)
    odd: list[Oddity] = []
    try:
        value = msgspec.json.decode(data)
    except UnicodeDecodeError as error:
        raise _invalid("bytes that are no UTF-8") from error
    except RecursionError as error:
        raise limits.exceeded("depth", "objects and lists nested too deeply to be read", "too_deep") from error
    except msgspec.DecodeError as error:
        mended, halves = _with_halves_shown(data)
        if not halves:
            raise _invalid(_fault(error, data)) from error
        value, odd = decode(mended, limits)
        odd.append(_half(halves))
        return value, odd
    formatted = msgspec.json.format(data, indent=1)
    if b"\n" + b" " * limits.depth in formatted:
        _check_depth(value, limits)
    del formatted
    if _may_repeat_keys(data, value):
        odd += _repeated(data)
    return value, odd


def _check_depth(value: Any, limits: Limits) -> None:
    depth, level = 0, [value]
    while level := [one for one in level if isinstance(one, dict | list)]:
        depth += 1
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]
    if depth > limits.depth:
        raise limits.exceeded("depth", f"{depth:,} objects and lists in one another", "too_deep")


def _may_repeat_keys(data: bytes, value: Any) -> bool:
    """Return whether some key was read over: then the text holds more quotation marks than its value written anew.

    Written anew, each text has as many as before; only one escaped as a number could stand for one that is missing.
    """
    return b"\\u0022" in data or data.count(b'"') != msgspec.json.encode(value).count(b'"')


class _Twice(dict[str, Any]):
    """An object that holds keys twice."""

    keys_twice: tuple[str, ...] = ()


def _repeated(data: bytes) -> list[Oddity]:
    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        said = dict(pairs)
        if len(said) == len(pairs):
            return said
        twice = _Twice(said)
        twice.keys_twice = tuple(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        return twice

    places = list(_places(json.loads(data, object_pairs_hook=made), ""))
    odd = [
        Oddity(
            "duplicate_key",
            f"one object holds {_shown(key)} twice; the last value is read, the others are not",
            "ask the sender which value is meant",
            f"{place}/{key}" if _PLAIN.fullmatch(key) else place,
        )
        for place, key in places[:_TOLD]
    ]
    if len(places) > _TOLD:
        more = f"{len(places) - _TOLD} more keys stand twice in their objects; the last value of each is read"
        odd.append(Oddity("duplicate_key", more, "ask the sender which values are meant", ""))
    return odd


def _places(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Give (place of the object, key) of every key that stands twice; a key that may name somebody is not shown."""
    if isinstance(value, _Twice):
        for key in value.keys_twice:
            yield place, key
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _places(inner, f"{place}/{key if _PLAIN.fullmatch(key) else '*'}")
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _places(inner, f"{place}/{n}")


def _shown(key: str) -> str:
    return f"the key {key!r}" if _PLAIN.fullmatch(key) else "a key of an odd name"


def _with_halves_shown(data: bytes) -> tuple[bytes, int]:
    """Return the text with each half of a character shown as it is written, `\\ud800`, and how many there are."""
    halves = 0

    def shown(match: re.Match[bytes]) -> bytes:
        nonlocal halves
        if match["half"] is None:
            return match[0]
        halves += 1
        return b"\\\\" + match["half"]

    return _ESCAPE.sub(shown, data), halves


def _half(times: int) -> Oddity:
    return Oddity(
        "lone_surrogate",
        f"{times} halves of a character (lone surrogates), which no text can hold; shown as they are written",
        "the text was cut in the middle of a character; ask for the export again if it matters",
        "",
    )


def _fault(error: msgspec.DecodeError, data: bytes) -> str:
    told = str(error)
    place = told[told.find("(byte") :].strip("()") if "(byte" in told else ""
    if "out of range" in told:
        return "a number that is larger than a double holds"
    if "truncated" in told:
        return "it ends in the middle of a value"
    found = place.rpartition(" ")[2]
    if found.isdecimal() and data[int(found) : int(found) + 1] in (b"N", b"I"):
        return f"NaN or Infinity, which are no JSON, at {place}"
    return f"malformed at {place}" if place else "malformed"


def _invalid(what: str) -> FileRejectedError:
    hint = "the file is damaged, cut off or not JSON; ask for it again"
    return FileRejectedError("invalid_json", f"not valid JSON: {what}", hint)
