"""Nodes and ties that alone hold parts of a network together, and how many unrecorded ties would end that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import igraph

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class CutPoints:
    """For each node, what falls apart without it; it may be an artefact of one missing tie.

    Attributes
    ----------
    parts
        Parts that its component falls into when it is taken out; 1 for a node that is no cut point, 0 for an isolate.
    monopoly
        Unordered pairs of other nodes that are connected through it alone.
    """

    parts: Codes
    monopoly: Codes

    @property
    def fewest(self) -> Codes:
        """Return the fewest ties among others that would end the monopoly of each node: one less than its parts."""
        return np.maximum(self.parts - 1, 0)

    @property
    def ending(self) -> Codes:
        """Return for each node the pairs of others of whom one tie alone would end its monopoly.

        Every pair across the cut where there are two parts; none where there are more, for then one tie is not enough.
        """
        return np.where(self.parts == 2, self.monopoly, 0)


def cut_points(graph: igraph.Graph) -> CutPoints:
    """Return for each node into how many parts its component falls without it, and the pairs that only it connects.

    Directions are not used. Linear in nodes and ties: sizes are summed up the tree of blocks and cut points.

    References
    ----------
    tarjan1972

    Examples
    --------
    Two pairs joined by node 2; any of 2 x 2 ties across would end its monopoly, and 4's tail hangs on it alone:

    >>> import igraph
    >>> found = cut_points(igraph.Graph([(0, 1), (0, 2), (1, 2), (2, 3), (2, 4), (3, 4), (4, 5)]))
    >>> found.parts.tolist(), found.monopoly.tolist(), found.ending.tolist()
    ([1, 1, 2, 1, 2, 1], [0, 0, 6, 0, 4, 0], [0, 0, 6, 0, 4, 0])
    """
    n = graph.vcount()
    connected = np.array(graph.degree(), dtype=np.int64) > 0
    parts = connected.astype(np.int64)
    monopoly = np.zeros(n, dtype=np.int64)
    blocks, cuts = graph.biconnected_components(return_articulation_points=True)
    if not cuts:
        return CutPoints(parts, monopoly)
    cut = np.array(sorted(cuts), dtype=np.int64)
    sizes = [len(block) for block in blocks]
    member = np.array([node for block in blocks for node in block], dtype=np.int64)
    block = np.repeat(np.arange(len(sizes)), sizes)
    is_cut = np.zeros(n, dtype=bool)
    is_cut[cut] = True
    at = is_cut[member]
    own = np.bincount(block[~at], minlength=len(sizes))
    weight = np.concatenate([own, np.ones(len(cut), dtype=np.int64)])
    ends = block[at], len(sizes) + np.searchsorted(cut, member[at])
    below, squares, rest = _summed_up(weight, ends)
    parts[cut] = np.bincount(ends[1] - len(sizes), minlength=len(cut))
    apart = slice(len(sizes), None)
    others = below[apart] - 1 + rest[apart]
    monopoly[cut] = (others**2 - squares[apart] - rest[apart] ** 2) // 2
    return CutPoints(parts, monopoly)


def bridges(graph: igraph.Graph) -> NDArray[np.bool_]:
    """Return for each tie whether its component falls apart without it; directions are not used.

    Examples
    --------
    >>> import igraph
    >>> bridges(igraph.Graph([(0, 1), (0, 2), (1, 2), (2, 3)])).tolist()
    [False, False, False, True]
    """
    found = np.zeros(graph.ecount(), dtype=bool)
    plain = graph.as_undirected(mode="each") if graph.is_directed() else graph
    found[plain.bridges()] = True
    return found


def _summed_up(weight: Codes, ends: tuple[Codes, Codes]) -> tuple[Codes, Codes, Codes]:
    """Return for each node of a forest the weight of its subtree, the squares of its children's, and the rest's.

    The rest is what its tree weighs outside its subtree.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order, connected_components

    size = len(weight)
    forest = csr_array((np.ones(len(ends[0])), ends), shape=(size, size))
    _, tree = connected_components(forest, directed=False)
    # A node above all trees makes one tree of the forest, which a single search puts in order.
    roots = np.unique(tree, return_index=True)[1]
    tails, heads = np.concatenate([ends[0], np.full(len(roots), size)]), np.concatenate([ends[1], roots])
    joined = csr_array((np.ones(len(tails)), (tails, heads)), shape=(size + 1, size + 1))
    order, parent = breadth_first_order(joined, size, directed=False)
    below = np.append(weight, 0)
    squares = np.zeros(size + 1, dtype=np.int64)
    for node in order[:0:-1].tolist():
        above = parent[node]
        below[above] += below[node]
        squares[above] += below[node] ** 2
    whole = np.bincount(tree, weights=weight).astype(np.int64)[tree]
    return below[:size], squares[:size], whole - below[:size]
