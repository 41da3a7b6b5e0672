"""The ends of calls: telephones, SIM cards, devices and cell sites, each said once however many rows name it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.loaders._cdr_words import Party, party
from netintel.model._columns import Said, Ties
from netintel.model.builder import Builder
from netintel.vocab import identifiers

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]

_CODE: Final = {one: place for place, one in enumerate(Party)}


def words_of(texts: pa.Array) -> tuple[list[str], Rows, Rows]:
    """Return the distinct texts, which of them each row has, and in which row each stands first."""
    coded = texts.dictionary_encode()
    of = coded.indices.to_numpy().astype(np.int64)
    first = np.zeros(len(coded.dictionary), np.int64)
    first[of[::-1]] = np.arange(len(of))[::-1]
    return coded.dictionary.to_pylist(), of, first


class Entities:
    """Entities of one kind, and what was said of them already."""

    def __init__(self, build: Builder, kind: str) -> None:
        self._build, self._kind = build, kind
        self._written: set[tuple[str, str]] = set()
        self._met = np.zeros(0, bool)

    def codes(self, ids: pa.Array) -> Rows:
        """Return the code of the entity in each row."""
        coded = ids if isinstance(ids, pa.DictionaryArray) else ids.dictionary_encode()
        found: Rows = self._build.codes(coded.dictionary.to_pylist(), self._kind)[coded.indices.to_numpy()]
        return found

    def first_rows(self, codes: Rows) -> Rows:
        """Return the rows that name an entity which no earlier row, and no earlier batch, named."""
        if len(codes) and codes.max() >= len(self._met):
            self._met = np.append(self._met, np.zeros(codes.max() + 1, bool))
        rows = np.flatnonzero(~self._met[codes])
        _, first = np.unique(codes[rows], return_index=True)
        self._met[codes[rows]] = True
        return np.sort(rows[first])

    def said(self, prop: str, texts: pa.Array, codes: Rows, records: Rows) -> Iterator[Said]:
        """Say a property of them in the first record that writes it so."""
        words, _, first = words_of(texts)
        written = self._written
        new = [row for word, row in zip(words, first.tolist(), strict=True) if word and (prop, word) not in written]
        if new:
            at = np.array(new)
            kept = texts.take(pa.array(at))
            written.update((prop, word) for word in kept.to_pylist())
            yield Said(prop, codes[at], records[at], kept, self._build.canonical(prop, kept))


class Pairs:
    """Ties that many rows show: one link a pair, with a reference to every record."""

    def __init__(self, build: Builder, role: str) -> None:
        self._build, self._role = build, role
        self._links: dict[int, int] = {}

    def show(self, sources: Rows, targets: Rows, records: Rows) -> None:
        """Say the ties of rows; the first record of a pair says the link, the others add themselves."""
        keys = (sources << 32) | targets
        pairs, first, of = np.unique(keys, return_index=True, return_inverse=True)
        new = np.array([pair not in self._links for pair in pairs.tolist()], bool)
        begins = first[new]
        made = self._build.tie(
            Ties("UnknownLink", sources[begins], targets[begins], records[begins], False, role=self._role)
        )
        self._links.update(zip(pairs[new].tolist(), made.tolist(), strict=True))
        again = np.ones(len(keys), bool)
        again[begins] = False
        links = np.array([self._links[pair] for pair in pairs.tolist()], np.int64)
        self._build.corroborate(links[of][again], records[again])


class Telephones:
    """The parties of calls.

    Attributes
    ----------
    counted : Counter
        In how many rows a party was withheld, damaged, a short number; of how many numbers the country is unknown.
    """

    def __init__(self, build: Builder, country: str | None, *, labels: bool) -> None:
        self._build, self._country, self._labels = build, country, labels
        self._known: dict[str, tuple[int, str]] = {}
        self._phones = Entities(build, "Phone")
        self.counted: Counter[str] = Counter()

    def ends(self, texts: pa.Array, network: pa.Array | None, locators: pa.Array, side: str) -> tuple[Rows, Rows]:
        """Return the code of the telephone in each row, and what kind of party it is."""
        words, of, _ = words_of(texts)
        known = [self._party(word) for word in words]
        kinds = np.array([kind for kind, _ in known], np.int64)[of]
        ids = pa.array([key for _, key in known], pa.string())
        if (kinds < _CODE[Party.SERVICE]).all():
            return self._phones.codes(ids)[of], kinds
        ids = ids.take(pa.array(of))
        scope = network if network is not None else pa.repeat(pa.scalar(self._country or ""), len(of))
        scoped = pc.binary_join_element_wise("service", ids, scope, " ")
        own = pc.binary_join_element_wise(locators, side, " ")
        ids = pc.if_else(pa.array(kinds == _CODE[Party.SERVICE]), scoped, ids)
        nameless = (kinds == _CODE[Party.WITHHELD]) | (kinds == _CODE[Party.DAMAGED])
        return self._phones.codes(pc.if_else(pa.array(nameless), own, ids)), kinds

    def said(self, texts: pa.Array, codes: Rows, kinds: Rows, records: Rows) -> Iterator[Said]:
        """Say what the rows tell of their telephones."""
        for one, props in _PROPERTIES.items():
            rows = np.flatnonzero(kinds == _CODE[one])
            if not len(rows):
                continue
            at = pa.array(rows)
            if one in (Party.WITHHELD, Party.DAMAGED):
                self.counted[one.name] += len(rows)
                filled = rows[pc.not_equal(texts.take(at), "").to_numpy(zero_copy_only=False)]
                kept = texts.take(pa.array(filled))
                yield Said(props[0], codes[filled], records[filled], kept, self._build.canonical(props[0], kept))
                continue
            for prop in props:
                yield from self._phones.said(prop, texts.take(at), codes[rows], records[rows])
            if one is Party.SERVICE:
                self.counted[one.name] += len(rows)
                yield from self._services(codes[rows], records[rows])

    def _services(self, codes: Rows, records: Rows) -> Iterator[Said]:
        new = self._phones.first_rows(codes)
        yes = pa.repeat(pa.scalar("true"), len(new))
        yield Said("service", codes[new], records[new], yes, yes)

    def _party(self, text: str) -> tuple[int, str]:
        known = self._known.get(text)
        if known is None:
            one, key = party(text, self._country, labels=self._labels)
            known = self._known[text] = (_CODE[one], key)
            if one is Party.NATIONAL:
                self.counted["PLUS_LOST" if identifiers.lost_plus(text) else "NATIONAL"] += 1
        return known


_PROPERTIES: Final = {
    Party.NUMBER: ("number",),
    Party.NATIONAL: ("number",),
    Party.LABEL: ("name",),
    Party.SERVICE: ("short_number",),
    Party.WITHHELD: ("withheld_number",),
    Party.DAMAGED: ("number",),
}
