"""Pairs without a recorded tie, ranked by a score: across borders, within, and where an end is unknown, each apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._borders import ACROSS, BORDERS, UNKNOWN, WITHIN, Borders
from netintel.analysis._closeness import Close
from netintel.model.network import Network

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Suggestions:
    """Scores of the pairs without a recorded tie, each sort by itself."""

    borders: Borders
    listed: NDArray[np.bool_]
    recorded: Codes
    low: Codes
    high: Codes
    score: Floats
    sort: Codes
    scores: tuple[Floats, ...]
    pairs: Codes

    @classmethod
    def of(cls, network: Network, borders: Borders, listed: NDArray[np.bool_], close: Close) -> Suggestions:
        n = max(network.n_nodes, 1)
        low, high = np.minimum(network.source, network.target), np.maximum(network.source, network.target)
        recorded = np.unique(low.astype(np.int64) * n + high)
        a, b = recorded // n, recorded % n
        both = listed[a] & listed[b]
        tied = np.bincount(borders.of(a[both], b[both]), minlength=len(BORDERS))
        return cls._sorted(borders, listed, recorded, close, borders.pairs(listed) - tied)

    @classmethod
    def _sorted(
        cls, borders: Borders, listed: NDArray[np.bool_], recorded: Codes, close: Close, pairs: Codes
    ) -> Suggestions:
        new = ~np.isin(close.low * max(len(listed), 1) + close.high, recorded)
        low, high, score = close.low[new], close.high[new], close.score[new]
        sort = borders.of(low, high)
        scores = tuple(np.sort(score[sort == i]) for i in range(len(BORDERS)))
        return cls(borders, listed, recorded, low, high, score, sort, scores, pairs)

    def again(self, close: Close) -> Suggestions:
        """Return the ranking of the same pairs by other scores."""
        return self._sorted(self.borders, self.listed, self.recorded, close, self.pairs)

    def first(self, number: int) -> Codes:
        """Return positions of the first pairs of each sort, best first."""
        found = []
        for i in (ACROSS, WITHIN, UNKNOWN):
            at = np.flatnonzero(self.sort == i)
            found.append(at[np.lexsort((self.high[at], self.low[at], -self.score[at]))][:number])
        return np.concatenate(found)

    def places(self, score: Floats, sort: Codes) -> tuple[Codes, Codes]:
        """Return the best and the worst rank of scores among all pairs of their sort."""
        best, worst = np.zeros(len(score), np.int64), np.zeros(len(score), np.int64)
        for i, known in enumerate(self.scores):
            of = sort == i
            best[of] = len(known) - np.searchsorted(known, score[of], side="right") + 1
            worst[of] = np.where(
                score[of] > 0, len(known) - np.searchsorted(known, score[of], side="left"), self.pairs[i]
            )
        return best, worst
