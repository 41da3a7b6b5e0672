"""Shows how far a load is: on a terminal alone, by bytes, below the lines of the files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_LONG: Final = 20 * 1024 * 1024
"""Bytes from which on a load is long enough to show how far it is."""


def write(line: str) -> None:
    """Write a line to standard output."""
    sys.stdout.write(line + "\n")


@contextmanager
def shown(
    files: Sequence[Path], progress: Callable[[str], None] | None
) -> Iterator[tuple[Iterator[Path], Callable[[str], None]]]:
    """Give the files one after another, and what says a line without tearing the bar.

    There is a bar where standard error is a terminal and the files are large; in notebooks, pipes and logs there is
    none.
    """
    say = progress if progress is not None else write
    sizes = [file.lstat().st_size for file in files]
    if sum(sizes) < _LONG or not sys.stderr.isatty():
        yield iter(files), say
        return
    from tqdm import tqdm

    with tqdm(total=sum(sizes), unit="B", unit_scale=True, file=sys.stderr, leave=False, dynamic_ncols=True) as bar:

        def each() -> Iterator[Path]:
            for number, (file, size) in enumerate(zip(files, sizes, strict=True), 1):
                bar.set_description(f"file {number} of {len(files)}")
                yield file
                bar.update(size)

        def tell(line: str) -> None:
            with tqdm.external_write_mode(file=sys.stderr):
                say(line)

        yield each(), tell
