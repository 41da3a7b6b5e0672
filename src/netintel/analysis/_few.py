"""Who may be counted, and below which number victims are not: the rule that no result lets one of them be found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from netintel.vocab import categories
from netintel.vocab.small_counts import FEWEST

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

_VICTIMS: Final = ("victim", "minor")


def victims(graph: EntityGraph) -> NDArray[np.bool_]:
    """Return for each entity code whether it is a victim or a minor."""
    table = graph.entities
    found = table["category"].isin(_VICTIMS) | table["minor"].fillna(False).astype(bool)
    return found.to_numpy(dtype=bool)


def never_counted(graph: EntityGraph) -> NDArray[np.bool_]:
    """Return for each entity code whether it is a witness, an informant or a professional, and no victim."""
    table = graph.entities
    found = table["category"].isin(categories.PROTECTED.difference(_VICTIMS)).to_numpy(dtype=bool)
    kept: NDArray[np.bool_] = found & ~victims(graph)
    return kept


def protected(graph: EntityGraph) -> NDArray[np.bool_]:
    """Return for each entity code whether it is a victim, minor, witness, informant or professional."""
    found: NDArray[np.bool_] = victims(graph) | never_counted(graph)
    return found


def check(k: int) -> None:
    """Raise `ValueError` where fewer victims than the rule allows would be shown."""
    if not isinstance(k, (int, np.integer)) or k < FEWEST:
        raise ValueError(f"k: expected a whole number from {FEWEST}, got {k}; fewer victims are never shown")


def to_the_month(date: str | None) -> str | None:
    """Return a date no more precise than its month, as dates are shown where victims are among the counted.

    Examples
    --------
    >>> to_the_month("2024-03-05"), to_the_month("2024"), to_the_month(None)
    ('2024-03', '2024', None)
    """
    return date[:7] if isinstance(date, str) else None
