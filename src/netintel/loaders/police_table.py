"""Police tables: wanted persons, stolen vehicles, documents, firearms and objects, convictions, biometric references.

Publisher
    Police forces and registers, as tables cut from national systems or from exchanges such as INTERPOL I-24/7, SIS and
    ECRIS. No conformance with these systems is claimed: their schemas are not public.
Channel
    `.csv`, `.tsv`, `.tab`, `.txt`; titles in English, German, French, Spanish, Italian, Dutch, Polish or Romanian as in
    `loaders/presets/police_*.yml`. Other titles need a mapping beside the file.
    The same table as a sheet of a workbook or as Parquet is known by its titles too.
Unit counted
    Row: one notice, object, conviction or reference. A row without its number, where the table has such a column, is
    set aside; a row repeated word for word is a duplicate.
Identity
    A notice by its number; its person by the same. Vehicles by VIN, else plate and country; documents by number,
    country and type; firearms by serial number and make; else the notice. A table without numbers: each row is its own.
Handling
    Columns `handling`, `evaluation`, `originator`, or what the case states for the file. The day until which an alert
    or an entry is valid is its expiry_date and the record's review_due.

====================  ==================================================================================================
a table of            becomes
====================  ==================================================================================================
wanted persons        Person (name, birth, nationality, residence, wanted_by, offence …) and Notice (notice_number,
                      issued_by, article, legal_basis, warrant_number, issue_date, expiry_date …), link Notice, subject
stolen vehicles       Vehicle (plate, vin, make, model, registration: where it is registered), its Notice, role object
stolen documents      Passport or Identification (document_number, document_country, document_type), its Notice, and a
                      named holder as a Person with a link Owner, role holder
stolen firearms       Weapon (serial_number, make, calibre, origin: where it was made) and its Notice
stolen objects        StolenObject and its Notice
convictions           Person with category convicted, Conviction (offence, court, conviction_date, sentence, issued_by:
                      the convicting country), link Conviction, subject
biometric references  BiometricRef (reference_number, modality, sha256, issued_by) and a link BiometricRef to the person
====================  ==================================================================================================

Other columns are kept as claims under their own title and named in one warning.

Categories of persons
    A notice proves nothing: being wanted is no category of its own, so it stays unknown (which blocks sharing until
    somebody sets it) unless the table states one. SIS article 32 and yellow notices seek missing or vulnerable persons,
    who count as victim, and article 34 persons sought by a court, who count as witness: the most protective reading,
    told in a warning. A conviction makes convicted, but not where the outcome is an acquittal or was quashed. Records
    of notices are assessments.

Ignored
    Pictures, fingerprint templates and DNA profiles are never stored: of such a cell the sort, size and SHA-256 are
    kept, of a DNA profile nothing, and both are counted in a warning.

Traps
-----
Being wanted by a country, convicted in one or registered in one does not make a person belong to it: the bases stay
apart. Alerts are withdrawn: a table is true for its day. `Issuing country` is the wanting state in a list of persons
and the alerting state in a list of documents, whose own is `Country of issue`. A plate means nothing without its
country.

References: interpol.int; Regulations (EU) 2018/1861 and 2018/1862 (SIS); Framework Decision 2009/315/JHA (ECRIS);
Directive (EU) 2016/680, articles 5, 6, 7 and 10.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from netintel.loaders import _header, _presets
from netintel.loaders._date_order import order_of
from netintel.loaders._no_biometrics import Guard
from netintel.loaders._rows import Sheet
from netintel.loaders._source import Head, Source
from netintel.loaders._table_rows import RowReader
from netintel.model.builder import Builder
from netintel.vocab import countries, dates, identifiers

NAME: Final = "police_table"
TITLE: Final = "Police table (wanted, stolen, convicted, biometric references)"
PUBLISHER: Final = "police forces and registers"
UNIT: Final = "row"
IDS: Final = "file"

_PRESETS: Final = (
    "police_convictions", "police_biometrics", "police_wanted", "police_vehicles", "police_documents",
    "police_firearms", "police_objects",
)  # fmt: skip
_PASSPORT: Final = re.compile(r"pass|pasaporte|paszport|pașaport|paspoort|laissez", re.IGNORECASE)
_ACQUITTED: Final = re.compile(
    r"acqui|quash|overturn|annul|not guilty|freispruch|freigesprochen|aufgehoben|relax|absuel|absolu|assol|vrijspraak|"
    r"uniewinn|uchylon|achit|anulat",
    re.IGNORECASE,
)
_ARTICLE: Final = re.compile(r"\d+")
_BY_ARTICLE: Final = {"32": "victim", "34": "witness"}
_UNTIL: Final = ("valid_until", "retention_until")
_DAYS: Final = (
    "valid_until", "retention_until", "issue_date", "birth_date", "theft_date", "conviction_date", "offence_date",
    "warrant_date", "taken_on", "final_date", "holder_birth_date",
)  # fmt: skip

Row = tuple[str, list[str]]
Cell = Callable[[str], str]


def sniff(head: Head) -> bool:
    """Return whether the titles of a table are those of one of these registers."""
    return head.header.knows == NAME


def recognises(titles: Sequence[str]) -> bool:
    """Return whether these are titles of one of these registers."""
    return _presets.chosen(titles, _PRESETS) is not None


def read(source: Source, build: Builder) -> None:
    """Read the notices, objects, convictions or references."""
    read_rows(_header.sheet(source, build), source, build)


def read_rows(sheet: Sheet, source: Source, build: Builder) -> None:
    """Read the rows below their titles."""
    known = _presets.chosen(sheet.header, _PRESETS)
    if known is None:
        raise _presets.not_recognised(sheet.header)
    guard, columns = Guard(sheet.header, build), _presets.columns(known, sheet.header)
    rows = list(guard.rows(sheet.rows))
    at = {canonical: sheet.header.index(title) for canonical, title in columns.items()}
    days = [at[name] for name in _DAYS if name in at]
    order = sheet.order or order_of([cells[place] for place in days for _, cells in rows], "date", build)
    wanted = [title for title in sorted(set(known.titles.values())) if title.startswith("read ")]
    more = _More(known.name, at, order, build)
    block = replace(_presets.fitted(known, (*sheet.header, *wanted)), order=order)
    reader = RowReader(block, (*sheet.header, *wanted), _presets.said(block, source.defaults), build)
    reader.read(more.rows(rows, wanted, columns.get("record_id")))
    more.tell()
    guard.tell()


class _More:
    """Adds to each row what follows from its cells: ids, the review date, a category, the sort of a document."""

    def __init__(self, preset: str, at: Mapping[str, int], order: dates.Order, build: Builder) -> None:
        self._preset, self._at, self._order, self._build = preset, at, order, build
        self._protected, self._unnumbered = Counter[str](), 0

    def rows(self, rows: Iterable[Row], wanted: list[str], numbered: str | None) -> Iterator[Row]:
        for locator, cells in rows:
            if numbered is not None and not cells[self._at["record_id"]]:
                self._build.quarantine(
                    locator, "missing_key", "the row has no number, so it cannot be told which notice or entry it is",
                    "ask for the row again", numbered,
                )  # fmt: skip
                continue
            said = {name: cells[place] for name, place in self._at.items()}
            made = self._made(locator, said)
            yield locator, [*cells, *(made[title] for title in wanted)]

    def tell(self) -> None:
        for category, count in sorted(self._protected.items()):
            self._build.warn(
                "category_by_notice",
                f"{count} persons are sought as missing, vulnerable or called to court, not as suspects; counted as "
                f"{category}",
                "they are shown under a pseudonym and never ranked; judge each by its file",
                field="category", locator="",
            )  # fmt: skip
        if self._unnumbered:
            self._build.warn(
                "rows_without_number",
                f"the table has no column of numbers; its {self._unnumbered} rows are each their own",
                "ask for the numbers of the notices, so that a later export can be joined", locator="",
            )  # fmt: skip

    def _made(self, locator: str, said: Mapping[str, str]) -> dict[str, str]:
        number = said.get("record_id", "")
        if "record_id" not in said:
            number, self._unnumbered = locator, self._unnumbered + (self._preset != "police_biometrics")
        person, whole = said.get("person_id", ""), (said.get("first_name", ""), said.get("last_name", ""))
        until = next((said[name] for name in _UNTIL if said.get(name)), "")
        return {
            "read id": number,
            "read notice": f"{number}#notice" if number else "",
            "read object": self._object(said) or (f"{number}#object" if number else ""),
            "read holder": f"{number}#holder" if number and self._has_holder(said) else "",
            "read person": f"person/{person}" if person else f"{number}#person" if number else "",
            "read name": "" if said.get("name") else " ".join(one for one in whole if one),
            "read kind": "Passport" if _PASSPORT.search(said.get("document_type", "")) else "Identification",
            "read review due": (dates.parse(until, self._order) or "")[:10] if until else "",
            "read category": self._category(said),
        }

    def _has_holder(self, said: Mapping[str, str]) -> bool:
        return any(said.get(name) for name in ("holder_name", "holder_birth_date", "holder_nationality"))

    def _object(self, said: Mapping[str, str]) -> str:
        """Return what tells an object apart in the world, empty where only its notice does."""
        if self._preset == "police_vehicles":
            country = countries.lookup(said.get("registration_country", "")) or ""
            plate = "".join(said.get("plate", "").upper().split()).replace("-", "")
            vin = "".join(said.get("vin", "").upper().split())
            return f"vehicle/{vin}" if vin else f"vehicle/{plate}@{country}" if plate and country else ""
        if self._preset == "police_documents":
            number, issuer = identifiers.document(said.get("document_number", "")), said.get("document_country", "")
            by, sort = countries.lookup(issuer), said.get("document_type", "").casefold()
            return f"document/{number}@{by}:{sort}" if number and by else ""
        serial, make = said.get("serial_number", ""), said.get("make", "")
        if self._preset == "police_firearms" and serial and make:
            return f"weapon/{serial.upper()}@{make.casefold()}"
        return ""

    def _category(self, said: Mapping[str, str]) -> str:
        if said.get("category"):
            return ""
        if self._preset == "police_convictions":
            return "" if _ACQUITTED.search(said.get("outcome", "")) else "convicted"
        number = _ARTICLE.search(said.get("article", ""))
        found = _BY_ARTICLE.get(number[0], "") if number is not None else ""
        if "yellow" in said.get("colour", "").casefold():
            found = "victim"
        if found:
            self._protected[found] += 1
        return found
