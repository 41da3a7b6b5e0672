"""The words of tables: kinds of entities and links, titles nobody explains, and marks of rows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from netintel.errors import FileRejectedError
from netintel.loaders._row_blocks import Batch
from netintel.model.builder import Builder
from netintel.vocab import evaluation, handling, kinds, properties

FALSE: Final = frozenset({"false", "0", "no", "n"})
KINDS: Final = {kind.lower(): kind for kind in kinds.parts() if kind != "Unknown"}

Told = tuple[str, str, str]


def mark(key: str, text: str) -> tuple[str | None, Told | None]:
    """Return what a mark of a record says, None where what holds for the file does, and what to warn of.

    Examples
    --------
    >>> mark("handling", "TLP:AMBER"), mark("originator", "Office 7")
    (('TLP:AMBER', None), ('Office 7', None))
    """
    if key == "handling":
        refuse_classified(text)
        code = handling.parse(text)
        return code, None if code is not None else _NO_HANDLING
    return text, _NO_EVALUATION if key == "evaluation" and evaluation.parse(text) is None else None


def read_marks(texts: Mapping[str, pa.Array], said: Mapping[str, str], batch: Batch, build: Builder) -> dict[str, Any]:
    """Return the marks of many records: for each a column, or one word for all; warn of words in no scheme."""
    marks: dict[str, Any] = dict(said)
    for key, column in texts.items():
        words = column.dictionary_encode()
        read = [mark(key, word) if word else (None, None) for word in words.dictionary.to_pylist()]
        found = pa.array([text for text, _ in read], pa.string()).take(words.indices)
        marks[key] = pc.fill_null(found, said[key]) if key in said else found
        for code, (_, warning) in enumerate(read):
            if warning is not None:
                for row in np.flatnonzero(words.indices.to_numpy() == code).tolist():
                    build.warn(*warning, field=key, locator=f"row {batch.lines[row]}")
    return marks


_NO_HANDLING: Final = (
    "handling_not_understood",
    "a handling code that is in no scheme; the default of the file holds",
    "use TLP, PAP or Europol H0-H3",
)
_NO_EVALUATION: Final = (
    "evaluation_not_understood",
    "a grading that is in no scheme; it is kept as written and not used",
    "use 4x4, 5x5x5, 3x5x2 or Admiralty codes, for example B2",
)


def refuse_classified(text: str) -> None:
    """Refuse the file where a marking is of EU or NATO RESTRICTED or above."""
    if _refused(text):
        raise FileRejectedError(
            "classified",
            "marked with an EU or NATO classification of RESTRICTED or above",
            "this machine is not accredited for it; netintel does not load it",
        )


_refused = cache(handling.refused)


@cache
def own_name(title: str) -> str:
    """Return the property name of a column that nobody explains: its title in snake_case.

    Examples
    --------
    >>> own_name("Hair Colour"), own_name("Тип связи"), own_name("Nationality")
    ('hair_colour', 'тип_связи', 'column_nationality')
    """
    words = "".join(c if c.isalnum() else " " for c in title.lower()).split()
    name = "_".join(words) or "untitled"
    return f"column_{name}" if name in properties.types() else name


_UNDIRECTED: Final = {
    kind.lower(): kind
    for kind in "Associate Family UnknownLink Meeting Relative Friend Partner Cohabitant Contact".split()
}
_DIRECTED: Final = {
    kind.lower(): kind
    for kind in (
        "Call Message Payment Targets Directorship Ownership Owner Membership Employment Control Debt Representation "
        "Occupancy Succession"
    ).split()
}


def is_directed(kind: str) -> bool:
    """Return whether a link of this kind runs from source to target when the table does not say.

    Examples
    --------
    >>> is_directed("Payment"), is_directed("associate"), is_directed("")
    (True, False, False)
    """
    return bool(kind) and kind.lower() not in _UNDIRECTED


def link_kind(kind: str) -> str:
    """Return the kind of a link as netintel writes it; a kind it does not know stays as it is.

    Examples
    --------
    >>> link_kind("call"), link_kind("ASSOCIATE"), link_kind("Smuggles for"), link_kind("")
    ('Call', 'Associate', 'Smuggles for', 'UnknownLink')
    """
    word = kind.lower()
    return _UNDIRECTED.get(word) or _DIRECTED.get(word) or kind or "UnknownLink"
