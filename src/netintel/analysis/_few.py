"""Who may be counted, and below which number victims are not: the rule that no result lets one of them be found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from netintel.vocab import categories

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

FEWEST: Final = 5
"""Victims that a row must have to count them; fewer are left out before anything is counted."""

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


def check(k: int) -> None:
    """Raise `ValueError` where fewer victims than the rule allows would be shown."""
    if not isinstance(k, (int, np.integer)) or k < FEWEST:
        raise ValueError(f"k: expected a whole number from {FEWEST}, got {k}; fewer victims are never shown")


def said(number: int) -> str:
    """Return a number of protected people as it may be told, in a sentence and in a summary.

    No total may stand beside it that holds them and is listed otherwise: what is left over would count them.

    Examples
    --------
    >>> said(0), said(4), said(5)
    ('none', 'fewer than 5', '5')
    """
    if number == 0:
        return "none"
    return str(number) if number >= FEWEST else f"fewer than {FEWEST}"


def to_the_month(date: str | None) -> str | None:
    """Return a date no more precise than its month, as dates are shown where victims are among the counted.

    Examples
    --------
    >>> to_the_month("2024-03-05"), to_the_month("2024"), to_the_month(None)
    ('2024-03', '2024', None)
    """
    return date[:7] if isinstance(date, str) else None
