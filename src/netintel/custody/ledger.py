"""The ledger: one JSON line an event, chained by hash, so that an edited, removed or swapped line is found.

A chain alone does not show that its tail was cut off or that all of it was written anew; the head's hash, kept or
exchanged elsewhere, does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from netintel.errors import IntegrityError

_START = "0" * 64


def append(ledger: bytes, events: Iterable[Mapping[str, Any]]) -> bytes:
    """Return the ledger with events added; each line carries `previous`, the SHA-256 of the line before it.

    Examples
    --------
    >>> once = append(b"", [{"event": "load"}])
    >>> twice = append(once, [{"event": "merge"}])
    >>> twice.startswith(once), len(lines(twice))
    (True, 2)
    """
    last = ledger.splitlines()[-1] if ledger else b""
    made = [ledger]
    for event in events:
        line = msgspec.json.encode({**event, "previous": _hash(last)}, order="sorted")
        made.append(line + b"\n")
        last = line
    return b"".join(made)


def lines(ledger: bytes) -> list[dict[str, Any]]:
    """Return the events of a ledger; raise `IntegrityError` naming the first line whose chain is broken.

    Examples
    --------
    >>> lines(append(b"", [{"event": "load"}]).replace(b"load", b"lead") + b'{"previous":"x"}')
    Traceback (most recent call last):
    netintel.errors.IntegrityError: ledger line 2 does not follow from the line before it
    """
    found, last = [], b""
    for number, line in enumerate(ledger.splitlines(), 1):
        try:
            event = msgspec.json.decode(line)
        except msgspec.DecodeError as error:
            raise IntegrityError(f"ledger line {number} is not valid JSON") from error
        if event.get("previous") != _hash(last):
            raise IntegrityError(f"ledger line {number} does not follow from the line before it")
        found.append(event)
        last = line
    return found


def head(ledger: bytes) -> str:
    """Return the hash of the last line; zeros for an empty ledger."""
    return _hash(ledger.splitlines()[-1] if ledger else b"")


def holds(ledger: bytes, known_head: str) -> bool:
    """Return whether a head that was kept elsewhere is one of this ledger's lines.

    Examples
    --------
    >>> once = append(b"", [{"event": "load"}])
    >>> holds(append(once, [{"event": "merge"}]), head(once)), holds(once.replace(b"load", b"lead"), head(once))
    (True, False)
    """
    return known_head in {_START, *map(_hash, ledger.splitlines())}


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest() if line else _START
