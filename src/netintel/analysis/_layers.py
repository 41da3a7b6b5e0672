"""Layers of ties put together: money, communication, travel, accusation, none drowned by the loudest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.analysis._label_order import in_label_order
from netintel.analysis._plausible import Plausible
from netintel.analysis._rewire import rewires
from netintel.errors import NetworkError
from netintel.model.network import FloatArray, Network, assemble

Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]
Weighed = tuple[NDArray[np.integer[Any]], NDArray[np.integer[Any]], FloatArray | None]
"""Source, target and weight of ties; no weight where all weigh 1."""


class Layered:
    """A network's ties without direction, nodes in the order of their labels, and which layers hold each tie.

    Without layers asked for there is one, of all ties. A tie weighs the sum over its layers of one over the root of the
    number of ties of the layer (scaled so that a layer alone weighs 1): weighed alike, a wiretap with thousands of
    calls drowns ten payments; weighed so that every layer counts the same, ten payments drown it.

    Attributes
    ----------
    network : Network
        Its ties once each, lower code first, sorted.
    layers : tuple of str
    held : bool array
        Ties x layers.
    weight : float array or None
        None where every tie weighs 1.

    Examples
    --------
    Four ties of money, one of which is one of travel too:

    >>> edges = pd.DataFrame({"source": list("abcda"), "target": list("bcdab"), "layer": ["money"] * 4 + ["travel"]})
    >>> both = Layered(Network.from_edgelist(edges, directed=True), ("money", "travel"))
    >>> both.network.source.tolist(), both.network.target.tolist(), both.weight.tolist()
    ([0, 0, 1, 2], [1, 3, 2, 3], [3.0, 1.0, 1.0, 1.0])
    """

    def __init__(self, network: Network, layers: Sequence[str] | None) -> None:
        ordered = in_label_order(network)
        n = max(ordered.n_nodes, 1)
        ends = np.sort(np.column_stack((ordered.source, ordered.target)).astype(np.int64), axis=1)
        self.layers = tuple(layers) if layers is not None else ()
        given = _held(ordered, self.layers)
        kept = given.any(axis=1)
        keys, position = np.unique(ends[kept, 0] * n + ends[kept, 1], return_inverse=True)
        self.held = np.zeros((len(keys), given.shape[1]), dtype=bool)
        np.logical_or.at(self.held, position, given[kept])
        self.keys: Codes = keys
        self.network = assemble(
            labels=ordered.labels,
            source=ends[kept, 0],
            target=ends[kept, 1],
            weight=np.ones(int(kept.sum())),
            drop=ordered.drop[kept],
            directed=False,
            memberships=ordered.memberships,
            group=ordered.group,
            recipe=ordered.recipe,
            digest=ordered.digest,
            nodes_table=ordered.nodes_table,
        )
        self.weight: FloatArray | None = _weights(self.held) if self.layers else None

    @property
    def recorded(self) -> Weighed:
        """Return the ties as recorded."""
        return self.network.source, self.network.target, self.weight

    @property
    def degree(self) -> Codes:
        """Return each node's number of ties."""
        ends = np.concatenate((self.network.source, self.network.target))
        return np.bincount(ends, minlength=self.network.n_nodes)

    def plausible(self, draws: int, hidden: float, rng: np.random.Generator) -> Iterator[Weighed]:
        """Yield networks that may be the true one; a tie nobody recorded weighs as much as one drawn at random."""
        engine = Plausible(self.network, hidden=hidden)
        for _ in range(draws if self.network.n_ties else 0):
            source, target = engine.draw(rng)
            yield source, target, self._weighed(source, target, rng)

    def _weighed(self, source: Codes, target: Codes, rng: np.random.Generator) -> FloatArray | None:
        if self.weight is None:
            return None
        key = source * self.network.n_nodes + target
        at = np.minimum(np.searchsorted(self.keys, key), len(self.keys) - 1)
        recorded = self.keys[at] == key
        at[~recorded] = rng.integers(0, len(self.keys), int((~recorded).sum()))
        weight: FloatArray = self.weight[at]
        return weight

    def rewired(self, draws: int, seed: int) -> Iterator[Weighed]:
        """Yield networks in which every node keeps its number of ties of each set of layers."""
        sets, which = np.unique(self.held, axis=0, return_inverse=True)
        which = which.ravel()
        parts = [np.flatnonzero(which == number) for number in range(len(sets))]
        chains = [rewires(self._only(part), draws, seed + number) for number, part in enumerate(parts)]
        weight = None if self.weight is None else np.concatenate([self.weight[part] for part in parts])
        for drawn in zip(*chains, strict=True):
            source, target = (np.concatenate([ends[end] for ends in drawn]).astype(np.int64) for end in (0, 1))
            yield source, target, weight

    def _only(self, part: Codes) -> Network:
        network = self.network
        return replace(
            network,
            source=network.source[part],
            target=network.target[part],
            weight=network.weight[part],
            drop=network.drop[part],
            ties_table=pd.DataFrame(index=range(len(part))),
        )

    def within(self, cluster: Codes) -> list[tuple[str, ...]]:
        """Return for each node the layers of its ties to members of its own cluster."""
        source, target = self.network.source, self.network.target
        same = cluster[source] == cluster[target]
        found = np.zeros((self.network.n_nodes, self.held.shape[1]), dtype=bool)
        for ends in (source[same], target[same]):
            np.logical_or.at(found, ends, self.held[same])
        return [tuple(name for name, has in zip(self.layers, row, strict=False) if has) for row in found]


def _held(network: Network, layers: tuple[str, ...]) -> Flags:
    """Return which layers hold each tie; without layers asked for, one layer holds all."""
    if not layers:
        return np.ones((network.n_ties, 1), dtype=bool)
    known = network.layers
    unknown = [name for name in layers if name not in known]
    if unknown and network.n_ties:
        raise NetworkError(
            f"layers: no tie has a record of {', '.join(unknown)}; this network has {', '.join(known) or 'no layers'}"
        )
    table = network.ties_table.reindex(columns=[f"layer_{name}" for name in layers])
    return np.asarray(table.to_numpy(np.float64) > 0)


def _weights(held: Flags) -> FloatArray:
    count = np.maximum(held.sum(axis=0), 1)
    weight: FloatArray = (held / np.sqrt(count)).sum(axis=1) * np.sqrt(count.max(initial=1))
    return weight
