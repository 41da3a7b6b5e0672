"""Says why a text is not what its property wants, and what to do; the text itself is never told."""

from __future__ import annotations

from typing import Final, NamedTuple

from netintel.vocab import coordinates, dates, identifiers


class Reason(NamedTuple):
    """A code for programs, a sentence for the reader, and what to do."""

    code: str
    message: str
    hint: str


def why(kind: str, text: str, prop: str = "") -> Reason:
    """Return why a text is not understood as a value of a type.

    Parameters
    ----------
    kind
        The type, as in the list of properties, or `amount`.
    text
        The text as the export writes it.
    prop
        The property, where the type alone does not tell: `latitude` or `longitude`.

    Examples
    --------
    >>> why("date", "38799").code, why("phone", "4.47701E+11").code, why("latitude", "x").code
    ('excel_serial', 'excel_damaged', 'latitude_not_understood')
    """
    code = _code(kind, text, prop)
    return Reason(code, *_REASONS.get(code, (f"no {kind.replace('_', ' ')}; {_KEPT}", "correct the export")))


def _code(kind: str, text: str, prop: str) -> str:
    if kind == "date":
        return dates.trouble(text)
    if kind == "coordinate":
        return coordinates.trouble(text, "latitude" if prop == "latitude" else "longitude")
    if kind in _NUMBERED and identifiers.damaged(text):
        return "excel_damaged"
    if kind == "phone" and identifiers.lost_plus(text):
        return "plus_lost"
    return f"{kind}_not_understood"


_NUMBERED: Final = frozenset({"phone", "iban", "document", "wallet", "imei", "imsi", "iccid", "vin", "plate"})
_KEPT: Final = "the text is kept, it matches nothing"
_NO_DATE: Final = "the text is kept, no date is set"
_REASONS: Final[dict[str, tuple[str, str]]] = {
    "date_not_understood": (
        f"a date that does not exist or whose order of day and month is not stated; {_NO_DATE}",
        "correct the export; in a table's mapping, `dates: day-first` or `dates: month-first` states the order",
    ),
    "excel_serial": (
        f"a number of five digits where a date belongs, as a spreadsheet holds dates inside; {_NO_DATE}",
        "ask for the column formatted as dates (ISO, 2024-03-01); workbooks count from 1900 or from 1904",
    ),
    "two_digit_year": (
        f"a date whose year has two digits: the century is not guessed; {_NO_DATE}",
        "ask for years of four digits",
    ),
    "other_calendar": (
        f"a year that the Hijri, Persian, Buddhist or Japanese calendar has, not ours; {_NO_DATE}",
        "ask for the date in the Gregorian calendar, or correct the year",
    ),
    "approximate_date": (f"a date that is told as approximate; {_NO_DATE}", "nothing to do, or state a year alone"),
    "range_of_dates": (f"a span of time, not a date; {_NO_DATE}", "state where it begins and ends in two columns"),
    "placeholder_date": (
        f"a date that stands for none (year 0, 1, 2999 or 9999); {_NO_DATE}",
        "nothing to do where it means unknown or without end",
    ),
    "country_not_understood": (
        "a country that is in no list of names and codes; the text is kept, no country is set",
        "regions and organisations are no countries; correct the export if a country is meant",
    ),
    "phone_not_understood": (
        f"a phone number without country prefix or of impossible length; {_KEPT}",
        "write +country code; in a table's mapping, `default_country` states whose numbers without prefix are",
    ),
    "plus_lost": (
        f"a phone number with its country's code but without the plus sign, as spreadsheets drop it; {_KEPT}",
        "write + before it, or ask for the column as text",
    ),
    "excel_damaged": (
        "a number that a spreadsheet has changed (a power of ten, a fraction, digits cut off): what was lost cannot "
        f"be known; {_KEPT}",
        "ask for the export with the column formatted as text, or as CSV straight from the system",
    ),
    "iban_not_understood": (
        f"an IBAN whose length is not its country's or whose check digits are wrong; {_KEPT}",
        "correct the export",
    ),
    "email_not_understood": (f"no e-mail address; {_KEPT}", "correct the export"),
    "wallet_not_understood": (
        f"no wallet address, or one whose checksum is wrong; {_KEPT}",
        "correct the export: capitals and small letters count",
    ),
    "document_not_understood": (f"no document number; {_KEPT}", "correct the export"),
    "imei_not_understood": (f"an IMEI of another length or with a wrong check digit; {_KEPT}", "correct the export"),
    "imsi_not_understood": (
        f"an IMSI of another length, or that begins with no mobile country code; {_KEPT}",
        "correct the export",
    ),
    "iccid_not_understood": (f"a SIM card's number with a wrong check digit; {_KEPT}", "correct the export"),
    "vin_not_understood": (
        f"a vehicle identification number that has not 17 characters, or has I, O or Q; {_KEPT}",
        "correct the export; vehicles older than 1981 have shorter ones",
    ),
    "plate_not_understood": (f"no number plate; {_KEPT}", "correct the export"),
    "category_not_understood": (
        "a data-subject category that is not in the vocabulary; the text is kept, the category is unknown",
        "use one of: suspect, future-offender, convicted, victim, witness, contact, informant, minor, professional",
    ),
    "boolean_not_understood": ("neither true nor false; the text is kept, the value is unknown", "write true or false"),
    "coordinate_not_understood": (
        "no coordinate in degrees; the text is kept, no place is set",
        "write decimal degrees, or degrees, minutes and seconds with N, S, E or W",
    ),
    "coordinate_out_of_range": (
        "a latitude beyond 90 or a longitude beyond 180 degrees; the text is kept, no place is set",
        "correct the export; a metric grid is not degrees",
    ),
    "coordinates_swapped": (
        "a longitude where the latitude belongs, or the other way round; the text is kept, no place is set",
        "swap the two columns in the mapping or in the export",
    ),
    "hemisphere_unclear": (
        "the letter O is west in French, Spanish and Italian and east in German; the text is kept, no place is set",
        "write E or W, or a sign",
    ),
    "amount_not_understood": (
        "an amount that is no number; the text is kept, no amount is set",
        "correct the export; in a table's mapping, `decimal` states the decimal sign",
    ),
}
