"""One decision on identity by a person, and taking one back: appended, with who, when and why."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from netintel.errors import JudgementError, UnknownEntityError
from netintel.model.graph import EntityGraph
from netintel.model.judgements import JUDGEMENTS, UNDONE, Judgement, alive, moments, pairs
from netintel.model.merges import Said
from netintel.model.tables import SCHEMAS, Tables
from netintel.resolve.conflicts import fighting


def judge(graph: EntityGraph, left: str, right: str, judgement: Judgement, *, by: str, reason: str) -> EntityGraph:
    """Return the graph with one more judgement on two origins.

    `same` joins their entities, `not_same` keeps them apart whatever else says so, `unsure` leaves the pair open: it
    neither joins nor parts, and no rule joins it later. What a person judged holds before what a rule did, and the
    later before the earlier. A judgement that others contradict is taken all the same: the step's note counts them and
    `conflicts` names them.

    Parameters
    ----------
    left, right
        Origin ids, or entity ids (the origin that stands for the entity is then judged).
    by, reason
        Who decided and why; both are needed. A `by` that begins with `netintel.` is a rule's, not a person's.

    Raises
    ------
    JudgementError
        No such judgement, no one named, no reason, or one origin with itself.
    UnknownEntityError
        An id is not in this graph.

    See Also
    --------
    undo, conflicts
    """
    if judgement not in JUDGEMENTS:
        raise JudgementError(f"judgement {judgement!r}; expected one of {', '.join(JUDGEMENTS)}")
    pair = _pair(graph, left, right, by, reason)
    return _said(graph, "resolve.judge", pair, {"judgement": judgement, "by": by}, reason)


def undo(graph: EntityGraph, left: str, right: str, *, by: str, reason: str) -> EntityGraph:
    """Return the graph without the judgement that holds on two origins: what held before it holds again.

    The digest is then the one from before that judgement. Nothing is deleted: that it was judged, and who took it
    back and why, stays in `.judgements`. Undone again, the judgement before that is taken back.

    Parameters
    ----------
    left, right
        As in `judge`. Where two entities have become one, name the origins.
    by, reason
        Who takes it back and why; both are needed.

    Raises
    ------
    JudgementError
        No judgement holds on this pair, no one named, no reason, or one origin with itself.
    UnknownEntityError
        An id is not in this graph.
    """
    pair = _pair(graph, left, right, by, reason)
    if not len(_on(graph, pair)):
        raise JudgementError("no judgement holds on this pair of origins, so none can be undone; see graph.judgements")
    return _said(graph, "resolve.undo", pair, {"judgement": UNDONE, "by": by}, reason)


def appended(graph: EntityGraph, function: str, rows: pd.DataFrame, said: dict[str, str]) -> EntityGraph:
    """Return the graph with rows of the table of judgements appended, in their order; without `at` they are of now."""
    table = rows.assign(at=_given(graph, rows))[SCHEMAS["judgements"].names]
    try:
        new = pa.Table.from_pandas(table, SCHEMAS["judgements"], preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError) as error:
        message = "judgements that cannot be kept; expected `by`, `at` and `reason` as text, and `score` as a number"
        raise JudgementError(message) from error
    tables = dataclasses.replace(graph.tables, judgements=pa.concat_tables([graph.tables.judgements, new]))
    noun = "judgement" if len(rows) == 1 else "judgements"
    return graph.then(function, said, tables, f"{len(rows)} {noun}{_contradicted(tables)}")


def _given(graph: EntityGraph, rows: pd.DataFrame) -> pd.Series[str]:
    """Return when judgements are given: now, or as late as the latest word on the pair, for a clock may be ahead."""
    now = datetime.now(UTC).replace(microsecond=0)
    said = graph.tables.judgements.select(["left", "right", "at"]).to_pandas()
    moment = moments(said["at"])
    ahead = said[moment > now.timestamp() * 1e6].assign(moment=moment[moment > now.timestamp() * 1e6])
    latest = ahead.assign(pair=pairs(ahead)).sort_values("moment").drop_duplicates("pair", keep="last")
    known = pairs(rows).map(latest.set_index("pair")["at"]) if len(latest) else None
    told: pd.Series[str] = rows["at"] if known is None else rows["at"].astype(object).fillna(known)
    return told.astype(object).fillna(now.isoformat().replace("+00:00", "Z"))


def _said(graph: EntityGraph, function: str, pair: list[int], said: dict[str, str], reason: str) -> EntityGraph:
    row = {"left": pair[0], "right": pair[1], "score": float("nan"), "reason": reason, "at": None, **said}
    return appended(graph, function, pd.DataFrame([row]), said)


def _on(graph: EntityGraph, pair: list[int]) -> pd.DataFrame:
    rows = alive(graph.tables)
    return rows[(rows["left"] == min(pair)) & (rows["right"] == max(pair))]


def _contradicted(tables: Tables) -> str:
    if not pc.any(pc.equal(tables.judgements["judgement"], "not_same")).as_py():
        return ""
    number = len(fighting(tables, Said.of(tables)).apart)
    if not number:
        return ""
    return f"; chains of the same contradict {number} of not the same: resolve.conflicts tells which links are left out"


def _pair(graph: EntityGraph, left: str, right: str, by: str, reason: str) -> list[int]:
    if not by.strip() or not reason.strip():
        raise JudgementError("a judgement needs `by` and `reason`: who decided, and why")
    if (by + reason).encode("utf-8", "ignore").decode() != by + reason:
        raise JudgementError("`by` or `reason` holds half a character (a lone surrogate); expected text")
    codes = [_origin(graph, side) for side in (left, right)]
    if codes[0] == codes[1]:
        raise JudgementError("both sides are the same origin; expected two")
    return codes


def _origin(graph: EntityGraph, key: str) -> int:
    if key in graph.origin_ids:
        return int(graph.origin_ids.get_indexer(pd.Index([key]))[0])
    if key in graph.entity_ids:
        entity = int(graph.entity_ids.get_indexer(pd.Index([key]))[0])
        return int(graph.origin_of_entity[entity])
    raise UnknownEntityError.of("origin or entity", key)
