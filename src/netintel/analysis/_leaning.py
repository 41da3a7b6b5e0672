"""Leaning: which countries have more ties with each other than chance gives, and which clusters these make."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from netintel.analysis._crossing import crossing_rewires, disjoint_sets
from netintel.analysis._excess import scaling
from netintel.analysis._leiden import Labels, leiden
from netintel.analysis._mixing import Mixing
from netintel.analysis._plausible import Plausible
from netintel.analysis._significance import counted_in_parts
from netintel.model.network import FloatArray, IntArray, Network

LEAST = 1.28
"""Signed z from which two countries lean on each other: lower, large neutral countries join by noise."""
BELONGS = 0.1
"""Largest p of the ties between a country and all others of its cluster with which it belongs there."""


@dataclass(frozen=True)
class Expected:
    """What chance gives: mean and deviation of the ties of each pair of countries, and what one tie adds there."""

    mean: FloatArray
    deviation: FloatArray
    unit: FloatArray

    def leaning(self, observed: FloatArray) -> FloatArray:
        """Return the signed z of each pair above `LEAST`, 0 where that is chance or totals fix it.

        The z is that of the mid-p of the count. Deviations from the mean would make two ties a large z where a tenth
        of one is expected, and a country of three people the closest partner of a large one.

        Examples
        --------
        Two ties where 0.12 are expected (in deviations 5.4), and forty where twenty are (in deviations 4.5):

        >>> few, many = np.array([[0, 0.12], [0.12, 0]]), np.array([[0, 20.0], [20, 0]])
        >>> [round(float(Expected(e, np.sqrt(e), np.ones((2, 2))).leaning(o)[0, 1]), 1)
        ...  for e, o in ((few, (few > 0) * 2), (many, many * 2))]
        [2.7, 3.9]
        """
        from scipy.special import ndtri

        chance = counted_in_parts(observed, self.mean, self.deviation, self.unit)
        z = -ndtri(np.where(self.deviation > 0, chance, 1.0))
        return np.where(z > LEAST, z, 0.0)

    def run(self, observed: FloatArray, generator: random.Random) -> Labels:
        """Return the clusters of a Leiden run on the leaning, without those who do not belong to theirs."""
        weight = self.leaning(observed)
        source, target = np.nonzero(np.triu(weight))
        found = leiden(len(weight), source, target, weight[source, target], runs=1, generator=generator)
        return self.belonging(observed, found.labels[0])

    def belonging(self, observed: FloatArray, labels: Labels) -> Labels:
        """Return the clusters when all are alone whose ties with the rest of their cluster are no more than chance.

        One large enough excess with one country puts a country into its cluster, however little it has with the
        others there. The one with the largest p leaves first, with it all that share this p,
        and the others are looked at again.
        """
        labels = labels.copy()
        while True:
            p = self.chance(observed, labels)
            largest = p.max(initial=0.0)
            if largest <= BELONGS:
                return labels
            last = np.flatnonzero(np.round(p, 9) == np.round(largest, 9))
            labels[last] = labels.max() + 1 + np.arange(len(last))

    def chance(self, observed: FloatArray, labels: Labels) -> FloatArray:
        """Return for each country the one-sided p of its ties with the rest of its cluster, 0 where it is alone."""
        same = labels[:, None] == labels[None, :]
        np.fill_diagonal(same, False)
        others = same.sum(axis=1)
        seen, mean, variance, unit = (
            (a * same).sum(axis=1) for a in (observed, self.mean, self.deviation**2, self.unit)
        )
        p = counted_in_parts(seen, mean, np.sqrt(variance), unit / np.maximum(others, 1) + (others == 0))
        return np.where(others == 0, 0.0, np.where(variance > 0, p, 1.0))

    def scaled(self, totals: FloatArray) -> Expected:
        """Return what chance gives where each country has another total."""
        rows, columns = scaling(self.mean, totals, totals, symmetric=True)
        part = np.outer(rows, columns)
        return replace(self, mean=self.mean * part, deviation=self.deviation * np.sqrt(part))


@dataclass(frozen=True)
class CountryGraph:
    """Ties between countries without direction: as observed, as expected, and in each rewired network."""

    observed: FloatArray
    expected: Expected
    drawn: list[FloatArray]

    @classmethod
    def of(cls, network: Network, nulls: int, seed: int) -> CountryGraph:
        """Count the ties of a network and of `nulls` rewired ones."""
        mixing = Mixing(network)
        crosses = network.crossing()
        observed = _abroad(mixing, network.source[crosses], network.target[crosses])
        drawn = [_abroad(mixing, s, t) for s, t in crossing_rewires(network, nulls, seed)]
        return cls(observed, _expected(drawn, mixing.unit(network)), drawn)

    @property
    def pooled(self) -> Expected:
        """Return what all networks, the recorded one and the rewired ones, expect together.

        Were the rewired ones alone to say what is expected, each would help to set the bar it is held against and the
        recorded one would not: then it would stand out by that alone.
        """
        return _expected([self.observed, *self.drawn], self.expected.unit)

    def plausible(
        self, network: Network, draws: int, hidden: float, generator: random.Random
    ) -> Iterator[tuple[FloatArray, Expected]]:
        """Yield the ties of networks that may be the true one, and what chance gives for their totals."""
        mixing = Mixing(network)
        sets, disjoint = disjoint_sets(network)
        rng = np.random.default_rng(generator.getrandbits(64))
        engine = Plausible(network, hidden=hidden)
        for _ in range(draws):
            source, target = engine.draw(rng) if network.n_ties else (network.source, network.target)
            crosses = disjoint[sets[source], sets[target]]
            observed = _abroad(mixing, source[crosses].astype(np.int32), target[crosses].astype(np.int32))
            yield observed, self.expected.scaled(observed.sum(axis=1))


def _expected(counts: list[FloatArray], unit: FloatArray) -> Expected:
    spread = np.std(counts, axis=0, ddof=1)
    return Expected(np.mean(counts, axis=0), np.where(spread > 1e-6, spread, 0), unit)


def _abroad(mixing: Mixing, source: IntArray, target: IntArray) -> FloatArray:
    """Return the ties of each pair of countries, each tie once, without direction and without domestic ties."""
    matrix = mixing.matrix(source, target)
    both = matrix + matrix.T if mixing.directed else matrix.copy()
    np.fill_diagonal(both, 0)
    return both
