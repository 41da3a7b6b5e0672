"""Amounts as banks write them: sign, currency, blanks, and a decimal sign that only the whole column may tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

Sign = Literal[".", ",", ""]
_BLANKS: Final = re.compile(r"[\s'’`]+")
_CURRENCY: Final = re.compile(r"^([A-Za-z]{3}|[€£$])|([A-Za-z]{3}|[€£$])$")
_SYMBOLS: Final = {"€": "EUR", "£": "GBP"}
_SIDES: Final = {"CR": "", "DR": "-"}
_GROUPED: Final = {",": re.compile(r"\d{1,3}(?:\.\d{3})*(?:,\d*)?"), ".": re.compile(r"\d{1,3}(?:,\d{3})*(?:\.\d*)?")}
_PLAIN: Final = {",": re.compile(r"\d*,?\d+|\d+,"), ".": re.compile(r"\d*\.?\d+(?:[eE][+-]?\d+)?|\d+\.")}


class Money(NamedTuple):
    """An amount as it is written: `negative`, its `digits` with their marks, and the `currency` beside it or empty."""

    negative: bool
    digits: str
    currency: str


def written(text: str) -> Money:
    """Return an amount taken apart; a minus may stand before or behind, or be a pair of brackets or `DR`.

    Examples
    --------
    >>> written("EUR 1.234,50-"), written("(12.50)").negative, written("20.00DR").negative
    (Money(negative=True, digits='1.234,50', currency='EUR'), True, True)
    >>> written("€\u00a07,5")
    Money(negative=False, digits='7,5', currency='EUR')
    """
    rest, negative, currency = _BLANKS.sub("", text).replace("−", "-").replace("–", "-"), False, ""
    if rest.startswith("(") and rest.endswith(")"):
        rest, negative = rest[1:-1], True
    if rest[-2:].upper() in _SIDES:
        rest, negative = rest[:-2], negative or rest[-2:].upper() == "DR"
    for _ in range(2):  # the currency may stand outside or inside of the sign
        if rest[:1] in ("-", "+") or rest[-1:] in ("-", "+"):
            negative = negative or "-" in (rest[:1], rest[-1:])
            rest = rest.strip("+-")
        found = _CURRENCY.search(rest)
        if found is not None:
            word = found[0]
            currency, rest = _SYMBOLS.get(word, word.upper() if word != "$" else ""), rest.replace(word, "", 1)
    return Money(negative, rest, currency)


def decimal_sign(digits: Iterable[str]) -> tuple[Sign, int, int]:
    """Return the decimal sign that a column of amounts shows, how many show it, and how many say nothing of it.

    `1.234` may be a thousand or one and a bit; `1.234,5`, `1,23` and `1.234.567` say which. A column in which some say
    comma and some say point shows none.

    Examples
    --------
    >>> decimal_sign(["1.234", "12,50", "7"]), decimal_sign(["1.234", "12,50", "3.5"]), decimal_sign(["1.234"])
    ((',', 1, 1), ('', 2, 1), ('', 0, 1))
    """
    told = Counter(_shown(text) for text in digits)
    point, comma = told["."], told[","]
    sign: Sign = "" if (point and comma) or not (point or comma) else "." if point else ","
    return sign, point + comma, told["?"]


def number(digits: str, sign: Sign) -> str | None:
    """Return an amount in plain digits, None where it cannot be read without a guess.

    Parameters
    ----------
    digits
        As `written` gives them.
    sign
        The decimal sign of the column, for amounts that do not show their own.

    Examples
    --------
    >>> number("1.234,50", ""), number("1.234", ","), number("1.234", "."), number("1.234", ""), number("1.2.3", ".")
    ('1234.50', '1234', '1.234', None, None)
    """
    shown = _shown(digits)
    mark = sign if shown == "?" else shown or "."
    if mark not in (".", ","):
        return None
    if not (_GROUPED[mark].fullmatch(digits) or _PLAIN[mark].fullmatch(digits)):
        return None
    grouping = "." if mark == "," else ","
    return digits.replace(grouping, "").replace(",", ".").removesuffix(".")


def _shown(digits: str) -> str:
    """Return the decimal sign that one amount shows, `?` where it holds a mark that may be either, else nothing."""
    marks = [c for c in digits if c in ".,"]
    if not marks:
        return ""
    if len(set(marks)) == 2:
        return marks[-1]
    if len(marks) > 1:
        return "," if marks[0] == "." else "."
    whole, _, rest = digits.partition(marks[0])
    grouped = len(rest) == 3 and rest.isdigit() and 1 <= len(whole) <= 3 and not whole.startswith("0")
    return "?" if grouped else marks[0]
