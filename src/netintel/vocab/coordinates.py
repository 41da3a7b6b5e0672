"""Latitudes and longitudes in decimal degrees, from the ways exports write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Literal

Axis = Literal["latitude", "longitude"]

_NUMBER = r"\d+(?:[.,]\d+)?"
_DEGREES = re.compile(
    rf"(?P<before>[^\W\d_][^\W\d_]*\.?(?:[^\W\d_]\.)?)? ?(?P<sign>[-+−]?) ?(?P<d>{_NUMBER})"
    rf"(?: ?(?:[°º˚:]|d(?= ?\d)|deg\.?| ) ?(?:(?P<m>{_NUMBER}) ?(?:['’′´m:]|min\.?|(?<=\d)(?= |$)) ?"
    rf"(?:(?P<s>{_NUMBER}) ?(?:[\"”″]|''|’’|′′|s(?= ?[^\W\d_])|sec\.?)?)?)?)?"
    r" ?(?P<after>[^\W\d_][^\W\d_]*\.?(?:[^\W\d_]\.)?)?",
    re.IGNORECASE,
)
_SECONDS_OR_SOUTH = re.compile(r".*d.*m.*\d ?s")
_LIMIT: Final[Mapping[Axis, int]] = {"latitude": 90, "longitude": 180}
_HEMISPHERES: Final = """
latitude + n north nord norte norden sever север с с.ш. пн пн.ш. kuzey k βόρεια β شمال 北
latitude - s south sud süd sur sul syd zuid юг ю ю.ш. пд пд.ш. güney g νότια ν جنوب 南
longitude + e east est este ost osten leste öst øst oost l восток в в.д. сх сх.д. doğu d ανατολικά α شرق 東 东
longitude - w west ouest oeste ovest väst vest запад з з.д. зх зх.д. batı b δυτικά δ غرب 西
"""


def _hemispheres() -> dict[str, tuple[Axis, int]]:
    meant: dict[str, tuple[Axis, int]] = {}
    for line in _HEMISPHERES.strip().splitlines():
        axis, sign, *words = line.split()
        meant.update(dict.fromkeys(words, ("latitude" if axis == "latitude" else "longitude", int(sign + "1"))))
    return meant


_MEANT: Final = _hemispheres()


@lru_cache(maxsize=200_000)
def parse(text: str, axis: Axis) -> str | None:
    """Return a latitude or longitude in decimal degrees, None where the text is none or lies outside the earth.

    Degrees, minutes and seconds, decimal commas and the letters of the hemispheres in a dozen languages are
    understood. The letter O is west in French, Spanish and Italian and east in German: it is not guessed. A letter of
    the other axis gives None: the columns are swapped.

    Examples
    --------
    >>> parse("44.4268", "latitude"), parse("44,4268", "latitude"), parse("26.10 W", "longitude")
    ('44.4268', '44.4268', '-26.1')
    >>> parse("48°51'24\\"N", "latitude"), parse("3°42′ з.д.", "longitude"), parse("3.7 O", "longitude")
    ('48.856667', '-3.7', None)
    >>> parse("91", "latitude"), parse("nan", "latitude"), parse("26.1 E", "latitude"), parse("-1 S", "latitude")
    (None, None, None, None)
    >>> parse("44.4268 26.1025", "latitude") is None
    True
    """
    try:
        value = float(text) if text.isascii() and "_" not in text else None
    except ValueError:
        value = None
    if value is None:
        value = _written(text.strip(), axis)
    if value is None or not abs(value) <= _LIMIT[axis]:
        return None
    return repr(value + 0.0)


def trouble(text: str, axis: Axis) -> str:
    """Return the code of the reason why a text is no latitude or longitude.

    Examples
    --------
    >>> trouble("91", "latitude"), trouble("26.1 E", "latitude")
    ('coordinate_out_of_range', 'coordinates_swapped')
    >>> trouble("3.7 O", "longitude"), trouble("here", "latitude")
    ('hemisphere_unclear', 'coordinate_not_understood')
    """
    match = _DEGREES.fullmatch(text.strip())
    if match is None:
        return "coordinate_not_understood"
    word = (match["before"] or match["after"] or "").lower()
    if word in {"o", "o."}:
        return "hemisphere_unclear"
    if _meaning(word)[0] not in (axis, ""):
        return "coordinates_swapped"
    return "coordinate_not_understood" if word and not _meaning(word)[0] else "coordinate_out_of_range"


def _written(text: str, axis: Axis) -> float | None:
    match = _DEGREES.fullmatch(text)
    if match is None or (match["before"] and match["after"]):
        return None
    minutes, seconds = _number(match["m"]), _number(match["s"])
    broken = (match["m"] and not match["d"].isdecimal()) or (match["s"] and not match["m"].isdecimal())
    if broken or minutes >= 60 or seconds >= 60 or _SECONDS_OR_SOUTH.fullmatch(text):
        return None  # a fraction goes last: two decimal numbers are a pair of coordinates
    degrees = _number(match["d"]) + minutes / 60 + seconds / 3600
    if match["m"]:
        degrees = round(degrees, 6)  # a hundredth of a second is 30 cm
    word = (match["before"] or match["after"] or "").lower()
    if not word:
        return -degrees if match["sign"] in ("-", "−") else degrees
    of, sign = _meaning(word)
    return sign * degrees if of == axis and not match["sign"] else None


def _meaning(word: str) -> tuple[Axis | Literal[""], int]:
    return _MEANT.get(word) or _MEANT.get(word.rstrip(".")) or ("", 0)


def _number(text: str | None) -> float:
    return float(text.replace(",", ".")) if text else 0.0
