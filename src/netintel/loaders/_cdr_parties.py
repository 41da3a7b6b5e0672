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


class Words:
    """The distinct texts that a file has shown so far, numbered as they came; no Python object a text is kept.

    Examples
    --------
    >>> words = Words()
    >>> [column.tolist() for column in words.numbers(pa.array(["b", "", "a", "b"]))]
    [[1, 0, 2, 1], [0, 2]]
    >>> [column.tolist() for column in words.numbers(pa.array(["c", "a"]))]
    [[3, 2], [0]]
    """

    def __init__(self) -> None:
        self._met = pa.array([""])

    def numbers(self, texts: pa.Array) -> tuple[NDArray[np.int32], Rows]:
        """Return the number of each text, and the rows of those that were not met before, in the order of numbers."""
        met = len(self._met)
        coded = pa.concat_arrays([self._met, texts]).dictionary_encode()
        self._met = coded.dictionary
        numbers = coded.indices.to_numpy()[met:]
        highest = np.maximum.accumulate(np.append(np.int32(met - 1), numbers))
        return numbers, np.flatnonzero(highest[1:] > highest[:-1])


class Named:
    """Entities of one kind that texts name; a text is read once, and what it says is said where it stands first.

    Parameters
    ----------
    read
        Gives the native id that a text stands for, None where it names no entity.
    """

    def __init__(self, build: Builder, kind: str, read: Callable[[str], str | None]) -> None:
        self._build, self._kind, self._read = build, kind, read
        self._words = Words()
        self._codes = np.array([-1])

    def codes(self, texts: pa.Array) -> tuple[Rows, Rows]:
        """Return the code of the entity in each row, -1 where there is none, and the rows that write one anew."""
        numbers, first = self._words.numbers(texts)
        ids = [self._read(text) for text in texts.take(pa.array(first)).to_pylist()]
        named = np.array([key is not None for key in ids], bool)
        codes = np.full(len(ids), -1)
        codes[named] = self._build.codes([key for key in ids if key is not None], self._kind)
        self._codes = np.concatenate([self._codes, codes])
        return self._codes[numbers], first[named]


class Pairs:
    """Ties that many rows show: one link a pair, with a reference to every record."""

    def __init__(self, build: Builder, role: str) -> None:
        self._build, self._role = build, role
        self._shown = self._links = np.array([], np.int64)

    def show(self, sources: Rows, targets: Rows, records: Rows) -> None:
        """Say the ties of rows; the first record of a pair says the link, the others add themselves."""
        keys: Rows = (sources << 32) | targets
        pairs, first, of = np.unique(keys, return_index=True, return_inverse=True)
        at = np.searchsorted(self._shown, pairs)
        new = np.append(self._shown, -1)[at] != pairs
        begins = first[new]
        made = self._build.tie(
            Ties("UnknownLink", sources[begins], targets[begins], records[begins], False, role=self._role)
        )
        self._shown = np.insert(self._shown, at[new], pairs[new])
        self._links = np.insert(self._links, at[new], made)
        again = np.ones(len(keys), bool)
        again[begins] = False
        links = self._links[np.searchsorted(self._shown, pairs)]
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
            words = odd.dictionary_encode()
            kinds = [party(word, self._country)[0] for word in words.dictionary.to_pylist()]
            named = np.array([kind is Party.SERVICE for kind in kinds], bool)[words.indices.to_numpy()]
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
