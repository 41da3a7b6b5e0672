"""Judgements that contradict one another: which links fight, which one gave way, and why."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.model._apart import components
from netintel.model.graph import EntityGraph
from netintel.model.judgements import alive
from netintel.model.merges import Said
from netintel.model.tables import Tables

_COLUMNS = ["kind", "left", "right", "judgement", "by", "at", "reason", "chain", "links", "left_out", "why"]
_Told = dict[int, dict[str, Any]]
_OF_IDS = "both bear the same id"


class Link(NamedTuple):
    """One judgement in a chain, or one id that two origins bear; `left_out` where it does not join them now."""

    left: str
    right: str
    judgement: str
    score: float
    by: str
    at: str
    reason: str
    left_out: bool


def conflicts(graph: EntityGraph) -> pd.DataFrame:
    """Return which judgements contradict one another.

    "A is B" and "B is C" say that A is C. Where A and C are judged not the same, a link between them is left out, and
    whoever judged must know which: a wrong link joins two persons, a wrong "not the same" parts one.

    Returns
    -------
    pandas.DataFrame
        One row a judgement that others contradict: `kind`, `left`, `right` (origin ids), `judgement`, `by`, `at`,
        `reason`, `chain` (the origins from left to right that "same" joins, in order), `links` (`Link`s: the judgements
        along the chain), `left_out` (those of them that give way, as pairs of origin ids), `why` (a sentence).
        `kind` is

        - `chain`: the pair stays apart, and links of the chain are left out. Of the chains that would join the pair
          the strongest is shown: the one whose weakest link is strongest.
        - `overruled`: a rule judged the pair not the same, persons judged the chain; the pair is one entity.
        - `persons`: two persons judged the pair itself the same and not the same. The later judgement holds and is the
          row; `links` holds the other.

    Limits
    ------
    A chain may be wrong in more places than the one that is left out. Ids that two exports share count as links.

    Notes
    -----
    Links are joined in this order: judgements of persons, then ids and the judgements of rules by score; of equals
    the first by the names of the origins. One that would join two origins judged not the same is left out. A "not the
    same" that a rule gave does not part what persons joined.

    Examples
    --------
    Loading an export twice under two names, or a match nobody has looked at, contradicts nothing.

    >>> from netintel import Case
    >>> from netintel.model.tables import Tables
    >>> len(conflicts(EntityGraph(Tables.empty(), Case())))
    0
    """
    said = Said.of(graph.tables)
    fight = fighting(graph.tables, said)
    rows = [*_chains(graph, fight), *_persons(graph)]
    table = pd.DataFrame(rows, columns=_COLUMNS)
    return table.sort_values(["kind", "left", "right"], ignore_index=True)


def fighting(tables: Tables, said: Said) -> Said:
    """Return the pairs judged apart that chains of "same" would join, and the links of these chains."""
    if not len(said.apart) or not len(said.same):
        return Said(said.same.iloc[:0], said.apart.iloc[:0])
    sides = (said.same[side].to_numpy() for side in ("left", "right"))
    return said.fighting(tables, components(tables.origins.num_rows, *sides))


def _chains(graph: EntityGraph, fight: Said) -> list[dict[str, Any]]:
    if not len(fight.apart):
        return []
    links = fight.same.drop_duplicates(["left", "right"], ignore_index=True)
    codes = np.unique(links[["left", "right"]].to_numpy(np.int64))
    ends = [np.searchsorted(codes, links[side].to_numpy()) for side in ("left", "right")]
    before = _before(len(codes), *ends)
    place = {frozenset(pair): at for at, pair in enumerate(zip(*(end.tolist() for end in ends), strict=True))}
    asked = [np.searchsorted(codes, fight.apart[side].to_numpy()).tolist() for side in ("left", "right")]
    paths = [_path(before, left, right) for left, right in zip(*asked, strict=True)]
    steps = [links["row"].to_numpy()[[place[frozenset(step)] for step in pairwise(path)]] for path in paths]
    told = _told(graph, np.concatenate([fight.apart["row"], *steps]))
    person = dict(zip(links["row"], links["person"], strict=True))
    return [
        _row(graph, row, codes[path], along.tolist(), told, person)
        for row, path, along in zip(fight.apart["row"].tolist(), paths, steps, strict=True)
    ]


def _before(n: int, left: NDArray[Any], right: NDArray[Any]) -> NDArray[np.int32]:
    """Return for each node the one before it in the forest of strongest links, from a root above all trees."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

    rank = np.arange(1, len(left) + 1, dtype=np.float64)
    forest = minimum_spanning_tree(coo_array((rank, (left, right)), shape=(n, n)).tocsr()).tocoo()
    label = components(n, forest.row, forest.col)
    first = np.unique(label, return_index=True)[1]
    row, col = np.r_[forest.row, first], np.r_[forest.col, np.full(len(first), n)]
    tree = coo_array((np.ones(len(row)), (row, col)), shape=(n + 1, n + 1)).tocsr()
    before: NDArray[np.int32] = breadth_first_order(tree, n, directed=False)[1]
    return before


