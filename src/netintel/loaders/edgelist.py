"""Edge lists: who is tied to whom, and nothing else.

Publisher
    Network researchers, and tools that export a bare network.
Channel
    `.csv`, `.tsv`, `.tab`, `.txt`, `.edges`: the header `source,target` or `source,target,weight`, or no header and two
    or three columns of integers, parted by comma, semicolon, tab or blank.
    With the header also a sheet of a workbook, or Parquet.
Unit counted
    Row: one tie. A row with another number of cells, without an end or with a weight that is no number is set aside; a
    row repeated word for word is a duplicate.
Identity
    The label of a node, within the file.
Handling
    What the case states for the file.

=========================  =============================================================================
column                     becomes
=========================  =============================================================================
source, target             two Persons, named by their label, and a link UnknownLink
weight                     weight of the link
=========================  =============================================================================

Nothing is ignored.

Traps
-----
An edge list does not say what its nodes are: they are taken as persons, and a warning says how many. It does not say
either whether ties have a direction. Where every tie is listed both ways with one weight, or none is listed both ways,
ties are taken as undirected (the second row of a pair joins the first); where only some are, as directed. A list of
persons who met, exported one way, has no direction to lose; a list of calls in which nobody called back would lose it:
give it the header `source,target,type`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

from netintel.loaders import _header, _presets, _rows, _table_plain
from netintel.loaders._source import Head, Source
from netintel.model.builder import Builder

NAME: Final = "edgelist"
TITLE: Final = "Edge list"
PUBLISHER: Final = "network researchers"
UNIT: Final = "row"
IDS: Final = "file"

_NAMES: Final = (".csv", ".tsv", ".tab", ".txt", ".edges")
_TIE: Final = re.compile(r"^\s*\d{1,12}[\t,; ] *\d{1,12}(?:[\t,; ] *\d+(?:\.\d+)?)?\s*$")
_HEADERS: Final = ({"source", "target"}, {"source", "target", "weight"})

Row = tuple[str, str, str, str]


def sniff(head: Head) -> bool:
    """Return whether the file is a list of ties with the plain header, or of integers without one."""
    if head.mapped or not head.name.endswith(_NAMES):
        return False
    if head.header.knows:
        return head.header.knows == NAME
    lines = [line for line in head.text.splitlines()[:50] if line.strip()]
    if len(lines) < 2:
        return False
    whole = lines if len(head.start) < 64 * 1024 else lines[:-1]
    return has_header(lines[0]) or all(_TIE.match(line) for line in whole)


def recognises(titles: Sequence[str]) -> bool:
    """Return whether these are the titles of ties and nothing else."""
    return {_table_plain.spelled(title) for title in titles} in _HEADERS


def read(source: Source, build: Builder) -> None:
    """Read the ties."""
    text = source.text()
    first = text.lstrip("\ufeff \r\n").split("\n", 1)[0]
    if source.head.header.knows or has_header(first):
        read_rows(_header.sheet(source, build), source, build)
    else:
        _take(_headerless(text, build), build)


def read_rows(sheet: _rows.Sheet, source: Source, build: Builder) -> None:
    """Read the ties below their titles."""
    if not recognises(sheet.header):
        raise _presets.not_recognised(sheet.header)
    places = {_table_plain.spelled(title): place for place, title in enumerate(sheet.header)}
    weighed = places.get("weight")
    rows = [
        (locator, cells[places["source"]], cells[places["target"]], cells[weighed] if weighed is not None else "")
        for locator, cells in sheet.rows
    ]
    _take(_sound(rows, build), build)


def _take(rows: list[Row], build: Builder) -> None:
    directed = _is_directed(rows)
    labels: set[str] = set()
    for locator, left, right, weight in rows:
        if not build.record(locator, "\x1f".join((left, right, weight)).encode("utf-8", "surrogatepass")):
            continue
        for label in (left, right):
            if label not in labels:
                labels.add(label)
                build.entity(label, "Person", [("name", label)])
        pair = (left, right) if directed or left <= right else (right, left)
        build.link(
            *pair, "UnknownLink", native_id=None if directed else "\x1f".join(pair), directed=directed,
            weight=float(weight) if weight else None,
        )  # fmt: skip
    build.warn(
        "taken_as_persons",
        f"an edge list does not say what its nodes are; {len(labels)} taken as persons, "
        f"ties as {'directed' if directed else 'undirected'}",
        "write a mapping beside the file to say otherwise",
        locator="",
    )


def has_header(line: str) -> bool:
    mark = _rows.sniff_delimiter(line + "\n")
    titles = [_table_plain.spelled(cell.strip().strip('"')) for cell in line.split(mark)]
    return set(titles) in _HEADERS


def _headerless(text: str, build: Builder) -> list[Row]:
    rows: list[Row] = []
    width = 0
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        cells = re.split(r"[\t,; ] *", line.strip())
        width = width or len(cells)
        if len(cells) != width:
            _set_aside(build, f"row {number}", "wrong_number_of_cells", f"{len(cells)} cells, unlike the first row")
            continue
        rows.append((f"row {number}", cells[0], cells[1], cells[2] if len(cells) > 2 else ""))
    return _sound(rows, build)


def _sound(rows: list[Row], build: Builder) -> list[Row]:
    sound = []
    for row in rows:
        if not row[1] or not row[2]:
            _set_aside(build, row[0], "missing_end", "a tie without one of its ends")
        elif row[3] and not _is_number(row[3]):
            _set_aside(build, row[0], "weight_not_understood", "a weight that is no number")
        else:
            sound.append(row)
    return sound


def _set_aside(build: Builder, locator: str, code: str, message: str) -> None:
    build.quarantine(locator, code, message, "correct the row, or ask for the list again")


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?", text) is not None and math.isfinite(float(text))


def _is_directed(rows: list[Row]) -> bool:
    weights = {(left, right): weight for _, left, right, weight in rows}
    back = [weights.get((right, left)) for left, right in weights if left != right]
    same = [weights.get((b, a)) == weight for (a, b), weight in weights.items() if a != b]
    return any(weight is not None for weight in back) and not all(same)
