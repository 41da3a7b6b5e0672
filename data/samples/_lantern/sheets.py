"""The workbooks: Ukraine (calls and subscribers) and the Emirates (a hawala ledger in Arabic)."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from _lantern.desk import Count, Desk
from _lantern.identifiers import national
from _lantern.world import FILES, Person

Cell = str | int | float | datetime
RUSSIAN = {
    "RO": "Румыния", "MD": "Молдова", "DE": "Германия", "BG": "Болгария", "GR": "Греция", "TR": "Турция",
    "UA": "Украина", "NL": "Нидерланды", "ES": "Испания", "AE": "Объединенные Арабские Эмираты", "SY": "Сирия",
    "MA": "Марокко", "AL": "Албания",
}  # fmt: skip
ARABIC = {
    "RO": "رومانيا", "MD": "مولدوفا", "DE": "ألمانيا", "BG": "بلغاريا", "GR": "اليونان", "TR": "تركيا",
    "UA": "أوكرانيا", "NL": "هولندا", "ES": "إسبانيا", "AE": "الإمارات العربية المتحدة", "SY": "سوريا",
    "MA": "المغرب", "AL": "ألبانيا",
}  # fmt: skip
CALL_CENTRE = "+380443900100"


def write(path: Path, sheets: dict[str, list[list[Cell]]]) -> None:
    """Write a workbook with fixed dates, its parts stored uncompressed: the same bytes on every machine."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": datetime(2026, 10, 5)})
        clock = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for place, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(place, column, cell, clock)
                    elif isinstance(cell, str):
                        if cell:
                            sheet.write_string(place, column, cell)
                    else:
                        sheet.write_number(place, column, cell)
    with zipfile.ZipFile(path) as packed:
        parts = [(name, packed.read(name)) for name in packed.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as plain:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, (2026, 10, 5, 0, 0, 0))
            entry.create_system = 3
            plain.writestr(entry, content)


def ukraine(desk: Desk, out: Path) -> tuple[dict[str, Count], list[str]]:
    """Write ua_calls.xlsx; also give the ids of those who called the call centre."""
    calls: list[list[Cell]] = []
    for tie in desk.ties:
        a, b = (_dialled(desk, person) for person in desk.ends(tie))
        for _ in range(desk.rng.choice([1, 1, 2, 3, 5])):
            pair = [a, b] if tie.flow or desk.rng.random() < 0.6 else [b, a]
            calls.append(_call(desk, pair))
    callers = desk.rng.sample(desk.people, 66)
    for person in callers:
        calls.append(_call(desk, [_dialled(desk, person), national(CALL_CENTRE, "UA")]))
    desk.rng.shuffle(calls)
    calls[30:30] = [calls[3], calls[11]]
    calls[90:90] = [["", "", datetime(2025, 6, 2, 11, 30), 41, "admiralty:C3"], calls[52], calls[60]]
    head: list[Cell] = ["Номер А", "Номер Б", "Початок", "Тривалість, с", "Оцінка"]
    subscribers = [_subscriber(desk, person) for person in desk.people]
    subscribers[5][2] = "31.06.1991"
    subscribers[40:40] = [["", "Невідомий", *[""] * 8], subscribers[14]]
    titles: list[Cell] = [
        "ІД", "ПІБ", "Дата народження", "Громадянство", "Телефон", "Паспорт", "Країна паспорта", "Роль",
        "Категорія", "Місто",
    ]  # fmt: skip
    write(out / FILES["ua"], {"Дзвінки": [head, *calls], "Абоненти": [titles, *subscribers]})
    return {FILES["ua"]: Count(len(calls) + len(subscribers), 2, 5)}, sorted(p.id for p in callers)


def _dialled(desk: Desk, person: Person) -> str:
    number = desk.phone(person)
    return national(number, "UA") if person.country == "UA" else number


def _call(desk: Desk, pair: list[str]) -> list[Cell]:
    return [*pair, desk.moment(), desk.rng.randrange(4, 1800), f"admiralty:{desk.grade(admiralty=True)}"]


def _subscriber(desk: Desk, person: Person) -> list[Cell]:
    paper = desk.knows(person, "document")
    return [
        desk.native[person.id], desk.name(person), f"{person.birth:%d.%m.%Y}",
        "; ".join(RUSSIAN[c] for c in person.nationalities), _dialled(desk, person),
        person.passport if paper else "", person.passport_country if paper else "", person.role, person.category,
        person.city,
    ]  # fmt: skip


def emirates(desk: Desk, out: Path, exchange: str) -> tuple[dict[str, Count], list[str]]:
    """Write ae_hawala.xlsx; also give the ids of those whose transfers were settled through the exchange's wallet."""
    side = ["رقم {}", "{}", "جنسية {}", "هاتف {}", "جواز {}", "بلد جواز {}"]
    head: list[Cell] = ["التاريخ", *(t.format("المرسل") for t in side), *(t.format("المستلم") for t in side)]
    head += ["المبلغ", "العملة", "المحفظة", "التقييم"]
    sides = {person.id: _keeper(desk, person) for person in desk.people}
    rows, users = [], set()
    for tie in desk.ties:
        for _ in range(desk.rng.choice([1, 2, 2, 3])):
            settled = desk.rng.random() < 0.3
            if settled:
                users.add(tie.a)
            day: date = desk.day()
            money: list[Cell] = [desk.rng.randrange(5, 400) * 100, desk.rng.choice(["AED", "AED", "USD"])]
            tail: list[Cell] = [exchange if settled else "", f"admiralty:{desk.grade(admiralty=True)}"]
            rows.append([day.isoformat(), *sides[tie.a], *sides[tie.b], *money, *tail])
    rows[4:4] = [["2025-09-12", *[""] * 12, 12000, "AED", "", "admiralty:F6"]]
    rows.append(rows[2])
    write(out / FILES["ae"], {"دفتر": [head, *rows]})
    return {FILES["ae"]: Count(len(rows), 1, 1)}, sorted(users)


def _keeper(desk: Desk, person: Person) -> list[Cell]:
    paper, phone = desk.knows(person, "document"), desk.knows(person, "phone")
    return [
        desk.native[person.id], desk.name(person), "; ".join(ARABIC[c] for c in person.nationalities),
        desk.written_phone(person, home="-") if phone else "", person.passport if paper else "",
        person.passport_country if paper else "",
    ]  # fmt: skip
