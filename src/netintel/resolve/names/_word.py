"""`Word`: one word of a name, comparable across scripts."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["name", "initial", "patronymic", "particle", "form", "number"]


class Word(NamedTuple):
    """One word of a name.

    Attributes
    ----------
    text : str
        In small Latin letters and digits.
    key : str
        What spellings of this word in other scripts and habits have in common; for a legal form its class
        (`limited`, `stock` ...), whatever the country calls it.
    kind : str
        name, initial, patronymic, particle, form (legal form) or number.
    """

    text: str
    key: str
    kind: Kind
