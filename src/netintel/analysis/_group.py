"""What made the jurisdictions of a network, in words that fit into a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from netintel.vocab import properties

_COUNTRY = frozenset({"country", *properties.bases().values()})
_ELSE = ", else "


def noun(group: str) -> str:
    """Return what one group is: a country where claims on countries made the groups, otherwise a jurisdiction.

    Examples
    --------
    >>> noun("nationality, else registration"), noun("unit")
    ('country', 'jurisdiction')
    """
    return "country" if set(group.split(_ELSE)) <= _COUNTRY else "jurisdiction"


def nouns(group: str) -> str:
    """Return what several groups are.

    Examples
    --------
    >>> nouns("nationality"), nouns("unit")
    ('countries', 'jurisdictions')
    """
    return {"country": "countries", "jurisdiction": "jurisdictions"}[noun(group)]


def by(group: str) -> str:
    """Return by what the groups were made, after a blank and in brackets; empty where the noun has said it.

    Examples
    --------
    >>> nouns("nationality, else registration") + by("nationality, else registration")
    'countries (by nationality, else registration)'
    >>> nouns("unit") + by("unit"), nouns("country") + by("country")
    ('jurisdictions (by unit)', 'countries')
    """
    return f" ({_way(group)})" if _way(group) else ""


def placed(group: str, codes: Sequence[str]) -> str:
    """Return the groups of one node, to stand in brackets after its name.

    Examples
    --------
    >>> placed("nationality, else registration", ("MD", "TR")), placed("nationality", ()), placed("country", ("RO",))
    ('MD and TR by nationality, else registration', 'country unknown', 'country RO')
    """
    named = " and ".join(codes) or "unknown"
    return f"{named} {_way(group)}" if codes and _way(group) else f"{noun(group)} {named}"


def grouped(group: str) -> str:
    """Return the beginning of the caveat on the groups.

    Examples
    --------
    >>> grouped("nationality, else registration"), grouped("jurisdiction")
    ('Countries are told by nationality, else registration', 'Jurisdictions are those given')
    """
    return f"{nouns(group).capitalize()} are {f'told {_way(group)}' if _way(group) else 'those given'}"


def _way(group: str) -> str:
    return "" if group in (noun(group), "jurisdiction") else f"by {group.replace('_', ' ')}"
