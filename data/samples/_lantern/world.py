"""The invented ring as it truly is: persons, cells, brokers, ties. What the exports show of it comes later.

Cells are national and dense; bosses stand in their middle. Brokers belong to a cell and tie a few people there
to a few people in cells of other countries, so that their degree stays ordinary. Corridors are pairs of
countries with many thin ties, spread over many people.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations

from _lantern import identifiers, names

BLOCS = {"carpathian": ["RO", "MD", "DE"], "aegean": ["BG", "GR", "TR"], "southern": ["UA", "NL", "ES", "AE"]}
COUNTRIES = [country for members in BLOCS.values() for country in members]
BLOC_OF = {country: bloc for bloc, members in BLOCS.items() for country in members}
CORRIDORS = [("RO", "DE"), ("MD", "DE"), ("BG", "GR"), ("UA", "ES"), ("UA", "NL"), ("ES", "AE")]
TRAFFICKED = CORRIDORS[:4]
FILES = {
    "ro": "ro_persons.csv", "bg": "bg_persons.csv", "ua": "ua_calls.xlsx", "gr": "gr_companies.ftm.json",
    "nl": "nl_cert.stix21.json", "de": "de_misp.json", "es": "es_payments.tsv", "ae": "ae_hawala.xlsx",
    "interpol": "interpol_red.json",
}  # fmt: skip
FOREIGN = ["SY", "MA", "AL", "RO", "BG", "UA", "TR", "MD", "GR"]
CITIES = {
    "RO": "București Iași Cluj-Napoca Timișoara", "MD": "Chișinău Bălți Tiraspol", "DE": "Köln München Hamburg",
    "BG": "София Пловдив Русе", "GR": "Αθήνα Θεσσαλονίκη Πειραιάς", "TR": "İstanbul İzmir Edirne",
    "UA": "Київ Одеса Львів", "NL": "Rotterdam Amsterdam Utrecht", "ES": "Málaga Valencia Almería",
    "AE": "دبي الشارقة",
}  # fmt: skip
ROLES = {
    "trafficking": ["recruiter", "transporter", "harbourer", "controller", "document-forger", "exploiter"],
    "cyber": ["operator", "hoster", "mule-herder", "mule", "developer", "carder", "access-broker"],
    "laundering": ["launderer", "financier", "mule", "mule-herder"],
}
PERIOD = (date(2024, 2, 1), date(2026, 9, 30))
MISSING = 0.14
LIMIT = {"lieutenant": 1, "member": 2}


@dataclass(frozen=True)
class Cell:
    """A national cell: its name, country, trade, and the agency whose export knows it."""

    name: str
    country: str
    strand: str
    export: str


CELLS = [
    Cell("ro-felinar", "RO", "trafficking", "ro"), Cell("ro-cablu", "RO", "cyber", "ro"),
    Cell("md-nistru", "MD", "trafficking", "ro"), Cell("de-hafen", "DE", "trafficking", "ro"),
    Cell("de-kontor", "DE", "cyber", "de"), Cell("bg-struma", "BG", "trafficking", "bg"),
    Cell("bg-mrezha", "BG", "cyber", "bg"), Cell("tr-kervan", "TR", "trafficking", "bg"),
    Cell("gr-faros", "GR", "trafficking", "gr"), Cell("ua-richka", "UA", "trafficking", "ua"),
    Cell("ua-dzvin", "UA", "cyber", "ua"), Cell("es-costa", "ES", "trafficking", "ua"),
    Cell("es-puerto", "ES", "cyber", "es"), Cell("ae-souk", "AE", "laundering", "es"),
    Cell("nl-gracht", "NL", "cyber", "nl"),
]  # fmt: skip
SIZE = 20


@dataclass
class Person:
    """One invented person and everything that is true of them."""

    id: str
    country: str
    cell: str | None
    rank: str
    role: str
    category: str
    nationalities: list[str]
    female: bool
    birth: date
    script: tuple[str, str]
    latin: tuple[str, str]
    culture: str
    phone: str
    second_phone: str
    email: str
    iban: str
    wallet: str
    passport: str
    passport_country: str
    city: str
    exports: list[str] = field(default_factory=list)
    strong: bool = True


@dataclass
class Tie:
    """One true tie; `flow` where it runs from the first person to the second."""

    a: str
    b: str
    flow: bool = False
    carried_by: list[str] = field(default_factory=list)
    via: str = ""


class World:
    """Everything that is true of the case for one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.rng = random.Random(seed)
        self.people: dict[str, Person] = {}
        self.ties: dict[tuple[str, str], Tie] = {}
        self.brokers: dict[str, str] = {}
        self.namesakes: list[tuple[str, str]] = []
        self.lawyer = ""
        self.reused_number: tuple[str, str] = ("", "")
        for cell in CELLS:
            self._found(cell)
        self._plant_brokers()
        self._go_betweens()
        self._second_exports()
        self._victims()
        self._corridors()
        self._background()
        self._retain_lawyer()
        self._notices()
        self._name_alike()
        self._carry()

    # people

    def person(self, country: str, cell: Cell | None, rank: str, role: str, category: str, export: str) -> Person:
        """Add one person who is at home in a country."""
        rng = self.rng
        roots = self._roots(country, rank)
        culture = names.CULTURE_OF[roots[0] if roots else country]
        female = rng.random() < (0.8 if rank == "victim" else 0.25)
        script, spelled = names.draw(rng, culture, female)
        number = len(self.people) + 1
        mail = names.stripped(f"{spelled[0][:1]}.{spelled[1]}").lower().replace(" ", "").replace("'", "")
        years = rng.uniform(14.5, 26) if rank == "victim" else rng.uniform(21, 62)
        person = Person(
            id=f"P{number:03d}", country=country, cell=cell.name if cell else None, rank=rank, role=role,
            category=category, nationalities=roots, female=female,
            birth=date(2026, 10, 1) - timedelta(days=round(years * 365.25)),
            script=script, latin=spelled, culture=culture,
            phone=identifiers.phone(rng, country), second_phone=identifiers.phone(rng, country),
            email=f"{mail}{number}@posta.example", iban=identifiers.iban(rng, country),
            wallet=identifiers.wallet(rng), passport=identifiers.passport(rng),
            passport_country=roots[0] if roots else country, city=rng.choice(CITIES[country].split()),
            exports=[export],
        )  # fmt: skip
        self.people[person.id] = person
        return person

    def _roots(self, country: str, rank: str) -> list[str]:
        """Draw nationalities: mostly the cell's own, some foreign, some two, some unknown (an empty list)."""
        draw = self.rng.random()
        own_and_other = [country, self.rng.choice([c for c in FOREIGN if c != country])]
        if rank in ("broker", "professional"):
            return own_and_other if draw < 0.25 else [country]
        if draw < 0.085:
            return []
        if draw < 0.145:
            return own_and_other
        if draw < 0.17 and rank == "member":
            return own_and_other[1:]
        return [country]

    def members(self, cell: Cell, *ranks: str) -> list[Person]:
        """List the people of a cell who hold one of the ranks."""
        return [p for p in self.people.values() if p.cell == cell.name and p.rank in ranks]

    def _found(self, cell: Cell) -> None:
        """Found a cell: a boss, three lieutenants, ordinary members; dense inside, the boss in the middle."""
        rng = self.rng
        ranks = ["boss", *["lieutenant"] * 3, *["member"] * (SIZE - 4)]
        for rank in ranks:
            role = "leader" if rank == "boss" else rng.choice(ROLES[cell.strand])
            category = rng.choices(["suspect", "convicted", "contact", "unknown"], [74, 8, 14, 4])[0]
            self.person(cell.country, cell, rank, role, "suspect" if rank == "boss" else category, cell.export)
        chance = {
            "bosslieutenant": 1.0, "bossmember": 0.75, "lieutenantlieutenant": 0.6, "lieutenantmember": 0.45,
            "membermember": 0.27,
        }  # fmt: skip
        inside = self.members(cell, "boss", "lieutenant", "member")
        for a, b in combinations(inside, 2):
            if rng.random() < chance[a.rank + b.rank]:
                self.tie(a, b)
        for loner in inside:
            while len(self.neighbours(loner.id)) < 2:
                self.tie(loner, rng.choice(inside))

    # ties

    def tie(self, a: Person, b: Person, *, flow: bool = False) -> bool:
        """Tie two people unless they are one person or already tied; say whether a tie was made."""
        key = (min(a.id, b.id), max(a.id, b.id))
        if a is b or key in self.ties:
            return False
        self.ties[key] = Tie(a.id, b.id, flow)
        return True

    def neighbours(self, person: str) -> set[str]:
        """Collect the ids of everyone tied to a person."""
        return {b if a == person else a for a, b in self.ties if person in (a, b)}

    def _plant_brokers(self) -> None:
        """Plant twelve brokers; six tie bosses (and a few others), six tie ordinary members only."""
        rng = self.rng
        homes = rng.sample(CELLS, 12)
        asked: set[str] = set()
        for number, home in enumerate(homes):
            kind = "bosses" if number % 2 else "members"
            role = rng.choice(ROLES[home.strand])
            broker = self.person(home.country, home, "broker", role, "suspect", home.export)
            self.brokers[broker.id] = kind
            for cell, count in zip((home, *self._abroad(home)), (4, 4, 3, 3), strict=True):
                if cell.export not in broker.exports:
                    broker.exports.append(cell.export)
                boss = self.members(cell, "boss")[0]
                wanted = []
                if kind == "bosses" and boss.id not in asked:
                    asked.add(boss.id)
                    wanted = [boss]
                pool = self.members(cell, "member")
                rng.shuffle(pool)
                for person in [*wanted, *pool][:count]:
                    self.tie(broker, person)

    def _abroad(self, home: Cell) -> list[Cell]:
        """Choose the three foreign cells a broker reaches: two in the bloc at least, at most three exports."""
        rng = self.rng
        near = [c for c in CELLS if c.country != home.country and BLOC_OF[c.country] == BLOC_OF[home.country]]
        far = [c for c in CELLS if BLOC_OF[c.country] != BLOC_OF[home.country]]
        while True:
            chosen = rng.sample(near, 2)
            chosen.append(rng.choice(far) if rng.random() < 0.4 else rng.choice(near))
            exports = {home.export, *(c.export for c in chosen)}
            if len({c.name for c in chosen}) == 3 and len(exports) <= 3 and len({c.country for c in chosen}) > 1:
                return chosen

    def _go_betweens(self) -> None:
        """Add a decoy wherever a country has two cells: someone who joins the two and crosses no border."""
        for one, two in combinations(CELLS, 2):
            if one.country != two.country:
                continue
            joiner = self.person(one.country, one, "go-between", "controller", "suspect", one.export)
            joiner.nationalities = [one.country]
            joiner.exports = [one.export, *({two.export} - {one.export})]
            for cell, count in ((one, 4), (two, 5)):
                for person in self.rng.sample(self.members(cell, "member"), count):
                    self.tie(joiner, person)

    def _second_exports(self) -> None:
        """Let some people be known to a second agency, under its spelling; corridors across agencies need them."""
        rng = self.rng
        for cells, second, count in (
            (("bg-struma", "bg-mrezha"), "gr", 11), (("ua-richka", "ua-dzvin"), "nl", 12), (("tr-kervan",), "gr", 3),
            (("ae-souk",), "ae", 9), (("es-puerto",), "ae", 4), (("tr-kervan",), "ae", 3),
            (("de-kontor",), "ro", 3), (("ro-cablu",), "de", 3), (("nl-gracht",), "es", 3), (("nl-gracht",), "de", 2),
        ):  # fmt: skip
            pool = [p for p in self.people.values() if p.cell in cells and p.rank == "member" and len(p.exports) == 1]
            for person in rng.sample(pool, count):
                person.exports.append(second)
                # the others are found by name alone, if at all
                person.strong = rng.random() < 0.8

    def _victims(self) -> None:
        """Add the trafficked: recruited at the origin, held at the destination, each with two or three ties."""
        rng = self.rng
        for origin, destination in TRAFFICKED:
            end = next(c for c in CELLS if c.country == destination and c.strand == "trafficking")
            recruiters = [
                p for p in self.people.values()
                if p.country == origin and p.rank in ("member", "lieutenant") and end.export in p.exports
            ]  # fmt: skip
            holders = self.members(end, "member")
            for _ in range(9):
                victim = self.person(origin, None, "victim", "victim", "victim", end.export)
                self.tie(rng.choice(recruiters), victim, flow=True)
                for holder in rng.sample(holders, rng.choice([1, 1, 1, 2])):
                    self.tie(victim, holder, flow=True)

    def _corridors(self) -> None:
        """Draw the thin ties of each corridor, few a person so that nobody on it is a broker by it."""
        for origin, destination in CORRIDORS:
            self._cross({origin}, {destination}, 14)

    def _background(self) -> None:
        """Draw the other cross-border ties: more inside blocs than between them."""
        for bloc in BLOCS.values():
            for one in bloc:
                self._cross({one}, set(bloc) - {one}, 3)
        for one in COUNTRIES:
            self._cross({one}, {c for c in COUNTRIES if BLOC_OF[c] != BLOC_OF[one]}, 2)

    def _cross(self, origins: Iterable[str], destinations: Iterable[str], count: int) -> None:
        """Tie ordinary people of two groups of countries; pairs some agency sees together come first."""
        rng = self.rng
        froms = [p for p in self.people.values() if p.country in origins and p.rank in ("member", "lieutenant")]
        tos = [p for p in self.people.values() if p.country in destinations and p.rank in ("member", "lieutenant")]
        pairs = [(a, b) for a in froms for b in tos if set(a.exports) & set(b.exports)]
        rng.shuffle(pairs)
        unseen = [(rng.choice(froms), rng.choice(tos)) for _ in range(count)]
        crossing = {p.id: self._crossing(p.id) for p in (*froms, *tos)}
        made = 0
        for a, b in [*unseen[: count // 8], *pairs, *unseen]:
            if made == count:
                return
            if crossing[a.id] < LIMIT[a.rank] and crossing[b.id] < LIMIT[b.rank] and self.tie(a, b, flow=True):
                crossing[a.id] += 1
                crossing[b.id] += 1
                made += 1

    def _crossing(self, person: str) -> int:
        """Count the ties of a person to people at home in another country, brokers aside."""
        return sum(
            self.people[n].country != self.people[person].country and self.people[n].rank != "broker"
            for n in self.neighbours(person)
        )

    def _retain_lawyer(self) -> None:
        """Add the lawyer, a decoy: professional ties to many people in several countries."""
        lawyer = self.person("GR", None, "professional", "contact", "professional", "gr")
        lawyer.exports += ["bg", "ro"]
        self.lawyer = lawyer.id
        for export, count in (("gr", 9), ("bg", 10), ("ro", 11)):
            pool = [p for p in self.people.values() if p.exports[0] == export and p.rank in ("member", "lieutenant")]
            for client in self.rng.sample(pool, count):
                self.tie(lawyer, client)

    def _notices(self) -> None:
        """Let INTERPOL hold notices on some, without any identifier but name and birth date."""
        pool = [p for p in self.people.values() if p.rank in ("lieutenant", "member") and len(p.exports) == 1]
        for person in self.rng.sample(pool, 8):
            person.exports.append("interpol")
            person.strong = False
        for country in self.rng.choices(COUNTRIES, k=7):
            self.person(country, None, "unplaced", "suspect", "suspect", "interpol")

    def _name_alike(self) -> None:
        """Give eight people the name of somebody else whom another agency knows; nothing but the name is shared."""
        rng = self.rng
        pool = [p for p in self.people.values() if p.rank == "member" and len(p.exports) == 1]
        rng.shuffle(pool)
        while len(self.namesakes) < 8:
            known = pool.pop()
            other = next(p for p in pool if p.exports != known.exports and p.female == known.female)
            pool.remove(other)
            other.script, other.latin, other.culture = known.script, known.latin, known.culture
            self.namesakes.append((known.id, other.id))
        one = next(p for p in pool if p.exports == ["ro"])
        two = next(p for p in pool if p.exports == ["bg"] and p.passport_country != one.passport_country)
        two.passport = one.passport
        self.reused_number = (one.id, two.id)

    # what the exports carry

    def seen_together(self, tie: Tie) -> list[str]:
        """List the exports that know both ends of a tie."""
        known = self.people[tie.b].exports
        return [e for e in self.people[tie.a].exports if e in known and e != "interpol"]

    def _carry(self) -> None:
        """Say which exports carry which tie; at least a seventh is carried by none."""
        rng = self.rng
        ties = list(self.ties.values())
        lost = [t for t in ties if not self.seen_together(t)]
        rest = [t for t in ties if self.seen_together(t)]
        rng.shuffle(rest)
        more = max(0, round(MISSING * len(ties)) - len(lost))
        for tie in rest[more:]:
            together = self.seen_together(tie)
            rng.shuffle(together)
            tie.carried_by = together[: 2 if rng.random() < 0.5 else 1]
        self._show_everyone(rest[:more])
        for tie in ties:
            tie.via = self._via(tie)

    def _show_everyone(self, dropped: list[Tie]) -> None:
        """Payment files know only who pays: someone with no row there gets a tie back, or was never in the file."""
        for person in self.people.values():
            for export in ("es", "ae"):
                if export not in person.exports or self._rows_of(person, export):
                    continue
                back = [
                    t for t in (*dropped, *self.ties.values())
                    if person.id in (t.a, t.b) and export in self.seen_together(t)
                ]  # fmt: skip
                if export == person.exports[0] and back:
                    back[0].carried_by = [export, *back[0].carried_by]
                elif len(person.exports) > 1:
                    person.exports.remove(export)

    def _rows_of(self, person: Person, export: str) -> bool:
        """Say whether any carried tie shows a person in an export."""
        return any(export in t.carried_by for t in self.ties.values() if person.id in (t.a, t.b))

    def _via(self, tie: Tie) -> str:
        """Choose how the first carrier shows a tie: directly, or through calls, payments, accounts, companies."""
        if not tie.carried_by:
            return "none"
        draw = self.rng.random()
        abroad = self.people[tie.a].country != self.people[tie.b].country
        shown = {
            "ro": "direct", "bg": "direct", "ua": "call", "es": "payment", "ae": "payment",
            "gr": "company" if draw < 0.12 and not abroad else "payment" if draw < 0.3 else "direct",
            "nl": "account" if draw < 0.15 else "direct", "de": "phone" if draw < 0.15 else "direct",
        }  # fmt: skip
        return shown[tie.carried_by[0]]
