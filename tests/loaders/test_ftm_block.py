"""Lines read together say what the same lines say one by one, whatever stands between them."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

import netintel as ni
from netintel.loaders._ftm_columns import Blocks

PLAIN = [
    {
        "id": "p-1",
        "schema": "Person",
        "caption": "Ana",
        "properties": {"name": ["Ana", "АНА"], "phone": ["+40722123456"]},
    },
    {"id": "p-2", "schema": "Person", "properties": {"birthDate": ["1980-05-02"], "nationality": ["ro", "md"]}},
    {"id": "c-1", "schema": "Company", "properties": {"registrationNumber": ["J40/1234"], "jurisdiction": ["ro"]}},
    {"id": "d-1", "schema": "Passport", "properties": {"holder": ["p-1"], "number": ["ab 12345"], "country": ["ro"]}},
    {"id": "b-1", "schema": "BankAccount", "properties": {"iban": ["GB82 WEST 1234 5698 7654 32"], "holder": ["c-1"]}},
    {
        "id": "e-1",
        "schema": "Directorship",
        "properties": {"director": ["p-1"], "organization": ["c-1"], "role": ["CEO"]},
    },
    {"id": "m-1", "schema": "Payment", "properties": {"payer": ["p-1"], "beneficiary": ["p-2"], "amount": ["7.50"]}},
    {"id": "f-1", "schema": "Family", "properties": {"person": ["p-1"], "relative": ["p-9"], "notes": ["cousin"]}},
    {"id": "q-1", "schema": "Spaceship", "properties": {"name": ["Nostromo"]}, "datasets": ["one", "two"]},
    {
        "id": "r-1",
        "schema": "LegalEntity",
        "properties": {},
        "referents": ["old"],
        "target": False,
        "last_seen": "2026",
    },
]
ODD = [
    {"id": "o-1", "schema": "Person", "properties": {"birthDate": ["31.02.1980"], "nationality": ["Atlantis", "ro"]}},
    {"id": "o-2", "schema": "Passport", "properties": {"holder": ["p-1", "p-2"], "number": ["XY99999"]}},
    {
        "id": "o-3",
        "schema": "Payment",
        "properties": {"payer": ["p-1", "p-2"], "beneficiary": ["c-1"], "date": ["2026"]},
    },
    {"id": "o-4", "schema": "Payment", "properties": {"payer": ["p-1"], "beneficiary": ["c-1"], "amount": ["much"]}},
    {
        "id": "o-5",
        "schema": "Payment",
        "properties": {"payerAccount": ["b-1"], "beneficiary": ["c-1"], "date": ["2/3/26"]},
    },
    {"id": "o-6", "schema": "Ownership", "properties": {"owner": ["p-1"], "startDate": ["2020"], "role": ["", "x"]}},
    {
        "id": "o-7",
        "schema": "Ownership",
        "properties": {"owner": ["p-1"], "asset": ["c-1"], "date": ["1"], "startDate": ["2"]},
    },
    {"id": "m-1", "schema": "Payment", "properties": {"payer": ["p-2"], "beneficiary": ["p-2"], "amount": ["8"]}},
    {"id": "m-1#2", "schema": "Payment", "properties": {"payer": ["p-2"], "beneficiary": ["p-1"]}},
    {"id": "p-1", "schema": "Organization", "properties": {"name": ["another word for the same id"]}},
    {"id": "o-8", "schema": "Person", "properties": {"name": ["", "two\u2028lines"], "phone": ["not a phone"]}},
]
BROKEN = [
    b"",
    b"  ",
    b"{",
    b"[1]",
    b'{"id": "x", "schema": "Person"}',
    b'{"id": "x-1", "schema": "Person", "properties": {"name": "bare", "weight": [7, null]}}',
    b'{"id": "x-2", "schema": "Person", "properties": {"name": [null]}, "note": {"deep": [1]}}',
    b'{"id": "x-3", "schema": "Person", "properties": {}} {"id": "x-4", "schema": "Person", "properties": {}}',
    b'{"id": "x-5", "schema": "Person",\n"properties": {}}',
    b'{"id": "x-6", "schema": "Person", "properties": {"name": ["\xff"]}}',
    b'{"id": "x-7", "schema": "Person", "properties": {"name": ["\\ud800"]}}',
    b'{"id": "x-8", "id": "x-9", "schema": "Person", "properties": {"name": ["a"], "name": ["b"]}}',
    b'{"id": null, "schema": "", "properties": null}',
    b'{"id": "x-10", "schema": "Person", "properties": {"name": ["crlf"]}}\r',
]


def lines(things: list[dict[str, object]]) -> list[bytes]:
    return [json.dumps(thing, ensure_ascii=False).encode() for thing in things]


def both(folder: Path, content: list[bytes], monkeypatch: pytest.MonkeyPatch) -> list[ni.EntityGraph]:
    """The graph of a file as it is read, and as it is read where no block is taken together."""
    path = folder / "case.ftm.json"
    path.write_bytes(b"\n".join(content))
    together = ni.load(path, formats=["ftm"], progress=lambda _line: None)
    with monkeypatch.context() as changed:
        changed.setattr(Blocks, "plain", lambda *_: None)
        return [together, ni.load(path, formats=["ftm"], progress=lambda _line: None)]


def told(graph: ni.EntityGraph) -> list[object]:
    """Digest, counts and issues; of several places that name a missing id, either may be shown."""
    found = graph.issues.drop(columns="export")
    found["locator"] = found["locator"].where(found["code"] != "dangling_reference", "somewhere")
    issues = found.sort_values(["locator", "code", "field", "message"]).to_csv(index=False)
    counts = graph.received[["read", "accepted", "quarantined", "duplicates", "entities", "links"]].to_csv(index=False)
    return [graph.digest, counts, issues]


def test_plain_lines_are_read_together() -> None:
    block = Blocks().plain(b"\n".join(lines(PLAIN)))
    assert block is not None
    assert block.ids == [thing["id"] for thing in PLAIN]


@pytest.mark.parametrize("line", [line for line in BROKEN if not line.endswith(b"\r")])
def test_a_line_that_is_no_plain_entity_keeps_its_block_from_being_read_together(line: bytes) -> None:
    assert Blocks().plain(b"\n".join([*lines(PLAIN), line])) is None


def test_plain_lines_say_the_same_together_and_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    together, single = both(tmp_path, lines(PLAIN), monkeypatch)
    assert told(together) == told(single)
    assert together.received["accepted"].item() == len(PLAIN)


def test_odd_rows_say_the_same_among_plain_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mixed = lines(PLAIN) + lines(ODD) + lines(PLAIN[:3])
    together, single = both(tmp_path, mixed, monkeypatch)
    assert told(together) == told(single)
    assert together.received["duplicates"].item() == 3


def test_a_long_line_that_is_broken_is_set_aside_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nested = b'{"id": "x", "schema": "Person", "properties": {"name": ' + b"[" * 100_000 + b"}}"
    together, single = both(tmp_path, [*lines(PLAIN), nested, b""], monkeypatch)
    assert told(together) == told(single)
    assert together.received["quarantined"].item() == 1


@pytest.mark.parametrize("seed", range(20))
def test_any_mixture_says_the_same(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(seed)
    monkeypatch.setattr("netintel.loaders.ftm._BLOCK", 900)  # several blocks, halved down to some lines
    monkeypatch.setattr("netintel.loaders.ftm._FEW", 150)
    content = draw.choices(lines(PLAIN) + lines(ODD), k=30) + draw.sample(BROKEN, seed % 4)
    draw.shuffle(content)
    together, single = both(tmp_path, content, monkeypatch)
    assert told(together) == told(single)
