"""What a set of nodes is worth: how far the rest falls apart without it, or how much of the rest it reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._fragmentation import (
    FAR,
    Adjacency,
    Codes,
    Floats,
    distances,
    fragmentation,
    inverse_distances,
    pairs_left,
)

Chosen = tuple[int, ...]


class SetScore(Protocol):
    """The score of a set that grows by one node."""

    def additions(self, chosen: Chosen, candidates: Codes) -> Floats:
        """Return the score of `chosen` together with each candidate."""
        ...

    def microseconds(self, candidates: int) -> float:
        """Return about how long one call of `additions` takes."""
        ...


@dataclass(frozen=True)
class Parts:
    """F: the part of the pairs of nodes left that no path joins once the set is gone."""

    adjacency: Adjacency

    def additions(self, chosen: Chosen, candidates: Codes) -> Floats:
        """Return F of `chosen` with each candidate; all candidates cost one depth-first search."""
        gone = _mask(self.adjacency.n, chosen)
        left = self.adjacency.n - len(chosen) - 1
        score: Floats = fragmentation(pairs_left(self.adjacency.without(gone))[candidates], left)
        return score

    def microseconds(self, candidates: int) -> float:
        """Return about how long one call takes, whatever the candidates."""
        return max(250.0, 0.09 * (self.adjacency.n + len(self.adjacency.head)))


@dataclass(frozen=True)
class DistantParts:
    """DF: 1 less the mean of 1/d over the pairs of nodes left once the set is gone, from all or some first nodes."""

    adjacency: Adjacency
    starts: Codes | None = None

    def additions(self, chosen: Chosen, candidates: Codes) -> Floats:
        """Return DF of `chosen` with each candidate."""
        sets = np.column_stack([np.tile(chosen, (len(candidates), 1)).astype(np.int64), candidates])
        left = self.adjacency.n - len(chosen) - 1
        score: Floats = fragmentation(inverse_distances(self.adjacency, sets, self.starts), left)
        return score

    def microseconds(self, candidates: int) -> float:
        """Return about how long one call takes."""
        words = -(-(self.adjacency.n if self.starts is None else len(self.starts)) // 64)
        return 250.0 + 0.07 * candidates * words * (self.adjacency.n + len(self.adjacency.head))


@dataclass(frozen=True)
class Reach:
    """What the nodes within reach of the set are worth: 1 up to a number of steps, or 1/d of the distance d.

    Attributes
    ----------
    steps
        Nodes x targets: distances.
    worth
        What a target at each distance is worth; never more for a larger distance.
    scale
        What the mean over targets is multiplied by.
    """

    steps: NDArray[np.uint8]
    worth: Floats
    scale: float = 1.0

    @classmethod
    def within(cls, adjacency: Adjacency, steps: int, targets: Codes) -> Reach:
        """Count the nodes at most `steps` away, members included."""
        return cls(distances(adjacency, targets), (np.arange(FAR + 1) <= steps).astype(np.float64), adjacency.n)

    @classmethod
    def by_distance(cls, adjacency: Adjacency, targets: Codes) -> Reach:
        """Take the mean of 1/d, 1 for members, 0 where there is no path."""
        worth = np.concatenate([[1.0, 1.0], 1 / np.arange(2.0, FAR), [0.0]])
        return cls(distances(adjacency, targets), worth)

    def additions(self, chosen: Chosen, candidates: Codes) -> Floats:
        """Return the reach of `chosen` with each candidate."""
        if not self.steps.shape[1]:
            return np.zeros(len(candidates))
        best = self.steps[list(chosen)].min(axis=0) if chosen else np.full(self.steps.shape[1], FAR, dtype=np.uint8)
        score: Floats = self.worth[np.minimum(self.steps[candidates], best)].mean(axis=1) * self.scale
        return score

    def microseconds(self, candidates: int) -> float:
        """Return about how long one call takes."""
        return float(50.0 + 0.003 * candidates * self.steps.shape[1])


def _mask(n: int, chosen: Chosen) -> NDArray[np.bool_]:
    gone = np.zeros(n, dtype=bool)
    gone[list(chosen)] = True
    return gone
