"""What every loader must be: documented, cheap to ask, the only one for its files, and honest in its counts.

A new loader is found by itself. It needs `data/samples/formats/<NAME>/` with `ok_*` and `bad_*` files.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import netintel as ni
from netintel.loaders._registry import loaders
from netintel.loaders._source import Head, receive

FORMATS = Path(__file__).parents[2] / "data" / "samples" / "formats"
NAMES = sorted(loaders())
SAMPLES = sorted(path for path in FORMATS.glob("*/*") if path.is_file() and not path.name.endswith(".mapping.yml"))


def ident(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def load(path: Path) -> ni.EntityGraph:
    return ni.load(path, progress=lambda _line: None)


def head_of(path: Path) -> Head:
    mapped = path.with_name(path.name + ".mapping.yml").exists()
    return receive(path, path.name, {} if mapped else None, {}).head


@pytest.mark.parametrize("name", NAMES)
def test_a_loader_says_what_it_is(name: str) -> None:
    loader = loaders()[name]
    for constant in ("NAME", "TITLE", "PUBLISHER", "UNIT", "IDS"):
        assert isinstance(getattr(loader, constant, None), str), f"give {name} a {constant}, one line of text"
        assert getattr(loader, constant).strip(), f"the {constant} of {name} is empty"
    assert loader.IDS in ("global", "file"), f"IDS of {name} must be `global` or `file`"
    assert callable(getattr(loader, "sniff", None)), f"give {name} a function sniff(head)"
    assert callable(getattr(loader, "read", None)), f"give {name} a function read(source, build)"


@pytest.mark.parametrize("name", NAMES)
def test_the_docstring_of_a_loader_is_its_page(name: str) -> None:
    page = (loaders()[name].__doc__ or "").lower()
    assert "ignored" in page or "left out" in page, f"the docstring of {name} does not say what it ignores, and why"
    for word in ("publisher", "unit", "identity", "handling", "trap"):
        assert word in page, f"the docstring of {name} does not speak of {word!r}; it is the format's documentation"


@pytest.mark.parametrize("name", NAMES)
def test_sniffing_never_raises(name: str) -> None:
    loader, rng = loaders()[name], random.Random(7)
    contents = [b"", b"{", b"[", b"[]", b"{}", b"\xff\xfe", b"\xef\xbb\xbf", b'""', b"PK\x03\x04", b"\n\n,,\n"]
    contents += [rng.randbytes(rng.randrange(200)) for _ in range(200)]
    for content in contents:
        for file in ("x.csv", "x.json", "x.xlsx", "x.txt", "x"):
            for mapped in (False, True):
                found = loader.sniff(Head(file, content, content, mapped))
                assert isinstance(found, bool), f"sniff of {name} must answer True or False"


@pytest.mark.parametrize("name", NAMES)
def test_a_loader_has_samples_of_both_kinds(name: str) -> None:
    files = [path.name for path in SAMPLES if path.parent.name == name]
    for kind in ("ok_", "bad_"):
        assert any(file.startswith(kind) for file in files), f"put a {kind}* file into data/samples/formats/{name}/"


@pytest.mark.parametrize("path", SAMPLES, ids=ident)
def test_one_loader_claims_a_sample(path: Path) -> None:
    claims = [name for name, loader in loaders().items() if loader.sniff(head_of(path))]
    assert claims == [path.parent.name], f"{ident(path)} is claimed by {claims}; exactly its own loader may claim it"


@pytest.mark.parametrize("path", SAMPLES, ids=ident)
def test_the_counts_of_a_sample_add_up(path: Path) -> None:
    row = load(path).received.iloc[0]
    assert row["read"] == row["accepted"] + row["quarantined"] + row["duplicates"]


@pytest.mark.parametrize("path", [path for path in SAMPLES if path.name.startswith("ok_")], ids=ident)
def test_a_good_sample_is_read_whole(path: Path) -> None:
    graph = load(path)
    assert graph.received["accepted"].sum() > 0
    assert not set(graph.issues["severity"]) & {"reject", "quarantine"}, "a good sample has nothing to set aside"


@pytest.mark.parametrize("path", [path for path in SAMPLES if path.name.startswith("bad_")], ids=ident)
def test_a_bad_sample_is_told_with_reason_place_and_advice(path: Path) -> None:
    issues = load(path).issues
    assert len(issues), f"{ident(path)} is read without a word; what is bad about it must be told"
    for issue in issues.to_dict("records"):
        assert issue["code"], "an issue has a code"
        assert issue["message"], "an issue says what was found"
        assert issue["hint"], "an issue says what to do"
        assert issue["severity"] in ("reject", "quarantine", "warning")
