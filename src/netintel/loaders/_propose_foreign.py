"""Refuses a file that is no table, in words that name what it is and who reads it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

from netintel.errors import FileRejectedError
from netintel.loaders import _impostors
from netintel.loaders._registry import claiming
from netintel.loaders._source import Source

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


def refuse(source: Source) -> None:
    """Refuse what is no CSV, TSV or XLSX: XML, JSON, Parquet, an archive, a document, binary content.

    Raises
    ------
    FileRejectedError
        The file is no table; the hint says who reads it, where somebody does.
    """
    head = source.head
    if head.start.startswith(_ZIP) and head.name.endswith((".zip", ".xlsx")):
        if not _is_workbook(source.data):
            raise _no_table("a ZIP archive", "`netintel load` reads the exports in it; for a table in it, unpack it")
        if head.name.endswith(".xlsx"):
            return
    _impostors.refuse(replace(head, mapped=True), len(source.data))  # the encoding is guessed here, not asked for
    what = _what(source)
    if what:
        raise _no_table(what, _who_reads(source))


def _is_workbook(data: bytes) -> bool:
    """Whether a ZIP container is a workbook, perhaps a damaged one, of which its reader tells."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return any(name.startswith("xl/") for name in packed.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return b"xl/" in data


def _what(source: Source) -> str:
    head = source.head
    if head.start.startswith(b"PAR1"):
        return "Parquet"
    if head.xml is not None or head.text.startswith("<?xml"):
        return "XML"
    return "JSON" if head.is_json else ""


def _who_reads(source: Source) -> str:
    try:
        loader = claiming(source, None)
    except FileRejectedError as error:
        return f"no loader reads it as it is: {error.message}"
    if loader.NAME == "parquet":
        return "`netintel load` reads it by the titles of its columns; else write a mapping by hand"
    return f"`netintel load` reads it as {loader.NAME} ({loader.TITLE}) without a mapping"


def _no_table(what: str, hint: str) -> FileRejectedError:
    return FileRejectedError("no_table", f"the content is {what}; a mapping is proposed for CSV, TSV and XLSX", hint)
