"""A network with its codes in the order of its labels, so that no result depends on the order of rows given."""

from __future__ import annotations

import numpy as np

from netintel.analysis._rewire import label_order
from netintel.model.network import Network, assemble


def in_label_order(network: Network) -> Network:
    """Return the same network with nodes coded in the order of their labels, and ties sorted by these codes.

    Random draws go by code, so the same ties in another order of rows give the same intervals.
    """
    order = label_order(network)
    code = np.empty_like(order)
    code[order] = np.arange(len(order))
    memberships = network.memberships.assign(node=code[network.memberships["node"].to_numpy(np.int64)])
    source, target = code[network.source], code[network.target]
    if not network.directed:
        source, target = np.minimum(source, target), np.maximum(source, target)
    moved = np.lexsort((target, source))
    return assemble(
        labels=network.labels[order],
        source=source,
        target=target,
        weight=network.weight,
        drop=network.drop,
        directed=network.directed,
        memberships=memberships.sort_values(["node", "jurisdiction"], ignore_index=True),
        group=network.group,
        recipe=network.recipe,
        digest=network.digest,
        nodes_table=network.nodes_table.iloc[order].reset_index(drop=True),
        ties_table=network.ties_table.reindex(range(network.n_ties)).iloc[moved].reset_index(drop=True),
        cited=network.cited.moved(moved) if network.cited is not None else None,
    )
