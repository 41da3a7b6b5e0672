"""Who has many ties because someone was watching: the few around whom all ties of an export lie."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from netintel.model.network import Network

Flags = NDArray[np.bool_]
Codes = NDArray[np.int64]

_COVERED = 0.8
_FEW = 0.1
_LEAST_TIES = 5


def watched(network: Network) -> tuple[Flags, Flags]:
    """Return which nodes look like targets of surveillance, and which ties are known only because of that.

    Calls of tapped phones and files on one suspect have a form: every tie has a target at one end. An export in which
    a tenth of the nodes are an end of four fifths of the ties is taken for such a collection, and those of the tenth
    with five ties or more in it for its targets; all others in it are merely mentioned. A tie is a star's when all its
    records come from exports in which one of its ends is a target.

    Parameters
    ----------
    network
        With the records of its ties; of a bare network nothing is known, and nobody is marked.

    Returns
    -------
    nodes, ties : bool arrays

    Limits
    ------
    A real hub in a small export looks the same: the mark says how data may have been gathered, not what somebody is.
    Wiretaps joined with other sources before they were exported are not recognised.

    Examples
    --------
    >>> import pandas as pd
    >>> star = Network.from_edgelist(pd.DataFrame({"source": ["hub"] * 6, "target": list("abcdef")}), directed=False)
    >>> nodes, ties = watched(star)
    >>> int(nodes.sum()), int(ties.sum())
    (0, 0)
    """
    nodes, ties = np.zeros(network.n_nodes, dtype=bool), np.zeros(network.n_ties, dtype=bool)
    if network.cited is None or not network.n_ties:
        return nodes, ties
    tie, export = _reported(network)
    beyond = np.zeros(network.n_ties, dtype=bool)
    for there in np.split(tie, np.flatnonzero(np.diff(export)) + 1):
        source, target = network.source[there].astype(np.int64), network.target[there].astype(np.int64)
        found = _targets(source, target)
        nodes[found] = True
        star = np.isin(source, found) | np.isin(target, found)
        ties[there[star]] = True
        beyond[there[~star]] = True
    return nodes, ties & ~beyond


def _reported(network: Network) -> tuple[Codes, Codes]:
    """Return pairs of a tie and an export that reports it, each once, by export."""
    cited = network.cited
    assert cited is not None
    records, position = np.unique(cited.record, return_inverse=True)
    _, export = np.unique(cited.look(records)["export"].to_numpy(dtype=str), return_inverse=True)
    tie = np.repeat(np.arange(network.n_ties), np.diff(cited.begins))
    pairs = np.unique(export[position] * network.n_ties + tie)
    return pairs % network.n_ties, pairs // network.n_ties


def _targets(source: Codes, target: Codes) -> Codes:
    """Return the few nodes that cover most of these ties, none where a few do not cover them.

    They are taken one after the other, each time the one with most ties not yet covered.
    """
    present, ends = np.unique(np.stack([source, target]), return_inverse=True)
    ends = ends.reshape(2, -1)
    pairs = np.unique(np.sort(ends, axis=0), axis=1)
    open_pairs, chosen = pairs, np.zeros(len(present), dtype=bool)
    for _ in range(max(1, int(_FEW * len(present)))):
        ties = np.bincount(open_pairs.ravel(), minlength=len(present))
        most = int(np.argmax(ties))
        chosen[most] = True
        open_pairs = open_pairs[:, (open_pairs != most).all(axis=0)]
        if open_pairs.shape[1] <= (1 - _COVERED) * pairs.shape[1] + 1e-9:
            ties_of = np.bincount(pairs.ravel(), minlength=len(present))
            return present[chosen & (ties_of >= _LEAST_TIES)]
    return present[:0]
