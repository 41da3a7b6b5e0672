"""Are the two of the same legal form?

Reads the legal form out of `name` and `alias`. ЕООД and EOOD are one form in two scripts; "Ltd" and "LLC" are how
others translate it. A limited company is no stock company, and the GmbH and the EOOD of one name are two companies of
one group.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netintel.resolve import names
from netintel.resolve._records import Records, Values
from netintel.resolve.features import _name_words
from netintel.resolve.features._feature import Feature, Level, Mask

_BETWEEN = "\x1f"
_TRANSLATIONS = ("ltd", "llc", "inc", "plc", "jsc")
"""English forms that exports put for those of any country."""


@dataclass(frozen=True)
class _Two:
    form: Mask
    kind: Mask
    translation: Mask


def same(two: _Two) -> Mask:
    """the same legal form"""
    return two.form


def translated(two: _Two) -> Mask:
    """legal forms of which one may be a translation of the other"""
    return two.kind & two.translation


def alike(two: _Two) -> Mask:
    """different legal forms of one sort, each of a country of its own or of other rules"""
    return two.kind


def other(two: _Two) -> Mask:
    """legal forms of different sorts, as a limited and a stock company"""
    return ~two.kind


_LEVELS = (
    Level(same, m=0.84, u=0.20),
    Level(translated, m=0.13, u=0.10),
    Level(alike, m=0.02, u=0.35),
    Level(other, m=0.01, u=0.35),
)


def _values(records: Records) -> Values:
    """Return the legal form and its class of each record whose name tells one."""

    def told() -> Values:
        if records.pole != "organisation":
            return Values.of(np.array([], np.int64), [], len(records))
        stated = _name_words.forms(records)
        form = [_form(str(name)) for name in stated.words]
        has = np.array([word is not None for word in form], bool)[stated.code]
        words = np.array(form, dtype=object)[stated.code[has]]
        return Values.of(stated.owner[has], words, len(records))

    found: Values = records.kept("legal forms", told)
    return found


def _form(name: str) -> str | None:
    words = [word for word in names.organisation_words(name) if word.kind == "form"]
    return f"{words[-1].text}{_BETWEEN}{words[-1].key}" if words else None


def _pair(records: Records, a: NDArray[Any], b: NDArray[Any]) -> _Two:
    split = [str(word).split(_BETWEEN) for word in _values(records).words]
    form = np.array([s[0] for s in split], dtype=object)
    kind = np.array([s[1] for s in split], dtype=object)
    english = np.array([word in _TRANSLATIONS for word in form], bool)
    return _Two(a == b, np.asarray(kind[a] == kind[b], bool), english[a] | english[b])


FEATURE = Feature("legal form", ("organisation",), _values, _pair, _LEVELS, learned="beside names")
