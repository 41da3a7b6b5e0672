"""Legal forms of organisations: one canonical word, and the class by which translated forms agree."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from netintel.vocab.tables import rows

LONGEST: Final = 5
"""Words in the longest form of the list."""


class LegalForm(NamedTuple):
    """One legal form.

    Attributes
    ----------
    canonical : str
        Its short name in its country, in small Latin letters.
    group : str
        limited, stock, partnership, sole, cooperative, foundation, association, state, private, branch, freezone or
        offshore.
    countries : tuple of str
        Where it is a legal form.
    leads : bool
        Whether it is written before the name.
    """

    canonical: str
    group: str
    countries: tuple[str, ...]
    leads: bool


@cache
def _table() -> dict[str, LegalForm]:
    found = {}
    for row in rows("legal_forms"):
        form = LegalForm(row["canonical"], row["group"], tuple(row["countries"].split()), row["leads"] == "yes")
        found[row["form"]] = form
    return found


def parse(text: str) -> LegalForm | None:
    """Return the legal form that a text in small Latin letters is, without points, None where it is none.

    Examples
    --------
    >>> parse("gmbh").group, parse("sp zoo").canonical, parse("romashka")
    ('limited', 'spzoo', None)
    """
    return _table().get(text)
