"""`write`: one graph, one format, one file or folder that is there whole or not at all."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path
from typing import Protocol, cast

import netintel.exchange
from netintel.errors import ExchangeError
from netintel.exchange._contents import Contents
from netintel.exchange._loss import Loss, LossReport
from netintel.model.graph import EntityGraph


class Format(Protocol):
    """What a format module gives."""

    NAME: str
    TITLE: str
    SUFFIX: str
    CARRIES: frozenset[str]

    def write(self, contents: Contents, path: Path) -> list[Loss]:
        """Write all, and return what could not be carried beside the losses common to all formats."""


@cache
def formats() -> dict[str, Format]:
    """Return every format that can be written, by its name.

    Examples
    --------
    >>> formats()["ftm"].TITLE
    'FollowTheMoney entities (JSON lines)'
    """
    found: dict[str, Format] = {}
    for module in pkgutil.iter_modules(netintel.exchange.__path__):
        if not module.name.startswith("_"):
            one = cast(Format, importlib.import_module(f"netintel.exchange.{module.name}"))
            found[one.NAME] = one
    return found


def write(graph: EntityGraph, path: str | Path, *, format: str) -> LossReport:
    """Write a graph in the format of another tool, and say what that format could not carry.

    Everything in the graph is written, victims and informants included, each with its category, handling code,
    grading and originator. It is no release: what a partner may have is decided elsewhere.

    Parameters
    ----------
    path
        A file (replaced whole where it exists) or, for `csv` and `neo4j`, a new folder. Files are readable by their
        owner alone; none holds a user, a host or a path.
    format
        One of `netintel.exchange.formats()`: ftm, stix, misp, case, graphml, i2, neo4j, geoparquet, csv, xlsx.

    Returns
    -------
    LossReport
        Counts, and one row for each thing that is not carried; empty where nothing was lost.

    Raises
    ------
    ExchangeError
        No such format, the folder exists already, or the format's limits are too small for this graph.
    MissingExtraError
        The format needs a library that is not installed.

    Limits
    ------
    An entity known under exactly one id keeps it; a merged one, or one whose id is another's too, has the opaque
    entity id and lists the ids it came from as `native_id`.
    """
    known = formats()
    if format not in known:
        error = ExchangeError(f"no format is called {format!r}")
        error.add_note(f"Hint: one of {', '.join(sorted(known))}.")
        raise error
    target, chosen = Path(path), known[format]
    contents = Contents(graph, getattr(chosen, "holds", None))
    own = chosen.write(contents, target)
    common = [loss for loss in contents.losses() if loss.what not in chosen.CARRIES]
    losses = tuple(loss for loss in [*common, *own] if loss.count)
    return LossReport(
        format, target.name, contents.n_entities, contents.n_links, contents.n_claims + contents.n_link_claims, losses
    )
