"""Where ties that nobody recorded are likely: between whom with many, by jurisdiction, and by contacts in common."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from netintel.model.network import Network

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]

WAYS = ("anyone", "jurisdictions", "own jurisdictions", "shared contact")

_FOLDS = 5
_TESTED = 800
"""Ties held out in each fifth, at most."""
_EXPECTATIONS = 60
_LEAST = 0.02
"""No way is ruled out: each keeps at least this weight."""
_MORE = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""What is tried as the number to be added to a node's contacts."""
_TOO_FEW = 10
_ROUNDS = 6
"""How often a tie that was there already is drawn again; in a dense network fewer than asked for may be left."""


@dataclass(frozen=True, eq=False)
class MissingTies:
    """A model of the ties nobody recorded, learned from those recorded.

    A missing tie comes about in one of four ways. `anyone`: both ends by the number of their contacts.
    `jurisdictions`: the same, but of the jurisdictions that a recorded tie joins. `own jurisdictions`: from one end to
    the jurisdiction of one of its own contacts. `shared contact`: from one end to a contact of its contact. How often
    each way is gone is learned from the network itself, by how well it foretells each fifth of the recorded ties from
    the others.

    Attributes
    ----------
    n : int
        Number of nodes.
    low, high : int arrays
        Ends of each pair with a recorded tie, lower code first, each pair once, sorted.
    group : int array
        A class of each node: its largest jurisdiction. Unknown is a class too, in here alone.
    """

    n: int
    low: Codes
    high: Codes
    group: Codes

    @classmethod
    def of(cls, network: Network) -> MissingTies:
        """Take the pairs of a network, whatever the direction of its ties."""
        n = max(network.n_nodes, 1)
        ends = np.sort(np.column_stack((network.source, network.target)).astype(np.int64), axis=1)
        pairs = np.unique(ends[:, 0] * n + ends[:, 1])
        return cls(network.n_nodes, pairs // n, pairs % n, _largest(network.shares))

    @cached_property
    def degree(self) -> Codes:
        """Return each node's number of contacts."""
        return np.bincount(np.concatenate((self.low, self.high)), minlength=self.n)

    @property
    def weights(self) -> Floats:
        """Return the weight of each of `WAYS`, summing to 1."""
        return self._learned[0]

    @property
    def strength(self) -> Floats:
        """Return what each node draws ties to itself by: its contacts, and a number more that is learned.

        The number is small where few have nearly all ties, and large where all have about as many as chance gives.
        """
        return np.asarray(self.degree + self._learned[1], np.float64)

    @cached_property
    def _learned(self) -> tuple[Floats, float]:
        """Return weights and number under which each fifth of the ties is likeliest, given the others."""
        m = len(self.low)
        if m < _TOO_FEW:
            return np.full(len(WAYS), 1 / len(WAYS)), 1.0
        rng = np.random.default_rng(0)
        fold = rng.permutation(m) % _FOLDS
        foretold = [self._foretold(fold == part, rng) for part in range(_FOLDS)]
        found = [_mixed(np.concatenate([fifth[at] for fifth in foretold])) for at in range(len(_MORE))]
        likeliest = int(np.argmax([round(likelihood, 9) for _, likelihood in found]))
        return found[likeliest][0], _MORE[likeliest]

    def _foretold(self, out: NDArray[np.bool_], rng: np.random.Generator) -> list[Floats]:
        """Return the chances of pairs held out, learned from the rest, for each of `_MORE`."""
        rest = MissingTies(self.n, self.low[~out], self.high[~out], self.group)
        tested = np.flatnonzero(out)
        if len(tested) > _TESTED:
            tested = np.sort(rng.choice(tested, _TESTED, replace=False))
        return [
            rest.chances(self.low[tested], self.high[tested], np.asarray(rest.degree + more, np.float64))
            for more in _MORE
        ]

    def chances(self, a: Codes, b: Codes, strength: Floats) -> Floats:
        """Return for each pair (rows) the chance that one missing tie is this one, by each way (columns)."""
        each = strength / strength.sum()
        mixing, mass = self._mixing(each)
        of_class = mixing[self.group[a], self.group[b]] / (mass[self.group[a]] * mass[self.group[b]])
        own = self._led(a, self.group[b]) / mass[self.group[b]] + self._led(b, self.group[a]) / mass[self.group[a]]
        walked = self._met(a, b) * (_over(each[a], self.degree[a]) + _over(each[b], self.degree[b]))
        both = each[a] * each[b]
        return np.column_stack((2 * both, 2 * both * of_class, both * own, walked))

    def _led(self, node: Codes, group: Codes) -> Floats:
        """Return the part of a node's ties that lead to a class; 0 for a node without ties."""
        k = int(self.group.max(initial=0)) + 1
        start, end = np.concatenate((self.low, self.high)), np.concatenate((self.high, self.low))
        pairs, times = np.unique(start * k + self.group[end], return_counts=True)
        at = np.minimum(np.searchsorted(pairs, node * k + group), max(len(pairs) - 1, 0))
        found = np.where(pairs[at] == node * k + group, times[at], 0) if len(pairs) else np.zeros(len(node))
        return _over(found.astype(np.float64), self.degree[node])

    def _mixing(self, each: Floats) -> tuple[Floats, Floats]:
        """Return the part of ends of ties in each two classes, and each class's part of the strength."""
        k = int(self.group.max(initial=0)) + 1
        one, other = self.group[self.low], self.group[self.high]
        ends = np.concatenate((one * k + other, other * k + one))
        mixing = np.bincount(ends, minlength=k * k).reshape(k, k) / max(len(ends), 1)
        return mixing, np.bincount(self.group, weights=each, minlength=k).astype(np.float64)

    def _met(self, a: Codes, b: Codes) -> Floats:
        """Return for each pair the sum over contacts in common of one over the contacts of these."""
        from scipy.sparse import csr_array

        ends = np.concatenate((self.low, self.high)), np.concatenate((self.high, self.low))
        ties = csr_array((np.ones(len(ends[0])), ends), shape=(self.n, self.n))
        onward = csr_array((1 / self.degree[ends[1]], ends), shape=(self.n, self.n))
        return np.asarray(onward[a].multiply(ties[b]).sum(axis=1), np.float64).ravel()

    def draw(self, times: int, pull: Floats, weights: Floats, rng: np.random.Generator) -> tuple[Codes, Codes]:
        """Draw pairs without a recorded tie, each at most once, by the learned ways.

        Parameters
        ----------
        times
            Number of pairs; fewer come back where hardly any pair is without a tie.
        pull
            How many ties each node draws to itself, in any unit; `strength`, or a draw around it.
        weights
            How often each of `WAYS` is gone, summing to 1.
        """
        n = max(self.n, 1)
        taken = self.low * n + self.high
        if self.n < 2 or times == 0 or not pull.any():
            return taken[:0], taken[:0]
        found = taken[:0]
        for _ in range(_ROUNDS):
            a, b = self._ends(times - len(found), pull, weights, rng)
            keys = np.minimum(a, b) * n + np.maximum(a, b)
            at = np.searchsorted(taken, keys)
            new = (a != b) & (taken[np.minimum(at, len(taken) - 1)] != keys if len(taken) else True)
            found = np.unique(np.concatenate((found, keys[new])))
            if len(found) >= times:
                break
        return found // n, found % n

    def _ends(self, times: int, pull: Floats, weights: Floats, rng: np.random.Generator) -> tuple[Codes, Codes]:
        by = np.bincount(rng.choice(len(WAYS), times, p=weights), minlength=len(WAYS))
        ways = (self._anyone, self._of_jurisdictions, self._of_own, self._over_contact)
        drawn = [way(int(count), pull, rng) for way, count in zip(ways, by, strict=True)]
        return np.concatenate([a for a, _ in drawn]), np.concatenate([b for _, b in drawn])

    def _anyone(self, times: int, pull: Floats, rng: np.random.Generator) -> tuple[Codes, Codes]:
        upto = np.cumsum(pull)
        found = np.searchsorted(upto, rng.random(2 * times) * upto[-1], side="right")
        return found[:times], found[times:]

    def _of_jurisdictions(self, times: int, pull: Floats, rng: np.random.Generator) -> tuple[Codes, Codes]:
        if not len(self.low):
            return self._anyone(times, pull, rng)
        like = rng.integers(0, len(self.low), times)
        ends = self._members(self.group[np.concatenate((self.low[like], self.high[like]))], pull, rng)
        return ends[:times], ends[times:]

    def _members(self, of: Codes, pull: Floats, rng: np.random.Generator) -> Codes:
        """Draw for each class one of its nodes by their pull."""
        order = np.argsort(self.group, kind="stable")
        upto = np.concatenate(([0.0], np.cumsum(pull[order])))
        first = np.searchsorted(self.group[order], np.arange(int(self.group.max(initial=0)) + 2))
        begin, end = upto[first[of]], upto[first[of + 1]]
        at = np.searchsorted(upto, begin + rng.random(len(of)) * (end - begin), side="right") - 1
        found: Codes = order[np.clip(at, first[of], first[of + 1] - 1)]
        return found

    def _of_own(self, times: int, pull: Floats, rng: np.random.Generator) -> tuple[Codes, Codes]:
        a = self._tied(times, pull, rng)
        return a, self._members(self.group[self._contact(a, rng)], pull, rng)

    def _over_contact(self, times: int, pull: Floats, rng: np.random.Generator) -> tuple[Codes, Codes]:
        a = self._tied(times, pull, rng)
        return a, self._contact(self._contact(a, rng), rng)

    def _tied(self, times: int, pull: Floats, rng: np.random.Generator) -> Codes:
        """Draw nodes that have contacts by their pull; fewer than asked for where some have none."""
        a, _ = self._anyone(times, pull, rng)
        return a[self.degree[a] > 0]

    def _contact(self, nodes: Codes, rng: np.random.Generator) -> Codes:
        """Draw a contact of each node."""
        starts, neighbours = self._contacts
        found: Codes = neighbours[starts[nodes] + (rng.random(len(nodes)) * self.degree[nodes]).astype(np.int64)]
        return found

    def contacts_of(self, nodes: Codes) -> Codes:
        """Return the contacts of each of these nodes, one node after the other."""
        starts, neighbours = self._contacts
        count = self.degree[nodes]
        within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        found: Codes = neighbours[np.repeat(starts[nodes], count) + within]
        return found

    def others_like(self, nodes: Codes, rng: np.random.Generator) -> Codes:
        """Draw for each node another of its class, by the number of their contacts."""
        return self._members(self.group[nodes], self.strength, rng)

    @cached_property
    def _contacts(self) -> tuple[Codes, Codes]:
        """Return each node's contacts one after the other, and where those of each node begin."""
        start, end = np.concatenate((self.low, self.high)), np.concatenate((self.high, self.low))
        return np.concatenate(([0], np.cumsum(self.degree))), end[np.argsort(start, kind="stable")]


def _largest(shares: csr_array) -> Codes:
    """Return each node's jurisdiction of the largest share, the first of equals; one code more for unknown."""
    n, k = shares.shape
    found = np.full(n, k, dtype=np.int64)
    table = shares.tocoo()
    rows, columns = table.coords
    order = np.lexsort((columns, -table.data, rows))
    first, at = np.unique(rows[order], return_index=True)
    found[first] = columns[order][at]
    return found


def _mixed(chances: Floats) -> tuple[Floats, float]:
    """Return the weights under which what was held out is likeliest, and its mean log likelihood."""
    weights = np.full(len(WAYS), 1 / len(WAYS))
    for _ in range(_EXPECTATIONS):
        part = chances * weights
        weights = (part / part.sum(axis=1, keepdims=True)).mean(axis=0)
    floored = np.maximum(weights, _LEAST)
    weights = np.asarray(floored / floored.sum(), np.float64)
    return weights, float(np.log(chances @ weights).mean())


def _over(part: Floats, whole: NDArray[np.integer]) -> Floats:
    found: Floats = np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
    return found
