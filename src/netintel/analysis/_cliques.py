"""What must be told where ties were made from events and shared carriers: each of them ties all who share it."""

from __future__ import annotations

from netintel.model.network import Network

_WAYS = ("by event", "by shared carrier")


def clique_caveat(network: Network) -> tuple[str, ...]:
    """Return the caveat on ties made by projection, none where the recipe tells of none.

    Examples
    --------
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> clique_caveat(Network.from_edgelist(ties, directed=False))
    ()
    """
    made = [step for step in network.recipe if step.startswith("pieces of evidence for ties")]
    ways = [way for way in _WAYS if any(way in step for step in made)]
    if not ways:
        return ()
    return (
        f"Some ties were made {' and '.join(ways)}: each ties all who share it, so that a large one closes paths "
        "and fills corridors by itself, and to be named together is not to have met.",
    )
