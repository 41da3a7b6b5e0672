"""Opens what a report is about, writes it, and says in plain values what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from netintel.model.graph import EntityGraph
from netintel.report._write import write
from netintel.report.tally import tally


def opened(path: Path, progress: Callable[[str], None]) -> EntityGraph:
    """Return the graph of a saved case, or of a folder or file of exports."""
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
