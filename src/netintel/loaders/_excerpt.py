"""Cuts records out of a file by their locators, so that they can be corrected and loaded by the same loader.

What stands around a record (the header of a table, the objects and elements it lies in) comes with it; its
neighbours of the same kind do not.
"""

from __future__ import annotations

import copy
import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from lxml import etree

from netintel.errors import FileRejectedError
from netintel.loaders import _header, _reading, _rows
from netintel.loaders._source import Source

_ROW: Final = re.compile(r"row (\d+)")
_LINE: Final = re.compile(r"line (\d+)")
_MARKING: Final = re.compile(r"marking|created_?by", re.IGNORECASE)
_SHEET: Final = re.compile(r"sheet (.*) row (\d+)")


@dataclass(frozen=True)
class Excerpt:
    """Records cut out of a file.

    Attributes
    ----------
    texts
        Each record as the file has it, by locator; what cannot be found there is absent.
    files
        By ending of the name (`""`, `.csv` for Parquet, `.<sheet>.csv` for a sheet of a workbook), what can be loaded
        again.
    mappings
        By ending, what a sheet means that a mapping of the workbook explains.
    """

    texts: Mapping[str, str]
    files: Mapping[str, bytes]
    mappings: Mapping[str, bytes] = field(default_factory=dict)


def cut(source: Source, locators: Iterable[str], headed: bool = True) -> Excerpt:
    """Return the records at these places.

    Parameters
    ----------
    headed
        Whether a table of lines begins with a header.
    """
    wanted = list(dict.fromkeys(locators))
    try:
        if source.data.startswith(b"PK"):
            return _sheets(source, wanted)
        if source.data.startswith(b"PAR1"):
            return _parquet(source, wanted)
        if any(_ROW.fullmatch(place) for place in wanted):
            return _delimited(source, wanted, headed)
        if source.head.xml is not None:
            return _elements(source, wanted)
        if any(place.startswith("/") for place in wanted):
            return _objects(source, wanted)
        return _lines(source, wanted)
    except (FileRejectedError, etree.XMLSyntaxError, csv.Error, UnicodeError):
        return Excerpt({}, {})


def _delimited(source: Source, wanted: list[str], headed: bool) -> Excerpt:
    told = (source.mapping or {}).get("table") or {}
    text, encoding = _text(source, told.get("encoding"))
    lines = list(io.StringIO(text, newline=""))
    first = int(told.get("header_row", 1))
    if headed and "entities" not in (source.mapping or {}):
        first = _header.of_text(text, first).row
    delimiter = told.get("delimiter") or _rows.sniff_delimiter("".join(lines[first - 1 : first + 500]))
    texts: dict[str, str] = {}
    taken = 0
    for place in sorted((p for p in wanted if _ROW.fullmatch(p)), key=_number):
        at = _number(place) - 1
        if at >= taken and at < len(lines):
            reader = csv.reader(iter(lines[at:]), delimiter=delimiter)
            next(reader, None)
            taken = at + max(1, reader.line_num)
            texts[place] = "".join(lines[at:taken])
        elif at < taken:
            texts[place] = ""  # a line inside the row before it
    head = _above_rows(lines, first) if headed else ""
    last = [line for line in lines if line.strip()][-int(told["footer_rows"]) :] if told.get("footer_rows") else []
    parts = [*texts.values(), *last]
    rows = "".join(row if row.endswith(("\n", "\r")) or not row else row + "\n" for row in parts)
    return Excerpt(texts, {"": (head + rows).encode(encoding)})


def _text(source: Source, told: str | None) -> tuple[str, str]:
    """Return a table's text and its encoding; where none is known, the bytes as they are, which rows part alike."""
    try:
        return source.text(told).removeprefix("\ufeff"), told or "utf-8"
    except FileRejectedError:
        if told is not None:
            raise
        return source.data.decode("latin-1"), "latin-1"


def _above_rows(lines: list[str], first: int) -> str:
    for number in range(first - 1, len(lines)):
        if lines[number].strip(" ,;\t|\r\n"):
            return "".join(lines[: number + 1])
    return ""


def _lines(source: Source, wanted: list[str]) -> Excerpt:
    lines = source.data.split(b"\n")
    found = {p: lines[_number(p) - 1] for p in wanted if _LINE.fullmatch(p) and _number(p) <= len(lines)}
    texts = {place: line.decode("utf-8", "backslashreplace") for place, line in found.items()}
    return Excerpt(texts, {"": b"".join(line + b"\n" for line in found.values())})


def _number(place: str) -> int:
    return int(place.rpartition(" ")[2])


def _sheets(source: Source, wanted: list[str]) -> Excerpt:
    book = _rows.workbook(source)
    texts: dict[str, str] = {}
    files: dict[str, bytes] = {}
    mappings: dict[str, bytes] = {}
    places = [match for match in map(_SHEET.fullmatch, wanted) if match]
    for name in dict.fromkeys(match[1] for match in places):
        rows = [row for _, _, row in _rows.numbered_cells(book, name)]
        sink = io.StringIO(newline="")
        writer = csv.writer(sink, lineterminator="\n")
        block = _block(source.mapping, name)
        first = int((block.get("table") or {}).get("header_row", 1)) - 1
        head = next((number for number, row in enumerate(rows) if number >= first and any(row)), 0)
        if "entities" not in block:
            head = _header.found(enumerate(rows, 1), first + 1).row - 1
        writer.writerow(rows[head])
        for match in places:
            number = int(match[2]) - 1
            if match[1] == name and number < len(rows):
                writer.writerow(rows[number])
                texts[match[0]] = ",".join(rows[number])
        ending = "." + re.sub(r"[^\w-]+", "_", name) + ".csv"
        ending = ending if ending not in files else f".{len(files)}{ending}"
        files[ending] = sink.getvalue().encode()
        mapping = _as_mapping(block)
        if mapping:
            mappings[ending] = mapping
    return Excerpt(texts, files, mappings)


