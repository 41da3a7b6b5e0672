"""The search for clusters: at which scale, by how many runs, on which they agree, and what chance would give."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np

from netintel.analysis._consensus import Consensus, consensus, together
from netintel.analysis._layers import Layered, Weighed
from netintel.analysis._leiden import Labels, Method, Partitions, by_size, leiden
from netintel.analysis._resolution import GRID, Plateau, plateaus
from netintel.model.network import FloatArray

NULLS = 99
"""With 99, or 79, 59 and so on, p at or below 0.05 comes up in exactly one network of chance in twenty."""
LEAST_NULLS = 19
"""Fewer cannot give a p of 0.05."""
WORK = 2_500_000
"""Ties looked at by all runs of one kind; larger networks get fewer runs, at least 10."""
PROFILE_RUNS = 5
"""Runs at each resolution of the profile."""


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes
    ----------
    cluster : int array
        The partition shown, numbered by size; nodes without ties last.
    part : float array
        For each tie, in which part of the plausible networks its ends are together.
    runs
        Partitions of the recorded network.
    drawn : int array
        Partitions of plausible networks, one a row.
    agreed
        The consensus of these.
    resolution
        At which all were made.
    plateaus
        Of the resolution profile, the longest first; empty where a resolution was given.
    chosen
        Whether the resolution was left to the network.
    """

    cluster: Labels
    part: FloatArray
    runs: Partitions
    drawn: Labels
    agreed: Consensus
    resolution: float
    plateaus: tuple[Plateau, ...]
    chosen: bool


@dataclass(frozen=True)
class Chance:
    """Quality of single runs on the network, and of one run each on networks with the same numbers of ties.

    The network is held against chance by its first run, as each of the others by its only one: the mean or the best of
    many runs against single ones would be another thing.
    """

    observed: FloatArray
    null: FloatArray

    @property
    def p(self) -> float:
        return (1 + int((self.null >= self.observed[0] - 1e-12).sum())) / (1 + len(self.null))

    @property
    def z(self) -> float:
        spread = float(self.null.std(ddof=1)) if len(self.null) > 1 else 0.0
        return (float(self.observed.mean()) - float(self.null.mean())) / spread if spread > 1e-12 else float("nan")


@dataclass(frozen=True)
class Search:
    """How to look for the clusters of one network."""

    ties: Layered
    method: Method
    seeds: int
    hidden: float
    seed: int

    def run(self, drawn: Weighed, runs: int, resolution: float, generator: random.Random) -> Partitions:
        """Return Leiden runs on one network, given as source, target and weight."""
        n = self.ties.network.n_nodes
        return leiden(n, *drawn, runs=runs, generator=generator, resolution=resolution, method=self.method)

    def affordable(self, asked: int, least: int = 10, times: int = 1) -> int:
        """Return how many runs of `times` turns each are made of those asked for."""
        return int(min(asked, max(least, WORK // max(times * self.ties.network.n_ties, 1))))

    def found(self, resolution: float | None) -> Found:
        """Return the consensus at a resolution, or at the middle of the longest plateau."""
        generator = random.Random(self.seed)
        levels = self._plateaus(generator) if resolution is None else ()
        chosen = resolution if resolution is not None else levels[0].middle if levels else 1.0
        runs = self.run(self.ties.recorded, self.affordable(self.seeds), chosen, generator)
        drawn = self._drawn(chosen, generator)
        network = self.ties.network
        part = together(drawn, network.source, network.target)
        agreed = consensus(
            network.n_nodes,
            network.source,
            network.target,
            part,
            runs=self.affordable(20, 5),
            generator=generator,
            resolution=chosen,
        )
        return Found(self._numbered(agreed.labels), part, runs, drawn, agreed, chosen, levels, resolution is None)

    def chance(self, resolution: float) -> Chance:
        """Return the quality of runs on the network beside that of runs on networks of chance.

        The resolution must not have been chosen by looking at the network: then the network, and none of the others,
        would be seen at its best.
        """
        generator = random.Random(self.seed + 1)
        observed = self.run(self.ties.recorded, self.affordable(10, 3), resolution, generator).quality
        nulls = (self.affordable(NULLS, LEAST_NULLS) + 1) // 20 * 20 - 1
        null = [
            self.run(drawn, 1, resolution, generator).quality[0] for drawn in self.ties.rewired(nulls, self.seed + 1)
        ]
        return Chance(observed, np.array(null if self.ties.network.n_ties else [0.0]))

    def _plateaus(self, generator: random.Random) -> tuple[Plateau, ...]:
        if not self.ties.network.n_ties:
            return ()
        runs = self.affordable(PROFILE_RUNS, 1, len(GRID))
        tied = self.ties.degree > 0
        return tuple(plateaus(lambda at: self.run(self.ties.recorded, runs, at, generator), tied))

    def _drawn(self, resolution: float, generator: random.Random) -> Labels:
        """Return one partition for each plausible network."""
        draws = self.affordable(self.seeds)
        rng = np.random.default_rng(generator.getrandbits(64))
        found = np.tile(np.arange(self.ties.network.n_nodes), (draws, 1))
        for at, drawn in enumerate(self.ties.plausible(draws, self.hidden, rng)):
            found[at] = self.run(drawn, 1, resolution, generator).labels[0]
        return found

    def _numbered(self, labels: Labels) -> Labels:
        """Number clusters by size, nodes without ties last."""
        cluster = by_size(labels)
        alone = self.ties.degree == 0
        cluster[alone] = len(labels) + np.arange(alone.sum())
        return np.unique(cluster, return_inverse=True)[1].astype(np.int64)
