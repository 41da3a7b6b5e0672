"""The origins that are compared with one another, and what each of them says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.model.digest import origin_text
from netintel.model.graph import EntityGraph
from netintel.vocab import kinds

Ints = NDArray[np.int32]

MOST_VALUES = 8
"""Values of one property that are compared for one origin; more are names of a crowd, not of a person."""

COUNTED = {"bearer", "rarity"}
"""What is kept and depends on which records are one entity."""


@dataclass(frozen=True)
class Values:
    """What each origin says of some properties.

    Attributes
    ----------
    start : array of n + 1
        Origin `i` says `code[start[i]:start[i + 1]]`.
    code : array
        Places in `words`.
    words : array of str
        Each distinct text once.
    """

    start: NDArray[np.int64]
    code: Ints
    words: NDArray[Any]

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many values each origin has."""
        return np.diff(self.start)

    @cached_property
    def owner(self) -> Ints:
        """For each value the origin that says it."""
        return np.repeat(np.arange(len(self.counts), dtype=np.int32), self.counts)

    @classmethod
    def of(cls, owner: NDArray[Any], text: Iterable[str], n: int) -> Values:
        """Return the values of pairs of origin and text, each once, in the order of texts."""
        code, words = pd.factorize(np.asarray(list(text), dtype=object), sort=True)
        unique = np.unique(np.asarray(owner, np.int64) * max(len(words), 1) + code)
        at, said = unique // max(len(words), 1), unique % max(len(words), 1)
        place = np.arange(len(at)) - np.searchsorted(at, at)
        at, said = at[place < MOST_VALUES], said[place < MOST_VALUES]
        start = np.searchsorted(at, np.arange(n + 1))
        return cls(start.astype(np.int64), said.astype(np.int32), np.asarray(words, dtype=object))


@dataclass(frozen=True)
class Pairs:
    """Pairs of places among the records; `left` stands before `right`."""

    left: Ints
    right: Ints

    def __len__(self) -> int:
        return len(self.left)

    def part(self, begin: int, end: int) -> Pairs:
        """Return a run of the pairs."""
        return Pairs(self.left[begin:end], self.right[begin:end])


@dataclass(frozen=True, eq=False)
class Records:
    """The origins of one pole (persons, organisations) in canonical order, so that no result depends on loading.

    Attributes
    ----------
    graph : EntityGraph
    pole : str
    origins : array
        Origin codes; places 0 to n-1 in all that follows.
    """

    graph: EntityGraph
    pole: str
    origins: Ints
    _held: dict[Any, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, graph: EntityGraph, pole: str) -> Records:
        """Return the origins of one pole."""
        kind = graph.tables.origins["kind"].to_pandas().astype("str")
        chosen = np.flatnonzero((kind.map(kinds.poles()) == pole).to_numpy(bool))
        names = origin_text(graph.tables).take(pa.array(chosen))
        order = pc.sort_indices(names).to_numpy()
        return cls(graph, pole, chosen[order].astype(np.int32))

    def __len__(self) -> int:
        return len(self.origins)

    @cached_property
    def export(self) -> Ints:
        """The export that each is of."""
        return np.asarray(self.graph.tables.origins["export"].to_numpy()[self.origins], np.int32)

    @cached_property
    def place(self) -> Ints:
        """For each origin code its place among the records, -1 for the others."""
        place = np.full(self.graph.tables.origins.num_rows, -1, np.int32)
        place[self.origins] = np.arange(len(self), dtype=np.int32)
        return place

    def values(self, *properties: str) -> Values:
        """Return what the records say of these properties together."""
        if properties not in self._held:
            rows = self.claims(properties)
            self._held[properties] = Values.of(rows["at"].to_numpy(), rows["value"], len(self))
        found: Values = self._held[properties]
        return found

    def claims(self, properties: Iterable[str]) -> pd.DataFrame:
        """Return the claims on these properties: `at` (place), `property`, `value`, `record`."""
        claims = self.graph.tables.claims
        wanted = pc.is_in(claims["property"], pa.array(sorted(properties)))
        mask = pc.and_(pc.and_(wanted, pc.invert(claims["on_link"])), pc.is_valid(claims["value"]))
        found: pd.DataFrame = claims.filter(mask).select(["subject", "property", "value", "record"]).to_pandas()
        at = self.place[found.pop("subject").to_numpy(np.int64)]
        found.insert(0, "at", at)
        found = found[at >= 0]
        for column in ("property", "value"):
            found[column] = found[column].astype("str")
        return found

    @property
    def bearer(self) -> NDArray[np.int64]:
        """For each record a number; records of one number are one entity, as far as is known by now."""
        found: NDArray[np.int64] = self.kept("bearer", lambda: np.arange(len(self), dtype=np.int64))
        return found

    def holders(self, values: Values) -> NDArray[np.int64]:
        """How many entities, as far as they are known, say each word."""
        size = max(len(values.words), 1)
        each = np.unique(self.bearer[values.owner] * size + values.code)
        return np.bincount(each % size, minlength=size)

    def strangers(self, values: Values, draws: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return two lists of values drawn at random, each two of different entities, as far as they are known."""
        random = np.random.default_rng(len(values.code))
        order = np.argsort(values.code, kind="stable")
        a, b = order[random.integers(0, len(values.code), (2, draws))]
        apart = self.bearer[values.owner[a]] != self.bearer[values.owner[b]]
        return values.code[a[apart]], values.code[b[apart]]

    def kept(self, key: str, make: Any) -> Any:
        """Return what `make()` gives, made once."""
        if key not in self._held:
            self._held[key] = make()
        return self._held[key]

    def of_bearers(self, bearer: NDArray[np.int64]) -> Records:
        """Return the same records, with which of them are one entity; what was counted is counted anew."""
        kept = {key: made for key, made in self._held.items() if key not in COUNTED}
        return Records(self.graph, self.pole, self.origins, {**kept, "bearer": bearer})
