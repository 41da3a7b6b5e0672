"""The words of graph files: what an attribute is called here, and what a node or a tie is by its type."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import Final

from netintel.loaders import _i2_types, _table_plain, _written
from netintel.loaders._table_words import KINDS, own_name
from netintel.vocab import properties

KIND: Final = {"kind": 0, "entity_type": 1, "node_type": 2, "labels": 3, "schema": 4, "type": 5}
"""Attributes of a node that say what it is; the first that has a word of ours counts."""

LINK_KIND: Final = {"kind": 0, "link_type": 1, "edge_type": 2, "type": 3, "relation": 4, "relationship": 5, "label": 6}
"""Attributes of an edge that say what the tie is; the first counts."""

COLUMNS: Final = {
    **{
        name: ("first", rank)
        for rank, name in enumerate("first start_date first_seen date since start timestamp".split())
    },
    **{name: ("last", rank) for rank, name in enumerate("last end_date last_seen until end".split())},
    **{name: (name, 0) for name in ("amount", "currency", "role", "weight", "status")},
}
"""Attributes of an edge that are columns of a link; of two for one column the first in this order counts."""

STEPS: Final = frozenset({"start", "end", "timestamp"})
"""Times that may be numbers of the file's own clock, which are no dates."""

NAMING: Final = frozenset(
    "name first_name last_name number iban account_number email wallet username ip domain url document_number".split()
)

_SYNONYMS: Final = {"lat": "latitude", "lon": "longitude", "lng": "longitude"}
_KIND_WORDS: Final = {
    "organisation": "Organization", "account": "BankAccount", "bank account": "BankAccount", "location": "Place",
    "crime": "Incident", "event": "Incident", "phone call": "Call", "phone number": "Phone", "telephone": "Phone",
    "mobile": "Phone", "email address": "Email", "ip": "IPAddress", "ip address": "IPAddress", "wallet": "CryptoWallet",
    "car": "Vehicle", "ship": "Vessel", "aircraft": "Airplane", "transaction": "Payment", "transfer": "Payment",
    "individual": "Person", "people": "Person", "officer": "Person", "suspect": "Person", "website": "URL",
    "gang": "Group", "public body": "PublicBody", "user": "UserAccount", "user account": "UserAccount",
}  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_APART = re.compile(r"[\s_-]+")
_LABELS = re.compile(r"[:;,|]")
_SPELLED: Final = {"".join(_APART.split(word)): kind for word, kind in (_KIND_WORDS | KINDS).items()}


@cache
def property_name(title: str) -> str:
    """Return the property that an attribute of this name is.

    Examples
    --------
    >>> property_name("birthDate"), property_name("Nationality"), property_name("lat"), property_name("Shoe size")
    ('birth_date', 'nationality', 'latitude', 'shoe_size')
    """
    word = _table_plain.spelled(_CAMEL.sub("_", title))
    word = _SYNONYMS.get(word, word)
    return word if word in properties.types() or word in _written.MARKS else own_name(word)


@cache
def kind_of(text: str) -> str | None:
    """Return the kind of a node by the word or the labels that say what it is, None where none is known.

    Examples
    --------
    >>> kind_of("person"), kind_of(":Suspect:Person"), kind_of("bank_account"), kind_of("Kingpin"), kind_of("1")
    ('Person', 'Person', 'BankAccount', None, None)
    """
    for word in _LABELS.split(text):
        found = _SPELLED.get("".join(_APART.split(word.strip().lower())))
        if found is not None:
            return found
    if categories_of(text):
        return "Person"
    return "Unknown" if text == "Unknown" else None


@cache
def categories_of(text: str) -> tuple[str, ...]:
    """Return the categories of a data subject that a type or its labels name: a victim is protected as one.

    Examples
    --------
    >>> categories_of("Person;Victim"), categories_of(":Zeuge"), categories_of("Person")
    (('victim',), ('witness',), ())
    """
    said = (_i2_types.said_by(word.strip()) for word in _LABELS.split(text) if word.strip())
    return tuple(one[1] for one in said if one is not None and one[0] == "category")


@cache
def is_word(text: str) -> bool:
    """Return whether a type is a word; numbers and true or false (two-mode networks) say no kind."""
    return number(text) is None and text.strip().lower() not in ("true", "false", "nan")


def number(text: str) -> float | None:
    """Return a finite number, None where the text is none.

    Examples
    --------
    >>> number("1.50"), number("1_0"), number("NaN"), number("much")
    (1.5, None, None, None)
    """
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None
