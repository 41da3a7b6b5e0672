"""Invented persons: names, births, papers, telephones, and the relatives that are taken for them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks._persons.pools import CULTURES, names

SHARE = np.array([9, 8, 8, 5, 6, 8, 7, 9, 5, 8, 6, 6, 5, 5, 3, 4]) / 102  # of CULTURES
WITH_MIDDLE = {"bg": 0.97, "ru": 0.97, "uk": 0.97, "vi": 0.97, "ar": 0.97, "el": 0.5, "sr": 0.5, "sq": 0.5, "zh": 0.0}
NATIONS = {
    "bg": "BG", "ru": "RU RU RU RU BY KZ", "uk": "UA", "sr": "RS RS RS BA ME", "el": "GR GR GR GR CY",
    "ro": "RO RO RO RO MD", "tr": "TR", "ar": "SY IQ MA DZ TN EG LB AE", "vi": "VN", "es": "ES ES CO MX VE PE",
    "pl": "PL", "de": "DE DE DE AT CH", "sq": "AL AL XK", "fr": "FR FR SN CI ML CM", "en": "GB GB US IE NG", "zh": "CN",
}  # fmt: skip
ALL_NATIONS = tuple(sorted({n for text in NATIONS.values() for n in text.split()}))
DIALLING = {
    "AE": "+97150", "AL": "+35569", "AT": "+43664", "BA": "+38761", "BG": "+35988", "BY": "+37529", "CH": "+4179",
    "CI": "+22507", "CM": "+2376", "CN": "+86138", "CO": "+57310", "CY": "+35799", "DE": "+49151", "DZ": "+21355",
    "EG": "+2010", "ES": "+346", "FR": "+336", "GB": "+4477", "GR": "+3069", "IE": "+35387", "IQ": "+96479",
    "KZ": "+7701",
    "LB": "+9613", "MA": "+2126", "MD": "+3736", "ME": "+38267", "ML": "+2237", "MX": "+5255",
    "NG": "+23480", "PE": "+519", "PL": "+4860", "RO": "+407", "RS": "+3816", "RU": "+7916", "SN": "+22177",
    "SY": "+9639", "TN": "+2162", "TR": "+90532",
    "UA": "+38067", "US": "+1202", "VE": "+58414", "VN": "+8490", "XK": "+38344",
}  # fmt: skip
DIGITS = {
    "AE": 7, "AL": 7, "AT": 7, "BA": 6, "BG": 7, "BY": 7, "CH": 7, "CI": 8, "CM": 8, "CN": 8, "CO": 7, "CY": 6, "DE": 8,
    "DZ": 7, "EG": 8, "ES": 8, "FR": 8, "GB": 8, "GR": 8, "IE": 7, "IQ": 8, "KZ": 7, "LB": 6, "MA": 8, "MD": 7, "ME": 6,
    "ML": 7, "MX": 8, "NG": 8, "PE": 8, "PL": 7, "RO": 8, "RS": 7, "RU": 7, "SN": 7, "SY": 8, "TN": 7, "TR": 7, "UA": 7,
    "US": 7, "VE": 7, "VN": 7, "XK": 6,
}  # fmt: skip
HOTLINE = 45  # persons behind one number of a call centre
YEARS = np.arange(1938, 2009)
YEAR_SHARE = np.interp(YEARS, [1938, 1965, 1980, 1992, 2008], [0.1, 0.7, 1, 1, 0.15])
YEAR_SHARE = YEAR_SHARE / YEAR_SHARE.sum()
FAITHS = ("orthodox", "catholic", "protestant", "sunni", "shia", "alevi", "jewish", "buddhist", "none")


@dataclass(frozen=True)
class People:
    """One array a property, one place a person; names as codes, -1 where there is no second paper, phone or nation."""

    culture: np.ndarray
    woman: np.ndarray
    given: np.ndarray
    middle: np.ndarray
    surname: np.ndarray
    second: np.ndarray
    married: np.ndarray
    born: np.ndarray
    nations: np.ndarray
    papers: np.ndarray
    paper_nations: np.ndarray
    phones: np.ndarray
    faith: np.ndarray
    paper_texts: np.ndarray
    phone_texts: np.ndarray
    fathers: int


def _birthdays(rng: np.random.Generator, n: int) -> np.ndarray:
    start = (YEARS - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    return start[rng.choice(len(YEARS), n, p=YEAR_SHARE)] + rng.integers(0, 365, n)


def _nations(rng: np.random.Generator, culture: np.ndarray) -> np.ndarray:
    found = np.full((len(culture), 2), -1)
    for code, name in enumerate(CULTURES):
        here = np.flatnonzero(culture == code)
        found[here, 0] = rng.choice([ALL_NATIONS.index(n) for n in NATIONS[name].split()], len(here))
    settled = rng.random(len(culture)) < 0.08
    found[settled, 0] = rng.integers(0, len(ALL_NATIONS), settled.sum())
    dual = rng.random(len(culture)) < 0.05
    found[dual, 1] = rng.integers(0, len(ALL_NATIONS), dual.sum())
    found[found[:, 1] == found[:, 0], 1] = -1
    return found


def _named(rng: np.random.Generator, culture: np.ndarray, woman: np.ndarray) -> dict[str, np.ndarray]:
    n = len(culture)
    found = {part: np.zeros(n, dtype=np.int64) for part in ("given", "middle", "place", "second", "married")}
    for code, name in enumerate(CULTURES):
        pool = names().pools[name]
        for sex in (0, 1):
            here = np.flatnonzero((culture == code) & (woman == bool(sex)))
            found["given"][here] = rng.choice(pool.given[sex], len(here), p=pool.given_share[sex])
            with_middle = rng.random(len(here)) < WITH_MIDDLE.get(name, 0.3)
            middle = rng.choice(pool.middle[sex], len(here), p=pool.middle_share[sex])
            found["middle"][here] = np.where(with_middle & (middle != found["given"][here]), middle, 0)
        here = np.flatnonzero(culture == code)
        for part in ("place", "second", "married"):
            found[part][here] = rng.choice(len(pool.surname[0]), len(here), p=pool.surname_share)
    return found


def _borne(culture: np.ndarray, woman: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Return the codes of the surnames as men and women bear them."""
    found = np.zeros(len(place), dtype=np.int64)
    for code, name in enumerate(CULTURES):
        for sex in (0, 1):
            here = (culture == code) & (woman == bool(sex))
            found[here] = names().pools[name].surname[sex][place[here]]
    return found


