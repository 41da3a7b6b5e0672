"""What was read: for every file read = accepted + quarantined + duplicates, and the issues behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from netintel.loaders._corrected import loaded
from netintel.model.graph import EntityGraph
from netintel.report.tally import COUNTS

if TYPE_CHECKING:
    import pandas as pd

_WORST_FIRST = {"reject": 0, "quarantine": 1, "warning": 2}
PLACES, FILES = 3, 5
"""Places of a file, and files, that a reason shows; how many more there are is told."""


@dataclass(frozen=True)
class FileRow:
    """One file received."""

    file: str
    format: str
    outcome: str
    unit: str
    sha256: str
    read: int
    accepted: int
    quarantined: int
    duplicates: int
    originator: str
    handling: str


@dataclass(frozen=True)
class ReasonRow:
    """One reason for which something was refused, set aside or is told, and where it holds.

    `message` is the most frequent of this code; `alike` others differ in their numbers.
    """

    severity: str
    code: str
    message: str
    hint: str
    count: int
    alike: int
    places: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class CorrectionRow:
    """An export of which records were set aside, and the files that were loaded to correct them.

    `accepted` and `quarantined` are of these files: which records of the export they put right is not known.
    """

    file: str
    sha256: str
    set_aside: int
    by: tuple[str, ...]
    accepted: int
    quarantined: int


@dataclass(frozen=True)
class Received:
    """The account of what was read.

    `reasons` hold for every record that was set aside, `still_aside` for those of exports without a correction, among
    them what corrections set aside again.
    """

    files: tuple[FileRow, ...]
    totals: dict[str, int]
    reasons: tuple[ReasonRow, ...]
    not_read: int
    corrections: tuple[CorrectionRow, ...]
    still_aside: tuple[ReasonRow, ...]

    @property
    def adds_up(self) -> bool:
        """Whether every file's counts add up."""
        return all(f.read == f.accepted + f.quarantined + f.duplicates for f in self.files)

    def of(self, *severities: str) -> tuple[ReasonRow, ...]:
        """Return the reasons of these severities."""
        return tuple(reason for reason in self.reasons if reason.severity in severities)


def received(graph: EntityGraph) -> Received:
    """Return the account of a graph."""
    table = graph.received
    marked = _handling_by_export(graph)
    issues = graph.issues
    rejects = issues[issues["severity"] == "reject"]
    refused = set(zip(rejects["export"], rejects["file"], strict=True))
    files = tuple(
        FileRow(
            file=row["file"],
            format=row["format"] or "unknown",
            outcome=_outcome(row, refused),
            unit=row["unit"] or "",
            sha256=row["sha256"],
            read=int(row["read"]),
            accepted=int(row["accepted"]),
            quarantined=int(row["quarantined"]),
            duplicates=int(row["duplicates"]),
            originator=row["originator"] if isinstance(row["originator"], str) else "not stated",
            handling=row["handling"] if isinstance(row["handling"], str) else marked.get(row["export"], "default"),
        )
        for row in table.to_dict("records")
    )
    totals = {name: int(table[name].sum()) for name in COUNTS}
    aside = issues[issues["severity"] == "quarantine"]
    corrections = _corrections(table, aside)
    mended = table.loc[table["sha256"].isin([row.sha256 for row in corrections]), "export"]
    return Received(
        files,
        totals,
        _reasons(issues),
        not_read=sum(row.outcome == "not read" for row in files),
        corrections=corrections,
        still_aside=_reasons(aside[~aside["export"].isin(mended)]),
    )


def _corrections(files: pd.DataFrame, aside: pd.DataFrame) -> tuple[CorrectionRow, ...]:
    """Return each export with corrections, in the order received."""
    counts = Counter(aside["export"])
    later = {str(sha256): found for sha256, found in loaded(files).groupby("corrects", sort=False)}
    return tuple(
        CorrectionRow(
            file=row["file"],
            sha256=row["sha256"],
            set_aside=counts[row["export"]],
            by=tuple(later[row["sha256"]]["file"]),
            accepted=int(later[row["sha256"]]["accepted"].sum()),
            quarantined=sum(counts[export] for export in later[row["sha256"]]["export"]),
        )
        for row in files.drop_duplicates("sha256").to_dict("records")
        if row["sha256"] in later
    )


def _outcome(row: dict[Hashable, Any], refused: set[tuple[str, str]]) -> str:
    """Return in two words what came of a file."""
    if (row["export"], row["file"]) in refused:
        return "not read"
    if not row["read"]:
        return "no record"
    if row["quarantined"]:
        return "in part"
    return "repeated" if not row["accepted"] else "whole"


def _handling_by_export(graph: EntityGraph) -> dict[str, str]:
    from netintel.vocab.handling import combine

    records = graph.records[["export", "handling"]].drop_duplicates()
    said = records.dropna().groupby("export")["handling"].agg(lambda codes: combine(codes) or "default")
    return {str(export): str(code) for export, code in said.items()}


def _reasons(issues: pd.DataFrame) -> tuple[ReasonRow, ...]:
    """Group what is told by reason, over all files: one fault of an export is one line, however many rows have it."""
    rows = []
    for (severity, code, hint), found in issues.groupby(["severity", "code", "hint"], dropna=False, sort=True):
        messages = found["message"].value_counts()
        places = [_places(str(file), part) for file, part in found.groupby("file", sort=True)]
        shown = tuple(places[:FILES])
        rows.append(
            ReasonRow(
                severity=str(severity),
                code=str(code),
                message=str(messages.index[0]),
                hint=str(hint),
                count=len(found),
                alike=len(messages) - 1,
                places=shown,
                more=len(places) - len(shown),
            )
        )
    return tuple(sorted(rows, key=lambda row: (_WORST_FIRST.get(row.severity, 3), -row.count, row.code)))


def _places(file: str, found: pd.DataFrame) -> str:
    fields = found["field"].fillna("")
    places = [
        f"{place} ({field})" if field else place
        for place, field in zip(found["locator"].fillna(""), fields, strict=True)
        if place
    ]
    if not places:
        named = ", ".join(sorted({field for field in fields if field})[:PLACES])
        return f"{file}: {named}" if named else file
    more = f" and {len(places) - PLACES:,} more" if len(places) > PLACES else ""
    return f"{file}: {', '.join(places[:PLACES])}{more}"
