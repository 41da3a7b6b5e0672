"""`Builder`: what a loader calls once a record; it makes columnar batches, counts, and keeps the issues.

A loader never sees a code: native ids go in. No Python object is made for a claim: values go into column lists
that become Arrow arrays every 100,000 records.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from decimal import Context, Decimal, InvalidOperation
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.model._columns import Columns, Said, Ties, claims_batch, records_batch, table, transposed
from netintel.model._instants import instants
from netintel.model._review import review
from netintel.model.limits import DEFAULT, Limits
from netintel.model.tables import AMOUNT, SCHEMAS, Tables
from netintel.vocab import (
    categories,
    coordinates,
    countries,
    dates,
    devices,
    identifiers,
    misread,
    mobile,
    properties,
)

_BATCH: Final = 100_000
_LARGEST_AMOUNT, _SMALLEST_AMOUNT = Decimal(10) ** 19, Decimal("1E-18")
_EXACT: Final = Context(prec=38)
_TRUE, _FALSE = frozenset({"true", "1", "yes", "y"}), frozenset({"false", "0", "no", "n"})
_DERIVED: dict[str, str] = {
    "phone": "phone_country",
    "number": "phone_country",
    "iban": "iban_country",
    "imsi": "sim_country",
}

Normaliser = Callable[[str], str | None]
Claims = Iterable[tuple[str, str]]


class Builder:
    """Collects the records of one export.

    Parameters
    ----------
    originator, handling, evaluation, assertion
        What holds for every record of the file that does not say otherwise itself; None is unknown.
    limits
        How much of one file is read.
    """

    def __init__(
        self,
        *,
        originator: str | None = None,
        handling: str | None = None,
        evaluation: str | None = None,
        assertion: str | None = None,
        limits: Limits = DEFAULT,
    ) -> None:
        self.limits = limits
        self.read = self.accepted = self.quarantined = self.duplicates = 0
        self._defaults = (originator, handling, evaluation, assertion)
        self._seen: set[bytes] = set()
        self._origin: dict[str, int] = {}
        self._kinds: list[str | None] = []
        self._issues: list[tuple[str, str, str, str, str, str]] = []
        self._n_claims = self._n_links = 0
        self._record = -1
        self._locator = ""
        self._link_code: dict[str, int] = {}
        self._columns = Columns()
        self._batches: dict[str, list[pa.RecordBatch]] = {name: [] for name in SCHEMAS}
        self._normalise: dict[str, Normaliser] = {}
        self._date: Normaliser = dates.parse
        self.expect()

    def expect(self, *, date_order: dates.Order = "year-first", default_country: str | None = None) -> None:
        """State for the records that follow how dates are written and where numbers without prefix belong."""
        self._normalise = _normalisers(date_order, default_country)
        self._date = lambda text: dates.parse(text, date_order)
        self._order = date_order

    # Counting ---------------------------------------------------------------------------------------------------

    def record(
        self,
        locator: str,
        canonical: bytes | None = None,
        *,
        originator: str | None = None,
        handling: str | None = None,
        evaluation: str | None = None,
        assertion: str | None = None,
        review_due: str | None = None,
    ) -> bool:
        """Begin a record; return False where it repeats an earlier record of this export word for word.

        Parameters
        ----------
        locator
            Place in the file: `row 5`, `/objects/12`, `line 3`.
        canonical
            The record's content in a canonical form; None where the loader knows that it cannot repeat.
        """
        self.read += 1
        if canonical is not None:
            seen = hashlib.blake2b(canonical, digest_size=16).digest()
            if seen in self._seen:
                self.duplicates += 1
                return False
            self._seen.add(seen)
        self.accepted += 1
        self._record += 1
        self._locator = locator
        default = self._defaults
        self._columns.records.append(
            (
                locator,
                originator or default[0],
                handling or default[1],
                evaluation or default[2],
                assertion or default[3],
                review_due,
            )
        )
        if len(self._columns.records) >= _BATCH:
            self._flush()
        return True

    def repeated(self, times: int = 1) -> None:
        """Count records of which the loader itself knows that they repeat earlier ones of this export."""
        self.read += times
        self.duplicates += times

    def quarantine(self, locator: str, code: str, message: str, hint: str, field: str = "") -> None:
        """Set a record aside: it is counted and explained, and nothing of it enters the graph."""
        self.read += 1
        self.quarantined += 1
        self._issues.append((locator, field, code, "quarantine", message, hint))

    def warn(self, code: str, message: str, hint: str, *, field: str = "", locator: str | None = None) -> None:
        """Tell the reader something about the current record, or about the place given."""
        self._issues.append((self._locator if locator is None else locator, field, code, "warning", message, hint))

    @property
    def has_issues(self) -> bool:
        """Whether anything was set aside or told."""
        return bool(self._issues)

    # What a record says -----------------------------------------------------------------------------------------

    def entity(self, native_id: str, kind: str, claims: Claims = ()) -> None:
        """Say that the current record describes an entity: its kind and (property, text) claims.

        Values of known properties are brought into canonical form and the text is kept beside; a value that is not
        understood gives a claim without value that keeps the text, and a warning.
        """
        code = self._code(native_id)
        self._kinds[code] = self._kinds[code] or kind
        self._claims(code, False, claims)

    def entity_in_columns(self, native_id: str, kind: str, names: Sequence[str], texts: list[str]) -> None:
        """Say the same as `entity`, of properties and texts given side by side; no text may be empty."""
        code = self._code(native_id)
        self._kinds[code] = self._kinds[code] or kind
        columns, known = self._columns, self._normalise
        base = len(columns.values)
        columns.properties.extend(names)
        columns.values.extend(texts)
        for place, prop in enumerate(names):
            if prop in known:
                self._retyped(base + place, prop, texts[place])
        added = len(columns.values) - base
        if added:
            self._n_claims += added
            columns.subjects.append((code, False, self._record, added))

    def _retyped(self, at: int, prop: str, text: str) -> None:
        columns = self._columns
        value = columns.values[at] = self._normalise[prop](text)
        if value != text:
            columns.originals.append((columns.first_claim + at, text))
            if value is None:
                self._not_understood(prop, text)
        if value is not None and prop in _DERIVED:
            self._derive(prop, value)

    def claim(
        self,
        native_id: str,
        prop: str,
        text: str,
        *,
        handling: str | None = None,
        evaluation: str | None = None,
    ) -> None:
        """Say one thing of an entity that has its own handling or evaluation, or that another record describes."""
        at = self._n_claims
        self._claims(self._code(native_id), False, ((prop, text),))
        if handling or evaluation:  # the country that follows from a number is marked as the number is
            self._columns.marks.extend((claim, handling, evaluation) for claim in range(at, self._n_claims))

    def reference(self, native_id: str, prop: str, target: str) -> None:
        """Say that an entity names another one without a tie between them (creator, marking)."""
        self._refer(self._code(native_id), False, ((prop, target),))

    def link(
        self,
        source: str,
        target: str,
        kind: str,
        *,
        native_id: str | None = None,
        directed: bool = True,
        role: str | None = None,
        first: str | None = None,
        last: str | None = None,
        amount: str | None = None,
        currency: str | None = None,
        weight: float | None = None,
        status: str = "recorded",
        claims: Claims = (),
        references: Iterable[tuple[str, str]] = (),
    ) -> int:
        """Say that the current record holds a link; ends may be described later, elsewhere or nowhere.

        A second record with the same `native_id` adds itself to the link's records, and what it says differently
        is kept as claims on the link.

        Returns
        -------
        int
            The link's number in this export, for `mark_link`.
        """
        kept: list[tuple[str, str]] = []
        begun, ended = self._when(first, "first", kept), self._when(last, "last", kept)
        paid = self._amount(amount, kept) if amount else None
        ends = (self._code(source), self._code(target))
        if native_id is not None and native_id in self._link_code:
            code = self._link_code[native_id]
            self._columns.link_records.append((code, self._record))
            said = {"first": begun, "last": ended, "amount": amount, "currency": currency, "role": role}
            kept = [*((k, v) for k, v in said.items() if v), *kept, *self._unlike(code, kind, directed, weight)]
            if ends != self._row_of(code)[2:4]:
                references = [("source", source), ("target", target), *references]
        else:
            code = self._n_links
            self._n_links += 1
            if native_id is not None:
                self._link_code[native_id] = code
            row = (native_id, kind, *ends, directed, role, begun, ended, paid, currency, weight, status, self._record)
            self._columns.links.append(row)
        self._claims(code, True, [*kept, *claims] if kept else claims)
        self._refer(code, True, references)
        return code

    def mark_link(self, link: int, prop: str, text: str, handling: str | None, evaluation: str | None) -> None:
        """Say one thing of a link that has its own handling or evaluation."""
        at = self._n_claims
        self._claims(link, True, ((prop, text),))
        if self._n_claims > at:
            self._columns.marks.append((at, handling, evaluation))

    # Many records at once ---------------------------------------------------------------------------------------

    def records(
        self,
        locators: pa.Array,
        originators: pa.Array | str | None = None,
        *,
        handling: pa.Array | str | None = None,
        evaluation: pa.Array | str | None = None,
        assertion: pa.Array | str | None = None,
        review_due: pa.Array | str | None = None,
    ) -> NDArray[np.int64]:
        """Begin many records that repeat no earlier one; return the number of each.

        A mark is given once for all of them or for each; where it is empty or null, what holds for the file does.
        """
        self._flush()
        n = len(locators)
        self.read += n
        self.accepted += n
        first, self._record = self._record + 1, self._record + n
        said = dict(zip(("originator", "handling", "evaluation", "assertion"), self._defaults, strict=True))
        own = (originators, handling, evaluation, assertion)
        marks = {name: _or(mark, default) for mark, (name, default) in zip(own, said.items(), strict=True)}
        self._batches["records"].append(records_batch(locators, {**marks, "review_due": _or(review_due, None)}))
        return np.arange(first, first + n)

    def codes(self, native_ids: list[str], kind: str | None = None) -> NDArray[np.int64]:
        """Return the codes of entities that many records name, or describe where a kind is given."""
        known = self._origin
        codes = [known.setdefault(native_id, len(known)) for native_id in native_ids]
        self._kinds.extend([None] * (len(known) - len(self._kinds)))
        if kind is not None:
            self.describe(codes, [kind] * len(codes))
        return np.array(codes, np.int64)

    def describe(self, codes: Iterable[int], kinds: Iterable[str]) -> None:
        """Say of which kind entities are, in the order in which records say it: the first word counts."""
        of = self._kinds
        for code, kind in zip(codes, kinds, strict=True):
            of[code] = of[code] or kind

    def not_understood(self, prop: str, texts: pa.Array, locators: pa.Array, kind: str = "") -> None:
        """Warn of texts that many records hold in one field and that are no date, country, … as they should be."""
        type_ = kind or properties.types()[prop]
        for text, locator in zip(texts.to_pylist(), locators.to_pylist(), strict=True):
            self.warn(*misread.why(type_, text, prop), field=prop, locator=locator)

    def canonical(self, prop: str, texts: pa.Array) -> pa.Array:
        """Return the canonical values of a property, null where a text is not understood; each word is read once."""
        return _each(self._normalise[prop], texts, pa.string()) if prop in self._normalise else texts

    def dates(self, texts: pa.Array) -> pa.Array:
        """Return the canonical form of dates, null where a text is none."""
        plain = instants(texts, self._order)
        return _each(self._date, texts, pa.string()) if plain is None else plain

    def moments(self, texts: pa.Array) -> pa.Array:
        """Return dates of links that are written in canonical form; the others are null and need a record's words."""
        read = self.dates(texts)
        return pc.if_else(pc.equal(read, texts), read, pa.scalar(None, pa.string()))

    def amounts(self, texts: pa.Array) -> pa.Array:
        """Return amounts that can be held exactly; the others are null and need a record's words."""
        try:
            paid = texts.cast(AMOUNT)
        except pa.ArrowInvalid:  # some are no plain numbers
            return _each(_exact_amount, texts, AMOUNT)
        held = pc.less(pc.abs(paid), pa.scalar(_LARGEST_AMOUNT))
        return pc.if_else(held, paid, pa.scalar(None, AMOUNT))

    def rounded(self, texts: pa.Array) -> pa.Array:
        """Return amounts as nearly as they can be held, null where a text is no amount."""
        return _each(lambda text: _paid(text)[0], texts, AMOUNT)

    def say(self, parts: list[Said]) -> None:
        """Say properties of entities and links in many records; no text is empty."""
        self._flush()
        parts = [one for part in parts if len(part.subjects) for one in (part, *_follows(part))]
        for part in parts:
            changed = part.changed()
            if len(changed):
                claim = pa.array(changed + self._n_claims, pa.int32())
                original = pa.RecordBatch.from_arrays([claim, part.texts.take(changed)], schema=SCHEMAS["originals"])
                self._batches["originals"].append(original)
            self._n_claims += len(part.subjects)
        if parts:
            self._batches["claims"].append(claims_batch(parts))
        self._columns = Columns(self._n_claims)

    def tie(self, ties: Ties) -> NDArray[np.int64]:
        """Say many links, none of which an earlier record said; return the number of each."""
        self._flush()
        codes = np.arange(self._n_links, self._n_links + len(ties.sources))
        self._n_links += len(codes)
        if ties.native_id is not None:
            self._link_code.update(zip(ties.native_id.to_pylist(), codes.tolist(), strict=True))
        self._batches["links"].append(ties.batch())
        return codes

    def corroborate(self, links: NDArray[np.int64], records: NDArray[np.int64]) -> None:
        """Add records to links that earlier records said; they say nothing of them that differs."""
        self._flush()
        columns = [pa.array(links, pa.int32()), pa.array(records, pa.int32())]
        self._batches["link_records"].append(pa.RecordBatch.from_arrays(columns, schema=SCHEMAS["link_records"]))

    # The end ----------------------------------------------------------------------------------------------------

    def tables(self, received: dict[str, Any]) -> Tables:
        """Return the tables of this export; `received` gives file, format, unit, sha256, bytes, loader and ids."""
        self._flush()
        entities = sum(kind is not None for kind in self._kinds)
        counted = {
            "read": self.read,
            "accepted": self.accepted,
            "quarantined": self.quarantined,
            "duplicates": self.duplicates,
            "entities": entities,
            "links": self._n_links,
            "originator": self._defaults[0],
            "handling": self._defaults[1],
        }
        self._seen.clear()
        made = {name: self._whole(name) for name in SCHEMAS}
        kinds = [kind or "Unknown" for kind in self._kinds]
        made["origins"] = table("origins", [[0] * len(kinds), list(self._origin), kinds])
        made["received"] = pa.Table.from_pylist([{**received, **counted}], SCHEMAS["received"])
        self._issues += review(made)
        made["issues"] = table("issues", [[0] * len(self._issues), *transposed(self._issues, 6)])
        return Tables(**made)

    def _whole(self, name: str) -> pa.Table:
        """Return the batches of a table as one; column by column they are let go, so that little is held twice."""
        schema, batches = SCHEMAS[name], self._batches.pop(name)
        chunks = [[batch.column(place) for batch in batches] for place in range(len(schema))]
        del batches
        columns = []
        for place, field in enumerate(schema):
            column = pa.chunked_array(chunks[place], field.type)
            chunks[place] = []
            column = column.unify_dictionaries() if pa.types.is_dictionary(field.type) else column
            columns.append(column.combine_chunks())
            del column
            pa.default_memory_pool().release_unused()  # many small pieces do not make room for one large one
        return pa.Table.from_arrays(columns, schema=schema)

    def _code(self, native_id: str) -> int:
        code = self._origin.setdefault(native_id, len(self._kinds))
        if code == len(self._kinds):
            self._kinds.append(None)
        return code

    def _claims(self, subject: int, on_link: bool, claims: Claims) -> None:
        columns, known = self._columns, self._normalise
        names, values = columns.properties, columns.values
        before = len(names)
        for prop, text in claims:
            if not text:
                continue
            if prop in known:
                self._typed(prop, text, on_link)
            else:
                names.append(prop)
                values.append(text)
        added = len(names) - before
        if added:
            self._n_claims += added
            columns.subjects.append((subject, on_link, self._record, added))

    def _typed(self, prop: str, text: str, on_link: bool) -> None:
        columns = self._columns
        value = self._normalise[prop](text)
        if value != text:
            columns.originals.append((columns.first_claim + len(columns.values), text))
            if value is None:
                self._not_understood(prop, text)
        columns.properties.append(prop)
        columns.values.append(value)
        if value is not None and prop in _DERIVED and not on_link:
            self._derive(prop, value)

    def _derive(self, prop: str, value: str) -> None:
        country = _country_of(prop, value)
        if country is not None:
            self._columns.properties.append(_DERIVED[prop])
            self._columns.values.append(country)

    def _refer(self, subject: int, on_link: bool, references: Iterable[tuple[str, str]]) -> None:
        columns = self._columns
        names, values, known = columns.properties, columns.values, self._origin
        before = at = self._n_claims
        for prop, target in references:
            code = known.get(target)
            columns.references.append((at, self._code(target) if code is None else code))
            names.append(prop)
            values.append(None)
            at += 1
        if at > before:
            self._n_claims = at
            columns.subjects.append((subject, on_link, self._record, at - before))

    def _not_understood(self, prop: str, text: str) -> None:
        self.warn(*misread.why(properties.types()[prop], text, prop), field=prop)

    def _row_of(self, link: int) -> tuple[Any, ...]:
        """Return the row of a link said before; rare, so that nothing is kept for it."""
        for batch in self._batches["links"]:
            if link < batch.num_rows:
                return tuple(batch.slice(link, 1).to_pylist()[0].values())
            link -= batch.num_rows
        return self._columns.links[link]

    def _unlike(self, link: int, kind: str, directed: bool, weight: float | None) -> Claims:
        """Return what another record says of a link that its row does not say."""
        row = self._row_of(link)
        if kind != row[1]:
            yield "kind", kind
        if directed != row[4]:
            yield "directed", "true" if directed else "false"
        if weight is not None and weight != row[10]:
            yield "weight", repr(weight)

    def _when(self, text: str | None, field: str, kept: list[tuple[str, str]]) -> str | None:
        if not text:
            return None
        value = self._date(text)
        if value != text:  # the order of day and month, the offset of a zone: what is read is not what is written
            kept.append((f"{field}_text", text))
        if value is None:
            self.warn(*misread.why("date", text), field=field)
        return value

    def _amount(self, text: str, kept: list[tuple[str, str]]) -> Decimal | None:
        paid, exact = _paid(text)
        if not exact:
            kept.append(("amount_text", text))
        if paid is not None:
            return paid
        self.warn(*misread.why("amount", text), field="amount")
        return None

    def _flush(self) -> None:
        if self.read > self.limits.records:
            raise self.limits.exceeded("records", f"more than {self.limits.records:,} records", "too_many_records")
        if self._columns.empty:
            return
        for name, batch in self._columns.batches(self._n_claims).items():
            self._batches[name].append(batch)
        self._columns = Columns(self._n_claims)


