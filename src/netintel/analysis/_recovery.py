"""How a network closes the gap that a removed node leaves: its former contacts each find another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._fragmentation import Adjacency, Codes

Recovery = Literal["random", "preferential", "distance"]
RECOVERIES: tuple[Recovery, ...] = get_args(Recovery)

_TRIES = 8


def reformed(
    adjacency: Adjacency, order: Sequence[int], able: NDArray[np.bool_], recovery: Recovery, rng: np.random.Generator
) -> Iterator[Adjacency]:
    """Yield the network after each removal and what the former contacts then did.

    Each former contact that is `able` makes one tie to somebody able and left whom it was not tied to: to anybody
    (`random`), to somebody by number of ties (`preferential`), or to somebody nearest in the network before the removal
    (`distance`), as a rule another former contact. Who finds nobody makes none.
    """
    open_ones = np.zeros(adjacency.n, dtype=bool)
    open_ones[: len(able)] = able
    current = adjacency
    for node in order:
        before = current
        contacts = _around(before, node)
        gone = np.zeros(adjacency.n, dtype=bool)
        gone[node] = True
        open_ones[node] = False
        left = before.without(gone)
        made = [
            (int(one), other)
            for one in rng.permutation(contacts[open_ones[contacts]])
            if (other := _partner(before, left, int(one), open_ones, recovery, rng)) is not None
        ]
        current = left.joined(made)
        yield current


def _partner(
    before: Adjacency, left: Adjacency, one: int, able: NDArray[np.bool_], recovery: Recovery, rng: np.random.Generator
) -> int | None:
    if recovery != "distance" and (found := _at_once(left, one, able, recovery, rng)) is not None:
        return found
    allowed = able.copy()
    allowed[one] = False
    allowed[_around(left, one)] = False
    if recovery == "distance":
        choice = _nearest(before, one, allowed)
        return int(rng.choice(choice)) if len(choice) else None
    choice = np.flatnonzero(allowed)
    if not len(choice):
        return None
    if recovery == "random":
        return int(rng.choice(choice))
    pull = left.degree[choice].astype(np.float64)
    return int(rng.choice(choice, p=pull / pull.sum())) if pull.any() else None


def _at_once(
    left: Adjacency, one: int, able: NDArray[np.bool_], recovery: Recovery, rng: np.random.Generator
) -> int | None:
    """Draw from all nodes, or for `preferential` from all ends of ties, until one is allowed; None where none soon is.

    That gives each allowed node the same chance as a draw from these alone, and is cheap where most are allowed.
    """
    pool = len(left.head) if recovery == "preferential" else left.n
    contacts = set(_around(left, one).tolist()) | {one}
    for at in rng.integers(0, pool, _TRIES).tolist() if pool else ():
        other = int(left.head[at]) if recovery == "preferential" else at
        if able[other] and other not in contacts:
            return other
    return None


def _nearest(before: Adjacency, one: int, allowed: NDArray[np.bool_]) -> Codes:
    """Return the allowed nodes fewest steps away; none that `one` was tied to is allowed."""
    seen = np.zeros(before.n, dtype=bool)
    seen[one] = True
    edge = _around(before, one)
    while len(edge):
        seen[edge] = True
        near = np.concatenate([_around(before, node) for node in edge.tolist()])
        found = near[allowed[near]]
        if len(found):
            return np.unique(found)
        edge = np.unique(near[~seen[near]])
    return edge


def _around(adjacency: Adjacency, node: int) -> Codes:
    return adjacency.head[adjacency.begins[node] : adjacency.begins[node + 1]]
