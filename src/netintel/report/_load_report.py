"""What was read of every file, what was set aside and why: as JSON, in a notebook, and as a page of its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netintel.model.graph import EntityGraph
from netintel.report._render import css, render
from netintel.report.sections.received import Received, received
from netintel.report.tally import tally
from netintel.store import durable

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class LoadReport:
    """The account of what was loaded; shown as a table in a notebook.

    Attributes
    ----------
    graph : EntityGraph
    """

    graph: EntityGraph

    @cached_property
    def _received(self) -> Received:
        return received(self.graph)

    def to_dict(self) -> dict[str, Any]:
        """Return the account as plain values: what `netintel load --json` prints, and over all files `reasons`.

        `corrections` tells of each export how many records were set aside and which files were loaded to correct them.
        """
        reasons = [
            {"severity": r.severity, "code": r.code, "times": r.count, "message": r.message, "hint": r.hint,
             "places": list(r.places), "more_files": r.more}
            for r in self._received.reasons
        ]  # fmt: skip
        corrections = [vars(row) | {"by": list(row.by)} for row in self._received.corrections]
        return tally(self.graph) | {"reasons": reasons, "corrections": corrections}

    def table(self) -> pd.DataFrame:
        """Return the files with their counts, and what came of each (`outcome`)."""
        import pandas as pd

        return pd.DataFrame([vars(row) for row in self._received.files])

    def write(self, path: str | Path) -> Path:
        """Write a page of its own that opens from disk with no network; it can be read by its owner alone."""
        from netintel.views._page import page

        target = Path(path)
        body = render("load_report.html", received=self._received)
        durable.write(target, page("What was read", body, [], css=css()).encode())
        return target

    def __repr__(self) -> str:
        total = self._received.totals
        counted = (
            f"{total['accepted']:,} accepted + {total['quarantined']:,} set aside + {total['duplicates']:,} duplicates"
        )
        unread = f"; {self._received.not_read} files not read" if self._received.not_read else ""
        return f"LoadReport: {len(self._received.files)} files: {total['read']:,} read = {counted}{unread}"

    def _repr_html_(self) -> str:
        style = render("load_report.css")
        body = render("load_report.html", received=self._received)
        return f'<style>{style}</style><div class="netintel-load">{body}</div>'


def load_report(graph: EntityGraph) -> LoadReport:
    """Return what was read of every file, what was set aside, why, and what to do about it.

    In a notebook it shows itself; `to_dict()` is the same for programs, `write(path)` a page to hand on. It holds the
    names of files and places in them, and no value of a record.

    Examples
    --------
    >>> from netintel.model.case import Case
    >>> from netintel.model.tables import Tables
    >>> load_report(EntityGraph(Tables.empty(), Case(id_key="k")))
    LoadReport: 0 files: 0 read = 0 accepted + 0 set aside + 0 duplicates
    """
    return LoadReport(graph)
