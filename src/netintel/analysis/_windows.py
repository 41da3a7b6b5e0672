"""Dated acts between actors, put into two windows of time, and the same with their times exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from netintel.analysis import _carriers, _ties
from netintel.analysis._label_order import in_label_order
from netintel.analysis._moments import Moments, day, with_stretches
from netintel.model.network import Network
from netintel.vocab import dates, kinds

if TYPE_CHECKING:
    from netintel.model.graph import EntityGraph

Period = str | tuple[str, str]
Codes = NDArray[np.int64]

_DAY = 86_400

SPELL_DAYS = 3
"""Acts of one tie in one export that follow each other within so many days are one spell."""


@dataclass(frozen=True)
class Window:
    """A stretch of time in seconds, from `begin` up to, not with, `end`."""

    begin: int
    end: int

    @classmethod
    def of(cls, given: Period, name: str) -> Window:
        """Read `"2024-03"` as the whole of March, `("2024-01", "2024-06-15")` as from its first to its last day.

        Examples
        --------
        >>> Window.of(("2024-01", "2024-02"), "before").told
        '2024-01-01 to 2024-02-29'
        """
        ends = (given, given) if isinstance(given, str) else tuple(given) if isinstance(given, (tuple, list)) else ()
        if len(ends) != 2 or not all(isinstance(one, str) and dates.parse(one) for one in ends):
            raise ValueError(f"{name}: expected a date such as '2024', '2024-03' or '2024-03-02', or two of them")
        read = Moments.of(pa.array([dates.parse(one) for one in ends]))
        if read.begin[0] >= read.end[1]:
            raise ValueError(f"{name}: its last date lies before its first; expected (first, last)")
        return cls(int(read.begin[0]), int(read.end[1]))

    @property
    def told(self) -> str:
        """Return its first and its last day."""
        return f"{day(self.begin)} to {day(self.end - 1)}"


@dataclass(frozen=True, eq=False)
class Acts:
    """What is dated in one of two windows.

    Attributes
    ----------
    network : Network
        All ties, in the order of labels.
    tie, export : int arrays
        Of each act; records of one tie, day and export are one act.
    spell : int array
        Which spell each act belongs to: acts of one tie, export and window that follow each other within days.
    after : bool array
        Whether an act falls into the second window; false is the first.
    lasting : bool array, for each tie
        Whether a tie is said to last through both windows.
    pieces : pandas.DataFrame
        `tie`, `record` (code, -1 where unknown) and `export` of every piece of evidence in a window.
    exports : pandas.DataFrame
        Index export: `before`, `after` (acts), `first`, `last` (seconds: span of all that it dates).
    names : array
        The file of each export.
    undated, coarse, outside : int
        Pieces of evidence that no window has: without a date, dated less precisely than the windows, and dated
        elsewhere.
    """

    network: Network
    tie: Codes
    export: Codes
    spell: Codes
    after: NDArray[np.bool_]
    lasting: NDArray[np.bool_]
    pieces: pd.DataFrame
    exports: pd.DataFrame
    names: NDArray[np.object_]
    undated: int
    coarse: int
    outside: int

    @classmethod
    def of(cls, subject: EntityGraph | Network, before: Window, after: Window) -> Acts:
        """Put all evidence for ties into windows."""
        network, pieces = _of_network(subject) if isinstance(subject, Network) else _of_graph(subject)
        windows = before, after
        inside = [_within(pieces, window) for window in windows]
        near = np.any([_touches(pieces, window) for window in windows], axis=0)
        dated = pieces["dated"].to_numpy(bool)
        both = inside[0] & inside[1]
        lasting = np.zeros(network.n_ties, bool)
        lasting[pieces["tie"].to_numpy(np.int64)[both]] = True
        told = pieces.assign(after=inside[1], day=pieces["begin"] // _DAY)
        once = told[inside[0] ^ inside[1]].drop_duplicates(["tie", "day", "export", "after"])
        once = once.sort_values(["export", "tie", "day"], kind="stable")
        return cls(
            network=network,
            tie=once["tie"].to_numpy(np.int64),
            export=once["export"].to_numpy(np.int64),
            spell=_spells(once),
            after=once["after"].to_numpy(bool),
            lasting=lasting,
            pieces=pieces.loc[inside[0] | inside[1], ["tie", "record", "export"]],
            exports=_exports(pieces[dated], once),
            names=_names(subject),
            undated=int((~dated).sum()),
            coarse=int((dated & near & ~inside[0] & ~inside[1]).sum()),
            outside=int((dated & ~near).sum()),
        )

    def counts(self, after: NDArray[np.bool_]) -> tuple[Codes, Codes]:
        """Return for each tie its acts before and after, when acts lie as in `after`."""
        size = self.network.n_ties
        every = np.bincount(self.tie, minlength=size) + self.lasting
        late = np.bincount(self.tie[after], minlength=size) + self.lasting
        return every - late + self.lasting, late

    def exchanged(self, times: int, rng: np.random.Generator) -> Iterator[NDArray[np.bool_]]:
        """Yield `after` with the times of each export's spells exchanged at random among them.

        Every export keeps how many spells it has in each window: one that ends early is no fall. A spell moves as one,
        for three calls in a row are not three decisions.
        """
        first = np.flatnonzero(np.diff(self.spell, prepend=-1))
        export, after = self.export[first], self.after[first]
        for _ in range(times):
            drawn = np.empty_like(after)
            drawn[np.lexsort((rng.random(len(after)), export))] = after
            yield drawn[self.spell]

    @property
    def spells(self) -> Codes:
        """Return for each tie its number of spells."""
        first = np.flatnonzero(np.diff(self.spell, prepend=-1))
        return np.bincount(self.tie[first], minlength=self.network.n_ties)


def _spells(acts: pd.DataFrame) -> Codes:
    """Return the spell of each act, numbered in their order."""
    new = np.zeros(len(acts), bool)
    new[1:] = np.diff(acts["day"].to_numpy(np.int64)) > SPELL_DAYS
    for column in ("export", "tie", "after"):
        values = acts[column].to_numpy()
        new[1:] |= values[1:] != values[:-1]
    return np.cumsum(new).astype(np.int64)


def _within(pieces: pd.DataFrame, window: Window) -> NDArray[np.bool_]:
    """Return which pieces surely fall into a window; a tie that lasts is in each window that it lasts in."""
    begin, end = pieces["begin"].to_numpy(), pieces["end"].to_numpy()
    point = (begin >= window.begin) & (end <= window.end)
    lasts = (end <= window.end) & (pieces["last_begin"].to_numpy() >= window.begin)
    found: NDArray[np.bool_] = pieces["dated"].to_numpy(bool) & np.where(pieces["lasting"], lasts, point)
    return found


def _touches(pieces: pd.DataFrame, window: Window) -> NDArray[np.bool_]:
    touched: NDArray[np.bool_] = (pieces["begin"].to_numpy() < window.end) & (
        pieces["last_end"].to_numpy() > window.begin
    )
    return touched


def _of_network(given: Network) -> tuple[Network, pd.DataFrame]:
    """Return a network's first and last date of each tie as pieces of evidence; between them nothing is known."""
    network = in_label_order(given)
    size = network.n_ties
    nothing = pd.Series(None, index=range(size), dtype=object)
    sides = [
        pd.DataFrame({"tie": np.arange(size), "first": network.ties_table.get(column, nothing).to_numpy(object)})
        for column in ("first", "last")
    ]
    rows = pd.concat(sides, ignore_index=True).drop_duplicates()
    rows = rows[rows["first"].notna() | ~rows["tie"].duplicated(keep=False)]
    return network, with_stretches(rows.assign(last=None, record=-1, export=0))


