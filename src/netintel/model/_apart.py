"""Joining origins edge by edge while some are kept apart; the groups are found without regard to the order given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def components(n: int, left: NDArray[Any], right: NDArray[Any]) -> NDArray[np.int32]:
    """Return for each of `n` nodes the number of its connected component."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(n, n))
    labels: NDArray[np.int32] = connected_components(graph, directed=False)[1]
    return labels


def joined_apart(n: int, same: pd.DataFrame, apart: pd.DataFrame) -> NDArray[np.int32]:
    """Return the group of each of `n` nodes: joined edge by edge, but for edges that would join two kept apart.

    What persons say goes first: their `same` are joined but for their own `not_same`; a rule's `not_same` counts only
    where these have not joined the pair already. Then everything else follows.

    Parameters
    ----------
    same, apart
        `left`, `right` (0 to n-1), `person`; of `same` the strongest first, for the order decides what is left out.

    Examples
    --------
    A chain a - b - c whose ends are kept apart: the weaker link, given last, is left out.

    >>> same = pd.DataFrame({"left": [0, 1], "right": [1, 2], "person": [False, False]})
    >>> apart = pd.DataFrame({"left": [0], "right": [2], "person": [True]})
    >>> joined_apart(3, same, apart).tolist()
    [0, 0, 2]
    """
    groups = _Groups.of(n)
    for person in (True, False):
        for a, b in _of(apart, person):
            groups.forbid(a, b)
        for a, b in _of(same, person):
            groups.join(a, b)
    return np.array([groups.of_node(node) for node in range(n)], np.int32)


def _of(pairs: pd.DataFrame, person: bool) -> list[list[int]]:
    found: list[list[int]] = pairs.loc[pairs["person"] == person, ["left", "right"]].to_numpy().tolist()
    return found


@dataclass(frozen=True)
class _Groups:
    """Disjoint groups of nodes, each with the groups that it must never be joined with."""

    parent: list[int]
    foes: dict[int, set[int]]

    @classmethod
    def of(cls, n: int) -> _Groups:
        return cls(list(range(n)), {})

    def of_node(self, node: int) -> int:
        parent = self.parent
        while parent[node] != node:
            parent[node] = node = parent[parent[node]]
        return node

    def forbid(self, a: int, b: int) -> None:
        a, b = self.of_node(a), self.of_node(b)
        if a != b:
            self.foes.setdefault(a, set()).add(b)
            self.foes.setdefault(b, set()).add(a)

    def join(self, a: int, b: int) -> None:
        a, b = self.of_node(a), self.of_node(b)
        ours, theirs = self.foes.get(a, set()), self.foes.get(b, set())
        if a == b or b in ours:
            return
        if len(ours) < len(theirs):  # the fewer foes are told, so that each is told of few joins
            a, b, theirs = b, a, ours
        self.parent[b] = a
        for foe in theirs:
            self.foes[foe].discard(b)
            self.forbid(a, foe)
        self.foes.pop(b, None)
