"""Evaluation of source and information: codes kept as given, scores only for comparison.

Schemes: Europol 4x4, Admiralty (NATO), UK 5x5x5, UK 3x5x2. The same digit means different things in different
schemes, so codes are never compared across schemes; the score (0-100) is a lossy reading that is shown in grey.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from netintel.vocab.tables import rows

UNGRADED_DROP = 0.2
"""Chance that a tie is not real when nobody graded it."""

_DROP_BY_SCORE = ((80, 0.05), (60, 0.10), (40, 0.20), (20, 0.35), (0, 0.50))
_SCHEMES = {
    "4x4": "europol-4x4",
    "europol": "europol-4x4",
    "nato": "admiralty",
    "5x5x5": "uk-5x5x5",
    "3x5x2": "uk-3x5x2",
}
_CODE = re.compile(r"^(?:(?P<scheme>[a-z0-9-]+)\s*[: ]\s*)?(?P<source>[A-GX1-3])[-/ ]?(?P<info>[1-6A-E])$", re.I)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One grading: scheme (empty where not stated), source code, information code."""

    scheme: str
    source: str
    information: str


@cache
def parse(text: str) -> Evaluation | None:
    """Return the grading a code means, or None where the text is no grading.

    Examples
    --------
    >>> parse("4x4:B2")
    Evaluation(scheme='europol-4x4', source='B', information='2')
    >>> parse("b2").scheme
    ''
    >>> parse("good") is None
    True
    """
    match = _CODE.match(text.strip())
    if match is None:
        return None
    given = (match["scheme"] or "").lower()
    scheme = _SCHEMES.get(given, given)
    found = Evaluation(scheme, match["source"].upper(), match["info"].upper())
    return found if _readings(found) else None


@cache
def score(text: str | None) -> float | None:
    """Return 0-100 for a grading, None where it cannot be judged or is not graded.

    The weaker of source and information counts. Where the scheme is not stated, the lowest reading over the
    schemes that know the code is taken, because a guess must not make a claim look better than it is.

    Examples
    --------
    >>> score("4x4:A1"), score("4x4:X4"), score("admiralty:C2"), score("C2")
    (90.0, None, 50.0, 30.0)
    """
    evaluation = parse(text) if text else None
    if evaluation is None:
        return None
    values = [value for value in (_weaker(reading) for reading in _readings(evaluation)) if value is not None]
    return min(values) if values else None


@cache
def drop_rate(text: str | None) -> float:
    """Return the chance (0-1) that a tie with this grading is not real.

    A convention of netintel, printed with every interval: 90 -> 0.05, 70 -> 0.10, 50 -> 0.20, 30 -> 0.35,
    10 -> 0.50, not graded or cannot be judged -> 0.20. Independent originators multiply.

    Examples
    --------
    >>> drop_rate("4x4:A1"), drop_rate("admiralty:E5"), drop_rate(None)
    (0.05, 0.5, 0.2)
    """
    value = score(text)
    if value is None:
        return UNGRADED_DROP
    return next(rate for least, rate in _DROP_BY_SCORE if value >= least)


@cache
def _codes() -> dict[tuple[str, str, str], float | None]:
    table = rows("evaluation_codes")
    return {
        (r["scheme"], r["dimension"], r["code"]): float(r["score_0_100"]) if r["score_0_100"] else None for r in table
    }


def _readings(evaluation: Evaluation) -> list[tuple[float | None, float | None]]:
    codes = _codes()
    schemes = {evaluation.scheme} if evaluation.scheme else {scheme for scheme, _, _ in codes}
    return [
        (codes[s, "source", evaluation.source], codes[s, "information", evaluation.information])
        for s in sorted(schemes)
        if (s, "source", evaluation.source) in codes and (s, "information", evaluation.information) in codes
    ]


def _weaker(reading: tuple[float | None, float | None]) -> float | None:
    known = [value for value in reading if value is not None]
    return min(known) if known else None
