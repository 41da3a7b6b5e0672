"""Has a binary table read by a process of its own (`_child`), and says in words why it was not.

What a file can do to its reader it does there: a crash, too much memory or too long a time costs that process and this
file. The process is given no environment but what Python and the system need to start.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

import msgspec

from netintel.errors import FileRejectedError
from netintel.loaders._child import Frame, Request
from netintel.loaders._source import Source
from netintel.model.limits import Limits

SECONDS: Final = 300
"""Seconds of a processor that reading one table may take; the clock on the wall is given twice that."""

_OWN_MEMORY: Final = 1024**3
_ROOM: Final = 64 * 1024 * 1024
"""A table of so much text may be packed as tightly as it likes: one value a million times is no bomb."""
_START: Final = "import sys; sys.path.insert(0, sys.argv[1]); from netintel.loaders._child import main; main()"
_ENVIRONMENT: Final = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TZDIR")
_FRAME: Final = msgspec.msgpack.Decoder(Frame)
_NAMES: Final = {"sheets": "the workbook", "cells": "the workbook", "parquet": "the Parquet file"}
_BY_SAVING: Final = "save it again with the program it comes from, or export the table as CSV"


def frames(source: Source, what: str, sheet: str = "", seconds: int = SECONDS) -> Iterator[Frame]:
    """Give what the process says of the file, once it is through with it; the frames are described in `_child`.

    Parameters
    ----------
    what
        `sheets` of a workbook, `cells` of one sheet or of every one that is shown, or `parquet`.

    Raises
    ------
    FileRejectedError
        The file is damaged or more than the limits allow, or reading it took too long, too much memory, or ended the
        process.
    """
    limits = source.limits
    decoded = min(limits.file_bytes, max(_ROOM, len(source.data) * limits.ratio))
    memory = _OWN_MEMORY + 2 * limits.file_bytes
    request = Request(what, sheet, limits.columns, limits.records, limits.field_characters, decoded, memory, seconds)
    packed, code, late = _run(request, source.data, 2 * limits.file_bytes)
    last = ""
    for raw in packed:
        try:
            frame = _FRAME.decode(raw)
        except msgspec.DecodeError:
            break
        last = frame.what
        if last == "fault":
            raise _fault(frame, what, limits)
        if last != "end":
            yield frame
    if last != "end":
        raise _died(what, code, seconds if late else 0)


def _run(request: Request, data: bytes, most: int) -> tuple[list[bytes], int, bool]:
    """Return the frames as they came, how the process ended, and whether its time was over."""
    root = str(Path(__file__).parents[2])
    process = subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", "-c", _START, root],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # readers of such files show there what is in them
        env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    over = threading.Event()

    def end() -> None:
        over.set()
        process.kill()

    clock = threading.Timer(2 * request.seconds, end)
    feeding = threading.Thread(target=_feed, args=(process.stdin, request, data), daemon=True)
    try:
        clock.start()
        feeding.start()
        found = _received(process.stdout, most)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
    finally:
        clock.cancel()
        process.kill()
        code = process.wait()
        feeding.join()
        process.stdout.close()
    return found, code, over.is_set()


def _feed(pipe: IO[bytes], request: Request, data: bytes) -> None:
    asked = msgspec.msgpack.encode(list(request))
    with contextlib.suppress(OSError), pipe:  # a process that ended does not listen, which shows in what it said
        pipe.write(len(asked).to_bytes(4, "big") + asked)
        pipe.write(data)


def _received(pipe: IO[bytes], most: int) -> list[bytes]:
    found: list[bytes] = []
    total = 0
    while len(head := pipe.read(4)) == 4:
        size = int.from_bytes(head, "big")
        total += size
        if total > most:
            break
        frame = pipe.read(size)
        if len(frame) < size:
            break
        found.append(frame)
    return found


def _fault(frame: Frame, what: str, limits: Limits) -> FileRejectedError:
    """Return the refusal for a word of the process; the sentences are ours, it adds a number at most."""
    word, number = frame.word, frame.number
    if word == "columns":
        return limits.exceeded("columns", f"{number:,} columns", "too_many_columns")
    if word == "records":
        return limits.exceeded("records", f"{number:,} rows", "too_many_records")
    if word == "field":
        return limits.exceeded("field_characters", f"a cell of {number:,} characters", "cell_too_large")
    if word == "decoded":
        which = "file_bytes" if number > limits.file_bytes else "ratio"
        return limits.exceeded(which, f"its cells unpack to {number:,} characters or more", "table_too_large")
    if word == "crs":
        return FileRejectedError(
            "other_crs",
            "its points are not in longitude and latitude (WGS 84), or it does not say in what",
            "save it again in EPSG:4326",
        )
    name = _NAMES[what]
    if word == "memory":
        return FileRejectedError("reader_out_of_memory", f"reading {name} takes more memory than it may", _BY_SAVING)
    kind = "parquet" if what == "parquet" else "workbook"
    return FileRejectedError(f"broken_{kind}", f"{name} is damaged, encrypted or of another kind", _BY_SAVING)


def _died(what: str, code: int, seconds: int) -> FileRejectedError:
    """Return the refusal of a file whose reader did not come to its end."""
    if seconds or (code < 0 and -code == getattr(signal, "SIGXCPU", 0)):
        return FileRejectedError("reader_too_slow", f"reading {_NAMES[what]} takes longer than it may", _BY_SAVING)
    ended = f"signal {-code}" if code < 0 else f"status {code}"
    return FileRejectedError(
        "reader_died",
        f"the process that reads {_NAMES[what]} broke down over it ({ended}): damaged, or made to do so",
        _BY_SAVING,
    )
