"""Records of invented persons as sixteen offices would write them, beside the same records without noise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from benchmarks._persons import offices, people
from benchmarks._persons.pools import CULTURES, names, spellings
from benchmarks._persons.writing import SCRIPTS, WRITINGS, bare

REPEATS = np.array([0.59, 0.245, 0.105, 0.035, 0.015, 0.006, 0.002, 0.002])  # persons with 1, 2 … 8 records


@dataclass(frozen=True)
class Drawn:
    """Persons, the records of them as written, and what of each person a record shows."""

    persons: people.People
    written: pd.DataFrame
    shown: pd.DataFrame


def _subjects(rng: np.random.Generator, size: int) -> np.ndarray:
    n = int(size / (REPEATS * np.arange(1, 9)).sum() * 1.02) + 20
    repeated = np.repeat(np.arange(n), rng.choice(np.arange(1, 9), n, p=REPEATS))[:size]
    return repeated[rng.permutation(size)]


def _offices(rng: np.random.Generator, culture: np.ndarray) -> np.ndarray:
    home = np.array([offices.OFFICES.index(offices.HOME[c]) for c in CULTURES])
    found = rng.choice(len(offices.OFFICES), len(culture), p=offices.WEIGHT / offices.WEIGHT.sum())
    return np.where(rng.random(len(culture)) < 0.4, home[culture], found)


def _writings(rng: np.random.Generator, office: np.ndarray, culture: np.ndarray) -> np.ndarray:
    up_to = offices.writing_shares().cumsum(axis=2)[office, culture]
    return np.asarray((rng.random(len(office))[:, None] > up_to).sum(axis=1).clip(0, len(WRITINGS) - 1))


def _shown(rng: np.random.Generator, who: people.People, person: np.ndarray) -> pd.DataFrame:
    """Choose what each record tells of its person: the parts of the name, which paper, how much of the date."""
    n = len(person)
    office = _offices(rng, who.culture[person])
    kept = np.array([offices.MIDDLE_KEPT.get(o, 0.4) for o in offices.OFFICES])[office]
    dated = rng.random(n)
    precision = np.select([dated < 0.12, dated < 0.18], ["none", "year"], "day")
    dual, told = who.nations[person, 1] >= 0, rng.random(n)  # one of two nations as often as both
    nation_shown = rng.random(n) < 0.8
    paper = np.where((who.papers[person, 1] >= 0) & (rng.random(n) < 0.5), 1, 0)
    phone = np.where((who.phones[person, 1] >= 0) & (rng.random(n) < 0.5), 1, 0)
    return pd.DataFrame(
        {
            "person": person,
            "office": office,
            "culture": who.culture[person],
            "given": who.given[person],
            "initial": (rng.random(n) < 0.04 / 0.96) & (who.culture[person] != CULTURES.index("zh")),
            "middle": np.where(rng.random(n) < kept, who.middle[person], 0),
            "surname": who.surname[person],
            "second": np.where(rng.random(n) < 0.6, who.second[person], 0),
            "born": who.born[person],
            "precision": precision,
            "paper": np.where(rng.random(n) < 0.35, who.papers[person, paper], -1),
            "paper_nation": who.paper_nations[person, paper],
            "phone": np.where(rng.random(n) < 0.2, who.phones[person, phone], -1),
            "nation": np.where(nation_shown, who.nations[person, np.where(dual & (told > 0.75), 1, 0)], -1),
            "nation_too": np.where(nation_shown & (told < 0.5), who.nations[person, 1], -1),
            "woman": who.woman[person],
            "gender_shown": rng.random(n) < 0.7,
        }
    )


def _turned(culture: np.ndarray, writing: np.ndarray) -> np.ndarray:
    """Tell whose middle name stands before the given name, and whose names are written without a gap."""
    joined = (culture == CULTURES.index("zh")) & (writing == WRITINGS.index("native"))
    return np.select([joined, culture == CULTURES.index("vi")], ["joined", "before"], "")


def _composed(given: str, middle: str, surname: str, order: int, before: bool) -> str:
    first = " ".join(filter(None, (middle, given) if before else (given, middle)))
    if order == 0:
        return f"{first} {surname}"
    return f"{surname} {first}" if order == 1 else f"{surname}, {first}"


def _capitals(name: str) -> str:
    name = name.upper()
    return bare(name) if "Ͱ" <= name[0] <= "Ͽ" else name


def _mistyped(rng: np.random.Generator, name: str) -> str:
    """Return the name with one letter lost, doubled, swapped with its neighbour or replaced by another of the name."""
    places = [i for i in range(1, len(name) - 1) if name[i].isalpha() and name[i + 1].isalpha()]
    if not places:
        return name
    i, kind = places[rng.integers(len(places))], rng.integers(4)
    if kind == 0:
        return name[:i] + name[i + 1 :]
    if kind == 1:
        return name[:i] + name[i] + name[i:]
    if kind == 2:
        return name[:i] + name[i + 1] + name[i] + name[i + 2 :]
    other = name[places[rng.integers(len(places))]]
    return name[:i] + (other.upper() if name[i].isupper() else other.lower()) + name[i + 1 :]


def _name_column(rng: np.random.Generator, shown: pd.DataFrame, who: people.People) -> tuple[pd.Series, np.ndarray]:
    n = len(shown)
    table, writing = spellings(), _writings(rng, shown["office"].to_numpy(), shown["culture"].to_numpy())
    familiar = np.arange(len(table))
    familiar[list(names().familiar)] = list(names().familiar.values())
    given = shown["given"].to_numpy()
    knows = familiar[given] != given
    given = np.where(knows & (rng.random(n) < 0.03 / max(knows.mean(), 0.03)), familiar[given], given)
    married = shown["woman"] & (rng.random(n) < 0.02 / 0.4)
    surname = np.where(married, who.married[shown["person"]], shown["surname"])
    office = shown["office"].to_numpy()
    order = np.array([offices.ORDER[o] for o in offices.OFFICES])[office]
    order = np.where(rng.random(n) < 0.15, rng.integers(0, 3, n), order)
    capitals = rng.random(n) < np.array([offices.CAPITALS.get(o, 0.1) for o in offices.OFFICES])[office]
    parts = [table[code, writing] for code in (given, shown["middle"], surname, shown["second"])]
    found = []
    turned = _turned(shown["culture"].to_numpy(), writing)
    for g, m, s, t, initial, o, big, turn in zip(*parts, shown["initial"], order, capitals, turned, strict=True):
        if initial:
            g, m = g[0] + ".", m and m[0] + "."
        name = s + g if turn == "joined" else _composed(g, m, f"{s} {t}" if t else s, o, turn == "before")
        found.append(_capitals(name) if big else name)
    for i in np.flatnonzero(rng.random(n) < 0.05):
        found[i] = _mistyped(rng, found[i])
    return pd.Series(found, dtype="str"), writing


def _date_column(rng: np.random.Generator, shown: pd.DataFrame) -> pd.Series:
    """Write dates as ISO prefixes: three in a hundred with day and month swapped, three with one digit wrong."""
    born = shown["born"].to_numpy().astype("datetime64[D]")
    year = born.astype("datetime64[Y]").astype(int) + 1970
    month = born.astype("datetime64[M]").astype(int) % 12 + 1
    day = (born - born.astype("datetime64[M]")).astype(int) + 1
    n = len(born)
    swapped = (rng.random(n) < 0.03 / 0.36) & (day <= 12) & (day != month)  # three of all, of those that can be
    day, month = np.where(swapped, month, day), np.where(swapped, day, month)
    place = np.where(rng.random(n) < 0.03, rng.integers(0, 3, n), -1)
    shift = rng.integers(1, 10, n)
    year = np.where(place == 0, year // 10 * 10 + (year + shift) % 10, year)
    month = np.where(place == 1, np.where(month < 10, (month + shift - 1) % 9 + 1, 22 - month), month).clip(1, 12)
    day = np.where((place == 2) | (day > 28) & (place >= 0), day // 10 % 2 * 10 + (day + shift) % 10, day)
    day = np.where(day == 0, 8, day)
    full = [f"{y:04d}-{m:02d}-{d:02d}" for y, m, d in zip(year, month, day, strict=True)]
    texts = np.select([shown["precision"] == "day", shown["precision"] == "year"], [full, [t[:4] for t in full]], "")
    return pd.Series(texts, dtype="str")


def _paper_column(rng: np.random.Generator, shown: pd.DataFrame, who: people.People) -> pd.Series:
    paper = shown["paper"].to_numpy()
    texts = np.where(paper >= 0, who.paper_texts[paper], "")
    for i in np.flatnonzero((paper >= 0) & (rng.random(len(paper)) < 0.03)):
        text, at = texts[i], len(texts[i]) - 1 - rng.integers(6)
        texts[i] = text[:at] + str((int(text[at]) + rng.integers(1, 10)) % 10) + text[at + 1 :]
    return pd.Series(texts, dtype="str")


def _nation_column(shown: pd.DataFrame, first: np.ndarray) -> pd.Series:
    code = np.array([*people.ALL_NATIONS, ""], dtype=object)
    too = shown["nation_too"].to_numpy()
    return pd.Series(code[first] + np.where((too >= 0) & (too != first), "|" + code[too], ""), dtype="str")


def _same_columns(shown: pd.DataFrame, who: people.People) -> dict[str, pd.Series]:
    """Return what is written as it is: phone, country of the paper, gender, who the person is."""
    code = np.array([*people.ALL_NATIONS, ""], dtype=object)
    phone, paper = shown["phone"].to_numpy(), shown["paper"].to_numpy()
    gender = np.where(shown["gender_shown"], np.where(shown["woman"], "female", "male"), "")
    return {
        "document_country": pd.Series(np.where(paper >= 0, code[shown["paper_nation"]], ""), dtype="str"),
        "phone": pd.Series(np.where(phone >= 0, who.phone_texts[phone], ""), dtype="str"),
        "gender": pd.Series(gender, dtype="str"),
        "person": shown["person"],
    }


COLUMNS = "record agency name birth_date document_number document_country phone nationality gender person".split()


def _written(rng: np.random.Generator, shown: pd.DataFrame, who: people.People) -> pd.DataFrame:
    nation = shown["nation"].to_numpy()
    wrong = (nation >= 0) & (rng.random(len(nation)) < 0.02)
    other = (nation + rng.integers(1, len(people.ALL_NATIONS), len(nation))) % len(people.ALL_NATIONS)
    nation = np.where(wrong, other, nation)
    name, writing = _name_column(rng, shown, who)
    agency = np.array(offices.OFFICES, dtype=object)[shown["office"]]
    ordinal = shown.groupby("office").cumcount() + 1
    columns = {
        "record": pd.Series([f"{a}-{i:06d}" for a, i in zip(agency, ordinal, strict=True)], dtype="str"),
        "agency": pd.Series(agency, dtype="category"),
        "name": name,
        "birth_date": _date_column(rng, shown),
        "document_number": _paper_column(rng, shown, who),
        "nationality": _nation_column(shown, nation),
        **_same_columns(shown, who),
    }
    shown["writing"] = writing
    return pd.DataFrame(columns)[COLUMNS]


@lru_cache(maxsize=2)
def draw(size: int, seed: int) -> Drawn:
    """Draw persons and their records, the same for the same size and seed."""
    rng = np.random.default_rng(seed)
    subject = _subjects(rng, size)
    who = people.drawn(rng, int(subject.max()) + 1)
    shown = _shown(rng, who, subject)
    return Drawn(persons=who, written=_written(rng, shown, who), shown=shown)


def draw_of(frame: pd.DataFrame) -> Drawn:
    """Return what the records of a frame were drawn from."""
    return draw(int(frame.attrs["size"]), int(frame.attrs["seed"]))


def records(size: int, seed: int, *, special: bool = False) -> pd.DataFrame:
    """Return records of invented persons as sixteen agencies would write them, with who each is.

    Parameters
    ----------
    size
        Number of records; about 1.68 are of one person.
    seed
        The same seed gives the same records; `split` says which seeds are for tuning.
    special
        Add invented `ethnicity` and `religion`, which must change nothing: every other column stays as it is.

    Returns
    -------
    pandas.DataFrame
        `record`, `agency`, `name`, `birth_date` (ISO prefix), `document_number`, `document_country`, `phone`,
        `nationality` ("|" between two), `gender`, `person` (the truth). What is missing is an empty text.
    """
    drawn = draw(size, seed)
    frame = drawn.written.copy()
    if special:
        person = frame["person"].to_numpy()
        frame["ethnicity"] = pd.Series(np.array(CULTURES, dtype=object)[drawn.persons.culture[person]], dtype="str")
        frame["religion"] = pd.Series(np.array(people.FAITHS, dtype=object)[drawn.persons.faith[person]], dtype="str")
    frame.attrs = {"size": size, "seed": seed}
    return frame


def clean(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the same records without noise: what each would show had nobody erred or spelled.

    The name is in its own letters, given name formal, surname of birth, in one order; the date, paper, phone and
    nationality are the true ones. What a record leaves out stays out: a part of the name, the rest of an initial, the
    date, day and month of a year, the paper, the phone, the nationality, the gender.
    """
    drawn = draw_of(frame)
    shown, who, own = drawn.shown, drawn.persons, np.array(names().native, dtype=object)
    given, middle = own[shown["given"]], own[shown["middle"]]
    before = shown["culture"] == CULTURES.index("vi")
    parts = zip(given, middle, own[shown["surname"]], own[shown["second"]], shown["initial"], before, strict=True)
    found = [
        _composed(g[0] + "." if i else g, (m[0] + "." if i else m) if m else "", f"{s} {t}" if t else s, 0, b)
        for g, m, s, t, i, b in parts
    ]
    born = shown["born"].to_numpy().astype("datetime64[D]").astype(str)
    full, year = shown["precision"] == "day", shown["precision"] == "year"
    paper = shown["paper"].to_numpy()
    columns = {
        "record": drawn.written["record"],
        "agency": drawn.written["agency"],
        "name": pd.Series(found, dtype="str"),
        "birth_date": pd.Series(np.select([full, year], [born, born.astype("<U4")], ""), dtype="str"),
        "document_number": pd.Series(np.where(paper >= 0, who.paper_texts[paper], ""), dtype="str"),
        "nationality": _nation_column(shown, shown["nation"].to_numpy()),
        **_same_columns(shown, who),
    }
    return pd.DataFrame(columns)[COLUMNS]


def script_of(writing: np.ndarray, culture: np.ndarray) -> np.ndarray:
    """Return the script each record is written in."""
    native = {"bg": "cyrillic", "ru": "cyrillic", "uk": "cyrillic", "sr": "cyrillic", "el": "greek", "ar": "arabic"}
    native |= {"zh": "chinese"}
    table = [[SCRIPTS.get(w, "latin") or native.get(c, "latin") for c in CULTURES] for w in WRITINGS]
    return np.asarray(np.array(table, dtype=object)[writing, culture])
