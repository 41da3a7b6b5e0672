"""What must be told with every number on brokers and brokerage roles."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.model.network import Network

LEAD = "A computed position is a lead to check, not a fact about a person and not a decision."
_FEW_NODES = 15


def rankable(network: Network) -> NDArray[np.bool_]:
    """Return which nodes may be ranked; victims, witnesses, minors, professionals and carriers may not."""
    if "rankable" not in network.nodes_table:
        return np.ones(network.n_nodes, dtype=bool)
    column: pd.Series[bool] = network.nodes_table["rankable"]
    return (column.isna() | column.eq(True)).to_numpy(dtype=bool)


def common_caveats(network: Network) -> tuple[str, ...]:
    """Return the caveats that follow from the network alone."""
    unknown = sum(not countries for countries in network.countries)
    protected = int((~rankable(network)).sum())
    told = [
        "Only recorded ties count: who was watched has more ties because of it, and who avoids phones has fewer.",
        f"The group of a node is its {network.group}; another attribute gives other brokers.",
        LEAD,
    ]
    if unknown == network.n_nodes:
        told.insert(0, "No jurisdictions are known in this network: nothing can be said about borders.")
    elif unknown:
        told.append(
            f"{unknown} of {network.n_nodes} nodes have no known {network.group}; they are never counted as a country."
        )
    if protected:
        told.append(
            f"{protected} nodes are not listed: victims, witnesses, minors and professionals are never ranked, "
            "nor is what is no actor (a phone that nobody is known to hold); their ties still count."
        )
    if 0 < network.n_nodes < _FEW_NODES:
        told.append(f"Only {network.n_nodes} nodes: read counts, not percentages or ranks.")
    return tuple(told)
