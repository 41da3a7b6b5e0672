"""One agency's desk: whom it knows, under which id and spelling, and what it counts as bad in its own file."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from _lantern import identifiers, names
from _lantern.world import FILES, PERIOD, Person, Tie, World

NATIVE = {"ro": "RO-{:04d}", "bg": "{}", "ua": "UA-{:04d}", "es": "ES{:05d}", "ae": "H-{:03d}"}


@dataclass
class Count:
    """How many records a file holds and what becomes of them: read = accepted + quarantined + duplicates."""

    read: int
    quarantined: int
    duplicates: int

    def as_dict(self) -> dict[str, int]:
        """Give the four numbers of the add-up line."""
        accepted = self.read - self.quarantined - self.duplicates
        return {
            "read": self.read, "accepted": accepted, "quarantined": self.quarantined, "duplicates": self.duplicates,
        }  # fmt: skip


class Desk:
    """What one agency knows: `rng` is its own, so that a change in one export leaves the others alone."""

    def __init__(self, world: World, export: str) -> None:
        self.world, self.export = world, export
        self.rng = random.Random(f"{world.seed} {export}")
        self.people = [p for p in world.people.values() if export in p.exports]
        self.rng.shuffle(self.people)
        self.native = {p.id: self._native(number) for number, p in enumerate(self.people, start=1)}
        self.ties = [t for t in world.ties.values() if export in t.carried_by]
        self.rng.shuffle(self.ties)

    def _native(self, number: int) -> str:
        if self.export in ("nl", "de"):
            prefix = "identity--" if self.export == "nl" else ""
            return prefix + self.uuid()
        if self.export == "gr":
            return f"gr-fs-{self.rng.getrandbits(40):010x}"
        if self.export == "interpol":
            return f"{2024 + number % 3}/{10000 + self.rng.randrange(89000)}"
        if self.export == "bg":
            number = 100000 + number * 37
        return NATIVE[self.export].format(number)

    def uuid(self) -> str:
        """Draw a version 4 UUID."""
        raw = f"{self.rng.getrandbits(128):032x}"
        raw = raw[:12] + "4" + raw[13:16] + "89ab"[int(raw[16], 16) % 4] + raw[17:]
        return "-".join((raw[:8], raw[8:12], raw[12:16], raw[16:20], raw[20:]))

    def origin(self, person: Person) -> list[str]:
        """Name a person as this export knows them: file and native id."""
        prefix = "bg-" if self.export == "bg" else ""
        return [FILES[self.export], prefix + self.native[person.id].replace("/", "-")]

    def ends(self, tie: Tie) -> tuple[Person, Person]:
        """Give the two people of a tie."""
        return self.world.people[tie.a], self.world.people[tie.b]

    def shown(self, tie: Tie, usual: str) -> str:
        """Say how this export shows a tie; only its first carrier chooses."""
        return tie.via if tie.carried_by[0] == self.export else usual

    # what is written about a person

    def name(self, person: Person) -> str:
        """Spell a name as this agency does."""
        first, last = (names.stripped(part) for part in person.latin)
        script = " ".join(person.script)
        if self.export == "ro":
            return " ".join(reversed(person.latin))
        if self.export == "bg":
            return script if person.culture == "bg" else names.cyrillic(f"{first} {last}")
        if self.export == "ua":
            ours = person.culture in ("ua", "bg")
            return " ".join(reversed(person.script)) if ours else names.cyrillic(f"{last} {first}")
        if self.export == "gr":
            return script if person.culture == "gr" else f"{first} {last}"
        if self.export == "de":
            return ", ".join(names.german(part, person.culture) for part in reversed(person.latin))
        if self.export == "es":
            return f"{person.latin[1].upper()}, {person.latin[0]}"
        if self.export == "ae":
            return script if person.culture == "ar" else f"{first} {last}"
        return f"{first} {last}"

    def knows(self, person: Person, what: str) -> bool:
        """Say whether the file shows the document or phone; two files that know one person share at least one."""
        if person.id in self.world.reused_number:
            return True
        known_twice = len(person.exports) > 1
        if known_twice and not person.strong and self.export != person.exports[0]:
            return False
        if known_twice and person.strong:
            choice = ("both", "document", "phone")[int(person.id[1:]) % 3]
            return choice in (what, "both") or "es" in person.exports
        return self.rng.random() < (0.7 if what == "document" else 0.85)

    def phone(self, person: Person) -> str:
        """Give the number this agency has: a second one where nothing but the name is to be shared."""
        other = len(person.exports) > 1 and not person.strong and self.export != person.exports[0]
        return person.second_phone if other else person.phone

    def written_phone(self, person: Person, *, home: str) -> str:
        """Write a number as the agency notes it: national at home, with blanks or a leading 00 abroad."""
        number = self.phone(person)
        if person.country == home:
            return identifiers.national(number, home)
        return self.rng.choice([number, identifiers.spaced(number), "00" + number[1:]])

    # dates and grades

    def day(self) -> date:
        """Draw a day of the period."""
        return PERIOD[0] + timedelta(days=self.rng.randrange((PERIOD[1] - PERIOD[0]).days))

    def moment(self) -> datetime:
        """Draw an instant of the period."""
        day = self.day()
        return datetime(day.year, day.month, day.day) + timedelta(seconds=self.rng.randrange(86400))

    def grade(self, *, admiralty: bool = False) -> str:
        """Draw an evaluation: 4x4 (A to C and X, 1 to 4) or Admiralty (A to F, 1 to 6)."""
        if admiralty:
            source = self.rng.choices("ABCDEF", [12, 40, 28, 10, 2, 8])[0]
            return source + self.rng.choices("123456", [14, 38, 28, 10, 3, 7])[0]
        return self.rng.choices("ABCX", [30, 45, 12, 13])[0] + self.rng.choices("1234", [25, 35, 25, 15])[0]
