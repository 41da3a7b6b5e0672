"""Opens what a report is about, writes it, and says in plain values what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from netintel.model.graph import EntityGraph
from netintel.report._write import write
from netintel.report.tally import tally

SURE = 0.95
"""Matches on strong identifiers with at least this score are joined before exports are reported on."""


def opened(path: Path, progress: Callable[[str], None]) -> EntityGraph:
    """Return the graph of a saved case as it was judged; of exports, or of a case nobody has judged yet, with those
    origins joined that are surely the same.

    Only strong identifiers are matched; each join is a judgement that the report's steps name. A saved case is not
    changed by its report.
    """
    from netintel.resolve import match, merge

    graph = _loaded(path, progress)
    if len(graph.judgements):
        progress(f"as it was judged: {len(graph.judgements)} judgements hold, nothing is matched anew")
        return graph
    matches = match(graph).above(SURE)
    progress(f"{len(matches)} pairs of origins joined: the same by a strong identifier, score {SURE} or more")
    return merge(graph, matches)


def _loaded(path: Path, progress: Callable[[str], None]) -> EntityGraph:
    if (path / "HEAD").is_file():
        from netintel.store import open_case

        return open_case(path)
    from netintel.loaders._folder import load

    return load(path, progress=progress)


def report_case(path: Path, page: Path, progress: Callable[[str], None]) -> dict[str, Any]:
    """Write the report of one case unless nothing of it could be taken; return its account, `report` and `title`."""
    graph = opened(path, progress)
    account = tally(graph)
    if account["status"] == "rejected":
        return account | {"title": graph.case.title, "report": None}
    write(graph, page)
    return account | {"title": graph.case.title, "report": page.name}
