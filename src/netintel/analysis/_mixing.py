"""Mixing: how ties fall within and between jurisdictions, counted and compared with shuffled labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from netintel.analysis._crossing import disjoint_sets
from netintel.analysis._rewire import label_order
from netintel.analysis._significance import two_tails
from netintel.model.network import FloatArray, IntArray, Network

SHUFFLES = 1000
WORK = 50_000_000
"""Ties looked at in all shuffles together; larger networks are shuffled less often, never less than 100 times."""


class Mixing:
    """Counts ties between jurisdictions for any ends, with each end split by its shares.

    A tie adds share of c at its source times share of d at its target to the cell (c, d): a tie between a person
    of RO and one half RO, half DE adds 0.5 to (RO, RO) and 0.5 to (RO, DE). Unknown mass adds to no cell.
    An undirected tie is counted from both ends, so that its matrix is symmetric and holds each domestic tie twice.

    Examples
    --------
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"id": ["a", "b", "b"], "jurisdiction": ["RO", "RO", "DE"]})
    >>> network = Network.from_edgelist(pd.DataFrame({"source": ["a"], "target": ["b"]}), nodes, directed=True)
    >>> Mixing(network).matrix(network.source, network.target)      # DE, RO
    array([[0. , 0. ],
           [0.5, 0.5]])
    """

    def __init__(self, network: Network) -> None:
        self.directed = network.directed
        self.size = len(network.jurisdictions)
        self.shares = network.shares
        stored = np.diff(self.shares.indptr)
        self.whole = bool((stored <= 1).all() and (self.shares.data == 1).all())
        self.code = np.full(network.n_nodes, self.size, dtype=np.int64)
        if self.whole:
            self.code[stored == 1] = self.shares.indices

    def matrix(self, source: IntArray, target: IntArray) -> FloatArray:
        """Return the jurisdictions x jurisdictions matrix for ties with these ends."""
        counts = self._whole(source, target) if self.whole else self._split(source, target)
        return counts if self.directed else counts + counts.T

    def unit(self, network: Network) -> FloatArray:
        """Return what one tie adds to each cell, typically: 1 where everybody is of one jurisdiction only.

        It is the mean share of a country's people in it, weighted by share and by number of ties, at both ends.
        """
        degree = np.bincount(np.concatenate((network.source, network.target)), minlength=network.n_nodes)
        held, squared = degree @ self.shares, degree @ self.shares.power(2)
        typical = np.divide(squared, held, out=np.ones(self.size), where=held > 0)
        return np.outer(typical, typical)

    def _whole(self, source: IntArray, target: IntArray) -> FloatArray:
        wide = self.size + 1
        cells = np.bincount(self.code[source] * wide + self.code[target], minlength=wide * wide)
        return cells.reshape(wide, wide)[:-1, :-1].astype(np.float64)

    def _split(self, source: IntArray, target: IntArray) -> FloatArray:
        dense: FloatArray = (self.shares[source].T @ self.shares[target]).toarray()
        return dense


def assortativity(mixing: FloatArray) -> float:
    """Return how much ties prefer their own jurisdiction: 1 all domestic, 0 as shuffled, below 0 they avoid it.

    r = (tr e - sum a_c b_c) / (1 - sum a_c b_c) for the mixing matrix e scaled to sum 1, with row sums a and
    column sums b; nan without ties, or where all ends lie in one jurisdiction.

    References
    ----------
    newman2003

    Examples
    --------
    >>> assortativity(np.array([[4.0, 0], [0, 4]])), assortativity(np.array([[0.0, 4], [4, 0]]))
    (1.0, -1.0)
    """
    total = mixing.sum()
    if total == 0:
        return float("nan")
    e = mixing / total
    chance = float(e.sum(axis=1) @ e.sum(axis=0))
    return (float(np.trace(e)) - chance) / (1 - chance) if chance < 1 - 1e-12 else float("nan")


@dataclass(frozen=True)
class ExternalInternal:
    """The E-I index beside what shuffled labels give; all nan where no tie has two known ends."""

    observed: float
    expected: float
    p: float
    shuffles: int


def external_internal(network: Network, seed: int) -> ExternalInternal:
    """Return the E-I index (E - I) / (E + I) of a network, with a two-sided permutation p.

    E counts ties that surely cross a border, I the other ties with two known ends; -1 all internal, 1 all external.
    Many small jurisdictions alone push it up, therefore `expected` is its mean when the jurisdictions of the known
    nodes are shuffled among them and the ties stay.

    References
    ----------
    krackhardt1988
    """
    sets, disjoint = disjoint_sets(network)
    known = known_nodes(network)
    both = known[network.source] & known[network.target]
    source, target = network.source[both], network.target[both]
    if len(source) == 0:
        return ExternalInternal(float("nan"), float("nan"), float("nan"), 0)
    observed = _index(disjoint[sets[source], sets[target]])
    order = label_order(network)
    places = order[known[order]]
    rng = np.random.default_rng(seed)
    shuffles = int(min(SHUFFLES, max(100, WORK // len(source))))
    drawn = np.empty(shuffles)
    mixed = sets.copy()
    for i in range(shuffles):
        mixed[places] = rng.permutation(sets[places])
        drawn[i] = _index(disjoint[mixed[source], mixed[target]])
    return ExternalInternal(observed, float(drawn.mean()), two_tails(observed, drawn), shuffles)


def known_nodes(network: Network) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which nodes have at least one known jurisdiction."""
    return np.array([bool(c) for c in network.countries], dtype=bool)


def _index(crosses: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
    external = int(crosses.sum())
    return (2 * external - len(crosses)) / len(crosses)
