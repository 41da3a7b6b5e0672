"""The delimited exports: Romania (plain headers), Bulgaria (cp1251, mapped), Spain (tab separated, mapped)."""

import csv
import io
from pathlib import Path

from _lantern.desk import Count, Desk
from _lantern.world import Person

ALPHA3 = {
    "RO": "ROU", "MD": "MDA", "DE": "DEU", "BG": "BGR", "GR": "GRC", "TR": "TUR", "UA": "UKR", "NL": "NLD",
    "ES": "ESP", "AE": "ARE", "SY": "SYR", "MA": "MAR", "AL": "ALB",
}  # fmt: skip
SPANISH = {
    "RO": "Rumanía", "MD": "Moldavia", "DE": "Alemania", "BG": "Bulgaria", "GR": "Grecia", "TR": "Turquía",
    "UA": "Ucrania", "NL": "Países Bajos", "ES": "España", "AE": "Emiratos Árabes Unidos", "SY": "Siria",
    "MA": "Marruecos", "AL": "Albania",
}  # fmt: skip
BULGARIAN_TIES = ["познат", "съучастник", "роднина", "пътува с", "съквартирант"]
CONCEPTS = ["alquiler", "préstamo", "servicios", "regalo", "factura", "transporte"]


def write(path: Path, rows: list[list[str]], *, delimiter: str = ",", encoding: str = "utf-8", end: str = "\n") -> None:
    """Write rows as they are, also those with too many or too few fields; an empty row is a blank line."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def romania(desk: Desk, out: Path) -> dict[str, Count]:
    """Write ro_persons.csv and ro_links.csv with plain headers."""
    header = "id,name,birth_date,nationality,role,category,phone,document_number,document_country,city,country"
    rows = [_romanian(desk, person) for person in desk.people]
    rows[4][2] = rows[4][2][:4]
    rows[11][2] = "1987-02-30"
    short, long, nameless = rows[20][:7], [*rows[31], "vezi dosar"], ["", *rows[40][1:]]
    short[0], long[0] = "RO-8001", "RO-8002"
    rows[60:60] = [short, rows[7], nameless]
    rows[90:90] = [[], long]
    write(out / "ro_persons.csv", [header.split(","), *rows])
    links = _romanian_links(desk)
    write(out / "ro_links.csv", [["source", "target", "type", "date", "evaluation"], *links])
    return {"ro_persons.csv": Count(len(rows) - 1, 3, 1), "ro_links.csv": Count(len(links) - 1, 3, 2)}


def _romanian(desk: Desk, person: Person) -> list[str]:
    paper, phone = desk.knows(person, "document"), desk.knows(person, "phone")
    return [
        desk.native[person.id], desk.name(person), person.birth.isoformat(), ";".join(person.nationalities),
        person.role, person.category, desk.written_phone(person, home="-") if phone else "",
        person.passport if paper else "", person.passport_country if paper else "", person.city,
        person.country if person.nationalities else "",
    ]  # fmt: skip


def _romanian_links(desk: Desk) -> list[list[str]]:
    rng, rows = desk.rng, []
    for tie in desk.ties:
        for _ in range(rng.choice([1, 1, 1, 1, 2])):
            kind = "Associate" if tie.flow else rng.choices(["Associate", "Family", "UnknownLink"], [80, 8, 12])[0]
            rows.append([desk.native[tie.a], desk.native[tie.b], kind, desk.day().isoformat(), f"4x4:{desk.grade()}"])
    rows[15:15] = [["RO-9001", rows[3][1], "Associate", "2025-03-04", "4x4:C3"]]
    rows[70:70] = [[rows[9][0], "RO-9002", "UnknownLink", "2025-11-19", "4x4:X4"], rows[12], []]
    rows[120:120] = [["", rows[30][1], "Associate", "2026-01-08", "4x4:B2"], rows[44][:3], rows[50]]
    rows.append([*rows[80], "?"])
    return rows


def bulgaria(desk: Desk, out: Path) -> dict[str, Count]:
    """Write bg_persons.csv (cp1251, semicolons, day first) and bg_associates.csv (UTF-8), each with a mapping."""
    header = "ИН;Име;Роден;Гражданство;Тел;Паспорт;Държава на паспорта;Роля;Категория;Малолетен;Град;Оценка;Код"
    rows = [_bulgarian(desk, person) for person in desk.people]
    rows[8][2] = "31.02.1988"
    rows[50:50] = [rows[2], ["109999", "Неизвестен", "12.04.1990"], ["", *rows[17][1:]]]
    rows.append(rows[23])
    write(out / "bg_persons.csv", [header.split(";"), *rows], delimiter=";", encoding="cp1251", end="\r\n")
    ties = _bulgarian_ties(desk)
    header = "Лице 1;Лице 2;Връзка;Дата;Източник;Оценка"
    write(out / "bg_associates.csv", [header.split(";"), *ties], delimiter=";")
    return {"bg_persons.csv": Count(len(rows), 2, 2), "bg_associates.csv": Count(len(ties), 2, 3)}


def _bulgarian(desk: Desk, person: Person) -> list[str]:
    paper, phone = desk.knows(person, "document"), desk.knows(person, "phone")
    minor = person.rank == "victim" and person.birth.year >= 2008
    return [
        desk.native[person.id], desk.name(person), f"{person.birth:%d.%m.%Y}",
        ", ".join(ALPHA3[c] for c in person.nationalities),
        desk.written_phone(person, home="BG") if phone else "", person.passport if paper else "",
        ALPHA3[person.passport_country] if paper else "", person.role, person.category, "true" if minor else "",
        person.city if person.country == "BG" else "", desk.grade(), desk.rng.choice(["H0", "H0", "H1", "H2"]),
    ]  # fmt: skip


def _bulgarian_ties(desk: Desk) -> list[list[str]]:
    rng, rows = desk.rng, []
    offices = ["Дирекция Фенер, София", "Гранична служба Русе"]
    for tie in desk.ties:
        a, b, kind = desk.native[tie.a], desk.native[tie.b], rng.choice(BULGARIAN_TIES)
        for office in offices if rng.random() < 0.25 else offices[:1]:
            rows.append([a, b, kind, f"{desk.day():%d.%m.%Y}", office, desk.grade()])
    rows[25:25] = [rows[4], ["", "", "познат", "03.03.2025", offices[0], "B2"]]
    rows[80:80] = [rows[31][:4], rows[40], rows[41]]
    return rows


def spain(desk: Desk, out: Path) -> dict[str, Count]:
    """Write es_payments.tsv: one payment a row, both sides with account, document and nationality."""
    side = "{0} ID|{0}|Nacionalidad {1}|Documento {1}|País documento {1}|IBAN {1}|Papel {1}|Categoría {1}"
    header = ["Fecha", *side.format("Ordenante", "ordenante").split("|")]
    header += [*side.format("Beneficiario", "beneficiario").split("|"), "Importe", "Moneda", "Concepto", "Evaluación"]
    sides = {person.id: _spanish(desk, person) for person in desk.people}
    rows = []
    for tie in desk.ties:
        for _ in range(desk.rng.choice([1, 1, 2, 3])):
            amount = f"{desk.rng.randrange(150, 9000)}.{desk.rng.choice(['00', '50', '75'])}"
            money = [amount, desk.rng.choice(["EUR", "EUR", "USD"]), desk.rng.choice(CONCEPTS)]
            rows.append([f"{desk.day():%d/%m/%Y}", *sides[tie.a], *sides[tie.b], *money, f"4x4:{desk.grade()}"])
    blank = [""] * 8
    rows[10][0] = "31/04/2025"
    rows[35:35] = [rows[6], ["14/05/2025", *blank, *blank, "900.00", "EUR", "efectivo", "4x4:X4"], rows[21][:12]]
    rows[60:60] = [rows[44], [*rows[18], "revisar"]]
    write(out / "es_payments.tsv", [header, *rows], delimiter="\t")
    return {"es_payments.tsv": Count(len(rows), 3, 2)}


def _spanish(desk: Desk, person: Person) -> list[str]:
    paper = desk.knows(person, "document")
    return [
        desk.native[person.id], desk.name(person), "; ".join(SPANISH[c] for c in person.nationalities),
        person.passport if paper else "", person.passport_country if paper else "", person.iban,
        person.role, person.category,
    ]  # fmt: skip
