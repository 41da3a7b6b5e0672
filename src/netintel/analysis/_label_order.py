"""A network with its codes in the order of its labels, so that no result depends on the order of rows given."""

from __future__ import annotations

import numpy as np

from netintel.analysis._rewire import label_order
from netintel.model.network import Network, assemble


def in_label_order(network: Network) -> Network:
    """Return the same network with nodes coded in the order of their labels, and ties sorted by these codes.

    Random draws go by code, so the same ties in another order of rows give the same intervals.
    What is known of ties (`ties_table`) is left behind.
    """
    order = label_order(network)
    code = np.empty_like(order)
    code[order] = np.arange(len(order))
    memberships = network.memberships.assign(node=code[network.memberships["node"].to_numpy(np.int64)])
    return assemble(
        labels=network.labels[order],
        source=code[network.source],
        target=code[network.target],
        weight=network.weight,
        drop=network.drop,
        directed=network.directed,
        memberships=memberships.sort_values(["node", "jurisdiction"], ignore_index=True),
        group=network.group,
        recipe=network.recipe,
        digest=network.digest,
        nodes_table=network.nodes_table.iloc[order].reset_index(drop=True),
    )
