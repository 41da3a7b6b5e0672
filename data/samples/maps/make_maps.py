"""Write the ten invented spreadsheets of this folder and their truth files.

Run it from anywhere: ``python data/samples/maps/make_maps.py``.
The same run always writes the same bytes.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).resolve().parent
Column = tuple[str, str, str]  # header, meaning, entity
Cell = str | int | float | dt.date
Row = Sequence[Cell]
STAMP = dt.datetime(2024, 6, 3, 9, 0, 0)

# ---------------------------------------------------------------- names
# country -> (male, female, last names); last names are invariable unless a
# pair "male|female" is given.
NAMES: dict[str, tuple[list[str], list[str], list[str]]] = {
    "RO": (
        ["Ion Marian", "Costel", "Florin", "Viorel", "Daniel", "Gheorghe"],
        ["Mihaela", "Andreea", "Ioana Maria", "Loredana", "Alina", "Simona"],
        ["Dumbrăveanu", "Lupaşcu", "Olteanu", "Zăvoianu", "Cârjă", "Munteanu"],
    ),
    "BG": (
        ["Stoyan", "Plamen", "Krasimir", "Dimitar", "Ivaylo", "Asen"],
        ["Radostina", "Petya", "Silviya", "Desislava", "Yana", "Galina"],
        ["Hristov|Hristova", "Manolov|Manolova", "Kirchev|Kircheva", "Donev|Doneva"],
    ),
    "ES": (
        ["José Luis", "Álvaro", "Íñigo", "Francisco", "Raúl"],
        ["María Jesús", "Begoña", "Nuria", "Rocío", "Lucía"],
        ["Quintanar Peña", "Otero Lanza", "Vallejo Muñiz", "Ibáñez Corral"],
    ),
    "DE": (
        ["Jörg", "Matthias", "Uwe", "Kai-Uwe", "Torsten", "Lukas"],
        ["Heike", "Anke", "Sabine", "Käthe", "Jana"],
        ["Brückmann", "Weißhaupt", "Lindenlaub", "Ostermöller", "Kaltwasser"],
    ),
    "FR": (
        ["Jean-Marc", "Loïc", "Cédric", "Théo", "Gaëtan"],
        ["Élodie", "Anaïs", "Maëlle", "Sylvie", "Clémence"],
        ["Bressoud", "Lavergne", "Courtadon", "Périchon", "de Maulévrier"],
    ),
    "PL": (
        ["Paweł", "Łukasz", "Zbigniew", "Mirosław", "Krzysztof", "Adrian"],
        ["Małgorzata", "Bożena", "Żaneta", "Agnieszka", "Wioletta"],
        ["Grzelczyk", "Śliwowski|Śliwowska", "Żmuda", "Dąbrzalski|Dąbrzalska"],
    ),
    "MA": (
        ["Youssef", "Rachid", "Abdelhak", "Mourad"],
        ["Fatima Zahra", "Hanane", "Samira"],
        ["El Khadiri", "Benslama", "Ait Ouarab", "Tazrouti"],
    ),
    "UA": (
        ["Oleksandr", "Bohdan", "Taras", "Serhii"],
        ["Oksana", "Yuliia", "Nataliia", "Olena"],
        ["Hrytsak", "Pavlyshyn", "Dovbnia", "Zarechenko"],
    ),
    "TR": (
        ["Mehmet", "Hakan", "Yusuf", "Serkan"],
        ["Elif", "Zeynep", "Gül"],
        ["Karasuoğlu", "Demirtepe", "Yıldızcan", "Akbulak"],
    ),
    "VN": (
        ["Van Hung", "Minh Duc", "Quoc Anh"],
        ["Thi Lan", "Thi Hoa", "Thuy Linh"],
        ["Nguyen", "Tran", "Pham", "Do"],
    ),
    "AL": (
        ["Arben", "Ilir", "Besnik"],
        ["Elira", "Mirjeta", "Drita"],
        ["Gjokaj", "Hoxhallari", "Prendi"],
    ),
    "CO": (
        ["Jhon Jairo", "Wilmer", "Óscar Iván"],
        ["Yuliana", "Leidy Paola", "Luz Dary"],
        ["Restrepo Anaya", "Cifuentes Mora", "Zuluaga Pineda"],
    ),
    "MD": (
        ["Vasile", "Sergiu", "Andrei"],
        ["Tatiana", "Natalia", "Doina"],
        ["Ciobanaş", "Rotarescu", "Gîscă"],
    ),
}
PLACES = {
    "RO": ["Craiova", "Bacău", "Ţăndărei", "Galaţi"],
    "BG": ["Sliven", "Pazardzhik", "Varna", "Ruse"],
    "ES": ["Zaragoza", "Almería", "Gijón", "Badajoz"],
    "DE": ["Köln", "Görlitz", "Duisburg", "Passau"],
    "FR": ["Roubaix", "Béziers", "Annecy", "Saint-Étienne"],
    "PL": ["Łódź", "Białystok", "Zielona Góra", "Cieszyn"],
    "MA": ["Nador", "Tetuán", "Fez", "Oujda"],
    "UA": ["Lviv", "Chernivtsi", "Odesa"],
    "TR": ["Edirne", "Gaziantep", "İzmir"],
    "VN": ["Vinh", "Hai Phong"],
    "AL": ["Durrës", "Shkodër", "Vlorë"],
    "CO": ["Pereira", "Cali", "Medellín"],
    "MD": ["Bălți", "Chişinău", "Soroca"],
}


class Maker:
    """Random pieces for one sheet, always the same for the same seed."""

    def __init__(self, seed: str) -> None:
        self.r = random.Random(seed)

    def digits(self, count: int) -> str:
        return "".join(self.r.choice("0123456789") for _ in range(count))

    def letters(self, count: int) -> str:
        return "".join(self.r.choice("ABCDEFGHJKLMNPRSTVWXYZ") for _ in range(count))

    def pick(self, *options: str) -> str:
        return self.r.choice(options)

    def person(self, country: str, female: bool) -> tuple[str, str]:
        men, women, last = NAMES[country]
        first = self.r.choice(women if female else men)
        pair = self.r.choice(last).split("|")
        return pair[-1] if female else pair[0], first

    def day(self, start: str, end: str) -> dt.date:
        a, b = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
        return a + dt.timedelta(days=self.r.randrange((b - a).days + 1))

    def born(self, start: int = 1962, end: int = 2002) -> dt.date:
        return self.day(f"{start}-01-01", f"{end}-12-28")

    # Numbers of ranges set aside for fiction, or that no one is given.
    def phone(self, country: str) -> str:
        d = self.digits
        if country == "DE":
            return self.pick("0171 39200" + d(2), "0176 040690" + d(2), "030 23125" + d(3))
        if country == "FR":
            return f"06 39 98 {d(2)} {d(2)}"
        if country == "ES":
            return f"700 0{d(2)} {d(3)}"
        if country == "PL":
            return f"22 000 {d(2)} {d(2)}"
        if country == "BG":
            return f"02/ 000 {d(2)} {d(2)}"
        return f"0044 7700 900{d(3)}"

    def iban(self, country: str) -> str:
        d = self.digits
        if country == "ES":
            bank, account = "9990" + d(4), d(10)
            bban = bank + es_check("00" + bank) + es_check(account) + account
        elif country == "DE":
            bban = "99900" + d(3) + d(10)
        elif country == "FR":
            bban = "99900" + d(5) + d(11)
            bban += f"{97 - int(bban + '00') % 97:02d}"
        elif country == "PL":
            bban = "9990" + d(4) + d(16)
        elif country == "RO":
            bban = "ZQXB" + d(16)
        elif country == "BG":
            bban = "ZQXB" + d(4) + "10" + d(8)
        elif country == "LT":
            bban = "99900" + d(11)
        elif country == "CY":
            bban = "999" + d(5) + d(16)
        else:  # AE
            bban = "999" + d(16)
        text = "".join(str(int(c, 36)) for c in bban + country + "00")
        return f"{country}{98 - int(text) % 97:02d}{bban}"

    def imei(self) -> str:
        body = "00101" + self.digits(9)  # 00: reporting body of test devices
        total = 0
        for i, c in enumerate(body):
            n = int(c) * (2 if i % 2 else 1)
            total += n - 9 if n > 9 else n
        return body + str(-total % 10)

    def imsi(self) -> str:
        return "00101" + self.digits(10)  # 001 01: test network

    def vin(self, start: str) -> str:
        body = start
        while len(body) < 9:
            body += self.r.choice("ABCDEFGHJKLMNPRSTUVWXYZ0123456789")
        return body + self.pick(*"89ABCDEFGHJK") + "0" + self.digits(6)


def es_check(text: str) -> str:
    weights = (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)
    n = 11 - sum(int(c) * w for c, w in zip(text, weights, strict=True)) % 11
    return str({10: 1, 11: 0}.get(n, n))


def spaced(text: str) -> str:
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def dmy(day: dt.date, sep: str) -> str:
    return day.strftime(f"%d{sep}%m{sep}%Y")


def decimal(value: float, places: int = 2, group: str = ".") -> str:
    whole, _, part = f"{value:,.{places}f}".partition(".")
    return whole.replace(",", group) + ("," + part if part else "")


# ---------------------------------------------------------------- writing
def write_truth(name: str, columns: Sequence[Column]) -> None:
    path = HERE / f"{name}.truth.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle, lineterminator="\n")
        out.writerow(("column", "meaning", "entity"))
        out.writerows(columns)


def check(name: str, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    if not 8 <= len(columns) <= 16 or not 15 <= len(rows) <= 40:
        raise ValueError(f"{name}: {len(columns)} columns, {len(rows)} rows")
    for row in rows:
        if len(row) != len(columns):
            raise ValueError(f"{name}: {row}")


def write_csv(
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    sep: str,
    encoding: str,
    newline: str = "\r\n",
) -> None:
    check(name, columns, rows)
    path = HERE / f"{name}.csv"
    with path.open("w", encoding=encoding, newline="") as handle:
        out = csv.writer(handle, delimiter=sep, lineterminator=newline)
        out.writerow([header for header, _, _ in columns])
        out.writerows(rows)
    write_truth(name, columns)


def write_xlsx(
    name: str,
    sheet: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    above: Sequence[str] = (),
    below: Row = (),
    date_format: str = "dd/mm/yyyy",
    number_format: str = "#,##0.00",
    second: tuple[str, Sequence[Row]] | None = None,
) -> None:
    check(name, columns, rows)
    book = xlsxwriter.Workbook(str(HERE / f"{name}.xlsx"), {"default_date_format": date_format})
    book.set_properties({"created": STAMP})
    bold = book.add_format({"bold": True, "text_wrap": True, "border": 1})
    number = book.add_format({"num_format": number_format})
    page = book.add_worksheet(sheet)
    line = 0
    for text in above:
        page.write(line, 0, text)
        line += 1
    for at, (header, _, _) in enumerate(columns):
        page.write(line, at, header, bold)
    for row in [*rows, *([below] if below else [])]:
        line += 1
        for at, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    page.write_string(line, at, cell)
            elif isinstance(cell, dt.date):
                page.write_datetime(line, at, dt.datetime(*cell.timetuple()[:3]))
            elif isinstance(cell, float):
                page.write_number(line, at, cell, number)
            else:
                page.write_number(line, at, cell)
    if second:
        page = book.add_worksheet(second[0])
        for at, row in enumerate(second[1]):
            page.write_row(at, 0, row)
    book.close()
    write_truth(name, columns)


# ---------------------------------------------------------------- Spanish
def es_wanted() -> None:
    columns: list[Column] = [
        ("Nº ORD.", "ignore", "record"),
        ("EXPTE.", "id", "record"),
        ("APELLIDOS Y NOMBRE", "name", "person"),
        ("Alias/apodos", "alias", "person"),
        ("F. NAC.", "birth_date", "person"),
        ("LUGAR NAC.", "birth_place", "person"),
        ("Nac.", "nationality", "person"),
        ("S.", "gender", "person"),
        ("DNI/NIE/PAS.", "document_number", "person"),
        ("Últ. domicilio conocido", "residence", "person"),
        ("DELITO (s)", "offence", "person"),
        ("Reclamado por", "wanted_by", "person"),
        ("Fecha req.", "date", "record"),
        ("Altura cm", "height", "person"),
        ("Señas part.", "distinguishing_marks", "person"),
        ("SIT", "unclear", "unclear"),
    ]
    nat = {
        "RO": "rumana", "BG": "búlgara", "ES": "española", "MA": "marroquí",
        "CO": "colombiana", "AL": "albanesa", "UA": "ucraniana", "FR": "francesa",
    }  # fmt: skip
    m = Maker("es_wanted")
    rows: list[Row] = []
    for n in range(1, 33):
        country = m.pick("RO", "BG", "ES", "ES", "MA", "CO", "AL", "UA", "FR")
        female = m.r.random() < 0.25
        last, first = m.person(country, female)
        born = dmy(m.born(), "/")
        if n in (7, 21):
            born = "00/00/" + born[-4:]
        if n == 14:
            born = ""
        if country == "ES":
            doc = m.digits(8) + bad_letter(m)
        elif m.r.random() < 0.5:
            doc = m.pick("X", "Y") + m.digits(7) + bad_letter(m)
        else:
            doc = f"PAS. {country} {m.digits(8)}"
        street = m.pick(
            "C/ Olmo Viejo", "Avda. de la Ribera Baja", "Pza. del Molino",
            "Pje. Sta. Águeda", "Ctra. del Puerto Chico",
        )  # fmt: skip
        town = m.r.choice(PLACES["ES"])
        home = f"{street}, {m.r.randrange(1, 140)}, {m.pick('1ºA', '3º Dcha.', 'bajo')}"
        home = m.pick(f"{home}, {town}", f"{home} - {town}", "se desconoce", "")
        rows.append(
            (
                n,
                f"{m.pick('2021', '2022', '2023', '2024')}/{m.digits(6)}-R",
                f"{last.upper()}, {first}",
                m.pick("", "", "la Gata", "Chata / La Chata") if female
                else m.pick("", "", "El Rubio", "Chino / Chinito", '"Moro", "Yiyo"',
                            "Nelu", "a) Toni  b) Toño"),
                born,
                f"{m.r.choice(PLACES[country])} ({country})",
                nat[country] + (" / francesa" if n == 11 else ""),
                "M" if female else "V",
                "" if n in (5, 18) else doc,
                home,
                m.pick(
                    "ROBO CON FUERZA", "tráf. drogas", "TRATA SERES HUMANOS; FALS. DOC.",
                    "Estafa", "blanqueo", "Lesiones, amenazas", "HURTO (reincid.)",
                ),
                m.pick(
                    "Jdo. Instr. nº 3 Zaragoza", "JCI 5", "A.P. Almería Secc. 2ª",
                    "Autoridades rumanas (OEDE)", "J.Penal 1 Gijón",
                ),
                dmy(m.day("2021-02-01", "2024-05-10"), "/"),
                "" if m.r.random() < 0.2 else m.r.randrange(155, 196),
                m.pick("", "", "cicatriz ceja izda.", "tatuaje cuello (rosa)",
                       "cojea", "le faltan 2 dedos m. dcha."),
                m.pick("3-K", "1-B", "1-B", "0", "2-K*"),
            )
        )  # fmt: skip
    write_csv("es_requisitorias_activas", columns, rows, sep=";", encoding="utf-8-sig")


def bad_letter(m: Maker) -> str:
    """A letter that Spanish numbers never end in, so that nobody has it."""
    return m.pick("I", "O", "U")


def es_transfers() -> None:
    columns: list[Column] = [
        ("Ref. op.", "id", "transfer"),
        ("F.Valor", "date", "transfer"),
        ("ORDENANTE", "name", "sender"),
        ("IBAN", "iban", "sender"),
        ("PAÍS", "bank_country", "sender"),
        ("BENEFICIARIO", "name", "receiver"),
        ("IBAN", "iban", "receiver"),
        ("PAÍS", "bank_country", "receiver"),
        ("IMPORTE €", "amount", "transfer"),
        ("Imp. orig.", "original_amount", "transfer"),
        ("Div. orig.", "original_currency", "transfer"),
        ("CONCEPTO", "note", "transfer"),
        ("Tfno. ordte.", "phone", "sender"),
        ("Ofic.", "bank_branch", "sender"),
        ("Marca", "unclear", "unclear"),
        ("OBSERV.", "note", "record"),
    ]
    m = Maker("es_transfers")
    firms = [
        "TRANSLITORAL 2019 S.L.", "Frutas Quebrantas SL", "INVERS. ALTOZANO, S.A.",
        "Kaprel Logistik GmbH", "Blue Heron Trading FZE", "UAB Zirgelis",
    ]  # fmt: skip
    homes = ["ES", "ES", "ES", "DE", "AE", "LT"]
    people = [("RO", "RO"), ("ES", "ES"), ("CO", "ES"), ("BG", "BG"), ("FR", "FR")]
    parties = [(f, m.iban(c), c, m.phone(c)) for f, c in zip(firms, homes, strict=True)]
    for country, bank in people * 2:
        last, first = m.person(country, m.r.random() < 0.4)
        name = m.pick(f"{last} {first}", f"{last.upper()}, {first}", f"{first} {last}")
        parties.append((name, m.iban(bank), bank, m.phone(bank)))
    parties.append(("Agios Limani Holdings Ltd", m.iban("CY"), "CY", m.phone("GB")))
    rates = {"EUR": 1.0, "RON": 4.97, "BGN": 1.9558, "AED": 3.97}
    money = {"RO": "RON", "BG": "BGN", "AE": "AED"}
    rows: list[Row] = []
    total = 0.0
    days = sorted(m.day("2023-09-01", "2024-03-29") for _ in range(38))
    for n in range(1, 39):
        sender, receiver = m.r.sample(parties, 2)
        amount = m.r.choice([m.r.randrange(900, 9990) * 1.0, m.r.randrange(90000, 9800000) / 100])
        total += amount
        currency = money.get(receiver[2], "EUR")
        rows.append(
            (
                f"OP-{240000 + n * 7}",
                days[n - 1],
                sender[0],
                m.pick(spaced(sender[1]), sender[1]),
                sender[2],
                receiver[0],
                m.pick(spaced(receiver[1]), receiver[1]),
                receiver[2],
                decimal(amount),
                decimal(amount * rates[currency]),
                currency,
                m.pick("fra. 23/118", "PRÉSTAMO", "ayuda familiar", "pago coche",
                       "s/ contrato", "Factura 0091 y 0092", "alquiler marzo", ""),
                sender[3] if m.r.random() < 0.6 else "",
                "0" + m.digits(3) if sender[2] == "ES" else "",
                m.pick("S", "S", "N2", "", "R"),
                m.pick("", "", "", "ver exp. 114/23", "fraccionada?",
                       "mismo día 3 ops.", "titular fallecido ??"),
            )
        )  # fmt: skip
    below = ("TOTAL", "", "", "", "", "", "", "", decimal(total))
    second = (
        "Notas",
        [
            ("Listado facilitado por la entidad, sin depurar",),
            ("Importes en euros al cambio del día de la operación",),
        ],
    )
    write_xlsx(
        "es_transferencias_sospechosas", "Hoja1", columns, rows,
        below=below, second=second,
    )  # fmt: skip


# ---------------------------------------------------------------- German
def de_calls() -> None:
    columns: list[Column] = [
        ("Lfd.Nr.", "ignore", "record"),
        ("Datum", "date", "link"),
        ("Uhrzeit", "time", "link"),
        ("A-Rufnr.", "phone", "caller"),
        ("B-Rufnr.", "phone", "callee"),
        ("Dauer (s)", "duration", "link"),
        ("Art", "category", "link"),
        ("Ri.", "direction", "link"),
        ("IMEI (A)", "imei", "caller"),
        ("IMSI (A)", "imsi", "caller"),
        ("Zelle", "cell_id", "cell"),
        ("Standort FuZ", "address", "cell"),
        ("Breite", "latitude", "cell"),
        ("Länge", "longitude", "cell"),
        ("Anschl.-Inh. B", "name", "callee"),
        ("KZ2", "unclear", "unclear"),
    ]
    m = Maker("de_calls")
    targets = [
        ("0171 3920017", m.imei(), m.imsi()),
        ("0176 04069042", m.imei(), m.imsi()),
    ]
    cells = [
        ("4711-20", "Köln, Am Alten Speicher 4", 50.93712, 6.96021),
        ("4711-31", "Köln-Mülheim, Dachstandort Ziegelweg", 50.96244, 7.01378),
        ("0815-02", "Görlitz, Mast Neißeaue", 51.16208, 14.99135),
        ("0815-07", "BAB 4, Rastpl. Wiesengrund", 51.13940, 14.72255),
        ("3302-11", "Duisburg, Hafenkante 19", 51.45166, 6.74903),
    ]
    others: list[tuple[str, str]] = []
    for _ in range(9):
        country = m.pick("DE", "DE", "FR", "GB", "ES")
        home = country if country in NAMES else "FR"
        last, first = m.person(home, m.r.random() < 0.4)
        number = m.phone(country)
        if country == "FR":
            number = "+33 6" + number[2:]
        if country == "ES":
            number = "+34 " + number
        if country == "DE" and m.r.random() < 0.5:
            number = number.replace(" ", "/")
        others.append((number, m.pick(f"{last}, {first}", f"{last}, {first}", "", "Prepaid, k.A.")))
    when = dt.datetime(2024, 2, 12, 6, 41, 8)
    rows: list[Row] = []
    for n in range(1, 41):
        when += dt.timedelta(seconds=m.r.randrange(200, 19000))
        target = m.r.choice(targets)
        number, owner = m.r.choice(others)
        west = target is targets[0]
        cell = m.r.choice([c for c in cells if (c[3] < 10) == west])
        out = m.r.random() < 0.6
        kind = m.pick("Gespr.", "Gespr.", "Gespr.", "SMS", "Mobilbox")
        rows.append(
            (
                n,
                when.strftime("%d.%m.%Y"),
                when.strftime("%H:%M:%S"),
                target[0] if out else number,
                number if out else target[0],
                0 if kind == "SMS" else m.r.randrange(4, 1900),
                kind,
                "geh." if out else "kom.",
                target[1] if out else "",
                target[2] if out else "",
                cell[0],
                cell[1],
                f"{cell[2]:.5f}".replace(".", ","),
                f"{cell[3]:.5f}".replace(".", ","),
                owner if out else "",
                m.pick("00", "00", "17", "0A", ""),
            )
        )
    write_csv("de_verbindungsdaten_auszug", columns, rows, sep=";", encoding="cp1252")


def de_companies() -> None:
    columns: list[Column] = [
        ("Az.", "id", "record"),
        ("Firma", "name", "company"),
        ("HRB-Nr.", "registration", "company"),
        ("Sitz", "city", "company"),
        ("Geschäftsanschrift (Str., PLZ Ort)", "address", "company"),
        ("GF: Name, Vorname", "name", "person"),
        ("geb.", "birth_date", "person"),
        ("StA", "nationality", "person"),
        ("Funktion", "role", "link"),
        ("seit", "first", "link"),
        ("bis", "last", "link"),
        ("Anteil %", "share", "link"),
        ("Q", "unclear", "unclear"),
        ("Bem.", "note", "record"),
    ]
    nat = {
        "DE": "deutsch", "RO": "rumänisch", "BG": "bulgarisch", "PL": "polnisch",
        "TR": "türkisch", "VN": "vietnamesisch", "UA": "ukrainisch",
    }  # fmt: skip
    m = Maker("de_companies")
    towns = [("Köln", "50"), ("Görlitz", "02"), ("Duisburg", "47"), ("Passau", "94")]
    firms: list[tuple[str, str, str, str]] = []
    for title in (
        "Kaprel Logistik GmbH", "Nagelstudio Lotosblüte UG (haftungsbeschränkt)",
        "ABRISS-PROFI Ostermöller GmbH", "Blitzblank Objektservice GmbH",
        "Autohandel Seerose e.K.", "Zweite Morgenrot Verwaltungs GmbH",
        "Süd-Ost Personalüberlassung GmbH", "IMBISS AM WEHR GmbH & Co. KG",
        "Weißhaupt Edelmetalle GmbH",
    ):  # fmt: skip
        town, code = m.r.choice(towns)
        street = m.pick("Hafenkante", "Am Ziegelteich", "Kupfergasse", "Alter Kirchweg")
        kind = "HRA" if "e.K." in title or "KG" in title else "HRB"
        firms.append(
            (
                title,
                f"{kind} {m.r.randrange(1000, 99000)}",
                town,
                f"{street} {m.r.randrange(1, 80)}{m.pick('', 'a', 'b')}, {code}{m.digits(3)} {town}",
            )
        )
    rows: list[Row] = []
    for n in range(1, 25):
        firm = m.r.choice(firms) if n > len(firms) else firms[n - 1]
        country = m.pick("DE", "DE", "RO", "BG", "PL", "TR", "VN", "UA")
        female = m.r.random() < 0.35
        last, first = m.person(country, female)
        since = m.day("2016-01-04", "2023-11-30")
        until = since + dt.timedelta(days=m.r.randrange(120, 1500))
        share = m.r.choice([100.0, 50.0, 33.33, 25.1, 12.5])
        rows.append(
            (
                f"ST/{m.digits(4)}/24-{n:02d}",
                firm[0],
                firm[1] if n % 9 else firm[1].replace(" ", "") + " B",
                firm[2],
                firm[3],
                f"{last}, {first}",
                m.born(1955, 1999) if n != 12 else "ca. 1970",
                nat[country] if n != 6 else nat[country] + "/deutsch",
                m.pick("GF", "GF", "Geschäftsführerin" if female else "Gesch.führer",
                       "Prokura", "faktischer GF?", "Ges."),
                since if n % 5 else since.strftime("%m/%Y"),
                until if m.r.random() < 0.4 else m.pick("", "", "lfd."),
                share if m.r.random() < 0.7 else "",
                m.pick("x", "", "", "xx", "o"),
                m.pick("", "", "Strohmann lt. Zeuge", "Briefkasten", "Insolv. angem.",
                       "s. auch Az. Zoll", "Gew.abm. 01.02.2023"),
            )
        )  # fmt: skip
    write_xlsx(
        "de_firmen_geschaeftsfuehrer", "Tabelle1", columns, rows,
        date_format="dd.mm.yyyy",
    )  # fmt: skip


# ---------------------------------------------------------------- Bulgarian
BG_MEN = ["Стоян", "Пламен", "Красимир", "Ивайло", "Асен", "Живко"]
BG_WOMEN = ["Радостина", "Петя", "Силвия", "Десислава", "Яна", "Галина"]
BG_LAST = ["Христов", "Манолов", "Кирчев", "Донев", "Щерев", "Юнаков"]
BG_FOREIGN = {
    "RO": (["Костел", "Флорин"], ["Михаела", "Андрея"], ["Лупашку", "Олтяну"]),
    "TR": (["Мехмет", "Хакан"], ["Елиф", "Зейнеп"], ["Карасуоглу", "Акбулак"]),
    "UA": (["Богдан", "Тарас"], ["Оксана", "Юлия"], ["Грицак", "Довбня"]),
    "MD": (["Василе", "Серджу"], ["Татяна", "Дойна"], ["Чобанаш", "Гъска"]),
    "DE": (["Йорг", "Уве"], ["Хайке", "Анке"], ["Брюкман", "Линденлауб"]),
}
BG_PLATE = "АВЕКМНОРСТУХ"


def bg_person(m: Maker, country: str, female: bool) -> tuple[str, str]:
    if country == "BG":
        last = m.r.choice(BG_LAST) + ("а" if female else "")
        return last, m.r.choice(BG_WOMEN if female else BG_MEN)
    men, women, last_names = BG_FOREIGN[country]
    return m.r.choice(last_names), m.r.choice(women if female else men)


def bg_plate(m: Maker) -> str:
    pair = m.r.choice(BG_PLATE) + m.r.choice(BG_PLATE)
    return f"{m.pick('СВ', 'РВ', 'В', 'СН', 'РА')} {m.digits(4)} {pair}"


def bg_border() -> None:
    columns: list[Column] = [
        ("№", "ignore", "record"),
        ("Дата/час", "date", "check"),
        ("ГКПП", "place", "check"),
        ("Посока", "direction", "check"),
        ("Фамилия", "last_name", "person"),
        ("Име", "first_name", "person"),
        ("Пол", "gender", "person"),
        ("Рожд. дата", "birth_date", "person"),
        ("Гражд.", "nationality", "person"),
        ("Вид док.", "document_type", "document"),
        ("Док. №", "document_number", "document"),
        ("Изд. от (държ.)", "document_country", "document"),
        ("Рег. № МПС", "plate", "vehicle"),
        ("Придр. лица", "name", "companion"),
        ("Рез.", "result", "check"),
        ("Код ОП", "unclear", "unclear"),
    ]
    nat = {
        "BG": ("българско", "България"), "RO": ("румънско", "Румъния"),
        "TR": ("турско", "Турция"), "UA": ("украинско", "Украйна"),
        "MD": ("молдовско", "Молдова"), "DE": ("германско", "Германия"),
    }  # fmt: skip
    m = Maker("bg_border")
    when = dt.datetime(2024, 3, 14, 0, 20)
    rows: list[Row] = []
    for n in range(1, 36):
        when += dt.timedelta(minutes=m.r.randrange(3, 240))
        country = m.pick("BG", "BG", "RO", "TR", "TR", "UA", "MD", "DE")
        female = m.r.random() < 0.35
        last, first = bg_person(m, country, female)
        kind = "паспорт" if country in ("TR", "UA", "MD") else m.pick("паспорт", "ЛК")
        issuer = nat[country][1]
        if n == 23:
            kind, issuer = "ПАСПОРТ (съмн.)", "Румъния"
        companions = []
        for _ in range(m.r.choice([0, 0, 0, 1, 2])):
            other = bg_person(m, country, m.r.random() < 0.5)
            companions.append(f"{other[0]} {other[1]}")
        if country == "BG":
            plate = bg_plate(m)
        elif country == "TR":
            plate = f"{m.pick('22', '34', '35')} {m.letters(3)} {m.digits(3)}"
        else:
            plate = f"{m.letters(2)} {m.digits(4)} {m.letters(2)}"
        rows.append(
            (
                n,
                when.strftime("%d.%m.%Y %H:%M"),
                m.pick("Капитан Андреево", "Кап. Андреево", "Лесово", "Дунав мост"),
                m.pick("вход", "вход", "изход", "ВХ."),
                last.upper(),
                first,
                "ж" if female else "м",
                dmy(m.born(), "."),
                nat[country][0],
                kind,
                m.pick("", "U", "P") + m.digits(8),
                issuer,
                m.pick(plate, plate, "пеша", ""),
                "; ".join(companions),
                m.pick("пропуснат", "пропуснат", "пропуснат", "отказ чл. 8",
                       "задържан", "доп. проверка - НЕ"),
                m.pick("7/Б", "7/А", "-", "11", ""),
            )
        )  # fmt: skip
    write_csv("bg_gkpp_proverki", columns, rows, sep=";", encoding="cp1251")


def bg_vehicles() -> None:
    columns: list[Column] = [
        ("Вх. №", "id", "record"),
        ("Рег.номер", "plate", "vehicle"),
        ("Рама (VIN)", "vin", "vehicle"),
        ("МАРКА, модел", "make_model", "vehicle"),
        ("Цвят", "colour", "vehicle"),
        ("г.п.", "year", "vehicle"),
        ("Собственик (трите имена)", "name", "owner"),
        ("ЕГН/ЛНЧ", "national_id", "owner"),
        ("Адрес собств.", "address", "owner"),
        ("тел.", "phone", "owner"),
        ("Открадн. на", "date", "record"),
        ("РУ", "agency", "record"),
        ("Стойност лв.", "amount", "vehicle"),
        ("Издирва се", "wanted_flag", "vehicle"),
        ("Заб.", "note", "record"),
    ]
    cars = [
        ("ФОЛКСВАГЕН, Голф", "WVWZZZ1K"), ("БМВ, X5", "WBA"), ("Мерцедес, Е 220", "WDD"),
        ("АУДИ, А6", "WAUZZZ4G"), ("Опел, Астра", "W0L"), ("ПЕЖО, 308", "VF3"),
        ("Дачия, Дъстър", "UU1"), ("ТОЙОТА, RAV4", "JTM"), ("Форд, Транзит", "WF0"),
    ]  # fmt: skip
    m = Maker("bg_vehicles")
    rows: list[Row] = []
    for n in range(1, 27):
        female = m.r.random() < 0.3
        ending = "а" if female else ""
        last, first = bg_person(m, "BG", female)
        middle = m.r.choice(BG_LAST) + ending
        car, start = m.r.choice(cars)
        made = m.r.randrange(2008, 2023)
        stolen = m.day("2023-01-05", "2024-05-20")
        rows.append(
            (
                f"{1200 + n * 13}/{stolen.year}",
                bg_plate(m) if n % 8 else bg_plate(m).replace(" ", ""),
                m.vin(start) if n not in (9, 20) else "заличена",
                car,
                m.pick("черен", "св. сив мет.", "бял", "т. син", "червен"),
                made,
                f"{first} {middle} {last}" if n != 15 else '"Бърз Товар" ЕООД',
                bad_egn(m, m.born(1950, 2001), female) if n != 15 else "",
                f"{m.pick('гр. Сливен', 'гр. Русе', 'с. Долна Вереница', 'гр.Варна')}, "
                f"{m.pick('ул. Здравец', 'ж.к. Изток бл.', 'ул. Ал. Стара липа')} "
                f"{m.r.randrange(1, 90)}",
                m.pick(m.phone("BG"), m.phone("BG") + ", " + m.phone("BG"), ""),
                dmy(stolen, ".") + m.pick("", " г.", "г."),
                m.pick("01 РУ Сливен", "02 РУ Варна", "РУ-Русе", "РУ Пазарджик"),
                decimal(m.r.randrange(4, 96) * 500, 2, " "),
                m.pick("да", "ДА", "не", "да"),
                m.pick("", "", "2 бр. ключове налични", "намерена в Румъния?",
                       "застрах. изплатена", "стъкло задно счупено"),
            )
        )  # fmt: skip
    write_xlsx(
        "bg_mps_izdirvani", "Лист1", columns, rows,
        above=("СПИСЪК на издирвани МПС по състояние към 03.06.2024 г.", ""),
    )  # fmt: skip


def bad_egn(m: Maker, born: dt.date, female: bool) -> str:
    """A number of the right shape whose check digit is wrong on purpose."""
    month = born.month + (40 if born.year >= 2000 else 0)
    body = f"{born:%y}{month:02d}{born:%d}{m.digits(2)}"
    body += m.pick(*"13579") if female else m.pick(*"02468")
    weights = (2, 4, 8, 5, 10, 9, 7, 3, 6)
    right = sum(int(c) * w for c, w in zip(body, weights, strict=True)) % 11 % 10
    return body + str((right + 3) % 10)


# ---------------------------------------------------------------- French
FR_NAT = {
    "FR": "française", "RO": "roumaine", "BG": "bulgare", "MA": "marocaine",
    "AL": "albanaise", "VN": "vietnamienne", "CO": "colombienne", "ES": "espagnole",
}  # fmt: skip


def handle(first: str, last: str) -> str:
    """An address part in plain letters."""
    text = unicodedata.normalize("NFKD", f"{first[0]}.{last}".lower())
    return "".join(c for c in text if c.isascii() and (c.isalnum() or c == "."))


def fr_bookings() -> None:
    columns: list[Column] = [
        ("N° dossier", "id", "booking"),
        ("NOM", "last_name", "person"),
        ("Prénom(s)", "first_name", "person"),
        ("Né(e) le", "birth_date", "person"),
        ("Nat.", "nationality", "person"),
        ("Tél.", "phone", "person"),
        ("Courriel", "email", "person"),
        ("Établissement / Cie", "name", "company"),
        ("Vol ou chbre", "flight_or_room", "booking"),
        ("Ville", "city", "booking"),
        ("Du", "first", "booking"),
        ("Au", "last", "booking"),
        ("Prix TTC (€)", "amount", "booking"),
        ("Réglé par", "name", "payer"),
        ("Obs.", "note", "booking"),
    ]
    m = Maker("fr_bookings")
    rows: list[Row] = []
    payers = ["lui-même", "elle-même", "STE TRANSLOC", "PÉRICHON Loïc", "espèces", ""]
    for _ in range(30):
        country = m.pick("FR", "FR", "RO", "BG", "MA", "AL", "VN", "CO", "ES")
        female = m.r.random() < 0.45
        last, first = m.person(country, female)
        start = m.day("2023-12-01", "2024-04-20")
        flight = m.r.random() < 0.4
        end = dmy(start + dt.timedelta(days=m.r.randrange(1, 12)), "/")
        payer = m.r.choice(payers)
        if payer.endswith("même"):
            payer = "elle-même" if female else "lui-même"
        phone = m.phone("FR")
        rows.append(
            (
                f"{m.letters(3)}{m.digits(3)}",
                last.upper(),
                first,
                dmy(m.born(1960, 2004), "/"),
                FR_NAT[country],
                m.pick(phone, phone.replace(" ", ""), phone.replace(" ", "."), ""),
                m.pick(f"{handle(first, last)}{m.digits(2)}@example.org", ""),
                m.pick("Air Ponant", "Aérolignes du Levant") if flight
                else m.pick("Hôtel du Vieux Lavoir", "Résid. Les Goélands", "Hôtel Belle Étape"),
                f"{m.pick('ZX', 'QJ')} {m.digits(4)}" if flight
                else m.pick("ch. ", "") + str(m.r.randrange(101, 420)),
                m.pick("Bucarest", "Tanger", "Tirana", "Sofia") if flight
                else m.r.choice(PLACES["FR"]),
                dmy(start, "/"),
                m.pick(end, "aller simple") if flight else end,
                decimal(m.r.randrange(4500, 98000) / 100, 2, " "),
                payer,
                m.pick("", "", "2 lits", "résa à 4 (même groupe)", "NO SHOW",
                       "arrivée tardive 23h30", "copie passeport faite"),
            )
        )  # fmt: skip
    write_csv("fr_reservations_hotels_vols", columns, rows, sep=",", encoding="utf-8")


def fr_accounts() -> None:
    columns: list[Column] = [
        ("Réf. PV", "id", "record"),
        ("Réseau", "platform", "account"),
        ("Pseudo", "username", "account"),
        ("Lien", "url", "account"),
        ("Nom affiché", "alias", "account"),
        ("Titulaire supposé", "name", "person"),
        ("N° tél rattaché", "phone", "account"),
        ("1ère cnx", "first", "account"),
        ("Dern. cnx", "last", "account"),
        ("Actif O/N", "active", "account"),
        ("Éval.", "evaluation", "record"),
        ("Diff.", "handling", "record"),
    ]
    m = Maker("fr_accounts")
    rows: list[Row] = []
    sites = {
        "Papotons": "papotons.example", "PhotoFil": "photofil.example",
        "MESSAGIX": "messagix.example", "VidéoClap": "videoclap.example",
    }  # fmt: skip
    for n in range(1, 23):
        country = m.pick("FR", "FR", "RO", "MA", "AL", "CO")
        last, first = m.person(country, m.r.random() < 0.4)
        site = m.r.choice(list(sites))
        user = m.pick("le_", "mr.", "x_", "", "la.", "real") + m.pick(
            "rapidos", "tonton", "zaza", "baron", "nuit", "kiki", "transpo"
        )
        user += m.digits(2)
        phone = m.phone("FR")
        start = m.day("2020-03-01", "2023-06-30")
        end = m.day("2023-07-01", "2024-05-31")
        rows.append(
            (
                f"PV {2024}/{m.digits(5)}/{n}",
                site,
                m.pick("@", "") + user,
                f"https://{sites[site]}/{user}",
                m.pick("Le Baron 🔱", "Zaza la blonde", "transport EUROPE 24/7", first,
                       "Tonton", "", "K. du 59"),
                m.pick(f"{last.upper()} {first}", f"{first} {last}", "inconnu", "?"),
                m.pick(phone, "+33 " + phone[1:], "", f"{phone} / {m.phone('FR')}"),
                dmy(start, "/"),
                dmy(end, "/") + f" {m.r.randrange(0, 24)}h{m.r.randrange(60):02d}",
                m.pick("O", "O", "N", "o", "oui"),
                m.pick("A1", "B2", "B3", "C2", "D4"),
                m.pick("DR", "DR", "Usage police", "Ne pas diffuser", "DR - acc. préalable"),
            )
        )  # fmt: skip
    write_csv("fr_comptes_reseaux", columns, rows, sep=";", encoding="utf-8", newline="\n")


# ---------------------------------------------------------------- Polish
def pl_victims() -> None:
    columns: list[Column] = [
        ("Lp.", "ignore", "record"),
        ("Sygn. akt", "case_reference", "case"),
        ("Nr wewn.", "id", "person"),
        ("Imię i nazwisko", "name", "person"),
        ("Dt. ur.", "birth_date", "person"),
        ("Kraj ur.", "birth_country", "person"),
        ("Obyw.", "nationality", "person"),
        ("Płeć", "gender", "person"),
        ("Małol.? (T/N)", "minor", "person"),
        ("Miejsce pobytu", "residence", "person"),
        ("Tel. kont.", "phone", "person"),
        ("Forma wykorzyst.", "category", "person"),
        ("Data ujawn.", "date", "record"),
        ("Sprawca (podejrz.)", "name", "suspect"),
        ("Tłum. jęz.", "language", "person"),
        ("UWAGI", "note", "record"),
    ]
    info = {
        "RO": ("Rumunia", "rumuńska", "rumuński"),
        "BG": ("Bułgaria", "bułgarska", "bułgarski"),
        "UA": ("Ukraina", "ukraińska", "ukr. / ros."),
        "MD": ("Mołdawia", "mołdawska", "rumuński"),
        "VN": ("Wietnam", "wietnamska", "wietnamski"),
        "CO": ("Kolumbia", "kolumbijska", "hiszpański"),
        "PL": ("Polska", "polska", ""),
    }
    m = Maker("pl_victims")
    cases = [f"PO IV Ds. {m.r.randrange(3, 90)}.2023", f"Ds. {m.r.randrange(100, 900)}/24"]
    suspects = []
    for country in ("RO", "PL", "VN", "UA"):
        last, first = m.person(country, False)
        suspects.append(f"{last.upper()} {first}")
    rows: list[Row] = []
    for n in range(1, 29):
        country = m.pick("RO", "BG", "UA", "UA", "MD", "VN", "CO", "PL")
        female = m.r.random() < 0.7
        last, first = m.person(country, female)
        born = m.born(1978, 2008)
        found = m.day("2023-05-02", "2024-05-15")
        young = (found - born).days < 18 * 365.25
        land, adjective, language = info[country]
        phone = m.phone("PL")
        rows.append(
            (
                f"{n}.",
                m.r.choice(cases),
                f"P-{n:03d}",
                f"{first} {last}",
                dmy(born, ".") if n not in (8, 19) else f"ok. {born.year}",
                land,
                adjective if n not in (4, 17) else adjective.upper(),
                "K" if female else "M",
                "T" if young else "N",
                m.pick("ośr. KCIK", "Łódź, hostel", "u rodziny (Cieszyn)",
                       "nieustalone", "wyjazd do kraju poch.", "Białystok"),
                m.pick(phone, phone.replace(" ", "-"), "", f"{phone} lub {m.phone('PL')}"),
                m.pick("praca przym.", "prostytucja", "żebractwo", "praca przym.; długi",
                       "przest. (kradzieże)"),
                dmy(found, "."),
                m.pick(*suspects, "NN", f"{suspects[0]} + 1 NN"),
                language,
                m.pick("", "", "zgoda na kontakt: tak", "nie chce zeznawać",
                       "dok. odebrane przez sprawcę", "przesł. 12.03."),
            )
        )  # fmt: skip
    write_csv("pl_pokrzywdzeni", columns, rows, sep=";", encoding="utf-8")


def pl_seizures() -> None:
    columns: list[Column] = [
        ("Nr dow.", "id", "item"),
        ("RODZAJ", "category", "item"),
        ("Marka/model", "make_model", "item"),
        ("Nr fabr.", "serial_number", "item"),
        ("Szt.", "quantity", "item"),
        ("Waga (kg)", "weight", "item"),
        ("Data zatrz.", "date", "seizure"),
        ("Zatrz. u", "name", "person"),
        ("Jednostka", "agency", "seizure"),
        ("zn.", "unclear", "unclear"),
    ]
    goods = [
        ("pistolet", ["Wicher P9", "Radwan 45", "b/o"], True, (0.6, 1.2)),
        ("karabinek", ["Zubr K-2", "samoróbka"], True, (2.8, 4.1)),
        ("amunicja 9 mm", [""], False, (0.1, 3.0)),
        ("marihuana", [""], False, (0.05, 14.0)),
        ("papierosy b/akcyzy", ["Złota Mewa"], False, (2.0, 60.0)),
        ("rower (kradz.)", ["Jaskółka MTB 29"], True, (11.0, 16.0)),
        ("telefon kom.", ["Halo X3", "Halo Mini"], True, (0.1, 0.3)),
        ("katalizator", [""], False, (3.0, 8.0)),
    ]
    m = Maker("pl_seizures")
    rows: list[Row] = []
    for n in range(1, 31):
        kind, models, numbered, (low, high) = m.r.choice(goods)
        if kind.startswith("amunicja"):
            count = m.r.randrange(5, 240)
        elif kind.startswith("papierosy"):
            count = m.r.randrange(200, 9000, 20)
        else:
            count = 1
        last, first = m.person(m.pick("PL", "PL", "PL", "UA", "BG"), m.r.random() < 0.15)
        rows.append(
            (
                f"Drz {m.r.randrange(10, 99)}/24 poz. {n}",
                kind if n % 6 else kind.upper(),
                m.r.choice(models),
                m.pick(m.letters(2) + m.digits(5), m.letters(2) + m.digits(5), "spiłowany", "brak")
                if numbered else "",
                "" if kind == "marihuana" else count,
                f"{m.r.uniform(low, high):.3f}".rstrip("0").replace(".", ","),
                m.day("2023-10-01", "2024-05-28").isoformat(),
                m.pick(f"{last} {first}", f"{last.upper()} {first}", "NN (porzucone)"),
                m.pick("KPP Cieszyn", "KMP Łódź", "KWP Białystok", "PSG Zgorzelec"),
                m.pick("//", "b", "B", "", "2//"),
            )
        )  # fmt: skip
    write_csv("pl_zatrzymane_przedmioty", columns, rows, sep=",", encoding="utf-8")


def main() -> None:
    es_wanted()
    es_transfers()
    de_calls()
    de_companies()
    bg_border()
    bg_vehicles()
    fr_bookings()
    fr_accounts()
    pl_victims()
    pl_seizures()


if __name__ == "__main__":
    main()
