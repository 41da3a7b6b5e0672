"""Square matrices of ties, as UCINET exports them: a row and a column for every actor.

Publisher
    Researchers of covert networks (UCINET covert networks collection, COREnets, articles' supplements).
Channel
    `.csv`: the first cell empty, labels in the first row and the first column, numbers between; often with a byte order
    mark.
Unit counted
    Non-zero cell. A cell that holds no number is read and set aside. Cells that hold 0 say that no tie was recorded.
Identity
    The label of an actor, within the file.
Handling
    What the case states for the file.

=========================  =============================================================================
cell                       becomes
=========================  =============================================================================
label                      a Person named by it, also where it has no tie
number not 0               a link UnknownLink from the row's actor to the column's, weight = the number
number on the diagonal     self_tie of the actor
=========================  =============================================================================

Ignored: cells with 0 or nothing; of the empty ones a warning tells how many.

Traps
-----
A matrix that equals its mirror image is of undirected ties: the two cells of a pair are two records of one link, not a
duplicate. Any other matrix is directed, one link a cell. What the numbers mean (times, days, a level from "met" to
"kin") is in the publication alone; they are kept as weights, and a level must not be summed. Actors are taken as
persons, and a warning says so. Missing ties are not zeros known to be zero.

References: Borgatti, Everett, Freeman, UCINET; Morselli, Inside Criminal Networks (2009), for CAVIAR.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from netintel.errors import FileRejectedError
from netintel.loaders import _rows
from netintel.loaders._source import Head, Source
from netintel.model.builder import Builder

NAME: Final = "matrix"
TITLE: Final = "Square matrix of ties (UCINET)"
PUBLISHER: Final = "researchers of covert networks"
UNIT: Final = "non-zero cell"
IDS: Final = "file"

_MAX_ACTORS = 5_000


class _Cell(NamedTuple):
    row: int
    column: int
    value: float
    locator: str


def sniff(head: Head) -> bool:
    """Return whether the first cell is empty and the first row and column begin with the same label."""
    if head.mapped or not head.name.endswith((".csv", ".txt", ".tsv")):
        return False
    lines = head.text.splitlines()[:2]
    if len(lines) < 2:
        return False
    mark = _rows.sniff_delimiter(head.text)
    top, next_one = ([_bare(cell) for cell in line.split(mark)] for line in lines)
    return len(top) > 2 and top[0] == "" and top[1] != "" and next_one[0] == top[1]


def read(source: Source, build: Builder) -> None:
    """Read the cells."""
    labels, cells, empty = _square(source, build)
    values = {(cell.row, cell.column): cell.value for cell in cells}
    directed = any(values.get((column, row)) != value for (row, column), value in values.items())
    for label in labels:
        build.entity(label, "Person")
    named: set[int] = set()
    for cell in cells:
        build.record(cell.locator)
        for place in (cell.row, cell.column):
            if place not in named:
                named.add(place)
                build.claim(labels[place], "name", labels[place])
        _tie(cell, labels, directed, build)
    _tell(len(labels), directed, empty, build)


def _tie(cell: _Cell, labels: list[str], directed: bool, build: Builder) -> None:
    if cell.row == cell.column:
        build.claim(labels[cell.row], "self_tie", f"{cell.value:g}")
        return
    row, column = (cell.row, cell.column) if directed else sorted((cell.row, cell.column))
    build.link(
        labels[row], labels[column], "UnknownLink", native_id=f"{row}-{column}", directed=directed, weight=cell.value
    )


def _tell(actors: int, directed: bool, empty: int, build: Builder) -> None:
    way = "directed, for it differs from its mirror image" if directed else "undirected, for it equals its mirror image"
    build.warn(
        "taken_as_persons", f"a matrix does not say what its {actors} actors are; taken as persons, ties as {way}",
        "read in the publication what a cell counts before weighing ties", locator="",
    )  # fmt: skip
    if empty:
        build.warn(
            "empty_cells", f"{empty} cells are empty, not 0; read as no tie recorded", "ask what they mean", locator=""
        )


def _square(source: Source, build: Builder) -> tuple[list[str], list[_Cell], int]:
    text = source.text().removeprefix("\ufeff")
    rows = list(_rows.numbered(text, _rows.sniff_delimiter(text), build))
    rows = [row for row in rows if any(row[2])]
    labels = rows[0][2][1:]
    _check_square(labels, rows)
    cells, empty = [], 0
    for place, (_, locator, row) in enumerate(rows[1:]):
        for column, text in enumerate(row[1:]):
            if text in ("0", "0.0"):
                continue
            if not text:
                empty += 1
                continue
            value = _number(text)
            where = f"{locator} column {column + 2}"
            if value is None:
                build.quarantine(
                    where, "no_number", "a cell that is no number", "correct it, or ask for the matrix again"
                )
            elif value != 0:
                cells.append(_Cell(place, column, value, where))
    return labels, cells, empty


def _check_square(labels: list[str], rows: list[_rows.Row]) -> None:
    if len(labels) > _MAX_ACTORS:
        raise FileRejectedError("too_many_actors", f"{len(labels):,} actors, limit {_MAX_ACTORS:,}", "use an edge list")
    if len(set(labels)) < len(labels) or "" in labels:
        raise FileRejectedError("labels", "an actor's label is empty or stands twice", "give each its own", rows[0][1])
    if len(rows) - 1 != len(labels):
        raise FileRejectedError(
            "not_square", f"{len(rows) - 1} rows for {len(labels)} columns", "ask for the whole matrix"
        )
    for label, (_, locator, row) in zip(labels, rows[1:], strict=True):
        if row[0] != label:
            raise FileRejectedError(
                "not_square", "the labels of rows and columns are not the same in the same order",
                "sort both alike, or ask for the matrix again", locator,
            )  # fmt: skip
        if len(row) != len(labels) + 1:
            raise FileRejectedError(
                "not_square", f"{len(row) - 1} cells where there are {len(labels)} columns; ties would be shifted",
                "ask for the matrix again", locator,
            )  # fmt: skip


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _bare(cell: str) -> str:
    return cell.strip().strip('"').strip()
