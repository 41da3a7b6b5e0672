"""Reads the closed lists that ship with netintel; each list names its source and how it was verified."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one shipped list, for example `rows("roles")`, as dictionaries of text."""
    text = resources.files("netintel.vocab").joinpath("data", f"{name}.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
