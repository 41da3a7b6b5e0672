"""Loads a folder of exports, or one file, into a graph; prints one line a file."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa

from netintel.errors import CaseFolderError, FileRejectedError, MappingError
from netintel.loaders import _archive, _corrected, _progress
from netintel.loaders._mapping import parse_mapping, read_mapping
from netintel.loaders._registry import Loader, claiming
from netintel.loaders._source import Source, receive, received
from netintel.model.builder import Builder
from netintel.model.case import Case
from netintel.model.dangling import with_dangling
from netintel.model.graph import EntityGraph
from netintel.model.limits import DEFAULT, Limits
from netintel.model.tables import SCHEMAS, Tables
from netintel.vocab import handling as handling_codes

_MAPPING_SUFFIX = ".mapping.yml"


def load(
    path: str | Path,
    *,
    into: EntityGraph | None = None,
    mapping: str | Path | None = None,
    case: Case | str | Path | None = None,
    formats: Iterable[str] | None = None,
    progress: Callable[[str], None] | None = None,
    limits: Limits | Mapping[str, int] = DEFAULT,
) -> EntityGraph:
    """Read every export in a folder, or one file, into an entity graph.

    Each file gets one line: what was read, accepted, set aside and repeated. A file that cannot be read is refused
    whole and explained in `issues`; the others are read all the same.

    Parameters
    ----------
    path
        A folder, or one file. In a folder `case.toml` is the case, `<file>.mapping.yml` says what a table means;
        names that begin with a dot and saved cases are left alone, and symbolic links are named and not followed. A
        ZIP archive is read member by member: each is an export of its own called `archive.zip/member.csv`. Corrected
        files that `write_quarantine` wrote join the export they came from.
    into
        An open graph that the exports join; its judgements are kept, and its case is the case. Of a `case.toml` beside
        the new exports only what it says of them is read.
    mapping
        A mapping for tables that have none beside them.
    case
        The case, or the path of its `case.toml`; without it the one in the folder.
    formats
        Names of loaders that may be used; all by default.
    progress
        Takes the line of each file; prints to standard output by default, and shows on a terminal how far it is.
    limits
        How much of one file is read, for example `{"records": 20_000_000}`; see `netintel.Limits`.

    Returns
    -------
    EntityGraph

    Raises
    ------
    FileNotFoundError
        The path does not exist.
    CaseFolderError
        The path is a saved case.
    MappingError
        The mapping given as `mapping` does not say what a table means. A wrong mapping beside a file costs that file.
    """
    root = Path(path)
    if not root.exists():
        missing = FileNotFoundError(f"no file or folder at {root.name!r}")
        missing.add_note("Hint: give the folder that holds the exports, or one export.")
        raise missing
    if _is_saved(root):
        saved = CaseFolderError(f"{root.name} is a saved case, no export")
        saved.add_note("Hint: `open_case` opens it; `load(…, into=case)` adds exports to it.")
        raise saved
    bounds = limits if isinstance(limits, Limits) else Limits.of(limits)
    opened = _case(root, case, into)
    common = read_mapping(Path(mapping)) if mapping is not None else None
    allowed = frozenset(formats) if formats is not None else None
    parts, lines = [into.tables] if into is not None else [], []
    files: dict[str, str] = {}
    known = {sha: row for part in parts for sha, row in _by_hash(part).items()}
    with _progress.shown(_files(root), progress) as (found, say):
        for file in found:
            for tables in _receive(file, root, _Given(opened, common, allowed, bounds), known):
                known.update({k: v for k, v in _by_hash(tables).items() if k not in known})
                row = tables.received.to_pylist()[0]
                files[row["archive"] or row["sha256"]] = os.path.realpath(file)
                beside = file.with_name(file.name + _MAPPING_SUFFIX)
                means = beside if _is_plain(beside) else mapping
                if means is not None:
                    files[row["sha256"] + _MAPPING_SUFFIX] = os.path.realpath(means)
                parts.append(tables)
                lines.append(_line(tables))
                say(lines[-1])
        for told in _orphans(
            root, opened if into is None else None, [p.received["file"][0].as_py() for p in parts[-len(lines) :]]
        ):
            say(told)
    if not lines:
        say = progress if progress is not None else _progress.write
        say(f"{root.name}: no export in it: it holds no file, or only hidden ones, mappings and a case.toml")
    joined = with_dangling(_corrected.joined(Tables.concat(parts)))
    named = opened.keyed(joined.received["sha256"].to_pylist())
    before = into if into is not None else EntityGraph(Tables.empty(), named)
    keyed = EntityGraph(before.tables, named, before.lineage, {**before.files, **files})
    note = f"{len(lines)} files"
    return keyed.then("load", {"formats": sorted(allowed) if allowed else "all"}, joined, note)


def _case(root: Path, given: Case | str | Path | None, into: EntityGraph | None) -> Case:
    if isinstance(given, Case):
        return given
    beside = (root if root.is_dir() else root.parent) / "case.toml"
    if given is not None:
        return Case.read(Path(given))
    found = Case.read(beside) if root.is_dir() and beside.exists() else Case()
    if into is None:
        return found
    return replace(into.case, exports={**into.case.exports, **found.exports})  # what a folder says of its files holds


def _files(root: Path) -> list[Path]:
    if root.is_file():
        return [root]
    found = (p for p in root.rglob("*") if p.is_symlink() or not p.is_dir() or not os.access(p, os.R_OK | os.X_OK))
    mine = [
        p for p in root.rglob("*") if p.is_dir() and _is_saved(p)
    ]  # a case saved beside its exports is none of them
    own = (p for p in found if not _is_ours(p.relative_to(root)) and not any(case in p.parents for case in mine))
    return sorted(own, key=lambda p: p.relative_to(root).as_posix())


def _orphans(root: Path, case: Case | None, files: list[str]) -> Iterator[str]:
    """Tell what is stated of files that are not there: a name written wrong loses a handling code or a meaning."""
    if not root.is_dir():
        return
    there = {*files, *(holder for name in files for holder, _ in _archive.parted(name))}
    for name in sorted(set(case.exports if case is not None else ()) - there):
        yield f"case.toml: states something of {name!r}, which is not among the exports: is the name right?"
    for path in sorted(root.rglob(f"*{_MAPPING_SUFFIX}")):
        if not os.path.lexists(path.with_name(path.name.removesuffix(_MAPPING_SUFFIX))):
            yield f"{path.name}: a mapping beside no file of that name: is it right?"


def _is_saved(path: Path) -> bool:
    return (path / "HEAD").is_file() and (path / "snapshots").is_dir()


def _is_plain(path: Path) -> bool:
    """Return whether there is a file that may be opened: no link, pipe or device, nor a name too long to be one."""
    return os.path.isfile(path) and not os.path.islink(path)  # `Path.is_file` raises where a name is too long


def _is_ours(path: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in path.parts)
    return hidden or path.name == "case.toml" or path.name.endswith((_MAPPING_SUFFIX, _corrected.SUFFIX))


@dataclass(frozen=True)
class _Given:
    """What holds for all files of one load."""

    case: Case
    mapping: Mapping[str, Any] | None
    formats: frozenset[str] | None
    limits: Limits

    def defaults(self, name: str) -> Mapping[str, str]:
        """What the case states for a file, or for the archive it is in."""
        found: dict[str, str] = {}
        for holder in (*(archive for archive, _ in _archive.parted(name)), name):
            found.update(self.case.exports.get(holder, {}))
        return found


def _receive(file: Path, root: Path, given: _Given, known: Mapping[str, dict[str, Any]]) -> Iterator[Tables]:
    """Give the tables of one file, or of each file of an archive."""
    name = _written(file.relative_to(root).as_posix() if root.is_dir() else file.name)
    try:
        if file.is_symlink() and file != root:
            raise FileRejectedError(
                "symbolic_link", "a symbolic link, which may lead out of the folder", "put the file itself in its place"
            )
        if not file.is_file() and not file.is_dir():
            raise FileRejectedError("no_plain_file", "a pipe or a device, no file", "put the file itself in its place")
        if _is_archive(file):
            yield from _unpacked(file, name, given, known)
            return
        mapping = _mapping_beside(file)
        corrects = _corrected.corrects(file, known)
        defaults = given.defaults(known[corrects]["file"] if corrects else name)
        source = receive(file, name, mapping or given.mapping, defaults, given.limits)
    except OSError as error:  # told without its own words, which hold the whole path
        why = f"the system does not let it be read: {error.strerror or type(error).__name__}"
        refusal = FileRejectedError("unreadable", why, "see to its rights")
        yield _refused(name, _size(file), "", "", refusal)
    except (FileRejectedError, MappingError) as error:
        yield _refused(name, _size(file), _hash(file), "", error)
    else:
        yield _read(replace(source, corrects=corrects), given.formats, known)


def _mapping_beside(file: Path) -> Mapping[str, Any] | None:
    beside = file.with_name(file.name + _MAPPING_SUFFIX)
    if not os.path.lexists(beside):
        return None
    if not _is_plain(beside):
        raise MappingError(f"{_written(beside.name)}: a link, a pipe or a folder; put the mapping in its place")
    return read_mapping(beside)


def _size(file: Path) -> int:
    """Return the size of a file that is refused, 0 where it is gone."""
    with suppress(OSError):
        return file.lstat().st_size
    return 0


def _written(name: str) -> str:
    """Return a name as text: bytes of it that are no UTF-8, as old systems write, stand as codes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _is_archive(file: Path) -> bool:
    with file.open("rb") as content:
        return _archive.is_archive(file.name, content.read(4))


