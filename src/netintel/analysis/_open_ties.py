"""The ties across borders as items that a team of countries may cover, of a network and of plausible ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._borders import ACROSS, Borders
from netintel.analysis._teams import Codes, Covers, Floats, Items
from netintel.model.network import Network

Weights = Mapping[tuple[str, str], float]


@dataclass(frozen=True, eq=False)
class OpenTies:
    """The ties across borders of a network, and what each pair of countries weighs where that is given.

    Attributes
    ----------
    countries : tuple of str
        The countries that may be members, bit i for the i-th.
    weight : mapping or None
        Two countries -> what all ties between them count together; None counts ties.
    """

    network: Network
    borders: Borders
    countries: tuple[str, ...]
    covers: Covers
    weight: Weights | None

    def items(self, source: NDArray[Any], target: NDArray[Any]) -> Items:
        """Return what the ties of a network on these nodes give to be covered."""
        crossing = self.borders.of(source, target) == ACROSS
        one, other = self.borders.set_of[source[crossing]], self.borders.set_of[target[crossing]]
        if self.weight is not None:
            return self._weighed(one, other)
        sets = max(len(self.borders.sets), 1)
        key, counts = np.unique(np.minimum(one, other) * sets + np.maximum(one, other), return_counts=True)
        bits = self.bits(self.borders.sets)
        return self._made(bits[key // sets], bits[key % sets], counts.astype(np.float64))

    def bits(self, sets: Sequence[tuple[str, ...]]) -> Codes:
        """Return sets of countries as bits; countries that may not be members are left out."""
        bit = {country: 1 << i for i, country in enumerate(self.countries)}
        return np.array([sum(bit.get(country, 0) for country in one) for one in sets], dtype=np.int64)

    def _made(self, one: Codes, other: Codes, weight: Floats) -> Items:
        return Items(len(self.countries), one, other, weight, self.covers)

    def _weighed(self, one: Codes, other: Codes) -> Items:
        """Return a pair of countries as an item; its weight follows how many ties a plausible network has of it."""
        pairs, given = self._given
        scale = np.ones(len(pairs))
        drawn = self._between(one, other)
        np.divide(drawn, self._recorded, out=scale, where=self._recorded > 0)
        return self._made(self.bits([(a,) for a, _ in pairs]), self.bits([(b,) for _, b in pairs]), given * scale)

    @cached_property
    def _given(self) -> tuple[list[tuple[str, str]], Floats]:
        merged: dict[tuple[str, str], float] = {}
        for (a, b), value in (self.weight or {}).items():
            pair = (min(a, b), max(a, b))
            merged[pair] = merged.get(pair, 0.0) + float(value)
        pairs = sorted(merged)
        return pairs, np.array([merged[pair] for pair in pairs])

    @cached_property
    def _recorded(self) -> Floats:
        crossing = self.network.crossing()
        ends = self.network.source[crossing], self.network.target[crossing]
        return self._between(self.borders.set_of[ends[0]], self.borders.set_of[ends[1]])

    def _between(self, one: Codes, other: Codes) -> Floats:
        """Return for each given pair of countries the number of ties that join them."""
        pairs, _ = self._given
        holds = {c: np.array([c in s for s in self.borders.sets], dtype=bool) for pair in pairs for c in pair}
        return np.array(
            [float(((holds[a][one] & holds[b][other]) | (holds[b][one] & holds[a][other])).sum()) for a, b in pairs]
        )