def _or(said: pa.Array | str | None, default: str | None) -> pa.Array | str | None:
    if not isinstance(said, pa.Array):
        return said or default
    return pc.if_else(pc.fill_null(pc.not_equal(said, ""), False), said, pa.scalar(default, pa.string()))


def _each(read: Callable[[str], Any], texts: pa.Array, kind: pa.DataType) -> pa.Array:
    """Return what is read of each text; a text that occurs often is read once."""
    words = texts.dictionary_encode()
    return pa.array([read(word) for word in words.dictionary.to_pylist()], kind).take(words.indices)


def _follows(part: Said) -> list[Said]:
    """Return what follows from a property of entities: the country of a number."""
    if part.prop not in _DERIVED or part.on_link:
        return []
    country = _each(lambda value: _country_of(part.prop, value), part.values, pa.string())
    at = np.flatnonzero(country.is_valid().to_numpy(zero_copy_only=False))
    known = country.take(at)
    return [Said(_DERIVED[part.prop], part.subjects[at], part.records[at], known, known)]


def _country_of(prop: str, value: str) -> str | None:
    if prop == "imsi":
        return mobile.country(value)
    return countries.lookup(value[:2]) if prop == "iban" else identifiers.phone_country(value)


def _paid(text: str) -> tuple[Decimal | None, bool]:
    """Return an amount as it is held, None where there is none, and whether that says all the text says."""
    try:
        value = Decimal(text.replace(" ", ""))
        if value.is_finite() and abs(value) < _LARGEST_AMOUNT:
            paid = value.quantize(_SMALLEST_AMOUNT, context=_EXACT)
            return paid, paid == value
    except InvalidOperation:
        pass
    return None, False


def _exact_amount(text: str) -> Decimal | None:
    paid, exact = _paid(text)
    return paid if exact else None


def _boolean(text: str) -> str | None:
    word = text.strip().lower()
    return "true" if word in _TRUE else "false" if word in _FALSE else None


def _normalisers(order: dates.Order, country: str | None) -> dict[str, Normaliser]:
    by_type: dict[str, Normaliser] = {
        "date": lambda text: dates.parse(text, order),
        "country": countries.lookup,
        "phone": lambda text: identifiers.phone(text, country),
        "iban": identifiers.iban,
        "email": identifiers.email,
        "wallet": identifiers.wallet,
        "document": identifiers.document,
        "category": categories.parse,
        "boolean": _boolean,
        "imei": devices.imei,
        "imsi": devices.imsi,
        "iccid": devices.iccid,
        "vin": devices.vin,
        "plate": lambda text: devices.plate(text, country),
    }
    by_property: dict[str, Normaliser] = {
        "latitude": lambda text: coordinates.parse(text, "latitude"),
        "longitude": lambda text: coordinates.parse(text, "longitude"),
    }
    types = properties.types()
    return {prop: by_type[kind] for prop, kind in types.items() if kind in by_type} | by_property
