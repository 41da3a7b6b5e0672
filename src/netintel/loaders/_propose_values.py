"""What the values of a column look like, and whether they bear out what its title says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Final

from netintel.vocab import coordinates, countries, dates, devices, evaluation, handling, identifiers

Test = Callable[[str], bool]

_DATE: Final = re.compile(
    r"\d{1,4}[-/. ]\s?(?:\d{1,2}|[^\W\d]{3,10}\.?)[-/. ]\s?\d{2,4}(?:\s?г\.?|\s?r\.?)?(?:[T ,]+\d{1,2}[:.hH].*)?"
)
_CLOCK: Final = re.compile(r"\d{1,2}[:.hH]\d{2}(?:[:.]\d{2})?(?:\s?[apAP]\.?[mM]\.?|\s?h|\s?Uhr|\s?ч\.?)?")
_PHONE: Final = re.compile(r"(?:tel\.?|tlf\.?|тел\.?)?\s?[+(]{0,2}\d[\d\s()./+-]{4,22}")
_NUMBER: Final = re.compile(
    r"[-+]?\s?(?:[€$£]|[A-Z]{3})?\s?\d{1,3}(?:[ .,'\u00a0]?\d{3})*(?:[.,]\d+)?\s?[^\W\d]{0,7}\.?[€$£%]?"
)
_PLATE: Final = re.compile(r"(?=.*\d)[A-Z0-9А-ЯÄÖÜ][A-Z0-9А-ЯÄÖÜ .·:/-]{2,13}", re.IGNORECASE)
_VIN: Final = re.compile(r"[A-HJ-NPR-Z0-9*]{11,17}", re.IGNORECASE)
_URL: Final = re.compile(r"(?:https?://|www\.)\S+|[\w.-]+\.[a-z]{2,6}(?:/\S*)?", re.IGNORECASE)
_IP: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?|[0-9a-f:]{6,39}", re.IGNORECASE)
_SPLIT: Final = re.compile(r"\s*[;,/|\n]\s*|\s+(?:und|and|y|et|i|oraz|и|e)\s+")
_SPAN: Final = re.compile(r"\d\s*(?:m|s|h|'|min)")
_NOTHING: Final = frozenset(
    "n/a na nd n.d. nc n.c. s/d s/n sd b/d bd k.a. ka none unknown keine keiner kein unbekannt aucun aucune "
    "inconnu néant "
    "ninguno ninguna desconocido desconocida brak nieznany nieznana nieznane няма неизвестно неизвестен неизвестна "
    "н/д нет nessuno sconosciuto nenhum geen onbekend necunoscut".split()
)
_WORD: Final = re.compile(r"[^\W\d_]")
_MARKS: Final = ("; ", ";", " / ", "/", ", ", ",", "|")
_ENOUGH: Final = 0.7

_DATES: Final = frozenset(
    "birth_date death_date date first last registration_date document_expiry document_issued".split()
)
_COUNTRIES: Final = frozenset(
    "nationality birth_country residence country bank_country document_country wanted_by registration origin".split()
)
_NUMBERS: Final = frozenset("amount weight height quantity nights guests age share balance followers".split())
_NAMES: Final = frozenset(
    "name first_name last_name second_last_name middle_name father_name mother_name birth_name alias officer".split()
)
_WORDS: Final = frozenset(
    "birth_place city address region role category status note purpose offence place border_point destination "
    "departure hotel airline payment_method occupation marital_status eye_colour hair_colour language colour make "
    "make_model vehicle_type object_type weapon_type substance type description bank platform originator "
    "legal_form activity "
    "document_type result call_type direction unit".split()
)
_NUMBERED: Final = frozenset(
    "id case_number document_number account_number serial_number registration_number booking_reference flight_number "
    "room seat postcode warrant cell calibre".split()
)  # fmt: skip


class Values:
    """The cells of one column.

    Attributes
    ----------
    cells : sequence of str
        As the table has them, empty ones included.
    filled : list of str
        Those with text.
    """

    def __init__(self, cells: Sequence[str]) -> None:
        self.cells = cells
        self.filled = [cell for cell in cells if cell.strip(" -–—?/.") and cell.strip().lower() not in _NOTHING]
        self._distinct = list(dict.fromkeys(self.filled))
        self._shares: dict[str, float] = {}

    def share(self, name: str, test: Test) -> float:
        """Return the share of the filled cells that pass a test."""
        if name not in self._shares:
            passed = {cell for cell in self._distinct if test(cell)}
            self._shares[name] = sum(cell in passed for cell in self.filled) / max(1, len(self.filled))
        return self._shares[name]

    @cached_property
    def is_unique(self) -> bool:
        """Whether every row has a value, and no two the same."""
        return len(self.filled) == len(self.cells) == len(self._distinct) > 0

    @cached_property
    def is_running(self) -> bool:
        """Whether the column does nothing but count the rows."""
        numbers = [cell.strip(" .") for cell in self.cells]
        if len(numbers) < 3 or not all(number.isdecimal() and len(number) < 6 for number in numbers):
            return False
        return all(int(b) - int(a) == 1 for a, b in pairwise(numbers)) and int(numbers[0]) <= 1

    @property
    def is_full(self) -> bool:
        """Whether every row has a value."""
        return len(self.filled) == len(self.cells) > 0

    @property
    def distinct(self) -> int:
        """How many different values there are."""
        return len(self._distinct)

    def several(self, test: Test) -> str:
        """Return the mark that parts several values in a cell where each part passes the test, else nothing."""
        for mark in _MARKS:
            split = [cell.split(mark) for cell in self._distinct if mark in cell]
            whole = [[part.strip() for part in parts] for parts in split]
            if whole and all(part and test(part) for parts in whole for part in parts):
                return mark.strip() or mark
        return ""


def is_date(cell: str) -> bool:
    """Return whether a text has the form of a date, in any order of day and month."""
    text = cell.strip()
    if dates.parse(text, "day-first") or dates.parse(text, "month-first"):
        return not text.isdigit() or len(text) in (4, 8)
    return bool(_DATE.fullmatch(text)) and not _PHONE.fullmatch(text.replace(".", "").replace("/", ""))


def is_clock(cell: str) -> bool:
    """Return whether a text is a time of day."""
    return bool(_CLOCK.fullmatch(cell.strip()))


def is_phone(cell: str) -> bool:
    """Return whether a text has the form of a telephone number; short numbers have not."""
    text = cell.strip()
    digits = sum(c.isdigit() for c in text)
    return bool(_PHONE.fullmatch(text)) and 6 <= digits <= 15 and not _DATE.fullmatch(text)


def is_number(cell: str) -> bool:
    """Return whether a text is a number, with a unit or a currency perhaps."""
    return bool(_NUMBER.fullmatch(cell.strip())) or cell.strip().replace(" ", "").isdigit()


def is_money(cell: str) -> bool:
    """Return whether a text is a number with two decimals, as amounts are written."""
    return bool(re.fullmatch(r"[-+]?\d[\d., \u00a0']*[.,]\d\d", cell.strip())) and not is_date(cell)


def is_country(cell: str) -> bool:
    """Return whether a text, or each part of it, names a country."""
    parts = [part for part in _SPLIT.split(cell.strip()) if part]
    return bool(parts) and (countries.lookup(cell) is not None or all(countries.lookup(p) is not None for p in parts))


def is_iban(cell: str) -> bool:
    """Return whether a text is an IBAN with right check digits."""
    return identifiers.iban(cell) is not None


def is_email(cell: str) -> bool:
    """Return whether a text has the form of an e-mail address."""
    return identifiers.email(cell) is not None


def _is_iban_like(cell: str) -> bool:
    text = re.sub(r"[\s.-]", "", cell).upper()
    return bool(re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}", text))


def _is_imei(cell: str) -> bool:
    return devices.imei(cell) is not None


def _digits_in(cell: str) -> int:
    return sum(c.isdigit() for c in cell)


def _has_digit(cell: str) -> bool:
    return any(c.isdigit() for c in cell)


def _has_letter(cell: str) -> bool:
    return bool(_WORD.search(cell))


def _is_name(cell: str) -> bool:
    return _has_letter(cell) and sum(c.isdigit() for c in cell) <= 1 and "@" not in cell and "://" not in cell


def _is_coordinate(cell: str) -> bool:
    text = cell.strip()
    if text.isdigit():
        return False  # whole degrees are no place; the number may be anything
    return any(coordinates.parse(text, axis) is not None for axis in ("latitude", "longitude"))


def _digits(cell: str, low: int, high: int) -> bool:
    text = re.sub(r"[\s./-]", "", cell)
    return text.isdigit() and low <= len(text) <= high


def _is_short(cell: str) -> bool:
    return len(cell) <= 14 and not any(c.isdigit() for c in cell)


_TESTS: Final[dict[str, tuple[Test, float]]] = {
    **dict.fromkeys(_DATES, (is_date, _ENOUGH)),
    **dict.fromkeys(_NUMBERS, (is_number, _ENOUGH)),
    **dict.fromkeys(_NAMES, (_is_name, 0.85)),
    **dict.fromkeys(_COUNTRIES, (_is_name, 0.85)),
    **dict.fromkeys(_WORDS, (_has_letter, 0.6)),
    **dict.fromkeys(_NUMBERED, (_has_digit, 0.6)),
    "time": (is_clock, _ENOUGH),
    "phone": (lambda cell: all(is_phone(part) for part in re.split(r"\s*[;,|]\s*|\s+/\s+", cell) if part), 0.6),
    "iban": (_is_iban_like, 0.6),
    "email": (lambda cell: all(is_email(part) for part in re.split(r"[;,|\s]+", cell) if part), 0.6),
    "bic": (lambda cell: bool(re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", cell.strip())), 0.6),
    "imei": (lambda cell: _digits(cell, 14, 16), 0.6),
    "imsi": (lambda cell: _digits(cell, 14, 15), 0.6),
    "iccid": (lambda cell: _digits(cell, 18, 22), 0.6),
    "vin": (lambda cell: bool(_VIN.fullmatch(re.sub(r"[\s-]", "", cell))) and _has_digit(cell), 0.6),
    "plate": (lambda cell: bool(_PLATE.fullmatch(cell.strip())) and not is_date(cell) and not is_phone(cell), 0.6),
    "url": (lambda cell: bool(_URL.fullmatch(cell.strip())), 0.6),
    "domain": (lambda cell: bool(_URL.fullmatch(cell.strip())), 0.6),
    "ip": (lambda cell: bool(_IP.fullmatch(cell.strip())), 0.6),
    "currency": (lambda cell: bool(re.fullmatch(r"[A-Za-z]{3}|[€$£]|[^\W\d]{2,10}\.?", cell.strip())), _ENOUGH),
    "latitude": (_is_coordinate, _ENOUGH),
    "longitude": (_is_coordinate, _ENOUGH),
    "coordinates": (lambda cell: sum(c.isdigit() for c in cell) >= 6, _ENOUGH),
    "year": (lambda cell: bool(re.fullmatch(r"(?:19|20)\d\d(?:[./-]\d{1,2})?", cell.strip())), _ENOUGH),
    "birth_year": (lambda cell: bool(re.fullmatch(r"(?:19|20)\d\d", cell.strip())), _ENOUGH),
    "gender": (_is_short, 0.85),
    "username": (lambda cell: " " not in cell.strip() and not is_phone(cell) and not is_date(cell), 0.6),
    "duration": (lambda cell: is_number(cell) or is_clock(cell) or bool(_SPAN.search(cell)), _ENOUGH),
    "handling": (lambda cell: handling.parse(cell) is not None, 0.5),
    "evaluation": (lambda cell: evaluation.parse(cell) is not None or bool(re.fullmatch(r"[A-EX][1-6X]", cell)), 0.5),
    "minor": (_is_short, 0.85),
    "verified": (_is_short, 0.85),
}  # fmt: skip


def bears_out(meaning: str, values: Values) -> bool | None:
    """Return whether the values are such as a meaning asks for; None where it asks nothing or there are none."""
    if not values.filled or meaning not in _TESTS:
        return None
    test, enough = _TESTS[meaning]
    if values.share(meaning, test) < enough:
        return False
    if meaning in _NAMES | _WORDS and values.share("date", is_date) >= _ENOUGH:
        return False
    if meaning == "age":
        return values.share("to 120", lambda cell: not cell.isdigit() or int(cell) <= 120) == 1
    if meaning in ("gender", "minor", "verified"):
        return values.distinct <= 6
    if meaning in _NUMBERED:
        long = meaning != "account_number" or values.share("long", lambda cell: _digits_in(cell) >= 6) >= _ENOUGH
        return long and values.share("date", is_date) < _ENOUGH and values.share("email", is_email) < 0.5
    return True


def doubt(meaning: str, values: Values) -> str:
    """Return what should be looked at by a person though the meaning stands, empty where nothing is."""
    if not values.filled:
        return "the column is empty"
    n = len(values.filled)
    if meaning in _COUNTRIES:
        known = values.share("country", is_country)
        return f"{round(n * (1 - known))} of {n} values are in no list of countries" if known < 0.9 else ""
    if meaning == "iban":
        right = values.share("right iban", is_iban)
        return f"{round(n * (1 - right))} of {n} values have wrong check digits or another length" if right < 1 else ""
    if meaning == "imei":
        right = values.share("right imei", _is_imei)
        return f"{round(n * (1 - right))} of {n} values have a wrong check digit" if right < 1 else ""
    return ""


def by_values(values: Values) -> str:
    """Return what a column must mean by its values alone: only what check digits or an unmistakable form prove."""
    if len(values.filled) < 3:
        return ""
    forms: tuple[tuple[str, Test], ...] = (
        ("iban", is_iban),
        ("email", is_email),
        ("url", lambda cell: cell.startswith(("http://", "https://"))),
        ("imei", lambda cell: _is_imei(cell) and len(cell.strip()) == 15),
        ("phone", lambda cell: cell.startswith("+") and identifiers.phone(cell) is not None),
    )
    return next((meaning for meaning, test in forms if values.share(f"proves {meaning}", test) >= 0.95), "")


def order(columns: Sequence[Values]) -> tuple[str, str]:
    """Return the order of day and month in all dates of a table, and why; no order where nothing proves one.

    Examples
    --------
    >>> order([Values(["13/02/2020", "03/04/2020"])])[0], order([Values(["03/04/2020"])])[0]
    ('day-first', '')
    """
    first = second = unclear = 0
    for values in columns:
        for cell in values.filled:
            found = re.match(r"(\d{1,2})[-/](\d{1,2})[-/](\d{2,4})(?!\d)", cell.strip())
            if found:
                first += int(found[1]) > 12
                second += int(found[2]) > 12
                unclear += int(found[1]) <= 12 and int(found[2]) <= 12
    if first and second:
        return "", f"{first} dates can only be day-first and {second} only month-first: the table mixes both"
    if first:
        return "day-first", f"{first} dates have more than 12 in the first place"
    if second:
        return "month-first", f"{second} dates have more than 12 in the second place"
    return "", f"no date of {unclear} shows whether day or month comes first: state it" if unclear else ""


def two_digit_years(values: Values) -> bool:
    """Return whether most dates of a column have years of two digits."""
    short = re.compile(r"\d{1,2}[-/.](?:\d{1,2}|[^\W\d]{3,9})[-/.]\d{2}(?:\D.*)?")
    return values.share("two digits", lambda cell: bool(short.fullmatch(cell.strip()))) >= 0.5


def has_decimal_comma(values: Values) -> bool:
    """Return whether numbers of a column have a comma before their decimals."""
    comma = values.share("comma", lambda cell: bool(re.search(r",\d{1,2}(?!\d)", cell)))
    point = values.share("point", lambda cell: bool(re.search(r"\.\d{1,2}(?!\d)", cell)))
    return comma > 0 and point == 0
