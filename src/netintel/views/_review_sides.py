"""What one side of a pair is known by: its records, their values, and what it is linked to."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from netintel.model.graph import EntityGraph
from netintel.views._review_people import People

Codes = NDArray[np.int64]

SOURCES = 4
"""Records told of one side; the rest is a number."""


@dataclass(frozen=True)
class Source:
    """One record that tells of a side: where it lies, from whom, how it may be handled, how it is graded.

    Of a side that is hidden, file and locator are the ids of export and record: either may be named for somebody.
    """

    file: str
    locator: str
    originator: str
    handling: str
    grade: str


@dataclass(frozen=True)
class Side:
    """One side of a pair, raw: the origin that was matched and all that is joined with it already.

    Attributes
    ----------
    origins : array
        Codes; the one that was matched first.
    hidden : bool
        Whether nothing of it is shown: one of the two sides is a victim, witness, minor or informant, or would tell
        who is.
    values : mapping
        Property -> {canonical value: the text as written}.
    linked : mapping
        Entity code of a neighbour -> its name, number or pseudonym.
    sources : tuple of Source
        The first of its records.
    n_sources : int
        How many there are.
    """

    origins: Codes
    hidden: bool
    values: Mapping[str, Mapping[str, str]]
    linked: Mapping[int, str]
    sources: tuple[Source, ...]
    n_sources: int


def sides(graph: EntityGraph, people: People, left: int, right: int) -> tuple[Side, Side]:
    """Return both sides of a pair; of one that is joined already, the two origins that were matched alone."""
    entity = graph.entity_of_origin
    joined = entity[left] == entity[right]
    found = []
    for code in (left, right):
        others = np.array([], np.int64) if joined else np.flatnonzero(entity == entity[code])
        found.append(np.r_[code, others[others != code]].astype(np.int64))
    hidden = bool(people.hidden[np.concatenate(found)].any())
    return _side(graph, people, found[0], hidden), _side(graph, people, found[1], hidden)


def script_of(text: str) -> str:
    """Return the script that a text is written in; of two in one text, both.

    Examples
    --------
    >>> script_of("Georgi"), script_of("Георги"), script_of("محمد"), script_of("G\\u0435orgi"), script_of("12")
    ('Latin', 'Cyrillic', 'Arabic', 'Cyrillic and Latin', '')
    """
    words = {unicodedata.name(letter, "unnamed").split()[0].capitalize() for letter in text if letter.isalpha()}
    return " and ".join(sorted("Chinese" if word == "Cjk" else word for word in words))


def _side(graph: EntityGraph, people: People, origins: Codes, hidden: bool) -> Side:
    claims = graph.tables.claims
    own = pc.and_(pc.is_in(claims["subject"], pa.array(origins, pa.int32())), pc.invert(claims["on_link"]))
    at = pc.indices_nonzero(own)
    records = np.unique(claims["record"].take(at).to_numpy())
    return Side(
        origins=origins,
        hidden=hidden,
        values=_values(graph, at),
        linked=_linked(graph, people, origins),
        sources=_sources(graph, records[:SOURCES], hidden),
        n_sources=len(records),
    )


def _values(graph: EntityGraph, at: pa.Array) -> dict[str, dict[str, str]]:
    originals = graph.tables.originals
    changed = originals.filter(pc.is_in(originals["claim"], at.cast(pa.int32())))
    written = dict(zip(changed["claim"].to_pylist(), changed["original"].to_pylist(), strict=True))
    taken = graph.tables.claims.select(["property", "value"]).take(at).to_pydict()
    found: dict[str, dict[str, str]] = {}
    for claim, name, value in zip(at.to_pylist(), taken["property"], taken["value"], strict=True):
        text = written.get(claim, value)
        if text is not None:
            found.setdefault(name, {}).setdefault(text if value is None else value, text)
    return found


def _sources(graph: EntityGraph, records: Codes, hidden: bool) -> tuple[Source, ...]:
    rows = graph.tables.records.take(pa.array(records)).to_pylist()
    files, shas = graph.tables.received["file"], graph.tables.received["sha256"].to_pylist()
    return tuple(
        Source(
            file=f"x{shas[row['export']][:16]}" if hidden else files[row["export"]].as_py(),
            locator=graph.case.id_of("r", shas[row["export"]], row["locator"]) if hidden else row["locator"],
            originator=row["originator"] or "originator not stated",
            handling=row["handling"] or graph.case.default_handling,
            grade=row["evaluation"] or "not graded",
        )
        for row in rows
    )


def _linked(graph: EntityGraph, people: People, origins: Codes) -> dict[int, str]:
    links, own = graph.tables.links, pa.array(origins, pa.int32())
    ends = [
        links[there].filter(pc.is_in(links[here], own)).to_numpy()
        for here, there in (("source", "target"), ("target", "source"))
    ]
    others = np.unique(np.concatenate(ends))
    entity = graph.entity_of_origin
    others = others[~np.isin(entity[others], entity[origins])]
    first = {int(entity[origin]): int(origin) for origin in others[::-1]}
    return {code: people.called(origin) for code, origin in sorted(first.items())}
