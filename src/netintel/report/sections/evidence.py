"""The records a finding rests on: file, place in the file, SHA-256 of the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.model.graph import EntityGraph
from netintel.model.network import Network

LISTED = 20
"""Records listed with a finding; the rest are counted."""


@dataclass(frozen=True)
class RecordRow:
    """One record: where it stands and what it gives."""

    file: str
    locator: str
    sha256: str
    gives: str
    originator: str
    handling: str
    evaluation: str
    assertion: str


@dataclass(frozen=True)
class Evidence:
    """What a finding rests on.

    Attributes
    ----------
    words : str
        Counts in words.
    records : tuple of RecordRow
        The first `LISTED`, by file and place.
    """

    words: str
    records: tuple[RecordRow, ...] = ()

    @property
    def handling(self) -> str:
        """The strictest handling of the records listed."""
        from netintel.vocab.handling import combine

        return combine(row.handling for row in self.records if row.handling) or ""


_OTHER_NETWORK = Evidence(
    "It was computed on a network projected with other settings than the report's; "
    "graph.evidence(link) lists the records of each tie."
)


def of_entity(graph: EntityGraph, entity: str, network: Network | None) -> Evidence:
    """Return the records that describe an entity, then those of links that tie it to others."""
    own = _rows(graph, [entity], "describes")
    words = "1 record describes this entity" if own.n == 1 else f"{own.n} records describe this entity"
    if network is None:
        return Evidence(f"{words}.", own.rows[:LISTED])
    code = network.labels.get_indexer(pd.Index([entity]))[0]
    at = (network.source == code) | (network.target == code)
    tied = _ties(graph, network, at)
    return Evidence(f"{words}; {tied.words}", (own.rows[: LISTED // 2] + tied.records)[:LISTED])


def of_countries(graph: EntityGraph, network: Network | None, between: Iterable[str], directed: bool) -> Evidence:
    """Return the records of the ties that join different countries of a set, in a direction where there is one."""
    if network is None:
        return _OTHER_NETWORK
    names = list(between)
    member = {name: _members(network, name) for name in names}
    at = np.zeros(network.n_ties, dtype=np.bool_)
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            at |= member[a][network.source] & member[b][network.target]
            if not directed:
                at |= member[b][network.source] & member[a][network.target]
    return _ties(graph, network, at)


def across_borders(graph: EntityGraph, network: Network | None) -> Evidence:
    """Return the records of all ties that surely cross a border."""
    return _OTHER_NETWORK if network is None else _ties(graph, network, network.crossing())


def _members(network: Network, jurisdiction: str) -> NDArray[np.bool_]:
    found = np.zeros(network.n_nodes, dtype=np.bool_)
    found[network.memberships["node"][network.memberships["jurisdiction"] == jurisdiction].to_numpy(np.int64)] = True
    return found


def _ties(graph: EntityGraph, network: Network, at: NDArray[np.bool_]) -> Evidence:
    ties = network.ties_table[at]
    if not len(ties):
        return Evidence("no tie is recorded.")
    linked = ties[ties["link"].notna()]
    order = linked.sort_values(["n_originators", "n_records"], ascending=False, kind="stable")
    listed = _rows(graph, list(order["link"].drop_duplicates().head(LISTED)), "link")
    through = len(ties) - len(linked)
    also = f", {through} of them through something both hold (a phone, an account)" if through else ""
    mentions = int(ties["n_records"].sum())
    counted = (
        f"{len(ties)} ties rest on {mentions} mentions in records" if len(ties) > 1 else f"1 tie ({mentions} mentions)"
    )
    return Evidence(f"{counted}{also}.", listed.rows[:LISTED])


@dataclass(frozen=True)
class _Found:
    rows: tuple[RecordRow, ...]
    n: int


def _rows(graph: EntityGraph, keys: list[str], gives: str) -> _Found:
    if not keys:
        return _Found((), 0)
    every = pd.concat([graph.evidence(key).assign(_gives=gives, _at=i) for i, key in enumerate(keys)])
    if gives == "link":
        kind = graph.links["kind"]
        every["_gives"] = [f"{kind[keys[i]]} {keys[i]}" for i in every["_at"]]
    unique = every.drop_duplicates(["file", "locator", "_gives"]).fillna("")
    rows = tuple(
        RecordRow(
            file=row["file"],
            locator=row["locator"],
            sha256=row["sha256"][:12],
            gives=row["_gives"],
            originator=row["originator"] or "not stated",
            handling=row["handling"] or graph.case.default_handling,
            evaluation=row["evaluation"] or "not graded",
            assertion=row["assertion"] or "not stated",
        )
        for row in unique.to_dict("records")
    )
    return _Found(rows, len(rows))
