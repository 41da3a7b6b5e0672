"""Puts the columns of a table together: entities with their keys, and the links between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from netintel.loaders import _propose_values
from netintel.loaders._propose_columns import PERSONS, Column
from netintel.loaders._propose_title import hint
from netintel.loaders._propose_values import Values

_KINDS: Final = {"caller": "Phone", "callee": "Phone", "company": "Company", "vehicle": "Vehicle",
          "account": "UserAccount",
                 "employer": "Company", "record": "Incident"}  # fmt: skip
_KEYS: Final = {
    "Phone": ("phone",),
    "BankAccount": ("iban", "account_number"),
    "Vehicle": ("vin", "plate"),
    "Company": ("registration_number", "name"),
    "UserAccount": ("url", "username"),
    "Weapon": ("serial_number",),
    "StolenObject": ("serial_number",),
    "Person": ("document_number",),
}
_IDENTITY: Final = {
    "Person": (
        "last_name",
        "second_last_name",
        "first_name",
        "name",
        "birth_date",
        "alias",
        "document_number",
        "phone",
        "email",
    ),
    "Company": ("name", "registration_number"),
    "Vehicle": ("plate", "vin", "make_model", "make", "model"),
    "UserAccount": ("platform", "username", "url"),
}
_MARKS: Final = frozenset({"handling", "evaluation", "originator"})
_SEVERAL: Final = {
    "phone": _propose_values.is_phone,
    "email": _propose_values.is_email,
    "nationality": _propose_values.is_country,
    "citizenship": _propose_values.is_country,
    "residence": _propose_values.is_country,
    "country": _propose_values.is_country,
}
_CURRENCIES: Final = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "usd": "USD", "£": "GBP", "gbp": "GBP",
    "zl": "PLN",
    "zł": "PLN", "pln": "PLN", "lv": "BGN", "лв": "BGN", "bgn": "BGN", "ron": "RON", "lei": "RON", "chf": "CHF",
    "tl": "TRY",
    "try": "TRY", "uah": "UAH", "грн": "UAH", "rub": "RUB", "руб": "RUB", "czk": "CZK", "huf": "HUF",
}  # fmt: skip


@dataclass
class Entity:
    """An entity that a row makes, and what is to be said of its rule."""

    name: str
    kind: str
    key: list[str] = field(default_factory=list)
    prefix: str = ""
    properties: dict[str, dict[str, Any]] = field(default_factory=dict)
    unsure: list[str] = field(default_factory=list)


@dataclass
class Link:
    """A link that a row makes."""

    kind: str
    source: str
    target: str
    directed: bool
    properties: dict[str, dict[str, Any]] = field(default_factory=dict)
    unsure: list[str] = field(default_factory=list)
    id: str = ""


@dataclass
class Rules:
    """What the columns of a table make together."""

    entities: list[Entity]
    links: list[Link]
    record: dict[str, dict[str, Any]]

    def content(self) -> dict[str, Any]:
        """Return them as a mapping has them."""
        entities = {
            one.name: {"kind": one.kind, "key": one.key}
            | ({"prefix": one.prefix} if one.prefix else {})
            | ({"properties": one.properties} if one.properties else {})
            for one in self.entities
        }
        links = [
            ({"kind": one.kind, "source": one.source, "target": one.target, "directed": one.directed})
            | ({"id": {"column": one.id}} if one.id else {})
            | ({"properties": one.properties} if one.properties else {})
            for one in self.links
        ]
        record = {"record": self.record} if self.record else {}
        return {**record, "entities": entities, **({"links": links} if links else {})}


def rules(columns: Sequence[Column], values: Sequence[Values]) -> Rules:
    """Return the entities and links of a row; no entities where no column says of whom the table speaks."""
    return _Assembly(columns, values).rules()


class _Assembly:
    """Puts one table together."""

    def __init__(self, columns: Sequence[Column], values: Sequence[Values]) -> None:
        self._of = {column.title: of for column, of in zip(columns, values, strict=True)}
        self._all = columns
        self._columns = [column for column in columns if column.meaning]
        self._entities: dict[str, Entity] = {}

    def rules(self) -> Rules:
        marks: dict[str, dict[str, Any]] = {}
        for column in self._columns:
            if column.meaning in _MARKS and column.entity == "record":
                marks.setdefault(column.meaning, {"column": column.title})
        for home in dict.fromkeys(column.entity for column in self._columns if column.entity != "record"):
            self._entity(home)
        if not self._entities:
            self._entity("record")
        links = self._links()
        self._of_row(links, marks)
        return Rules([one for one in self._entities.values() if one.key], links, marks)

    def _mine(self, home: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for column in self._columns:
            if column.entity == home and column.meaning != "id":
                found.setdefault(column.meaning, []).append(column.title)
        return found

    def _entity(self, home: str) -> None:
        said = self._mine(home)
        if home in ("sender", "receiver", "holder") and {"iban", "account_number"} & said.keys():
            money = {"iban", "account_number", "bic", "bank", "bank_country", "balance"}
            account = {meaning: titles for meaning, titles in said.items() if meaning in money}
            self._made(f"{home}_account", "BankAccount", account)
            said = {meaning: titles for meaning, titles in said.items() if meaning not in money}
            if not {"name", "last_name", "first_name"} & said.keys():
                self._entities[f"{home}_account"].properties.update(self._properties(said))
                return
        self._made(home, self._kind(home, said), said)

    def _kind(self, home: str, said: dict[str, list[str]]) -> str:
        if home in ("sender", "receiver") and set(said) <= {"phone", "country"}:
            return "Phone"
        if home == "object":
            if {"weapon_type", "calibre"} & said.keys():
                return "Weapon"
            return "Drug" if "substance" in said else "StolenObject"
        return _KINDS.get(home, "Person")

    def _made(self, name: str, kind: str, said: dict[str, list[str]]) -> None:
        if not said:
            return
        one = Entity(name, kind, prefix="" if kind in ("Phone", "BankAccount") else f"{kind.lower()}-")
        one.properties = self._properties(said)
        if kind == "Phone":
            one.properties = {("number" if prop == "phone" else prop): value for prop, value in one.properties.items()}
        self._entities[name] = one
        self._key(one, said)
        if name in ("victim", "witness"):
            one.properties.setdefault("category", {"literal": name})
        if kind == "Person" and name in ("sender", "receiver", "owner", "holder"):
            one.unsure.append("a party that may be a company too: kind is Person for all")

    def _properties(self, said: dict[str, list[str]]) -> dict[str, dict[str, Any]]:
        made: dict[str, dict[str, Any]] = {}
        if "first_name" in said and "last_name" in said and "name" not in said:
            parts = [*said["first_name"], *said["last_name"], *said.get("second_last_name", [])]
            made["name"] = {"columns": parts, "join": " "}
        for meaning, titles in said.items():
            value: dict[str, Any] = {"column": titles[0]} if len(titles) == 1 else {"columns": titles}
            test = _SEVERAL.get(meaning)
            marks = {self._of[title].several(test) for title in titles} - {""} if test else set()
            if len(marks) == 1:
                value["split"] = marks.pop()
            made[meaning] = value
        return made

    def _key(self, one: Entity, said: dict[str, list[str]]) -> None:
        """Choose the columns by which an entity is known again in this file."""
        filled = [titles[0] for titles in said.values()]
        whole = sum(any(cells) for cells in zip(*(self._of[title].cells for title in filled), strict=True))
        own = next((c.title for c in self._columns if c.meaning == "id" and c.entity == one.name), "")
        if own and self._of[own].is_full:
            one.key = [own]
            return
        for meaning in _KEYS.get(one.kind, ()):
            title = said.get(meaning, [""])[0]
            if title and len(self._of[title].filled) >= whole:
                one.key = [title]
                return
        wanted = _IDENTITY.get(one.kind, ())
        one.key = [title for meaning in wanted for title in said.get(meaning, [])[:1]] or filled
        running = next((c.title for c in self._all if c.running), "")
        if running and one.name == self._main_home():
            one.key = [running]
            one.unsure.append("the key counts the rows: each row is one of its own, to be compared by `ni.resolve`")
        elif one.kind == "Person":
            one.unsure.append("the key is made of names: two people who agree in all of it would be one")
        elif len(one.key) > 1:
            one.unsure.append("no column alone tells them apart: the key joins several")

    def _main_home(self) -> str:
        homes = [column.entity for column in self._columns if column.entity != "record"]
        single = len(set(homes)) == 1
        return "person" if "person" in homes else homes[0] if single and homes else ""

    def _links(self) -> list[Link]:
        made, names = [], self._entities
        for home in ("sender", "receiver", "holder"):
            if home in names and f"{home}_account" in names:
                link = Link("Owner", home, f"{home}_account", True, {"role": {"literal": "holder"}})
                made.append(link)
        for source, target, kind in (("caller", "callee", "Call"), ("sender", "receiver", "Payment")):
            ends = [f"{end}_account" if f"{end}_account" in names else end for end in (source, target)]
            if all(end in names for end in ends):
                message = all(names[end].kind == "Phone" for end in ends)
                made.insert(0, Link("Call" if message else kind, ends[0], ends[1], True))
        for holder in ("owner", "driver", "director", "employer"):
            target = {"director": "company"}.get(holder, "vehicle")
            if holder in names and target in names:
                role = {"literal": holder}
                kind = {"owner": "Owner", "director": "Directorship"}.get(holder, "UnknownLink")
                made.append(Link(kind, holder, target, kind != "UnknownLink", {"role": role}))
        tied = {link.source for link in made} | {link.target for link in made}
        self._loose(made, tied)
        return made

    def _loose(self, made: list[Link], tied: set[str]) -> None:
        """Tie what nothing ties yet to the main entity; how, a person must say."""
        main = self._main()
        for name, one in self._entities.items():
            if name == main or name in tied:
                continue
            if one.kind == "UserAccount" and self._entities[main].kind == "Person":
                link = Link("Owner", main, name, True)
                link.unsure.append("that the person holds the account is read from their standing in one row")
            else:
                link = Link("UnknownLink", main, name, False)
                if name in PERSONS:
                    link.properties["role"] = {"literal": name}
                link.unsure.append("they stand in one row; what joins them is not said")
            if main != name:
                made.append(link)

    def _main(self) -> str:
        for name in ("person", "suspect", "victim", "guest", "person_1", "caller", "company"):
            if name in self._entities:
                return name
        people = [name for name, one in self._entities.items() if one.kind == "Person"]
        return people[0] if people else next(iter(self._entities), "")

    def _of_row(self, links: list[Link], marks: dict[str, dict[str, Any]]) -> None:
        """Put what is said of the row on its call or payment, else on its main entity."""
        event = next((link for link in links if link.kind in ("Call", "Payment")), None)
        ids = [c.title for c in self._columns if c.meaning == "id" and c.entity == "record"]
        said = self._mine("record")
        if not self._entities:
            return
        object_first = next((n for n in ("object", "vehicle", "account") if n in self._entities), "")
        main = self._entities[self._main() if "person" in self._entities or not object_first else object_first]
        if ids and event is not None:
            event.id = ids[0]
        elif ids and self._of[ids[0]].is_unique:
            main.key, main.unsure = [ids[0]], [u for u in main.unsure if "key" not in u]
        elif ids:
            said["record_number"] = ids
        said = {meaning: titles for meaning, titles in said.items() if meaning not in marks}
        made = self._properties(said)
        if "time" in made and "date" in made and len(said["date"]) == 1:
            made["date"] = {"columns": [*said["date"], *said["time"]], "join": " "}
            del made["time"]
        currency = self._currency(said.get("amount", []))
        if "amount" in made and "currency" not in made and currency:
            made["currency"] = {"literal": currency}
        office = next((link for link in links if link.kind == "Directorship"), None)
        if office is not None:
            office.properties.update({prop: made.pop(prop) for prop in ("first", "last") if prop in made})
            held = self._entities[office.source].properties
            office.properties.update({prop: held.pop(prop) for prop in ("role", "share") if prop in held})
        (event.properties if event is not None else main.properties).update(made)

    def _currency(self, titles: list[str]) -> str:
        found = {_CURRENCIES.get(re.sub(r"[.\s]", "", hint(title)).lower(), "") for title in titles}
        return found.pop() if len(found) == 1 else ""
