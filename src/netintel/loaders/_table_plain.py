"""Tables whose headers speak for themselves: persons (`id, name, …`) and links (`source, target, type, date, …`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from netintel.loaders._mapping import Block, EntityRule, LinkRule, Value

_SYNONYMS: Final = {
    "birthdate": "birth_date",
    "date_of_birth": "birth_date",
    "dob": "birth_date",
    "sex": "gender",
    "nationalities": "nationality",
    "aliases": "alias",
    "phone_number": "phone",
    "telephone": "phone",
    "e_mail": "email",
    "passport_number": "document_number",
    "passport_country": "document_country",
}
_PERSON: Final = frozenset(
    "name alias first_name last_name birth_date death_date birth_place birth_country nationality citizenship residence "
    "registration country city address role category minor gender phone email iban account_number wallet "
    "document_number document_country document_type latitude longitude note username ip domain url".split()
)
_SEVERAL: Final = frozenset(
    "alias birth_country nationality citizenship residence registration country phone email iban wallet "
    "document_number".split()
)
_RECORD: Final = frozenset({"originator", "handling", "evaluation"})
_LINK: Final = frozenset({"date", "first", "last", "amount", "currency", "weight", "role"})
_ELSEWHERE: Final = frozenset({"schema", "dataset", "datasets"})
_MARKS = re.compile(r"[\s_-]+")


def spelled(title: str) -> str:
    """Return a title as the tables of netintel spell it.

    Examples
    --------
    >>> spelled("Birth Date"), spelled("DOB"), spelled("e-mail"), spelled("Shoe size")
    ('birth_date', 'birth_date', 'email', 'shoe_size')
    """
    word = _MARKS.sub("_", title.strip().lower())
    return _SYNONYMS.get(word, word)


def block(header: Sequence[str]) -> Block | None:
    """Return what a table means by its plain headers, None where they do not say it."""
    titles = {spelled(title): title for title in reversed(header)}
    if _ELSEWHERE.intersection(titles):
        return None
    if {"source", "target"} <= titles.keys() and titles.keys() - {"source", "target", "weight"}:
        return _links(titles)
    if {"id", "name"} <= titles.keys():
        return _persons(titles)
    return None


def _persons(titles: dict[str, str]) -> Block:
    properties = tuple(
        (prop, Value((title,), split=";" if prop in _SEVERAL else None))
        for prop, title in titles.items()
        if prop in _PERSON
    )
    kind = Value((titles["kind"],)) if "kind" in titles else Value(literal="Person")
    return Block({"person": EntityRule(kind, (titles["id"],), None, "", properties)}, record=_record(titles))


def _links(titles: dict[str, str]) -> Block:
    nothing = Value(literal="Unknown")
    ends = {end: EntityRule(nothing, (titles[end],), None, "", ()) for end in ("source", "target")}
    kind = Value((titles["type"],)) if "type" in titles else Value(literal="UnknownLink")
    directed = Value((titles["directed"],)) if "directed" in titles else Value(literal="")
    properties = tuple((prop, Value((title,))) for prop, title in titles.items() if prop in _LINK)
    link = LinkRule(kind, "source", "target", directed, properties)
    return Block(ends, (link,), record=_record(titles))


def _record(titles: dict[str, str]) -> dict[str, Value]:
    return {key: Value((titles[key],)) for key in sorted(_RECORD.intersection(titles))}
