"""How far what is left of a network still holds together: its largest part, its paths, its pairs across borders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._fragmentation import Adjacency, Codes, Floats, fragmentation, inverse_distances
from netintel.model.network import Network

MEASURES = ("largest_share", "F", "DF", "efficiency", "cross_border_share")


@dataclass(frozen=True)
class Sides:
    """Which pairs of nodes lie across a border: both of known jurisdiction, and none in common.

    Attributes
    ----------
    side
        For each node the number of its set of jurisdictions, -1 where unknown.
    apart
        Sets x sets: 1 where they have no jurisdiction in common.
    """

    side: Codes
    apart: Floats

    @classmethod
    def of(cls, network: Network) -> Sides:
        """Number the sets of jurisdictions of the nodes of a network."""
        return cls.told(network.countries)

    @classmethod
    def told(cls, of_nodes: Sequence[tuple[str, ...]]) -> Sides:
        """Number the sets of jurisdictions given for each node."""
        sets = sorted({countries for countries in of_nodes if countries})
        number = {countries: i for i, countries in enumerate(sets)}
        side = np.array([number.get(countries, -1) for countries in of_nodes], dtype=np.int64)
        apart = np.array([[not set(a) & set(b) for b in sets] for a in sets], dtype=np.float64)
        return cls(side, apart.reshape(len(sets), len(sets)))

    def joined(self, component: Codes, there: NDArray[np.bool_]) -> int:
        """Return how many unordered pairs across a border are in one component."""
        part = np.cumsum(np.bincount(component) > 1) - 1
        some = there & (self.side >= 0) & (np.bincount(component)[component] > 1)
        kinds = len(self.apart)
        where = part[component[some]] * kinds + self.side[some]
        counts = np.bincount(where, minlength=(int(part.max(initial=-1)) + 1) * kinds).reshape(-1, max(kinds, 1))
        return round(float((counts * (counts @ self.apart)).sum()) / 2) if len(where) else 0


@dataclass(frozen=True)
class Cohesion:
    """What is left of a network.

    Attributes
    ----------
    left, largest
        Nodes, and those in the largest component.
    pairs, inverse
        Ordered pairs joined by a path, and the sum of 1/d over them.
    crossing
        Unordered pairs across a border that are joined by a path.
    """

    left: int
    largest: int
    pairs: int
    inverse: float
    crossing: int

    @classmethod
    def of(cls, adjacency: Adjacency, gone: NDArray[np.bool_], sides: Sides, starts: Codes | None) -> Cohesion:
        """Measure a network without the nodes gone; distances from all nodes or from `starts`."""
        rest = adjacency.without(gone)
        size = np.bincount(rest.component[~gone])
        return cls(
            left=int((~gone).sum()),
            largest=int(size.max(initial=0)),
            pairs=int((size * (size - 1)).sum()),
            inverse=float(inverse_distances(rest, np.flatnonzero(gone)[None, :], starts)[0]),
            crossing=sides.joined(rest.component, ~gone),
        )

    def beside(self, start: Cohesion) -> dict[str, Any]:
        """Return the measures of `MEASURES`, shares of what there was at the start (nan where there was nothing)."""
        return {
            "largest_share": _part(self.largest, start.largest),
            "F": float(fragmentation(self.pairs, self.left)),
            "DF": float(fragmentation(self.inverse, self.left)),
            "efficiency": _part(self.inverse, start.inverse),
            "cross_border_share": _part(self.crossing, start.crossing),
        }


def _part(now: float, before: float) -> float:
    return now / before if before else float("nan")
