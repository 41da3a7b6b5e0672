"""Below which number protected people are not counted: a small number beside another one finds a person."""

from __future__ import annotations

from typing import Final

FEWEST: Final = 5
"""Victims that a row must have to count them; fewer are left out before anything is counted."""


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
