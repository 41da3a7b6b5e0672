"""Countries: which jurisdiction does this text name, and what is it called?

Codes are ISO 3166-1 alpha-2, Kosovo ``XK``. Three further sorts of code keep what a source said:

* historic states (``SU``, ``YU``, ``CS`` Serbia and Montenegro, ``CSHH`` Czechoslovakia, ``DD``, ``AN``,
  ``YD``, ``VD``), each with the countries that hold its territory now;
* parts of states and disputed territories under their FollowTheMoney code in upper case
  (``GB-SCT``, ``UA-CRI``, ``CY-TRNC``, ``X-SO`` …), each with the state it is filed under;
* ``EU``, which is never a country and is read from its code alone.

Look-up is exact after normalisation and never fuzzy: an unknown word stays unknown. A FIPS 10-4 code is read
only by `from_fips`, for ``GM``, ``AU`` and ``CH`` mean other countries there.

The tables and their sources are described in ``vocab/data/SOURCES.md``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from netintel.vocab.tables import rows

_COUNTRY_STATUS = frozenset({"iso", "user-assigned", "historic"})
_REMOVED = re.compile(r"['’‘ʼʻ`´.·]")
_SEPARATOR = re.compile(r"[\W_]+")
_ARTICLE = frozenset({"l", "la", "le", "les", "el", "los", "las", "die", "der"})
_SPELT_OUT = {"st": "saint", "ste": "sainte"}


class Country(NamedTuple):
    """One row of the country table."""

    code: str
    alpha3: str
    numeric: str
    fips: tuple[str, ...]
    name: str
    status: str
    parent: str
    successors: tuple[str, ...]


def name_key(text: str) -> str:
    """Under which key is a name filed?

    Width and compatibility forms, case, accents, punctuation and a leading article carry no meaning in a
    country's name, so the key has none of them; ``&`` reads as *and*, ``St.`` as *Saint*.

    Parameters
    ----------
    text
        A name in any script.

    Returns
    -------
    str
        The key; empty when the text holds no letter or digit.

    Examples
    --------
    >>> name_key("The Bahamas"), name_key("St. Kitts & Nevis"), name_key("CÔTE D’IVOIRE")
    ('bahamas', 'saint kitts and nevis', 'cote divoire')
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFD", folded) if unicodedata.category(c) != "Mn")
    spaced = _SEPARATOR.sub(" ", _REMOVED.sub("", bare.replace("&", " and ")))
    words = [_SPELT_OUT.get(word, word) for word in spaced.split() if word != "the"]
    return " ".join(words[1:] if len(words) > 1 and words[0] in _ARTICLE else words)


@lru_cache(maxsize=65_536)
def lookup(text: str) -> str | None:
    """Which country does this text name?

    Reads, in this order: alpha-2, alpha-3 and FollowTheMoney codes in either case; ISO numeric codes, also
    without their leading zeros; names and aliases, for example in English, French, Spanish, Russian, Arabic,
    Chinese and German. England, Scotland, Wales and Northern Ireland, as names, are ``GB``; the code
    ``gb-sct`` stays ``GB-SCT``, because the source chose to be that exact.

    Parameters
    ----------
    text
        What the source wrote.

    Returns
    -------
    str or None
        Our code, or None when the text names no country: regions, alliances, companies, misspellings,
        ``unknown``, ``n/a``, and names shared by two countries, such as *Korea*.

    Limits
    ------
    ``NA`` is Namibia in either case. A bare number is read as an ISO code, so a dialling prefix must not be
    given. Write ``n/a`` markers as unknown before calling if a source uses ``NA`` for them.

    Examples
    --------
    >>> lookup("UK"), lookup("el"), lookup("4"), lookup("Российская Федерация"), lookup("Turkey")
    ('GB', 'GR', 'AF', 'RU', 'TR')
    >>> lookup("Middle East") is None and lookup("n/a") is None
    True
    """
    given = unicodedata.normalize("NFKC", text).strip().casefold()
    found = _by_code().get(given)
    if found is None and given.isascii() and given.isdigit():
        return _by_code().get(given.zfill(3))
    return found or _by_name().get(name_key(text))


def from_fips(text: str) -> str | None:
    """Which country does this FIPS 10-4 code mean?

    Old United States exports (GNS, GTD, GDELT) use it; many codes mean another country in ISO.

    Parameters
    ----------
    text
        Two letters, in either case.

    Returns
    -------
    str or None
        Our code, or None when FIPS has no such code.

    Examples
    --------
    >>> from_fips("GM"), from_fips("AU"), from_fips("CH")
    ('DE', 'AT', 'CN')
    """
    return _by_fips().get(text.strip().upper())


