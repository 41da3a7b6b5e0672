"""Merging: matches become judgements, entities follow; no claim is changed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from netintel.errors import JudgementError, StaleResultError
from netintel.model.graph import EntityGraph
from netintel.model.judgements import JUDGEMENTS, NEVER, UNDONE, held, moments, pairs
from netintel.resolve.judge import appended
from netintel.resolve.matches import Matches


def merge(graph: EntityGraph, decided: Matches | pd.DataFrame, *, by: str = "netintel.resolve.match") -> EntityGraph:
    """Return the graph with these matches judged the same, or with these judgements appended.

    Parameters
    ----------
    decided
        `Matches`, of which the pairs that hold together in a cluster are taken as the same, or a table of judgements:
        `left`, `right` (origin ids), `judgement` (also `undone`), and where known `score`, `reason`, `by` and `at`.
        Of two on the same pair the one given later (`at`) holds, and of two at the same time the one further down.
    by
        Who decides where the table does not say; for matches the function that found them. What begins with
        `netintel.` is a rule's, which never outranks a person's judgement.

    Raises
    ------
    StaleResultError
        The matches were found on another graph.
    JudgementError
        A judgement is none of same, not_same, unsure, undone, names an origin this graph does not hold, names nobody,
        was given at no time that can be read, or has a score outside 0 to 1.

    Notes
    -----
    A pair that a person judged, in whatever way, is no longer for a rule to decide: such matches are passed over.
    Matches that only a chain would join with what speaks against them are left out: `Matches.held_together`.

    Of a table with times, rows that the graph holds already are passed over: the judgements of a partner may be given
    whole, however often, and one that was taken back stays so.

    A pair that was judged not the same stays apart: the weakest link of a chain that would join it is left out, and
    `conflicts` tells which.
    """
    if isinstance(decided, Matches):
        if decided.digest != graph.digest:
            raise StaleResultError.between("resolve.match", decided.digest, graph.digest)
        rows = _without_judged(graph, _coded(graph, decided.held_together().rows))
        return appended(graph, "resolve.merge", rows.assign(judgement="same", by=by, at=None), {"by": by})
    return _judged(graph, decided, by)


def _judged(graph: EntityGraph, table: pd.DataFrame, by: str) -> EntityGraph:
    missing = sorted({"left", "right", "judgement"} - set(table.columns))
    if missing:
        raise JudgementError(f"a table of judgements without {missing[0]!r}; expected left, right and judgement")
    words = (*JUDGEMENTS, UNDONE)
    odd = ~table["judgement"].isin(words)
    if odd.any():
        raise JudgementError(f"{odd.sum()} judgements are none of {', '.join(words)}")
    rows = _coded(graph, table)
    if (rows["left"] == rows["right"]).any():
        raise JudgementError("both sides of a judgement are the same origin; expected two")
    for column, default in (("by", by), ("at", None)):
        rows[column] = table[column].fillna(default).to_numpy() if column in table else default
    rows["judgement"] = table["judgement"].to_numpy()
    unread = rows["at"].notna() & (moments(rows["at"]) == NEVER)
    if unread.any():
        raise JudgementError(f"the times of {unread.sum()} judgements cannot be read; expected 2026-03-01T10:00:00Z")
    if not pd.to_numeric(rows["score"], errors="coerce").between(0, 1).where(rows["score"].notna(), True).all():
        raise JudgementError("a score is outside its range; expected 0 to 1, or none")
    if not rows["by"].astype("str").str.strip().all():
        raise JudgementError("a judgement needs `by`: who decided")
    return appended(graph, "resolve.merge", rows.loc[~_known(graph, rows)], {"by": by})


def _known(graph: EntityGraph, rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows the graph holds already; of equal rows as many as it holds, for one may be judged twice."""
    ours = graph.tables.judgements.to_pandas()
    told = pd.concat([ours, rows], ignore_index=True)
    told = told.assign(pair=pairs(told)).drop(columns=["left", "right"])
    given = np.arange(len(told)) >= len(ours)
    told["again"] = told.groupby([*told.columns, given], dropna=False).cumcount()
    known: NDArray[np.bool_] = told.duplicated().to_numpy()[given] & rows["at"].notna().to_numpy()
    return known


def _without_judged(graph: EntityGraph, rows: pd.DataFrame) -> pd.DataFrame:
    """A match found by a rule never overrules a person."""
    judged = held(graph.tables)
    return rows.loc[~pairs(rows).isin(pairs(judged[judged["person"]]))]


def _coded(graph: EntityGraph, table: pd.DataFrame) -> pd.DataFrame:
    made = pd.DataFrame({side: graph.origin_ids.get_indexer(pd.Index(table[side])) for side in ("left", "right")})
    if (made < 0).any(axis=None):
        raise JudgementError("an origin id is not in this graph; judgements name origins, which never change")
    made["score"] = table["score"].to_numpy() if "score" in table else float("nan")
    made["reason"] = table["reason"].to_numpy() if "reason" in table else ""
    return made
