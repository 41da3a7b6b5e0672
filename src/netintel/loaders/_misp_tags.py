"""What MISP tags say: handling, evaluation, countries; each tag is kept as a claim besides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from netintel.errors import FileRejectedError
from netintel.vocab import countries, handling

_MACHINE = re.compile(r'^([^:]+):([^=]+)="(.*)"$')
_CLASSIFIED = re.compile(r'^(?:nato:classification="(?:NR|NC|NS|CTS)|euci:(?:R|C|S|TS)-UE)', re.I)
_COUNTRY_BY: Final = {"country": "country", "target-information": "target_country"}


class Said(NamedTuple):
    """What a list of tags says together."""

    names: list[str]
    handling: str | None
    evaluation: str | None
    countries: list[tuple[str, str]]


def read_tags(tags: Any, more: Iterable[str] = ()) -> Said:
    """Return what tags say; `more` are names of tags that stand for galaxy clusters.

    Raises
    ------
    FileRejectedError
        A tag names an EU or NATO classification of RESTRICTED or above.
    """
    names = [
        tag["name"]
        for tag in (tags if isinstance(tags, list) else ())
        if isinstance(tag, dict) and isinstance(tag.get("name"), str)
    ]
    graded, places = {}, []
    for name in dict.fromkeys([*names, *more]):
        if handling.refused(name) or _CLASSIFIED.match(name):
            raise FileRejectedError(
                "classified",
                "a tag names an EU or NATO classification of RESTRICTED or above",
                "this machine is not accredited for it; netintel does not load it",
            )
        match = _MACHINE.match(name)
        if match is not None and match[1] == "admiralty-scale":
            graded[match[2]] = match[3].upper()
        if match is not None and match[1] == "misp-galaxy" and match[2] in _COUNTRY_BY:
            code = countries.lookup(match[3])
            places += [(_COUNTRY_BY[match[2]], match[3])] if code and countries.is_country(code) else []
    source, information = graded.get("source-reliability"), graded.get("information-credibility")
    evaluation = f"admiralty:{source}{information}" if source and information else None
    return Said(names, handling.combine(handling.parse(name) for name in names), evaluation, places)