def _phones(rng: np.random.Generator, nations: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n = len(nations)
    first = nations[:, 0]
    begins = np.array([DIALLING[nation] for nation in ALL_NATIONS], dtype=object)
    least = np.array([10 ** (DIGITS[nation] - 1) for nation in ALL_NATIONS])[np.concatenate([first, first])]
    number = least + (rng.random(2 * n) * 9 * least).astype(int)
    texts = begins[np.concatenate([first, first])] + number.astype(str).astype(object)
    codes, texts = np.unique(texts, return_inverse=True)[::-1]
    found = np.stack([codes[:n], np.where(rng.random(n) < 0.2, codes[n:], -1)], axis=1)
    lines = max(1, round(0.015 * n / HOTLINE))
    callers = rng.random(n) < 0.015
    found[callers, 0] = found[np.arange(n)[:lines], 0][rng.integers(0, lines, callers.sum())]
    return found, texts


def _papers(rng: np.random.Generator, nations: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n = len(nations)
    letters = np.array([chr(65 + i) for i in range(26)], dtype=object)
    prefix = letters[rng.integers(0, 26, 2 * n)] + letters[rng.integers(0, 26, 2 * n)]
    bare = np.isin(np.concatenate([nations[:, 0]] * 2) % 3, [0])  # a third of the countries write digits only
    digits = rng.choice(90_000_000, 2 * n, replace=False) + 10_000_000
    texts = np.where(bare, "", prefix) + digits.astype(str).astype(object)
    two = rng.random(n) < 0.15
    papers = np.stack([np.arange(n), np.where(two, np.arange(n) + n, -1)], axis=1)
    paper_nations = np.stack([nations[:, 0], np.where(nations[:, 1] >= 0, nations[:, 1], nations[:, 0])], axis=1)
    return papers, paper_nations, texts


def drawn(rng: np.random.Generator, n: int) -> People:
    """Draw persons; one in 200 is twin, or father or son of the same name, of another; one in 100 shares a phone."""
    culture = rng.choice(len(CULTURES), n, p=SHARE / SHARE.sum())
    woman = rng.random(n) < 0.4
    order = rng.permutation(n)
    k, kin = max(2, round(0.005 * n)), round(0.01 * n)
    elder, younger = order[:k], order[k : 2 * k]
    head, member = np.split(order[2 * k : 2 * k + 2 * kin], 2)
    twin = np.arange(k) % 2 == 0
    culture[younger], culture[member] = culture[elder], culture[head]
    woman[younger] = woman[elder]
    name = _named(rng, culture, woman)
    for part in ("place", "second"):
        name[part][younger], name[part][member] = name[part][elder], name[part][head]
    name["given"][younger[~twin]] = name["given"][elder[~twin]]
    name["middle"][younger[twin]] = name["middle"][elder[twin]]
    born = _birthdays(rng, n)
    born[younger[twin]] = born[elder[twin]]
    before = np.where(born[elder[~twin]] > np.datetime64("1970-12-31"), -1, 1)  # father of the young, son of the old
    born[younger[~twin]] = born[elder[~twin]] + before * rng.integers(22 * 365, 38 * 365, (~twin).sum())
    nations = _nations(rng, culture)
    nations[younger] = nations[elder]
    phones, phone_texts = _phones(rng, nations)
    phones[younger, 0], phones[member, 0] = phones[elder, 0], phones[head, 0]
    papers, paper_nations, paper_texts = _papers(rng, nations)
    spanish = culture == CULTURES.index("es")
    return People(
        culture=culture,
        woman=woman,
        given=name["given"],
        middle=name["middle"],
        surname=_borne(culture, woman, name["place"]),
        second=np.where(spanish, _borne(culture, woman, name["second"]), 0),
        married=_borne(culture, woman, name["married"]),
        born=born,
        nations=nations,
        papers=papers,
        paper_nations=paper_nations,
        phones=phones,
        faith=rng.integers(0, len(FAITHS), n),
        paper_texts=paper_texts,
        phone_texts=phone_texts,
        fathers=int((~twin).sum()),
    )
