"""`Step`: one line of lineage; repeating the steps on the same exports gives the same digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Step:
    """What was done: function, parameters, counts, and the digest of the graph before and after.

    Attributes
    ----------
    function : str
        Name as called, for example `load` or `resolve.merge`.
    parameters : mapping
        Plain values only.
    before, after : str
        Digests; `before` is empty for the first step.
    note : str
        Counts in words.
    """

    function: str
    parameters: Mapping[str, Any]
    before: str
    after: str
    note: str = ""
