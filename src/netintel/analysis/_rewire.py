"""Random networks in which every node keeps its number of ties: the null model of corridors, roles and clusters."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from netintel.model.network import IntArray, Network

FIRST_TRIALS = 10
"""Switches tried per tie before the first network is handed out."""
NEXT_TRIALS = 5
"""Switches tried per tie between one network and the next: they follow one chain, so it is already mixed."""


def rewires(network: Network, n: int, seed: int) -> Iterator[tuple[IntArray, IntArray]]:
    """Yield `n` simple networks with the same degrees, as source and target codes.

    Two ties a-b and c-d are switched to a-d and c-b (in an undirected network also to a-c and b-d), unless that
    would make a loop or a parallel tie; a refused switch counts as a trial, so that every network with these
    degrees is equally likely in the long run. In a directed network in- and out-degrees are kept. Weights,
    drop rates and jurisdictions are not touched: they belong to the codes.

    Parameters
    ----------
    network
        Its own ties are the start of the chain.
    n
        Number of networks; about 3 ms each for 1,500 ties, 2 s each for 500,000.
    seed
        The same seed gives the same networks in whatever order the ties and nodes were given.

    Yields
    ------
    source, target : int32 arrays
        One pair of arrays a network, as many ties as `network` has, each in an order without meaning.

    Limits
    ------
    Switches alone cannot reverse a directed triangle that stands alone; in such a network the sample is narrower
    than all networks with these degrees.

    References
    ----------
    fosdick2018, rao1996

    Examples
    --------
    A star has no other network with the same degrees:

    >>> import pandas as pd
    >>> star = Network.from_edgelist(pd.DataFrame({"source": ["hub"] * 3, "target": ["a", "b", "c"]}), directed=False)
    >>> source, target = next(rewires(star, 1, seed=0))
    >>> sorted((int(min(a, b)), int(max(a, b))) for a, b in zip(source, target))
    [(0, 1), (0, 2), (0, 3)]
    """
    import igraph

    order = label_order(network)
    rank = np.empty(network.n_nodes, dtype=np.int64)
    rank[order] = np.arange(network.n_nodes)
    ends = np.column_stack((rank[network.source], rank[network.target]))
    if not network.directed:
        ends.sort(axis=1)
    ends = ends[np.lexsort((ends[:, 1], ends[:, 0]))]
    graph = igraph.Graph(n=network.n_nodes, edges=ends.tolist(), directed=network.directed)
    generator = random.Random(seed)
    for turn in range(n):
        if network.n_ties > 1:
            with igraph_random(generator):
                graph.rewire(n=(NEXT_TRIALS if turn else FIRST_TRIALS) * network.n_ties)
        drawn = np.array(graph.get_edgelist(), dtype=np.int64).reshape(-1, 2)
        yield order[drawn[:, 0]].astype(np.int32), order[drawn[:, 1]].astype(np.int32)


@contextmanager
def igraph_random(generator: random.Random) -> Iterator[None]:
    """Let igraph draw from this generator, and from Python's own again afterwards."""
    import igraph

    igraph.set_random_number_generator(generator)
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)


def label_order(network: Network) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the codes in the order of their labels, so that a seed means the same for any order of input rows.

    A network projected from an entity graph is in order already: by export and native id, where labels are opaque ids
    that change with the case's key.
    """
    if network.digest is not None:
        return np.arange(network.n_nodes, dtype=np.int64)
    keys = [(type(label).__name__, str(label)) for label in network.labels]
    return np.array(sorted(range(network.n_nodes), key=keys.__getitem__), dtype=np.int64)
