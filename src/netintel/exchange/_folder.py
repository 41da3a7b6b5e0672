"""A folder that is there whole or not at all: written beside, then renamed."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from netintel.errors import ExchangeError
from netintel.store import durable


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Give a folder to fill, put in place at once when all of it is there."""
    if path.exists():
        error = ExchangeError(f"{path.name} exists already; this format writes a folder, and none is overwritten")
        error.add_note("Hint: give the name of a folder that is not there yet.")
        raise error
    beside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.tmp")
    beside.mkdir(mode=0o700)
    try:
        yield beside
        durable.sync_folder(beside)
        beside.rename(path)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    durable.sync_folder(path.parent)
