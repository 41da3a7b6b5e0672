"""Reads batches of call records: contacts between telephones, and what else a row tells of SIM, device and cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.loaders import _cdr_titles, _cdr_words
from netintel.loaders._cdr_parties import Named, Pairs, Rows, Telephones
from netintel.loaders._repeats import Repeats
from netintel.loaders._row_blocks import Batch
from netintel.loaders._table_words import own_name, read_marks
from netintel.model._columns import Said, Ties
from netintel.model._instants import after
from netintel.model.builder import Builder
from netintel.vocab import devices, mobile

Mask = NDArray[np.bool_]

MARKS: Final = ("originator", "handling", "evaluation", "assertion", "review_due")
_TO_THE_SECOND: Final = r"\d:\d\d:\d\d|\d{8}[T ]?\d{6}"
_CGI: Final = r"^\d{3}-\d{2,3}-"


class Calls:
    """Reads the rows of one file.

    Parameters
    ----------
    country
        Where numbers without a country's prefix belong.
    labels
        Whether the file names its telephones by labels of its own.
    """

    def __init__(self, header: tuple[str, ...], build: Builder, country: str | None, *, labels: bool) -> None:
        self._build = build
        self._places = _cdr_titles.columns(header)
        self._marks = {title.lower(): place for place, title in enumerate(header) if title.lower() in MARKS}
        used = {*self._places.values(), *self._marks.values()}
        self._rest = [(own_name(title), place) for place, title in enumerate(header) if place not in used]
        self._own_side = "caller" not in self._places
        self._telephones = Telephones(build, country, labels=labels)
        self._kinds = {"imsi": Named(build, "SIM", _imsi), "imei": Named(build, "Device", _imei)}
        self._cells = Named(build, "CellSite", lambda text: text)
        self._sims, self._devices = Pairs(build, "SIM of the number"), Pairs(build, "device of the SIM")
        self._handsets = Pairs(build, "device of the number")
        self._repeats = Repeats()
        self._odd: Counter[str] = Counter()

    def read(self, batch: Batch) -> None:
        """Read rows in their order in the file."""
        batch = self._fresh(self._sound(batch))
        if not len(batch):
            return
        marks = read_marks({mark: batch.columns[place] for mark, place in self._marks.items()}, {}, batch, self._build)
        records = self._build.records(batch.locators(), marks.pop("originator", None), **marks)
        one, other, said = self._ends(batch, records)
        ways = _each(self._texts(batch, "direction"), lambda text: _cdr_words.direction(text) if text else None)
        incoming = pc.fill_null(pc.equal(ways, "incoming"), False).to_numpy(zero_copy_only=False)
        source, target = one, other
        if self._own_side:
            source, target = np.where(incoming, other, one), np.where(incoming, one, other)
        served = one if self._own_side else np.where(incoming, other, one)
        moment, begun, claims = self._begun(batch)
        duration = _each(self._texts(batch, "duration"), lambda text: _cdr_words.seconds(text) if text else None)
        kinds = _each(self._texts(batch, "type"), _cdr_words.contact)
        links = self._build.tie(
            Ties(
                pc.fill_null(kinds, "UnknownLink"), source, target, records, role=ways, first=begun,
                last=_ended(moment, begun, duration),
            )
        )  # fmt: skip
        self._identifiers(batch, records, {"": served, "_a": source, "_b": target}, links, said)
        claims += self._more(batch, ways, kinds)
        said += [_said(prop, links, records, texts, self._build) for prop, texts in claims]
        said += [self._lasting(links, records, self._texts(batch, "duration"), duration)]
        said += self._cell(batch, links, records)
        self._build.say(said)

    def tell(self) -> None:
        """Tell what concerns the whole file."""
        counted = self._telephones.counted + self._odd
        for name, (code, message, hint, field) in _TOLD.items():
            if counted[name]:
                self._build.warn(code, message.format(counted[name]), hint, field=field, locator="")
        if self._rest:
            titles = ", ".join(name for name, _ in self._rest)
            self._build.warn(
                "columns_not_named", f"{len(self._rest)} columns are kept under their own title: {titles}",
                "say in a mapping what they mean, if it matters", locator="",
            )  # fmt: skip

    # Which rows are records ---------------------------------------------------------------------------------------

    def _sound(self, batch: Batch) -> Batch:
        one, other = (pc.equal(self._texts(batch, title), "") for title in self._titles)
        nobody = pc.and_(one, other).to_numpy(zero_copy_only=False)
        for locator in batch.of(nobody).locators().to_pylist():
            self._build.quarantine(
                locator, "missing_party", "the row names neither who called nor who was called",
                "add the numbers in the export, or ask for the row again", self._titles[0],
            )  # fmt: skip
        return batch.of(~nobody)

    def _fresh(self, batch: Batch) -> Batch:
        fresh = self._repeats.fresh(batch.texts)
        self._build.repeated(int((~fresh).sum()))
        return batch.of(fresh)

    @property
    def _titles(self) -> tuple[str, str]:
        return ("subscriber", "other") if self._own_side else ("caller", "called")

    def _texts(self, batch: Batch, title: str) -> pa.Array:
        place = self._places.get(title)
        return batch.columns[place] if place is not None else pa.repeat(pa.scalar("", pa.string()), len(batch))

    # What a row says ----------------------------------------------------------------------------------------------

    def _ends(self, batch: Batch, records: Rows) -> tuple[Rows, Rows, list[Said]]:
        network = self._texts(batch, "network") if "network" in self._places else None
        found, said = [], []
        for title in self._titles:
            codes, more = self._telephones.ends(self._texts(batch, title), network, batch, records, title)
            found.append(codes)
            said += more
        return found[0], found[1], said

    def _begun(self, batch: Batch) -> tuple[pa.Array, pa.Array, list[tuple[str, pa.Array]]]:
        """Return when calls began as written and as read, and the texts that say more than what is read."""
        if "start" in self._places and "time" not in self._places:
            texts = self._texts(batch, "start")
        else:
            date = "date" if "date" in self._places else "start"
            joined = pc.binary_join_element_wise(self._texts(batch, date), self._texts(batch, "time"), " ")
            texts = pc.utf8_trim_whitespace(joined)
        filled = pc.not_equal(texts, "")
        kept = texts.filter(filled)
        read = self._build.dates(kept)
        unread = read.is_null()
        rows = np.flatnonzero(filled.to_numpy(zero_copy_only=False))
        if read.null_count:
            wanted = np.zeros(len(batch), bool)
            wanted[rows[unread.to_numpy(zero_copy_only=False)]] = True
            self._build.not_understood("first", kept.filter(unread), batch.of(wanted).locators(), "date")
        plain = pc.replace_substring(pc.fill_null(read, ""), "T", " ")
        same = pc.or_(pc.equal(plain, kept), pc.equal(read, kept))
        unlike = pc.if_else(pc.fill_null(same, False), "", kept)
        begun, more = _spread(rows, read, len(batch)), pc.fill_null(_spread(rows, unlike, len(batch)), "")
        return texts, begun, [("first_text", more)]

    def _identifiers(
        self, batch: Batch, records: Rows, ends: Mapping[str, Rows], links: Rows, said: list[Said]
    ) -> None:
        for side, phones in ends.items():
            found: dict[str, Rows] = {}
            for prop in ("imsi", "imei"):
                if f"{prop}{side}" in self._places:
                    found[prop] = self._identifier(prop, self._texts(batch, f"{prop}{side}"), records, links, said)
            none = np.full(len(batch), -1)
            sims, devices = found.get("imsi", none), found.get("imei", none)
            for pairs, left, right in (
                (self._sims, phones, sims),
                (self._devices, sims, devices),
                (self._handsets, np.where(sims < 0, phones, -1), devices),
            ):
                shown = (left >= 0) & (right >= 0)
                if shown.any():
                    pairs.show(left[shown], right[shown], records[shown])

    def _identifier(self, prop: str, texts: pa.Array, records: Rows, links: Rows, said: list[Said]) -> Rows:
        """Return the code of the SIM or device in each row, -1 where none is told or its number is no such number."""
        codes, new = self._kinds[prop].codes(texts)
        kept = texts.take(pa.array(new))
        said.append(Said(prop, codes[new], records[new], kept, self._build.canonical(prop, kept)))
        odd = (codes < 0) & pc.not_equal(texts, "").to_numpy(zero_copy_only=False)
        if odd.any():
            self._odd[prop] += int(odd.sum())
            kept = texts.filter(pa.array(odd))
            said.append(Said(f"{prop}_text", links[odd], records[odd], kept, kept, True))
        return codes

    def _more(self, batch: Batch, ways: pa.Array, kinds: pa.Array) -> list[tuple[str, pa.Array]]:
        """Return what else the rows say of a contact."""
        type_, way = self._texts(batch, "type"), self._texts(batch, "direction")
        self._odd["type"] += kinds.null_count
        said = _each(type_, lambda text: "" if _cdr_words.is_said(text) else text)
        found = [("type", said), ("direction", pc.if_else(ways.is_null(), way, ""))]
        found += [("network", self._texts(batch, "network"))] if "network" in self._places else []
        if "cell" not in self._places and "lac" in self._places:
            found.append(("lac", self._texts(batch, "lac")))
        return found + [(name, batch.columns[place]) for name, place in self._rest]

    def _lasting(self, links: Rows, records: Rows, texts: pa.Array, duration: pa.Array) -> Said:
        told = pc.not_equal(texts, "")
        at = told.to_numpy(zero_copy_only=False)
        values = duration.filter(told)
        self._odd["duration"] += values.null_count
        return Said("duration", links[at], records[at], texts.filter(told), values, True)

    def _cell(self, batch: Batch, links: Rows, records: Rows) -> Iterator[Said]:
        """Say in which cell a served telephone was; an id of a cell is no place, but its network is of a country."""
        if "cell" not in self._places:
            return
        told = pc.not_equal(self._texts(batch, "cell"), "")
        at = told.to_numpy(zero_copy_only=False)
        if not at.any():
            return
        network, lac, cell = (self._texts(batch, title).filter(told) for title in ("network", "lac", "cell"))
        ids = pc.binary_join_element_wise("cell", network, lac, cell, " ")
        codes, new = self._cells.codes(ids)
        yield Said.naming("cell", links[at], records[at], codes, on_link=True)
        first = pa.array(new)
        coded = pc.if_else(pc.match_substring_regex(cell.take(first), _CGI), cell.take(first), network.take(first))
        countries = _each(coded, lambda text: mobile.country(text) or "")
        for prop, texts in (("cell_id", cell.take(first)), ("lac", lac.take(first)), ("country", countries)):
            yield _said(prop, codes[new], records[at][new], texts, self._build, on_link=False)


def _imsi(text: str) -> str | None:
    value = devices.imsi(text)
    return f"imsi:{value}" if value is not None else None


def _imei(text: str) -> str | None:
    value = devices.imei(text)
    return f"imei:{value}" if value is not None else None


def _said(prop: str, subjects: Rows, records: Rows, texts: pa.Array, build: Builder, *, on_link: bool = True) -> Said:
    told = pc.not_equal(texts, "")
    at = told.to_numpy(zero_copy_only=False)
    kept = texts.filter(told)
    return Said(prop, subjects[at], records[at], kept, build.canonical(prop, kept), on_link)


def _ended(written: pa.Array, begun: pa.Array, duration: pa.Array) -> pa.Array:
    """Return when calls ended, null where that does not follow to the second."""
    exact = pc.match_substring_regex(written, _TO_THE_SECOND)
    local = pc.equal(pc.utf8_length(begun), 19)
    known = pc.fill_null(pc.and_(pc.and_(exact, local), duration.is_valid()), False)
    rows = np.flatnonzero(known.to_numpy(zero_copy_only=False))
    if not len(rows):
        return pa.nulls(len(begun), pa.string())
    seconds = duration.filter(known).cast(pa.int64()).to_numpy()
    return _spread(rows, after(begun.filter(known), seconds), len(begun))


def _each(texts: pa.Array, read: Callable[[str], str | None]) -> pa.Array:
    words = texts.dictionary_encode()
    return pa.array([read(word) for word in words.dictionary.to_pylist()], pa.string()).take(words.indices)


def _spread(rows: Rows, values: pa.Array, size: int) -> pa.Array:
    if len(rows) == size:
        return values
    place = np.full(size, -1)
    place[rows] = np.arange(len(rows))
    return values.take(pa.array(place, mask=place < 0))


_TOLD: Final[dict[str, tuple[Any, ...]]] = {
    "NATIONAL": (
        "numbers_without_country", "{:,} numbers have no country's prefix; they are kept as written and match nothing",
        "state `default_country` for the file in case.toml", "number",
    ),
    "PLUS_LOST": (
        "plus_lost", "{:,} numbers have their country's prefix and lack the plus sign; kept as written",
        "ask for the column formatted as text; nothing was repaired", "number",
    ),
    "DAMAGED": (
        "excel_damaged", "in {:,} places a spreadsheet has changed a number; what was lost cannot be known",
        "ask for the export as CSV straight from the system; each such call has an end of its own", "number",
    ),
    "WITHHELD": (
        "number_withheld", "in {:,} places a number is withheld or cut; each such call has an unnamed end of its own",
        "nothing to do, or ask the operator for the number", "number",
    ),
    "SERVICE": (
        "short_numbers", "in {:,} places stands a short number or a name: services of one network each",
        "nothing to do", "number",
    ),
    "imsi": (
        "imsi_not_understood", "{:,} IMSI are damaged, incomplete or of no network; kept as text on the call",
        "ask for the column formatted as text", "imsi",
    ),
    "imei": (
        "imei_not_understood", "{:,} IMEI are damaged, incomplete or fail their check digit; kept as text on the call",
        "ask for the column formatted as text", "imei",
    ),
    "type": (
        "contact_not_understood", "{:,} rows are neither a call nor a message by their type; taken as UnknownLink",
        "their word is in the claim `type`", "type",
    ),
    "duration": (
        "duration_not_understood", "{:,} durations are neither seconds nor h:mm:ss; the text is kept",
        "ask for seconds", "duration",
    ),
}  # fmt: skip
