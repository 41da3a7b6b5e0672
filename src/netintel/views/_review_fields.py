"""Field by field, what the two sides of a pair say: equal, similar, different or missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from netintel.views._review_sides import Side, script_of

Mark = Literal["equal", "similar", "different", "missing"]

SIGNS: dict[Mark, str] = {"equal": "=", "similar": "≈", "different": "≠", "missing": "–"}

SHOWN = 5
"""Values of one field shown on a side; those on both sides first."""

_READ, _LONGEST = 10, 300
"""Values of a side, and characters of one, that are compared."""

_ALIKE = 80
"""Of 100: from which likeness two texts are called similar, in Latin letters and whatever the order of their words."""


@dataclass(frozen=True)
class Value:
    """One value as a screen shows it: raw text, what to know of it (its script, how it was written), whether shared."""

    text: str
    note: str
    shared: bool


@dataclass(frozen=True)
class Field:
    """One line of the comparison."""

    title: str
    left: tuple[Value, ...]
    right: tuple[Value, ...]
    mark: Mark
    word: str


Said = Mapping[str, str]
"""Canonical value -> the text as written."""

Compared = tuple[Mark, str]
Compare = Callable[..., Compared]
Key = Callable[[str], tuple[str, ...]]
Show = Callable[[str, Said, Said], tuple[Value, ...]]


def fields(left: Side, right: Side, *, pole: str) -> tuple[Field, ...]:
    """Return the lines of a comparison; where the sides are hidden, with what the comparison says in place of values.

    Parameters
    ----------
    pole
        What the two are (`netintel.vocab.kinds.poles`). Of a person and an organisation it is told that neither side
        has a date or a document, for it is what one would decide on.
    """
    shown = _counted if left.hidden else _shown
    made = []
    for title, names, compare, needed in _FIELDS:
        ours, theirs = _of(left, names), _of(right, names)
        if ours or theirs or (needed and pole in _KEYS):
            named = partial(compare, key=_KEYS.get(pole, _plain_key)) if names is _NAMES else compare
            made.append(_field(title, ours, theirs, named, shown))
    if left.linked or right.linked:
        ours, theirs = ({str(code): name for code, name in side.linked.items()} for side in (left, right))
        made.append(_field("Linked to", ours, theirs, _by_links, shown))
    return tuple(made)


def _of(side: Side, names: Sequence[str]) -> dict[str, str]:
    found = {value: text for name in names for value, text in side.values.get(name, {}).items()}
    return found or (_of(side, _NAME_PARTS) if names is _NAMES else {})


def _field(title: str, left: Said, right: Said, compare: Compare, shown: Show) -> Field:
    mark, word = compare(tuple(left), tuple(right)) if left and right else ("missing", _missing(left, right))
    return Field(title, shown(title, left, right), shown(title, right, left), mark, word)


def _missing(left: Said, right: Said) -> str:
    if not left and not right:
        return "on neither side"
    return "not on the left" if not left else "not on the right"


def _shown(title: str, own: Said, other: Said) -> tuple[Value, ...]:
    values = []
    for value, text in sorted(own.items(), key=lambda item: item[0] not in other)[:SHOWN]:
        if title == "Name":
            values.append(Value(text, script_of(text), value in other))
        elif title == "Linked to":
            values.append(Value(text, "", value in other))
        else:
            written = f"written {text}" if text.casefold() != value.casefold() else ""
            values.append(Value(value, written, value in other))
    more = len(own) - SHOWN
    return (*values, Value(f"and {more} more", "", False)) if more > 0 else tuple(values)


def _counted(title: str, own: Said, other: Said) -> tuple[Value, ...]:
    """Return how many values a side has, in place of them."""
    n = len(own)
    return (Value("1 value" if n == 1 else f"{n} values", "not shown", False),) if n else ()


def _by_name(left: Sequence[str], right: Sequence[str], key: Key) -> Compared:
    """Names are compared as matching reads them: word by word, whatever script or order they are written in."""
    if set(left) & set(right):
        return "equal", "equal"
    ours, theirs = ({key(text) for text in side[:_READ]} - {()} for side in (left, right))
    if ours & theirs:
        return "similar", "same words"
    if any(set(a) <= set(b) or set(b) <= set(a) for a in ours for b in theirs):
        return "similar", "one holds the other"
    return ("similar", "similar") if _alike(left, right) else ("different", "different")


def _person_key(text: str) -> tuple[str, ...]:
    from netintel.resolve.names import person_words

    return tuple(sorted(word.key for word in person_words(text) if word.kind != "particle"))


def _organisation_key(text: str) -> tuple[str, ...]:
    from netintel.resolve.names import organisation_words

    return tuple(sorted(word.key for word in organisation_words(text)))


def _plain_key(text: str) -> tuple[str, ...]:
    """Return the words of a text in plain Latin letters, in the order of the alphabet."""
    from anyascii import anyascii

    plain = "".join(letter if letter.isalnum() else " " for letter in anyascii(text[:_LONGEST]).casefold())
    return tuple(sorted(plain.split()))


def _by_date(left: Sequence[str], right: Sequence[str]) -> Compared:
    if set(left) & set(right):
        return "equal", "equal"
    pairs = [(a, b) for a in left for b in right]
    if any(a.startswith(b) or b.startswith(a) for a, b in pairs):
        return "similar", "one is less exact"
    if any(len(a) == 10 and b == f"{a[:5]}{a[8:]}-{a[5:7]}" for a, b in pairs):
        return "similar", "day and month swapped"
    return "different", "different"


def _by_text(left: Sequence[str], right: Sequence[str]) -> Compared:
    if set(left) & set(right):
        return "equal", "equal"
    return ("similar", "similar") if _alike(left, right) else ("different", "different")


def _in_common(left: Sequence[str], right: Sequence[str]) -> Compared:
    """Somebody may have two phones: that none is shared says less than that a birth date differs."""
    shared = len(set(left) & set(right))
    if not shared:
        return "different", "none in common"
    return "equal", "equal" if set(left) == set(right) else f"{shared} in common"


def _by_links(left: Sequence[str], right: Sequence[str]) -> Compared:
    """Two exports that saw other contacts of somebody do not differ on who it is."""
    mark, word = _in_common(left, right)
    return ("missing", word) if mark == "different" else (mark, word)


def _alike(left: Sequence[str], right: Sequence[str]) -> bool:
    from rapidfuzz import fuzz

    ours, theirs = ([" ".join(_plain_key(text)) for text in side[:_READ]] for side in (left, right))
    return any(fuzz.ratio(a, b) >= _ALIKE for a in ours for b in theirs)


_KEYS: dict[str, Key] = {"person": _person_key, "organisation": _organisation_key}


_NAMES = ("name", "alias", "weak_alias", "previous_name")
_NAME_PARTS = ("first_name", "middle_name", "patronymic", "last_name")
"""Shown where an export gives no whole name."""

_FIELDS: tuple[tuple[str, tuple[str, ...], Compare, bool], ...] = (
    ("Name", _NAMES, _by_name, True),
    ("Born", ("birth_date",), _by_date, True),
    ("Died", ("death_date",), _by_date, False),
    ("Founded", ("incorporation_date", "start_date"), _by_date, False),
    ("Born in", ("birth_country", "birth_place", "place_of_birth"), _by_text, False),
    ("Gender", ("gender", "sex"), _in_common, False),
    ("Document", ("document_number",), _in_common, True),
    ("Document of", ("document_country", "issued_by"), _in_common, False),
    ("Registered as", ("registration_number", "vat_number", "tax_number", "notice_number", "id_number"),
     _in_common, False),
    ("Nationality", ("nationality", "citizenship"), _in_common, False),
    ("Country", ("residence", "registration", "country", "origin", "flag"), _in_common, False),
    ("Wanted by", ("wanted_by",), _in_common, False),
    ("Phone", ("phone", "number"), _in_common, False),
    ("Account", ("iban", "account_number", "wallet"), _in_common, False),
    ("Online", ("email", "domain", "url", "ip", "user_id", "username"), _in_common, False),
    ("Address", ("address", "street", "city", "postal_code"), _by_text, False),
    ("Vehicle or device", ("plate", "vin", "imei", "imsi", "iccid", "serial_number", "colour", "model"),
     _in_common, False),
)  # fmt: skip
"""Title, properties, how they are compared, whether its absence is told. Ethnicity and religion are not looked at."""
