"""Tells which loader reads a table without a mapping, which a mapping would replace."""

from __future__ import annotations

from pathlib import Path

from netintel.errors import FileRejectedError
from netintel.loaders import _header, _rows
from netintel.loaders._propose_table import Table
from netintel.loaders._registry import claiming
from netintel.loaders._source import receive
from netintel.model.limits import DEFAULT


def known_without(path: Path, table: Table) -> str:
    """Return the loaders that read a table without a mapping, parted by a comma; empty where none does.

    Of a workbook each sheet that is shown is asked for. A text in an encoding that must be stated, and a table with two
    columns of one title, are read by nobody before that is mended, whatever their titles are.
    """
    if table.encoding:
        return ""
    source = receive(path, path.name, None, {}, DEFAULT)
    if table.sheets:
        headers = [_header.of_lines(lines)[0] for _, lines in _rows.shown(_rows.workbook(source))]
        return "" if any(map(_is_doubled, headers)) else ", ".join(dict.fromkeys(h.knows for h in headers if h.knows))
    if _is_doubled(source.head.header):
        return ""
    try:
        return claiming(source, None).NAME
    except FileRejectedError:
        return ""


def _is_doubled(header: _header.Header) -> bool:
    titles = [title for title in header.titles if title]
    return bool(header.knows) and len(titles) > len(set(titles))
