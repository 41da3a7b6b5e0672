"""One file of the corpus: its bytes, the one thing that is wrong with it, and what must come of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

OUTCOMES: Final = ("accept", "accept_warn", "partial", "reject", "beside")


@dataclass(frozen=True)
class Fault:
    """A file with one fault, or a control without any.

    Attributes
    ----------
    name : str
        File name; it may hold `/` for a folder that is loaded whole, together with what else is in it.
    data : bytes
        Content.
    wrong : str
        The one thing that is wrong; empty for a good control.
    outcome : str
        accept (nothing set aside; more may be told than is needed), accept_warn (read whole, and the reader is told),
        partial (some records set aside), reject (nothing taken, in words), beside (a mapping: what comes of it shows in the table beside it).
    counts : tuple of int, or None
        read, accepted, quarantined, duplicates; None where the file is refused.
    format : str
        The loader that must have read it; empty where none.
    changed : str
        Why the expectation differs from the one that was written before any loader ran on the file.
    """

    name: str
    data: bytes
    wrong: str
    outcome: str
    counts: tuple[int, int, int, int] | None
    format: str
    changed: str = ""


def good(name: str, data: bytes, format: str, read: int, duplicates: int = 0) -> Fault:
    """Return a control: nothing is wrong, and all of it must be taken."""
    return Fault(name, data, "", "accept", (read, read - duplicates, 0, duplicates), format)


def warned(name: str, data: bytes, wrong: str, format: str, read: int, duplicates: int = 0) -> Fault:
    """Return a file that is read whole and of which something must be told."""
    return Fault(name, data, wrong, "accept_warn", (read, read - duplicates, 0, duplicates), format)


def odd(name: str, data: bytes, wrong: str, format: str, read: int, duplicates: int = 0) -> Fault:
    """Return a file that looks wrong and is not: all of it must be taken."""
    return Fault(name, data, wrong, "accept", (read, read - duplicates, 0, duplicates), format)


def partial(name: str, data: bytes, wrong: str, format: str, read: int, aside: int, duplicates: int = 0) -> Fault:
    """Return a file of which some records must be set aside and the others taken."""
    return Fault(name, data, wrong, "partial", (read, read - aside - duplicates, aside, duplicates), format)


def refused(name: str, data: bytes, wrong: str) -> Fault:
    """Return a file that must be refused whole."""
    return Fault(name, data, wrong, "reject", None, "")


def beside(name: str, data: bytes, wrong: str = "") -> Fault:
    """Return a mapping; what comes of it shows in the table beside it."""
    return Fault(name, data, wrong, "beside", None, "")


def since(fault: Fault, why: str) -> Fault:
    """Return a file whose expectation is another one than was first written, with the reason."""
    return replace(fault, changed=why)