def _block(mapping: Mapping[str, Any] | None, sheet: str) -> dict[str, Any]:
    """Return what a mapping of a workbook says of a sheet; empty where there is none."""
    if mapping is None:
        return {}
    blocks = mapping.get("sheets") or [mapping]
    block = next((b for b in blocks if (b.get("table") or {}).get("sheet") == sheet), blocks[0])
    return {**block, "version": 1, "defaults": {**(mapping.get("defaults") or {}), **(block.get("defaults") or {})}}


def _as_mapping(block: Mapping[str, Any]) -> bytes:
    """Write what a sheet means as the mapping of a table that begins with its header; empty where that is nothing."""
    of_sheet = ("sheet", "header_row", "footer_rows", "encoding", "delimiter")
    table = {key: value for key, value in (block.get("table") or {}).items() if key not in of_sheet}
    parts = {key: part for key, part in {**block, "table": table}.items() if part}
    if parts.keys() <= {"version"}:
        return b""
    return msgspec.json.format(msgspec.json.encode(parts), indent=1)  # JSON is YAML, too


def _parquet(source: Source, wanted: list[str]) -> Excerpt:
    titles, *rows = (row for frame in _reading.frames(source, "parquet") for row in frame.rows)
    found = {place: rows[_number(place) - 1] for place in wanted if _ROW.fullmatch(place)}
    sink = io.StringIO(newline="")
    csv.writer(sink, lineterminator="\n").writerows([titles, *found.values()])
    return Excerpt({place: ",".join(cells) for place, cells in found.items()}, {".csv": sink.getvalue().encode()})


def _objects(source: Source, wanted: list[str]) -> Excerpt:
    """Cut by JSON pointers: of a list that holds records, those alone; of what lies around them, no other list.

    What marks them comes with them: a context, tags, and the markings and authors that they name.
    """
    whole = source.json()
    texts: dict[str, str] = {}
    chosen: dict[str, Any] = {}
    named: set[str] = set()
    for pointer in wanted:
        steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
        found = _at(whole, steps)
        if found is not None:
            texts[pointer] = msgspec.json.encode(found).decode()
            named.update(_named(found), _named({k: v for k, v in whole.items() if _MARKING.search(k)}))
            _mark(chosen, steps)
    if not texts:
        return Excerpt({}, {})
    return Excerpt(
        texts, {"": msgspec.json.format(msgspec.json.encode(_pruned(whole, chosen, named)), indent=1) + b"\n"}
    )


def _at(value: Any, steps: list[str]) -> Any:
    for step in steps:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _mark(chosen: dict[str, Any], steps: list[str]) -> None:
    for step in steps:
        chosen = chosen.setdefault(step, {})


def _named(value: Any, below: bool = False) -> set[str]:
    """Return the texts that stand, at any depth, where a record names its markings and its author."""
    if isinstance(value, dict):
        parts = [_named(part, below or _MARKING.search(key) is not None) for key, part in value.items()]
    elif isinstance(value, list):
        parts = [_named(part, below) for part in value]
    else:
        return {value} if below and isinstance(value, str) else set()
    return set().union(*parts)


def _pruned(value: Any, chosen: dict[str, Any], named: set[str]) -> Any:
    if not chosen:
        return value
    if isinstance(value, list):
        return [
            _pruned(part, chosen.get(str(at), {}), named)
            for at, part in enumerate(value)
            if str(at) in chosen or (isinstance(part, dict) and (part.get("id") or part.get("@id")) in named)
        ]
    kept = {
        key: part
        for key, part in value.items()
        if key in chosen or not isinstance(part, list) or key in ("@context", "Tag") or _MARKING.search(key)
    }
    return {key: _pruned(part, chosen[key], named) if key in chosen else part for key, part in kept.items()}


def _elements(source: Source, wanted: list[str]) -> Excerpt:
    """Cut by the line on which an element begins; of the elements beside it, those of its name are left out.

    Where neighbours begin on one line, the line does not tell which of them is the record: none is cut out.
    """
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    root = etree.fromstring(source.data, parser)
    lines = {_number(place): place for place in wanted if _LINE.fullmatch(place)}
    found: dict[str, etree._Element] = {}
    unclear = {lines.get(int(str(root.sourceline or 0)), "")}
    for element in root.iterdescendants():
        place = lines.get(int(str(element.sourceline or 0)))
        if place is not None and isinstance(element.tag, str):
            first = found.setdefault(place, element)
            if first is not element and first not in element.iterancestors():
                unclear.add(place)
    found = {place: element for place, element in found.items() if place not in unclear}
    texts = {place: etree.tostring(element, encoding="unicode", with_tail=False) for place, element in found.items()}
    if not found:
        return Excerpt({}, {})
    kept = set(found.values())
    around = {ancestor for element in kept for ancestor in element.iterancestors()}
    for parent in around:
        names = {child.tag for child in parent if child in kept or child in around}
        for child in list(parent):
            if child.tag in names and child not in kept and child not in around:
                parent.remove(child)
    return Excerpt(texts, {"": etree.tostring(copy.copy(root), encoding="utf-8", xml_declaration=True) + b"\n"})
