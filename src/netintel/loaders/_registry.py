"""Finds the loaders by walking the package, and the one loader that claims a file."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Protocol, cast

import netintel.loaders
from netintel.errors import FileRejectedError
from netintel.loaders._source import Head, Source
from netintel.loaders._xml import refused_doctype
from netintel.model.builder import Builder


class Loader(Protocol):
    """What a loader module gives."""

    NAME: str
    TITLE: str
    PUBLISHER: str
    UNIT: str
    IDS: str

    def sniff(self, head: Head) -> bool:
        """Return whether the file is of this format; cheap, never raises."""

    def read(self, source: Source, build: Builder) -> None:
        """Read the file record by record."""


@cache
def loaders() -> dict[str, Loader]:
    """Return every loader by its NAME."""
    found: dict[str, Loader] = {}
    for module in pkgutil.iter_modules(netintel.loaders.__path__):
        if not module.name.startswith("_"):
            loader = cast(Loader, importlib.import_module(f"netintel.loaders.{module.name}"))
            found[loader.NAME] = loader
    return found


def claiming(source: Source, formats: frozenset[str] | None) -> Loader:
    """Return the one loader for a file.

    Raises
    ------
    FileRejectedError
        The file is empty, a pointer, a web page, or of no format that is known or allowed.
    """
    head = source.head
    _refuse_impostors(head, len(source.data))
    known = {name: loader for name, loader in loaders().items() if formats is None or name in formats}
    claims = [loader for loader in known.values() if loader.sniff(head)]
    if not claims:
        raise FileRejectedError(
            "unknown_format",
            "neither its name nor its content is of a format that netintel reads",
            f"formats: {', '.join(sorted(known))}; for a table, write a mapping beside the file",
        )
    return claims[0]


def _refuse_impostors(head: Head, size: int) -> None:
    start = head.start.lstrip(b"\xef\xbb\xbf \r\n\t")
    suffix = head.name.rsplit(".", 1)[-1]
    if size == 0 or not start:
        raise FileRejectedError("empty_file", "the file holds nothing", "ask for it again")
    if start.startswith(b"version https://git-lfs"):
        raise FileRejectedError(
            "lfs_pointer",
            "a Git-LFS pointer, not the data: it only names a file that was not fetched",
            "ask the sender for the file itself (`git lfs pull`)",
        )
    if start[:200].lower().startswith((b"<!doctype html", b"<html", b"<head")):
        raise FileRejectedError(
            "html_page",
            f"named .{suffix}, but the content is a web page (often a log-in or error page saved as data)",
            "download it again while logged in, and look at it before sending",
        )
    if head.xml is not None and head.xml.doctype:
        raise refused_doctype()
    packed = start.startswith(b"PK\x03\x04")
    if packed and suffix != "xlsx":
        raise FileRejectedError(
            "name_and_content_differ",
            f"named .{suffix}, but the content is a ZIP container such as an XLSX workbook",
            "rename it to .xlsx if it is a workbook",
        )
    if suffix == "xlsx" and not packed:
        raise FileRejectedError(
            "name_and_content_differ",
            "named .xlsx, but the content is no workbook",
            "rename it to what it is, for example .csv",
        )
    if not packed and b"\x00" in head.start and not head.start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRejectedError("binary_file", "binary content of no format that netintel reads", "export it as text")
