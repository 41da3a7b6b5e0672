"""How telephone companies and police forces title the columns of call records, in several languages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from netintel.loaders._presets import word

_SPELLINGS: Final[dict[str, str]] = {
    "caller": (
        "From; A number; A-number; A party; Calling number; Calling party; Calling party number; Caller; Caller "
        "number; Caller ID; Originating number; A-Nummer; A-Teilnehmer; Rufnummer A; Anrufer; Anrufende Nummer; "
        "Numéro A; Numéro appelant; Appelant; Abonné A; Número A; Número llamante; Número origen; Llamante; "
        "Numero A; Numero chiamante; Chiamante; Nummer A; Bellende nummer; Beller; Numer A; Numer dzwoniący; "
        "Abonent A; Număr A; Număr apelant; Apelant; Номер А; Номер A; Абонат А; Викащ номер; Абонент А; "
        "Вызывающий номер; Вызывающий абонент; Исходящий номер; Номер абонента А; Абонент A; Викликаючий номер; "
        "Номер, що викликає; A numarası; Arayan; Arayan numara; Καλών; Καλών αριθμός; Αριθμός Α; الرقم المتصل; "
        "رقم المتصل; المتصل"
    ),
    "called": (
        "To; B number; B-number; B party; Called; Callee; Called number; Called party; Called party number; "
        "Dialled number; Dialed number; Receiver number; Destination number; B-Nummer; B-Teilnehmer; Rufnummer B; "
        "Angerufene Nummer; Angerufener; Numéro B; Numéro appelé; Appelé; Abonné B; Número B; Número llamado; Número "
        "destino; Llamado; Numero B; Numero chiamato; Chiamato; Nummer B; Gebelde nummer; Gebelde; Numer B; Numer "
        "wybierany; Abonent B; Număr B; Număr apelat; Apelat; Номер Б; Номер B; Абонат Б; Викан номер; Абонент Б; "
        "Вызываемый номер; Вызываемый абонент; Номер абонента Б; Абонент B; Викликаний номер; B numarası; Aranan; "
        "Aranan numara; Καλούμενος; Καλούμενος αριθμός; Αριθμός Β; الرقم المطلوب; رقم المستقبل; المستقبل"
    ),
    "subscriber": (
        "MSISDN; Subscriber number; Subscriber; Target number; Target MSISDN; Own number; Served MSISDN; Eigene "
        "Rufnummer; Überwachte Rufnummer; Numéro abonné; Numéro cible; Número abonado; Número objetivo; Numero "
        "utente; Numero bersaglio; Eigen nummer; Numer abonenta; Număr abonat; Номер на абоната; Номер абонента; "
        "Абонентский номер; Abone numarası; Αριθμός συνδρομητή; رقم المشترك"
    ),
    "other": (
        "Other party; Other number; Other MSISDN; Correspondent; Correspondent number; Partner number; "
        "Counterpart; Gegenstelle; Partnerrufnummer; Correspondant; Numéro correspondant; Corresponsal; Número "
        "contacto; Corrispondente; Tegenpartij; Rozmówca; Corespondent; Номер на кореспондента; Кореспондент; "
        "Номер собеседника; Собеседник; Корреспондент; Karşı numara; Ανταποκριτής; رقم الطرف الآخر"
    ),
    "start": (
        "Datetime; Start; Start time; Start date; Start datetime; Call start; Call time; Call date; Date time; "
        "Date and time; Date/time; Timestamp; Begin; Beginn; Startzeit; Datum/Uhrzeit; Datum und Uhrzeit; "
        "Gesprächsbeginn; Début; Date et heure; Date/heure; Date début; Inicio; Fecha y hora; Fecha/hora; Fecha "
        "inicio; Inizio; Data e ora; Data/ora; Data inizio; Begintijd; Datum en tijd; Początek; Data i godzina; "
        "Data/godzina; Data rozpoczęcia; Data și ora; Data început; Начало; Дата и час; Дата/час; Дата и время; "
        "Дата/время; Начало вызова; Початок; Дата і час; Başlangıç; Tarih saat; Arama zamanı; Έναρξη; Ημερομηνία "
        "και ώρα; Ημερομηνία ώρα; وقت البدء; التاريخ والوقت"
    ),
    "date": ("Date; Day; Datum; Tag; Jour; Fecha; Data; Zi; Дата; Tarih; Ημερομηνία; التاريخ; تاريخ المكالمة"),
    "time": ("Time; Hour; Uhrzeit; Zeit; Heure; Hora; Ora; Tijd; Godzina; Czas; Час; Время; Saat; Ώρα; الوقت; الساعة"),
    "duration": (
        "Duration; Duration(seconds); Duration (s); Duration sec; Duration (sec); Duration seconds; Call "
        "duration; Dauer; Gesprächsdauer; Dauer (s); Dauer Sek; Durée; Durée (s); Durée appel; Duración; Duración "
        "(s); Duración llamada; Durata; Durata (s); Durata (sec); Duur; Gespreksduur; Czas trwania; Czas trwania "
        "(s); Durată; Продължителност; Времетраене; Длительность; Продолжительность; Длительность (сек); "
        "Тривалість; Süre; Konuşma süresi; Διάρκεια; المدة; مدة المكالمة"
    ),
    "imsi": ("IMSI; Served IMSI; Subscriber IMSI; IMSI number"),
    "imsi_a": ("A IMSI; IMSI A; Caller IMSI; Calling IMSI; IMSI appelant; IMSI llamante; IMSI chiamante; IMSI А"),
    "imsi_b": ("B IMSI; IMSI B; Called IMSI; IMSI appelé; IMSI llamado; IMSI chiamato; IMSI Б"),
    "imei": ("IMEI; Served IMEI; IMEI number; IMEISV; Handset"),
    "imei_a": ("A IMEI; IMEI A; Caller IMEI; Calling IMEI; IMEI appelant; IMEI llamante; IMEI chiamante; IMEI А"),
    "imei_b": ("B IMEI; IMEI B; Called IMEI; IMEI appelé; IMEI llamado; IMEI chiamato; IMEI Б"),
    "lac": ("LAC; TAC; Location area; Location area code; LAC A; LAC/TAC"),
    "cell": (
        "Cell Tower; Cell; Cell ID; CellID; CI; CGI; ECGI; LAC/CI; LAC CI; Cell site; First cell; First cell ID; "
        "Start cell; Cell A; Tower; Tower ID; Funkzelle; Zelle; Cellule; Celda; Cella; Cel; Komórka; BTS; Celulă; "
        "Клетка; Сота; Базовая станция; Базова станція; Базова станция; Hücre; Baz istasyonu; Κυψέλη; Κελί; "
        "الخلية; رقم البرج"
    ),
    "direction": (
        "Direction; Call direction; In/Out; Richtung; Sens; Sens appel; Dirección; Sentido; Direzione; Verso; "
        "Richting; Kierunek; Direcție; Direcția; Sens apel; Посока; Направление; Напрямок; Yön; Κατεύθυνση; "
        "الاتجاه"
    ),
    "type": (
        "Type; Call type; Event type; Record type; Service; Service type; Usage type; Typ; Art; Rufart; Dienst; "
        "Type appel; Type d'appel; Tipo; Tipo llamada; Tipo de llamada; Tipo servicio; Tipo chiamata; Soort; "
        "Rodzaj; Typ połączenia; Tip; Tip apel; Вид; Тип; Тип на разговора; Тип вызова; Вид связи; Тип "
        "соединения; Тип з'єднання; Tür; Arama tipi; Τύπος; Τύπος κλήσης; النوع; نوع المكالمة"
    ),
    "network": (
        "MCC MNC; MCC-MNC; MCCMNC; PLMN; Network; Network code; Roaming network; Roaming MCC-MNC; Roaming; "
        "Visited network; Visited PLMN; Serving network; Operator code; Netz; Réseau; Red; Rete; Netwerk; Sieć; "
        "Rețea; Мрежа; Сеть; Мережа; Şebeke; Δίκτυο; الشبكة"
    ),
}


@cache
def _titles() -> dict[str, str]:
    found: dict[str, str] = {}
    for canonical, spellings in _SPELLINGS.items():
        for spelling in spellings.split(";"):
            found.setdefault(word(spelling), canonical)
    return found


def columns(header: Sequence[str]) -> dict[str, int]:
    """Return the place of each column that is known, by its canonical title; of two spellings the first.

    Examples
    --------
    >>> columns(["From", "To", "Datetime", "Duration(seconds)", "Cell Tower", "Tariff"])
    {'caller': 0, 'called': 1, 'start': 2, 'duration': 3, 'cell': 4}
    >>> columns(["Call date", "Call time"]), columns(["Call time"])
    ({'date': 0, 'time': 1}, {'start': 0})
    """
    found: dict[str, int] = {}
    for place, title in enumerate(header):
        canonical = _titles().get(word(title)) if title else None
        if canonical is not None:
            found.setdefault(canonical, place)
    places = {word(title): place for place, title in reversed(list(enumerate(header)))}
    for date, time in _APART:
        if date in places and time in places:
            found |= {"date": places[date], "time": places[time]}
            found.pop("start", None)
    return found


def are_calls(header: Sequence[str]) -> bool:
    """Return whether a header is one of call records: two parties, a time, and what only a telephone has.

    Examples
    --------
    >>> are_calls(["A-Nummer", "B-Nummer", "Datum", "Uhrzeit", "Dauer"]), are_calls(["From", "To", "Date", "Amount"])
    (True, False)
    """
    has = columns(header).keys()
    parties = {"caller", "called"} <= has or {"subscriber", "other"} <= has
    return parties and bool(has & {"start", "date"}) and bool(has & _TELEPHONE)


_APART: Final = ((word("Call date"), word("Call time")), (word("Start date"), word("Start time")))
"""Titles that alone are a moment, and side by side its day and its hour."""
_TELEPHONE: Final = frozenset({"duration", "imsi", "imsi_a", "imei", "imei_a", "cell", "lac"})