def _path(before: NDArray[np.int32], left: int, right: int) -> list[int]:
    down = {left: 0}
    path = [left]
    root = len(before) - 1
    while path[-1] != root:
        path.append(int(before[path[-1]]))
        down[path[-1]] = len(path) - 1
    back = [right]
    while back[-1] not in down:
        back.append(int(before[back[-1]]))
    return path[: down[back[-1]]] + back[::-1]


def _row(
    graph: EntityGraph, row: int, path: NDArray[np.int64], steps: list[int], told: _Told, person: dict[int, bool]
) -> dict[str, Any]:
    origins, entity = graph.origin_ids[path], graph.entity_of_origin[path]
    gone = (entity[1:] != entity[:-1]).tolist()
    links = tuple(
        Link(left, right, **told[step], left_out=out)
        for (left, right), step, out in zip(pairwise(origins), steps, gone, strict=True)
    )
    judged = {word: said for word, said in told[row].items() if word != "score"}
    rules = [told[step] for step, out in zip(steps, gone, strict=True) if out and not person[step]]
    return {
        "kind": "chain" if any(gone) else "overruled", "left": origins[0], "right": origins[-1], **judged,
        "chain": tuple(origins), "links": links, "left_out": tuple(link[:2] for link in links if link.left_out),
        "why": _why(sum(gone), len(links), rules),
    }  # fmt: skip


def _told(graph: EntityGraph, rows: NDArray[Any]) -> _Told:
    """Return what the table of judgements says in some rows; no row is an id that two origins bear."""
    rows = np.unique(rows)
    judged = graph.tables.judgements.select(["judgement", "score", "by", "at", "reason"]).take(rows[rows >= 0])
    told = dict(zip(rows[rows >= 0].tolist(), judged.to_pylist(), strict=True))
    for said in told.values():
        said["score"] = float("nan") if said["score"] is None else said["score"]
    return told | {-1: {"judgement": "same", "score": float("nan"), "by": "", "at": "", "reason": _OF_IDS}}


def _why(gone: int, length: int, rules: list[dict[str, Any]]) -> str:
    if not gone:
        return "a rule judged the pair not the same, and persons judged every link of the chain"
    number = f"{gone} of {length} links left out: "
    if not rules:
        return number + "persons judged all that joins them; of equals the last by the names of the origins gives way"
    scores = [said["score"] for said in rules if said["score"] == said["score"]]
    weakest = f"score {min(scores):.2f}" if scores else "without a score"
    return f"{number}the weakest of the chain that no person judged ({weakest})"


def _persons(graph: EntityGraph) -> list[dict[str, Any]]:
    """Return the pairs that two persons judged differently; the last word of each person counts."""
    rows = alive(graph.tables)
    rows = rows[rows["person"]].sort_values(["moment", "row"])
    rows["by"] = graph.tables.judgements["by"].take(rows["row"].to_numpy()).to_pandas().to_numpy()
    last = rows.drop_duplicates(["left", "right", "by"], keep="last")
    last = last[last["judgement"] != "unsure"]
    differing = last[last.groupby(["left", "right"])["judgement"].transform("nunique") > 1]
    told = _told(graph, differing["row"].to_numpy())
    return [_disagreement(graph, pair, told) for _, pair in differing.groupby(["left", "right"])]


def _disagreement(graph: EntityGraph, pair: pd.DataFrame, told: _Told) -> dict[str, Any]:
    left, right = origins = tuple(graph.origin_ids[pair[["left", "right"]].to_numpy()[0]])
    *others, holds = (told[row] for row in pair["row"])
    links = (Link(left, right, **said, left_out=True) for said in others if said["judgement"] != holds["judgement"])
    judged = {word: said for word, said in holds.items() if word != "score"}
    return {
        "kind": "persons", "left": left, "right": right, **judged, "chain": origins, "links": tuple(links),
        "left_out": (origins,), "why": "two persons judged this pair differently; the later judgement holds",
    }  # fmt: skip
