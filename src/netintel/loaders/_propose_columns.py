"""Decides what each column of a table means, or leaves it: a wrong meaning is worse than none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from netintel.loaders import _propose_values
from netintel.loaders._propose_table import Table
from netintel.loaders._propose_title import Reading, read_title
from netintel.loaders._propose_values import Values, bears_out, by_values, doubt, is_date, is_iban, is_money
from netintel.vocab import column_titles

PERSONS: Final = frozenset(
    "sender receiver owner holder driver user director victim suspect guest contact buyer seller witness recruiter "
    "booker escort".split()
)
PERSONAL: Final = frozenset(
    "name first_name last_name second_last_name middle_name father_name mother_name birth_name alias birth_date "
    "birth_year age death_date birth_place birth_country nationality residence country city address postcode region "
    "gender phone email document_number document_country document_type document_expiry document_issued role category "
    "occupation marital_status eye_colour hair_colour language height minor iban bic account_number bank bank_country "
    "imei imsi iccid share wanted_by warrant balance origin".split()
)
VEHICLE: Final = frozenset("plate vin make model make_model colour year vehicle_type".split())
COMPANY: Final = frozenset("registration_number legal_form activity".split())
THING: Final = frozenset("object_type serial_number weapon_type calibre substance quantity unit".split())
ONLINE: Final = frozenset("username platform url followers verified ip".split())
_ACCOUNT: Final = frozenset("iban bic account_number bank bank_country balance".split())
_OF_COMPANIES_TOO: Final = frozenset({"country", "city", "address", "phone", "email"}) | _ACCOUNT
_OF_WHO_ONE_IS: Final = frozenset(
    "birth_date birth_year age gender nationality document_number birth_place offence object_type serial_number plate "
    "vin registration_number username".split()
)
_PROVED: Final = frozenset("iban email imei vin url ip bic".split())


@dataclass(frozen=True, slots=True)
class Column:
    """What a column is taken to mean.

    Attributes
    ----------
    title : str
        As the table has it.
    meaning : str
        Property; empty where the column is left alone.
    entity : str
        The thing of the row it speaks of; `record` for the row itself.
    certainty : str
        `sure`, `likely`, or `unsure`; what is unsure has no meaning, or should be looked at.
    why : str
        What decided.
    number : str
        Digit at the end of the title.
    running : bool
        Whether it does nothing but count the rows.
    """

    title: str
    meaning: str
    entity: str
    certainty: str
    why: str
    number: str = ""
    running: bool = False


def decide(table: Table) -> tuple[list[Column], list[Values], str]:
    """Return what each column means, its values, and the language of the titles."""
    language = column_titles.language(table.header)
    values = [Values([cells[place] for _, cells in table.rows]) for place in range(len(table.header))]
    columns = [_column(title, language, of) for title, of in zip(table.header, values, strict=True)]
    columns = _with_homes(_named(_numbered(columns), values))
    return _once(_without_bookings(columns, values)), values, language


def _column(title: str, language: str, values: Values) -> Column:
    if not title:
        return Column(title, "", "", "unsure", "the column has no title")
    read = read_title(title, language)
    if values.is_running and read.meaning in ("id", "") and not read.side:
        return Column(title, "", "", "likely", "it counts the rows and says nothing of them", running=True)
    if read.side and not read.meaning:
        return _of_party(title, read, values)
    if not read.meaning:
        return _by_values(title, read, values)
    candidates = [meaning for meaning in (read.meaning, *read.others) if bears_out(meaning, values) is not False]
    if len(read.others) and len(candidates) > 1:
        proved = [meaning for meaning in candidates if bears_out(meaning, values)]
        candidates = proved if len(proved) == 1 else candidates
        if len(candidates) > 1:
            return Column(title, "", read.side, "unsure", f"{read.why}: the values do not tell which")
    if not candidates:
        proof = by_values(values)
        if proof and _kin(proof, read.meaning):
            return Column(title, proof, read.side, "likely", f"the title says {read.meaning}, the values are {proof}")
        return Column(title, "", read.side, "unsure", f"the title says {read.meaning}, the values do not look like it")
    return _checked(title, replace(read, meaning=candidates[0], sure=read.sure or len(read.others) > 0), values)


def _checked(title: str, read: Reading, values: Values) -> Column:
    meaning = _refined(read.meaning, values)
    borne = bears_out(meaning, values)
    if not read.sure and not (borne and meaning in _PROVED):
        return Column(title, "", read.side, "unsure", f"{read.why}; the values alone do not decide")
    told = doubt(meaning, values)
    if told:
        return Column(title, meaning, read.side, "unsure", f"{read.why}; {told}", read.number)
    certainty = "sure" if borne and read.sure else "likely"
    why = f"{read.why}, the values bear it out" if borne else f"{read.why}; any text would fit"
    return Column(title, meaning, read.side, certainty, why, read.number)


def _refined(meaning: str, values: Values) -> str:
    """Return the closer meaning that the values show."""
    if meaning == "account_number" and values.share("right iban", _propose_values.is_iban) >= 0.5:
        return "iban"
    if meaning in ("date", "first", "last") and values.share("clock", _propose_values.is_clock) >= 0.9:
        return "time" if meaning == "date" else meaning
    return meaning


def _of_party(title: str, read: Reading, values: Values) -> Column:
    """Decide what a column says whose title only names a party: its name, its number, its account."""
    tried = ["phone"] if read.side in ("caller", "callee") else []
    tried += ["iban", "plate", "vin"] if read.side == "vehicle" else ["iban", "email", "phone"]
    if read.side == "document":
        tried = ["document_number", "document_type"]
    elif read.side in ("sender", "receiver", "holder"):
        tried = ["iban", "email", "phone", "account_number"]
    tried += ["make_model"] if read.side == "vehicle" else ["name"]
    for meaning in tried:
        if bears_out(meaning, values):
            side = "" if read.side in ("document", "contact") and meaning != "name" else read.side
            return Column(title, meaning, side, "likely", f"{read.why}, the values are {meaning}", read.number)
    return Column(title, "", read.side, "unsure", f"{read.why}; the values do not tell what is said of it")


def _by_values(title: str, read: Reading, values: Values) -> Column:
    proof = by_values(values)
    if proof:
        return Column(title, proof, "", "likely", f"{read.why}, but every value is {proof}")
    return Column(title, "", "", "unsure", read.why)


def _kin(proof: str, said: str) -> bool:
    kin = {"iban": {"account_number"}, "phone": {"name"}, "email": {"username"}, "url": {"username"}}
    return said in kin.get(proof, ())


def _numbered(columns: list[Column]) -> list[Column]:
    """Tell two persons apart whose columns end in 1 and 2; two telephones of one person are none."""
    said = {digit: {c.meaning for c in columns if c.number == digit and not c.entity} for digit in ("1", "2")}
    both = said["1"] & said["2"]
    if not both & {"name", "first_name", "last_name"}:
        return columns
    return [
        replace(column, entity=f"person_{column.number}") if column.number and not column.entity else column
        for column in columns
    ]


def _named(columns: list[Column], values: Sequence[Values]) -> list[Column]:
    """Settle what `Name`, `Nom`, `Nombre`, `Имя` mean beside the other names of the same person."""
    made = list(columns)
    for side in {column.entity for column in columns}:
        said = {column.meaning for column in columns if column.entity == side}
        for place, column in enumerate(columns):
            if column.entity != side:
                continue
            two = values[place].share("two words", lambda cell: len(cell.replace(",", " ").split()) > 1) >= 0.6
            if column.meaning == "name" and "first_name" in said and "last_name" not in said and not two:
                made[place] = replace(column, meaning="last_name", why=f"{column.why}; beside it stands a first name")
            elif column.meaning == "name" and "last_name" in said and "first_name" not in said and _is_single(column):
                made[place] = replace(column, meaning="first_name", why=f"{column.why}; beside it stands a last name")
            elif column.meaning == "last_name" and two and not {"first_name", "name"} & said:
                made[place] = replace(column, meaning="name", why=f"{column.why}; the values have several words")
    return made


def _is_single(column: Column) -> bool:
    return len([word for word in column_titles.fold(column.title).split() if word != "#"]) <= 2


def _with_homes(columns: list[Column]) -> list[Column]:
    """Say of which thing each column speaks."""
    sides = {column.entity for column in columns if column.entity and column.meaning}
    people = [side for side in sorted(sides) if side in PERSONS or side.startswith("person_")]
    said = {column.meaning for column in columns if not column.entity}
    main = bool(said & {"name", "first_name", "last_name"})
    homes = _Homes(sides, people, main, said)
    made = []
    for place, column in enumerate(columns):
        if not column.meaning or column.entity == "record":
            made.append(column)
            continue
        repeated = sum(one.title == column.title for one in columns) == 2
        home = column.entity or ("" if repeated and people else homes.of(column.meaning))
        home = home or (_before(columns, place) if repeated else _between(columns, place))
        if column.meaning == "country" and place and columns[place - 1].meaning in _ACCOUNT:
            why = "it follows an account: the country of the party or of the bank?"
            made.append(replace(column, meaning="", entity="", certainty="unsure", why=f"country? {why}"))
        elif home == "?":
            why = f"it may speak of {' or '.join(people) or 'several things'}: the title does not say of whom"
            made.append(replace(column, meaning="", entity="", certainty="unsure", why=f"{column.meaning}? {why}"))
        else:
            made.append(replace(column, entity=home))
    return made


def _before(columns: list[Column], place: int) -> str:
    """Return the party that a title which stands twice follows: such tables have a block for each party."""
    return next((c.entity for c in reversed(columns[:place]) if c.entity), "?")


def _between(columns: list[Column], place: int) -> str:
    """Return the party whose columns stand on both sides, else that nobody knows."""
    before = next((c.entity for c in reversed(columns[:place]) if c.entity), "")
    after = next((c.entity for c in columns[place + 1 :] if c.entity), "")
    return before if before and before == after else "?"


@dataclass(frozen=True, slots=True)
class _Homes:
    """The things of a row, by which a column without party finds its own."""

    sides: set[str]
    people: list[str]
    main: bool
    said: set[str]

    def of(self, meaning: str) -> str:
        """Return the thing a meaning belongs to, `record` for the row, empty where several could be meant."""
        vehicle = "vehicle" in self.sides or bool(self.said & {"plate", "vin"})
        thing = bool(self.said & {"object_type", "serial_number", "weapon_type", "calibre", "substance"})
        online = "username" in self.said or {"url", "platform"} <= self.said
        if meaning in VEHICLE:
            alone = not thing and len(self.said & VEHICLE) < 2
            return "vehicle" if vehicle else "" if self.main or alone else "object"
        if meaning in THING or (meaning in ("weight", "description", "make", "type") and thing):
            return "object" if thing else "record"
        if meaning in ONLINE and online:
            return "account"
        if meaning == "registration_date" and online and "company" not in self.sides:
            return "account"
        if meaning in COMPANY or meaning == "registration":
            if vehicle and meaning == "registration":
                return "vehicle"
            return "company" if "company" in self.sides or not (self.main or self.people) else ""
        if meaning == "registration_date":
            return "company" if "company" in self.sides else "record"
        if meaning in PERSONAL or meaning in ("description", "weight"):
            return self._person(meaning)
        return "record"

    def _person(self, meaning: str) -> str:
        if {"caller", "callee"} & self.sides and meaning not in ("imei", "imsi", "iccid"):
            return "" if meaning in ("phone", "name", "country", "address", "city") else "caller"
        if self.main and "company" in self.sides and not self.people:
            return "person" if meaning not in _OF_COMPANIES_TOO else ""
        if self.main:
            return "person"
        if len(self.people) == 1 and "company" not in self.sides:
            return self.people[0]
        if len(self.people) == 1:
            personal = {"birth_date", "nationality", "document_number", "gender", "birth_place", "role", "share"}
            return self.people[0] if meaning in personal else ""
        if not self.people and "company" in self.sides:
            return "company"
        if self.people:
            return ""
        if self.sides & {"caller", "callee"}:
            return "caller" if meaning in ("imei", "imsi") else ""
        return (
            "person" if not self._other_main() else "record" if meaning in ("country", "city", "address") else "person"
        )

    def _other_main(self) -> bool:
        return bool(self.said & (VEHICLE | THING))


def _without_bookings(columns: list[Column], values: Sequence[Values]) -> list[Column]:
    """Leave a statement alone of which two parties are not told: who paid whom, a name and an amount do not say."""
    said = {column.meaning for column in columns if column.meaning}
    if {"sender", "receiver"} <= {column.entity for column in columns if column.meaning} or said & _OF_WHO_ONE_IS:
        return columns
    account = said & {"iban", "account_number"} or any(of.share("right iban", is_iban) >= 0.5 for of in values)
    dated = said & {"date", "first", "last"} or any(of.share("date", is_date) >= 0.7 for of in values)
    unread = (of for column, of in zip(columns, values, strict=True) if not column.meaning)
    if not (account and dated and ("amount" in said or any(of.share("money", is_money) >= 0.9 for of in unread))):
        return columns
    why = "the table looks like bookings of a statement: who paid whom is to be stated"
    return [  # names too: what is left alone is kept with them, and a person would have an amount
        replace(column, meaning="", entity="", certainty="unsure", why=f"{column.meaning}? {why}")
        if column.meaning
        else column
        for column in columns
    ]


def _once(columns: list[Column]) -> list[Column]:
    """Leave out all but the first of columns that would say one thing of one entity, where it can have only one."""
    several = {"phone", "email", "alias", "nationality", "note", "address", "document_number", "iban", "role", "url",
               "description", "country", "city", "plate", "username", "account_number", "offence",
               "residence"}  # fmt: skip
    count = Counter((column.entity, column.meaning) for column in columns if column.meaning)
    made = []
    for column in columns:
        single = column.meaning and column.meaning not in several
        if single and count[column.entity, column.meaning] > 1:
            why = f"{column.meaning}? another column says the same of the same: which of them is meant?"
            made.append(replace(column, meaning="", entity="", certainty="unsure", why=why))
        else:
            made.append(column)
    return made
