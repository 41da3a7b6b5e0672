"""What nodes are called, where that may be said."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._broker_caveats import rankable
from netintel.model.network import Network
from netintel.vocab import categories


def names(network: Network) -> NDArray[np.object_]:
    """Return the name of each node, None where none is known and where it is withheld.

    Names of victims, witnesses, minors, informants and professionals are withheld. That a name is withheld is not told
    apart from its being unknown, so that nobody can count those people.

    Examples
    --------
    >>> import pandas as pd
    >>> network = Network.from_edgelist(pd.DataFrame({"source": ["a"], "target": ["b"]}), directed=False)
    >>> network.nodes_table["name"], network.nodes_table["category"] = ["Ana", "Ion"], ["suspect", "victim"]
    >>> names(network).tolist()
    ['Ana', None]
    """
    table, found = network.nodes_table, np.full(network.n_nodes, None, dtype=object)
    if "name" not in table:
        return found
    shown = np.array([isinstance(name, str) for name in table["name"]], dtype=bool) & ~_withheld(network)
    found[shown] = table["name"].to_numpy(dtype=object)[shown]
    return found


def _withheld(network: Network) -> NDArray[np.bool_]:
    table = network.nodes_table
    if "category" not in table:
        return ~rankable(network)
    hidden = table["category"].isin(categories.PROTECTED).to_numpy(dtype=bool)
    minor = table["minor"].fillna(False).to_numpy(dtype=bool) if "minor" in table else np.zeros_like(hidden)
    either: NDArray[np.bool_] = hidden | minor
    return either