def _unpacked(file: Path, name: str, given: _Given, known: Mapping[str, dict[str, Any]]) -> Iterator[Tables]:
    """Give the tables of each file of an archive; mappings in it are of their neighbours."""
    size = file.stat().st_size
    if size > given.limits.file_bytes:
        raise given.limits.exceeded("file_bytes", f"{size:,} bytes")
    packed = file.read_bytes()
    sha256 = hashlib.sha256(packed).hexdigest()
    members = _archive.members(packed, given.limits)
    exports = [member for member in members if not member.endswith(_MAPPING_SUFFIX)]
    if not exports:
        raise FileRejectedError("empty_archive", "the archive holds no export", "ask for it again")
    for member in exports:
        inside, raw = f"{name}/{member}", b""
        try:
            raw = members[member].read()
            beside = members.get(member + _MAPPING_SUFFIX)
            mapping = parse_mapping(beside.read(), f"{inside}{_MAPPING_SUFFIX}") if beside is not None else None
            source = received(raw, inside, mapping or given.mapping, given.defaults(inside), given.limits, sha256)
        except (FileRejectedError, MappingError) as error:
            yield _refused(inside, len(raw), hashlib.sha256(raw).hexdigest() if raw else "", "", error, sha256)
        else:
            yield _read(source, given.formats, known)


