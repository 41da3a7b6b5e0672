"""The ends of calls: telephones, SIM cards, devices and cell sites, each said once however many rows name it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.loaders._cdr_words import Party, party
from netintel.loaders._row_blocks import Batch
from netintel.model._columns import Said, Ties
from netintel.model.builder import Builder
from netintel.vocab import identifiers

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


def words_of(texts: pa.Array) -> tuple[list[str], Rows, Rows]:
    """Return the distinct texts, which of them each row has, and in which row each stands first."""
    coded = texts.dictionary_encode()
    of = coded.indices.to_numpy().astype(np.int64)
    first = np.zeros(len(coded.dictionary), np.int64)
    first[of[::-1]] = np.arange(len(of))[::-1]
    return coded.dictionary.to_pylist(), of, first


class Named:
    """Entities of one kind that texts name; a text is read once, and what it says is said where it stands first.

    Parameters
    ----------
    read
        Gives the native id that a text stands for, None where it names no entity.
    """

    def __init__(self, build: Builder, kind: str, read: Callable[[str], str | None]) -> None:
        self._build, self._kind, self._read = build, kind, read
        self._codes: dict[str, int | None] = {"": -1}

    def codes(self, texts: pa.Array) -> tuple[Rows, Rows]:
        """Return the code of the entity in each row, -1 where there is none, and the rows that write one anew."""
        words, of, first = words_of(texts)
        get = self._codes.get
        codes: list[int | None] = [get(word) for word in words]
        new = [place for place, code in enumerate(codes) if code is None] if None in codes else []
        ids = [self._read(words[place]) for place in new]
        named = [place for place, key in zip(new, ids, strict=True) if key is not None]
        made = iter(self._build.codes([key for key in ids if key is not None], self._kind).tolist())
        for place, key in zip(new, ids, strict=True):
            codes[place] = self._codes[words[place]] = -1 if key is None else next(made)
        return np.array(codes, np.int64)[of], first[named]


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
        self._phones = Named(build, "Phone", self._number)
        self._services = Named(build, "Phone", lambda text: text)
        self.counted: Counter[str] = Counter()

    def ends(
        self, texts: pa.Array, network: pa.Array | None, batch: Batch, records: Rows, side: str
    ) -> tuple[Rows, list[Said]]:
        """Return the code of the telephone in each row, and what the rows tell of their telephones."""
        codes, new = self._phones.codes(texts)
        said = [self._said("name" if self._labels else "number", codes[new], records[new], texts.take(pa.array(new)))]
        rows = np.flatnonzero(codes < 0)
        if len(rows):
            odd, at = texts.take(pa.array(rows)), pa.array(rows)
            words, of, _ = words_of(odd)
            kinds = [party(word, self._country)[0] for word in words]
            named = np.array([kind is Party.SERVICE for kind in kinds], bool)[of]
            scope = network.take(at) if network is not None else pa.repeat(pa.scalar(self._country or ""), len(rows))
            codes[rows[named]], more = self._scoped(odd, scope, named, records[rows])
            said += more
            alone = rows[~named]
            ids = [f"row {line} {side}" for line in batch.lines[alone].tolist()]
            codes[alone] = self._build.codes(ids, "Phone")
            said += self._nameless(odd.filter(pa.array(~named)), codes[alone], records[alone])
        return codes, said

    def _scoped(self, texts: pa.Array, scope: pa.Array, named: Mask, records: Rows) -> tuple[Rows, list[Said]]:
        """Return the services of rows, each of one network or country."""
        keep = pa.array(named)
        kept, at = texts.filter(keep), records[named]
        keys = pc.utf8_lower(kept)
        codes, new = self._services.codes(pc.binary_join_element_wise("service", keys, scope.filter(keep), " "))
        self.counted["SERVICE"] += len(codes)
        yes = pa.repeat(pa.scalar("true"), len(new))
        said = [self._said("short_number", codes[new], at[new], kept.take(pa.array(new)))]
        return codes, [*said, self._said("service", codes[new], at[new], yes)]

    def _nameless(self, texts: pa.Array, codes: Rows, records: Rows) -> list[Said]:
        damaged = np.array([identifiers.damaged(text) for text in texts.to_pylist()], bool)
        told = pc.not_equal(texts, "").to_numpy(zero_copy_only=False)
        self.counted["DAMAGED"] += int(damaged.sum())
        self.counted["WITHHELD"] += int((~damaged).sum())
        parts = (("withheld_number", told & ~damaged), ("number", damaged))
        return [self._said(prop, codes[at], records[at], texts.filter(pa.array(at))) for prop, at in parts]

    def _said(self, prop: str, codes: Rows, records: Rows, texts: pa.Array) -> Said:
        return Said(prop, codes, records, texts, self._build.canonical(prop, texts))

    def _number(self, text: str) -> str | None:
        """Return under which id a file knows a number; services and withheld numbers are of a row's own."""
        kind, key = party(text, self._country, labels=self._labels)
        if kind is Party.NATIONAL:
            self.counted["PLUS_LOST" if identifiers.lost_plus(text) else "NATIONAL"] += 1
        return key if kind in (Party.NUMBER, Party.NATIONAL, Party.LABEL) else None
