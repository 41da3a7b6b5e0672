"""Whether pairs of nodes surely cross a border, and how many pairs do."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from netintel.model.network import Network

Codes = NDArray[np.int64]

BORDERS = ("across", "within", "unknown")
ACROSS, WITHIN, UNKNOWN = range(3)


class Borders:
    """Sorts pairs of nodes: `across` (no jurisdiction in common), `within` (one in common), `unknown` (an end is).

    Attributes
    ----------
    sets : tuple of tuple of str
        Each different set of jurisdictions that a node has, once.
    set_of : int array
        For each node the place of its set.
    """

    def __init__(self, network: Network) -> None:
        from scipy.sparse import csr_array

        sets: dict[tuple[str, ...], int] = {}
        self.set_of = np.array([sets.setdefault(c, len(sets)) for c in network.countries], dtype=np.int64)
        self.sets = tuple(sets)
        column = {code: i for i, code in enumerate(network.jurisdictions)}
        rows = [(i, column[c]) for countries, i in sets.items() for c in countries]
        at = (np.array([i for i, _ in rows], np.int64), np.array([c for _, c in rows], np.int64))
        member = csr_array((np.ones(len(rows)), at), shape=(len(sets), max(len(column), 1)))
        known = np.array([bool(countries) for countries in sets], dtype=bool)
        self._sort = np.where((member @ member.T).toarray() > 0, WITHIN, ACROSS)
        self._sort[~known, :] = UNKNOWN
        self._sort[:, ~known] = UNKNOWN

    def of(self, a: NDArray[Any], b: NDArray[Any]) -> Codes:
        """Return for each pair of node codes its sort, a place in `BORDERS`."""
        sort: Codes = self._sort[self.set_of[a], self.set_of[b]]
        return sort

    def pairs(self, listed: NDArray[np.bool_]) -> Codes:
        """Return the number of pairs of different listed nodes of each sort."""
        if not len(self.set_of):
            return np.zeros(len(BORDERS), np.int64)
        held = np.bincount(self.set_of[listed], minlength=len(self._sort))
        ordered = np.outer(held, held) - np.diag(held)
        counts = np.bincount(self._sort.ravel(), weights=ordered.ravel().astype(np.float64), minlength=len(BORDERS))
        return np.round(counts / 2).astype(np.int64)
