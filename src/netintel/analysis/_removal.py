"""In which order nodes are taken out: by a score of the network that is left, or of the one at the start."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis._cohesion import Sides
from netintel.analysis._cross_border_betweenness import Starts, through
from netintel.analysis._fragmentation import Adjacency, Codes, Floats, pairs_left
from netintel.analysis._role_counts import Alike, role_counts
from netintel.analysis._triads import Triads
from netintel.model.network import Network

Strategy = Literal["betweenness", "cross_border_betweenness", "boundary", "degree", "key_players", "random"]
STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)

_EXACT_STEPS = 60_000_000
_SAMPLED_STEPS = 30_000_000


@dataclass(frozen=True)
class Taken:
    """One node taken out: its score then, and who else had the same."""

    node: int
    score: float
    equal: Codes


def order_of_removal(
    network: Network,
    adjacency: Adjacency,
    candidates: Codes,
    *,
    strategy: Strategy,
    steps: int,
    recompute: bool,
    rng: np.random.Generator,
) -> tuple[Taken, ...]:
    """Return who is taken out, one after the other.

    Of equal scores the one goes without whom fewest pairs stay joined, then the one with most ties, then the first by
    label; where all score nothing the strategy has no more to say, and the first by label goes.
    """
    gone = np.zeros(network.n_nodes, dtype=bool)
    taken: list[Taken] = []
    score = _score(network, adjacency, strategy, rng)
    for _ in range(min(steps, len(candidates))):
        if taken and recompute and strategy != "random":
            score = _score(_without(network, gone), adjacency.without(gone), strategy, rng)
        left = candidates[~gone[candidates]]
        equal = left[_rounded(score)[left] == _rounded(score)[left].max()]
        node = _first(equal, adjacency.without(gone)) if score[equal[0]] else int(equal[0])
        taken.append(Taken(node, float(score[node]), equal[equal != node] if strategy != "random" else equal[:0]))
        gone[node] = True
    return tuple(taken)


def path_starts(network: Network) -> int | None:
    """Return from how many nodes shortest paths are followed, None for all."""
    size = network.n_nodes + network.n_ties
    return None if network.n_nodes * size <= _EXACT_STEPS else max(_SAMPLED_STEPS // size, 30)


def _score(network: Network, adjacency: Adjacency, strategy: Strategy, rng: np.random.Generator) -> Floats:
    if strategy == "random":
        return rng.random(network.n_nodes)
    if strategy == "degree":
        return adjacency.degree.astype(np.float64)
    if strategy == "key_players":
        return -pairs_left(adjacency).astype(np.float64)
    if strategy == "boundary":
        triads = Triads.of(network.n_nodes, network.source, network.target, directed=network.directed)
        return role_counts(triads, Alike.of(triads, network.shares)).boundary / (1 if network.directed else 2)
    starts, size = _starts(network, strategy), path_starts(network)
    return through(network.to_igraph(), starts, None if size is None else rng.permutation(starts.nodes)[:size])


def _starts(network: Network, strategy: Strategy) -> Starts:
    """Return which nodes paths lead between: any two, or two of different jurisdictions."""
    everybody = np.arange(network.n_nodes)
    if strategy == "betweenness":
        return Starts(((everybody, everybody),))
    sides = Sides.of(network)
    groups = []
    for number, across in enumerate(sides.apart.astype(bool)):
        ends = everybody[(sides.side >= 0) & across[sides.side]]
        if len(ends):
            groups.append((everybody[sides.side == number], ends))
    return Starts(tuple(groups))


def _rounded(score: Floats) -> Floats:
    scale = float(np.abs(score).max(initial=0.0)) or 1.0
    return np.round(score / scale, 10)


def _first(equal: Codes, adjacency: Adjacency) -> int:
    if len(equal) == 1:
        return int(equal[0])
    joined, ties = pairs_left(adjacency)[equal], adjacency.degree[equal]
    return int(equal[np.lexsort((equal, -ties, joined))[0]])


def _without(network: Network, gone: NDArray[np.bool_]) -> Network:
    kept = ~(gone[network.source] | gone[network.target])
    return replace(
        network,
        source=network.source[kept],
        target=network.target[kept],
        weight=network.weight[kept],
        drop=network.drop[kept],
        ties_table=pd.DataFrame(index=range(int(kept.sum()))),
        cited=None,
    )