def _of_graph(graph: EntityGraph) -> tuple[Network, pd.DataFrame]:
    """Return the projected network, and each piece of evidence for its ties."""
    from netintel.analysis.actors import HOLDERS, HUB, actors, parts_of

    network = in_label_order(actors(graph))
    part = parts_of(graph, kinds.of_part("carrier") | kinds.of_part("event"), frozenset())
    contacts, holdings, _ = _carriers.incidences(graph, part, HUB, HOLDERS)
    rows = _ties.evidence(part, contacts, holdings)
    a, b = (network.labels.get_indexer(graph.entity_ids[rows[end].to_numpy(np.int64)]) for end in ("a", "b"))
    if not network.directed:
        a, b = np.minimum(a, b), np.maximum(a, b)
    keys = network.source.astype(np.int64) * network.n_nodes + network.target
    record = rows["record"].to_numpy(np.int64)
    export = graph.tables.records["export"].to_numpy()[record] if len(rows) else record
    tie = np.searchsorted(keys, a.astype(np.int64) * network.n_nodes + b)
    made = pd.DataFrame({"tie": tie, "record": record, "export": export, "first": rows["first"], "last": rows["last"]})
    return network, with_stretches(made)


def _exports(dated: pd.DataFrame, acts: pd.DataFrame) -> pd.DataFrame:
    spans = dated.groupby("export").agg(first=("begin", "min"), last=("last_end", "max"))
    late = acts.groupby("export")["after"].agg(["size", "sum"]).reindex(spans.index, fill_value=0)
    return spans.assign(before=late["size"] - late["sum"], after=late["sum"])


def _names(subject: EntityGraph | Network) -> NDArray[np.object_]:
    if isinstance(subject, Network):
        return np.array(["the ties given"], object)
    return np.array(subject.tables.received["file"].to_pylist(), object)
