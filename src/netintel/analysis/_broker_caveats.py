"""What must be told with every number on brokers and brokerage roles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from netintel.analysis._few import to_the_month
from netintel.analysis._group import grouped, noun
from netintel.model.network import Network
from netintel.vocab import categories
from netintel.vocab.small_counts import said

LEAD = "A computed position is a lead to check, not a fact about a person and not a decision."
PURPOSE = (
    "These are personal data, to be used for the purpose of the case only; no position in a network proves guilt, and "
    "what follows from it is decided by a person."
)
FEW_NODES = 15
"""Below so many nodes percentages and ranks are noise."""


def rankable(network: Network) -> NDArray[np.bool_]:
    """Return which nodes may be listed by name or rank: no protected person, and no thing that is no actor.

    Examples
    --------
    >>> import pandas as pd
    >>> network = Network.from_edgelist(pd.DataFrame({"source": ["a"], "target": ["b"]}), directed=False)
    >>> network.nodes_table["category"] = ["suspect", "victim"]
    >>> rankable(network).tolist()
    [True, False]
    """
    table, listed = network.nodes_table, np.ones(network.n_nodes, dtype=bool)
    if "rankable" in table:
        listed &= (table["rankable"].isna() | table["rankable"].eq(True)).to_numpy(dtype=bool)
    if "category" in table:
        listed &= ~table["category"].isin(categories.PROTECTED).to_numpy(dtype=bool)
    if "minor" in table:
        listed &= ~table["minor"].eq(True).fillna(False).to_numpy(dtype=bool)
    return listed


def common_caveats(network: Network) -> tuple[str, ...]:
    """Return the caveats that follow from the network alone.

    Numbers are of the nodes that are listed: a number of all, less those in the table, would count the others.
    """
    listed = rankable(network)
    known = np.array([bool(countries) for countries in network.countries], dtype=bool)
    unknown, protected = int((listed & ~known).sum()), int((~listed).sum())
    told = [
        "Only recorded ties count: who was watched has more ties because of it, and who avoids phones has fewer.",
        f"{grouped(network.group)}; another attribute gives other brokers.",
        LEAD,
        PURPOSE,
    ]
    if not known.any():
        told.insert(0, "No jurisdictions are known in this network: nothing can be said about borders.")
    elif unknown:
        told.append(
            f"{unknown} of {int(listed.sum())} nodes listed have no known {noun(network.group)}; they are never "
            "counted as a country."
        )
    if protected:
        told.append(
            f"{said(protected)} nodes are not listed: victims, witnesses, minors and professionals are never ranked, "
            "nor is what is no actor (a phone that nobody is known to hold); their ties still count."
        )
    if 0 < network.n_nodes < FEW_NODES:
        told.append(f"Fewer than {FEW_NODES} nodes: read counts, not percentages or ranks.")
    if (span := _span(network, to_the_day=not protected)) is not None:
        told.append(
            f"Ties from {span[0]} to {span[1]} are taken together: contacts may never have existed at one time."
        )
    return tuple(told)


def watched_caveat(watched: NDArray[np.bool_], listed: NDArray[np.bool_]) -> tuple[str, ...]:
    """Return the caveat on nodes that look like targets of surveillance (`_watched`), none where nobody does.

    Examples
    --------
    >>> told, = watched_caveat(np.array([True, False, True]), np.array([True, True, False]))
    >>> told[:81]
    '1 of the nodes listed look like targets of surveillance: nearly all ties of some '
    """
    found = int((watched & listed).sum())
    if not found:
        return ()
    return (
        f"{found} of the nodes listed look like targets of surveillance: nearly all ties of some export have one of "
        "them as an end, and all others in it are merely mentioned; their rank without these ties stands beside it.",
    )


def cut_caveat(parts: NDArray[np.int64], listed: NDArray[np.bool_]) -> tuple[str, ...]:
    """Return the caveat on nodes without whom the network falls apart (`_cut_points`), none where it does not.

    Examples
    --------
    >>> cut_caveat(np.array([1, 2, 1]), np.array([True, True, True]))[0][:74]
    '1 of the nodes listed hold parts of the network together alone; that may b'
    """
    found = int(((parts > 1) & listed).sum())
    if not found:
        return ()
    return (
        f"{found} of the nodes listed hold parts of the network together alone; that may be an artefact of one missing "
        "tie.",
    )


def _span(network: Network, *, to_the_day: bool) -> tuple[str, str] | None:
    """Return the first and the last date of any tie, None where they are unknown or the same.

    Where some ties are of people who are not listed the dates are told to the month: the first may be of a statement.
    """
    if not {"first", "last"} <= set(network.ties_table.columns):
        return None
    dates = [network.ties_table[column].dropna().astype(str) for column in ("first", "last")]
    if not to_the_day:
        dates = [column.map(to_the_month) for column in dates]
    if dates[0].empty or dates[1].empty:
        return None
    first, last = dates[0].min(), dates[1].max()
    return (first, last) if first < last else None
