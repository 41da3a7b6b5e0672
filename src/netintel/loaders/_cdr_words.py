"""The words in the cells of call records: who calls, in which direction, what kind of contact, how long."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from netintel.vocab import identifiers

_MARKS: Final = re.compile(r"[\s()./-]")
_WITHHELD: Final = frozenset(
    "unknown private anonymous withheld hidden restricted unavailable none null na n/a blocked clir "
    "unbekannt anonym unterdrückt inconnu masqué anonyme privé desconocido privado oculto anónimo sconosciuto "
    "anonimo nascosto riservato onbekend anoniem verborgen nieznany ukryty anonimowy zastrzeżony necunoscut ascuns "
    "anonim неизвестен скрит анонимен неизвестный неизвестно скрытый скрыт анонимный невідомий прихований bilinmeyen "
    "gizli άγνωστος απόκρυψη ανώνυμος مجهول محجوب خاص "
    "unidentified undisclosed suppressed invalid nil n.a. n/d unbekannte unbekannter anonyme anonymer unterdrueckt "
    "verborgene privat privée privee masque masqué cachée anonyma privata privada oculta desconocida anonieme "
    "necunoscută ascunsă ascunsa privata ukryta nieznana zastrzezony скрита неизвестна скрыта".split()
)
_NO_NUMBER: Final = re.compile(r"(?:no|ohne|sans|sin|senza|geen|brak|fără|fara|без) .*")
_OUT: Final = frozenset(
    "mo moc mosms out outgoing outbound o sent originating ausgehend abgehend sortant saliente uscente uitgaand "
    "wychodzące wychodzace wychodzący efectuat iesit ieșit изходящ изходящо исх исходящий исходящее исходящая вихідний "
    "вихідне giden arayan εξερχόμενη εξερχόμενο صادر صادرة".split()
)
_IN: Final = frozenset(
    "mt mtc mtsms in incoming inbound i received terminating eingehend ankommend entrant entrante entrata "
    "inkomend przychodzące przychodzace przychodzący primit входящ входящо вх входящий входящее входящая вхідний "
    "вхідне gelen aranan εισερχόμενη εισερχόμενο وارد واردة".split()
)
_MESSAGE: Final = re.compile(
    r"sms|mms|messag|text|nachricht|mensaj|messagg|bericht|wiadomo|съобщ|сообщ|повідомл|смс|mesaj|μήνυμα|رسالة", re.I
)
_CALL: Final = re.compile(
    r"call|voice|moc\b|mtc\b|tel|anruf|gespr|sprache|appel|voix|llamada|voz|chiamata|voce|oproep|spraak|gesprek|"
    r"połącz|rozmow|apel|разговор|обажд|повикв|звон|вызов|голос|дзвін|виклик|arama|ses|κλήση|φωνή|مكالمة|اتصال", re.I
)  # fmt: skip
_PLAIN: Final = frozenset({"call", "voice", "sms", "message"})
_CLOCK: Final = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)")
_SECONDS: Final = re.compile(r"\d{1,7}(?:[.,]0+)?")


class Party(Enum):
    """What stands in the place of a number."""

    NUMBER = "a number with its country"
    NATIONAL = "a number without its country"
    SERVICE = "a short number, or a name that a service sends"
    LABEL = "a label of the file's own"
    WITHHELD = "no number: it is withheld or cut"
    DAMAGED = "a number that a spreadsheet has changed"


def party(text: str, country: str | None, *, labels: bool = False) -> tuple[Party, str]:
    """Return what a party is, and under which id the file knows it; of none that has no id of its own.

    Examples
    --------
    >>> party("0040 722 123 456", None)
    (<Party.NUMBER: 'a number with its country'>, '+40722123456')
    >>> [party(text, None)[0].name for text in ("0722123456", "112", "VODAFONE", "private", "+4072***", "4.07E+10")]
    ['NATIONAL', 'SERVICE', 'SERVICE', 'WITHHELD', 'WITHHELD', 'DAMAGED']
    """
    plain = text.strip().lower()
    if not any(c.isalnum() for c in plain) or _is_withheld(plain) or set(plain) <= set("x*?#"):
        return Party.WITHHELD, ""
    if labels:
        return Party.LABEL, text
    if not plain.strip("0"):
        return Party.WITHHELD, ""
    if identifiers.damaged(text):
        return Party.DAMAGED, ""
    digits = _MARKS.sub("", plain)
    if digits.strip("*#").isdecimal() and digits[:1] not in "+" and len(digits.strip("*#")) <= 6:
        return Party.SERVICE, digits
    if "*" in plain or re.search(r"\d[ .-]?[x?]+", plain):
        return Party.WITHHELD, ""
    number = identifiers.phone(text, country)
    if number is not None:
        return Party.NUMBER, number
    if any(c.isalpha() for c in plain):
        return Party.SERVICE, plain
    return Party.NATIONAL, digits


def _is_withheld(plain: str) -> bool:
    """Whether a text says in one word or several that there is no number: `private number`, `anonymous@invalid`."""
    if plain in _WITHHELD:
        return True
    if sum(c.isdecimal() for c in plain) > 4:  # a number with a word beside it
        return False
    words = re.findall(r"[^\W\d_]+", plain)
    return any(word in _WITHHELD for word in words if len(word) > 3) or _NO_NUMBER.fullmatch(plain) is not None


def is_label(text: str) -> bool:
    """Return whether a party may be a label: six digits at most, as no subscriber has them, or no text."""
    return not text or (text.isdecimal() and len(text) <= 6)


def direction(text: str) -> str | None:
    """Return `outgoing` or `incoming` as the served telephone sees it, None where the word is not known.

    Examples
    --------
    >>> direction("MO"), direction("входящий"), direction("SMS-MT"), direction("transfer")
    ('outgoing', 'incoming', 'incoming', None)
    """
    words = re.split(r"[\s_/-]+", text.strip().lower())
    out, into = any(w in _OUT for w in words), any(w in _IN for w in words)
    return None if out == into else "outgoing" if out else "incoming"


def contact(text: str) -> str | None:
    """Return the kind of link, None where the word is of neither.

    Examples
    --------
    >>> contact("SMS-MO"), contact("Sprachanruf"), contact(""), contact("GPRS")
    ('Message', 'Call', 'Call', None)
    """
    if not text or text.lower() in ("mo", "mt"):
        return "Call"
    return "Message" if _MESSAGE.search(text) else "Call" if _CALL.search(text) else None


def is_said(text: str) -> bool:
    """Return whether the kind of a link says all that this word of it says."""
    return not text or text.lower() in _PLAIN


def seconds(text: str) -> str | None:
    """Return a duration in whole seconds, None where it is neither seconds nor hours, minutes and seconds.

    Examples
    --------
    >>> seconds("75"), seconds("0:01:15"), seconds("1:15"), seconds("75.0")
    ('75', '75', None, '75')
    """
    clock = _CLOCK.fullmatch(text)
    if clock is not None:
        hours, minutes, rest = (int(part) for part in clock.groups())
        return str(hours * 3600 + minutes * 60 + rest)
    return str(int(re.split("[.,]", text)[0])) if _SECONDS.fullmatch(text) else None
