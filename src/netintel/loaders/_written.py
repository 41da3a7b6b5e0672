"""What netintel writes beside a format's own fields (see `netintel.exchange`), read back.

`claims` and `references` are objects of property -> list of texts, in formats of plain text as JSON; `kind` is one of
our kinds; `handling`, `evaluation`, `originator`, `assertion`, `review_due` are the marks of a record.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from netintel.errors import FileRejectedError
from netintel.model.builder import Builder
from netintel.vocab import evaluation, handling, kinds

MARKS: Final = ("handling", "evaluation", "originator", "assertion", "review_due")
_ASSERTIONS: Final = ("fact", "assessment", "computed")

Pairs = list[tuple[str, str]]


def pairs(said: Any) -> Pairs | None:
    """Return property and text, one pair a text; None where it is not of the form that netintel writes.

    Examples
    --------
    >>> pairs({"name": ["Ana", "Anna"]}), pairs('{"note": ["x"]}'), pairs("free text"), pairs({"a": 1})
    ([('name', 'Ana'), ('name', 'Anna')], [('note', 'x')], None, None)
    """
    if isinstance(said, str):
        if not said.startswith("{"):
            return None
        try:
            said = msgspec.json.decode(said)
        except (msgspec.DecodeError, RecursionError):
            return None
    if not isinstance(said, dict):
        return None
    if not all(isinstance(texts, list) and all(isinstance(t, str) for t in texts) for texts in said.values()):
        return None
    return [(prop, text) for prop, texts in said.items() for text in texts]


def kind(said: Any) -> str | None:
    """Return a kind where the text is one of ours."""
    return said if isinstance(said, str) and said in kinds.parts() else None


def marks(said: Mapping[str, Any], build: Builder, locator: str) -> dict[str, str]:
    """Return the marks among the fields of a record; a word that is in no scheme is told and, of handling, not used.

    Raises
    ------
    FileRejectedError
        A handling of EU or NATO RESTRICTED or above.
    """
    found = {name: said[name] for name in MARKS if isinstance(said.get(name), str) and said[name]}
    if "handling" in found:
        code = _handling(found.pop("handling"), build, locator)
        found |= {"handling": code} if code is not None else {}
    if "evaluation" in found and evaluation.parse(found["evaluation"]) is None:
        build.warn(
            "evaluation_not_understood", "a grading that is in no scheme; it is kept as written and not used",
            "use 4x4, 5x5x5, 3x5x2 or Admiralty codes, for example B2", field="evaluation", locator=locator,
        )  # fmt: skip
    if found.get("assertion", "fact") not in _ASSERTIONS:
        del found["assertion"]
        what = "an assertion that is none of fact, assessment, computed; it is not used"
        build.warn("assertion_not_understood", what, "ask the sender what it means", field="assertion", locator=locator)
    return found


def _handling(text: str, build: Builder, locator: str) -> str | None:
    if handling.refused(text):
        raise FileRejectedError(
            "classified",
            "marked with an EU or NATO classification of RESTRICTED or above",
            "this machine is not accredited for it; netintel does not load it",
        )
    code = handling.parse(text)
    if code is None:
        build.warn(
            "handling_not_understood", "a handling code that is in no scheme; the default of the file holds",
            "use TLP, PAP or Europol H0-H3", field="handling", locator=locator,
        )  # fmt: skip
    return code


def link(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a link that stand among the fields, ready for `Builder.link`.

    Examples
    --------
    >>> link({"kind": "Payment", "directed": True, "amount": "1.50", "weight": "heavy"})
    {'kind': 'Payment', 'amount': '1.50', 'directed': True}
    """
    types: dict[str, tuple[type, ...]] = {
        **dict.fromkeys(("kind", "role", "first", "last", "amount", "currency"), (str,)),
        "directed": (bool,),
        "weight": (float, int),
    }
    found = {name: said[name] for name, of in types.items() if name in said and type(said[name]) in of}
    if said.get("status") == "inferred":
        found["status"] = "inferred"
    return found


def lift(claims: Pairs, columns: dict[str, Any]) -> Pairs:
    """Fill columns of a link with texts that no cell could hold (`column.role`); return the other claims.

    Examples
    --------
    >>> columns = {}
    >>> lift([("column.role", " x"), ("note", "y")], columns), columns
    ([('note', 'y')], {'role': ' x'})
    """
    held = {f"column.{name}": name for name in ("role", "currency")}
    columns |= {held[prop]: text for prop, text in claims if prop in held}
    return [pair for pair in claims if pair[0] not in held]
