"""The page that lists the reports of a batch: no script, only what came of each case and a link."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from netintel.report._render import css, render
from netintel.report.sections.masthead import timestamp
from netintel.views._page import page


def index_page(summary: Mapping[str, Any]) -> str:
    """Return the page for a summary of `BatchSummary.to_dict`."""
    cases = [case | {"name": Path(case["case"]).name or case["case"]} for case in summary["cases"]]
    body = render("index.html", summary={**summary, "cases": cases}, version=version("netintel"), made=timestamp())
    return page("Reports", body, [], css=css())
