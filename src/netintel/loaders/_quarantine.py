"""What was set aside: as a table, and as files that can be corrected and loaded into the case again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from netintel.errors import CaseFolderError, FileRejectedError, MappingError
from netintel.loaders import _archive, edgelist, matrix
from netintel.loaders._corrected import SUFFIX, loaded
from netintel.loaders._excerpt import Excerpt, cut
from netintel.loaders._mapping import parse_mapping
from netintel.loaders._source import Source, received
from netintel.model.limits import DEFAULT
from netintel.store import durable

if TYPE_CHECKING:
    import pandas as pd

    from netintel.model.graph import EntityGraph

_MAPPING: Final = ".mapping.yml"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def quarantine(graph: EntityGraph) -> pd.DataFrame:
    """Return the records that were set aside, why, and what they hold.

    Returns
    -------
    pandas.DataFrame
        One row a record: `export`, `file`, `locator`, `field`, `code`, `message`, `hint`, `content`, the record as
        the file received has it (personal data; None where the file is no longer at hand), and `corrected_in`, the
        files that were loaded to correct the export (None where there are none). Which of its records they put right
        is not known: what they still set aside has rows of its own.
    """
    issues = graph.issues
    table = issues[issues["severity"] == "quarantine"].drop(columns="severity").reset_index(drop=True)
    texts: dict[tuple[str, str], str] = {}
    for row, excerpt in _excerpts(graph):
        texts.update({(row["export"], place): text for place, text in excerpt.texts.items()})
    keys = zip(table["export"], table["locator"], strict=True)
    table["content"] = [texts.get(key) for key in keys]
    files = graph.received
    later = loaded(files).groupby("corrects")["file"].agg("; ".join)
    sha256 = files.drop_duplicates("export").set_index("export")["sha256"]
    table["corrected_in"] = table["export"].map(sha256).map(later).astype(object)
    table["corrected_in"] = table["corrected_in"].where(table["corrected_in"].notna(), None)
    return table


def write_quarantine(graph: EntityGraph, folder: str | Path) -> list[Path]:
    """Write the records that are still set aside as files of their own format, to be corrected and loaded again.

    Those of exports for which no correction was loaded yet, and those that corrections themselves set aside.

    For each export one file of its name that holds these records alone, with the header or whatever stood around
    them; beside it `<name>.quarantine.csv` says of each why it was set aside and what to do, and the mapping is put
    there too where there is one. Correct the file and load it with `ni.load(folder, into=graph)`: its records join
    the export they came from, as if they had been right the first time. What is still wrong is set aside again.

    Parameters
    ----------
    folder
        A folder that does not exist yet; it can be read by its owner alone. The files hold personal data.

    Returns
    -------
    list of Path
        The files to correct; empty where nothing is left to correct.

    Raises
    ------
    CaseFolderError
        The folder exists and is not empty.

    Limits
    ------
    A file that is no longer at hand, a cell of a matrix, and an element of XML that shares its line with others can
    only be told, not written: correct the whole export and load that. A sheet of a workbook is written as CSV.
    Records that a correction left out (another sheet, a deleted row) are not written again; `quarantine` lists them.
    """
    place = Path(folder)
    if place.exists() and not (place.is_dir() and not any(place.iterdir())):
        raise CaseFolderError(f"{place.name} exists and is not empty; give another name")
    written: list[Path] = []
    mended = set(loaded(graph.received)["corrects"])
    for row, excerpt in _excerpts(graph, mended):
        if not excerpt.files or row["format"] == matrix.NAME:
            continue
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        issues = graph.issues
        of_file = issues[(issues["export"] == row["export"]) & (issues["severity"] == "quarantine")]
        beside = _mapping(graph, row)
        for ending, data in excerpt.files.items():
            target = place / _name(row["file"].removesuffix(".gz") + ending, place)
            durable.write(target, data)
            durable.write(target.with_name(target.name + SUFFIX), _reasons(of_file, row["sha256"]))
            means = excerpt.mappings.get(ending, beside)
            if means is not None:
                durable.write(target.with_name(target.name + _MAPPING), means)
            written.append(target)
    return written


def _excerpts(graph: EntityGraph, but: Collection[str] = ()) -> Iterator[tuple[dict[str, Any], Excerpt]]:
    """Give each export of which something was set aside, save some by SHA-256: its row, and what was cut out of it."""
    aside = graph.tables.issues.filter(_is_aside(graph)).to_pandas()
    files = graph.received
    rows = [dict(zip(files.columns, row, strict=True)) for row in files.to_numpy().tolist()]
    for export, found in aside.groupby("export", sort=True):
        row = rows[int(str(export))]
        source = _source(graph, row) if row["sha256"] not in but else None
        if source is not None:
            headed = row["format"] != edgelist.NAME or _has_header(source)
            yield row, cut(source, found["locator"].tolist(), headed)


def _is_aside(graph: EntityGraph) -> Any:
    import pyarrow.compute as pc

    return pc.equal(graph.tables.issues["severity"], "quarantine")


def _source(graph: EntityGraph, row: dict[str, Any]) -> Source | None:
    """Return the export as received, None where it is no longer at hand or has changed."""
    try:
        raw = _received(graph, row, "")
        beside = _mapping(graph, row)
        mapping = parse_mapping(beside, row["file"] + _MAPPING) if beside is not None else None
        source = received(raw or b"", row["file"], mapping, {}, DEFAULT, _archive_of(row))
    except (FileRejectedError, MappingError):
        return None
    return source if source.sha256 == row["sha256"] else None


def _mapping(graph: EntityGraph, row: dict[str, Any]) -> bytes | None:
    """Return the mapping beside an export, in the archive that it came in or on disk."""
    try:
        return _received(graph, row, _MAPPING)
    except FileRejectedError:
        return None


def _received(graph: EntityGraph, row: dict[str, Any], ending: str) -> bytes | None:
    """Return the bytes of an export, or of its mapping; None where they are no longer at hand."""
    archive = _archive_of(row)
    raw = _bytes(graph.files.get(archive or row["sha256"])) if archive or not ending else None
    if raw is not None and archive:
        packed = _archive.members(raw, DEFAULT)
        names = (member + ending for _, member in _archive.parted(row["file"]))
        raw = next((packed[name].read() for name in names if name in packed), None)
    return raw if raw is not None or not ending else _bytes(graph.files.get(row["sha256"] + ending))


def _bytes(path: str | None) -> bytes | None:
    try:
        return Path(path).read_bytes() if path else None
    except OSError:
        return None


def _archive_of(row: dict[str, Any]) -> str | None:
    return row["archive"] if isinstance(row["archive"], str) else None


def _has_header(source: Source) -> bool:
    first = source.head.text.splitlines()[0] if source.head.text else ""
    return edgelist.has_header(first) or bool(source.head.header.knows)


def _name(file: str, place: Path) -> str:
    """Return the export's name without folders; of two exports of one name the second is numbered."""
    plain = re.sub(r"[^\w.,()-]+", "_", file.replace("/", "_").removesuffix(".gz"))[-120:].lstrip(".")
    number, name = 1, plain
    while (place / name).exists():
        number += 1
        name = f"{number}_{plain}"
    return name


def _reasons(issues: pd.DataFrame, sha256: str) -> bytes:
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(["place", "field", "code", "message", "hint", "sha256"])
    for issue in issues.to_dict("records"):
        told = [str(issue[name]) for name in ("locator", "field", "code", "message", "hint")]
        writer.writerow([*(f"'{text}" if text.startswith(_FORMULA) else text for text in told), sha256])
    return sink.getvalue().encode()
