"""Ten thousand good files with bytes flipped, cut out or put in: none stops the loader, none loses a record unsaid."""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import netintel as ni

HERE = Path(__file__).parent
FORMATS = HERE.parents[1] / "data" / "samples" / "formats"
GOOD = sorted(path for path in FORMATS.glob("*/ok_*") if path.is_file() and not path.name.endswith(".mapping.yml"))
SLOW = (".xlsx", ".parquet")  # read in a process of their own, which takes its time to start
SECONDS = 30


def flip(data: bytes, rng: random.Random, other: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def cut(data: bytes, rng: random.Random, other: bytes) -> bytes:
    begin = rng.randrange(len(data))
    return data[:begin] if rng.random() < 0.5 else data[:begin] + data[begin + rng.randint(1, 60) :]


def splice(data: bytes, rng: random.Random, other: bytes) -> bytes:
    at, begin = rng.randrange(len(data)), rng.randrange(len(other))
    return data[:at] + other[begin : begin + rng.randint(1, 200)] + data[at:]


def repeat(data: bytes, rng: random.Random, other: bytes) -> bytes:
    begin = rng.randrange(len(data))
    return data[:begin] + data[begin : begin + rng.randint(1, 80)] * rng.randint(2, 40) + data[begin:]


def structure(data: bytes, rng: random.Random, other: bytes) -> bytes:
    """Change marks that hold a format together, which flipped bytes seldom hit."""
    marks = rng.choice([b'"', b",", b"<", b">", b"{", b"[", b":", b"\n", b"0", b"1", b"-"])
    odd = rng.choice([b"", b'"', b"\x00", b"\xff", b"\xe2\x80\xa8", b"{}", b"[]", b"null", b"9" * 400, b"<a/>", b"\r"])
    places = data.split(marks)
    at = rng.randrange(len(places))
    return marks.join(places[:at]) + odd + marks.join(places[at:])


MUTATORS: list[Callable[[bytes, random.Random, bytes], bytes]] = [flip, cut, splice, repeat, structure]


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeoutError(f"not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def mutated(path: Path, data: bytes, folder: Path) -> str | None:
    """Load a changed file; return what is wrong with what came of it, None where all is well."""
    file = folder / path.name
    file.write_bytes(data)
    mapping = path.with_name(path.name + ".mapping.yml")
    if mapping.exists():
        (folder / mapping.name).write_bytes(mapping.read_bytes())
    try:
        with limited(SECONDS):
            graph = ni.load(file, progress=lambda _line: None)
    except Exception as error:
        return f"{type(error).__name__} out of load"
    sums = graph.received[["read", "accepted", "quarantined", "duplicates"]].sum()
    if "loader_failed" in set(graph.issues["code"]):
        return str(graph.issues["message"].iloc[0])
    if sums["read"] != sums["accepted"] + sums["quarantined"] + sums["duplicates"]:
        return "the counts do not add up"
    if not sums["read"] and graph.issues.empty and data.strip():
        return "nothing read and nothing said"
    return None


def sweep(times: int, seed: int, folder: Path) -> Counter[str]:
    """Return what went wrong over so many changed files, by sample and fault."""
    rng, wrong = random.Random(seed), Counter[str]()
    fast = [path for path in GOOD if not path.name.endswith(SLOW)]
    content = {path: path.read_bytes() for path in GOOD}
    for number in range(times):
        path = rng.choice(GOOD if number % 25 == 0 else fast)
        mutator = rng.choice(MUTATORS)
        data = mutator(content[path], rng, content[rng.choice(GOOD)])
        told = mutated(path, data, folder)
        if told is not None:
            wrong[f"{path.parent.name}/{path.name} {mutator.__name__}: {told}"] += 1
            if keep := os.environ.get("NETINTEL_KEEP_MUTATIONS"):
                (Path(keep) / f"{number}_{path.name}").write_bytes(data)
    return wrong


def test_some_hundred_changed_files_are_read_or_refused(tmp_path: Path) -> None:
    assert not sweep(300, 11, tmp_path)


@pytest.mark.nightly
@pytest.mark.timeout(7200)
def test_ten_thousand_changed_files_are_read_or_refused(tmp_path: Path) -> None:
    assert not sweep(10_000, 2026, tmp_path)
