"""`Limits`: how much of one file is read before it is refused; each can be raised by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from netintel.errors import FileRejectedError


@dataclass(frozen=True)
class Limits:
    """How much of one file is read.

    Attributes
    ----------
    file_bytes
        Bytes of a file, of what it unpacks to, and of all members of an archive together; 2 GiB.
    ratio
        How many times its size a packed file may unpack to; 100.
    members
        Files in one archive or workbook; 10,000.
    field_characters
        Characters in one cell of a table; 1 MiB.
    columns
        Columns of a table; 5,000.
    depth
        Objects and lists in one another in JSON; 64.
    records
        Records of one file; 5 million.

    Examples
    --------
    >>> Limits.of({"records": "10_000_000"}).records, Limits().depth
    (10000000, 64)
    """

    file_bytes: int = 2 * 1024**3
    ratio: int = 100
    members: int = 10_000
    field_characters: int = 1024 * 1024
    columns: int = 5_000
    depth: int = 64
    records: int = 5_000_000

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Limits:
        """Return the defaults with some raised or lowered.

        Raises
        ------
        ValueError
            No limit is called so, or it is no whole number above 0.
        """
        known = {field.name for field in fields(cls)}
        for name, value in given.items():
            if name not in known:
                raise ValueError(f"no limit is called {name!r}; there are: {', '.join(sorted(known))}")
            if not str(value).replace("_", "").isdecimal() or not int(value):
                raise ValueError(f"the limit {name} is a whole number above 0")
        return cls(**{name: int(value) for name, value in given.items()})

    @classmethod
    def parse(cls, texts: Iterable[str]) -> Limits:
        """Return the limits of `name=number` texts, as the command line takes them."""
        return cls.of(dict(text.partition("=")[::2] for text in texts))

    def exceeded(self, name: str, seen: str, code: str = "too_large", locator: str = "") -> FileRejectedError:
        """Return the refusal that says which limit, what was seen, and how to raise it."""
        limit = getattr(self, name)
        return FileRejectedError(
            code,
            f"{seen}; the limit {name} is {limit:,}",
            f"split the export; if you trust it, `limits={{{name!r}: …}}` in Python or `--limit {name}=…` raises it",
            locator,
        )


DEFAULT = Limits()
"""What holds where nothing else is said."""
