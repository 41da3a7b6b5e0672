"""How sure a change is: whether it is one in networks that may be the true one."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._bare import Bare
from netintel.analysis._plausible import Drawn, Plausible
from netintel.analysis._significance import Tails
from netintel.analysis._windows import Acts

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Score = Callable[[Bare, NDArray[np.bool_]], Floats]

WORK = 5_000_000
"""Ties in all plausible networks together; a large network gets fewer of them, at least 20."""
DRAWS = 50
_FAR = 2.0
"""Standard deviations of the exchanges from which a difference counts as far from chance in one network."""


class Certainty(NamedTuple):
    """What plausible networks say of each difference: its range in nine of ten, and in which part it stays far out."""

    low: Floats
    high: Floats
    stands: Floats


def certain(
    acts: Acts, pairs: tuple[Codes, Codes], ties: Codes, tails: list[Tails], score: Score, hidden: float, seed: int
) -> list[Certainty]:
    """Draw plausible networks and look at the differences of actors, corridors and ties in each.

    A tie that is not real takes its acts with it; a tie that nobody recorded has those of a recorded one, drawn at
    random. What exchanges give is that of the recorded network, its mean for ties and corridors in proportion to the
    acts that are left of them: a tie that is not real has no change, whatever exchanges give in periods of unequal
    length.
    """
    plausible, rng = Plausible(acts.network, hidden=hidden), np.random.default_rng([seed, 1])
    early, late = (count.astype(np.float64) for count in acts.counts(acts.after))
    recorded = _corridors(Bare.of(acts.network), early + late, pairs)
    draws = int(min(DRAWS, max(20, WORK // max(acts.network.n_ties, 1))))
    found: list[list[tuple[Floats, Floats]]] = [[], [], []]
    for _ in range(draws):
        drawn = _differences(acts, plausible.drawn(rng), (early, late), recorded, pairs, ties, score, rng)
        for kind, difference in zip(found, drawn, strict=True):
            kind.append(difference)
    return [
        _told(np.array([change for change, _ in kind]), np.array([left for _, left in kind]), one)
        for kind, one in zip(found, tails, strict=True)
    ]


def _differences(
    acts: Acts,
    drawn: Drawn,
    counts: tuple[Floats, Floats],
    recorded: Floats,
    pairs: tuple[Codes, Codes],
    ties: Codes,
    score: Score,
    rng: np.random.Generator,
) -> list[tuple[Floats, Floats]]:
    """Return the differences of actors, corridors and ties, and which part of their recorded acts is left."""
    network, real = acts.network, np.flatnonzero(drawn.real)
    dated = np.flatnonzero(counts[0] + counts[1])
    added = len(drawn.source) - len(real)
    of = np.concatenate([real, rng.choice(dated, added) if len(dated) else np.zeros(added, np.int64)])
    windows = [count[of] for count in counts]
    bare = Bare(network.n_nodes, drawn.source, drawn.target, network.directed, network.shares, network.countries)
    scores = [score(bare, count > 0) for count in windows]
    corridors = [_corridors(bare, count, pairs) for count in windows]
    left = np.divide(sum(corridors), recorded, out=np.zeros_like(recorded), where=recorded > 0)
    there = drawn.real[ties].astype(np.float64)
    return [
        (scores[1] - scores[0], np.ones(network.n_nodes)),
        (corridors[1] - corridors[0], left),
        ((counts[1] - counts[0])[ties] * there, there),
    ]


def _corridors(bare: Bare, count: Floats, pairs: tuple[Codes, Codes]) -> Floats:
    """Return the acts between each pair of countries."""
    if not len(pairs[0]):
        return np.zeros(0)
    there = np.flatnonzero(count)
    one, other = bare.shares[bare.source[there]], bare.shares[bare.target[there]]
    mixed = (one.T @ other.multiply(count[there][:, None])).toarray()
    if not bare.directed:
        mixed = mixed + mixed.T
    found: Floats = mixed[pairs]
    return found


def _told(differences: Floats, left: Floats, tails: Tails) -> Certainty:
    low, high = np.quantile(differences, [0.05, 0.95], axis=0) + 0.0  # no negative zero
    mean, spread = tails.mean, np.nan_to_num(tails.deviation)
    side = np.sign(np.round(tails.observed - mean, 9))
    far = (differences - mean * left) * side >= _FAR * spread
    return Certainty(low, high, np.where((spread > 0) & (side != 0), far.mean(axis=0), np.nan))
