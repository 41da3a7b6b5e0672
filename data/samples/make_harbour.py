"""Make the invented sample case `harbour`, with the truth of it laid beside the folder.

A small case of journeys: persons recruited in four countries and exploited in three, by land and by sea, with those
who drove them and those who took the money. Five exports of five agencies. Everything is drawn from one seed; the same
seed gives the same bytes. Nothing of netintel is imported.

    python data/samples/make_harbour.py --seed 3 --out data/samples/harbour
"""

import argparse
import csv
import io
import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).parent

# name, country, kind, latitude, longitude: towns are where they are, everything in them is invented
PLACES = {
    "chisinau": ("Bus yard Salcia", "MD", "Address", 47.01, 28.86),
    "iasi": ("Agency Lunca", "RO", "Address", 47.16, 27.59),
    "constanta": ("Farm Marea", "RO", "Address", 44.17, 28.63),
    "nadlac": ("Point Alder", "HU", "BorderPoint", 46.18, 20.72),
    "wels": ("Rest area Birke", "AT", "Place", 48.16, 14.02),
    "hamburg-1": ("Flat Kranich", "DE", "Address", 53.55, 9.96),
    "hamburg-2": ("Flat Reiher", "DE", "Address", 53.54, 9.99),
    "hamburg-3": ("Bar Anker", "DE", "Address", 53.55, 9.95),
    "plovdiv": ("Agency Topola", "BG", "Address", 42.14, 24.75),
    "patras": ("Quay Delfini", "GR", "BorderPoint", 38.25, 21.73),
    "izmir": ("Hotel Martı", "TR", "Address", 38.42, 27.14),
    "durres": ("Quay Pulëbardha", "AL", "BorderPoint", 41.31, 19.45),
    "bari": ("Quay Gabbiano", "IT", "BorderPoint", 41.13, 16.86),
    "foggia-1": ("Farm Ulivo", "IT", "Address", 41.44, 15.54),
    "foggia-2": ("Farm Mandorlo", "IT", "Address", 41.42, 15.57),
}


@dataclass
class Way:
    """A planted route: its stops with days from the start, how many victims took it, and who drove them."""

    name: str
    stops: Sequence[tuple[str, int]]
    victims: int
    drivers: int = 0
    back: int = 0
    citizen: str = ""


WAYS = (
    Way("land", [("chisinau", 0), ("iasi", 9), ("nadlac", 11), ("wels", 12), ("hamburg", 14)], 18, 4, 0, "MD"),
    Way(
        "land and back", [("chisinau", 0), ("iasi", 9), ("nadlac", 11), ("wels", 12), ("hamburg", 14)], 7, 0, 210, "MD"
    ),
    Way("ferry", [("plovdiv", 0), ("patras", 8), ("bari", 10), ("foggia", 12)], 14, 3, 0, "BG"),
    Way("crossing", [("durres", 0), ("bari", 1), ("foggia", 3)], 9, 2, 0, "AL"),
    Way("at home", [("iasi", 0), ("constanta", 20)], 6, 0, 0, "RO"),
    Way("few", [("izmir", 0), ("patras", 5), ("bari", 7), ("foggia", 9)], 3, 0, 0, "TR"),
    Way("known by citizenship alone", [("wels", 0)], 8, 0, 0, "NG"),
)

FIRST = "Ana Ion Lia Radu Mila Petar Elira Gent Sena Emre Ada Chidi Ilie Vera Todor Nela Arben Besa Oana Dan".split()
LAST = "Salcie Ursu Munteanu Topolov Gaitan Delvina Kaya Okoro Lupan Sirbu Petkov Hoxhaj Prifti Ciobanu Aksoy".split()


@dataclass
class Person:
    """Somebody of the case, as it really is."""

    id: str
    name: str
    citizen: str
    category: str
    role: str
    way: str
    born: int
    document: str
    steps: list[tuple[str, date]] = field(default_factory=list)


class World:
    """The truth: who went where and when."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.persons: list[Person] = []
        for way in WAYS:
            for _ in range(way.victims):
                self._journey(self._person(way, "victim", "victim"), way)
            for _ in range(way.drivers):
                driver = self._person(way, "suspect", "transporter")
                for _ in range(2):
                    self._drive(driver, way)
        self.takers = [self._person(WAYS[0], "suspect", "exploiter") for _ in range(3)]
        self.takers += [self._person(WAYS[2], "suspect", "exploiter") for _ in range(3)]
        self.banker = self._person(WAYS[3], "suspect", "launderer")
        self.passers = [
            self._person(Way("none", [], 0, citizen=c), "unknown", "") for c in "HU RO AT DE RO HU".split() * 5
        ]

    def _person(self, way: Way, category: str, role: str) -> Person:
        number = len(self.persons) + 1
        name = f"{self.rng.choice(FIRST)} {self.rng.choice(LAST)}"
        born = self.rng.randint(1975, 2005)
        document = f"{way.citizen}{self.rng.randint(100000, 999999)}"
        person = Person(f"h{number:03}", name, way.citizen, category, role, way.name, born, document)
        self.persons.append(person)
        return person

    def _day(self) -> date:
        return date(2024, 2, 1) + timedelta(self.rng.randint(0, 400))

    def _at(self, stop: str) -> str:
        return self.rng.choice([place for place in PLACES if place.startswith(stop)])

    def _journey(self, person: Person, way: Way) -> None:
        day = self._day()
        person.steps = [(self._at(stop), day + timedelta(after)) for stop, after in way.stops]
        if way.back:
            person.steps.append((person.steps[0][0], day + timedelta(way.back)))

    def _drive(self, person: Person, way: Way) -> None:
        day = self._day()
        person.steps += [(self._at(stop), day + timedelta(after)) for stop, after in way.stops[1:]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options and make the case."""
    parser = argparse.ArgumentParser(description="Make the invented sample case harbour.")
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--out", type=Path, default=HERE / "harbour")
    options = parser.parse_args(arguments)
    make(options.seed, options.out)


