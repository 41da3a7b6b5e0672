"""Opens what a report is about, writes it, and says in plain values what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from netintel.model.graph import EntityGraph
from netintel.report._write import write
from netintel.report.tally import tally

SURE = 0.95
"""Pairs with at least this score that hold together are joined before exports are reported on."""


def opened(path: Path, progress: Callable[[str], None]) -> EntityGraph:
    """Return the graph of a saved case as it was judged; of exports, or of a case nobody has judged yet, with those
    origins joined that are surely the same.

    Each join is a judgement that the report's steps name. A saved case is not changed by its report.
    """
    from netintel.resolve import match, merge

    graph = _loaded(path, progress)
    if len(graph.judgements):
        progress(f"as it was judged: {len(graph.judgements)} judgements on record, nothing is matched anew")
        return graph
    surely = match(graph).above(SURE).held_together()
    progress(f"{len(surely)} pairs of origins joined: score {SURE} or more; `netintel resolve` lists them with reasons")
    return merge(graph, surely)


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
