"""One case on one page that opens from disk with no network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from netintel.model.graph import EntityGraph
from netintel.model.network import Network
from netintel.model.results import Groups, Pairs, Result, Scores
from netintel.report._defaults import default_results
from netintel.report._render import css, render
from netintel.report.sections.findings import findings
from netintel.report.sections.masthead import masthead, title
from netintel.report.sections.matrix import matrix
from netintel.report.sections.methods import methods, steps
from netintel.report.sections.received import received
from netintel.store import durable

if TYPE_CHECKING:
    from netintel.views._picture import Picture


def write(graph: EntityGraph, path: str | Path, *results: Result, pictures: Iterable[Picture] = ()) -> Path:
    """Write one HTML page about a case that opens from disk with no network.

    The first screen says what was found in three sentences and shows the corridors on a map; then come brokers,
    clusters, the matrix of corridors, what was read of every file, and for each result how it was made, what must be
    told with it and which records it rests on. What is computed looks unlike what is recorded: it is a lead, never a
    decision. Victims, witnesses, minors and informants appear under pseudonyms.

    Parameters
    ----------
    graph
    path
        The page. It is replaced whole or not at all, and can be read by its owner alone.
    results
        Results computed on this graph. Without any, `corridors`, `brokers`, `jurisdiction_clusters` and
        `communities` are computed with their defaults; where no jurisdiction is known, `brokers` by plain
        betweenness and `communities`.
    pictures
        Further pictures, shown after the report's own.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    StaleResultError
        A result was computed on another graph.

    Limits
    ------
    The same graph and results give the same bytes but for the time of making, which `SOURCE_DATE_EPOCH` fixes.
    """
    for result in results:
        result.require(graph.digest)
    network = _network(graph)
    chosen = {result.name: result for result in results or default_results(network)}
    drawn = _drawn(graph, chosen)
    parts = {name: picture.part() for name, picture in drawn.items()}
    more = [picture.part() for picture in pictures]
    body = render(
        "report.html",
        head=masthead(graph),
        findings=findings(graph, chosen, network),
        known=bool(network.jurisdictions),
        plain_brokers="brokers" in chosen and chosen["brokers"].method == "betweenness",
        parts={name: Markup(part.html) for name, part in parts.items()},
        more=[Markup(part.html) for part in more],
        matrix=matrix(chosen["corridors"]) if "corridors" in chosen else None,
        received=received(graph),
        methods=methods(chosen.values()),
        steps=steps(graph),
        judgements=_judgements(graph),
    )
    from netintel.views._page import page

    target = Path(path)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    durable.write(target, page(f"{title(graph)}: report", body, [*parts.values(), *more], css=css()).encode())
    return target


def _network(graph: EntityGraph) -> Network:
    from netintel.analysis.actors import actors

    return actors(graph)


def _drawn(graph: EntityGraph, results: Mapping[str, Result]) -> dict[str, Picture]:
    from netintel.views.broker_map import broker_map
    from netintel.views.cluster_map import cluster_map
    from netintel.views.corridor_map import corridor_map
    from netintel.views.table import table

    drawn: dict[str, Picture] = {}
    if isinstance(corridors := results.get("corridors"), Pairs):
        drawn["corridor_map"] = corridor_map(graph, corridors)
    if isinstance(brokers := results.get("brokers"), Scores):
        drawn["broker_map"] = broker_map(graph, brokers)
        drawn["broker_table"] = table(graph, brokers)
    if isinstance(blocs := results.get("jurisdiction_clusters"), Groups):
        drawn["cluster_map"] = cluster_map(graph, blocs)
    return drawn


def _judgements(graph: EntityGraph) -> dict[str, int]:
    counted = graph.tables.judgements["judgement"].to_pandas().value_counts().to_dict()
    return {str(word).replace("_", " "): int(n) for word, n in sorted(counted.items())}