def name(code: str, language: str = "en") -> str:
    """What is this country called?

    Parameters
    ----------
    code
        One of our codes.
    language
        ``en``, ``fr``, ``es``, ``ru``, ``ar``, ``zh`` or ``de``.

    Returns
    -------
    str
        The short name; the English one where the table has none in that language.

    Examples
    --------
    >>> name("DE"), name("DE", "fr")
    ('Germany', 'Allemagne')
    """
    return _short_names().get((code, language)) or _table()[code].name


def alpha3(code: str) -> str | None:
    """What is the ISO 3166-1 alpha-3 code of this country?

    Parameters
    ----------
    code
        One of our codes.

    Returns
    -------
    str or None
        Three letters, ``XKX`` for Kosovo; None for codes that have none, such as ``GB-SCT``.

    Examples
    --------
    >>> alpha3("DE"), alpha3("GB-SCT")
    ('DEU', None)
    """
    return _table()[code].alpha3 or None


def is_country(code: str) -> bool:
    """May this code stand where a country is meant?

    Parameters
    ----------
    code
        Any text.

    Returns
    -------
    bool
        True for ISO 3166-1 codes, ``XK`` and historic states; False for ``EU``, parts of states, disputed
        territories and anything that is no code of ours.

    Examples
    --------
    >>> is_country("XK"), is_country("SU"), is_country("EU"), is_country("GB-SCT")
    (True, True, False, False)
    """
    row = _table().get(code)
    return row is not None and row.status in _COUNTRY_STATUS


def is_historic(code: str) -> bool:
    """Has this state ceased to exist?

    Parameters
    ----------
    code
        Any text.

    Returns
    -------
    bool
        True for historic states alone.

    Examples
    --------
    >>> is_historic("DD"), is_historic("DE")
    (True, False)
    """
    row = _table().get(code)
    return row is not None and row.status == "historic"


def successors(code: str) -> tuple[str, ...]:
    """Which countries hold this historic state's territory now?

    Parameters
    ----------
    code
        One of our codes.

    Returns
    -------
    tuple of str
        Codes in alphabetical order; empty for anything that is not a historic state. Which of them a person
        belongs to is not said.

    Examples
    --------
    >>> successors("CSHH"), successors("FR")
    (('CZ', 'SK'), ())
    """
    return _table()[code].successors


def parent(code: str) -> str | None:
    """Under which state is this territory filed?

    For ISO territories (``GF``: France), constituent parts (``GB-SCT``: United Kingdom) and disputed
    territories (``CY-TRNC``: Cyprus). It says where a table files the code, and gives no opinion on status.

    Parameters
    ----------
    code
        One of our codes.

    Returns
    -------
    str or None
        A code, or None for a state.

    Examples
    --------
    >>> parent("GF"), parent("GB-SCT"), parent("FR")
    ('FR', 'GB', None)
    """
    return _table()[code].parent or None


def is_region(text: str) -> bool:
    """Does this text name a region or a group of states?

    A region is not a country, and dropping it would lose what the source said: a loader makes a Region node.

    Parameters
    ----------
    text
        What the source wrote.

    Returns
    -------
    bool
        True for continents, their parts, and groups of states such as NATO or the European Union.

    Examples
    --------
    >>> is_region("the Middle East"), is_region("Sub-Saharan Africa"), is_region("France")
    (True, True, False)
    """
    return name_key(text) in _region_names()


def all_codes() -> tuple[str, ...]:
    """Which codes does the table hold?

    Returns
    -------
    tuple of str
        Every code, current and historic, in alphabetical order.

    Examples
    --------
    >>> len([code for code in all_codes() if is_country(code) and not is_historic(code)])
    250
    """
    return tuple(_table())


@cache
def _table() -> dict[str, Country]:
    return {
        row["code"]: Country(
            row["code"],
            row["alpha3"],
            row["numeric"],
            tuple(row["fips"].split()),
            row["name"],
            row["status"],
            row["parent"],
            tuple(row["successors"].split()),
        )
        for row in rows("countries")
    }


@cache
def _by_code() -> dict[str, str]:
    codes: dict[str, str] = {}
    for row in _table().values():
        for code in (row.code, row.alpha3, row.numeric):
            if code:
                codes[code.casefold()] = row.code
    codes.update((row["name"].casefold(), row["code"]) for row in rows("country_names") if row["kind"] == "code")
    return codes


@cache
def _by_name() -> dict[str, str]:
    return {name_key(row["name"]): row["code"] for row in rows("country_names") if row["kind"] in ("short", "alias")}


@cache
def _by_fips() -> dict[str, str]:
    return {fips: row.code for row in _table().values() for fips in row.fips}


@cache
def _short_names() -> dict[tuple[str, str], str]:
    return {(r["code"], r["language"]): r["name"] for r in rows("country_names") if r["kind"] in ("short", "label")}


@cache
def _region_names() -> frozenset[str]:
    return frozenset(name_key(row["name"]) for row in rows("regions"))
