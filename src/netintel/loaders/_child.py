"""The process of its own in which binary tables (workbooks, Parquet) are read: bytes in, frames of plain texts out.

Readers of such files are large programs in C++ and Rust; a file made to break one breaks this process and no more. It
is given the file alone, no environment, and takes away from itself what it does not need: memory, time, the writing of
files, and sockets. `_reading` starts it and judges what it says.

What is said is a row of frames, each with its length in 4 bytes before it, the last of them `end` or `fault`.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import msgspec

ROWS: Final = 1000
"""Rows of one frame."""


class Request(NamedTuple):
    """What is to be read of the file, and how much of it."""

    what: str
    """`sheets`, `cells` or `parquet`."""
    sheet: str
    """Of `cells`: its name; empty: every sheet that is shown."""
    columns: int
    records: int
    field_characters: int
    decoded_bytes: int
    memory: int
    seconds: int


class FaultError(Exception):
    """Why the file is not read: a word that `_reading` has a sentence for, and a number to show in it."""

    def __init__(self, word: str, number: int = 0) -> None:
        super().__init__(word)
        self.word, self.number = word, number


class Frame(msgspec.Struct, array_like=True, gc=False):
    """One thing that the process says."""

    what: str
    """`head` (titles, or sheets), `rows`, `binary` and `geometry` (cells that are not read), `fault`, `end`."""
    rows: list[list[str]] = []
    number: int = 0
    word: str = ""


Frames = Iterator[Frame]


def main() -> None:
    """Read the request and the file from standard input, and write frames to standard output."""
    length = int.from_bytes(sys.stdin.buffer.read(4), "big")
    request = Request(*msgspec.msgpack.decode(sys.stdin.buffer.read(length)))
    data = sys.stdin.buffer.read()
    _confine(request)
    try:
        for frame in _frames(request, data):
            _say(frame)
        _say(Frame("end"))
    except FaultError as fault:
        _say(Frame("fault", number=fault.number, word=fault.word))
    except MemoryError:
        _say(Frame("fault", word="memory"))
    except BaseException:  # a panic of a reader is no Exception; its words may hold what the file holds
        _say(Frame("fault", word="broken"))


def _frames(request: Request, data: bytes) -> Frames:
    if request.what == "parquet":
        from netintel.loaders import _child_parquet

        return _child_parquet.frames(data, request)
    from netintel.loaders import _child_workbook

    return _child_workbook.sheets(data) if request.what == "sheets" else _child_workbook.cells(data, request)


def _say(frame: Frame) -> None:
    packed = msgspec.msgpack.encode(frame)
    sys.stdout.buffer.write(len(packed).to_bytes(4, "big") + packed)
    sys.stdout.buffer.flush()


def _confine(request: Request) -> None:
    """Take away what is not needed, where the platform has a way to; the parent watches the clock everywhere."""
    sys.addaudithook(_refuse_reaching_out)
    try:
        import resource
    except ImportError:  # Windows
        return
    kept = {"RLIMIT_AS": request.memory, "RLIMIT_CPU": request.seconds, "RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0}
    for name, limit in kept.items():
        above = 5 if name == "RLIMIT_CPU" else 0  # a process is told that its time is over before it is killed for it
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (limit, limit + above))


def _refuse_reaching_out(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith(("socket.connect", "socket.getaddrinfo", "socket.bind", "subprocess.", "os.system", "os.exec")):
        raise PermissionError("the reader of files reaches out for nothing")
