"""Ties across borders, and random networks in which every node keeps as many of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._rewire import label_order
from netintel.model.network import IntArray, Network

BoolArray = NDArray[np.bool_]
Codes = NDArray[np.int64]

FIRST_SWEEPS = 20
"""Sweeps before the first network is handed out; a sweep pairs every tie once and mostly switches it."""
NEXT_SWEEPS = 5
"""Sweeps between one network and the next: they follow one chain, so it is already mixed."""


def disjoint_sets(network: Network) -> tuple[Codes, BoolArray]:
    """Return each node's jurisdiction set as a number, and which pairs of sets are known and have none in common.

    Examples
    --------
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"id": ["a", "b", "b", "c"], "jurisdiction": ["RO", "RO", "DE", None]})
    >>> edges = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> sets, disjoint = disjoint_sets(Network.from_edgelist(edges, nodes, directed=False))
    >>> bool(disjoint[sets[0], sets[1]]), bool(disjoint[sets[0], sets[2]])
    (False, False)
    """
    distinct = sorted(set(network.countries))
    number = {countries: i for i, countries in enumerate(distinct)}
    sets = np.array([number[c] for c in network.countries], dtype=np.int64)
    column = {code: i for i, code in enumerate(network.jurisdictions)}
    member = np.zeros((len(distinct), max(len(column), 1)), dtype=np.float32)
    for i, countries in enumerate(distinct):
        member[i, [column[c] for c in countries]] = 1
    known = member.any(axis=1)
    shared = member @ member.T
    return sets, (shared == 0) & np.outer(known, known)


def crossing_rewires(network: Network, n: int, seed: int) -> Iterator[tuple[IntArray, IntArray]]:
    """Yield `n` rewired versions of the ties that surely cross a border, each again crossing one.

    Every node keeps its number of ties across borders (in a directed network: in and out), and so, with its other
    ties left alone, its degree. Two crossing ties a-b and c-d are switched to a-d and c-b unless that makes a loop,
    a parallel tie or a tie that does not surely cross. All ties are paired at once at random; a pair is left as it
    is when its new tie exists, when another pair proposes the same one, or when another pair proposes one of its
    own: then each move is undone by the same pairing, and all networks that can be reached are equally likely.

    Parameters
    ----------
    network
        Its crossing ties are the start of the chain.
    n
        Number of networks; about 1 ms each for 600 crossing ties, 0.6 s each for 300,000.
    seed
        The same seed gives the same networks in whatever order the ties and nodes were given.

    Yields
    ------
    source, target : int32 arrays
        As many ties as cross in `network`; in an undirected network which end is called source has no meaning.

    References
    ----------
    fosdick2018, rao1996

    Examples
    --------
    Two countries, one tie each way round: a1-b1, a2-b2 or a1-b2, a2-b1.

    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"id": ["a1", "a2", "b1", "b2"], "jurisdiction": ["RO", "RO", "DE", "DE"]})
    >>> edges = pd.DataFrame({"source": ["a1", "a2"], "target": ["b1", "b2"]})
    >>> network = Network.from_edgelist(edges, nodes, directed=False)
    >>> found = {tuple(sorted(map(tuple, map(sorted, zip(s.tolist(), t.tolist())))))
    ...          for s, t in crossing_rewires(network, 50, seed=0)}
    >>> sorted(found)
    [((0, 2), (1, 3)), ((0, 3), (1, 2))]
    """
    sets, disjoint = disjoint_sets(network)
    crosses = network.crossing()
    order = label_order(network)
    rank = np.empty(network.n_nodes, dtype=np.int64)
    rank[order] = np.arange(network.n_nodes)
    ends = np.column_stack((rank[network.source[crosses]], rank[network.target[crosses]]))
    if not network.directed:
        ends.sort(axis=1)
    ends = ends[np.lexsort((ends[:, 1], ends[:, 0]))]
    chain = _Switches(ends, network.n_nodes, sets[order], disjoint, network.directed, np.random.default_rng(seed))
    for turn in range(n):
        chain.run(NEXT_SWEEPS if turn else FIRST_SWEEPS)
        yield order[chain.ends[:, 0]].astype(np.int32), order[chain.ends[:, 1]].astype(np.int32)


class _Switches:
    """A chain of switches over crossing ties; a sweep tries half a switch a tie."""

    def __init__(
        self, ends: Codes, n: int, sets: Codes, disjoint: BoolArray, directed: bool, rng: np.random.Generator
    ) -> None:
        self.ends, self.n, self.sets, self.disjoint, self.directed, self.rng = ends, n, sets, disjoint, directed, rng

    def run(self, sweeps: int) -> None:
        half = len(self.ends) // 2
        if half == 0:
            return
        for _ in range(sweeps):
            self._sweep(half)

    def _sweep(self, half: int) -> None:
        shuffled = self.rng.permutation(len(self.ends))
        left, right = self.ends[shuffled[:half]], self.ends[shuffled[half : 2 * half]]
        if not self.directed:
            turned = self.rng.random(half) < 0.5
            right = np.where(turned[:, None], right[:, ::-1], right)
        first = np.column_stack((left[:, 0], right[:, 1]))
        second = np.column_stack((right[:, 0], left[:, 1]))
        allowed = self._crossing(first) & self._crossing(second)
        kept = allowed & self._free(first, second, shuffled, half, allowed)
        self.ends[shuffled[:half][kept]] = first[kept]
        self.ends[shuffled[half : 2 * half][kept]] = second[kept]

    def _crossing(self, ends: Codes) -> BoolArray:
        crosses: BoolArray = self.disjoint[self.sets[ends[:, 0]], self.sets[ends[:, 1]]]
        return crosses

    def _keys(self, ends: Codes) -> Codes:
        if self.directed:
            return ends[:, 0] * self.n + ends[:, 1]
        return np.minimum(ends[:, 0], ends[:, 1]) * self.n + np.maximum(ends[:, 0], ends[:, 1])

    def _free(self, first: Codes, second: Codes, shuffled: Codes, half: int, allowed: BoolArray) -> BoolArray:
        """Return which pairs propose only ties that nobody has or proposes, and have none that another proposes."""
        present = self._keys(self.ends[shuffled])
        proposed = np.concatenate((self._keys(first), self._keys(second)))
        proposed = np.where(np.concatenate((allowed, allowed)), proposed, -1 - np.arange(2 * half))
        everything = np.concatenate((present, proposed))
        _, position, times = np.unique(everything, return_inverse=True, return_counts=True)
        alone = times[position] == 1
        m = len(present)
        free: BoolArray = alone[:half] & alone[half : 2 * half] & alone[m : m + half] & alone[m + half :]
        return free
