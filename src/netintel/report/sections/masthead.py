"""The head of the page: what case, for what purpose, under which law and handling, from which exports, made when."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from netintel.model.graph import EntityGraph
from netintel.model.marking import strictest
from netintel.report.sections.findings import named
from netintel.vocab import categories
from netintel.vocab.small_counts import said


@dataclass(frozen=True)
class Masthead:
    """What stands at the head of a report; empty text where the case does not say."""

    title: str
    purpose: str
    legal_basis: str
    parties: str
    period: str
    handling: str
    unmarked: int
    """Records without a marking of their own; they count as the case's default."""
    default_handling: str
    digest: str
    made: str
    version: str
    counts: tuple[tuple[str, int], ...]
    pseudonymous: str
    """How many victims, witnesses, minors and informants the case has; empty where none."""
    notices: int


def masthead(graph: EntityGraph) -> Masthead:
    """Return the head of the report on a graph."""
    case, entities = graph.case, graph.entities
    protected = entities["category"].isin(categories.PSEUDONYMOUS) | entities["minor"].fillna(False).astype(bool)
    countries = {code for codes in entities["countries"] for code in codes}
    return Masthead(
        title=title(graph),
        purpose=case.purpose,
        legal_basis=case.legal_basis,
        parties=", ".join(named(code) for code in case.parties),
        period=" to ".join(part or "open" for part in (case.period_from, case.period_to))
        if case.period_from or case.period_to
        else "",
        handling=strictest(graph.tables, graph.case),
        unmarked=graph.tables.records["handling"].null_count,
        default_handling=case.default_handling,
        digest=graph.digest,
        made=timestamp(),
        version=version("netintel"),
        counts=(
            ("files", graph.tables.received.num_rows),
            ("records", graph.tables.records.num_rows),
            ("entities", len(entities)),
            ("links", graph.tables.links.num_rows),
            ("countries", len(countries)),
        ),
        pseudonymous=said(int(protected.sum())) if protected.any() else "",
        notices=int((entities["kind"] == "Notice").sum()),
    )


def title(graph: EntityGraph) -> str:
    """Return the title of the case; where it has none but one file, the name of that."""
    files = graph.tables.received["file"].to_pylist()
    return graph.case.title or (f"Untitled case: {files[0]}" if len(files) == 1 else "Untitled case")


def timestamp() -> str:
    """Return when the report is made: `SOURCE_DATE_EPOCH` where it is set, so that a report can be made again."""
    declared = os.environ.get("SOURCE_DATE_EPOCH")
    at = datetime.fromtimestamp(int(declared), UTC) if declared else datetime.now(UTC)
    return at.strftime("%Y-%m-%d %H:%M UTC")
