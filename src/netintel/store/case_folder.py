"""Saves a graph as a case folder and opens it again.

```
lantern.netintel/
├── HEAD                    which snapshot holds, with the hash of its manifest; replaced whole
├── snapshots/<id>/         one Parquet file a table, manifest.json (schema version, SHA-256 of every file, parent)
├── originals/<sha256>      the exports as received, or the archives they came in, read-only; the mapping that said what
│                           one means stands beside it as <sha256>.<its own hash>.mapping.yml
├── ledger.jsonl            what was done, chained by hash
└── lock                    while somebody writes
```
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from netintel.custody import ledger
from netintel.errors import CaseFolderError, IntegrityError
from netintel.model.case import Case
from netintel.model.graph import EntityGraph
from netintel.model.step import Step
from netintel.model.tables import SCHEMAS, Tables
from netintel.store import durable

SCHEMA_VERSION = 1
MAPPING = ".mapping.yml"
_LATER = frozenset({"archive", "corrects"})
_SNAPSHOT = re.compile("[0-9a-f]{12}-[0-9a-f]{12}")


def save(graph: EntityGraph, path: str | Path, *, originals: bool = True) -> None:
    """Write a graph to a case folder; what was there stays as an earlier snapshot.

    Parameters
    ----------
    path
        The folder, by custom `<name>.netintel`; made where it does not exist.
    originals
        Whether the exports as received are put beside it. Without them their hashes are kept.

    Raises
    ------
    CaseFolderError
        The path is something else than a case, another process writes to it, or an export as received is no longer
        where it was loaded from or has changed.
    """
    folder = Path(path)
    if folder.exists() and not (folder.is_dir() and (not any(folder.iterdir()) or (folder / "snapshots").is_dir())):
        raise CaseFolderError(f"{folder.name} exists and is no case folder; give another name")
    for place in (folder, folder / "snapshots"):  # each by itself: the mode is not that of parents made on the way
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with durable.locked(folder):
        _clear(folder)
        if originals:
            _keep_originals(graph, folder)
        parent = _head(folder)["snapshot"] if (folder / "HEAD").exists() else None
        snapshot, manifest = _write_snapshot(graph, folder, parent)
        told = _extend_ledger(graph, folder)
        head = {"snapshot": snapshot, "manifest": hashlib.sha256(manifest).hexdigest(), "ledger": told}
        durable.write(folder / "HEAD", msgspec.json.encode(head, order="sorted"))


def open_case(path: str | Path) -> EntityGraph:
    """Open a saved case; every file is checked against its manifest first.

    Raises
    ------
    CaseFolderError
        The folder is no case.
    IntegrityError
        A file is missing, was changed, or the ledger's chain is broken; the message names it.
    """
    folder = Path(path)
    if not (folder / "HEAD").is_file():
        raise CaseFolderError(f"{folder.name} is no case folder: it has no HEAD; save a graph there first")
    head = _head(folder)
    place = folder / "snapshots" / head["snapshot"]
    manifest = _checked(place / "manifest.json", head["manifest"])
    content = _manifest(manifest)
    if content["schema_version"] != SCHEMA_VERSION:
        raise CaseFolderError(f"schema version {content['schema_version']}; this netintel reads {SCHEMA_VERSION}")
    checked = {name: _checked(place / f"{name}.parquet", content["files"][f"{name}.parquet"]) for name in SCHEMAS}
    read = {name: _table(data, name) for name, data in checked.items()}
    _check_ledger(folder, head["ledger"])
    lineage = tuple(Step(**step) for step in content["lineage"])
    graph = EntityGraph(Tables(**read), Case.from_dict(content["case"]), lineage, _originals(folder))
    if graph.digest != content["digest"]:
        raise IntegrityError(f"snapshot {head['snapshot']} does not give the digest its manifest states")
    return graph


def _write_snapshot(graph: EntityGraph, folder: Path, parent: str | None) -> tuple[str, bytes]:
    files = {f"{name}.parquet": _parquet(getattr(graph.tables, name)) for name in SCHEMAS}
    places = _places(graph)
    if places is not None:
        files["places.parquet"] = places
    content = {
        "schema_version": SCHEMA_VERSION,
        "digest": graph.digest,
        "parent": parent,
        "case": graph.case.to_dict(),
        "lineage": [asdict(step) for step in graph.lineage],
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    manifest = msgspec.json.encode(content, order="sorted")
    snapshot = f"{graph.digest[:12]}-{hashlib.sha256(manifest).hexdigest()[:12]}"
    place, beside = folder / "snapshots" / snapshot, folder / "snapshots" / f".{snapshot}.tmp"
    if not place.exists():
        beside.mkdir(mode=0o700)
        for name, data in {**files, "manifest.json": manifest}.items():
            durable.write(beside / name, data)
        beside.rename(place)
        durable.sync_folder(place.parent)
    return snapshot, manifest


def _parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def _places(graph: EntityGraph) -> bytes | None:
    """Entities with coordinates as GeoParquet, for GIS programs."""
    if not (graph.entities["lat"].notna() & graph.entities["lon"].notna()).any():
        return None
    sink = io.BytesIO()
    points = graph.to_geopandas()[["kind", "geometry"]]
    points.to_parquet(sink)
    return sink.getvalue()


def _table(data: bytes, name: str) -> pa.Table:
    # One thread: a process that ends on an error must not wait for, or abort in, threads that still read ahead.
    read = pq.read_table(pa.BufferReader(data), use_threads=False, pre_buffer=False)
    for field in SCHEMAS[name]:
        if field.name in _LATER and field.name not in read.column_names:  # a case saved before there was one
            read = read.append_column(field, pa.nulls(read.num_rows, field.type))
    return read.select(SCHEMAS[name].names).cast(SCHEMAS[name])


def _checked(path: Path, expected: str) -> bytes:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise IntegrityError(f"{path.parent.name}/{path.name} is missing") from error
    if hashlib.sha256(data).hexdigest() != expected:
        raise IntegrityError(f"{path.parent.name}/{path.name} was changed after it was written")
    return data


def _manifest(data: bytes) -> dict[str, Any]:
    try:
        content = msgspec.json.decode(data, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise IntegrityError("manifest.json is not valid JSON") from error
    expected = {"schema_version", "digest", "parent", "case", "lineage", "files"}
    if set(content) != expected:
        raise IntegrityError(f"manifest.json is no manifest: expected {', '.join(sorted(expected))}")
    return content


def _originals(folder: Path) -> dict[str, str]:
    """Return where each export as received lies, by its hash; one that was changed is told, not used."""
    found = {}
    for path in sorted((folder / "originals").glob("[0-9a-f]*")):
        of, _, own = path.name.removesuffix(MAPPING).partition(".")
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != (own or of):
                raise IntegrityError(f"originals/{path.name[:16]}… was changed after it was received")
        found[of + (MAPPING if own else "")] = str(path)
    return found


def _clear(folder: Path) -> None:
    """Take away what a killed writer left half done; only the holder of the lock may."""
    for left in (folder / "snapshots").glob(".????????????-????????????.tmp"):
        shutil.rmtree(left)
    for pattern in (".HEAD.*.tmp", ".ledger.jsonl.*.tmp", "originals/.*.tmp"):
        for left in folder.glob(pattern):
            left.unlink()


def _head(folder: Path) -> dict[str, Any]:
    try:
        head = msgspec.json.decode((folder / "HEAD").read_bytes(), type=dict[str, str])
    except msgspec.DecodeError as error:
        raise IntegrityError("HEAD is not valid JSON") from error
    if set(head) != {"snapshot", "manifest", "ledger"} or not _SNAPSHOT.fullmatch(head["snapshot"]):
        raise IntegrityError("HEAD does not name a snapshot and the hash of its manifest")
    return head


def _keep_originals(graph: EntityGraph, folder: Path) -> None:
    place = folder / "originals"
    place.mkdir(exist_ok=True, mode=0o700)
    for row in graph.tables.received.to_pylist():
        sha256 = row["archive"] or row["sha256"]
        if sha256 and not (place / sha256).exists():
            _copy(Path(graph.files.get(sha256, "")), place / sha256, row["file"], sha256)
        means = Path(graph.files.get(row["sha256"] + MAPPING, ""))
        if row["sha256"] and means.is_file() and not any(place.glob(f"{row['sha256']}.*")):
            own = hashlib.sha256(means.read_bytes()).hexdigest()
            _copy(means, place / f"{row['sha256']}.{own}{MAPPING}", means.name, own)


def _copy(source: Path, target: Path, name: str, sha256: str) -> None:
    beside = target.with_name(f".{target.name}.tmp")
    try:
        shutil.copyfile(source, beside)
        beside.chmod(0o400)
        with beside.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                raise CaseFolderError(f"{name} has changed since it was loaded; load it again")
            os.fsync(file.fileno())
        beside.rename(target)
        durable.sync_folder(target.parent)
    except (FileNotFoundError, IsADirectoryError) as error:
        gone = CaseFolderError(f"{name} is no longer where it was loaded from")
        gone.add_note("Hint: save with originals=False to keep only its hash.")
        raise gone from error
    finally:
        beside.unlink(missing_ok=True)


def _check_ledger(folder: Path, head: str) -> None:
    path = folder / "ledger.jsonl"
    written = path.read_bytes() if path.exists() else b""
    ledger.lines(written)
    if not ledger.holds(written, head):
        raise IntegrityError("ledger.jsonl does not hold the line that HEAD names: it was cut or changed")


def _extend_ledger(graph: EntityGraph, folder: Path) -> str:
    """Add the steps that are not in the ledger yet; return the hash of its last line."""
    path = folder / "ledger.jsonl"
    written = path.read_bytes() if path.exists() else b""
    known = [{k: v for k, v in event.items() if k != "previous"} for event in ledger.lines(written)]
    steps = [msgspec.json.decode(msgspec.json.encode(asdict(step))) for step in graph.lineage]
    extended = ledger.append(written, [step for step in steps if step not in known])
    durable.write(path, extended)
    return ledger.head(extended)
