"""`Lines`: the lines of a text as bytes, one by one, and how far it was read."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


class Lines(Iterator[str]):
    """Gives the lines of UTF-8 with their ends; a line ends with a line feed, a carriage return, or both.

    Attributes
    ----------
    at : int
        Where the bytes begin that were not read yet.
    number : int
        Lines given so far.

    Examples
    --------
    >>> lines = Lines(b"a\\r\\nb\\rc")
    >>> list(lines), lines.number
    (['a\\r\\n', 'b\\r', 'c'], 3)
    """

    def __init__(self, data: bytes) -> None:
        self._data, self._read = data, deque[str]()
        self.at = self.number = 0

    def __next__(self) -> str:
        if not self._read:
            self._more()
        self.number += 1
        return self._read.popleft()

    def copy(self) -> Lines:
        """Return lines that go on from here on their own."""
        other = Lines(self._data)
        other._read, other.at, other.number = self._read.copy(), self.at, self.number
        return other

    @property
    def between_rows(self) -> bool:
        """Whether the next line begins at `at`."""
        return not self._read

    def skip(self, at: int, lines: int) -> None:
        """Go on behind lines that were read otherwise."""
        self.at, self.number = at, self.number + lines

    def _more(self) -> None:
        if self.at >= len(self._data):
            raise StopIteration
        end = self._data.find(b"\n", self.at) + 1 or len(self._data)
        text = self._data[self.at : end].decode("utf-8")
        self._read.extend(_LINE.findall(text) if "\r" in text else (text,))
        self.at = end