def _read(source: Source, formats: frozenset[str] | None, known: Mapping[str, dict[str, Any]]) -> Tables:
    if source.sha256 in known:
        return _repeated(source, known[source.sha256])
    loader: Loader | None = None
    try:
        loader = claiming(source, formats)
        build = _builder(source)
        with _no_collection():
            meant = loader.read(source, build) or loader
        if not build.read and not build.has_issues:
            build.warn(
                "no_record", "the file is well formed and holds no record", "ask whether it was meant to", locator=""
            )
        return build.tables(_of_file(source, meant))
    except (FileRejectedError, MappingError) as error:
        return _refused(source.name, source.size, source.sha256, loader.NAME if loader else "", error, source.archive)
    except Exception as error:  # one file must not stop the others; what happened is told as an issue
        failed = FileRejectedError(
            "loader_failed",
            f"the loader stopped at something it does not expect ({type(error).__name__}); nothing of it was taken",
            "this is a fault of netintel: send the structure of the file, without personal data, to its authors",
        )
        return _refused(source.name, source.size, source.sha256, loader.NAME if loader else "", failed, source.archive)


def _hash(file: Path) -> str:
    """Hash a file that is refused unread: it was received all the same. A link or a pipe is no file."""
    if not _is_plain(file):
        return ""
    with suppress(OSError), file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
    return ""