def make(seed: int, out: Path) -> None:
    """Write the exports of one seed into a folder and the truth beside it as `<out>.truth.json`."""
    out.mkdir(parents=True, exist_ok=True)
    world = World(seed)
    counts = {
        "md_shelter.csv": _shelter(world, out, ("land", "land and back")),
        "it_interviews.csv": _interviews(world, out, ("ferry", "crossing", "few")),
        "hu_crossings.csv": _crossings(world, out),
        "de_trips.ftm.json": _trips(world, out),
        "flows.csv": _flows(world, out),
    }
    for part in (HERE / "harbour" / "case.toml", *sorted((HERE / "harbour").glob("*.mapping.yml"))):
        target = out / part.name
        if not target.exists() or not target.samefile(part):
            target.write_bytes(part.read_bytes())
    text = json.dumps(_truth(world, counts), ensure_ascii=False, indent=1)
    out.with_name(out.name + ".truth.json").write_bytes((text + "\n").encode())


def _table(path: Path, rows: list[list[object]], delimiter: str, encoding: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def _of(world: World, ways: Sequence[str], category: str) -> list[Person]:
    return [person for person in world.persons if person.way in ways and person.category == category]


def _place(key: str) -> list[object]:
    name, country, kind, lat, lon = PLACES[key]
    return [key, name, country, kind, lat, lon]


def _shelter(world: World, out: Path, ways: Sequence[str]) -> dict[str, int]:
    """A shelter tells of those it helped: one row a stay, from recruitment to return; two rows are repeated or bad."""
    rows: list[list[object]] = [
        ["Cod", "Cetățenie", "Anul nașterii", "Ce", "Data", "Loc", "Denumire", "Țara", "Fel", "Lat", "Lon"]
    ]
    for person in _of(world, ways, "victim"):
        for place, number, day in ((p, i, d) for i, (p, d) in enumerate(person.steps)):
            what = _what(person, number)
            said = day.isoformat() if what != "Exploitation" else f"{day:%Y-%m}"
            rows.append([person.id, person.citizen, person.born, what, said, *_place(place)])
    rows.append(rows[3])
    rows.append(["", *rows[4][1:]])
    _table(out / "md_shelter.csv", rows, ",", "utf-8")
    return {"read": len(rows) - 1, "quarantined": 1, "duplicates": 1}


def _what(person: Person, number: int) -> str:
    place = person.steps[number][0]
    if number == 0:
        return "Recruitment"
    if place.startswith(("hamburg", "foggia", "constanta")):
        return "Exploitation"
    return "BorderCrossing" if PLACES[place][2] == "BorderPoint" else "Stay"


def _interviews(world: World, out: Path, ways: Sequence[str]) -> dict[str, int]:
    """A prosecutor's interviews: days as Italians write them; also those recruited and exploited at home."""
    rows: list[list[object]] = [
        ["Persona", "Cittadinanza", "Fatto", "Giorno", "Luogo", "Nome luogo", "Paese", "Tipo", "Lat", "Lon"]
    ]
    for person in _of(world, (*ways, "at home"), "victim"):
        for number, (place, day) in enumerate(person.steps):
            rows.append([person.id, person.citizen, _what(person, number), f"{day:%d/%m/%Y}", *_place(place)])
    for person in _of(world, ("known by citizenship alone",), "victim"):
        place, day = person.steps[0]
        rows.append([person.id, person.citizen, "Identification", f"{day:%d/%m/%Y}", *_place(place)])
    _table(out / "it_interviews.csv", rows, ";", "utf-8")
    return {"read": len(rows) - 1, "quarantined": 0, "duplicates": 0}


def _crossings(world: World, out: Path) -> dict[str, int]:
    """A border post: every person checked, with the countries they said they came from and went to."""
    rows: list[list[object]] = [
        [
            "Sorszám",
            "Személy",
            "Név",
            "Állampolgárság",
            "Okmány",
            "Minőség",
            "Időpont",
            "Pont",
            "Pont neve",
            "Szél",
            "Hossz",
            "Honnan",
        ]
    ]
    checked = [
        (person, day) for person in world.persons for place, day in person.steps
        if place == "nadlac" and person.category == "suspect"
    ]  # fmt: skip
    checked += [(person, world._day()) for person in world.passers]
    for number, (person, day) in enumerate(sorted(checked, key=lambda seen: (seen[1], seen[0].id)), 1):
        hour, minute = world.rng.randint(0, 23), world.rng.randint(0, 59)
        what = "gyanúsított" if person.category == "suspect" else ""
        name, _, _, lat, lon = PLACES["nadlac"]
        when = f"{day:%d.%m.%Y} {hour:02}:{minute:02}"
        rows.append(
            [
                number,
                person.id,
                person.name,
                person.citizen,
                person.document,
                what,
                when,
                "nadlac",
                name,
                lat,
                lon,
                "RO",
            ]
        )
    _table(out / "hu_crossings.csv", rows, ";", "cp1250")
    return {"read": len(rows) - 1, "quarantined": 0, "duplicates": 0}


def _trips(world: World, out: Path) -> dict[str, int]:
    """A police file of drivers: trips with places and days, and payments to those who had people work."""
    lines: list[dict[str, object]] = []

    def say(key: str, schema: str, **properties: object) -> None:
        lines.append({"id": key, "schema": schema, "properties": {k: [str(v)] for k, v in properties.items()}})

    for key in sorted(PLACES):
        name, country, _, lat, lon = PLACES[key]
        say(f"de-{key}", "Address", name=name, full=name, country=country.lower(), latitude=lat, longitude=lon)
    drivers = [person for person in world.persons if person.role == "transporter"]
    for person in [*drivers, *world.takers, world.banker]:
        known = {"name": person.name, "nationality": person.citizen.lower(), "passportNumber": person.document}
        say(f"de-{person.id}", "Person", **known, role=person.role)
    for person in drivers:
        for number, ((begin, first), (end, last)) in enumerate(zip(person.steps, person.steps[1:], strict=False)):
            if first <= last <= first + timedelta(30):
                key = f"de-trip-{person.id}-{number}"
                say(
                    key, "Trip", name=f"Trip {number}", startLocation=f"de-{begin}", endLocation=f"de-{end}",
                    startDate=first, endDate=last, involved=f"de-{person.id}",
                )  # fmt: skip
    for number in range(40):
        taker = world.takers[number % len(world.takers)]
        payer = drivers[number % len(drivers)] if number % 4 == 0 else taker
        payee = taker if payer is not taker else world.banker
        say(
            f"de-pay-{number}", "Payment", payer=f"de-{payer.id}", beneficiary=f"de-{payee.id}",
            amount=100 * world.rng.randint(4, 60), currency="EUR", date=world._day(),
        )  # fmt: skip
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (out / "de_trips.ftm.json").write_bytes(text.encode())
    return {"read": len(lines), "quarantined": 0, "duplicates": 0}


def _flows(world: World, out: Path) -> dict[str, int]:
    """An international organisation's table of cases, of which only counts may be read."""
    rows: list[list[object]] = [["yearOfRegistration", "citizenship", "CountryOfExploitation", "isForcedLabour"]]
    for citizen, place, cases in (("MDA", "DEU", 21), ("BGR", "ITA", 12), ("ALB", "ITA", 7), ("TUR", "ITA", 3)):
        rows += [[world.rng.choice((2023, 2024)), citizen, place, 1] for _ in range(cases)]
    _table(out / "flows.csv", rows, ",", "utf-8")
    return {"read": len(rows) - 1, "quarantined": 0, "duplicates": 0}


def _truth(world: World, counts: dict[str, dict[str, int]]) -> dict[str, object]:
    victims = [person for person in world.persons if person.category == "victim"]
    ways = Counter(" > ".join(_countries(person)) for person in victims if len(person.steps) > 1)
    cells = {"Hamburg": "hamburg", "Foggia": "foggia", "Bari": "bari", "Point Alder": "nadlac"}
    return {
        "routes": dict(sorted(ways.items())),
        "proxy_routes": {"NG > AT": 8},
        "withheld_routes": ["TR > GR > IT"],
        "flows": {"MD > DE": 21, "BG > IT": 12, "AL > IT": 7},
        "hotspots": {
            name: {
                "lat": PLACES[next(key for key in PLACES if key.startswith(start))][3],
                "lon": PLACES[next(key for key in PLACES if key.startswith(start))][4],
                "victims": sum(any(place.startswith(start) for place, _ in person.steps) for person in victims),
            }
            for name, start in cells.items()
        },
        "persons": [
            {
                "id": p.id,
                "category": p.category,
                "role": p.role,
                "way": p.way,
                "steps": [[s, str(d)] for s, d in p.steps],
            }
            for p in world.persons
        ],
        "expected": counts,
    }


def _countries(person: Person) -> list[str]:
    found: list[str] = []
    for place, _ in person.steps:
        country = PLACES[place][1]
        if not found or found[-1] != country:
            found.append(country)
    return found if len(found) > 1 else found * 2


if __name__ == "__main__":
    main()
