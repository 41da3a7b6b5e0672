"""What was read: for every file read = accepted + quarantined + duplicates, and the issues behind it."""

from __future__ import annotations

from dataclasses import dataclass

from netintel.model.graph import EntityGraph
from netintel.report.tally import COUNTS

_WORST_FIRST = {"reject": 0, "quarantine": 1, "warning": 2}
PLACES = 3


@dataclass(frozen=True)
class FileRow:
    """One file received."""

    file: str
    format: str
    unit: str
    sha256: str
    read: int
    accepted: int
    quarantined: int
    duplicates: int
    originator: str
    handling: str


@dataclass(frozen=True)
class IssueRow:
    """Issues of one file, code and message."""

    file: str
    severity: str
    code: str
    message: str
    hint: str
    count: int
    places: str


@dataclass(frozen=True)
class Received:
    """The account of what was read."""

    files: tuple[FileRow, ...]
    totals: dict[str, int]
    issues: tuple[IssueRow, ...]

    @property
    def adds_up(self) -> bool:
        """Whether every file's counts add up."""
        return all(f.read == f.accepted + f.quarantined + f.duplicates for f in self.files)

    @property
    def not_read(self) -> int:
        """Files refused whole."""
        return len({issue.file for issue in self.issues if issue.severity == "reject"})


def received(graph: EntityGraph) -> Received:
    """Return the account of a graph."""
    table = graph.received
    marked = _handling_by_file(graph)
    files = tuple(
        FileRow(
            file=row["file"],
            format=row["format"] or "not read",
            unit=row["unit"] or "",
            sha256=row["sha256"],
            read=int(row["read"]),
            accepted=int(row["accepted"]),
            quarantined=int(row["quarantined"]),
            duplicates=int(row["duplicates"]),
            originator=row["originator"] if isinstance(row["originator"], str) else "not stated",
            handling=row["handling"] if isinstance(row["handling"], str) else marked.get(row["file"], "default"),
        )
        for row in table.to_dict("records")
    )
    return Received(files, {name: int(table[name].sum()) for name in COUNTS}, _issues(graph))


def _handling_by_file(graph: EntityGraph) -> dict[str, str]:
    from netintel.vocab.handling import combine

    records = graph.records[["export", "handling"]].drop_duplicates()
    said = records.dropna().groupby("export")["handling"].agg(lambda codes: combine(codes) or "default")
    names = dict(zip(graph.received["export"], graph.received["file"], strict=True))
    return {names[str(export)]: str(code) for export, code in said.items()}


def _issues(graph: EntityGraph) -> tuple[IssueRow, ...]:
    issues = graph.issues
    rows = []
    for (file, severity, code, message, hint), found in issues.groupby(
        ["file", "severity", "code", "message", "hint"], dropna=False, sort=True
    ):
        places = [place for place in found["locator"] if isinstance(place, str) and place]
        told = ", ".join(places[:PLACES]) + (f" and {len(places) - PLACES} more" if len(places) > PLACES else "")
        rows.append(IssueRow(str(file), str(severity), str(code), str(message), str(hint), len(found), told))
    return tuple(sorted(rows, key=lambda row: (_WORST_FIRST.get(row.severity, 3), row.file, -row.count, row.code)))