def _of_file(source: Source, loader: Loader) -> dict[str, Any]:
    return {
        "file": source.name,
        "format": loader.NAME,
        "unit": loader.UNIT,
        "sha256": source.sha256,
        "bytes": source.size,
        "loader": f"{loader.NAME} {version('netintel')}",
        "ids": loader.IDS,
        "archive": source.archive,
        "corrects": source.corrects,
    }


@contextmanager
def _no_collection() -> Iterator[None]:
    """Pause the search for cycles: a reader makes millions of objects and no cycle, and each search sees them all."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def _builder(source: Source) -> Builder:
    said = {**(source.mapping or {}).get("defaults", {}), **source.defaults}
    marking = handling_codes.parse(str(said["handling"])) if said.get("handling") else None
    if said.get("handling") and handling_codes.refused(str(said["handling"])):
        raise FileRejectedError(
            "classified",
            "marked with an EU or NATO classification of RESTRICTED or above",
            "this machine is not accredited for it; netintel does not load it",
        )
    return Builder(
        originator=said.get("originator"),
        handling=marking,
        evaluation=said.get("evaluation"),
        assertion=said.get("assertion"),
        limits=source.limits,
    )


def _refused(
    name: str, size: int, sha256: str, loader: str, error: FileRejectedError | MappingError, archive: str | None = None
) -> Tables:
    if isinstance(error, MappingError):
        error = FileRejectedError("mapping_error", str(error), "correct the mapping beside the file")
    row = {"file": name, "format": loader, "unit": "", "sha256": sha256, "bytes": size, "loader": loader, "ids": "file"}
    row |= {"archive": archive, "corrects": None}
    counts = dict.fromkeys(("read", "accepted", "quarantined", "duplicates", "entities", "links"), 0)
    issue = (error.locator, "", error.code, "reject", error.message, error.hint)
    return _only_received(row | counts, issue)


def _repeated(source: Source, first: dict[str, Any]) -> Tables:
    counts = {"duplicates": first["read"] - first["quarantined"], "accepted": 0, "entities": 0, "links": 0}
    issue = (
        "",
        "",
        "received_before",
        "warning",
        "the same file, byte for byte, was received before; nothing was added",
        "two copies are one source: they corroborate nothing",
    )
    return _only_received(
        first | counts | {"file": source.name, "archive": source.archive, "corrects": source.corrects}, issue
    )


def _only_received(row: dict[str, Any], issue: tuple[str, ...]) -> Tables:
    empty = Tables.empty()
    names = SCHEMAS["issues"].names
    return Tables(
        **{
            **{name: getattr(empty, name) for name in empty.names()},
            "received": pa.Table.from_pylist([row], SCHEMAS["received"]),
            "issues": pa.Table.from_pylist([dict(zip(names, (0, *issue), strict=True))], SCHEMAS["issues"]),
        }
    )


def _by_hash(tables: Tables) -> dict[str, dict[str, Any]]:
    return {row["sha256"]: row for row in reversed(tables.received.to_pylist()) if row["read"]}


def _line(tables: Tables) -> str:
    row = tables.received.to_pylist()[0]
    file = "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in row["file"])  # no command to a terminal
    if not row["read"]:
        issues = tables.issues.select(["message", "hint"]).to_pylist()
        why, do = (issues[0]["message"], issues[0]["hint"]) if issues else ("it holds no record", "")
        return f"{file}: not read: {why}" + (f" (to do: {do})" if do else "")
    told = f"{file}: {row['format']}: read {row['read']} = {row['accepted']} accepted"
    warnings = sum(s == "warning" for s in tables.issues["severity"].to_pylist())
    noted = f"; {warnings} warning{'s' if warnings > 1 else ''}" if warnings else ""
    if "received_before" in tables.issues["code"].to_pylist():
        noted = "; the same file, byte for byte, was received before"
    return f"{told} + {row['quarantined']} quarantined + {row['duplicates']} duplicates (unit: {row['unit']}){noted}"
