"""Writes that are there whole or not at all: temporary file, fsync, rename, fsync of the folder."""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from netintel.errors import CaseFolderError


def write(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Put a file in place at once; after a crash it is as before or as wanted."""
    with writing(path, mode=mode) as file:
        file.write(data)


@contextmanager
def writing(path: Path, *, mode: int = 0o600) -> Iterator[BinaryIO]:
    """Give a file to write piece by piece, put in place at once when all of it is there."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.tmp")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make a rename in a folder durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's one lock for writers; readers need none.

    The kernel's lock on the folder decides between processes of this machine and ends with its process; the file
    `lock` says who writes, also to other machines that share the folder.

    Raises
    ------
    CaseFolderError
        Another process that is still alive holds it; the message says which.
    """
    lock = folder / "lock"
    handle = os.open(folder, os.O_RDONLY)
    try:
        _take(handle, lock)
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _take(folder: int, lock: Path) -> None:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_left_over(lock):
            lock.unlink(missing_ok=True)
        handle = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except (BlockingIOError, FileExistsError) as error:
        held = CaseFolderError(f"the case is locked by process {_read(lock)}")
        held.add_note("Hint: wait until it has finished; if no such process exists, delete the file `lock`.")
        raise held from error
    with os.fdopen(handle, "w") as file:
        file.write(f"{os.getpid()} {socket.gethostname()}")


def _read(lock: Path) -> str:
    try:
        return lock.read_text() or "unknown"
    except (OSError, UnicodeDecodeError):
        return "unknown"


def _is_left_over(lock: Path) -> bool:
    """Whether the process that took the lock ran on this machine and is dead."""
    pid, _, host = _read(lock).partition(" ")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        return False
    return False
