"""What a view must know of the graph it draws on: that the result belongs to it, its period, its handling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from netintel.errors import StaleResultError
from netintel.model.graph import EntityGraph
from netintel.model.marking import strictest
from netintel.vocab import categories
from netintel.vocab.small_counts import said

if TYPE_CHECKING:
    from netintel.model.network import Network
    from netintel.model.results import Pairs, Result, Scores

    Subject = EntityGraph | Network


def require(graph: Subject, result: Result) -> None:
    """Raise `StaleResultError` where the result was computed on another graph.

    A bare network has no digest: its results are drawn on a bare network alone.
    """
    if graph.digest is not None:
        result.require(graph.digest)
    elif result.digest is not None:
        raise StaleResultError.between(result.name, result.digest, "bare network")


def notes(graph: Subject, result: Result) -> tuple[str, ...]:
    """Return what stands under every picture: method, group, graph and handling."""
    seed = "" if result.seed is None else f", seed {result.seed}"
    made = f"{result.name.replace('_', ' ')} by {result.method.replace('_', ' ')}{seed} ({result.citation})"
    stands = f"graph {graph.digest[:16]}" if graph.digest else "a bare network, without digest"
    told = (
        f"Computed: {made}; jurisdiction is {result.group.replace('_', ' ')}; {stands}. A lead, not a finding of guilt."
    )
    marking = handling_of(graph)
    return (f"{told} Handling: {marking}." if marking else told,)


def caveats_of(result: Result) -> tuple[str, ...]:
    """Return what must be told with the numbers, as one paragraph."""
    return (" ".join(result.caveats),) if result.caveats else ()


def group_of(result: Result) -> str:
    """Return in a few words what made the jurisdictions; the notes under a picture say it in full."""
    first, *others = result.group.replace("_", " ").split(", else ")
    return f"countries by {first}" + (
        "".join(f", else {o}" for o in others) if len(others) < 3 else ", else the next best"
    )


def exposure_words(corridors: Pairs, value: float) -> str:
    """Return what is known of a country, for what a corridor stands on; escaped, of numbers and our own words alone.

    It counts what was recorded about actors of the country by whomever, not what the country itself has shared.
    """
    said = f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"
    words = {"records of its nodes": f"{said} records about its actors", "nodes": f"{said} actors"}
    return words.get(str(corridors.parameters.get("exposure")), f"exposure {said}")


def handling_of(graph: Subject) -> str:
    """Return the strictest handling codes of what the graph holds; empty for a network, which carries none."""
    if not isinstance(graph, EntityGraph):
        return ""
    return strictest(graph.tables, graph.case)


def period_of(graph: Subject) -> str:
    """Return the period in words: as the case states it, else from the first to the last date of a link."""
    if not isinstance(graph, EntityGraph):
        return "period not stated"
    case = graph.case
    if case.period_from or case.period_to:
        return f"period {case.period_from or 'open'} to {case.period_to or 'open'}"
    dates = pd.concat([graph.links["first"], graph.links["last"]]).dropna().astype(str).str[:10]
    return f"dated links {dates.min()} to {dates.max()}" if len(dates) else "no dated links"


def unranked(network: Network, scores: Scores) -> str:
    """Return how many of a network are not ranked, and of which kinds; empty where everybody is.

    One number for all, and none below five: a number for each kind would count the few of one of them.

    Examples
    --------
    >>> from netintel import Network
    >>> edges = pd.DataFrame({"source": ["Ana"], "target": ["Bo"]})
    >>> from netintel.analysis import brokers
    >>> net = Network.from_edgelist(edges, directed=False)
    >>> unranked(net, brokers(net, resamples=2))
    ''
    """
    table = network.nodes
    left = table[~table.index.isin(scores.rows.index)]
    if left.empty:
        return ""
    number = f"{said(len(left))} not ranked"
    category = left["category"].where(left["category"].isin(categories.PROTECTED)) if "category" in left else None
    if category is None:
        return number
    if "minor" in left:
        category = category.mask(category.isna() & left["minor"].fillna(False).astype(bool), "minor")
    people = set(category.dropna())
    kinds = [_plural(word) for word in categories.PROTECTION if word in people]
    if category.isna().any():
        kinds.append("what stands for actors not named")
    return f"{number}: {', '.join(kinds)}"


def _plural(word: str) -> str:
    return "witnesses" if word == "witness" else f"{word}s"
