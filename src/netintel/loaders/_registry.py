"""Finds the loaders by walking the package, and the one loader that claims a file."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache
from typing import Protocol, cast

import netintel.loaders
from netintel.errors import FileRejectedError
from netintel.loaders import _impostors
from netintel.loaders._rows import Sheet
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

    def read(self, source: Source, build: Builder) -> Loader | None:
        """Read the file record by record; return the loader by whose rules that was done, where it is another."""


class Tabular(Loader, Protocol):
    """A loader that knows a table by its titles, be it a text, a sheet of a workbook or a Parquet file."""

    def recognises(self, titles: Sequence[str]) -> bool:
        """Return whether these are the titles of its table; cheap, never raises."""

    def read_rows(self, sheet: Sheet, source: Source, build: Builder) -> None:
        """Read the rows below these titles."""


@cache
def loaders() -> dict[str, Loader]:
    """Return every loader by its NAME."""
    found: dict[str, Loader] = {}
    for module in pkgutil.iter_modules(netintel.loaders.__path__):
        if not module.name.startswith("_"):
            loader = cast(Loader, importlib.import_module(f"netintel.loaders.{module.name}"))
            found[loader.NAME] = loader
    return found


@cache
def tabular() -> tuple[Tabular, ...]:
    """Return the loaders that know a table by its titles; plain titles (`table`) go before all others."""
    found = [cast(Tabular, loader) for loader in loaders().values() if hasattr(loader, "recognises")]
    return tuple(sorted(found, key=lambda loader: (loader.NAME != "table", loader.NAME)))


def knowing(titles: Sequence[str]) -> Tabular | None:
    """Return the loader that knows a table by its titles, None where none does."""
    return next((loader for loader in tabular() if loader.recognises(titles)), None)


def claiming(source: Source, formats: frozenset[str] | None) -> Loader:
    """Return the one loader for a file.

    Raises
    ------
    FileRejectedError
        The file is empty, a pointer, a web page, or of no format that is known or allowed.
    """
    head = source.head
    _impostors.refuse(head, len(source.data))
    if head.xml is not None and head.xml.doctype:
        raise refused_doctype()
    known = {name: loader for name, loader in loaders().items() if formats is None or name in formats}
    claims = [loader for loader in known.values() if loader.sniff(head)]
    if not claims and head.xml is None and head.start.startswith(b"<?xml"):
        raise FileRejectedError(
            "xml_not_understood",
            "XML whose beginning cannot be read: damaged, behind a very long comment, or in another encoding than "
            "UTF-8, UTF-16 and those of one byte a letter",
            "ask for it again in UTF-8",
        )
    if not claims:
        raise FileRejectedError(
            "unknown_format",
            "neither its name nor its content is of a format that netintel reads",
            "the README lists what is read; for a table, `netintel map FILE` proposes a mapping to put beside it",
        )
    return claims[0]
