"""How few ties that nobody recorded would end a broker: the ties that are looked for first when a rank is doubted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from netintel.model.network import Network

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.int64]

MOST = 5
"""Ties after which the search ends: who needs more does not hang on one missing tie."""
MOST_NODES = 300
"""Nodes up to which shortest paths are followed tie by tie."""


def open_pairs_to_close(score: Floats, step: Floats, floor: float) -> Floats:
    """Return how many ties among a node's contacts bring a count of open pairs below a floor.

    Each such tie closes one pair, which takes `step` from the score; others' scores are taken as they are. All open
    pairs are closed where the floor is nobody's; 0 for a node below the floor, nan without a score.

    Examples
    --------
    Ten open pairs; eight ties leave two, which is below three:

    >>> open_pairs_to_close(np.array([10.0, 2.0]), np.array([1.0, 1.0]), floor=3.0).tolist()
    [8.0, 0.0]
    """
    over = np.floor((score - floor) / step + 1e-9) + 1
    every = np.ceil(score / step - 1e-9)
    return np.where(np.isnan(score), np.nan, np.clip(over, 0, every))


def shortcuts_needed(network: Network, nodes: Codes, counted: Flags | None, floor: float) -> Floats:
    """Return for some nodes how many ties among their contacts bring their betweenness below a floor.

    Ties are added one after the other, each time the one that takes most shortest paths past the node; so no fewer may
    do, but these do. `MOST` + 1 stands for more than `MOST`. Others' scores are taken as they are.

    Parameters
    ----------
    network
        At most `MOST_NODES` nodes.
    nodes
        Codes.
    counted
        Pairs (from, to) of nodes that count, all where None.
    floor
        Betweenness in pairs; unordered pairs in an undirected network.

    Examples
    --------
    Two triangles share c, on whom four pairs depend; with a - d two are left, with b - e too, two thirds of one.

    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": list("aabccd"), "target": list("bccdee")})
    >>> network = Network.from_edgelist(ties, directed=False)
    >>> shortcuts_needed(network, np.array([2]), None, floor=1.5).tolist()
    [2.0]
    """
    arcs = np.zeros((network.n_nodes, network.n_nodes), dtype=bool)
    arcs[network.source, network.target] = True
    if not network.directed:
        arcs |= arcs.T
    start = _Paths.of(arcs)
    between = np.ones_like(arcs) if counted is None else counted
    scale = 1.0 if network.directed else 2.0
    needed = np.empty(len(nodes))
    for i, node in enumerate(nodes.tolist()):
        paths, ties = start, 0
        while ties <= MOST:
            through = paths.through(node) * between
            if through.sum() / scale < floor - 1e-9 or through.sum() < 1e-9:
                break
            tie = paths.best_shortcut(node, through)
            if tie is None:
                break
            paths = paths.with_arc(*tie)
            if not network.directed:
                paths = paths.with_arc(*tie[::-1])
            ties += 1
        needed[i] = ties
    return needed


class _Paths:
    """Lengths and numbers of shortest paths between all pairs of nodes."""

    def __init__(self, arcs: Flags, length: Floats, number: Floats) -> None:
        self.arcs, self.length, self.number = arcs, length, number

    @classmethod
    def of(cls, arcs: Flags) -> _Paths:
        """Go from all nodes at once, a step at a time."""
        from scipy.sparse import csr_array

        n = len(arcs)
        steps = csr_array(arcs.astype(np.float64))
        length, number = np.where(np.eye(n, dtype=bool), 0.0, np.inf), np.eye(n)
        here, far = np.eye(n), 0
        while here.any():
            far += 1
            here = np.where(np.isinf(length), np.asarray((steps.T @ here.T).T), 0.0)
            length[here > 0] = far
            number += here
        return cls(arcs, length, number)

    def through(self, node: int) -> Floats:
        """Return for each pair the part of its shortest paths that lead through a node."""
        into, out_of = self.length[:, node], self.length[node]
        via = into[:, None] + out_of[None, :]
        on_path = np.isfinite(via) & (via == self.length)
        on_path[node] = on_path[:, node] = False
        np.fill_diagonal(on_path, False)
        paths = np.outer(self.number[:, node], self.number[node])
        found: Floats = np.divide(paths, self.number, out=np.zeros_like(paths), where=on_path)
        return found

    def best_shortcut(self, node: int, through: Floats) -> tuple[int, int] | None:
        """Return the arc from a contact before the node to one after it that takes most away; None where all are there.

        A pair of which some shortest path runs before - node - after becomes nearer by the arc, and leaves the node.
        """
        before, after = np.flatnonzero(self.arcs[:, node]), np.flatnonzero(self.arcs[node])
        comes = self.length[:, before] + 1 == self.length[:, [node]]
        goes = self.length[after] + 1 == self.length[[node]]
        gain = comes.T.astype(np.float64) @ through @ goes.T.astype(np.float64)
        gain[self.arcs[np.ix_(before, after)] | (before[:, None] == after[None, :])] = 0.0
        if not gain.size or gain.max() <= 0:
            return None
        one, other = np.unravel_index(int(np.argmax(gain.round(9))), gain.shape)
        return int(before[one]), int(after[other])

    def with_arc(self, tail: int, head: int) -> _Paths:
        """Return the same with one more arc."""
        arcs = self.arcs.copy()
        arcs[tail, head] = True
        by_arc = self.length[:, [tail]] + 1 + self.length[[head]]
        number = np.outer(self.number[:, tail], self.number[head])
        nearer, equal = by_arc < self.length, np.isfinite(by_arc) & (by_arc == self.length)
        return _Paths(
            arcs,
            np.minimum(self.length, by_arc),
            np.where(nearer, number, np.where(equal, self.number + number, self.number)),
        )
